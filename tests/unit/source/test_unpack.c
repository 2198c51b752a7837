/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fixtures are small; here the data is large enough to pass every buffer, and cut at every byte.
 */
#include "scratch.h"

#include "engine/memory.h"
#include "ingest/ingest.h"
#include "ingest/source/source_unpack.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

static const enum unpack_form forms[] = { UNPACK_GZIP, UNPACK_ZSTD, UNPACK_XZ };
#define N_FORMS (sizeof forms / sizeof forms[0])

struct bytes {
	unsigned char *data;
	size_t size, at, step; /* given out `step` bytes at a time */
	bool fails;            /* after the last byte */
};

static bool more(void *context, const unsigned char **data, size_t *n, struct error *err)
{
	struct bytes *b = context;
	if (b->fails && b->at == b->size)
		return error_set(err, ERROR_INPUT, "the disk failed");
	*n = b->size - b->at < b->step ? b->size - b->at : b->step;
	*data = b->data + b->at;
	b->at += *n;
	return true;
}

/* Text that repeats itself as events do, but never quite: 1 pass of the numbers from `first`. */
static char *make_text(size_t size, unsigned first)
{
	char *text = memory_alloc(size + 64);
	size_t n = 0;
	for (unsigned i = first; n < size; i++)
		n += (size_t)snprintf(text + n, 64, "R%07u,N,2019-10-%02uT%02u:%02u:00Z,%u\n",
				      i * 7919 % 9999991, i % 31 + 1, i % 24, i * 13 % 60, i * i);
	return text;
}

static size_t pack_gzip(const void *text, size_t size, unsigned char *out, size_t room)
{
	z_stream z = { .next_in = (unsigned char *)(uintptr_t)text, .next_out = out };

	z.avail_in = (unsigned int)size;
	z.avail_out = (unsigned int)room;
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(deflateEnd(&z), Z_OK);
	return room - z.avail_out;
}

static size_t pack_zstd(const void *text, size_t size, unsigned char *out, size_t room)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t n;

	assert_non_null(context);
	assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)));
	n = ZSTD_compress2(context, out, room, text, size);
	assert_false(ZSTD_isError(n));
	ZSTD_freeCCtx(context);
	return n;
}

static struct bytes pack(enum unpack_form form, const void *text, size_t size)
{
	size_t room = size + size / 2 + 4096;
	struct bytes b = { .data = memory_alloc(room), .step = SIZE_MAX };

	if (form == UNPACK_GZIP)
		b.size = pack_gzip(text, size, b.data, room);
	else if (form == UNPACK_ZSTD)
		b.size = pack_zstd(text, size, b.data, room);
	else
		assert_int_equal(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, text, size, b.data, &b.size, room),
				 LZMA_OK);
	return b;
}

/* Unpacks all of it in reads of `chunk`; the text is compared as it comes. */
static bool unpack_all(struct bytes *b, const char *expected, size_t chunk, size_t *n_out, struct error *err)
{
	enum unpack_form form = UNPACK_NONE;
	*n_out = 0;
	b->at = 0;
	if (!unpack_sniff(b->data, b->size, &form, err))
		return false;
	assert_int_not_equal(form, UNPACK_NONE);
	struct unpack *u = unpack_new(form, more, b);
	char *room = memory_alloc(chunk);
	size_t n = 1;
	bool ok = true;
	while (ok && n > 0) {
		ok = unpack_read(u, room, chunk, &n, err);
		if (!ok)
			break;
		assert_true(n <= chunk);
		assert_memory_equal(room, expected + *n_out, n);
		*n_out += n;
	}
	if (ok) { /* the end stays the end */
		assert_true(unpack_read(u, room, chunk, &n, err));
		assert_int_equal(n, 0);
	}
	memory_free(room);
	unpack_free(u);
	return ok;
}

static void test_sizes(void **state)
{
	(void)state;
	static const size_t chunks[] = { 7, 4096, 1 << 20 }, steps[] = { 11, 65536 };
	size_t size = 700000, n;
	char *text = make_text(size, 1);
	for (size_t f = 0; f < N_FORMS; f++) {
		struct bytes b = pack(forms[f], text, size);
		for (size_t c = 0; c < 3; c++) {
			for (size_t s = 0; s < 2; s++) {
				struct error err = { 0 };
				b.step = steps[s];
				assert_true(unpack_all(&b, text, chunks[c], &n, &err));
				assert_int_equal(n, size);
			}
		}
		memory_free(b.data);
	}
	memory_free(text);
}

