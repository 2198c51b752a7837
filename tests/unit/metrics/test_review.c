/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The review of months made by hand: parts that add up.  Expected fractions were worked out on paper; the comments
 * show how.
 */
#include "made.h"
#include "tests/unit/random.h"

#include <gmp.h>

static void expect_points(const struct review_line *l, enum review_change_part part, const char *exact)
{
	assert_string_equal(l->change.points[part].exact, exact);
}

static void expect_events(const struct review_line *l, enum review_change_part part, const char *exact)
{
	assert_string_equal(l->change.events[part].exact, exact);
}

/* ---- the change ---- */

/* Levels of the Regions stay 90 % and 50 %; Central becomes three quarters of the whole. */
static void test_mix(void **state)
{
	static const uint64_t before[4][2] = { { 90, 100 }, { 50, 100 }, { 0, 0 }, { 0, 0 } },
			      now[4][2] = { { 45, 50 }, { 75, 150 }, { 0, 0 }, { 0, 0 } };
	struct made a, b;

	(void)state;
	made_init(&a, "2019-09");
	made_init(&b, "2019-10");
	made_all(&a, "CPM-3", before);
	made_all(&b, "CPM-3", now);
	made_review(&b, &a);
	const struct review_line *l = made_line(&b, "CPM-3", "-");
	assert_true(l->change.known && l->change.has_events);
	expect_points(l, CHANGE_MIX, "-10"); /* -1/4 x 0.9 + 1/4 x 0.5 */
	expect_points(l, CHANGE_PERFORMANCE, "0");
	expect_points(l, CHANGE_VOLUME, "0");
	assert_string_equal(l->change.points_total.text, "-10.000");
	assert_string_equal(l->change.before.exact, "70.000000");
	expect_events(l, CHANGE_MIX, "20"); /* 198 - 120 less 198 - 140 */
	assert_string_equal(l->change.events_total.text, "+20.00");
	/* In a Region there is nothing to mix: half the events at the same level halve its shortfall. */
	l = made_line(&b, "CPM-3", "N");
	expect_points(l, CHANGE_MIX, "0");
	expect_events(l, CHANGE_VOLUME, "-9/2"); /* -50 x (0.99 - 0.9) */
	assert_string_equal(l->change.events_total.exact, "-9/2");
	made_done(&b);
	made_done(&a);
}

static void test_performance_and_volume(void **state)
{
	static const uint64_t before[4][2] = { { 90, 100 }, { 0, 0 }, { 0, 0 }, { 0, 0 } },
			      now[4][2] = { { 160, 200 }, { 0, 0 }, { 0, 0 }, { 0, 0 } };
	struct made a, b;

	(void)state;
	made_init(&a, "2019-09");
	made_init(&b, "2019-10");
	made_all(&a, "CPM-3", before);
	made_all(&b, "CPM-3", now);
	made_review(&b, &a);
	const struct review_line *l = made_line(&b, "CPM-3", "N");
	expect_points(l, CHANGE_PERFORMANCE, "-10");
	expect_events(l, CHANGE_VOLUME, "14");      /* 100 x (0.09 + 0.19) / 2 */
	expect_events(l, CHANGE_PERFORMANCE, "15"); /* 150 x 0.1 */
	assert_string_equal(l->change.events_total.exact, "29"); /* 38 - 9 */
	made_done(&b);
	made_done(&a);
}

/* Ten late rows are left out that counted the month before. */
static void test_exclusions(void **state)
{
	struct made a, b;

	(void)state;
	made_init(&a, "2019-09");
	made_init(&b, "2019-10");
	made_set(&a, "CPM-3", "N", 80, 100);
	made_set(&b, "CPM-3", "N", 80, 90)->excluded = 10;
	made_raw(&b, "CPM-3", "N", 80, 100);
	made_review(&b, &a);
	const struct review_line *l = made_line(&b, "CPM-3", "N");
	expect_points(l, CHANGE_EXCLUSIONS, "80/9");
	expect_points(l, CHANGE_PERFORMANCE, "0");
	expect_events(l, CHANGE_EXCLUSIONS, "-99/10"); /* 89.1 - 80 less 99 - 80 */
	assert_string_equal(l->change.points_total.text, "+8.889");
	made_done(&b);
	made_done(&a);
}

