/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month.h"

#define OUTAGES "outage_id,service,region,start_at,end_at,kind,exclusion\n"

/* CPM-6 of a month whose only outages are these rows (NULL: none). */
static const struct cell *availability(struct month_test *t, const char *month, const char *cutoff,
				       const char *rows)
{
	month_init(t, month);
	if (cutoff)
		month_cutoff(t, cutoff);
	month_begin(t);
	month_supply(t, DATASET_OUTAGES);
	if (rows)
		month_feed(t, DATASET_OUTAGES, BATCH_ADD, rows);
	month_finish(t);
	return month_cell(t, "CPM-6", "-");
}

/* Days must add up to the cell whatever the outages. */
static void days_add_up(struct month_test *t, const char *id, const struct cell *c)
{
	uint64_t good = 0, total = 0;

	for (size_t i = 0; i < t->results.n_days; i++) {
		const struct day_row *d = &t->results.days[i];
		if (strcmp(t->measures[d->measure].id, id) || (c->region && d->region != c->region))
			continue;
		good += d->good;
		total += d->total;
	}
	assert_int_equal(good, c->good);
	assert_int_equal(total, c->total);
}

static void test_clock_changes(void **state)
{
	struct month_test t;

	(void)state;
	assert_int_equal(availability(&t, "2019-10", NULL, NULL)->total, 44700);
	assert_int_equal(month_cell(&t, "CPM-6", "-")->good, 44700);
	assert_int_equal(month_cell(&t, "CPM-6", "-")->level.status, STATUS_GREEN);
	assert_string_equal(month_cell(&t, "CPM-6", "-")->level.exact, "100.000000");
	days_add_up(&t, "CPM-6", month_cell(&t, "CPM-6", "-"));
	month_done(&t);
	assert_int_equal(availability(&t, "2019-03", NULL, NULL)->total, 44580);
	days_add_up(&t, "CPM-6", month_cell(&t, "CPM-6", "-"));
	month_done(&t);
}

/* With a file, no outage means available; with none there is no figure. */
static void test_not_supplied(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CPM-6", "-")->level.status, STATUS_NO_DATA);
	assert_int_equal(month_cell(&t, "CPM-6", "-")->total, 0);
	month_done(&t);
}

static void test_overlaps_count_once(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	c = availability(&t, "2019-10", NULL,
			 OUTAGES "a,SSI,,2019-10-05T10:00:00Z,2019-10-05T10:30:00Z,unplanned,\n"
				 "b,SSI,N,2019-10-05T10:20:00Z,2019-10-05T10:40:00Z,unplanned,\n"
				 "c,SSI,,2019-10-05T10:40:00Z,2019-10-05T10:41:30Z,unplanned,\n"
				 "d,DATA_SERVICE,,2019-10-05T10:00:00Z,2019-10-09T10:40:00Z,unplanned,\n");
	/* Touching stretches are one: 41 minutes and a half. */
	assert_int_equal(c->total - c->good, 41);
	assert_int_equal(c->total, 44700);
	assert_int_equal(month_counts(&t, "CPM-6")->bad, 3);
	assert_int_equal(month_counts(&t, "CPM-6")->not_selected, 1);
	days_add_up(&t, "CPM-6", c);
	month_done(&t);
}

/* Planned maintenance is taken out of an outage, and of the denominator of CPM-6. */
static void test_planned(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	c = availability(&t, "2019-10", NULL,
			 OUTAGES "a,SSI,,2019-10-05T10:00:00Z,2019-10-05T12:00:00Z,unplanned,\n"
				 "b,SSI,,2019-10-05T10:00:30Z,2019-10-05T11:00:00Z,planned,\n"
				 "c,SSI,,2019-10-05T10:30:00Z,2019-10-05T11:30:00Z,planned,\n");
	/* Left: 10:00:00-10:00:30 (no complete minute) and 11:30-12:00. Planned: 89 complete minutes. */
	assert_int_equal(c->total, 44700 - 89);
	assert_int_equal(c->total - c->good, 30);
	assert_int_equal(month_counts(&t, "CPM-6")->good, 2);
	days_add_up(&t, "CPM-6", c);
	month_done(&t);
}

