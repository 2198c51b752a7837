/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_stamps.c - what is decoded the fast way is what the general parser says, and what a text means is
 * never mistaken for what another means.
 */
#include "tests/unit/engine/cmocka_all.h"

#include "engine/memory.h"
#include "ingest/columns/lexicon.h"
#include "ingest/columns/scan.h"
#include "ingest/columns/stamps.h"

#include <stdio.h>
#include <string.h>

typedef bool decoder(const struct stamps *s, const char *p, size_t size, int64_t *out);

static struct stamps stamps;
static size_t n_decoded;
static struct stamps_month month; /* the one that decoders of months expect */
static char month_text[9];
static bool for_months;

static void learn(const char *text)
{
	int64_t day;

	stamps_learn(&stamps, text);
	if (for_months && civil_parse_date((struct text){ text, 10 }, &day)) {
		month = stamps_month_of(text);
		memcpy(month_text, text, 8);
	}
}

static void forget(void)
{
	stamps_init(&stamps);
	month = (struct stamps_month){ .head = 0 };
}

/* In a buffer of its own, so that no byte behind it helps. */
static void check(decoder *decode, const char *text, size_t size)
{
	char bytes[64];
	int64_t fast = 1, slow = 2;

	memset(bytes, 'Z', sizeof bytes);
	memcpy(bytes, text, size);
	if (!decode(&stamps, bytes, size, &fast))
		return;
	n_decoded++;
	if (stamp_parse((struct text){ bytes, size }, NULL, (struct zone){ ZONE_FIXED, 0 }, &slow) !=
		    STAMP_OK ||
	    fast != slow)
		fail_msg("%.*s: %lld, not %lld", (int)size, text, (long long)fast, (long long)slow);
}

/* Good stamps are decoded; with any byte changed to any other they are decoded alike or not at all. */
static void changed(decoder *decode)
{
	static const char *const texts[] = { "2019-10-03T14:05:06.789Z", "2019-10-03T14:05:06Z",
					     "2020-02-29T23:59:59.999Z", "1970-01-01T00:00:00Z" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t size = strlen(texts[i]);
		char text[32];

		forget();
		n_decoded = 0;
		check(decode, texts[i], size);
		assert_int_equal(n_decoded, 0); /* a date is decoded only when it was met */
		learn(texts[i]);
		check(decode, texts[i], size);
		assert_int_equal(n_decoded, 1);
		for (size_t at = 0; at < size; at++)
			for (int c = 0; c < 256; c++) {
				memcpy(text, texts[i], size + 1);
				text[at] = (char)c;
				check(decode, text, size);
			}
		assert_in_range(n_decoded, size, 256);
		for (size_t short_size = 0; short_size < size; short_size++)
			check(decode, texts[i], short_size);
	}
}

/* Every day of some years, every second of a day, every millisecond of a second. */
static void all_of_them(decoder *decode)
{
	char text[40];

	forget();
	n_decoded = 0;
	for (int year = 1995; year < 2022; year++)
		for (int day = 0; day < 372; day++) {
			snprintf(text, sizeof text, "%04d-%02d-%02dT12:34:56.789Z", year, day / 31 + 1,
				 day % 31 + 1);
			learn(text);
			check(decode, text, 24);
		}
	assert_int_equal(n_decoded, 27 * 365 + 7);
	n_decoded = 0;
	for (int second = 0; second < 100 * 100 * 100; second++) {
		snprintf(text, sizeof text, "2021-12-31T%02d:%02d:%02dZ", second / 10000, second / 100 % 100,
			 second % 100);
		check(decode, text, 20);
	}
	assert_int_equal(n_decoded, 86400);
	n_decoded = 0;
	for (int ms = 0; ms < 1000; ms++) {
		snprintf(text, sizeof text, "2021-12-31T23:59:59.%03dZ", ms);
		check(decode, text, 24);
	}
	assert_int_equal(n_decoded, 1000);
}

static void plain(void **unused)
{
	(void)unused;
	changed(stamps_decode);
	all_of_them(stamps_decode);
}

static void avx2(void **unused)
{
	(void)unused;
#ifdef STAMPS_AVX2
	if (!scan_set_usable(SCAN_AVX2))
		return;
	changed(stamps_decode_avx2);
	all_of_them(stamps_decode_avx2);
#endif
}

#ifdef STAMPS_AVX512
/* Stamps by eights: the same one eight times, or good ones beside one that is to be judged.  A month that was not
 * learned before is none. */
STAMPS_AVX512
static bool decode_eighth(const struct stamps *s, const char *p, size_t size, int64_t *out)
{
	const struct stamps_form forms[] = { STAMPS_MILLISECONDS, STAMPS_SECONDS };
	const struct stamps_form *form = size == 24 ? &forms[0] : &forms[1];
	static int turn;
	char data[8 * 40];
	uint32_t from[8];
	int64_t instants[8];
	__m512i eight;
	int place = turn++ % 8;

	if (size != 24 && size != 20)
		return false;
	memset(data, 'x', sizeof data);
	for (uint32_t k = 0; k < 8; k++) {
		from[k] = (7 - k) * 40 + k;
		memcpy(data + from[k], month_text, 8);
		memcpy(data + from[k] + 8, size == 24 ? "01T00:00:00.000Z" : "01T00:00:00Z", size - 8);
	}
	memcpy(data + from[place], p, size);
	(void)s;
	if (!stamps_decode_8(&month, form, data, from, &eight))
		return false;
	_mm512_storeu_si512(instants, eight);
	for (int k = 0; k < 8; k++)
		if (k != place && instants[k] != month.from)
			fail_msg("the one at %d changes the one at %d", place, k);
	*out = instants[place];
	return true;
}
#endif

