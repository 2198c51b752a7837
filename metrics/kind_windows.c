/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ruling 17.  Which class a window is of is known once all its alerts were seen, so alerts are counted by
 * window and Region, beside the hubs that each window met.  A window is minutes of real time from the first
 * midnight of the month; every UK midnight begins one, because offsets are whole hours.
 */
#include "engine/memory.h"
#include "metrics/events.h"
#include "metrics/finishing.h"
#include "metrics/pairs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct windows {
	struct pairs hubs;     /* group: window * slots + slot */
	struct counts alerts;  /* (group, claim, outcome) */
	struct counts reasons; /* claim keys above which the group stands */
	struct counts named;   /* register rows, as the claim keys: they met an event when the window is of the class */
};

#define KEY_BITS   38 /* of a claim key (claim.c) */
#define ALERT_BITS 4
#define ROW_BITS   32 /* of a register row's number (claim.c) */

static uint64_t alert_key(uint32_t group, enum claim claim, enum outcome outcome)
{
	return (uint64_t)group << ALERT_BITS | (uint64_t)claim << 2 | (uint64_t)outcome;
}

static int64_t window_ns(const struct rule *r)
{
	return r->measure->window_minutes * NS_PER_MINUTE;
}

static void add_claim(const struct rule *r, struct windows *w, const struct feed *f, size_t i, uint32_t group,
		      uint64_t key)
{
	uint32_t at = 0;
	size_t row;

	counts_add(&w->reasons, (uint64_t)group << KEY_BITS | key, f->sign);
	while (claim_next_named(f->desk, r, f->batch, i, &at, &row))
		counts_add(&w->named, (uint64_t)group << ROW_BITS | row, f->sign);
}

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct batch *b = f->batch;
	const struct period *p = &r->plan->period;
	const int64_t *placed = b->columns[r->measure->placed_by].i64;
	const struct text *hubs = b->columns[r->measure->item_of].text;
	bool registered = claim_register_speaks(f->desk, r, b);
	struct windows *w = tally_own(r, t);
	int64_t n_placed = 0;

	for (size_t i = feed_next(f, 0); placed && hubs && i < b->n_rows; i = feed_next(f, i + 1)) {
		int64_t at = placed[i], start, stop;
		enum slot slot = r->measure->regional ? (enum slot)rule_region(r, b, i) : SLOT_NONE;
		enum claim claim = CLAIM_NONE;
		enum outcome outcome;
		uint32_t group;
		uint64_t key = 0;

		if (at < p->from || at >= p->to)
			continue;
		n_placed++;
		group = (uint32_t)((at - p->from) / window_ns(r)) * BREAKDOWN_SLOTS + (uint32_t)slot;
		plan_clock(r->measure, b, i, &start, &stop);
		outcome = stop != I64_EMPTY ? OUTCOME_GOOD : OUTCOME_BAD;
		if (registered)
			claim = claim_judge(f->desk, r, b, i, 0, &key);
		if (claim != CLAIM_NONE)
			add_claim(r, w, f, i, group, claim_key_placed(key, slot, outcome == OUTCOME_GOOD));
		pairs_add(&w->hubs, group, names_find(f->names, hubs[i]), f->sign);
		counts_add(&w->alerts, alert_key(group, claim, outcome), f->sign);
	}
	t->n_unselected += f->sign * ((int64_t)b->n_rows - n_placed);
}

static void merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct windows *to = tally_own(r, into);
	const struct windows *own = from->own;

	for (size_t slot = 0; slot < own->hubs.room; slot++) {
		struct pair pair = pairs_get(&own->hubs, slot);

		if (pair.count)
			pairs_add(&to->hubs, pair.group, pair.item, pair.count);
	}
	counts_merge(&to->alerts, &own->alerts);
	counts_merge(&to->reasons, &own->reasons);
	counts_merge(&to->named, &own->named);
}

static void done(void *own)
{
	struct windows *w = own;

	pairs_done(&w->hubs);
	counts_done(&w->alerts);
	counts_done(&w->reasons);
	counts_done(&w->named);
}

