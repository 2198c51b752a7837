/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * batch.h - some rows of one dataset as typed columns: what ingest hands to metrics.
 *
 * A batch borrows everything it points to and is valid only during the call that receives it.
 * Columns stand in the order of the dataset table.  A column that nobody needs (plan.h), or that
 * the file does not have, is NULL for every row: read it through the batch_* functions or test.
 */
#ifndef ENGINE_BATCH_H
#define ENGINE_BATCH_H

#include "engine/dataset.h"

/* In i64 columns: no valid value can be one of these two. */
#define I64_EMPTY INT64_MIN            /* the field was empty */
#define I64_UNREADABLE (INT64_MIN + 1) /* only in batches of rejected rows */
#define LIST_UNREADABLE 255u
#define WORD_UNREADABLE UINT32_MAX

/* What the receiver does with the rows of a batch. */
enum batch_role {
	BATCH_ADD,      /* rows that are used */
	BATCH_RETRACT,  /* rows given before as BATCH_ADD that turned out to be duplicates or conflicts:
			 * every effect of them is taken back exactly */
	BATCH_REJECTED, /* rejected rows (equal ones given once), for the quality of the cells they could
			 * have fed; a wrong-width row has every column unreadable */
};

union column {
	const int64_t *i64;        /* TIME, COUNT, MINUTES, DECIMAL, MONTH, DATE */
	const uint8_t *list;       /* LIST: 1-based place, 0 empty; a default value is already applied */
	const uint32_t *word;      /* WORD: code in the run's struct words; default already applied */
	const struct text *text;   /* TEXT; data == NULL: unreadable */
};

struct place { /* where a row stands */
	const char *file; /* name as shown in the report; lives as long as the run */
	uint64_t line;
};

struct batch {
	const struct dataset *dataset;
	size_t n_rows;
	union column columns[DATASET_MAX_COLUMNS]; /* each [n_rows] or NULL */
	/* Where row i stands: asked of a few rows, as examples of what failed.  NULL: nobody can say. */
	struct place (*place)(const struct batch *b, size_t i);
	const void *place_context;
	/* With `file`, all rows are of it and none stands before first_line, so that a look at place is
	 * spared once there are examples enough; NULL: of several. */
	const char *file;
	uint64_t first_line;
};

#define BATCH_MAX_ROWS 65536

#endif
