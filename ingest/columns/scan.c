/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/scan.h"

#include "engine/bytes.h"
#include "engine/memory.h"

#include <assert.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#define HAS_X86 1
#else
#define HAS_X86 0
#endif
#if defined __aarch64__
#include <arm_neon.h>
#define HAS_NEON 1
#else
#define HAS_NEON 0
#endif

/* Where the bytes that matter stand in a block of 64. */
struct masks {
	uint64_t quote, delimiter, lf, cr;
	uint64_t high; /* from 128 up */
};

/* The place of the lowest bit that is set; 63 when none is.  Without a branch: see where it is used. */
static inline uint32_t lowest_bit(uint64_t bits)
{
	return (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
}

/* Gathering stores that stand in a row into a vector, as compilers do, takes longer than the stores. */
#define KEEP_APART(x) __asm__("" : "+r"(x))

/* What is known at the start of a block; one bit or all of them. */
struct state {
	uint64_t in_quotes; /* all ones while the byte before is within quotes */
	uint64_t starts;    /* 1: a field starts here */
	uint64_t closed;    /* 1: the byte before closed a quote */
	uint64_t carriage;  /* 1: the byte before is a CR */
	uint64_t bad;       /* quotes of the block that are wrong, or what follows one */
	uint64_t judged;    /* then: the bytes before the first of those */
	uint64_t high, cr;  /* bytes from 128 up, and CRs, that were passed */
	int64_t more_lines; /* line ends that end no record, less record ends that end no line */
};

/* What is entered so far. */
struct entered {
	uint32_t fields;  /* the last one's place */
	uint32_t records; /* the next one's place */
};

/* Bit i of the result: whether an odd number of bits 0 to i is set. */
static inline uint64_t prefix_xor(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

/* What is left of a stretch as a block. */
static const char *padded(char block[64], const char *data, size_t n)
{
	memset(block, 0, 64);
	memcpy(block, data, n);
	return block;
}

/* Writes the places of the bits that are set, ascending and from `base` on, to to[SCAN_PADDING].  Eight at a
 * time: how many there are cannot be foretold, but more than eight of 64 rarely.  What is written past the last
 * is written over by the next block. */
static inline void places(uint64_t bits, uint32_t base, uint32_t *to)
{
	for (;; to += 8) {
		for (int k = 0; k < 8; k++) {
			to[k] = base + lowest_bit(bits);
			bits &= bits - 1;
			KEEP_APART(bits);
		}
		if (!bits)
			return;
	}
}

/* --- plain C: eight bytes at a time --- */

#define EACH(byte) ((byte)*UINT64_C(0x0101010101010101))

/* The top bits of eight bytes as eight bits. */
static inline uint64_t gather(uint64_t tops)
{
	return (tops >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* The bytes of x that are 0 have their top bit set, and no others. */
static inline uint64_t zeros(uint64_t x)
{
	return ~(((x & EACH(0x7F)) + EACH(0x7F)) | x) & EACH(0x80);
}

static inline void masks_plain(const char *p, char delimiter, struct masks *m)
{
	uint64_t delimiters = EACH((uint64_t)(unsigned char)delimiter);

	*m = (struct masks){ 0 };
	for (int i = 0; i < 64; i += 8) {
		uint64_t x = bytes_read64(p + i);

		m->quote |= gather(zeros(x ^ EACH('"'))) << i;
		m->delimiter |= gather(zeros(x ^ delimiters)) << i;
		m->lf |= gather(zeros(x ^ EACH('\n'))) << i;
		m->cr |= gather(zeros(x ^ EACH('\r'))) << i;
		m->high |= gather(x & EACH(0x80)) << i;
	}
}

#define KERNEL        scan_plain
#define KERNEL_CLOSER closer_plain
#define KERNEL_ENTER  enter_plain
#define KERNEL_TARGET
#define KERNEL_MASKS  masks_plain
#define KERNEL_PREFIX prefix_xor
#define KERNEL_PLACES places
#include "ingest/columns/scan_kernel.h"

/* --- x86-64 --- */

#if HAS_X86
static inline uint64_t equal_sse2(__m128i x, char c)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(c)));
}

static inline void masks_sse2(const char *p, char delimiter, struct masks *m)
{
	*m = (struct masks){ 0 };
	for (int i = 0; i < 64; i += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));

		m->quote |= equal_sse2(x, '"') << i;
		m->delimiter |= equal_sse2(x, delimiter) << i;
		m->lf |= equal_sse2(x, '\n') << i;
		m->cr |= equal_sse2(x, '\r') << i;
		m->high |= (uint64_t)(unsigned)_mm_movemask_epi8(x) << i;
	}
}

#define KERNEL        scan_sse2
#define KERNEL_CLOSER closer_sse2
#define KERNEL_ENTER  enter_sse2
#define KERNEL_TARGET
#define KERNEL_MASKS  masks_sse2
#define KERNEL_PREFIX prefix_xor
#define KERNEL_PLACES places
#include "ingest/columns/scan_kernel.h"

