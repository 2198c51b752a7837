/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_layout.c - the heading line: which field is which column, and what makes a file unusable.
 */
#include "tests/unit/source/scratch.h"

#include "ingest/ingest.h"
#include "ingest/rows/layout.h"

/* Reads the heading of a file of `repository` (request_id, received_at, sent_at, exclusion, updated_at). */
static bool read_layout(const char *bytes, size_t size, const struct mapping_entry *mapping,
			struct findings *findings, struct layout *layout, struct record *next,
			struct error *err)
{
	static char row[256]; /* the line after the heading: shows where reading goes on */
	const char *path = scratch_bytes("repository.csv", bytes, size);
	const struct input input = {
		.path = path, .name = "repository.csv", .dataset = DATASET_REPOSITORY, .mapping = mapping
	};
	struct source *source = source_open(path, ENCODING_AUTO, err);
	struct record_reader *reader;
	bool good, found;

	assert_non_null(source);
	reader = record_reader_new(source, 3);
	good = layout_read(reader, &input, findings, layout, err);
	*next = (struct record){ 0 };
	if (good) {
		assert_true(record_next(reader, next, &found, err));
		assert_true(next->raw.size < sizeof row);
		if (found)
			memcpy(row, next->raw.data, next->raw.size);
		next->raw.data = found ? row : NULL;
	}
	record_reader_free(reader);
	source_close(source);
	return good;
}

#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *bytes;
	size_t size;
	char delimiter;
	int fields[5]; /* of request_id, received_at, sent_at, exclusion, updated_at */
	const char *unknown;
	uint64_t next; /* line of the first row */
} good[] = {
	{ BYTES("request_id,received_at,sent_at\na"), ',', { 0, 1, 2, -1, -1 }, NULL, 2 },
	{ BYTES("sent_at,updated_at,request_id,exclusion,received_at\na"), ',', { 2, 4, 0, 3, 1 }, NULL, 2 },
	{ BYTES(" Request_ID ,RECEIVED_AT,\tsent_at\r\na"), ',', { 0, 1, 2, -1, -1 }, NULL, 2 },
	{ BYTES("\"request_id\",\"received_at\",\" sent_at\"\ra"), ',', { 0, 1, 2, -1, -1 }, NULL, 2 },
	{ BYTES("\xEF\xBB\xBFrequest_id,received_at,sent_at\na"), ',', { 0, 1, 2, -1, -1 }, NULL, 2 },
	{ BYTES("\n\r\n\nrequest_id,received_at,sent_at\n\na"), ',', { 0, 1, 2, -1, -1 }, NULL, 6 },
	/* unknown columns, two of a name too: ignored, and one finding for all */
	{ BYTES("colour,request_id,received_at,sent_at,size,size,\na"),
	  ',',
	  { 1, 2, 3, -1, -1 },
	  "colour, size, size, ",
	  2 },
	{ BYTES("request_id,received_at,sent_at,\"a\nb\"\na"), ',', { 0, 1, 2, -1, -1 }, "a\\", 3 },
	/* the delimiter that gives the most required columns */
	{ BYTES("request_id;received_at;sent_at\na"), ';', { 0, 1, 2, -1, -1 }, NULL, 2 },
	{ BYTES("request_id\treceived_at\tsent_at\na"), '\t', { 0, 1, 2, -1, -1 }, NULL, 2 },
	{ BYTES("request_id|received_at|sent_at\na"), '|', { 0, 1, 2, -1, -1 }, NULL, 2 },
	{ BYTES("a,b,c,d,e;request_id;received_at;sent_at\na"), ';', { 1, 2, 3, -1, -1 }, "a,b,c,d,e", 2 },
	{ BYTES("\"a,\"\";b\";request_id;received_at;sent_at\na"), ';', { 1, 2, 3, -1, -1 }, "a,\";b", 2 },
	/* what some spreadsheets write first */
	{ BYTES("sep=;\nrequest_id;received_at;sent_at\na"), ';', { 0, 1, 2, -1, -1 }, NULL, 3 },
	{ BYTES("SEP=|\r\nrequest_id|received_at|sent_at\r\na"), '|', { 0, 1, 2, -1, -1 }, NULL, 3 },
	{ BYTES("\"sep=;\"\nrequest_id;received_at;sent_at\na"), ';', { 0, 1, 2, -1, -1 }, NULL, 3 },
	{ BYTES("\nsep=,\nrequest_id,received_at,sent_at\na"), ',', { 0, 1, 2, -1, -1 }, NULL, 4 },
	{ BYTES("sep=:\nrequest_id:received_at:sent_at\na"), ':', { 0, 1, 2, -1, -1 }, NULL, 3 },
	/* no line end after the heading */
	{ BYTES("request_id,received_at,sent_at"), ',', { 0, 1, 2, -1, -1 }, NULL, 0 },
};

