/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_lane.c - many clocks judged at once against one after the other (lane.h): which rows are kept, and how each
 * went, whatever columns there are; and how those in time are noted (notes.h).
 */
#include "tests/unit/every_way.h"
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/random.h"

#include "engine/batch.h"
#include "metrics/notes.h"

#include <string.h>

#define ROWS  300
#define FIRST 64 /* the stretch that is looked at */

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

static bool has(const uint64_t *rows, size_t k)
{
	return rows[k / SWEEP_WORD] >> k % SWEEP_WORD & 1;
}

static void expect(const struct lane *l, const int64_t *by, const uint64_t *chosen, size_t n)
{
	uint64_t took[LANE_ROWS];
	struct lane_verdicts v, again;

	lane_judge(l, by, 1000, 2000, chosen, FIRST, n, &v, took);
	for (size_t k = 0; k < n; k++) {
		size_t i = FIRST + k;
		int64_t start = lane_start(l, i), stop = lane_stop(l, i), limit = lane_limit(l, i);
		int64_t placed = by ? by[i] : start;
		bool kept = has(chosen, i) && placed >= 1000 && placed < 2000 && limit >= 0 && start != I64_EMPTY;

		assert_int_equal(has(v.kept, k), kept);
		assert_int_equal(has(v.unstopped, k), kept && stop == I64_EMPTY);
		assert_int_equal(has(v.late, k), kept && stop != I64_EMPTY && stop > saturated_add(start, limit));
		/* Modulo 2^64, as the difference of two instants may be larger than any of them. */
		if (kept)
			assert_true(took[k] == (stop > start ? (uint64_t)stop - (uint64_t)start : 0));
	}
	for (size_t k = n; k < sweep_words(n) * SWEEP_WORD; k++)
		assert_false(has(v.kept, k) || has(v.late, k) || has(v.unstopped, k));
	lane_judge(l, by, 1000, 2000, chosen, FIRST, n, &again, NULL);
	for (size_t w = 0; w < sweep_words(n); w++)
		assert_true(again.kept[w] == v.kept[w] && again.late[w] == v.late[w] && again.unstopped[w] == v.unstopped[w]);
}

/* With one clock or another to start it, none to three to stop it, and every kind of limit: of few places, of many, of
 * words, of none. */
static void judged(void **unused)
{
	(void)unused;
	for (int round = 0; round < 3000; round++) {
		uint64_t chosen[ROWS / SWEEP_WORD + 1] = { 0 };
		struct lane l = { .rule = &rule };
		uint64_t rarely = 2 + pick(30); /* a row is left out */
		size_t n = round < 40 ? (size_t)round : ROWS - FIRST;

		fill();
		for (size_t i = 0; i < FIRST + n; i++)
			chosen[i / SWEEP_WORD] |= (uint64_t)(pick(rarely) != 0) << i % SWEEP_WORD;
		rule.n_limit_places = round % 2 ? 4 : 9;
		l.start = round % 5 ? columns[0] : NULL;
		l.start_else = round % 3 ? NULL : columns[1];
		l.n_stops = round % 4;
		for (int k = 0; k < l.n_stops; k++)
			l.stops[k] = columns[(round + k) % 4];
		l.limit_list = round % 7 < 3 ? list : NULL;
		l.limit_word = round % 7 == 4 ? words : NULL;
		expect(&l, round % 2 ? columns[2] : NULL, chosen, n);
	}
}

/* --- notes --- */

static struct plan plan;

/* Instants of a month, many of them within an hour and some on its edges, and Regions. */
static void fill_month(int round)
{
	static const uint64_t ns[] = { 0, 1, NS_PER_HOUR - 1, NS_PER_HOUR / 2 };
	uint64_t hour = pick(744);

	for (size_t i = 0; i < ROWS; i++) {
		if (round % 3 == 0 || (round % 3 == 1 && !pick(40)))
			hour = pick(744);
		columns[0][i] = plan.period.from + (int64_t)(hour * (uint64_t)NS_PER_HOUR + (pick(3) ? pick(NS_PER_HOUR) : ns[pick(4)]));
		list[i] = (uint8_t)pick(4);
	}
	memset(&rule, 0, sizeof rule);
	rule.plan = &plan;
	for (int place = 0; place < 64; place++) {
		rule.region_of_place[place] = (uint8_t)(place < 4 ? (place + round) % 4 : 0);
		rule.places_of_region[rule.region_of_place[place]] |= UINT64_C(1) << place;
	}
}

/* Each row once in the order of the batch, and its hour and cell as often as there are such rows. */
static void expect_notes(const struct lane *l, size_t n, const uint64_t *good, const struct notes *notes)
{
	static uint32_t by_hour[744][BREAKDOWN_EVENTS];
	size_t n_good = 0, n_times = 0;

	memset(by_hour, 0, sizeof by_hour);
	for (size_t k = 0; k < notes->n_times; k++) {
		by_hour[notes->hours[k]][notes->time_cells[k]] += notes->time_counts[k];
		n_times += notes->time_counts[k];
	}
	for (size_t k = 0; k < n; k++) {
		size_t i = FIRST + k;
		unsigned cell = breakdown_cell(lane_slot(l, i), CLAIM_NONE, OUTCOME_GOOD);

		if (!has(good, k))
			continue;
		assert_int_equal(notes->rows[n_good], i);
		assert_int_equal(notes->cells[n_good], cell);
		n_good++;
		assert_true(by_hour[rule_hour(&rule, l->placed[i])][cell]-- > 0);
	}
	assert_int_equal(notes->n, n_good);
	assert_int_equal(n_times, n_good);
}

static void noted(void **unused)
{
	static struct notes notes;

	(void)unused;
	plan.period.from = INT64_C(1569884400) * NS_PER_S;
	for (int round = 0; round < 2000; round++) {
		struct lane l = { .rule = &rule, .placed = columns[0], .region = round % 5 ? list : NULL };
		uint64_t good[LANE_WORDS] = { 0 }, rarely = 1 + pick(30);
		size_t n = round < 140 ? (size_t)round : ROWS - FIRST;

		fill_month(round);
		for (size_t k = 0; k < n; k++)
			good[k / SWEEP_WORD] |= (uint64_t)(rarely == 1 ? !pick(50) : pick(rarely) != 0) << k % SWEEP_WORD;
		notes.n = notes.n_times = 0;
		notes_add_good(&notes, &l, FIRST, n, good);
		expect_notes(&l, n, good, &notes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		EVERY_WAY(judged),
		EVERY_WAY(noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
