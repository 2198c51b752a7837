/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What breakdowns are counted in: histograms, keyed counts, pairs and names.
 */
#include "metrics/histogram.h"
#include "metrics/keyed.h"
#include "metrics/names.h"
#include "metrics/pairs.h"
#include "metrics/remembered.h"
#include "tests/unit/every_way.h"
#include "tests/unit/random.h"

#include "engine/memory.h"

#include <stdlib.h>
#include <string.h>

static uint64_t seed = 7;

/* Buckets follow each other without a gap, and each is read as a value within 1/128 of all in it. */
static void test_buckets(void **state)
{
	unsigned last = 0;

	(void)state;
	for (uint64_t v = 0; v < 100000; v++) {
		unsigned bucket = histogram_bucket(v);
		assert_true(bucket == last || bucket == last + 1);
		last = bucket;
	}
	assert_int_equal(histogram_bucket(127), 127);
	assert_int_equal(histogram_bucket(128), 128);
	assert_int_equal(histogram_bucket(129), 128);
	assert_int_equal(histogram_bucket(130), 129);
	assert_true(histogram_bucket(UINT64_MAX) < (HISTOGRAM_OCTAVES + 1) * HISTOGRAM_SUB);
	for (int i = 0; i < 20000; i++) {
		struct histogram h = { 0 };
		uint64_t v = next_random(&seed) >> next_random(&seed) % 64, read;

		histogram_count(&h, histogram_bucket(v), 1);
		read = histogram_quantile(&h, 50);
		assert_true((read > v ? read - v : v - read) * 128 <= v);
		histogram_done(&h);
	}
}

/* Many durations at once fall where each alone does: about every multiple of a microsecond, of all sizes, and
 * on both sides of what is taken eight at a time. */
static void test_many_buckets(void **state)
{
	enum { N = 203 };
	uint64_t ns[N];
	uint16_t buckets[N + HISTOGRAM_PADDING];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)(next_random(&seed) % (N + 1));

		for (size_t i = 0; i < n; i++) {
			uint64_t us = next_random(&seed) % (UINT64_C(1) << 52) >> next_random(&seed) % 52;

			ns[i] = us * 1000 + next_random(&seed) % 3 - 1;
			if (round % 3 == 0)
				ns[i] = next_random(&seed) >> next_random(&seed) % 64;
		}
		if (n && round % 5 == 0)
			ns[next_random(&seed) % n] = (UINT64_C(1) << 52) - next_random(&seed) % 2;
		histogram_buckets(ns, n, buckets);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(buckets[i], histogram_bucket(ns[i] / 1000));
	}
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Against the exact nearest rank, over several parts, some of it taken back. */
static void test_quantiles(void **state)
{
	enum { N = 1001 };
	static uint64_t values[N];
	struct histogram parts[3] = { 0 };
	static const unsigned per_cent[] = { 1, 50, 95, 99, 100 };

	(void)state;
	for (int i = 0; i < N; i++) {
		values[i] = next_random(&seed) % 90000000;
		histogram_count(&parts[i % 3], histogram_bucket(values[i]), 1);
		histogram_count(&parts[(i + 1) % 3], histogram_bucket(12345), 1);
		histogram_count(&parts[(i + 2) % 3], histogram_bucket(12345), -1);
	}
	histogram_merge(&parts[0], &parts[1]);
	histogram_merge(&parts[0], &parts[2]);
	assert_int_equal(histogram_total(&parts[0]), N);
	qsort(values, N, sizeof *values, compare);
	for (size_t i = 0; i < sizeof per_cent / sizeof *per_cent; i++) {
		uint64_t exact = values[(N * per_cent[i] + 99) / 100 - 1],
			 read = histogram_quantile(&parts[0], per_cent[i]);
		assert_true((read > exact ? read - exact : exact - read) * 128 <= exact);
	}
	for (int k = 0; k < 3; k++)
		histogram_done(&parts[k]);
	/* Of four values the median is the second, of one value everything is it. */
	for (uint64_t v = 1; v <= 4; v++)
		histogram_count(&parts[0], histogram_bucket(v), 1);
	assert_int_equal(histogram_quantile(&parts[0], 50), 2);
	assert_int_equal(histogram_quantile(&parts[0], 51), 3);
	assert_int_equal(histogram_quantile(&parts[0], 99), 4);
	histogram_done(&parts[0]);
}

