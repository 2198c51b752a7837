/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keys.h - the hashes of the keys of all rows of a dataset, and which of them occur twice.
 *
 * Eight bytes a row in partitions by the hash's top bits; past the memory allowed the partitions go to
 * files of the working folder.  Which row a hash came from is not kept: the few that matter are found
 * by reading again (settle.h), and a collision costs a look, never a row.
 */
#ifndef INGEST_KEYS_H
#define INGEST_KEYS_H

#include "engine/dataset.h"
#include "engine/error.h"

#include <pthread.h>
#include <stdatomic.h>

#define KEYS_PARTITIONS 256

/* Shared by the stores of a run. */
struct keys_budget {
	atomic_size_t used_bytes;
	size_t limit_bytes;
};

struct keys {
	pthread_mutex_t lock;
	struct keys_budget *budget;
	struct keys_partition {
		uint64_t *hashes;
		size_t n, room;
		uint64_t n_spilled; /* in the file of this partition */
	} partitions[KEYS_PARTITIONS];
	char path[4096]; /* of the spill files, without the number */
	int error_number;
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
bool keys_repeated(struct keys *k, uint64_t **repeated, size_t *n, uint64_t *n_rows,
		   struct error *err) MUST_USE;

#endif