#define AVX2 __attribute__((target("avx2,pclmul,popcnt,bmi,bmi2,lzcnt")))

/* A product without carries by all ones is the prefix of the sums. */
AVX2 static inline uint64_t prefix_avx2(uint64_t bits)
{
	__m128i product =
		_mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8((char)0xFF), 0);

	return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX2 static inline uint64_t equal_avx2(__m256i low, __m256i high, char c)
{
	__m256i wanted = _mm256_set1_epi8(c);
	uint64_t a = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
	uint64_t b = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));

	return a | b << 32;
}

AVX2 static inline __m256i rare_avx2(__m256i x)
{
	return _mm256_or_si256(x, _mm256_or_si256(_mm256_cmpeq_epi8(x, _mm256_set1_epi8('"')),
						  _mm256_cmpeq_epi8(x, _mm256_set1_epi8('\r'))));
}

AVX2 static inline void masks_avx2(const char *p, char delimiter, struct masks *m)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	__m256i rare = _mm256_or_si256(rare_avx2(low), rare_avx2(high));

	m->delimiter = equal_avx2(low, high, delimiter);
	m->lf = equal_avx2(low, high, '\n');
	m->quote = m->cr = m->high = 0;
	/* Most blocks have neither quotes, CRs nor bytes from 128 up. */
	if (!_mm256_movemask_epi8(rare))
		return;
	m->quote = equal_avx2(low, high, '"');
	m->cr = equal_avx2(low, high, '\r');
	m->high = (uint64_t)(unsigned)_mm256_movemask_epi8(low) |
		  (uint64_t)(unsigned)_mm256_movemask_epi8(high) << 32;
}

#define KERNEL        scan_avx2
#define KERNEL_CLOSER closer_avx2
#define KERNEL_ENTER  enter_avx2
#define KERNEL_TARGET AVX2
#define KERNEL_MASKS  masks_avx2
#define KERNEL_PREFIX prefix_avx2
#define KERNEL_PLACES places
#include "ingest/columns/scan_kernel.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,pclmul,popcnt,bmi,bmi2,lzcnt")))

AVX512
static inline uint64_t prefix_avx512(uint64_t bits)
{
	__m128i product =
		_mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8((char)0xFF), 0);

	return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX512
static inline void masks_avx512(const char *p, char delimiter, struct masks *m)
{
	__m512i x = _mm512_loadu_si512((const void *)p);
	/* Quotes, CRs and bytes from 128 up, which are negative, are among these; so are spaces, which matter to
	 * nobody. */
	uint64_t low = _mm512_cmple_epi8_mask(x, _mm512_set1_epi8('"'));

	m->delimiter = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(delimiter));
	m->lf = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('\n'));
	m->quote = m->cr = m->high = 0;
	if (low == m->lf)
		return;
	m->quote = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('"'));
	m->cr = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('\r'));
	m->high = _mm512_movepi8_mask(x);
}

/* Sixteen at a time. */
AVX512
static inline void places_avx512(uint64_t bits, uint32_t base, uint32_t *to)
{
	const __m512i all = _mm512_set_epi8(
		63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39,
		38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14,
		13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
	__m512i set = _mm512_maskz_compress_epi8(bits, all), from = _mm512_set1_epi32((int)base);

	_mm512_storeu_si512(to, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(set)), from));
	for (int n = __builtin_popcountll(bits) - 16; __builtin_expect(n > 0, 0); n -= 16) {
		set = _mm512_alignr_epi64(set, set, 2);
		to += 16;
		_mm512_storeu_si512(to, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(set)), from));
	}
}

#define KERNEL        scan_avx512
#define KERNEL_CLOSER closer_avx512
#define KERNEL_ENTER  enter_avx512
#define KERNEL_TARGET AVX512
#define KERNEL_MASKS  masks_avx512
#define KERNEL_PREFIX prefix_avx512
#define KERNEL_PLACES places_avx512
#include "ingest/columns/scan_kernel.h"
#endif

/* --- AArch64 --- */

