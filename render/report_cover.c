/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first page. */
#include "render/report.h"
#include "render/sentence.h"

#include <string.h>

#define CONTENTS_LINE 14.6


static void title(struct report *p)
{
	struct flow *f = &p->flow;
	scene_rect(f->page, 0, 0, FLOW_WIDTH, 12, BLUE);
	scene_open(f->page, "H1", NULL);
	scene_text(f->page, FLOW_LEFT, 104, ANCHOR_START, (struct style){ FACE_BOLD, 29, INK },
		   TEXT("Performance Measurement Report"));
	scene_close(f->page);
	scene_open(f->page, "P", NULL);
	scene_text(f->page, FLOW_LEFT, 138, ANCHOR_START, (struct style){ FACE_REGULAR, 20, BLUE },
		   text_of(sentence_month(p->r->period.month, p->arena)));
	scene_close(f->page);
	f->y = 164;
}

/* A box round text; long words of the supplier go on below it on further pages. */
static void banner(struct report *p)
{
	if (!p->r->intake->synthetic)
		return;
	struct flow *f = &p->flow;
	const char *notice = p->r->intake->notice ? p->r->intake->notice : "";
	const struct style style = { FACE_REGULAR, 9.2, INK };
	double width = FLOW_BODY - 32;
	struct text *lines;
	size_t n = ruler_wrap(p->ruler, p->arena, style, width, text_of(notice), &lines);
	size_t boxed = n > 8 ? 0 : n;
	double height = 32 + 13 * (double)boxed;
	scene_rect(f->page, FLOW_LEFT, f->y, FLOW_BODY, height, 0xFBF3F3);
	scene_rect(f->page, FLOW_LEFT, f->y, 4, height, 0x800000);
	scene_text(f->page, FLOW_LEFT + 16, f->y + 20, ANCHOR_START, (struct style){ FACE_BOLD, 12, 0x800000 },
		   TEXT("SYNTHETIC DATA"));
	if (boxed)
		scene_paragraph(f->page, FLOW_LEFT + 16, f->y + 36, width, 13, style, text_of(notice));
	f->y += height + 6;
	if (!boxed)
		flow_text(f, style, 13, notice);
	flow_space(f, 10);
}

static void add_fact(struct flow_table *t, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	struct flow_cell *row = flow_table_row(t);
	row[0].text = name;
	row[0].bold = true;
	row[1].text = value;
}

static void facts(struct report *p)
{
	static const struct flow_column columns[] = { { "", 0.24, ANCHOR_START }, { "", 0.76, ANCHOR_START } };
	const struct results *r = p->r;
	struct flow_table t;
	flow_table_init(&t, columns, 2);
	int last = r->period.n_days;
	add_fact(&t, "Period", arena_printf(p->arena, "1 to %d %s, UK civil time; cut-off of the data: %s", last,
					    sentence_month(r->period.month, p->arena), report_cutoff(p)));
	add_fact(&t, "Catalogue", arena_printf(p->arena, "Edition %s, in force from %s (%s)", r->catalogue->edition,
					       sentence_month(r->catalogue->in_force, p->arena),
					       r->catalogue->built_in ? "built in" : "supplied"));
	add_fact(&t, "Authority", r->catalogue->authority);
	add_fact(&t, "Made by", arena_printf(p->arena, "%s; printed: %s", r->program_version,
					     r->printed_at[0] ? r->printed_at : "no date given"));
	bool assumed = false;
	for (int m = 0; m < r->catalogue->n_measures; m++)
		assumed |= measure_is_assumed(&r->catalogue->measures[m], r->period.month);
	if (assumed)
		add_fact(&t, "Provisional *", r->catalogue->assumptions && *r->catalogue->assumptions
						      ? r->catalogue->assumptions
						      : "Figures marked * rest on assumed values of the catalogue.");
	flow_table_draw(&p->flow, &t);
}

#define COVER_MAX_RESTATED 12

static void set_restated(const struct report *p, struct flow_cell *cell, const struct level_text *l)
{
	cell->text = arena_printf(p->arena, "%s %s", status_word(l->status), l->display);
	cell->has_mark = true;
	cell->mark = l->status;
}

