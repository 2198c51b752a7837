/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Breakdowns of measures, counts, different devices and journeys, by figures worked out by hand.
 */
#include "month.h"

static void test_events(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_cutoff(&t, "2019-10-20T00:00:00Z");
	month_exception(&t, "CSP-2", "-", "d", "agreed", true);
	month_begin(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD,
		   "payload_id,region,category,submitted_at,completed_at,outcome,manufacturer,model,firmware_version,exclusion\n"
		   "a,N,1,2019-10-01T00:00:00Z,2019-10-02T00:00:00Z,completed,M,X,1,\n"
		   "b,N,1,2019-10-01T00:00:00Z,2019-10-09T00:00:00Z,completed,M,X,1,\n"
		   "c,N,1,2019-10-01T00:00:00Z,,dropped,M,X,2,dropped_from_queue\n"
		   "d,C,1,2019-10-01T00:00:00Z,2019-10-02T00:00:00Z,,M,,2,\n"
		   "e,C,1,2019-10-01T00:00:00Z,,cancelled,M,X,2,user_cancelled\n"
		   "f,C,1,2019-10-19T00:00:00Z,,,M,X,2,\n" /* pending: running */
		   "g,C,2,2019-10-01T00:00:00Z,,failed,M,X,2,\n");
	month_finish(&t);
	month_expect(&t, "CSP-2", "-", 1, 3, 2, 1, 1);
	month_expect_row(&t, "CSP-2", "-", "policy", "allowed", 1, 3, 2, 1, "33.333333");
	month_expect_row(&t, "CSP-2", "-", "policy", "none", 2, 5, 0, 3, "40.000000");
	month_expect_row(&t, "CSP-2", "-", "policy", "every_claim", 1, 2, 3, 0, "50.000000");
	month_expect_row(&t, "CSP-2", "C", "reason", "allowed / agreed", 1, 1, 1, 0, "100.000000");
	month_expect_row(&t, "CSP-2", "N", "device_policy", "M / X / 1 / allowed", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "CSP-2", "C", "model_policy", "M / - / none", 1, 1, 0, 1, "100.000000");
	/* Nothing but what is pending or left out: a row without a level. */
	month_expect_row(&t, "CSP-2", "C", "model_policy", "M / X / allowed", 0, 0, 1, 0, "");
	assert_int_equal(month_row(&t, "CSP-2", "N", "policy", "allowed")->level.status, STATUS_RED);
	month_expect_row(&t, "FW-STATE", "-", "state", "completed_in_time", 2, 6, 0, 0, "33.333333");
	month_expect_row(&t, "FW-STATE", "-", "state", "completed_late", 1, 6, 0, 0, "16.666667");
	month_expect_row(&t, "FW-STATE", "N", "state", "dropped", 1, 3, 0, 0, "33.333333");
	month_expect_row(&t, "FW-STATE", "C", "state", "running", 1, 3, 0, 0, "33.333333");
	month_expect_row(&t, "FW-STATE", "C", "state", "cancelled", 1, 3, 0, 0, "33.333333");
	month_expect_row(&t, "FW-STATE", "C", "firmware_state", "2 / running", 1, 3, 0, 0, "33.333333");
	assert_null(month_row(&t, "FW-STATE", "C", "state", "failed")); /* of category 2 */
	month_expect_row(&t, "FW-SUBMITTED", "C", "category", "2", 1, 4, 0, 0, "25.000000");
	month_done(&t);
}

#define ALERTS "alert_id,alert_code,region,device_id,device_type,manufacturer,model,firmware_version,received_at,delivered_at,represents\n"

static void feed_alerts(struct month_test *t)
{
	month_feed(t, DATASET_ALERTS, BATCH_ADD,
		   ALERTS "1,8F3E,C,d1,ESME,M,X,1,2019-10-01T00:00:00Z,2019-10-01T00:00:01Z,10\n"
			  "2,8F3E,C,d1,ESME,M,X,1,2019-10-01T00:00:00Z,2019-10-01T00:02:00Z,1\n"
			  "3,8F3E,S,d1,ESME,M,X,1,2019-10-01T00:00:00Z,2019-10-01T00:00:01Z,1\n"
			  "4,8F3E,S,00DB10897B7F5E6B,ESME,M,Y,1,2019-10-01T00:00:00Z,,1\n"
			  "5,8F3E,N,d3,ESME,M,X,1,2019-10-01T00:00:00Z,,1\n"
			  "6,8F12,N,d3,ESME,M,X,1,2019-10-01T00:00:00Z,,1\n"
			  "7,8F12,,,ESME,M,X,1,2019-10-01T00:00:00Z,,1\n"
			  "8,8F12,N,d4,ESME,M,X,1,2019-11-01T00:00:00Z,,1\n");
}

