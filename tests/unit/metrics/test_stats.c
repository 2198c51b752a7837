/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The statistics against published examples:
 * - NIST Statistical Reference Datasets, univariate (certified means and standard deviations to 15 digits) and
 *   linear regression (Norris);
 * - D. C. Montgomery, Introduction to Statistical Quality Control: viscosity of aircraft primer paint, individuals
 *   and moving range (mean 33.52, mean moving range 0.48, limits 32.24 and 34.80);
 * - NIST/SEMATECH e-Handbook 6.3.2.2: flow rate (limits 45.8159 and 55.8041 with 3/1.128 for our 2.66);
 * - NHS plot-the-dots: 1, 2, 1, 2, 10, 1, ... (limits -0.716 and 4.604 screened, -3.063 and 6.952 not).
 */
#include "engine/review.h"
#include "metrics/stats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void near_to(double got, double want, double tolerance)
{
	if (fabs(got - want) > tolerance)
		fail_msg("%.15g is not %.15g", got, want);
}

static const double mavro[] = {
	2.00180, 2.00170, 2.00180, 2.00190, 2.00180, 2.00170, 2.00150, 2.00140, 2.00150, 2.00150, 2.00170, 2.00180,
	2.00180, 2.00190, 2.00190, 2.00210, 2.00200, 2.00160, 2.00140, 2.00130, 2.00130, 2.00150, 2.00150, 2.00160,
	2.00150, 2.00140, 2.00130, 2.00140, 2.00150, 2.00140, 2.00150, 2.00160, 2.00150, 2.00160, 2.00190, 2.00200,
	2.00200, 2.00210, 2.00220, 2.00230, 2.00240, 2.00250, 2.00270, 2.00260, 2.00260, 2.00260, 2.00270, 2.00260,
	2.00250, 2.00240,
};

static const double michelso[] = {
	299.85, 299.74, 299.90, 300.07, 299.93, 299.85, 299.95, 299.98, 299.98, 299.88, 300.00, 299.98, 299.93, 299.65,
	299.76, 299.81, 300.00, 300.00, 299.96, 299.96, 299.96, 299.94, 299.96, 299.94, 299.88, 299.80, 299.85, 299.88,
	299.90, 299.84, 299.83, 299.79, 299.81, 299.88, 299.88, 299.83, 299.80, 299.79, 299.76, 299.80, 299.88, 299.88,
	299.88, 299.86, 299.72, 299.72, 299.62, 299.86, 299.97, 299.95, 299.88, 299.91, 299.85, 299.87, 299.84, 299.84,
	299.85, 299.84, 299.84, 299.84, 299.89, 299.81, 299.81, 299.82, 299.80, 299.77, 299.76, 299.74, 299.75, 299.76,
	299.91, 299.92, 299.89, 299.86, 299.88, 299.72, 299.84, 299.85, 299.85, 299.78, 299.89, 299.84, 299.78, 299.81,
	299.76, 299.81, 299.79, 299.81, 299.82, 299.85, 299.87, 299.87, 299.81, 299.74, 299.81, 299.94, 299.95, 299.80,
	299.81, 299.87,
};

static void test_univariate(void **state)
{
	static const double num_acc_1[] = { 10000001, 10000003, 10000002 };
	static const struct {
		double middle, step;
	} made[] = { { 1.2, 0.1 }, { 1000000.2, 0.1 }, { 10000000.2, 0.1 } }; /* NumAcc2 to NumAcc4 */

	(void)state;
	near_to(stats_mean(mavro, 50), 2.00185600000000, 1e-14);
	near_to(stats_sd(mavro, 50), 0.000429123454003053, 1e-15);
	near_to(stats_mean(michelso, 100), 299.852400000000, 1e-11);
	near_to(stats_sd(michelso, 100), 0.0790105478190518, 1e-13);
	near_to(stats_mean(num_acc_1, 3), 10000002, 1e-8);
	near_to(stats_sd(num_acc_1, 3), 1, 1e-8);
	for (size_t k = 0; k < sizeof made / sizeof *made; k++) {
		double x[1001];

		x[0] = made[k].middle;
		for (size_t i = 1; i < 1001; i++)
			x[i] = made[k].middle + (i % 2 ? -made[k].step : made[k].step);
		near_to(stats_mean(x, 1001), made[k].middle, made[k].middle * 1e-14);
		/* What is left of 0.1 beside 10 000 000 in a double. */
		near_to(stats_sd(x, 1001), 0.1, 1e-8);
	}
}

