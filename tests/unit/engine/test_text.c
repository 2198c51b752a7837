/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/text.h"
#include "tests/unit/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void texts_compare_by_bytes(void **state)
{
	(void)state;
	assert_true(text_equal(text_of(NULL), TEXT("")));
	assert_true(text_equal((struct text){ NULL, 0 }, TEXT("")));
	assert_false(text_equal(TEXT("a"), TEXT("A")));
	assert_false(text_equal(TEXT("a\0b"), TEXT("a\0c")));
	assert_true(text_is(TEXT("abc"), "abc"));
	assert_false(text_is(TEXT("abc\0"), "abc"));
	assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
	assert_true(text_compare(TEXT("b"), TEXT("ab")) > 0);
	assert_true(text_compare(TEXT("\xC3"), TEXT("a")) > 0);
	assert_int_equal(text_compare(TEXT(""), (struct text){ NULL, 0 }), 0);
	assert_true(text_equal_nocase(TEXT("ReCeived_AT"), TEXT("rEceived_at")));
	assert_false(text_equal_nocase(TEXT("@"), TEXT("`")));
	assert_false(text_equal_nocase(TEXT("\xC3\x89"), TEXT("\xC3\xA9"))); /* ASCII only */
	assert_true(text_is(text_trim(TEXT(" \t a b\t ")), "a b"));
	assert_true(text_is(text_trim(TEXT(" \t ")), ""));
	assert_true(text_is(text_trim(TEXT("\na\n")), "\na\n"));
}

/* Plain reference: decodes, then checks the number. */
static bool valid_character(const unsigned char *p, size_t n)
{
	uint32_t code;
	static const uint32_t LEAST[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	if (n == 1)
		return p[0] < 0x80;
	if (n == 2 && (p[0] & 0xE0) == 0xC0)
		code = p[0] & 0x1Fu;
	else if (n == 3 && (p[0] & 0xF0) == 0xE0)
		code = p[0] & 0x0Fu;
	else if (n == 4 && (p[0] & 0xF8) == 0xF0)
		code = p[0] & 0x07u;
	else
		return false;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return false;
		code = code << 6 | (p[i] & 0x3Fu);
	}
	return code >= LEAST[n] && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
}

static size_t reference_prefix(const unsigned char *p, size_t size)
{
	size_t i = 0;
	while (i < size) {
		size_t n = 1;
		while (n <= 4 && i + n <= size && !valid_character(p + i, n))
			n++;
		if (n > 4 || i + n > size)
			return i;
		i += n;
	}
	return i;
}

static void utf8_agrees_with_the_definition(void **state)
{
	(void)state;
	unsigned char p[12];
	for (unsigned first = 0x80; first <= 0xFF; first++)
		for (unsigned second = 0; second <= 0xFF; second++)
			for (unsigned third = 0x7F; third <= 0xC1; third += first >= 0xE0 ? 1 : 0x21) {
				unsigned char q[4] = { (unsigned char)first, (unsigned char)second,
						       (unsigned char)third, 0x80 };
				struct text t = { (const char *)q, 4 };
				if (text_utf8_prefix(t) != reference_prefix(q, 4))
					fail_msg("%02X %02X %02X 80", first, second, third);
			}
	uint64_t random = 2;
	static const unsigned char LIKELY[] = { 'a',  0x80, 0xBF, 0xC2, 0xDF, 0xE0, 0xE2, 0xED,
						0xEF, 0xF0, 0xF4, 0x9F, 0xA0, 0x8F, 0x90, 0 };
	for (int round = 0; round < 100000; round++) {
		size_t size = next_random(&random) % sizeof p;
		for (size_t i = 0; i < size; i++)
			p[i] = LIKELY[next_random(&random) % sizeof LIKELY];
		assert_int_equal(text_utf8_prefix((struct text){ (char *)p, size }),
				 reference_prefix(p, size));
	}
}

static void utf8_is_found_at_every_offset(void **state)
{
	(void)state;
	char text[40];
	for (size_t size = 0; size <= sizeof text; size++)
		for (size_t bad = 0; bad < size; bad++) {
			memset(text, 'x', sizeof text);
			text[bad] = (char)0xFF;
			assert_int_equal(text_utf8_prefix((struct text){ text, size }), bad);
		}
}

