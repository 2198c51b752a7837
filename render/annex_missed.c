/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exceptions: one block for each measure below target, with its cause and its plan. */
#include "render/annex.h"
#include "render/sentence.h"

#include <string.h>

#define MAX_DRIVERS 8 /* lines of the review in a block */

/* "Amber: 97.94 %* against a target of 99 %, 1.056 points and 260 events short." */
static const char *verdict(const struct annex *a, const struct cell *c)
{
	struct arena *arena = a->p.arena;
	const char *text =
		arena_printf(arena, "%s: %s against a target of %s\u00a0%%, %s and %s short",
			     status_word(c->level.status), sentence_level(a->p.r, c, arena), c->judged_by->target.text,
			     sentence_points(c->gap_target, arena),
			     sentence_units(report_measure(&a->p, c->measure), c->events_short, arena));
	if (c->level.status == STATUS_RED)
		text = arena_printf(arena, "%s; %s and %s short of the minimum of %s\u00a0%%", text,
				    sentence_points(c->gap_minimum, arena),
				    sentence_units(report_measure(&a->p, c->measure), c->events_short_minimum, arena),
				    c->judged_by->minimum.text);
	const char *streak = cell_streak(c, arena);
	return *streak ? arena_printf(arena, "%s. %s.", text, text_capital(streak, arena)) : arena_printf(arena, "%s.", text);
}

/* "Red in North (83.33 %*). ", where the whole hides it; else "". */
static const char *hidden_red(const struct annex *a, int measure)
{
	const char *names[REGION_COUNT];
	const struct cell *national = results_find(a->p.r, measure, REGION_NONE);
	size_t n = 0;
	if (national && national->level.status == STATUS_RED)
		return "";
	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *c = results_find(a->p.r, measure, (enum region)g);
		if (c && c->level.status == STATUS_RED)
			names[n++] = arena_printf(a->p.arena, "%s (%s)", region_name(c->region),
						  sentence_level(a->p.r, c, a->p.arena));
	}
	return n ? arena_printf(a->p.arena, "Red in %s. ", sentence_list(names, n, a->p.arena)) : "";
}

static void lead(struct annex *a, int measure)
{
	const struct cell *national = results_find(a->p.r, measure, REGION_NONE);
	const char *red = hidden_red(a, measure);
	if (sentence_is_below(national)) {
		paper_text(&a->paper, PAPER_LEAD,
			   arena_printf(a->p.arena, "%s%s%s", red, *red ? "Nationally " : "", verdict(a, national)));
		return;
	}
	const char *whole = "";
	if (national && national->level.value >= 0)
		whole = arena_printf(a->p.arena, " Nationally %s, %s.", sentence_level_marked(a->p.r, national, a->p.arena),
				     status_word(national->level.status));
	paper_text(&a->paper, PAPER_LEAD,
		   arena_printf(a->p.arena, "%s%s.%s", red, sentence_regions(a->p.r, measure, a->p.arena), whole));
}

/* What the figure is, beside it. */
static void definition(struct annex *a, int measure)
{
	const struct measure *m = report_measure(&a->p, measure);
	const char *limits = report_limits(&a->p, m);
	size_t size = strlen(limits);
	paper_text(&a->paper, PAPER_SMALL,
		   arena_printf(a->p.arena, "%s%s%s%s", m->definition, size ? " In time within: " : "", limits,
				size && limits[size - 1] != '.' ? "." : ""));
}

