/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of the flow. */
#include "render/chart.h"
#include "render/flow.h"
#include "render/mark.h"
#include "render/tagged.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define PAD_X   4.0
#define PAD_Y   3.4
#define USUAL   8.2
#define MARK    9.5
#define LEADING 1.28 /* of the size */
/* Lines of a cell, half a page of them; no text of ours has so many.  What goes on is cut with a mark: a value that a file
 * has in place of a device's model may be a million bytes long, and stands whole in the tables of figures. */
#define MOST_LINES 24

struct laid_cell {
	struct text *lines;
	size_t n_lines;
};

struct laying {
	struct flow *f;
	const struct flow_table *t;
	double left[FLOW_MAX_COLUMNS + 1];
	double size, leading, head_height;
	struct laid_cell head[FLOW_MAX_COLUMNS];
};

void flow_table_init(struct flow_table *t, const struct flow_column *columns, int n_columns)
{
	assert(n_columns >= 1 && n_columns <= FLOW_MAX_COLUMNS);
	*t = (struct flow_table){ .columns = columns, .n_columns = n_columns };
}

struct flow_cell *flow_table_row(struct flow_table *t)
{
	size_t columns = (size_t)t->n_columns;
	if (t->n_rows == t->room) {
		t->room = t->room ? t->room * 2 : 16;
		t->cells = memory_resize(t->cells, t->room * columns, sizeof *t->cells);
	}
	struct flow_cell *row = t->cells + t->n_rows++ * columns;
	for (size_t i = 0; i < columns; i++)
		row[i] = (struct flow_cell){ .text = "" };
	return row;
}

/* Line breaks and tabs are spaces in a cell. */
static struct text flatten(struct arena *arena, const char *text)
{
	size_t size = strlen(text);
	char *copy = arena_copy(arena, text, size);
	for (size_t i = 0; i < size; i++)
		if (copy[i] == '\n' || copy[i] == '\r' || copy[i] == '\t')
			copy[i] = ' ';
	return (struct text){ copy, size };
}

static struct style cell_style(const struct laying *l, const struct flow_cell *c)
{
	return (struct style){ c->bold ? FACE_BOLD : FACE_REGULAR, l->size, c->link ? BLUE : INK };
}

static struct laid_cell lay_cell(const struct laying *l, int column, struct style style, const char *text,
				 bool has_mark)
{
	struct laid_cell laid;
	double pad = l->t->columns[column].anchor == ANCHOR_MIDDLE ? 0.5 : PAD_X;
	double width = l->left[column + 1] - l->left[column] - 2 * pad - (has_mark ? MARK + 4 : 0);
	laid.n_lines = ruler_wrap(l->f->ruler, l->f->arena, style, fmax(width, l->size), flatten(l->f->arena, text),
				  &laid.lines);
	if (laid.n_lines > MOST_LINES) {
		laid.n_lines = MOST_LINES;
		laid.lines[MOST_LINES - 1] = TEXT("...");
	}
	return laid;
}

static struct style head_style(const struct laying *l)
{
	return (struct style){ FACE_BOLD, l->size - 0.6, GREY };
}

static void lay_head(struct laying *l)
{
	size_t most = 1;
	for (int i = 0; i < l->t->n_columns; i++) {
		l->head[i] = lay_cell(l, i, head_style(l), l->t->columns[i].title, false);
		if (l->head[i].n_lines > most)
			most = l->head[i].n_lines;
	}
	bool titled = false;
	for (int i = 0; i < l->t->n_columns; i++)
		titled |= *l->t->columns[i].title != '\0';
	l->head_height = titled ? (double)most * l->leading + 2 * PAD_Y : 0;
}

/* x of a cell's text by its anchor. */
static double anchor_x(const struct laying *l, int column, bool has_mark)
{
	switch (l->t->columns[column].anchor) {
	case ANCHOR_START:
		return l->left[column] + PAD_X + (has_mark ? MARK + 4 : 0);
	case ANCHOR_MIDDLE:
		return (l->left[column] + l->left[column + 1]) / 2;
	case ANCHOR_END:
		break;
	}
	return l->left[column + 1] - PAD_X;
}

