/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_figures.c - the sheets with the figures: matrix, measures, Regions, the daily table, charts.
 *
 * A headline figure is a formula over the daily table or over the inputs of its composite.  The value
 * written with it is the program's; where the two would differ (a reported figure, an input that is not
 * there), the value alone is written.
 */
#include "render/axis.h"
#include "render/book.h"
#include "render/book_topics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	AT_ID,
	AT_TITLE,
	AT_REGION,
	AT_GOOD,
	AT_TOTAL,
	AT_EXCLUDED,
	AT_REFUSED,
	AT_PENDING,
	AT_LEVEL,
	AT_TARGET,
	AT_MINIMUM,
	AT_STATUS,
	AT_GAP,
	AT_SHORT,
	AT_BELOW,
	AT_QUALITY,
	AT_BASIS,
	AT_REMARK,
	N_MEASURE_COLUMNS
};
static const struct book_column measure_columns[] = {
	{ "Measure", 16 },
	{ "Title", 46 },
	{ "Region", 10 },
	{ "Good", 11 },
	{ "Total", 11 },
	{ "Excluded", 10 },
	{ "Refused claims", 10 },
	{ "Pending", 10 },
	{ "Level", 11 },
	{ "Target %", 9 },
	{ "Minimum %", 10 },
	{ "Status", 13 },
	{ "Gap to target, points", 11 },
	{ "Short of target, events", 11 },
	{ "Months below", 9 },
	{ "Quality", 10 },
	{ "Basis", 11 },
	{ "Remark", 80 },
};

/* --- the formulas of a cell --- */

enum figure { GOOD, TOTAL, EXCLUDED };

static uint64_t figure_of(const struct cell *c, enum figure f)
{
	return f == GOOD ? c->good : f == TOTAL ? c->total : c->excluded;
}

static uint64_t day_figure(const struct day_row *d, enum figure f)
{
	return f == GOOD ? d->good : f == TOTAL ? d->total : d->excluded;
}

/* True when the daily table adds up to the cell's figure. */
static bool days_add_up(const struct results *r, const struct cell *c, enum figure f)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < r->n_days; i++)
		if (r->days[i].measure == c->measure &&
		    (c->region == REGION_NONE || r->days[i].region == c->region))
			sum += day_figure(&r->days[i], f);
	return sum == figure_of(c, f);
}

/* "=SUMIFS(...)" over the daily table, "=D4+D8" over the inputs, or "" where neither gives the figure. */
static void figure_formula(const struct results *r, const struct cell *c, enum figure f, struct builder *out)
{
	const struct measure *m = &r->catalogue->measures[c->measure];
	char column = (char)('D' + (int)f);
	uint64_t sum = 0;

	builder_clear(out);
	if (figure_of(c, f) > BOOK_EXACT)
		return;
	if (m->kind != KIND_COMPOSITE) {
		if (c->basis != BASIS_EVENTS || !days_add_up(r, c, f))
			return;
		builder_printf(out, "=SUMIFS(Daily!%c:%c,Daily!A:A,\"%s\"", column, column, m->id);
		if (c->region != REGION_NONE)
			builder_printf(out, ",Daily!B:B,\"%s\"", region_code(c->region));
		builder_add_char(out, ')');
		return;
	}
	for (int i = 0; i < m->n_inputs; i++) {
		const struct cell *input = results_find(r, m->inputs[i], c->region);

		if (!input)
			continue;
		builder_printf(out, "%s%c%zu", out->size ? "+" : "=", column,
			       book_measure_row(r, m->inputs[i], c->region));
		sum += figure_of(input, f);
	}
	if (sum != figure_of(c, f))
		builder_clear(out);
}

static void write_figure(struct sheet *s, uint32_t row, const struct results *r, const struct cell *c,
			 enum figure f, struct builder *formula)
{
	int column = AT_GOOD + (int)f;