static void test_xmr_montgomery(void **state)
{
	static const double viscosity[] = { 33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27,
					    33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84 };
	struct stats_xmr xmr;

	(void)state;
	assert_true(stats_xmr(viscosity, 15, false, &xmr));
	near_to(xmr.mean, 33.52, 0.005);
	near_to(xmr.moving_range, 0.48, 0.005);
	near_to(xmr.upper, 34.80, 0.005);
	near_to(xmr.lower, 32.24, 0.005);
	/* Nothing to screen. */
	assert_true(stats_xmr(viscosity, 15, true, &xmr));
	assert_int_equal(xmr.n_screened, 0);
	near_to(xmr.upper, 34.80, 0.005);
}

static void test_xmr_nist(void **state)
{
	static const double flow[] = { 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1 };
	struct stats_xmr xmr;

	(void)state;
	assert_true(stats_xmr(flow, 10, false, &xmr));
	near_to(xmr.mean, 50.81, 1e-9);
	near_to(xmr.moving_range, 1.8778, 5e-5);
	/* 2.66 is 3/1.128 rounded: their limits to three digits after it. */
	near_to(xmr.upper, 55.8041, 0.001);
	near_to(xmr.lower, 45.8159, 0.001);
}

static void test_xmr_plot_the_dots(void **state)
{
	static const double x[] = { 1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1 };
	struct stats_xmr xmr;

	(void)state;
	assert_true(stats_xmr(x, 18, false, &xmr));
	near_to(xmr.lower, -3.063, 0.0005);
	near_to(xmr.upper, 6.952, 0.0005);
	assert_int_equal(xmr.n_screened, 0);
	assert_true(stats_xmr(x, 18, true, &xmr));
	near_to(xmr.lower, -0.716, 0.0005);
	near_to(xmr.upper, 4.604, 0.0005);
	assert_int_equal(xmr.n_screened, 2);
}

static void test_xmr_edges(void **state)
{
	static const double none[] = { 99, NAN, 98 }, flat[] = { 100, 100, 100, 100, 100, 100, 100, 89, 89, 89 };
	static const double gap[] = { 98, 99, NAN, 50, 51 };
	struct stats_xmr xmr;

	(void)state;
	assert_false(stats_xmr(none, 1, true, &xmr));
	assert_false(stats_xmr(none, 3, true, &xmr)); /* no two months next to each other */
	/* One step, else nothing moves: screened, the limits would have no width. */
	assert_true(stats_xmr(flat, 10, true, &xmr));
	assert_int_equal(xmr.n_screened, 0);
	assert_true(xmr.upper > xmr.lower);
	/* Across a gap there is no moving range. */
	assert_true(stats_xmr(gap, 5, true, &xmr));
	near_to(xmr.moving_range, 1, 1e-12);
	near_to(xmr.mean, 74.5, 1e-12);
}

/* With equal denominators p' is an individuals chart of the shares, with 3/1.128 for 2.66. */
static void test_laney_is_xmr_of_shares(void **state)
{
	static const uint64_t late[] = { 12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22 };
	uint64_t total[15];
	double share[15], lower, upper, ranges = 0, mean = 0;
	struct stats_laney laney;

	(void)state;
	for (size_t i = 0; i < 15; i++) {
		total[i] = 50;
		share[i] = (double)late[i] / 50;
		mean += share[i] / 15;
		if (i)
			ranges += fabs(share[i] - share[i - 1]) / 14;
	}
	assert_true(stats_laney(late, total, 15, &laney));
	near_to(laney.mean, mean, 1e-12);
	stats_laney_limits(&laney, 50, &lower, &upper);
	near_to(upper, mean + 3 / 1.128 * ranges, 1e-12);
	near_to(lower, fmax(0, mean - 3 / 1.128 * ranges), 1e-12);
	/* Binomial limits of a share of 0.2229 of 50 (Montgomery's p chart) times sigma z. */
	near_to((upper - mean) / laney.sigma_z, 3 * sqrt(mean * (1 - mean) / 50), 1e-12);
}

/* Millions of events: binomial limits would be so narrow that ordinary months signalled. */
static void test_laney_large_counts(void **state)
{
	static const uint64_t good[] = { 9935000, 9921000, 9940000, 9928000, 9933000, 9919000 };
	static const uint64_t total[] = { 10000000, 10000000, 10000000, 10000000, 10000000, 10000000 };
	struct stats_laney laney;
	double lower, upper;

	(void)state;
	assert_true(stats_laney(good, total, 6, &laney));
	assert_true(laney.sigma_z > 10);
	stats_laney_limits(&laney, 10000000, &lower, &upper);
	for (size_t i = 0; i < 6; i++)
		assert_true((double)good[i] / 1e7 > lower && (double)good[i] / 1e7 < upper);
	stats_laney_limits(&laney, 100, &lower, &upper);
	near_to(upper, 1, 0); /* cut */
	assert_true(lower >= 0);
}

