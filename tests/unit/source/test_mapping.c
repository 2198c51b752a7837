/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include "ingest/mapping.h"

static const char full[] =
	"synthetic: true\n"
	"notice: >\n"
	"  Synthetic data,\n"
	"  not of any provider.\n"
	"files:\n"
	"  service_requests:\n"
	"    delimiter: \";\"\n"
	"    encoding: windows-1252\n"
	"    zone: Europe/London\n"
	"    timestamp: \"%d/%m/%Y %H:%M:%S\"\n"
	"    columns:\n"
	"      \" Request Ref \": request_id\n"
	"      Raised: {column: received_at, zone: +01:00, timestamp: \"%Y-%m-%d %H:%M\"}\n"
	"      Answered: {column: responded_at}\n"
	"      Dispatched_At: {zone: UTC}\n"
	"    values:\n"
	"      region: {North: N, Central: C, South: S, n/a: \"\"}\n"
	"  alerts-csp-n-*.csv:\n"
	"    delimiter: tab\n"
	"  \"*-csp-s-*\":\n"
	"    decimal_mark: \",\"\n"
	"  incidents:\n"
	"    decimal_mark: \",\"\n"
	"    columns:\n"
	"      Pause: {column: paused_minutes, decimal_mark: \".\"}\n"
	"    values:\n"
	"      category: {Major: 1}\n"
	"      cause: {PP: Production Proving}\n"
	"      key: {\"no\": \"\", \"yes\": Y}\n";

static const struct mapping_column *column(const struct mapping_entry *e, enum dataset_id d, const char *name)
{
	int wanted = dataset_column(dataset_get(d), text_of(name));
	assert_true(wanted >= 0);
	for (int i = 0; i < e->n_columns; i++)
		if (e->columns[i].column == wanted)
			return &e->columns[i];
	return NULL;
}

static const struct mapping_entry *find(const struct mapping *m, enum dataset_id d, const char *name)
{
	return mapping_find(m, d, text_of(name));
}

static void test_full(void **state)
{
	(void)state;
	struct arena arena;
	struct mapping m;
	struct error err = { 0 };
	arena_init(&arena);
	if (!mapping_parse(text_of(full), "mapping.yaml", &arena, &m, &err))
		fail_msg("line %d: %s: %s", (int)err.line, err.field, err.message);
	assert_true(m.synthetic);
	assert_string_equal(m.notice, "Synthetic data, not of any provider.");
	assert_int_equal(strlen(m.sha256), 64);
	assert_int_equal(m.n_rules, 4);

	const struct mapping_entry *e = find(&m, DATASET_SERVICE_REQUESTS, "service_requests-2019-10.csv");
	assert_non_null(e);
	assert_string_equal(e->name, "service_requests");
	assert_int_equal(e->delimiter, ';');
	assert_int_equal(e->encoding, ENCODING_WINDOWS_1252);
	assert_int_equal(e->zone.kind, ZONE_LONDON);
	assert_string_equal(e->stamp_format, "%d/%m/%Y %H:%M:%S");
	assert_int_equal(e->decimal_mark, '.');
	assert_int_equal(e->n_columns, 5);
	const struct mapping_column *c = column(e, DATASET_SERVICE_REQUESTS, "request_id");
	assert_string_equal(c->heading, "Request Ref");
	/* Its own zone and form, then those of the entry. */
	c = column(e, DATASET_SERVICE_REQUESTS, "received_at");
	assert_int_equal(c->zone.kind, ZONE_FIXED);
	assert_int_equal(c->zone.offset, NS_PER_HOUR);
	assert_string_equal(c->stamp_format, "%Y-%m-%d %H:%M");
	c = column(e, DATASET_SERVICE_REQUESTS, "responded_at");
	assert_int_equal(c->zone.kind, ZONE_LONDON);
	assert_string_equal(c->stamp_format, "%d/%m/%Y %H:%M:%S");
	c = column(e, DATASET_SERVICE_REQUESTS, "dispatched_at");
	assert_int_equal(c->zone.kind, ZONE_FIXED);
	assert_string_equal(c->stamp_format, "%d/%m/%Y %H:%M:%S");
	/* Values of a column whose heading needs no mapping. */
	c = column(e, DATASET_SERVICE_REQUESTS, "region");
	assert_string_equal(c->heading, "region");
	assert_int_equal(c->n_values, 4);
	assert_string_equal(c->values[0].from, "North");
	assert_string_equal(c->values[0].to, "N");
	assert_string_equal(c->values[3].from, "n/a");
	assert_string_equal(c->values[3].to, "");

	e = find(&m, DATASET_INCIDENTS, "incidents.csv");
	assert_int_equal(e->decimal_mark, ',');
	assert_int_equal(column(e, DATASET_INCIDENTS, "paused_minutes")->decimal_mark, '.');
	assert_string_equal(column(e, DATASET_INCIDENTS, "category")->values[0].to, "1");
	assert_string_equal(column(e, DATASET_INCIDENTS, "cause")->values[0].to, "Production Proving");
	arena_done(&arena);
}

