/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define OCTOBER ((struct month){ 2019, 10 })

struct fixture {
	struct arena arena;
	const struct catalogue *c;
	struct plan plan;
	struct words *words;
};

static struct fixture fixture;

static int setup(void **state)
{
	arena_init(&fixture.arena);
	struct error err = { 0 };
	if (!catalogue_load(NULL, OCTOBER, &fixture.arena, &fixture.c, &err) ||
	    !plan_init(&fixture.plan, fixture.c, OCTOBER, false, 0, &err))
		fail_msg("%s", err.message);
	fixture.words = words_new();
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	words_free(fixture.words);
	arena_done(&fixture.arena);
	return 0;
}

static int col(enum dataset_id d, const char *name)
{
	int c = dataset_column(dataset_get(d), text_of(name));
	assert_true(c >= 0);
	return c;
}

static void expect_columns(enum dataset_id d, const char *names)
{
	struct builder b;
	builder_init(&b);
	const struct dataset *dataset = dataset_get(d);
	for (int c = 0; c < dataset->n_columns; c++)
		if (fixture.plan.datasets[d].needed_columns >> c & 1)
			builder_printf(&b, b.size ? " %s" : "%s", dataset->columns[c].name);
	assert_string_equal(b.size ? b.data : "", names);
	builder_done(&b);
}

static void test_needed_columns(void **state)
{
	(void)state;
	expect_columns(DATASET_SERVICE_REQUESTS, "request_id srv mode originator region generation received_at due_at "
						 "dispatched_at returned_at responded_at response_code exclusion");
	expect_columns(DATASET_ALERTS, "alert_id alert_code region device_id device_type manufacturer model "
				       "firmware_version received_at delivered_at represents exclusion");
	expect_columns(DATASET_FIRMWARE, "payload_id region category device_type manufacturer model "
					 "firmware_version submitted_at completed_at outcome exclusion");
	expect_columns(DATASET_INCIDENTS,
		       "incident_id category resolver region raised_at resolved_at paused_minutes cause key "
		       "exclusion");
	expect_columns(DATASET_OUTAGES, "outage_id service region start_at end_at kind exclusion");
	expect_columns(DATASET_CERTIFICATES, "request_id type submission received_at issued_at exclusion");
	expect_columns(DATASET_INSTALLS, "hub_id region srv installed_at connected_at in_coverage access "
					 "predicted_coverage actual_coverage accepted faulty exclusion");
	expect_columns(DATASET_RETURNS, "hub_id region srv returned_at received_at triaged_at finding");
	expect_columns(DATASET_POWER_OUTAGES, "alert_id region hub_id received_at sent_at");
	expect_columns(DATASET_CONNECTIVITY, "device_id region device_type payment_mode lost_at restored_at");
	expect_columns(DATASET_HUBS, "");
	expect_columns(DATASET_EXCEPTIONS, "");
}

static void test_measures_and_placing(void **state)
{
	(void)state;
	const struct plan_dataset *sr = &fixture.plan.datasets[DATASET_SERVICE_REQUESTS];
	static const char *const ids[] = { "DSP-1.1", "DSP-1.2", "DSP-1.3", "DSP-1.4" };
	assert_int_equal(sr->n_measures, 4);
	for (int i = 0; i < 4; i++)
		assert_string_equal(fixture.c->measures[sr->measures[i]].id, ids[i]);
	assert_int_equal(sr->placing_columns, 1u << col(DATASET_SERVICE_REQUESTS, "received_at") |
						      1u << col(DATASET_SERVICE_REQUESTS, "due_at") |
						      1u << col(DATASET_SERVICE_REQUESTS, "returned_at"));
	/* Metrics read the rows too, and place none. */
	assert_true(sr->n_items > sr->n_measures);
	assert_int_equal(fixture.plan.datasets[DATASET_RETURNS].n_measures, 0);
	assert_int_equal(fixture.plan.datasets[DATASET_RETURNS].n_items, 3);
	assert_int_equal(fixture.plan.datasets[DATASET_RETURNS].placing_columns, 0);
	assert_int_equal(fixture.plan.datasets[DATASET_OUTAGES].n_measures, 3);
	assert_int_equal(fixture.plan.datasets[DATASET_OUTAGES].placing_columns, 0);
	assert_int_equal(fixture.plan.datasets[DATASET_HUBS].n_measures, 0);
	assert_int_equal(fixture.plan.period.n_minutes, 44700);
}

/* One row of service_requests. */
static struct batch request(int64_t *received, int64_t *due, int64_t *returned)
{
	struct batch b = { .dataset = dataset_get(DATASET_SERVICE_REQUESTS), .n_rows = 1 };
	b.columns[col(DATASET_SERVICE_REQUESTS, "received_at")].i64 = received;
	b.columns[col(DATASET_SERVICE_REQUESTS, "due_at")].i64 = due;
	b.columns[col(DATASET_SERVICE_REQUESTS, "returned_at")].i64 = returned;
	return b;
}

