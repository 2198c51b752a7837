/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_review.c - the sheets of the breach review: a line a figure, its drivers, the tests of each Green in doubt, the
 * months behind the control charts, and the plans.
 */
#include "engine/review.h"
#include "render/book.h"
#include "render/sentence.h"

#include <string.h>

#define NOT_REVIEWED "This report was made without a breach review."

static void write_figure(struct sheet *s, uint32_t row, const struct results *r, const struct review_line *l,
			 struct arena *arena)
{
	sheet_text(s, row, 0, BOOK_STRONG, book_id(r, l->cell->measure, arena));
	sheet_text(s, row, 1, BOOK_PLAIN, region_name(l->cell->region));
}

static void write_amount(struct sheet *s, uint32_t row, int column, const struct review_amount *a)
{
	/* As printed, so that the parts add up here too. */
	sheet_decimal(s, row, column, BOOK_PERCENT, a->text);
}

static void write_text(struct sheet *s, uint32_t row, int column, const char *text)
{
	if (text && *text)
		sheet_text(s, row, column, BOOK_WRAP, text);
	else
		sheet_blank(s, row, column);
}

/* ---- Review ---- */

enum review_column {
	COL_MEASURE,
	COL_REGION,
	COL_WHY,
	COL_STATUS,
	COL_LEVEL,
	COL_GAP,
	COL_SHORT,
	COL_SHORT_MINIMUM,
	COL_UNIT,
	COL_STREAK,
	COL_SINCE,
	COL_TREND,
	COL_SLOPE,
	COL_BEFORE,
	COL_CHANGE,
	COL_PARTS,
	COL_EVENTS = COL_PARTS + CHANGE_COUNT,
	COL_EVENT_PARTS,
	COL_VARIATION = COL_EVENT_PARTS + CHANGE_COUNT,
	COL_ASSURANCE,
	COL_HEADLINE,
	N_REVIEW
};

static void write_change(struct sheet *s, uint32_t row, const struct review_change *c)
{
	sheet_level(s, row, COL_BEFORE, &c->before);
	write_amount(s, row, COL_CHANGE, &c->points_total);
	write_amount(s, row, COL_EVENTS, &c->events_total);
	for (int p = 0; p < CHANGE_COUNT; p++) {
		write_amount(s, row, COL_PARTS + p, &c->points[p]);
		write_amount(s, row, COL_EVENT_PARTS + p, &c->events[p]);
	}
}

/* A slope that chance alone could give is none. */
static void write_trend(struct sheet *s, uint32_t row, const struct review_trend *t)
{
	bool is_one = t->direction == TREND_RISING || t->direction == TREND_FALLING;

	sheet_text(s, row, COL_TREND, BOOK_PLAIN,
		   t->direction == TREND_LEVEL ? "no trend" : review_direction_name(t->direction));
	sheet_decimal(s, row, COL_SLOPE, BOOK_GAP, is_one ? t->slope_text : "");
}

static void write_line(struct sheet *s, uint32_t row, const struct results *r, const struct review_line *l,
		       struct arena *arena)
{
	static const char *const reasons[REVIEW_REASON_COUNT] = {
		[REVIEW_MISSED] = "missed",
		[REVIEW_UNTRUSTED] = "Green in doubt",
		[REVIEW_UNJUDGED] = "withheld",
	};
	const struct cell *c = l->cell;
	char status[24];

