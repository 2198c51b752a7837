/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/quality.h"
#include "month.h"

#include <stdio.h>

#define REPOSITORY "request_id,received_at,sent_at\n"
#define ALERTS     "alert_id,region,received_at,delivered_at\n"

static void test_share(void **state)
{
	struct catalogue c = { .withhold_share_micro = 100000,
			       .withhold_rows = 10,
			       .withhold_always_micro = 5000000 };

	(void)state;
	assert_int_equal(quality_of_share(&c, 0, 0), QUALITY_OK);
	assert_int_equal(quality_of_share(&c, 1, 1000000), QUALITY_MARKED);
	assert_int_equal(quality_of_share(&c, 10, 9990), QUALITY_MARKED); /* exactly 0.1 % */
	assert_int_equal(quality_of_share(&c, 10, 9989), QUALITY_WITHHELD);
	assert_int_equal(quality_of_share(&c, 9, 8000), QUALITY_MARKED); /* too few rows */
	assert_int_equal(quality_of_share(&c, 1, 19), QUALITY_MARKED);   /* exactly 5 % */
	assert_int_equal(quality_of_share(&c, 1, 18), QUALITY_WITHHELD);
	assert_int_equal(quality_of_share(&c, 1, 0), QUALITY_WITHHELD);
	assert_int_equal(quality_of_share(&c, UINT64_MAX / 2, UINT64_MAX / 2), QUALITY_WITHHELD);
}

static void add_rows(struct month_test *t, enum dataset_id dataset, enum batch_role role, const char *header,
		     const char *row, int n)
{
	char *rows = memory_zero(1, strlen(header) + (size_t)n * (strlen(row) + 12) + 1), *at = rows;

	at += sprintf(at, "%s", header);
	for (int i = 0; i < n; i++)
		at += sprintf(at, "r%d,%s\n", i, row);
	month_feed(t, dataset, role, rows);
	memory_free(rows);
}

static void test_marked_and_withheld(void **state)
{
	static const struct {
		int n_rejected, n_used;
		enum quality quality;
		const char *reason;
	} cases[] = {
		{ 1, 100, QUALITY_MARKED,
		  "1 of 101 rows (0.990099\u00a0%) that could have fed this figure was rejected." },
		{ 10, 190, QUALITY_WITHHELD,
		  "10 of 200 rows (5.00\u00a0%) that could have fed this figure were rejected; the catalogue "
		  "withholds "
		  "above 0.1\u00a0%." },
		{ 10, 40, QUALITY_WITHHELD,
		  "10 of 50 rows (20.00\u00a0%) that could have fed this figure were rejected; the catalogue "
		  "withholds "
		  "above 5\u00a0%." },
		{ 2, 0, QUALITY_WITHHELD,
		  "2 rows that could have fed this figure were rejected and none was used; the catalogue "
		  "withholds "
		  "above 5\u00a0%." },
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct month_test t;
		const struct cell *c;

		month_init(&t, "2019-10");
		month_begin(&t);
		add_rows(&t, DATASET_REPOSITORY, BATCH_ADD, REPOSITORY,
			 "2019-10-03T00:00:00Z,2019-10-03T00:00:01Z", cases[k].n_used);
		add_rows(&t, DATASET_REPOSITORY, BATCH_REJECTED, REPOSITORY, "2019-10-03T00:00:00Z,?",
			 cases[k].n_rejected);
		month_finish(&t);
		c = month_cell(&t, "CPM-8", "-");
		assert_int_equal(c->quality, cases[k].quality);
		assert_string_equal(c->reason, cases[k].reason);
		assert_int_equal(c->rejected, cases[k].n_rejected);
		assert_int_equal(c->good, cases[k].n_used); /* counts are always printed */
		if (c->quality == QUALITY_WITHHELD) {
			assert_int_equal(c->level.status, STATUS_WITHHELD);
			assert_string_equal(c->level.exact, "");
			assert_string_equal(c->raw.exact, "");
			assert_string_equal(c->gap_target, "");
			assert_int_equal(c->months_below, -1);
		} else {
			assert_int_equal(c->level.status, STATUS_GREEN);
		}
		month_done(&t);
	}
}

