/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paper.h - a document as headings, text, lists, tables and figures, before anything is laid out.
 *
 * Built once and written twice: paper_pdf.c lays it onto pages, paper_html.c writes one self-contained
 * page, so that the two forms cannot say different things.  Text is kept as it came; each form makes it
 * safe in its own way.  Everything lives in the arena.
 */
#ifndef RENDER_PAPER_H
#define RENDER_PAPER_H

#include "engine/error.h"
#include "render/flow.h"
#include "render/paint.h"

#define PAPER_NARROW 340.0 /* width of a figure for a phone; the wide form has CHART_WIDTH */

enum paper_kind {
	PAPER_HEADING,
	PAPER_TEXT,
	PAPER_SMALL, /* text of lesser weight */
	PAPER_LEAD,  /* text of greater weight */
	PAPER_WARNING, /* in a box, with a title */
	PAPER_LIST,
	PAPER_TABLE,
	PAPER_FIGURE,
	PAPER_CONTENTS, /* where the list of contents stands */
	PAPER_PAGE,     /* the pages go on with a new one */
};

struct paper_table {
	const char *caption; /* shown above the table */
	int n_columns;
	const struct flow_column *columns;
	const char *const *spoken_titles; /* as in flow_table */
	size_t n_rows, room;
	struct flow_cell *cells; /* [n_rows * n_columns]; the first column heads the rows */
	double size;             /* of the text on pages; 0: the usual */
	bool is_wide;            /* stays as wide as it is on a phone, and scrolls */
	bool is_code;            /* its last column holds long words that may be broken anywhere */
};

struct paper_block {
	enum paper_kind kind;
	int level;        /* heading: 1 section, 2 part, 3 lesser part; parts below it belong to it */
	bool is_small;    /* heading: looks like one of the level below, and stands in no list of contents */
	const char *name; /* heading: where links lead to */
	const char *text; /* heading, texts; the title of a warning */
	size_t n_items;   /* list; lines of a warning */
	const char *const *items;
	bool is_numbered;
	struct paper_table *table;
	const struct scene *wide, *narrow; /* figure */
};

struct paper {
	struct arena *arena; /* borrowed */
	const struct ruler *ruler;
	enum palette palette;
	const char *title, *kind, *subtitle; /* "Performance Measurement Report", "SEC Panel paper", ... */
	const char *subject, *keywords;
	const char *running; /* foot of every page */
	bool is_loud;        /* the foot is a warning */
	size_t n, room;
	struct paper_block *blocks;
};

void paper_init(struct paper *p, struct arena *arena, const struct ruler *ruler, enum palette palette);
void paper_heading(struct paper *p, int level, const char *text, const char *name);
void paper_small_heading(struct paper *p, int level, const char *text, const char *name);
void paper_text(struct paper *p, enum paper_kind kind, const char *text);
/* The items are copied, their texts are not. */
void paper_list(struct paper *p, bool is_numbered, size_t n, const char *const *items);
void paper_warning(struct paper *p, const char *title, const char *text);
/* `columns` are borrowed. The table may be added to until the paper is written; without rows it is left out. */
struct paper_table *paper_table(struct paper *p, const char *caption, const struct flow_column *columns,
				int n_columns);
struct flow_cell *paper_row(struct paper *p, struct paper_table *t);
void paper_figure(struct paper *p, const struct scene *wide, const struct scene *narrow);
void paper_mark(struct paper *p, enum paper_kind kind); /* PAPER_CONTENTS, PAPER_PAGE */
/* Whether a block stands on a page of its own: false for a table without rows. */
bool paper_is_shown(const struct paper_block *b);

/* Pages, and what paint_pdf wants to know of them; `created` is an instant. */
void paper_lay_out(const struct paper *p, int64_t created, struct paint_document *out);
/* One self-contained HTML page. */
void paper_write_html(const struct paper *p, struct builder *out);
#define PAPER_LANGUAGE "en-GB"

#endif