static void test_alerts(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	feed_alerts(&t);
	month_finish(&t);
	month_expect_row(&t, "CPM-3", "C", "code", "8F3E", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "ALERT-ROWS", "-", "code", "8F3E", 5, 7, 0, 0, "71.428571");
	month_expect_row(&t, "ALERT-ROWS", "N", "code", "8F12", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "ALERT-VOLUME", "C", "code", "8F3E", 11, 11, 0, 0, "100.000000");
	month_expect_row(&t, "ALERT-VOLUME", "-", "code_device", "8F3E / M / X / 1", 13, 14, 0, 0, "92.857143");
	/* Central and South as one, of the code's own volume there. */
	month_expect_row(&t, "ALERT-VOLUME", "-", "area_code_device", "C&S / 8F3E / M / X / 1", 12, 13, 0, 0, "92.307692");
	month_expect_row(&t, "ALERT-VOLUME", "-", "area_code_device", "- / 8F12 / M / X / 1", 1, 1, 0, 0, "100.000000");
	assert_null(month_row(&t, "ALERT-VOLUME", "C", "area_code_device", "C&S / 8F3E / M / X / 1"));
	/* Devices: d1 in two Regions is one nationally; d3 has both codes; a row without a device has none. */
	month_expect_row(&t, "ALERT-DEVICES", "-", "code", "8F3E", 3, 3, 0, 0, "100.000000");
	month_expect_row(&t, "ALERT-DEVICES", "-", "code", "8F12", 1, 3, 0, 0, "33.333333");
	month_expect_row(&t, "ALERT-DEVICES", "S", "code", "8F3E", 2, 2, 0, 0, "100.000000");
	month_expect_row(&t, "ALERT-DEVICES", "S", "code_device", "8F3E / M / X / 1", 1, 2, 0, 0, "50.000000");
	/* Nobody can say what is new in the first month whose alerts are remembered, and no zero stands for it. */
	assert_null(month_row(&t, "ALERT-NEW", "-", "code", "8F3E"));
	assert_non_null(strstr(month_note(&t, "ALERT-NEW")->reason, "October 2019 is the first month whose alerts are remembered: "));
	/* What this month leaves to be remembered. */
	assert_int_equal(t.results.devices.n_codes, 2);
	assert_string_equal(t.results.devices.codes[0].code, "8F12");
	assert_int_equal(t.results.devices.codes[0].n, 1);
	assert_int_equal(t.results.devices.codes[1].n, 3);
	month_done(&t);
}

static void test_first_time(void **state)
{
	static const uint64_t device[] = { UINT64_C(0x00DB10897B7F5E6B) };
	static const struct remembered_code codes[] = { { "8F3E", 1, device } };
	static const struct remembered_devices known = { .n_months = 3, .n_codes = 1, .codes = codes };
	struct month_test t, next;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	metrics_set_remembered(t.metrics, &known);
	feed_alerts(&t);
	month_finish(&t);
	month_expect_row(&t, "ALERT-NEW", "-", "code", "8F3E", 2, 3, 0, 0, "66.666667");
	month_expect_row(&t, "ALERT-NEW", "S", "code", "8F3E", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "ALERT-NEW", "S", "code_device", "8F3E / M / Y / 1", 0, 1, 0, 0, "0.000000");
	month_expect_row(&t, "ALERT-NEW", "N", "code", "8F12", 1, 1, 0, 0, "100.000000");
	assert_int_equal(t.results.devices.n_months, 3);
	/* What one month hands back is what the next one knows: names that are no numbers too. */
	month_init(&next, "2019-10");
	month_begin(&next);
	struct remembered_devices handed = t.results.devices;
	handed.n_months++;
	metrics_set_remembered(next.metrics, &handed);
	feed_alerts(&next);
	month_finish(&next);
	month_expect_row(&next, "ALERT-NEW", "-", "code", "8F3E", 0, 3, 0, 0, "0.000000");
	month_expect_row(&next, "ALERT-NEW", "N", "code", "8F12", 0, 1, 0, 0, "0.000000");
	month_done(&next);
	month_done(&t);
}

/* Values that join to one text are one key: an empty one and "-", and one that has " / " in it.  Its parts are the first
 * of theirs, whichever row came first. */
