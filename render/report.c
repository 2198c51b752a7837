/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/report.h"

#include "render/mark.h"
#include "render/matrix.h"
#include "render/paint.h"
#include "render/sentence.h"
#include "render/writers.h"

#include <string.h>

static const struct {
	const char *title, *name;
	report_section *draw;
} sections[] = {
	{ "Headlines", "headlines", report_headlines },
	{ "Status of every measure", "matrix", report_matrix },
	{ "Measures below target", "missed", report_missed },
	{ "Breach review", "review", report_review },
	{ "Green that hides something", "hidden", report_hidden },
	{ "All measures", "measures", report_measures },
	{ "Regions", "regions", report_regions },
	{ "Sampling of the network", "sampling", report_sampling },
	{ "Firmware", "firmware", report_firmware },
	{ "Alerts", "alerts", report_alerts },
	{ "Communications Hubs", "hubs", report_hubs },
	{ "Loss of connection", "connection", report_losses },
	{ "Incidents", "incidents", report_incidents },
	{ "Business processes", "processes", report_processes },
	{ "Forecast accuracy", "forecasts", report_forecasts },
	{ "Exclusions", "exclusions", report_exclusions },
	{ "Data quality", "quality", report_quality },
	{ "Changes of definition", "changes", report_changes },
	{ "Definitions", "definitions", report_definitions },
	{ "Notes and provenance", "notes", report_notes },
};

const enum region report_regions_order[REGION_COUNT] = { REGION_N, REGION_C, REGION_S, REGION_NONE };

const struct measure *report_measure(const struct report *p, int measure)
{
	return &p->r->catalogue->measures[measure];
}

void report_set_level_text(const struct report *p, struct flow_cell *cell, const struct cell *c,
			   const struct level_text *l)
{
	cell->text = sentence_level_text(p->r, c, l, p->arena);
	cell->has_mark = l->value >= 0;
	cell->mark = l->status;
}

void report_set_level(const struct report *p, struct flow_cell *cell, const struct cell *c)
{
	if (!c)
		return;
	cell->text = sentence_level_marked(p->r, c, p->arena);
	cell->has_mark = true;
	cell->mark = c->level.status;
	cell->bold = c->region == REGION_NONE;
}

const char *report_gap(const struct report *p, const char *gap)
{
	if (!gap || !*gap)
		return "";
	return *gap == '-' ? arena_printf(p->arena, "\u2212%s", gap + 1) : gap;
}

const char *report_count(const struct report *p, uint64_t n)
{
	return sentence_count(n, p->arena);
}

const char *report_date(const struct report *p, int64_t day)
{
	int year, month, day_of_month;
	civil_date(day, &year, &month, &day_of_month);
	return arena_printf(p->arena, "%d %s %d", day_of_month, month_name(month), year);
}

const char *report_cutoff(const struct report *p)
{
	char stamp[40];
	return p->r->has_cutoff ? arena_printf(p->arena, "%s", stamp_format(p->r->cutoff, stamp)) : "none given";
}

void report_chart(struct report *p, const struct chart_kind *kind, int measure)
{
	if (!chart_applies(kind, p->r, measure))
		return;
	struct chart c = { p->r, measure, p->palette, p->arena, p->ruler, true };
	struct scene *scene = arena_alloc(p->arena, 1, sizeof *scene);
	kind->draw(&c, scene);
	flow_space(&p->flow, 8);
	flow_figure(&p->flow, scene);
	flow_space(&p->flow, 4);
}

bool report_has_block(const struct report *p, int measure)
{
	return report_measure(p, measure)->code_measure && sentence_is_missed(p->r, measure);
}

const char *report_place(const struct report *p, const char *what, int measure)
{
	return arena_printf(p->arena, "%s-%d", what, measure);
}

/* Head and foot of every page but the first. */
static void furnish(struct report *p, struct scene *page, size_t number, size_t n_pages)
{
	const struct style small = { FACE_REGULAR, 7.6, GREY }, loud = { FACE_BOLD, 7.6, 0x800000 };
	const char *period = sentence_month(p->r->period.month, p->arena);
	double foot = FLOW_HEIGHT - 30;
	if (number > 1) {
		scene_text(page, FLOW_LEFT, 40, ANCHOR_START, small, TEXT("Performance Measurement Report"));
		scene_text(page, FLOW_RIGHT, 40, ANCHOR_END, (struct style){ FACE_BOLD, 7.6, INK }, text_of(period));
		scene_line(page, FLOW_LEFT, 48, FLOW_RIGHT, 48, RULE, 0.7, false);
	}
	scene_line(page, FLOW_LEFT, foot - 13, FLOW_RIGHT, foot - 13, RULE, 0.7, false);
	if (p->r->intake->synthetic)
		scene_text(page, FLOW_LEFT, foot, ANCHOR_START, loud,
			   TEXT("SYNTHETIC DATA \u2013 no figure is a measurement of the real network"));
	else
		scene_text_fit(page, FLOW_LEFT, foot, FLOW_BODY * 0.7, ANCHOR_START, small,
			       text_of(arena_printf(p->arena, "Catalogue edition %s", p->r->catalogue->edition)));
	scene_text(page, FLOW_RIGHT, foot, ANCHOR_END, small,
		   text_of(arena_printf(p->arena, "Page %zu of %zu", number, n_pages)));
}

