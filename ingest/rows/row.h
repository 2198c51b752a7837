/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * row.h - one record as a checked row: every typed column decoded, the order of time, the cut-off and
 * contradictions looked at (rulings 3, 4, 5, 11, 19).
 */
#ifndef INGEST_ROW_H
#define INGEST_ROW_H

#include "engine/batch.h"
#include "engine/plan.h"
#include "ingest/rows/value.h"

struct row {
	const struct dataset *dataset;
	const char *file; /* of the checker */
	uint64_t line;
	/* Why it is rejected; kind NULL when it passes. */
	const char *kind, *reason; /* constants, or in the checker's scratch until the next row */
	int column;                /* concerned, or -1 */
	struct text bad_value;
	bool whole; /* a record of the heading's width: else nothing of it is readable */
	union value values[DATASET_MAX_COLUMNS]; /* every column, absent ones as empty */
	struct text texts[DATASET_MAX_COLUMNS];  /* what counts as the row's content (ruling 1); borrowed
						  * from the record */
	uint64_t key_hash;                       /* of rows that pass and have a key */
};

/* What checking needs besides the record; one per thread. */
struct row_checker {
	const struct plan *plan;
	const struct layout *layout;
	const char *file; /* name as shown in the report */
	struct words *words;
	uint32_t needed; /* bit c: column c is given on; other words are checked and not kept */
	char reason[256];
};

void row_check(struct row_checker *checker, const struct record *record, struct row *out);
/* A batch of one row that points into it; valid as long as the row stays where it is. */
void row_batch(const struct row *row, struct batch *out);
/* 128-bit hash of what makes rejected rows equal: what the columns of the dataset say, however the file was laid out
 * (ruling 6).  Of a row that is not whole, the fields as they came; of another the record is not looked at. */
void row_content_hash(const struct row *row, const struct record *record, uint64_t hash[2]);
/* A key hash begins with the seed and takes a step for the text of each key column. */
#define ROW_KEY_SEED UINT64_C(0x706D72)
static inline uint64_t row_key_step(uint64_t hash, struct text key)
{
	return text_hash(key, hash ^ key.size);
}
uint64_t row_key_hash(const struct dataset *d, const struct text *texts);

#endif