static void draw_head(struct laying *l)
{
	struct scene *s = l->f->page;
	if (l->head_height <= 0)
		return;
	scene_open(s, "TR", NULL);
	for (int i = 0; i < l->t->n_columns; i++) {
		scene_open(s, "TH", NULL);
		/* Heads of several lines end on one base line. */
		double y = l->f->y + l->head_height - PAD_Y - (double)l->head[i].n_lines * l->leading + l->size * 0.9;
		const char *spoken = l->t->spoken_titles ? l->t->spoken_titles[i] : NULL;
		if (spoken)
			scene_open(s, "Span", spoken);
		for (size_t k = 0; k < l->head[i].n_lines; k++)
			scene_text(s, anchor_x(l, i, false), y + (double)k * l->leading, l->t->columns[i].anchor,
				   head_style(l), l->head[i].lines[k]);
		if (spoken)
			scene_close(s);
		scene_close(s);
	}
	scene_close(s);
	l->f->y += l->head_height;
	scene_line(s, FLOW_LEFT, l->f->y, FLOW_RIGHT, l->f->y, INK, 0.8, false);
}

/* The mark of a cell: alone it stands in the middle of its column. */
static void draw_mark(struct laying *l, int column, const struct flow_cell *cell, double y)
{
	double x = l->left[column] + PAD_X + MARK / 2;
	if (!*cell->text && l->t->columns[column].anchor == ANCHOR_MIDDLE)
		x = (l->left[column] + l->left[column + 1]) / 2;
	mark_draw(l->f->page, l->f->palette, cell->mark, x, y - l->size * 0.36, MARK, true);
}

/* Lines from..to of one cell.  A mark is read aloud as its word, and as nothing where the text is that word;
 * a cell with parts has all of its contents in parts. */
static void draw_cell(struct laying *l, int column, const struct flow_cell *cell, const struct laid_cell *laid,
		      size_t from, size_t to)
{
	struct scene *s = l->f->page;
	double y = l->f->y + PAD_Y + l->size * 0.9;
	const char *word = cell->has_mark && from == 0 ? status_word(cell->mark) : NULL;
	bool says_word = word && !strcmp(cell->text, word);
	if (cell->link)
		scene_open_link(s, cell->link);
	if (cell->has_mark || cell->spoken)
		scene_open(s, "Span", word ? word : cell->spoken);
	if (word)
		draw_mark(l, column, cell, y);
	if (word && !says_word) {
		scene_close(s);
		scene_open(s, "Span", cell->spoken);
	}
	for (size_t k = from; k < to && k < laid->n_lines; k++)
		scene_text(s, anchor_x(l, column, cell->has_mark), y + (double)(k - from) * l->leading,
			   l->t->columns[column].anchor, cell_style(l, cell), laid->lines[k]);
	if (cell->has_mark || cell->spoken)
		scene_close(s);
	if (cell->link)
		scene_close(s);
}

/* Lines from..to of a row that was laid out. */
static void draw_lines(struct laying *l, const struct flow_cell *row, const struct laid_cell *laid, size_t from,
		       size_t to)
{
	struct scene *s = l->f->page;
	scene_open(s, "TR", NULL);
	for (int i = 0; i < l->t->n_columns; i++) {
		scene_open(s, i < l->t->n_heading ? "TH" : "TD", NULL);
		draw_cell(l, i, &row[i], &laid[i], from, to);
		scene_close(s);
	}
	scene_close(s);
	l->f->y += (double)(to - from) * l->leading + 2 * PAD_Y;
	scene_line(s, FLOW_LEFT, l->f->y, FLOW_RIGHT, l->f->y, RULE, 0.6, false);
}

static void next_page(struct laying *l)
{
	scene_close(l->f->page);
	flow_page(l->f);
	scene_open(l->f->page, "Table", TAGGED_CONTINUED);
	draw_head(l);
}

