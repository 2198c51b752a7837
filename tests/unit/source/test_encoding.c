/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include "engine/text.h"
#include "ingest/source/encoding.h"

static const size_t chunk_sizes[] = { 1, 2, 3, 5, 7, 4096 };
#define N_CHUNKS (sizeof chunk_sizes / sizeof chunk_sizes[0])

/* Converts the bytes in pieces of `chunk`; false with *err as soon as a piece is refused. */
static bool convert(enum encoding_form form, const void *bytes, size_t n, size_t chunk, struct builder *out,
		    struct error *err)
{
	struct converter c;
	const unsigned char *in = bytes;

	builder_clear(out);
	converter_init(&c, form, 0);
	for (size_t at = 0; at < n; at += chunk) {
		size_t piece = n - at < chunk ? n - at : chunk, made = 0;
		char room[ENCODING_ROOM(4096)];
		if (!converter_feed(&c, in + at, piece, room, &made, err))
			return false;
		assert_true(made <= ENCODING_ROOM(piece));
		builder_add(out, (struct text){ room, made });
	}
	return converter_finish(&c, err);
}

/* Every character that UTF-16 can hold, each way, against an independent writer of UTF-8. */
static size_t utf8(uint32_t code, char out[4])
{
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char first[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	for (size_t i = n; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3F));
	out[0] = (char)(n == 1 ? code : first[n] | code);
	return n;
}

static size_t units(uint32_t code, enum encoding_form form, unsigned char out[8])
{
	uint32_t words[2] = { code, 0 };
	size_t n_words = 1, n = 0, width = 2;
	if (form == FORM_UTF32BE || form == FORM_UTF32LE) {
		width = 4;
	} else if (code >= 0x10000) {
		words[0] = 0xD800 | (code - 0x10000) >> 10;
		words[1] = 0xDC00 | ((code - 0x10000) & 0x3FF);
		n_words = 2;
	}
	bool big = form == FORM_UTF16BE || form == FORM_UTF32BE;
	for (size_t w = 0; w < n_words; w++)
		for (size_t i = 0; i < width; i++)
			out[n++] = (unsigned char)(words[w] >> 8 * (big ? width - 1 - i : i));
	return n;
}

static void test_all_characters(void **state)
{
	(void)state;
	static const enum encoding_form forms[] = { FORM_UTF16LE, FORM_UTF16BE, FORM_UTF32LE, FORM_UTF32BE };
	struct builder out, in, expected;
	struct error err = { 0 };
	builder_init(&out);
	builder_init(&in);
	builder_init(&expected);
	for (size_t f = 0; f < 4; f++) {
		builder_clear(&in);
		builder_clear(&expected);
		for (uint32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 97) {
			unsigned char bytes[8];
			char text[4];
			if (code >= 0xD800 && code <= 0xDFFF)
				continue;
			size_t n = units(code, forms[f], bytes);
			builder_add(&in, (struct text){ (const char *)bytes, n });
			builder_add(&expected, (struct text){ text, utf8(code, text) });
		}
		for (size_t k = 0; k < N_CHUNKS; k++) {
			assert_true(convert(forms[f], in.data, in.size, chunk_sizes[k], &out, &err));
			assert_int_equal(out.size, expected.size);
			assert_memory_equal(out.data, expected.data, out.size);
		}
	}
	builder_done(&out);
	builder_done(&in);
	builder_done(&expected);
}

static void test_windows_1252(void **state)
{
	(void)state;
	/* The 27 characters of 0x80 to 0x9F, in order, as the code page of Microsoft lists them. */
	static const char high[] = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
	static const unsigned char undefined[] = { 0x81, 0x8D, 0x8F, 0x90, 0x9D };
	struct builder out;
	builder_init(&out);
	unsigned char bytes[32];
	size_t n = 0;
	for (unsigned b = 0x80; b < 0xA0; b++)
		if (!memchr(undefined, (int)b, sizeof undefined))
			bytes[n++] = (unsigned char)b;
	for (size_t k = 0; k < N_CHUNKS; k++) {
		struct error err = { 0 };
		assert_true(convert(FORM_WINDOWS_1252, bytes, n, chunk_sizes[k], &out, &err));
		assert_string_equal(out.data, high);
		assert_true(convert(FORM_WINDOWS_1252, "\xA3 \xFF~", 4, chunk_sizes[k], &out, &err));
		assert_string_equal(out.data, "£ ÿ~");
	}
	for (size_t i = 0; i < sizeof undefined; i++) {
		unsigned char text[3] = { 'a', 'b', undefined[i] };
		for (size_t k = 0; k < N_CHUNKS; k++) {
			struct error err = { 0 };
			char expected[64];
			snprintf(expected, sizeof expected, "byte 2: 0x%02X has no meaning in Windows-1252",
				 undefined[i]);
			assert_false(convert(FORM_WINDOWS_1252, text, 3, chunk_sizes[k], &out, &err));
			assert_int_equal(err.kind, ERROR_INPUT);
			assert_string_equal(err.message, expected);
			assert_true(err.hint[0] != '\0');
		}
	}
	builder_done(&out);
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		enum encoding_form form;
		const char *bytes;
		size_t n;
		const char *message;
	} cases[] = {
		{ FORM_UTF16LE, "a\0\x3D\xD8x\0", 6,
		  "byte 2: half of a surrogate pair (D83D) in UTF-16LE text" },
		{ FORM_UTF16LE, "a\0\x3D\xD8\x3D\xD8", 6,
		  "byte 2: half of a surrogate pair (D83D) in UTF-16LE text" },
		{ FORM_UTF16BE, "\0a\0b\xDE\0", 6,
		  "byte 4: half of a surrogate pair (DE00) in UTF-16BE text" },
		{ FORM_UTF16BE, "\xD8\x3D", 2,
		  "byte 0: the file ends in the middle of a UTF-16BE character" },
		{ FORM_UTF16BE, "\xD8\x3D\xDE", 3,
		  "byte 0: the file ends in the middle of a UTF-16BE character" },
		{ FORM_UTF16LE, "a\0b", 3, "byte 2: the file ends in the middle of a UTF-16LE character" },
		{ FORM_UTF32LE, "a\0\0\0\0\xD8\0\0", 8,
		  "byte 4: half of a surrogate pair (D800) in UTF-32LE text" },
		{ FORM_UTF32BE, "\0\0\0a\0\x11\0\0", 8, "byte 4: 0x00110000 is no character of UTF-32BE" },
		{ FORM_UTF32BE, "\xFF\xFF\xFF\xFF", 4, "byte 0: 0xFFFFFFFF is no character of UTF-32BE" },
		{ FORM_UTF32LE, "a\0\0\0b\0\0", 7,
		  "byte 4: the file ends in the middle of a UTF-32LE character" },
	};
	struct builder out;
	builder_init(&out);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (size_t k = 0; k < N_CHUNKS; k++) {
			struct error err = { 0 };
			assert_false(convert(cases[i].form, cases[i].bytes, cases[i].n, chunk_sizes[k], &out,
					     &err));
			assert_int_equal(err.kind, ERROR_INPUT);
			assert_string_equal(err.message, cases[i].message);
		}
	}
	builder_done(&out);
}

