/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wilson's interval against published values: R. G. Newcombe, Statistics in Medicine 17 (1998), method 3.
 */
#include "tests/unit/engine/cmocka_all.h"

#include "metrics/interval.h"

#include <math.h>

static void published(void **state)
{
	static const struct {
		uint64_t good, total;
		double lower, upper;
	} rows[] = {
		{ 81, 263, 0.2553, 0.3662 },
		{ 15, 148, 0.0624, 0.1605 },
		{ 0, 20, 0.0000, 0.1611 },
		{ 1, 29, 0.0061, 0.1718 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double lower, upper;

		interval_wilson(rows[i].good, rows[i].total, 95000000, &lower, &upper);
		assert_true(fabs(lower - rows[i].lower) < 0.00005 + 1e-12);
		assert_true(fabs(upper - rows[i].upper) < 0.00005 + 1e-12);
	}
}

static void ends_and_mirror(void **state)
{
	double lower, upper, other_lower, other_upper;

	(void)state;
	interval_wilson(9, 9, 95000000, &lower, &upper);
	assert_true(upper == 1 && lower > 0.6 && lower < 1);
	for (uint64_t good = 0; good <= 30; good++) {
		interval_wilson(good, 30, 90000000, &lower, &upper);
		interval_wilson(30 - good, 30, 90000000, &other_lower, &other_upper);
		assert_true(lower <= (double)good / 30 && (double)good / 30 <= upper);
		assert_true(fabs(lower - (1 - other_upper)) < 1e-12);
		/* More confidence, a wider interval. */
		interval_wilson(good, 30, 99000000, &other_lower, &other_upper);
		assert_true(other_lower <= lower && other_upper >= upper);
	}
	interval_wilson(UINT64_C(4000000000), UINT64_C(5000000000), 95000000, &lower, &upper);
	assert_true(lower > 0.79998 && upper < 0.80002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published),
		cmocka_unit_test(ends_and_mirror),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
