/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/keys.h"

#include "engine/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void keys_init(struct keys *k, struct keys_budget *budget, const char *work_path, enum dataset_id dataset)
{
	memset(k, 0, sizeof *k);
	pthread_mutex_init(&k->lock, NULL);
	k->budget = budget;
	snprintf(k->path, sizeof k->path, "%s/keys-%s-", work_path, dataset_get(dataset)->name);
}

static void partition_path(const struct keys *k, int partition, char path[4200])
{
	snprintf(path, 4200, "%s%03d", k->path, partition);
}

void keys_done(struct keys *k)
{
	char path[4200];

	for (int i = 0; i < KEYS_PARTITIONS; i++) {
		memory_free(k->partitions[i].hashes);
		partition_path(k, i, path);
		if (k->partitions[i].n_spilled)
			unlink(path);
	}
	pthread_mutex_destroy(&k->lock);
}

static void spill(struct keys *k)
{
	char path[4200];

	for (int i = 0; i < KEYS_PARTITIONS && !k->error_number; i++) {
		struct keys_partition *p = &k->partitions[i];
		FILE *file;

		if (!p->n)
			continue;
		partition_path(k, i, path);
		file = fopen(path, "abe");
		if (!file || fwrite(p->hashes, sizeof *p->hashes, p->n, file) != p->n)
			k->error_number = errno ? errno : EIO;
		if (file && fclose(file) && !k->error_number)
			k->error_number = errno ? errno : EIO;
		p->n_spilled += p->n;
		atomic_fetch_sub(&k->budget->used_bytes, p->room * sizeof *p->hashes);
		memory_free(p->hashes);
		p->hashes = NULL;
		p->n = p->room = 0;
	}
}

static void enter(struct keys *k, const uint64_t *hashes, size_t n)
{
	pthread_mutex_lock(&k->lock);
	for (size_t i = 0; i < n; i++) {
		struct keys_partition *p = &k->partitions[hashes[i] >> 56];
		size_t room = p->room;

		ARRAY_PUSH(p->hashes, p->n, p->room) = hashes[i];
		if (p->room != room)
			atomic_fetch_add(&k->budget->used_bytes, (p->room - room) * sizeof *p->hashes);
	}
	if (atomic_load(&k->budget->used_bytes) > k->budget->limit_bytes)
		spill(k);
	pthread_mutex_unlock(&k->lock);
}

#define DESK_ROWS 4096

struct keys_desk {
	struct keys *keys;
	size_t n;
	uint64_t hashes[DESK_ROWS];
};

struct keys_desk *keys_desk_new(struct keys *k)
{
	struct keys_desk *d = memory_alloc(sizeof *d);

	d->keys = k;
	d->n = 0;
	return d;
}

void keys_add(struct keys_desk *d, const uint64_t *hashes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		d->hashes[d->n++] = hashes[i];
		if (d->n == DESK_ROWS) {
			enter(d->keys, d->hashes, d->n);
			d->n = 0;
		}
	}
}

void keys_desk_leave(struct keys_desk *d)
{
	enter(d->keys, d->hashes, d->n);
	memory_free(d);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The whole of a partition in memory; false with errno. */
static bool load(const struct keys *k, int i, uint64_t **hashes, size_t *n)
{
	const struct keys_partition *p = &k->partitions[i];
	char path[4200];
	FILE *file;
	bool good;

	*n = p->n + p->n_spilled;
	*hashes = memory_alloc((*n + 1) * sizeof **hashes);
	if (p->n)
		memcpy(*hashes + p->n_spilled, p->hashes, p->n * sizeof **hashes);
	if (!p->n_spilled)
		return true;
	partition_path(k, i, path);
	file = fopen(path, "rbe");
	good = file && fread(*hashes, sizeof **hashes, p->n_spilled, file) == p->n_spilled;
	if (file)
		fclose(file);
	return good;
}

bool keys_repeated(struct keys *k, uint64_t **repeated, size_t *n, uint64_t *n_rows, struct error *err)
{
	size_t room = 0;
	bool good = !k->error_number;

	*repeated = NULL;
	*n = 0;
	*n_rows = 0;
	for (int i = 0; good && i < KEYS_PARTITIONS; i++) {
		uint64_t *hashes;
		size_t n_hashes;

		good = load(k, i, &hashes, &n_hashes);
		qsort(hashes, good ? n_hashes : 0, sizeof *hashes, compare);
		for (size_t at = 0, end; good && at < n_hashes; at = end) {
			for (end = at + 1; end < n_hashes && hashes[end] == hashes[at]; end++)
				;
			if (end - at < 2)
				continue;
			ARRAY_PUSH(*repeated, *n, room) = hashes[at];
			*n_rows += end - at;
		}
		memory_free(hashes);
		memory_free(k->partitions[i].hashes);
		atomic_fetch_sub(&k->budget->used_bytes, k->partitions[i].room * sizeof *hashes);
		k->partitions[i].hashes = NULL;
		k->partitions[i].n = k->partitions[i].room = 0;
	}
	if (good)
		return true;
	memory_free(*repeated);
	*repeated = NULL;
	*n = 0;
	error_set(err, ERROR_OUTPUT, "the keys of the rows could not be kept on disk: %s",
		  strerror(k->error_number ? k->error_number : EIO));
	error_hint(err, "free some space, or give more --memory, or use --duplicates file");
	return error_at(err, k->path, 0, NULL);
}
