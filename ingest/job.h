/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * job.h - one file of a run: read, checked, counted, handed on; and what a run shares.
 */
#ifndef INGEST_JOB_H
#define INGEST_JOB_H

#include "ingest/ingest.h"
#include "ingest/inputs.h"
#include "ingest/keys.h"
#include "ingest/pile.h"
#include "ingest/rejects.h"
#include "ingest/settle.h"

#include <stdatomic.h>

struct run { /* everything the files of a run share */
	const struct plan *plan;
	const struct ingest_options *options;
	const struct ingest_sink *sink;
	struct words *words;
	struct keys_budget budget;
	struct keys keys[DATASET_COUNT];           /* event datasets, DUPLICATES_EXACT only */
	struct reject_set rejected[DATASET_COUNT]; /* different rejected rows */
	uint64_t bytes_all;
	atomic_ullong bytes_done;
	size_t read_bytes; /* size of a read; tests make it small */
};

struct job { /* one file */
	struct run *run;
	const struct input *input;
	size_t number; /* in the order of the run */
	enum file_status status;
	struct error problem; /* FILE_UNUSABLE */
	size_t twin_of;       /* FILE_TWIN: number of the other file */
	struct row_counts rows;
	char sha256[65];
	uint64_t size_bytes;
	struct findings findings;
	struct reject_spool rejects;
	void *accumulator; /* events; merged by the conductor of the run, or freed */
};

void job_init(struct job *j, struct run *run, const struct input *input, size_t number);
void job_done(struct job *j);

/* Reads an event file once: every row is counted and fed.  An unusable file leaves nothing but its
 * status and problem. */
void job_read_events(struct job *j);

/* Rows that passed the checks, held for settling. */
struct held_rows {
	struct held *items;
	size_t n, room;
	struct arena *arena;
	const uint64_t *hashes; /* ascending: only rows whose key hash is one of them; NULL: all */
	size_t n_hashes;
};
/* Reads a register file: rejected rows as above, the others into *held. */
void job_read_register(struct job *j, struct held_rows *held);
/* Reads a file again, for the rows of held->hashes; nothing is counted. */
bool job_read_again(struct job *j, struct held_rows *held, struct error *err) MUST_USE;

/* Moves a row, counted before as used or outside, to where its verdict says, with its finding; a conflict
 * goes to the rejected rows.  `retract` and `reject` may be NULL (registers). */
void job_apply_verdict(struct job *jobs, const struct held *h, struct pile *retract, struct pile *reject);

/* Every record of the file as a JSON array of strings, the heading first. */
bool job_dump_rows(const struct job *j, FILE *to, struct error *err) MUST_USE;

#endif
