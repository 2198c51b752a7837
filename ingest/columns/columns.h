/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns.h - the rows of a chunk decoded column by column and checked as row.h would check them.
 *
 * A row is `plain` when everything in it is found good here; then row_check would pass it with the same
 * values. Whatever else - a bad value, a doubled quote, a wrong width, times out of order - is only marked
 * `odd`, and row_check judges it: so what is said of it, and whether it counts, has one source.
 */
#ifndef INGEST_COLUMNS_H
#define INGEST_COLUMNS_H

#include "ingest/columns/chunk.h"
#include "ingest/columns/lexicon.h"
#include "ingest/columns/stamps.h"
#include "ingest/rows/row.h"

#define COLUMNS_ROWS  2560 /* at most, at once: their values stay in the cache */
#define COLUMNS_STRIP 128  /* rows decoded at a time: each column passes over their bytes, which should stay in the
			    * first cache */

/* The order of time as a comparison of two columns; `modes`: bit p: of rows whose mode has place p. */
struct columns_order {
	int start, stop;
	uint64_t modes;
};

#define SPAN_COLUMNS 4 /* at most */

/* Columns side by side that are looked up together (columns_spans.h). */
struct span {
	int n, columns[SPAN_COLUMNS]; /* in the order of the file */
	struct lexicon *lexicon;      /* of their texts, delimiters included */
	void *values[SPAN_COLUMNS];   /* [LEXICON_ENTRIES] of the column's type */
	bool full;                    /* a text was turned away */
};

/* One thread's, for one file. */
struct columns {
	const struct plan *plan;
	const struct layout *layout;
	struct words *words;
	uint32_t needed; /* columns that are given on */
	uint32_t read;   /* those, and what is asked of their values here (columns_check.h) */
	bool hashes;     /* key hashes are wanted */
	enum scan_set set;

	const struct chunk *chunk;
	size_t n_rows;    /* of the width of the heading */
	uint32_t *before; /* [n_rows] place in field_ends of the end before the row's first field */
	uint32_t *record; /* [n_rows] place in the chunk */
	uint8_t *odd;     /* [n_rows] */
	uint8_t *inside;  /* [n_rows] of plain rows: belongs to the period */
	size_t n_plain, n_used; /* rows that are not odd; of those, inside */
	uint32_t *strays; /* [n_strays] records of another width, ascending */
	size_t n_strays;
	uint64_t n_blank;    /* blank lines passed */
	uint64_t *key_hash;  /* [n_rows], of plain rows, when wanted */
	struct batch values; /* columns that the file has and that are decoded, and defaults of needed ones
			      * that it has not */

	/* The rows that are decoded together (columns_strip.h), and where their fields start in the chunk; behind the last
	 * one: where the next record does. */
	size_t strip, n_strip;
	uint32_t *starts; /* [n_fields + 1][COLUMNS_STRIP] */

	int mode; /* the column that decides which clocks are a row's, or -1 */
	int n_orders;
	struct columns_order *orders;
	void *arrays[DATASET_MAX_COLUMNS];
	struct span spans[DATASET_MAX_COLUMNS];
	int n_spans;
	struct stamps stamps;
	struct stamps_month months[DATASET_MAX_COLUMNS]; /* what a column's stamps are expected to be of */
};

/* What AVX2 does is done by the larger set too. */
static inline bool columns_has_avx2(const struct columns *c)
{
	return c->set == SCAN_AVX2 || c->set == SCAN_AVX512;
}

void columns_init(struct columns *c, const struct plan *plan, const struct layout *layout,
		  struct words *words, uint32_t needed, bool hashes, enum scan_set set);
void columns_done(struct columns *c);

/* Takes the chunk's records from *record on, COLUMNS_ROWS at most; false when there are none.  What is in *c
 * then borrows from the chunk. */
bool columns_take(struct columns *c, const struct chunk *chunk, size_t *record);
/* The same for the second reading: key hashes alone, and odd are rows whose key is not what it looks like. */
bool columns_take_keys(struct columns *c, const struct chunk *chunk, size_t *record);

/* Moves the key hashes of the n_plain rows to the front. */
void columns_keep_hashes(struct columns *c);
/* Moves the values, and the places in the chunk, of the n_used rows to the front. */
void columns_keep_used(struct columns *c);

#endif