	figure_formula(r, c, f, formula);
	if (formula->size)
		sheet_formula_number(s, row, column, BOOK_COUNT, formula->data, (double)figure_of(c, f));
	else
		sheet_count(s, row, column, figure_of(c, f));
}

/* A level that is good over total can be a formula; the mean or the minimum of inputs is one over theirs. */
static bool is_ratio(const struct measure *m)
{
	return m->kind != KIND_COMPOSITE || m->composition == COMPOSE_POOLED;
}

static void input_levels(const struct results *r, const struct cell *c, struct builder *formula)
{
	const struct measure *m = &r->catalogue->measures[c->measure];

	builder_printf(formula, "=%s(", m->composition == COMPOSE_MEAN ? "AVERAGE" : "MIN");
	for (int i = 0, n = 0; i < m->n_inputs; i++)
		if (results_find(r, m->inputs[i], c->region))
			builder_printf(formula, "%sI%zu", n++ ? "," : "",
				       book_measure_row(r, m->inputs[i], c->region));
	builder_add_char(formula, ')');
}

static void write_level(struct sheet *s, uint32_t row, const struct results *r, const struct cell *c,
			struct builder *formula)
{
	const struct measure *m = &r->catalogue->measures[c->measure];

	if (!c->level.exact[0]) {
		sheet_blank(s, row, AT_LEVEL);
		return;
	}
	builder_clear(formula);
	if (is_ratio(m))
		builder_printf(formula, "=D%u/E%u", row + 1, row + 1);
	else
		input_levels(r, c, formula);
	sheet_formula_number(s, row, AT_LEVEL, BOOK_LEVEL, formula->data,
			     is_ratio(m) ? (double)c->good / (double)c->total : c->level.value / 100);
}

/* Products beyond 2^53 are not exact in a spreadsheet: then the verdict stands as text. */
static bool verdict_is_exact(const struct cell *c)
{
	return c->total <= BOOK_EXACT / 100000000;
}

static void write_status(struct sheet *s, uint32_t row, const struct results *r, const struct cell *c,
			 struct builder *formula)
{
	const struct measure *m = &r->catalogue->measures[c->measure];
	char status[24], green[24], amber[24], red[24];

	book_status(c->level.status, status);
	if (!c->level.exact[0] || !c->judged_by || !is_ratio(m) || !verdict_is_exact(c)) {
		sheet_text(s, row, AT_STATUS, BOOK_PLAIN, status);
		return;
	}
	builder_clear(formula);
	builder_printf(formula,
		       "=IF(D%u*100000000>=ROUND(J%u*1000000,0)*E%u,\"%s\",IF(D%u*100000000>=ROUND(K%u*"
		       "1000000,0)*E%u,"
		       "\"%s\",\"%s\"))",
		       row + 1, row + 1, row + 1, book_status(STATUS_GREEN, green), row + 1, row + 1, row + 1,
		       book_status(STATUS_AMBER, amber), book_status(STATUS_RED, red));
	sheet_formula_text(s, row, AT_STATUS, formula->data, status);
}

/* --- Measures --- */

static void write_cell(struct sheet *s, uint32_t row, const struct results *r, const struct cell *c,
		       struct arena *arena)
{
	const struct measure *m = &r->catalogue->measures[c->measure];
	const struct level *level = measure_level(m, r->period.month);
	struct builder formula;

