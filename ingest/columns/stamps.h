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
#define STAMPS_AVX2 __attribute__((target("avx2,bmi,bmi2")))
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

#endif
