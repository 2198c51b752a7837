/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * memory.h - memory by lifetime: arenas, and a growing array for builders.
 *
 * Running out of memory cannot be mended half way through a report, so allocation here never
 * returns NULL: it calls the handler the conductor installed, which reports, cleans up and ends the
 * process.  Outputs are published by renaming, so what was there before stays.
 */
#ifndef ENGINE_MEMORY_H
#define ENGINE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* Called with the size that could not be had; must not return.  NULL restores abort(). */
void memory_on_failure(void (*handler)(size_t size_bytes));
/* For a library's allocation that failed: does the same. */
_Noreturn void memory_exhausted(size_t size_bytes);
/* For tests: n more allocations succeed and the one after them fails; negative: none fails. */
void memory_fail_after(long long n_allocations);

/* As malloc, calloc, realloc and free, never NULL; sizes are checked for overflow. */
void *memory_alloc(size_t size_bytes);
void *memory_zero(size_t n, size_t size_bytes);
void *memory_resize(void *old, size_t n, size_t size_bytes);
void memory_free(void *p);
/* n zeroed elements that begin with a cache line, for what is gone through by whole lines; not to be resized. */
#define MEMORY_LINE 64
void *memory_lines(size_t n, size_t size_bytes);

/* An arena owns everything taken from it until arena_done; pieces are never freed one by one.
 * Not safe for use by two threads at once. */
struct arena {
	struct arena_block *head;
	size_t used_bytes;  /* in the head block */
	size_t total_bytes; /* in all blocks: for statements of memory use */
};

void arena_init(struct arena *arena);
void arena_done(struct arena *arena);
void arena_reset(struct arena *arena); /* forgets all pieces, keeps one block for reuse */
/* Zeroed memory aligned for any type. */
void *arena_alloc(struct arena *arena, size_t n, size_t size_bytes);
char *arena_copy(struct arena *arena, const char *data, size_t size_bytes); /* with a NUL after it */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for one more element in a heap array: `ARRAY_PUSH(a.items, a.n, a.room) = item;` */
#define ARRAY_PUSH(items, n, room)                                                                           \
	(*((n) == (room) ? ((items) = memory_grow((items), &(room), sizeof *(items)), (items) + (n)++)       \
			 : (items) + (n)++))
void *memory_grow(void *old, size_t *room, size_t size_bytes);

#endif