static void usable(void **state)
{
	static const char *const columns[] = { "request_id", "received_at", "sent_at", "exclusion",
					       "updated_at" };
	const struct dataset *d = dataset_get(DATASET_REPOSITORY);

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct findings findings;
		struct layout layout;
		struct record next;
		struct error err = { 0 };
		int last = -1, n = 0;

		findings_init(&findings);
		if (!read_layout(good[i].bytes, good[i].size, NULL, &findings, &layout, &next, &err))
			fail_msg("heading %zu: %s", i, err.message);
		assert_ptr_equal(layout.dataset, d);
		assert_int_equal(layout.delimiter, good[i].delimiter);
		assert_int_equal(next.line, good[i].next);
		for (int c = 0; c < 5; c++) {
			int column = dataset_column(d, text_of(columns[c]));

			if (layout.columns[column].field != good[i].fields[c])
				fail_msg("heading %zu: %s is field %d", i, columns[c],
					 layout.columns[column].field);
			n += good[i].fields[c] >= 0;
			assert_int_equal(layout.columns[column].decimal_mark, '.');
			assert_null(layout.columns[column].stamp_format);
			assert_int_equal(layout.columns[column].zone.kind, ZONE_FIXED);
			assert_int_equal(layout.columns[column].zone.offset, 0);
		}
		/* In the order of the file, each once. */
		assert_int_equal(layout.n_in_order, n);
		for (int k = 0; k < n; k++) {
			assert_true(layout.columns[layout.in_order[k]].field > last);
			last = layout.columns[layout.in_order[k]].field;
		}
		findings_sort(&findings);
		assert_int_equal(findings.n, good[i].unknown ? 1 : 0);
		if (good[i].unknown) {
			assert_string_equal(findings.items[0].kind, "unknown_column");
			assert_int_equal(findings.items[0].severity, SEVERITY_NOTE);
			assert_string_equal(findings.items[0].file, "repository.csv");
			assert_string_equal(findings.items[0].dataset, "repository");
			if (strncmp(findings.items[0].value, good[i].unknown, strlen(good[i].unknown)) != 0)
				fail_msg("heading %zu: %s", i, findings.items[0].value);
		}
		findings_done(&findings);
	}
}

