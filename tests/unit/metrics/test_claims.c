/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month.h"

#include <stdio.h>

#define FIRMWARE "payload_id,region,category,submitted_at,completed_at,exclusion\n"
#define IN_TIME  ",1,2019-10-03T00:00:00Z,2019-10-04T00:00:00Z,"
#define LATE     ",1,2019-10-03T00:00:00Z,2019-10-24T00:00:00Z,"

static const struct exclusion_row *exclusion(struct month_test *t, const char *id, enum region region,
					     const char *reason, bool allowed)
{
	for (size_t i = 0; i < t->results.n_exclusions; i++) {
		const struct exclusion_row *e = &t->results.exclusions[i];
		if (!strcmp(t->measures[e->measure].id, id) && e->region == region &&
		    !strcmp(e->reason, reason) && e->allowed == allowed)
			return e;
	}
	return NULL;
}

static void test_allowed_and_refused(void **state)
{
	struct month_test t;
	const struct cell *c;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD,
		   FIRMWARE "a,N" IN_TIME "\n"
			    "b,N" LATE "user_cancelled\n"
			    "c,N" IN_TIME "user_cancelled\n"
			    "d,N" LATE "dropped_from_queue\n"
			    "e,C" LATE "dropped_from_queue\n"
			    "f,C" IN_TIME "User_cancelled\n"
			    /* Not an event of the measure: its claim is not counted there. */
			    "g,C,2,2019-10-03T00:00:00Z,,dropped_from_queue\n");
	month_finish(&t);
	month_expect(&t, "CSP-2", "N", 1, 2, 2, 1, 0);
	month_expect(&t, "CSP-2", "C", 1, 2, 0, 2, 0);
	month_expect(&t, "CSP-2", "-", 2, 4, 2, 3, 0);
	c = month_cell(&t, "CSP-2", "N");
	assert_string_equal(c->level.exact, "50.000000");
	assert_string_equal(c->raw.exact, "50.000000");         /* 2 of 4 */
	assert_string_equal(c->all_claims.exact, "100.000000"); /* 1 of 1 */
	assert_int_equal(exclusion(&t, "CSP-2", REGION_N, "user_cancelled", true)->count, 2);
	assert_int_equal(exclusion(&t, "CSP-2", REGION_N, "user_cancelled", true)->in_time, 1);
	assert_int_equal(exclusion(&t, "CSP-2", REGION_NONE, "dropped_from_queue", false)->count, 2);
	assert_int_equal(exclusion(&t, "CSP-2", REGION_C, "dropped_from_queue", false)->count, 1);
	assert_null(exclusion(&t, "CSP-2", REGION_S, "dropped_from_queue", false));
	/* Reasons that nothing allows are listed with the number of rows that claim them. */
	assert_int_equal(month_findings(&t, "refused_claim", "dropped_from_queue"), 3);
	assert_int_equal(month_findings(&t, "refused_claim", "User_cancelled"), 1);
	assert_int_equal(month_findings(&t, "refused_claim", "user_cancelled"), 0);
	month_done(&t);
}

/* An approved row excludes its item whether or not the row claims it; its Region must match. */
static void test_register(void **state)
{
	struct month_test t;
	const struct exclusion_row *e;

	(void)state;
	month_init(&t, "2019-10");
	month_exception(&t, "CSP-2", "-", "a", "site_fire", true);
	month_exception(&t, "CSP-2", "N", "b", "site_fire", true);
	month_exception(&t, "CSP-2", "C", "c", "site_fire", true);
	month_exception(&t, "CSP-2", "-", "d", "late_claim", false);
	month_exception(&t, "CSP-2", "-", "e", "late_claim", false);
	month_exception(&t, "CSP-2", "-", "f", "late_claim", false);
	month_exception(&t, "CSP-3.1", "-", "g", "site_fire", true);
	month_exception(&t, "CSP-2", "-", "nowhere", "site_fire", true);
	month_begin(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD,
		   FIRMWARE "a,N" LATE "\n"
			    "b,N" LATE "dropped_from_queue\n"
			    "c,N" LATE "dropped_from_queue\n"
			    "d,N" LATE "\n"
			    "e,N" LATE "late_claim\n"
			    "f,N" LATE "user_cancelled\n"
			    "g,N" LATE "\n"
			    "aa,N" LATE "\n");
	month_finish(&t);
	/* a and b by the register, f by the catalogue; c's Region does not match; d and e are refused once.
	 */
	month_expect(&t, "CSP-2", "N", 0, 5, 3, 3, 0);
	e = exclusion(&t, "CSP-2", REGION_N, "site_fire", true);
	assert_non_null(e);
	assert_int_equal(e->count, 2);
	assert_true(e->by_register);
	e = exclusion(&t, "CSP-2", REGION_N, "late_claim", false);
	assert_int_equal(e->count, 2);
	assert_false(exclusion(&t, "CSP-2", REGION_N, "user_cancelled", true)->by_register);
	/* The finding counts the rows that claim a reason: b too, which the register left out and nothing
	 * refused. */
	assert_int_equal(month_findings(&t, "refused_claim", "dropped_from_queue"), 2);
	assert_null(exclusion(&t, "CSP-2", REGION_N, "dropped_from_queue", true));
	assert_int_equal(exclusion(&t, "CSP-2", REGION_N, "dropped_from_queue", false)->count, 1);
	assert_non_null(strstr(month_finding(&t, "refused_claim")->message,
			       "those too that an approved row of the exceptions register leaves out"));
	assert_int_equal(month_findings(&t, "register_unmatched", "nowhere"), 1);
	assert_int_equal(month_findings(&t, "register_unmatched", "c"), 1);
	assert_int_equal(month_findings(&t, "register_unmatched", "g"), 1);
	assert_int_equal(month_findings(&t, "register_unmatched", NULL), 3);
	month_done(&t);
}

