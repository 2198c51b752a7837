/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stamps.h - timestamps of the plain form, `2019-10-03T14:05:06Z` and `2019-10-03T14:05:06.789Z`, decoded
 * without branches.
 *
 * A row has several.  The date is looked up among those met before, which the general parser
 * (engine/civil.h) judged; the time of day is checked and added up eight or sixteen bytes at a time. Anything
 * else is left to the general parser.
 */
#ifndef INGEST_STAMPS_H
#define INGEST_STAMPS_H

#include "engine/bytes.h"
#include "engine/civil.h"

#if defined __x86_64__
#include <immintrin.h>
#define STAMPS_AVX2   __attribute__((target("avx2,bmi,bmi2")))
#define STAMPS_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,popcnt")))
#endif

#define STAMPS_SLOTS 2048

/* Midnights (UTC) of dates by the digits of month and day; those of other years share a slot.  One per
 * thread. */
struct stamps {
	struct stamps_day {
		uint64_t head; /* the bytes "2019-10-" */
		uint64_t tail; /* the bytes "19-10-03" */
		int64_t midnight;
		int64_t unused; /* a slot is half a cache line */
	} days[STAMPS_SLOTS];
};

void stamps_init(struct stamps *s);
/* Enters the date with which `p` begins, if it is one, so that it is found from now on. */
void stamps_learn(struct stamps *s, const char *p);

/* A month, by what the stamps of all its days begin with. */
struct stamps_month {
	uint64_t head; /* the bytes "2019-10-"; 0: none */
	int64_t from;  /* its first midnight (UTC) */
	int n_days;
};
/* The month of a stamp that was found good. */
struct stamps_month stamps_month_of(const char *p);

static inline size_t stamps_slot(uint64_t tail)
{
	return (tail >> 24 & 1) | (tail >> 32 & 15) << 1 | (tail >> 48 & 3) << 5 | (tail >> 56 & 15) << 7;
}

/* The instant of the size bytes at p, of which 24 must be readable.  False: not of the plain form, not a time
 * of day before the 60th second, or a date not met before; *out is then any number. */
static inline bool stamps_decode(const struct stamps *s, const char *p, size_t size, int64_t *out)
{
	uint64_t head = bytes_read64(p), tail = bytes_read64(p + 2);
	uint64_t b = bytes_read64(p + 8), c = bytes_read64(p + 16);
	const struct stamps_day *d = &s->days[stamps_slot(tail)];
	uint64_t time, fraction, bad, hours, minutes, seconds, ms;

	/* "06Z" becomes "06.000Z". */
	if (size == 20) {
		bad = (c >> 24 & 0xFF) ^ 'Z';
		c = (c & 0xFFFFFF) | UINT64_C(0x5A3030302E000000);
	} else {
		bad = size ^ 24;
	}
	bad |= (head ^ d->head) | (tail ^ d->tail);
	/* Bytes are the lower the earlier they come: "03T14:05", ":06.789Z".  Digits become 0 to 9 and
	 * separators 0; 0x76 more keeps bit 7 clear up to 9, 0x7F at 0 alone. */
	time = (b & ~UINT64_C(0xFFFF)) ^ UINT64_C(0x30303A3030540000);
	bad |= (time | (time + UINT64_C(0x76767F76767F7F7F))) & UINT64_C(0x8080808080808080);
	fraction = c ^ UINT64_C(0x5A3030302E30303A);
	bad |= (fraction | (fraction + UINT64_C(0x7F7676767F76767F))) & UINT64_C(0x8080808080808080);
	time = time * 10 + (time >> 8); /* byte i: the two digits at i and i + 1 */
	hours = time >> 24 & 0xFF;
	minutes = time >> 48 & 0xFF;
	ms = fraction >> 48 & 0xFF;
	fraction = fraction * 10 + (fraction >> 8);
	seconds = fraction >> 8 & 0xFF;
	ms += (fraction >> 32 & 0xFF) * 10;
	bad |= ((23 - hours) | (59 - minutes) | (59 - seconds)) >> 63;
	*out = (int64_t)((uint64_t)d->midnight +
			 (((hours * 60 + minutes) * 60 + seconds) * 1000 + ms) * (uint64_t)NS_PER_MS);
	return bad == 0;
}

