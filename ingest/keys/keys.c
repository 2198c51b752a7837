/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/keys/keys.h"

#include "engine/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES  4200
#define DESK_HASHES 16 /* of a partition, before its lock is taken */

struct keys_block {
	struct keys_block *next;
	size_t n;
	uint64_t hashes[KEYS_BLOCK_HASHES];
};

_Static_assert(KEYS_PARTITIONS == 1024, "partition_of takes ten bits");

static size_t partition_of(uint64_t hash)
{
	return (size_t)(hash >> 54);
}

void keys_init(struct keys *k, struct keys_budget *budget, const char *work_path, enum dataset_id dataset)
{
	memset(k, 0, sizeof *k);
	k->budget = budget;
	for (int i = 0; i < KEYS_PARTITIONS; i++)
		pthread_mutex_init(&k->partitions[i].lock, NULL);
	snprintf(k->path, sizeof k->path, "%s/keys-%s-", work_path, dataset_get(dataset)->name);
}

static void partition_path(const struct keys *k, const struct keys_partition *p, char path[PATH_BYTES])
{
	snprintf(path, PATH_BYTES, "%s%04d", k->path, (int)(p - k->partitions));
}

static void free_blocks(struct keys *k, struct keys_partition *p)
{
	while (p->blocks) {
		struct keys_block *next = p->blocks->next;

		memory_free(p->blocks);
		p->blocks = next;
		atomic_fetch_sub(&k->budget->used_bytes, sizeof *next);
	}
	p->n = 0;
}

void keys_done(struct keys *k)
{
	char path[PATH_BYTES];

	for (int i = 0; i < KEYS_PARTITIONS; i++) {
		struct keys_partition *p = &k->partitions[i];

		free_blocks(k, p);
		if (p->n_spilled) {
			partition_path(k, p, path);
			unlink(path);
		}
		pthread_mutex_destroy(&p->lock);
	}
}

/* --- entering --- */

static void fail(struct keys *k, int number)
{
	int none = 0;

	atomic_compare_exchange_strong(&k->error_number, &none, number ? number : EIO);
}

/* Under the partition's lock. */
static void spill(struct keys *k, struct keys_partition *p)
{
	char path[PATH_BYTES];
	FILE *file;
	bool good = true;

	if (k->error_number)
		return;
	partition_path(k, p, path);
	errno = 0;
	file = fopen(path, "abe");
	for (const struct keys_block *b = p->blocks; file && good && b; b = b->next)
		good = fwrite(b->hashes, sizeof *b->hashes, b->n, file) == b->n;
	good = file && fclose(file) == 0 && good;
	if (!good)
		fail(k, errno);
	p->n_spilled += p->n;
	free_blocks(k, p);
}

static void enter(struct keys *k, struct keys_partition *p, const uint64_t *hashes, size_t n)
{
	const struct keys_budget *budget = k->budget;
	bool tiny = budget->limit_bytes < KEYS_PARTITIONS * sizeof(struct keys_block);

	pthread_mutex_lock(&p->lock);
	for (size_t i = 0; i < n; i++) {
		struct keys_block *b = p->blocks;

		if (!b || b->n == KEYS_BLOCK_HASHES) {
			b = memory_alloc(sizeof *b);
			b->next = p->blocks;
			b->n = 0;
			p->blocks = b;
			atomic_fetch_add(&k->budget->used_bytes, sizeof *b);
		}
		b->hashes[b->n++] = hashes[i];
	}
	p->n += n;
	if (atomic_load(&budget->used_bytes) > budget->limit_bytes && (tiny || p->n >= KEYS_BLOCK_HASHES))
		spill(k, p);
	pthread_mutex_unlock(&p->lock);
}

struct keys_desk {
	struct keys *keys;
	uint8_t n[KEYS_PARTITIONS];
	uint64_t hashes[KEYS_PARTITIONS][DESK_HASHES];
};

struct keys_desk *keys_desk_new(struct keys *k)
{
	struct keys_desk *d = memory_alloc(sizeof *d);

	d->keys = k;
	memset(d->n, 0, sizeof d->n);
	return d;
}

void keys_add(struct keys_desk *d, const uint64_t *hashes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t p = partition_of(hashes[i]);

		d->hashes[p][d->n[p]++] = hashes[i];
		if (d->n[p] < DESK_HASHES)
			continue;
		enter(d->keys, &d->keys->partitions[p], d->hashes[p], DESK_HASHES);
		d->n[p] = 0;
	}
}

void keys_desk_leave(struct keys_desk *d)
{
	for (size_t p = 0; p < KEYS_PARTITIONS; p++)
		if (d->n[p])
			enter(d->keys, &d->keys->partitions[p], d->hashes[p], d->n[p]);
	memory_free(d);
}

/* --- finding those that were entered twice --- */

/* What one thread finds them with: a set of hashes, open addressing, 0 being a free slot. */
struct finder {
	uint64_t *slots;
	size_t n_slots, room;
	bool has_zero;
};