static void test_laney_edges(void **state)
{
	static const uint64_t all[] = { 5, 6, 7 }, none[] = { 0, 0, 0 }, apart[] = { 5, 0, 6 };
	struct stats_laney laney;

	(void)state;
	assert_false(stats_laney(all, all, 3, &laney));   /* nothing ever missed: no spread to speak of */
	assert_false(stats_laney(none, all, 3, &laney));
	assert_false(stats_laney(none, none, 3, &laney));
	assert_false(stats_laney(none, apart, 3, &laney));
}

static void rules_of(const double *x, size_t n, unsigned *signals)
{
	double lower[32], upper[32];

	for (size_t i = 0; i < n; i++) {
		lower[i] = -3;
		upper[i] = 3;
	}
	stats_rules(x, lower, upper, 0, n, signals);
}

static void test_rules(void **state)
{
	static const double outside[] = { 0, 3, 3.01, -3.01 };
	static const double six[] = { -1, 1, 1, 1, 1, 1, 1, -1 }, seven[] = { -1, 1, 1, 1, 1, 1, 1, 1, -1 };
	static const double on_mean[] = { 1, 1, 1, 0, 1, 1, 1, 1 };
	static const double six_up[] = { -1, -.6, -.2, .2, .6, 1, 1 }, seven_up[] = { 1, -1, -.6, -.2, .2, .6, 1, 1.4, 0 };
	static const double two_of_three[] = { 2.5, 0, 2.1, -1, 2.5, -1, -2.1, 2.5 }, third[] = { 2, 0, 2 };
	static const double gap[] = { 1, 1, 1, NAN, 1, 1, 1, 1 };
	unsigned s[32];

	(void)state;
	rules_of(outside, 4, s);
	assert_int_equal(s[1], 0); /* on the limit is inside */
	assert_true(s[2] & SIGNAL_OUTSIDE && s[3] & SIGNAL_OUTSIDE);
	rules_of(six, 8, s);
	assert_false(s[3] & SIGNAL_SIDE);
	rules_of(seven, 9, s);
	assert_false(s[0] & SIGNAL_SIDE);
	for (size_t i = 1; i <= 7; i++)
		assert_true(s[i] & SIGNAL_SIDE);
	assert_false(s[8] & SIGNAL_SIDE);
	rules_of(on_mean, 8, s);
	assert_false(s[7] & SIGNAL_SIDE); /* a point on the mean is on neither side */
	rules_of(gap, 8, s);
	assert_false(s[7] & SIGNAL_SIDE); /* and a month without a figure ends a run */
	rules_of(six_up, 7, s);
	assert_false(s[5] & SIGNAL_TREND);
	rules_of(seven_up, 9, s);
	assert_false(s[0] & SIGNAL_TREND);
	for (size_t i = 1; i <= 7; i++)
		assert_true(s[i] & SIGNAL_TREND);
	assert_false(s[8] & SIGNAL_TREND);
	rules_of(two_of_three, 8, s);
	assert_true(s[0] & SIGNAL_OUTER && !s[1] && s[2] & SIGNAL_OUTER && s[4] & SIGNAL_OUTER);
	assert_false(s[6] & SIGNAL_OUTER); /* alone on its side */
	rules_of(third, 3, s);
	assert_false(s[0] & SIGNAL_OUTER); /* two thirds of the way is not beyond it */
}

static void expect_stretches(const double *x, size_t n, size_t second, size_t third)
{
	size_t begins[32], count = stats_stretches(x, n, begins);

	assert_int_equal(count, !second ? 1 : !third ? 2 : 3);
	assert_int_equal(begins[0], 0);
	assert_int_equal(second ? begins[1] : 0, second);
	assert_int_equal(third ? begins[2] : 0, third);
}

