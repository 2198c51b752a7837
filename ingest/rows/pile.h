/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pile.h - rows piled up until they make a batch for the sink.
 *
 * Only columns that the plan needs are kept; text is copied, so rows may go after pile_add.
 */
#ifndef INGEST_PILE_H
#define INGEST_PILE_H

#include "ingest/ingest.h"
#include "ingest/rows/row.h"

#define PILE_ROWS 8192 /* a column of this length stays in the cache; at most BATCH_MAX_ROWS */

struct pile {
	const struct dataset *dataset;
	const struct ingest_sink *sink;
	void *accumulator;
	enum batch_role role;
	uint32_t needed;
	size_t n_rows;
	void *columns[DATASET_MAX_COLUMNS]; /* [PILE_ROWS] of the column's type, NULL when not needed */
	struct place *places;               /* [PILE_ROWS] */
	struct builder heap;                /* texts; until the flush a text's data is its offset here */
};

void pile_init(struct pile *p, const struct dataset *d, uint32_t needed, const struct ingest_sink *sink,
	       void *accumulator, enum batch_role role);
void pile_add(struct pile *p, const struct row *row);
void pile_flush(struct pile *p);
void pile_done(struct pile *p); /* what was not flushed is dropped */

#endif