static void same_text(bool turned)
{
	static const char first[] = "1,8F3E,N,d1,ESME,,b / c,1,2019-10-01T00:00:00Z,2019-10-01T00:00:01Z,\n"
				    "2,8F3E,N,d1,ESME,-,b / c,1,2019-10-01T00:00:00Z,,\n",
			  second[] = "3,8F3E,N,d1,ESME,- / b,c,1,2019-10-01T00:00:00Z,,\n"
				     "4,8F3E,N,d2,ESME,- / b,c,1,2019-10-01T00:00:00Z,,\n";
	const struct breakdown_row *row;
	struct month_test t;

	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_ALERTS, BATCH_ADD,
		   arena_printf(&t.arena, "%s%s%s", ALERTS, turned ? second : first, turned ? first : second));
	month_finish(&t);
	row = month_row(&t, "CPM-3", "N", "device", "- / b / c / 1");
	assert_int_equal(row->n_parts, 3);
	assert_string_equal(breakdown_part(row, 0), "-");
	assert_string_equal(breakdown_part(row, 1), "b / c");
	assert_string_equal(breakdown_part(row, 2), "1");
	assert_string_equal(breakdown_part(row, 3), "");
	month_expect_row(&t, "ALERT-ROWS", "N", "code_device", "8F3E / - / b / c / 1", 4, 4, 0, 0, "100.000000");
	month_expect_row(&t, "ALERT-DEVICES", "N", "code_device", "8F3E / - / b / c / 1", 2, 2, 0, 0, "100.000000");
	month_expect_row(&t, "CPM-3", "N", "device", "- / b / c / 1", 1, 4, 0, 0, "25.000000");
	for (size_t i = 1; i < t.results.n_breakdowns; i++) {
		const struct breakdown_row *a = &t.results.breakdowns[i - 1], *b = &t.results.breakdowns[i];

		assert_false(a->measure == b->measure && a->region == b->region && !strcmp(a->dimension, b->dimension) &&
			     !strcmp(a->key, b->key));
	}
	month_done(&t);
}

static void test_same_text(void **state)
{
	(void)state;
	same_text(false);
	same_text(true);
}

#define REQUESTS "request_id,srv,mode,region,generation,received_at,due_at,responded_at,response_code\n"

static void test_journeys(void **state)
{
	struct month_test t;
	const struct breakdown_row *row;

	(void)state;
	month_init(&t, "2019-10");
	month_cutoff(&t, "2019-10-31T00:00:10Z");
	month_begin(&t);
	month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   REQUESTS
		   "1,2.2,on_demand,N,S1,2019-10-01T00:00:00Z,,2019-10-01T00:00:30Z,I0\n"
		   "2,2.2,on_demand,N,S2,2019-10-01T00:00:00Z,,2019-10-01T00:00:30.001Z,E20\n"
		   "3,2.2,on_demand,C,S2,2019-10-01T00:00:00Z,,2019-10-01T00:00:00.000050Z,E5\n"
		   "4,2.2,on_demand,C,S2,2019-10-01T00:00:00Z,,,\n"
		   "5,2.2,on_demand,C,S2,2019-10-31T00:00:00Z,,,\n" /* pending: 30 s are not over */
		   "6,2.2,on_demand,C,S2,2019-10-01T00:00:00Z,,2019-10-01T00:00:01Z,\n"
		   "7,2.2,on_demand,C,S2,2019-10-01T00:00:00Z,,2019-10-01T00:00:01Z,Z9\n"
		   /* Placed and timed by when it was due; answered before that, it took no time. */
		   "8,4.8.1,scheduled,S,S2,2019-09-01T00:00:00Z,2019-10-02T00:00:00Z,2019-10-01T23:59:59Z,I0\n"
		   "9,4.8.1,scheduled,S,S2,2019-10-01T00:00:00Z,2019-11-02T00:00:00Z,2019-11-02T00:00:00Z,I0\n"
		   "10,99.9,on_demand,,S2,2019-10-01T00:00:00Z,,2019-10-01T00:00:01Z,I0\n");
	month_finish(&t);
	month_expect_row(&t, "PROCESS", "-", "process", "prepayment", 7, 9, 0, 0, "77.777778");
	month_expect_row(&t, "PROCESS", "-", "process", "other", 1, 9, 0, 0, "11.111111");
	month_expect_row(&t, "PROCESS", "-", "response", "prepayment / success", 1, 7, 0, 0, "14.285714");
	month_expect_row(&t, "PROCESS", "-", "response", "prepayment / network", 1, 7, 0, 0, "14.285714");
	month_expect_row(&t, "PROCESS", "C", "response", "prepayment / requester", 1, 5, 0, 0, "20.000000");
	month_expect_row(&t, "PROCESS", "C", "response", "prepayment / no_answer", 1, 5, 0, 0, "20.000000");
	month_expect_row(&t, "PROCESS", "C", "response", "prepayment / pending", 1, 5, 0, 0, "20.000000");
	month_expect_row(&t, "PROCESS", "C", "response", "prepayment / unstated", 1, 5, 0, 0, "20.000000");
	month_expect_row(&t, "PROCESS", "C", "response", "prepayment / other", 1, 5, 0, 0, "20.000000");
	/* 1 of the five that say something: pending and unstated do not. */
	month_expect_row(&t, "PROCESS", "-", "success", "prepayment", 1, 5, 0, 0, "20.000000");
	month_expect_row(&t, "PROCESS", "N", "success_generation", "prepayment / S1", 1, 1, 0, 0, "100.000000");
	/* 30 s are in time, 30.001 s are not. */
	month_expect_row(&t, "PROCESS", "N", "within", "prepayment", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "PROCESS", "C", "within", "prepayment", 3, 4, 0, 0, "75.000000");
	month_expect_row(&t, "PROCESS", "S", "within_srv", "reads / 4.8.1", 1, 1, 0, 0, "100.000000");
	month_expect_row(&t, "PROCESS", "S", "time", "reads / p50", 0, 1, 0, 0, "");
	/* Five were answered: 50 us, 1 s, 1 s, 30 s, 30.001 s; a second is in a bucket of 8192 us. */
	month_expect_row(&t, "PROCESS", "-", "time", "prepayment / p50", 999424 + 4096, 5, 0, 0, "");
	month_expect_row(&t, "PROCESS", "C", "time", "prepayment / p99", 999424 + 4096, 3, 0, 0, "");
	row = month_row(&t, "PROCESS", "-", "time", "prepayment / p50");
	assert_string_equal(row->level.display, "1.00\u00a0s");
	month_done(&t);
}

