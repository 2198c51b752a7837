/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One block for each measure below target: the Code's own in full, the providers' compact. */
#include "engine/review.h"
#include "render/mark.h"
#include "render/report.h"
#include "render/sentence.h"

#include <string.h>

struct tile {
	const char *label, *value, *note;
	bool has_mark;
	enum status mark;
};

/* Figures side by side, each with what it is above and a remark below. */
static void draw_tiles(struct report *p, const struct tile *tiles, size_t n)
{
	struct flow *f = &p->flow;
	double gap = 10, width = (FLOW_BODY - gap * (double)(n - 1)) / (double)n, height = 54;
	flow_need(f, height + 8);
	for (size_t i = 0; i < n; i++) {
		double x = FLOW_LEFT + (width + gap) * (double)i, text = x + 9;
		scene_box(f->page, x, f->y, width, height, 3, 0xF4F6F8, COLOUR_NONE, 0);
		scene_text_fit(f->page, text, f->y + 14, width - 18, ANCHOR_START, flow_small,
			       text_of(tiles[i].label));
		if (tiles[i].has_mark)
			mark_draw(f->page, p->palette, tiles[i].mark, text + 8, f->y + 27.5, 16, true);
		double left = text + (tiles[i].has_mark ? 22 : 0);
		scene_text_fit(f->page, left, f->y + 33, x + width - 9 - left, ANCHOR_START,
			       (struct style){ FACE_BOLD, 15, INK }, text_of(tiles[i].value));
		scene_text_fit(f->page, text, f->y + 46.5, width - 18, ANCHOR_START, flow_small,
			       text_of(tiles[i].note));
	}
	f->y += height + 8;
}

static const char *months_note(const struct report *p, const struct cell *c)
{
	if (c->months_below < 0)
		return "not known";
	if (c->months_below == 0)
		return "on or above target";
	const char *note = arena_printf(p->arena, "since %s", sentence_month(c->below_since, p->arena));
	if (c->streak_unjudged)
		note = arena_printf(p->arena, "%s, no target before", note);
	if (c->streak_blind)
		note = arena_printf(p->arena, "%s, %d without a verdict", note, c->streak_blind);
	return note;
}

static const char *short_note(const struct report *p, const struct cell *c, uint64_t n)
{
	const struct measure *m = report_measure(p, c->measure);
	return arena_printf(p->arena, "%s more needed", sentence_units(m, n, p->arena));
}

static void tiles_of(struct report *p, const struct cell *c)
{
	const char *level = sentence_level_marked(p->r, c, p->arena);
	const struct measure *m = report_measure(p, c->measure);
	bool below = sentence_is_below(c), red = c->level.status == STATUS_RED,
	     green = c->level.status == STATUS_GREEN;
	const struct tile tiles[] = {
		{ c->region == REGION_NONE && m->regional ? "National level" : "Level", level,
		  status_word(c->level.status), true, c->level.status },
		{ c->judged_by ? arena_printf(p->arena, "Points to target, %s\u00a0%%", c->judged_by->target.text)
			       : "Points to target",
		  *c->gap_target ? report_gap(p, c->gap_target) : "\u2013",
		  below   ? short_note(p, c, c->events_short)
		  : green ? "on or above"
			  : "no figure",
		  false, STATUS_NO_DATA },
		{ c->judged_by
			  ? arena_printf(p->arena, "Points to minimum, %s\u00a0%%", c->judged_by->minimum.text)
			  : "Points to minimum",
		  *c->gap_minimum ? report_gap(p, c->gap_minimum) : "\u2013",
		  red              ? short_note(p, c, c->events_short_minimum)
		  : below || green ? "on or above"
				   : "no figure",
		  false, STATUS_NO_DATA },
		{ "Months below target",
		  c->months_below < 0 ? "\u2013" : arena_printf(p->arena, "%d", c->months_below),
		  months_note(p, c), false, STATUS_NO_DATA },
	};
	draw_tiles(p, tiles, sizeof tiles / sizeof *tiles);
}