	builder_init(&formula);
	sheet_text(s, row, AT_ID, BOOK_STRONG, m->id);
	sheet_text(s, row, AT_TITLE, BOOK_PLAIN, m->title);
	sheet_text(s, row, AT_REGION, BOOK_PLAIN, region_name(c->region));
	write_figure(s, row, r, c, GOOD, &formula);
	write_figure(s, row, r, c, TOTAL, &formula);
	write_figure(s, row, r, c, EXCLUDED, &formula);
	sheet_count(s, row, AT_REFUSED, c->refused);
	sheet_count(s, row, AT_PENDING, c->pending);
	write_level(s, row, r, c, &formula);
	if (level) {
		sheet_number(s, row, AT_TARGET, BOOK_PERCENT, (double)level->target.micro / 1e6);
		sheet_number(s, row, AT_MINIMUM, BOOK_PERCENT, (double)level->minimum.micro / 1e6);
	}
	write_status(s, row, r, c, &formula);
	if (c->gap_target[0])
		sheet_text(s, row, AT_GAP, BOOK_PLAIN, c->gap_target);
	else
		sheet_blank(s, row, AT_GAP);
	sheet_count(s, row, AT_SHORT, c->events_short);
	if (c->months_below >= 0)
		sheet_count(s, row, AT_BELOW, (uint64_t)c->months_below);
	else
		sheet_blank(s, row, AT_BELOW);
	sheet_text(s, row, AT_QUALITY, BOOK_PLAIN, quality_name(c->quality));
	sheet_text(s, row, AT_BASIS, BOOK_PLAIN, basis_name(c->basis));
	sheet_text(
		s, row, AT_REMARK, BOOK_WRAP,
		arena_printf(arena, "%s%s%s%s%s%s",
			     measure_is_assumed(m, r->period.month) ? "[p] rests on assumed values. " : "",
			     c->reason, c->reason[0] ? " " : "", c->untrusted,
			     c->interval[0]
				     ? arena_printf(arena,
						    " Few events: the process behind them could lie from %s.",
						    c->interval)
				     : "",
			     c->masked ? " Another composition would give a worse status." : ""));
	builder_done(&formula);
}

static void write_measures(struct sheet *s, const struct results *r, struct arena *arena)
{
	uint32_t end = BOOK_FIRST + (uint32_t)r->n_cells;

	sheet_table(s, "All measures",
		    "Good, total, excluded, level and status are formulas over the sheet Daily or over the "
		    "inputs of a "
		    "composite; what is as reported, or cannot be a sum, is a value.",
		    measure_columns, N_MEASURE_COLUMNS);
	for (size_t i = 0; i < r->n_cells; i++)
		write_cell(s, BOOK_FIRST + (uint32_t)i, r, &r->cells[i], arena);
	sheet_table_end(s, N_MEASURE_COLUMNS, end);
	sheet_colour(s, BOOK_FIRST, end, AT_LEVEL, AT_STATUS, AT_STATUS);
}
const struct book_page book_measures = { "Measures", "every measure by Region, behind live formulas",
					 write_measures };

/* --- Matrix --- */

static const enum region across[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
#define N_ACROSS 4

static void link_to(struct sheet *s, uint32_t row, int column, const struct results *r, const struct cell *c,
		    struct arena *arena)
{
	size_t at = book_measure_row(r, c->measure, c->region);
	char status[24];

	sheet_formula_text(s, row, column, arena_printf(arena, "=Measures!$L$%zu", at),
			   book_status(c->level.status, status));
	if (c->level.exact[0])
		sheet_formula_number(s, row, column + 1, BOOK_LEVEL,
				     arena_printf(arena, "=Measures!$I$%zu", at), c->level.value / 100);
	else
		sheet_blank(s, row, column + 1);
}

static void write_matrix(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 16 },  { "Title", 46 },          { "North", 12 },  { "North level", 10 },
		{ "Central", 12 },  { "Central level", 10 },  { "South", 12 },  { "South level", 10 },
		{ "National", 12 }, { "National level", 10 }, { "Target", 10 }, { "Minimum", 10 },
	};
	uint32_t end = BOOK_FIRST + (uint32_t)r->catalogue->n_measures;

	sheet_table(s, "Status matrix",
		    "G Green: at or above target. A Amber: below target, not below minimum. R Red: below "
		    "minimum. "
		    "W Withheld. - No data. * rests on values nobody has confirmed.",
		    columns, 12);
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct level *level = measure_level(&r->catalogue->measures[m], r->period.month);
		uint32_t row = BOOK_FIRST + (uint32_t)m;

		sheet_text(s, row, 0, BOOK_STRONG, book_id(r, m, arena));
		sheet_text(s, row, 1, BOOK_PLAIN, r->catalogue->measures[m].title);
		for (int i = 0; i < N_ACROSS; i++) {
			const struct cell *c = results_find(r, m, across[i]);

			if (c)
				link_to(s, row, 2 + 2 * i, r, c, arena);
		}
		if (level) {
			sheet_number(s, row, 10, BOOK_LEVEL, (double)level->target.micro / 1e8);
			sheet_number(s, row, 11, BOOK_LEVEL, (double)level->minimum.micro / 1e8);
		}
	}
	sheet_table_end(s, 12, end);
	for (int i = 0; i < N_ACROSS; i++)
		sheet_colour(s, BOOK_FIRST, end, 2 + 2 * i, 3 + 2 * i, 2 + 2 * i);
}
const struct book_page book_matrix = { "Matrix", "the status of every measure in every Region",
				       write_matrix };