#ifdef STAMPS_AVX2
/* The same, sixteen bytes at a time. */
STAMPS_AVX2
static inline bool stamps_decode_avx2(const struct stamps *s, const char *p, size_t size, int64_t *out)
{
	/* "03T14:05:06.789Z", and "Z" for "." with nothing after it. */
	const __m128i zero =
		_mm_setr_epi8('0', '0', 'T', '0', '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z');
	const __m128i most = _mm_setr_epi8(9, 9, 0, 2, 9, 0, 5, 9, 0, 5, 9, 0, 9, 9, 9, 0);
	const __m128i whole =
		_mm_setr_epi8('0', '0', 'T', '0', '0', ':', '0', '0', ':', '0', '0', 'Z', '0', '0', '0', 'Z');
	const __m128i is_tail = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1);
	const __m128i pairs = _mm_setr_epi8(3, 4, 6, 7, 9, 10, 12, 13, 14, -1, -1, -1, -1, -1, -1, -1);
	const __m128i tens = _mm_setr_epi8(10, 1, 10, 1, 10, 1, 100, 10, 1, 0, 0, 0, 0, 0, 0, 0);
	const __m128i units = _mm_setr_epi16(3600, 60, 1, 0, 0, 0, 0, 0);
	uint64_t head = bytes_read64(p), tail = bytes_read64(p + 2), bad;
	const struct stamps_day *d =
		&s->days[_pext_u64(tail, UINT64_C(0x0F03000F01000000)) & (STAMPS_SLOTS - 1)];
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + 8)), sums;
	uint32_t seconds, ms;

	bad = size ^ 24;
	if (size == 20) {
		x = _mm_xor_si128(_mm_blendv_epi8(x, whole, is_tail), whole);
		bad = 0;
	} else {
		x = _mm_xor_si128(x, zero);
	}
	bad |= (head ^ d->head) | (tail ^ d->tail);
	/* What is left of each byte above the most it may be. */
	bad |= (uint64_t)!_mm_testz_si128(_mm_subs_epu8(x, most), _mm_set1_epi8(-1));
	sums = _mm_maddubs_epi16(_mm_shuffle_epi8(x, pairs), tens); /* hours, minutes, seconds, ms: 2 parts */
	ms = (uint32_t)_mm_extract_epi16(sums, 3) + (uint32_t)_mm_extract_epi16(sums, 4);
	sums = _mm_madd_epi16(sums, units); /* seconds of hours and minutes, of seconds */
	seconds = (uint32_t)_mm_cvtsi128_si32(sums) + (uint32_t)_mm_extract_epi32(sums, 1);
	bad |= seconds >= 86400;
	*out = d->midnight + ((int64_t)seconds * 1000 + ms) * NS_PER_MS;
	return bad == 0;
}
#endif

#ifdef STAMPS_AVX512
/* Stamps of one form, and what their last eight bytes are taken apart by. */
struct stamps_form {
	uint32_t size;
	uint64_t kept;  /* bytes that belong to it */
	uint64_t zero;  /* its separators, and zeros for digits */
	uint64_t most;  /* the most that each byte may be above those */
};
#define STAMPS_MILLISECONDS                                                                                  \
	((struct stamps_form){ 24, UINT64_MAX, UINT64_C(0x5A3030302E30303A), UINT64_C(0x0009090900090500) })
#define STAMPS_SECONDS                                                                                       \
	((struct stamps_form){ 20, UINT64_C(0xFFFFFFFF), UINT64_C(0x5A30303A), UINT64_C(0x00090500) })

/* Two stamps, of each of which 32 bytes must be readable. */
STAMPS_AVX512
static inline __m512i stamps_load_2(const char *p, const char *q)
{
	return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)(const void *)p)),
				  _mm256_loadu_si256((const __m256i *)(const void *)q), 1);
}

/* Eight stamps of one form at data + from[k], as stamps_load_2 takes them.  False when any of them is not of the month,
 * or is no time of day before the 60th second; *out is then any numbers. */