#if HAS_NEON
/* Sixteen bytes of all ones or zeros, four times, as 64 bits. */
static inline uint64_t gather_neon(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
	const uint8x16_t bit = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	uint8x16_t low = vpaddq_u8(vandq_u8(a, bit), vandq_u8(b, bit));
	uint8x16_t high = vpaddq_u8(vandq_u8(c, bit), vandq_u8(d, bit));
	uint8x16_t all = vpaddq_u8(low, high);

	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline uint64_t equal_neon(const uint8x16_t x[4], char c)
{
	uint8x16_t wanted = vdupq_n_u8((uint8_t)c);

	return gather_neon(vceqq_u8(x[0], wanted), vceqq_u8(x[1], wanted), vceqq_u8(x[2], wanted),
			   vceqq_u8(x[3], wanted));
}

static inline void masks_neon(const char *p, char delimiter, struct masks *m)
{
	const uint8_t *bytes = (const uint8_t *)p;
	const uint8x16_t x[4] = { vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32),
				  vld1q_u8(bytes + 48) };
	const uint8x16_t top = vdupq_n_u8(0x80);

	m->quote = equal_neon(x, '"');
	m->delimiter = equal_neon(x, delimiter);
	m->lf = equal_neon(x, '\n');
	m->cr = equal_neon(x, '\r');
	m->high = gather_neon(vcgeq_u8(x[0], top), vcgeq_u8(x[1], top), vcgeq_u8(x[2], top),
			      vcgeq_u8(x[3], top));
}

#define KERNEL        scan_neon
#define KERNEL_CLOSER closer_neon
#define KERNEL_ENTER  enter_neon
#define KERNEL_TARGET
#define KERNEL_MASKS  masks_neon
#define KERNEL_PREFIX prefix_xor
#define KERNEL_PLACES places
#include "ingest/columns/scan_kernel.h"
#endif

/* --- which of them --- */

typedef void kernel(struct scan *s, const char *data, size_t from, size_t size, char delimiter,
		    bool after_cr);

static const struct {
	const char *name;
	kernel *run; /* NULL: not compiled for this processor */
} sets[SCAN_SET_COUNT] = {
	[SCAN_PLAIN] = { "plain", scan_plain },
#if HAS_X86
	[SCAN_SSE2] = { "sse2", scan_sse2 },       [SCAN_AVX2] = { "avx2", scan_avx2 },
	[SCAN_AVX512] = { "avx512", scan_avx512 },
#else
	[SCAN_SSE2] = { "sse2", NULL },         [SCAN_AVX2] = { "avx2", NULL },
	[SCAN_AVX512] = { "avx512", NULL },
#endif
#if HAS_NEON
	[SCAN_NEON] = { "neon", scan_neon },
#else
	[SCAN_NEON] = { "neon", NULL },
#endif
};

const char *scan_set_name(enum scan_set set)
{
	assert((unsigned)set < SCAN_SET_COUNT);
	return sets[set].name;
}

bool scan_set_usable(enum scan_set set)
{
	assert((unsigned)set < SCAN_SET_COUNT);
	if (!sets[set].run)
		return false;
#if HAS_X86
	if (set == SCAN_AVX2)
		return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
		       __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") &&
		       __builtin_cpu_supports("bmi2");
	if (set == SCAN_AVX512)
		return scan_set_usable(SCAN_AVX2) && __builtin_cpu_supports("avx512f") &&
		       __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
		       __builtin_cpu_supports("avx512vbmi2");
#endif
	return true;
}

enum scan_set scan_set_best(void)
{
	static const enum scan_set best_first[] = { SCAN_AVX512, SCAN_AVX2, SCAN_NEON, SCAN_SSE2 };

	for (size_t i = 0; i < sizeof best_first / sizeof *best_first; i++)
		if (scan_set_usable(best_first[i]))
			return best_first[i];
	return SCAN_PLAIN;
}

void scan_init(struct scan *s)
{
	*s = (struct scan){ 0 };
}

void scan_done(struct scan *s)
{
	memory_free(s->field_ends);
	memory_free(s->record_ends);
	*s = (struct scan){ 0 };
}

void scan_start(struct scan *s, size_t room)
{
	/* Every byte may end a field and a record.  Room that is never written costs no memory. */
	if (!s->field_ends || s->room < room) {
		scan_done(s);
		s->room = room;
		s->field_ends = memory_alloc((room + SCAN_PADDING) * sizeof *s->field_ends);
		s->record_ends = memory_alloc((room + SCAN_PADDING) * sizeof *s->record_ends);
		s->field_ends[0] = UINT32_MAX;
		s->record_ends[0] = 0;
	}
	s->n_fields = s->n_records = s->n_looked = 0;
	s->n_lines = 0;
	s->ascii = true;
	s->cr = false;
	s->malformed = false;
}

void scan_run(struct scan *s, enum scan_set set, const char *data, size_t from, size_t size, char delimiter,
	      bool after_cr)
{
	assert(size <= s->room && size < UINT32_C(1) << 31 && scan_set_usable(set));
	assert(delimiter != '"' && delimiter != '\r' && delimiter != '\n');
	sets[set].run(s, data, from, size, delimiter, after_cr);
}

void scan_end_record(struct scan *s, size_t end, bool whole)
{
	/* What a malformed record was split into means nothing. */
	if (!whole)
		s->n_fields = s->record_ends[s->n_records];
	s->field_ends[++s->n_fields] = (uint32_t)end;
	s->record_ends[++s->n_records] = (uint32_t)s->n_fields;
}