void report_region_table(struct report *p, int measure)
{
	static const struct flow_column columns[] = {
		{ "Region", 0.12, ANCHOR_START },
		{ "Level", 0.17, ANCHOR_START },
		{ "Good", 0.11, ANCHOR_END },
		{ "Of", 0.11, ANCHOR_END },
		{ "Points to target", 0.10, ANCHOR_END },
		{ "Short of target", 0.10, ANCHOR_END },
		{ "Points to minimum", 0.10, ANCHOR_END },
		{ "Short of minimum", 0.10, ANCHOR_END },
		{ "Months below", 0.09, ANCHOR_END },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 9);
	for (size_t i = 0; i < REGION_COUNT; i++) {
		const struct cell *c = results_find(p->r, measure, report_regions_order[i]);
		if (!c)
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = region_name(c->region);
		report_set_level(p, &row[1], c);
		row[2].text = report_count(p, c->good);
		row[3].text = report_count(p, c->total);
		row[4].text = report_gap(p, c->gap_target);
		row[5].text = sentence_is_below(c) ? report_count(p, c->events_short) : "";
		row[6].text = report_gap(p, c->gap_minimum);
		row[7].text = c->level.status == STATUS_RED ? report_count(p, c->events_short_minimum) : "";
		row[8].text = c->months_below < 0 ? "" : arena_printf(p->arena, "%d", c->months_below);
		for (int k = 0; k < 9; k++)
			row[k].bold = c->region == REGION_NONE;
	}
	flow_table_draw(&p->flow, &t);
}

static void inputs_table(struct report *p, int measure)
{
	static const struct flow_column columns[] = {
		{ "Measure behind it", 0.25, ANCHOR_START }, { "North", 0.135, ANCHOR_START },
		{ "Central", 0.135, ANCHOR_START },          { "South", 0.135, ANCHOR_START },
		{ "National", 0.15, ANCHOR_START },          { "Events", 0.105, ANCHOR_END },
		{ "Not in time", 0.09, ANCHOR_END },
	};
	const struct measure *m = report_measure(p, measure);
	if (!m->n_inputs)
		return;
	flow_heading(&p->flow, 3, "What it is made of", NULL, 60);
	struct flow_table t;
	flow_table_init(&t, columns, 7);
	for (int i = 0; i < m->n_inputs; i++) {
		const struct measure *input = report_measure(p, m->inputs[i]);
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = arena_printf(p->arena, "%s %s", input->id, input->title);
		for (size_t g = 0; g < REGION_COUNT; g++)
			report_set_level(p, &row[1 + g],
					 results_find(p->r, m->inputs[i], report_regions_order[g]));
		const struct cell *c = results_find(p->r, m->inputs[i], REGION_NONE);
		if (c) {
			row[5].text = report_count(p, c->total);
			row[6].text = report_count(p, c->total - c->good);
		}
	}
	flow_table_draw(&p->flow, &t);
}

static void alternatives_table(struct report *p, int measure)
{
	static const struct flow_column columns[] = {
		{ "Rule", 0.30, ANCHOR_START },     { "North", 0.17, ANCHOR_START },
		{ "Central", 0.17, ANCHOR_START },  { "South", 0.17, ANCHOR_START },
		{ "National", 0.19, ANCHOR_START },
	};
	const struct measure *m = report_measure(p, measure);
	if (m->kind != KIND_COMPOSITE)
		return;
	flow_heading(&p->flow, 3, "How its parts are put together, and what other rules would give", NULL,
		     60);
	struct flow_table t;
	flow_table_init(&t, columns, 5);
	for (int rule = 0; rule < COMPOSE_COUNT; rule++) {
		bool in_force = (enum composition)rule == m->composition;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = arena_printf(p->arena, "%s: %s%s", composition_name((enum composition)rule),
					   composition_help((enum composition)rule),
					   !in_force                ? ""
					   : m->composition_assumed ? " \u2013 in force, assumed*"
								    : " \u2013 in force");
		row[0].bold = in_force;
		for (size_t g = 0; g < REGION_COUNT; g++) {
			const struct cell *c = results_find(p->r, measure, report_regions_order[g]);
			if (c)
				report_set_level_text(p, &row[1 + g], c, &c->alternatives[rule]);
			row[1 + g].bold = in_force;
		}
	}
	flow_table_draw(&p->flow, &t);
	if (m->composition_note && *m->composition_note)
		flow_text(&p->flow, flow_small, 11.5, m->composition_note);
}

