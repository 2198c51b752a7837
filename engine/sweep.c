/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sweep.h"

#include "engine/batch.h"

#include <stdatomic.h>
#include <string.h>

static atomic_int allowed = SWEEP_MOST_AVX512;

void sweep_limit(enum sweep_most limit)
{
	atomic_store(&allowed, (int)limit);
}

#ifdef SWEEP_AVX512
bool sweep_has_avx512(void)
{
	return atomic_load_explicit(&allowed, memory_order_relaxed) >= SWEEP_MOST_AVX512 &&
	       __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
	       __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
}

/* Those of eight that are left when n are. */
static inline __mmask8 lanes(size_t n)
{
	return n < 8 ? (__mmask8)((1u << n) - 1) : (__mmask8)0xFF;
}

/* As words of eight bytes: what was stored by a mask cannot be loaded again at once. */
SWEEP_AVX512
static inline void add_marks(uint8_t *marks, size_t n, __mmask8 lanes)
{
	uint64_t had = 0;
	size_t size = n < 8 ? n : 8;

	memcpy(&had, marks, size);
	had |= _pdep_u64(lanes, UINT64_C(0x0101010101010101));
	memcpy(marks, &had, size);
}

SWEEP_AVX512
static int64_t newest_avx512(const int64_t *t, size_t n, int64_t newest)
{
	__m512i most = _mm512_set1_epi64(newest);

	for (size_t i = 0; i < n; i += 8)
		most = _mm512_mask_max_epi64(most, lanes(n - i), most, _mm512_maskz_loadu_epi64(lanes(n - i), t + i));
	return _mm512_reduce_max_epi64(most);
}

SWEEP_AVX512
static void inside_avx512(const int64_t *const *columns, int n_columns, size_t n, int64_t from, int64_t to,
			  uint8_t *inside)
{
	for (size_t i = 0; i < n; i += 8) {
		__mmask8 left = lanes(n - i), within = 0, some = 0;

		for (int c = 0; c < n_columns; c++) {
			__m512i v = _mm512_maskz_loadu_epi64(left, columns[c] + i);

			within |= _mm512_cmpge_epi64_mask(v, _mm512_set1_epi64(from)) &
				  _mm512_cmplt_epi64_mask(v, _mm512_set1_epi64(to));
			within |= _mm512_cmpeq_epi64_mask(v, _mm512_set1_epi64(I64_UNREADABLE));
			some |= _mm512_cmpneq_epi64_mask(v, _mm512_set1_epi64(I64_EMPTY));
		}
		_mm_mask_storeu_epi8(inside + i, left, _mm_maskz_set1_epi8((__mmask16)(within | (uint8_t)~some), 1));
	}
}

SWEEP_AVX512
static void order_avx512(const int64_t *start, const int64_t *stop, size_t n, const uint8_t *mode, uint64_t modes,
			      uint8_t *marks)
{
	for (size_t i = 0; i < n; i += 8) {
		__mmask8 left = lanes(n - i);
		__m512i a = _mm512_maskz_loadu_epi64(left, start + i), b = _mm512_maskz_loadu_epi64(left, stop + i);
		__mmask8 wrong = _mm512_cmplt_epi64_mask(b, a) &
				 _mm512_cmpneq_epi64_mask(b, _mm512_set1_epi64(I64_EMPTY));

		if (mode) {
			__m512i place = _mm512_cvtepu8_epi64(_mm_maskz_loadu_epi8(left, mode + i));

			wrong &= _mm512_test_epi64_mask(
				_mm512_srlv_epi64(_mm512_set1_epi64((int64_t)modes), place), _mm512_set1_epi64(1));
		}
		if (wrong & left)
			add_marks(marks + i, n - i, wrong);
	}
}

SWEEP_AVX512
static void after_avx512(const int64_t *t, size_t n, int64_t limit, uint8_t *marks)
{
	for (size_t i = 0; i < n; i += 8) {
		__mmask8 left = lanes(n - i);
		__m512i v = _mm512_maskz_loadu_epi64(left, t + i);

		add_marks(marks + i, n - i, _mm512_cmpgt_epi64_mask(v, _mm512_set1_epi64(limit)));
	}
}

