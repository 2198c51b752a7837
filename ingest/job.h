/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * job.h - one file of a run: read, checked, counted, handed on; and what a run shares.
 */
#ifndef INGEST_JOB_H
#define INGEST_JOB_H

#include "ingest/columns/chunk.h"
#include "ingest/ingest.h"
#include "ingest/inputs.h"
#include "ingest/keys/keys.h"
#include "ingest/keys/settle.h"
#include "ingest/rejects.h"
#include "ingest/rows/pile.h"

#include <stdatomic.h>

struct run { /* everything the files of a run share */
	const struct plan *plan;
	const struct ingest_options *options;
	const struct ingest_sink *sink;
	struct words *words;
	struct ledger *ledger;
	struct keys_budget budget;
	struct keys keys[DATASET_COUNT];           /* event datasets, DUPLICATES_EXACT only */
	struct reject_set rejected[DATASET_COUNT]; /* different rejected rows */
	uint64_t bytes_all;
	atomic_ullong bytes_done;
	pthread_mutex_t merging; /* held to give an accumulator to the sink */
	size_t read_bytes; /* size of a read; tests make it small */
	bool by_record;    /* events too are read record by record (--scanner libcsv) */
	enum scan_set set; /* else: by this instruction set */
};

struct job { /* one file */
	struct run *run;
	const struct input *input;
	size_t number; /* in the order of the run */
	enum file_status status;
	struct error problem; /* FILE_UNUSABLE */
	size_t twin_of;       /* FILE_TWIN: number of the other file */
	char sha256[65];
	struct stat state; /* of the file, when has_state: when it was hashed, or first opened */
	bool has_state;
	uint64_t size_bytes;
	struct open_file *file; /* while it is read */
	/* What the hands gathered (hand.h); `lock` while they are at work. */
	pthread_mutex_t lock;
	struct row_counts rows;
	struct findings findings;
	struct reject_spool rejects;
	void **accumulators; /* events; merged by the conductor of the run, or freed */
	size_t n_accumulators, accumulators_room;
};

void job_init(struct job *j, struct run *run, const struct input *input, size_t number);
void job_done(struct job *j);

/* What was opened is the file that was looked at before, if it was.  Error ERROR_INPUT with its path. */
bool job_sees_same(const struct job *j, const struct source *source, struct error *err) MUST_USE;

/* Reading an event file: job_begin opens it (false: it is unusable), any number of threads job_work, and when
 * all have come back job_end closes it.  Every row is counted and fed.  An unusable file leaves nothing but
 * its status and problem. */
bool job_begin(struct job *j);
void job_work(struct job *j, struct chunk *chunk);
void job_end(struct job *j);
/* While it is read: there is work for one more thread. */
bool job_has_more(const struct job *j);

/* Key hashes, ascending; a hash whose bit is not set is not among them. */
struct wanted {
	const uint64_t *hashes;
	size_t n_hashes;
	uint64_t *bits; /* [(mask + 1) / 64] */
	uint64_t mask;
};

/* Rows that passed the checks, held for settling. */
struct held_rows {
	struct held *items;
	size_t n, room;
	struct lost_row *lost; /* rows of a register that did not pass, or that conflict */
	size_t n_lost, lost_room;
	struct arena *arena;
	const struct wanted *wanted; /* the second reading: only rows whose key hash is one of them */
};
bool held_wants(const struct held_rows *held, uint64_t hash);

/* Reads a register file: rejected rows as above, the others into *held. */
void job_read_register(struct job *j, struct held_rows *held);
/* Reads a file again, for the rows of held->wanted, or with NULL for rejected rows that count for no file yet;
 * nothing else is counted.  As job_begin, job_work and job_end. */
bool job_begin_again(struct job *j, struct error *err) MUST_USE;
void job_work_again(struct job *j, struct chunk *chunk, struct held_rows *held);
bool job_end_again(struct job *j, struct error *err) MUST_USE;

#endif
