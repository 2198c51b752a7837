/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Service Requests from the user's side: what came of them, within which time, how long they took.  One
 * look-up a row serves every figure; the histograms stand beside the counts, by entry and Region.
 */
#include "engine/memory.h"
#include "metrics/histogram.h"
#include "metrics/keying.h"
#include "metrics/lane.h"

#include <assert.h>

/* SRVs times generations; histograms are large. */
#define JOURNEYS_MAX_KEYS 8192

/* Counts of a key: each response within the user's target, then each response later. */
enum { COUNT_LATER = RESPONSE_COUNT, COUNTS = 2 * RESPONSE_COUNT };

struct journeys {
	struct keyed keys;           /* rows: COUNTS by slot */
	struct histogram **histograms; /* [n_histograms] by entry * slots + slot; NULL while empty */
	size_t n_histograms;
};

static struct journeys *own_of(const struct rule *r, struct tally *t)
{
	struct journeys *own = tally_own(r, t);

	if (!own->keys.width)
		keyed_init(&own->keys, r->split.n, BREAKDOWN_SLOTS * COUNTS);
	own->keys.max = JOURNEYS_MAX_KEYS;
	return own;
}

static inline struct histogram *histogram_at(struct journeys *own, size_t place)
{
	if (place >= own->n_histograms) {
		size_t n = own->keys.room * (size_t)BREAKDOWN_SLOTS;

		assert(place < n);
		own->histograms = memory_resize(own->histograms, n, sizeof *own->histograms);
		for (size_t i = own->n_histograms; i < n; i++)
			own->histograms[i] = NULL;
		own->n_histograms = n;
	}
	if (!own->histograms[place])
		own->histograms[place] = memory_zero(1, sizeof **own->histograms);
	return own->histograms[place];
}

static inline enum response response_of(const struct rule *r, const uint32_t *words, size_t i)
{
	if (!words || !words[i])
		return RESPONSE_UNSTATED;
	return words[i] < r->n_response_words ? (enum response)r->response_of_word[words[i]] : RESPONSE_OTHER;
}

/* Where durations are counted.  These places lie all over a few megabytes: they are asked for here and counted
 * when they have come. */
struct waiting {
	size_t n;
	int64_t *cells[64];
};

static inline void count_waiting(struct waiting *w, int64_t sign)
{
	for (size_t i = 0; i < w->n; i++)
		*w->cells[i] += sign;
	w->n = 0;
}

static inline void count_duration(struct waiting *w, struct histogram *h, int64_t start, int64_t stop, int64_t sign)
{
	/* As unsigned: the whole range of instants apart does not fit a signed number. */
	uint64_t ns = stop > start ? (uint64_t)stop - (uint64_t)start : 0;
	int64_t *cell = histogram_cell(h, ns / 1000);

	__builtin_prefetch(cell, 1);
	w->cells[w->n++] = cell;
	if (w->n == sizeof w->cells / sizeof *w->cells)
		count_waiting(w, sign);
}

/* One request whose clock started in the month, in the table and its histogram. */
static inline void add_row(const struct rule *r, struct journeys *own, const struct feed *f, uint32_t entry, enum slot slot,
		    enum response response, int64_t start, int64_t stop, int64_t deadline,
			   struct waiting *waiting)
{
	int64_t *counts = keyed_row(&own->keys, entry) + (int)slot * COUNTS;

	if (stop == I64_EMPTY) {
		bool pending = r->plan->has_cutoff && r->plan->cutoff < deadline;

		counts[pending ? RESPONSE_PENDING : RESPONSE_NO_ANSWER] += f->sign;
		return;
	}
	counts[(int)response + (stop <= deadline ? 0 : COUNT_LATER)] += f->sign;
	count_duration(waiting, histogram_at(own, (size_t)entry * BREAKDOWN_SLOTS + slot), start, stop, f->sign);
}

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct period *p = &r->plan->period;
	const struct batch *b = f->batch;
	const uint32_t *response_words = b->columns[r->response_column].word;
	struct journeys *own = own_of(r, t);
	struct splitter s;
	struct lane l;
	struct waiting waiting = { .n = 0 };
	int64_t n_counted = 0;

	splitter_init(&s, r, &r->split, b);
	lane_init(&l, r, b);
	for (size_t k = 0; k < f->n_picks; k++) {
		size_t i = f->picks[k];
		int64_t start = lane_start(&l, i), limit;
		uint32_t codes[MEASURE_MAX_PARTS], entry;

		if (start < p->from || start >= p->to || (limit = lane_limit(&l, i)) < 0)
			continue;
		n_counted++;
		/* The SRV and the generation: two columns of words in every file that has them. */
		if (s.words[0] && s.words[1] && r->split.n == 2) {
			codes[0] = s.words[0][i];
			codes[1] = s.words[1][i];
		} else {
			splitter_codes(&s, i, codes);
		}
		entry = splitter_entry(&own->keys, codes);
		if (entry != KEYED_FULL)
			add_row(r, own, f, entry, lane_slot(&l, i), response_of(r, response_words, i), start,
				lane_stop(&l, i), saturated_add(start, limit), &waiting);
	}
	count_waiting(&waiting, f->sign);
	t->n_unselected += f->sign * ((int64_t)b->n_rows - n_counted);
}

