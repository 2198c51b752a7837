/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/flow.h"

#include "render/chart.h"
#include "render/tagged.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define BEFORE_SECTION 28.0
#define MAX_HELD       8 /* lines of text that go with the heading above */

const struct style flow_body = { FACE_REGULAR, 9.2, INK };
const struct style flow_small = { FACE_REGULAR, 8, GREY };
const struct style flow_strong = { FACE_BOLD, 9.2, INK };

static void add_page(struct flow *f)
{
	if (f->n_pages == f->pages_room) {
		size_t room = f->pages_room ? f->pages_room * 2 : 32;
		struct scene **pages = arena_alloc(f->arena, room, sizeof(struct scene *));
		if (f->n_pages)
			memcpy(pages, f->pages, f->n_pages * sizeof(struct scene *));
		f->pages = pages;
		f->pages_room = room;
	}
	f->page = f->pages[f->n_pages++] = arena_alloc(f->arena, 1, sizeof *f->page);
	scene_init(f->page, f->arena, f->ruler, FLOW_WIDTH, FLOW_HEIGHT);
	f->y_before = f->y;
	f->y = FLOW_TOP;
	f->last.to = 0;
}

void flow_init(struct flow *f, struct arena *arena, const struct ruler *ruler, enum palette palette)
{
	*f = (struct flow){ .arena = arena, .ruler = ruler, .palette = palette };
	add_page(f);
}

void flow_page(struct flow *f)
{
	if (f->y > FLOW_TOP)
		add_page(f);
}

/* Nothing but space was placed since the last heading and the text that goes with it. */
static bool is_after_heading(const struct flow *f)
{
	return f->last.to && f->last.to == f->page->n;
}

bool flow_need(struct flow *f, double height)
{
	if (f->y + height <= FLOW_BOTTOM || f->y <= FLOW_TOP)
		return false;
	struct scene *page = f->page;
	size_t from = f->last.from;
	double top = f->last.top, headings = f->y - top;
	bool goes_along = is_after_heading(f) && from > 0 && headings + height <= FLOW_BOTTOM - FLOW_TOP;
	add_page(f);
	if (!goes_along)
		return true;
	size_t n_names = scene_move(f->page, page, from, FLOW_TOP - top);
	for (size_t i = 1; i <= n_names; i++)
		f->headings[f->n_headings - i].page++;
	f->last.from = 0;
	f->last.to = f->page->n;
	f->last.top = FLOW_TOP;
	f->y_before = top;
	f->y = FLOW_TOP + headings;
	return true;
}

size_t flow_section(struct flow *f)
{
	if (f->y < FLOW_TOP + FLOW_KEEP)
		return 0;
	flow_page(f);
	return f->n_pages - 1;
}

void flow_section_end(struct flow *f, size_t begun)
{
	if (!begun || f->n_pages != begun + 1 || f->y_before + BEFORE_SECTION + f->y - FLOW_TOP > FLOW_BOTTOM)
		return;
	double down = f->y_before + BEFORE_SECTION - FLOW_TOP;
	struct scene *page = f->page;
	f->page = f->pages[--f->n_pages - 1];
	scene_move(f->page, page, 0, down);
	for (size_t i = f->n_headings; i-- > 0 && f->headings[i].page == f->n_pages;)
		f->headings[i].page--;
	f->y += down;
	f->last.to = 0;
}

double flow_kept(const double *heights, size_t i, size_t n)
{
	double all = 0, two = heights[i] + (i + 1 < n ? heights[i + 1] : 0);
	for (size_t k = 0; i == 0 && k < n; k++)
		all += heights[k];
	if (i == 0 && all <= FLOW_KEEP)
		return all;
	return (i == 0 || i + 2 == n) && two <= FLOW_KEEP ? two : heights[i];
}

void flow_space(struct flow *f, double height)
{
	if (f->y > FLOW_TOP)
		f->y += height;
}

static void remember(struct flow *f, int level, const char *text, const char *name)
{
	if (f->n_headings == f->headings_room) {
		size_t room = f->headings_room ? f->headings_room * 2 : 64;
		struct flow_heading *headings = arena_alloc(f->arena, room, sizeof *headings);
		if (f->n_headings)
			memcpy(headings, f->headings, f->n_headings * sizeof *headings);
		f->headings = headings;
		f->headings_room = room;
	}
	f->headings[f->n_headings++] = (struct flow_heading){ level, scene_safe(f->arena, text_of(text)).data, name,
							      f->n_pages - 1 };
}

void flow_heading(struct flow *f, int level, const char *text, const char *name, double with)
{
	static const struct {
		double size, leading, before, after;
	} looks[] = {
		{ 0, 0, 0, 0 },
		{ 20, 25, BEFORE_SECTION, 12 },
		{ 13, 17, 18, 5 },
		{ 9.8, 13, 13, 3 },
	};
	static const char *const tags[] = { "", "H1", "H2", "H3", "H4" };
	assert(level >= 1 && level <= 3 && f->deeper >= 0 && f->deeper <= 1);
	struct style style = { FACE_BOLD, looks[level].size, INK };
	struct text *lines;
	size_t n = ruler_wrap(f->ruler, f->arena, style, FLOW_BODY, text_of(text), &lines);
	double height = looks[level].leading * (double)n;
	flow_need(f, looks[level].before + height + looks[level].after + with);
	if (!is_after_heading(f)) {
		f->last.from = f->page->n;
		f->last.top = f->y;
	}
	f->last.n_lines = 0;
	flow_space(f, looks[level].before);
	if (name) {
		remember(f, level, text, name);
		scene_open_name(f->page, name);
	}
	scene_open(f->page, tags[level + f->deeper], NULL);
	scene_paragraph(f->page, FLOW_LEFT, f->y + looks[level].size * 0.8, FLOW_BODY, looks[level].leading, style,
			text_of(text));
	scene_close(f->page);
	if (name)
		scene_close(f->page);
	f->y += height + looks[level].after;
	f->last.to = f->page->n;
}

