/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/explain.h"

#include "tests/unit/catalogue/small_edition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

struct fixture {
	struct arena arena;
	const struct catalogue *c;
	struct builder out;
};

#define MARCH ((struct month){ 2019, 3 })

static int setup(void **state)
{
	static struct fixture f;
	arena_init(&f.arena);
	builder_init(&f.out);
	struct error err;
	if (!catalogue_parse(text_of(small_edition), "my.yaml", &f.arena, &f.c, &err))
		fail_msg("%s", err.message);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	builder_done(&f->out);
	arena_done(&f->arena);
	return 0;
}

static void expect(struct fixture *f, const char *part)
{
	static const char wrapped[] = "\n                  "; /* within a fact: below its beginning */
	struct builder flat;
	builder_init(&flat);
	for (const char *p = f->out.data; *p; p++) {
		bool is_end = strncmp(p, wrapped, sizeof wrapped - 1) == 0;
		builder_add_char(&flat, is_end ? ' ' : *p);
		p += is_end ? sizeof wrapped - 2 : 0;
	}
	if (!strstr(flat.data, part))
		fail_msg("no \"%s\" in:\n%s", part, f->out.data);
	builder_done(&flat);
}

static void test_measures_text(void **state)
{
	struct fixture *f = *state;
	explain_measures(f->c, MARCH, EXPLAIN_TEXT, &f->out);
	assert_string_equal(
		f->out.data,
		"Edition small, in force from 2019-01, my.yaml\n"
		"\n"
		"id     target/minimum  \ttitle          \tprovider  kind          rule\n"
		"CPM-1  99.5/96         \tBoth together  \tCODE      composite     pooled\u00a0*\n"
		"DSP-1  99/96           \tRequests       \tDSP       in_time       5\u00a0s\n"
		"CSP-1  99/96           \tFirmware       \tCSP       in_time       5\u00a0days\u00a0*\n"
		"INC-1  100/85          \tIncidents      \tCODE      incidents     category 1:\u00a04\u00a0h, 2:\u00a024\u00a0h\n"
		"AVA-1  99.5/98         \tAvailability   \tDSP       availability  less planned minutes\n"
		"\n"
		"* Marked values are assumed.\n");
	builder_clear(&f->out);
	explain_measures(f->c, (struct month){ 2019, 7 }, EXPLAIN_TEXT, &f->out);
	expect(f, "98/95\u00a0*");
	builder_clear(&f->out);
	explain_measures(f->c, (struct month){ 2018, 1 }, EXPLAIN_TEXT, &f->out);
	assert_null(strstr(f->out.data, "99/96")); /* no level is in force yet */
	builder_clear(&f->out);
	explain_measures(f->c, (struct month){ 0, 0 }, EXPLAIN_TEXT, &f->out);
	expect(f, "98/95\u00a0*");
}

static void test_measure_text(void **state)
{
	struct fixture *f = *state;
	explain_measure(f->c, 1, MARCH, EXPLAIN_TEXT, &f->out);
	expect(f, "DSP-1  Requests\nDSP, kind in_time\n");
	expect(f, "Definition\n  Requests in time.\n");
	expect(f, "Measurement points\n  From one end to the other.\n");
	expect(f, "service_requests where originator is user and mode is on_demand or scheduled\n");
	expect(f, "from received_at to dispatched_at, else responded_at\n");
	expect(f, "a stop before the start is in time");
	expect(f, "within 5 s; equal to it is in time");
	expect(f, "the UK calendar month of due_at");
	expect(f, "never answered (rows without responded_at)");
	expect(f, "from 2019-01: target 99 %, minimum 96 %\n      Part L\n");
	expect(f, "Authority\n  Part D\n");
	builder_clear(&f->out);
	explain_measure(f->c, 0, MARCH, EXPLAIN_TEXT, &f->out);
	expect(f, "Code Performance Measure, kind composite");
	expect(f, "pooled * (sum of in-time over sum of events)");
	expect(f, "Nobody says how.");
	expect(f, "CSP-1  Firmware, 5 days *\n");
	expect(f, "from 2019-07: target 98 %, minimum 95 % * (not in force)");
	assert_null(strstr(f->out.data, "may be left out"));
	builder_clear(&f->out);
	explain_measure(f->c, 2, MARCH, EXPLAIN_TEXT, &f->out);
	expect(f, "user_cancelled or mislaid, and what the exceptions register approves");
	expect(f, "Never read.");
	builder_clear(&f->out);
	explain_measure(f->c, 3, MARCH, EXPLAIN_TEXT, &f->out);
	expect(f, "paused_minutes are added to the time allowed");
	expect(f, "nationally only");
	builder_clear(&f->out);
	explain_measure(f->c, 4, MARCH, EXPLAIN_TEXT, &f->out);
	expect(f, "outages where service is WAN_GATEWAY\n");
	expect(f, "the minutes of the UK calendar month less planned ones");
}

