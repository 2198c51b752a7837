/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was left out and what that did, and how sound the data is. */
#include "render/annex.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

#define MAX_FINDINGS 12 /* groups of findings that the paper names */

static void effects(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Figure", 0.22, ANCHOR_START },           { "Nothing left out", 0.18, ANCHOR_START },
		{ "As allowed: the figure", 0.18, ANCHOR_START }, { "Every claim honoured", 0.18, ANCHOR_START },
		{ "Left out", 0.12, ANCHOR_END },           { "Refused", 0.12, ANCHOR_END },
	};
	const struct results *r = a->p.r;
	struct paper_table *t = paper_table(&a->paper, "What exclusions do to the levels", columns, 6);
	size_t n_same = 0;
	t->is_wide = true;
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *c = &r->cells[i];
		if (!c->excluded && !c->refused)
			continue;
		if (!strcmp(c->raw.display, c->level.display) && !strcmp(c->all_claims.display, c->level.display)) {
			n_same++;
			continue;
		}
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = annex_where(a, c);
		report_set_level_text(&a->p, &row[1], c, &c->raw);
		report_set_level(&a->p, &row[2], c);
		report_set_level_text(&a->p, &row[3], c, &c->all_claims);
		row[4].text = report_count(&a->p, c->excluded);
		row[5].text = report_count(&a->p, c->refused);
	}
	if (n_same)
		paper_text(&a->paper, PAPER_SMALL,
			   arena_printf(a->p.arena, "%zu more figure%s claims that do not move %s at the places shown.", n_same,
					n_same == 1 ? " has" : "s have", n_same == 1 ? "it" : "them"));
}

static void reasons(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Figure", 0.22, ANCHOR_START },  { "Reason claimed", 0.30, ANCHOR_START },
		{ "Decision", 0.22, ANCHOR_START }, { "Items", 0.12, ANCHOR_END },
		{ "Of them good", 0.14, ANCHOR_END },
	};
	const struct results *r = a->p.r;
	struct paper_table *t = paper_table(&a->paper, "Reasons claimed", columns, 5);
	t->is_wide = true;
	size_t left = 0;
	bool by_region = false;
	for (size_t i = 0; i < r->n_exclusions; i++) {
		const struct exclusion_row *x = &r->exclusions[i];
		const struct measure *m = report_measure(&a->p, x->measure);
		if (t->n_rows == REPORT_MAX_EXCLUSIONS) {
			left++;
			continue;
		}
		struct flow_cell *row = paper_row(&a->paper, t);
		by_region |= m->regional;
		row[0].text = annex_figure(a, x->measure, x->region);
		row[1].text = x->reason;
		row[2].text = arena_printf(a->p.arena, "%s%s", x->allowed ? "Allowed" : "Refused",
					   x->by_register ? ", by the register" : "");
		row[2].bold = !x->allowed;
		row[3].text = report_count(&a->p, x->count);
		row[4].text = report_count(&a->p, x->in_time);
	}
	if (left)
		paper_text(&a->paper, PAPER_SMALL, arena_printf(a->p.arena, "and %s more.", sentence_n(left, "row", a->p.arena)));
	if (by_region)
		paper_text(&a->paper, PAPER_SMALL,
			   "Nationally: each item once, those that name no Region too. An outage that names none stands in "
			   "every Region as well, so Regions need not add up to the whole.");
}

void annex_exclusions(struct annex *a)
{
	bool any = a->p.r->n_exclusions > 0;
	for (size_t i = 0; i < a->p.r->n_cells; i++)
		any |= a->p.r->cells[i].excluded || a->p.r->cells[i].refused;
	if (!any) {
		paper_text(&a->paper, PAPER_TEXT, "Nobody claimed to leave anything out of a measure.");
		return;
	}
	paper_text(&a->paper, PAPER_TEXT,
		   "A claim is honoured only where the catalogue or an approved row of the exceptions register allows its reason "
		   "for that measure. A refused item counts like any other.");
	effects(a);
	reasons(a);
	for (size_t i = 0; i < a->p.r->n_exclusions; i++) {
		if (!a->p.r->exclusions[i].by_register)
			continue;
		paper_text(&a->paper, PAPER_SMALL,
			   "By the register: its approved rows are taken as supplied. The address data of the Data Service "
			   "Provider, by which providers' exceptions are to be adjusted, is not among the inputs, so whether "
			   "that was done cannot be told from the figures.");
		break;
	}
}

static void set_counts(const struct annex *a, struct flow_cell *row, const char *name, const struct row_counts *c)
{
	row[0].text = name;
	row[1].text = report_count(&a->p, c->read);
	row[2].text = report_count(&a->p, c->used);
	row[3].text = report_count(&a->p, c->outside);
	row[4].text = report_count(&a->p, row_counts_duplicates(c));
	row[5].text = report_count(&a->p, c->rejected);
	row[6].text = row_counts_balance(c) ? "yes" : "NO";
}