struct list {
	uint64_t *items;
	size_t n, room;
};

static void finder_start(struct finder *f, uint64_t n)
{
	for (f->n_slots = 64; f->n_slots < 2 * n; f->n_slots *= 2)
		;
	if (f->n_slots > f->room) {
		memory_free(f->slots);
		f->slots = memory_alloc(f->n_slots * sizeof *f->slots);
		f->room = f->n_slots;
	}
	memset(f->slots, 0, f->n_slots * sizeof *f->slots);
	f->has_zero = false;
}

static void find(struct finder *f, const uint64_t *hashes, size_t n, struct list *again)
{
	size_t mask = f->n_slots - 1;

	for (size_t i = 0; i < n; i++) {
		uint64_t hash = hashes[i];
		size_t at = hash & mask;

		while (f->slots[at] && f->slots[at] != hash)
			at = (at + 1) & mask;
		if (hash ? f->slots[at] == hash : f->has_zero)
			ARRAY_PUSH(again->items, again->n, again->room) = hash;
		f->slots[at] = hash;
		f->has_zero |= !hash;
	}
}

static bool find_spilled(const struct keys *k, const struct keys_partition *p, struct finder *f,
			 struct list *again)
{
	char path[PATH_BYTES];
	uint64_t hashes[1024], left = p->n_spilled;
	FILE *file;

	partition_path(k, p, path);
	file = fopen(path, "rbe");
	while (file && left) {
		size_t n = left < 1024 ? (size_t)left : 1024;

		if (fread(hashes, sizeof *hashes, n, file) != n)
			break;
		find(f, hashes, n, again);
		left -= n;
	}
	if (file)
		fclose(file);
	return left == 0;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sorts the list and keeps each hash once. */
static void settle_list(struct list *l)
{
	size_t n = 0;

	if (l->n)
		qsort(l->items, l->n, sizeof *l->items, compare);
	for (size_t i = 0; i < l->n; i++)
		if (!n || l->items[n - 1] != l->items[i])
			l->items[n++] = l->items[i];
	l->n = n;
}

struct search {
	struct keys *keys;
	atomic_size_t next;
	atomic_ullong n_rows;
	struct list *lists; /* [KEYS_PARTITIONS] */
};

static void search_partition(struct search *s, size_t index, struct finder *f)
{
	struct keys_partition *p = &s->keys->partitions[index];
	struct list *again = &s->lists[index];

	if (p->n + p->n_spilled < 2) {
		free_blocks(s->keys, p);
		return;
	}
	finder_start(f, p->n + p->n_spilled);
	if (p->n_spilled && !find_spilled(s->keys, p, f, again))
		fail(s->keys, errno);
	for (const struct keys_block *b = p->blocks; b; b = b->next)
		find(f, b->hashes, b->n, again);
	free_blocks(s->keys, p);
	/* Each time but the first, and the first. */
	atomic_fetch_add(&s->n_rows, again->n);
	settle_list(again);
	atomic_fetch_add(&s->n_rows, again->n);
}

static void *search(void *context)
{
	struct search *s = context;
	struct finder finder = { 0 };
	size_t index;

	while (!s->keys->error_number && (index = atomic_fetch_add(&s->next, 1)) < KEYS_PARTITIONS)
		search_partition(s, index, &finder);
	memory_free(finder.slots);
	return NULL;
}

static void search_all(struct search *s, int n_threads)
{
	pthread_t *threads = memory_zero((size_t)n_threads, sizeof *threads);
	int n_started = 0;

	while (n_started < n_threads - 1 && pthread_create(&threads[n_started], NULL, search, s) == 0)
		n_started++;
	search(s);
	for (int i = 0; i < n_started; i++)
		pthread_join(threads[i], NULL);
	memory_free(threads);
}

bool keys_repeated(struct keys *k, int n_threads, uint64_t **repeated, size_t *n, uint64_t *n_rows,
		   struct error *err)
{
	struct search s = { .keys = k, .lists = memory_zero(KEYS_PARTITIONS, sizeof *s.lists) };
	struct list all = { 0 };

	if (!k->error_number)
		search_all(&s, n_threads);
	/* Partitions are in the order of their hashes. */
	for (size_t i = 0; i < KEYS_PARTITIONS; i++) {
		for (size_t j = 0; j < s.lists[i].n && !k->error_number; j++)
			ARRAY_PUSH(all.items, all.n, all.room) = s.lists[i].items[j];
		memory_free(s.lists[i].items);
	}
	memory_free(s.lists);
	*repeated = all.items;
	*n = all.n;
	*n_rows = s.n_rows;
	if (!k->error_number)
		return true;
	*n_rows = 0;
	error_set(err, ERROR_OUTPUT, "the keys of the rows could not be kept on disk: %s",
		  strerror(k->error_number));
	error_hint(err, "free some space, or give more --memory, or use --duplicates file");
	return error_at(err, k->path, 0, NULL);
}
