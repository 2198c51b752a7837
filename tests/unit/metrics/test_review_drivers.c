/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What drives a shortfall, of months made by hand: inputs, Regions, days and keys of breakdowns.
 */
#include "made.h"

/* 31 days of 100: two days with ten late each.  29 x 100 + ... : without both the month is exactly on target. */
static void test_worst_days(void **state)
{
	struct made t;
	uint64_t good = 0;

	(void)state;
	made_init(&t, "2019-10");
	for (int day = 0; day < 31; day++) {
		/* 29 late ones among the other 2 900. */
		uint64_t n = day == 12 || day == 16 ? 90 : 99;

		made_day(&t, "CPM-3", "N", day, n, 100);
		good += n;
	}
	made_set(&t, "CPM-3", "N", good, 3100);
	made_review(&t, NULL);
	const struct review_dimension *d = made_dimension(made_line(&t, "CPM-3", "N"), "day");
	assert_non_null(d);
	assert_true(d->covers);
	assert_int_equal(d->n, 2); /* the others are on target: no excess */
	assert_string_equal(d->drivers[0].key, "2019-10-13");
	assert_string_equal(d->drivers[1].key, "2019-10-17");
	assert_string_equal(d->drivers[0].excess.exact, "9");
	assert_string_equal(d->drivers[0].share, "50.0\u00a0%");
	assert_int_equal(d->drivers[0].share_tenths, 500);
	assert_string_equal(d->drivers[0].without.exact, "98.700000");
	assert_int_equal(d->n_enough, 2);
	assert_string_equal(d->enough.exact, "99.000000");
	assert_int_equal(d->enough.status, STATUS_GREEN);
	assert_string_equal(d->sentence, "Without the two worst days (13 October and 17 October) the figure would be "
					 "99.00\u00a0%*, Green.");
	/* With the marks that the figure has in every table. */
	made_cell(&t, "CPM-3", "N")->quality = QUALITY_MARKED;
	made_cell(&t, "CPM-3", "N")->basis = BASIS_MIXED;
	made_review(&t, NULL);
	d = made_dimension(made_line(&t, "CPM-3", "N"), "day");
	assert_non_null(strstr(d->sentence, "the figure would be 99.00\u00a0%*\u2020\u2021, Green."));
	assert_non_null(strstr(made_line(&t, "CPM-3", "N")->headline, "\u00a0%*\u2020\u2021, "));
	made_done(&t);
}

/* One more late row elsewhere, and two days are not enough; nor is any handful. */
static void test_days_not_enough(void **state)
{
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	for (int day = 0; day < 31; day++)
		made_day(&t, "CPM-3", "N", day, day == 12 ? 50 : 97, 100);
	made_set(&t, "CPM-3", "N", 30 * 97 + 50, 3100);
	made_review(&t, NULL);
	const struct review_dimension *d = made_dimension(made_line(&t, "CPM-3", "N"), "day");
	assert_int_equal(d->n_enough, 0);
	assert_int_equal(d->n_tried, 5);
	assert_int_equal(d->n_with_excess, 31);
	assert_int_equal(d->n, 5);
	assert_string_equal(d->sentence, "Even without the five worst days the figure would be 97.00\u00a0%*, Amber.");
	made_done(&t);
}