/* --- Regions --- */

static void write_regions(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 16 },        { "Title", 46 },          { "North good", 11 },
		{ "North total", 11 },    { "North level", 10 },    { "Central good", 11 },
		{ "Central total", 11 },  { "Central level", 10 },  { "South good", 11 },
		{ "South total", 11 },    { "South level", 10 },    { "National good", 11 },
		{ "National total", 11 }, { "National level", 10 },
	};
	uint32_t row = BOOK_FIRST;

	sheet_table(s, "Regions side by side", "Measures that are computed by Region.", columns, 14);
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		if (!r->catalogue->measures[m].regional)
			continue;
		sheet_text(s, row, 0, BOOK_STRONG, book_id(r, m, arena));
		sheet_text(s, row, 1, BOOK_PLAIN, r->catalogue->measures[m].title);
		for (int i = 0; i < N_ACROSS; i++) {
			const struct cell *c = results_find(r, m, across[i]);
			size_t at = book_measure_row(r, m, across[i]);
			int column = 2 + 3 * i;

			if (!c)
				continue;
			sheet_formula_number(s, row, column, BOOK_COUNT,
					     arena_printf(arena, "=Measures!$D$%zu", at), (double)c->good);
			sheet_formula_number(s, row, column + 1, BOOK_COUNT,
					     arena_printf(arena, "=Measures!$E$%zu", at), (double)c->total);
			if (c->level.exact[0])
				sheet_formula_number(s, row, column + 2, BOOK_LEVEL,
						     arena_printf(arena, "=Measures!$I$%zu", at),
						     c->level.value / 100);
			else
				sheet_blank(s, row, column + 2);
		}
		row++;
	}
	sheet_table_end(s, 14, row);
}
const struct book_page book_regions = { "Regions", "the Regions side by side", write_regions };

/* --- Daily --- */

static void write_daily(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 12 }, { "Region", 10 }, { "Date", 13 },
		{ "Good", 13 },    { "Total", 13 },  { "Excluded", 13 },
	};

	(void)arena;
	sheet_table(s, "Daily table",
		    "Complete: every measure that is computed from rows, every Region, every day, zeros too. "
		    "Region -: rows "
		    "without a Region, not the national sum.",
		    columns, 6);
	for (size_t i = 0; i < r->n_days; i++) {
		const struct day_row *d = &r->days[i];
		uint32_t row = BOOK_FIRST + (uint32_t)i;

		sheet_text(s, row, 0, BOOK_PLAIN, r->catalogue->measures[d->measure].id);
		sheet_text(s, row, 1, BOOK_PLAIN, region_code(d->region));
		sheet_date(s, row, 2, r->period.month, d->day + 1);
		sheet_count(s, row, 3, d->good);
		sheet_count(s, row, 4, d->total);
		sheet_count(s, row, 5, d->excluded);
	}
	sheet_table_end(s, 6, BOOK_FIRST + (uint32_t)r->n_days);
}
const struct book_page book_daily = { "Daily",
				      "good, total and excluded of every day: what the figures are sums of",
				      write_daily };