static void test_keyed(void **state)
{
	struct keyed a, b;

	(void)state;
	keyed_init(&a, 2, 3);
	keyed_init(&b, 2, 3);
	for (uint32_t i = 0; i < 5000; i++) {
		struct keyed *k = i % 2 ? &a : &b;
		keyed_row(k, keyed_entry(k, (uint32_t[]){ i % 70, i % 3 }))[i % 3] += 1;
	}
	keyed_merge(&a, &b);
	assert_int_equal(a.n, 210);
	assert_false(a.full);
	int64_t sum = 0;
	for (uint32_t e = 0; e < a.n; e++) {
		assert_int_equal(keyed_entry(&a, keyed_codes(&a, e)), e);
		for (int k = 0; k < 3; k++) {
			sum += keyed_row(&a, e)[k];
			assert_true(k == (int)keyed_codes(&a, e)[1] || !keyed_row(&a, e)[k]);
		}
	}
	assert_int_equal(sum, 5000);
	keyed_done(&a);
	keyed_done(&b);
	/* Past its limit keys are turned away, and it says so; those that are in stay found. */
	keyed_init(&a, 1, 1);
	a.max = 100;
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(keyed_entry(&a, &(uint32_t){ i * 70000 }), i);
	assert_int_equal(keyed_entry(&a, &(uint32_t){ 5 }), KEYED_FULL);
	assert_true(a.full);
	assert_int_equal(keyed_entry(&a, &(uint32_t){ 99 * 70000 }), 99);
	keyed_done(&a);
	/* Without parts there is one key. */
	keyed_init(&a, 0, 1);
	assert_int_equal(keyed_entry(&a, NULL), 0);
	assert_int_equal(keyed_entry(&a, NULL), 0);
	assert_int_equal(a.n, 1);
	keyed_done(&a);
}

static void test_pairs_and_names(void **state)
{
	struct names *names = names_new();
	struct pairs pairs = { 0 };
	struct name a = names_find(names, TEXT("00DB10897B7F5E6B")),
		    b = names_find(names, TEXT("00db10897b7f5e6b"));
	struct name zero = names_find(names, TEXT("0000000000000000")),
		    first = names_find(names, TEXT("meter"));
	size_t n = 0;

	(void)state;
	assert_false(a.listed);
	assert_int_equal(a.number, UINT64_C(0x00DB10897B7F5E6B));
	/* Ids compare as text: the same number in other letters is another id. */
	assert_true(b.listed);
	assert_true(first.listed && !zero.listed);
	assert_int_equal(names_find(names, TEXT("meter")).number, first.number);
	assert_true(text_is(names_text(names, first.number), "meter"));
	assert_int_equal(names_stable(names, a), a.number);
	/* Group, number and listing all count; what is taken back is gone. */
	for (uint32_t group = 0; group < 300; group++) {
		pairs_add(&pairs, group, zero, 1);
		pairs_add(&pairs, group, (struct name){ 0, true }, 2);
		pairs_add(&pairs, group, a, 1);
		pairs_add(&pairs, group, a, -1);
	}
	for (size_t slot = 0; slot < pairs.room; slot++) {
		struct pair p = pairs_get(&pairs, slot);
		if (!p.count)
			continue;
		n++;
		assert_int_equal(p.item.number, 0);
		assert_int_equal(p.count, p.item.listed ? 2 : 1);
		assert_true(p.group < 300);
	}
	assert_int_equal(n, 600);
	pairs_done(&pairs);
	names_free(names);
}

static void test_remembered(void **state)
{
	static const uint64_t devices[] = { 3, 7, 9 };
	static const struct remembered_code codes[] = { { "8F12", 3, devices }, { "8F3E", 1, devices } };
	const struct remembered_devices known = { .n_months = 2, .n_codes = 2, .codes = codes };
	const struct remembered_code *found = remembered_find(&known, TEXT("8F12"));

	(void)state;
	for (uint64_t d = 0; d < 12; d++)
		assert_int_equal(remembered_has(found, d), d == 3 || d == 7 || d == 9);
	assert_null(remembered_find(&known, TEXT("8F1")));
	assert_null(remembered_find(NULL, TEXT("8F12")));
	assert_false(remembered_has(NULL, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buckets),         EVERY_WAY(test_many_buckets),
		cmocka_unit_test(test_quantiles),       cmocka_unit_test(test_keyed),
		cmocka_unit_test(test_pairs_and_names), cmocka_unit_test(test_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
