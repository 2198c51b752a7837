/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month.h"

#include "engine/supply.h"

#include <stdio.h>

#define OCTOBER    "2019-10"
#define FIRMWARE   "payload_id,region,category,submitted_at,completed_at,exclusion\n"
#define REPOSITORY "request_id,received_at,sent_at,exclusion\n"
#define INCIDENTS  "incident_id,category,resolver,raised_at,resolved_at,paused_minutes,exclusion\n"
#define REQUESTS                                                                                             \
	"request_id,mode,originator,region,received_at,due_at,dispatched_at,returned_at,responded_at\n"

static void test_target_to_the_nanosecond(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	/* CPM-8: within 3 s. */
	month_feed(&t, DATASET_REPOSITORY, BATCH_ADD,
		   REPOSITORY "a,2019-10-03T10:00:00Z,2019-10-03T10:00:02.999999999Z,\n"
			      "b,2019-10-03T10:00:00Z,2019-10-03T10:00:03Z,\n"
			      "c,2019-10-03T10:00:00Z,2019-10-03T10:00:03.000000001Z,\n");
	month_finish(&t);
	month_expect(&t, "CPM-8", "-", 2, 3, 0, 0, 0);
	month_done(&t);
}

/* The month is UK civil time: October 2019 begins at 23:00 UTC on 30 September. */
static void test_month_edges(void **state)
{
	struct month_test t;
	const struct day_row *first, *last;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD,
		   FIRMWARE "a,N,1,2019-09-30T22:59:59.999999999Z,2019-10-01T00:00:00Z,\n"
			    "b,N,1,2019-09-30T23:00:00Z,2019-10-01T00:00:00Z,\n"
			    "c,N,1,2019-10-31T23:59:59.999999999Z,2019-11-01T00:00:00Z,\n"
			    "d,N,1,2019-11-01T00:00:00Z,2019-11-01T00:00:00Z,\n"
			    "e,N,1,,2019-11-01T00:00:00Z,\n"
			    "f,N,2,2019-10-05T00:00:00Z,2019-11-01T00:00:00Z,\n");
	month_finish(&t);
	month_expect(&t, "CSP-2", "N", 2, 2, 0, 0, 0);
	assert_int_equal(month_counts(&t, "CSP-2")->used, 6);
	assert_int_equal(month_counts(&t, "CSP-2")->not_selected, 4);
	first = last = NULL;
	for (size_t i = 0; i < t.results.n_days; i++) {
		const struct day_row *d = &t.results.days[i];
		if (d->region != REGION_N || strcmp(t.measures[d->measure].id, "CSP-2"))
			continue;
		first = d->day == 0 ? d : first;
		last = d->day == 30 ? d : last;
	}
	assert_non_null(first);
	assert_non_null(last);
	assert_int_equal(first->total, 1);
	assert_int_equal(last->total, 1);
	month_done(&t);
}

static void test_first_stop_of_the_list(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   /* Dispatched in time: the late response does not matter to DSP-1.1. */
		   REQUESTS
		   "a,on_demand,user,N,2019-10-03T10:00:00Z,,2019-10-03T10:00:04Z,,2019-10-03T11:00:00Z\n"
		   /* No dispatch: the response stops the clock. */
		   "b,on_demand,,C,2019-10-03T10:00:00Z,,,,2019-10-03T10:00:05Z\n"
		   /* First in the list, not first in time. */
		   "c,on_demand,user,S,2019-10-03T10:00:00Z,,2019-10-03T10:00:09Z,,2019-10-03T10:00:01Z\n"
		   "d,on_demand,dcc,,2019-10-03T10:00:00Z,,2019-10-03T10:00:01Z,,\n");
	month_finish(&t);
	month_expect(&t, "DSP-1.1", "N", 1, 1, 0, 0, 0);
	month_expect(&t, "DSP-1.1", "C", 1, 1, 0, 0, 0);
	month_expect(&t, "DSP-1.1", "S", 0, 1, 0, 0, 0);
	month_expect(&t, "DSP-1.1", "-", 2, 3, 0, 0, 0);
	/* A row without Region counts nationally only. */
	month_expect(&t, "DSP-1.4", "-", 1, 1, 0, 0, 0);
	month_expect(&t, "DSP-1.4", "N", 0, 0, 0, 0, 0);
	assert_int_equal(month_cell(&t, "DSP-1.4", "N")->level.status, STATUS_NO_DATA);
	assert_true(month_cell(&t, "DSP-1.4", "-")->has_blind);
	assert_int_equal(month_cell(&t, "DSP-1.4", "-")->blind, 1);
	assert_int_equal(month_cell(&t, "DSP-1.1", "-")->blind, 0);
	month_done(&t);
}

