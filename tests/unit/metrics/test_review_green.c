/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tests of a Green, the control chart, the trend and the plans of months made by hand. */
#include "made.h"

/* ---- a Green ---- */

static bool fired(struct made *t, const char *id, const char *region, enum review_test_id test)
{
	const struct review_line *l;

	made_review(t, NULL);
	l = made_line(t, id, region);
	return l && l->tests[test].fired;
}

static void test_few_events_and_sample(void **state)
{
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 30, 30);
	assert_false(fired(&t, "CPM-3", "N", TEST_FEW_EVENTS));
	assert_null(made_line(&t, "CPM-3", "N"));
	made_set(&t, "CPM-3", "N", 29, 29);
	assert_true(fired(&t, "CPM-3", "N", TEST_FEW_EVENTS));
	made_set(&t, "CPM-6", "-", 20, 20); /* minutes are no events */
	assert_false(fired(&t, "CPM-6", "-", TEST_FEW_EVENTS));
	made_set(&t, "CSP-4.3", "S", 100, 100)->untrusted = "too few tests.";
	assert_true(fired(&t, "CSP-4.3", "S", TEST_SAMPLE));
	assert_string_equal(made_line(&t, "CSP-4.3", "S")->tests[TEST_SAMPLE].text, "too few tests.");
	made_done(&t);
}

static void test_breach_inside(void **state)
{
	static const uint64_t n[4][2] = { { 1000, 1000 }, { 989, 1000 }, { 1000, 1000 }, { 0, 0 } };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_all(&t, "CPM-3", n);
	assert_true(fired(&t, "CPM-3", "-", TEST_BREACH_INSIDE));
	assert_string_equal(made_line(&t, "CPM-3", "-")->tests[TEST_BREACH_INSIDE].text,
			    "Below target: Central 98.90\u00a0%* (Amber).");
	assert_false(fired(&t, "CPM-3", "N", TEST_BREACH_INSIDE));
	made_set(&t, "DSP-1.1", "N", 995, 1000);
	/* 40 of 50 is far below; 97 of 100 may be chance; 8 of 10 are too few to look at. */
	made_breakdown(&t, "DSP-1.1", "N", "srv", "1.1", 97, 100);
	made_breakdown(&t, "DSP-1.1", "N", "srv", "1.2", 8, 10);
	made_breakdown(&t, "DSP-1.1", "N", "hour", "03", 40, 50); /* not what the catalogue looks at */
	assert_false(fired(&t, "DSP-1.1", "N", TEST_BREACH_INSIDE));
	made_breakdown(&t, "DSP-1.1", "N", "srv", "6.23", 40, 50);
	assert_true(fired(&t, "DSP-1.1", "N", TEST_BREACH_INSIDE));
	assert_non_null(strstr(made_line(&t, "DSP-1.1", "N")->tests[TEST_BREACH_INSIDE].text, "SRV 6.23"));
	made_done(&t);
}

static void test_exclusions_of_a_green(void **state)
{
	struct made t;
	struct cell *c;

	(void)state;
	made_init(&t, "2019-10");
	c = made_set(&t, "CSP-2", "N", 950, 950);
	c->excluded = 50; /* 5 % of 1 000: not above */
	assert_false(fired(&t, "CSP-2", "N", TEST_EXCLUSIONS));
	c->excluded = 51;
	assert_true(fired(&t, "CSP-2", "N", TEST_EXCLUSIONS));
	c->excluded = 0;
	c->refused = 48; /* of 950 */
	assert_true(fired(&t, "CSP-2", "N", TEST_EXCLUSIONS));
	c->refused = 47;
	assert_false(fired(&t, "CSP-2", "N", TEST_EXCLUSIONS));
	/* Few of them: allowed is allowed; that the colour rests on them is said where they are many. */
	c->excluded = 12;
	made_raw(&t, "CSP-2", "N", 950, 962);
	assert_false(fired(&t, "CSP-2", "N", TEST_EXCLUSIONS));
	c->excluded = 60;
	made_raw(&t, "CSP-2", "N", 950, 1010);
	assert_true(fired(&t, "CSP-2", "N", TEST_EXCLUSIONS));
	assert_non_null(strstr(made_line(&t, "CSP-2", "N")->tests[TEST_EXCLUSIONS].text, "it would be 94.06\u00a0%*, Red"));
	made_done(&t);
}

