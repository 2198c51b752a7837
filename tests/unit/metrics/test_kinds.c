/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One kind after the other, by figures worked out by hand.
 */
#include "month.h"

#include <stdio.h>

#define INSTALLS "hub_id,region,srv,installed_at,connected_at,in_coverage,access,accepted,faulty,predicted_coverage,actual_coverage,exclusion\n"

static void test_connectivity_at_install(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_cutoff(&t, "2019-10-20T22:59:59Z");
	month_begin(&t);
	month_feed(&t, DATASET_INSTALLS, BATCH_ADD,
		   INSTALLS
		   /* The last instant of the UK day, still summer time, and the midnight itself. */
		   "a,N,8.14.1,2019-10-03T10:00:00Z,2019-10-03T22:59:59.999999999Z,,,,,,,\n"
		   "b,N,8.14.1,2019-10-03T10:00:00Z,2019-10-03T23:00:00Z,,,,,,,\n"
		   /* Connected before it was reported. */
		   "c,N,8.14.1,2019-10-03T10:00:00Z,2019-10-02T10:00:00Z,,,,,,,\n"
		   /* Never, on a day that is over, and on one that is not: pending until its midnight. */
		   "d,C,8.14.1,2019-10-03T10:00:00Z,,,,,,,,\n"
		   "e,C,8.14.1,2019-10-20T10:00:00Z,,,,,,,,\n"
		   /* Outside the coverage: no event.  Without access: left out, once, whatever it claims. */
		   "f,C,8.14.1,2019-10-03T10:00:00Z,,N,,,,,,\n"
		   "g,S,8.14.1,2019-10-03T10:00:00Z,,,N,,,,,no_access\n"
		   "h,S,8.14.1,2019-10-03T10:00:00Z,,,N,,,,,flood\n"
		   "i,S,8.14.1,2019-10-03T10:00:00Z,,,N,,,,,not_installed\n"
		   "j,S,8.14.1,2019-10-03T10:00:00Z,,,,,,,,flood\n");
	month_finish(&t);
	month_expect(&t, "CSP-1.1", "N", 2, 3, 0, 0, 0);
	month_expect(&t, "CSP-1.1", "C", 0, 1, 0, 0, 1);
	month_expect(&t, "CSP-1.1", "S", 0, 1, 3, 1, 0);
	assert_int_equal(month_counts(&t, "CSP-1.1")->not_selected, 1);
	month_expect_row(&t, "CSP-1.1", "S", "reason", "allowed / no_access", 0, 2, 2, 0, "0.000000");
	month_expect_row(&t, "CSP-1.1", "S", "reason", "allowed / not_installed", 0, 1, 1, 0, "0.000000");
	month_expect_row(&t, "CSP-1.1", "S", "reason", "refused / flood", 0, 1, 0, 1, "0.000000");
	month_expect_row(&t, "CSP-1.1", "-", "policy", "allowed", 2, 5, 3, 1, "40.000000");
	month_expect_row(&t, "CSP-1.1", "-", "policy", "none", 2, 8, 0, 4, "25.000000");
	month_expect_row(&t, "CSP-1.1", "-", "policy", "every_claim", 2, 4, 4, 0, "50.000000");
	/* 8.14.1 of every kind of visit, outside the coverage too; no_access and not_installed left out. */
	month_expect_row(&t, "HUB-INSTALLS", "-", "srv", "8.14.1", 7, 7, 3, 1, "100.000000");
	month_expect_row(&t, "HUB-INSTALLS", "C", "coverage", "N", 1, 3, 0, 0, "33.333333");
	month_expect_row(&t, "HUB-INSTALLS", "N", "day", "2019-10-03", 3, 3, 0, 0, "100.000000");
	month_done(&t);
}