/* Dispatched before it was due is in time (ruling 5); due_at places the row. */
static void test_early_start_and_absent_columns(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   REQUESTS
		   "a,scheduled,user,N,2019-09-03T10:00:00Z,2019-10-05T00:00:00Z,2019-10-04T00:00:00Z,,\n"
		   "b,future_dated,user,N,2019-10-03T10:00:00Z,,2019-10-04T00:00:00Z,,\n");
	/* Without the column originator every row has a User's. */
	month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   "request_id,mode,region,received_at,responded_at\n"
		   "c,on_demand,N,2019-10-03T10:00:00Z,2019-10-03T10:00:05Z\n");
	month_finish(&t);
	month_expect(&t, "DSP-1.3", "N", 1, 1, 0, 0, 0);
	month_expect(&t, "DSP-1.1", "N", 1, 1, 0, 0, 0);
	month_expect(&t, "DSP-1.4", "N", 0, 0, 0, 0, 0);
	month_done(&t);
}

static void test_pending(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_cutoff(&t, "2019-10-20T00:00:00Z");
	month_begin(&t);
	/* CSP-2: within 5 days. */
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD,
		   FIRMWARE "a,N,1,2019-10-15T00:00:00Z,,\n" /* ran out at the cut-off: bad */
			    "b,N,1,2019-10-15T00:00:00.000000001Z,,\n"
			    "c,N,1,2019-10-16T00:00:00Z,,user_cancelled\n"
			    "d,N,1,2019-10-16T00:00:00Z,,dropped_from_queue\n"
			    "e,N,1,2019-10-16T00:00:00Z,2019-10-17T00:00:00Z,\n");
	month_finish(&t);
	month_expect(&t, "CSP-2", "N", 1, 2, 1, 1, 2);
	assert_int_equal(month_counts(&t, "CSP-2")->pending, 2);
	assert_int_equal(month_findings(&t, "target_after_data", NULL), 0);
	month_done(&t);
}

/* Without a cut-off everything has run out, and those the data cannot know are a finding. */
static void test_unanswered_after_the_data(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD,
		   FIRMWARE "a,N,1,2019-10-25T00:00:00Z,,\n"
			    "b,N,1,2019-10-26T00:00:01Z,,\n"
			    "c,N,1,2019-10-26T00:00:02Z,,\n"
			    "d,N,1,2019-10-27T00:00:02Z,,user_cancelled\n"
			    "e,N,1,2019-10-28T00:00:00Z,,\n");
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD,
		   FIRMWARE "f,N,1,2019-10-30T00:00:00Z,2019-10-31T00:00:01Z,\n");
	month_feed(&t, DATASET_FIRMWARE, BATCH_RETRACT, FIRMWARE "e,N,1,2019-10-28T00:00:00Z,,\n");
	month_finish(&t);
	month_expect(&t, "CSP-2", "N", 1, 4, 1, 0, 0);
	assert_int_equal(month_findings(&t, "target_after_data", "CSP-2"), 1);
	for (size_t i = 0; i < t.findings.n; i++) /* whose value says of which measure */
		if (!strcmp(t.findings.items[i].kind, "target_after_data"))
			assert_int_equal(strncmp(t.findings.items[i].message, "unanswered rows whose ", 22), 0);
	month_done(&t);
}