static const struct {
	const char *bytes;
	size_t size;
	uint64_t line;
	const char *field, *message, *hint; /* parts of the message and of the hint */
} bad[] = {
	{ BYTES(""), 0, "", "the file is empty", "headings only" },
	{ BYTES("\n\r\n"), 0, "", "the file is empty", "headings only" },
	{ BYTES("\xEF\xBB\xBF"), 0, "", "the file is empty", "headings only" },
	{ BYTES("sep=;\n"), 0, "", "the file is empty", "headings only" },
	{ BYTES("request_id,received_at\na"), 1, "", "no column sent_at; it reads 'request_id,received_at'",
	  "mapping" },
	{ BYTES("\nRequests of October\nrequest_id,received_at,sent_at\n"), 2, "",
	  "no column request_id, received_at, sent_at; it reads 'Requests of October'", "first line must" },
	{ BYTES("a1,2019-10-01T00:00:00Z,\n"), 1, "", "no column request_id, received_at, sent_at", "" },
	{ BYTES("request id,received_at,sent_at\n"), 1, "", "no column request_id;", "" },
	{ BYTES("request_id,received_at,sent_at,Sent_At\n"), 1, "sent_at", "(fields 3 and 4)", "leave one" },
	{ BYTES("request_id, REQUEST_ID,received_at,sent_at\n"), 1, "request_id", "(fields 1 and 2)", "" },
	{ BYTES("request_id,updated_at,received_at,sent_at,updated_at\n"), 1, "updated_at",
	  "(fields 2 and 5)", "" },
	{ BYTES("request_id,received\"_at,sent_at\n"), 1, "", "has a quote where none may be", "" },
	{ BYTES("request_id,\"received_at,sent_at\n1,2,3\n"), 1, "", "is never closed", "cut short" },
	{ BYTES("<!DOCTYPE html><html><body>502</body></html>\n"), 1, "", "it reads '<!DOCTYPE html>",
	  "web page" },
	{ BYTES(" <?xml version='1.0'?>\n"), 1, "", "no column", "web page" },
	{ BYTES("[1,2]\n"), 1, "", "no column", "JSON" },
	{ BYTES("{1:2}\n"), 1, "", "no column", "JSON" },
	{ BYTES("r\0e\0q\0\n\0"), 1, "", "it reads 'r\\x00e\\x00q\\x00'", "UTF-16" },
	/* What is shown of it is safe to print. */
	{ BYTES("\x1B[31mred,\xE2\x80\xAE\n"), 1, "", "it reads '\\x1B[31mred,\\u{202E}'", "" },
};

static void unusable(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct findings findings;
		struct layout layout;
		struct record next;
		struct error err = { 0 };

		findings_init(&findings);
		if (read_layout(bad[i].bytes, bad[i].size, NULL, &findings, &layout, &next, &err))
			fail_msg("heading %zu was taken", i);
		assert_int_equal(err.kind, ERROR_INPUT);
		if (!strstr(err.message, bad[i].message) || !strstr(err.hint, bad[i].hint))
			fail_msg("heading %zu: %s (%s)", i, err.message, err.hint);
		assert_int_equal(err.line, bad[i].line);
		assert_string_equal(err.field, bad[i].field);
		findings_sort(&findings);
		assert_int_equal(findings.n, 0);
		findings_done(&findings);
	}
}

/* A heading of n unknown columns after those of the dataset. */
static bool wide(size_t n, struct findings *findings, struct layout *layout, struct error *err)
{
	struct record next;
	struct builder b;
	bool done;

	builder_init(&b);
	builder_add(&b, TEXT("request_id,received_at,sent_at"));
	for (size_t i = 0; i < n; i++)
		builder_add(&b, TEXT(",x"));
	done = read_layout(b.data, b.size, NULL, findings, layout, &next, err);
	builder_done(&b);
	return done;
}

static void columns_limit(void **state)
{
	struct findings findings;
	struct layout layout;
	struct error err = { 0 };

	(void)state;
	findings_init(&findings);
	assert_true(wide(INGEST_MAX_COLUMNS - 3, &findings, &layout, &err));
	assert_int_equal(layout.n_fields, INGEST_MAX_COLUMNS);
	assert_int_equal(layout.n_in_order, 3);
	assert_false(wide(INGEST_MAX_COLUMNS - 2, &findings, &layout, &err));
	assert_non_null(strstr(err.message, "more than 4096 columns"));
	findings_done(&findings);
}

/* A provider's layout: other headings, one that is the name of another column too, and what is said of
 * single columns. */