static void test_cohort(void **state)
{
	static const char rows[] = INSTALLS
		/* In time to the nanosecond, late by one, never; before and after the quarter. */
		"a,N,8.14.1,2019-07-01T10:00:00Z,2019-09-29T10:00:00Z,,,,,,,\n"
		"b,N,8.14.1,2019-07-01T10:00:00Z,2019-09-29T10:00:00.000000001Z,,,,,,,\n"
		"c,C,8.14.1,2019-09-30T22:59:59Z,,,,,,,,\n"
		"d,C,8.14.1,2019-09-30T23:00:00Z,,,,,,,,\n"
		"e,C,8.14.1,2019-06-30T22:59:59Z,,,,,,,,\n"
		"f,S,8.14.1,2019-08-01T00:00:00Z,,,,,,,,not_installed\n"
		"g,S,8.14.1,2019-12-05T00:00:00Z,2019-12-05T01:00:00Z,,,,,,,\n";
	struct month_test t;
	const struct cell *c;

	(void)state;
	month_init(&t, "2019-12");
	month_service_level(&t, "2019-09", "CSP-1.2", "N", 1, 2, -1);
	month_service_level(&t, "2019-06", "CSP-1.2", "N", 1, 2, -1);
	month_begin(&t);
	month_feed(&t, DATASET_INSTALLS, BATCH_ADD, rows);
	month_finish(&t);
	month_expect(&t, "CSP-1.2", "N", 1, 2, 0, 0, 0);
	month_expect(&t, "CSP-1.2", "C", 0, 1, 0, 0, 0);
	month_expect(&t, "CSP-1.2", "S", 0, 0, 1, 0, 0);
	month_expect(&t, "CSP-1.1", "S", 1, 1, 0, 0, 0); /* the month's own installs, beside it */
	month_expect_row(&t, "CSP-1.2", "-", "srv", "8.14.1", 1, 3, 1, 0, "33.333333");
	/* Months in which it is not due are no gap: October and November have nothing. */
	c = month_cell(&t, "CSP-1.2", "N");
	assert_int_equal(c->months_below, 3);
	assert_int_equal(c->below_since.month, 6);
	assert_int_equal(c->streak_blind, 0);
	/* A cohort stands on no day of the month. */
	for (size_t i = 0; i < t.results.n_days; i++)
		assert_int_not_equal(t.measures[t.results.days[i].measure].kind, KIND_COHORT);
	month_done(&t);

	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_INSTALLS, BATCH_ADD, rows);
	month_finish(&t);
	c = month_cell(&t, "CSP-1.2", "C");
	assert_int_equal(c->level.status, STATUS_NO_DATA);
	assert_non_null(strstr(c->reason, "Not due"));
	assert_int_equal(c->total, 0);
	assert_int_equal(month_counts(&t, "CSP-1.2")->not_selected, 7);
	month_done(&t);
}

static void test_share(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_INSTALLS, BATCH_ADD,
		   INSTALLS "a,N,8.14.1,2019-10-03T10:00:00Z,,,,Y,N,Y,Y,\n"
			    "b,N,8.14.1,2019-10-03T10:00:00Z,,,,N,Y,Y,N,\n"
			    "c,N,8.14.1,2019-10-03T10:00:00Z,,,,Y,N,partial,partial,\n"
			    "d,N,8.14.1,2019-10-03T10:00:00Z,,,,,,Y,,\n" /* not known: no event */
			    "e,N,8.14.1,2019-10-03T10:00:00Z,,,N,N,Y,N,Y,\n"
			    "f,S,8.14.1,2019-11-03T10:00:00Z,,,,Y,N,Y,Y,\n");
	month_finish(&t);
	month_expect(&t, "CSP-COVERAGE", "N", 2, 3, 1, 0, 0);
	month_expect(&t, "CSP-CH1.2", "N", 2, 3, 1, 0, 0);
	month_expect(&t, "CSP-CH1.3", "-", 2, 3, 1, 0, 0);
	assert_int_equal(month_counts(&t, "CSP-CH1.2")->not_selected, 2);
	month_expect_row(&t, "CSP-COVERAGE", "N", "policy", "none", 2, 4, 0, 1, "50.000000");
	/* No dataset tells of the measures that are only reported. */
	assert_int_equal(month_cell(&t, "CSP-CH2.1", "N")->basis, BASIS_NONE);
	assert_non_null(strstr(month_cell(&t, "CSP-CH2.1", "N")->reason, "no service_levels row"));
	month_done(&t);

	month_init(&t, "2019-10");
	month_service_level(&t, "2019-10", "CSP-CH2.1", "N", 94, 100, 3);
	month_begin(&t);
	month_finish(&t);
	month_expect(&t, "CSP-CH2.1", "N", 94, 100, 3, 0, 0);
	assert_int_equal(month_cell(&t, "CSP-CH2.1", "N")->basis, BASIS_REPORTED);
	assert_int_equal(month_cell(&t, "CSP-CH2.1", "N")->level.status, STATUS_AMBER);
	month_done(&t);
}

