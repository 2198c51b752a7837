/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/memory.h"
#include "tests/unit/random.h"

#include <stdalign.h>
#include <string.h>

static jmp_buf out_of_memory;
static size_t size_refused;

static void refuse(size_t size_bytes)
{
	size_refused = size_bytes;
	longjmp(out_of_memory, 1);
}

static void sizes_that_overflow_reach_the_handler(void **state)
{
	(void)state;
	memory_on_failure(refuse);
	volatile int refused = 0;
	if (setjmp(out_of_memory) == 0)
		memory_free(memory_zero(SIZE_MAX / 2, 3));
	else
		refused++;
	if (setjmp(out_of_memory) == 0)
		memory_free(memory_resize(NULL, SIZE_MAX / 8 + 1, 8));
	else
		refused++;
	struct arena arena;
	arena_init(&arena);
	if (setjmp(out_of_memory) == 0)
		arena_alloc(&arena, SIZE_MAX / 4, 5);
	else
		refused++;
	if (setjmp(out_of_memory) == 0)
		arena_alloc(&arena, SIZE_MAX - 4, 1);
	else
		refused++;
	if (setjmp(out_of_memory) == 0)
		arena_copy(&arena, "", SIZE_MAX);
	else
		refused++;
	arena_done(&arena);
	assert_int_equal(refused, 5);
	memory_on_failure(NULL);
}

static void the_nth_allocation_fails(void **state)
{
	(void)state;
	memory_on_failure(refuse);
	void *volatile first = NULL;
	memory_fail_after(1);
	if (setjmp(out_of_memory) == 0) {
		first = memory_alloc(10);
		memory_free(memory_alloc(20));
		fail_msg("the second allocation was to fail");
	}
	assert_non_null(first);
	assert_int_equal(size_refused, 20);
	memory_free(memory_alloc(30)); /* only that one */
	memory_fail_after(-1);
	memory_free(first);
	memory_on_failure(NULL);
}

static void nothing_is_something(void **state)
{
	(void)state;
	void *a = memory_alloc(0), *b = memory_zero(0, 8), *c = memory_resize(NULL, 0, 8);
	assert_true(a && b && c);
	memory_free(a);
	memory_free(b);
	memory_free(c);
	memory_free(NULL);
	struct arena arena;
	arena_init(&arena);
	assert_non_null(arena_alloc(&arena, 0, 8));
	assert_string_equal(arena_copy(&arena, NULL, 0), "");
	arena_done(&arena);
}

static void arena_pieces_are_zeroed_aligned_and_apart(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena);
	unsigned char *pieces[600];
	uint64_t random = 1;
	for (int round = 0; round < 3; round++) {
		size_t sizes[600];
		for (size_t i = 0; i < 600; i++) {
			sizes[i] = next_random(&random) % (i % 50 == 0 ? 200000 : 300) + 1;
			pieces[i] = arena_alloc(&arena, sizes[i], 1);
			assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
			for (size_t k = 0; k < sizes[i]; k++)
				if (pieces[i][k])
					fail_msg("piece %zu is not zeroed", i);
			memset(pieces[i], (int)(i % 255 + 1), sizes[i]);
			if (i % 7 == 0)
				arena_copy(&arena, "odd", 3);
		}
		size_t sum = 0;
		for (size_t i = 0; i < 600; i++) {
			sum += sizes[i];
			for (size_t k = 0; k < sizes[i]; k++)
				if (pieces[i][k] != i % 255 + 1)
					fail_msg("piece %zu was written over", i);
		}
		assert_true(arena.total_bytes >= sum);
		arena_reset(&arena);
		assert_true(arena.total_bytes < sum);
	}
	arena_done(&arena);
	assert_int_equal(arena.total_bytes, 0);
	arena_reset(&arena); /* of an empty one */
	arena_done(&arena);
}

static void text_is_copied_and_printed(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena);
	char long_text[5000];
	memset(long_text, 'a', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	assert_string_equal(arena_copy(&arena, "abcdef", 3), "abc");
	char *printed = arena_printf(&arena, "%d-%s", 5, long_text);
	assert_int_equal(strlen(printed), 5001);
	assert_memory_equal(printed, "5-aaa", 5);
	arena_done(&arena);
}

static void arrays_grow(void **state)
{
	(void)state;
	int *items = NULL;
	size_t n = 0, room = 0;
	for (int i = 0; i < 10000; i++)
		ARRAY_PUSH(items, n, room) = i;
	assert_int_equal(n, 10000);
	assert_true(room >= n && room < 2 * n);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(items[i], i);
	memory_free(items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_that_overflow_reach_the_handler),
		cmocka_unit_test(the_nth_allocation_fails),
		cmocka_unit_test(nothing_is_something),
		cmocka_unit_test(arena_pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(text_is_copied_and_printed),
		cmocka_unit_test(arrays_grow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
