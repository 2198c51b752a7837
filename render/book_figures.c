/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_figures.c - the sheets with the figures: matrix, measures, Regions, the daily table.
 *
 * A headline figure is a formula over the daily table or over the inputs of its composite.  The value
 * written with it is the program's; where the two would differ (a reported figure, an input that is not
 * there), the value alone is written.
 */
#include "engine/review.h"
#include "render/book_topics.h"
#include "render/sentence.h"

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
	AT_UNIT,
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
	{ "Short of target", 11 },
	{ "Unit", 10 },
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
			builder_printf(out, ",Daily!B:B,\"%s\"", region_name(c->region));
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
		       "1000000,0)*E%u,\"%s\",\"%s\"))",
		       row + 1, row + 1, row + 1, book_status(STATUS_GREEN, green), row + 1, row + 1, row + 1,
		       book_status(STATUS_AMBER, amber), book_status(STATUS_RED, red));
	sheet_formula_text(s, row, AT_STATUS, formula->data, status);
}

/* --- Measures --- */

/* True when the doubts of a Green, which stand in the remark, have this test among them. */
static bool is_doubted_by(const struct results *r, const struct cell *c, enum review_test_id test)
{
	const struct review_line *l = r->review ? review_find(r->review, c->measure, c->region) : NULL;

	return l && l->reason == REVIEW_UNTRUSTED && l->tests[test].fired;
}

/* "mean 91.74 %* (Red) and minimum 69.67 %* (Red)", where another rule of composition gives another colour.
 */
static const char *other_rules(const struct results *r, const struct cell *c, struct arena *arena)
{
	const struct measure *m = &r->catalogue->measures[c->measure];
	const char *parts[COMPOSE_COUNT];
	bool differs = false;
	size_t n = 0;

	for (int rule = 0; rule < COMPOSE_COUNT && m->kind == KIND_COMPOSITE && *c->level.exact; rule++) {
		const struct level_text *l = &c->alternatives[rule];

		if ((enum composition)rule == m->composition || !*l->exact)
			continue;
		differs |= l->status != c->level.status;
		parts[n++] = arena_printf(arena, "%s %s (%s)", composition_name((enum composition)rule),
					  sentence_level_text(r, c, l, arena), status_word(l->status));
	}
	return differs ? sentence_list(parts, n, arena) : "";
}

/* What must be known beside a figure, each with its mark: what is assumed, why there is no figure, why a
 * Green is not to be taken at its word, what the figure does not see. */
static const char *remark(const struct results *r, const struct cell *c, struct arena *arena)
{
	const char *doubts = review_doubts(r->review, c, arena), *rules = other_rules(r, c, arena);
	const char *blind = catalogue_blind_count(r->catalogue, &r->catalogue->measures[c->measure], c->blind, arena);
	const char *parts[6];
	const char *text = "";
	int n = 0;

	if (measure_is_assumed(&r->catalogue->measures[c->measure], r->period.month))
		parts[n++] = "* Rests on assumed values.";
	if (*c->reason)
		parts[n++] = c->reason;
	/* The doubts of a Green have what they are about among them. */
	if (*doubts)
		parts[n++] = arena_printf(arena, "! %s", doubts);
	else if (*c->untrusted)
		parts[n++] = c->untrusted;
	if (*rules && !is_doubted_by(r, c, TEST_MASKED))
		parts[n++] = arena_printf(arena, "Other rules of composition would read: %s.", rules);
	if (c->has_blind && *blind && !is_doubted_by(r, c, TEST_BLIND))
		parts[n++] = arena_printf(arena, "What the figure does not see: %s.", blind);
	if (*c->interval)
		parts[n++] = arena_printf(arena, "Few events: the process behind them could lie from %s.", c->interval);
	for (int i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", parts[i]);
	return text;
}

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
	sheet_decimal(s, row, AT_GAP, BOOK_GAP, c->gap_target);
	book_short(s, row, AT_SHORT, c, c->events_short);
	sheet_text(s, row, AT_UNIT, BOOK_PLAIN, sentence_unit(m));
	if (c->months_below >= 0)
		sheet_count(s, row, AT_BELOW, (uint64_t)c->months_below);
	else
		sheet_blank(s, row, AT_BELOW);
	sheet_text(s, row, AT_QUALITY, BOOK_PLAIN, quality_name(c->quality));
	sheet_text(s, row, AT_BASIS, BOOK_PLAIN, basis_name(c->basis));
	sheet_text(s, row, AT_REMARK, BOOK_WRAP, remark(r, c, arena));
	builder_done(&formula);
}