static void test_which_entry(void **state)
{
	(void)state;
	struct arena arena;
	struct mapping m;
	struct error err = { 0 };
	arena_init(&arena);
	assert_true(mapping_parse(text_of(full), "mapping.yaml", &arena, &m, &err));
	assert_string_equal(find(&m, DATASET_ALERTS, "alerts-csp-n-2019-10.csv")->name, "alerts-csp-n-*.csv");
	assert_null(find(&m, DATASET_ALERTS, "alerts-csp-n-2019-10.csv.gz"));
	assert_null(find(&m, DATASET_ALERTS, "alerts.csv"));
	assert_string_equal(find(&m, DATASET_ALERTS, "alerts-csp-s-1.csv")->name, "*-csp-s-*");
	/* The pattern stands before the dataset's entry. */
	assert_string_equal(find(&m, DATASET_INCIDENTS, "incidents-csp-s-1.csv")->name, "*-csp-s-*");
	assert_string_equal(find(&m, DATASET_INCIDENTS, "standard input")->name, "incidents");
	assert_null(find(&m, DATASET_HUBS, "hubs.csv"));
	arena_done(&arena);
}

static void test_patterns(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *name;
		bool fits;
	} cases[] = {
		{ "*", "", true },
		{ "*", "anything", true },
		{ "", "", true },
		{ "", "a", false },
		{ "a?c", "abc", true },
		{ "a?c", "ac", false },
		{ "a*c", "ac", true },
		{ "a*c", "abcbc", true },
		{ "a*c", "abcb", false },
		{ "*.csv", "a.csv.csv", true },
		{ "*.csv", "a.csv.gz", false },
		{ "alerts-*-1*.csv", "alerts-x-2-11.csv", true },
		{ "a**b", "a1b", true },
		{ "[a]", "a", false },
		{ "[a]", "[a]", true },
		{ "*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (mapping_pattern_fits(text_of(cases[i].pattern), text_of(cases[i].name)) != cases[i].fits)
			fail_msg("%s against %s", cases[i].pattern, cases[i].name);
}

/* Each mistake, the line and key that must be named, and words that the message and hint must hold. */
static const struct {
	const char *yaml;
	unsigned line;
	const char *field, *message, *hint;
} mistakes[] = {
	{ "", 0, "", "empty", "" },
	{ "- a\n", 1, "", "a list, expected a map", "" },
	{ "fils: {}\n", 1, "fils", "unknown key", "files" },
	{ "synthetic: maybe\n", 1, "synthetic", "maybe", "" },
	{ "notice: [a]\n", 1, "notice", "a sentence", "" },
	{ "files: alerts\n", 1, "files", "a map of datasets", "" },
	{ "files:\n  alert: {zone: UTC}\n", 2, "files.alert", "neither a dataset", "alerts" },
	{ "files:\n  Alerts: {zone: UTC}\n", 2, "files.Alerts", "neither a dataset", "alerts" },
	{ "files:\n  xyzzy: {zone: UTC}\n", 2, "files.xyzzy", "neither a dataset", "service_requests" },
	{ "files:\n  alarms-*.csv: {zone: UTC}\n", 2, "files.alarms-*.csv", "fits no dataset", "" },
	{ "files:\n  alerts:\n", 2, "files.alerts", "nothing", "" },
	{ "files:\n  alerts:\n    zones: UTC\n", 3, "files.alerts.zones", "unknown key", "zone" },
	{ "files:\n  alerts: {zone: UTC}\n  alerts: {zone: UTC}\n", 3, "files.alerts", "twice", "" },
	{ "files:\n  alerts:\n    delimiter: \"::\"\n", 3, "files.alerts.delimiter", "expected \",\"", "" },
	{ "files:\n  alerts:\n    delimiter: a\n", 3, "files.alerts.delimiter", "no delimiter", "" },
	{ "files:\n  alerts:\n    delimiter:\n", 3, "files.alerts.delimiter", "expected", "" },
	{ "files:\n  alerts:\n    encoding: latin-1\n", 3, "files.alerts.encoding", "windows-1252", "" },
	{ "files:\n  alerts:\n    zone: Mars\n", 3, "files.alerts.zone", "Europe/London", "" },
	{ "files:\n  alerts:\n    timestamp: \"%d/%m\"\n", 3, "files.alerts.timestamp", "timestamp format",
	  "%Y" },
	{ "files:\n  alerts:\n    decimal_mark: \";\"\n", 3, "files.alerts.decimal_mark", "expected", "" },
	{ "files:\n  alerts:\n    columns: [a]\n", 3, "files.alerts.columns", "a map of headings", "" },
	{ "files:\n  alerts:\n    columns:\n      Ref: alert_ident\n", 4, "files.alerts.columns.Ref",
	  "\"alert_ident\" is no column of alerts", "alert_id" },
	{ "files:\n  alerts:\n    columns:\n      Ref: xyzzy\n", 4, "files.alerts.columns.Ref",
	  "no column of alerts", "alert_code" },
	{ "files:\n  alerts:\n    columns:\n      A: alert_id\n      B: alert_id\n", 5,
	  "files.alerts.columns.B", "two headings become alert_id, the other on line 4", "" },
	{ "files:\n  alerts:\n    columns:\n      Ref: alert_id\n      \" REF\": region\n", 5,
	  "files.alerts.columns. REF", "given twice, first on line 4", "" },
	{ "files:\n  alerts:\n    columns:\n      \"  \": alert_id\n", 4, "files.alerts.columns.  ",
	  "heading is empty", "" },
	{ "files:\n  alerts:\n    columns:\n      Ref: {zone: UTC}\n", 4, "files.alerts.columns.Ref.column",
	  "missing", "" },
	{ "files:\n  alerts:\n    columns:\n      Ref: {column: alert_id, zon: UTC}\n", 4,
	  "files.alerts.columns.Ref.zon", "unknown key", "zone" },
	{ "files:\n  alerts:\n    columns:\n      Ref: {column: alert_id, zone: UTC}\n", 4,
	  "files.alerts.columns.Ref.zone", "alert_id is not a timestamp", "" },
	{ "files:\n  alerts:\n    columns:\n      Ref: {column: alert_id, decimal_mark: \",\"}\n", 4,
	  "files.alerts.columns.Ref.decimal_mark", "not a decimal", "" },
	{ "files:\n  alerts:\n    columns:\n      Ref: [alert_id]\n", 4, "files.alerts.columns.Ref",
	  "expected", "" },
	{ "files:\n  alerts:\n    values: {regions: {North: N}}\n", 3, "files.alerts.values.regions",
	  "no column", "region" },
	{ "files:\n  alerts:\n    values: {region: N}\n", 3, "files.alerts.values.region", "a map of values",
	  "" },
	{ "files:\n  alerts:\n    values: {region: {North: X}}\n", 3, "files.alerts.values.region.North",
	  "\"X\" is no value of region, expected N, C or S", "" },
	{ "files:\n  alerts:\n    values: {region: {North: n}}\n", 3, "files.alerts.values.region.North",
	  "no value of region", "N" },
	{ "files:\n  firmware:\n    values: {outcome: {ok: complete}}\n", 3,
	  "files.firmware.values.outcome.ok", "no value of outcome", "completed" },
	{ "files:\n  alerts:\n    values: {alert_id: {none: \"\"}}\n", 3, "files.alerts.values.alert_id.none",
	  "may not be empty", "" },
	{ "files:\n  alerts:\n    values: {received_at: {x: 2019-10-01T00:00:00Z}}\n", 3,
	  "files.alerts.values.received_at.x", "can only become nothing", "" },
	{ "files:\n  alerts:\n    values: {represents: {many: lots}}\n", 3,
	  "files.alerts.values.represents.many", "expected digits", "" },
	{ "files:\n  alerts:\n    columns: {region: device_type}\n    values: {region: {North: N}}\n", 4,
	  "files.alerts.values.region", "no heading becomes region", "" },
	{ "files:\n  \"*.csv\":\n    columns: {Ref: alert_id}\n", 3, "files.*.csv.columns",
	  "several datasets", "" },
	{ "files:\n  alerts: &a {zone: UTC}\n", 2, "", "anchor", "" },
	{ "files: {alerts: {zone: UTC}\n", 0, "", "not valid YAML", "" },
};

static void test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct arena arena;
		struct mapping m = { .n_rules = 77 };
		struct error err = { 0 };
		arena_init(&arena);
		if (mapping_parse(text_of(mistakes[i].yaml), "m.yaml", &arena, &m, &err))
			fail_msg("accepted: %s", mistakes[i].yaml);
		assert_int_equal(err.kind, ERROR_CATALOGUE);
		assert_string_equal(err.path, "m.yaml");
		bool right = strstr(err.message, mistakes[i].message) && strstr(err.hint, mistakes[i].hint) &&
			     (mistakes[i].line == 0 || err.line == mistakes[i].line) &&
			     (mistakes[i].field[0] == '\0' || strcmp(err.field, mistakes[i].field) == 0);
		if (!right)
			fail_msg("%s: line %d, %s: %s (%s)", mistakes[i].yaml, (int)err.line, err.field,
				 err.message, err.hint);
		assert_int_equal(m.n_rules, 77);
		arena_done(&arena);
	}
}