static void test_masked(void **state)
{
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_cpm_1(&t, 1000, 98);
	assert_true(fired(&t, "CPM-1", "N", TEST_MASKED));
	assert_string_equal(made_line(&t, "CPM-1", "N")->tests[TEST_MASKED].text,
			    "By another rule of composition: minimum 98.00\u00a0%*, Amber.");
	made_cpm_1(&t, 1000, 99);
	assert_false(fired(&t, "CPM-1", "N", TEST_MASKED));
	made_done(&t);
}

static void test_blind(void **state)
{
	struct made t;
	struct cell *c;

	(void)state;
	made_init(&t, "2019-10");
	c = made_set(&t, "DSP-1.1", "N", 995, 1000);
	c->has_blind = true;
	c->blind = 6; /* 0.6 %: 989 of 1 000 would be Amber */
	assert_true(fired(&t, "DSP-1.1", "N", TEST_BLIND));
	assert_non_null(strstr(made_line(&t, "DSP-1.1", "N")->tests[TEST_BLIND].text, "98.90"));
	c->blind = 5; /* 0.5 % is not above */
	assert_false(fired(&t, "DSP-1.1", "N", TEST_BLIND));
	c = made_set(&t, "DSP-1.1", "N", 1000, 1000);
	c->blind = 10; /* and still exactly on target */
	assert_false(fired(&t, "DSP-1.1", "N", TEST_BLIND));
	c = made_set(&t, "DSP-1.1", "N", 20, 20); /* too few: a line for that alone */
	c->blind = 1;
	assert_true(fired(&t, "DSP-1.1", "N", TEST_BLIND));
	assert_non_null(strstr(made_line(&t, "DSP-1.1", "N")->tests[TEST_BLIND].text,
			       "1 request that never got a response (5."));
	assert_non_null(strstr(made_line(&t, "DSP-1.1", "N")->tests[TEST_BLIND].text, "; were it counted as late "));
	c->blind = 0;
	assert_true(fired(&t, "DSP-1.1", "N", TEST_FEW_EVENTS));
	assert_string_equal(made_line(&t, "DSP-1.1", "N")->tests[TEST_BLIND].text, "No requests that never got a response.");
	made_done(&t);
}

static void months_of_total(struct made *t, int n, const uint64_t *good, uint64_t total)
{
	char month[8];

	t->r.n_past = 0;
	for (int i = 0; i < n; i++)
		made_past(t, "CPM-3", "N", month_format(month_add(t->r.period.month, i - n), month), good[i], total);
}

static void months_of(struct made *t, int n, const uint64_t *good)
{
	months_of_total(t, n, good, 1000);
}

static void test_luck(void **state)
{
	static const uint64_t up_and_down[] = { 994, 988, 995, 989, 993, 992, 995, 988, 994, 991, 993 };
	static const uint64_t never_missed[] = { 994, 991, 995, 991, 994, 991, 995, 991, 994, 991, 993 };
	struct made t;
	struct cell *c;

	(void)state;
	made_init(&t, "2019-10");
	c = made_set(&t, "CPM-3", "N", 994, 1000);
	months_of(&t, 11, up_and_down);
	assert_true(fired(&t, "CPM-3", "N", TEST_LUCK));
	months_of(&t, 10, up_and_down + 1);
	assert_false(fired(&t, "CPM-3", "N", TEST_LUCK)); /* trial limits */
	months_of(&t, 11, never_missed);
	assert_false(fired(&t, "CPM-3", "N", TEST_LUCK));
	/* In doubt for something else, its limits straddle the target: why that is none is said. */
	c->has_blind = true;
	c->blind = 10;
	assert_false(fired(&t, "CPM-3", "N", TEST_LUCK));
	assert_non_null(strstr(made_line(&t, "CPM-3", "N")->tests[TEST_LUCK].text,
			       " straddle the target of 99\u00a0%, missed in 0 of them; a doubt from 1 on."));
	made_done(&t);
}

