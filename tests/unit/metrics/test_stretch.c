/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/counts.h"
#include "metrics/stretch.h"
#include "tests/unit/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MIN NS_PER_MINUTE

static void test_unite(void **state)
{
	struct stretch s[] = { { 50, 60 }, { 10, 20 }, { 20, 30 }, { 12, 15 }, { 70, 70 }, { 90, 80 } };

	(void)state;
	assert_int_equal(stretch_unite(s, 6), 2);
	assert_int_equal(s[0].from, 10);
	assert_int_equal(s[0].to, 30); /* touching ones are one */
	assert_int_equal(s[1].from, 50);
	assert_int_equal(stretch_unite(s, 0), 0);
}

static void test_subtract(void **state)
{
	struct stretch a[] = { { 0, 100 }, { 200, 300 }, { 400, 410 } };
	struct stretch b[] = { { 10, 20 }, { 90, 210 }, { 220, 230 }, { 290, 300 }, { 390, 500 } };
	struct stretch out[8];

	(void)state;
	assert_int_equal(stretch_subtract(a, 3, b, 5, out), 4);
	assert_int_equal(out[0].to, 10);
	assert_int_equal(out[1].from, 20);
	assert_int_equal(out[1].to, 90);
	assert_int_equal(out[2].from, 210);
	assert_int_equal(out[2].to, 220);
	assert_int_equal(out[3].from, 230);
	assert_int_equal(out[3].to, 290);
	assert_int_equal(stretch_subtract(a, 3, b, 0, out), 3);
	assert_int_equal(stretch_subtract(a, 0, b, 5, out), 0);
}

static void test_minutes_are_complete_in_each_stretch(void **state)
{
	struct stretch s[] = { { 0, 90 * NS_PER_S }, { 1000 * MIN, 1001 * MIN + 30 * NS_PER_S } };

	(void)state;
	assert_int_equal(stretch_minutes(s, 2), 2);
}

/* Days sum to the month whatever the stretches, in the month of 25 hours too. */
static void test_days_sum_to_the_month(void **state)
{
	struct period p;
	uint64_t seed = 7;

	(void)state;
	period_init(&p, (struct month){ 2019, 10 });
	for (int round = 0; round < 200; round++) {
		struct stretch s[20];
		int64_t by_day[CIVIL_MAX_DAYS] = { 0 }, sum = 0;
		size_t n = 0;

		for (int k = 0; k < 20; k++) {
			int64_t from = p.from + (int64_t)(next_random(&seed) % (uint64_t)(p.to - p.from));
			int64_t to = from + (int64_t)(next_random(&seed) >> 40) * 7919 * NS_PER_US;
			s[n++] = (struct stretch){ from, to < p.to ? to : p.to };
		}
		n = stretch_unite(s, n);
		stretch_add_days(s, n, &p, by_day);
		for (int day = 0; day < CIVIL_MAX_DAYS; day++)
			sum += by_day[day];
		assert_int_equal(sum, stretch_minutes(s, n));
	}
	struct stretch whole = { p.from, p.to };
	int64_t by_day[CIVIL_MAX_DAYS] = { 0 };
	stretch_add_days(&whole, 1, &p, by_day);
	assert_int_equal(by_day[0], 1440);
	assert_int_equal(by_day[26], 1500); /* 27 October 2019 */
}

/* A minute belongs to the day in which it begins, even when it ends in the next. */
static void test_minute_over_midnight(void **state)
{
	struct period p;
	int64_t by_day[CIVIL_MAX_DAYS] = { 0 };

	(void)state;
	period_init(&p, (struct month){ 2019, 11 });
	struct stretch s = { p.day_start[1] - 90 * NS_PER_S, p.day_start[1] + 90 * NS_PER_S };
	stretch_add_days(&s, 1, &p, by_day);
	assert_int_equal(by_day[0], 2);
	assert_int_equal(by_day[1], 1);
}

static void test_counts(void **state)
{
	struct counts a = { 0 }, b = { 0 };

	(void)state;
	for (uint64_t key = 0; key < 5000; key++) {
		counts_add(&a, key, (int64_t)key);
		counts_add(&b, key, -(int64_t)key + (key == 4999));
	}
	assert_int_equal(counts_get(&a, 4321), 4321);
	assert_int_equal(counts_get(&a, 9999), 0);
	counts_merge(&a, &b);
	assert_int_equal(counts_get(&a, 4321), 0);
	assert_int_equal(counts_get(&a, 4999), 1);
	counts_prune(&a, 10);
	assert_int_equal(a.n, 1); /* zeros are forgotten */
	assert_int_equal(counts_get(&a, 4999), 1);
	counts_prune(&a, 5000);
	assert_int_equal(a.n, 0);
	counts_done(&a);
	counts_done(&b);
	assert_int_equal(counts_get(&a, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unite),
		cmocka_unit_test(test_subtract),
		cmocka_unit_test(test_minutes_are_complete_in_each_stretch),
		cmocka_unit_test(test_days_sum_to_the_month),
		cmocka_unit_test(test_minute_over_midnight),
		cmocka_unit_test(test_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