/* --- the end --- */

/* One window of one Region that is of the measure's class. */
struct window {
	uint32_t group;
	int64_t n[CLAIM_COUNT][OUTCOME_COUNT];
};

static size_t n_groups(const struct rule *r)
{
	const struct period *p = &r->plan->period;

	return (size_t)((p->to - p->from) / window_ns(r) + 1) * BREAKDOWN_SLOTS;
}

/* Different hubs by group. */
static uint32_t *count_hubs(const struct rule *r, const struct windows *w)
{
	uint32_t *hubs = memory_zero(n_groups(r), sizeof *hubs);

	for (size_t slot = 0; slot < w->hubs.room; slot++) {
		struct pair pair = pairs_get(&w->hubs, slot);

		assert(pair.count >= 0);
		hubs[pair.group] += pair.count > 0;
	}
	return hubs;
}

static bool in_class(const struct rule *r, uint32_t n_hubs)
{
	return (n_hubs > (uint32_t)r->measure->window_hubs) == r->measure->window_above;
}

static int compare_windows(const void *a, const void *b)
{
	const struct window *x = a, *y = b;

	return (x->group > y->group) - (x->group < y->group);
}

/* The windows of the class, in order; *n_other rows are in windows of the other. */
static struct window *collect(const struct rule *r, const struct windows *w, const uint32_t *hubs, size_t *n,
			      int64_t *n_other)
{
	struct window *windows = memory_zero(w->alerts.n + 1, sizeof *windows);
	size_t n_all = 0;

	*n = 0;
	*n_other = 0;
	for (size_t i = 0; i < w->alerts.room; i++) {
		uint64_t key;

		if (!w->alerts.keys[i] || !w->alerts.values[i])
			continue;
		key = counts_key(&w->alerts, i);
		if (!in_class(r, hubs[key >> ALERT_BITS])) {
			*n_other += w->alerts.values[i];
			continue;
		}
		windows[n_all].group = (uint32_t)(key >> ALERT_BITS);
		windows[n_all++].n[key >> 2 & 3][key & 3] = w->alerts.values[i];
	}
	if (n_all > 1)
		qsort(windows, n_all, sizeof *windows, compare_windows);
	for (size_t i = 0; i < n_all; i++) {
		if (!*n || windows[*n - 1].group != windows[i].group) {
			windows[(*n)++] = windows[i];
			continue;
		}
		for (int c = 0; c < CLAIM_COUNT; c++)
			for (int o = 0; o < OUTCOME_COUNT; o++)
				windows[*n - 1].n[c][o] += windows[i].n[c][o];
	}
	return windows;
}

static void add_figure(struct finishing *f, const struct rule *r, struct window *w)
{
	int region = (int)(w->group % BREAKDOWN_SLOTS);
	int64_t at = r->plan->period.from + w->group / BREAKDOWN_SLOTS * window_ns(r);
	struct day_row *day = &finishing_days(f, r->index, (enum region)region)[period_day(&r->plan->period, at)];
	struct figure figure = { 0 };

	events_add_outcomes(&figure, w->n);
	day->good += figure.good;
	day->total += figure.total;
	day->excluded += figure.excluded;
	if (r->measure->regional && region != REGION_NONE)
		events_add_outcomes(&f->figures[r->index][region], w->n);
	events_add_outcomes(&f->figures[r->index][REGION_NONE], w->n);
}

/* "2019-10-22 18:21", UK time; the second pass through the hour that occurs twice is marked. */
static const char *window_key(struct finishing *f, const struct rule *r, uint32_t group)
{
	int64_t at = r->plan->period.from + group / BREAKDOWN_SLOTS * window_ns(r);
	int64_t offset = civil_uk_offset(at);
	bool again = offset == 0 && civil_uk_offset(at - NS_PER_HOUR) != 0;
	char stamp[40];

	stamp_format(at + offset, stamp);
	return arena_printf(f->arena, "%.10s %.5s%s", stamp, stamp + 11, again ? " (2)" : "");
}