/* A file cut anywhere is never taken for a whole one. */
static void test_truncations(void **state)
{
	(void)state;
	char *text = make_text(2000, 5);
	for (size_t f = 0; f < N_FORMS; f++) {
		struct bytes b = pack(forms[f], text, 2000);
		size_t whole = b.size, n, first = forms[f] == UNPACK_ZSTD ? 2 : 1;
		for (b.size = first; b.size < whole; b.size++) {
			struct error err = { 0 };
			for (b.step = 5; b.step < 5000; b.step += 4000) {
				assert_false(unpack_all(&b, text, 512, &n, &err));
				assert_int_equal(err.kind, ERROR_INPUT);
				assert_non_null(strstr(err.message, "cut short"));
				assert_true(err.hint[0] != '\0');
			}
		}
		struct error err = { 0 };
		assert_true(unpack_all(&b, text, 512, &n, &err));
		assert_int_equal(n, 2000);
		memory_free(b.data);
	}
	memory_free(text);
}

/* Several compressed streams one after the other are one file; cut in the last one it is damaged. */
static void test_members(void **state)
{
	(void)state;
	char *text = make_text(3000, 9);
	for (size_t f = 0; f < N_FORMS; f++) {
		struct bytes one = pack(forms[f], text, 1000), two = pack(forms[f], text + 1000, 2000);
		struct bytes b = { .data = memory_alloc(one.size + two.size), .step = 64 };
		memcpy(b.data, one.data, one.size);
		memcpy(b.data + one.size, two.data, two.size);
		b.size = one.size + two.size;
		size_t n;
		struct error err = { 0 };
		assert_true(unpack_all(&b, text, 512, &n, &err));
		assert_int_equal(n, 3000);
		for (b.size = one.size + 1; b.size < one.size + two.size; b.size++) {
			assert_false(unpack_all(&b, text, 512, &n, &err));
			assert_int_equal(err.kind, ERROR_INPUT);
		}
		memory_free(b.data);
		memory_free(one.data);
		memory_free(two.data);
	}
	memory_free(text);
}

static void test_ratio(void **state)
{
	(void)state;
	size_t size = 12 << 20, n;
	char *text = memory_zero(size, 1);
	for (size_t f = 0; f < N_FORMS; f++) {
		/* As repetitive as can be, but small: allowed. */
		struct bytes small = pack(forms[f], text, 1 << 20);
		struct error err = { 0 };
		assert_true(unpack_all(&small, text, 65536, &n, &err));
		assert_int_equal(n, 1 << 20);
		memory_free(small.data);
		struct bytes bomb = pack(forms[f], text, size);
		assert_false(unpack_all(&bomb, text, 65536, &n, &err));
		assert_int_equal(err.kind, ERROR_INPUT);
		assert_non_null(strstr(err.message, "1000 times"));
		assert_true(n < (2u << 20));
		memory_free(bomb.data);
	}
	memory_free(text);
}

/* What the disk says goes through the decompressor unchanged. */
static void test_source_error(void **state)
{
	(void)state;
	char *text = make_text(3000, 1);
	for (size_t f = 0; f < N_FORMS; f++) {
		struct bytes b = pack(forms[f], text, 3000);
		size_t whole = b.size, n;
		for (b.size = 20; b.size <= whole; b.size += whole - 20) {
			struct error err = { 0 };
			b.fails = true;
			b.step = 16;
			assert_false(unpack_all(&b, text, 512, &n, &err));
			assert_string_equal(err.message, "the disk failed");
		}
		memory_free(b.data);
	}
	memory_free(text);
}

