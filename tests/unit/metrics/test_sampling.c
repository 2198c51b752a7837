/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month.h"

#include <stdio.h>
#include <string.h>

#define TESTS "test_id,region,class,sent_at,returned_at,exclusion\n"

/* n tests of a class in a Region on each day from 1 to last, all in time. */
static void feed_tests(struct month_test *t, const char *region, const char *class, int n, int last)
{
	char *rows = memory_zero(1, 400000), *at = rows;

	at += sprintf(at, TESTS);
	for (int day = 1; day <= last; day++) {
		for (int k = 0; k < n; k++)
			at += sprintf(at, "%s%d-%d,%s,%s,2019-10-%02dT12:00:00Z,2019-10-%02dT12:00:01Z,\n",
				      class, day, k, region, class, day, day);
	}
	month_feed(t, DATASET_ROUND_TRIPS, BATCH_ADD, rows);
	memory_free(rows);
}

static void begin(struct month_test *t, int64_t hubs)
{
	month_init(t, "2019-10");
	if (hubs) {
		month_hubs(t, "N", "2019-10-01", hubs - 10);
		month_hubs(t, "N", "2019-10-31", hubs + 10);
		month_hubs(t, "N", "2019-09-30", 1000000); /* another month */
		month_hubs(t, "C", "2019-10-15", 1000000); /* another Region */
	}
}

static void test_enough(void **state)
{
	struct month_test t;

	(void)state;
	begin(&t, 124); /* half a test for each of 124 hubs: 62 */
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 31);
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CSP-4.1", "N")->level.status, STATUS_GREEN);
	assert_string_equal(month_cell(&t, "CSP-4.1", "N")->untrusted, "");
	month_done(&t);
}

static void test_too_few(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	begin(&t, 125);
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 31);
	feed_tests(&t, "S", "RTT2", 1, 31);
	month_finish(&t);
	c = month_cell(&t, "CSP-4.1", "N");
	assert_string_equal(
		c->untrusted,
		"CSP-4.1 in North is not validly sampled: 62 tests in the month where 63 are needed (0.5 "
		"tests for each of 125 commissioned hubs on average).");
	assert_int_equal(c->quality, QUALITY_OK); /* sampling never changes quality */
	assert_int_equal(c->level.status, STATUS_GREEN);
	/* No hubs row for South: only its days are looked at. */
	assert_string_equal(month_cell(&t, "CSP-4.1", "S")->untrusted, "");
	assert_string_equal(month_cell(&t, "CSP-4.1", "-")->untrusted,
			    "CSP-4.1 is not validly sampled in North, Central.");
	assert_int_equal(t.results.n_sampling >= 3, 1);
	for (size_t i = 0; i < t.results.n_sampling; i++) {
		const struct sampling_row *row = &t.results.sampling[i];

		if (strcmp(t.results.catalogue->measures[row->measure].id, "CSP-4.1") != 0)
			continue;
		assert_int_equal(row->n_days, 31);
		if (row->region == REGION_N) {
			assert_int_equal(row->tests, 62);
			assert_int_equal(row->needed, 63);
			assert_int_equal(row->hubs, 125);
			assert_int_equal(row->n_idle, 0);
			assert_int_equal(row->fewest, 2);
			assert_int_equal(row->most, 2);
			assert_non_null(strstr(row->reason, "62 tests"));
		} else if (row->region == REGION_S) {
			assert_int_equal(row->tests, 31);
			assert_false(row->has_hubs);
			assert_string_equal(row->reason, "");
		} else {
			assert_int_equal(row->tests, 0);
			assert_int_equal(row->n_idle, 31);
			assert_int_equal(row->needed, 500000);
		}
	}
	/* Not a Green: nothing to distrust. */
	assert_string_equal(month_cell(&t, "CSP-4.1", "C")->untrusted, "");
	month_done(&t);
}

