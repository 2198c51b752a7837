/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What another category of one incident would do to the measures of incidents.  Incidents are few: each is
 * kept (about 100 bytes), with its sign, and tried in every other category at the end.
 */
#include "engine/memory.h"
#include "metrics/events.h"
#include "metrics/finishing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct incident {
	struct name id;
	uint32_t place; /* of its category in the closed list */
	int64_t raised, resolved, paused;
	/* By measure varied: CLAIM_COUNT when the row is none of its rows but for the category. */
	uint8_t claim[MEASURE_MAX_VARIED];
	int64_t n;
};

struct incidents {
	size_t n, room;
	struct incident *items;
};

static const struct rule *varied(const struct rule *r, int k)
{
	return r - r->index + r->measure->of[k]; /* rules stand in the order of the catalogue */
}

/* All filters but the one by category. */
static bool is_row_of(const struct rule *m, const struct batch *b, size_t i)
{
	for (int k = 0; k < m->n_filters; k++)
		if (m->filters[k].filter->column != m->measure->within.column &&
		    !rule_passes(&m->filters[k], b, i))
			return false;
	return true;
}

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct batch *b = f->batch;
	const struct period *p = &r->plan->period;
	const struct measure *first = varied(r, 0)->measure;
	const int64_t *placed = b->columns[first->placed_by].i64;
	const uint8_t *places = b->columns[first->within.column].list;
	const int64_t *paused = first->paused_column >= 0 ? b->columns[first->paused_column].i64 : NULL;
	struct incidents *own = tally_own(r, t);
	int64_t n_counted = 0;

	assert(r->measure->n_of <= MEASURE_MAX_VARIED);
	for (size_t i = 0; placed && places && i < b->n_rows; i++) {
		struct incident one = { .place = places[i], .n = f->sign };
		bool any = false;

		if (placed[i] < p->from || placed[i] >= p->to)
			continue;
		n_counted++;
		for (int k = 0; k < r->measure->n_of; k++) {
			uint64_t key;
			bool row = is_row_of(varied(r, k), b, i);

			/* Without a sign: what the register met is counted by the measure itself, whose rows these may
			 * not be. */
			one.claim[k] = (uint8_t)(row ? claim_judge(f->desk, varied(r, k), b, i, 0, &key) : CLAIM_COUNT);
			any |= row;
		}
		plan_clock(first, b, i, &one.raised, &one.resolved);
		if (!any || one.raised == I64_EMPTY)
			continue;
		one.paused = paused && paused[i] != I64_EMPTY ? paused[i] : 0;
		one.id = names_find(f->names, b->columns[r->item_column].text[i]);
		ARRAY_PUSH(own->items, own->n, own->room) = one;
	}
	t->n_unselected += f->sign * ((int64_t)b->n_rows - n_counted);
}

static void merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct incidents *to = tally_own(r, into);
	const struct incidents *own = from->own;

	for (size_t i = 0; i < own->n; i++)
		ARRAY_PUSH(to->items, to->n, to->room) = own->items[i];
}

static void done(void *own)
{
	memory_free(((struct incidents *)own)->items);
}

/* --- the end --- */

static int compare(const void *a, const void *b)
{
	const struct incident *x = a, *y = b;

	if (x->id.listed != y->id.listed)
		return x->id.listed ? 1 : -1;
	if (x->id.number != y->id.number)
		return x->id.number < y->id.number ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->raised != y->raised)
		return x->raised < y->raised ? -1 : 1;
	if (x->resolved != y->resolved)
		return x->resolved < y->resolved ? -1 : 1;
	if (x->paused != y->paused)
		return x->paused < y->paused ? -1 : 1;
	return memcmp(x->claim, y->claim, sizeof x->claim);
}

/* True when the incident, were it of the category at `place`, would count in a measure; *good whether in time. */
static bool counts_as(const struct rule *m, const struct incident *one, int k, uint32_t place, bool *good)
{
	int64_t limit = m->limit_of_place[place], deadline;
	bool selected = true;

	for (int i = 0; i < m->n_filters; i++)
		if (m->filters[i].filter->column == m->measure->within.column)
			selected &= m->filters[i].list_mask >> (place & 63u) & 1u;
	if (!selected || limit < 0 || one->claim[k] == CLAIM_COUNT || one->claim[k] == CLAIM_ALLOWED)
		return false;
	deadline = saturated_add(saturated_add(one->raised, limit), one->paused);
	*good = one->resolved != I64_EMPTY && one->resolved <= deadline;
	return one->resolved != I64_EMPTY || !m->plan->has_cutoff || m->plan->cutoff >= deadline;
}