static void write_measures(struct sheet *s, const struct results *r, struct arena *arena)
{
	uint32_t end = BOOK_FIRST + (uint32_t)r->n_cells;

	sheet_table(s, "All measures",
		    "Good, total, excluded, level and status are formulas over the sheet Daily or over the "
		    "inputs of a composite; what is as reported, or cannot be a sum, is a value.",
		    measure_columns, N_MEASURE_COLUMNS);
	for (size_t i = 0; i < r->n_cells; i++)
		write_cell(s, BOOK_FIRST + (uint32_t)i, r, &r->cells[i], arena);
	sheet_table_end(s, N_MEASURE_COLUMNS, end);
	sheet_colour(s, BOOK_FIRST, end, AT_LEVEL, AT_LEVEL, AT_STATUS);
	sheet_colour(s, BOOK_FIRST, end, AT_STATUS, AT_STATUS, AT_STATUS);
}
const struct book_page book_measures = { "Measures", "every measure by Region, behind live formulas",
					 write_measures };

/* --- Matrix --- */

static void link_to(struct sheet *s, uint32_t row, int column, const struct results *r, const struct cell *c,
		    struct arena *arena)
{
	size_t at = book_measure_row(r, c->measure, c->region);
	bool doubted = *review_doubts(r->review, c, arena);
	char text[24];
	const char *status = book_status(c->level.status, text);

	/* The mark of doubt is a Green's: it goes when the figures are changed and the colour with them. */
	if (doubted)
		sheet_formula_text(s, row, column,
				   arena_printf(arena, "=Measures!$L$%zu&IF(Measures!$L$%zu=\"%s\",\" !\",\"\")", at, at, status),
				   arena_printf(arena, "%s !", status));
	else
		sheet_formula_text(s, row, column, arena_printf(arena, "=Measures!$L$%zu", at), status);
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
		    "G Green: at or above target. A Amber: below target, not below minimum. R Red: below minimum. "
		    "W Withheld. - No data. * rests on values nobody has confirmed. ! Green, but not to be taken at "
		    "its word: why stands in the sheets Measures and Green doubts.",
		    columns, 12);
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct level *level = measure_level(&r->catalogue->measures[m], r->period.month);
		uint32_t row = BOOK_FIRST + (uint32_t)m;

		sheet_text(s, row, 0, BOOK_STRONG, book_id(r, m, arena));
		sheet_text(s, row, 1, BOOK_PLAIN, r->catalogue->measures[m].title);
		for (int i = 0; i < REGION_COUNT; i++) {
			const struct cell *c = results_find(r, m, book_topic_regions[i]);

			if (c)
				link_to(s, row, 2 + 2 * i, r, c, arena);
		}
		if (level) {
			sheet_number(s, row, 10, BOOK_LEVEL, (double)level->target.micro / 1e8);
			sheet_number(s, row, 11, BOOK_LEVEL, (double)level->minimum.micro / 1e8);
		}
	}
	sheet_table_end(s, 12, end);
	for (int i = 0; i < REGION_COUNT; i++)
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
		for (int i = 0; i < REGION_COUNT; i++) {
			const struct cell *c = results_find(r, m, book_topic_regions[i]);
			size_t at = book_measure_row(r, m, book_topic_regions[i]);
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
		    "Region none: rows without a Region, not the national sum.",
		    columns, 6);
	for (size_t i = 0; i < r->n_days; i++) {
		const struct day_row *d = &r->days[i];
		uint32_t row = BOOK_FIRST + (uint32_t)i;

		sheet_text(s, row, 0, BOOK_PLAIN, r->catalogue->measures[d->measure].id);
		sheet_text(s, row, 1, BOOK_PLAIN, d->region == REGION_NONE ? "none" : region_name(d->region));
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
