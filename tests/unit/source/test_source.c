/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include "engine/memory.h"
#include "ingest/source/source.h"

#include <fcntl.h>
#include <pthread.h>

#define ROWS     "request_id,region\n1,N\n2,£\n3,😀\n"
#define TWO_ROWS "request_id,region\n1,N\n2,£\n"

static const size_t chunk_sizes[] = { 1, 2, 3, 7, 4096 };
#define N_CHUNKS (sizeof chunk_sizes / sizeof chunk_sizes[0])

/* Reads the whole of a file in reads of `chunk` into text (with a NUL); false with *err. */
static bool read_all(const char *path, enum encoding encoding, size_t chunk, char *text, size_t room,
		     size_t *n, struct error *err)
{
	*n = 0;
	struct source *s = source_open(path, encoding, err);
	if (!s)
		return false;
	size_t got = 1;
	bool ok = true;
	while (ok && got > 0) {
		assert_true(*n + chunk < room);
		ok = source_read(s, text + *n, chunk, &got, err);
		if (ok)
			*n += got;
	}
	text[*n] = '\0';
	if (ok) {
		assert_true(source_read(s, text + *n, chunk, &got, err));
		assert_int_equal(got, 0);
	}
	source_close(s);
	return ok;
}

static const struct {
	const char *name;
	enum encoding encoding;
	const char *text;    /* what comes of it, or NULL */
	const char *message; /* part of the error, where text is NULL */
} fixtures[] = {
	{ "plain.csv", ENCODING_AUTO, ROWS, NULL },
	{ "plain.csv", ENCODING_UTF8, ROWS, NULL },
	{ "plain.csv", ENCODING_UTF16, NULL, "no byte order mark" },
	{ "bom-utf8.csv", ENCODING_AUTO, ROWS, NULL },
	{ "bom-utf8.csv", ENCODING_WINDOWS_1252, NULL, "UTF-8 byte order mark" },
	{ "bom-utf16le.csv", ENCODING_AUTO, ROWS, NULL },
	{ "bom-utf16le.csv", ENCODING_UTF16, ROWS, NULL },
	{ "bom-utf16le.csv", ENCODING_UTF8, NULL, "UTF-16LE byte order mark" },
	{ "bom-utf16be.csv", ENCODING_AUTO, ROWS, NULL },
	{ "bom-utf32le.csv", ENCODING_AUTO, ROWS, NULL },
	{ "bom-utf32be.csv", ENCODING_AUTO, ROWS, NULL },
	{ "no-bom-utf16le.csv", ENCODING_UTF16LE, ROWS, NULL },
	{ "windows-1252.csv", ENCODING_WINDOWS_1252, TWO_ROWS, NULL },
	{ "windows-1252-undefined.csv", ENCODING_WINDOWS_1252, NULL, "byte 20: 0x81" },
	{ "utf16-lone-high.csv", ENCODING_AUTO, NULL, "byte 10: half of a surrogate pair" },
	{ "utf16-lone-low.csv", ENCODING_AUTO, NULL, "byte 10: half of a surrogate pair" },
	{ "utf16-odd-end.csv", ENCODING_AUTO, NULL, "byte 18: the file ends in the middle" },
	{ "utf32-above-range.csv", ENCODING_AUTO, NULL, "byte 4: 0x00110000" },
	{ "gzip.csv.gz", ENCODING_AUTO, ROWS, NULL },
	{ "gzip-under-csv-name.csv", ENCODING_AUTO, ROWS, NULL },
	{ "plain-under-gz-name.csv.gz", ENCODING_AUTO, ROWS, NULL },
	{ "gzip-two-members.csv.gz", ENCODING_AUTO, ROWS, NULL },
	{ "gzip-second-member-cut.csv.gz", ENCODING_AUTO, NULL, "cut short at stored byte 46" },
	{ "gzip-cut.csv.gz", ENCODING_AUTO, NULL, "cut short at stored byte 45" },
	{ "gzip-wrong-crc.csv.gz", ENCODING_AUTO, NULL, "incorrect data check" },
	{ "gzip-then-rubbish.csv.gz", ENCODING_AUTO, NULL, "damaged" },
	{ "gzip-twice.csv.gz", ENCODING_AUTO, NULL, "compressed twice (gzip inside)" },
	{ "gzip-utf16.csv.gz", ENCODING_AUTO, ROWS, NULL },
	{ "zstd.csv.zst", ENCODING_AUTO, ROWS, NULL },
	{ "zstd-cut.csv.zst", ENCODING_AUTO, NULL, "zstd data is damaged or cut short" },
	{ "zstd-of-nothing.csv.zst", ENCODING_AUTO, "", NULL },
	{ "xz.csv.xz", ENCODING_AUTO, ROWS, NULL },
	{ "xz-cut.csv.xz", ENCODING_AUTO, NULL, "xz data is damaged or cut short" },
	{ "xz-of-nothing.csv.xz", ENCODING_AUTO, "", NULL },
	{ "zip.csv", ENCODING_AUTO, NULL, "zip archive or an Excel workbook" },
	{ "pdf.csv", ENCODING_AUTO, NULL, "PDF" },
};