/* --- Charts --- */

/* The leaf measure that is furthest below its target nationally: the one whose days a reader asks for. */
static int worst_measure(const struct results *r)
{
	double gap = 1e9;
	int worst = -1;

	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct cell *c = results_find(r, m, REGION_NONE);

		if (!c || r->catalogue->measures[m].kind == KIND_COMPOSITE || c->basis != BASIS_EVENTS ||
		    !c->level.exact[0] || !c->judged_by)
			continue;
		if (c->level.value - (double)c->judged_by->target.micro / 1e6 < gap) {
			gap = c->level.value - (double)c->judged_by->target.micro / 1e6;
			worst = m;
		}
	}
	return worst;
}

static void day_sums(const struct results *r, int measure, enum region region, int day, uint64_t *good,
		     uint64_t *total)
{
	*good = *total = 0;
	for (size_t i = 0; i < r->n_days; i++) {
		const struct day_row *d = &r->days[i];

		if (d->measure == measure && d->day == day &&
		    (region == REGION_NONE || d->region == region)) {
			*good += d->good;
			*total += d->total;
		}
	}
}

static void write_day(struct sheet *s, const struct results *r, int measure, int day, struct arena *arena)
{
	uint32_t row = BOOK_FIRST + (uint32_t)day;
	const char *id = r->catalogue->measures[measure].id;
	const struct level *level = measure_level(&r->catalogue->measures[measure], r->period.month);

	sheet_date(s, row, 0, r->period.month, day + 1);
	for (int i = 0; i < N_ACROSS; i++) {
		uint64_t good, total;
		const char *where = across[i] == REGION_NONE ? ""
							     : arena_printf(arena, ",Daily!B:B,\"%s\"",
									    region_code(across[i]));
		const char *to =
			arena_printf(arena, "Daily!A:A,\"%s\",Daily!C:C,$A%u%s)", id, row + 1, where);

		if (!results_find(r, measure, across[i]))
			continue;
		day_sums(r, measure, across[i], day, &good, &total);
		/* A day without events stays empty, which the chart shows as a gap. */
		if (total)
			sheet_formula_number(
				s, row, 1 + i, BOOK_LEVEL,
				arena_printf(arena, "=SUMIFS(Daily!D:D,%s/SUMIFS(Daily!E:E,%s", to, to),
				(double)good / (double)total);
	}
	if (level)
		sheet_number(s, row, 5, BOOK_LEVEL, (double)level->target.micro / 1e8);
}

/* From a round share below the lowest level to 100 %, not beyond. */
static void scale(struct book_chart *chart, double lowest)
{
	struct axis axis;

	axis_choose(&axis, lowest, 100, 8);
	chart->y_from = (double)axis.from / 1e8;
	chart->y_to = (double)axis.to / 1e8;
	chart->y_title = axis.from > 0 ? "Level (the axis does not start at zero)" : "Level";
}

