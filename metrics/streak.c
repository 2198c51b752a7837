/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/streak.h"

#include <stdlib.h>
#include <string.h>

/* --- earlier months --- */

static int order_of(enum region region)
{
	return region == REGION_NONE ? REGION_COUNT : (int)region;
}

static int compare_place(const struct past_cell *a, const struct past_cell *b)
{
	if (a->measure != b->measure)
		return a->measure < b->measure ? -1 : 1;
	return order_of(a->region) - order_of(b->region);
}

struct candidate {
	struct past_cell cell;
	int rank; /* the least of a month stands */
};

static int compare(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	int order = compare_place(&a->cell, &b->cell);

	if (order || (order = month_compare(a->cell.month, b->cell.month)))
		return order;
	return a->rank - b->rank;
}

/* Rows of this run have 1. */
static int rank_of_known(const struct past_cell *p)
{
	return p->basis == BASIS_NONE ? 3 : p->basis == BASIS_REPORTED ? 2 : 0;
}

static struct past_cell of_row(const struct finishing *f, const struct reported_row *r)
{
	const struct measure *m = &f->catalogue->measures[r->measure];
	struct past_cell p = {
		.measure = r->measure,
		.region = r->row->region,
		.month = r->row->month,
		.good = (uint64_t)r->row->good,
		.total = (uint64_t)r->row->total,
		.excluded = r->row->excluded > 0 ? (uint64_t)r->row->excluded : 0,
		.level = { .exact = "", .display = "", .value = -1, .status = STATUS_NO_DATA },
		.basis = BASIS_REPORTED,
		.reported = true,
	};

	if (p.total)
		number_level_of(p.good, p.total, measure_level(m, p.month), m->display_decimals, f->arena, &p.level);
	return p;
}

static bool same_month(const struct past_cell *a, const struct past_cell *b)
{
	return compare_place(a, b) == 0 && month_compare(a->month, b->month) == 0;
}

/* A row about a month that is remembered is judged by the edition that judged the month then: an edition of today may
 * know nothing of it (ruling 21).  One that says what is remembered has the verdict that is remembered. */
static void judge_again(struct past_cell *row, const struct past_cell *known, const struct catalogue *c,
			struct arena *arena)
{
	if (row->reported && known->reported && row->good == known->good && row->total == known->total)
		row->level = known->level;
	else if (row->reported && row->total && known->judged_by)
		number_level_of(row->good, row->total, known->judged_by, c->measures[row->measure].display_decimals,
				arena, &row->level);
}

/* Of every month the candidate that stands, in the order of results.past; frees them. */
static void settle_past(struct candidate *all, size_t n, struct arena *arena, struct results *out)
{
	struct past_cell *past = arena_alloc(arena, n + 1, sizeof *past);
	size_t n_past = 0;

	if (n > 1)
		qsort(all, n, sizeof *all, compare);
	for (size_t i = 0; i < n; i++)
		if (!n_past || !same_month(&past[n_past - 1], &all[i].cell))
			past[n_past++] = all[i].cell;
	memory_free(all);
	out->n_past = n_past;
	out->past = past;
}

static int compare_month(const void *left, const void *right)
{
	const struct past_cell *a = left, *b = right;
	int order = compare_place(a, b);

	return order ? order : month_compare(a->month, b->month);
}

/* What the rows of this run say of earlier months; in order, as the rows are (reported.h). */
static void find_told(const struct finishing *f, int this_month, struct results *out)
{
	struct past_cell *told = arena_alloc(f->arena, f->reported.n + 1, sizeof *told);
	size_t n = 0;

	for (size_t i = 0; i < f->reported.n; i++) {
		const struct past_cell *known;

		if (f->reported.rows[i].month >= this_month)
			continue;
		told[n] = of_row(f, &f->reported.rows[i]);
		known = f->n_known ? bsearch(&told[n], f->known, f->n_known, sizeof *f->known, compare_month) : NULL;
		if (known)
			judge_again(&told[n], known, f->catalogue, f->arena);
		n++;
	}
	out->told = told;
	out->n_told = n;
}

void streak_past(struct finishing *f, struct results *out)
{
	int this_month = month_index(f->plan->period.month);
	struct candidate *all;
	size_t n = 0;

	find_told(f, this_month, out);
	all = memory_zero(out->n_told + f->n_known + 1, sizeof *all);
	for (size_t i = 0; i < f->n_known; i++)
		if (month_index(f->known[i].month) < this_month)
			all[n++] = (struct candidate){ f->known[i], rank_of_known(&f->known[i]) };
	for (size_t i = 0; i < out->n_told; i++)
		all[n++] = (struct candidate){ out->told[i], 1 };
	settle_past(all, n, f->arena, out);
}