static void test_incidents(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_INCIDENTS, BATCH_ADD,
		   "incident_id,category,resolver,raised_at,resolved_at,cause,key\n"
		   "a,1,DCC,2019-10-05T00:00:00Z,2019-10-05T01:00:00Z,Production Proving,Y\n"
		   "b,2,RDP,2019-10-05T00:00:00Z,,Change,N\n"
		   "c,2,RDP,2019-10-31T12:00:00Z,,,\n"
		   "d,4,RDP,2019-10-20T00:00:00Z,2019-11-20T00:00:00Z,Change,Y\n");
	month_finish(&t);
	month_expect_row(&t, "INC-COUNT", "-", "category", "2", 2, 4, 0, 0, "50.000000");
	month_expect_row(&t, "INC-COUNT", "-", "resolver_open", "RDP / open", 2, 3, 0, 0, "66.666667");
	month_expect_row(&t, "INC-COUNT", "-", "resolver_open", "RDP / resolved", 1, 3, 0, 0, "33.333333");
	month_expect_row(&t, "INC-COUNT", "-", "key_cause", "Y / Production Proving", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "INC-COUNT", "-", "cause", "-", 1, 4, 0, 0, "25.000000");
	month_expect_row(&t, "INC-COUNT", "-", "age", "1 under 1 day", 1, 4, 0, 0, "25.000000");
	month_expect_row(&t, "INC-COUNT", "-", "age", "4 14 days or more", 1, 4, 0, 0, "25.000000");
	month_expect_row(&t, "INC-COUNT", "-", "age", "0 resolved", 2, 4, 0, 0, "50.000000");
	month_expect_row(&t, "CPM-4", "-", "cause", "Production Proving", 1, 1, 0, 0, "100.000000");
	assert_null(month_row(&t, "CPM-4", "-", "resolver", "RDP"));
	month_done(&t);
}

static void test_returns(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_RETURNS, BATCH_ADD,
		   "hub_id,region,srv,returned_at,received_at,triaged_at,finding\n"
		   "a,N,8.14.3,2019-10-01T00:00:00Z,2019-12-30T00:00:00Z,2020-02-03T00:00:00Z,no fault found\n"
		   "b,N,8.14.3,2019-10-01T00:00:00Z,2019-12-30T00:00:01Z,2020-02-03T00:00:02Z,fault confirmed\n"
		   "c,N,8.14.4,2019-10-01T00:00:00Z,,,\n"
		   "d,N,8.14.4,2019-09-01T00:00:00Z,2019-10-05T00:00:00Z,,\n");
	month_finish(&t);
	month_expect_row(&t, "HUB-RETURNS", "N", "srv_finding", "8.14.3 / no fault found", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "HUB-RETURNS", "N", "finding", "-", 1, 3, 0, 0, "33.333333");
	/* Ninety days to the second, and one second more; thirty-five likewise; a hub that never came. */
	month_expect_row(&t, "HUB-RETURN-90", "N", "all", "all", 1, 3, 0, 0, "33.333333");
	month_expect_row(&t, "HUB-TRIAGE-35", "N", "all", "all", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "HUB-TRIAGE-35", "-", "finding", "fault confirmed", 0, 1, 0, 0, "0.000000");
	month_done(&t);
}

