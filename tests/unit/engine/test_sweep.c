/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_sweep.c - what is asked of whole columns against the same asked row by row, for every number of rows that
 * matters and by whatever instructions there are.
 */
#include "tests/unit/every_way.h"
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/random.h"

#include "engine/batch.h"
#include "engine/sweep.h"

#include <string.h>

#define MOST  200
#define GUARD 0x5A

static uint64_t seed = 5;

static uint64_t pick(uint64_t n)
{
	return next_random(&seed) % n;
}

/* A few values, the extreme ones among them, so that many are equal and none is left out. */
static int64_t any_instant(void)
{
	static const int64_t special[] = { I64_EMPTY, I64_UNREADABLE, INT64_MAX, 0, -1, 1000, 1999, 2000, 2001 };

	return pick(3) ? special[pick(sizeof special / sizeof *special)] : (int64_t)pick(4000) - 500;
}

static struct {
	size_t n;
	int64_t a[MOST], b[MOST];
	uint8_t x[MOST], y[MOST], before[MOST + 16], marks[MOST + 16];
} t;

static void fill(size_t n)
{
	t.n = n;
	for (size_t i = 0; i < MOST; i++) {
		t.a[i] = any_instant();
		t.b[i] = any_instant();
		t.x[i] = (uint8_t)pick(i % 7 ? 4 : 64);
		t.y[i] = (uint8_t)pick(64);
	}
	for (size_t i = 0; i < sizeof t.marks; i++)
		t.before[i] = i < n ? (uint8_t)(pick(2) * 4) : GUARD;
	memcpy(t.marks, t.before, sizeof t.marks);
}

/* Every row has what was there and what was asked; what is behind the last is untouched. */
static void expect_marks(uint8_t (*asked)(size_t i))
{
	for (size_t i = 0; i < sizeof t.marks; i++)
		assert_int_equal(t.marks[i], t.before[i] | (i < t.n ? asked(i) : 0));
}

static bool is_within(int64_t at)
{
	return at == I64_UNREADABLE || (at >= 1000 && at < 2000);
}

/* By none, one or two columns. */
static void inside(void **unused)
{
	const int64_t *columns[] = { t.a, t.b };

	(void)unused;
	for (size_t n = 0; n <= MOST; n++)
		for (int n_columns = 0; n_columns <= 2; n_columns++) {
			fill(n);
			sweep_inside(columns, n_columns, n, 1000, 2000, t.marks);
			for (size_t i = 0; i < sizeof t.marks; i++) {
				bool a = n_columns > 0 && is_within(t.a[i % MOST]);
				bool b = n_columns > 1 && is_within(t.b[i % MOST]);
				bool nowhere = (n_columns < 1 || t.a[i % MOST] == I64_EMPTY) &&
					       (n_columns < 2 || t.b[i % MOST] == I64_EMPTY);

				assert_int_equal(t.marks[i], i < n ? a || b || nowhere : GUARD);
			}
		}
}

static uint8_t before_start(size_t i)
{
	return t.b[i] != I64_EMPTY && t.b[i] < t.a[i];
}

static const uint64_t modes = UINT64_C(0x8000000000000005);
static uint8_t before_start_of_mode(size_t i)
{
	return before_start(i) && (modes >> t.x[i] & 1);
}

static uint8_t after(size_t i)
{
	return t.a[i] > 1999;
}

static void marks(void **unused)
{
	(void)unused;
	for (size_t n = 0; n <= MOST; n++) {
		fill(n);
		sweep_order(t.a, t.b, n, NULL, 0, t.marks);
		expect_marks(before_start);
		fill(n);
		sweep_order(t.a, t.b, n, t.x, modes, t.marks);
		expect_marks(before_start_of_mode);
		fill(n);
		sweep_after(t.a, n, 1999, t.marks);
		expect_marks(after);
	}
}

static void newest(void **unused)
{
	(void)unused;
	for (size_t n = 0; n <= MOST; n++) {
		int64_t expected = n % 3 ? I64_EMPTY : 1500;
		int64_t got;

		fill(n);
		got = sweep_newest(t.a, n, expected);
		for (size_t i = 0; i < n; i++)
			expected = t.a[i] > expected ? t.a[i] : expected;
		assert_int_equal(got, expected);
	}
}

