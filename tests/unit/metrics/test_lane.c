/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_lane.c - many clocks judged at once against one after the other (lane.h): which rows are kept, and how each
 * went, whatever columns there are.
 */
#include "tests/unit/both_ways.h"
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/random.h"

#include "engine/batch.h"
#include "engine/sweep.h"
#include "metrics/lane.h"

#include <string.h>

#define ROWS 300

static uint64_t seed = 9;

static uint64_t pick(uint64_t n)
{
	return next_random(&seed) % n;
}

static int64_t any_instant(void)
{
	static const int64_t special[] = { I64_EMPTY, I64_EMPTY, INT64_MAX, INT64_MAX - 3, 999, 1000, 1999, 2000 };

	return pick(3) ? (int64_t)pick(3000) : special[pick(sizeof special / sizeof *special)];
}

static struct rule rule;
static int64_t columns[4][ROWS];
static uint8_t list[ROWS];
static uint32_t words[ROWS];
static int64_t limits_of_words[3] = { -1, 5, 700 };

static void fill(void)
{
	for (size_t i = 0; i < ROWS; i++) {
		for (int c = 0; c < 4; c++)
			columns[c][i] = any_instant();
		list[i] = (uint8_t)pick(4);
		words[i] = (uint32_t)pick(5);
	}
	memset(&rule, 0, sizeof rule);
	rule.limit_of_place[0] = -1;
	rule.limit_of_place[1] = 0;
	rule.limit_of_place[2] = 500;
	rule.limit_of_place[3] = INT64_MAX;
	rule.limit_of_word = limits_of_words;
	rule.n_limit_words = 3;
	rule.limit_absent = pick(5) ? 400 : -1;
}

static void expect(const struct lane *l, const int64_t *by, const uint32_t *picks, size_t n)
{
	uint32_t rows[ROWS + LANE_PADDING];
	uint8_t verdicts[ROWS + LANE_PADDING];
	uint64_t took[ROWS + LANE_PADDING];
	size_t got = lane_judge(l, by, 1000, 2000, picks, n, rows, verdicts, took), n_kept = 0;

	for (size_t k = 0; k < n; k++) {
		uint32_t i = picks[k];
		int64_t start = lane_start(l, i), stop = lane_stop(l, i), limit = lane_limit(l, i);
		int64_t placed = by ? by[i] : start;
		enum lane_verdict verdict = LANE_LATE;

		if (placed < 1000 || placed >= 2000 || limit < 0 || start == I64_EMPTY)
			continue;
		if (stop == I64_EMPTY)
			verdict = LANE_UNSTOPPED;
		else if (stop <= saturated_add(start, limit))
			verdict = LANE_IN_TIME;
		assert_true(n_kept < got);
		assert_int_equal(rows[n_kept], i);
		assert_int_equal(verdicts[n_kept], verdict);
		/* Modulo 2^64, as the difference of two instants may be larger than any of them. */
		assert_true(took[n_kept] == (stop > start ? (uint64_t)stop - (uint64_t)start : 0));
		n_kept++;
	}
	assert_int_equal(got, n_kept);
	assert_int_equal(lane_judge(l, by, 1000, 2000, picks, n, rows, verdicts, NULL), got);
}

/* With one clock or another to start it, none to three to stop it, and every kind of limit. */
static void judged(void **unused)
{
	(void)unused;
	for (int round = 0; round < 3000; round++) {
		uint32_t picks[ROWS];
		struct lane l = { .rule = &rule };
		uint64_t rarely = 2 + pick(30); /* a row is left out */
		size_t n = 0;

		fill();
		for (uint32_t i = 0; i < ROWS; i++) {
			picks[n] = i;
			n += pick(rarely) != 0;
		}
		n = round < 40 ? (size_t)round : n;
		l.start = round % 5 ? columns[0] : NULL;
		l.start_else = round % 3 ? NULL : columns[1];
		l.n_stops = round % 4;
		for (int k = 0; k < l.n_stops; k++)
			l.stops[k] = columns[(round + k) % 4];
		l.limit_list = round % 7 < 3 ? list : NULL;
		l.limit_word = round % 7 == 4 ? words : NULL;
		expect(&l, round % 2 ? columns[2] : NULL, picks, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH_WAYS(judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