/* ---- the chart and the trend ---- */

static void test_control(void **state)
{
	static const uint64_t good[] = { 980, 981, 980, 981, 980, 981, 980, 981, 980, 981, 980 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 940, 1000);
	months_of(&t, 11, good);
	t.past[4].total = 0;
	t.past[4].level = (struct level_text){ "", "", -1, STATUS_NO_DATA };
	made_review(&t, NULL);
	const struct review_control *c = &made_line(&t, "CPM-3", "N")->control;
	assert_true(c->drawn && c->trial);
	assert_int_equal(c->n_points, 12);
	assert_int_equal(c->n_known, 11);
	assert_false(c->points[4].known);
	/* The fall of 4.0 points is screened out: eight ranges of 0.1 are left. */
	assert_int_equal(c->n_screened, 1);
	assert_string_equal(c->upper_text, "97.95\u00a0%"); /* 97.682 + 2.66 x 0.1 */
	assert_int_equal(c->variation, VARIATION_CONCERNING);
	assert_int_equal(c->assurance, ASSURANCE_MISSES);
	assert_true(c->points[11].signals & SIGNAL_OUTSIDE);
	made_done(&t);
}

static void test_trend_and_one_month(void **state)
{
	static const uint64_t falling[] = { 985, 980, 976, 970, 966, 960, 955, 949, 946, 941, 935 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 930, 1000);
	made_review(&t, NULL);
	const struct review_line *l = made_line(&t, "CPM-3", "N");
	assert_false(l->control.drawn);
	assert_int_equal(l->trend.direction, TREND_UNKNOWN);
	months_of(&t, 11, falling);
	made_review(&t, NULL);
	l = made_line(&t, "CPM-3", "N");
	assert_int_equal(l->trend.direction, TREND_FALLING);
	assert_true(l->trend.slope < -0.49 && l->trend.slope > -0.51);
	assert_true(l->control.points[11].signals & SIGNAL_TREND);
	made_done(&t);
}

/* ---- a level that stepped ---- */

/* Near 99 % till February, near 72 % since: the months since then are what everything speaks of. */
static void test_step(void **state)
{
	static const uint64_t good[] = { 992, 991, 993, 720, 719, 717, 714, 716, 709, 714, 717 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 715, 1000);
	months_of(&t, 11, good);
	made_plan(&t, "CPM-3", "N", "2019-07-22", "2019-12");
	made_review(&t, NULL);
	const struct review_line *l = made_line(&t, "CPM-3", "N");
	const struct review_control *c = &l->control;
	assert_int_equal(c->stretch, 3);
	assert_int_equal(c->n_stretch, 9);
	assert_true(c->trial);
	assert_int_equal(c->assurance, ASSURANCE_MISSES);
	assert_int_equal(c->variation, VARIATION_COMMON);
	for (size_t i = 0; i < 12; i++) {
		assert_int_equal(c->points[i].signals, 0); /* nothing is remarkable within either stretch */
		assert_true(c->points[i].mean > c->points[i].lower && c->points[i].mean < c->points[i].upper);
	}
	assert_true(c->points[2].mean > 99 && c->points[3].mean < 72);
	assert_int_equal(l->trend.direction, TREND_LEVEL);
	assert_int_equal(l->trend.n_months, 9);
	assert_non_null(strstr(l->trend.sentence, "At 71.57\u00a0% on the mean since a step down of 27.63 points in "
						  "February 2019; no trend over those 9 months"));
	assert_int_equal(l->plans->plausible, PLAN_IMPLAUSIBLE);
	assert_string_equal(l->plans->projected, "");
	assert_non_null(strstr(l->plans->sentence, "have no trend: not plausible without a step change"));
	made_done(&t);
}