static void builders_grow(void **state)
{
	(void)state;
	struct builder b;
	builder_init(&b);
	assert_int_equal(builder_text(&b).size, 0);
	assert_non_null(builder_text(&b).data);
	builder_clear(&b);
	for (int i = 0; i < 1000; i++) {
		builder_add(&b, TEXT("ab"));
		builder_add_char(&b, 'c');
		builder_printf(&b, "%03d", i);
		assert_int_equal(b.data[b.size], 0);
	}
	assert_int_equal(b.size, 6000);
	assert_memory_equal(b.data + 5994, "abc999", 7);
	builder_clear(&b);
	assert_string_equal(b.data, "");
	builder_done(&b);
	builder_done(&b);
}

static void check_escape(struct text from, size_t max, const char *expected)
{
	struct builder b;
	builder_init(&b);
	builder_add(&b, TEXT("<"));
	text_escape(&b, from, max);
	assert_string_equal(b.data + 1, expected);
	builder_done(&b);
}

static void escape_leaves_nothing_that_steers(void **state)
{
	(void)state;
	check_escape(TEXT(""), 10, "");
	check_escape(TEXT("plain \xC3\xA9 \xF0\x9F\x98\x80"), 100, "plain \xC3\xA9 \xF0\x9F\x98\x80");
	check_escape(TEXT("\0\x1B\x7F\n\t"), 100, "\\x00\\x1B\\x7F\\x0A\\x09");
	check_escape(TEXT("\xC2\x85\xC2\x9B"), 100, "\\u{0085}\\u{009B}");
	check_escape(TEXT("\xE2\x80\xAA\xE2\x80\xAE\xE2\x81\xA6\xE2\x81\xA9\xE2\x80\x8F"), 100,
		     "\\u{202A}\\u{202E}\\u{2066}\\u{2069}\\u{200F}");
	check_escape(TEXT("\xE2\x80\xAF\xC2\xA0"), 100, "\xE2\x80\xAF\xC2\xA0"); /* spaces stay */
	/* U+FFFE and U+FFFF make XML ill-formed; the others of their kind are no text either. */
	check_escape(TEXT("8F\xEF\xBF\xBE" "E\xEF\xBF\xBF"), 100, "8F\\u{FFFE}E\\u{FFFF}");
	check_escape(TEXT("\xEF\xB7\x90\xEF\xB7\xAF\xF4\x8F\xBF\xBF"), 100, "\\u{FDD0}\\u{FDEF}\\u{10FFFF}");
	check_escape(TEXT("\xEF\xBF\xBD\xEF\xB7\x8F\xEF\xB7\xB0"), 100, "\xEF\xBF\xBD\xEF\xB7\x8F\xEF\xB7\xB0");
	check_escape(TEXT("\xC3\x28\xED\xA0\x80\xF5"), 100, "\\xC3(\\xED\\xA0\\x80\\xF5");
	check_escape(TEXT("a\xE2\x82"), 100, "a\\xE2\\x82");
}

static void escape_cuts_whole_characters(void **state)
{
	(void)state;
	check_escape(TEXT("abcdefgh"), 8, "abcdefgh");
	check_escape(TEXT("abcdefgh"), 7, "abcd...");
	check_escape(TEXT("ab\xC3\xA9\xC3\xA9xyz"), 7, "ab\xC3\xA9...");
	check_escape(TEXT("ab\xC3\xA9\xC3\xA9xyz"), 6, "ab...");
	check_escape(TEXT("\x01\x01\x01"), 9, "\\x01...");
	check_escape(TEXT("abcd"), 2, "..");
	check_escape(TEXT("abcd"), 0, "");
	uint64_t random = 3;
	for (int round = 0; round < 20000; round++) {
		char bytes[40];
		size_t size = next_random(&random) % sizeof bytes, max = next_random(&random) % 60;
		for (size_t i = 0; i < size; i++)
			bytes[i] = (char)next_random(&random);
		struct builder b;
		builder_init(&b);
		text_escape(&b, (struct text){ bytes, size }, max);
		assert_true(b.size <= max);
		assert_int_equal(text_utf8_prefix(builder_text(&b)), b.size);
		for (size_t i = 0; i < b.size; i++)
			assert_true((unsigned char)b.data[i] >= 0x20 && b.data[i] != 0x7F);
		builder_done(&b);
	}
}

