/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * indexed.h - a painted picture with one byte a pixel and a table of at most 256 colours.
 *
 * Charts are a few flat colours; what makes thousands of them is the soft edge of a letter or line.  The
 * common colours are kept exactly, and so is every colour where there are no more than 256.  Else the rare
 * ones, all of them edges, take the nearest that is kept.  The same pixels always give the same bytes.
 *
 * A picture comes in strips from the top down, small enough for a cache, and is whole only as one byte a pixel.
 */
#ifndef RENDER_INDEXED_H
#define RENDER_INDEXED_H

#include <stddef.h>
#include <stdint.h>

#define INDEXED_COLOURS 256
#define INDEXED_EXACT   128 /* the commonest colours, exact however many there are */

struct indexed {
	uint32_t colours[INDEXED_COLOURS]; /* 0xRRGGBB, the commonest first */
	int n_colours;
	/* [height_px][1 + width_px] as PNG has them: the number of the filter, 0 for none, then the places of a row's pixels
	 * in the table; owned. */
	unsigned char *rows;
	int width_px, height_px;
	size_t row_bytes, n_bytes;
};

struct strip {
	const unsigned char *pixels; /* rows of 4 bytes a pixel: blue, green, red, unused */
	int height_px;
	int stride_bytes;
};

struct indexer;
struct indexer *indexer_new(int width_px, int height_px);
void indexer_free(struct indexer *r); /* NULL is fine */
/* The next strip of the picture. */
void indexer_add(struct indexer *r, const struct strip *strip);
/* The picture, once it has all its rows. */
void indexer_finish(struct indexer *r, struct indexed *x);
void indexed_done(struct indexed *x);

#endif