static void test_row_in_period(void **state)
{
	(void)state;
	const int64_t from = fixture.plan.period.from, to = fixture.plan.period.to;
	const struct {
		int64_t received, due, returned;
		bool in;
	} rows[] = {
		{ from, I64_EMPTY, I64_EMPTY, true },
		{ from - 1, I64_EMPTY, I64_EMPTY, false },
		{ to - 1, I64_EMPTY, I64_EMPTY, true },
		{ to, I64_EMPTY, I64_EMPTY, false },
		{ from - 1, from, I64_EMPTY, true }, /* by one of its timestamps */
		{ from - 1, to, to - 1, true },
		{ from - 1, to, to, false },
		{ I64_UNREADABLE, to, to, true },          /* rules nothing out */
		{ I64_EMPTY, I64_EMPTY, I64_EMPTY, true }, /* nothing says that it is outside */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t received = rows[i].received, due = rows[i].due, returned = rows[i].returned;
		struct batch b = request(&received, &due, &returned);
		assert_int_equal(plan_row_in_period(&fixture.plan, &b, 0), rows[i].in);
	}
	/* Columns that the file does not have. */
	int64_t received = from;
	struct batch b = request(&received, NULL, NULL);
	assert_true(plan_row_in_period(&fixture.plan, &b, 0));
	received = to;
	assert_false(plan_row_in_period(&fixture.plan, &b, 0));
	/* A dataset that no measure reads, whatever metrics do. */
	received = to;
	struct batch returns = { .dataset = dataset_get(DATASET_RETURNS), .n_rows = 1 };
	returns.columns[col(DATASET_RETURNS, "returned_at")].i64 = &received;
	assert_true(plan_row_in_period(&fixture.plan, &returns, 0));
}