static void test_restatement(void **state)
{
	struct made a, b;

	(void)state;
	made_init(&a, "2019-09");
	made_init(&b, "2019-10");
	made_set(&a, "CPM-3", "N", 90, 100);
	made_set(&b, "CPM-3", "N", 91, 100);
	b.restatements[0] = (struct restatement){ .measure = made_index(&b, "CPM-3"),
						  .region = REGION_N,
						  .month = a.r.period.month,
						  .former_good = 80,
						  .former_total = 100,
						  .former = { "80.000000", "", 80, STATUS_RED } };
	b.r.n_restatements = 1;
	made_review(&b, &a);
	const struct review_line *l = made_line(&b, "CPM-3", "N");
	expect_points(l, CHANGE_RESTATEMENT, "10");
	expect_points(l, CHANGE_PERFORMANCE, "1");
	assert_string_equal(l->change.points_total.text, "+11.000");
	assert_string_equal(l->change.before.exact, "80.000000"); /* what readers were told */
	expect_events(l, CHANGE_RESTATEMENT, "-10");
	made_done(&b);
	made_done(&a);
}

/* Another limit: its rows cannot be told from those that were slower.  Another target: the shortfall alone. */
static void test_definition(void **state)
{
	static const struct limit longer = { "90 s", 90 * NS_PER_S };
	struct level higher;
	struct made a, b;

	(void)state;
	made_init(&a, "2019-09");
	made_init(&b, "2019-10");
	made_measure(&a, "CPM-3")->within.limits = &longer;
	made_set(&a, "CPM-3", "N", 90, 100);
	made_set(&a, "CPM-7", "-", 90, 100);
	higher = made_measure(&a, "CPM-7")->levels[0];
	higher.target = (struct percent){ "98", 98000000 };
	made_measure(&a, "CPM-7")->levels = &higher;
	made_set(&b, "CPM-3", "N", 80, 100);
	made_set(&b, "CPM-7", "-", 90, 100);
	made_review(&b, &a);
	const struct review_line *l = made_line(&b, "CPM-3", "N");
	expect_points(l, CHANGE_DEFINITION, "-10");
	expect_points(l, CHANGE_PERFORMANCE, "0");
	l = made_line(&b, "CPM-7", "-");
	assert_string_equal(l->change.points_total.exact, "0");
	expect_events(l, CHANGE_DEFINITION, "1"); /* 99 in 100 instead of 98 */
	assert_string_equal(l->change.events_total.exact, "1");
	made_done(&b);
	made_done(&a);
}

/* The rule was the mean of 99 % and 80 % and is the pool of both, which changes nothing else. */
static void test_rule_changed(void **state)
{
	struct made a, b;

	(void)state;
	made_init(&a, "2019-09");
	made_init(&b, "2019-10");
	made_measure(&a, "CPM-1")->composition = COMPOSE_MEAN;
	made_cpm_1(&a, 990, 80);
	made_cpm_1(&b, 990, 80);
	made_review(&b, &a);
	const struct review_line *l = made_line(&b, "CPM-1", "-");
	expect_points(l, CHANGE_DEFINITION, "171/22"); /* 1070/1100 - 89.5 % */
	expect_points(l, CHANGE_PERFORMANCE, "0");
	expect_points(l, CHANGE_MIX, "0");
	assert_false(l->change.has_events);
	made_done(&b);
	made_done(&a);
}