/* No line of the page is wider than a terminal is likely to be. */
static void test_width(void **state)
{
	struct fixture *f = *state;
	struct arena arena;
	arena_init(&arena);
	struct error err;
	const struct catalogue *c;
	assert_true(catalogue_load(NULL, MARCH, &arena, &c, &err));
	for (int i = 0; i < c->n_items; i++)
		explain_measure(c, i, MARCH, EXPLAIN_TEXT, &f->out);
	size_t width = 0;
	for (const char *p = f->out.data; *p; p++) {
		width = *p == '\n' ? 0 : width + 1;
		assert_true(width <= 80);
	}
	arena_done(&arena);
}

/* What is assumed of a definition is marked in the list, be the rule a clock, a share or a tolerance. */
static void test_marks(void **state)
{
	static const char *const assumed[] = { "accepted is Y\u00a0*", "as reported\u00a0*", "within 10\u00a0%\u00a0*" };
	struct fixture *f = *state;
	struct arena arena;
	arena_init(&arena);
	struct error err;
	const struct catalogue *c;
	assert_true(catalogue_load(NULL, MARCH, &arena, &c, &err));
	explain_measures(c, MARCH, EXPLAIN_TEXT, &f->out);
	for (size_t i = 0; i < sizeof assumed / sizeof *assumed; i++)
		expect(f, assumed[i]);
	arena_done(&arena);
}

static void test_csv(void **state)
{
	struct fixture *f = *state;
	explain_measures(f->c, MARCH, EXPLAIN_CSV, &f->out);
	assert_string_equal(
		f->out.data,
		"measure,title,provider,kind,dataset,regional,target,minimum,level_assumed,rule,rule_assumed,"
		"assumed\n"
		"CPM-1,Both together,CODE,composite,,yes,99.5,96,no,pooled,yes,yes\n"
		"DSP-1,Requests,DSP,in_time,service_requests,yes,99,96,no,5 s,no,no\n"
		"CSP-1,Firmware,CSP,in_time,firmware,yes,99,96,no,5 days,yes,yes\n"
		"INC-1,Incidents,CODE,incidents,incidents,no,100,85,no,\"category 1: 4 h, 2: 24 h\",no,no\n"
		"AVA-1,Availability,DSP,availability,outages,yes,99.5,98,no,less planned minutes,no,no\n");
	builder_clear(&f->out);
	explain_measure(f->c, 2, MARCH, EXPLAIN_CSV, &f->out);
	expect(f, "measure,item,value,assumed\nCSP-1,title,Firmware,no\n");
	expect(f, "CSP-1,in time,\"within 5 days; equal to it is in time, never answered is not\",yes\n");
	assert_null(strchr(f->out.data, '*'));
}

static void test_json(void **state)
{
	struct fixture *f = *state;
	explain_measures(f->c, MARCH, EXPLAIN_JSON, &f->out);
	json_error_t error;
	json_t *root = json_loads(f->out.data, JSON_REJECT_DUPLICATES, &error);
	assert_non_null(root);
	json_t *measures = json_object_get(root, "measures");
	assert_int_equal(json_array_size(measures), 5);
	json_t *cpm = json_array_get(measures, 0), *dsp = json_array_get(measures, 1);
	assert_string_equal(json_string_value(json_object_get(cpm, "id")), "CPM-1");
	assert_int_equal(json_array_size(json_object_get(cpm, "levels")), 2);
	json_t *level = json_array_get(json_object_get(cpm, "levels"), 0);
	assert_string_equal(json_string_value(json_object_get(level, "target")), "99.5");
	assert_true(json_is_true(json_object_get(level, "in_force")));
	assert_true(json_is_false(
		json_object_get(json_array_get(json_object_get(cpm, "levels"), 1), "in_force")));
	assert_true(json_is_null(json_object_get(cpm, "points")));
	assert_string_equal(json_string_value(json_object_get(json_object_get(dsp, "clock"), "early_stop")),
			    "in_time");
	assert_string_equal(json_string_value(json_object_get(dsp, "placed_by")), "due_at");
	json_decref(root);
	/* The same list, the same bytes. */
	struct builder again;
	builder_init(&again);
	explain_measures(f->c, MARCH, EXPLAIN_JSON, &again);
	assert_string_equal(again.data, f->out.data);
	builder_clear(&again);
	explain_measure(f->c, 3, MARCH, EXPLAIN_JSON, &again);
	root = json_loads(again.data, JSON_REJECT_DUPLICATES, &error);
	json_t *within = json_object_get(json_object_get(root, "measure"), "within");
	assert_string_equal(json_string_value(json_object_get(json_object_get(within, "cases"), "2")),
			    "24 h");
	json_decref(root);
	builder_done(&again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_measures_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_measure_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_width, setup, teardown),
		cmocka_unit_test_setup_teardown(test_marks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_csv, setup, teardown),
		cmocka_unit_test_setup_teardown(test_json, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
