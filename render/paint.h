/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paint.h - turns scenes into PDF and PNG; paint.c alone includes cairo; its text is that of letters.h.
 *
 * Bytes go to a callback or a builder: cairo never opens a file.  SVG needs no painter (svg.h).
 */
#ifndef RENDER_PAINT_H
#define RENDER_PAINT_H

#include "engine/error.h"
#include "render/scene.h"

struct painter;

/* ERROR_OUTPUT when the fonts are not there. */
struct painter *painter_new(struct error *err) MUST_USE;
void painter_free(struct painter *p); /* NULL is allowed */
/* False with ERROR_OUTPUT when a drawing library has warned of something in this thread since it was asked last: what
 * was measured or drawn then may lack its text. */
bool painter_check(struct error *err) MUST_USE;
const struct ruler *painter_ruler(const struct painter *p);

/* A PNG of the scene at `scale` pixels a point, its title and description as iTXt. */
bool paint_png(struct painter *p, const struct scene *scene, double scale, struct builder *out,
	       struct error *err) MUST_USE;

struct paint_bookmark {
	const char *text;
	const char *name; /* of the group that it leads to */
	int level;        /* 1, 2, ... */
};

struct paint_document {
	const char *title, *subject, *keywords;
	int64_t created; /* instant */
	double width, height;
	size_t n_pages;
	const struct scene *const *pages;
	size_t n_bookmarks;
	const struct paint_bookmark *bookmarks;
};

typedef bool paint_write(void *context, const void *data, size_t size_bytes);
/* `write` returning false ends the painting with ERROR_OUTPUT. */
bool paint_pdf(struct painter *p, const struct paint_document *d, paint_write *write, void *context,
	       struct error *err) MUST_USE;

#endif