/* Colours that readers of an earlier report saw, and that are no longer so. */
static void restated(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Month", 0.15, ANCHOR_START }, { "Measure", 0.12, ANCHOR_START }, { "Region", 0.11, ANCHOR_START },
		{ "Was", 0.17, ANCHOR_START },   { "Is", 0.17, ANCHOR_START },      { "Why", 0.28, ANCHOR_START },
	};
	const struct results *r = p->r;
	struct flow_table t;
	size_t n = 0;
	flow_table_init(&t, columns, 6);
	t.size = 8.6;
	for (size_t i = 0; i < r->n_restatements; i++) {
		const struct restatement *s = &r->restatements[i];
		if (!s->colour_changed || n++ >= COVER_MAX_RESTATED)
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = sentence_month(s->month, p->arena);
		row[1].text = report_measure(p, s->measure)->id;
		row[2].text = region_name(s->region);
		set_restated(p, &row[3], &s->former);
		set_restated(p, &row[4], &s->now);
		row[5].text = s->dated[0] ? arena_printf(p->arena, "%s (%s)", s->reason, s->dated) : s->reason;
	}
	if (!n)
		return;
	flow_heading(&p->flow, 3, "Restated: these colours have changed since they were reported", NULL, 60);
	flow_table_draw(&p->flow, &t);
	if (n > COVER_MAX_RESTATED)
		flow_text(&p->flow, flow_body, 13,
			  arena_printf(p->arena, "And %zu more; pmr history lists every figure that was replaced.",
				       n - COVER_MAX_RESTATED));
}

/* "12 files read."; "12 files came: 10 used, 1 unusable, 1 ignored." */
static const char *files_read(const struct report *p)
{
	const struct intake *in = p->r->intake;
	const char *text = "";
	size_t n[FILE_IGNORED + 1] = { 0 };
	for (size_t i = 0; i < in->n_files; i++)
		n[in->files[i].status]++;
	if (n[FILE_USED] == in->n_files)
		return arena_printf(p->arena, "%zu file%s read.", in->n_files, in->n_files == 1 ? "" : "s");
	for (int s = FILE_USED; s <= FILE_IGNORED; s++)
		if (n[s])
			text = arena_printf(p->arena, "%s%s%zu %s", text, *text ? ", " : "", n[s],
					    file_status_name((enum file_status)s));
	return arena_printf(p->arena, "%zu file%s came: %s.", in->n_files, in->n_files == 1 ? "" : "s", text);
}

static void totals(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Rows read", 0.17, ANCHOR_START },  { "Used", 0.17, ANCHOR_START },
		{ "Outside the month", 0.18, ANCHOR_START }, { "Duplicates", 0.16, ANCHOR_START },
		{ "Rejected", 0.16, ANCHOR_START },   { "Adds up", 0.16, ANCHOR_START },
	};
	const struct row_counts *c = &p->r->intake->total;
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	t.size = 9.2;
	struct flow_cell *row = flow_table_row(&t);
	row[0].text = arena_printf(p->arena, "%s =", report_count(p, c->read));
	row[1].text = arena_printf(p->arena, "%s +", report_count(p, c->used));
	row[2].text = arena_printf(p->arena, "%s +", report_count(p, c->outside));
	row[3].text = arena_printf(p->arena, "%s +", report_count(p, row_counts_duplicates(c)));
	row[4].text = report_count(p, c->rejected);
	row[5].text = row_counts_balance(c) ? "yes" : "NO";
	for (int i = 0; i < 6; i++)
		row[i].bold = true;
	flow_heading(&p->flow, 3, "Control totals", NULL, 50);
	flow_table_draw(&p->flow, &t);
	const struct findings *f = p->r->findings;
	flow_text(&p->flow, flow_body, 13,
		  arena_printf(p->arena, "%s Findings in the data, counted in rows: errors %s, warnings %s, notes %s.",
			       files_read(p),
			       report_count(p, findings_count(f, SEVERITY_ERROR)),
			       report_count(p, findings_count(f, SEVERITY_WARNING)),
			       report_count(p, findings_count(f, SEVERITY_NOTE))));
}

static void contents_list(struct report *p, const struct flow *contents, size_t offset)
{
	struct flow *f = &p->flow;
	flow_heading(f, 3, "Contents", NULL, 40);
	for (size_t i = 0; i < contents->n_headings; i++) {
		const struct flow_heading *h = &contents->headings[i];
		if (h->level != 1)
			continue;
		flow_need(f, CONTENTS_LINE);
		double base = f->y + 11;
		scene_open_link(f->page, h->name);
		double left = FLOW_LEFT + scene_text(f->page, FLOW_LEFT, base, ANCHOR_START,
						     (struct style){ FACE_REGULAR, 9.6, INK }, text_of(h->text));
		const char *number = arena_printf(p->arena, "%zu", h->page + offset + 1);
		double right = FLOW_RIGHT - scene_text(f->page, FLOW_RIGHT, base, ANCHOR_END,
						       (struct style){ FACE_REGULAR, 9.6, INK }, text_of(number));
		scene_close(f->page);
		scene_line(f->page, left + 6, base - 2, right - 6, base - 2, RULE, 0.7, false);
		f->y += CONTENTS_LINE;
	}
}

void report_cover(struct report *p, const struct flow *contents, size_t offset)
{
	title(p);
	banner(p);
	facts(p);
	restated(p);
	totals(p);
	contents_list(p, contents, offset);
}
