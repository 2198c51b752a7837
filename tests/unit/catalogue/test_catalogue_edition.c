/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The built-in edition 2018-03 against its table: every row, filter, clock, limit, level and mark.
 */
#include "engine/catalogue.h"
#include "engine/catalogue_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MS INT64_C(1000000)
#define S  (1000 * MS)
#define H  (3600 * S)
#define D  (24 * H)

struct fact {
	const char *id, *dataset, *rows, *from, *to, *within; /* "column=a|b column=c" */
	int64_t ns[3];
	bool within_assumed, regional, early;
	const char *target, *minimum, *exclusions, *paused, *blind;
};

#define USER_OD  "originator=user mode=on_demand"
#define USER_FD  "originator=user mode=future_dated|scheduled"
#define DCC_OD   "originator=dcc mode=on_demand"
#define RESOLVER "resolver=DCC|DSP|CSP|SMKI "

/* The composites and the availability stand here with what they have; the order is that of the edition. */
static const struct fact facts[] = {
	{ "CPM-1", "", "", "", "", "", { 0 }, 0, 1, 0, "99", "96", "", "", "" },
	{ "CPM-2", "", "", "", "", "", { 0 }, 0, 1, 0, "99", "96", "", "", "" },
	{ "CPM-3",
	  "alerts",
	  "",
	  "received_at",
	  "delivered_at",
	  "60 s",
	  { 60 * S },
	  1,
	  1,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "" },
	{ "CPM-4",
	  "incidents",
	  RESOLVER "category=1|2",
	  "raised_at",
	  "resolved_at",
	  "category:1:4 h 2:24 h",
	  { 4 * H, 24 * H },
	  1,
	  0,
	  0,
	  "100",
	  "85",
	  "duplicate",
	  "paused_minutes",
	  "" },
	{ "CPM-5",
	  "incidents",
	  RESOLVER "category=3|4|5",
	  "raised_at",
	  "resolved_at",
	  "category:3:72 h 4:5 days 5:10 days",
	  { 72 * H, 5 * D, 10 * D },
	  1,
	  0,
	  0,
	  "90",
	  "80",
	  "duplicate",
	  "paused_minutes",
	  "" },
	{ "CPM-6", "outages", "", "", "", "", { 0 }, 0, 0, 0, "99.5", "98", "", "", "" },
	{ "CPM-7",
	  "certificates",
	  "",
	  "received_at",
	  "issued_at",
	  "submission:adhoc:30 s batch:24 h",
	  { 30 * S, 24 * H },
	  1,
	  0,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "" },
	{ "CPM-8",
	  "repository",
	  "",
	  "received_at",
	  "sent_at",
	  "3 s",
	  { 3 * S },
	  1,
	  0,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "" },
	{ "DSP-1.1",
	  "service_requests",
	  USER_OD,
	  "received_at",
	  "dispatched_at responded_at",
	  "5 s",
	  { 5 * S },
	  1,
	  1,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "responded_at" },
	{ "DSP-1.2",
	  "service_requests",
	  USER_FD,
	  "returned_at",
	  "responded_at",
	  "2 h",
	  { 2 * H },
	  1,
	  1,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "" },
	{ "DSP-1.3",
	  "service_requests",
	  USER_FD,
	  "due_at",
	  "dispatched_at",
	  "2 h",
	  { 2 * H },
	  1,
	  1,
	  1,
	  "99",
	  "96",
	  "",
	  "",
	  "responded_at" },
	{ "DSP-1.4",
	  "service_requests",
	  DCC_OD,
	  "received_at",
	  "dispatched_at responded_at",
	  "5 s",
	  { 5 * S },
	  1,
	  1,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "responded_at" },
	{ "DSP-2.1", "outages", "", "", "", "", { 0 }, 0, 0, 0, "99.5", "98",
	  "", "", "" },
	{ "DSP-ANOMALY", "", "", "", "", "", { 0 }, 0, 0, 0, "99", "96",
	  "", "", "" },
	{ "CSP-1.1", "installs", "in_coverage=Y", "installed_at", "connected_at", "end of day", { INT64_MAX }, 0, 1, 1, "95", "90",
	  "no_access not_installed", "", "" },
	{ "CSP-1.2", "installs", "in_coverage=Y", "installed_at", "connected_at", "90 days", { 90 * D }, 0, 1, 1, "99", "96",
	  "no_access not_installed", "", "" },
	{ "CSP-2",
	  "firmware",
	  "category=1",
	  "submitted_at",
	  "completed_at",
	  "5 days",
	  { 5 * D },
	  1,
	  1,
	  0,
	  "99",
	  "96",
	  "user_cancelled",
	  "",
	  "" },
	{ "CSP-3.1",
	  "commands",
	  "category=2",
	  "received_at",
	  "delivered_at",
	  "22 h",
	  { 22 * H },
	  1,
	  1,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "" },
	{ "CSP-4.1",
	  "round_trips",
	  "class=RTT2",
	  "sent_at",
	  "returned_at",
	  "22 h",
	  { 22 * H },
	  0,
	  1,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "" },
	{ "CSP-4.2",
	  "round_trips",
	  "class=RTT3",
	  "sent_at",
	  "returned_at",
	  "2 h",
	  { 2 * H },
	  0,
	  1,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "" },
	{ "CSP-4.3",
	  "round_trips",
	  "class=RTT4",
	  "sent_at",
	  "returned_at",
	  "25 s",
	  { 25 * S },
	  0,
	  1,
	  0,
	  "99",
	  "96",
	  "",
	  "",
	  "" },
	{ "CSP-6.2", "outages", "", "", "", "", { 0 }, 0, 1, 0, "99.5", "98",
	  "", "", "" },
	{ "CSP-12.1", "power_outages", "", "received_at", "sent_at", "", { 0 }, 0, 1, 0, "99", "96",
	  "", "", "" },
	{ "CSP-12.2", "power_outages", "", "received_at", "sent_at", "", { 0 }, 0, 1, 0, "99", "96",
	  "", "", "" },
	{ "CSP-COVERAGE", "installs", "", "", "", "", { 0 }, 0, 1, 0, "95", "90",
	  "no_access not_installed", "", "" },
	{ "CSP-CH1.2", "installs", "", "", "", "", { 0 }, 0, 1, 0, "99", "96",
	  "no_access not_installed", "", "" },
	{ "CSP-CH1.3", "installs", "", "", "", "", { 0 }, 0, 1, 0, "99", "96",
	  "no_access not_installed", "", "" },
	{ "CSP-CH2.1", "", "", "", "", "", { 0 }, 0, 1, 0, "95", "90",
	  "", "", "" },
};
#define N_FACTS ((int)(sizeof facts / sizeof *facts))

