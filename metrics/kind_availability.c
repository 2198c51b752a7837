/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ruling 15.  Outages are few and minutes cannot be added up row by row (overlaps count once), so the
 * records are kept, each with its sign, and settled at the end.
 */
#include "engine/memory.h"
#include "metrics/finishing.h"
#include "metrics/stretch.h"

#include <assert.h>
#include <stdlib.h>

struct outage {
	int64_t from, to; /* clipped to the period and the cut-off; from >= to when nothing is left */
	uint8_t region, planned, claim;
	int64_t n; /* signed: how many times */
};

struct outages {
	size_t n, room;
	struct outage *items;
};

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct batch *b = f->batch;
	const struct dataset *d = r->dataset;
	int kind_column = dataset_column(d, TEXT("kind"));
	const int64_t *starts = b->columns[dataset_column(d, TEXT("start_at"))].i64;
	const int64_t *ends = b->columns[dataset_column(d, TEXT("end_at"))].i64;
	const uint8_t *kinds = b->columns[kind_column].list;
	int planned = column_list_find(&d->columns[kind_column], TEXT("planned"));
	int64_t to_limit = plan_judged_to(r->plan);
	struct outages *o = tally_own(r, t);
	int64_t n_counted = 0;

	assert(starts && kinds);
	for (size_t i = feed_next(f, 0); i < b->n_rows; i = feed_next(f, i + 1)) {
		int64_t end = ends ? ends[i] : I64_EMPTY, start = starts[i];
		enum slot slot = r->measure->regional ? (enum slot)rule_region(r, b, i) : SLOT_NONE;
		uint64_t key = 0;
		enum claim claim = claim_judge(f->desk, r, b, i, f->sign, &key);

		n_counted++;
		if (claim != CLAIM_NONE)
			counts_add(&t->reasons, claim_key_placed(key, slot, false), f->sign);
		if (kinds[i] != planned && claim != CLAIM_ALLOWED)
			samples_add(&t->samples, (int)slot, b, i, f->sign, start, end, I64_EMPTY);
		ARRAY_PUSH(o->items, o->n, o->room) = (struct outage){
			.from = start > r->plan->period.from ? start : r->plan->period.from,
			.to = end == I64_EMPTY || end > to_limit ? to_limit : end,
			.region = (uint8_t)slot,
			.planned = kinds[i] == planned,
			.claim = (uint8_t)claim,
			.n = f->sign,
		};
	}
	t->n_unselected += f->sign * ((int64_t)b->n_rows - n_counted);
}

static void merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct outages *to = tally_own(r, into);
	const struct outages *own = from->own;

	for (size_t i = 0; i < own->n; i++)
		ARRAY_PUSH(to->items, to->n, to->room) = own->items[i];
}

static void done(void *own)
{
	struct outages *o = own;

	memory_free(o->items);
}

static int compare(const void *a, const void *b)
{
	const struct outage *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	if (x->region != y->region)
		return (int)x->region - (int)y->region;
	if (x->planned != y->planned)
		return (int)x->planned - (int)y->planned;
	return (int)x->claim - (int)y->claim;
}

/* A sorted copy in which every different outage stands once with its count; those taken back are gone. */
static struct outages settle(const struct outages *o)
{
	struct outages out = { 0 };

	if (!o || !o->n)
		return out;
	struct outage *sorted = memory_zero(o->n, sizeof *sorted);
	for (size_t i = 0; i < o->n; i++)
		sorted[i] = o->items[i];
	qsort(sorted, o->n, sizeof *sorted, compare);
	for (size_t i = 0; i < o->n;) {
		struct outage one = sorted[i];

		for (i++; i < o->n && compare(&one, &sorted[i]) == 0; i++)
			one.n += sorted[i].n;
		assert(one.n >= 0);
		if (one.n)
			ARRAY_PUSH(out.items, out.n, out.room) = one;
	}
	memory_free(sorted);
	return out;
}

static bool honoured(enum claim claim, enum variant variant)
{
	if (variant == VARIANT_RAW)
		return false;
	return claim == CLAIM_ALLOWED || (claim == CLAIM_REFUSED && variant == VARIANT_ALL_CLAIMS);
}

/* Everything that one Region's minutes need, with room for its outages. */
struct workspace {
	struct stretch *planned, *unplanned, *down;
};

/* The outages that concern a Region (all of them for a measure without Regions). */
static bool concerns(const struct rule *r, const struct outage *o, enum region region)
{
	return !r->measure->regional || o->region == SLOT_NONE || o->region == (uint8_t)region;
}