/* What text_escape says, character by character: all, or as many whole ones as there is room for with the dots. */
static void escape_step_by_step(struct builder *out, struct text t, size_t max)
{
	size_t cut = 0;

	builder_add(out, TEXT(""));
	while (t.size) {
		char safe[TEXT_ESCAPE_BYTES];
		size_t n = text_escape_step(&t, safe);

		builder_add(out, (struct text){ safe, n });
		if (out->size + 3 <= max)
			cut = out->size;
	}
	if (out->size > max) {
		out->size = cut;
		builder_add(out, (struct text){ "...", max < 3 ? max : 3 });
	}
}

/* Mostly plain, with what is not at every place of the eights that are looked at together. */
static void escape_is_by_character(void **state)
{
	static const char odd[] = "\x1F\x7F\x80\xFF\xC3\xA9\n\\~ ";
	uint64_t random = 11;

	(void)state;
	for (int round = 0; round < 40000; round++) {
		char bytes[60];
		size_t size = next_random(&random) % sizeof bytes, max = next_random(&random) % 80, rarely = 1 + (size_t)round % 30;
		struct builder got, expected;

		for (size_t i = 0; i < size; i++)
			bytes[i] = next_random(&random) % rarely ? (char)(0x20 + next_random(&random) % 0x5F)
								 : odd[next_random(&random) % (sizeof odd - 1)];
		builder_init(&got);
		builder_init(&expected);
		text_escape(&got, (struct text){ bytes, size }, max);
		escape_step_by_step(&expected, (struct text){ bytes, size }, max);
		assert_true(text_equal(builder_text(&got), builder_text(&expected)));
		builder_done(&got);
		builder_done(&expected);
	}
}

static void check_csv(struct text from, bool neutralise, const char *expected)
{
	struct builder b;
	builder_init(&b);
	builder_add(&b, TEXT(""));
	text_add_csv(&b, from, neutralise);
	assert_string_equal(b.data, expected);
	builder_done(&b);
}

static void markup_is_escaped(void **state)
{
	struct builder b;

	(void)state;
	builder_init(&b);
	text_add_xml(&b, TEXT("a<b & \"c\">\n'"));
	assert_string_equal(b.data, "a&lt;b &amp; &quot;c&quot;&gt;\n'");
	builder_done(&b);
}

static void csv_fields_are_quoted_where_needed(void **state)
{
	(void)state;
	check_csv(TEXT(""), true, "");
	check_csv(TEXT("plain text"), true, "plain text");
	check_csv(TEXT("a,b"), true, "\"a,b\"");
	check_csv(TEXT("say \"hi\""), true, "\"say \"\"hi\"\"\"");
	check_csv(TEXT("\""), true, "\"\"\"\"");
	check_csv(TEXT("a\nb"), true, "\"a\nb\"");
	check_csv(TEXT("a\rb"), false, "\"a\rb\"");
}

static void csv_words_have_plain_spaces(void **state)
{
	struct builder b;
	(void)state;
	builder_init(&b);
	text_add_csv_words(&b, TEXT("1\u202f234 of them, 97.29\u00a0%, \u2020 caf\u00e9"));
	assert_string_equal(b.data, "\"1 234 of them, 97.29 %, \u2020 caf\u00e9\"");
	builder_done(&b);
}