/* A rejected row could have fed every cell that its readable fields do not rule out. */
static void test_could_have_fed(void **state)
{
	static const struct {
		const char *row;
		int n, c, s, national;
	} cases[] = {
		{ "x,N,2019-10-03T00:00:00Z,?", 1, 0, 0, 1 },
		{ "x,?,2019-10-03T00:00:00Z,", 1, 1, 1, 1 },
		{ "x,,2019-10-03T00:00:00Z,?", 0, 0, 0, 1 },
		{ "x,C,?,", 0, 1, 0, 1 },
		{ "x,C,,", 0, 1, 0, 1 }, /* an empty start that may not be empty says nothing */
		{ "x,C,2019-11-03T00:00:00Z,?", 0, 0, 0, 0 },
		{ "?,?,?,?", 1, 1, 1, 1 },
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct month_test t;
		char rows[200];

		month_init(&t, "2019-10");
		month_begin(&t);
		snprintf(rows, sizeof rows, "%s%s\n", ALERTS, cases[k].row);
		month_feed(&t, DATASET_ALERTS, BATCH_REJECTED, rows);
		month_finish(&t);
		assert_int_equal(month_cell(&t, "CPM-3", "N")->rejected, cases[k].n);
		assert_int_equal(month_cell(&t, "CPM-3", "C")->rejected, cases[k].c);
		assert_int_equal(month_cell(&t, "CPM-3", "S")->rejected, cases[k].s);
		assert_int_equal(month_cell(&t, "CPM-3", "-")->rejected, cases[k].national);
		month_done(&t);
	}
}

/* A loss may have begun before the month, and none begins after the cut-off. */
static void test_could_have_been_a_loss(void **state)
{
	static const struct {
		const char *lost, *restored;
		bool could;
	} cases[] = {
		{ "2019-10-03T00:00:00Z", "?", true },
		{ "2019-09-03T00:00:00Z", "?", true },
		{ "2019-09-03T00:00:00Z", "", true },
		{ "2019-09-03T00:00:00Z", "2019-09-04T00:00:00Z", false },
		{ "?", "2019-09-04T00:00:00Z", false },
		{ "?", "", true },
		{ "2019-10-21T00:00:00Z", "?", false },
		/* The end before the start: either may be wrong. */
		{ "2019-10-21T00:00:00Z", "2019-10-04T00:00:00Z", true },
		{ "2019-10-22T00:00:00Z", "2019-10-21T00:00:00Z", false },
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct month_test t;
		char rows[200];

		month_init(&t, "2019-10");
		month_cutoff(&t, "2019-10-20T00:00:00Z");
		month_begin(&t);
		month_feed(&t, DATASET_CONNECTIVITY, BATCH_ADD,
			   "device_id,region,lost_at,restored_at\na,N,2019-10-05T10:00:00Z,2019-10-05T11:00:00Z\n");
		snprintf(rows, sizeof rows, "device_id,region,lost_at,restored_at\nb,N,%s,%s\n", cases[k].lost,
			 cases[k].restored);
		month_feed(&t, DATASET_CONNECTIVITY, BATCH_REJECTED, rows);
		month_finish(&t);
		if ((month_note(&t, "LOSS")->quality != QUALITY_OK) != cases[k].could)
			fail_msg("case %zu", k);
		month_done(&t);
	}
}

/* One row stands against several Regions: the reasons say so, or the Regions seem not to add up. */
static void test_shared_by_regions(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	add_rows(&t, DATASET_ALERTS, BATCH_ADD, ALERTS, "N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z", 1000);
	add_rows(&t, DATASET_ALERTS, BATCH_REJECTED, ALERTS, "N,2019-10-03T00:00:00Z,?", 1);
	add_rows(&t, DATASET_ALERTS, BATCH_REJECTED, ALERTS, "?,2019-10-03T00:00:00Z,?", 1);
	month_finish(&t);
	assert_string_equal(month_cell(&t, "CPM-3", "N")->reason,
			    "2 of 1\u202f002 rows (0.199601\u00a0%) that could have fed this figure were rejected, 1 of them without a "
			    "readable Region, which counts in each.");
	assert_string_equal(month_cell(&t, "CPM-3", "S")->reason,
			    "1 row that could have fed this figure was rejected, without a readable Region: it counts in "
			    "each, and none was used; the catalogue withholds above 5\u00a0%.");
	month_done(&t);
}