static void region_table(struct annex *a, int measure)
{
	static const struct flow_column columns[] = {
		{ "Region", 0.12, ANCHOR_START },          { "Level", 0.15, ANCHOR_START },
		{ "Good", 0.11, ANCHOR_END },              { "Of", 0.11, ANCHOR_END },
		{ "Points to target", 0.11, ANCHOR_END },  { "Short of target", 0.11, ANCHOR_END },
		{ "Points to minimum", 0.12, ANCHOR_END }, { "Below since", 0.17, ANCHOR_END },
	};
	const struct measure *m = report_measure(&a->p, measure);
	struct paper_table *t = paper_table(
		&a->paper, arena_printf(a->p.arena, m->regional ? "%s by Region" : "%s, the figure", m->id), columns, 8);
	t->is_wide = true;
	for (int g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(a->p.r, measure, report_regions_order[g]);
		if (!c)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = region_name(c->region);
		report_set_level(&a->p, &row[1], c);
		row[2].text = report_count(&a->p, c->good);
		row[3].text = report_count(&a->p, c->total);
		row[4].text = report_gap(&a->p, c->gap_target);
		row[5].text = sentence_is_below(c) ? report_count(&a->p, c->events_short) : "";
		row[6].text = report_gap(&a->p, c->gap_minimum);
		if (c->months_below > 0)
			row[7].text = arena_printf(a->p.arena, "%.3s %d: %d month%s", month_name(c->below_since.month),
						   c->below_since.year, c->months_below, c->months_below == 1 ? "" : "s");
	}
}

/* The level under each rule of composition, the one in force first named. */
static const char *compositions(const struct annex *a, int measure)
{
	const struct measure *m = report_measure(&a->p, measure);
	const struct cell *c = results_find(a->p.r, measure, REGION_NONE);
	if (m->kind != KIND_COMPOSITE || !c || c->level.value < 0)
		return NULL;
	const char *parts[COMPOSE_COUNT];
	size_t n = 0;
	for (int rule = 0; rule < COMPOSE_COUNT; rule++)
		if ((enum composition)rule != m->composition && c->alternatives[rule].value >= 0)
			parts[n++] = arena_printf(a->p.arena, "%s %s (%s)", composition_name((enum composition)rule),
						  sentence_level_text(a->p.r, c, &c->alternatives[rule], a->p.arena),
						  status_word(c->alternatives[rule].status));
	if (!n)
		return NULL;
	return arena_printf(a->p.arena, "Its parts are put together as %s (%s)%s. Other rules would read: %s.",
			    composition_name(m->composition), composition_help(m->composition),
			    m->composition_assumed ? ", which is assumed*" : "", sentence_list(parts, n, a->p.arena));
}

static const struct review_line *reviewed(const struct annex *a, const struct cell *c)
{
	const struct review *review = a->p.r->review;

	return review && c ? review_find(review, c->measure, c->region) : NULL;
}

/* The largest part of the shortfall in each dimension, and what the level would be without it. */
static void drivers(struct annex *a, int measure)
{
	static const struct flow_column columns[] = {
		{ "By", 0.22, ANCHOR_START },
		{ "Largest named part", 0.40, ANCHOR_START },
		{ "Of the shortfall", 0.16, ANCHOR_END },
		{ "Level without it", 0.22, ANCHOR_START },
	};
	const struct cell *c = annex_chosen(a, measure);
	const struct review_line *line = reviewed(a, c);
	if (!line)
		return;
	struct paper_table *t = paper_table(
		&a->paper, arena_printf(a->p.arena, "What drives the shortfall of %s", annex_where(a, c)), columns, 4);
	t->is_wide = true;
	for (size_t d = 0; d < line->n_dimensions && t->n_rows < MAX_DRIVERS; d++) {
		const struct review_dimension *dimension = &line->dimensions[d];
		/* One part alone says nothing. */
		const struct review_driver *main = review_main_driver(dimension);
		if (!main || dimension->n_parts < 2 || !*main->share)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = dimension->title;
		row[1].text = main->label;
		row[2].text = main->share;
		report_set_level_text(&a->p, &row[3], c, &main->without);
	}
	if (!t->n_rows || a->told_shares)
		return;
	a->told_shares = true;
	paper_text(&a->paper, PAPER_SMALL,
		   "Here and in what follows each line takes the same shortfall apart another way: its share is of what falls short "
		   "in all parts that are worse than the target, so lines do not add up.");
}

