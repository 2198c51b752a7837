/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which keys occur twice: in memory, on disk, and when the disk fails.
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/source/scratch.h"

#include "engine/memory.h"
#include "ingest/keys/keys.h"

#define N 20000

/* Enters 0..N-1 scattered, every hundredth one again, every thousandth a third time. */
static void enter(struct keys *k)
{
	static uint64_t hashes[N + N / 100 + N / 1000];
	size_t n = 0;

	for (uint64_t i = 0; i < N; i++)
		hashes[n++] = i * UINT64_C(0x9E3779B97F4A7C15);
	for (uint64_t i = 0; i < N; i += 100)
		hashes[n++] = i * UINT64_C(0x9E3779B97F4A7C15);
	for (uint64_t i = 0; i < N; i += 1000)
		hashes[n++] = i * UINT64_C(0x9E3779B97F4A7C15);
	for (size_t i = 0; i < n; i += 5120) {
		struct keys_desk *desk = keys_desk_new(k);

		for (size_t at = i; at < n && at < i + 5120; at += 512)
			keys_add(desk, hashes + at, n - at < 512 ? n - at : 512);
		keys_desk_leave(desk);
	}
}

static void twice(size_t limit_bytes)
{
	struct keys_budget budget = { .limit_bytes = limit_bytes };
	struct keys keys;
	struct error err = { 0 };
	uint64_t *repeated, n_rows;
	size_t n;

	scratch_init();
	keys_init(&keys, &budget, scratch, DATASET_ALERTS);
	enter(&keys);
	assert_true(keys_repeated(&keys, 2, &repeated, &n, &n_rows, &err));
	assert_int_equal(n, N / 100);
	assert_int_equal(n_rows, 2 * (N / 100) + N / 1000);
	for (size_t i = 1; i < n; i++)
		assert_true(repeated[i - 1] < repeated[i]);
	for (size_t i = 0; i < n; i++) {
		/* The multiplier is odd, so it can be undone: which number was it? */
		uint64_t inverse = UINT64_C(0xF1DE83E19937733D);

		assert_true(UINT64_C(0x9E3779B97F4A7C15) * inverse == 1);
		assert_int_equal(repeated[i] * inverse % 100, 0);
	}
	memory_free(repeated);
	keys_done(&keys);
	scratch_done();
}

static void in_memory(void **state)
{
	(void)state;
	twice(1 << 30);
}

static void on_disk(void **state)
{
	(void)state;
	twice(4096);
	twice(0);
}

static void nothing_entered(void **state)
{
	struct keys_budget budget = { .limit_bytes = 1 << 20 };
	struct keys keys;
	struct error err = { 0 };
	uint64_t *repeated = NULL, n_rows = 7;
	size_t n = 7;

	(void)state;
	scratch_init();
	keys_init(&keys, &budget, scratch, DATASET_ALERTS);
	assert_true(keys_repeated(&keys, 2, &repeated, &n, &n_rows, &err));
	assert_int_equal(n, 0);
	assert_int_equal(n_rows, 0);
	memory_free(repeated);
	keys_done(&keys);
	scratch_done();
}

static void disk_gone(void **state)
{
	struct keys_budget budget = { .limit_bytes = 0 };
	struct keys keys;
	struct error err = { 0 };
	uint64_t *repeated = NULL, n_rows;
	size_t n;

	(void)state;
	keys_init(&keys, &budget, "/proc/no-such-folder", DATASET_ALERTS);
	enter(&keys);
	assert_false(keys_repeated(&keys, 2, &repeated, &n, &n_rows, &err));
	assert_int_equal(err.kind, ERROR_OUTPUT);
	assert_true(err.message[0]);
	keys_done(&keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_memory),
		cmocka_unit_test(on_disk),
		cmocka_unit_test(nothing_entered),
		cmocka_unit_test(disk_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