/* One paragraph, over as many pages as it takes. */
static void add_paragraph(struct flow *f, double indent, const char *bullet, struct style style, double leading,
			  struct text t)
{
	struct text *lines;
	size_t n = ruler_wrap(f->ruler, f->arena, style, FLOW_BODY - indent, t, &lines);
	if (!n)
		return;
	/* No single line of a paragraph alone at the end of a page. */
	flow_need(f, leading * (double)(n < 3 ? n : 2));
	bool is_held = is_after_heading(f) && !bullet && f->last.n_lines + n <= MAX_HELD;
	scene_open(f->page, "P", NULL);
	for (size_t i = 0; i < n; i++) {
		if (f->y + leading > FLOW_BOTTOM) {
			scene_close(f->page);
			add_page(f);
			scene_open(f->page, "P", TAGGED_CONTINUED);
		}
		double base = f->y + style.size * 0.82;
		if (i == 0 && bullet)
			scene_text(f->page, FLOW_LEFT, base, ANCHOR_START,
				   (struct style){ FACE_BOLD, style.size, BLUE }, text_of(bullet));
		scene_text(f->page, FLOW_LEFT + indent, base, ANCHOR_START, style, lines[i]);
		f->y += leading;
	}
	scene_close(f->page);
	if (is_held && f->last.to) {
		f->last.to = f->page->n;
		f->last.n_lines += n;
	}
}

void flow_indented(struct flow *f, double indent, const char *bullet, struct style style, double leading,
		   const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\r\n");
		add_paragraph(f, indent, bullet, style, leading, (struct text){ text, size });
		bullet = NULL;
		text += size;
		text += strspn(text, "\r\n");
	}
}

void flow_text(struct flow *f, struct style style, double leading, const char *text)
{
	flow_indented(f, 0, NULL, style, leading, text);
}

void flow_figure(struct flow *f, const struct scene *figure)
{
	double scale = fmin(FLOW_BODY / figure->width, (FLOW_BOTTOM - FLOW_TOP) / figure->height);
	flow_need(f, figure->height * scale);
	scene_open(f->page, "Figure",
		   arena_printf(f->arena, "%.*s. %.*s", (int)figure->title.size, figure->title.data ? figure->title.data : "",
				(int)figure->description.size,
				figure->description.data ? figure->description.data : ""));
	scene_box(f->page, FLOW_LEFT, f->y, figure->width * scale, figure->height * scale, 3, COLOUR_NONE, RULE, 0.7);
	scene_place(f->page, figure, FLOW_LEFT, f->y, scale);
	scene_close(f->page);
	f->y += figure->height * scale;
}

static void open_item(struct flow *f, const char *alternative)
{
	scene_open(f->page, "L", alternative);
	scene_open(f->page, "LI", NULL);
	scene_open(f->page, "LBody", NULL);
}

static void close_item(struct flow *f)
{
	for (int i = 0; i < 3; i++)
		scene_close(f->page);
}

void flow_list(struct flow *f, bool numbered, struct style style, double leading, size_t n, const char *const *items)
{
	double indent = numbered ? 20 : 12, gap = leading * 0.35;
	double *heights = arena_alloc(f->arena, n + 1, sizeof *heights);
	struct text **wrapped = arena_alloc(f->arena, n + 1, sizeof *wrapped);
	for (size_t i = 0; i < n; i++) {
		size_t n_lines =
			ruler_wrap(f->ruler, f->arena, style, FLOW_BODY - indent, text_of(items[i]), &wrapped[i]);
		heights[i] = leading * (double)n_lines + gap;
	}
	for (size_t i = 0; i < n; i++) {
		const struct text *lines = wrapped[i];
		size_t n_lines = (size_t)((heights[i] - gap) / leading + 0.5);
		flow_need(f, fmin(flow_kept(heights, i, n) - gap, FLOW_KEEP));
		/* Each item is opened as a list of its own: where the pages break is known only afterwards. */
		open_item(f, i ? TAGGED_CONTINUED : NULL);
		const char *label = numbered ? arena_printf(f->arena, "%zu.", i + 1) : "\u2022";
		for (size_t k = 0; k < n_lines; k++) {
			if (f->y + leading > FLOW_BOTTOM) {
				close_item(f);
				add_page(f);
				open_item(f, TAGGED_CONTINUED);
			}
			double base = f->y + style.size * 0.82;
			if (k == 0)
				scene_text(f->page, FLOW_LEFT, base, ANCHOR_START,
					   (struct style){ FACE_BOLD, style.size, BLUE }, text_of(label));
			scene_text(f->page, FLOW_LEFT + indent, base, ANCHOR_START, style, lines[k]);
			f->y += leading;
		}
		close_item(f);
		flow_space(f, gap);
	}
}