static void test_incidents(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	month_feed(&t, DATASET_INCIDENTS, BATCH_ADD,
		   INCIDENTS "a,1,DSP,2019-10-03T00:00:00Z,2019-10-03T04:00:00Z,,\n"
			     "b,1,CSP,2019-10-03T00:00:00Z,2019-10-03T04:30:00Z,30,\n"
			     "c,1,CSP,2019-10-03T00:00:00Z,2019-10-03T04:30:00.000000001Z,30,\n"
			     "d,2,DCC,2019-10-03T00:00:00Z,2019-10-04T00:00:01Z,,duplicate\n"
			     "e,1,RDP,2019-10-03T00:00:00Z,,,\n"
			     "f,5,SMKI,2019-10-03T00:00:00Z,2019-10-13T00:00:00Z,,\n"
			     "g,3,DSP,2019-09-03T00:00:00Z,2019-10-13T00:00:00Z,,\n");
	month_finish(&t);
	month_expect(&t, "CPM-4", "-", 2, 3, 1, 0, 0);
	month_expect(&t, "CPM-5", "-", 1, 1, 0, 0, 0);
	assert_null(results_find(&t.results, catalogue_find(&t.catalogue, TEXT("CPM-4")), REGION_N));
	/* 2 of 3 is under 85 %. */
	assert_int_equal(month_cell(&t, "CPM-4", "-")->level.status, STATUS_RED);
	assert_int_equal(month_cell(&t, "CPM-4", "-")->events_short, 1);
	assert_int_equal(month_cell(&t, "CPM-4", "-")->events_short_minimum, 1);
	assert_string_equal(month_cell(&t, "CPM-4", "-")->level.exact, "66.666667");
	assert_string_equal(month_cell(&t, "CPM-4", "-")->raw.exact, "50.000000");
	month_done(&t);
}

/* CPM-7: the limit is by submission. */
static void test_limit_by_case(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	month_feed(&t, DATASET_CERTIFICATES, BATCH_ADD,
		   "request_id,submission,received_at,issued_at\n"
		   "a,adhoc,2019-10-03T00:00:00Z,2019-10-03T00:00:30Z\n"
		   "b,adhoc,2019-10-03T00:00:00Z,2019-10-03T00:00:31Z\n"
		   "c,batch,2019-10-03T00:00:00Z,2019-10-03T20:00:31Z\n");
	month_finish(&t);
	month_expect(&t, "CPM-7", "-", 2, 3, 0, 0, 0);
	month_done(&t);
}

/* A value without a limit of its own is no event of the measure. */
static void test_value_without_a_limit(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_measure(&t, "CPM-7")->within.n_cases = 1;
	month_begin(&t);
	month_feed(&t, DATASET_CERTIFICATES, BATCH_ADD,
		   "request_id,submission,received_at,issued_at\n"
		   "a,adhoc,2019-10-03T00:00:00Z,2019-10-03T00:00:30Z\n"
		   "b,batch,2019-10-03T00:00:00Z,2019-10-03T00:00:30Z\n");
	month_feed(&t, DATASET_CERTIFICATES, BATCH_REJECTED,
		   "request_id,submission,received_at\n"
		   "c,batch,2019-10-03T00:00:00Z\n");
	month_finish(&t);
	month_expect(&t, "CPM-7", "-", 1, 1, 0, 0, 0);
	assert_int_equal(month_counts(&t, "CPM-7")->not_selected, 1);
	assert_int_equal(month_cell(&t, "CPM-7", "-")->rejected, 0);
	month_done(&t);
}

/* Both clock changes: each day from UK midnight to UK midnight. */
static void test_days_round_the_clock_changes(void **state)
{
	static const struct {
		const char *month, *instant;
		int day;
	} cases[] = {
		{ "2019-03", "2019-03-31T00:00:00Z", 30 },
		{ "2019-03", "2019-03-30T23:59:59.999999999Z", 29 },
		{ "2019-03", "2019-03-31T22:59:59.999999999Z", 30 },
		{ "2019-10", "2019-10-26T23:00:00Z", 26 },
		{ "2019-10", "2019-10-27T23:59:59.999999999Z", 26 },
		{ "2019-10", "2019-10-28T00:00:00Z", 27 },
		{ "2019-04", "2019-03-31T23:00:00Z", 0 },
		{ "2019-04", "2019-04-30T22:59:59.999999999Z", 29 },
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct month_test t;
		char rows[200];
		int day = -1;

		month_init(&t, cases[k].month);
		month_begin(&t);
		snprintf(rows, sizeof rows, REPOSITORY "a,%s,,\n", cases[k].instant);
		month_feed(&t, DATASET_REPOSITORY, BATCH_ADD, rows);
		month_finish(&t);
		for (size_t i = 0; i < t.results.n_days; i++)
			day = t.results.days[i].total ? t.results.days[i].day : day;
		assert_int_equal(day, cases[k].day);
		month_done(&t);
	}
}

