/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Service Requests from the user's side: what came of them, within which time, how long they took.  One
 * look-up a row serves every figure; the counts and the histograms stand side by side, by entry and Region.
 */
#include "engine/memory.h"
#include "metrics/histogram.h"
#include "metrics/keying.h"
#include "metrics/lane.h"

#include <assert.h>
#include <string.h>

/* SRVs times generations; histograms are large. */
#define JOURNEYS_MAX_KEYS 2048

/* Counts of a key: each response within the user's target, then each response later. */
enum { COUNT_LATER = RESPONSE_COUNT, COUNTS = 2 * RESPONSE_COUNT };

struct journeys {
	struct keyed keys;           /* rows: COUNTS by slot */
	struct histogram *histograms; /* [n_histograms] by entry * slots + slot */
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

static __attribute__((noinline)) void make_histograms(struct journeys *own)
{
	size_t n = own->keys.room * (size_t)BREAKDOWN_SLOTS;
	struct histogram *larger = memory_lines(n, sizeof *larger);

	if (own->n_histograms)
		memcpy(larger, own->histograms, own->n_histograms * sizeof *larger);
	memory_free(own->histograms);
	own->histograms = larger;
	own->n_histograms = n;
}

/* Valid until the next one. */
static inline struct histogram *histogram_at(struct journeys *own, size_t place)
{
	if (__builtin_expect(place >= own->n_histograms, 0))
		make_histograms(own);
	assert(place < own->n_histograms);
	return &own->histograms[place];
}

/* Those that keys have; of the last keys nothing may have been answered. */
static size_t places_of(const struct journeys *own)
{
	size_t n = own->keys.n * (size_t)BREAKDOWN_SLOTS;

	return n < own->n_histograms ? n : own->n_histograms;
}

/* Requests whose clock started in the month, by stretches: first they are judged, then it is found where each counts,
 * then they are counted, so that the processor waits for many of them at once. */
#define STRETCH (4 * SWEEP_WORD)
struct places {
	size_t n;
	uint32_t counts[STRETCH];     /* in keys.rows */
	uint32_t histograms[STRETCH];
	uint16_t buckets[STRETCH];
};

/* What is read of every row. */
struct reading {
	const struct rule *rule;
	const struct feed *feed;
	struct splitter splitter;
	struct lane lane;
	const uint32_t *responses;
};

static inline uint32_t entry_of(struct journeys *own, const struct reading *d, size_t i)
{
	const struct splitter *s = &d->splitter;
	uint32_t codes[MEASURE_MAX_PARTS];

	/* The SRV and the generation: two columns of words in every file that has them. */
	if (s->words[0] && s->words[1] && s->split->n == 2)
		return keyed_entry_2(&own->keys, (const uint32_t[]){ s->words[0][i], s->words[1][i] });
	splitter_codes(s, i, codes);
	return splitter_entry(&own->keys, codes);
}

static inline enum response response_of(const struct reading *d, size_t i)
{
	uint32_t word = d->responses ? d->responses[i] : 0;

	return word < d->rule->n_response_words ? (enum response)d->rule->response_of_word[word] : RESPONSE_OTHER;
}

static __attribute__((noinline)) void count_unanswered(struct journeys *own, const struct reading *d, size_t i)
{
	const struct plan *plan = d->rule->plan;
	bool pending = plan->has_cutoff &&
		       plan->cutoff < saturated_add(lane_start(&d->lane, i), lane_limit(&d->lane, i));
	uint32_t entry = entry_of(own, d, i);

	if (entry != KEYED_FULL)
		keyed_row(&own->keys, entry)[lane_slot(&d->lane, i) * COUNTS +
					     (pending ? RESPONSE_PENDING : RESPONSE_NO_ANSWER)] += d->feed->sign;
}

/* Finds where the answered ones of a word of rows are counted; leaves out what there is no more room for. */
static void place_word(struct journeys *own, const struct reading *d, size_t first, uint64_t answered, uint64_t late,
		       const uint16_t buckets[SWEEP_WORD], struct places *places)
{
	size_t n = places->n;

	for (; answered; answered &= answered - 1) {
		unsigned k = (unsigned)__builtin_ctzll(answered);
		size_t i = first + k;
		uint32_t entry = entry_of(own, d, i), place;

		if (entry == KEYED_FULL)
			continue;
		place = entry * BREAKDOWN_SLOTS + lane_slot(&d->lane, i);
		places->counts[n] = place * COUNTS + response_of(d, i) + (unsigned)(late >> k & 1) * COUNT_LATER;
		places->histograms[n] = place;
		places->buckets[n++] = buckets[k];
		histogram_ask(histogram_at(own, place), buckets[k]);
	}
	places->n = n;
}

static void count_places(struct journeys *own, const struct places *places, int64_t sign)
{
	int64_t *counts = own->keys.rows;

	for (size_t k = 0; k < places->n; k++)
		counts[places->counts[k]] += sign;
	for (size_t k = 0; k < places->n; k++)
		histogram_count(&own->histograms[places->histograms[k]], places->buckets[k], sign);
}

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct period *p = &r->plan->period;
	const struct batch *b = f->batch;
	struct reading d = { .rule = r, .feed = f, .responses = b->columns[r->response_column].word };
	struct journeys *own = own_of(r, t);
	size_t n_counted = 0;

