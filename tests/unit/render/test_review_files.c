/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review.csv and review.json over reviews made by hand: every line has its columns, text from data never acts, and
 * what else stands in the folder is left alone. */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/folder.h"
#include "tests/unit/render/sample.h"

#include "engine/review.h"
#include "render/render.h"

#include <jansson.h>
#include <string.h>

#define N_COLUMNS 14

/* The fields of one line; quotes are RFC 4180's. */
static size_t fields_of(const char *line, size_t size, char fields[N_COLUMNS + 1][4096])
{
	size_t n = 0, at = 0;
	bool quoted = false;

	for (size_t i = 0; i <= size; i++) {
		if (i == size || (line[i] == ',' && !quoted)) {
			assert_true(n <= N_COLUMNS);
			fields[n++][at] = '\0';
			at = 0;
		} else if (line[i] == '"' && quoted && i + 1 < size && line[i + 1] == '"') {
			fields[n][at++] = line[i++];
		} else if (line[i] == '"') {
			quoted = !quoted;
		} else {
			assert_true(at < 4000);
			fields[n][at++] = line[i];
		}
	}
	return n;
}

static void csv_has_its_columns(void **state)
{
	static char fields[N_COLUMNS + 1][4096];
	struct sample sample;
	struct builder csv;
	size_t n_lines = 0, n_figures = 0;

	(void)state;
	sample_init(&sample, SAMPLE_HOSTILE);
	builder_init(&csv);
	render_review_csv(sample.r.review, &csv);
	for (const char *line = csv.data, *end; *line; line = end + 1, n_lines++) {
		/* Line ends inside a quoted field would need escapes first: none is let through. */
		end = strchr(line, '\n');
		assert_non_null(end);
		assert_int_equal(fields_of(line, (size_t)(end - line), fields), N_COLUMNS);
		if (!n_lines) {
			assert_string_equal(fields[0], "period");
			assert_string_equal(fields[13], "text");
			continue;
		}
		assert_string_equal(fields[0], "2019-10");
		if (!strcmp(fields[4], "figure")) {
			n_figures++;
			assert_true(*fields[9]); /* the status, with or without a level */
			if (!strcmp(fields[3], "not_judged"))
				assert_string_equal(fields[9], "withheld");
		}
		for (int k = 3; k < N_COLUMNS; k++) {
			bool is_number = k == 10 || k == 11;

			if (!is_number && strchr("=+-@\t\r", fields[k][0]) && fields[k][0])
				fail_msg("%s acts: %.80s", fields[4], fields[k]);
			if (is_number)
				assert_int_equal(strspn(fields[k], "+-0123456789."), strlen(fields[k]));
		}
	}
	assert_int_equal(n_figures, sample.r.review->n_lines);
	assert_true(n_lines > 100);
	builder_done(&csv);
	sample_done(&sample);
}

static void json_holds_every_figure(void **state)
{
	for (int kind = 0; kind < SAMPLE_COUNT; kind++) {
		struct sample sample;
		struct builder text;
		json_t *root, *figures, *change;

		(void)state;
		sample_init(&sample, (enum sample_kind)kind);
		if (sample.r.review) {
			builder_init(&text);
			render_review_json(sample.r.review, &text);
			root = json_loads(text.data, 0, NULL);
			assert_non_null(root);
			figures = json_object_get(root, "figures");
			assert_int_equal(json_array_size(figures), sample.r.review->n_lines);
			for (size_t i = 0; i < json_array_size(figures); i++) {
				json_t *figure = json_array_get(figures, i);

				assert_string_equal(json_string_value(json_object_get(figure, "headline")),
						    sample.r.review->lines[i].headline);
				change = json_object_get(figure, "change");
				assert_non_null(json_object_get(change, sample.r.review->lines[i].change.known ? "points"
													    : "unknown"));
			}
			json_decref(root);
			builder_done(&text);
		}
		sample_done(&sample);
	}
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void a_pack_beside_it_stays(void **state)
{
	struct render_options options = { 0 };
	const struct render_output *outputs;
	struct error err = { 0 };
	struct sample sample;
	struct arena arena;
	char folder[64], work[96], charts[96], chart[128];
	size_t n;

	(void)state;
	sample_init(&sample, SAMPLE_MONTH);
	arena_init(&arena);
	folder_new(folder);
	snprintf(work, sizeof work, "%s/work", folder);
	snprintf(charts, sizeof charts, "%s/charts", folder);
	snprintf(chart, sizeof chart, "%s/charts/cpm-1-regions.svg", folder);
	assert_int_equal(mkdir(work, 0777), 0);
	assert_int_equal(mkdir(charts, 0777), 0);
	write_file(chart, "a chart of the pack");
	options.output_path = folder;
	options.work_path = work;
	for (int again = 0; again < 2; again++) {
		assert_true(render_review(sample.r.review, &options, &arena, &outputs, &n, &err));
		assert_int_equal(n, 2);
		assert_string_equal(outputs[0].name, "review.csv");
		assert_string_equal(outputs[1].name, "review.json");
		assert_int_equal(access(chart, F_OK), 0);
	}
	options.output_path = chart; /* a file, not a folder */
	assert_false(render_review(sample.r.review, &options, &arena, &outputs, &n, &err));
	assert_int_equal(err.kind, ERROR_OUTPUT);
	folder_remove(folder);
	arena_done(&arena);
	sample_done(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_has_its_columns),
		cmocka_unit_test(json_holds_every_figure),
		cmocka_unit_test(a_pack_beside_it_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