static void add_row(struct finishing *f, const struct rule *r, const struct dimension *d, enum region region,
		    struct window *w)
{
	struct figure figure = { 0 };

	events_add_outcomes(&figure, w->n);
	breakdown_add(f, &(struct made_row){ .row = { .measure = r->index,
						      .region = region,
						      .dimension = d->name,
						      .key = window_key(f, r, w->group),
						      .good = figure.good,
						      .total = figure.total,
						      .excluded = figure.excluded,
						      .refused = figure.refused } });
}

/* Windows are in order, those of the Regions of one time together. */
static void add_dimension(struct finishing *f, const struct rule *r, const struct dimension *d, struct window *windows,
			  size_t n)
{
	size_t first = f->n_breakdowns;

	for (size_t i = 0; i < n;) {
		struct window all = windows[i];

		memset(all.n, 0, sizeof all.n);
		for (; i < n && windows[i].group / BREAKDOWN_SLOTS == all.group / BREAKDOWN_SLOTS; i++) {
			enum region region = (enum region)(windows[i].group % BREAKDOWN_SLOTS);

			if (region != REGION_NONE && breakdown_has(r, d, region))
				add_row(f, r, d, region, &windows[i]);
			for (int c = 0; c < CLAIM_COUNT; c++)
				for (int o = 0; o < OUTCOME_COUNT; o++)
					all.n[c][o] += windows[i].n[c][o];
		}
		add_row(f, r, d, REGION_NONE, &all);
	}
	breakdown_end(f, first);
}

/* The claims on alerts of the class; what the register says of others had no effect. */
static void settle_claims(struct finishing *f, const struct rule *r, const struct windows *own, const uint32_t *hubs,
			  struct counts *reasons)
{
	for (size_t i = 0; i < own->reasons.room; i++) {
		if (own->reasons.keys[i] && own->reasons.values[i] &&
		    in_class(r, hubs[counts_key(&own->reasons, i) >> KEY_BITS]))
			counts_add(reasons, counts_key(&own->reasons, i) & ((UINT64_C(1) << KEY_BITS) - 1),
				   own->reasons.values[i]);
	}
	for (size_t i = 0; i < own->named.room; i++) {
		if (own->named.keys[i] && own->named.values[i] &&
		    in_class(r, hubs[counts_key(&own->named, i) >> ROW_BITS]))
			claim_desk_meet(f->desk, (uint32_t)counts_key(&own->named, i), own->named.values[i]);
	}
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	static const struct windows none;
	const struct windows *own = t->own ? t->own : &none;
	struct tally mine = *t; /* with the rows and claims of this class alone */
	uint32_t *hubs = count_hubs(r, own);
	const struct figure *national = &f->figures[r->index][REGION_NONE];
	int64_t n_other;
	size_t n;
	struct window *windows = collect(r, own, hubs, &n, &n_other);

	mine.n_unselected += n_other;
	mine.reasons = (struct counts){ 0 };
	settle_claims(f, r, own, hubs, &mine.reasons);
	for (size_t i = 0; i < n; i++)
		add_figure(f, r, &windows[i]);
	finishing_counts(f, r, &mine, national->good, national->total - national->good);
	finishing_reasons(f, r, &mine, false);
	for (int i = 0; i < r->measure->n_dimensions; i++)
		add_dimension(f, r, &r->measure->dimensions[i], windows, n);
	counts_done(&mine.reasons);
	memory_free(hubs);
	memory_free(windows);
}

const struct kind kind_windows = {
	.id = KIND_WINDOWS,
	.name = "windows",
	.help = "the share of alerts passed on, in windows of a few minutes classed by their different hubs",
	.needs = "a dataset, a clock (from, to), the column of the hub, the length of a window and the class",
	.own_bytes = sizeof(struct windows),
	.feed = feed,
	.merge = merge,
	.done = done,
	.finish = finish,
};