static void merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct journeys *to = own_of(r, into);
	const struct journeys *own = from->own;

	keyed_merge(&to->keys, &own->keys);
	for (size_t place = 0; place < own->n_histograms; place++) {
		uint32_t entry;

		if (!own->histograms[place])
			continue;
		entry = keyed_entry(&to->keys, keyed_codes(&own->keys, (uint32_t)(place / BREAKDOWN_SLOTS)));
		if (entry != KEYED_FULL)
			histogram_merge(histogram_at(to, (size_t)entry * BREAKDOWN_SLOTS + place % BREAKDOWN_SLOTS),
					own->histograms[place]);
	}
}

static void done(void *own)
{
	struct journeys *j = own;

	for (size_t i = 0; i < j->n_histograms; i++) {
		if (j->histograms[i])
			histogram_done(j->histograms[i]);
		memory_free(j->histograms[i]);
	}
	memory_free(j->histograms);
	keyed_done(&j->keys);
}

/* --- the end --- */

enum shape { SHAPE_ATTEMPTS, SHAPE_RESPONSE, SHAPE_SUCCESS, SHAPE_WITHIN, SHAPE_TIME };

static enum shape shape_of(const struct dimension *d)
{
	for (int i = 0; i < d->n_parts; i++) {
		if (d->parts[i].kind == PART_RESPONSE)
			return SHAPE_RESPONSE;
		if (d->parts[i].kind == PART_QUANTILE)
			return SHAPE_TIME;
	}
	if (d->figure == FIGURE_SUCCESS)
		return SHAPE_SUCCESS;
	return d->figure == FIGURE_WITHIN ? SHAPE_WITHIN : SHAPE_ATTEMPTS;
}

struct journey_sums {
	int64_t n[RESPONSE_COUNT], attempts, within;
};

static struct journey_sums sums_of(const int64_t *row, enum region region)
{
	struct journey_sums s = { 0 };
	int from, to;

	breakdown_slots(region, &from, &to);
	for (int slot = from; slot <= to; slot++)
		for (int k = 0; k < RESPONSE_COUNT; k++) {
			int64_t first = row[slot * COUNTS + k], later = row[slot * COUNTS + COUNT_LATER + k];

			assert(first >= 0 && later >= 0);
			s.n[k] += first + later;
			s.attempts += first + later;
			s.within += k == RESPONSE_PENDING || k == RESPONSE_NO_ANSWER ? 0 : first;
		}
	return s;
}

static void add(struct finishing *f, const struct rule *r, const struct dimension *d, enum region region,
		const char *key, int64_t good, int64_t total)
{
	breakdown_add(f, &(struct made_row){ .row = { .measure = r->index,
						      .region = region,
						      .dimension = d->name,
						      .key = key,
						      .good = (uint64_t)good,
						      .total = (uint64_t)total } });
}

/* A key in one Region; `whole` is what its attempts are a share of. */
static void add_counts(struct finishing *f, const struct keying *k, uint32_t key, enum region region,
		       const struct journey_sums *s, const struct journey_sums *whole)
{
	const struct dimension *d = k->dimension;
	const struct rule *r = k->rule;
	int64_t told = s->attempts - s->n[RESPONSE_PENDING] - s->n[RESPONSE_UNSTATED];

	switch (shape_of(d)) {
	case SHAPE_ATTEMPTS:
		add(f, r, d, region, keying_text(k, key, ""), s->attempts, whole->attempts);
		break;
	case SHAPE_RESPONSE:
		for (int n = 0; n < RESPONSE_COUNT; n++)
			if (s->n[n])
				add(f, r, d, region, keying_text(k, key, response_name((enum response)n)),
				    s->n[n], whole->attempts);
		break;
	case SHAPE_SUCCESS:
		/* Answered without a code only: nothing is counted, and nothing pending. */
		if (told || s->n[RESPONSE_PENDING])
			add(f, r, d, region, keying_text(k, key, ""), s->n[RESPONSE_SUCCESS], told);
		break;
	case SHAPE_WITHIN:
		add(f, r, d, region, keying_text(k, key, ""), s->within,
		    s->attempts - s->n[RESPONSE_PENDING]);
		break;
	case SHAPE_TIME:
		break;
	}
}

