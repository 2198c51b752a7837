/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month.h"

#define REPOSITORY "request_id,received_at,sent_at,exclusion\n"

/* CPM-8 of October 2019 at 1 of 2 (Red), with these months before it. */
struct past {
	const char *month;
	int64_t good, total;
};

static void expect_streak(const struct past *past, size_t n, int months, const char *since, int blind)
{
	struct month_test t;
	const struct cell *c;
	char text[8];

	month_init(&t, "2019-10");
	for (size_t k = 0; k < n; k++)
		month_service_level(&t, past[k].month, "CPM-8", "-", past[k].good, past[k].total, -1);
	month_begin(&t);
	month_feed(&t, DATASET_REPOSITORY, BATCH_ADD,
		   REPOSITORY "a,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,\n"
			      "b,2019-10-03T00:00:00Z,2019-10-03T00:10:01Z,\n");
	month_finish(&t);
	c = month_cell(&t, "CPM-8", "-");
	assert_int_equal(c->months_below, months);
	assert_string_equal(month_format(c->below_since, text), since);
	assert_int_equal(c->streak_blind, blind);
	month_done(&t);
}

static void test_streaks(void **state)
{
	const struct past straight[] = {
		{ "2019-09", 98, 100 }, { "2019-08", 1, 100 }, { "2019-07", 99, 100 }, { "2019-06", 1, 100 }
	};
	const struct past blind[] = { { "2019-09", 0, 0 }, { "2019-08", 1, 100 }, { "2019-07", 0, 0 },
				      { "2019-06", 0, 0 }, { "2019-05", 1, 100 }, { "2019-04", 0, 0 } };
	const struct past gap[] = { { "2019-09", 1, 100 }, { "2019-07", 1, 100 } };
	const struct past later[] = { { "2019-11", 1, 100 } };
	const struct past old[] = { { "2018-03", 1, 100 } };

	(void)state;
	expect_streak(NULL, 0, 1, "2019-10", 0);
	expect_streak(straight, 4, 3, "2019-08", 0); /* exactly on the target is Green */
	expect_streak(blind, 6, 3, "2019-05", 3); /* the month without data at the far end is not spanned */
	expect_streak(gap, 2, 2, "2019-09", 0);
	expect_streak(later, 1, 1, "2019-10", 0);
	expect_streak(old, 1, 1, "2019-10", 0);
}

/* Before the catalogue's levels were in force nobody can say; that is told, where there was a month to judge. */
static void test_streak_ends_where_levels_begin(void **state)
{
	(void)state;
	for (int before = 0; before < 2; before++) {
		struct month_test t;
		const struct cell *c;

		month_init(&t, "2018-04");
		month_service_level(&t, "2018-03", "CPM-8", "-", 1, 100, -1);
		if (before)
			month_service_level(&t, "2018-02", "CPM-8", "-", 1, 100, -1);
		month_service_level(&t, "2018-04", "CPM-8", "-", 1, 100, -1);
		month_begin(&t);
		month_finish(&t);
		c = month_cell(&t, "CPM-8", "-");
		assert_int_equal(c->months_below, 2);
		assert_int_equal(c->streak_unjudged, before);
		assert_string_equal(cell_streak(c, &t.arena),
				    before ? "below target for the second month in succession, since March 2018, before which no "
					     "target was in force"
					   : "below target for the second month in succession, since March 2018");
		month_done(&t);
	}
}

/* Each month is judged by the level in force in it. */
static void test_streak_by_the_level_of_the_month(void **state)
{
	static const struct level levels[] = {
		{ .from = { 2018, 3 },
		  .target = { "90", 90000000 },
		  .minimum = { "80", 80000000 },
		  .authority = "" },
		{ .from = { 2019, 9 },
		  .target = { "99", 99000000 },
		  .minimum = { "96", 96000000 },
		  .authority = "" },
	};
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_measure(&t, "CPM-8")->levels = levels;
	month_measure(&t, "CPM-8")->n_levels = 2;
	month_service_level(&t, "2019-10", "CPM-8", "-", 95, 100, -1);
	month_service_level(&t, "2019-09", "CPM-8", "-", 95, 100, -1);
	month_service_level(&t, "2019-08", "CPM-8", "-", 95, 100, -1);
	month_begin(&t);
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CPM-8", "-")->months_below, 2);
	assert_int_equal(t.results.n_past, 2);
	assert_int_equal(t.results.past[0].month.month, 8); /* ascending */
	assert_int_equal(t.results.past[0].level.status, STATUS_GREEN);
	assert_int_equal(t.results.past[1].level.status, STATUS_RED);
	assert_true(t.results.past[1].reported);
	month_done(&t);
}

/* A row supplied again, the same or corrected, about a month that was remembered by an edition whose levels the one of
 * today does not know: its verdict is that edition's. */
