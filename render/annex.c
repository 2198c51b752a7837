/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/review.h"
#include "render/annex.h"

#include "render/sentence.h"
#include "render/tagged.h"
#include "render/writers.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *title, *name;
	bool on_new_page;
	annex_section *draw;
} sections[] = {
	{ "Status of every measure", "matrix", true, annex_matrix },
	{ "Exceptions", "exceptions", true, annex_missed },
	{ "Does it reflect the service experienced?", "service", true, annex_service },
	{ "Issues the Panel may wish to pass on", "issues", false, annex_issues },
	{ "Regions side by side", "regions", false, annex_regions },
	{ "Changes since last month", "changes", true, annex_changes },
	{ "Exclusions and their effect", "exclusions", false, annex_exclusions },
	{ "Data quality", "quality", true, annex_quality },
	{ "Notes", "notes", false, annex_notes },
	{ "Definitions", "definitions", false, annex_definitions },
	{ "Provenance", "provenance", false, annex_provenance },
};

const struct flow_column annex_fact_columns[2] = { { "", 0.22, ANCHOR_START }, { "", 0.78, ANCHOR_START } };

void annex_fact(struct annex *a, struct paper_table *t, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	struct flow_cell *row = paper_row(&a->paper, t);
	row[0].text = name;
	row[0].bold = true;
	row[1].text = value;
}

const char *annex_figure(const struct annex *a, int measure, enum region region)
{
	const struct measure *m = report_measure(&a->p, measure);
	if (!m->regional)
		return m->id;
	return arena_printf(a->p.arena, "%s %s", m->id, region == REGION_NONE ? "nationally" : region_name(region));
}

const char *annex_where(const struct annex *a, const struct cell *c)
{
	return annex_figure(a, c->measure, c->region);
}

const struct past_cell *annex_past(const struct results *r, int measure, enum region region, struct month month)
{
	for (size_t i = 0; i < r->n_past; i++)
		if (r->past[i].measure == measure && r->past[i].region == region &&
		    month_compare(r->past[i].month, month) == 0)
			return &r->past[i];
	return NULL;
}

const char *annex_doubt(const struct annex *a, const struct cell *c)
{
	return review_doubts(a->p.r->review, c, a->p.arena);
}

static void describe(struct annex *a)
{
	const struct results *r = a->p.r;
	struct arena *arena = a->p.arena;
	struct paper *p = &a->paper;
	const char *period = sentence_month(r->period.month, arena);
	p->kind = "Paper for the SEC Panel";
	p->title = "Performance Measurement Report";
	p->subtitle = period;
	p->subject = arena_printf(arena, "Service Levels of %s under catalogue edition %s%s", period,
				  r->catalogue->edition, r->intake->synthetic ? "; synthetic data" : "");
	p->keywords = "Performance Measurement Report, SEC Panel, Code Performance Measure, Service Level, "
		      "smart metering";
	p->is_loud = r->intake->synthetic;
	p->running = r->intake->synthetic
			     ? "SYNTHETIC DATA \u2013 no figure is a measurement of the real network"
			     : arena_printf(arena, "%s \u2013 catalogue edition %s", a->classification,
					    r->catalogue->edition);
}

void annex_build(const struct results *r, const struct render_annex_options *options, const struct ruler *ruler,
		 struct arena *arena, struct annex *out)
{
	enum palette palette = options->palette;
	const char *classification = options->classification;
	*out = (struct annex){ .p = { .r = r, .palette = palette, .arena = arena, .ruler = ruler },
			       .classification = classification && *classification ? classification
										   : "Not yet classified" };
	paper_init(&out->paper, arena, ruler, palette);
	describe(out);
	annex_cover(out);
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		if (sections[i].on_new_page)
			paper_mark(&out->paper, PAPER_PAGE);
		paper_heading(&out->paper, 1, sections[i].title, sections[i].name);
		sections[i].draw(out);
	}
	annex_terms(out);
}

/* ---- files ---- */

struct annex_file {
	struct painter *painter;
	const struct paper *paper;
	struct paint_document document;
};

static bool add_bytes(void *context, const void *data, size_t size_bytes)
{
	builder_add(context, (struct text){ data, size_bytes });
	return true;
}

static bool write_pdf(void *context, struct publish_stream *s, struct error *err)
{
	const struct annex_file *file = context;
	struct builder painted, tagged;
	builder_init(&painted);
	builder_init(&tagged);
	bool good = paint_pdf(file->painter, &file->document, add_bytes, &painted, err) &&
		    tagged_pdf(builder_text(&painted), &file->document, PAPER_LANGUAGE, &tagged, err);
	if (good && !publish_text(s, builder_text(&tagged)))
		good = error_set(err, ERROR_OUTPUT, "the PDF could not be written");
	builder_done(&painted);
	builder_done(&tagged);
	return good;
}

static bool check_pdf(void *context, const char *temporary_path, struct error *err)
{
	const struct annex_file *file = context;
	return tagged_check(temporary_path, file->document.n_pages, err);
}

static bool write_html(void *context, struct publish_stream *s, struct error *err)
{
	const struct annex_file *file = context;
	struct builder b;
	builder_init(&b);
	paper_write_html(file->paper, &b);
	bool good = publish_text(s, builder_text(&b));
	builder_done(&b);
	return good || error_set(err, ERROR_OUTPUT, "the page could not be written");
}

static bool publish_both(struct annex_file *file, const struct render_annex_options *options, struct arena *arena,
			 const struct render_output **outputs, size_t *n_outputs, struct error *err)
{
	struct publish *p = publish_begin(options->folder, options->work_path, err);
	if (!p)
		return false;
	publish_keep_others(p);
	const char *pdf = arena_printf(arena, "%s.pdf", options->name);
	const char *html = arena_printf(arena, "%s.html", options->name);
	if (!publish_file(p, pdf, write_pdf, check_pdf, file, err) ||
	    !publish_file(p, html, write_html, NULL, file, err) || !painter_check(err)) {
		publish_abort(p);
		return false;
	}
	size_t n;
	const struct render_output *made = publish_outputs(p, &n);
	struct render_output *kept = arena_alloc(arena, n, sizeof *kept);
	memcpy(kept, made, n * sizeof *kept);
	kept[0].name = pdf;
	kept[1].name = html;
	if (!publish_commit(p, NULL, NULL, err))
		return false;
	*outputs = kept;
	*n_outputs = n;
	return true;
}

bool render_annex(const struct results *r, const struct render_annex_options *options, struct arena *arena,
		  const struct render_output **outputs, size_t *n_outputs, struct error *err)
{
	struct annex_file file = { .painter = painter_new(err) };
	if (!file.painter)
		return false;
	struct arena own;
	struct annex annex;
	arena_init(&own);
	annex_build(r, options, painter_ruler(file.painter), &own, &annex);
	file.paper = &annex.paper;
	paper_lay_out(&annex.paper, options->created == INT64_MIN ? r->period.to : options->created, &file.document);
	bool good = publish_both(&file, options, arena, outputs, n_outputs, err);
	arena_done(&own);
	painter_free(file.painter);
	return good;
}
