/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month.h"

#define REQUESTS "request_id,mode,originator,region,received_at,dispatched_at,responded_at\n"
#define FIRMWARE "payload_id,region,category,submitted_at,completed_at,exclusion\n"
#define TESTS    "test_id,region,class,sent_at,returned_at\n"

/* The story of the Operations Group: many quick requests hide few firmware payloads.
 * DSP-1.1: 8 of 8 in N.  CSP-2: 0 of 1 in N.  CSP-4.3: 1 of 1 in N.  DSP-1.4: no events. */
static void feed_story(struct month_test *t)
{
	month_feed(t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   REQUESTS
		   "a,on_demand,user,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,2019-10-03T00:00:02Z\n"
		   "b,on_demand,user,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,\n"
		   "c,on_demand,user,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,2019-10-03T00:00:02Z\n"
		   "d,on_demand,user,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,2019-10-03T00:00:02Z\n"
		   "e,on_demand,user,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,2019-10-03T00:00:02Z\n"
		   "f,on_demand,user,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,2019-10-03T00:00:02Z\n"
		   "g,on_demand,user,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,2019-10-03T00:00:02Z\n"
		   "h,on_demand,user,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,2019-10-03T00:00:02Z\n");
	month_feed(t, DATASET_FIRMWARE, BATCH_ADD,
		   FIRMWARE "a,N,1,2019-10-03T00:00:00Z,2019-10-24T00:00:00Z,dropped_from_queue\n");
	month_feed(t, DATASET_ROUND_TRIPS, BATCH_ADD,
		   TESTS "a,N,RTT4,2019-10-03T00:00:00Z,2019-10-03T00:00:25Z\n");
}

static void expect_rule(enum composition rule, const char *exact, enum status status, uint64_t short_by,
			bool masked)
{
	struct month_test t;
	const struct cell *c;

	month_init(&t, "2019-10");
	month_measure(&t, "CPM-1")->composition = rule;
	((struct level *)(uintptr_t)month_measure(&t, "CPM-1")->levels)->minimum.micro = 70000000;
	((struct level *)(uintptr_t)month_measure(&t, "CPM-1")->levels)->target.micro = 80000000;
	month_begin(&t);
	feed_story(&t);
	month_finish(&t);
	month_expect(&t, "CPM-1", "N", 9, 10, 0, 1, 0); /* sums under every rule */
	c = month_cell(&t, "CPM-1", "N");
	assert_string_equal(c->level.exact, exact);
	assert_int_equal(c->level.status, status);
	assert_int_equal(c->events_short, short_by);
	assert_int_equal(c->masked, masked);
	assert_string_equal(c->alternatives[COMPOSE_POOLED].exact, "90.000000");
	assert_int_equal(c->alternatives[COMPOSE_POOLED].status, STATUS_GREEN);
	assert_string_equal(c->alternatives[COMPOSE_MEAN].exact, "66.666667");
	assert_int_equal(c->alternatives[COMPOSE_MEAN].status, STATUS_RED);
	assert_string_equal(c->alternatives[COMPOSE_MINIMUM].exact, "0.000000");
	assert_string_equal(c->all_claims.exact, "100.000000");
	assert_int_equal(c->basis, BASIS_EVENTS);
	assert_true(c->has_blind);
	assert_int_equal(c->blind, 1); /* b never got its response */
	/* No event in Central: nothing to put together. */
	assert_int_equal(month_cell(&t, "CPM-1", "C")->level.status, STATUS_NO_DATA);
	assert_int_equal(month_cell(&t, "CPM-1", "C")->quality, QUALITY_OK);
	assert_string_equal(month_cell(&t, "CPM-1", "C")->reason, "There were no events in the month.");
	month_done(&t);
}

static void test_rules(void **state)
{
	(void)state;
	expect_rule(COMPOSE_POOLED, "90.000000", STATUS_GREEN, 0, true);
	/* The mean of 100 %, 0 % and 100 %; an input without events adds nothing. */
	expect_rule(COMPOSE_MEAN, "66.666667", STATUS_RED, 0, false);
	expect_rule(COMPOSE_MINIMUM, "0.000000", STATUS_RED, 0, false);
}

static void test_missing_input_withholds(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_ROUND_TRIPS, BATCH_ADD,
		   TESTS "a,N,RTT4,2019-10-03T00:00:00Z,2019-10-03T00:00:25Z\n");
	month_supply(&t, DATASET_SERVICE_REQUESTS);
	month_finish(&t);
	c = month_cell(&t, "CPM-1", "N");
	assert_int_equal(c->level.status, STATUS_WITHHELD);
	assert_int_equal(c->quality, QUALITY_WITHHELD);
	assert_int_equal(c->good, 1);
	assert_string_equal(c->reason,
			    "An input was not supplied: CSP-2 (firmware) came neither with a file nor with a "
			    "service_levels row.");
	/* On its own a measure without a file is no data. */
	assert_int_equal(month_cell(&t, "CSP-2", "N")->level.status, STATUS_NO_DATA);
	assert_int_equal(month_cell(&t, "CSP-2", "N")->quality, QUALITY_OK);
	month_done(&t);
}

