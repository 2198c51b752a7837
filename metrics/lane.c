/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/lane.h"

#include "engine/sweep.h"

#include <string.h>

void lane_init(struct lane *l, const struct rule *r, const struct batch *b)
{
	const struct measure *m = r->measure;

	*l = (struct lane){ .rule = r };
	if (m->placed_by >= 0)
		l->placed = b->columns[m->placed_by].i64;
	if (m->clock_from >= 0)
		l->start = b->columns[m->clock_from].i64;
	if (m->clock_else >= 0)
		l->start_else = b->columns[m->clock_else].i64;
	/* A column that the file does not have never stops a clock. */
	for (int k = 0; k < m->n_stops; k++)
		if (b->columns[m->clock_to[k]].i64)
			l->stops[l->n_stops++] = b->columns[m->clock_to[k]].i64;
	if (m->within.column >= 0 && r->dataset->columns[m->within.column].type == COLUMN_LIST)
		l->limit_list = b->columns[m->within.column].list;
	else if (m->within.column >= 0)
		l->limit_word = b->columns[m->within.column].word;
	if (m->regional && r->region_column >= 0)
		l->region = b->columns[r->region_column].list;
	if (r->exclusion_column >= 0)
		l->reasons = b->columns[r->exclusion_column].word;
	if (m->blind_column >= 0)
		l->blind = b->columns[m->blind_column].i64;
	l->all_blind = m->blind_column >= 0 && !l->blind;
}

static size_t judge_each(const struct lane *lane, const int64_t *by, int64_t from, int64_t to, const uint32_t *picks,
			 size_t n, uint32_t *rows, uint8_t *verdicts, uint64_t *took)
{
	const struct lane l = *lane;
	const uint64_t width = (uint64_t)to - (uint64_t)from;
	size_t n_kept = 0;

	for (size_t k = 0; k < n; k++) {
		size_t i = picks[k];
		int64_t start = lane_start(&l, i), stop = lane_stop(&l, i), limit = lane_limit(&l, i);
		bool late = stop > saturated_add(start, limit);

		/* An empty instant is below every period. */
		rows[n_kept] = (uint32_t)i;
		verdicts[n_kept] = stop == I64_EMPTY ? LANE_UNSTOPPED : late ? LANE_LATE : LANE_IN_TIME;
		/* The whole range of instants apart does not fit a signed number. */
		if (took)
			took[n_kept] = stop > start ? (uint64_t)stop - (uint64_t)start : 0;
		n_kept += ((uint64_t)(by ? by[i] : start) - (uint64_t)from < width) & (limit >= 0) &
			  (start != I64_EMPTY);
	}
	return n_kept;
}

#ifdef SWEEP_AVX512
/* Eight rows.  Where they stand side by side, as most do that nearly every row is picked of, they are loaded as they
 * stand. */
struct eight {
	__m256i rows;
	uint32_t first;
	bool together;
};

SWEEP_AVX512
static inline __attribute__((always_inline)) __m512i load(const int64_t *column, const struct eight *e)
{
	return e->together ? _mm512_loadu_si512(column + e->first)
			   : _mm512_i32gather_epi64(e->rows, column, sizeof *column);
}

/* The limits of eight rows.  Bytes cannot be gathered. */
SWEEP_AVX512
static inline __attribute__((always_inline)) __m512i load_limits(const struct lane *l, const struct eight *e)
{
	uint32_t rows[8];
	int64_t limits[8];

	if (!l->limit_list && !l->limit_word)
		return _mm512_set1_epi64(l->rule->limit_absent);
	if (l->limit_list && e->together) {
		__m128i places = _mm_loadl_epi64((const __m128i *)(const void *)(l->limit_list + e->first));

		return _mm512_i64gather_epi64(_mm512_cvtepu8_epi64(places), l->rule->limit_of_place,
					      sizeof *l->rule->limit_of_place);
	}
	_mm256_storeu_si256((__m256i *)(void *)rows, e->rows);
	for (int k = 0; k < 8; k++)
		limits[k] = lane_limit(l, rows[k]);
	return _mm512_loadu_si512(limits);
}

SWEEP_AVX512
static inline __attribute__((always_inline)) __m512i load_first(__m512i instant, const int64_t *otherwise,
								const struct eight *e)
{
	__mmask8 empty = _mm512_cmpeq_epi64_mask(instant, _mm512_set1_epi64(I64_EMPTY));

	return _mm512_mask_mov_epi64(instant, empty, load(otherwise, e));
}

