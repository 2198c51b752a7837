/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/columns_strip.h"

#include "engine/memory.h"

#if defined __x86_64__
#include <immintrin.h>
#define STRIP_AVX2   __attribute__((target("avx2")))
#endif

#define TURNED 4 /* fields that are turned round at once; more may be read and written than there are */

static size_t n_turned(const struct columns *c)
{
	size_t n = (size_t)c->layout->n_fields + 1;

	return (n + TURNED - 1) / TURNED * TURNED;
}

void columns_strip_init(struct columns *c)
{
	c->starts = memory_lines(n_turned(c) * COLUMNS_STRIP, sizeof *c->starts);
}

void columns_strip_done(struct columns *c)
{
	memory_free(c->starts);
}

/* Rows [from, n) of the strip.  A field starts behind the end of the one before. */
static void turn_each(const uint32_t *ends, const uint32_t *before, size_t from, size_t n, size_t n_fields,
		      uint32_t *starts)
{
	for (size_t k = from; k < n; k++)
		for (size_t f = 0; f < n_fields; f++)
			starts[f * COLUMNS_STRIP + k] = ends[before[k] + f] + 1;
}

#ifdef STRIP_AVX2
STRIP_AVX2
static inline __m256i load_2(const uint32_t *a, const uint32_t *b)
{
	return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)a)),
				       _mm_loadu_si128((const __m128i *)(const void *)b), 1);
}

/* Eight rows at a time; returns how many it did. */
STRIP_AVX2
static size_t turn_avx2(const uint32_t *ends, const uint32_t *before, size_t n, size_t n_fields, uint32_t *starts)
{
	const __m256i one = _mm256_set1_epi32(1);
	size_t k = 0;

	for (; k + 8 <= n; k += 8)
		for (size_t f = 0; f < n_fields; f += TURNED) {
			const uint32_t *e = ends + f, *b = before + k;
			/* Four fields of rows 0 and 4, 1 and 5, ... */
			__m256i r0 = load_2(e + b[0], e + b[4]), r1 = load_2(e + b[1], e + b[5]);
			__m256i r2 = load_2(e + b[2], e + b[6]), r3 = load_2(e + b[3], e + b[7]);
			__m256i low = _mm256_unpacklo_epi32(r0, r1), low_2 = _mm256_unpacklo_epi32(r2, r3);
			__m256i high = _mm256_unpackhi_epi32(r0, r1), high_2 = _mm256_unpackhi_epi32(r2, r3);
			const __m256i fields[TURNED] = {
				_mm256_unpacklo_epi64(low, low_2), _mm256_unpackhi_epi64(low, low_2),
				_mm256_unpacklo_epi64(high, high_2), _mm256_unpackhi_epi64(high, high_2)
			};

			for (size_t i = 0; i < TURNED; i++)
				_mm256_storeu_si256((__m256i *)(void *)(starts + (f + i) * COLUMNS_STRIP + k),
						    _mm256_add_epi32(fields[i], one));
		}
	return k;
}
#endif

void columns_strip(struct columns *c, size_t from)
{
	const uint32_t *ends = c->chunk->scan.field_ends, *before = c->before + from;
	size_t left = c->n_rows - from, done = 0;

	c->strip = from;
	c->n_strip = left < COLUMNS_STRIP ? left : COLUMNS_STRIP;
#ifdef STRIP_AVX2
	if (columns_has_avx2(c))
		done = turn_avx2(ends, before, c->n_strip, n_turned(c), c->starts);
#endif
	turn_each(ends, before, done, c->n_strip, (size_t)c->layout->n_fields + 1, c->starts);
}
