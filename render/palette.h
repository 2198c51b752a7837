/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * palette.h - how a status looks, the same in every output.
 *
 * Colour is never alone: a status has a shape and a letter (status_letter) and a word (status_word) too.
 * The default trio stays apart in simulated colour blindness and in grey print.
 */
#ifndef RENDER_PALETTE_H
#define RENDER_PALETTE_H

#include "render/render.h"

enum shape { SHAPE_CIRCLE, SHAPE_TRIANGLE, SHAPE_SQUARE, SHAPE_HOLLOW_CIRCLE, SHAPE_HOLLOW_SQUARE };

struct palette_entry {
	uint32_t fill; /* 0xRRGGBB; of a hollow shape: its outline */
	uint32_t ink;  /* of the letter on it: enough contrast with the fill */
	uint32_t tint; /* a light background for cells, dark text readable on it */
	enum shape shape;
};
const struct palette_entry *palette_status(enum palette p, enum status s);

#define PALETTE_SERIES 8
/* The colour of the n-th of several things that have no status, 0xRRGGBB. */
uint32_t palette_series(enum palette p, int n);
/* What shape stands for which colour word, a sentence: marks too small for their letter. */
const char *palette_shapes(void);

#endif
