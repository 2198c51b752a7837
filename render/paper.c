/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/paper.h"

#include <assert.h>
#include <string.h>

void paper_init(struct paper *p, struct arena *arena, const struct ruler *ruler, enum palette palette)
{
	*p = (struct paper){ .arena = arena,
			     .ruler = ruler,
			     .palette = palette,
			     .title = "",
			     .kind = "",
			     .subtitle = "",
			     .subject = "",
			     .keywords = "",
			     .running = "" };
}

static struct paper_block *add(struct paper *p, enum paper_kind kind)
{
	if (p->n == p->room) {
		size_t room = p->room ? p->room * 2 : 128;
		struct paper_block *blocks = arena_alloc(p->arena, room, sizeof *blocks);
		if (p->n)
			memcpy(blocks, p->blocks, p->n * sizeof *blocks);
		p->blocks = blocks;
		p->room = room;
	}
	struct paper_block *block = &p->blocks[p->n++];
	*block = (struct paper_block){ .kind = kind, .text = "" };
	return block;
}

void paper_heading(struct paper *p, int level, const char *text, const char *name)
{
	assert(level >= 1 && level <= 3);
	struct paper_block *b = add(p, PAPER_HEADING);
	b->level = level;
	b->text = text;
	b->name = name;
}

void paper_small_heading(struct paper *p, int level, const char *text, const char *name)
{
	assert(level < 3);
	paper_heading(p, level, text, name);
	p->blocks[p->n - 1].is_small = true;
}

void paper_text(struct paper *p, enum paper_kind kind, const char *text)
{
	if (text && *text)
		add(p, kind)->text = text;
}

static void set_items(struct paper *p, struct paper_block *b, size_t n, const char *const *items)
{
	const char **copy = arena_alloc(p->arena, n + 1, sizeof *copy);
	for (size_t i = 0; i < n; i++)
		copy[i] = items[i];
	b->items = copy;
	b->n_items = n;
}

void paper_list(struct paper *p, bool is_numbered, size_t n, const char *const *items)
{
	if (!n)
		return;
	struct paper_block *b = add(p, PAPER_LIST);
	b->is_numbered = is_numbered;
	set_items(p, b, n, items);
}

void paper_warning(struct paper *p, const char *title, const char *text)
{
	struct paper_block *b = add(p, PAPER_WARNING);
	b->text = title;
	set_items(p, b, 1, &text);
}

struct paper_table *paper_table(struct paper *p, const char *caption, const struct flow_column *columns, int n_columns)
{
	assert(n_columns >= 1 && n_columns <= FLOW_MAX_COLUMNS);
	struct paper_table *t = arena_alloc(p->arena, 1, sizeof *t);
	*t = (struct paper_table){ .caption = caption, .columns = columns, .n_columns = n_columns };
	add(p, PAPER_TABLE)->table = t;
	return t;
}

struct flow_cell *paper_row(struct paper *p, struct paper_table *t)
{
	size_t n_columns = (size_t)t->n_columns;
	if (t->n_rows == t->room) {
		size_t room = t->room ? t->room * 2 : 8;
		struct flow_cell *cells = arena_alloc(p->arena, room * n_columns, sizeof *cells);
		if (t->n_rows)
			memcpy(cells, t->cells, t->n_rows * n_columns * sizeof *cells);
		t->cells = cells;
		t->room = room;
	}
	struct flow_cell *row = t->cells + t->n_rows++ * n_columns;
	for (size_t i = 0; i < n_columns; i++)
		row[i] = (struct flow_cell){ .text = "" };
	return row;
}

void paper_figure(struct paper *p, const struct scene *wide, const struct scene *narrow)
{
	struct paper_block *b = add(p, PAPER_FIGURE);
	b->wide = wide;
	b->narrow = narrow;
}

void paper_mark(struct paper *p, enum paper_kind kind)
{
	assert(kind == PAPER_CONTENTS || kind == PAPER_PAGE);
	add(p, kind);
}

bool paper_is_shown(const struct paper_block *b)
{
	return b->kind != PAPER_TABLE || b->table->n_rows > 0;
}