STAMPS_AVX512
static inline bool stamps_decode_8(const struct stamps_month *month, const struct stamps_form *form,
				   const char *data, const uint32_t from[8], __m512i *out)
{
	/* "03T14:05" */
	const __m512i zero = _mm512_set1_epi64(INT64_C(0x30303A3030543030));
	const __m512i most = _mm512_set1_epi64(INT64_C(0x0905000902000903));
	const __m512i pairs = _mm512_broadcast_i32x4(
		_mm_setr_epi8(0, 1, 3, 4, 6, 7, -1, -1, 8, 9, 11, 12, 14, 15, -1, -1));
	/* ":06.789Z" */
	const __m512i last_pairs = _mm512_broadcast_i32x4(
		_mm_setr_epi8(1, 2, 4, 5, 6, -1, -1, -1, 9, 10, 12, 13, 14, -1, -1, -1));
	const __m512i last_tens = _mm512_set1_epi64(INT64_C(0x000000010A64010A));
	__m512i x = stamps_load_2(data + from[0], data + from[2]), y = stamps_load_2(data + from[1], data + from[3]);
	__m512i z = stamps_load_2(data + from[4], data + from[6]), w = stamps_load_2(data + from[5], data + from[7]);
	__m512i even = _mm512_unpacklo_epi64(x, y), even_4 = _mm512_unpacklo_epi64(z, w);
	__m512i head = _mm512_shuffle_i64x2(even, even_4, 0x88), c = _mm512_shuffle_i64x2(even, even_4, 0xDD);
	__m512i b = _mm512_shuffle_i64x2(_mm512_unpackhi_epi64(x, y), _mm512_unpackhi_epi64(z, w), 0x88);
	__m512i wrong, ms;

	b = _mm512_xor_si512(b, zero);
	c = _mm512_xor_si512(_mm512_and_si512(c, _mm512_set1_epi64((int64_t)form->kept)),
			     _mm512_set1_epi64((int64_t)form->zero));
	/* What is left of each byte above the most it may be, and so of the numbers that they make. */
	wrong = _mm512_xor_si512(head, _mm512_set1_epi64((int64_t)month->head));
	wrong = _mm512_or_si512(wrong, _mm512_subs_epu8(b, most));
	wrong = _mm512_or_si512(wrong, _mm512_subs_epu8(c, _mm512_set1_epi64((int64_t)form->most)));
	/* Days after the first, hours, minutes; there is no day 0. */
	b = _mm512_maddubs_epi16(_mm512_shuffle_epi8(b, pairs), _mm512_set1_epi16(0x010A));
	b = _mm512_sub_epi16(b, _mm512_set1_epi64(1));
	wrong = _mm512_or_si512(wrong, _mm512_subs_epu16(b, _mm512_set1_epi64(INT64_C(0x003B00170000) +
									      (month->n_days - 1))));
	/* Seconds, and milliseconds in two parts. */
	c = _mm512_maddubs_epi16(_mm512_shuffle_epi8(c, last_pairs), last_tens);
	/* Two numbers of 32 bits each: hours, and seconds of the minutes; milliseconds in two parts. */
	b = _mm512_madd_epi16(b, _mm512_set1_epi64(INT64_C(0x003C00010018)));
	c = _mm512_madd_epi16(c, _mm512_set1_epi64(INT64_C(0x0001000103E8)));
	/* Of a month they fit 32 bits; what is above those does not matter. */
	ms = _mm512_add_epi64(_mm512_mul_epu32(b, _mm512_set1_epi64(3600000)),
			      _mm512_mul_epu32(_mm512_srli_epi64(b, 32), _mm512_set1_epi64(1000)));
	ms = _mm512_add_epi64(ms, _mm512_add_epi64(c, _mm512_srli_epi64(c, 32)));
	*out = _mm512_add_epi64(_mm512_mul_epu32(ms, _mm512_set1_epi64(NS_PER_MS)),
				_mm512_set1_epi64(month->from));
	return !_mm512_test_epi64_mask(wrong, wrong);
}
#endif

#endif