static void test_sniff(void **state)
{
	(void)state;
	static const struct {
		const char *head;
		size_t n;
		enum encoding expected;
		bool ok;
		enum encoding_form form;
		size_t bom;
	} cases[] = {
		{ "id,a", 4, ENCODING_AUTO, true, FORM_UTF8, 0 },
		{ "", 0, ENCODING_AUTO, true, FORM_UTF8, 0 },
		{ "\xEF\xBB", 2, ENCODING_AUTO, true, FORM_UTF8, 0 },
		{ "\xEF\xBB\xBFi", 4, ENCODING_AUTO, true, FORM_UTF8, 3 },
		{ "\xEF\xBB\xBF", 3, ENCODING_UTF8, true, FORM_UTF8, 3 },
		{ "\xFF\xFEi\0", 4, ENCODING_AUTO, true, FORM_UTF16LE, 2 },
		{ "\xFF\xFE", 2, ENCODING_AUTO, true, FORM_UTF16LE, 2 },
		{ "\xFE\xFF\0i", 4, ENCODING_AUTO, true, FORM_UTF16BE, 2 },
		{ "\xFF\xFE\0\0", 4, ENCODING_AUTO, true, FORM_UTF32LE, 4 },
		{ "\0\0\xFE\xFF", 4, ENCODING_AUTO, true, FORM_UTF32BE, 4 },
		{ "i\0d\0", 4, ENCODING_AUTO, true, FORM_UTF8, 0 },
		{ "\xFF\xFEi\0", 4, ENCODING_UTF16, true, FORM_UTF16LE, 2 },
		{ "i\0d\0", 4, ENCODING_UTF16, false, FORM_UTF8, 0 },
		{ "", 0, ENCODING_UTF16, true, FORM_UTF8, 0 },
		{ "i\0d\0", 4, ENCODING_UTF16LE, true, FORM_UTF16LE, 0 },
		{ "\xFF\xFEi\0", 4, ENCODING_UTF16LE, true, FORM_UTF16LE, 2 },
		{ "\0i\0d", 4, ENCODING_UTF16BE, true, FORM_UTF16BE, 0 },
		{ "\xFF\xFEi\0", 4, ENCODING_UTF16BE, false, FORM_UTF8, 0 },
		{ "\xFF\xFEi\0", 4, ENCODING_UTF8, false, FORM_UTF8, 0 },
		{ "\xEF\xBB\xBFi", 4, ENCODING_UTF16, false, FORM_UTF8, 0 },
		{ "\xEF\xBB\xBFi", 4, ENCODING_WINDOWS_1252, false, FORM_UTF8, 0 },
		{ "id,a", 4, ENCODING_WINDOWS_1252, true, FORM_WINDOWS_1252, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		enum encoding_form form = FORM_UTF8;
		size_t bom = 99;
		struct error err = { 0 };
		bool ok = encoding_sniff((const unsigned char *)cases[i].head, cases[i].n, cases[i].expected,
					 &form, &bom, &err);
		assert_int_equal(ok, cases[i].ok);
		if (ok) {
			assert_int_equal(form, cases[i].form);
			assert_int_equal(bom, cases[i].bom);
		} else {
			assert_int_equal(err.kind, ERROR_INPUT);
			assert_true(err.hint[0] != '\0');
			assert_int_equal(bom, 99);
		}
	}
}

static void test_names(void **state)
{
	(void)state;
	enum encoding e = ENCODING_AUTO;
	assert_true(encoding_parse("Windows-1252", 12, &e));
	assert_int_equal(e, ENCODING_WINDOWS_1252);
	assert_true(encoding_parse("UTF-16LE", 8, &e));
	assert_int_equal(e, ENCODING_UTF16LE);
	assert_true(encoding_parse("utf-8", 5, &e));
	assert_int_equal(e, ENCODING_UTF8);
	assert_false(encoding_parse("latin-1", 7, &e));
	assert_false(encoding_parse("", 0, &e));
	assert_int_equal(e, ENCODING_UTF8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_characters), cmocka_unit_test(test_windows_1252),
		cmocka_unit_test(test_refused),        cmocka_unit_test(test_sniff),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