/* How many tests, and how many days may be without one is the edition's to say. */
static void test_rule_of_the_edition(void **state)
{
	struct month_test t;

	(void)state;
	begin(&t, 58);
	t.catalogue.sampling.tests_per_hub = "1";
	t.catalogue.sampling.tests_micro = 1000000;
	t.catalogue.sampling.idle_days = 2;
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 29);
	month_finish(&t);
	assert_string_equal(month_cell(&t, "CSP-4.1", "N")->untrusted, "");
	month_done(&t);
	begin(&t, 59);
	t.catalogue.sampling.tests_per_hub = "1";
	t.catalogue.sampling.tests_micro = 1000000;
	t.catalogue.sampling.idle_days = 1;
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 29);
	month_finish(&t);
	assert_string_equal(month_cell(&t, "CSP-4.1", "N")->untrusted,
			    "CSP-4.1 in North is not validly sampled: 58 tests in the month where 59 are needed (1 test for "
			    "each of 59 commissioned hubs on average); no test on 2 of 31 days (30, 31 October).");
	month_done(&t);
}

static void test_days_without_tests(void **state)
{
	struct month_test t;

	(void)state;
	begin(&t, 20);
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 29);
	month_finish(&t);
	assert_string_equal(
		month_cell(&t, "CSP-4.1", "N")->untrusted,
		"CSP-4.1 in North is not validly sampled: no test on 2 of 31 days (30, 31 October).");
	month_done(&t);
	/* Days that the data does not reach are not missed. */
	begin(&t, 20);
	month_cutoff(&t, "2019-10-30T12:00:00Z");
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 29);
	month_finish(&t);
	assert_string_equal(month_cell(&t, "CSP-4.1", "N")->untrusted, "");
	month_done(&t);
}

/* A row of hubs that was lost might have made more tests needed. */
static void test_hubs_lost(void **state)
{
	struct month_test t;

	(void)state;
	begin(&t, 124);
	month_lost(&t, DATASET_HUBS, "2019-09"); /* of another month */
	month_lost(&t, DATASET_FORECASTS, "2019-10");
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 31);
	month_finish(&t);
	assert_string_equal(month_cell(&t, "CSP-4.1", "N")->untrusted, "");
	month_done(&t);
	begin(&t, 124);
	month_lost(&t, DATASET_HUBS, NULL);
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 31);
	month_finish(&t);
	assert_string_equal(month_cell(&t, "CSP-4.1", "N")->untrusted,
			    "CSP-4.1 in North is not validly sampled: how many tests are needed is not known, because "
			    "1 row of hubs was rejected.");
	assert_int_equal(month_cell(&t, "CSP-4.1", "N")->level.status, STATUS_GREEN);
	month_done(&t);
	begin(&t, 124);
	t.intake.unusable = UINT64_C(1) << DATASET_HUBS;
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 31);
	month_finish(&t);
	assert_non_null(strstr(month_cell(&t, "CSP-4.1", "N")->untrusted, "a file of hubs could not be used"));
	month_done(&t);
}

/* Excluded and pending tests were attempted too. */
static void test_attempts(void **state)
{
	struct month_test t;

	(void)state;
	begin(&t, 124);
	month_exception(&t, "CSP-4.1", "-", "RTT21-0", "agreed", true);
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 2, 31);
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CSP-4.1", "N")->total, 61);
	assert_string_equal(month_cell(&t, "CSP-4.1", "N")->untrusted, "");
	month_done(&t);
}

static void test_no_hubs_rows(void **state)
{
	struct month_test t;

	(void)state;
	begin(&t, 0);
	month_begin(&t);
	feed_tests(&t, "N", "RTT2", 1, 2);
	month_finish(&t);
	assert_string_equal(month_cell(&t, "CSP-4.1", "N")->untrusted, "");
	month_done(&t);
}

/* A composite's Green names the inputs behind it. */
static void test_composite(void **state)
{
	struct month_test t;

	(void)state;
	begin(&t, 125);
	month_begin(&t);
	feed_tests(&t, "N", "RTT4", 2, 31);
	month_supply(&t, DATASET_SERVICE_REQUESTS);
	month_supply(&t, DATASET_FIRMWARE);
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CPM-1", "N")->level.status, STATUS_GREEN);
	assert_non_null(strstr(month_cell(&t, "CPM-1", "N")->untrusted, "CSP-4.3 in North"));
	assert_non_null(strstr(month_cell(&t, "CPM-1", "-")->untrusted, "North"));
	month_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_enough),
		cmocka_unit_test(test_too_few),
		cmocka_unit_test(test_rule_of_the_edition),
		cmocka_unit_test(test_days_without_tests),
		cmocka_unit_test(test_hubs_lost),
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_no_hubs_rows),
		cmocka_unit_test(test_composite),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