/* Puts the cover in front; built again when it takes more than one page, so that its page numbers hold. */
static void add_cover(struct report *p)
{
	struct report cover;
	size_t offset = 1;
	for (int pass = 0; pass < 2; pass++) {
		cover = *p;
		flow_init(&cover.flow, p->arena, p->ruler, p->palette);
		report_cover(&cover, &p->flow, offset);
		offset = cover.flow.n_pages;
	}
	size_t n = p->flow.n_pages + offset;
	struct scene **pages = arena_alloc(p->arena, n, sizeof(struct scene *));
	memcpy(pages, cover.flow.pages, offset * sizeof(struct scene *));
	memcpy(pages + offset, p->flow.pages, p->flow.n_pages * sizeof(struct scene *));
	p->flow.pages = pages;
	p->flow.n_pages = p->flow.pages_room = n;
	for (size_t i = 0; i < p->flow.n_headings; i++)
		p->flow.headings[i].page += offset;
}

void report_build(const struct results *r, enum palette palette, const struct ruler *ruler, struct arena *arena,
		  struct flow *out)
{
	struct report p = { .r = r, .palette = palette, .arena = arena, .ruler = ruler };
	flow_init(&p.flow, arena, ruler, palette);
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		if ((sections[i].draw == report_review || sections[i].draw == report_hidden) && !r->review)
			continue;
		size_t begun = flow_section(&p.flow);
		flow_heading(&p.flow, 1, sections[i].title, sections[i].name, 100);
		sections[i].draw(&p);
		flow_section_end(&p.flow, begun);
	}
	add_cover(&p);
	for (size_t i = 0; i < p.flow.n_pages; i++)
		furnish(&p, p.flow.pages[i], i + 1, p.flow.n_pages);
	*out = p.flow;
}

struct report_file {
	struct painter *painter;
	struct paint_document document;
};

static bool write_bytes(void *context, const void *data, size_t size_bytes)
{
	return publish_write(context, data, size_bytes);
}

static bool write_pdf(void *context, struct publish_stream *s, struct error *err)
{
	const struct report_file *file = context;
	return paint_pdf(file->painter, &file->document, write_bytes, s, err);
}

static void describe(const struct results *r, const struct render_options *options, struct arena *arena,
		     const struct flow *flow, struct paint_document *d)
{
	const char *period = sentence_month(r->period.month, arena);
	struct paint_bookmark *bookmarks = arena_alloc(arena, flow->n_headings + 1, sizeof *bookmarks);
	for (size_t i = 0; i < flow->n_headings; i++)
		bookmarks[i] = (struct paint_bookmark){ flow->headings[i].text, flow->headings[i].name,
							flow->headings[i].level };
	const char *subject = arena_printf(arena, "Service Levels of %s under catalogue edition %s%s", period,
					   r->catalogue->edition, r->intake->synthetic ? "; synthetic data" : "");
	*d = (struct paint_document){
		.title = arena_printf(arena, "Performance Measurement Report, %s", period),
		.subject = scene_safe(arena, text_of(subject)).data,
		.keywords = "Performance Measurement Report, Code Performance Measure, Service Level, smart metering",
		.created = options->created == INT64_MIN ? r->period.to : options->created,
		.width = FLOW_WIDTH,
		.height = FLOW_HEIGHT,
		.n_pages = flow->n_pages,
		.pages = (const struct scene *const *)flow->pages,
		.n_bookmarks = flow->n_headings,
		.bookmarks = bookmarks,
	};
}

bool write_report(const struct writing *w, struct error *err)
{
	const struct results *r = w->r;
	struct report_file file = { .painter = w->painter };
	struct arena arena;
	arena_init(&arena);
	struct flow flow;
	report_build(r, w->options->palette, painter_ruler(file.painter), &arena, &flow);
	describe(r, w->options, &arena, &flow, &file.document);
	char month[8];
	const char *name = arena_printf(&arena, "PMR-%s.pdf", month_format(r->period.month, month));
	bool good = publish_file(w->pack, name, write_pdf, NULL, &file, err);
	arena_done(&arena);
	return good;
}