static void test_register_names(void **state)
{
	static const struct remediation_row plans[] = { { .measure = "cpm-4", .action = "a" },
							{ .measure = "CPM-4", .action = "b" },
							{ .measure = "CPM-4", .region = REGION_N, .action = "c" } };
	static const struct commentary_row remarks[] = { { .measure = "csp-2", .text = "x" },
							 { .measure = "CSP-2", .region = REGION_N, .text = "y" } };
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_exception(&t, "CPM-1", "-", "a", "site_fire", true);
	month_exception(&t, "csp-2", "-", "a", "site_fire", true);
	month_exception(&t, "CSP-99", "-", "a", "site_fire", true);
	month_service_level(&t, "2019-10", "CSP-98", "-", 1, 2, -1);
	month_service_level(&t, "2019-10", "CPM-4", "N", 1, 2, -1);
	t.registers.remediation = plans, t.registers.n_remediation = 3;
	t.registers.commentary = remarks, t.registers.n_commentary = 2;
	month_begin(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD, FIRMWARE "a,N" LATE "\n");
	month_finish(&t);
	month_expect(&t, "CSP-2", "N", 0, 1, 0, 0, 0);
	assert_int_equal(month_findings(&t, "register_unknown_measure", "CPM-1"), 1);
	assert_int_equal(month_findings(&t, "register_unknown_measure", "csp-2"), 2);
	assert_int_equal(month_findings(&t, "register_unknown_measure", "CSP-99"), 1);
	assert_int_equal(month_findings(&t, "register_unknown_measure", "CSP-98"), 1);
	assert_int_equal(month_findings(&t, "register_no_cell", "CPM-4"), 2);
	assert_int_equal(month_cell(&t, "CPM-4", "-")->basis, BASIS_NONE);
	/* Plans and remarks of which a finding says that they were not used are not there to be used. */
	assert_int_equal(month_findings(&t, "register_unknown_measure", "cpm-4"), 1);
	assert_int_equal(t.results.registers->n_remediation, 1);
	assert_string_equal(t.results.registers->remediation[0].action, "b");
	assert_int_equal(t.results.registers->n_commentary, 1);
	assert_string_equal(t.results.registers->commentary[0].text, "y");
	month_done(&t);
}

/* The register names a category 3 incident under CPM-4: of no effect, though the what-if asks what it would do. */
static void test_unmatched_beside_what_if(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_exception(&t, "CPM-4", "-", "i", "agreed", true);
	month_exception(&t, "CPM-4", "-", "j", "agreed", true);
	month_begin(&t);
	month_feed(&t, DATASET_INCIDENTS, BATCH_ADD,
		   "incident_id,category,resolver,raised_at,resolved_at\n"
		   "i,3,DSP,2019-10-03T10:00:00Z,2019-10-03T11:00:00Z\n"
		   "j,1,DSP,2019-10-03T10:00:00Z,2019-10-03T11:00:00Z\n");
	month_finish(&t);
	month_expect(&t, "CPM-4", "-", 0, 0, 1, 0, 0);
	assert_int_equal(month_findings(&t, "register_unmatched", "i"), 1);
	assert_int_equal(month_findings(&t, "register_unmatched", NULL), 1);
	month_done(&t);
}