/* Under the minimum, the worst input is all there is: what makes another one the worst is mix. */
static void test_mean_and_minimum(void **state)
{
	struct made a, b;

	(void)state;
	for (int rule = COMPOSE_MEAN; rule <= COMPOSE_MINIMUM; rule++) {
		made_init(&a, "2019-09");
		made_init(&b, "2019-10");
		made_measure(&a, "CPM-1")->composition = (enum composition)rule;
		made_measure(&b, "CPM-1")->composition = (enum composition)rule;
		made_cpm_1(&a, 990, 80);
		made_cpm_1(&b, 980, 90);
		made_review(&b, &a);
		const struct review_line *l = made_line(&b, "CPM-1", "N");
		expect_points(l, CHANGE_PERFORMANCE, rule == COMPOSE_MEAN ? "9/2" : "10");
		expect_points(l, CHANGE_MIX, "0");
		assert_false(l->change.has_events);
		const struct review_dimension *d = made_dimension(l, "input");
		assert_true(d && d->in_points);
		assert_string_equal(d->drivers[0].key, "CSP-2");
		/* (99 - 90) / 2 points of the mean; all nine of the minimum. */
		assert_string_equal(d->drivers[0].excess.exact, rule == COMPOSE_MEAN ? "9/2" : "9");
		assert_string_equal(d->drivers[0].without.exact, "98.000000");
		made_done(&b);
		made_done(&a);
	}
}

/* Reported figures of September that do not add up: nobody can tell mix from performance. */
static void test_parts_unknown(void **state)
{
	struct made b;

	(void)state;
	made_init(&b, "2019-10");
	made_cpm_1(&b, 980, 90);
	made_past(&b, "CPM-1", "-", "2019-09", 95, 100);
	made_past(&b, "DSP-1.1", "-", "2019-09", 1, 2);
	made_review(&b, NULL);
	const struct review_line *l = made_line(&b, "CPM-1", "-");
	assert_true(l->change.known);
	expect_points(l, CHANGE_MIX, "0");
	expect_points(l, CHANGE_PERFORMANCE, l->change.points_total.exact);
	assert_non_null(strstr(l->change.parts, "cannot be told"));
	/* Central has no September at all. */
	l = made_line(&b, "CPM-1", "C");
	assert_false(l->change.known);
	assert_string_equal(l->change.why, "September 2019 has no figure to compare with.");
	made_done(&b);
}

static uint64_t drawn(uint64_t *seed, uint64_t below)
{
	return next_random(seed) % below;
}

static void set_drawn(struct made *t, uint64_t *seed)
{
	static const char *const leaves[] = { "DSP-1.1", "DSP-1.4", "CSP-2", "CSP-4.3" };
	static const char *const regions[] = { "N", "C", "S", "-" };

	for (size_t k = 0; k < 4; k++) {
		uint64_t sum[4] = { 0 };

		for (int g = 0; g < 4; g++) {
			uint64_t raw = drawn(seed, 5) ? drawn(seed, 3000) : 0, raw_good = raw ? drawn(seed, raw + 1) : 0;
			uint64_t out = raw ? drawn(seed, raw + 1) / 8 : 0, out_good = drawn(seed, out + 1);
			uint64_t good, total;

			if (out_good > raw_good)
				out_good = raw_good;
			if (out - out_good > raw - raw_good)
				out = out_good + raw - raw_good;
			good = raw_good - out_good;
			total = raw - out;
			sum[0] += good, sum[1] += total, sum[2] += raw_good, sum[3] += raw;
			if (g == 3)
				good = sum[0], total = sum[1], raw_good = sum[2], raw = sum[3];
			made_set(t, leaves[k], regions[g], good, total);
			made_raw(t, leaves[k], regions[g], raw_good, raw);
		}
	}
	made_compose(t, "CPM-1");
}

static void add_exact(mpq_t sum, const char *exact)
{
	mpq_t one;

	mpq_init(one);
	assert_int_equal(mpq_set_str(one, exact, 10), 0);
	mpq_add(sum, sum, one);
	mpq_clear(one);
}

/* "-12.345" as -12345: printed parts add up to the printed total. */
static long long units(const char *text)
{
	long long n = 0;

	for (const char *p = text; *p; p++)
		if (*p >= '0' && *p <= '9')
			n = n * 10 + (*p - '0');
	return *text == '-' ? -n : n;
}

