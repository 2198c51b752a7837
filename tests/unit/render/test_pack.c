/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole packs over results made by hand.  Without an argument the two small samples; with `all` every one.
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/folder.h"
#include "tests/unit/render/sample.h"
#include "tests/unit/whole_file.h"

#include "render/render.h"

#include <jansson.h>

static bool all_samples;

static char *read_file(const char *folder, const char *name)
{
	char path[256];
	struct builder b;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	builder_init(&b);
	return whole_file_add(path, &b) ? b.data : NULL;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

struct packed {
	char folder[64];
	struct arena arena;
	const struct render_output *outputs;
	size_t n;
};

static void pack(const struct sample *sample, enum workbook_profile profile, struct packed *out)
{
	struct render_options options = { .palette = PALETTE_PMR,
					  .profile = profile,
					  .n_threads = 3,
					  .created = INT64_MIN };
	struct error err = { 0 };
	char work[96];

	folder_new(out->folder);
	arena_init(&out->arena);
	snprintf(work, sizeof work, "%s/work", out->folder);
	assert_int_equal(mkdir(work, 0777), 0);
	options.output_path = out->folder;
	options.work_path = work;
	if (!render_pack(&sample->r, &options, &out->arena, &out->outputs, &out->n, &err))
		fail_msg("%s: %s", err.path, err.message);
	assert_int_equal(rmdir(work), 0); /* nothing is left in it */
}

static void packed_done(struct packed *p)
{
	folder_remove(p->folder);
	arena_done(&p->arena);
}

static void check_tables(const struct sample *sample, const struct packed *p)
{
	char *text = read_file(p->folder, "results.csv");

	assert_non_null(text);
	assert_int_equal(count_lines(text), sample->r.n_cells + 1);
	memory_free(text);
	text = read_file(p->folder, "findings.csv");
	assert_non_null(text);
	assert_int_equal(count_lines(text), sample->r.findings->n + 1);
	memory_free(text);
}

static void check_json(const struct sample *sample, const struct packed *p)
{
	static const char *const names[] = { "results.json", "manifest.json" };
	json_error_t trouble;

	for (size_t i = 0; i < 2; i++) {
		char *text = read_file(p->folder, names[i]);
		json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &trouble);

		if (!root)
			fail_msg("%s: %s", names[i], trouble.text);
		if (i == 0)
			assert_int_equal(json_array_size(json_object_get(root, "results")),
					 sample->r.n_cells);
		else
			assert_int_equal(json_array_size(json_object_get(root, "outputs")), p->n - 1);
		assert_int_equal(json_is_true(json_object_get(root, "synthetic")),
				 sample->r.intake->synthetic);
		json_decref(root);
		memory_free(text);
	}
}

static void packs(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_COUNT; kind++) {
		struct packed one, two;
		struct sample sample;

		if (!all_samples && kind != SAMPLE_ONE)
			continue;
		sample_init(&sample, (enum sample_kind)kind);
		pack(&sample, PROFILE_AUDIT, &one);
		check_tables(&sample, &one);
		check_json(&sample, &one);
		assert_string_equal(one.outputs[one.n - 1].name, "manifest.json");
		/* The same results, the same bytes. */
		pack(&sample, PROFILE_AUDIT, &two);
		assert_int_equal(one.n, two.n);
		for (size_t i = 0; i < one.n; i++) {
			assert_string_equal(one.outputs[i].name, two.outputs[i].name);
			assert_string_equal(one.outputs[i].sha256, two.outputs[i].sha256);
		}
		packed_done(&two);
		pack(&sample, PROFILE_PUBLISH, &two);
		packed_done(&two);
		packed_done(&one);
		sample_done(&sample);
	}
}

/* Text from data is never a formula (docs/interface.md). */
static void formulas_are_neutralised(void **state)
{
	struct findings findings;
	struct finding f = { .severity = SEVERITY_ERROR,
			     .kind = "bad_value",
			     .dataset = "alerts",
			     .file = "=file.csv",
			     .column = "+x",
			     .value = "=cmd|' /C calc'!A0",
			     .message = "-message",
			     .count = 1 };
	struct builder b;

	(void)state;
	findings_init(&findings);
	findings_add(&findings, &f);
	findings_sort(&findings);
	builder_init(&b);
	render_findings_csv(&findings, &b);
	assert_non_null(
		strstr(b.data, "error,bad_value,alerts,'=file.csv,,'+x,'=cmd|' /C calc'!A0,1,'-message\n"));
	builder_done(&b);
	findings_done(&findings);
}

static void nowhere_to_write(void **state)
{
	struct sample sample;
	struct render_options options = { .output_path = "/proc/no-such-folder/pack",
					  .work_path = "/proc",
					  .created = INT64_MIN };
	const struct render_output *outputs = NULL;
	struct error err = { 0 };
	struct arena arena;
	size_t n = 0;

	(void)state;
	arena_init(&arena);
	sample_init(&sample, SAMPLE_ONE);
	assert_false(render_pack(&sample.r, &options, &arena, &outputs, &n, &err));
	assert_int_equal(err.kind, ERROR_OUTPUT);
	assert_null(outputs);
	sample_done(&sample);
	arena_done(&arena);
}

/* What a former pack listed goes, what somebody else put beside it stays; in a folder without a pack too. */
static void what_is_not_ours_stays(void **state)
{
	struct sample sample;
	struct render_options options = { .tables_only = true, .n_threads = 1, .created = INT64_MIN };
	const struct render_output *outputs;
	char folder[64], path[128], work[96];
	struct error err = { 0 };
	struct arena arena;
	size_t n;

	(void)state;
	folder_new(folder);
	arena_init(&arena);
	sample_init(&sample, SAMPLE_ONE);
	snprintf(work, sizeof work, "%s/work", folder);
	options.output_path = folder;
	options.work_path = work;
	snprintf(path, sizeof path, "%s/charts", folder);
	assert_int_equal(mkdir(path, 0777), 0);
	folder_put(folder, "charts/mine.svg", "mine");
	folder_put(folder, "charts/old.svg", "old");
	for (int round = 0; round < 2; round++) {
		assert_int_equal(mkdir(work, 0777), 0);
		assert_true(render_pack(&sample.r, &options, &arena, &outputs, &n, &err));
		assert_int_equal(rmdir(work), 0);
		snprintf(path, sizeof path, "%s/charts/mine.svg", folder);
		assert_int_equal(access(path, F_OK), 0);
		snprintf(path, sizeof path, "%s/charts/old.svg", folder);
		assert_int_equal(access(path, F_OK) == 0, round == 0);
		/* Before the second round it is one of the first's, and so is what must not be believed. */
		folder_put(folder, "manifest.json",
			   "{\"outputs\": [{\"name\": \"charts/old.svg\"}, {\"name\": \"charts/../kept\"},"
			   " {\"name\": \"kept\"}, {\"name\": 7}]}");
		folder_put(folder, "kept", "kept");
	}
	snprintf(path, sizeof path, "%s/kept", folder);
	assert_int_equal(access(path, F_OK), 0);
	sample_done(&sample);
	arena_done(&arena);
	folder_remove(folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packs),
		cmocka_unit_test(formulas_are_neutralised),
		cmocka_unit_test(nowhere_to_write),
		cmocka_unit_test(what_is_not_ours_stays),
	};

	all_samples = argc > 1 && strcmp(argv[1], "all") == 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