static inline __mmask64 bytes_left(size_t n)
{
	return n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

SWEEP_AVX512
static size_t count_avx512(const uint8_t *marks, const uint8_t *inside, size_t n, size_t *n_inside)
{
	size_t n_unmarked = 0;

	*n_inside = 0;
	for (size_t i = 0; i < n; i += 64) {
		__mmask64 left = bytes_left(n - i);
		__m512i m = _mm512_maskz_loadu_epi8(left, marks + i), in = _mm512_maskz_loadu_epi8(left, inside + i);
		uint64_t unmarked = left & _mm512_testn_epi8_mask(m, m);

		n_unmarked += (size_t)__builtin_popcountll(unmarked);
		*n_inside += (size_t)__builtin_popcountll(unmarked & _mm512_test_epi8_mask(in, in));
	}
	return n_unmarked;
}

/* Which of 64 places have their bit set. */
SWEEP_AVX512
static inline __mmask64 accepted(__m512i places, uint64_t set)
{
	return _mm512_movepi8_mask(_mm512_permutexvar_epi8(places, _mm512_movm_epi8(set)));
}

SWEEP_AVX512
static void listed_avx512(const uint8_t *list, uint64_t places, const uint64_t *of, size_t n, uint64_t *rows)
{
	for (size_t i = 0; i < n; i += SWEEP_WORD)
		rows[i / SWEEP_WORD] = of[i / SWEEP_WORD] &
				       accepted(_mm512_maskz_loadu_epi8(bytes_left(n - i), list + i), places);
}

SWEEP_AVX512
static void within_avx512(const int64_t *t, size_t n, int64_t from, int64_t to, uint64_t *rows)
{
	const __m512i first = _mm512_set1_epi64(from), width = _mm512_set1_epi64((int64_t)((uint64_t)to - (uint64_t)from));

	for (size_t i = 0; i < n; i += SWEEP_WORD) {
		uint64_t word = 0;

		for (size_t k = i; k < n && k < i + SWEEP_WORD; k += 8) {
			__mmask8 left = lanes(n - k);
			__m512i v = _mm512_sub_epi64(_mm512_maskz_loadu_epi64(left, t + k), first);

			word |= (uint64_t)_mm512_mask_cmplt_epu64_mask(left, v, width) << (k - i);
		}
		rows[i / SWEEP_WORD] = word;
	}
}

SWEEP_AVX512
static void worded_avx512(const uint32_t *words, size_t n, uint64_t *rows)
{
	for (size_t i = 0; i < n; i += SWEEP_WORD) {
		uint64_t word = 0;

		for (size_t k = i; k < n && k < i + SWEEP_WORD; k += 16) {
			__mmask16 left = n - k < 16 ? (__mmask16)((1u << (n - k)) - 1) : (__mmask16)0xFFFF;
			__m512i v = _mm512_maskz_loadu_epi32(left, words + k);

			word |= (uint64_t)_mm512_test_epi32_mask(v, v) << (k - i);
		}
		rows[i / SWEEP_WORD] = word;
	}
}

/* --- rows as bits by AVX2: whole words; each returns how many it filled --- */

#define AVX2 __attribute__((target("avx2")))

static bool has_avx2(void)
{
	return atomic_load_explicit(&allowed, memory_order_relaxed) >= SWEEP_MOST_AVX2 && __builtin_cpu_supports("avx2");
}

AVX2
static inline __m256i load_avx2(const void *p)
{
	return _mm256_loadu_si256((const __m256i *)p);
}

/* Which of 32 places have their bit set: in byte l of `places` bit h is that of place 16 h + l. */
AVX2
static inline uint32_t accepted_avx2(const uint8_t *list, __m256i places)
{
	const __m256i bits = _mm256_setr_epi8(1, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0,
					      0, 0, 0, 0, 0);
	__m256i x = load_avx2(list), low = _mm256_and_si256(x, _mm256_set1_epi8(15));
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(x, 4), _mm256_set1_epi8(3));
	__m256i hit = _mm256_and_si256(_mm256_shuffle_epi8(places, low), _mm256_shuffle_epi8(bits, high));

	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(hit, _mm256_setzero_si256()));
}

AVX2
static size_t listed_avx2(const uint8_t *list, uint64_t places, const uint64_t *of, size_t n, uint64_t *rows)
{
	uint8_t by_low[16] = { 0 };
	__m256i table;
	size_t w = 0;

	for (int place = 0; place < 64; place++)
		by_low[place % 16] |= (uint8_t)((places >> place & 1) << place / 16);
	table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)by_low));
	for (; (w + 1) * SWEEP_WORD <= n; w++) {
		const uint8_t *p = list + w * SWEEP_WORD;

		rows[w] = of[w] & (accepted_avx2(p, table) | (uint64_t)accepted_avx2(p + 32, table) << 32);
	}
	return w;
}

AVX2
static size_t within_avx2(const int64_t *t, size_t n, int64_t from, int64_t to, uint64_t *rows)
{
	/* Numbers without a sign are compared as such with the sign turned. */
	const __m256i base = _mm256_set1_epi64x((int64_t)((uint64_t)from ^ UINT64_C(1) << 63));
	const __m256i width = _mm256_set1_epi64x((int64_t)(((uint64_t)to - (uint64_t)from) ^ UINT64_C(1) << 63));
	size_t w = 0;

	for (; (w + 1) * SWEEP_WORD <= n; w++) {
		uint64_t word = 0;

		for (int k = 0; k < SWEEP_WORD; k += 4) {
			__m256i since = _mm256_sub_epi64(load_avx2(t + w * SWEEP_WORD + k), base);
			__m256i inside = _mm256_cmpgt_epi64(width, since);

			word |= (uint64_t)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(inside)) << k;
		}
		rows[w] = word;
	}
	return w;
}