#define POWER "alert_id,region,hub_id,received_at,sent_at\n"

static void test_windows(void **state)
{
	struct month_test t;
	struct builder rows;

	(void)state;
	month_init(&t, "2019-10");
	month_exception(&t, "CSP-12.2", "-", "s3", "agreed", true);
	month_exception(&t, "CSP-12.1", "-", "s3", "agreed", true);
	month_exception(&t, "CSP-12.1", "-", "c1", "agreed", false);
	month_begin(&t);
	builder_init(&rows);
	builder_add(&rows, text_of(POWER));
	/* 51 hubs in the window from 19:21 UK in S, 40 passed on; hub 0 twice. */
	for (int i = 0; i <= 51; i++)
		builder_printf(&rows, "s%d,S,hub %d,2019-10-22T18:2%d:59.999Z,%s\n", i, i % 51, 1 + i % 3,
			       i < 40 ? "2019-11-05T00:00:00Z" : "");
	/* 50 hubs in C, one alert in the window after it. */
	for (int i = 0; i < 50; i++)
		builder_printf(&rows, "c%d,C,hub %d,2019-10-22T18:21:00Z,2019-10-22T18:25:00Z\n", i, i);
	builder_printf(&rows, "c50,C,hub 50,2019-10-22T18:24:00Z,\n");
	builder_printf(&rows, "n,N,hub 1,2019-11-22T18:24:00Z,\n");
	month_feed(&t, DATASET_POWER_OUTAGES, BATCH_ADD, rows.data);
	builder_done(&rows);
	month_finish(&t);
	/* s3 was excluded: it was passed on, and is in the larger class with its window. */
	month_expect(&t, "CSP-12.2", "S", 39, 51, 1, 0, 0);
	month_expect(&t, "CSP-12.2", "C", 0, 0, 0, 0, 0);
	month_expect(&t, "CSP-12.1", "S", 0, 0, 0, 0, 0);
	month_expect(&t, "CSP-12.1", "C", 50, 51, 0, 1, 0);
	month_expect(&t, "CSP-12.1", "-", 50, 51, 0, 1, 0);
	assert_int_equal(month_counts(&t, "CSP-12.1")->not_selected, 53);
	month_expect_row(&t, "CSP-12.2", "S", "window", "2019-10-22 19:21", 39, 51, 1, 0, "76.470588");
	month_expect_row(&t, "CSP-12.2", "-", "window", "2019-10-22 19:21", 39, 51, 1, 0, "76.470588");
	assert_null(month_row(&t, "CSP-12.2", "C", "window", "2019-10-22 19:21"));
	/* The register names s3 under the measure of the smaller windows too, where it is no event. */
	assert_int_equal(month_findings(&t, "register_unmatched", NULL), 1);
	assert_int_equal(month_findings(&t, "register_unmatched", "s3"), 1);
	month_done(&t);

	/* The day of 25 hours has 500 windows: 01:30 comes twice, and is two events. */
	month_init(&t, "2019-10");
	month_measure(&t, "CSP-12.2")->window_hubs = 0;
	month_begin(&t);
	month_feed(&t, DATASET_POWER_OUTAGES, BATCH_ADD,
		   POWER "a,N,h,2019-10-27T00:30:00Z,2019-10-27T00:30:00Z\nb,N,h,2019-10-27T01:32:59Z,\n");
	month_finish(&t);
	month_expect_row(&t, "CSP-12.2", "N", "window", "2019-10-27 01:30", 1, 1, 0, 0, "100.000000");
	month_expect_row(&t, "CSP-12.2", "N", "window", "2019-10-27 01:30 (2)", 0, 1, 0, 0, "0.000000");
	month_done(&t);
}

