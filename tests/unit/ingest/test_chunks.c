/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_chunks.c - records of ugly bytes: what libcsv says of the whole, in reads of any size.
 */
#include "tests/unit/source/scratch.h"

#include "ingest/ingest.h"
#include "ingest/rows/record.h"

#include <csv.h>
#include <dirent.h>

static const size_t read_sizes[] = { 4096, 1, 2, 3, 7 };
#define N_SIZES (sizeof read_sizes / sizeof read_sizes[0])

/* Everything that a reader says about a file, as one text: `2[a|b]` is a record of line 2, `2!a"b` a
 * malformed one, `E2 message` the error that ended the reading, `+3` the number of blank lines. */
static void describe(const char *path, size_t read_bytes, struct builder *out)
{
	struct error err = { 0 };
	struct source *source = source_open(path, ENCODING_AUTO, &err);
	struct record_reader *reader;
	struct record record;
	bool found = true;

	builder_clear(out);
	if (!source) {
		builder_printf(out, "E%d %s", (int)err.line, err.message);
		return;
	}
	reader = record_reader_new(source, read_bytes);
	while (found) {
		if (!record_next(reader, &record, &found, &err)) {
			builder_printf(out, "E%d %s", (int)err.line, err.message);
			assert_int_equal(err.kind, ERROR_INPUT);
			break;
		}
		if (!found)
			break;
		builder_printf(out, "%d%c", (int)record.line, record.malformed ? '!' : '[');
		if (record.malformed) {
			assert_int_equal(record.n_fields, 0);
			text_escape(out, record.raw, 1000);
		}
		for (int f = 0; f < record.n_fields; f++) {
			builder_add(out, f ? TEXT("|") : TEXT(""));
			text_escape(out, record.fields[f], 1000);
		}
		builder_add(out, record.malformed ? TEXT(" ") : TEXT("] "));
	}
	builder_printf(out, "+%d", (int)record_blank_lines(reader));
	record_reader_free(reader);
	source_close(source);
}

#define BYTES(text)  text, sizeof(text) - 1
#define NEVER_CLOSED "a quote opened in the row that begins here is never closed"

static const struct {
	const char *bytes;
	size_t size;
	const char *expected;
} ugly[] = {
	{ BYTES("a;b|c\td,e\n"), "1[a;b|c\\x09d|e] +0" },
	/* line ends, alone and mixed; a CR and its LF may come in two reads */
	{ BYTES("a\r\r\nb"), "1[a] 3[b] +1" },
	{ BYTES("a\n\rb"), "1[a] 3[b] +1" },
	{ BYTES("a,\r\n,b\r"), "1[a|] 2[|b] +0" },
	{ BYTES("\n\r\n\ra\n\n\nb\n\n"), "4[a] 7[b] +6" },
	{ BYTES("a\n\nb\r\n\r\nc\r\rd"), "1[a] 3[b] 5[c] 7[d] +3" },
	{ BYTES("a\r\n\r\n\r\n"), "1[a] +2" },
	/* line ends within quotes: part of the field, and lines all the same */
	{ BYTES("\"a\r\nb\r\rc\",d\r\ne\r\n"), "1[a\\x0D\\x0Ab\\x0D\\x0Dc|d] 5[e] +0" },
	{ BYTES("\"\n\"\n\"\r\"\r\"\r\n\"\r\nz"), "1[\\x0A] 3[\\x0D] 5[\\x0D\\x0A] 7[z] +0" },
	{ BYTES("x,\"y\"\r"), "1[x|y] +0" },
	/* a quote where none may be: the record ends at the next line end */
	{ BYTES("\"a\"b,\"c\nd\"\ne\n"), "1!\"a\"b,\"c 2!d\" 3[e] +0" },
	{ BYTES("a\"b\r\nc"), "1!a\"b 2[c] +0" },
	{ BYTES("a\"b\rc"), "1!a\"b 2[c] +0" },
	{ BYTES("\"x\ny\"z\nc"), "1!\"x\\x0Ay\"z 3[c] +0" },
	{ BYTES("\"a\"\"b\"c\n\nd"), "1!\"a\"\"b\"c 3[d] +1" },
	{ BYTES("=\"0012\",b\n"), "1!=\"0012\",b +0" },
	/* a quote that stays open */
	{ BYTES("a\n\nb,\"c\nd,e\n"), "1[a] E3 " NEVER_CLOSED "+1" },
	{ BYTES("a\n\"b\"\"\n"), "1[a] E2 " NEVER_CLOSED "+0" },
	/* bytes that text should not hold: counted, given on, never the end of anything */
	{ BYTES("a\0b,\0\n\0\n"), "1[a\\x00b|\\x00] 2[\\x00] +0" },
	{ BYTES("\"a\0\n\",b\nc"), "1[a\\x00\\x0A|b] 3[c] +0" },
	{ BYTES("a\xFF"
		"b\n\xC3\n"),
	  "1[a\\xFFb] 2[\\xC3] +0" },
	{ BYTES("a\x1A\nb"), "1[a\\x1A] 2[b] +0" },
	/* the byte order mark goes at the start of the file, and there alone */
	{ BYTES("\xEF\xBB\xBF\"a\",b\nc"), "1[a|b] 2[c] +0" },
	{ BYTES("\xEF\xBB\xBF\xEF\xBB\xBF,a\n"), "1[\\u{FEFF}|a] +0" },
	{ BYTES("a\n\xEF\xBB\xBF\"b\"\n"), "1[a] 2!\\u{FEFF}\"b\" +0" },
	{ BYTES("\xEF\xBB\xBF"), "+0" },
};
#define N_UGLY (sizeof ugly / sizeof ugly[0])