static void avx512(void **unused)
{
	(void)unused;
#ifdef STAMPS_AVX512
	/* cmocka has no way to skip that its TAP output calls anything but a failure. */
	if (!scan_set_usable(SCAN_AVX512))
		return;
	for_months = true;
	changed(decode_eighth);
	all_of_them(decode_eighth);
	for_months = false;
#endif
}

/* A month is as long as the calendar says, and begins when the general parser says. */
static void months(void **unused)
{
	static const int n_days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	(void)unused;
	for (int year = 1970; year < 2101; year++)
		for (int m = 1; m <= 12; m++) {
			bool leap = m == 2 && year % 4 == 0 && year != 2100;
			struct stamps_month got;
			char text[40];
			int64_t from;

			snprintf(text, sizeof text, "%04d-%02d-01T00:00:00Z", year, m);
			got = stamps_month_of(text);
			assert_int_equal(stamp_parse((struct text){ text, 20 }, NULL, (struct zone){ ZONE_FIXED, 0 },
						     &from),
					 STAMP_OK);
			assert_int_equal(got.from, from);
			assert_int_equal(got.n_days, n_days[m - 1] + leap);
			assert_memory_equal(&got.head, text, 8);
		}
}

typedef uint32_t finder(const struct lexicon *l, const char *p, size_t size);

/* No two texts share a key: not by size, zeros or what stands behind them. */
static void keys(finder *find)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyz012345\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	struct lexicon *l = lexicon_new();
	uint32_t entries[32 * (LEXICON_MAX_BYTES + 1)];
	size_t n = 0;

	for (size_t from = 0; from < 32; from++)
		for (size_t size = 0; size <= LEXICON_MAX_BYTES; size++) {
			struct lexicon_key key = lexicon_key_of(bytes + from, size);

			if (from && !size) {
				/* The empty text is the same everywhere. */
				assert_int_equal(find(l, bytes + from, size), entries[0]);
				continue;
			}
			assert_int_equal(find(l, bytes + from, size), LEXICON_NONE);
			entries[n] = lexicon_add(l, &key);
			assert_int_equal(entries[n], n + 1);
			n++;
		}
	n = 0;
	for (size_t from = 0; from < 32; from++)
		for (size_t size = from ? 1 : 0; size <= LEXICON_MAX_BYTES; size++) {
			char alone[64];

			memset(alone, 0x5A, sizeof alone);
			memcpy(alone, bytes + from, size);
			assert_int_equal(find(l, alone, size), entries[n++]);
		}
	assert_int_equal(n + 1, l->n);
	memory_free(l);
}

static void keys_plain(void **unused)
{
	(void)unused;
	keys(lexicon_find_text);
}

static void keys_avx2(void **unused)
{
	(void)unused;
#ifdef LEXICON_AVX2
	if (!scan_set_usable(SCAN_AVX2))
		return;
	keys(lexicon_find_text_avx2);
#endif
}

/* What is found by one word is found by four too; what is not, may be. */
static void shorts(void **unused)
{
	struct lexicon *l = lexicon_new();
	size_t n_short = 0;

	(void)unused;
	for (int i = 0; i < 400; i++) {
		char text[64] = { 0 };
		struct lexicon_key key;
		size_t size;

		/* Some of them with zeros, which are bytes like any others; the empty one among them. */
		snprintf(text, sizeof text, i % 2 ? "%d,x" : "%d", i / 2);
		size = i ? strlen(text) + (size_t)(i % 3) : 0;
		assert_int_equal(lexicon_find_short(l, text, size < 8 ? size : 7), LEXICON_NONE);
		key = lexicon_key_of(text, size);
		assert_int_equal(lexicon_add(l, &key), i + 1);
	}
	for (int i = 0; i < 400; i++) {
		char text[64];
		size_t size;
		uint32_t got;

		memset(text, 0x5A, sizeof text);
		snprintf(text, sizeof text, i % 2 ? "%d,x" : "%d", i / 2);
		size = i ? strlen(text) + (size_t)(i % 3) : 0;
		memset(text + strlen(text), 0, 3);
		text[size] = 'Q';
		got = lexicon_find_short(l, text, size);
		assert_true(got == LEXICON_NONE || got == (uint32_t)i + 1);
		assert_int_equal(lexicon_find_text(l, text, size), i + 1);
		n_short += got != LEXICON_NONE;
	}
	assert_in_range(n_short, LEXICON_SHORTS / 2, LEXICON_SHORTS);
	memory_free(l);
}

/* A full lexicon takes no more, and still finds what it has. */
static void full(void **unused)
{
	struct lexicon *l = lexicon_new();
	static uint32_t entries[3 * LEXICON_ENTRIES];
	char text[64] = { 0 };

	(void)unused;
	for (int i = 0; i < 3 * LEXICON_ENTRIES; i++) {
		struct lexicon_key key;

		snprintf(text, sizeof text, "%08d", i);
		key = lexicon_key_of(text, 8);
		entries[i] = lexicon_add(l, &key);
		assert_int_equal(entries[i] != LEXICON_NONE, i + 1 < LEXICON_ENTRIES);
	}
	for (int i = 0; i < 3 * LEXICON_ENTRIES; i++) {
		snprintf(text, sizeof text, "%08d", i);
		assert_int_equal(lexicon_find_text(l, text, 8), entries[i]);
	}
	memory_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain),
		cmocka_unit_test(avx2),
		cmocka_unit_test(avx512),
		cmocka_unit_test(months),
		cmocka_unit_test(keys_plain),
		cmocka_unit_test(keys_avx2),
		cmocka_unit_test(shorts),
		cmocka_unit_test(full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