/* "Without CSP-2 it would be 99.11 %*, Green": the one input that matters most, or NULL. */
static const char *main_input(const struct annex *a, const struct cell *c, const struct review_dimension *d)
{
	const struct review_driver *main = review_main_driver(d);
	if (!main || main->measure < 0 || main->without.value < 0 || d->n_parts < 2)
		return NULL;
	return arena_printf(a->p.arena, "Without %s it would be %s, %s.", report_measure(&a->p, main->measure)->id,
			    sentence_level_text(a->p.r, c, &main->without, a->p.arena),
			    status_word(main->without.status));
}

/* What the review found beside the table of drivers: what one input or a few parts decide.  Most of the parts
 * together are no cause. */
static size_t add_decisive(const struct annex *a, int measure, const char **items)
{
	const struct cell *c = annex_chosen(a, measure);
	const struct review_line *line = reviewed(a, c);
	size_t n = 0;
	for (size_t i = 0; line && i < line->n_dimensions && n < MAX_DRIVERS; i++) {
		const struct review_dimension *d = &line->dimensions[i];
		const char *input = main_input(a, c, d);
		bool few = d->n_enough > 1 && d->telling && (size_t)d->n_enough * 2 <= d->n_parts && *d->sentence;
		if (input || few)
			items[n++] = arena_printf(a->p.arena, "%s: %s", annex_where(a, c), input ? input : d->sentence);
	}
	return n;
}

static void cause(struct annex *a, int measure)
{
	const struct registers *g = a->p.r->registers;
	const struct measure *m = report_measure(&a->p, measure);
	const char **items = arena_alloc(a->p.arena, REPORT_MAX_REMARKS + MAX_DRIVERS + 3, sizeof *items);
	size_t n = 0, left = 0, n_said = 0;
	for (size_t i = 0; g && i < g->n_commentary; i++) {
		const struct commentary_row *row = &g->commentary[i];
		if (!report_concerns(&a->p, row->measure, measure, true))
			continue;
		if (n == REPORT_MAX_REMARKS)
			left++;
		else
			items[n++] = arena_printf(a->p.arena, "%s%s%s: %s", row->measure,
						  row->region == REGION_NONE ? "" : " ",
						  row->region == REGION_NONE ? "" : region_name(row->region),
						  report_remark(&a->p, row->text));
		n_said++;
	}
	if (left)
		items[n++] = arena_printf(a->p.arena, "and %zu more remarks.", left);
	if (!n_said)
		items[n++] = "No commentary on it was supplied.";
	if (m->n_inputs)
		items[n++] = arena_printf(a->p.arena, "%s.", sentence_inputs(a->p.r, measure, a->p.arena));
	n += add_decisive(a, measure, items + n);
	paper_heading(&a->paper, 3, "Cause", NULL);
	paper_list(&a->paper, false, n, items);
	drivers(a, measure);
}

/* What to know of the figure before anything is made of it. */
static void reading(struct annex *a, int measure)
{
	const char *items[REGION_COUNT + 3];
	const struct cell *chosen = annex_chosen(a, measure);
	const struct review_line *line = reviewed(a, chosen);
	size_t n = 0;
	if (line && line->trend.sentence && *line->trend.sentence)
		items[n++] = arena_printf(a->p.arena, "%s: %s", annex_where(a, chosen), line->trend.sentence);
	const char *rules = compositions(a, measure);
	if (rules)
		items[n++] = rules;
	const char *blind = report_blind(&a->p, measure);
	if (*blind)
		items[n++] = arena_printf(a->p.arena, "What the figure does not see: %s.", blind);
	for (int k = 0; k < REGION_COUNT; k++) {
		const struct cell *c = results_find(a->p.r, measure, report_regions_order[k]);
		const char *small = c ? report_small_count(&a->p, c) : "";
		if (*small)
			items[n++] = arena_printf(a->p.arena, "%s: %s", region_name(c->region), small);
	}
	if (n)
		paper_heading(&a->paper, 3, "How to read the figure", NULL);
	paper_list(&a->paper, false, n, items);
}