static void test_fixtures(void **state)
{
	(void)state;
	char text[8192], path[512];
	size_t n;
	for (size_t i = 0; i < sizeof fixtures / sizeof fixtures[0]; i++) {
		snprintf(path, sizeof path, "%s/source-%s", FIXTURES, fixtures[i].name);
		for (size_t k = 0; k < N_CHUNKS; k++) {
			struct error err = { 0 };
			bool ok = read_all(path, fixtures[i].encoding, chunk_sizes[k], text, sizeof text, &n,
					   &err);
			if (fixtures[i].text) {
				if (!ok)
					fail_msg("%s: %s", fixtures[i].name, err.message);
				assert_string_equal(text, fixtures[i].text);
				assert_int_equal(n, strlen(fixtures[i].text));
				continue;
			}
			if (ok)
				fail_msg("%s: read without an error", fixtures[i].name);
			assert_int_equal(err.kind, ERROR_INPUT);
			assert_string_equal(err.path, path);
			assert_true(err.hint[0] != '\0');
			if (!strstr(err.message, fixtures[i].message))
				fail_msg("%s: %s", fixtures[i].name, err.message);
		}
	}
}

/* UTF-16 that nothing announces is delivered as it is, for the reader of records to refuse. */
static void test_unannounced(void **state)
{
	(void)state;
	char text[8192];
	size_t n;
	struct error err = { 0 };
	assert_true(read_all(FIXTURES "/source-no-bom-utf16le.csv", ENCODING_AUTO, 4096, text, sizeof text,
			     &n, &err));
	assert_int_equal(n, 62);
	assert_memory_equal(text, "r\0e\0q\0", 6);
}

static void test_bomb(void **state)
{
	(void)state;
	size_t room = 4 << 20, n;
	char *text = memory_alloc(room);
	struct error err = { 0 };
	assert_false(read_all(FIXTURES "/source-bomb.csv.gz", ENCODING_AUTO, 65536, text, room, &n, &err));
	assert_int_equal(err.kind, ERROR_INPUT);
	assert_non_null(strstr(err.message, "1000 times"));
	memory_free(text);
}

/* Whatever bit is turned after the magic number: the right text or an error, never another text.
 * (zstd carries a checksum here, as its own tool writes it.) */
static void test_turned_bits(void **state)
{
	(void)state;
	static const char *const names[] = { "gzip.csv.gz", "zstd.csv.zst", "xz.csv.xz" };
	unsigned char bytes[256];
	char text[65536], path[512];
	size_t n, refused = 0;
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/source-%s", FIXTURES, names[i]);
		FILE *file = fopen(path, "rb");
		assert_non_null(file);
		size_t size = fread(bytes, 1, sizeof bytes, file);
		fclose(file);
		for (size_t bit = 6 * 8; bit < size * 8; bit++) {
			struct error err = { 0 };
			bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
			const char *turned = scratch_bytes("turned", bytes, size);
			if (read_all(turned, ENCODING_AUTO, 512, text, sizeof text, &n, &err))
				assert_string_equal(text, ROWS);
			else
				refused++;
			bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
	}
	assert_true(refused > 900); /* a header's few free bits apart, all of them */
}

