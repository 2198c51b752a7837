/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * settle.h - rows of one key: which one counts, which are duplicates, which conflict (rulings 1, 2).
 *
 * Works on rows held as text, sorted so that the order of files and rows never shows.
 */
#ifndef INGEST_SETTLE_H
#define INGEST_SETTLE_H

#include "ingest/rows/row.h"

enum verdict {
	VERDICT_COUNTS,
	VERDICT_SAME,       /* the same content as the row that counts */
	VERDICT_SUPERSEDED, /* a row with a later updated_at counts */
	VERDICT_COMPLETED,  /* the row that counts holds everything this one says, and more */
	VERDICT_CONFLICT,   /* rows of this key contradict each other: none counts */
};

/* A row held until its key is settled; its texts and values live in the arena given to held_copy. */
struct held {
	size_t file; /* number of the file in the run */
	struct row row;
	struct text raw;
	enum verdict verdict;
	uint32_t completed; /* VERDICT_COMPLETED: bit c: column c was empty here and is not in the other */
	const struct held *other; /* the row that counts, or another row of a conflict */
};

void held_copy(struct held *out, size_t file, const struct row *row, const struct record *record,
	       struct arena *arena);
/* Sorts rows[n] by key, then file and line, and gives each its verdict. `d` is their dataset. */
void settle(const struct dataset *d, struct held *rows, size_t n);
/* What they say is the same text throughout, and not the same time: their files have mappings of their own. */
bool settle_only_times_differ(const struct held *a, const struct held *b);
/* Contract names of a set of columns: "completed_at, outcome". */
void settle_column_names(const struct dataset *d, uint32_t columns, struct builder *out);

#endif
