/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Examples of rows that were not in time: the first by file and line, whatever the order, the accumulators
 * and what was taken back.
 */
#include "metrics/samples.h"
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/random.h"

#include "engine/memory.h"

#include <stdlib.h>
#include <string.h>

#define N_ROWS 400
#define N_ACCS 5

static const char *const files[] = { "alerts-a.csv", "alerts-b.csv", "alerts-c.csv" };

static struct place place_of(const struct batch *b, size_t i)
{
	return ((const struct place *)b->place_context)[i];
}

static int compare(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int order = strcmp(a->file, b->file);

	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static void add(struct samples **s, const struct place *place, int64_t sign)
{
	struct batch b = { .n_rows = 1, .place = place_of, .place_context = place, .file = place->file,
			   .first_line = place->line };

	samples_add(s, 1, &b, 0, sign, 0, 1, 1);
}

/* Against the plain way: all rows sorted, those taken back left out of the first SAMPLES_KEPT. */
static void test_any_order(void **state)
{
	uint64_t random = 7;

	(void)state;
	for (int turn = 0; turn < 200; turn++) {
		struct place rows[N_ROWS], order[N_ROWS];
		bool taken[N_ROWS];
		struct samples *accs[N_ACCS] = { 0 }, *total = NULL;
		struct sample_row shown[SAMPLES_SHOWN];
		struct arena arena;
		size_t n = 1 + next_random(&random) % N_ROWS;
		int n_shown, n_expected = 0;

		arena_init(&arena);
		for (size_t i = 0; i < n; i++)
			rows[i] = order[i] = (struct place){ files[next_random(&random) % 3], i + 2 };
		for (size_t i = n; i-- > 1;) {
			size_t k = next_random(&random) % (i + 1);
			struct place keep = order[i];

			order[i] = order[k];
			order[k] = keep;
		}
		qsort(rows, n, sizeof *rows, compare);
		for (size_t i = 0; i < n; i++)
			taken[i] = next_random(&random) % 4 == 0;
		for (size_t i = 0; i < n; i++)
			add(&accs[next_random(&random) % N_ACCS], &order[i], 1);
		for (size_t i = 0; i < n; i++)
			if (taken[i])
				add(&accs[next_random(&random) % N_ACCS], &rows[i], -1);
		for (int k = 0; k < N_ACCS; k++)
			samples_merge(&total, accs[k]);
		n_shown = samples_show(total, 1, 3, &arena, shown);
		for (size_t i = 0; i < n && i < SAMPLES_KEPT && n_expected < SAMPLES_SHOWN; i++) {
			if (taken[i])
				continue;
			assert_true(n_expected < n_shown);
			assert_string_equal(shown[n_expected].file, rows[i].file);
			assert_int_equal(shown[n_expected].line, rows[i].line);
			assert_int_equal(shown[n_expected].measure, 3);
			n_expected++;
		}
		assert_int_equal(n_shown, n_expected);
		assert_int_equal(samples_show(total, 2, 3, &arena, shown), 0);
		for (int k = 0; k < N_ACCS; k++)
			memory_free(accs[k]);
		memory_free(total);
		arena_done(&arena);
	}
}

static void test_words(void **state)
{
	static const struct { int64_t start, stop, deadline; const char *words; } cases[] = {
		{ 0, NS_PER_S, NS_PER_S / 2, "began 1970-01-01T00:00:00Z, due by 1970-01-01T00:00:00.500Z, ended 1970-01-01T00:00:01Z" },
		{ 0, I64_EMPTY, 0, "began 1970-01-01T00:00:00Z, due by 1970-01-01T00:00:00Z, never ended" },
		{ 0, NS_PER_S, I64_EMPTY, "from 1970-01-01T00:00:00Z to 1970-01-01T00:00:01Z" },
		{ 0, I64_EMPTY, I64_EMPTY, "from 1970-01-01T00:00:00Z, without an end" },
		{ I64_EMPTY, I64_EMPTY, 0, "the condition of the measure does not hold" },
	};
	struct place place = { "a.csv", 2 };
	struct batch b = { .n_rows = 1, .place = place_of, .place_context = &place };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct samples *s = NULL;
		struct sample_row shown[SAMPLES_SHOWN];
		struct arena arena;

		arena_init(&arena);
		samples_add(&s, 0, &b, 0, 1, cases[i].start, cases[i].stop, cases[i].deadline);
		assert_int_equal(samples_show(s, 0, 0, &arena, shown), 1);
		assert_string_equal(shown[0].what, cases[i].words);
		memory_free(s);
		arena_done(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_any_order), cmocka_unit_test(test_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