	write_figure(s, row, r, l, arena);
	sheet_text(s, row, COL_WHY, BOOK_PLAIN, reasons[l->reason]);
	sheet_text(s, row, COL_STATUS, BOOK_PLAIN, book_status(c->level.status, status));
	sheet_level(s, row, COL_LEVEL, &c->level);
	sheet_decimal(s, row, COL_GAP, BOOK_GAP, c->gap_target);
	book_short(s, row, COL_SHORT, c, c->events_short);
	book_short(s, row, COL_SHORT_MINIMUM, c, c->events_short_minimum);
	sheet_text(s, row, COL_UNIT, BOOK_PLAIN, sentence_unit(&r->catalogue->measures[c->measure]));
	if (c->months_below >= 0)
		sheet_count(s, row, COL_STREAK, (uint64_t)c->months_below);
	else
		sheet_blank(s, row, COL_STREAK);
	if (c->months_below > 0)
		sheet_month(s, row, COL_SINCE, c->below_since);
	else
		sheet_blank(s, row, COL_SINCE);
	write_trend(s, row, &l->trend);
	write_change(s, row, &l->change);
	sheet_text(s, row, COL_VARIATION, BOOK_PLAIN, review_variation_name(l->control.variation));
	sheet_text(s, row, COL_ASSURANCE, BOOK_PLAIN, review_assurance_name(l->control.assurance));
	sheet_text(s, row, COL_HEADLINE, BOOK_WRAP, l->headline);
}

static void write_review(struct sheet *s, const struct results *r, struct arena *arena)
{
	struct book_column columns[N_REVIEW] = {
		[COL_MEASURE] = { "Measure", 15 },
		[COL_REGION] = { "Region", 10 },
		[COL_WHY] = { "Why it is here", 15 },
		[COL_STATUS] = { "Status", 11 },
		[COL_LEVEL] = { "Level", 12 },
		[COL_GAP] = { "Points to target", 10 },
		[COL_SHORT] = { "Short of target", 10 },
		[COL_SHORT_MINIMUM] = { "Short of minimum", 10 },
		[COL_UNIT] = { "Unit", 10 },
		[COL_STREAK] = { "Months below", 9 },
		[COL_SINCE] = { "Below since", 12 },
		[COL_TREND] = { "Trend", 10 },
		[COL_SLOPE] = { "Points a month", 10 },
		[COL_BEFORE] = { "Month before, as published", 12 },
		[COL_CHANGE] = { "Change, points", 10 },
		[COL_EVENTS] = { "Change of the shortfall", 11 },
		[COL_VARIATION] = { "Variation", 24 },
		[COL_ASSURANCE] = { "Assurance", 27 },
		[COL_HEADLINE] = { "In a sentence", 80 },
	};
	const struct review *v = r->review;
	uint32_t end = BOOK_FIRST + (uint32_t)(v ? v->n_lines : 0);

	for (int p = 0; p < CHANGE_COUNT; p++) {
		const char *name = review_change_name((enum review_change_part)p);

		columns[COL_PARTS + p] = (struct book_column){ arena_printf(arena, "%s, points", name), 12 };
		columns[COL_EVENT_PARTS + p] =
			(struct book_column){ arena_printf(arena, "%s, shortfall", name), 12 };
	}
	sheet_table(s, "Breach review",
		    !v ? NOT_REVIEWED
		       : "Every figure below target, every Green that should not be taken at its word, and what is not "
			 "judged. The parts of a change add up to it.",
		    columns, N_REVIEW);
	for (size_t i = 0; v && i < v->n_lines; i++)
		write_line(s, BOOK_FIRST + (uint32_t)i, r, &v->lines[i], arena);
	sheet_table_end(s, N_REVIEW, end);
	sheet_colour(s, BOOK_FIRST, end, COL_STATUS, COL_LEVEL, COL_STATUS);
}
const struct book_page book_review = { "Review", "the breach review: what missed, by how much, and what changed", write_review };

/* ---- Drivers ---- */

static void write_driver(struct sheet *s, uint32_t row, const struct measure *m,
			 const struct review_dimension *d, const struct review_driver *w)
{
	char status[24];

	sheet_text(s, row, 2, BOOK_PLAIN, d->title);
	sheet_text(s, row, 3, BOOK_WRAP, w->label);
	sheet_count(s, row, 4, w->good);
	sheet_count(s, row, 5, w->total);
	sheet_level(s, row, 6, &w->level);
	write_amount(s, row, 7, &w->excess);
	sheet_text(s, row, 8, BOOK_PLAIN, d->in_points ? "points" : sentence_unit(m));
	sheet_number(s, row, 9, BOOK_SHARE, w->share_tenths / 1000.0);
	if (w->without.value >= 0) {
		sheet_text(s, row, 10, BOOK_PLAIN, book_status(w->without.status, status));
		sheet_level(s, row, 11, &w->without);
	} else {
		sheet_blank(s, row, 10);
		sheet_blank(s, row, 11);
	}
	write_text(s, row, 12, w == d->drivers ? d->sentence : "");
}

