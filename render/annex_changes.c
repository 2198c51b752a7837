/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is not as it was last month: statuses, figures restated, and the definitions they are judged by. */
#include "render/annex.h"
#include "render/sentence.h"

#include <string.h>

static void statuses(struct annex *a)
{
	static const struct flow_column columns[] = { { "Figure", 0.22, ANCHOR_START },
						      { "Month before", 0.26, ANCHOR_START },
						      { "This month", 0.26, ANCHOR_START },
						      { "Basis of the month before", 0.26, ANCHOR_START } };
	const struct results *r = a->p.r;
	struct month before = month_add(r->period.month, -1);
	size_t n_known = 0;
	paper_heading(&a->paper, 2, "Statuses that changed", "changed");
	struct paper_table *t = paper_table(&a->paper, "", columns, 4);
	t->is_wide = true;
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *c = &r->cells[i];
		const struct past_cell *past = annex_past(r, c->measure, c->region, before);
		n_known += past != NULL;
		if (!past || past->level.status == c->level.status)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = annex_where(a, c);
		row[1].text = past->level.display && *past->level.display ? past->level.display
									 : status_word(past->level.status);
		row[1].has_mark = true;
		row[1].mark = past->level.status;
		report_set_level(&a->p, &row[2], c);
		row[2].bold = false;
		row[3].text = past->reported ? "as reported" : "computed";
	}
	if (!n_known)
		paper_text(&a->paper, PAPER_TEXT,
			   arena_printf(a->p.arena, "Nothing is remembered of %s, so no change can be told.",
					sentence_month(before, a->p.arena)));
	else if (!t->n_rows)
		paper_text(&a->paper, PAPER_TEXT,
			   n_known == 1 ? arena_printf(a->p.arena, "The one figure known for %s has the same status.",
						       sentence_month(before, a->p.arena))
					: arena_printf(a->p.arena, "None of the %zu figures known for %s has another status.",
						       n_known, sentence_month(before, a->p.arena)));
}

static void restatements(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Figure", 0.18, ANCHOR_START },  { "Month", 0.15, ANCHOR_START },
		{ "Former", 0.16, ANCHOR_START },  { "Now", 0.16, ANCHOR_START },
		{ "Why", 0.35, ANCHOR_START },
	};
	const struct results *r = a->p.r;
	paper_heading(&a->paper, 2, "Figures restated", "restated");
	struct paper_table *t = paper_table(&a->paper, "", columns, 5);
	t->is_wide = true;
	for (size_t i = 0; i < r->n_restatements && t->n_rows < REPORT_MAX_EXCLUSIONS; i++) {
		const struct restatement *s = &r->restatements[i];
		const struct cell c = { .measure = s->measure, .region = s->region };
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = annex_where(a, &c);
		row[1].text = sentence_month(s->month, a->p.arena);
		row[2].text = *s->former.display ? s->former.display : status_word(s->former.status);
		row[3].text = *s->now.display ? s->now.display : status_word(s->now.status);
		row[2].has_mark = row[3].has_mark = true;
		row[2].mark = s->former.status;
		row[3].mark = s->now.status;
		row[3].bold = s->colour_changed;
		row[4].text = *s->dated ? arena_printf(a->p.arena, "%s (%s)", s->reason, s->dated) : s->reason;
	}
	if (!t->n_rows)
		paper_text(&a->paper, PAPER_TEXT, "No figure that was remembered has been restated.");
	if (r->n_restatements > t->n_rows)
		paper_text(&a->paper, PAPER_SMALL,
			   arena_printf(a->p.arena, "and %zu more; pmr history shows them all.", r->n_restatements - t->n_rows));
}

