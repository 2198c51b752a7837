/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/histogram.h"

#include "engine/memory.h"
#include "engine/sweep.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static unsigned bucket_of(uint64_t ns)
{
	return histogram_bucket(ns / 1000);
}

#ifdef SWEEP_AVX512
#define AVX512_IFMA __attribute__((target("avx512f,avx512cd,avx512ifma")))

static bool has_ifma(void)
{
	return sweep_has_avx512() && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512ifma");
}

/* Eight at a time: below 2^52, ns / 1000 is ns * ceil(2^61 / 1000) / 2^61, which is too large by less than 2^52 * 0.048
 * / 2^61, and so by less than what the next whole number is away. */
AVX512_IFMA
static void buckets_ifma(const uint64_t *ns, size_t n, uint16_t *buckets)
{
	const __m512i thousandth = _mm512_set1_epi64(((INT64_C(1) << 61) + 48) / 1000), none = _mm512_setzero_si512();

	for (size_t i = 0; i < n; i += 8) {
		__mmask8 left = n - i < 8 ? (__mmask8)((1u << (n - i)) - 1) : (__mmask8)0xFF;
		__m512i x = _mm512_maskz_loadu_epi64(left, ns + i), us, shift;

		if (__builtin_expect(_mm512_cmpgt_epu64_mask(x, _mm512_set1_epi64((INT64_C(1) << 52) - 1)), 0)) {
			for (size_t k = i; k < n && k < i + 8; k++)
				buckets[k] = (uint16_t)bucket_of(ns[k]);
			continue;
		}
		us = _mm512_srli_epi64(_mm512_madd52hi_epu64(none, x, thousandth), 9);
		shift = _mm512_max_epi64(_mm512_sub_epi64(_mm512_set1_epi64(57), _mm512_lzcnt_epi64(us)), none);
		us = _mm512_add_epi64(_mm512_slli_epi64(shift, 6), _mm512_srlv_epi64(us, shift));
		_mm_storeu_si128((__m128i *)(void *)(buckets + i), _mm512_cvtepi64_epi16(us));
	}
}
#endif

void histogram_buckets(const uint64_t *ns, size_t n, uint16_t *buckets)
{
#ifdef SWEEP_AVX512
	if (has_ifma()) {
		buckets_ifma(ns, n, buckets);
		return;
	}
#endif
	for (size_t i = 0; i < n; i++)
		buckets[i] = (uint16_t)bucket_of(ns[i]);
}

static int64_t *far_of(struct histogram *h, unsigned bucket)
{
	int64_t **far = &h->far[bucket / HISTOGRAM_SUB];

	if (!*far)
		*far = memory_zero(HISTOGRAM_SUB, sizeof **far);
	return &(*far)[bucket % HISTOGRAM_SUB];
}

void histogram_add(struct histogram *h, unsigned bucket, int64_t n)
{
	*far_of(h, bucket) += n;
}

void histogram_carry(struct histogram *h, unsigned bucket)
{
	*far_of(h, bucket) += h->near[bucket];
	h->near[bucket] = 0;
}

/* The counts of an octave; false when there are none. */
static bool octave_of(const struct histogram *h, unsigned octave, int64_t counts[HISTOGRAM_SUB])
{
	static const int8_t none[HISTOGRAM_SUB];
	unsigned first = octave * HISTOGRAM_SUB;
	const int8_t *near = first < HISTOGRAM_NEAR ? &h->near[first] : none;
	const int64_t *far = h->far[octave];

	if (!far && !memcmp(near, none, sizeof none))
		return false;
	for (unsigned i = 0; i < HISTOGRAM_SUB; i++)
		counts[i] = (far ? far[i] : 0) + near[i];
	return true;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
	int64_t counts[HISTOGRAM_SUB];

	for (unsigned octave = 0; octave <= HISTOGRAM_OCTAVES; octave++) {
		if (!octave_of(from, octave, counts))
			continue;
		int64_t *to = far_of(into, octave * HISTOGRAM_SUB);
		for (unsigned i = 0; i < HISTOGRAM_SUB; i++)
			to[i] += counts[i];
	}
}

void histogram_done(struct histogram *h)
{
	for (unsigned octave = 0; octave <= HISTOGRAM_OCTAVES; octave++)
		memory_free(h->far[octave]);
	memset(h, 0, sizeof *h);
}

uint64_t histogram_total(const struct histogram *h)
{
	int64_t total = 0, counts[HISTOGRAM_SUB];

	for (unsigned octave = 0; octave <= HISTOGRAM_OCTAVES; octave++)
		for (unsigned i = 0, n = octave_of(h, octave, counts) ? HISTOGRAM_SUB : 0; i < n; i++)
			total += counts[i];
	return (uint64_t)total;
}

/* The middle of a bucket: the inverse of histogram_bucket. */
static uint64_t value_of(unsigned bucket)
{
	unsigned shift;

	if (bucket < 2 * HISTOGRAM_SUB)
		return bucket;
	shift = bucket / HISTOGRAM_SUB - 1; /* e - 6 */
	return ((uint64_t)(HISTOGRAM_SUB + bucket % HISTOGRAM_SUB) << shift) + ((UINT64_C(1) << shift) >> 1);
}

uint64_t histogram_quantile(const struct histogram *h, unsigned per_cent)
{
	uint64_t total = histogram_total(h), seen = 0, rank;
	int64_t counts[HISTOGRAM_SUB];

	assert(total > 0 && per_cent > 0 && per_cent <= 100);
	rank = (uint64_t)(((unsigned __int128)total * per_cent + 99) / 100);
	for (unsigned octave = 0; octave <= HISTOGRAM_OCTAVES; octave++)
		for (unsigned i = 0, n = octave_of(h, octave, counts) ? HISTOGRAM_SUB : 0; i < n; i++) {
			assert(counts[i] >= 0);
			seen += (uint64_t)counts[i];
			if (seen >= rank)
				return value_of(octave * HISTOGRAM_SUB + i);
		}
	assert(false && "a rank beyond the total");
	return 0;
}