static void plan_row(struct annex *a, struct paper_table *t, const struct remediation_row *first, size_t n)
{
	const struct remediation_row *last = &first[n - 1];
	const char *slips = report_slips(&a->p, first, n);
	struct flow_cell *row = paper_row(&a->paper, t);
	row[0].text = arena_printf(a->p.arena, "%s %s", last->measure,
				   last->region == REGION_NONE ? "" : region_name(last->region));
	row[1].text = report_remark(&a->p, last->action);
	row[2].text = last->owner;
	row[3].text = last->green_by.month ? sentence_month(last->green_by, a->p.arena) : "no date";
	row[3].bold = true;
	row[4].text = *slips ? slips
			     : arena_printf(a->p.arena, "unchanged since %s", report_date(&a->p, first->recorded_on));
}

/* Whether the months so far make the promises plausible. */
static void prospects(struct annex *a, int measure)
{
	const struct cell *c = annex_chosen(a, measure);
	const struct review_line *line = reviewed(a, c);
	const char *items[REPORT_MAX_REMARKS];
	size_t n = 0;
	for (size_t i = 0; line && i < line->n_plans && n < REPORT_MAX_REMARKS; i++) {
		const struct review_plan *plan = &line->plans[i];
		const struct measure *m = report_measure(&a->p, plan->measure);
		items[n++] = arena_printf(a->p.arena, "%s%s%s: %s", m->id, plan->region == REGION_NONE ? "" : " ",
					  plan->region == REGION_NONE ? "" : region_name(plan->region), plan->sentence);
	}
	paper_list(&a->paper, false, n, items);
}

static void plan(struct annex *a, int measure)
{
	static const struct flow_column columns[] = {
		{ "For", 0.16, ANCHOR_START },      { "Action", 0.32, ANCHOR_START },
		{ "Owner", 0.12, ANCHOR_START },    { "Green by", 0.16, ANCHOR_START },
		{ "Promise before", 0.24, ANCHOR_START },
	};
	const struct registers *g = a->p.r->registers;
	size_t left = 0;
	paper_heading(&a->paper, 3, "Plan to return to Green", NULL);
	struct paper_table *t = paper_table(
		&a->paper, arena_printf(a->p.arena, "Plans that bear on %s", report_measure(&a->p, measure)->id), columns, 5);
	t->is_wide = true;
	for (size_t i = 0, next; g && i < g->n_remediation; i = next) {
		for (next = i + 1; next < g->n_remediation &&
				   report_same_action(&g->remediation[i], &g->remediation[next]);)
			next++;
		if (!report_concerns(&a->p, g->remediation[i].measure, measure, true))
			continue;
		if (t->n_rows == REPORT_MAX_REMARKS)
			left++;
		else
			plan_row(a, t, &g->remediation[i], next - i);
	}
	if (!t->n_rows)
		paper_text(&a->paper, PAPER_TEXT, "No plan with a date of return to Green was supplied.");
	if (left)
		paper_text(&a->paper, PAPER_SMALL, arena_printf(a->p.arena, "and %zu more actions.", left));
	prospects(a, measure);
}

static void block(struct annex *a, int measure)
{
	const struct measure *m = report_measure(&a->p, measure);
	paper_heading(&a->paper, 2, arena_printf(a->p.arena, "%s %s", m->id, m->title),
		      report_place(&a->p, "missed", measure));
	lead(a, measure);
	definition(a, measure);
	region_table(a, measure);
	annex_trend(a, measure);
	cause(a, measure);
	reading(a, measure);
	plan(a, measure);
}

void annex_missed(struct annex *a)
{
	size_t n = 0;
	/* The Code's own measures first. */
	for (int code = 1; code >= 0; code--)
		for (int m = 0; m < a->p.r->catalogue->n_measures; m++)
			if (report_measure(&a->p, m)->code_measure == (code == 1) && sentence_is_missed(a->p.r, m)) {
				block(a, m);
				n++;
			}
	if (!n)
		paper_text(&a->paper, PAPER_TEXT,
			   arena_printf(a->p.arena, "%s.", sentence_none_below(a->p.r, SENTENCE_NO_MEASURE, NULL, 0, true, a->p.arena)));
}
