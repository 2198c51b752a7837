/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_FIRST_BLOCK   ((size_t)16 << 10)
#define ARENA_LARGEST_BLOCK ((size_t)1 << 20)

struct arena_block {
	struct arena_block *next;
	size_t room_bytes;
	_Alignas(max_align_t) unsigned char data[];
};

static _Atomic(void (*)(size_t)) failure_handler;
static atomic_llong allocations_left = -1;

void memory_on_failure(void (*handler)(size_t size_bytes))
{
	atomic_store(&failure_handler, handler);
}

void memory_fail_after(long long n_allocations)
{
	atomic_store(&allocations_left, n_allocations);
}

_Noreturn void memory_exhausted(size_t size_bytes)
{
	void (*handler)(size_t) = atomic_load(&failure_handler);
	if (handler)
		handler(size_bytes);
	abort(); /* no handler, or one that came back: nothing that follows could be trusted */
}

/* True when the test hook says that this allocation fails. */
static bool must_fail(void)
{
	if (atomic_load_explicit(&allocations_left, memory_order_relaxed) < 0)
		return false;
	return atomic_fetch_sub(&allocations_left, 1) == 0;
}

static size_t product(size_t n, size_t size_bytes)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size_bytes, &bytes))
		memory_exhausted(SIZE_MAX);
	return bytes;
}

void *memory_alloc(size_t size_bytes)
{
	void *p = must_fail() ? NULL : malloc(size_bytes ? size_bytes : 1);
	if (!p)
		memory_exhausted(size_bytes);
	return p;
}

void *memory_zero(size_t n, size_t size_bytes)
{
	size_t bytes = product(n, size_bytes);
	void *p = must_fail() ? NULL : calloc(1, bytes ? bytes : 1);
	if (!p)
		memory_exhausted(bytes);
	return p;
}

void *memory_lines(size_t n, size_t size_bytes)
{
	size_t bytes = (product(n, size_bytes) + MEMORY_LINE - 1) & ~(size_t)(MEMORY_LINE - 1);
	void *p = must_fail() ? NULL : aligned_alloc(MEMORY_LINE, bytes ? bytes : MEMORY_LINE);

	if (!p)
		memory_exhausted(bytes);
	return memset(p, 0, bytes);
}

void *memory_resize(void *old, size_t n, size_t size_bytes)
{
	size_t bytes = product(n, size_bytes);
	void *p = must_fail() ? NULL : realloc(old, bytes ? bytes : 1);
	if (!p)
		memory_exhausted(bytes);
	return p;
}

void memory_free(void *p)
{
	free(p);
}

void *memory_grow(void *old, size_t *room, size_t size_bytes)
{
	size_t more = *room < 8 ? 8 : product(*room, 2);
	void *p = memory_resize(old, more, size_bytes);
	*room = more;
	return p;
}

void arena_init(struct arena *arena)
{
	*arena = (struct arena){ 0 };
}

static void free_blocks(struct arena_block *block)
{
	while (block) {
		struct arena_block *next = block->next;
		free(block);
		block = next;
	}
}

void arena_done(struct arena *arena)
{
	free_blocks(arena->head);
	*arena = (struct arena){ 0 };
}

void arena_reset(struct arena *arena)
{
	if (!arena->head)
		return;
	free_blocks(arena->head->next);
	arena->head->next = NULL;
	arena->used_bytes = 0;
	arena->total_bytes = arena->head->room_bytes;
}

static struct arena_block *new_block(struct arena *arena, size_t room_bytes)
{
	if (room_bytes > SIZE_MAX - sizeof(struct arena_block))
		memory_exhausted(SIZE_MAX);
	struct arena_block *block = memory_alloc(sizeof(struct arena_block) + room_bytes);
	block->room_bytes = room_bytes;
	block->next = NULL;
	arena->total_bytes += room_bytes;
	return block;
}

/* A piece of the arena, not zeroed. */
static void *take(struct arena *arena, size_t bytes, size_t alignment)
{
	if (bytes > SIZE_MAX / 2)
		memory_exhausted(bytes);
	struct arena_block *head = arena->head;
	if (head) {
		size_t at = (arena->used_bytes + alignment - 1) & ~(alignment - 1);
		if (at <= head->room_bytes && bytes <= head->room_bytes - at) {
			arena->used_bytes = at + bytes;
			return head->data + at;
		}
	}
	size_t usual = head ? head->room_bytes * 2 : ARENA_FIRST_BLOCK;
	if (usual > ARENA_LARGEST_BLOCK)
		usual = ARENA_LARGEST_BLOCK;
	if (head && bytes > usual / 4) {
		/* A large piece gets a block of its own behind the head, which stays in use. */
		struct arena_block *own = new_block(arena, bytes);
		own->next = head->next;
		head->next = own;
		return own->data;
	}
	struct arena_block *block = new_block(arena, bytes > usual ? bytes : usual);
	block->next = head;
	arena->head = block;
	arena->used_bytes = bytes;
	return block->data;
}

void *arena_alloc(struct arena *arena, size_t n, size_t size_bytes)
{
	size_t bytes = product(n, size_bytes);
	void *p = take(arena, bytes ? bytes : 1, _Alignof(max_align_t));
	return memset(p, 0, bytes);
}

char *arena_copy(struct arena *arena, const char *data, size_t size_bytes)
{
	if (size_bytes == SIZE_MAX)
		memory_exhausted(size_bytes);
	char *p = take(arena, size_bytes + 1, 1);
	if (size_bytes)
		memcpy(p, data, size_bytes);
	p[size_bytes] = '\0';
	return p;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(size >= 0); /* only a conversion this program never uses can fail */
	char *p = take(arena, (size_t)size + 1, 1);
	vsnprintf(p, (size_t)size + 1, format, again);
	va_end(again);
	return p;
}
