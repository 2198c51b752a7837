/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A paper on pages. */
#include "render/chart.h"
#include "render/paper.h"

#include <math.h>
#include <string.h>

static const struct style lead_style = { FACE_REGULAR, 10.4, INK };

struct pages {
	const struct paper *p;
	struct flow flow;
	size_t begun; /* of flow_section */
	const struct flow *before; /* the same pages laid out once already, for the numbers of the contents */
};

static void title(struct pages *g)
{
	const struct paper *p = g->p;
	struct flow *f = &g->flow;
	const struct style kind = { FACE_BOLD, 11, BLUE }, big = { FACE_BOLD, 27, INK }, sub = { FACE_REGULAR, 19, BLUE };
	scene_rect(f->page, 0, 0, FLOW_WIDTH, 12, BLUE);
	scene_open(f->page, "P", NULL);
	scene_text_fit(f->page, FLOW_LEFT, 66, FLOW_BODY, ANCHOR_START, kind, text_of(p->kind));
	scene_close(f->page);
	scene_open(f->page, "H1", NULL);
	scene_text_fit(f->page, FLOW_LEFT, 98, FLOW_BODY, ANCHOR_START, big, text_of(p->title));
	scene_text_fit(f->page, FLOW_LEFT, 125, FLOW_BODY, ANCHOR_START, sub, text_of(p->subtitle));
	scene_close(f->page);
	f->y = 146;
}

/* Long words go on below their box, on further pages if need be. */
static void warning(struct flow *f, const struct paper_block *b)
{
	const char *words = b->n_items ? b->items[0] : "";
	double width = FLOW_BODY - 32;
	struct text *lines;
	size_t n = ruler_wrap(f->ruler, f->arena, flow_body, width, text_of(words), &lines);
	size_t boxed = n > 8 ? 0 : n;
	double height = 30 + 13 * (double)boxed;
	flow_need(f, height + 10);
	scene_rect(f->page, FLOW_LEFT, f->y, FLOW_BODY, height, 0xFBF3F3);
	scene_rect(f->page, FLOW_LEFT, f->y, 4, height, 0x800000);
	scene_open(f->page, "P", NULL);
	scene_text_fit(f->page, FLOW_LEFT + 16, f->y + 19, width, ANCHOR_START,
		       (struct style){ FACE_BOLD, 11.5, 0x800000 }, text_of(b->text));
	if (boxed)
		scene_paragraph(f->page, FLOW_LEFT + 16, f->y + 34, width, 13, flow_body, text_of(words));
	scene_close(f->page);
	f->y += height + 4;
	if (!boxed)
		flow_text(f, flow_body, 13, words);
	flow_space(f, 6);
}

/* Sections of the front are small and stand in no list. */
static bool is_section(const struct paper_block *b)
{
	return b->kind == PAPER_HEADING && b->level == 1 && !b->is_small;
}

static void heading(struct pages *g, const struct paper_block *b)
{
	struct flow *f = &g->flow;
	int look = b->level + b->is_small;
	/* The title is the heading above all, whatever a heading looks like. */
	f->deeper = 1 - b->is_small;
	flow_heading(f, look, b->text, b->name, 0);
}

/* The page that a heading stood on when all was laid out before; 0 when it never was. */
static size_t page_of(const struct flow *before, const char *name)
{
	for (size_t i = 0; before && i < before->n_headings; i++)
		if (!strcmp(before->headings[i].name, name))
			return before->headings[i].page + 1;
	return 0;
}

/* The sections, in two columns; as high without their pages as with them. */
static void contents(struct pages *g)
{
	enum { COLUMNS = 2 };
	struct flow *f = &g->flow;
	const struct style style = { FACE_REGULAR, 9.2, INK };
	const double gap = 24, leading = 15, width = (FLOW_BODY - gap) / COLUMNS;
	size_t n = 0, k = 0;
	f->deeper = 0;
	flow_heading(f, 2, "Contents", NULL, 60);
	for (size_t i = 0; i < g->p->n; i++)
		n += is_section(&g->p->blocks[i]);
	size_t n_rows = (n + COLUMNS - 1) / COLUMNS;
	flow_need(f, leading * (double)n_rows);
	scene_open(f->page, "TOC", NULL);
	for (size_t i = 0; i < g->p->n; i++) {
		const struct paper_block *b = &g->p->blocks[i];
		if (!is_section(b))
			continue;
		double left = FLOW_LEFT + (width + gap) * (double)(k / n_rows), right = left + width;
		double base = f->y + 10 + leading * (double)(k % n_rows);
		k++;
		scene_open(f->page, "TOCI", NULL);
		scene_open_link(f->page, b->name);
		double from = left + scene_text_fit(f->page, left, base, width - 30, ANCHOR_START, style, text_of(b->text));
		double to = right - scene_text(f->page, right, base, ANCHOR_END, style,
					       text_of(arena_printf(f->arena, "%zu", page_of(g->before, b->name))));
		scene_close(f->page);
		scene_close(f->page);
		if (to - from > 12)
			scene_line(f->page, from + 6, base - 2, to - 6, base - 2, RULE, 0.7, false);
	}
	scene_close(f->page);
	f->y += leading * (double)n_rows;
}

