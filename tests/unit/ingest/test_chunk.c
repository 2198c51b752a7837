/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_chunk.c - the scanner against libcsv: chunks of every size, by every instruction set that this
 * processor has, hold the records that the reader of records gives one by one.
 */
#include "tests/unit/random.h"
#include "tests/unit/source/scratch.h"
#include "tests/unit/stride.h"

#include "tests/fuzz/chunk_fields.h"
#include "ingest/columns/chunk.h"
#include "ingest/ingest.h"
#include "ingest/source/flat.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

static void put_record(struct builder *out, const struct record *record)
{
	builder_printf(out, "%d%c", (int)record->line, record->malformed ? '!' : '[');
	if (record->malformed)
		builder_add(out, record->raw);
	for (int f = 0; f < record->n_fields; f++) {
		builder_add(out, f ? TEXT("|") : TEXT(""));
		builder_add(out, record->fields[f]);
	}
	builder_add(out, record->malformed ? TEXT(" ") : TEXT("] "));
}

static void put_error(struct builder *out, const struct error *err)
{
	builder_printf(out, "E%d %s", (int)err->line, err->message);
}

/* What the reader of records says, after the first record. */
static void by_record(const char *path, char delimiter, struct builder *out)
{
	struct error err = { 0 };
	struct source *source = source_open(path, ENCODING_AUTO, &err);
	struct record_reader *reader = record_reader_new(source, 4096);
	struct record record;
	bool found = true;

	assert_non_null(source);
	builder_clear(out);
	record_reader_set_delimiter(reader, delimiter);
	while (found) {
		if (!record_next(reader, &record, &found, &err)) {
			put_error(out, &err);
			break;
		}
		if (found)
			put_record(out, &record);
	}
	if (err.kind == ERROR_NONE)
		builder_printf(out, "+%d", (int)record_blank_lines(reader));
	record_reader_free(reader);
	source_close(source);
}

struct walk {
	struct record_splitter *splitter;
	struct builder *out;
	uint64_t n_blank;
};

/* The records of a chunk, their lines counted one by one; the fields by the index wherever it can tell. */
static bool walk_chunk(struct walk *w, const struct chunk *c, struct error *err)
{
	uint64_t line = c->line;
	size_t passed = 0;

	for (size_t i = 0; i < c->scan.n_records; i++) {
		struct text fields[64], raw = chunk_record(c, i);
		struct record record = { .raw = raw, .fields = fields };
		bool counts, after_cr = passed ? c->data[passed - 1] == '\r' : c->after_cr;

		if (chunk_is_blank(c, i, &counts)) {
			w->n_blank += counts;
			line += counts;
			passed++;
			assert_true(counts || after_cr);
			continue;
		}
		record.line = line;
		if (!chunk_fields(c, i, fields, 64, &record.n_fields) &&
		    !record_split(w->splitter, raw, line, &record, err))
			return false;
		put_record(w->out, &record);
		line += record_count_lines(raw) + 1;
		passed = (size_t)(raw.data - c->data) + raw.size + 1;
	}
	return true;
}

/* A file whose first record was taken by the reader of records, as a heading is. */
struct begun {
	struct source *source;
	struct record_reader *head;
	struct chunk_reader *reader;
	bool found;
};

static struct begun begin(const char *path, char delimiter, enum scan_set set, size_t read_bytes, struct builder *out,
			  struct error *err)
{
	struct begun b = { .source = source_open(path, ENCODING_AUTO, err) };
	struct record record;

	assert_non_null(b.source);
	builder_clear(out);
	b.head = record_reader_new(b.source, read_bytes);
	record_reader_set_delimiter(b.head, delimiter);
	if (record_next(b.head, &record, &b.found, err) && b.found)
		put_record(out, &record);
	b.reader = chunk_reader_new(b.source, record_reader_rest(b.head), delimiter, set, read_bytes);
	return b;
}

/* Blank lines are told, and whoever has read a file to its end knows its hash. */
static void end(struct begun *b, const char *path, uint64_t n_blank, struct builder *out)
{
	struct error err = { 0 };
	char hex[65], whole[65];
	struct stat info;
	uint64_t size;

	builder_printf(out, "+%d", (int)(n_blank + record_blank_lines(b->head)));
	assert_true(source_sha256(b->source, hex, &err) && source_hash_file(path, NULL, whole, &info, &size, &err));
	assert_string_equal(hex, whole);
}

static void begun_done(struct begun *b)
{
	chunk_reader_free(b->reader);
	record_reader_free(b->head);
	source_close(b->source);
}