/* Two days of 41, one of 18: without the worst two little more than a sixth of the events would be left. */
static void test_least_left(void **state)
{
	static const struct {
		const char *least;
		int n_tried, n_enough;
	} cases[] = { { "60", 0, 0 }, { "59", 1, 0 }, { "18.1", 1, 0 }, { "18", 2, 2 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct made t;

		made_init(&t, "2019-10");
		t.catalogue.review.least_left.text = cases[i].least;
		assert_true(percent_parse(text_of(cases[i].least), &t.catalogue.review.least_left.micro));
		made_day(&t, "CPM-3", "N", 3, 30, 41);
		made_day(&t, "CPM-3", "N", 4, 31, 41);
		made_day(&t, "CPM-3", "N", 5, 18, 18);
		made_set(&t, "CPM-3", "N", 79, 100);
		made_review(&t, NULL);
		const struct review_dimension *d = made_dimension(made_line(&t, "CPM-3", "N"), "day");
		assert_int_equal(d->n_tried, cases[i].n_tried);
		assert_int_equal(d->n_enough, cases[i].n_enough);
		made_done(&t);
	}
}

static void test_inputs_regions_and_keys(void **state)
{
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_cpm_1(&t, 995, 70);
	made_set(&t, "CSP-2", "-", 210, 310); /* ten without Region, none in time */
	made_compose(&t, "CPM-1");
	made_breakdown(&t, "DSP-1.1", "-", "srv", "4.8.1", 1980, 2000);
	made_breakdown(&t, "DSP-1.1", "-", "srv", "6.23", 945, 1000);
	made_breakdown(&t, "CSP-2", "-", "device_policy", "A / 1 / 2.0 / allowed", 100, 100);
	made_breakdown(&t, "CSP-2", "-", "device_policy", "A / 1 / 2.0 / none", 50, 100);
	made_breakdown(&t, "CSP-2", "-", "device_policy", "B / 9 / 2.1 / allowed", 110, 210);
	made_breakdown(&t, "CSP-2", "-", "reason", "refused / dropped", 0, 80);
	made_breakdown(&t, "CSP-2", "-", "reason", "allowed / cancelled", 0, 7);
	made_review(&t, NULL);
	const struct review_line *l = made_line(&t, "CPM-1", "-");
	const struct review_dimension *d = made_dimension(l, "input");
	assert_string_equal(d->drivers[0].key, "CSP-2");
	assert_string_equal(d->drivers[0].share, "100.0\u00a0%"); /* DSP-1.1 is better than the target */
	assert_string_equal(d->drivers[0].excess.exact, "969/10"); /* 306.9 - 210 */
	assert_int_equal(d->drivers[0].without.status, STATUS_GREEN);
	assert_int_equal(d->n_enough, 1);
	d = made_dimension(l, "region");
	assert_int_equal(d->n_parts, 4); /* with the rows without Region */
	assert_true(d->covers);
	d = made_dimension(l, "srv");
	assert_string_equal(d->drivers[0].key, "6.23");
	assert_int_equal(d->n, 1);
	assert_false(d->covers); /* firmware has no SRV */
	d = made_dimension(l, "device");
	assert_string_equal(d->drivers[0].key, "B / 9 / 2.1"); /* of the figure, not of another policy */
	assert_int_equal(d->n_parts, 2);
	d = made_dimension(l, "reason");
	assert_string_equal(d->drivers[0].key, "dropped"); /* what was allowed is no part of the figure */
	assert_int_equal(d->drivers[0].total, 80);
	assert_true(d->covers);
	made_done(&t);
}

/* Two measures by as many keys as a breakdown can have, half of them shared.  A search from the first key on would take
 * minutes. */
static void test_many_keys(void **state)
{
	static const size_t n_keys = 1u << 18;
	struct breakdown_row *rows;
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	rows = arena_alloc(&t.arena, 2 * n_keys, sizeof *rows);
	for (size_t i = 0; i < 2 * n_keys; i++) {
		bool first = i < n_keys;

		rows[i] = (struct breakdown_row){
			.measure = made_index(&t, first ? "DSP-1.1" : "DSP-1.4"),
			.region = REGION_N,
			.dimension = "srv",
			.key = arena_printf(&t.arena, "%zu", first ? i : i - n_keys / 2),
			.good = 1,
			.total = i % n_keys == n_keys / 2 + 7 ? 3 : 1,
		};
	}
	t.r.breakdowns = rows;
	t.r.n_breakdowns = 2 * n_keys;
	made_set(&t, "DSP-1.1", "N", n_keys, n_keys + 2);
	made_set(&t, "DSP-1.4", "N", n_keys, n_keys + 2);
	made_set(&t, "CPM-1", "N", 2 * n_keys - n_keys / 32, 2 * n_keys + 4);
	made_review(&t, NULL);
	const struct review_dimension *d = made_dimension(made_line(&t, "CPM-1", "N"), "srv");
	assert_int_equal(d->n_parts, n_keys + n_keys / 2);
	assert_int_equal(d->n_with_excess, 2);
	assert_string_equal(d->drivers[0].key, "262151"); /* of DSP-1.4 alone: 1 of 3 */
	assert_int_equal(d->drivers[0].total, 3);
	assert_string_equal(d->drivers[1].key, "131079"); /* of both: 2 of 4 */
	assert_int_equal(d->drivers[1].total, 4);
	assert_int_equal(d->total, 2 * n_keys + 4);
	made_done(&t);
}

/* An input that is composed by a rule itself counts with its own level, not with the share of its events: CPM-1 is the
 * mean of 99 % and 80 %, where its events are 97.27 % good, and CPM-2 then the mean of that and 98 %. */
static void test_composite_of_composites(void **state)
{
	(void)state;
	for (int rule = COMPOSE_MEAN; rule <= COMPOSE_MINIMUM; rule++) {
		struct made t;
		int inputs[2];
		struct cell *whole;

		made_init(&t, "2019-10");
		inputs[0] = made_index(&t, "CPM-1");
		inputs[1] = made_index(&t, "DSP-1.2");
		made_measure(&t, "CPM-1")->composition = COMPOSE_MEAN;
		made_measure(&t, "CPM-2")->composition = (enum composition)rule;
		made_measure(&t, "CPM-2")->inputs = inputs;
		made_measure(&t, "CPM-2")->n_inputs = 2;
		made_cpm_1(&t, 990, 80);
		made_set(&t, "DSP-1.2", "N", 98, 100);
		whole = made_set(&t, "CPM-2", "N", 1168, 1200);
		mpq_t level;

		mpq_init(level);
		mpq_set_ui(level, rule == COMPOSE_MEAN ? 1875 : 1790, 2000); /* of 89.5 % and 98 % */
		mpq_canonicalize(level);
		number_level(level, whole->judged_by, 2, &t.arena, &whole->level);
		mpq_clear(level);
		made_review(&t, NULL);
		const struct review_dimension *d = made_dimension(made_line(&t, "CPM-2", "N"), "input");
		assert_int_equal(d->n_parts, 2);
		assert_string_equal(d->drivers[0].key, "CPM-1");
		assert_string_equal(d->drivers[0].level.exact, "89.500000");
		assert_int_equal(d->drivers[0].level.status, STATUS_RED);
		assert_string_equal(d->drivers[0].without.exact, "98.000000");
		if (rule == COMPOSE_MEAN) {
			/* 9.5 and 1 of 2: the 5.25 points that the mean is short. */
			assert_string_equal(d->drivers[0].excess.exact, "19/4");
			assert_string_equal(d->drivers[1].excess.exact, "1/2");
			assert_string_equal(d->drivers[1].without.exact, "89.500000");
		} else {
			assert_int_equal(d->n, 1);
			assert_string_equal(d->drivers[0].excess.exact, "19/2");
		}
		made_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worst_days),
		cmocka_unit_test(test_days_not_enough),
		cmocka_unit_test(test_least_left),
		cmocka_unit_test(test_inputs_regions_and_keys),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_composite_of_composites),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