/* Points that went up or down since the month before, split so that the parts add up. */
static void parts(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Figure", 0.22, ANCHOR_START },   { "Points", 0.10, ANCHOR_END },     { "Volume", 0.10, ANCHOR_END },
		{ "Performance", 0.13, ANCHOR_END }, { "Mix", 0.09, ANCHOR_END },       { "Exclusions", 0.12, ANCHOR_END },
		{ "Definition", 0.11, ANCHOR_END }, { "Restatement", 0.13, ANCHOR_END },
	};
	const struct review *review = a->p.r->review;

	if (!review)
		return;
	paper_heading(&a->paper, 2, "What the changes of the figures below target are made of", "parts");
	struct paper_table *t = paper_table(&a->paper, "Points up (+) or down since the month before", columns, 8);
	t->is_wide = true;
	for (size_t i = 0; i < review->n_lines; i++) {
		const struct review_line *line = &review->lines[i];
		if (line->reason != REVIEW_MISSED || !line->change.known)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = annex_where(a, line->cell);
		row[1].text = report_gap(&a->p, line->change.points_total.text);
		row[1].bold = true;
		for (int k = 0; k < CHANGE_COUNT; k++)
			row[2 + k].text = report_gap(&a->p, line->change.points[k].text);
		if (line->change.exclusions_unknown)
			row[2 + CHANGE_EXCLUSIONS].text = "not known";
	}
	if (!t->n_rows)
		paper_text(&a->paper, PAPER_TEXT, "Of no figure below target is the month before known.");
	else
		paper_text(&a->paper, PAPER_SMALL,
			   "Mix: more or fewer events of the parts that are behind. Where the parts of the month before, or what "
			   "was left out then, are not known, their effect stands in performance.");
}
_Static_assert(CHANGE_COUNT == 6, "a column for each part of a change");

/* Targets and minimums of the same edition that are in force from this month on. */
static size_t list_levels(const struct annex *a, const char **items)
{
	const struct results *r = a->p.r;
	size_t n = 0;
	for (int i = 0; i < r->catalogue->n_measures; i++) {
		const struct measure *m = report_measure(&a->p, i);
		const struct level *now = measure_level(m, r->period.month);
		const struct level *then = measure_level(m, month_add(r->period.month, -1));
		if (!now || now == then)
			continue;
		items[n++] = arena_printf(a->p.arena,
					  "%s is judged against a target of %s\u00a0%% and a minimum of %s\u00a0%% from this month "
					  "on%s; %s.",
					  m->id, now->target.text, now->minimum.text,
					  then ? arena_printf(a->p.arena, ", before against %s\u00a0%% and %s\u00a0%%",
							      then->target.text, then->minimum.text)
					       : "",
					  now->authority);
	}
	return n;
}

/* What another edition changed, and on whose authority: the report may only be changed by the Code's process. */
static void editions(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.13, ANCHOR_START }, { "What", 0.13, ANCHOR_START },      { "Before", 0.25, ANCHOR_START },
		{ "Now", 0.25, ANCHOR_START },     { "Authority", 0.24, ANCHOR_START },
	};
	const struct results *r = a->p.r;
	const char *before = r->previous_edition && *r->previous_edition ? r->previous_edition : NULL;
	struct paper_table *t = paper_table(&a->paper,
					    arena_printf(a->p.arena, "Edition %s%s%s", r->catalogue->edition,
							 before ? ", before " : "", before ? before : ""),
					    columns, 5);
	t->is_wide = true;
	for (size_t i = 0; i < r->n_changes && t->n_rows < REPORT_MAX_EXCLUSIONS; i++) {
		const struct edition_change *c = &r->changes[i];
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = *c->measure ? c->measure : "the edition";
		row[1].text = c->what;
		row[2].text = report_remark(&a->p, c->before);
		row[3].text = report_remark(&a->p, c->after);
		row[4].text = *c->authority ? c->authority : "none is given";
		row[4].bold = !*c->authority;
	}
}

static void definitions(struct annex *a)
{
	const struct results *r = a->p.r;
	const char **items = arena_alloc(a->p.arena, CATALOGUE_MAX_MEASURES + 1, sizeof *items);
	size_t n = list_levels(a, items);
	paper_heading(&a->paper, 2, "Definitions", "changed-definitions");
	editions(a);
	paper_list(&a->paper, false, n, items);
	if (!n && !r->n_changes)
		paper_text(&a->paper, PAPER_TEXT,
			   arena_printf(a->p.arena,
					"No definition, target or minimum of edition %s changed between %s and %s.",
					r->catalogue->edition,
					sentence_month(month_add(r->period.month, -1), a->p.arena),
					sentence_month(r->period.month, a->p.arena)));
}

void annex_changes(struct annex *a)
{
	statuses(a);
	parts(a);
	restatements(a);
	definitions(a);
}