static void test_steps(void **state)
{
	static const double down[] = { 99.1, 99.2, 99.1, 99.2, 99.1, 99.2, 95.1, 95.0, 95.1 };
	static const double two[] = { 99.2, 99.1, 90.3, 90.2, 82.4, 82.8, 82.9 };
	static const double gaps[] = { 99.1, 99.2, NAN, 99.1, 95.1, NAN, 95.0, 95.1, NAN };
	static const double short_yet[] = { 100, 100, 100, 100, 100, 100, 100, 89, 89 };
	static const double no_ranges[] = { 99, NAN, 99, NAN, 95, NAN, 95, NAN, 95 };
	static const double flat[] = { 99.3, 99.3, 99.3, 99.3, 99.3, 99.3 }, exact[] = { 100, 100, 100, 89, 89, 89 };
	static const double falling[] = { 99, 98.4, 98.1, 97.5, 97.1, 96.4, 96, 95.6 };
	static const double then_falling[] = { 99, 99.1, 99, 99.1, 90, 89.5, 89, 88.5, 88, 87.5, 87 };
	static const double nhs[] = { 1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1 };

	(void)state;
	expect_stretches(down, 9, 6, 0);
	expect_stretches(two, 7, 2, 4);
	expect_stretches(gaps, 9, 4, 0);
	expect_stretches(short_yet, 9, 0, 0); /* two months are no level yet */
	expect_stretches(no_ranges, 9, 0, 0); /* nothing to measure a step by */
	expect_stretches(flat, 6, 0, 0);
	expect_stretches(exact, 6, 3, 0);
	expect_stretches(falling, 8, 0, 0);
	expect_stretches(then_falling, 11, 4, 0); /* the line begins after the step */
	expect_stretches(nhs, 18, 0, 0);          /* one month outside is no step */
	expect_stretches(flat, 1, 0, 0);
	expect_stretches(no_ranges + 1, 1, 0, 0);
}

static void test_line_carries(void **state)
{
	static const double x[] = { -8, -7, -6, -5, -4, -3, -2, -1, 0 };
	static const double on[] = { 99, 98.4, 98.1, 97.5, 97.1, 96.4, 96, 95.6, 95 };
	static const double stopped[] = { 99, 98, 97, 96, 95, 95, 95, 95, 95 };
	static const double step[] = { 100, 100, 100, 100, 100, 100, 100, 89, 89 };
	struct stats_line line;

	(void)state;
	assert_true(stats_line_fit(x, on, 9, &line) && stats_line_carries(&line, on));
	assert_true(stats_line_fit(x, stopped, 9, &line) && !stats_line_carries(&line, stopped));
	assert_true(stats_line_fit(x, step, 9, &line) && !stats_line_carries(&line, step));
}

/* NIST StRD, Norris: y = B0 + B1 x; certified estimates and their standard deviations. */
static void test_line_norris(void **state)
{
	static const double y[] = { 0.1,   338.8, 118.1, 888.0, 9.2,   228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3,
				    0.1,   778.1, 668.8, 339.3, 448.9, 10.8,  557.7, 228.3, 998.0, 888.8, 119.6, 0.3,
				    0.6,   557.6, 339.3, 888.0, 998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2 };
	static const double x[] = { 0.2,   337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4,
				    0.6,   775.5, 666.9, 338.0, 447.5, 11.6,  556.0, 228.1, 995.8, 887.6, 120.2, 0.3,
				    0.3,   556.8, 339.1, 887.2, 999.0, 779.0, 11.1,  118.3, 229.2, 669.1, 448.9, 0.5 };
	struct stats_line line;

	(void)state;
	assert_true(stats_line_fit(x, y, 36, &line));
	near_to(line.at_zero, -0.262323073774029, 1e-12);
	near_to(line.slope, 1.00211681802045, 1e-13);
	near_to(sqrt(line.cov_00), 0.232818234301152, 1e-12);
	near_to(sqrt(line.cov_11), 0.429796848199937e-3, 1e-14);
	near_to(sqrt(line.variance), 0.884796396144373, 1e-12);
	/* 2.0322 is Student's quantile for 34 degrees of freedom at 95 %. */
	near_to(stats_line_slope_reach(&line, 95000000) / sqrt(line.cov_11), 2.0322, 5e-5);
}

static void test_line_edges(void **state)
{
	static const double x[] = { -1, 0 }, same[] = { 1, 1, 1 }, y[] = { 98, 97, 96 };
	struct stats_line line;

	(void)state;
	assert_false(stats_line_fit(x, y, 1, &line));
	assert_false(stats_line_fit(same, y, 3, &line));
	assert_true(stats_line_fit(x, y, 2, &line));
	near_to(line.slope, -1, 0);
	near_to(line.at_zero, 97, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_univariate),
		cmocka_unit_test(test_xmr_montgomery),
		cmocka_unit_test(test_xmr_nist),
		cmocka_unit_test(test_xmr_plot_the_dots),
		cmocka_unit_test(test_xmr_edges),
		cmocka_unit_test(test_laney_is_xmr_of_shares),
		cmocka_unit_test(test_laney_large_counts),
		cmocka_unit_test(test_laney_edges),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_line_norris),
		cmocka_unit_test(test_line_edges),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_line_carries),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