struct fixture {
	struct arena arena;
	const struct catalogue *c;
};

static int setup(void **state)
{
	static struct fixture f;
	arena_init(&f.arena);
	struct error err = { 0 };
	if (!catalogue_load(NULL, (struct month){ 2019, 10 }, &f.arena, &f.c, &err))
		fail_msg("line %d, %s: %s", (int)err.line, err.field, err.message);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	arena_done(&((struct fixture *)*state)->arena);
	return 0;
}

static const char *column(const struct measure *m, int c)
{
	return c < 0 ? "" : dataset_get(m->dataset)->columns[c].name;
}

static void rows_of(const struct measure *m, struct builder *b)
{
	for (int i = 0; i < m->n_filters; i++) {
		builder_printf(b, i ? " %s=" : "%s=", column(m, m->filters[i].column));
		for (int v = 0; v < m->filters[i].n_values; v++)
			builder_printf(b, v ? "|%s" : "%s", m->filters[i].values[v]);
	}
}

static void within_of(const struct measure *m, struct builder *b)
{
	if (m->clock_from < 0)
		return;
	if (m->within.column >= 0)
		builder_printf(b, "%s:", column(m, m->within.column));
	for (int i = 0; i < m->within.n_cases; i++) {
		if (i)
			builder_add_char(b, ' ');
		if (m->within.column >= 0)
			builder_printf(b, "%s:", m->within.values[i]);
		builder_printf(b, "%s", m->within.limits[i].text);
	}
}

