/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scene.h - a chart or a page as a list of rectangles, lines, paths, circles and anchored text.
 *
 * A scene says what stands where and nothing about how it is painted, so that a test can compare it as
 * text and check that nothing overlaps.  Text is placed with a replaceable ruler, so that neither needs
 * fonts.  Units are points, y goes down, text stands on its baseline.  All text is made safe on its way in:
 * control characters and invalid UTF-8 become visible escapes.  Items and text live in the arena.
 */
#ifndef RENDER_SCENE_H
#define RENDER_SCENE_H

#include "engine/text.h"

enum face { FACE_REGULAR, FACE_BOLD, FACE_ITALIC, FACE_COUNT };
enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

#define COLOUR_NONE          UINT32_MAX /* else 0xRRGGBB */
#define SCENE_ASCENT         0.74       /* of the size: what capitals and digits take above the baseline */
#define SCENE_DESCENT        0.21       /* and tails below it */
#define SCENE_MAX_TEXT_BYTES 65536      /* of one text; more is cut with "..." */

struct style {
	enum face face;
	double size;
	uint32_t colour;
};

/* Measures one line of safe text.  Widths grow in proportion to the size. */
struct ruler {
	double (*width)(void *context, struct text t, enum face face, double size);
	void *context;
};
extern const struct ruler scene_fixed_ruler; /* half the size for each character: for tests */

struct point {
	double x, y;
};

enum item_kind { ITEM_RECT, ITEM_LINE, ITEM_PATH, ITEM_CIRCLE, ITEM_TEXT, ITEM_OPEN, ITEM_CLOSE };

struct item {
	enum item_kind kind;
	double x, y;   /* top left; start; centre; anchor on the baseline */
	double x2, y2; /* rect: bottom right; line: end */
	double radius; /* circle; rect: of its corners */
	double width;  /* of the stroke; of the text */
	uint32_t fill, stroke;
	bool dashed, closed;
	size_t n_points;
	const struct point *points; /* path */
	struct text text;           /* safe; of a group: its alternative text */
	struct style style;
	enum anchor anchor;
	const char *tag;  /* group: "H1", "P", "Table", "Figure", "g", ... */
	const char *link; /* group: where a click leads, or NULL */
	const char *name; /* group: where a link leads to, or NULL */
};

struct scene {
	struct arena *arena; /* borrowed */
	const struct ruler *ruler;
	double width, height;
	struct text title, description; /* alternative text */
	size_t n, room;
	struct item *items;
	int depth; /* open groups */
};

void scene_init(struct scene *s, struct arena *arena, const struct ruler *ruler, double width, double height);
void scene_describe(struct scene *s, const char *title, const char *description);

void scene_rect(struct scene *s, double x, double y, double width, double height, uint32_t fill);
/* With rounded corners and an outline; either colour may be COLOUR_NONE. */
void scene_box(struct scene *s, double x, double y, double width, double height, double radius, uint32_t fill,
	       uint32_t stroke, double stroke_width);
void scene_line(struct scene *s, double x1, double y1, double x2, double y2, uint32_t colour,
		double stroke_width, bool dashed);
void scene_circle(struct scene *s, double x, double y, double radius, uint32_t fill, uint32_t stroke,
		  double stroke_width);
void scene_path(struct scene *s, const struct point *points, size_t n_points, bool closed, uint32_t fill,
		uint32_t stroke, double stroke_width);
/* One line.  Returns its width. */
double scene_text(struct scene *s, double x, double y, enum anchor anchor, struct style style, struct text t);
/* The same, made smaller where it would be wider than `width`. */
double scene_text_fit(struct scene *s, double x, double y, double width, enum anchor anchor,
		      struct style style, struct text t);
/* Lines at `leading` that are never wider than `width`; y is the first baseline.  Returns how many. */
size_t scene_paragraph(struct scene *s, double x, double y, double width, double leading, struct style style,
		       struct text t);

/* Groups nest.  Literals or arena text; alternative may be NULL. */
void scene_open(struct scene *s, const char *tag, const char *alternative);
void scene_open_link(struct scene *s, const char *to);
void scene_open_name(struct scene *s, const char *name);
void scene_close(struct scene *s);

/* Copies another scene into this one, its top left at x, y. */
void scene_place(struct scene *s, const struct scene *other, double x, double y, double scale);
/* Takes the items from `from` on out of `other` and puts them into `s`, lower by `down`; returns how many names open
 * among them.  No group of `other` may begin before `from` and end after it. */
size_t scene_move(struct scene *s, struct scene *other, size_t from, double down);

/* Makes text safe for a scene, in the arena. */
struct text scene_safe(struct arena *arena, struct text t);
double ruler_width(const struct ruler *r, struct style style, struct text safe);
/* Breaks text into lines at spaces, and inside a word only where the word alone is too wide. */
size_t ruler_wrap(const struct ruler *r, struct arena *arena, struct style style, double width, struct text t,
		  struct text **lines);

/* The box that a text item takes: left, top, right, bottom. */
void scene_text_box(const struct item *text, double box[4]);
/* A coordinate with at most two decimals, whatever the locale. */
void scene_add_number(struct builder *out, double value);

#endif