/* Met in nine months of twelve, missed in three: the limits alone would say either. */
static void test_early(void **state)
{
	static const uint64_t good[] = { 991, 991, 992, 991, 991, 991, 992, 992, 991, 951, 957 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 921, 1000);
	months_of(&t, 11, good);
	made_plan(&t, "CPM-3", "N", "2019-07-22", "2019-12");
	made_review(&t, NULL);
	const struct review_line *l = made_line(&t, "CPM-3", "N");
	assert_int_equal(l->control.stretch, 9);
	assert_int_equal(l->control.assurance, ASSURANCE_EARLY);
	assert_int_equal(l->plans->plausible, PLAN_UNKNOWN);
	made_done(&t);
}

/* Two months down are no level yet, and no line leads through ten at 100 % and two below: nothing is called falling.
 * A limit is not above 100 %, and the plan is not told where a line would end. */
static void test_no_trend_of_two_months(void **state)
{
	static const uint64_t good[] = { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 889 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 889, 1000);
	months_of(&t, 11, good);
	made_plan(&t, "CPM-3", "N", "2019-07-22", "2019-12");
	made_review(&t, NULL);
	const struct review_line *l = made_line(&t, "CPM-3", "N");
	assert_int_equal(l->control.stretch, 0);
	assert_true(l->control.upper <= 100 && l->control.points[0].upper <= 100);
	assert_string_equal(l->control.upper_text, "100.00\u00a0%");
	assert_int_equal(l->trend.direction, TREND_LEVEL);
	assert_non_null(strstr(l->trend.sentence, "the latest of them carry on (a line would fall by 0.776 points"));
	assert_string_equal(l->plans->projected, "");
	made_done(&t);
}

/* All of the limits above the target, and the latest month below it: not "consistently meets". */
static void test_assurance_of_its_months(void **state)
{
	static const uint64_t good[] = { 997, 998, 997, 998, 997, 998, 997, 998, 997, 998, 997 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 989, 1000);
	months_of(&t, 11, good);
	made_review(&t, NULL);
	const struct review_control *c = &made_line(&t, "CPM-3", "N")->control;
	assert_true(c->lower > 99);
	assert_int_equal(c->assurance, ASSURANCE_EITHER);
	made_done(&t);
}

/* Twelve months exactly on a target that no double holds, on either chart: a level that never moved has no signal and
 * meets it.  One event less in every month, and it is missed. */
static void test_assurance_on_target(void **state)
{
	static const char *const targets[] = { "90", "99.3", "90.9", "57" };
	static const uint64_t on_target[] = { 900, 993, 909, 570 };
	uint64_t good[11];
	struct made t;

	(void)state;
	for (int k = 0; k < 16; k++) {
		struct review_input in = { .chart = k & 4 ? REVIEW_LANEY : REVIEW_XMR, .measure = -1 };
		uint64_t n = on_target[k & 3] - (k & 8 ? 1 : 0);
		struct level level = { 0 };

		made_init(&t, "2019-10");
		level.target.text = level.minimum.text = targets[k & 3];
		assert_true(percent_parse(text_of(level.target.text), &level.target.micro));
		level.minimum.micro = level.target.micro;
		made_measure(&t, "CPM-3")->levels = &level;
		made_measure(&t, "CPM-3")->n_levels = 1;
		made_cell(&t, "CPM-3", "N")->judged_by = &level;
		made_set(&t, "CPM-3", "N", n, 1000)->untrusted = "in doubt for something else.";
		for (int i = 0; i < 11; i++)
			good[i] = n;
		months_of(&t, 11, good);
		/* What was remembered by a program that cut levels off. */
		t.past[3].level.value -= 1e-14;
		in.now = &t.r;
		metrics_review(&in, &t.arena, &t.review);
		const struct review_control *c = &made_line(&t, "CPM-3", "N")->control;
		assert_true(c->drawn);
		assert_int_equal(c->assurance, k & 8 ? ASSURANCE_MISSES : ASSURANCE_MEETS);
		for (int i = 0; i < 12; i++)
			assert_int_equal(c->points[i].signals, 0);
		made_done(&t);
	}
}