/* In the month that ends a quarter the installs of the quarter before are rows of it too. */
static void test_cohort_in_period(void **state)
{
	(void)state;
	struct plan december;
	struct error err;
	struct period october, september;
	assert_true(plan_init(&december, fixture.c, (struct month){ 2019, 12 }, false, 0, &err));
	period_init(&october, (struct month){ 2019, 10 });
	period_init(&september, (struct month){ 2019, 9 });
	const struct {
		int64_t at;
		bool in;
	} rows[] = {
		{ october.from - 1, true },  { october.from, false }, /* the quarter before ends */
		{ september.from, true },    { december.period.from - 1, false },
		{ december.period.from, true }, { december.period.to, false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t at = rows[i].at;
		struct batch b = { .dataset = dataset_get(DATASET_INSTALLS), .n_rows = 1 };
		b.columns[col(DATASET_INSTALLS, "installed_at")].i64 = &at;
		uint8_t inside;
		assert_int_equal(plan_row_in_period(&december, &b, 0), rows[i].in);
		plan_rows_in_period(&december, &b, &inside);
		assert_int_equal(inside, rows[i].in);
		/* October ends no quarter. */
		assert_int_equal(plan_row_in_period(&fixture.plan, &b, 0), at >= october.from && at < october.to);
	}
	struct period july;
	period_init(&july, (struct month){ 2019, 7 });
	assert_int_equal(december.cohort_from, july.from);
	assert_int_equal(december.cohort_to, october.from);
	assert_int_equal(fixture.plan.cohort_from, fixture.plan.cohort_to);
}

static void test_outage_in_period(void **state)
{
	(void)state;
	const int64_t from = fixture.plan.period.from, to = fixture.plan.period.to;
	const struct {
		int64_t start, end;
		bool in;
	} rows[] = {
		{ from - 100, from - 1, false },
		{ from - 100, from, false }, /* ended as the month began */
		{ from - 100, from + 1, true },
		{ from - 100, I64_EMPTY, true }, /* lasts */
		{ from, from, true },
		{ to - 1, I64_EMPTY, true },
		{ to, I64_EMPTY, false },
		{ from - 1, to, true },
		{ I64_UNREADABLE, from, false },
		{ I64_UNREADABLE, from + 1, true },
		{ from - 1, I64_UNREADABLE, true },
		{ to, I64_UNREADABLE, false },
		{ I64_UNREADABLE, I64_UNREADABLE, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t start = rows[i].start, end = rows[i].end;
		struct batch b = { .dataset = dataset_get(DATASET_OUTAGES), .n_rows = 1 };
		b.columns[col(DATASET_OUTAGES, "start_at")].i64 = &start;
		b.columns[col(DATASET_OUTAGES, "end_at")].i64 = &end;
		if (plan_row_in_period(&fixture.plan, &b, 0) != rows[i].in)
			fail_msg("row %zu", i);
	}
}

static const struct measure *measure(const char *id)
{
	int i = catalogue_find(fixture.c, text_of(id));
	assert_true(i >= 0);
	return &fixture.c->measures[i];
}

static void test_clock(void **state)
{
	(void)state;
	int64_t received = 10, dispatched = I64_EMPTY, responded = 30, start, stop;
	struct batch b = request(&received, NULL, NULL);
	b.columns[col(DATASET_SERVICE_REQUESTS, "dispatched_at")].i64 = &dispatched;
	b.columns[col(DATASET_SERVICE_REQUESTS, "responded_at")].i64 = &responded;
	plan_clock(measure("DSP-1.1"), &b, 0, &start, &stop);
	assert_int_equal(start, 10);
	assert_int_equal(stop, 30);
	dispatched = 40; /* first in the list, not first in time */
	plan_clock(measure("DSP-1.1"), &b, 0, &start, &stop);
	assert_int_equal(stop, 40);
	dispatched = responded = I64_EMPTY;
	plan_clock(measure("DSP-1.1"), &b, 0, &start, &stop);
	assert_int_equal(stop, I64_EMPTY);
	plan_clock(measure("DSP-1.3"), &b, 0, &start, &stop);
	assert_int_equal(start, I64_EMPTY); /* no such column in the file */
}

static void test_list_filters(void **state)
{
	(void)state;
	const struct measure *m = measure("DSP-1.2"); /* originator user, mode future_dated or scheduled */
	const struct filter *originator = &m->filters[0], *mode = &m->filters[1];
	uint8_t originators[] = { 1, 2, LIST_UNREADABLE }, modes[] = { 1, 2, 3, 0, LIST_UNREADABLE };
	struct batch b = { .dataset = dataset_get(DATASET_SERVICE_REQUESTS), .n_rows = 5 };
	b.columns[mode->column].list = modes;
	static const bool accepted[] = { false, true, true, false, true };
	for (size_t i = 0; i < 5; i++) {
		bool unreadable = false;
		assert_int_equal(plan_filter_accepts(mode, &b, i, fixture.words, &unreadable), accepted[i]);
		assert_int_equal(unreadable, i == 4);
	}
	/* Without the column every row has what an empty value means: a User's. */
	bool unreadable = false;
	assert_true(plan_filter_accepts(originator, &b, 0, fixture.words, &unreadable));
	assert_false(plan_filter_accepts(&measure("DSP-1.4")->filters[0], &b, 0, fixture.words, &unreadable));
	b.columns[originator->column].list = originators;
	assert_true(plan_filter_accepts(originator, &b, 0, fixture.words, &unreadable));
	assert_false(plan_filter_accepts(originator, &b, 1, fixture.words, &unreadable));
	assert_false(unreadable);
	assert_true(plan_filter_accepts(originator, &b, 2, fixture.words, &unreadable));
	assert_true(unreadable);
}

static void test_word_filters(void **state)
{
	(void)state;
	const struct filter *resolver = &measure("CPM-4")->filters[0];
	uint32_t codes[] = { words_code(fixture.words, TEXT("USER")), words_code(fixture.words, TEXT("SMKI")),
			     words_code(fixture.words, TEXT("dcc")), 0, WORD_UNREADABLE };
	static const bool accepted[] = { false, true, false, false, true };
	struct batch b = { .dataset = dataset_get(DATASET_INCIDENTS), .n_rows = 5 };
	b.columns[resolver->column].word = codes;
	for (size_t i = 0; i < 5; i++) {
		bool unreadable = false;
		assert_int_equal(plan_filter_accepts(resolver, &b, i, fixture.words, &unreadable),
				 accepted[i]);
		assert_int_equal(unreadable, i == 4);
	}
	b.columns[resolver->column].word = NULL;
	bool unreadable = false;
	assert_false(plan_filter_accepts(resolver, &b, 0, fixture.words, &unreadable));
}

/* More measures than a plan can hold for one dataset. */
static void test_too_many(void **state)
{
	(void)state;
	struct builder b;
	builder_init(&b);
	builder_add(&b, TEXT("edition: e\ntitle: t\nin_force_from: 2019-01\nauthority: a\nassumptions: "
			     "a\nmeasures:\n"));
	for (int i = 0; i < 65; i++)
		builder_printf(
			&b,
			"  - {id: M-%d, title: t, provider: DSP, kind: in_time, definition: d, points: p, "
			"authority: a, dataset: alerts, clock: {from: received_at, to: delivered_at}, "
			"within: "
			"1 s, regions: no, levels: [{from: 2019-01, target: 9, minimum: 8, authority: a}]}\n",
			i);
	builder_add(&b, TEXT("...\n"));
	struct arena arena;
	arena_init(&arena);
	struct error err = { 0 };
	const struct catalogue *c;
	struct plan plan;
	if (!catalogue_parse(builder_text(&b), "my.yaml", &arena, &c, &err))
		fail_msg("%s", err.message);
	assert_false(plan_init(&plan, c, OCTOBER, false, 0, &err));
	assert_int_equal(err.kind, ERROR_CATALOGUE);
	assert_int_equal(err.line, 71);
	assert_non_null(strstr(err.message, "alerts has more than 64 measures"));
	arena_done(&arena);
	builder_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needed_columns), cmocka_unit_test(test_measures_and_placing),
		cmocka_unit_test(test_row_in_period),
		cmocka_unit_test(test_cohort_in_period),  cmocka_unit_test(test_outage_in_period),
		cmocka_unit_test(test_clock),          cmocka_unit_test(test_list_filters),
		cmocka_unit_test(test_word_filters),   cmocka_unit_test(test_too_many),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
