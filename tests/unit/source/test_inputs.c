/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include "ingest/inputs.h"

/* What a test gives and gets. */
struct run {
	struct arena arena;
	struct findings findings;
	struct ingest_options options;
	const char *paths[8];
	struct inputs inputs;
	struct error err;
	bool ok;
};

static void start(struct run *r)
{
	*r = (struct run){ .options = { .n_threads = 1 } };
	arena_init(&r->arena);
	findings_init(&r->findings);
	scratch_init();
}

static void give(struct run *r, const char *path)
{
	assert_true(r->options.n_paths < 8);
	r->paths[r->options.n_paths++] = arena_copy(&r->arena, path, strlen(path));
}

static void look(struct run *r)
{
	r->options.paths = r->paths;
	r->ok = inputs_find(&r->options, &r->arena, &r->findings, &r->inputs, &r->err);
	findings_sort(&r->findings);
}

static void end(struct run *r)
{
	scratch_done();
	findings_done(&r->findings);
	arena_done(&r->arena);
}

/* The names in order, joined by spaces, ignored ones in brackets. */
static const char *names(struct run *r)
{
	const char *text = "";
	if (!r->ok)
		fail_msg("%s: %s", r->err.path, r->err.message);
	for (size_t i = 0; i < r->inputs.n_files; i++)
		text = arena_printf(&r->arena,
				    r->inputs.files[i].dataset == DATASET_NONE ? "%s%s[%s]" : "%s%s%s", text,
				    i ? " " : "", r->inputs.files[i].name);
	return text;
}

static const struct finding *finding_of(struct run *r, const char *kind, const char *file)
{
	for (size_t i = 0; i < r->findings.n; i++)
		if (strcmp(r->findings.items[i].kind, kind) == 0 &&
		    strcmp(r->findings.items[i].file, file) == 0)
			return &r->findings.items[i];
	return NULL;
}

static void test_folder(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	scratch_text("alerts.csv", "");
	scratch_text("alerts-csp-n-2019-10.csv.gz", "");
	scratch_text("service_requests.2019-10.csv.zst", "12345");
	scratch_text("hubs.csv.xz", "");
	scratch_text("firmware.CSV", "");
	scratch_text("README", "");
	scratch_text("notes.txt", "");
	scratch_text(".alerts.csv", "");
	scratch_text("mapping.yaml", "notice: words\n");
	scratch_folder("outages");
	scratch_text("outages/outages.csv", "");
	scratch_folder("commands.csv");
	give(&r, scratch);
	look(&r);
	assert_string_equal(names(&r),
			    "service_requests.2019-10.csv.zst alerts-csp-n-2019-10.csv.gz alerts.csv "
			    "firmware.CSV hubs.csv.xz");
	assert_int_equal(r.findings.n, 0);
	assert_int_equal(r.inputs.files[0].size_bytes, 5);
	assert_string_equal(r.inputs.notice, "words");
	assert_false(r.inputs.synthetic);
	assert_int_equal(strlen(r.inputs.mapping_sha256), 64);
	assert_null(r.inputs.files[0].mapping);
	end(&r);
}

static void test_unknown_names(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	scratch_text("Alerts.CSV", "");
	scratch_text("service-requests-2019.csv", "");
	scratch_text("alert.csv.gz", "");
	scratch_text("xyzzy.csv", "");
	scratch_text("alerts.xlsx", "");
	scratch_text("mapping.yml", "");
	give(&r, scratch);
	look(&r);
	assert_string_equal(names(&r), "[Alerts.CSV] [alert.csv.gz] [service-requests-2019.csv] [xyzzy.csv]");
	const struct finding *f = finding_of(&r, "unknown_file", "Alerts.CSV");
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_string_equal(f->value, "Alerts");
	assert_non_null(strstr(f->message, "did you mean alerts?"));
	f = finding_of(&r, "unknown_file", "alert.csv.gz");
	assert_non_null(strstr(f->message, "did you mean alerts?"));
	f = finding_of(&r, "unknown_file", "xyzzy.csv");
	assert_null(strstr(f->message, "did you mean"));
	f = finding_of(&r, "unknown_file", "alerts.xlsx");
	assert_int_equal(f->severity, SEVERITY_NOTE);
	f = finding_of(&r, "unknown_file", "mapping.yml");
	assert_non_null(strstr(f->message, "mapping.yaml"));
	assert_int_equal(r.findings.n, 6);
	end(&r);
}

static void test_named_files(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	give(&r, scratch_text("alerts.txt", ""));
	give(&r, scratch_text("README", ""));
	give(&r, scratch_text("mapping.yaml", "synthetic: true\n"));
	give(&r, scratch_text("hubs", ""));
	look(&r);
	/* Named outright, a file is read whatever its ending, and missed when its name says nothing. */
	assert_string_equal(names(&r), "alerts.txt hubs [README]");
	assert_non_null(finding_of(&r, "unknown_file", "README"));
	assert_int_equal(r.findings.n, 1);
	assert_true(r.inputs.synthetic);
	end(&r);
}