/* Filter columns and limits by case rule out as far as they can be read. */
static void test_could_have_fed_by_filter(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_ROUND_TRIPS, BATCH_REJECTED,
		   "test_id,region,class,sent_at,returned_at\n"
		   "a,N,RTT2,2019-10-03T00:00:00Z,?\n"
		   "b,N,?,2019-10-03T00:00:00Z,\n"
		   /* A Region that may not be empty says nothing when it is. */
		   "c,,RTT3,2019-10-03T00:00:00Z,\n");
	month_feed(&t, DATASET_INCIDENTS, BATCH_REJECTED,
		   "incident_id,category,resolver,raised_at\n"
		   "a,1,?,2019-10-03T00:00:00Z\n"
		   "b,?,DSP,2019-10-03T00:00:00Z\n"
		   "c,?,USER,2019-10-03T00:00:00Z\n");
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CSP-4.1", "N")->rejected, 2);
	assert_int_equal(month_cell(&t, "CSP-4.2", "N")->rejected, 2);
	assert_int_equal(month_cell(&t, "CSP-4.2", "C")->rejected, 1);
	assert_int_equal(month_cell(&t, "CSP-4.3", "N")->rejected, 1);
	assert_int_equal(month_cell(&t, "CSP-4.3", "C")->rejected, 0);
	assert_int_equal(month_cell(&t, "CPM-4", "-")->rejected, 2);
	assert_int_equal(month_cell(&t, "CPM-5", "-")->rejected, 1);
	month_done(&t);
}

/* A total has the worst quality of its Regions, although its own share is small. */
static void test_total_takes_the_worst(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	for (int k = 0; k < 5; k++)
		add_rows(&t, DATASET_ALERTS, BATCH_ADD, ALERTS, "N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z",
			 4000);
	add_rows(&t, DATASET_ALERTS, BATCH_ADD, ALERTS, "C,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z", 10);
	add_rows(&t, DATASET_ALERTS, BATCH_REJECTED, ALERTS, "C,2019-10-03T00:00:00Z,?", 1);
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CPM-3", "N")->quality, QUALITY_OK);
	assert_int_equal(month_cell(&t, "CPM-3", "C")->quality, QUALITY_WITHHELD);
	assert_int_equal(month_cell(&t, "CPM-3", "-")->quality, QUALITY_WITHHELD);
	assert_string_equal(
		month_cell(&t, "CPM-3", "-")->reason,
		"Central: 1 of 11 rows (9.090909\u00a0%) that could have fed this figure was rejected; the "
		"catalogue withholds above 5\u00a0%.");
	month_done(&t);
}

/* Rejected rows of several files add up. */
static void test_rejected_in_several_accumulators(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	for (int k = 0; k < 3; k++) {
		struct metrics_acc *acc = metrics_acc_new(t.metrics);
		month_feed_to(&t, acc, DATASET_REPOSITORY, BATCH_REJECTED,
			      REPOSITORY "a,2019-10-03T00:00:00Z,?\nb,2019-10-03T00:00:00Z,?\n");
		metrics_acc_merge(t.metrics, acc);
	}
	month_supply(&t, DATASET_REPOSITORY);
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CPM-8", "-")->rejected, 6);
	month_done(&t);
}

static void test_unusable_file(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	t.intake.unusable |= UINT64_C(1) << DATASET_ALERTS;
	month_feed(&t, DATASET_ALERTS, BATCH_ADD, ALERTS "a,N,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z\n");
	month_supply(&t, DATASET_REPOSITORY);
	month_finish(&t);
	for (int k = 0; k < 4; k++) {
		const char *const regions[] = { "N", "C", "S", "-" };
		const struct cell *c = month_cell(&t, "CPM-3", regions[k]);
		assert_int_equal(c->quality, QUALITY_WITHHELD);
		assert_string_equal(c->reason, "A file of alerts could not be used.");
	}
	assert_int_equal(month_cell(&t, "CPM-8", "-")->quality, QUALITY_OK);
	month_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_marked_and_withheld),
		cmocka_unit_test(test_could_have_fed),
		cmocka_unit_test(test_could_have_been_a_loss),
		cmocka_unit_test(test_shared_by_regions),
		cmocka_unit_test(test_could_have_fed_by_filter),
		cmocka_unit_test(test_total_takes_the_worst),
		cmocka_unit_test(test_rejected_in_several_accumulators),
		cmocka_unit_test(test_unusable_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
