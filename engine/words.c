/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readers take no lock.  A word is written into its chunk first and its slot is published after
 * (release), so whoever sees the slot (acquire) sees the word.  The slot table is replaced when it
 * fills; former tables stay until words_free, because a reader may still be walking one: a table is
 * half the size of its successor, so all of them together cost no more than the last one twice.
 */
#include "engine/words.h"

#include "engine/memory.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define CHUNK_WORDS 1024u
#define N_CHUNKS    (WORDS_MAX / CHUNK_WORDS)
#define FIRST_SLOTS 1024u

/* A slot is 0 when free, else the upper half of the word's hash over its code. */
struct table {
	size_t n_slots; /* a power of two */
	struct table *former;
	_Atomic uint64_t slots[];
};

struct words {
	pthread_mutex_t entering; /* held to enter a word */
	_Atomic(struct table *) table;
	_Atomic(struct text *) chunks[N_CHUNKS];
	_Atomic uint32_t count;
	atomic_bool full; /* a word was turned away */
	size_t text_bytes;
	struct arena arena; /* text and chunks; used by the holder of `entering` */
};

static struct table *table_new(size_t n_slots, struct table *former)
{
	struct table *t = memory_zero(1, sizeof(struct table) + n_slots * sizeof(uint64_t));
	t->n_slots = n_slots;
	t->former = former;
	return t;
}

struct words *words_new(void)
{
	struct words *w = memory_zero(1, sizeof *w);
	int failed = pthread_mutex_init(&w->entering, NULL);
	assert(failed == 0);
	arena_init(&w->arena);
	atomic_init(&w->table, table_new(FIRST_SLOTS, NULL));
	struct text *first = arena_alloc(&w->arena, CHUNK_WORDS, sizeof *first);
	first[0] = TEXT("");
	atomic_init(&w->chunks[0], first);
	atomic_init(&w->count, 1);
	return w;
}

void words_free(struct words *w)
{
	if (!w)
		return;
	struct table *t = atomic_load(&w->table);
	while (t) {
		struct table *former = t->former;
		memory_free(t);
		t = former;
	}
	arena_done(&w->arena);
	pthread_mutex_destroy(&w->entering);
	memory_free(w);
}

struct text words_text(const struct words *w, uint32_t code)
{
	assert(code < WORDS_MAX);
	/* The cast only drops const: C17 atomics cannot be loaded through a pointer to const in clang. */
	struct words *open = (struct words *)(uintptr_t)w;
	const struct text *chunk =
		atomic_load_explicit(&open->chunks[code / CHUNK_WORDS], memory_order_acquire);
	assert(chunk); /* a code that was never given out */
	return chunk[code % CHUNK_WORDS];
}

uint32_t words_count(const struct words *w)
{
	struct words *open = (struct words *)(uintptr_t)w;
	return atomic_load_explicit(&open->count, memory_order_acquire);
}

/* The word's code, or 0. */
static uint32_t look_up(const struct words *w, struct table *t, struct text word, uint64_t hash)
{
	size_t mask = t->n_slots - 1;
	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		uint64_t slot = atomic_load_explicit(&t->slots[i], memory_order_acquire);
		if (!slot)
			return 0;
		if (slot >> 32 == hash >> 32 && text_equal(words_text(w, (uint32_t)slot), word))
			return (uint32_t)slot;
	}
}

static void place(struct table *t, uint64_t hash, uint32_t code)
{
	size_t mask = t->n_slots - 1;
	size_t i = hash & mask;
	while (atomic_load_explicit(&t->slots[i], memory_order_relaxed))
		i = (i + 1) & mask;
	uint64_t slot = (hash & UINT64_C(0xFFFFFFFF00000000)) | code;
	atomic_store_explicit(&t->slots[i], slot, memory_order_release);
}

/* Under the lock: a table with room for one more word, at most half full. */
static struct table *table_with_room(struct words *w)
{
	struct table *t = atomic_load_explicit(&w->table, memory_order_relaxed);
	uint32_t count = atomic_load_explicit(&w->count, memory_order_relaxed);
	if (count < t->n_slots / 2)
		return t;
	struct table *larger = table_new(t->n_slots * 2, t);
	for (uint32_t code = 1; code < count; code++)
		place(larger, text_hash(words_text(w, code), 0), code);
	atomic_store_explicit(&w->table, larger, memory_order_release);
	return larger;
}

/* Under the lock: a word known to be new. */
static uint32_t enter(struct words *w, struct text word, uint64_t hash)
{
	uint32_t code = atomic_load_explicit(&w->count, memory_order_relaxed);
	if (code >= WORDS_MAX || word.size > WORDS_MAX_BYTES - w->text_bytes) {
		atomic_store_explicit(&w->full, true, memory_order_relaxed);
		return WORDS_FULL;
	}
	struct table *t = table_with_room(w);
	struct text *chunk = atomic_load_explicit(&w->chunks[code / CHUNK_WORDS], memory_order_relaxed);
	if (!chunk) {
		chunk = arena_alloc(&w->arena, CHUNK_WORDS, sizeof *chunk);
		atomic_store_explicit(&w->chunks[code / CHUNK_WORDS], chunk, memory_order_release);
	}
	chunk[code % CHUNK_WORDS] = (struct text){ arena_copy(&w->arena, word.data, word.size), word.size };
	w->text_bytes += word.size;
	place(t, hash, code);
	atomic_store_explicit(&w->count, code + 1, memory_order_release);
	return code;
}

uint32_t words_find(struct words *w, struct text word)
{
	if (!word.size)
		return 0;
	struct table *t = atomic_load_explicit(&w->table, memory_order_acquire);
	return look_up(w, t, word, text_hash(word, 0));
}

uint32_t words_code(struct words *w, struct text word)
{
	if (!word.size)
		return 0;
	uint64_t hash = text_hash(word, 0);
	uint32_t code = look_up(w, atomic_load_explicit(&w->table, memory_order_acquire), word, hash);
	if (code)
		return code;
	int failed = pthread_mutex_lock(&w->entering);
	assert(failed == 0);
	/* Another thread may have entered it meanwhile. */
	code = look_up(w, atomic_load_explicit(&w->table, memory_order_relaxed), word, hash);
	if (!code)
		code = enter(w, word, hash);
	failed = pthread_mutex_unlock(&w->entering);
	assert(failed == 0);
	return code;
}

bool words_full(const struct words *w)
{
	return atomic_load_explicit(&w->full, memory_order_relaxed);
}