/* Ruling 16: in a month in which a measure is not due there is no figure, whatever a row says; nor was there
 * one then. */
static void test_row_of_a_month_not_due(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_service_level(&t, "2019-10", "CSP-1.2", "N", 50, 100, -1);
	month_service_level(&t, "2019-08", "CSP-1.2", "N", 50, 100, -1);
	month_service_level(&t, "2019-09", "CSP-1.2", "N", 50, 100, -1);
	month_begin(&t);
	month_finish(&t);
	month_expect(&t, "CSP-1.2", "N", 0, 0, 0, 0, 0);
	assert_int_equal(month_cell(&t, "CSP-1.2", "N")->basis, BASIS_NONE);
	assert_int_equal(month_cell(&t, "CSP-1.2", "N")->level.status, STATUS_NO_DATA);
	assert_int_equal(t.results.n_claims, 0);
	assert_int_equal(month_findings(&t, "register_not_due", "CSP-1.2"), 2);
	month_done(&t);
}

/* What a register row met is counted, so that taking the row back leaves it unmatched again. */
static void test_unmatched_after_retract(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_exception(&t, "CSP-2", "-", "a", "site_fire", true);
	month_exception(&t, "CSP-2", "-", "b", "site_fire", true);
	month_begin(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_RETRACT, FIRMWARE "a,N" LATE "\n");
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD, FIRMWARE "a,N" LATE "\nb,N" LATE "\n");
	month_finish(&t);
	month_expect(&t, "CSP-2", "N", 0, 0, 1, 0, 0);
	assert_int_equal(month_findings(&t, "register_unmatched", "a"), 1);
	assert_int_equal(month_findings(&t, "register_unmatched", "b"), 0);
	assert_string_equal(month_cell(&t, "CSP-2", "N")->reason, "Nothing was left to measure: 1 excluded.");
	month_done(&t);
}

/* Several register rows for one item count it once; a row that honours it is not refused by another. */
static void test_item_counted_once(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_exception(&t, "CSP-2", "-", "a", "first", true);
	month_exception(&t, "CSP-2", "N", "a", "second", true);
	month_exception(&t, "CSP-2", "N", "a", "third", false);
	month_begin(&t);
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD, FIRMWARE "a,N" LATE "x\n");
	month_finish(&t);
	month_expect(&t, "CSP-2", "N", 0, 0, 1, 0, 0);
	assert_int_equal(exclusion(&t, "CSP-2", REGION_N, "first", true)->count, 1);
	assert_null(exclusion(&t, "CSP-2", REGION_N, "second", true));
	assert_int_equal(month_findings(&t, "register_unmatched", NULL), 0);
	month_done(&t);
}

/* A register that could not be used may have allowed what is refused here. */
static void test_register_unusable(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	t.intake.unusable |= UINT64_C(1) << DATASET_EXCEPTIONS;
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD,
		   FIRMWARE "a,N" LATE "x\n"
			    "b,C" LATE "\n");
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CSP-2", "N")->quality, QUALITY_WITHHELD);
	assert_int_equal(month_cell(&t, "CSP-2", "C")->quality, QUALITY_OK);
	assert_int_equal(month_cell(&t, "CSP-2", "-")->quality, QUALITY_WITHHELD);
	month_done(&t);
}

/* Garbage in the column: the most frequent reasons are named, the others counted together. */
static void test_many_reasons(void **state)
{
	struct month_test t;
	char rows[8000] = FIRMWARE, *at = rows + strlen(rows);

	(void)state;
	month_init(&t, "2019-10");
	month_begin(&t);
	for (int k = 0; k < 60; k++)
		at += sprintf(at, "i%d,N" IN_TIME "reason%d\n", k, k < 2 ? 0 : k);
	month_feed(&t, DATASET_FIRMWARE, BATCH_ADD, rows);
	month_finish(&t);
	assert_int_equal(month_findings(&t, "refused_claim", "reason0"), 2);
	assert_int_equal(month_findings(&t, "refused_claim", ""), 9);
	assert_int_equal(month_findings(&t, "refused_claim", NULL), 60);
	month_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allowed_and_refused),     cmocka_unit_test(test_register),
		cmocka_unit_test(test_register_names),          cmocka_unit_test(test_unmatched_beside_what_if),
		cmocka_unit_test(test_row_of_a_month_not_due),
		cmocka_unit_test(test_unmatched_after_retract), cmocka_unit_test(test_item_counted_once),
		cmocka_unit_test(test_register_unusable),       cmocka_unit_test(test_many_reasons),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
