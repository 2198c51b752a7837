/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flow.h - puts headings, text, tables and figures onto pages, one below the other.
 *
 * The flow measures before it places: what does not fit goes to the next page, tables repeat their head
 * and wrap their cells, and a row taller than a page goes on over the page's end, so that nothing overlaps and
 * nothing is cut.  A heading, with a few lines of text below, goes with what follows; a short table or list is not
 * parted, and of a longer one no row or item stands alone on a page.  It knows nothing of what it places.  Pages live in the arena.
 */
#ifndef RENDER_FLOW_H
#define RENDER_FLOW_H

#include "engine/result.h"
#include "render/palette.h"
#include "render/scene.h"

#define FLOW_WIDTH  595.28 /* A4 portrait, points */
#define FLOW_HEIGHT 841.89
#define FLOW_LEFT   48.0
#define FLOW_RIGHT  (FLOW_WIDTH - 48.0)
#define FLOW_BODY   (FLOW_RIGHT - FLOW_LEFT)
#define FLOW_TOP    74.0
#define FLOW_BOTTOM (FLOW_HEIGHT - 62.0)
#define FLOW_KEEP   ((FLOW_BOTTOM - FLOW_TOP) / 4) /* what is lower than this is not parted */

struct flow_heading {
	int level;        /* 1 to 3 */
	const char *text; /* safe */
	const char *name; /* of the destination */
	size_t page;      /* 0-based */
};

struct flow {
	struct arena *arena;
	const struct ruler *ruler;
	enum palette palette;
	struct scene *page; /* the last one */
	double y;           /* top of what comes next */
	double y_before;    /* the same on the page before, when this one began */
	struct {
		size_t from, to; /* items of the page; they are its last ones while `to` is their number */
		double top;
		size_t n_lines; /* of text among them */
	} last; /* the headings placed last, and a few lines of text right below: they go with what follows */
	size_t n_pages, pages_room;
	struct scene **pages;
	size_t n_headings, headings_room;
	struct flow_heading *headings;
	int deeper; /* added to the level of a heading in its tag: below the title of a document it is 1 */
};

void flow_init(struct flow *f, struct arena *arena, const struct ruler *ruler, enum palette palette);
void flow_page(struct flow *f);                 /* begins a new page, unless this one is still empty */
/* A section begins a page, unless little stands on the last one.  Returns what flow_section_end wants to know. */
size_t flow_section(struct flow *f);
/* A section that is all on the page it began goes below what stands on the page before, where there is room for it. */
void flow_section_end(struct flow *f, size_t begun);
bool flow_need(struct flow *f, double height);  /* a new page when less is left; true when it began one */
void flow_space(struct flow *f, double height); /* none at the top of a page */
/* Never the last thing on a page: keeps `with` points of what follows, and goes on to the next page with it.
 * `name` NULL: no bookmark. */
void flow_heading(struct flow *f, int level, const char *text, const char *name, double with);
/* Wrapped text; line breaks in it begin new paragraphs. */
void flow_text(struct flow *f, struct style style, double leading, const char *text);
void flow_indented(struct flow *f, double indent, const char *bullet, struct style style, double leading,
		   const char *text);
/* A scene, made smaller to fit the width (and the page's height); its description is the alternative text. */
void flow_figure(struct flow *f, const struct scene *figure);
/* A list with bullets, or with numbers. */
void flow_list(struct flow *f, bool numbered, struct style style, double leading, size_t n,
	       const char *const *items);

struct flow_column {
	const char *title;
	double share; /* of the width; together 1 */
	enum anchor anchor;
};

struct flow_cell {
	const char *text;
	bool bold, has_mark;
	enum status mark;
	const char *link;
	const char *spoken; /* read aloud instead of the text, or NULL */
};

struct flow_table {
	int n_columns;
	const struct flow_column *columns;
	size_t n_rows, room;
	struct flow_cell *cells; /* [n_rows * n_columns], on the heap until flow_table_draw */
	double size;             /* of the text; 0: the usual */
	int n_heading;           /* leading columns whose cells head their rows */
	const char *caption;     /* shown above the table, and read aloud before it; or NULL */
	const char *const *spoken_titles; /* [n_columns], read aloud instead of the titles; it or its entries
					   * may be NULL */
};

#define FLOW_MAX_COLUMNS 20

void flow_table_init(struct flow_table *t, const struct flow_column *columns, int n_columns);
/* Adds a row of empty cells and returns them. */
struct flow_cell *flow_table_row(struct flow_table *t);
/* Draws and frees the table; nothing when it has no rows.  A row that goes on with its leading cells empty belongs to
 * the cells above: at the top of a page they are shown again. */
void flow_table_draw(struct flow *f, struct flow_table *t);

/* How much must be left on a page for part `i` of `n` parts of these heights. */
double flow_kept(const double *heights, size_t i, size_t n);

extern const struct style flow_body, flow_small, flow_strong;

#endif