static void expect(struct builder *b, const char *text)
{
	assert_string_equal(b->size ? b->data : "", text);
	builder_clear(b);
}

static void test_facts(void **state)
{
	const struct catalogue *c = ((struct fixture *)*state)->c;
	assert_int_equal(c->n_measures, N_FACTS);
	struct builder b;
	builder_init(&b);
	for (int i = 0; i < N_FACTS; i++) {
		const struct fact *f = &facts[i];
		const struct measure *m = &c->measures[i];
		assert_string_equal(m->id, f->id);
		assert_string_equal(m->dataset == DATASET_NONE ? "" : dataset_get(m->dataset)->name,
				    f->dataset);
		rows_of(m, &b);
		expect(&b, f->rows);
		assert_string_equal(column(m, m->clock_from), f->from);
		for (int s = 0; s < m->n_stops; s++)
			builder_printf(&b, s ? " %s" : "%s", column(m, m->clock_to[s]));
		expect(&b, f->to);
		within_of(m, &b);
		expect(&b, f->within);
		for (int k = 0; m->clock_from >= 0 && k < m->within.n_cases; k++)
			assert_int_equal(m->within.limits[k].ns, f->ns[k]);
		assert_int_equal(m->within.assumed, f->within_assumed);
		assert_int_equal(m->regional, f->regional);
		assert_int_equal(m->early_stop_ok, f->early);
		assert_int_equal(m->n_levels, 1);
		assert_string_equal(m->levels[0].target.text, f->target);
		assert_string_equal(m->levels[0].minimum.text, f->minimum);
		assert_true(m->levels[0].assumed); /* recalled or guessed, none was read */
		assert_true(measure_is_assumed(m, (struct month){ 2019, 10 }));
		for (int e = 0; e < m->n_exclusions; e++)
			builder_printf(&b, e ? " %s" : "%s", m->exclusions[e]);
		expect(&b, f->exclusions);
		assert_string_equal(column(m, m->paused_column), f->paused);
		assert_string_equal(column(m, m->blind_column), f->blind);
		if (m->clock_from >= 0)
			assert_int_equal(m->placed_by, m->clock_from); /* the timestamp that starts the clock */
		assert_int_equal(m->code_measure, strncmp(m->id, "CPM-", 4) == 0);
		assert_true(strlen(m->definition) > 60 && strlen(m->points) > 30);
	}
	builder_done(&b);
}

static void expect_inputs(const struct catalogue *c, const char *id, const char *inputs)
{
	const struct measure *m = &c->measures[catalogue_find(c, text_of(id))];
	struct builder b;
	builder_init(&b);
	for (int i = 0; i < m->n_inputs; i++)
		builder_printf(&b, i ? " %s" : "%s", c->measures[m->inputs[i]].id);
	assert_string_equal(b.data, inputs);
	assert_int_equal(m->kind, KIND_COMPOSITE);
	assert_int_equal(m->composition, COMPOSE_POOLED);
	assert_true(m->composition_assumed && m->inputs_assumed);
	builder_done(&b);
}