static void by_chunk(const char *path, char delimiter, enum scan_set set, size_t read_bytes,
		     struct builder *out)
{
	struct error err = { 0 };
	struct begun b = begin(path, delimiter, set, read_bytes, out, &err);
	struct walk walk = { record_splitter_new(delimiter), out, 0 };
	struct chunk chunk;
	bool found = b.found;

	chunk_init(&chunk);
	while (found && chunk_next(b.reader, &chunk, &found, &err) && found) {
		bool walked = walk_chunk(&walk, &chunk, &err);

		chunk_leave(b.reader, &chunk);
		if (!walked)
			break;
	}
	if (err.kind != ERROR_NONE)
		put_error(out, &err);
	else
		end(&b, path, walk.n_blank, out);
	chunk_done(&chunk);
	record_splitter_free(walk.splitter);
	begun_done(&b);
}

/* The chunks of the bytes, by every set and in reads of these sizes, say what the records say. */
static void compare(const char *bytes, size_t size, char delimiter, const size_t *reads, size_t n_reads)
{
	const char *path = scratch_bytes("chunks", bytes, size);
	struct builder expected, got;

	builder_init(&expected);
	builder_init(&got);
	by_record(path, delimiter, &expected);
	for (int set = 0; set < SCAN_SET_COUNT; set++)
		for (size_t k = 0; scan_set_usable((enum scan_set)set) && k < n_reads; k++) {
			by_chunk(path, delimiter, (enum scan_set)set, reads[k], &got);
			if (!text_equal(builder_text(&got), builder_text(&expected)))
				fail_msg("%s, reads of %zu, input\n%.*s\ngave %.2000s\nnot  %.2000s",
					 scan_set_name((enum scan_set)set), reads[k],
					 (int)(size < 2000 ? size : 2000), bytes, got.data, expected.data);
		}
	builder_done(&expected);
	builder_done(&got);
}

static uint64_t state;

static size_t pick(size_t n)
{
	return (size_t)next_random(&state) % n;
}

/* Bytes that are mostly ordinary, with rare quotes, and ones in which every second byte means something. */
static void random_bytes(void **unused)
{
	static const char *const alphabets[] = { "aaaaaaaa,,,\n", "ab,\n\"\r", "a,\"\"\n",
						 "aaaaaaaaaaaaaaaaaaaaa,\"\n", "\xC3\xA9,a\n\r\"" };
	static const size_t reads[] = { 1, 3, 64, 65, 4096 };
	char bytes[700];

	(void)unused;
	state = 20191001;
	for (size_t round = 0; round < 1500; round += test_stride()) {
		const char *alphabet = alphabets[pick(5)];
		size_t size = pick(pick(2) ? 20 : sizeof bytes), n = strlen(alphabet);

		for (size_t i = 0; i < size; i++)
			bytes[i] = alphabet[pick(n)];
		compare(bytes, size, ',', reads, 5);
	}
}

/* Rows as they come, quoted and not, at every place of a block. */
static void shifted_rows(void **unused)
{
	static const char rows[] =
		"id-1,\"a, b\",2019-10-03T14:05:06Z,\"\",,\"say \"\"no\"\"\"\r\n"
		"id-2,plain,,x,y,\n\n\"id\n3\",b,c,d,e,f\rid-4,\"wrong\"x,c\nid-5,a\"b,c\n";
	static const size_t reads[] = { 1, 2, 7, 50, 64, 1000 };
	char bytes[sizeof rows + 64];

	(void)unused;
	for (size_t shift = 0; shift <= 64; shift += test_stride()) {
		memset(bytes, 'x', shift);
		memcpy(bytes + shift, rows, sizeof rows - 1);
		for (size_t cut = 0; cut < 24; cut += shift % 3 + 1)
			compare(bytes, shift + sizeof rows - 1 - cut, ',', reads, 6);
	}
}

static void other_delimiters(void **unused)
{
	static const size_t reads[] = { 3, 100 };

	(void)unused;
	compare("a;b,c;\"d;e\"\nf\tg;|\n", 19, ';', reads, 2);
	compare("a;b,c;\"d;e\"\nf\tg;|\n", 19, '\t', reads, 2);
	compare("a;b,c;\"d;e\"\nf\tg;|\n", 19, '|', reads, 2);
}