const char *report_reasons(const struct report *p, const struct cell *c)
{
	const char **parts = arena_alloc(p->arena, p->r->n_exclusions + 1, sizeof *parts);
	size_t n = 0;
	for (size_t i = 0; i < p->r->n_exclusions; i++) {
		const struct exclusion_row *x = &p->r->exclusions[i];
		if (x->measure == c->measure && x->region == c->region)
			parts[n++] = arena_printf(p->arena, "%s %s%s%s", report_count(p, x->count), x->reason,
						  x->allowed ? "" : " refused", x->by_register ? " by the register" : "");
	}
	return sentence_list(parts, n, p->arena);
}

void report_claims_table(struct report *p, int measure)
{
	static const struct flow_column columns[] = {
		{ "Region", 0.16, ANCHOR_START },
		{ "Nothing left out", 0.19, ANCHOR_START },
		{ "Allowed only: the figure", 0.22, ANCHOR_START },
		{ "Every claim honoured", 0.19, ANCHOR_START },
		{ "Left out", 0.12, ANCHOR_END },
		{ "Refused", 0.12, ANCHOR_END },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	for (size_t g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(p->r, measure, report_regions_order[g]);
		if (!c || !(c->excluded || c->refused))
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = region_name(c->region);
		report_set_level_text(p, &row[1], c, &c->raw);
		report_set_level(p, &row[2], c);
		report_set_level_text(p, &row[3], c, &c->all_claims);
		row[4].text = report_count(p, c->excluded);
		row[5].text = report_count(p, c->refused);
	}
	const struct cell *national = results_find(p->r, measure, REGION_NONE);
	const char *reasons = t.n_rows && national ? report_reasons(p, national) : "";
	if (t.n_rows)
		flow_heading(&p->flow, 3, "What was left out, and what providers wanted left out", NULL, 60);
	flow_table_draw(&p->flow, &t);
	if (*reasons)
		flow_text(&p->flow, flow_small, 11.5, arena_printf(p->arena, "By reason, in all: %s.", reasons));
}

const char *report_blind(const struct report *p, int measure)
{
	const struct cell *c = results_find(p->r, measure, REGION_NONE);
	const char *text = !c || !c->has_blind ? "" : catalogue_blind_count(p->r->catalogue, report_measure(p, measure), c->blind,
									    p->arena);
	if (!*text || !c->blind)
		return text;
	const char *parts[REGION_COUNT];
	size_t n = 0;
	uint64_t regions = 0;
	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *regional = results_find(p->r, measure, (enum region)g);
		if (!regional || !regional->has_blind)
			continue;
		parts[n++] = arena_printf(p->arena, "%s %s", region_name((enum region)g), report_count(p, regional->blind));
		regions += regional->blind;
	}
	if (n && c->blind > regions) /* rows that concern no Region count nationally only */
		parts[n++] = arena_printf(p->arena, "without a Region %s", report_count(p, c->blind - regions));
	const char *where = n ? arena_printf(p->arena, " (%s)", sentence_list(parts, n, p->arena)) : "";
	return arena_printf(p->arena, "%s%s", text, where);
}

const char *report_small_count(const struct report *p, const struct cell *c)
{
	if (!c->interval || !*c->interval)
		return "";
	return arena_printf(p->arena,
			    "so few (%s) say little about the process behind them, whose share could lie anywhere from "
			    "%s (Wilson's interval, %s\u00a0%% confidence). The level itself is a full count.",
			    sentence_units(report_measure(p, c->measure), c->total, p->arena), c->interval,
			    p->r->catalogue->small_confidence.text);
}

static void masked_note(struct report *p, int measure)
{
	const char *names[REGION_COUNT];
	size_t n = 0;
	for (size_t g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(p->r, measure, report_regions_order[g]);
		if (c && c->masked && c->level.status != STATUS_GREEN) /* a Green's doubts name it */
			names[n++] = c->region == REGION_NONE ? "nationally"
							      : arena_printf(p->arena, "in %s", region_name(c->region));
	}
	if (n)
		flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
			      arena_printf(p->arena, "Another rule of composition would give a worse status %s.",
					   sentence_list(names, n, p->arena)));
}

