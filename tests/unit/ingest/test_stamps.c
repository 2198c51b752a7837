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

		stamps_init(&stamps);
		n_decoded = 0;
		check(decode, texts[i], size);
		assert_int_equal(n_decoded, 0); /* a date is decoded only when it was met */
		stamps_learn(&stamps, texts[i]);
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

	stamps_init(&stamps);
	n_decoded = 0;
	for (int year = 1995; year < 2022; year++)
		for (int day = 0; day < 372; day++) {
			snprintf(text, sizeof text, "%04d-%02d-%02dT12:34:56.789Z", year, day / 31 + 1,
				 day % 31 + 1);
			stamps_learn(&stamps, text);
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
		skip();
	changed(stamps_decode_avx2);
	all_of_them(stamps_decode_avx2);
#else
	skip();
#endif
}

/* No two texts share a key: not by size, zeros or what stands behind them. */
static void keys(void **unused)
{
	static const char bytes[] = "abcdefghijklmnop\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	struct lexicon *l = lexicon_new();
	int64_t n = 0;

	(void)unused;
	for (size_t from = 0; from <= 16; from++)
		for (size_t size = 0; size <= LEXICON_MAX_BYTES; size++) {
			struct lexicon_key key = lexicon_key_of(bytes + from, size);
			const int64_t *known = lexicon_find(l, key);

			if (from && !size) {
				assert_int_equal(*known, 0); /* the empty text is the same everywhere */
				continue;
			}
			assert_null(known);
			lexicon_add(l, key, n++);
		}
	n = 0;
	for (size_t from = 0; from <= 16; from++)
		for (size_t size = from ? 1 : 0; size <= LEXICON_MAX_BYTES; size++) {
			char alone[32];

			memset(alone, 0x5A, sizeof alone);
			memcpy(alone, bytes + from, size);
			assert_int_equal(*lexicon_find(l, lexicon_key_of(alone, size)), n++);
		}
	memory_free(l);
}

/* A full lexicon takes no more, and still finds what it has. */
static void full(void **unused)
{
	struct lexicon *l = lexicon_new();
	char text[32] = { 0 };

	(void)unused;
	for (int64_t i = 0; i < 3 * LEXICON_MAX; i++) {
		snprintf(text, sizeof text, "%08d", (int)i);
		lexicon_add(l, lexicon_key_of(text, 8), i);
	}
	for (int64_t i = 0; i < 3 * LEXICON_MAX; i++) {
		const int64_t *known;

		snprintf(text, sizeof text, "%08d", (int)i);
		known = lexicon_find(l, lexicon_key_of(text, 8));
		assert_true(i < LEXICON_MAX ? known && *known == i : !known);
	}
	memory_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain),
		cmocka_unit_test(avx2),
		cmocka_unit_test(keys),
		cmocka_unit_test(full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