static void test_hash(void **state)
{
	(void)state;
	static const char hex[] = "53862defe625fce6a9cddd1ea0f31942af7aba0b341d39a2377f5286948915ec";
	char got[65] = "", text[8192];
	uint64_t size = 0;
	struct stat info;
	struct error err = { 0 };
	assert_true(source_hash_file(FIXTURES "/source-plain.csv", NULL, got, &info, &size, &err));
	assert_string_equal(got, hex);
	assert_int_equal(size, 34);
	/* Through the stream, read whole and not at all. */
	for (size_t wanted = 0; wanted < 100; wanted += 50) {
		size_t n = 0;
		struct source *s = source_open(FIXTURES "/source-plain.csv", ENCODING_AUTO, &err);
		assert_non_null(s);
		assert_true(source_read(s, text, wanted, &n, &err));
		assert_true(source_sha256(s, got, &err));
		assert_string_equal(got, hex);
		assert_int_equal(source_stored_bytes(s), 34);
		assert_false(source_changed(s));
		source_close(s);
	}
	/* As stored: the byte order mark, the compression and what follows the damage count. */
	static const char *const others[] = { "bom-utf16le.csv", "gzip.csv.gz", "gzip-then-rubbish.csv.gz",
					      "zstd-cut.csv.zst", "xz.csv.xz" };
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		char path[512], whole[65] = "";
		size_t n = 1;
		snprintf(path, sizeof path, "%s/source-%s", FIXTURES, others[i]);
		assert_true(source_hash_file(path, NULL, whole, &info, &size, &err));
		struct source *s = source_open(path, ENCODING_AUTO, &err);
		if (!s) /* damage within the first bytes is found at once */
			continue;
		while (n > 0 && source_read(s, text, sizeof text, &n, &err))
			;
		assert_true(source_sha256(s, got, &err));
		assert_string_equal(got, whole);
		assert_string_not_equal(got, hex);
		source_close(s);
	}
}

static void test_large_transcoded(void **state)
{
	(void)state;
	/* Past every inner buffer, characters of four bytes across their edges. */
	size_t n_units = 300000, size = 2 + n_units * 4 + 2, n;
	unsigned char *bytes = memory_alloc(size);
	char *text = memory_alloc(2 << 20);
	memcpy(bytes, "\xFF\xFEx\0", 4);
	for (size_t i = 0; i < n_units; i++)
		memcpy(bytes + 4 + 4 * i, "\x3D\xD8\x00\xDE", 4); /* U+1F600 */
	const char *path = scratch_bytes("large", bytes, size);
	struct error err = { 0 };
	assert_true(read_all(path, ENCODING_AUTO, 100000, text, 2 << 20, &n, &err));
	assert_int_equal(n, 1 + 4 * n_units);
	assert_int_equal(text[0], 'x');
	for (size_t i = 0; i < n_units; i++)
		assert_memory_equal(text + 1 + 4 * i, "😀", 4);
	memory_free(bytes);
	memory_free(text);
}

static void test_bad_paths(void **state)
{
	(void)state;
	struct error err = { 0 };
	char hex[65] = "untouched";
	uint64_t size = 7;
	struct stat info;
	assert_null(source_open(scratch_path("nothing"), ENCODING_AUTO, &err));
	assert_int_equal(err.kind, ERROR_INPUT);
	assert_string_equal(err.path, scratch_path("nothing"));
	assert_true(err.hint[0] != '\0');
	assert_null(source_open(scratch, ENCODING_AUTO, &err));
	assert_non_null(strstr(err.message, "folder"));
	assert_false(source_hash_file(scratch, NULL, hex, &info, &size, &err));
	assert_false(source_hash_file(scratch_path("nothing"), NULL, hex, &info, &size, &err));
	assert_string_equal(hex, "untouched");
	assert_int_equal(size, 7);
	/* Reading one's own memory at 0 fails in the device, not at open. */
	assert_null(source_open("/proc/self/mem", ENCODING_AUTO, &err));
	assert_int_equal(err.kind, ERROR_INPUT);
	assert_non_null(strstr(err.message, "cannot be read"));
	assert_string_equal(err.path, "/proc/self/mem");
}

