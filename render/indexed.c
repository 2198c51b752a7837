/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/indexed.h"

#include "engine/memory.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COLOUR_BITS 0xFFFFFF
#define SHORT_PX    16
#define FIRST_STEP  4 /* rounding of rare colours starts here: 1 in 64 of a channel */

struct colour {
	uint32_t rgb;
	uint32_t id; /* in the order of first appearance */
	uint64_t n_pixels;
};

/* Pixels of one colour, side by side. */
struct run {
	uint32_t id, length_px;
};

/* A picture as runs.  A row like the one above it has none of its own. */
struct indexer {
	int width_px, height_px;
	int n_rows; /* seen */
	size_t above, n_alike; /* where the runs of the last rows begin, and how many rows have them */
	uint32_t *last; /* [width_px] pixels of the last row of a strip */
	struct run *items;
	size_t n, room;
	size_t *rows; /* [height_px + 1] where a row's runs begin */
	struct colour *colours;
	size_t n_colours, colours_room;
	struct slot {
		uint32_t rgb, place; /* id + 1; 0: free */
	} *slots; /* by hash */
	size_t n_slots; /* a power of two */
	uint8_t *begins; /* [width_px + 1] 1 where a run begins, and behind the last */
};

static size_t slot_of(const struct indexer *r, uint32_t rgb)
{
	size_t at = (rgb * UINT32_C(2654435761) >> 12) & (r->n_slots - 1);

	while (r->slots[at].place && r->slots[at].rgb != rgb)
		at = (at + 1) & (r->n_slots - 1);
	return at;
}

static void make_slots(struct indexer *r, size_t n_slots)
{
	memory_free(r->slots);
	r->slots = memory_zero(n_slots, sizeof *r->slots);
	r->n_slots = n_slots;
	for (size_t i = 0; i < r->n_colours; i++)
		r->slots[slot_of(r, r->colours[i].rgb)] = (struct slot){ r->colours[i].rgb, (uint32_t)i + 1 };
}

static uint32_t colour_id(struct indexer *r, uint32_t rgb)
{
	size_t at = slot_of(r, rgb);

	if (!r->slots[at].place) {
		if (r->n_colours * 2 >= r->n_slots) {
			make_slots(r, r->n_slots * 2);
			at = slot_of(r, rgb);
		}
		uint32_t id = (uint32_t)r->n_colours;

		ARRAY_PUSH(r->colours, r->n_colours, r->colours_room) = (struct colour){ rgb, id, 0 };
		r->slots[at] = (struct slot){ rgb, id + 1 };
	}
	return r->slots[at].place - 1;
}

/* A loop of its own, which compilers turn into vector instructions. */
static void find_begins(const uint32_t *pixels, size_t width_px, uint8_t *begins)
{
	begins[0] = begins[width_px] = 1;
	for (size_t x = 1; x < width_px; x++)
		begins[x] = ((pixels[x] ^ pixels[x - 1]) & COLOUR_BITS) != 0;
}

static void add_row(struct indexer *r, const uint32_t *pixels, size_t width_px)
{
	const uint8_t *begins = r->begins;

	find_begins(pixels, width_px, r->begins);
	for (size_t x = 0, end; x < width_px; x = end) {
		end = x + 1;
		/* Most runs are short. */
		if (!begins[end])
			end = (size_t)((const uint8_t *)memchr(begins + end, 1, width_px + 1 - end) - begins);
		ARRAY_PUSH(r->items, r->n, r->room) =
			(struct run){ colour_id(r, pixels[x] & COLOUR_BITS), (uint32_t)(end - x) };
	}
}

/* Counts the pixels of the last rows that are alike: those that come are others. */
static void count_alike(struct indexer *r)
{
	for (size_t i = r->above; i < r->n; i++)
		r->colours[r->items[i].id].n_pixels += r->items[i].length_px * (uint64_t)r->n_alike;
	r->above = r->n;
	r->n_alike = 0;
}

struct indexer *indexer_new(int width_px, int height_px)
{
	struct indexer *r = memory_zero(1, sizeof *r);

	r->width_px = width_px;
	r->height_px = height_px;
	r->last = memory_alloc((size_t)width_px * sizeof *r->last);
	r->rows = memory_zero((size_t)height_px + 1, sizeof *r->rows);
	r->begins = memory_alloc((size_t)width_px + 1);
	make_slots(r, 4096);
	return r;
}

void indexer_free(struct indexer *r)
{
	if (!r)
		return;
	memory_free(r->last);
	memory_free(r->items);
	memory_free(r->rows);
	memory_free(r->colours);
	memory_free(r->slots);
	memory_free(r->begins);
	memory_free(r);
}

void indexer_add(struct indexer *r, const struct strip *strip)
{
	size_t width_px = (size_t)r->width_px;
	const void *before = r->last;

	assert(strip->height_px <= r->height_px - r->n_rows);
	for (int y = 0; y < strip->height_px; y++) {
		const void *row = strip->pixels + (size_t)y * (size_t)strip->stride_bytes;

		r->rows[r->n_rows] = r->n;
		if (!r->n_rows || memcmp(row, before, width_px * sizeof *r->last) != 0) {
			count_alike(r);
			add_row(r, row, width_px);
		}
		r->n_alike++;
		r->n_rows++;
		before = row;
	}
	if (strip->height_px)
		memcpy(r->last, before, width_px * sizeof *r->last);
}

static int by_count(const void *a, const void *b)
{
	const struct colour *x = a, *y = b;

	if (x->n_pixels != y->n_pixels)
		return x->n_pixels < y->n_pixels ? 1 : -1;
	return x->rgb < y->rgb ? -1 : x->rgb > y->rgb;
}