static void add_dimension(struct finishing *f, struct keying *k, const struct keyed *own)
{
	struct keyed keys, groups;

	breakdown_project(k, own, COUNTS, &keys);
	breakdown_group(k, &keys, &groups);
	for (uint32_t e = 0; e < keys.n; e++) {
		const int64_t *whole = keyed_row(&groups, keying_group(k, e));

		for (int region = 0; region < REGION_COUNT; region++) {
			struct journey_sums s = sums_of(keyed_row(&keys, e), (enum region)region);
			struct journey_sums all = sums_of(whole, (enum region)region);

			if (s.attempts && breakdown_has(k->rule, k->dimension, (enum region)region))
				add_counts(f, k, e, (enum region)region, &s, &all);
		}
	}
	keyed_done(&keys);
	keyed_done(&groups);
}

/* --- round trips --- */

/* "3.42 s", for people; the row itself has microseconds. */
static const char *seconds_text(struct finishing *f, uint64_t us)
{
	if (us < 60 * UINT64_C(1000000))
		return arena_printf(f->arena, "%llu.%02llu\u00a0s", (unsigned long long)(us / 1000000),
				    (unsigned long long)(us % 1000000 / 10000));
	if (us < 3600 * UINT64_C(1000000))
		return arena_printf(f->arena, "%llu.%llu\u00a0min", (unsigned long long)(us / 60000000),
				    (unsigned long long)(us % 60000000 / 6000000));
	return arena_printf(f->arena, "%llu.%llu\u00a0h", (unsigned long long)(us / UINT64_C(3600000000)),
			    (unsigned long long)(us % UINT64_C(3600000000) / 360000000));
}

static void add_quantiles(struct finishing *f, const struct keying *k, uint32_t key, enum region region,
			  const struct histogram *h)
{
	static const struct {
		const char *name;
		unsigned per_cent;
	} quantiles[] = { { "p50", 50 }, { "p95", 95 }, { "p99", 99 } };
	uint64_t total = histogram_total(h);

	for (size_t q = 0; total && q < sizeof quantiles / sizeof *quantiles; q++) {
		uint64_t us = histogram_quantile(h, quantiles[q].per_cent);

		breakdown_add(f, &(struct made_row){
					 .row = { .measure = k->rule->index,
						  .region = region,
						  .dimension = k->dimension->name,
						  .key = keying_text(k, key, quantiles[q].name),
						  .good = us,
						  .total = total,
						  .level = { .exact = "",
							     .display = seconds_text(f, us),
							     .value = -1,
							     .status = STATUS_NO_DATA } },
					 .made = LEVEL_OWN });
	}
}

static void add_times(struct finishing *f, struct keying *k, const struct journeys *own)
{
	struct histogram(*merged)[REGION_COUNT] = memory_zero((size_t)own->keys.n + 1, sizeof *merged);

	for (size_t place = 0; place < own->n_histograms; place++) {
		int slot = (int)(place % BREAKDOWN_SLOTS);
		uint32_t key;

		if (!own->histograms[place])
			continue;
		key = keying_key(k, keyed_codes(&own->keys, (uint32_t)(place / BREAKDOWN_SLOTS)), slot);
		histogram_merge(&merged[key][REGION_NONE], own->histograms[place]);
		if (slot != SLOT_NONE)
			histogram_merge(&merged[key][slot], own->histograms[place]);
	}
	for (uint32_t e = 0; e < k->keys.n; e++) {
		for (int region = 0; region < REGION_COUNT; region++) {
			if (breakdown_has(k->rule, k->dimension, (enum region)region))
				add_quantiles(f, k, e, (enum region)region, &merged[e][region]);
			histogram_done(&merged[e][region]);
		}
	}
	memory_free(merged);
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	const struct journeys *own = t->own;

	if (!own)
		return;
	f->too_many_keys[r->index] = own->keys.full;
	for (int i = 0; !own->keys.full && i < r->measure->n_dimensions; i++) {
		const struct dimension *d = &r->measure->dimensions[i];
		size_t first = f->n_breakdowns;
		struct keying keying;

		keying_init(&keying, f, r, &r->split, d);
		if (shape_of(d) == SHAPE_TIME)
			add_times(f, &keying, own);
		else
			add_dimension(f, &keying, &own->keys);
		keying_done(&keying);
		breakdown_end(f, first);
	}
}

const struct kind kind_journeys = {
	.id = KIND_JOURNEYS,
	.name = "journeys",
	.help = "requests by business process: what came of them, within the user's target, how long they took",
	.needs = "a dataset with srv and response_code, a clock (from, to), the user's target by mode",
	.own_bytes = sizeof(struct journeys),
	.feed = feed,
	.merge = merge,
	.done = done,
	.finish = finish,
};