void report_doubts(struct report *p, int measure)
{
	const char *blind = report_blind(p, measure);
	if (*blind)
		flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
			      arena_printf(p->arena, "What the figure does not see: %s.", blind));
	for (size_t g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(p->r, measure, report_regions_order[g]);
		if (!c)
			continue;
		const char *where = region_name(c->region);
		if (c->reason && *c->reason)
			flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
				      arena_printf(p->arena, "%s: %s", where, c->reason));
		const char *doubted = review_doubts(p->r->review, c, p->arena);
		if (*doubted)
			flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
				      arena_printf(p->arena, "%s, Green not to be taken at its word: %s",
						   where, doubted));
		const char *small = report_small_count(p, c);
		if (*small)
			flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
				      arena_printf(p->arena, "%s: %s", where, small));
	}
	masked_note(p, measure);
}

const char *report_remark(const struct report *p, const char *text)
{
	size_t size = strlen(text);
	if (size <= REPORT_MAX_REMARK_BYTES)
		return text;
	size_t kept = text_utf8_prefix((struct text){ text, REPORT_MAX_REMARK_BYTES });
	return arena_printf(p->arena, "%.*s \u2026 (%s more bytes in the file)", (int)kept, text,
			    report_count(p, size - kept));
}

bool report_concerns(const struct report *p, const char *id, int measure, bool inputs)
{
	const struct measure *m = report_measure(p, measure);
	if (!strcmp(id, m->id))
		return true;
	for (int i = 0; inputs && i < m->n_inputs; i++)
		if (!strcmp(id, report_measure(p, m->inputs[i])->id))
			return true;
	return false;
}

static void more(struct report *p, size_t n, const char *what)
{
	if (n)
		flow_text(&p->flow, flow_small, 11.5, arena_printf(p->arena, "and %zu more %s.", n, what));
}

static void commentary(struct report *p, int measure, bool inputs)
{
	const struct registers *g = p->r->registers;
	size_t shown = 0, left = 0;
	for (size_t i = 0; g && i < g->n_commentary; i++) {
		const struct commentary_row *row = &g->commentary[i];
		if (!report_concerns(p, row->measure, measure, inputs))
			continue;
		if (shown == REPORT_MAX_REMARKS) {
			left++;
			continue;
		}
		if (!shown++)
			flow_heading(&p->flow, 3, "Commentary", NULL, 30);
		flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
			      arena_printf(p->arena, "%s%s%s: %s", row->measure,
					   row->region == REGION_NONE ? "" : " ",
					   row->region == REGION_NONE ? "" : region_name(row->region),
					   report_remark(p, row->text)));
	}
	more(p, left, "remarks");
}

bool report_same_action(const struct remediation_row *a, const struct remediation_row *b)
{
	return a->region == b->region && !strcmp(a->measure, b->measure) && !strcmp(a->action, b->action);
}

const char *report_slips(const struct report *p, const struct remediation_row *first, size_t n)
{
	const char *slips = "";
	for (size_t i = 0; i + 1 < n && i < REPORT_MAX_REMARKS; i++)
		if (month_compare(first[i].green_by, first[i + 1].green_by) != 0)
			slips = arena_printf(p->arena, "%s%swas %s until %s", slips, *slips ? "; " : "",
					     first[i].green_by.month
						     ? sentence_month(first[i].green_by, p->arena)
						     : "no date",
					     report_date(p, first[i + 1].recorded_on));
	return slips;
}

/* The latest row of an action, which begins at `first`; earlier dates are told as slips. */
static void plan_row(struct report *p, struct flow_table *t, const struct remediation_row *first, size_t n)
{
	const struct remediation_row *last = &first[n - 1];
	struct flow_cell *row = flow_table_row(t);
	row[0].text = last->measure;
	row[1].text = region_name(last->region);
	row[2].text = report_remark(p, last->action);
	row[3].text = last->owner;
	row[4].text = last->green_by.month ? sentence_month(last->green_by, p->arena) : "no date";
	row[4].bold = true;
	int measure = catalogue_find_exact(p->r->catalogue, last->measure);
	const struct cell *c = measure < 0 ? NULL : results_find(p->r, measure, last->region);
	if (c && c->level.status == STATUS_GREEN)
		row[4].text = arena_printf(p->arena, "%s (is Green)", row[4].text);
	const char *slips = report_slips(p, first, n);
	row[5].text =
		*slips ? slips
		       : arena_printf(p->arena, "unchanged since %s", report_date(p, first->recorded_on));
}