static void test_clipped_to_the_month(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	c = availability(&t, "2019-10", NULL,
			 OUTAGES "a,SSI,,2019-09-01T00:00:00Z,2019-09-30T23:10:00Z,unplanned,\n"
				 "b,SSI,,2019-10-31T23:30:00Z,,unplanned,\n");
	assert_int_equal(c->total - c->good, 10 + 30);
	days_add_up(&t, "CPM-6", c);
	month_done(&t);
}

static void test_cutoff(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	/* The month begins at 23:00 UTC on 30 September. */
	c = availability(&t, "2019-10", "2019-10-01T01:00:30Z",
			 OUTAGES "a,SSI,,2019-10-01T00:30:45Z,,unplanned,\n"
				 "b,SSI,,2019-10-02T00:00:00Z,2019-10-02T04:00:00Z,planned,\n"
				 "c,SSI,,2019-10-01T00:50:00Z,2019-10-02T04:00:00Z,planned,\n");
	assert_int_equal(c->total, 120 - 10);
	assert_int_equal(c->total - c->good, 19);
	days_add_up(&t, "CPM-6", c);
	month_done(&t);
	c = availability(&t, "2019-10", "2019-09-01T00:00:00Z", NULL);
	assert_int_equal(c->total, 0);
	assert_int_equal(c->level.status, STATUS_NO_DATA);
	assert_string_equal(c->reason, "The cut-off lies before the month.");
	month_done(&t);
}

/* A measure of a Region's availability, as CSP-6.2: an outage without Region counts in each. */
static void test_regional(void **state)
{
	struct month_test t;
	struct measure *m;
	const struct cell *c;

	(void)state;
	month_init(&t, "2019-10");
	m = month_measure(&t, "CPM-6");
	m->regional = true;
	m->denominator = DENOMINATOR_ALL;
	m->service = "WAN_GATEWAY";
	m->n_filters = 0;
	month_exception(&t, "CPM-6", "-", "e", "agreed", true);
	month_begin(&t);
	month_feed(&t, DATASET_OUTAGES, BATCH_ADD,
		   OUTAGES "a,WAN_GATEWAY,,2019-10-05T10:00:00Z,2019-10-05T10:10:00Z,unplanned,no_reason\n"
			   "b,WAN_GATEWAY,C,2019-10-05T10:05:00Z,2019-10-05T10:20:00Z,unplanned,no_reason\n"
			   "e,WAN_GATEWAY,C,2019-10-06T10:05:00Z,2019-10-06T10:20:00Z,unplanned,\n"
			   "p,WAN_GATEWAY,S,2019-10-05T10:00:00Z,2019-10-05T10:05:00Z,planned,\n");
	month_finish(&t);
	month_expect(&t, "CPM-6", "N", 44690, 44700, 0, 1, 0);
	month_expect(&t, "CPM-6", "C", 44680, 44700, 1, 2, 0);
	month_expect(&t, "CPM-6", "S", 44695, 44700, 0, 1, 0);
	/* Minutes are summed, outages counted once. */
	month_expect(&t, "CPM-6", "-", 44690 + 44680 + 44695, 3 * 44700, 1, 2, 0);
	c = month_cell(&t, "CPM-6", "C");
	assert_string_equal(c->all_claims.exact, "100.000000");
	assert_string_equal(c->raw.exact, "99.921700"); /* 35 minutes of 44 700 */
	days_add_up(&t, "CPM-6", c);
	days_add_up(&t, "CPM-6", month_cell(&t, "CPM-6", "-"));
	/* no_reason in N once, in C twice, in S once, nationally twice; agreed in C and nationally.  CSP-6.2, which
	 * reads the same outages, has the four of no_reason. */
	assert_int_equal(t.results.n_exclusions, 10);
	assert_int_equal(t.results.exclusions[0].region, REGION_N);
	assert_int_equal(t.results.exclusions[0].count, 1);
	assert_string_equal(t.results.exclusions[1].reason, "agreed");
	assert_int_equal(t.results.exclusions[2].count, 2);
	assert_int_equal(t.results.exclusions[5].region, REGION_NONE);
	assert_int_equal(t.results.exclusions[5].count, 2);
	month_done(&t);
}