/* Limits and projections are printed on the side of the target that they are on. */
static void test_texts_beside_the_target(void **state)
{
	static const uint64_t below[] = { 98979, 98985, 98979, 98985, 98979, 98985, 98979, 98985, 98979, 98985, 98979 };
	static const uint64_t rising[] = { 98978, 98979, 98980, 98981, 98982, 98983, 98984, 98985, 98986, 98987, 98988 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 98985, 100000);
	months_of_total(&t, 11, below, 100000);
	made_review(&t, NULL);
	const struct review_control *c = &made_line(&t, "CPM-3", "N")->control;
	/* 98.982 % and 2.66 x 0.006 points: 98.99796 %. */
	assert_int_equal(c->assurance, ASSURANCE_MISSES);
	assert_string_equal(c->upper_text, "98.998\u00a0%");
	assert_string_equal(c->lower_text, "98.97\u00a0%");
	months_of_total(&t, 11, rising, 100000);
	made_set(&t, "CPM-3", "N", 98989, 100000);
	made_plan(&t, "CPM-3", "N", "2019-07-22", "2020-04");
	made_review(&t, NULL);
	const struct review_line *l = made_line(&t, "CPM-3", "N");
	assert_int_equal(l->plans->plausible, PLAN_IMPLAUSIBLE);
	assert_string_equal(l->plans->projected, "98.995\u00a0%");
	assert_non_null(strstr(l->trend.sentence, "Rising by 0.001 points a month over 12 months (give or take 0.000)."));
	made_done(&t);
}

/* A slope that is printed as nothing, or as what chance gives, would be no trend. */
static void test_texts_of_slopes(void **state)
{
	uint64_t good[11];
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	/* 0.0001 points a month. */
	for (uint64_t i = 0; i < 11; i++)
		good[i] = 989890000 + i * 1000;
	months_of_total(&t, 11, good, 1000000000);
	made_set(&t, "CPM-3", "N", 989890000 + 11 * 1000, 1000000000);
	made_review(&t, NULL);
	const struct review_trend *trend = &made_line(&t, "CPM-3", "N")->trend;
	assert_int_equal(trend->direction, TREND_RISING);
	assert_string_equal(trend->slope_text, "+0.0001");
	assert_non_null(strstr(trend->sentence, "Rising by 0.0001 points a month over 12 months (give or take 0.0000)."));
	made_done(&t);
}

/* Nothing is said to straddle a target that lies beside it. */
static void test_luck_beside_the_target(void **state)
{
	static const uint64_t once[] = { 997, 998, 997, 998, 997, 989, 997, 998, 997, 998, 997 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 998, 1000);
	months_of(&t, 11, once);
	assert_true(fired(&t, "CPM-3", "N", TEST_LUCK));
	assert_true(made_line(&t, "CPM-3", "N")->control.lower > 99);
	assert_non_null(strstr(made_line(&t, "CPM-3", "N")->tests[TEST_LUCK].text,
			       " over 12 months lie above the target of 99\u00a0%, missed in 1 of them."));
	made_done(&t);
}

