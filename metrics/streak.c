/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/streak.h"

/* Colour of an earlier month by the level in force in it; STATUS_NO_DATA when nothing was measured and
 * STATUS_WITHHELD when no level was in force, so that nobody can say. */
static enum status colour_of(const struct measure *m, const struct service_level_row *row)
{
	const struct level *level = measure_level(m, row->month);

	if (!level)
		return STATUS_WITHHELD;
	if (row->total == 0)
		return STATUS_NO_DATA;
	return number_judge((uint64_t)row->good, (uint64_t)row->total, level);
}

void streak_measure(const struct finishing *f, struct cell *cell)
{
	const struct measure *m = &f->catalogue->measures[cell->measure];
	struct month month = f->plan->period.month;
	int n_blind = 0;

	cell->months_below = -1;
	if (cell->level.status == STATUS_GREEN)
		cell->months_below = 0;
	if (cell->level.status != STATUS_AMBER && cell->level.status != STATUS_RED)
		return;
	cell->months_below = 1;
	cell->below_since = month;
	for (;;) {
		month = month_add(month, -1);
		/* A month in which a cohort is not due is no gap (ruling 16). */
		if (m->kind == KIND_COHORT && month.month % 3 != 0)
			continue;
		const struct service_level_row *row =
			reported_find(&f->reported, cell->measure, cell->region, month);
		enum status colour = row ? colour_of(m, row) : STATUS_GREEN;

		/* A gap ends a streak as a Green does. */
		if (colour == STATUS_GREEN || colour == STATUS_WITHHELD)
			return;
		if (colour == STATUS_NO_DATA) {
			n_blind++;
			continue;
		}
		/* Months without data belong to the streak only once a month below target lies before them.
		 */
		cell->months_below++;
		cell->below_since = month;
		cell->streak_blind += n_blind;
		n_blind = 0;
	}
}

void streak_past(struct finishing *f, struct results *out)
{
	int this_month = month_index(f->plan->period.month);
	struct past_cell *past = arena_alloc(f->arena, f->reported.n + 1, sizeof *past);
	size_t n = 0;

	for (size_t i = 0; i < f->reported.n; i++) {
		const struct reported_row *r = &f->reported.rows[i];
		const struct measure *m = &f->catalogue->measures[r->measure];
		struct past_cell *p = &past[n];

		if (r->month >= this_month)
			continue;
		n++;
		p->measure = r->measure;
		p->region = r->row->region;
		p->month = r->row->month;
		p->good = (uint64_t)r->row->good;
		p->total = (uint64_t)r->row->total;
		p->reported = true;
		p->level = (struct level_text){
			.exact = "", .display = "", .value = -1, .status = STATUS_NO_DATA
		};
		if (p->total)
			number_level_of(p->good, p->total, measure_level(m, p->month), m->display_decimals,
					f->arena, &p->level);
	}
	out->n_past = n;
	out->past = past;
}