AVX2
static size_t worded_avx2(const uint32_t *words, size_t n, uint64_t *rows)
{
	size_t w = 0;

	for (; (w + 1) * SWEEP_WORD <= n; w++) {
		uint64_t word = 0;

		for (int k = 0; k < SWEEP_WORD; k += 8) {
			__m256i none = _mm256_cmpeq_epi32(load_avx2(words + w * SWEEP_WORD + k), _mm256_setzero_si256());

			word |= (uint64_t)(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(none)) << k;
		}
		rows[w] = ~word;
	}
	return w;
}

#define BY_AVX512(call)                                                                                      \
	do {                                                                                                 \
		if (sweep_has_avx512())                                                                      \
			return call;                                                                         \
	} while (false)
#define BY_AVX2(call) (has_avx2() ? (call) : 0)
#else
#define BY_AVX512(call) (void)0
#define BY_AVX2(call)   0
#endif

int64_t sweep_newest(const int64_t *t, size_t n, int64_t newest)
{
	BY_AVX512(newest_avx512(t, n, newest));
	for (size_t i = 0; i < n; i++)
		newest = t[i] > newest ? t[i] : newest;
	return newest;
}

void sweep_inside(const int64_t *const *columns, int n_columns, size_t n, int64_t from, int64_t to, uint8_t *inside)
{
	BY_AVX512(inside_avx512(columns, n_columns, n, from, to, inside));
	for (size_t i = 0; i < n; i++) {
		bool within = false, some = false;

		for (int c = 0; c < n_columns; c++) {
			int64_t t = columns[c][i];

			within |= t == I64_UNREADABLE || (t >= from && t < to);
			some |= t != I64_EMPTY;
		}
		inside[i] = within || !some;
	}
}

void sweep_order(const int64_t *start, const int64_t *stop, size_t n, const uint8_t *mode, uint64_t modes,
			 uint8_t *marks)
{
	BY_AVX512(order_avx512(start, stop, n, mode, modes, marks));
	for (size_t i = 0; i < n; i++)
		marks[i] |= (uint8_t)((stop[i] < start[i]) & (stop[i] != I64_EMPTY) &
				      (mode ? modes >> (mode[i] & 63) & 1 : 1));
}

void sweep_after(const int64_t *t, size_t n, int64_t limit, uint8_t *marks)
{
	BY_AVX512(after_avx512(t, n, limit, marks));
	for (size_t i = 0; i < n; i++)
		marks[i] |= t[i] > limit;
}

size_t sweep_count(const uint8_t *marks, const uint8_t *inside, size_t n, size_t *n_inside)
{
	size_t n_unmarked = 0;

	BY_AVX512(count_avx512(marks, inside, n, n_inside));
	*n_inside = 0;
	for (size_t i = 0; i < n; i++) {
		n_unmarked += !marks[i];
		*n_inside += !marks[i] && inside[i];
	}
	return n_unmarked;
}

/* --- rows as bits --- */

bool sweep_bits_are_cheap(void)
{
#ifdef SWEEP_AVX512
	return has_avx2();
#else
	return false;
#endif
}

void sweep_all(size_t n, uint64_t *rows)
{
	memset(rows, 0xFF, n / SWEEP_WORD * sizeof *rows);
	if (n % SWEEP_WORD)
		rows[n / SWEEP_WORD] = (UINT64_C(1) << n % SWEEP_WORD) - 1;
}

/* Words of rows from `first` on by a condition on row `i`, from the last to the first: a bit is a doubling and a carry.
 * `of`: empty, or `mask &` for what is left of word `w`. */
#define FILL_WORDS(first, of, n, rows, condition)                                                            \
	do {                                                                                                 \
		for (size_t w = (first); w < sweep_words(n); w++) {                                          \
			size_t begin = w * SWEEP_WORD, i = (n) - begin < SWEEP_WORD ? (n) : begin + SWEEP_WORD; \
			uint64_t word = 0;                                                                   \
                                                                                                             \
			while (i-- > begin)                                                                  \
				word += word + (uint64_t)(condition);                                        \
			(rows)[w] = of word;                                                                 \
		}                                                                                            \
	} while (false)

void sweep_listed(const uint8_t *list, uint64_t places, const uint64_t *of, size_t n, uint64_t *rows)
{
	BY_AVX512(listed_avx512(list, places, of, n, rows));
	FILL_WORDS(BY_AVX2(listed_avx2(list, places, of, n, rows)), of[w] &, n, rows, places >> (list[i] & 63) & 1);
}

void sweep_within(const int64_t *t, size_t n, int64_t from, int64_t to, uint64_t *rows)
{
	const uint64_t width = (uint64_t)to - (uint64_t)from;

	BY_AVX512(within_avx512(t, n, from, to, rows));
	FILL_WORDS(BY_AVX2(within_avx2(t, n, from, to, rows)), , n, rows, (uint64_t)t[i] - (uint64_t)from < width);
}

void sweep_worded(const uint32_t *words, size_t n, uint64_t *rows)
{
	BY_AVX512(worded_avx512(words, n, rows));
	FILL_WORDS(BY_AVX2(worded_avx2(words, n, rows)), , n, rows, words[i] != 0);
}