/* What is known of eight rows. */
struct clocks {
	__m512i placed, start, stop, limit;
};

SWEEP_AVX512
static inline __attribute__((always_inline)) void load_clocks(const struct lane *l, const int64_t *by,
							      const struct eight *e, struct clocks *c)
{
	c->start = l->start ? load(l->start, e) : _mm512_set1_epi64(I64_EMPTY);
	c->stop = l->n_stops ? load(l->stops[0], e) : _mm512_set1_epi64(I64_EMPTY);
	if (l->start_else)
		c->start = load_first(c->start, l->start_else, e);
	for (int s = 1; s < l->n_stops; s++)
		c->stop = load_first(c->stop, l->stops[s], e);
	c->placed = by ? load(by, e) : c->start;
	c->limit = load_limits(l, e);
}

/* The same, eight at a time. */
SWEEP_AVX512
static size_t judge_avx512(const struct lane *lane, const int64_t *by, int64_t from, int64_t to, const uint32_t *picks,
			   size_t n, uint32_t *rows, uint8_t *verdicts, uint64_t *took)
{
	const struct lane l = *lane;
	const __m512i empty = _mm512_set1_epi64(I64_EMPTY);
	const __m512i width = _mm512_set1_epi64((int64_t)((uint64_t)to - (uint64_t)from));
	size_t n_kept = 0;

	for (size_t k = 0; k < n; k += 8) {
		__mmask8 left = n - k < 8 ? (__mmask8)((1u << (n - k)) - 1) : (__mmask8)0xFF;
		/* What is behind the last is row 0, which there is. */
		struct eight e = { _mm256_maskz_loadu_epi32(left, picks + k), picks[k], false };
		__mmask8 kept, late, unstopped;
		struct clocks c;
		__m512i deadline;
		uint64_t bytes;

		e.together = left == 0xFF && picks[k + 7] - picks[k] == 7;
		/* Two copies of it, in each of which it is known. */
		if (e.together)
			load_clocks(&l, by, &e, &c);
		else
			load_clocks(&l, by, &e, &c);
		kept = left & _mm512_cmplt_epu64_mask(_mm512_sub_epi64(c.placed, _mm512_set1_epi64(from)), width);
		kept &= _mm512_cmpge_epi64_mask(c.limit, _mm512_setzero_si512()) &
			_mm512_cmpneq_epi64_mask(c.start, empty);
		/* A sum that is too large is the largest number. */
		deadline = _mm512_add_epi64(c.start, c.limit);
		deadline = _mm512_mask_mov_epi64(deadline, _mm512_cmplt_epi64_mask(deadline, c.start),
						 _mm512_set1_epi64(INT64_MAX));
		late = _mm512_cmpgt_epi64_mask(c.stop, deadline);
		unstopped = _mm512_cmpeq_epi64_mask(c.stop, empty);
		_mm256_storeu_si256((__m256i *)(void *)(rows + n_kept), _mm256_maskz_compress_epi32(kept, e.rows));
		bytes = _pdep_u64(_pext_u32(late, kept), UINT64_C(0x0101010101010101)) * LANE_LATE |
			_pdep_u64(_pext_u32(unstopped, kept), UINT64_C(0x0101010101010101)) * LANE_UNSTOPPED;
		memcpy(verdicts + n_kept, &bytes, sizeof bytes);
		if (took) {
			__mmask8 after = _mm512_cmpgt_epi64_mask(c.stop, c.start);

			_mm512_storeu_si512(took + n_kept,
					    _mm512_maskz_compress_epi64(kept, _mm512_maskz_sub_epi64(after, c.stop, c.start)));
		}
		n_kept += (size_t)__builtin_popcount(kept);
	}
	return n_kept;
}
#endif

size_t lane_judge(const struct lane *l, const int64_t *by, int64_t from, int64_t to, const uint32_t *picks, size_t n,
		  uint32_t *rows, uint8_t *verdicts, uint64_t *took)
{
#ifdef SWEEP_AVX512
	if (sweep_has_avx512())
		return judge_avx512(l, by, from, to, picks, n, rows, verdicts, took);
#endif
	return judge_each(l, by, from, to, picks, n, rows, verdicts, took);
}
