/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_fast.c - rows decoded column by column against rows checked one by one with libcsv: the same rows, the
 * same findings, the same rejected rows, whatever is wrong with a file, by every instruction set and on one
 * thread or three.
 */
#include "tests/unit/ingest/rig.h"

#include "ingest/columns/scan.h"

static uint32_t state;

static uint32_t below(uint32_t n)
{
	state = state * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)(state >> 8) * n) >> 24);
}

static const char *pick(const char *const *texts)
{
	uint32_t n = 0;

	while (texts[n])
		n++;
	return texts[below(n)];
}

/* Stands for a NUL in what is made here. */
#define NUL "\1"

/* What stands in a field now and then instead of what belongs there. */
static const char *const odd_fields[] = { "",
					  "\"\"",
					  "\"a \"\"b\"\"\"",
					  "\"x,y\"",
					  "\"line\nend\"",
					  "-",
					  " N",
					  "N\xC3\x89",
					  "N\xFF",
					  "sixteen bytes ok",
					  "more than sixteen bytes of text",
					  "2019-10-03T14:05:06.123456Z",
					  "2019-10-03 14:05:06",
					  "2019-10-03T14:05:06+01:00",
					  "2019-10-03T14:05:60Z",
					  "2019-10-03T24:00:00Z",
					  "2019-02-29T00:00:00Z",
					  "2019-10-03T14:05:06.1234567891Z",
					  "1600-01-01T00:00:00Z",
					  "\"2019-10-05T14:05:06Z\"",
					  "\"2019-10-05T14:05:06.5Z",
					  NUL NUL NUL NUL NUL NUL NUL NUL "03T08:00:00Z",
					  NUL NUL NUL NUL NUL NUL NUL NUL "03T08:00:00.000Z",
					  "2019-10-" NUL "3T14:05:06Z",
					  "on_demand" NUL,
					  NUL,
					  "1e3",
					  "0",
					  "a\"b",
					  "\"c\"d",
					  "\xEF\xBB\xBF",
					  NULL };
static const char *const regions[] = { "N", "C", "S", "", "\"N\"", NULL };
static const char *const modes[] = { "on_demand", "future_dated", "scheduled", "\"scheduled\"", NULL };
static const char *const words[] = { "4.1.1", "8.14.1", "a", "", "planned_maintenance", "\"q\"", NULL };
static const char *const outcomes[] = { "completed", "failed", "", "dropped", NULL };
static const char *const numbers[] = { "1", "2", "", "300", "\"7\"", NULL };
static const char *const yes_no[] = { "Y", "N", "", NULL };
static const char *const submissions[] = { "adhoc", "batch", NULL };
static const char *const kinds[] = { "planned", "unplanned", NULL };
static const char *const classes[] = { "RTT2", "RTT3", "RTT4", NULL };

static void put_stamp(struct builder *b)
{
	uint32_t form = below(20);
	char text[40];
	int64_t at = (INT64_C(1569880800) + below(2800000)) * NS_PER_S;

	if (form < 10)
		at += below(1000) * NS_PER_MS;
	stamp_format(at, text);
	if (form < 10 && strlen(text) == 20)
		snprintf(text + 19, sizeof text - 19, ".000Z");
	builder_printf(b, form == 19 ? "\"%s\"" : "%s", text);
}

static void put_list(struct builder *b, const struct column_def *def)
{
	static const struct {
		const char *name;
		const char *const *texts;
	} lists[] = { { "region", regions },         { "mode", modes }, { "outcome", outcomes },
		      { "submission", submissions }, { "kind", kinds }, { "class", classes },
		      { "category", numbers } };

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (!strcmp(lists[i].name, def->name)) {
			builder_add(b, text_of(pick(lists[i].texts)));
			return;
		}
	builder_add(b, text_of(def->list == NULL || !strcmp(def->list[0], "Y") ? pick(yes_no)
									       : def->list[below(2)]));
}

static void put_field(struct builder *b, const struct column_def *def, uint32_t n_ids)
{
	if (def->flags & COLUMN_ITEM) {
		builder_printf(b, "id-%u", below(n_ids));
		return;
	}
	switch (def->type) {
	case COLUMN_TIME:
		if (!(def->flags & COLUMN_EMPTY) || below(3))
			put_stamp(b);
		break;
	case COLUMN_LIST:
		put_list(b, def);
		break;
	case COLUMN_TEXT:
	case COLUMN_WORD:
		builder_add(b, text_of(pick(words)));
		break;
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		builder_add(b, text_of(pick(numbers)));
		break;
	}
}

/* A file of n rows, of which one in `dirt` has something wrong in it. */
static void make_file(struct builder *b, const struct dataset *d, size_t n, uint32_t dirt,
		      const char *line_end)
{
	int last = d->n_columns - 1; /* updated_at, which only some files have */

	last -= (int)below(2);
	for (int c = 0; c <= last; c++)
		builder_printf(b, "%s%s", c ? "," : "", d->columns[c].name);
	builder_printf(b, ",more%s", line_end);
	for (size_t i = 0; i < n; i++) {
		uint32_t wrong = below(dirt) ? UINT32_MAX : below((uint32_t)last + 4);

		for (int c = 0; c <= last; c++) {
			if (c)
				builder_add_char(b, ',');
			if (wrong == (uint32_t)c)
				builder_add(b, text_of(pick(odd_fields)));
			else
				put_field(b, &d->columns[c], (uint32_t)n * 3);
		}
		if (wrong != (uint32_t)last + 1)
			builder_printf(b, ",%s", wrong == (uint32_t)last + 2 ? "\xC3(" : "");
		builder_printf(b, "%s%s", line_end, wrong == (uint32_t)last + 3 ? line_end : "");
	}
}