/* An outage taken back leaves nothing behind, even when the taking back comes first. */
static void test_retract(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_OUTAGES, BATCH_RETRACT,
		   OUTAGES "a,SSI,,2019-10-05T10:00:00Z,2019-10-05T12:00:00Z,unplanned,x\n");
	month_feed(&t, DATASET_OUTAGES, BATCH_ADD,
		   OUTAGES "a,SSI,,2019-10-05T10:00:00Z,2019-10-05T12:00:00Z,unplanned,x\n"
			   "b,SSI,,2019-10-06T10:00:00Z,2019-10-06T10:01:00Z,unplanned,\n");
	month_finish(&t);
	month_expect(&t, "CPM-6", "-", 44699, 44700, 0, 0, 0);
	assert_int_equal(month_counts(&t, "CPM-6")->used, 1);
	month_done(&t);
}

/* A rejected outage row withholds its service's availability, unless what is readable rules it out. */
static void test_rejected_rows(void **state)
{
	static const struct {
		const char *row;
		enum quality quality;
	} cases[] = {
		{ "?,?,?,?,?,?,?\n", QUALITY_WITHHELD },
		{ "x,SSI,,2019-10-05T10:00:00Z,?,unplanned,\n", QUALITY_WITHHELD },
		{ "x,DATA_SERVICE,,2019-10-05T10:00:00Z,?,unplanned,\n", QUALITY_OK },
		{ "x,?,,2019-10-05T10:00:00Z,2019-10-05T10:00:00Z,unplanned,\n", QUALITY_WITHHELD },
		{ "x,SSI,,2019-11-05T10:00:00Z,?,unplanned,\n", QUALITY_OK },
		{ "x,SSI,,?,2019-09-05T10:00:00Z,unplanned,\n", QUALITY_OK },
		{ "x,SSI,,?,,unplanned,\n", QUALITY_WITHHELD },
		/* The end precedes the start: one of the two is wrong. */
		{ "x,SSI,,2019-10-05T10:00:00Z,2019-10-04T10:00:00Z,unplanned,\n", QUALITY_WITHHELD },
		{ "x,SSI,,2019-09-05T10:00:00Z,2019-09-04T10:00:00Z,unplanned,\n", QUALITY_OK },
		{ "x,SSI,,2019-12-05T10:00:00Z,2019-11-04T10:00:00Z,unplanned,\n", QUALITY_OK },
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct month_test t;
		char rows[400];

		month_init(&t, "2019-10");
		month_begin(&t);
		strcpy(rows, OUTAGES);
		strcat(rows, cases[k].row);
		month_feed(&t, DATASET_OUTAGES, BATCH_REJECTED, rows);
		month_finish(&t);
		if (month_cell(&t, "CPM-6", "-")->quality != cases[k].quality)
			fail_msg("%s", cases[k].row);
		if (cases[k].quality == QUALITY_WITHHELD) {
			assert_int_equal(month_cell(&t, "CPM-6", "-")->level.status, STATUS_WITHHELD);
			assert_int_equal(month_cell(&t, "CPM-6", "-")->good, 44700);
		}
		month_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clock_changes),
		cmocka_unit_test(test_not_supplied),
		cmocka_unit_test(test_overlaps_count_once),
		cmocka_unit_test(test_planned),
		cmocka_unit_test(test_clipped_to_the_month),
		cmocka_unit_test(test_cutoff),
		cmocka_unit_test(test_regional),
		cmocka_unit_test(test_retract),
		cmocka_unit_test(test_rejected_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