/* The limits: what is said, and of which line, does not depend on the reads. */
static void limits(void **unused)
{
	static const size_t reads[] = { 1 << 18, 3 << 20 };
	size_t size = INGEST_MAX_ROW_BYTES + 100;
	char *bytes = memory_alloc(size + 100);

	(void)unused;
	memset(bytes, 'x', size);
	memcpy(bytes, "a,b\n\n", 5);
	for (size_t at = 1000; at < size; at += 1000000)
		bytes[at] = ',';
	for (size_t extra = 0; extra < 3; extra++) {
		size_t end = 5 + INGEST_MAX_ROW_BYTES - 1 + extra;

		bytes[end] = '\n';
		compare(bytes, end + 10, ',', reads, 2);
		compare(bytes, end, ',', reads, 2);
		bytes[end] = 'x';
	}
	bytes[5] = '"';
	compare(bytes, size, ',', reads, 2);
	bytes[5 + INGEST_MAX_FIELD_BYTES + 1] = '"';
	bytes[5 + INGEST_MAX_FIELD_BYTES + 2] = '\n';
	compare(bytes, 2 * INGEST_MAX_FIELD_BYTES, ',', reads, 2);
	memmove(bytes + 6, bytes + 7, INGEST_MAX_FIELD_BYTES + 20);
	compare(bytes, INGEST_MAX_FIELD_BYTES + 20, ',', reads, 2);
	memory_free(bytes);
}

/* --- several threads --- */

#define N_THREADS 3

struct chunk_said {
	uint64_t number;
	struct builder text;
};

struct crew {
	struct chunk_reader *reader;
	char delimiter;
	pthread_mutex_t lock;
	struct chunk_said *parts;
	size_t n_parts, parts_room;
	uint64_t n_blank;
	bool failed;
};

static void *work(void *context)
{
	struct crew *crew = context;
	struct record_splitter *splitter = record_splitter_new(crew->delimiter);
	struct error err = { 0 };
	struct chunk chunk;
	bool found = true;

	chunk_init(&chunk);
	while (found && chunk_next(crew->reader, &chunk, &found, &err) && found) {
		struct chunk_said part = { .number = chunk.number };
		struct walk walk = { splitter, &part.text, 0 };
		bool walked;

		builder_init(&part.text);
		walked = walk_chunk(&walk, &chunk, &err);
		chunk_leave(crew->reader, &chunk);
		pthread_mutex_lock(&crew->lock);
		crew->failed |= !walked;
		crew->n_blank += walk.n_blank;
		ARRAY_PUSH(crew->parts, crew->n_parts, crew->parts_room) = part;
		pthread_mutex_unlock(&crew->lock);
	}
	pthread_mutex_lock(&crew->lock);
	crew->failed |= err.kind != ERROR_NONE;
	pthread_mutex_unlock(&crew->lock);
	chunk_done(&chunk);
	record_splitter_free(splitter);
	return NULL;
}