static void mapped(void **state)
{
	static const struct mapping_value values[] = { { "none", "" } };
	const struct dataset *d = dataset_get(DATASET_REPOSITORY);
	int id = dataset_column(d, TEXT("request_id")), received = dataset_column(d, TEXT("received_at")),
	    sent = dataset_column(d, TEXT("sent_at")), exclusion = dataset_column(d, TEXT("exclusion"));
	const struct mapping_column columns[] = {
		{ .heading = "Reference No", .column = id, .zone = { ZONE_LONDON, 0 }, .decimal_mark = ',' },
		{ .heading = "sent_at", .column = received, .zone = { ZONE_FIXED, NS_PER_HOUR } },
		{ .heading = "Answered",
		  .column = sent,
		  .stamp_format = "%d/%m/%Y %H:%M",
		  .zone = { ZONE_LONDON, 0 } },
		/* no heading of its own: the contract's, and its values are translated */
		{ .column = exclusion, .zone = { ZONE_LONDON, 0 }, .n_values = 1, .values = values },
	};
	const struct mapping_entry entry = { .name = "repository",
					     .zone = { ZONE_LONDON, 0 },
					     .stamp_format = "%Y-%m-%d %H:%M",
					     .decimal_mark = ',',
					     .n_columns = 4,
					     .columns = columns };
	static const char text[] = " answered ;REFERENCE NO;Sent_At;Exclusion;request_id;updated_at\na";
	struct mapping_entry fixed = entry;
	struct findings findings;
	struct layout layout;
	struct record next;
	struct error err = { 0 };

	(void)state;
	findings_init(&findings);
	/* The last two columns are spoken for by name, one of them twice. */
	assert_false(read_layout(BYTES(text), &entry, &findings, &layout, &next, &err));
	assert_string_equal(err.field, "request_id");
	static const char once[] = " answered ;REFERENCE NO;Sent_At;Exclusion;received;updated_at\na";
	assert_true(read_layout(BYTES(once), &entry, &findings, &layout, &next, &err));
	assert_int_equal(layout.delimiter, ';');
	assert_int_equal(layout.columns[sent].field, 0);
	assert_int_equal(layout.columns[id].field, 1);
	assert_int_equal(layout.columns[received].field, 2);
	assert_int_equal(layout.columns[exclusion].field, 3);
	assert_int_equal(layout.columns[id].decimal_mark, ',');
	assert_int_equal(layout.columns[received].decimal_mark, '.');
	assert_int_equal(layout.columns[received].zone.kind, ZONE_FIXED);
	assert_true(layout.columns[received].zone.offset == NS_PER_HOUR);
	assert_null(layout.columns[received].stamp_format);
	assert_string_equal(layout.columns[sent].stamp_format, "%d/%m/%Y %H:%M");
	assert_int_equal(layout.columns[exclusion].n_values, 1);
	/* What the mapping does not name takes what holds for the whole file. */
	int updated = dataset_column(d, TEXT("updated_at"));
	assert_int_equal(layout.columns[updated].zone.kind, ZONE_LONDON);
	assert_string_equal(layout.columns[updated].stamp_format, "%Y-%m-%d %H:%M");
	assert_int_equal(layout.columns[updated].decimal_mark, ',');
	/* A delimiter that is given is not looked for. */
	fixed.delimiter = '|';
	assert_false(read_layout(BYTES(once), &fixed, &findings, &layout, &next, &err));
	static const char other[] = "Answered|Reference no|sent_at|a,b;c\na";
	assert_true(read_layout(BYTES(other), &fixed, &findings, &layout, &next, &err));
	assert_int_equal(layout.n_fields, 4);
	findings_done(&findings);
}

/* Trouble of the source is not taken for a heading. */
static void damaged(void **state)
{
	struct findings findings;
	struct layout layout;
	struct record next;
	struct error err = { 0 };
	struct builder b;

	(void)state;
	findings_init(&findings);
	builder_init(&b);
	builder_add_char(&b, '"');
	for (size_t i = 0; i <= INGEST_MAX_ROW_BYTES; i++)
		builder_add_char(&b, 'x');
	assert_false(read_layout(b.data, b.size, NULL, &findings, &layout, &next, &err));
	assert_non_null(strstr(err.message, "still open after"));
	assert_int_equal(err.line, 1);
	builder_done(&b);
	findings_done(&findings);
}

static int setup(void **state)
{
	(void)state;
	scratch_init();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	scratch_done();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usable), cmocka_unit_test(unusable), cmocka_unit_test(columns_limit),
		cmocka_unit_test(mapped), cmocka_unit_test(damaged),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