static void plans(struct report *p, int measure, bool inputs)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.10, ANCHOR_START },  { "Region", 0.11, ANCHOR_START },
		{ "Action", 0.29, ANCHOR_START },   { "Owner", 0.13, ANCHOR_START },
		{ "Green by", 0.15, ANCHOR_START }, { "Promise before", 0.22, ANCHOR_START },
	};
	const struct registers *g = p->r->registers;
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	size_t left = 0;
	for (size_t i = 0, next; g && i < g->n_remediation; i = next) {
		for (next = i + 1;
		     next < g->n_remediation && report_same_action(&g->remediation[i], &g->remediation[next]);)
			next++;
		if (!report_concerns(p, g->remediation[i].measure, measure, inputs))
			continue;
		if (t.n_rows == REPORT_MAX_REMARKS)
			left++;
		else
			plan_row(p, &t, &g->remediation[i], next - i);
	}
	flow_heading(&p->flow, 3, "Plan to return to Green", NULL, t.n_rows ? 60 : 30);
	if (!t.n_rows)
		flow_text(&p->flow, flow_body, 13,
			  arena_printf(p->arena, "No plan for %s was supplied.", report_measure(p, measure)->id));
	flow_table_draw(&p->flow, &t);
	more(p, left, "actions");
}

void report_remarks(struct report *p, int measure, bool inputs)
{
	commentary(p, measure, inputs);
	plans(p, measure, inputs);
}

static void code_block(struct report *p, int measure)
{
	const struct measure *m = report_measure(p, measure);
	const struct cell *national = results_find(p->r, measure, REGION_NONE);
	flow_heading(&p->flow, 2, arena_printf(p->arena, "%s %s", m->id, m->title),
		     report_place(p, "missed", measure), 220);
	if (national)
		tiles_of(p, national);
	flow_text(&p->flow, flow_body, 13, m->definition);
	flow_space(&p->flow, 5);
	report_doubts(p, measure);
	if (m->regional) {
		flow_heading(&p->flow, 3, "By Region", NULL, 60);
		report_region_table(p, measure);
	}
	inputs_table(p, measure);
	alternatives_table(p, measure);
	report_claims_table(p, measure);
	report_remarks(p, measure, true);
	if (m->regional)
		report_chart(p, &chart_regions, measure);
	report_chart(p, &chart_trend, measure);
	report_chart(p, &chart_inputs, measure);
	report_chart(p, &chart_daily, measure);
	report_chart(p, &chart_exclusions, measure);
}

static void provider_block(struct report *p, int measure)
{
	const struct measure *m = report_measure(p, measure);
	flow_heading(&p->flow, 2, arena_printf(p->arena, "%s %s", m->id, m->title),
		     report_place(p, "missed", measure), 150);
	flow_text(&p->flow, flow_body, 13, m->definition);
	flow_space(&p->flow, 5);
	report_region_table(p, measure);
	report_doubts(p, measure);
	report_claims_table(p, measure);
	report_remarks(p, measure, false);
}

void report_missed(struct report *p)
{
	int n_code = 0, n_provider = 0;
	for (int m = 0; m < p->r->catalogue->n_measures; m++) {
		if (!report_has_block(p, m))
			continue;
		if (n_code++)
			flow_page(&p->flow);
		code_block(p, m);
	}
	for (int m = 0; m < p->r->catalogue->n_measures; m++) {
		if (report_measure(p, m)->code_measure || !sentence_is_missed(p->r, m))
			continue;
		if (!n_provider++ && n_code) {
			flow_page(&p->flow);
			flow_text(&p->flow, flow_body, 13,
				  "Measures of the service providers below target. Their charts stand under "
				  "All measures.");
		}
		provider_block(p, m);
	}
	if (!n_code && !n_provider)
		flow_text(&p->flow, flow_body, 13,
			  arena_printf(p->arena, "%s.",
				       sentence_none_below(p->r, SENTENCE_NO_MEASURE, NULL, 0, true, p->arena)));
}