/* Minutes by day: total and, of those, down. */
static void count_minutes(const struct rule *r, const struct outages *o, enum region region,
			  enum variant variant, struct workspace *w, int64_t total[CIVIL_MAX_DAYS],
			  int64_t down[CIVIL_MAX_DAYS])
{
	const struct period *p = &r->plan->period;
	struct stretch whole = { p->from, plan_judged_to(r->plan) };
	int64_t planned_minutes[CIVIL_MAX_DAYS] = { 0 };
	size_t n_planned = 0, n_unplanned = 0, n_down;

	for (size_t i = 0; i < o->n; i++) {
		const struct outage *one = &o->items[i];
		struct stretch s = { one->from, one->to };

		if (!concerns(r, one, region) || honoured((enum claim)one->claim, variant))
			continue;
		if (one->planned)
			w->planned[n_planned++] = s;
		else
			w->unplanned[n_unplanned++] = s;
	}
	n_planned = stretch_unite(w->planned, n_planned);
	n_unplanned = stretch_unite(w->unplanned, n_unplanned);
	n_down = stretch_subtract(w->unplanned, n_unplanned, w->planned, n_planned, w->down);
	stretch_add_days(&whole, 1, p, total);
	stretch_add_days(w->down, n_down, p, down);
	if (r->measure->denominator != DENOMINATOR_LESS_PLANNED)
		return;
	stretch_add_days(w->planned, n_planned, p, planned_minutes);
	for (int day = 0; day < p->n_days; day++)
		total[day] -= planned_minutes[day];
}

static void finish_region(struct finishing *f, const struct rule *r, const struct outages *o,
			  enum region region, struct workspace *w)
{
	struct figure *figure = &f->figures[r->index][region];
	struct figure *national = &f->figures[r->index][REGION_NONE];
	struct day_row *days = finishing_days(f, r->index, region);

	for (int v = 0; v < VARIANT_COUNT; v++) {
		int64_t total[CIVIL_MAX_DAYS] = { 0 }, down[CIVIL_MAX_DAYS] = { 0 };
		uint64_t all = 0, good = 0;

		count_minutes(r, o, region, (enum variant)v, w, total, down);
		for (int day = 0; day < r->plan->period.n_days; day++) {
			assert(down[day] >= 0 && total[day] >= down[day]);
			all += (uint64_t)total[day];
			good += (uint64_t)(total[day] - down[day]);
			if (v != VARIANT_COUNTED)
				continue;
			days[day].total = (uint64_t)total[day];
			days[day].good = (uint64_t)(total[day] - down[day]);
		}
		figure->variants[v].total += all;
		figure->variants[v].good += good;
		if (figure != national) {
			national->variants[v].total += all;
			national->variants[v].good += good;
		}
	}
	figure->total = figure->variants[VARIANT_COUNTED].total;
	figure->good = figure->variants[VARIANT_COUNTED].good;
	national->total = national->variants[VARIANT_COUNTED].total;
	national->good = national->variants[VARIANT_COUNTED].good;
}

/* Claims count outages: in each Region they concern, and once nationally. */
static void count_claims(struct finishing *f, const struct rule *r, const struct outages *o)
{
	const struct period *p = &r->plan->period;

	for (size_t i = 0; i < o->n; i++) {
		const struct outage *one = &o->items[i];
		uint64_t n = (uint64_t)one->n;

		for (int region = 0; region < REGION_COUNT; region++) {
			struct figure *figure = &f->figures[r->index][region];

			if (!figure->exists ||
			    (region != REGION_NONE && !concerns(r, one, (enum region)region)))
				continue;
			figure->excluded += one->claim == CLAIM_ALLOWED ? n : 0;
			figure->refused += one->claim == CLAIM_REFUSED ? n : 0;
		}
		if (one->claim == CLAIM_ALLOWED && one->from < p->to)
			finishing_days(f, r->index, (enum region)one->region)[period_day(p, one->from)]
				.excluded += n;
	}
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	struct outages o = settle(t->own);
	struct workspace w = {
		.planned = memory_zero(o.n + 1, sizeof *w.planned),
		.unplanned = memory_zero(o.n + 1, sizeof *w.unplanned),
		.down = memory_zero(2 * o.n + 1, sizeof *w.down),
	};
	uint64_t n_planned = 0, n_unplanned = 0;

	for (int region = 0; region < REGION_COUNT; region++) {
		if ((region != REGION_NONE) == r->measure->regional)
			finish_region(f, r, &o, (enum region)region, &w);
	}
	count_claims(f, r, &o);
	for (size_t i = 0; i < o.n; i++) {
		uint64_t n = o.items[i].claim == CLAIM_ALLOWED ? 0 : (uint64_t)o.items[i].n;

		n_planned += o.items[i].planned ? n : 0;
		n_unplanned += o.items[i].planned ? 0 : n;
	}
	/* In the reconciliation rows are outages: planned ones are good, unplanned ones bad. */
	finishing_counts(f, r, t, n_planned, n_unplanned);
	finishing_reasons(f, r, t, true);
	memory_free(w.planned);
	memory_free(w.unplanned);
	memory_free(w.down);
	memory_free(o.items);
}

const struct kind kind_availability = {
	.id = KIND_AVAILABILITY,
	.name = "availability",
	.help = "the minutes of the period in which a service was available",
	.needs = "the outages dataset, a service, whether planned minutes shorten the denominator",
	.own_bytes = sizeof(struct outages),
	.feed = feed,
	.merge = merge,
	.done = done,
	.finish = finish,
};