/* Ruling 12 of metrics: a return whose time has not run out when the data ends is told, or pending at the cut-off. */
static void test_returns_not_run_out(void **state)
{
	(void)state;
	for (int cutoff = 0; cutoff < 2; cutoff++) {
		struct month_test t;

		month_init(&t, "2019-10");
		if (cutoff)
			month_cutoff(&t, "2019-11-05T00:00:00Z");
		month_begin(&t);
		month_feed(&t, DATASET_RETURNS, BATCH_ADD,
			   "hub_id,region,srv,returned_at,received_at,triaged_at,finding\n"
			   "a,N,8.14.3,2019-10-01T00:00:00Z,2019-10-30T00:00:00Z,2019-11-02T00:00:00Z,x\n"
			   "b,N,8.14.3,2019-10-01T00:00:00Z,2019-10-30T00:00:00Z,,\n"
			   "c,C,8.14.4,2019-10-01T00:00:00Z,,,\n"
			   "d,C,8.14.4,2019-10-01T00:00:00Z,,,\n");
		month_finish(&t);
		month_expect_row(&t, "HUB-RETURN-90", "-", "all", "all", 2, cutoff ? 2 : 4, 0, 0,
				 cutoff ? "100.000000" : "50.000000");
		assert_int_equal(month_row(&t, "HUB-RETURN-90", "-", "all", "all")->pending, cutoff ? 2 : 0);
		assert_int_equal(month_row(&t, "HUB-RETURN-90", "C", "all", "all")->pending, cutoff ? 2 : 0);
		assert_int_equal(month_findings(&t, "target_after_data", "HUB-RETURN-90"), cutoff ? 0 : 2);
		assert_int_equal(month_findings(&t, "target_after_data", "HUB-TRIAGE-35"), cutoff ? 0 : 1);
		month_done(&t);
	}
}

/* A withheld figure has no level, nor have its breakdowns; a metric is judged as a whole. */
static void test_withheld(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	feed_alerts(&t);
	month_feed(&t, DATASET_ALERTS, BATCH_REJECTED, ALERTS "9,8F3E,C,?,?,?,?,?,2019-10-01T00:00:00Z,,\n");
	month_finish(&t);
	month_expect_row(&t, "CPM-3", "C", "code", "8F3E", 1, 2, 0, 0, "");
	assert_int_equal(month_row(&t, "CPM-3", "C", "code", "8F3E")->level.status, STATUS_WITHHELD);
	month_expect_row(&t, "CPM-3", "S", "code", "8F3E", 1, 2, 0, 0, "50.000000");
	month_expect_row(&t, "ALERT-ROWS", "S", "code", "8F3E", 2, 2, 0, 0, "");
	assert_int_equal(month_note(&t, "ALERT-ROWS")->quality, QUALITY_WITHHELD);
	assert_non_null(strstr(month_note(&t, "ALERT-ROWS")->reason, "1 of 8 rows (12.50\u00a0%)"));
	month_done(&t);
}

/* A kind with histograms counts fewer keys than the others, and says how many. */
static void test_too_many_keys(void **state)
{
	struct month_test t;
	struct builder rows;

	(void)state;
	for (int more = 0; more < 2; more++) {
		month_init(&t, "2019-10");
		month_begin(&t);
		builder_init(&rows);
		builder_add(&rows, text_of(REQUESTS));
		for (int i = 0; i < 2048 + more; i++)
			builder_printf(&rows, "%d,1.%d,on_demand,N,S1,2019-10-01T00:00:00Z,,2019-10-01T00:00:01Z,I0\n", i, i);
		month_feed(&t, DATASET_SERVICE_REQUESTS, BATCH_ADD, rows.data);
		builder_done(&rows);
		month_finish(&t);
		assert_string_equal(month_note(&t, "PROCESS")->reason,
				    more ? "There are more than 2048 different keys, so that nothing can be shown by key." :
					   "");
		month_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),	   cmocka_unit_test(test_alerts),  cmocka_unit_test(test_first_time),
		cmocka_unit_test(test_same_text),
		cmocka_unit_test(test_journeys),   cmocka_unit_test(test_incidents), cmocka_unit_test(test_returns_not_run_out), cmocka_unit_test(test_returns),
		cmocka_unit_test(test_withheld),   cmocka_unit_test(test_too_many_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