/* Whatever follows, be it a byte of nothing or the beginning of another file, is not passed over. */
static void test_followed(void **state)
{
	static const struct {
		const char *what;
		size_t n;
	} tails[] = { { "x", 1 }, { "more,of,it\n", 11 }, { "\x28\xb5", 2 }, { "\0", 1 } };
	char *text = make_text(3000, 9);

	(void)state;
	for (size_t f = 0; f < N_FORMS; f++)
		for (size_t t = 0; t < sizeof tails / sizeof tails[0]; t++) {
			struct bytes b = pack(forms[f], text, 3000);
			struct error err = { 0 };
			size_t n;

			memcpy(b.data + b.size, tails[t].what, tails[t].n);
			b.size += tails[t].n;
			b.step = 100;
			assert_false(unpack_all(&b, text, 4096, &n, &err));
			assert_int_equal(err.kind, ERROR_INPUT);
			assert_non_null(strstr(err.message, unpack_form_name(forms[f])));
			memory_free(b.data);
		}
	memory_free(text);
}

/* Any bit turned: what comes out is what went in, or an error. */
static void test_turned(void **state)
{
	char *text = make_text(600, 3);

	(void)state;
	for (size_t f = 0; f < N_FORMS; f++) {
		struct bytes b = pack(forms[f], text, 600);

		for (size_t bit = 8 * UNPACK_HEAD_BYTES; bit < 8 * b.size; bit++) {
			struct error err = { 0 };
			char room[4096];
			size_t n = 1, all = 0;
			struct unpack *u = unpack_new(forms[f], more, &b);
			bool ok = true;

			b.at = 0;
			b.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
			while (ok && n) {
				ok = unpack_read(u, room + all, sizeof room - all, &n, &err);
				all += ok ? n : 0;
			}
			if (ok) {
				assert_int_equal(all, 600);
				assert_memory_equal(room, text, 600);
			}
			assert_int_equal(err.kind, ok ? ERROR_NONE : ERROR_INPUT);
			b.data[bit / 8] ^= (unsigned char)(1u << bit % 8);
			unpack_free(u);
		}
		memory_free(b.data);
	}
	memory_free(text);
}

static void test_sniff(void **state)
{
	(void)state;
	static const struct {
		const char *head;
		size_t n;
		bool ok;
		enum unpack_form form;
	} cases[] = {
		{ "", 0, true, UNPACK_NONE },
		{ "a", 1, true, UNPACK_NONE },
		{ "(", 1, true, UNPACK_NONE },
		{ "P", 1, true, UNPACK_NONE },
		{ "PK\3", 3, true, UNPACK_NONE },
		{ "PMR,a,b,", 8, true, UNPACK_NONE },
		{ "BZh,a,b,", 8, true, UNPACK_NONE },
		{ "\x1f", 1, false, UNPACK_NONE },
		{ "\x1f\x8b", 2, true, UNPACK_GZIP },
		{ "\x28\xb5\x2f", 3, false, UNPACK_NONE },
		{ "\x28\xb5\x2f\xfd", 4, true, UNPACK_ZSTD },
		{ "\x53\x2a\x4d\x18\1\0\0\0", 8, true, UNPACK_ZSTD },
		{ "\xfd"
		  "7zXZ\0\0\4",
		  8, true, UNPACK_XZ },
		{ "\xfd"
		  "7zXZ",
		  5, false, UNPACK_NONE },
		{ "PK\3\4\x14\0\0\0", 8, false, UNPACK_NONE },
		{ "BZh91AY&", 8, false, UNPACK_NONE },
		{ "BZh11AY&", 8, false, UNPACK_NONE },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, false, UNPACK_NONE },
		{ "7z\xbc\xaf\x27\x1c\0\4", 8, false, UNPACK_NONE },
		{ "%PDF-1.7", 8, false, UNPACK_NONE },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		enum unpack_form form = UNPACK_NONE;
		struct error err = { 0 };
		assert_int_equal(unpack_sniff((const unsigned char *)cases[i].head, cases[i].n, &form, &err),
				 cases[i].ok);
		assert_int_equal(form, cases[i].form);
		assert_int_equal(err.kind, cases[i].ok ? ERROR_NONE : ERROR_INPUT);
		assert_int_equal(err.hint[0] == '\0', cases[i].ok);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),        cmocka_unit_test(test_truncations),
		cmocka_unit_test(test_members),      cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_source_error), cmocka_unit_test(test_followed),
		cmocka_unit_test(test_turned),       cmocka_unit_test(test_sniff),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