static void table(struct flow *f, const struct paper_table *from)
{
	struct flow_table t;
	flow_table_init(&t, from->columns, from->n_columns);
	t.size = from->size;
	t.n_heading = 1;
	t.spoken_titles = from->spoken_titles;
	t.caption = *from->caption ? from->caption : NULL;
	for (size_t i = 0; i < from->n_rows; i++)
		memcpy(flow_table_row(&t), from->cells + i * (size_t)from->n_columns,
		       (size_t)from->n_columns * sizeof *from->cells);
	flow_table_draw(f, &t);
}

static void block(struct pages *g, const struct paper_block *b)
{
	struct flow *f = &g->flow;
	switch (b->kind) {
	case PAPER_HEADING:
		heading(g, b);
		break;
	case PAPER_TEXT:
		flow_text(f, flow_body, 13, b->text);
		flow_space(f, 4);
		break;
	case PAPER_SMALL:
		flow_text(f, flow_small, 11.5, b->text);
		flow_space(f, 4);
		break;
	case PAPER_LEAD:
		flow_text(f, lead_style, 14.4, b->text);
		flow_space(f, 5);
		break;
	case PAPER_WARNING:
		warning(f, b);
		break;
	case PAPER_LIST:
		flow_list(f, b->is_numbered, flow_body, 13, b->n_items, b->items);
		break;
	case PAPER_TABLE:
		table(f, b->table);
		break;
	case PAPER_FIGURE:
		flow_space(f, 8);
		flow_figure(f, b->wide);
		flow_space(f, 6);
		break;
	case PAPER_CONTENTS:
		contents(g);
		break;
	case PAPER_PAGE:
		flow_section_end(f, g->begun);
		g->begun = flow_section(f);
		break;
	}
}

static void lay(struct pages *g, const struct paper *p, const struct flow *before)
{
	*g = (struct pages){ .p = p, .before = before };
	flow_init(&g->flow, p->arena, p->ruler, p->palette);
	title(g);
	for (size_t i = 0; i < p->n; i++)
		if (paper_is_shown(&p->blocks[i]))
			block(g, &p->blocks[i]);
	flow_section_end(&g->flow, g->begun);
}

/* Head and foot of every page. */
static void furnish(const struct paper *p, struct scene *page, size_t number, size_t n_pages)
{
	const struct style small = { FACE_REGULAR, 7.6, GREY }, loud = { FACE_BOLD, 7.6, 0x800000 };
	double foot = FLOW_HEIGHT - 30;
	if (number > 1) {
		scene_text_fit(page, FLOW_LEFT, 40, FLOW_BODY * 0.7, ANCHOR_START, small,
			       text_of(arena_printf(p->arena, "%s: %s", p->kind, p->title)));
		scene_text_fit(page, FLOW_RIGHT, 40, FLOW_BODY * 0.28, ANCHOR_END, (struct style){ FACE_BOLD, 7.6, INK },
			       text_of(p->subtitle));
		scene_line(page, FLOW_LEFT, 48, FLOW_RIGHT, 48, RULE, 0.7, false);
	}
	scene_line(page, FLOW_LEFT, foot - 13, FLOW_RIGHT, foot - 13, RULE, 0.7, false);
	scene_text_fit(page, FLOW_LEFT, foot, FLOW_BODY * 0.8, ANCHOR_START, p->is_loud ? loud : small,
		       text_of(p->running));
	scene_text(page, FLOW_RIGHT, foot, ANCHOR_END, small,
		   text_of(arena_printf(p->arena, "Page %zu of %zu", number, n_pages)));
}

void paper_lay_out(const struct paper *p, int64_t created, struct paint_document *out)
{
	struct pages first, last;
	lay(&first, p, NULL);
	lay(&last, p, &first.flow);
	const struct flow *f = &last.flow;
	struct paint_bookmark *bookmarks = arena_alloc(p->arena, f->n_headings + 1, sizeof *bookmarks);
	for (size_t i = 0; i < f->n_headings; i++)
		bookmarks[i] = (struct paint_bookmark){ f->headings[i].text, f->headings[i].name,
							f->headings[i].level };
	/* Sections before the first large heading are small in looks only. */
	for (size_t i = 0; i < f->n_headings && bookmarks[i].level == 2; i++)
		bookmarks[i].level = 1;
	for (size_t i = 0; i < f->n_pages; i++)
		furnish(p, f->pages[i], i + 1, f->n_pages);
	*out = (struct paint_document){
		.title = scene_safe(p->arena, text_of(arena_printf(p->arena, "%s, %s", p->title, p->subtitle))).data,
		.subject = scene_safe(p->arena, text_of(p->subject)).data,
		.keywords = p->keywords,
		.created = created,
		.width = FLOW_WIDTH,
		.height = FLOW_HEIGHT,
		.n_pages = f->n_pages,
		.pages = (const struct scene *const *)f->pages,
		.n_bookmarks = f->n_headings,
		.bookmarks = bookmarks,
	};
}