static void test_names_to_show(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	scratch_folder("a");
	scratch_folder("a/x");
	scratch_folder("b");
	scratch_folder("b/x");
	scratch_folder("c");
	give(&r, scratch_text("a/x/alerts.csv", ""));
	give(&r, scratch_text("b/x/alerts.csv", ""));
	give(&r, scratch_text("c/alerts.csv", ""));
	give(&r, scratch_text("c/alerts-2.csv", ""));
	give(&r, scratch_text("c/hubs-\x1b[1m\xff.csv", ""));
	look(&r);
	const char *first = arena_copy(&r.arena, names(&r), strlen(names(&r)));
	assert_string_equal(first,
			    "a/x/alerts.csv alerts-2.csv b/x/alerts.csv c/alerts.csv hubs-\\x1B[1m\\xFF.csv");
	/* Neither the order nor the way a path is written shows. */
	for (size_t i = 0; i < 2; i++) {
		const char *other = r.paths[i];
		r.paths[i] = r.paths[4 - i];
		r.paths[4 - i] = other;
	}
	r.paths[2] = arena_printf(&r.arena, "%s/a/../c//./alerts.csv", scratch);
	look(&r);
	assert_string_equal(names(&r), first);
	assert_int_equal(r.findings.n, 0);
	end(&r);
}

static void test_doubles(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	scratch_folder("in");
	give(&r, scratch_text("in/alerts.csv", ""));
	give(&r, scratch_path("in"));
	give(&r, scratch_path("in/../in/alerts.csv"));
	assert_int_equal(symlink("alerts.csv", scratch_path("in/alerts-latest.csv")), 0);
	look(&r);
	assert_int_equal(r.inputs.n_files, 1);
	const struct finding *f = finding_of(&r, "same_path", r.inputs.files[0].name);
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_NOTE);
	end(&r);
}

static void test_own_output(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	scratch_folder("data");
	scratch_text("data/alerts.csv", "");
	scratch_text("data/results.csv", "");
	scratch_text("data/breakdowns.csv", "");
	scratch_text("data/findings.csv", "");
	scratch_text("data/review.csv", "");
	scratch_folder("data/rejected");
	scratch_text("data/rejected/alerts.csv", "");
	r.options.skip_path = scratch_path("data/../data/");
	give(&r, scratch_path("data"));
	give(&r, scratch_path("data/results.csv"));
	give(&r, scratch_path("data/rejected"));
	look(&r);
	assert_string_equal(names(&r), "alerts.csv");
	assert_int_equal(r.findings.n, 0);
	end(&r);

	/* Elsewhere the same names are files like others; an output folder that is not there skips none. */
	start(&r);
	scratch_folder("data");
	scratch_text("data/results.csv", "");
	r.options.skip_path = scratch_path("nothing-yet");
	give(&r, scratch_path("data"));
	look(&r);
	assert_string_equal(names(&r), "[results.csv]");
	end(&r);
}

static void test_bad_paths(void **state)
{
	(void)state;
	static const char *const bad[] = { "nothing", "nothing/alerts.csv", "alerts.csv/x", "" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct run r;
		start(&r);
		scratch_text("alerts.csv", "");
		give(&r, scratch_path("alerts.csv"));
		give(&r, bad[i][0] ? scratch_path(bad[i]) : "");
		look(&r);
		assert_false(r.ok);
		assert_int_equal(r.err.kind, ERROR_INPUT);
		assert_true(r.err.path[0] != '\0');
		assert_true(r.err.hint[0] != '\0');
		end(&r);
	}
}

static void test_unreadable_folder(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	give(&r, scratch_folder("locked"));
	assert_int_equal(chmod(scratch_path("locked"), 0), 0);
	if (!scratch_drop_root())
		skip();
	look(&r);
	scratch_take_root();
	assert_false(r.ok);
	assert_int_equal(r.err.kind, ERROR_INPUT);
	assert_non_null(strstr(r.err.hint, "permission"));
	assert_int_equal(chmod(scratch_path("locked"), 0700), 0);
	end(&r);
}

static void test_odd_entries(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	scratch_folder("in");
	scratch_folder("empty");
	assert_int_equal(mkfifo(scratch_path("in/alerts.csv"), 0600), 0);
	/* A link that leads nowhere: its dataset was supplied and cannot be read, which must show. */
	assert_int_equal(symlink("gone", scratch_path("in/hubs.csv")), 0);
	give(&r, scratch_path("in"));
	give(&r, scratch_path("empty"));
	look(&r);
	assert_string_equal(names(&r), "hubs.csv");
	assert_non_null(finding_of(&r, "unknown_file", "alerts.csv"));
	assert_non_null(finding_of(&r, "empty_folder", "empty"));
	end(&r);
	/* Named outright, a pipe is read. */
	start(&r);
	assert_int_equal(mkfifo(scratch_path("alerts.csv"), 0600), 0);
	give(&r, scratch_path("alerts.csv"));
	look(&r);
	assert_string_equal(names(&r), "alerts.csv");
	end(&r);
}