/* A month that is not judged has no trend of its own. */
static void test_no_trend_of_no_figure(void **state)
{
	static const uint64_t falling[] = { 985, 980, 976, 970, 966, 960, 955, 949, 946, 941, 935 };
	struct made t;
	struct cell *c;

	(void)state;
	made_init(&t, "2019-10");
	c = made_set(&t, "CPM-3", "N", 930, 1000);
	c->level = (struct level_text){ "", "", -1, STATUS_WITHHELD };
	c->reason = "";
	months_of(&t, 11, falling);
	made_review(&t, NULL);
	const struct review_line *l = made_line(&t, "CPM-3", "N");
	assert_int_equal(l->reason, REVIEW_UNJUDGED);
	assert_false(l->control.drawn);
	assert_int_equal(l->trend.direction, TREND_UNKNOWN);
	assert_string_equal(l->trend.sentence, "No trend: this month has no figure.");
	made_done(&t);
}

/* ---- plans ---- */

static void test_slips(void **state)
{
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CSP-2", "C", 80, 100);
	made_plan(&t, "CSP-2", "C", "2019-07-22", "2019-12");
	made_plan(&t, "CSP-2", "C", "2019-09-01", "2019-12");
	made_plan(&t, "CSP-2", "C", "2019-10-28", "2020-02");
	made_review(&t, NULL);
	const struct review_plan *p = made_line(&t, "CSP-2", "C")->plans;
	assert_int_equal(made_line(&t, "CSP-2", "C")->n_plans, 1);
	assert_int_equal(p->n_slips, 1);
	assert_int_equal(p->months_slipped, 2);
	assert_string_equal(p->slips, "promised December 2019, moved to February 2020 (recorded 28 October 2019)");
	assert_int_equal(p->months_left, 4);
	assert_string_equal(p->needed, "+4.750"); /* 19 points in four months */
	assert_int_equal(p->plausible, PLAN_UNKNOWN);
	assert_int_equal(made_line(&t, "CSP-2", "C")->cell->region, REGION_C);
	made_done(&t);
}

static void test_plausible(void **state)
{
	static const uint64_t rising[] = { 900, 910, 921, 930, 939, 950, 961, 970 }, flat[] = { 900, 905, 895, 900, 905, 895 };
	struct made t;

	(void)state;
	made_init(&t, "2019-10");
	made_set(&t, "CPM-3", "N", 980, 1000);
	months_of(&t, 8, rising);
	made_plan(&t, "CPM-3", "N", "2019-07-22", "2019-12");
	made_review(&t, NULL);
	assert_int_equal(made_line(&t, "CPM-3", "N")->plans->plausible, PLAN_ON_COURSE);
	made_set(&t, "CPM-3", "N", 900, 1000);
	months_of(&t, 6, flat);
	made_review(&t, NULL);
	assert_int_equal(made_line(&t, "CPM-3", "N")->plans->plausible, PLAN_IMPLAUSIBLE);
	t.remediation[0].green_by = t.r.period.month;
	made_review(&t, NULL);
	assert_int_equal(made_line(&t, "CPM-3", "N")->plans->plausible, PLAN_OVERDUE);
	t.remediation[0].green_by = (struct month){ 0 };
	made_review(&t, NULL);
	assert_string_equal(made_line(&t, "CPM-3", "N")->plans->sentence, "No month is promised.");
	made_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_few_events_and_sample),
		cmocka_unit_test(test_breach_inside),
		cmocka_unit_test(test_exclusions_of_a_green),
		cmocka_unit_test(test_masked),
		cmocka_unit_test(test_blind),
		cmocka_unit_test(test_luck),
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_trend_and_one_month),
		cmocka_unit_test(test_step),
		cmocka_unit_test(test_early),
		cmocka_unit_test(test_no_trend_of_two_months),
		cmocka_unit_test(test_assurance_of_its_months),
		cmocka_unit_test(test_assurance_on_target),
		cmocka_unit_test(test_texts_beside_the_target),
		cmocka_unit_test(test_texts_of_slopes),
		cmocka_unit_test(test_luck_beside_the_target),
		cmocka_unit_test(test_no_trend_of_no_figure),
		cmocka_unit_test(test_slips),
		cmocka_unit_test(test_plausible),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