static void ugly_bytes(void **state)
{
	struct builder got;

	(void)state;
	builder_init(&got);
	for (size_t i = 0; i < N_UGLY; i++) {
		const char *path = scratch_bytes("ugly", ugly[i].bytes, ugly[i].size);

		for (size_t k = 0; k < N_SIZES; k++) {
			describe(path, read_sizes[k], &got);
			if (strcmp(got.data, ugly[i].expected) != 0)
				fail_msg("input %zu in reads of %zu: %s\nexpected: %s", i, read_sizes[k],
					 got.data, ugly[i].expected);
		}
	}
	builder_done(&got);
}

/* The same, cut off at every byte: whatever comes of it, it does not depend on the reads. */
static void cut_anywhere(void **state)
{
	struct builder whole, got;

	(void)state;
	builder_init(&whole);
	builder_init(&got);
	for (size_t i = 0; i < N_UGLY; i++)
		for (size_t size = 0; size < ugly[i].size; size++) {
			const char *path = scratch_bytes("cut", ugly[i].bytes, size);

			describe(path, 4096, &whole);
			for (size_t k = 1; k < 3; k++) {
				describe(path, read_sizes[k], &got);
				assert_string_equal(got.data, whole.data);
			}
		}
	builder_done(&whole);
	builder_done(&got);
}

static void fixture_bytes(void **state)
{
	DIR *folder = opendir(FIXTURES);
	struct builder whole, got;
	int n = 0;

	(void)state;
	assert_non_null(folder);
	builder_init(&whole);
	builder_init(&got);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		char path[1024];

		if (strncmp(entry->d_name, "source-", 7) != 0 || strstr(entry->d_name, "bomb"))
			continue;
		snprintf(path, sizeof path, "%s/%s", FIXTURES, entry->d_name);
		describe(path, 65536, &whole);
		for (size_t k = 0; k < N_SIZES; k++) {
			describe(path, read_sizes[k], &got);
			/* A file that turns out to be damaged may give more or fewer of its records first
			 * and says how far it came; what is wrong with it stays the same. */
			if (strstr(whole.data, "E0 "))
				assert_memory_equal(strstr(got.data, "E0 "), strstr(whole.data, "E0 "),
						    strcspn(strstr(whole.data, "E0 "), "(+"));
			else
				assert_string_equal(got.data, whole.data);
		}
		n++;
	}
	closedir(folder);
	assert_true(n > 25);
	builder_done(&whole);
	builder_done(&got);
}

/* --- against libcsv alone --- */

struct plain {
	struct builder text;
	bool in_row;
};

static void plain_field(void *data, size_t size, void *context)
{
	struct plain *p = context;

	builder_add(&p->text, p->in_row ? TEXT("|") : TEXT("["));
	p->in_row = true;
	text_escape(&p->text, (struct text){ data, size }, 1000);
}

static void plain_row(int end, void *context)
{
	struct plain *p = context;

	(void)end;
	builder_add(&p->text, TEXT("] "));
	p->in_row = false;
}

static int never_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* libcsv over the whole of the bytes; false when it finds them malformed. */
static bool plain_libcsv(const char *bytes, size_t size, struct plain *p)
{
	struct csv_parser parser;
	bool good;

	builder_clear(&p->text);
	builder_add(&p->text, TEXT("="));
	p->in_row = false;
	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_space_func(&parser, never_space);
	csv_set_blk_size(&parser, 64 * 1024);
	good = csv_parse(&parser, bytes, size, plain_field, plain_row, p) == size &&
	       csv_fini(&parser, plain_field, plain_row, p) == 0;
	csv_free(&parser);
	return good;
}

/* Where a line of the bytes begins; CR, LF and CRLF end one. */
static size_t line_start(const char *bytes, size_t size, uint64_t line)
{
	size_t i = 0;

	for (; line > 1; line--) {
		while (i < size && bytes[i] != '\n' && bytes[i] != '\r')
			i++;
		assert_true(i < size);
		i += bytes[i] == '\r' && i + 1 < size && bytes[i + 1] == '\n' ? 2 : 1;
	}
	return i;
}