static void test_variance(void **state)
{
	struct month_test t;
	const struct breakdown_row *row;
	size_t n;

	(void)state;
	month_init(&t, "2019-10");
	month_forecast(&t, "4.8.1", "2019-10", 10000000000);  /* 10: 9 came, exactly 10 % off */
	month_forecast(&t, "2.2", "2019-10", 2500000000);     /* 2.5: 2 came, 20 % off */
	month_forecast(&t, "8.1.1", "2019-10", 1000000000);   /* 1: none came */
	month_forecast(&t, "6.23", "2019-10", 0);	      /* nothing, and nothing came */
	month_forecast(&t, "4.3", "2019-10", 0);	      /* nothing, and one came */
	month_forecast(&t, "9.1", "2019-11", 5000000000);     /* another month's */
	month_begin(&t);
	month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   "request_id,srv,mode,originator,received_at\n"
		   "1,4.8.1,on_demand,,2019-10-01T00:00:00Z\n2,4.8.1,on_demand,,2019-10-01T00:00:00Z\n"
		   "3,4.8.1,on_demand,,2019-10-01T00:00:00Z\n4,4.8.1,on_demand,,2019-10-01T00:00:00Z\n"
		   "5,4.8.1,on_demand,,2019-10-01T00:00:00Z\n6,4.8.1,on_demand,,2019-10-01T00:00:00Z\n"
		   "7,4.8.1,on_demand,,2019-10-01T00:00:00Z\n8,4.8.1,on_demand,,2019-10-01T00:00:00Z\n"
		   "9,4.8.1,on_demand,,2019-10-01T00:00:00Z\n10,4.8.1,on_demand,,2019-11-01T00:00:00Z\n"
		   "11,2.2,on_demand,,2019-10-01T00:00:00Z\n12,2.2,on_demand,,2019-10-01T00:00:00Z\n"
		   "13,2.2,on_demand,dcc,2019-10-01T00:00:00Z\n14,4.3,on_demand,,2019-10-01T00:00:00Z\n"
		   "15,7.7,on_demand,,2019-10-01T00:00:00Z\n16,7.7,on_demand,,2019-10-01T00:00:00Z\n");
	month_finish(&t);
	row = results_breakdown(&t.results, catalogue_find(&t.catalogue, TEXT("FORECAST")), "srv", REGION_NONE, &n);
	assert_int_equal(n, 6);
	static const char *const worst_first[] = { "7.7", "4.3", "8.1.1", "2.2", "4.8.1", "6.23" };
	for (size_t i = 0; i < n; i++)
		assert_string_equal(row[i].key, worst_first[i]);
	month_expect_row(&t, "FORECAST", "-", "srv", "7.7", 2, 0, 0, 0, "");
	month_expect_row(&t, "FORECAST", "-", "srv", "4.3", 1, 0, 0, 0, "");
	month_expect_row(&t, "FORECAST", "-", "srv", "8.1.1", 0, 1, 0, 0, "100.000000");
	month_expect_row(&t, "FORECAST", "-", "srv", "2.2", 2, 3, 0, 0, "20.000000"); /* 2.5 rounds up */
	month_expect_row(&t, "FORECAST", "-", "srv", "4.8.1", 9, 10, 0, 0, "10.000000");
	assert_int_equal(month_row(&t, "FORECAST", "-", "srv", "4.8.1")->level.status, STATUS_GREEN);
	assert_int_equal(month_row(&t, "FORECAST", "-", "srv", "2.2")->level.status, STATUS_RED);
	month_expect_row(&t, "FORECAST", "-", "verdict", "within", 2, 5, 0, 0, "40.000000");
	month_expect_row(&t, "FORECAST", "-", "verdict", "outside", 3, 5, 0, 0, "60.000000");
	month_expect_row(&t, "FORECAST", "-", "verdict", "no_forecast", 1, 4, 0, 0, "25.000000");
	month_done(&t);

	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   "request_id,srv,mode,received_at\n1,4.8.1,on_demand,2019-10-01T00:00:00Z\n");
	month_finish(&t);
	assert_null(month_row(&t, "FORECAST", "-", "srv", "4.8.1"));
	assert_non_null(strstr(month_note(&t, "FORECAST")->reason, "no forecast for October 2019"));
	month_done(&t);

	/* A forecast that was lost could have been of any SRV: 1 of 20 marks, 1 of 2 withholds. */
	for (int used = 1; used <= 19; used += 18) {
		char srvs[19][8];

		month_init(&t, "2019-10");
		for (int i = 0; i < used; i++) {
			snprintf(srvs[i], sizeof srvs[i], "4.%d", i);
			month_forecast(&t, srvs[i], "2019-10", 10000000000);
		}
		month_lost(&t, DATASET_FORECASTS, "2019-10");
		month_begin(&t);
		month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
			   "request_id,srv,mode,received_at\n1,4.8.1,on_demand,2019-10-01T00:00:00Z\n");
		month_finish(&t);
		assert_int_equal(month_note(&t, "FORECAST")->quality, used > 1 ? QUALITY_MARKED : QUALITY_WITHHELD);
		assert_string_equal(month_note(&t, "FORECAST")->reason, "1 row of forecasts for the month was rejected.");
		month_done(&t);
	}
}