static void totals(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Dataset", 0.26, ANCHOR_START }, { "Read", 0.13, ANCHOR_END },       { "Used", 0.13, ANCHOR_END },
		{ "Outside", 0.12, ANCHOR_END },   { "Duplicates", 0.13, ANCHOR_END }, { "Rejected", 0.12, ANCHOR_END },
		{ "Adds up", 0.11, ANCHOR_END },
	};
	const struct intake *in = a->p.r->intake;
	struct paper_table *t = paper_table(&a->paper,
					    "Control totals: rows read = used + outside the month + duplicates + rejected",
					    columns, 7);
	t->is_wide = true;
	for (int d = 0; d < DATASET_COUNT; d++)
		if (in->supplied >> d & 1)
			set_counts(a, paper_row(&a->paper, t), dataset_get((enum dataset_id)d)->name, &in->datasets[d]);
	struct flow_cell *row = paper_row(&a->paper, t);
	set_counts(a, row, "All datasets", &in->total);
	for (int i = 0; i < 7; i++)
		row[i].bold = true;
}

static void unusable(struct annex *a)
{
	static const struct flow_column columns[] = { { "File that could not be used", 0.4, ANCHOR_START },
						      { "Why", 0.6, ANCHOR_START } };
	const struct intake *in = a->p.r->intake;
	struct paper_table *t = paper_table(&a->paper, "", columns, 2);
	for (size_t i = 0; i < in->n_files; i++) {
		if (in->files[i].status != FILE_UNUSABLE || t->n_rows == REPORT_MAX_FILES)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = in->files[i].name;
		row[1].text = in->files[i].problem;
	}
}

static void findings(struct annex *a)
{
	static const struct flow_column columns[] = { { "Where", 0.28, ANCHOR_START },
						      { "What", 0.42, ANCHOR_START },
						      { "Value", 0.22, ANCHOR_START },
						      { "Rows", 0.08, ANCHOR_END } };
	const struct findings *f = a->p.r->findings;
	const uint64_t n_errors = findings_count(f, SEVERITY_ERROR);
	paper_text(&a->paper, PAPER_TEXT,
		   arena_printf(a->p.arena, "Findings in the data, counted in rows: errors %s, warnings %s, notes %s.",
				report_count(&a->p, n_errors), report_count(&a->p, findings_count(f, SEVERITY_WARNING)),
				report_count(&a->p, findings_count(f, SEVERITY_NOTE))));
	struct paper_table *t = paper_table(&a->paper, "Findings of kind error", columns, 4);
	t->is_wide = true;
	uint64_t told = 0;
	for (size_t i = 0; i < f->n && t->n_rows < MAX_FINDINGS; i++) {
		const struct finding *item = &f->items[i];
		if (item->severity != SEVERITY_ERROR)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		const char *where = *item->file ? item->file : item->dataset;
		row[0].text = item->line ? arena_printf(a->p.arena, "%s, line %llu", where, (unsigned long long)item->line)
					 : where;
		row[1].text = *item->column ? arena_printf(a->p.arena, "%s: %s", item->column, item->message)
					    : item->message;
		row[2].text = item->value;
		row[3].text = report_count(&a->p, item->count);
		told += item->count;
	}
	if (told < n_errors)
		paper_text(&a->paper, PAPER_SMALL,
			   arena_printf(a->p.arena, "and %s more; findings.csv of the report has all of them.",
					sentence_n(n_errors - told, "row", a->p.arena)));
}

static void claims(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Figure", 0.2, ANCHOR_START },
		{ "Claimed", 0.18, ANCHOR_START },
		{ "Claimed of", 0.31, ANCHOR_END },
		{ "From events", 0.31, ANCHOR_END },
	};
	const struct results *r = a->p.r;
	struct paper_table *t = paper_table(&a->paper, "Levels that providers claim and the events do not bear out",
					    columns, 4);
	t->is_wide = true;
	for (size_t i = 0; i < r->n_claims && t->n_rows < REPORT_MAX_EXCLUSIONS; i++) {
		const struct claim_row *c = &r->claims[i];
		if (!c->differs)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = arena_printf(a->p.arena, "%s %s", report_measure(&a->p, c->measure)->id, region_name(c->region));
		row[1].text = c->claimed_level;
		row[1].has_mark = true;
		row[1].mark = c->claimed_status;
		row[2].text = arena_printf(a->p.arena, "%s of %s", report_count(&a->p, (uint64_t)c->claimed_good),
					   report_count(&a->p, (uint64_t)c->claimed_total));
		row[3].text = arena_printf(a->p.arena, "%s of %s", report_count(&a->p, c->good),
					   report_count(&a->p, c->total));
	}
}

void annex_quality(struct annex *a)
{
	totals(a);
	unusable(a);
	findings(a);
	claims(a);
}
