/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * svg.h - a scene as SVG 1.1.
 *
 * Written here rather than by cairo, for three reasons: text stays text (searchable, read aloud, small),
 * there are no ids whose numbers depend on what was drawn before, and no byte depends on a library's
 * version.  Each text carries its measured length, so that with another font it still cannot overlap.
 */
#ifndef RENDER_SVG_H
#define RENDER_SVG_H

#include "render/scene.h"

void svg_write(const struct scene *s, struct builder *out);
/* The same as a part of an HTML page: `id` begins the ids in it. */
void svg_write_inline(const struct scene *s, const char *id, const char *class, struct builder *out);
/* A shape to be used many times on a page by its id. */
void svg_write_symbol(const struct scene *s, const char *id, struct builder *out);

#endif
