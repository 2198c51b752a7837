/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * icon.h - variation and assurance icons after NHS England's Making Data Count, for a level where high is good.
 *
 * A circle says how the process moves (~ common cause, H improving, L concerning), a diamond whether it can be relied
 * on to meet the target (P, F, or ? for hit and miss).  The letter says it; the colour of the outline repeats it.
 */
#ifndef RENDER_ICON_H
#define RENDER_ICON_H

#include "engine/review.h"
#include "render/palette.h"
#include "render/scene.h"

/* Centred on x, y; `size` is the height. */
void icon_variation(struct scene *s, enum palette palette, enum review_variation v, double x, double y, double size);
void icon_assurance(struct scene *s, enum palette palette, enum review_assurance a, double x, double y, double size);

#endif