static void name_change(struct finishing *f, const struct rule *r, const struct incident *one, uint32_t place,
			const struct measure *m, struct breakdown_row *row)
{
	const struct column_def *category = &r->dataset->columns[m->within.column];
	struct text id = one->id.listed ? names_text(f->names, one->id.number) : TEXT("");
	const char *parts[] = { one->id.listed ? arena_copy(f->arena, id.data, id.size)
					       : arena_printf(f->arena, "%016llX", (unsigned long long)one->id.number),
				category->list[one->place - 1], category->list[place - 1], m->id };

	breakdown_name(f, row, 4, parts);
}

/* One incident in one other category: a row for each measure that would change. */
static void try_change(struct finishing *f, const struct rule *r, const struct dimension *d, const struct incident *one,
		       uint32_t place)
{
	for (int k = 0; k < r->measure->n_of; k++) {
		const struct rule *m = varied(r, k);
		const struct figure *figure = &f->figures[m->index][REGION_NONE];
		bool good_before = false, good_after = false;
		bool before = counts_as(m, one, k, one->place, &good_before);
		bool after = counts_as(m, one, k, place, &good_after);
		struct made_row made = { .row = { .measure = r->index, .dimension = d->name }, .made = LEVEL_OWN };

		if (before == after && (!before || good_before == good_after))
			continue;
		made.row.good = figure->good - (before && good_before) + (after && good_after);
		made.row.total = figure->total - before + after;
		name_change(f, r, one, place, m->measure, &made.row);
		made.row.level = (struct level_text){ .exact = "", .display = "", .value = -1, .status = STATUS_NO_DATA };
		if (made.row.total && figure->quality != QUALITY_WITHHELD)
			number_level_of(made.row.good, made.row.total,
					measure_level(m->measure, f->plan->period.month),
					m->measure->display_decimals, f->arena, &made.row.level);
		breakdown_add(f, &made);
	}
}

static bool counts_anywhere(const struct rule *r, const struct incident *one)
{
	bool good;

	for (int k = 0; k < r->measure->n_of; k++)
		if (counts_as(varied(r, k), one, k, one->place, &good))
			return true;
	return false;
}

/* A category that one of the measures has a target for. */
static bool has_target(const struct rule *r, uint32_t place)
{
	for (int k = 0; k < r->measure->n_of; k++)
		if (varied(r, k)->limit_of_place[place] >= 0)
			return true;
	return false;
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	const struct incidents *own = t->own;
	const struct dimension *d = &r->measure->dimensions[0];
	const struct column_def *category = &r->dataset->columns[varied(r, 0)->measure->within.column];
	struct incident *sorted;
	size_t first = f->n_breakdowns;

	if (!own)
		return;
	sorted = memory_zero(own->n + 1, sizeof *sorted);
	for (size_t i = 0; i < own->n; i++)
		sorted[i] = own->items[i];
	if (own->n > 1)
		qsort(sorted, own->n, sizeof *sorted, compare);
	for (size_t i = 0; i < own->n;) {
		struct incident one = sorted[i];

		for (i++; i < own->n && compare(&one, &sorted[i]) == 0; i++)
			one.n += sorted[i].n;
		assert(one.n >= 0);
		for (uint32_t place = 1; one.n && counts_anywhere(r, &one) && category->list[place - 1]; place++)
			if (place != one.place && has_target(r, place))
				try_change(f, r, d, &one, place);
	}
	memory_free(sorted);
	breakdown_end(f, first);
}

const struct kind kind_what_if = {
	.id = KIND_WHAT_IF,
	.name = "what_if",
	.help = "what another category of one incident would do to the measures of incidents",
	.needs = "a dataset, the measures of kind incidents that it varies",
	.own_bytes = sizeof(struct incidents),
	.feed = feed,
	.merge = merge,
	.done = done,
	.finish = finish,
};