/* When a request is due has not happened yet: it does not move the end of the data. */
static void test_due_is_not_the_newest(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   "request_id,mode,region,received_at,due_at,responded_at\n"
		   "a,on_demand,N,2019-10-03T10:00:00Z,2019-10-30T10:00:00Z,\n");
	month_finish(&t);
	assert_int_equal(month_findings(&t, "target_after_data", "DSP-1.1"), 1);
	month_done(&t);
}

/* A file without rows is a supplied dataset: no events, which is neither 0 % nor 100 %. */
static void test_nothing_measured(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	month_init(&t, OCTOBER);
	month_begin(&t);
	month_supply(&t, DATASET_REPOSITORY);
	month_finish(&t);
	c = month_cell(&t, "CPM-8", "-");
	assert_int_equal(c->level.status, STATUS_NO_DATA);
	assert_int_equal(c->basis, BASIS_EVENTS);
	assert_string_equal(c->level.exact, "");
	assert_string_equal(c->level.display, "");
	assert_true(c->level.value < 0);
	assert_string_equal(c->gap_target, "");
	assert_int_equal(c->months_below, -1);
	assert_string_equal(c->reason, "There were no events in the month.");
	c = month_cell(&t, "CPM-7", "-");
	assert_int_equal(c->level.status, STATUS_NO_DATA);
	assert_int_equal(c->basis, BASIS_NONE);
	assert_non_null(strstr(c->reason, "Not supplied"));
	assert_true(supply_lacks(&t.results, c));
	/* In October nobody misses the file of a measure that is due in September. */
	c = month_cell(&t, "CSP-1.2", "N");
	assert_int_equal(c->level.status, STATUS_NO_DATA);
	assert_int_equal(c->basis, BASIS_NONE);
	assert_non_null(strstr(c->reason, "Not due"));
	assert_false(supply_lacks(&t.results, c));
	month_done(&t);
}

/* 98 995 of 100 000 is Amber at 99 %; gaps and missing events say how far. */
static void test_verdict_by_integers(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	month_init(&t, OCTOBER);
	month_service_level(&t, OCTOBER, "CPM-8", "-", 98995, 100000, -1);
	month_service_level(&t, OCTOBER, "CPM-7", "-", 99, 100, -1);
	month_begin(&t);
	month_finish(&t);
	c = month_cell(&t, "CPM-8", "-");
	assert_int_equal(c->level.status, STATUS_AMBER);
	assert_string_equal(c->level.exact, "98.995000");
	assert_string_equal(c->gap_target, "-0.005");
	assert_int_equal(c->events_short, 5);
	assert_int_equal(c->events_short_minimum, 0);
	assert_int_equal(month_cell(&t, "CPM-7", "-")->level.status, STATUS_GREEN);
	assert_int_equal(month_cell(&t, "CPM-7", "-")->events_short, 0);
	month_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_target_to_the_nanosecond),
		cmocka_unit_test(test_month_edges),
		cmocka_unit_test(test_first_stop_of_the_list),
		cmocka_unit_test(test_early_start_and_absent_columns),
		cmocka_unit_test(test_pending),
		cmocka_unit_test(test_unanswered_after_the_data),
		cmocka_unit_test(test_incidents),
		cmocka_unit_test(test_limit_by_case),
		cmocka_unit_test(test_value_without_a_limit),
		cmocka_unit_test(test_days_round_the_clock_changes),
		cmocka_unit_test(test_due_is_not_the_newest),
		cmocka_unit_test(test_nothing_measured),
		cmocka_unit_test(test_verdict_by_integers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
