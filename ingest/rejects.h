/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rejects.h - rejected rows on their way to rejected/DATASET.csv.
 *
 * Each file spools its own in line order; rows that turn out to conflict come later, from the second
 * read.  rejects_write merges both by line, file after file, so that the order never depends on
 * threads.  What is equal to a rejected row met before is told apart here too (ruling 6).
 */
#ifndef INGEST_REJECTS_H
#define INGEST_REJECTS_H

#include "ingest/row.h"

#include <pthread.h>
#include <stdio.h>

/* The rejected rows of one file. */
struct reject_spool {
	FILE *file; /* NULL until the first row, or when rows are not kept */
	char path[4096];
	bool keep, failed, has_rows;
	struct reject_late { /* rows of the second read */
		uint64_t line;
		char *text; /* a line of the CSV */
		size_t size;
	} * late;
	size_t n_late, late_room;
};

void reject_spool_init(struct reject_spool *s, const char *work_path, size_t file_number, bool keep);
/* The row as a line of rejected/DATASET.csv. */
void reject_spool_add(struct reject_spool *s, const char *file_name, const struct row *row,
		      const struct record *record, const struct layout *layout);
/* The same for a row of the second read: texts[n_columns] as they came, raw record. */
void reject_spool_add_late(struct reject_spool *s, const char *file_name, const struct dataset *d,
			   uint64_t line, const char *column, const char *reason, const struct text *texts,
			   struct text raw);
/* Closes the spool until rejects_write, so that many files do not hold many descriptors. */
void reject_spool_rest(struct reject_spool *s);
void reject_spool_done(struct reject_spool *s); /* removes the spool */

/* Writes work_path/rejected/DATASET.csv from the spools of its files, in their order; no file when there
 * is nothing to write. */
bool rejects_write(struct reject_spool *const *spools, size_t n, const struct dataset *d,
		   const char *work_path, struct error *err) MUST_USE;

/* A set of 128-bit hashes: one for each different rejected row of a dataset.  Safe from any thread. */
struct reject_set {
	pthread_mutex_t lock;
	uint64_t (*slots)[2];
	size_t n, n_slots;
};
void reject_set_init(struct reject_set *s);
void reject_set_done(struct reject_set *s);
bool reject_set_add(struct reject_set *s, const uint64_t hash[2]); /* true when it is new */

#endif
