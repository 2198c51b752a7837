/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keys.h - the hashes of the keys of all rows of a dataset, and which of them occur twice.
 *
 * Eight bytes a row in partitions by the hash's top bits; past the memory allowed a partition goes to a
 * file of the working folder.  Which row a hash came from is not kept: the few that matter are found
 * by reading again (settle.h), and a collision costs a look, never a row.
 */
#ifndef INGEST_KEYS_H
#define INGEST_KEYS_H

#include "engine/dataset.h"
#include "engine/error.h"

#include <pthread.h>
#include <stdatomic.h>

#define KEYS_PARTITIONS   1024 /* a partition of a large month fits a processor's second cache */
#define KEYS_BLOCK_HASHES 510  /* a block is 4 KiB */

/* Shared by the stores of a run.  A partition below a block stays in memory all the same, unless the limit is
 * below a block for each. */
struct keys_budget {
	atomic_size_t used_bytes;
	size_t limit_bytes;
};

struct keys {
	struct keys_budget *budget;
	struct keys_partition {
		pthread_mutex_t lock;
		struct keys_block *blocks; /* the last one first; only it may have room */
		uint64_t n, n_spilled;     /* in memory; in the file of this partition */
	} partitions[KEYS_PARTITIONS];
	char path[4096];         /* of the spill files, without the number */
	atomic_int error_number; /* of the first spilling that failed */
};

void keys_init(struct keys *k, struct keys_budget *budget, const char *work_path, enum dataset_id dataset);
void keys_done(struct keys *k);
/* One thread's way in: what it enters reaches the store at the latest when it leaves. */
struct keys_desk;
struct keys_desk *keys_desk_new(struct keys *k);
void keys_add(struct keys_desk *d, const uint64_t *hashes, size_t n);
void keys_desk_leave(struct keys_desk *d); /* and frees it */
/* Hashes that were entered twice or more, ascending, each once; the caller frees *repeated.
 * *n_rows is how many rows they stand for.  Empties the store.  ERROR_OUTPUT when spilling failed. */
bool keys_repeated(struct keys *k, int n_threads, uint64_t **repeated, size_t *n, uint64_t *n_rows,
		   struct error *err) MUST_USE;

#endif