static void test_compositions(void **state)
{
	const struct catalogue *c = ((struct fixture *)*state)->c;
	expect_inputs(c, "CPM-1", "DSP-1.1 DSP-1.4 CSP-2 CSP-4.3");
	expect_inputs(c, "CPM-2", "DSP-1.2 DSP-1.3 CSP-3.1 CSP-4.1 CSP-4.2");
	const struct measure *ssi = &c->measures[catalogue_find(c, TEXT("cpm-6"))];
	assert_int_equal(ssi->kind, KIND_AVAILABILITY);
	assert_string_equal(ssi->service, "SSI");
	assert_string_equal(measure_good_words(ssi, 1), "minute available");
	assert_string_equal(measure_good_words(ssi, 2), "minutes available");
	assert_string_equal(measure_good_words(&c->measures[3], 1), "in time");
	assert_int_equal(ssi->denominator, DENOMINATOR_LESS_PLANNED);
	assert_int_equal(ssi->levels[0].target.micro, 99500000);
	assert_int_equal(c->measures[3].kind, KIND_INCIDENTS);
	assert_int_equal(c->measures[4].kind, KIND_INCIDENTS);
	assert_int_equal(catalogue_find(c, TEXT("CPM-9")), -1);
	assert_int_equal(catalogue_find(c, TEXT("")), -1);
}

/* Metrics follow the measures: without levels, with breakdowns, and of a kind that needs no verdict. */
static void test_metrics(void **state)
{
	const struct catalogue *c = ((struct fixture *)*state)->c;
	assert_int_equal(c->n_items - c->n_measures, 16);
	for (int i = 0; i < c->n_items; i++) {
		const struct measure *m = &c->measures[i];
		assert_int_equal(m->is_metric, i >= c->n_measures);
		if (!m->is_metric)
			continue;
		assert_int_equal(m->n_levels, 0);
		assert_true(m->n_dimensions > 0);
		assert_true(strlen(m->definition) > 40 && strlen(m->points) > 20 && strlen(m->authority) > 20);
		assert_int_equal(catalogue_find(c, text_of(m->id)), i);
	}
	const struct measure *what_if = &c->measures[catalogue_find(c, TEXT("INC-WHAT-IF"))];
	assert_int_equal(what_if->n_of, 2);
	assert_string_equal(c->measures[what_if->of[1]].id, "CPM-5");
	const struct measure *volume = &c->measures[catalogue_find(c, TEXT("ALERT-VOLUME"))];
	const struct dimension *area = &volume->dimensions[volume->n_dimensions - 1];
	assert_string_equal(area->name, "area_code_device");
	assert_int_equal(area->n_parts, 5);
	assert_int_equal(area->share_of, 2);
	assert_true(area->national_only);
	assert_int_equal(area->parts[0].kind, PART_AREA);
	assert_string_equal(column(volume, area->parts[2].column), "manufacturer");
	assert_string_equal(column(volume, volume->counted_column), "represents");
}

/* Every SRV of the dictionary of the interface stands in one process at most, and answers in one class. */
static void test_journeys(void **state)
{
	const struct catalogue *c = ((struct fixture *)*state)->c;
	static const struct {
		const char *srv, *process;
	} srvs[] = {
		{ "8.1.1", "install_and_commission" }, { "2.2", "prepayment" }, { "4.8.1", "reads" },
		{ "1.1.1", "tariff" },		       { "6.23", "change_of_supplier" },
		{ "11.1", "firmware" },		       { "8.14.3", "returns" },
		{ "6.13", "connectivity" },
	};
	assert_int_equal(c->n_processes, 8);
	for (size_t i = 0; i < sizeof srvs / sizeof *srvs; i++) {
		int p = catalogue_process(c, text_of(srvs[i].srv));
		assert_true(p >= 0);
		assert_string_equal(c->processes[p].name, srvs[i].process);
	}
	assert_int_equal(catalogue_process(c, TEXT("99.9")), -1);
	assert_int_equal(catalogue_response(c, TEXT("I0")), RESPONSE_SUCCESS);
	assert_int_equal(catalogue_response(c, TEXT("E20")), RESPONSE_NETWORK);
	assert_int_equal(catalogue_response(c, TEXT("E19")), RESPONSE_REQUESTER);
	assert_int_equal(catalogue_response(c, TEXT("E1")), RESPONSE_REQUESTER);
	assert_int_equal(catalogue_response(c, TEXT("E99")), RESPONSE_OTHER);
}