static void write_drivers(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 },
		{ "Region", 10 },
		{ "By", 26 },
		{ "Part", 40 },
		{ "Good", 11 },
		{ "Total", 11 },
		{ "Level", 12 },
		{ "Excess", 12 },
		{ "Unit", 8 },
		{ "Share of excess", 10 },
		{ "Without it", 11 },
		{ "Level without it", 12 },
		{ "Without the worst", 58 },
	};
	const struct review *v = r->review;
	uint32_t row = BOOK_FIRST;

	sheet_table(s, "What drives the shortfall",
		    !v ? NOT_REVIEWED
		       : "Largest first. Excess: what is not good beyond what the target allows the part; "
			 "shares are of all parts that have one.",
		    columns, 13);
	for (size_t i = 0; v && i < v->n_lines; i++) {
		for (size_t k = 0; k < v->lines[i].n_dimensions; k++) {
			const struct review_dimension *d = &v->lines[i].dimensions[k];

			for (size_t j = 0; j < d->n; j++) {
				write_figure(s, row, r, &v->lines[i], arena);
				write_driver(s, row++, &r->catalogue->measures[v->lines[i].cell->measure], d,
					     &d->drivers[j]);
			}
		}
	}
	sheet_table_end(s, 13, row);
	sheet_colour(s, BOOK_FIRST, row, 10, 11, 10);
}
const struct book_page book_drivers = { "Drivers", "what drives each shortfall, largest first", write_drivers };

/* ---- Green doubts ---- */

static void write_doubts(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 }, { "Region", 10 }, { "Level", 12 }, { "Test", 19 }, { "Outcome", 10 }, { "Figures", 100 },
	};
	const struct review *v = r->review;
	uint32_t row = BOOK_FIRST;

	sheet_table(s, "Greens in doubt, and the tests they failed",
		    !v ? NOT_REVIEWED : "Each Green that failed a test, with every test that applied to it.", columns, 6);
	for (size_t i = 0; v && i < v->n_lines; i++) {
		const struct review_line *l = &v->lines[i];

		for (int t = 0; t < TEST_COUNT && l->reason == REVIEW_UNTRUSTED; t++) {
			if (!l->tests[t].applies)
				continue;
			write_figure(s, row, r, l, arena);
			sheet_level(s, row, 2, &l->cell->level);
			sheet_text(s, row, 3, BOOK_PLAIN, review_test_title((enum review_test_id)t));
			sheet_text(s, row, 4, BOOK_STRONG, l->tests[t].fired ? "failed" : "passed");
			sheet_text(s, row++, 5, BOOK_WRAP, l->tests[t].text);
		}
	}
	sheet_table_end(s, 6, row);
}
const struct book_page book_doubts = { "Green doubts", "why a Green should not be taken at its word", write_doubts };

/* ---- Control ---- */

static void write_point(struct sheet *s, uint32_t row, const struct review_point *p, struct arena *arena)
{
	static const enum review_signal all[] = { SIGNAL_OUTSIDE, SIGNAL_SIDE, SIGNAL_TREND, SIGNAL_OUTER };
	const char *signals = "";
	char status[24];

	sheet_month(s, row, 2, p->month);
	if (!p->known) {
		for (int column = 3; column < 11; column++)
			sheet_blank(s, row, column);
		return;
	}
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (p->signals & all[i])
			signals = arena_printf(arena, "%s%s%s", signals, *signals ? "; " : "", review_signal_help(all[i]));
	sheet_text(s, row, 3, BOOK_PLAIN, book_status(p->level.status, status));
	sheet_level(s, row, 4, &p->level);
	sheet_count(s, row, 5, p->good);
	sheet_count(s, row, 6, p->total);
	sheet_number(s, row, 7, BOOK_LEVEL, p->lower / 100);
	sheet_number(s, row, 8, BOOK_LEVEL, p->mean / 100);
	sheet_number(s, row, 9, BOOK_LEVEL, p->upper / 100);
	write_text(s, row, 10, signals);
}