static void counts(void **unused)
{
	(void)unused;
	for (size_t n = 0; n <= MOST; n++) {
		size_t n_unmarked = 0, n_within = 0, n_inside = 77;

		fill(n);
		for (size_t i = 0; i < n; i++) {
			n_unmarked += !t.before[i];
			n_within += !t.before[i] && t.x[i];
		}
		assert_int_equal(sweep_count(t.before, t.x, n, &n_inside), n_unmarked);
		assert_int_equal(n_inside, n_within);
	}
}

/* --- rows as bits --- */

#define WORDS (MOST / SWEEP_WORD + 2)

static uint64_t got[WORDS], of[WORDS];

/* What is asked fills the words of n rows and no others. */
static void begin_bits(size_t n)
{
	fill(n);
	for (size_t w = 0; w < WORDS; w++)
		got[w] = UINT64_C(0x5A5A5A5A5A5A5A5A);
	memset(of, 0, sizeof of);
	for (size_t i = 0; i < n; i++)
		of[i / SWEEP_WORD] |= (uint64_t)(pick(4) != 0) << i % SWEEP_WORD;
}

static bool has(const uint64_t *rows, size_t i)
{
	return rows[i / SWEEP_WORD] >> i % SWEEP_WORD & 1;
}

static void end_bits(size_t n)
{
	for (size_t i = n; i < sweep_words(n) * SWEEP_WORD; i++)
		assert_false(has(got, i));
	for (size_t w = sweep_words(n); w < WORDS; w++)
		assert_true(got[w] == UINT64_C(0x5A5A5A5A5A5A5A5A));
}

static void listed(void **unused)
{
	static const uint64_t sets[] = { 0, UINT64_MAX, 5, UINT64_C(1) << 63, UINT64_C(0xF0F0F0F0F0F0F0F0) };

	(void)unused;
	for (size_t n = 0; n <= MOST; n++)
		for (size_t s = 0; s < 10; s++) {
			begin_bits(n);
			if (s >= 5) { /* of themselves */
				memcpy(got, of, sweep_words(n) * sizeof *of);
				sweep_listed(t.x, sets[s % 5], got, n, got);
			} else {
				sweep_listed(t.x, sets[s % 5], of, n, got);
			}
			for (size_t i = 0; i < n; i++)
				assert_int_equal(has(got, i), has(of, i) && sets[s % 5] >> t.x[i] & 1);
			end_bits(n);
		}
}

static void instants(void **unused)
{
	static const int64_t spans[][2] = { { 1000, 2000 }, { I64_EMPTY, I64_EMPTY + 1 }, { -1, INT64_MAX }, { 5, 5 } };

	(void)unused;
	for (size_t n = 0; n <= MOST; n++)
		for (size_t s = 0; s < 4; s++) {
			begin_bits(n);
			sweep_within(t.a, n, spans[s][0], spans[s][1], got);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(has(got, i), t.a[i] >= spans[s][0] && t.a[i] < spans[s][1]);
			end_bits(n);
		}
}

static void worded(void **unused)
{
	uint32_t words[MOST];

	(void)unused;
	for (size_t n = 0; n <= MOST; n++) {
		begin_bits(n);
		for (size_t i = 0; i < n; i++)
			words[i] = pick(2) ? 0 : (uint32_t)next_random(&seed);
		sweep_worded(words, n, got);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(has(got, i), words[i] != 0);
		end_bits(n);
	}
}

/* All rows, and each of some after the other. */
static void next(void **unused)
{
	(void)unused;
	for (size_t n = 0; n <= MOST; n++) {
		size_t at = 0;

		begin_bits(n);
		sweep_all(n, got);
		for (size_t i = 0; i < n; i++)
			assert_true(has(got, i));
		end_bits(n);
		if (n % 3 == 0)
			memset(of, 0, n / 2 / SWEEP_WORD * sizeof *of);
		for (size_t i = 0; i < n; i++) {
			if (!has(of, i))
				continue;
			assert_int_equal(sweep_next(of, at, n), i);
			assert_int_equal(sweep_next(of, i, n), i);
			at = i + 1;
		}
		assert_int_equal(sweep_next(of, at, n), n);
		assert_int_equal(sweep_next(of, n, n), n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EVERY_WAY(inside),
		EVERY_WAY(marks),
		EVERY_WAY(newest),
		EVERY_WAY(counts),
		EVERY_WAY(listed),
		EVERY_WAY(instants),
		EVERY_WAY(worded),
		EVERY_WAY(next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