/* All that a run leaves, as one text. */
static char *tell(const char *scanner, int n_threads, const char *name, struct text bytes, bool as_of,
		  enum duplicates_mode duplicates)
{
	struct rig r;
	struct builder b;
	char path[300];

	rig_init(&r);
	rig_file(name, bytes);
	r.options.scanner = scanner;
	r.options.n_threads = n_threads;
	r.options.duplicates = duplicates;
	r.options.memory_bytes = (size_t)64 << 20;
	if (as_of) {
		r.plan.has_cutoff = true;
		r.plan.cutoff = (INT64_C(1569880800) + 2000000) * NS_PER_S;
	}
	builder_init(&b);
	if (!rig_run(&r)) {
		/* The folder is another each time. */
		builder_printf(&b, "%s:%d %s", strrchr(r.err.path, '/'), (int)r.err.line, r.err.message);
	} else {
		const struct intake_file *file = rig_intake(&r, name);
		char *rejected;

		snprintf(path, sizeof path, "%s/rejected/%s.csv", r.options.work_path,
			 dataset_get(file->dataset)->name);
		rejected = rig_slurp(&r, path);
		builder_printf(&b, "%s blank %d hash %s\n", rig_counts(&r, name), (int)file->rows.blank_lines,
			       file->sha256);
		builder_printf(&b, "%s\n%s\n%s\n%s\n", rig_net(&r), rig_role(&r, BATCH_REJECTED),
			       rig_findings(&r, NULL), rejected ? rejected : "");
	}
	rig_done(&r);
	return b.data;
}

/* The place from which two texts differ. */
static void differ(const char *what, const char *got, const char *expected)
{
	size_t at = 0, from;

	while (got[at] && got[at] == expected[at])
		at++;
	from = at > 200 ? at - 200 : 0;
	fail_msg("%s: %zu bytes in:\n%.400s\n-- not --\n%.400s", what, at, got + from, expected + from);
}

static void compare(const char *name, struct builder *b, bool as_of, enum duplicates_mode duplicates)
{
	struct text bytes = builder_text(b);

	for (size_t i = 0; i < b->size; i++)
		b->data[i] = b->data[i] == *NUL ? 0 : b->data[i];
	char *expected = tell(INGEST_SCANNER_LIBCSV, 1, name, bytes, as_of, duplicates);

	for (int set = 0; set < SCAN_SET_COUNT; set++) {
		const char *scanner = scan_set_name((enum scan_set)set);

		for (int n_threads = 1; scan_set_usable((enum scan_set)set) && n_threads <= 3;
		     n_threads += 2) {
			char *got = tell(scanner, n_threads, name, bytes, as_of, duplicates);

			if (strcmp(got, expected) != 0)
				differ(scanner, got, expected);
			memory_free(got);
		}
	}
	memory_free(expected);
}

/* Every event dataset, a few rows and many, clean and dirty. */
static void every_dataset(void **unused)
{
	(void)unused;
	state = 7;
	for (int d = 0; d < DATASET_COUNT; d++) {
		const struct dataset *dataset = dataset_get((enum dataset_id)d);

		if (dataset->is_register)
			continue;
		for (int round = 0; round < 3; round++) {
			static const char *const ends[] = { "\n", "\r\n", "\r" };
			struct builder b;
			char name[80];

			builder_init(&b);
			make_file(&b, dataset, 300, (uint32_t[]){ 20, 2, 1000 }[round], ends[round]);
			snprintf(name, sizeof name, "%s.csv", dataset->name);
			compare(name, &b, round == 1, (enum duplicates_mode)(round == 2));
			builder_done(&b);
		}
	}
}

/* Several chunks, so that records and line numbers pass from one to the next. */
static void many_chunks(void **unused)
{
	struct builder b;

	(void)unused;
	state = 11;
	for (int round = 0; round < 2; round++) {
		builder_init(&b);
		make_file(&b, dataset_get(DATASET_SERVICE_REQUESTS), 9000, round ? 50 : 4000,
			  round ? "\r\n" : "\n");
		compare("service_requests.csv", &b, false, DUPLICATES_EXACT);
		builder_done(&b);
	}
}

/* An error in the file: of several the first is told, and nothing of the file counts. */
static void unusable(void **unused)
{
	struct builder b;
	size_t size;

	(void)unused;
	state = 13;
	builder_init(&b);
	make_file(&b, dataset_get(DATASET_SERVICE_REQUESTS), 6000, 100000, "\n");
	size = b.size;
	builder_add(&b, TEXT("id,\"open\n"));
	make_file(&b, dataset_get(DATASET_SERVICE_REQUESTS), 3000, 100000, "\n");
	compare("service_requests.csv", &b, false, DUPLICATES_FILE);
	b.size = size;
	builder_add_char(&b, '"');
	for (size_t i = 0; i <= INGEST_MAX_FIELD_BYTES; i++)
		builder_add_char(&b, 'x');
	builder_add(&b, TEXT("\",b\nlast,\"open"));
	compare("service_requests.csv", &b, false, DUPLICATES_FILE);
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
	compare("service_requests.csv", &b, false, DUPLICATES_EXACT);
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
		builder_printf(&b, "%d," NUL NUL NUL NUL NUL NUL NUL NUL "03T08:00:00Z,\n", i);
	compare("repository.csv", &b, false, DUPLICATES_FILE);
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
