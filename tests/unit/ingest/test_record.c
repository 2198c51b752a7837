/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records: the same bytes give the same records, lines and errors, however they are read.
 */
#include "tests/unit/source/scratch.h"

#include "ingest/ingest.h"
#include "ingest/rows/record.h"

static const size_t chunk_sizes[] = { 1, 2, 3, 7, 4096, 1 << 20 };
#define N_CHUNKS (sizeof chunk_sizes / sizeof chunk_sizes[0])

/* What a reader makes of the bytes: "LINE:field|field;" a record, "LINE!;" a malformed one, then "blank N"
 * when lines were skipped and "error LINE" when the file is unusable. */
static void tell(const char *path, size_t chunk, char delimiter, struct builder *out)
{
	struct error err = { 0 };
	struct source *source = source_open(path, ENCODING_AUTO, &err);
	struct record_reader *reader;
	struct record record;
	bool found = true, good = true;

	assert_non_null(source);
	reader = record_reader_new(source, chunk);
	record_reader_set_delimiter(reader, delimiter);
	builder_add(out, TEXT(""));
	while ((good = record_next(reader, &record, &found, &err)) && found) {
		builder_printf(out, "%llu%s", (unsigned long long)record.line, record.malformed ? "!" : ":");
		for (int i = 0; i < record.n_fields; i++) {
			if (i)
				builder_add_char(out, '|');
			builder_add(out, record.fields[i]);
		}
		builder_add_char(out, ';');
	}
	if (record_blank_lines(reader))
		builder_printf(out, "blank %llu", (unsigned long long)record_blank_lines(reader));
	if (!good) {
		assert_int_equal(err.kind, ERROR_INPUT);
		assert_true(err.message[0]);
		builder_printf(out, "error %llu", (unsigned long long)err.line);
	}
	record_reader_free(reader);
	source_close(source);
}

static const struct {
	const char *bytes, *expected;
} cases[] = {
	{ "", "" },
	{ "a,b\n", "1:a|b;" },
	{ "a,b", "1:a|b;" },
	{ "a,b\n1,2\n", "1:a|b;2:1|2;" },
	{ "a,b\r\n1,2\r\n", "1:a|b;2:1|2;" },
	{ "a,b\r1,2\r", "1:a|b;2:1|2;" },
	{ "a,b\r\n1,2\n3,4\r5,6", "1:a|b;2:1|2;3:3|4;4:5|6;" },
	{ ",\n,,\n", "1:|;2:||;" },
	{ "a\n\nb\n\n\nc\n", "1:a;3:b;6:c;blank 3" },
	{ "\n\n", "blank 2" },
	{ "\r\n\r\na\r\n", "3:a;blank 2" },
	{ "\"a\",\"b\"\n", "1:a|b;" },
	{ "\"\",\"\"\n", "1:|;" },
	{ "\"a\"\"b\",c\n", "1:a\"b|c;" },
	{ "\"\"\"\"\n", "1:\";" },
	{ "\"a,b\",c\n", "1:a,b|c;" },
	{ "\"a\nb\",c\nd,e\n", "1:a\nb|c;3:d|e;" },
	{ "\"a\r\nb\",c\nd,e\n", "1:a\r\nb|c;3:d|e;" },
	{ "\"a\rb\",c\nd,e\n", "1:a\rb|c;3:d|e;" },
	{ "\"a\n\n\nb\"\nc\n", "1:a\n\n\nb;5:c;" },
	{ " a , b \n", "1: a | b ;" },
	{ "\ta\t,b\n", "1:\ta\t|b;" },
	/* A quote where none may be: one row, up to the line end, then reading goes on. */
	{ "a\"b,c\nd,e\n", "1!;2:d|e;" },
	{ "a,b\"\nd,e\n", "1!;2:d|e;" },
	{ "\"a\"b,c\nd,e\n", "1!;2:d|e;" },
	{ "\"a\" ,c\nd,e\n", "1!;2:d|e;" },
	{ " \"a\",c\nd,e\n", "1!;2:d|e;" },
	{ "x,\"a\nb\"c,d\ne,f\n", "1!;3:e|f;" },
	{ "a\"b\r\nd\r\n", "1!;2:d;" },
	{ "a\"b", "1!;" },
	{ "\"a\"", "1:a;" },
	/* A quote that stays open makes the file unusable; the place is where it was opened. */
	{ "a,b\n\"c,d\ne,f\n", "1:a|b;error 2" },
	{ "\"", "error 1" },
	{ "a,\"\"\"\n", "error 1" },
};

static void records(void **state)
{
	(void)state;
	scratch_init();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *path = scratch_text("bytes.csv", cases[i].bytes);

		for (size_t k = 0; k < N_CHUNKS; k++) {
			struct builder b;

			builder_init(&b);
			tell(path, chunk_sizes[k], ',', &b);
			if (strcmp(b.data, cases[i].expected) != 0)
				fail_msg("case %zu, reads of %zu: \"%s\" gave \"%s\", expected \"%s\"", i,
					 chunk_sizes[k], cases[i].bytes, b.data, cases[i].expected);
			builder_done(&b);
		}
	}
	scratch_done();
}

