/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * indexed.h - a painted picture with one byte a pixel and a table of at most 256 colours.
 *
 * Charts are a few flat colours; what makes thousands of them is the soft edge of a letter or line.  The
 * common colours are kept exactly, and so is every colour where there are no more than 256.  Else the rare
 * ones, all of them edges, take the nearest that is kept.  The same pixels always give the same bytes.
 */
#ifndef RENDER_INDEXED_H
#define RENDER_INDEXED_H

#include "render/png_file.h"

#define INDEXED_COLOURS 256
#define INDEXED_EXACT   128 /* the commonest colours, exact however many there are */

struct indexed {
	uint32_t colours[INDEXED_COLOURS]; /* 0xRRGGBB, the commonest first */
	int n_colours;
	/* [height_px][1 + width_px] as PNG has them: the number of the filter, 0 for none, then the places of a row's pixels
	 * in the table; owned. */
	unsigned char *rows;
	size_t row_bytes, n_bytes;
};

void indexed_init(struct indexed *x, const struct picture *picture);
void indexed_done(struct indexed *x);

#endif