static void csv_formulas_are_neutralised(void **state)
{
	(void)state;
	check_csv(TEXT("=1+1"), true, "'=1+1");
	check_csv(TEXT("=1+1"), false, "=1+1");
	check_csv(TEXT("+44"), true, "'+44");
	check_csv(TEXT("-44"), true, "'-44");
	check_csv(TEXT("@SUM"), true, "'@SUM");
	check_csv(TEXT("\tx"), true, "'\tx");
	check_csv(TEXT("\rx"), true, "\"'\rx\"");
	check_csv(TEXT("=HYPERLINK(\"x\",\"y\")"), true, "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
	check_csv(TEXT("a=1"), true, "a=1");
}

static void hash_is_the_same_everywhere(void **state)
{
	(void)state;
	/* The same bytes at any alignment; and the very values, which a change of machine must keep. */
	char room[80];
	for (size_t size = 0; size <= 64; size++) {
		uint64_t first = 0;
		for (size_t shift = 0; shift < 8; shift++) {
			for (size_t i = 0; i < size; i++)
				room[shift + i] = (char)(i * 7 + 1);
			uint64_t hash = text_hash((struct text){ room + shift, size }, 5);
			if (shift == 0)
				first = hash;
			assert_true(hash == first);
		}
	}
	assert_true(text_hash(TEXT(""), 0) == text_hash((struct text){ NULL, 0 }, 0));
	assert_true(text_hash(TEXT("REQ-2019-10-000000001"), 0) == UINT64_C(0x128A9E65B74CA81D));
}

static int compare_u64(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void hash_keeps_keys_apart(void **state)
{
	(void)state;
	enum { N = 200000 };
	uint64_t *hashes = memory_alloc(N * sizeof *hashes);
	for (int half = 0; half < 2; half++) { /* the upper 40 bits, then the lower 40 */
		for (unsigned i = 0; i < N; i++) {
			char key[64];
			int n = snprintf(key, sizeof key, "SR-2019-10-%09u-%c", i / 4, "NCSX"[i % 4]);
			uint64_t hash = text_hash((struct text){ key, (size_t)n }, 0);
			hashes[i] = half ? hash << 24 : hash >> 24;
		}
		qsort(hashes, N, sizeof *hashes, compare_u64);
		int n_same = 0;
		for (unsigned i = 1; i < N; i++)
			n_same += hashes[i] == hashes[i - 1];
		assert_true(n_same <= 2); /* 0.02 expected of 40 random bits */
	}
	memory_free(hashes);
}

/* Eight bytes that are the state of the hash at their place: they multiply it by 0. */
static void hash_forgets_nothing(void **state)
{
	static const char zero[] = "\x05\x65\xd1\x7f\xf5\xdc\x97\xa0zzzzzzzz"; /* of seed 5 and 24 bytes */
	char one[25], other[25];

	(void)state;
	memcpy(one, "AAAAAAAA", 8);
	memcpy(other, "BBBBBBBB", 8);
	memcpy(one + 8, zero, 17);
	memcpy(other + 8, zero, 17);
	assert_true(text_hash((struct text){ one, 24 }, 5) != text_hash((struct text){ other, 24 }, 5));
}

static void hash_mixes_every_bit(void **state)
{
	(void)state;
	for (size_t size = 1; size <= 48; size++) {
		unsigned flipped[64] = { 0 }, n = 0;
		uint64_t random = size;
		for (int round = 0; round < 60; round++) {
			char bytes[48];
			for (size_t i = 0; i < size; i++)
				bytes[i] = (char)next_random(&random);
			struct text t = { bytes, size };
			uint64_t before = text_hash(t, 0);
			for (size_t bit = 0; bit < size * 8; bit++) {
				bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
				uint64_t change = before ^ text_hash(t, 0);
				bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
				assert_true(change != 0);
				for (int k = 0; k < 64; k++)
					flipped[k] += change >> k & 1;
				n++;
			}
		}
		for (int k = 0; k < 64; k++) {
			double share = (double)flipped[k] / n;
			if (share < 0.38 || share > 0.62)
				fail_msg("size %zu, bit %d: %f", size, k, share);
		}
	}
	assert_true(text_hash(TEXT("a"), 0) != text_hash(TEXT("a"), 1));
	assert_true(text_hash(TEXT("a\0"), 0) != text_hash(TEXT("a"), 0));
}

static void a_sentence_begins_large(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_string_equal(text_capital("promised October", &arena), "Promised October");
	assert_string_equal(text_capital("CPM-1", &arena), "CPM-1");
	assert_string_equal(text_capital("\u00e9t\u00e9", &arena), "\u00e9t\u00e9");
	assert_string_equal(text_capital("", &arena), "");
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_begins_large),
		cmocka_unit_test(texts_compare_by_bytes),
		cmocka_unit_test(utf8_agrees_with_the_definition),
		cmocka_unit_test(utf8_is_found_at_every_offset),
		cmocka_unit_test(builders_grow),
		cmocka_unit_test(escape_leaves_nothing_that_steers),
		cmocka_unit_test(escape_cuts_whole_characters),
		cmocka_unit_test(escape_is_by_character),
		cmocka_unit_test(markup_is_escaped),
		cmocka_unit_test(csv_fields_are_quoted_where_needed),
		cmocka_unit_test(csv_words_have_plain_spaces),
		cmocka_unit_test(csv_formulas_are_neutralised),
		cmocka_unit_test(hash_is_the_same_everywhere),
		cmocka_unit_test(hash_keeps_keys_apart),
		cmocka_unit_test(hash_mixes_every_bit), cmocka_unit_test(hash_forgets_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