static int by_number(const void *a, const void *b)
{
	const struct chunk_said *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static void by_crew(const char *path, char delimiter, size_t read_bytes, struct builder *out)
{
	struct error err = { 0 };
	struct begun b = begin(path, delimiter, scan_set_best(), read_bytes, out, &err);
	struct crew crew = { .reader = b.reader, .delimiter = delimiter };
	pthread_t threads[N_THREADS];

	pthread_mutex_init(&crew.lock, NULL);
	for (int k = 0; k < N_THREADS; k++)
		assert_int_equal(pthread_create(&threads[k], NULL, work, &crew), 0);
	for (int k = 0; k < N_THREADS; k++)
		pthread_join(threads[k], NULL);
	pthread_mutex_destroy(&crew.lock);
	assert_false(crew.failed);
	if (crew.n_parts)
		qsort(crew.parts, crew.n_parts, sizeof *crew.parts, by_number);
	for (size_t i = 0; i < crew.n_parts; i++) {
		builder_add(out, builder_text(&crew.parts[i].text));
		builder_done(&crew.parts[i].text);
	}
	memory_free(crew.parts);
	end(&b, path, crew.n_blank, out);
	begun_done(&b);
}

static const char *scratch_gzip(const char *name, struct text bytes)
{
	const char *path = scratch_path(name);
	gzFile file = gzopen(path, "wb1");

	assert_non_null(file);
	assert_int_equal(gzwrite(file, bytes.data, (unsigned)bytes.size), bytes.size);
	assert_int_equal(gzclose(file), Z_OK);
	return path;
}

static void compare_crew(const char *path, size_t read_bytes, int round, const struct builder *expected)
{
	struct builder got;

	builder_init(&got);
	by_crew(path, ',', read_bytes, &got);
	if (!text_equal(builder_text(&got), builder_text(expected)))
		fail_msg("round %d, reads of %zu of %s\ngave %.3000s\nnot  %.3000s", round, read_bytes, path, got.data,
			 expected->data);
	builder_done(&got);
}

/* As many files are looked at as can be: all others are only read. */
static void look_at_all(const char *path, struct flat **all)
{
	int fd = open(path, O_RDONLY);

	for (int k = 0; k < FLAT_FILES; k++)
		all[k] = flat_new(fd, 1);
	close(fd);
}

static void compare_reading(const char *path, size_t read_bytes, int round, const struct builder *expected)
{
	struct flat *all[FLAT_FILES];

	look_at_all(path, all);
	compare_crew(path, read_bytes, round, expected);
	for (int k = 0; k < FLAT_FILES; k++)
		flat_free(all[k]);
}

/* Rows of ordinary length, which are read by window until one has a line end within quotes where a window ends, has
 * none for long, or is the last: then by turns, whichever of the threads sees it first.  So is a file that cannot be
 * looked at in place.  The same rows packed are read by one thread, which gives away what it reads to those that wait. */
static void threads(void **unused)
{
	static const size_t reads[] = { 40, 64, 200, 1000, 5000 };
	struct builder bytes, expected;

	(void)unused;
	state = 7;
	builder_init(&bytes);
	builder_init(&expected);
	for (int round = 0; round < 150; round += (int)test_stride()) {
		size_t n_rows = pick(600), odd = pick(3) ? pick(2 * n_rows + 1) : SIZE_MAX;
		const char *path, *packed;

		builder_clear(&bytes);
		for (size_t i = 0; i < n_rows; i++) {
			builder_printf(&bytes, "row %d,%.*s,", (int)i, (int)pick(30), "abcdefghijklmnopqrstuvwxyzabcd");
			if (i == odd)
				builder_printf(&bytes, round % 2 ? "\"two\nlines %0*d\"" : "x%0*d", (int)pick(500), 1);
			builder_add(&bytes, i + 1 < n_rows || pick(2) ? pick(5) ? TEXT("\n") : TEXT("\r\n") : TEXT(""));
		}
		path = scratch_bytes("rows", bytes.data, bytes.size);
		packed = scratch_gzip("rows.gz", builder_text(&bytes));
		by_record(path, ',', &expected);
		for (size_t k = 0; k < sizeof reads / sizeof *reads; k++) {
			compare_crew(path, reads[k], round, &expected);
			compare_reading(path, reads[k], round, &expected);
			compare_crew(packed, reads[k], round, &expected);
		}
	}
	builder_done(&bytes);
	builder_done(&expected);
}

/* A file that is cut short while threads are at work on it is an error, whoever meets its end first: at a page's end,
 * where looking on is a fault, and within a page, where it is not. */
static void cut_short(void **unused)
{
	static const size_t sizes[] = { 200000, 204800, 4096 * 40 };
	struct builder bytes;

	(void)unused;
	builder_init(&bytes);
	while (bytes.size < 300000)
		builder_add(&bytes, TEXT("some,text,of,a,row,of,many,that,are,all,the,same\n"));
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
		for (int n_before = 0; n_before < 60; n_before += (int)test_stride()) {
			const char *path = scratch_bytes("cut", bytes.data, bytes.size);
			struct error err = { 0 };
			struct builder out;
			struct begun b;
			struct chunk chunk;
			bool found = true, good = true;

			builder_init(&out);
			b = begin(path, ',', scan_set_best(), 4096, &out, &err);
			chunk_init(&chunk);
			for (int n = 0; good && found; n++) {
				if (n == n_before)
					assert_int_equal(truncate(path, (off_t)sizes[k]), 0);
				good = chunk_next(b.reader, &chunk, &found, &err);
				if (good && found)
					chunk_leave(b.reader, &chunk);
			}
			assert_false(good);
			assert_non_null(strstr(err.message, "became shorter while it was read"));
			chunk_done(&chunk);
			begun_done(&b);
			builder_done(&out);
		}
	builder_done(&bytes);
}

/* Every set that could be there is known by its name, and the best is one that can be used. */
static void sets(void **unused)
{
	(void)unused;
	assert_true(scan_set_usable(SCAN_PLAIN));
	assert_true(scan_set_usable(scan_set_best()));
	for (int set = 0; set < SCAN_SET_COUNT; set++)
		assert_true(strlen(scan_set_name((enum scan_set)set)) > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_bytes),
		cmocka_unit_test(shifted_rows),
		cmocka_unit_test(other_delimiters),
		cmocka_unit_test(limits),
		cmocka_unit_test(threads),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(sets),
	};
	int failed;

	scratch_init();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	scratch_done();
	return failed;
}