static void test_load(void **state)
{
	(void)state;
	struct arena arena;
	struct mapping m;
	struct error err = { 0 };
	arena_init(&arena);
	scratch_init();
	assert_true(mapping_load(scratch_text("m.yaml", "synthetic: no\n"), &arena, &m, &err));
	assert_false(m.synthetic);
	assert_string_equal(m.notice, "");
	/* sha256sum of the line above */
	assert_string_equal(m.sha256, "cdf877833c0c7a28e9986968ba9549a78a5557286dd985982a95bb8bb1c69900");
	assert_null(find(&m, DATASET_ALERTS, "alerts.csv"));
	assert_false(mapping_load(scratch_path("absent.yaml"), &arena, &m, &err));
	assert_int_equal(err.kind, ERROR_CATALOGUE);
	assert_string_equal(err.path, scratch_path("absent.yaml"));
	assert_false(mapping_load(scratch, &arena, &m, &err));
	assert_int_equal(err.kind, ERROR_CATALOGUE);
	scratch_done();
	arena_done(&arena);
}

/* The name of an entry and the order of what stands in it say nothing; all else does. */
static void test_says_same(void **state)
{
	static const char base[] = "files:\n  repository: {zone: UTC, columns: {Ref: request_id, At: received_at}, "
				   "values: {sent_at: {x: \"\", y: \"\"}, request_id: {a: b, c: d}}}\n";
	static const struct {
		const char *yaml;
		bool same;
	} others[] = {
		{ base, true },
		{ "files:\n  repository-*: {columns: {At: received_at, ref: request_id}, "
		  "values: {request_id: {c: d, a: b}, sent_at: {y: \"\", x: \"\"}}}\n", true },
		{ "files:\n  repository: {zone: Europe/London, columns: {Ref: request_id, At: received_at}, "
		  "values: {sent_at: {x: \"\", y: \"\"}, request_id: {a: b, c: d}}}\n", false },
		{ "files:\n  repository: {columns: {Ref: request_id, At: sent_at}, "
		  "values: {request_id: {a: b, c: d}}}\n", false },
		{ "files:\n  repository: {columns: {Ref: request_id, At: received_at}, "
		  "values: {sent_at: {x: \"\", y: \"\"}, request_id: {a: d, c: b}}}\n", false },
		{ "files:\n  repository: {columns: {Ref: request_id, At: {column: received_at, zone: +01:00}}, "
		  "values: {sent_at: {x: \"\", y: \"\"}, request_id: {a: b, c: d}}}\n", false },
		{ "files:\n  repository: {delimiter: \";\", columns: {Ref: request_id, At: received_at}, "
		  "values: {sent_at: {x: \"\", y: \"\"}, request_id: {a: b, c: d}}}\n", false },
	};
	struct arena arena;
	struct mapping m, other;
	struct error err = { 0 };

	(void)state;
	arena_init(&arena);
	assert_true(mapping_parse(text_of(base), "a", &arena, &m, &err));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		const struct mapping_entry *a = &m.rules[0].entry, *b;

		if (!mapping_parse(text_of(others[i].yaml), "b", &arena, &other, &err))
			fail_msg("%zu: %s: %s", i, err.field, err.message);
		b = &other.rules[0].entry;
		if (mapping_says_same(a, b) != others[i].same || mapping_says_same(b, a) != others[i].same)
			fail_msg("%s", others[i].yaml);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),     cmocka_unit_test(test_which_entry),
		cmocka_unit_test(test_patterns), cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_load),     cmocka_unit_test(test_says_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