static size_t lay_row(const struct laying *l, const struct flow_cell *row, struct laid_cell *laid)
{
	size_t most = 1;
	for (int i = 0; i < l->t->n_columns; i++) {
		laid[i] = lay_cell(l, i, cell_style(l, &row[i]), row[i].text, row[i].has_mark);
		if (laid[i].n_lines > most)
			most = laid[i].n_lines;
	}
	return most;
}

static double row_height(const struct laying *l, const struct flow_cell *row)
{
	struct laid_cell laid[FLOW_MAX_COLUMNS];
	return (double)lay_row(l, row, laid) * l->leading + 2 * PAD_Y;
}

static struct flow_cell *row_of(const struct flow_table *t, size_t i)
{
	return t->cells + i * (size_t)t->n_columns;
}

static bool is_empty(const struct flow_cell *c)
{
	return !*c->text && !c->has_mark;
}

/* The empty cells that a row begins with get what the rows above have there. */
static void repeat_labels(const struct flow_table *t, size_t i)
{
	struct flow_cell *row = row_of(t, i);
	for (int column = 0; column + 1 < t->n_columns && is_empty(&row[column]); column++)
		for (size_t k = i; k-- > 0 && is_empty(&row[column]);)
			row[column] = row_of(t, k)[column];
}

/* `kept` is what must be left on the page for it. */
static void draw_row(struct laying *l, size_t i, double kept)
{
	struct laid_cell laid[FLOW_MAX_COLUMNS];
	double whole = FLOW_BOTTOM - FLOW_TOP - l->head_height;
	if (l->f->y + kept > FLOW_BOTTOM && kept <= whole) {
		next_page(l);
		repeat_labels(l->t, i);
	}
	const struct flow_cell *row = row_of(l->t, i);
	size_t most = lay_row(l, row, laid), from = 0;
	while (from < most) {
		double room = FLOW_BOTTOM - l->f->y - 2 * PAD_Y;
		size_t fits = room < l->leading ? 0 : (size_t)(room / l->leading + 1e-6);
		if (!fits) {
			next_page(l);
			continue;
		}
		size_t to = most - from < fits ? most : from + fits;
		draw_lines(l, row, laid, from, to);
		from = to;
	}
}

/* The caption, kept with the head and the first rows; `first` is how much of those. */
static void draw_caption(struct flow *f, const char *caption, double first)
{
	static const struct style style = { FACE_BOLD, 8.4, INK };
	static const double leading = 12, before = 6;
	struct text *lines;
	size_t n = caption ? ruler_wrap(f->ruler, f->arena, style, FLOW_BODY, text_of(caption), &lines) : 0;
	flow_need(f, first + (n ? before + leading * (double)n : 0));
	if (!n)
		return;
	flow_space(f, before);
	flow_text(f, style, leading, caption);
}

static void draw_table(struct laying *l)
{
	const struct flow_table *t = l->t;
	double *heights = arena_alloc(l->f->arena, t->n_rows, sizeof *heights);
	lay_head(l);
	for (size_t i = 0; i < t->n_rows; i++)
		heights[i] = row_height(l, row_of(t, i));
	double whole = FLOW_BOTTOM - FLOW_TOP - l->head_height, first = flow_kept(heights, 0, t->n_rows);
	draw_caption(l->f, t->caption, l->head_height + (first <= whole ? first : FLOW_KEEP));
	scene_open(l->f->page, "Table", t->caption);
	draw_head(l);
	for (size_t i = 0; i < t->n_rows; i++)
		draw_row(l, i, i ? flow_kept(heights, i, t->n_rows) : heights[0]);
	scene_close(l->f->page);
	l->f->y += 6;
}

void flow_table_draw(struct flow *f, struct flow_table *t)
{
	struct laying l = { .f = f, .t = t, .size = t->size > 0 ? t->size : USUAL };
	l.leading = l.size * LEADING;
	l.left[0] = FLOW_LEFT;
	for (int i = 0; i < t->n_columns; i++)
		l.left[i + 1] = l.left[i] + t->columns[i].share * FLOW_BODY;
	if (t->n_rows)
		draw_table(&l);
	memory_free(t->cells);
	*t = (struct flow_table){ .columns = t->columns, .n_columns = t->n_columns };
}