static void test_unreadable(void **state)
{
	(void)state;
	const char *path = scratch_text("secret", "a\n");
	struct error err = { 0 };
	assert_int_equal(chmod(path, 0), 0);
	if (!scratch_drop_root())
		skip();
	struct source *s = source_open(path, ENCODING_AUTO, &err);
	scratch_take_root();
	assert_null(s);
	assert_int_equal(err.kind, ERROR_INPUT);
	assert_non_null(strstr(err.hint, "permission"));
}

static void test_growing(void **state)
{
	(void)state;
	const char *path = scratch_text("growing", "0123456789");
	struct error err = { 0 };
	char text[64], hex[65], before[65];
	uint64_t size;
	struct stat info;
	size_t n;
	assert_true(source_hash_file(path, NULL, before, &info, &size, &err));
	struct source *s = source_open(path, ENCODING_AUTO, &err);
	assert_non_null(s);
	assert_false(source_changed(s));
	FILE *file = fopen(path, "ab");
	assert_non_null(file);
	fputs("more", file);
	fclose(file);
	/* What was there at open, and the hash of just that. */
	assert_true(source_read(s, text, sizeof text, &n, &err));
	assert_int_equal(n, 10);
	assert_true(source_read(s, text, sizeof text, &n, &err));
	assert_int_equal(n, 0);
	assert_true(source_sha256(s, hex, &err));
	assert_string_equal(hex, before);
	assert_true(source_changed(s));
	source_close(s);
}

static void test_shrinking(void **state)
{
	(void)state;
	const char *path = scratch_text("shrinking", "0123456789012345678901234567890123456789");
	struct error err = { 0 };
	char text[64];
	size_t n;
	struct source *s = source_open(path, ENCODING_AUTO, &err);
	assert_non_null(s);
	assert_int_equal(truncate(path, 20), 0);
	assert_false(source_read(s, text, sizeof text, &n, &err));
	assert_int_equal(err.kind, ERROR_INPUT);
	assert_non_null(strstr(err.message, "shorter"));
	source_close(s);
}

/* Looked at in any place once its hash is the caller's or known and its first bytes were delivered; a source_read goes
 * on where it was, or where it is told to. */
static void test_flat(void **state)
{
	const char *path = scratch_text("flat", "\xEF\xBB\xBF" "0123456789abcdefghij");
	struct error err = { 0 };
	uint64_t at, size;
	const char *bytes;
	char text[32];
	size_t n;
	struct source *s = source_open(path, ENCODING_AUTO, &err);

	(void)state;
	assert_non_null(s);
	assert_false(source_is_flat(s, &at, &size));
	assert_true(source_read(s, text, 4, &n, &err));
	assert_memory_equal(text, "0123", 4);
	/* The bytes looked at when it was opened are more than those. */
	assert_false(source_is_flat(s, &at, &size));
	assert_true(source_read(s, text, sizeof text, &n, &err));
	source_trust_sha256(s, "0000000000000000000000000000000000000000000000000000000000000000");
	assert_true(source_is_flat(s, &at, &size));
	assert_int_equal(at, 23);
	assert_int_equal(size, 23);
	bytes = source_bytes(s);
	assert_non_null(bytes);
	assert_ptr_equal(source_bytes(s), bytes);
	assert_memory_equal(bytes + 13, "abcde", 5);
	source_seek(s, 20);
	assert_memory_equal(bytes + 3, "0", 1);
	assert_true(source_bytes_were_there(s, &err));
	assert_true(source_read(s, text, sizeof text, &n, &err));
	assert_int_equal(n, 3);
	assert_memory_equal(text, "hij", 3);
	assert_int_equal(truncate(path, 15), 0);
	assert_memory_equal(bytes + 10, "789ab\0\0", 7);
	assert_false(source_bytes_were_there(s, &err));
	assert_non_null(strstr(err.message, "became shorter while it was read: 15 of the 23 bytes"));
	source_close(s);
}