static uint32_t rounded(uint32_t rgb, uint32_t step)
{
	return (rgb >> 16) / step << 16 | (rgb >> 8 & 255) / step << 8 | (rgb & 255) / step;
}

/* Without a way out of the loop, so that compilers compare several at once. */
static bool stands_in(uint32_t group, const uint32_t *groups, int from, int to)
{
	uint32_t found = 0;

	for (int k = from; k < to; k++)
		found |= groups[k] == group;
	return found;
}

/* The commonest colour of every group that rounding makes of the rare ones; false when they do not fit. */
static bool keep_rounded(struct indexed *x, const struct colour *sorted, size_t n, uint32_t step)
{
	uint32_t groups[INDEXED_COLOURS];

	x->n_colours = INDEXED_EXACT;
	for (size_t i = INDEXED_EXACT; i < n; i++) {
		uint32_t group = rounded(sorted[i].rgb, step);

		if (stands_in(group, groups, INDEXED_EXACT, x->n_colours))
			continue;
		if (x->n_colours == INDEXED_COLOURS)
			return false;
		groups[x->n_colours] = group;
		x->colours[x->n_colours++] = sorted[i].rgb;
	}
	return true;
}

/* The colours of the table channel by channel, in the width in which the square of a difference just fits: compilers
 * turn what is asked of it into a few vector instructions. */
struct channels {
	uint16_t red[INDEXED_COLOURS], green[INDEXED_COLOURS], blue[INDEXED_COLOURS];
};

static void split(struct channels *c, const struct indexed *x)
{
	for (int k = 0; k < INDEXED_COLOURS; k++) {
		/* Where the table ends, its first colour again, which stands before and is found first. */
		uint32_t rgb = x->colours[k < x->n_colours ? k : 0];

		c->red[k] = (uint16_t)(rgb >> 16);
		c->green[k] = (uint16_t)(rgb >> 8 & 255);
		c->blue[k] = (uint16_t)(rgb & 255);
	}
}

/* The first of the nearest. */
static unsigned char nearest(const struct channels *c, uint32_t rgb)
{
	uint16_t red = (uint16_t)(rgb >> 16), green = (uint16_t)(rgb >> 8 & 255), blue = (uint16_t)(rgb & 255);
	int32_t best = INT32_MAX; /* the square of the distance, and in the lowest 8 bits the place */

	for (int32_t k = 0; k < INDEXED_COLOURS; k++) {
		uint16_t r = (uint16_t)(c->red[k] - red), g = (uint16_t)(c->green[k] - green);
		uint16_t b = (uint16_t)(c->blue[k] - blue);
		int32_t square = (uint16_t)((uint32_t)r * r) + (uint16_t)((uint32_t)g * g) + (uint16_t)((uint32_t)b * b);
		int32_t at = square << 8 | k;

		best = at < best ? at : best;
	}
	return (unsigned char)(best & 255);
}

/* Chooses the table, and the place in it of every colour. */
static unsigned char *choose(struct indexed *x, struct indexer *r)
{
	unsigned char *places = memory_alloc(r->n_colours ? r->n_colours : 1);
	size_t n_exact = r->n_colours <= INDEXED_COLOURS ? r->n_colours : INDEXED_EXACT;

	qsort(r->colours, r->n_colours, sizeof *r->colours, by_count);
	for (size_t i = 0; i < n_exact; i++) {
		x->colours[i] = r->colours[i].rgb;
		places[r->colours[i].id] = (unsigned char)i;
	}
	x->n_colours = (int)n_exact;
	if (n_exact < r->n_colours) {
		struct channels channels;
		uint32_t step = FIRST_STEP;

		while (!keep_rounded(x, r->colours, r->n_colours, step))
			step++;
		split(&channels, x);
		for (size_t i = n_exact; i < r->n_colours; i++)
			places[r->colours[i].id] = nearest(&channels, r->colours[i].rgb);
	}
	return places;
}

static void put_pixels(struct indexed *x, const struct indexer *r, const unsigned char *places)
{
	unsigned char *to = x->rows;

	for (int y = 0; y < r->height_px; y++, to += x->row_bytes) {
		unsigned char *at = to + 1;

		*to = 0;
		if (r->rows[y] == r->rows[y + 1])
			memcpy(to, to - x->row_bytes, x->row_bytes);
		for (size_t i = r->rows[y]; i < r->rows[y + 1]; i++) {
			size_t length_px = r->items[i].length_px;

			/* Most runs are short: a fixed number of bytes is written, past the end of the run.
			 */
			memset(at, places[r->items[i].id], SHORT_PX);
			if (length_px > SHORT_PX)
				memset(at + SHORT_PX, places[r->items[i].id], length_px - SHORT_PX);
			at += length_px;
		}
	}
}

void indexer_finish(struct indexer *r, struct indexed *x)
{
	unsigned char *places;

	assert(r->n_rows == r->height_px);
	*x = (struct indexed){ .width_px = r->width_px,
			       .height_px = r->height_px,
			       .row_bytes = (size_t)r->width_px + 1 };
	x->n_bytes = x->row_bytes * (size_t)r->height_px;
	x->rows = memory_alloc(x->n_bytes + SHORT_PX);
	count_alike(r);
	r->rows[r->height_px] = r->n;
	places = choose(x, r);
	put_pixels(x, r, places);
	memory_free(places);
}

void indexed_done(struct indexed *x)
{
	memory_free(x->rows);
	x->rows = NULL;
}
