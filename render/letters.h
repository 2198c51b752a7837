/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * letters.h - text in the three faces, measured and shown; letters.c alone includes Pango and fontconfig.
 *
 * Each text is shaped once for both: what is shown is as wide as what was measured.  The fonts are those of
 * fonts-liberation2 and nothing else, so that neither the machine's fonts nor its locale can change an output.
 */
#ifndef RENDER_LETTERS_H
#define RENDER_LETTERS_H

#include "engine/error.h"
#include "render/scene.h"

struct letters; /* of one thread */
struct _cairo;

/* ERROR_OUTPUT when the fonts are not there. */
struct letters *letters_new(struct error *err) MUST_USE;
void letters_free(struct letters *l);

/* One line of safe text.  Widths grow in proportion to the size. */
double letters_width(struct letters *l, struct text t, enum face face, double size);
/* From x to the right, on the baseline y, in the colour set; ends the path begun. */
void letters_show(struct letters *l, struct _cairo *cr, struct text t, enum face face, double size, double x, double y);

#endif