/* A file that was cut short and written anew while it was looked at has its size, and is another one. */
static void test_flat_anew(void **state)
{
	enum { SIZE = 3 << 16 };
	static const char zeros[SIZE];
	const char *path = scratch_bytes("anew", zeros, SIZE);
	struct error err = { 0 };
	char text[64];
	size_t n;
	struct source *s = source_open(path, ENCODING_AUTO, &err);

	(void)state;
	assert_non_null(s);
	assert_true(source_read(s, text, sizeof text, &n, &err));
	source_trust_sha256(s, "0000000000000000000000000000000000000000000000000000000000000000");
	assert_non_null(source_bytes(s));
	assert_int_equal(truncate(path, 1 << 16), 0);
	assert_int_equal(source_bytes(s)[2 << 16], 0);
	assert_int_equal(truncate(path, SIZE), 0);
	assert_false(source_bytes_were_there(s, &err));
	assert_string_equal(err.message, "was changed while it was read");
	source_close(s);
}

/* Writes a fixture into a pipe a few bytes at a time. */
static void *drip(void *context)
{
	FILE *in = fopen(context, "rb");
	int out = open(scratch_path("pipe"), O_WRONLY);
	int c;
	while (in && out >= 0 && (c = fgetc(in)) != EOF) {
		char byte = (char)c;
		if (write(out, &byte, 1) != 1)
			break;
	}
	if (in)
		fclose(in);
	close(out);
	return NULL;
}

static void test_pipes(void **state)
{
	(void)state;
	static char *const names[] = { FIXTURES "/source-plain.csv", FIXTURES "/source-gzip.csv.gz",
				       FIXTURES "/source-bom-utf16be.csv", FIXTURES "/source-zstd.csv.zst" };
	char text[8192];
	size_t n;
	const char *pipe = scratch_path("pipe");
	assert_int_equal(mkfifo(pipe, 0600), 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		pthread_t writer;
		struct error err = { 0 };
		assert_int_equal(pthread_create(&writer, NULL, drip, names[i]), 0);
		assert_true(read_all(scratch_path("pipe"), ENCODING_AUTO, 4096, text, sizeof text, &n, &err));
		pthread_join(writer, NULL);
		assert_string_equal(text, ROWS);
	}
}

static void test_standard_input(void **state)
{
	(void)state;
	char text[8192];
	size_t n;
	struct error err = { 0 };
	int kept = dup(STDIN_FILENO), file = open(FIXTURES "/source-gzip.csv.gz", O_RDONLY);
	assert_true(file >= 0);
	assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
	close(file);
	assert_true(read_all("-", ENCODING_AUTO, 3, text, sizeof text, &n, &err));
	assert_string_equal(text, ROWS);
	/* It stays open: it is not ours to close. */
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
	if (kept >= 0) {
		dup2(kept, STDIN_FILENO);
		close(kept);
	}
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
		cmocka_unit_test(test_fixtures),  cmocka_unit_test(test_unannounced),
		cmocka_unit_test(test_bomb),      cmocka_unit_test(test_turned_bits),
		cmocka_unit_test(test_hash),      cmocka_unit_test(test_large_transcoded),
		cmocka_unit_test(test_bad_paths), cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_growing),   cmocka_unit_test(test_shrinking),
		cmocka_unit_test(test_flat),
		cmocka_unit_test(test_flat_anew),
		cmocka_unit_test(test_pipes),     cmocka_unit_test(test_standard_input),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
