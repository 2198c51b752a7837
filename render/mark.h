/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mark.h - the mark of a status: shape, colour and letter together, drawn as paths.
 */
#ifndef RENDER_MARK_H
#define RENDER_MARK_H

#include "render/palette.h"
#include "render/scene.h"

/* Centred on x, y; `size` is its height.  With `letter` false the shape alone, for marks too small. */
void mark_draw(struct scene *s, enum palette palette, enum status status, double x, double y, double size,
	       bool letter);

#endif