static void test_streak_by_the_edition_of_the_month(void **state)
{
	static const struct level was = { .from = { 2018, 3 }, .target = { "90", 90000000 }, .minimum = { "80", 80000000 },
					  .authority = "" };
	static const struct level is = { .from = { 2019, 10 }, .target = { "99", 99000000 }, .minimum = { "96", 96000000 },
					 .authority = "" };
	static const struct {
		int64_t good; /* of the row */
		bool by_row, known_reported, was_own;
		int months;
	} cases[] = {
		{ 79, true, true, true, 2 }, { 85, true, true, true, 2 }, { 95, true, true, true, 1 },
		{ 0, false, true, true, 2 }, { 79, true, false, true, 2 }, /* remembered without data */
		{ 79, true, true, false, 2 }, { 85, true, true, false, 1 }, /* known from a row alone */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct month_test t;
		struct past_cell known = { .region = REGION_NONE, .month = { 2019, 9 }, .level = { "", "", -1, STATUS_NO_DATA },
					   .basis = BASIS_NONE, .judged_by = cases[i].was_own ? &was : NULL };

		month_init(&t, "2019-10");
		known.measure = (int)(month_measure(&t, "CPM-8") - t.measures);
		if (cases[i].known_reported) {
			known.good = 79, known.total = 100, known.basis = BASIS_REPORTED, known.reported = true;
			known.level = (struct level_text){ "79.000000", "79.00 %", 79, STATUS_RED };
		}
		month_measure(&t, "CPM-8")->levels = &is;
		month_measure(&t, "CPM-8")->n_levels = 1;
		month_service_level(&t, "2019-10", "CPM-8", "-", 1, 100, -1);
		if (cases[i].by_row)
			month_service_level(&t, "2019-09", "CPM-8", "-", cases[i].good, 100, -1);
		month_begin(&t);
		metrics_set_past(t.metrics, &known, 1);
		month_finish(&t);
		if (month_cell(&t, "CPM-8", "-")->months_below != cases[i].months)
			fail_msg("case %zu: %d months", i, month_cell(&t, "CPM-8", "-")->months_below);
		assert_int_equal(t.results.n_past, 1);
		assert_int_equal(t.results.past[0].good, cases[i].by_row ? (uint64_t)cases[i].good : known.good);
		month_done(&t);
	}
}

static void test_green_and_no_data_have_no_streak(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_service_level(&t, "2019-09", "CPM-8", "-", 1, 100, -1);
	month_service_level(&t, "2019-09", "CPM-7", "-", 1, 100, -1);
	month_service_level(&t, "2019-10", "CPM-7", "-", 0, 0, -1);
	month_begin(&t);
	month_feed(&t, DATASET_REPOSITORY, BATCH_ADD,
		   REPOSITORY "a,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,\n");
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CPM-8", "-")->months_below, 0);
	assert_int_equal(month_cell(&t, "CPM-7", "-")->months_below, -1);
	assert_int_equal(month_cell(&t, "CPM-7", "-")->basis, BASIS_REPORTED);
	assert_string_equal(month_cell(&t, "CPM-7", "-")->reason,
			    "The service_levels row says that nothing was measured.");
	month_done(&t);
}

/* A file was supplied: the row is a claim, whatever it says. */
static void test_claims(void **state)
{
	struct month_test t;
	const struct finding *f;

	(void)state;
	month_init(&t, "2019-10");
	month_service_level(&t, "2019-10", "CPM-8", "-", 2, 2, -1);
	month_service_level(&t, "2019-10", "CPM-7", "-", 5, 5, -1);
	month_begin(&t);
	month_feed(&t, DATASET_REPOSITORY, BATCH_ADD,
		   REPOSITORY "a,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,\n"
			      "b,2019-10-03T00:00:00Z,,\n");
	month_finish(&t);
	month_expect(&t, "CPM-8", "-", 1, 2, 0, 0, 0);
	month_expect(&t, "CPM-7", "-", 5, 5, 0, 0, 0);
	assert_int_equal(t.results.n_claims, 1);
	assert_true(t.results.claims[0].differs);
	assert_int_equal(t.results.claims[0].claimed_status, STATUS_GREEN);
	f = month_finding(&t, "claim_differs");
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_string_equal(f->file, "service_levels.csv");
	assert_int_equal(f->line, 2);
	assert_string_equal(f->message,
			    "CPM-8 nationally: the row claims 2 of 2 (100.00\xC2\xA0%), the events give "
			    "1 of 2 (50.00\xC2\xA0%); the events count");
	month_done(&t);
}

static void test_claim_that_agrees(void **state)
{
	struct month_test t;

	(void)state;
	for (int excluded = -1; excluded < 2; excluded++) {
		month_init(&t, "2019-10");
		month_service_level(&t, "2019-10", "CPM-8", "-", 1, 1, excluded);
		month_begin(&t);
		month_feed(&t, DATASET_REPOSITORY, BATCH_ADD,
			   REPOSITORY "a,2019-10-03T00:00:00Z,2019-10-03T00:00:01Z,\n");
		month_finish(&t);
		assert_int_equal(t.results.n_claims, 1);
		/* An excluded count that is given is compared too. */
		assert_int_equal(t.results.claims[0].differs, excluded == 1);
		assert_int_equal(month_findings(&t, "claim_differs", NULL), excluded == 1);
		month_done(&t);
	}
}

/* A service_levels file that could not be used withholds the figures taken from the others. */
static void test_unusable(void **state)
{
	struct month_test t;

	(void)state;
	month_init(&t, "2019-10");
	month_service_level(&t, "2019-10", "CPM-8", "-", 1, 1, -1);
	month_begin(&t);
	t.intake.unusable |= UINT64_C(1) << DATASET_SERVICE_LEVELS;
	month_finish(&t);
	assert_int_equal(month_cell(&t, "CPM-8", "-")->quality, QUALITY_WITHHELD);
	assert_int_equal(month_cell(&t, "CPM-7", "-")->quality, QUALITY_OK);
	assert_int_equal(month_cell(&t, "CPM-7", "-")->level.status, STATUS_NO_DATA);
	assert_non_null(strstr(month_cell(&t, "CPM-7", "-")->reason, "could not be used"));
	month_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streaks),
		cmocka_unit_test(test_streak_ends_where_levels_begin),
		cmocka_unit_test(test_streak_by_the_level_of_the_month),
		cmocka_unit_test(test_streak_by_the_edition_of_the_month),
		cmocka_unit_test(test_green_and_no_data_have_no_streak),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_claim_that_agrees),
		cmocka_unit_test(test_unusable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