static void test_losses(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	/* October begins on 30 September 23:00 UTC and ends on 31 October 24:00: 44 700 minutes. */
	month_feed(&t, DATASET_CONNECTIVITY, BATCH_ADD,
		   "device_id,region,device_type,payment_mode,lost_at,restored_at\n"
		   /* Overlapping losses of one device: 10:00 to 12:00:30 is 120 complete minutes. */
		   "a,N,ESME,credit,2019-10-05T10:00:00Z,2019-10-05T11:00:00Z\n"
		   "a,N,ESME,credit,2019-10-05T10:30:00Z,2019-10-05T12:00:30Z\n"
		   /* From before the month to after it began: one hour of the month; not begun in it. */
		   "b,N,ESME,prepayment,2019-09-20T00:00:00Z,2019-10-01T00:00:00Z\n"
		   /* Restored as the month begins, lost as it ends: not looked at. */
		   "c,N,ESME,credit,2019-09-20T00:00:00Z,2019-09-30T23:00:00Z\n"
		   "d,N,ESME,credit,2019-11-01T00:00:00Z,\n"
		   /* Off at the end, restored after it, and a short one. */
		   "e,C,GSME,prepayment,2019-10-31T22:00:00Z,2019-11-02T00:00:00Z\n"
		   "f,C,ESME,prepayment,2019-10-31T23:00:00Z,\n"
		   "g,C,ESME,prepayment,2019-10-10T00:00:00Z,2019-10-10T00:59:59Z\n"
		   "h,C,ESME,prepayment,2019-10-10T00:00:00Z,2019-10-17T00:00:00Z\n");
	month_finish(&t);
	month_expect_row(&t, "LOSS", "N", "devices", "all", 0, 2, 0, 0, "0.000000");
	month_expect_row(&t, "LOSS", "C", "devices", "all", 2, 4, 0, 0, "50.000000");
	month_expect_row(&t, "LOSS", "-", "devices_payment", "prepayment", 2, 5, 0, 0, "40.000000");
	month_expect_row(&t, "LOSS", "C", "devices_type", "GSME", 1, 1, 0, 0, "100.000000");
	month_expect_row(&t, "LOSS", "N", "minutes", "all", 2 * 44700 - 120 - 60, 2 * 44700, 0, 0, "99.798658");
	month_expect_row(&t, "LOSS", "N", "minutes_payment", "credit", 44700 - 120, 44700, 0, 0, "99.731544");
	month_expect_row(&t, "LOSS", "C", "minutes", "all", 4 * 44700 - 120 - 60 - 59 - 7 * 1440, 4 * 44700, 0, 0,
			 "94.228747");
	month_expect_row(&t, "LOSS", "N", "lasted", "2 1 hour to 1 day", 2, 2, 0, 0, "100.000000");
	month_expect_row(&t, "LOSS", "C", "lasted", "1 under 1 hour", 1, 4, 0, 0, "25.000000");
	month_expect_row(&t, "LOSS", "C", "lasted", "4 7 days or more", 1, 4, 0, 0, "25.000000");
	month_expect_row(&t, "LOSS", "C", "lasted", "5 still off", 2, 4, 0, 0, "50.000000");
	month_expect_row(&t, "LOSS", "-", "lasted_payment", "credit / 2 1 hour to 1 day", 2, 2, 0, 0, "100.000000");
	month_done(&t);

	/* Up to a cut-off: what was restored after it is still off. */
	month_init(&t, "2019-10");
	month_cutoff(&t, "2019-10-11T00:00:00Z");
	month_begin(&t);
	month_feed(&t, DATASET_CONNECTIVITY, BATCH_ADD,
		   "device_id,region,lost_at,restored_at\n"
		   "a,N,2019-10-10T00:00:00Z,2019-10-11T00:00:00Z\nb,N,2019-10-11T00:00:00Z,\n");
	month_finish(&t);
	month_expect_row(&t, "LOSS", "N", "devices", "all", 1, 1, 0, 0, "100.000000");
	month_expect_row(&t, "LOSS", "-", "minutes", "all", 14460 - 1440, 14460, 0, 0, "90.041494");
	month_done(&t);
}