static void write_control(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 }, { "Region", 10 },      { "Month", 12 },   { "Status", 11 },
		{ "Level", 12 },   { "Good", 12 },        { "Total", 12 },   { "Lower limit", 12 },
		{ "Mean", 12 },    { "Upper limit", 12 }, { "Signals", 60 },
	};
	const struct review *v = r->review;
	uint32_t row = BOOK_FIRST;

	sheet_table(s, "Control limits by month",
		    !v ? NOT_REVIEWED
		    : v->chart == REVIEW_XMR
			    ? "XmR: limits at the mean and 2.66 mean moving ranges either way, ranges above "
			      "3.267 times their "
			      "mean screened out once, cut to 0 and 100 %. Where the level stepped, each "
			      "stretch has its own."
			    : "Laney p\u2032: binomial limits made wider by what varies between months.",
		    columns, 11);
	for (size_t i = 0; v && i < v->n_lines; i++) {
		const struct review_control *c = &v->lines[i].control;

		for (size_t k = 0; k < c->n_points && c->drawn; k++) {
			write_figure(s, row, r, &v->lines[i], arena);
			write_point(s, row++, &c->points[k], arena);
		}
	}
	sheet_table_end(s, 11, row);
	sheet_colour(s, BOOK_FIRST, row, 3, 4, 3);
}
const struct book_page book_control = { "Control", "the months of each reviewed figure and its process limits", write_control };

/* ---- Plans ---- */

static void write_plan(struct sheet *s, uint32_t row, const struct results *r, const struct review_plan *p,
		       struct arena *arena)
{
	sheet_text(s, row, 0, BOOK_STRONG, book_id(r, p->measure, arena));
	sheet_text(s, row, 1, BOOK_PLAIN, region_name(p->region));
	sheet_text(s, row, 2, BOOK_WRAP, p->action);
	write_text(s, row, 3, p->owner);
	if (p->promised.month)
		sheet_month(s, row, 4, p->promised);
	else
		sheet_blank(s, row, 4);
	sheet_count(s, row, 5, (uint64_t)p->n_slips);
	sheet_number(s, row, 6, BOOK_PLAIN, p->months_slipped);
	sheet_decimal(s, row, 7, BOOK_PERCENT, p->needed);
	sheet_text(s, row, 8, BOOK_PLAIN, review_plausible_name(p->plausible));
	write_text(s, row, 9, p->slips);
	sheet_text(s, row, 10, BOOK_WRAP, p->sentence);
}

static bool is_told(const struct review *v, size_t line, const struct review_plan *plan)
{
	for (size_t i = 0; i <= line; i++)
		for (size_t k = 0; k < v->lines[i].n_plans; k++) {
			const struct review_plan *p = &v->lines[i].plans[k];

			if (p == plan)
				return false;
			if (p->measure == plan->measure && p->region == plan->region && !strcmp(p->action, plan->action))
				return true;
		}
	return false;
}

static void write_plans(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 },       { "Region", 10 },
		{ "Action", 40 },        { "Owner", 14 },
		{ "Green by", 12 },      { "Times moved", 8 },
		{ "Months moved", 8 },   { "Points a month needed", 11 },
		{ "By the trend", 14 },  { "Promises", 46 },
		{ "In a sentence", 62 },
	};
	const struct review *v = r->review;
	uint32_t row = BOOK_FIRST;

	sheet_table(s, "Plans", !v ? NOT_REVIEWED : "What was promised, how often it moved, and whether the months so far make it plausible.",
		    columns, 11);
	for (size_t i = 0; v && i < v->n_lines; i++)
		for (size_t k = 0; k < v->lines[i].n_plans; k++)
			if (!is_told(v, i, &v->lines[i].plans[k]))
				write_plan(s, row++, r, &v->lines[i].plans[k], arena);
	sheet_table_end(s, 11, row);
}
const struct book_page book_plans = { "Plans", "plans to return to Green, their slips and what they take", write_plans };