	splitter_init(&d.splitter, r, &r->split, b);
	lane_init(&d.lane, r, b);
	for (size_t first = 0; first < b->n_rows; first += STRETCH) {
		size_t n = b->n_rows - first < STRETCH ? b->n_rows - first : STRETCH;
		uint64_t took[STRETCH];
		uint16_t buckets[STRETCH + HISTOGRAM_PADDING];
		struct lane_verdicts v;
		struct places places;

		places.n = 0;
		lane_judge(&d.lane, NULL, p->from, p->to, f->chosen, first, n, &v, took);
		histogram_buckets(took, n, buckets);
		for (size_t w = 0; w < sweep_words(n); w++) {
			size_t row = first + w * SWEEP_WORD;

			place_word(own, &d, row, v.kept[w] & ~v.unstopped[w], v.late[w], buckets + w * SWEEP_WORD, &places);
			for (uint64_t left = v.unstopped[w]; left; left &= left - 1)
				count_unanswered(own, &d, row + (size_t)__builtin_ctzll(left));
			n_counted += (size_t)__builtin_popcountll(v.kept[w]);
		}
		count_places(own, &places, f->sign);
	}
	t->n_unselected += f->sign * (int64_t)(b->n_rows - n_counted);
}

static void merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct journeys *to = own_of(r, into);
	const struct journeys *own = from->own;

	keyed_merge(&to->keys, &own->keys);
	for (size_t place = 0; place < places_of(own); place++) {
		uint32_t entry = keyed_entry(&to->keys, keyed_codes(&own->keys, (uint32_t)(place / BREAKDOWN_SLOTS)));

		if (entry != KEYED_FULL)
			histogram_merge(histogram_at(to, (size_t)entry * BREAKDOWN_SLOTS + place % BREAKDOWN_SLOTS),
					&own->histograms[place]);
	}
}

static void done(void *own)
{
	struct journeys *j = own;

	for (size_t i = 0; i < j->n_histograms; i++)
		histogram_done(&j->histograms[i]);
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

static void add(struct finishing *f, const struct keying *k, uint32_t key, const char *inner, enum region region,
		int64_t good, int64_t total)
{
	struct made_row made = { .row = { .measure = k->rule->index,
					  .region = region,
					  .dimension = k->dimension->name,
					  .good = (uint64_t)good,
					  .total = (uint64_t)total } };

	keying_name(k, key, inner, &made.row);
	breakdown_add(f, &made);
}

/* A key in one Region; `whole` is what its attempts are a share of. */
static void add_counts(struct finishing *f, const struct keying *k, uint32_t key, enum region region,
		       const struct journey_sums *s, const struct journey_sums *whole)
{
	int64_t told = s->attempts - s->n[RESPONSE_PENDING] - s->n[RESPONSE_UNSTATED];

	switch (shape_of(k->dimension)) {
	case SHAPE_ATTEMPTS:
		add(f, k, key, "", region, s->attempts, whole->attempts);
		break;
	case SHAPE_RESPONSE:
		for (int n = 0; n < RESPONSE_COUNT; n++)
			if (s->n[n])
				add(f, k, key, response_name((enum response)n), region, s->n[n], whole->attempts);
		break;
	case SHAPE_SUCCESS:
		/* Answered without a code only: nothing is counted, and nothing pending. */
		if (told || s->n[RESPONSE_PENDING])
			add(f, k, key, "", region, s->n[RESPONSE_SUCCESS], told);
		break;
	case SHAPE_WITHIN:
		add(f, k, key, "", region, s->within, s->attempts - s->n[RESPONSE_PENDING]);
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

		struct made_row made = { .row = { .measure = k->rule->index,
						  .region = region,
						  .dimension = k->dimension->name,
						  .good = us,
						  .total = total,
						  .level = { .exact = "",
							     .display = seconds_text(f, us),
							     .value = -1,
							     .status = STATUS_NO_DATA } },
					 .made = LEVEL_OWN };

		keying_name(k, key, quantiles[q].name, &made.row);
		breakdown_add(f, &made);
	}
}

static void add_times(struct finishing *f, struct keying *k, const struct journeys *own)
{
	struct histogram(*merged)[REGION_COUNT] = memory_lines((size_t)own->keys.n + 1, sizeof *merged);

	for (size_t place = 0; place < places_of(own); place++) {
		int slot = (int)(place % BREAKDOWN_SLOTS);
		uint32_t key = keying_key(k, keyed_codes(&own->keys, (uint32_t)(place / BREAKDOWN_SLOTS)), slot);

		histogram_merge(&merged[key][REGION_NONE], &own->histograms[place]);
		if (slot != SLOT_NONE)
			histogram_merge(&merged[key][slot], &own->histograms[place]);
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
	f->key_limit[r->index] = keyed_limit(&own->keys);
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