void streak_renew(struct results *r, const struct past_cell *known, size_t n_known, struct arena *arena)
{
	struct cell *cells = arena_alloc(arena, r->n_cells + 1, sizeof *cells);

	r->past = known;
	r->n_past = n_known;
	for (size_t i = 0; i < r->n_cells; i++) {
		cells[i] = r->cells[i];
		streak_measure(r, arena, &cells[i]);
	}
	r->cells = cells;
}

/* --- streaks --- */

enum month_kind { MONTH_BELOW, MONTH_BLIND, MONTH_UNJUDGED, MONTH_END };

static enum month_kind kind_of(enum status status, uint64_t total)
{
	switch (status) {
	case STATUS_AMBER:
	case STATUS_RED: return MONTH_BELOW;
	case STATUS_WITHHELD: return MONTH_BLIND;
	case STATUS_NO_DATA:
		/* Events without a verdict: no level was in force, so nobody can say. */
		return total ? MONTH_UNJUDGED : MONTH_BLIND;
	case STATUS_GREEN:
	case STATUS_COUNT: break;
	}
	return MONTH_END;
}

struct streak {
	int n;
	struct month from, to;
	int n_blind;          /* months without data between the first and the last */
	struct builder spans; /* those months */
	int n_waiting;        /* months without data after the last */
	struct builder waiting;
	bool unjudged; /* before the first there was a month without a target */
};

static void add_months(struct builder *to, const struct builder *from)
{
	if (from->size && to->size)
		builder_add(to, TEXT(", "));
	builder_add(to, builder_text(from));
}

static void streak_end(struct streak *s)
{
	s->n = s->n_blind = s->n_waiting = 0;
	s->unjudged = false;
	builder_clear(&s->spans);
	builder_clear(&s->waiting);
}

static void streak_step(struct streak *s, struct month month, enum month_kind kind)
{
	char text[8];

	if (kind == MONTH_END || kind == MONTH_UNJUDGED) {
		streak_end(s);
		s->unjudged = kind == MONTH_UNJUDGED;
	} else if (kind == MONTH_BLIND) {
		/* Belongs to the streak only once a month below target follows. */
		s->n_waiting += s->n > 0;
		if (s->n)
			builder_printf(&s->waiting, "%s%s", s->waiting.size ? ", " : "", month_format(month, text));
	} else {
		s->from = s->n ? s->from : month;
		s->to = month;
		s->n++;
		s->n_blind += s->n_waiting;
		add_months(&s->spans, &s->waiting);
		s->n_waiting = 0;
		builder_clear(&s->waiting);
	}
}

/* The past cells of a measure and Region. */
static const struct past_cell *find_past(const struct results *r, const struct cell *cell, size_t *n)
{
	const struct past_cell wanted = { .measure = cell->measure, .region = cell->region };
	size_t from = 0, to = r->n_past;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (compare_place(&r->past[middle], &wanted) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	for (*n = 0; from + *n < r->n_past && !compare_place(&r->past[from + *n], &wanted);)
		(*n)++;
	return r->past + from;
}

static void keep_longest(const struct streak *s, struct cell *cell)
{
	/* Of two as long the later one is told. */
	if (s->n && s->n >= cell->longest_below) {
		cell->longest_below = s->n;
		cell->longest_from = s->from;
		cell->longest_to = s->to;
	}
}

static bool follows(const struct measure *m, struct month month, struct month before)
{
	return month_compare(month, measure_due_after(m, before)) <= 0;
}

void streak_measure(const struct results *r, struct arena *arena, struct cell *cell)
{
	const struct measure *m = &r->catalogue->measures[cell->measure];
	struct month last = { 0 };
	struct month now = r->period.month;
	enum month_kind kind = kind_of(cell->level.status, cell->total);
	struct streak s = { 0 };
	size_t n;
	const struct past_cell *past = find_past(r, cell, &n);

	builder_init(&s.spans);
	builder_init(&s.waiting);
	cell->longest_below = cell->streak_blind = 0;
	cell->streak_unjudged = false;
	cell->longest_from = cell->longest_to = cell->below_since = (struct month){ 0 };
	for (size_t i = 0; i < n; i++) {
		if (!measure_is_due(m, past[i].month))
			continue;
		if (last.month && !follows(m, past[i].month, last))
			streak_end(&s);
		last = past[i].month;
		streak_step(&s, past[i].month, kind_of(past[i].level.status, past[i].total));
		keep_longest(&s, cell);
	}
	if (last.month && !follows(m, now, last))
		streak_end(&s);
	streak_step(&s, now, kind);
	keep_longest(&s, cell);
	cell->months_below = cell->level.status == STATUS_GREEN ? 0 : -1;
	cell->streak_spans = "";
	if (kind == MONTH_BELOW) {
		cell->months_below = s.n;
		cell->below_since = s.from;
		cell->streak_blind = s.n_blind;
		cell->streak_unjudged = s.unjudged;
		cell->streak_spans = arena_copy(arena, s.spans.data ? s.spans.data : "", s.spans.size);
	}
	builder_done(&s.spans);
	builder_done(&s.waiting);
}
