/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_fast.c - rows decoded column by column against rows checked one by one with libcsv: the same rows, the
 * same findings, the same rejected rows, whatever is wrong with a file, by every instruction set and on one
 * thread or three.
 */
#include "tests/unit/ingest/dirty.h"
#include "tests/unit/ingest/rig.h"

#include "ingest/columns/scan.h"

/* One file by libcsv, then by every instruction set and on one thread or three. */
static void compare(const char *name, struct text bytes, bool as_of, enum duplicates_mode duplicates)
{
	struct rig_how how = { .scanner = INGEST_SCANNER_LIBCSV, .n_threads = 1, .as_of = as_of, .duplicates = duplicates };
	struct builder expected, got;

	rig_account(name, bytes, &how, &expected);
	for (int set = 0; set < SCAN_SET_COUNT; set++) {
		if (!scan_set_usable((enum scan_set)set))
			continue;
		how.scanner = scan_set_name((enum scan_set)set);
		for (how.n_threads = 1; how.n_threads <= 3; how.n_threads += 2) {
			rig_account(name, bytes, &how, &got);
			if (!text_equal(builder_text(&got), builder_text(&expected)))
				fail_msg("%s: %s", how.scanner, rig_difference(builder_text(&got), builder_text(&expected)));
			builder_done(&got);
		}
	}
	builder_done(&expected);
}

/* Every event dataset, a few rows and many, clean and dirty. */
static void every_dataset(void **unused)
{
	(void)unused;
	dirty_seed(7);
	for (int d = 0; d < DATASET_COUNT; d++) {
		const struct dataset *dataset = dataset_get((enum dataset_id)d);

		if (dataset->is_register)
			continue;
		for (int round = 0; round < 3; round++) {
			static const char *const ends[] = { "\n", "\r\n", "\r" };
			struct builder b;
			char name[80];

			builder_init(&b);
			dirty_file(&b, dataset, 300, (uint32_t[]){ 20, 2, 1000 }[round], ends[round]);
			snprintf(name, sizeof name, "%s.csv", dataset->name);
			compare(name, builder_text(&b), round == 1, (enum duplicates_mode)(round == 2));
			builder_done(&b);
		}
	}
}

/* Several chunks, so that records and line numbers pass from one to the next. */
static void many_chunks(void **unused)
{
	struct builder b;

	(void)unused;
	dirty_seed(11);
	for (int round = 0; round < 2; round++) {
		builder_init(&b);
		dirty_file(&b, dataset_get(DATASET_SERVICE_REQUESTS), 9000, round ? 50 : 4000,
			  round ? "\r\n" : "\n");
		compare("service_requests.csv", builder_text(&b), false, DUPLICATES_EXACT);
		builder_done(&b);
	}
}

/* An error in the file: of several the first is told, and nothing of the file counts. */
static void unusable(void **unused)
{
	struct builder b;
	size_t size;

	(void)unused;
	dirty_seed(13);
	builder_init(&b);
	dirty_file(&b, dataset_get(DATASET_SERVICE_REQUESTS), 6000, 100000, "\n");
	size = b.size;
	builder_add(&b, TEXT("id,\"open\n"));
	dirty_file(&b, dataset_get(DATASET_SERVICE_REQUESTS), 3000, 100000, "\n");
	compare("service_requests.csv", builder_text(&b), false, DUPLICATES_FILE);
	b.size = size;
	builder_add_char(&b, '"');
	for (size_t i = 0; i <= INGEST_MAX_FIELD_BYTES; i++)
		builder_add_char(&b, 'x');
	builder_add(&b, TEXT("\",b\nlast,\"open"));
	compare("service_requests.csv", builder_text(&b), false, DUPLICATES_FILE);
	builder_done(&b);
}

/* More different texts side by side than are remembered together: the columns are parted, and in the end those of one
 * alone are not remembered either. */
static void many_values(void **unused)
{
	static const char *const ways[] = { "on_demand", "future_dated", "scheduled" };
	static const char *const places[] = { "N", "C", "S", "\"S\"", "X" };
	struct builder b;

	(void)unused;
	builder_init(&b);
	builder_printf(&b, "request_id,srv,mode,originator,region,user_role,received_at,responded_at,response_code\n");
	for (int i = 0; i < 6000; i++) {
		char from[40], to[40];
		int64_t at = INT64_C(1569880800) + i;

		stamp_format(at * NS_PER_S, from);
		stamp_format((at + 4) * NS_PER_S, to);
		builder_printf(&b, "%d,%d.%d,%s,%s,%s,,%s,%s,%s%d\n", i, i % 40, i < 3000 ? 1 : i / 2, ways[i % 3],
			       i % 2 ? "user" : "dcc", places[i % 997 ? i % 4 : 4], from, to, i % 5 ? "I" : "",
			       i % 3);
	}
	compare("service_requests.csv", builder_text(&b), false, DUPLICATES_EXACT);
	builder_done(&b);
}

/* Before any month was met none is expected, a month of zeros neither. */
static void stamps_of_no_month(void **unused)
{
	struct builder b;

	(void)unused;
	builder_init(&b);
	builder_add(&b, TEXT("request_id,received_at,sent_at\n"));
	for (int i = 0; i < 3; i++)
		builder_printf(&b, "%d,", i), builder_add(&b, TEXT("\0\0\0\0\0\0\0\0" "03T08:00:00Z,\n"));
	compare("repository.csv", builder_text(&b), false, DUPLICATES_FILE);
	builder_done(&b);
}

/* What a file's threads gathered is given on when the file ends, and does not wait for all the others. */
static void many_files(void **unused)
{
	struct rig r;

	(void)unused;
	rig_init(&r);
	for (int i = 0; i < 60; i++) {
		char name[40], text[120];

		snprintf(name, sizeof name, "repository-%02d.csv", i);
		snprintf(text, sizeof text, "request_id,received_at,sent_at\n%d,2019-10-01T10:00:00Z,\n%s", i,
			 i % 7 ? "" : "\"open");
		rig_file(name, text_of(text));
	}
	r.options.n_threads = 3;
	r.options.duplicates = DUPLICATES_FILE;
	rig_run_good(&r);
	assert_true(r.most_alive <= 9);
	assert_true(r.n_freed >= 9);
	rig_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_dataset),
		cmocka_unit_test(many_chunks),
		cmocka_unit_test(many_values),
		cmocka_unit_test(unusable),
		cmocka_unit_test(stamps_of_no_month),
		cmocka_unit_test(many_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
