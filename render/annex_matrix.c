/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The status matrix: this month by Region beside thirteen months, nationally and then by Region. */
#include "render/annex.h"
#include "render/matrix.h"
#include "render/sentence.h"

#define LEVELS 4 /* North, Central, South, national */
#define FIRST  (1 + LEVELS)

_Static_assert(1 + LEVELS + MATRIX_MONTHS <= FLOW_MAX_COLUMNS, "room for every month");

/* Letters of the months as heads of columns, their names to be read aloud. */
static void set_months(const struct annex *a, struct flow_column *columns, const char **spoken, double share)
{
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		struct month month = month_add(a->p.r->period.month, i + 1 - MATRIX_MONTHS);
		bool names_year = i == 0 || month.month == 1;
		columns[i] = (struct flow_column){
			arena_printf(a->p.arena, "%.1s%s", month_name(month.month),
				     names_year ? arena_printf(a->p.arena, " %02d", month.year % 100) : ""),
			share,
			ANCHOR_MIDDLE,
		};
		spoken[i] = sentence_month(month, a->p.arena);
	}
}

static void set_marks(const struct annex *a, struct flow_cell *cells, int measure, enum region region)
{
	const struct cell *now = results_find(a->p.r, measure, region);
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		bool last = i + 1 == MATRIX_MONTHS;
		const struct past_cell *past =
			last ? NULL
			     : annex_past(a->p.r, measure, region, month_add(a->p.r->period.month, i + 1 - MATRIX_MONTHS));
		cells[i].has_mark = last ? now != NULL : past != NULL;
		if (cells[i].has_mark)
			cells[i].mark = last ? now->level.status : past->level.status;
		else
			cells[i].spoken = measure_is_due(report_measure(&a->p, measure),
							 month_add(a->p.r->period.month, i + 1 - MATRIX_MONTHS))
						  ? "nothing remembered"
						  : "not due";
	}
}

static void national(struct annex *a)
{
	static const char *const heads[] = { "Measure", "North", "Central", "South", "National" };
	static const double shares[] = { 0.205, 0.117, 0.117, 0.117, 0.124 };
	struct flow_column *columns = arena_alloc(a->p.arena, FLOW_MAX_COLUMNS, sizeof *columns);
	const char **spoken = arena_alloc(a->p.arena, FLOW_MAX_COLUMNS, sizeof *spoken);
	for (int i = 0; i < FIRST; i++)
		columns[i] = (struct flow_column){ heads[i], shares[i], ANCHOR_START };
	set_months(a, columns + FIRST, spoken + FIRST, 0.320 / MATRIX_MONTHS);
	struct paper_table *t =
		paper_table(&a->paper,
			    arena_printf(a->p.arena, "Level and status in %s, and status nationally in the last %d months",
					 sentence_month(a->p.r->period.month, a->p.arena), MATRIX_MONTHS),
			    columns, FIRST + MATRIX_MONTHS);
	t->spoken_titles = spoken;
	t->is_wide = true;
	t->size = 7.2;
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++) {
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = arena_printf(a->p.arena, "%s %s", report_measure(&a->p, m)->id, report_measure(&a->p, m)->title);
		if (sentence_is_missed(a->p.r, m))
			row[0].link = report_place(&a->p, "missed", m);
		for (int g = 0; g < LEVELS; g++)
			report_set_level(&a->p, &row[1 + g], results_find(a->p.r, m, report_regions_order[g]));
		set_marks(a, row + FIRST, m, REGION_NONE);
	}
}

static bool is_green(const struct level_text *l)
{
	return l->status == STATUS_GREEN;
}

/* Whether a Region of the measure is anything but Green, in this month or in one remembered. */
static bool has_story(const struct annex *a, int measure)
{
	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *now = results_find(a->p.r, measure, (enum region)g);
		if (now && !is_green(&now->level))
			return true;
		for (int i = 1; now && i < MATRIX_MONTHS; i++) {
			const struct past_cell *past =
				annex_past(a->p.r, measure, (enum region)g, month_add(a->p.r->period.month, -i));
			if (past && !is_green(&past->level))
				return true;
		}
	}
	return false;
}

static void add_regions(struct annex *a, struct paper_table *t, int measure)
{
	for (int g = REGION_N; g <= REGION_S; g++) {
		if (!results_find(a->p.r, measure, (enum region)g))
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = arena_printf(a->p.arena, "%s %s", report_measure(&a->p, measure)->id,
					   region_name((enum region)g));
		set_marks(a, row + 1, measure, (enum region)g);
	}
}

/* Thirteen months of each Region, of the measures that have more to tell than Green. */
static void regional(struct annex *a)
{
	struct flow_column *columns = arena_alloc(a->p.arena, FLOW_MAX_COLUMNS, sizeof *columns);
	const char **spoken = arena_alloc(a->p.arena, FLOW_MAX_COLUMNS, sizeof *spoken);
	const char **green = arena_alloc(a->p.arena, CATALOGUE_MAX_MEASURES, sizeof *green);
	size_t n_green = 0;
	columns[0] = (struct flow_column){ "Measure and Region", 0.26, ANCHOR_START };
	set_months(a, columns + 1, spoken + 1, 0.74 / MATRIX_MONTHS);
	struct paper_table *t = paper_table(
		&a->paper, arena_printf(a->p.arena, "Status by Region in the last %d months", MATRIX_MONTHS), columns,
		1 + MATRIX_MONTHS);
	t->spoken_titles = spoken;
	t->is_wide = true;
	t->size = 7.2;
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++) {
		if (!report_measure(&a->p, m)->regional)
			continue;
		if (has_story(a, m))
			add_regions(a, t, m);
		else
			green[n_green++] = report_measure(&a->p, m)->id;
	}
	if (n_green)
		paper_text(&a->paper, PAPER_SMALL,
			   arena_printf(a->p.arena, "Green in every Region and in every month remembered: %s.",
					sentence_list(green, n_green, a->p.arena)));
}

void annex_matrix(struct annex *a)
{
	paper_text(&a->paper, PAPER_LEAD, arena_printf(a->p.arena, "%s.", sentence_matrix(a->p.r, a->p.arena)));
	paper_text(&a->paper, PAPER_SMALL,
		   "G Green: on or above target. A Amber: between minimum and target. R Red: below minimum. "
		   "\u2013 No data. W Withheld. An empty place is a month of which nothing is remembered, "
		   "or in which the measure is not due. "
		   "* Rests on assumed values of the catalogue. \u2020 Rejected rows could have fed the figure. "
		   SENTENCE_REPORTED " " SENTENCE_DOUBT ".");
	const char *basis = sentence_past_basis(a->p.r, a->p.arena);
	if (*basis)
		paper_text(&a->paper, PAPER_SMALL, basis);
	national(a);
	regional(a);
}