static void compare_with_libcsv(const char *bytes, size_t size, struct plain *plain, struct builder *got)
{
	bool good = plain_libcsv(bytes, size, plain), found = true, malformed = false, error = false;
	struct error err = { 0 };
	struct source *source = source_open(scratch_bytes("case", bytes, size), ENCODING_AUTO, &err);
	struct record_reader *reader = record_reader_new(source, 2);
	struct record record;

	builder_clear(got);
	builder_add(got, TEXT("="));
	while (!error) {
		size_t start;

		error = !record_next(reader, &record, &found, &err);
		if (error || !found)
			break;
		malformed |= record.malformed;
		start = line_start(bytes, size, record.line);
		assert_true(start + record.raw.size <= size);
		assert_memory_equal(bytes + start, record.raw.data, record.raw.size);
		for (int f = 0; f < record.n_fields; f++) {
			builder_add(got, f ? TEXT("|") : TEXT("["));
			text_escape(got, record.fields[f], 1000);
		}
		builder_add(got, TEXT("] "));
	}
	record_reader_free(reader);
	source_close(source);
	if (good != (!malformed && !error))
		fail_msg("libcsv %s this: %.*s", good ? "takes" : "refuses", (int)size, bytes);
	if (good && strcmp(got->data, plain->text.data) != 0)
		fail_msg("libcsv: %s, here: %s", plain->text.data, got->data);
}

/* Every text of up to five of the bytes that mean something. */
static void every_short_text(void **state)
{
	static const char alphabet[] = { 'a', ',', '"', '\n', '\r' };
	struct plain plain;
	struct builder got;
	int n_cases = 0;

	(void)state;
	builder_init(&plain.text);
	builder_init(&got);
	for (size_t size = 0, all = 1; size <= 5; size++, all *= sizeof alphabet)
		for (size_t code = 0; code < all; code++, n_cases++) {
			char bytes[8];

			for (size_t i = 0, rest = code; i < size; i++, rest /= sizeof alphabet)
				bytes[i] = alphabet[rest % sizeof alphabet];
			compare_with_libcsv(bytes, size, &plain, &got);
		}
	assert_int_equal(n_cases, 1 + 5 + 25 + 125 + 625 + 3125);
	builder_done(&plain.text);
	builder_done(&got);
}

/* --- limits: where the reader stops does not depend on the reads either --- */

/* A file of `before`, then n times `c`, then `after`. */
static const char *large(const char *before, char c, size_t n, const char *after)
{
	struct builder b;
	char *filling = memory_alloc(n);
	const char *path;

	memset(filling, c, n);
	builder_init(&b);
	builder_add(&b, text_of(before));
	builder_add(&b, (struct text){ filling, n });
	builder_add(&b, text_of(after));
	path = scratch_bytes("large", b.data, b.size);
	builder_done(&b);
	memory_free(filling);
	return path;
}

static void expect_end(const char *path, const char *expected)
{
	static const size_t sizes[] = { 4096, 65537, 1 << 18, 8 << 20 };
	struct builder got;

	builder_init(&got);
	for (size_t i = 0; i < 4; i++) {
		describe(path, sizes[i], &got);
		if (got.size < strlen(expected) ||
		    strcmp(got.data + got.size - strlen(expected), expected) != 0)
			fail_msg("in reads of %zu: %s", sizes[i], got.data);
	}
	builder_done(&got);
}

static void limits(void **state)
{
	(void)state;
	expect_end(large("h\na,", 'x', INGEST_MAX_FIELD_BYTES, "\nb"), "x...] 3[b] +0");
	expect_end(large("h\na,\"", '\n', INGEST_MAX_FIELD_BYTES + 1, "\"\nb"),
		   "1[h] E2 a field of this row is longer than 1048576 bytes+0");
	/* Past the limit of a row the reader stops at once, whatever it is about to find. */
	expect_end(large("h\n", 'x', INGEST_MAX_ROW_BYTES + 1, "\nb"),
		   "1[h] E2 this row is longer than 4194304 bytes+0");
	expect_end(large("h\n\"", 'x', INGEST_MAX_ROW_BYTES, "\"\nb"),
		   "1[h] E2 a quote opened in this row is still open after 4194304 bytes+0");
	expect_end(large("h\n\"", '\n', 2 * INGEST_MAX_ROW_BYTES, ""),
		   "1[h] E2 a quote opened in this row is still open after 4194304 bytes+0");
	/* A malformed record may be as long as a row. */
	expect_end(large("h\n\"a\"", 'x', INGEST_MAX_ROW_BYTES - 3, "\nb"), "x... 3[b] +0");
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
		cmocka_unit_test(ugly_bytes),    cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(fixture_bytes), cmocka_unit_test(every_short_text),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
