/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rejects.h - rejected rows on their way to rejected/DATASET.csv.
 *
 * Each thread spools those that it meets in a file, in line order; rows that turn out to conflict come later,
 * from the second read.  rejects_write merges all of a file by line, file after file, so that the order never
 * depends on threads.  What is equal to a rejected row met before is told apart here too (ruling 6).
 */
#ifndef INGEST_REJECTS_H
#define INGEST_REJECTS_H

#include "ingest/rows/row.h"

#include <pthread.h>
#include <stdio.h>

#define REJECT_PATH_BYTES 4200

/* The rejected rows that one thread met in one file. */
struct reject_part {
	struct reject_spool *spool;
	size_t number;
	FILE *file; /* NULL until the first row, or when rows are not kept */
	int failed; /* 0, or the errno of the first write that failed */
	bool has_rows;
	struct builder line;
};

/* The rejected rows of one file. */
struct reject_spool {
	char path[4096]; /* of the parts, without their number */
	bool keep;
	int failed; /* as of a part */
	struct reject_part **parts;
	size_t n_parts, parts_room;
	struct reject_late { /* rows of the second read: lines of the CSV in a file of their own */
		uint64_t line, offset, size;
	} * late;
	size_t n_late, late_room;
	FILE *late_file; /* NULL until the first */
	uint64_t late_bytes;
	struct builder late_line;
};

void reject_spool_init(struct reject_spool *s, const char *work_path, size_t file_number, bool keep);
/* A part for one thread; the spool owns it. */
struct reject_part *reject_part_new(struct reject_spool *s);
/* The row as a line of rejected/DATASET.csv; the rows of a part come in the order of their lines. */
void reject_part_add(struct reject_part *p, const char *file_name, const struct row *row,
		     const struct record *record, const struct layout *layout);
/* Closes the part until rejects_write, so that many files do not hold many descriptors. */
void reject_part_rest(struct reject_part *p);
/* The same for a row of the second read: texts[n_columns] as they came, raw record. */
void reject_spool_add_late(struct reject_spool *s, const char *file_name, const struct dataset *d,
			   uint64_t line, const char *column, const char *reason, const struct text *texts,
			   struct text raw);
void reject_spool_done(struct reject_spool *s); /* removes the spool */

/* Writes work_path/rejected/DATASET.csv from the spools of its files, in their order; no file when there
 * is nothing to write. */
bool rejects_write(struct reject_spool *const *spools, size_t n, const struct dataset *d,
		   const char *work_path, struct error *err) MUST_USE;

/* A set of 128-bit hashes: one for each different rejected row of a dataset, with the file that it counts for.  Safe
 * from any thread. */
struct reject_set {
	pthread_mutex_t lock;
	uint64_t (*slots)[2];
	uint32_t *owners; /* [n_slots] number of the file */
	size_t n, n_slots;
	struct reject_file {
		bool gone;   /* it was given up: its rows are nobody's until another file has them */
		bool shared; /* a row of it was met in another file too */
	} * files;           /* [n_files] by number */
	size_t n_files;
};
void reject_set_init(struct reject_set *s);
void reject_set_done(struct reject_set *s);
/* True when the row counts for this file from now on: it is new, or the file it counted for is gone. */
bool reject_set_add(struct reject_set *s, const uint64_t hash[2], size_t file);
/* The file was given up, so that nothing of it counts. */
void reject_set_disown(struct reject_set *s, size_t file);
/* A file that has gone had rows which another had too, and which that one may have left to it. */
bool reject_set_has_orphans(struct reject_set *s);

#endif