static void test_population(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_hubs(&t, "N", "2019-10-02", 100);
	month_hubs(&t, "N", "2019-10-03", 101);
	month_hubs(&t, "S", "2019-10-03", 7);
	month_hubs(&t, "-", "2019-10-05", 3);
	month_hubs(&t, "N", "2019-11-01", 999);
	month_supply(&t, DATASET_HUBS);
	month_begin(&t);
	month_finish(&t);
	month_expect_row(&t, "HUB-POPULATION", "N", "summary", "first_day", 100, 100, 0, 0, "");
	month_expect_row(&t, "HUB-POPULATION", "N", "summary", "last_day", 101, 101, 0, 0, "");
	month_expect_row(&t, "HUB-POPULATION", "N", "summary", "mean", 101, 101, 0, 0, ""); /* 100.5 rounds up */
	month_expect_row(&t, "HUB-POPULATION", "-", "day", "2019-10-03", 108, 108, 0, 0, "");
	month_expect_row(&t, "HUB-POPULATION", "-", "summary", "last_day", 3, 3, 0, 0, "");
	month_expect_row(&t, "HUB-POPULATION", "-", "summary", "mean", 70, 70, 0, 0, ""); /* 211 / 3 */
	assert_null(month_row(&t, "HUB-POPULATION", "C", "summary", "mean"));
	assert_string_equal(month_note(&t, "HUB-RETURNS")->reason, "Not supplied: no file of returns came.");
	month_done(&t);
}

static void test_what_if(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_INCIDENTS, BATCH_ADD,
		   "incident_id,category,resolver,raised_at,resolved_at,paused_minutes,exclusion\n"
		   /* Five hours: late as 1, in time as any other; with an hour's pause in time as 1 too. */
		   "one,1,DCC,2019-10-05T00:00:00Z,2019-10-05T05:00:00Z,,\n"
		   "two,1,DCC,2019-10-05T00:00:00Z,2019-10-05T05:00:00Z,60,\n"
		   "three,3,DSP,2019-10-05T00:00:00Z,2019-10-07T00:00:00Z,,\n"
		   "left out,3,DSP,2019-10-05T00:00:00Z,2019-10-07T00:00:00Z,,duplicate\n"
		   "not ours,1,USER,2019-10-05T00:00:00Z,,,\n");
	month_finish(&t);
	month_expect(&t, "CPM-4", "-", 1, 2, 0, 0, 0);
	month_expect(&t, "CPM-5", "-", 1, 1, 1, 0, 0);
	month_expect_row(&t, "INC-WHAT-IF", "-", "change", "one / 1 / 2 / CPM-4", 2, 2, 0, 0, "100.000000");
	assert_int_equal(month_row(&t, "INC-WHAT-IF", "-", "change", "one / 1 / 2 / CPM-4")->level.status, STATUS_GREEN);
	month_expect_row(&t, "INC-WHAT-IF", "-", "change", "one / 1 / 4 / CPM-4", 1, 1, 0, 0, "100.000000");
	month_expect_row(&t, "INC-WHAT-IF", "-", "change", "one / 1 / 4 / CPM-5", 2, 2, 0, 0, "100.000000");
	/* In time either way: nothing would change. */
	assert_null(month_row(&t, "INC-WHAT-IF", "-", "change", "two / 1 / 2 / CPM-4"));
	/* Two days: late as 1 or 2. */
	month_expect_row(&t, "INC-WHAT-IF", "-", "change", "three / 3 / 2 / CPM-4", 1, 3, 0, 0, "33.333333");
	month_expect_row(&t, "INC-WHAT-IF", "-", "change", "three / 3 / 2 / CPM-5", 0, 0, 0, 0, "");
	assert_null(month_row(&t, "INC-WHAT-IF", "-", "change", "three / 3 / 5 / CPM-5"));
	for (size_t i = 0; i < t.results.n_breakdowns; i++) {
		assert_null(strstr(t.results.breakdowns[i].key, "left out"));
		assert_null(strstr(t.results.breakdowns[i].key, "not ours"));
	}
	month_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connectivity_at_install),
		cmocka_unit_test(test_cohort),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_variance),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_population),
		cmocka_unit_test(test_what_if),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
