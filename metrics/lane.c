/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/lane.h"

#include <assert.h>
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

/* A stretch that is judged. */
struct stretch {
	const struct lane *lane;
	const int64_t *by;
	int64_t from;
	uint64_t width;
	size_t first, n; /* rows */
};

static void judge_each(const struct stretch *s, const uint64_t *chosen, struct lane_verdicts *v, uint64_t *took)
{
	const struct lane l = *s->lane;

	if (took)
		memset(took, 0, s->n * sizeof *took);
	for (size_t w = 0; w < sweep_words(s->n); w++) {
		uint64_t kept = 0, late = 0, unstopped = 0;

		for (uint64_t left = chosen[w]; left; left &= left - 1) {
			int bit = __builtin_ctzll(left);
			size_t k = w * SWEEP_WORD + (size_t)bit, i = s->first + k;
			int64_t start = lane_start(&l, i), stop = lane_stop(&l, i), limit = lane_limit(&l, i);
			int64_t placed = s->by ? s->by[i] : start;

			/* An empty instant is below every period. */
			kept |= (uint64_t)(((uint64_t)placed - (uint64_t)s->from < s->width) & (limit >= 0) &
					   (start != I64_EMPTY)) << bit;
			late |= (uint64_t)(stop > saturated_add(start, limit)) << bit;
			unstopped |= (uint64_t)(stop == I64_EMPTY) << bit;
			/* The whole range of instants apart does not fit a signed number. */
			if (took)
				took[k] = stop > start ? (uint64_t)stop - (uint64_t)start : 0;
		}
		v->kept[w] = kept;
		v->late[w] = late & kept;
		v->unstopped[w] = unstopped & kept;
	}
}

#ifdef SWEEP_AVX512
/* Eight rows from `first` on; what is not among `rows` is not looked at. */
struct eight {
	size_t first;
	__mmask8 rows;
};

SWEEP_AVX512
static inline __m512i load(const int64_t *column, const struct eight *e)
{
	return _mm512_maskz_loadu_epi64(e->rows, column + e->first);
}

#define FEW_PLACES 8 /* of a list, whose limits are one vector */

SWEEP_AVX512
static inline __m512i load_limits(const struct lane *l, const struct eight *e)
{
	int64_t limits[8] = { 0 };

	if (!l->limit_list && !l->limit_word)
		return _mm512_set1_epi64(l->rule->limit_absent);
	if (l->limit_list && l->rule->n_limit_places <= FEW_PLACES) {
		__m128i places = _mm_maskz_loadu_epi8(e->rows, l->limit_list + e->first);

		return _mm512_permutexvar_epi64(_mm512_cvtepu8_epi64(places),
						_mm512_loadu_si512(l->rule->limit_of_place));
	}
	for (uint32_t left = e->rows; left; left &= left - 1)
		limits[__builtin_ctz(left)] = lane_limit(l, e->first + (size_t)__builtin_ctz(left));
	return _mm512_loadu_si512(limits);
}

SWEEP_AVX512
static inline __m512i load_first(__m512i instant, const int64_t *otherwise, const struct eight *e)
{
	__mmask8 empty = _mm512_cmpeq_epi64_mask(instant, _mm512_set1_epi64(I64_EMPTY));

	return _mm512_mask_mov_epi64(instant, empty, load(otherwise, e));
}

/* Which of eight are kept, late, unstopped. */
struct eight_verdicts {
	__mmask8 kept, late, unstopped;
};

SWEEP_AVX512
static inline struct eight_verdicts judge_eight(const struct stretch *s, const struct lane *l, const struct eight *e,
						uint64_t *took)
{
	const __m512i empty = _mm512_set1_epi64(I64_EMPTY);
	__m512i start = l->start ? load(l->start, e) : empty, stop = l->n_stops ? load(l->stops[0], e) : empty;
	__m512i limit = load_limits(l, e), placed, deadline;
	struct eight_verdicts v;

	if (l->start_else)
		start = load_first(start, l->start_else, e);
	for (int k = 1; k < l->n_stops; k++)
		stop = load_first(stop, l->stops[k], e);
	placed = s->by ? load(s->by, e) : start;
	v.kept = _mm512_mask_cmplt_epu64_mask(e->rows, _mm512_sub_epi64(placed, _mm512_set1_epi64(s->from)),
					      _mm512_set1_epi64((int64_t)s->width));
	v.kept &= _mm512_cmpge_epi64_mask(limit, _mm512_setzero_si512()) & _mm512_cmpneq_epi64_mask(start, empty);
	/* A sum that is too large is the largest number. */
	deadline = _mm512_add_epi64(start, limit);
	deadline = _mm512_mask_mov_epi64(deadline, _mm512_cmplt_epi64_mask(deadline, start),
					 _mm512_set1_epi64(INT64_MAX));
	v.late = _mm512_mask_cmpgt_epi64_mask(v.kept, stop, deadline);
	v.unstopped = _mm512_mask_cmpeq_epi64_mask(v.kept, stop, empty);
	if (took)
		_mm512_storeu_si512(took, _mm512_maskz_sub_epi64(_mm512_cmpgt_epi64_mask(stop, start), stop, start));
	return v;
}

/* The same, eight at a time. */
SWEEP_AVX512
static void judge_avx512(const struct stretch *s, const uint64_t *chosen, struct lane_verdicts *v, uint64_t *took)
{
	const struct stretch stretch = *s; /* which no store can change */
	const struct lane l = *s->lane;

	for (size_t w = 0; w < sweep_words(stretch.n); w++) {
		uint64_t kept = 0, late = 0, unstopped = 0;

		for (size_t k = 0; k < SWEEP_WORD; k += 8) {
			const struct eight e = { stretch.first + w * SWEEP_WORD + k, (__mmask8)(chosen[w] >> k) };
			struct eight_verdicts eight =
				judge_eight(&stretch, &l, &e, took ? took + w * SWEEP_WORD + k : NULL);

			kept |= (uint64_t)eight.kept << k;
			late |= (uint64_t)eight.late << k;
			unstopped |= (uint64_t)eight.unstopped << k;
		}
		v->kept[w] = kept;
		v->late[w] = late;
		v->unstopped[w] = unstopped;
	}
}
#endif

void lane_judge(const struct lane *l, const int64_t *by, int64_t from, int64_t to, const uint64_t *chosen, size_t first,
		size_t n, struct lane_verdicts *v, uint64_t *took)
{
	const struct stretch s = { l, by, from, (uint64_t)to - (uint64_t)from, first, n };

	assert(n <= LANE_ROWS && first % SWEEP_WORD == 0);
	chosen += first / SWEEP_WORD;
#ifdef SWEEP_AVX512
	if (sweep_has_avx512()) {
		judge_avx512(&s, chosen, v, took);
		return;
	}
#endif
	judge_each(&s, chosen, v, took);
}

void lane_slots(const struct lane *l, size_t first, size_t n, const uint64_t *rows,
		uint64_t of_slot[LANE_SLOTS][LANE_WORDS])
{
	for (int slot = 0; slot < LANE_SLOTS; slot++) {
		if (l->region)
			sweep_listed(l->region + first, l->rule->places_of_region[slot], rows, n, of_slot[slot]);
		else if (slot == SLOT_NONE)
			memcpy(of_slot[slot], rows, sweep_words(n) * sizeof *rows);
		else
			memset(of_slot[slot], 0, sweep_words(n) * sizeof *rows);
	}
}