static void chart_code_measures(struct sheet *s, const struct results *r, uint32_t row)
{
	static const uint32_t colours[N_ACROSS] = { 0x1B4F7A, 0xB35900, 0x2E7D5B, 0x101820 };
	struct book_chart chart = {
		.title = "Code measures by Region against target",
		.x_title = "Measure",
		.y_title = "Level (the axis does not start at zero)",
		.description = "Points: the level of each Code measure in each Region and nationally; "
			       "crosses: the target. "
			       "The figures stand in the sheet Matrix.",
	};
	char categories[64], values[N_ACROSS + 1][64];
	double lowest = 100;
	int n = 0;

	while (n < r->catalogue->n_measures && r->catalogue->measures[n].code_measure)
		n++;
	if (!n)
		return;
	for (size_t i = 0; i < r->n_cells; i++)
		if (r->cells[i].measure < n && r->cells[i].level.value >= 0)
			lowest = fmin(lowest, r->cells[i].level.value);
	scale(&chart, lowest);
	snprintf(categories, sizeof categories, "=Matrix!$A$%d:$A$%d", BOOK_FIRST + 1, BOOK_FIRST + n);
	for (int i = 0; i <= N_ACROSS; i++) {
		char column = i == N_ACROSS ? 'K' : (char)('D' + 2 * i);

		snprintf(values[i], sizeof values[i], "=Matrix!$%c$%d:$%c$%d", column, BOOK_FIRST + 1, column,
			 BOOK_FIRST + n);
		chart.series[i] = (struct book_series){
			.name = i == N_ACROSS ? "Target" : region_name(across[i]),
			.categories = categories,
			.values = values[i],
			.colour = i == N_ACROSS ? 0x800000 : colours[i],
			.is_bound = i == N_ACROSS,
		};
	}
	chart.n_series = N_ACROSS + 1;
	sheet_chart(s, row, 7, &chart);
}

static void chart_days(struct sheet *s, const struct results *r, int measure, uint32_t row,
		       struct arena *arena)
{
	static const uint32_t colours[N_ACROSS] = { 0x1B4F7A, 0xB35900, 0x2E7D5B, 0x101820 };
	const char *categories =
		arena_printf(arena, "=Charts!$A$%d:$A$%d", BOOK_FIRST + 1, BOOK_FIRST + r->period.n_days);
	struct book_chart chart = {
		.title = arena_printf(arena, "%s day by day: the measure furthest below its target",
				      r->catalogue->measures[measure].id),
		.x_title = "Day",
		.y_title = "Level (the axis does not start at zero)",
		.description =
			"Lines: the level of each day in each Region and nationally; dashed: the target. The "
			"figures stand beside the chart.",
		.joined = true,
		.days = true,
	};
	double lowest = 100;

	for (int i = 0; i < N_ACROSS; i++)
		for (int day = 0; results_find(r, measure, across[i]) && day < r->period.n_days; day++) {
			uint64_t good, total;

			day_sums(r, measure, across[i], day, &good, &total);
			if (total)
				lowest = fmin(lowest, 100 * (double)good / (double)total);
		}
	scale(&chart, lowest);
	for (int i = 0; i <= N_ACROSS; i++) {
		if (i < N_ACROSS && !results_find(r, measure, across[i]))
			continue;
		chart.series[chart.n_series++] = (struct book_series){
			.name = i == N_ACROSS ? "Target" : region_name(across[i]),
			.categories = categories,
			.values = arena_printf(arena, "=Charts!$%c$%d:$%c$%d", 'B' + i, BOOK_FIRST + 1,
					       'B' + i, BOOK_FIRST + r->period.n_days),
			.colour = i == N_ACROSS ? 0x800000 : colours[i],
			.is_bound = i == N_ACROSS,
		};
	}
	sheet_chart(s, row, 7, &chart);
}

static void write_charts_sheet(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Date", 13 },  { "North", 11 },    { "Central", 11 },
		{ "South", 11 }, { "National", 11 }, { "Target", 11 },
	};
	int worst = worst_measure(r);

	sheet_table(s, "Charts",
		    worst < 0 ? "No measure has figures from events."
			      : arena_printf(arena, "The table holds the daily levels of %s, %s.",
					     r->catalogue->measures[worst].id,
					     r->catalogue->measures[worst].title),
		    columns, 6);
	for (int day = 0; worst >= 0 && day < r->period.n_days; day++)
		write_day(s, r, worst, day, arena);
	chart_code_measures(s, r, BOOK_FIRST);
	if (worst >= 0)
		chart_days(s, r, worst, BOOK_FIRST + 22, arena);
	book_alerts_chart(s, r, BOOK_FIRST + 44, 7, arena);
}
const struct book_page book_charts = { "Charts", "native charts over the tables", write_charts_sheet };