/* A row stands in for the missing input, in its own Region only. */
static void test_mixed(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	month_init(&t, "2019-10");
	month_service_level(&t, "2019-10", "CSP-2", "N", 45, 50, 3);
	month_service_level(&t, "2019-10", "CSP-2", "C", 10, 10, -1);
	month_begin(&t);
	month_feed(&t, DATASET_ROUND_TRIPS, BATCH_ADD,
		   TESTS "a,N,RTT4,2019-10-03T00:00:00Z,2019-10-03T00:00:25Z\n");
	month_supply(&t, DATASET_SERVICE_REQUESTS);
	month_finish(&t);
	month_expect(&t, "CPM-1", "N", 46, 51, 3, 0, 0);
	c = month_cell(&t, "CPM-1", "N");
	assert_int_equal(c->basis, BASIS_MIXED);
	assert_int_equal(c->level.status, STATUS_RED);
	assert_string_equal(c->raw.exact, ""); /* a reported figure does not tell it */
	assert_string_equal(c->all_claims.exact, "");
	assert_int_equal(month_cell(&t, "CSP-2", "N")->basis, BASIS_REPORTED);
	assert_int_equal(month_cell(&t, "CPM-1", "C")->basis, BASIS_MIXED);
	assert_int_equal(month_cell(&t, "CPM-1", "S")->level.status, STATUS_WITHHELD);
	/* Reported Regions are not summed into a national figure. */
	assert_int_equal(month_cell(&t, "CSP-2", "-")->basis, BASIS_NONE);
	assert_int_equal(month_cell(&t, "CSP-2", "-")->level.status, STATUS_NO_DATA);
	assert_int_equal(month_cell(&t, "CPM-1", "-")->level.status, STATUS_WITHHELD);
	month_done(&t);
}

/* A row of the composite itself counts only where there is nothing to compute it from. */
static void test_own_row(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_service_level(&t, "2019-10", "CPM-1", "N", 99, 100, 2);
	month_service_level(&t, "2019-10", "CPM-2", "N", 50, 100, -1);
	month_begin(&t);
	month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   "request_id,mode,region,received_at,due_at,dispatched_at\n"
		   "a,scheduled,N,2019-10-03T00:00:00Z,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z\n");
	month_supply(&t, DATASET_COMMANDS);
	month_supply(&t, DATASET_ROUND_TRIPS);
	month_finish(&t);
	/* Firmware is missing, but the others are there: withheld, and its row is not taken. */
	assert_int_equal(month_cell(&t, "CPM-1", "N")->level.status, STATUS_WITHHELD);
	/* CPM-2 can be computed: its row is a claim. */
	month_expect(&t, "CPM-2", "N", 1, 1, 0, 0, 0);
	assert_int_equal(t.results.n_claims, 1);
	assert_true(t.results.claims[0].differs);
	month_done(&t);

	month_init(&t, "2019-10");
	month_service_level(&t, "2019-10", "CPM-1", "N", 99, 100, 2);
	month_begin(&t);
	month_finish(&t);
	month_expect(&t, "CPM-1", "N", 99, 100, 2, 0, 0);
	assert_int_equal(month_cell(&t, "CPM-1", "N")->basis, BASIS_REPORTED);
	assert_int_equal(month_cell(&t, "CPM-1", "N")->level.status, STATUS_GREEN);
	assert_string_equal(month_cell(&t, "CPM-1", "N")->alternatives[COMPOSE_MEAN].exact, "");
	assert_int_equal(month_cell(&t, "CPM-1", "C")->level.status, STATUS_WITHHELD);
	assert_int_equal(t.results.n_claims, 0);
	month_done(&t);
}

/* The worst quality of the inputs, named. */
static void test_quality_of_inputs(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	feed_story(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_REJECTED, FIRMWARE "x,N,1,2019-10-03T00:00:00Z,?,\n");
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CPM-1", "N")->quality, QUALITY_WITHHELD);
	assert_string_equal(month_cell(&t, "CPM-1", "N")->reason,
			    "CSP-2: 1 of 2 rows (50.00\u00a0%) that could have fed this figure was rejected; the "
			    "catalogue withholds above 5\u00a0%.");
	assert_int_equal(month_cell(&t, "CPM-1", "C")->quality, QUALITY_OK);
	assert_int_equal(month_cell(&t, "CPM-1", "-")->quality, QUALITY_WITHHELD);
	month_done(&t);
}

/* Counts near 2^63 are summed exactly or not at all. */
static void test_huge_counts(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_service_level(&t, "2019-10", "DSP-1.1", "N", INT64_MAX - 1, INT64_MAX, -1);
	month_service_level(&t, "2019-10", "DSP-1.4", "N", 0, 0, -1);
	month_service_level(&t, "2019-10", "CSP-2", "N", INT64_MAX, INT64_MAX, -1);
	month_service_level(&t, "2019-10", "CSP-4.3", "N", 0, 0, -1);
	month_service_level(&t, "2019-10", "DSP-1.1", "C", INT64_MAX, INT64_MAX, -1);
	month_service_level(&t, "2019-10", "DSP-1.4", "C", INT64_MAX, INT64_MAX, -1);
	month_service_level(&t, "2019-10", "CSP-2", "C", INT64_MAX, INT64_MAX, -1);
	month_service_level(&t, "2019-10", "CSP-4.3", "C", 0, INT64_MAX, -1);
	month_begin(&t);
	month_finish(&t);
	month_expect(&t, "CPM-1", "N", (uint64_t)INT64_MAX * 2 - 1, (uint64_t)INT64_MAX * 2, 0, 0, 0);
	assert_int_equal(month_cell(&t, "CPM-1", "N")->level.status, STATUS_GREEN);
	assert_int_equal(month_cell(&t, "CPM-1", "N")->basis, BASIS_REPORTED);
	assert_int_equal(month_cell(&t, "CPM-1", "C")->level.status, STATUS_WITHHELD);
	/* Never a sum that went round. */
	month_expect(&t, "CPM-1", "C", UINT64_MAX, UINT64_MAX, 0, 0, 0);
	month_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_missing_input_withholds),
		cmocka_unit_test(test_mixed),
		cmocka_unit_test(test_own_row),
		cmocka_unit_test(test_quality_of_inputs),
		cmocka_unit_test(test_huge_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