static void delimiters(void **state)
{
	static const char *const bytes = "a;\"b;c\"\td|e,f\n";
	static const struct {
		char delimiter;
		const char *expected;
	} rows[] = { { ';', "1!;" }, { '\t', "1!;" }, { '|', "1!;" } };

	(void)state;
	scratch_init();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct builder b;

		builder_init(&b);
		tell(scratch_text("d.csv", bytes), 3, rows[i].delimiter, &b);
		assert_string_equal(b.data, rows[i].expected);
		builder_done(&b);
	}
	for (const char *d = ",;\t|"; *d; d++) {
		char text[32];
		struct builder b;

		builder_init(&b);
		snprintf(text, sizeof text, "a%c\"x%cy\"%cb\n", *d, *d, *d);
		tell(scratch_text("d.csv", text), 2, *d, &b);
		snprintf(text, sizeof text, "1:a|x%cy|b;", *d);
		assert_string_equal(b.data, text);
		builder_done(&b);
	}
	scratch_done();
}

static void nul_bytes_stay(void **state)
{
	static const char bytes[] = "a\0b,c\n";
	struct error err = { 0 };

	(void)state;
	scratch_init();
	for (size_t k = 0; k < N_CHUNKS; k++) {
		struct source *source =
			source_open(scratch_bytes("nul.csv", bytes, sizeof bytes - 1), ENCODING_AUTO, &err);
		struct record_reader *reader = record_reader_new(source, chunk_sizes[k]);
		struct record record;
		bool found;

		assert_true(record_next(reader, &record, &found, &err) && found);
		assert_int_equal(record.n_fields, 2);
		assert_int_equal(record.fields[0].size, 3);
		assert_memory_equal(record.fields[0].data, "a\0b", 3);
		record_reader_free(reader);
		source_close(source);
	}
	scratch_done();
}

/* A field of `size` letters, in a row with another. */
static void big_field(size_t size, bool quoted, const char *expected_error)
{
	struct builder b;
	struct error err = { 0 };
	struct source *source;
	struct record_reader *reader;
	struct record record;
	bool found, good;

	builder_init(&b);
	builder_add(&b, TEXT("x,"));
	if (quoted)
		builder_add_char(&b, '"');
	for (size_t i = 0; i < size; i++)
		builder_add_char(&b, 'a');
	builder_add(&b, quoted ? TEXT("\"\nlast,row\n") : TEXT("\nlast,row\n"));
	source = source_open(scratch_bytes("big.csv", b.data, b.size), ENCODING_AUTO, &err);
	reader = record_reader_new(source, 65536);
	good = record_next(reader, &record, &found, &err);
	if (expected_error) {
		assert_false(good);
		assert_int_equal(err.kind, ERROR_INPUT);
		assert_non_null(strstr(err.message, expected_error));
	} else {
		assert_true(good && found);
		assert_int_equal(record.n_fields, 2);
		assert_int_equal(record.fields[1].size, size);
		assert_true(record_next(reader, &record, &found, &err) && found);
		assert_int_equal(record.line, 2);
	}
	record_reader_free(reader);
	source_close(source);
	builder_done(&b);
}

static void limits(void **state)
{
	(void)state;
	scratch_init();
	big_field(INGEST_MAX_FIELD_BYTES, false, NULL);
	big_field(INGEST_MAX_FIELD_BYTES, true, NULL);
	big_field(INGEST_MAX_FIELD_BYTES + 1, false, "field");
	big_field(INGEST_MAX_FIELD_BYTES + 1, true, "field");
	big_field(8u << 20, false, "");
	scratch_done();
}

static void many_columns(void **state)
{
	(void)state;
	scratch_init();
	for (int n = INGEST_MAX_COLUMNS - 1; n <= INGEST_MAX_COLUMNS + 1; n++) {
		struct builder b;
		struct error err = { 0 };
		struct source *source;
		struct record_reader *reader;
		struct record record;
		bool found;

		builder_init(&b);
		for (int i = 1; i < n; i++)
			builder_add_char(&b, ',');
		builder_add_char(&b, '\n');
		source = source_open(scratch_bytes("wide.csv", b.data, b.size), ENCODING_AUTO, &err);
		reader = record_reader_new(source, 4096);
		assert_true(record_next(reader, &record, &found, &err) && found);
		assert_int_equal(record.n_fields, n);
		record_reader_free(reader);
		source_close(source);
		builder_done(&b);
	}
	scratch_done();
}

static void peeking(void **state)
{
	struct error err = { 0 };
	struct source *source;
	struct record_reader *reader;
	struct record record;
	bool found;

	(void)state;
	scratch_init();
	source = source_open(scratch_text("p.csv", "a;b,c\nd;e,f\n"), ENCODING_AUTO, &err);
	reader = record_reader_new(source, 2);
	assert_true(record_peek(reader, &record, &found, &err) && found);
	assert_int_equal(record.n_fields, 2);
	record_reader_set_delimiter(reader, ';');
	assert_true(record_peek(reader, &record, &found, &err) && found);
	assert_true(text_is(record.fields[1], "b,c"));
	assert_true(record_next(reader, &record, &found, &err) && found);
	assert_int_equal(record.line, 1);
	assert_true(record_next(reader, &record, &found, &err) && found);
	assert_true(text_is(record.raw, "d;e,f"));
	assert_int_equal(record.line, 2);
	assert_true(record_next(reader, &record, &found, &err) && !found);
	record_reader_free(reader);
	source_close(source);
	scratch_done();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records), cmocka_unit_test(delimiters),   cmocka_unit_test(nul_bytes_stay),
		cmocka_unit_test(limits),  cmocka_unit_test(many_columns), cmocka_unit_test(peeking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