static void test_standard_input(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	give(&r, "-");
	give(&r, "-");
	r.options.stdin_dataset = "alerts";
	look(&r);
	assert_string_equal(names(&r), "standard input");
	assert_true(r.inputs.files[0].is_stdin);
	assert_string_equal(r.inputs.files[0].path, "-");
	assert_int_equal(r.inputs.files[0].dataset, DATASET_ALERTS);
	end(&r);
	static const char *const wrong[] = { NULL, "alert", "xyzzy" };
	for (size_t i = 0; i < 3; i++) {
		start(&r);
		give(&r, "-");
		r.options.stdin_dataset = wrong[i];
		look(&r);
		assert_false(r.ok);
		assert_int_equal(r.err.kind, ERROR_USAGE);
		assert_string_equal(r.err.field, "--dataset");
		assert_non_null(strstr(r.err.hint, "alerts"));
		end(&r);
	}
}

static void test_mappings(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	scratch_folder("n");
	scratch_folder("s");
	scratch_text("n/mapping.yaml", "notice: From the north.\nfiles: {alerts: {delimiter: \";\"}}\n");
	scratch_text("s/mapping.yaml",
		     "synthetic: true\nnotice: From the south.\nfiles: {hubs: {delimiter: tab}}\n");
	give(&r, scratch_text("n/alerts.csv", ""));
	give(&r, scratch_text("s/alerts-s.csv", ""));
	give(&r, scratch_text("s/hubs.csv", ""));
	look(&r);
	assert_string_equal(names(&r), "alerts-s.csv alerts.csv hubs.csv");
	/* Each file by the mapping of its own folder. */
	assert_null(r.inputs.files[0].mapping);
	assert_int_equal(r.inputs.files[1].mapping->delimiter, ';');
	assert_int_equal(r.inputs.files[2].mapping->delimiter, '\t');
	assert_true(r.inputs.synthetic);
	assert_non_null(strstr(r.inputs.notice, "From the north."));
	assert_non_null(strstr(r.inputs.notice, "From the south."));
	assert_int_equal(strlen(r.inputs.mapping_sha256), 129);
	/* --mapping stands for all of them. */
	r.options.mapping_path = scratch_text("other.yaml", "files: {alerts: {delimiter: \"|\"}}\n");
	look(&r);
	assert_int_equal(r.inputs.files[0].mapping->delimiter, '|');
	assert_int_equal(r.inputs.files[1].mapping->delimiter, '|');
	assert_null(r.inputs.files[2].mapping);
	assert_string_equal(r.inputs.notice, "");
	assert_false(r.inputs.synthetic);
	assert_int_equal(strlen(r.inputs.mapping_sha256), 64);
	/* Wrong or absent, it is an error of the configuration. */
	r.options.mapping_path = scratch_text("other.yaml", "files: {alert: {delimiter: \"|\"}}\n");
	look(&r);
	assert_false(r.ok);
	assert_int_equal(r.err.kind, ERROR_CATALOGUE);
	assert_int_equal(r.err.line, 1);
	r.options.mapping_path = scratch_path("absent.yaml");
	look(&r);
	assert_false(r.ok);
	assert_int_equal(r.err.kind, ERROR_CATALOGUE);
	end(&r);
}

/* What lies beside the files under the mapping's name is one, or an error: it is neither waited for nor passed over. */
static void test_mapping_that_is_none(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	give(&r, scratch_text("alerts.csv", ""));
	const char *path = scratch_path("mapping.yaml");
	assert_int_equal(mkfifo(path, 0666), 0);
	look(&r);
	assert_false(r.ok);
	assert_int_equal(r.err.kind, ERROR_CATALOGUE);
	assert_string_equal(r.err.path, path);
	assert_string_equal(r.err.message, "is not a file");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(scratch_path("gone/mapping.yaml"), path), 0);
	look(&r);
	assert_false(r.ok);
	assert_int_equal(r.err.kind, ERROR_CATALOGUE);
	assert_string_equal(r.err.path, path);
	/* A link to one is as good. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(scratch_text("other.yaml", "synthetic: true\n"), path), 0);
	look(&r);
	assert_true(r.ok && r.inputs.synthetic);
	end(&r);
}

static void test_mapping_for_standard_input(void **state)
{
	(void)state;
	struct run r;
	start(&r);
	give(&r, "-");
	r.options.stdin_dataset = "alerts";
	r.options.mapping_path = scratch_text("m.yaml", "files: {alerts: {delimiter: \"|\"}}\n");
	look(&r);
	assert_string_equal(names(&r), "standard input");
	assert_int_equal(r.inputs.files[0].mapping->delimiter, '|');
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folder),      cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_named_files), cmocka_unit_test(test_names_to_show),
		cmocka_unit_test(test_doubles),     cmocka_unit_test(test_own_output),
		cmocka_unit_test(test_bad_paths),   cmocka_unit_test(test_unreadable_folder),
		cmocka_unit_test(test_odd_entries), cmocka_unit_test(test_standard_input),
		cmocka_unit_test(test_mappings),    cmocka_unit_test(test_mapping_that_is_none),
		cmocka_unit_test(test_mapping_for_standard_input),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