static void expect_adds_up(const struct review_amount *parts, const struct review_amount *total)
{
	long long sum = 0;
	mpq_t exact, whole;

	mpq_inits(exact, whole, NULL);
	for (int p = 0; p < CHANGE_COUNT; p++) {
		sum += units(parts[p].text);
		add_exact(exact, parts[p].exact);
	}
	add_exact(whole, total->exact);
	assert_true(mpq_equal(exact, whole));
	assert_int_equal(sum, units(total->text));
	mpq_clears(exact, whole, NULL);
}

/* Whatever the months hold, the parts are the change: of levels and of the shortfall, exactly and as printed. */
static void test_parts_add_up(void **state)
{
	uint64_t seed = 20191001;
	int n_known = 0;

	(void)state;
	for (int k = 0; k < 60; k++) {
		struct made a, b;

		made_init(&a, "2019-09");
		made_init(&b, "2019-10");
		made_measure(&a, "CPM-1")->composition = (enum composition)(k % 3);
		made_measure(&b, "CPM-1")->composition = (enum composition)(k / 3 % 3);
		set_drawn(&a, &seed);
		set_drawn(&b, &seed);
		made_review(&b, &a);
		for (size_t i = 0; i < b.review.n_lines; i++) {
			const struct review_line *l = &b.review.lines[i];
			const struct cell *was = results_find(&a.r, l->cell->measure, l->cell->region);
			mpq_t change, level;

			if (!l->change.known)
				continue;
			n_known++;
			expect_adds_up(l->change.points, &l->change.points_total);
			if (l->change.has_events)
				expect_adds_up(l->change.events, &l->change.events_total);
			if (b.catalogue.measures[l->cell->measure].kind == KIND_COMPOSITE && (k % 3 || k / 3 % 3))
				continue;
			/* good/total of both months; the shortfalls 0.99 total - good. */
			mpq_inits(change, level, NULL);
			number_set_u64(change, l->cell->good, l->cell->total);
			number_set_u64(level, was->good, was->total);
			mpq_sub(change, change, level);
			mpq_set_ui(level, 100, 1);
			mpq_mul(change, change, level);
			mpq_set_str(level, l->change.points_total.exact, 10);
			assert_true(mpq_equal(change, level));
			mpq_clears(change, level, NULL);
		}
		made_done(&b);
		made_done(&a);
	}
	assert_true(n_known > 200);
}

/* What providers report of Regions need not add up to what they report of the whole: here five of nothing would be
 * left.  Then the Regions are no parts of it, of the change as of the shortfall. */
static void test_regions_of_another_whole(void **state)
{
	static const uint64_t reported[4][2] = { { 300, 300 }, { 300, 320 }, { 300, 320 }, { 905, 940 } };
	static const char *const regions[] = { "N", "C", "S", "-" };

	(void)state;
	for (int then = 0; then < 2; then++) {
		struct made t;
		const struct review_line *l;

		made_init(&t, "2019-10");
		for (int g = 0; g < 4; g++) {
			uint64_t good = reported[g][0], total = reported[g][1], n = g == 3 ? 3 : 1;

			made_past(&t, "CSP-4.2", regions[g], "2019-09", then ? good : n * 95, then ? total : n * 100);
			made_set(&t, "CSP-4.2", regions[g], then ? n * 95 : good, then ? n * 100 : total);
		}
		made_review(&t, NULL);
		l = made_line(&t, "CSP-4.2", "-");
		assert_true(l->change.known);
		expect_adds_up(l->change.points, &l->change.points_total);
		for (size_t i = 0; i < l->n_dimensions; i++)
			assert_true(then || strcmp(l->dimensions[i].name, "region"));
		made_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mix),
		cmocka_unit_test(test_performance_and_volume),
		cmocka_unit_test(test_exclusions),
		cmocka_unit_test(test_restatement),
		cmocka_unit_test(test_definition),
		cmocka_unit_test(test_rule_changed),
		cmocka_unit_test(test_mean_and_minimum),
		cmocka_unit_test(test_parts_unknown),
		cmocka_unit_test(test_parts_add_up),
		cmocka_unit_test(test_regions_of_another_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