static void test_edition(void **state)
{
	const struct catalogue *c = ((struct fixture *)*state)->c;
	assert_string_equal(c->edition, "2018-03");
	assert_int_equal(month_compare(c->in_force, (struct month){ 2018, 3 }), 0);
	assert_true(c->built_in);
	assert_string_equal(c->source, "built in");
	assert_int_equal(strspn(c->sha256, "0123456789abcdef"), 64);
	assert_int_equal(c->withhold_share_micro, 100000);
	assert_int_equal(c->withhold_rows, 10);
	assert_int_equal(c->withhold_always_micro, 5000000);
}

/* The text built in is the file of the source tree, and its hash is what sha256sum says of it. */
static void test_file_is_the_same(void **state)
{
	const struct catalogue *built_in = ((struct fixture *)*state)->c, *file;
	struct arena arena;
	arena_init(&arena);
	struct error err;
	assert_true(
		catalogue_load(EDITIONS "/2018-03.yaml", (struct month){ 2019, 10 }, &arena, &file, &err));
	assert_string_equal(file->sha256, built_in->sha256);
	assert_false(file->built_in);
	assert_string_equal(file->source, EDITIONS "/2018-03.yaml");
	arena_done(&arena);
}

static void test_in_force(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena);
	struct error err = { 0 };
	const struct catalogue *c = NULL;
	assert_false(catalogue_load(NULL, (struct month){ 2018, 2 }, &arena, &c, &err));
	assert_int_equal(err.kind, ERROR_CATALOGUE);
	assert_non_null(strstr(err.message, "2018-02"));
	assert_non_null(strstr(err.hint, "--catalogue"));
	assert_null(c);
	assert_true(catalogue_load(NULL, (struct month){ 2018, 3 }, &arena, &c, &err));
	assert_true(catalogue_load(NULL, (struct month){ 2199, 12 }, &arena, &c, &err));
	assert_true(catalogue_load(NULL, (struct month){ 0, 0 }, &arena, &c, &err));
	arena_done(&arena);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(kind_name(KIND_IN_TIME), "in_time");
	assert_string_equal(kind_name(KIND_INCIDENTS), "incidents");
	assert_string_equal(kind_name(KIND_AVAILABILITY), "availability");
	assert_string_equal(kind_name(KIND_COMPOSITE), "composite");
	assert_string_equal(composition_name(COMPOSE_POOLED), "pooled");
	assert_string_equal(composition_name(COMPOSE_MEAN), "mean");
	assert_string_equal(composition_name(COMPOSE_MINIMUM), "minimum");
	for (int k = 0; k < COMPOSE_COUNT; k++)
		assert_true(strlen(composition_help((enum composition)k)) > 5);
}

/* docs/catalogue.md describes every key, kind and composition that there is. */
static void test_documented(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena);
	struct error err = { 0 };
	struct yaml_reader r = { .source = "docs", .arena = &arena, .err = &err };
	struct text page;
	if (!yaml_load(&r, DOCS "/catalogue.md", &page))
		fail_msg("%s", err.message);
	const struct catalogue_key *keys;
	size_t n = catalogue_keys(&keys);
	assert_true(n > 15);
	for (size_t k = 0; k < n; k++)
		if (!strstr(page.data, arena_printf(&arena, "\n| `%s` | ", keys[k].name)))
			fail_msg("docs/catalogue.md does not describe the key %s", keys[k].name);
	for (int k = 0; k < KIND_COUNT; k++)
		assert_non_null(strstr(
			page.data, arena_printf(&arena, "\n- **`%s`**", kind_name((enum measure_kind)k))));
	for (int k = 0; k < COMPOSE_COUNT; k++)
		assert_non_null(strstr(page.data,
				       arena_printf(&arena, "`%s`", composition_name((enum composition)k))));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edition),      cmocka_unit_test(test_facts),
		cmocka_unit_test(test_compositions), cmocka_unit_test(test_file_is_the_same),
		cmocka_unit_test(test_in_force),     cmocka_unit_test(test_names),
		cmocka_unit_test(test_documented),
		cmocka_unit_test(test_metrics),      cmocka_unit_test(test_journeys),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
