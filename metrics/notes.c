/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/notes.h"

#include <assert.h>

/* A word of rows of which some are noted. */
struct noting {
	const struct lane *lane;
	const uint8_t *cells; /* [SWEEP_WORD] by the place of the Region */
	size_t first;         /* row */
	uint64_t rows;        /* bits */
	bool by_hour;         /* one by one; else that is done otherwise */
};

static void add_each(struct notes *notes, const struct noting *n)
{
	const struct lane l = *n->lane;

	for (uint64_t left = n->rows; left; left &= left - 1) {
		size_t row = n->first + (size_t)__builtin_ctzll(left);
		unsigned cell = n->cells[l.region ? l.region[row] : 0];

		notes->rows[notes->n] = (uint32_t)row;
		notes->cells[notes->n++] = (uint8_t)cell;
		if (n->by_hour)
			notes_add_time(notes, rule_hour(l.rule, l.placed[row]), cell, 1);
	}
}

#ifdef SWEEP_AVX512
/* Whole hours of eight instants since the period began, in which they are.  An hour is 439453125 times 2^13 ns, and what
 * is left of an instant above those 2^13 is below 2^39: half of one more is further from a whole number of hours than
 * the two roundings of doubles reach. */
SWEEP_AVX512
static inline __m128i hours_of(const int64_t *placed, __mmask8 rows, int64_t from)
{
	const __m512i two_52 = _mm512_set1_epi64(INT64_C(0x4330000000000000));
	__m512i since = _mm512_maskz_sub_epi64(rows, _mm512_maskz_loadu_epi64(rows, placed), _mm512_set1_epi64(from));
	__m512d units = _mm512_castsi512_pd(_mm512_or_si512(_mm512_srli_epi64(since, 13), two_52));

	static_assert(NS_PER_HOUR == INT64_C(439453125) << 13, "see above");
	units = _mm512_sub_pd(units, _mm512_set1_pd(0x1p52 - 0.5));
	return _mm256_cvtepi32_epi16(_mm512_cvttpd_epi32(_mm512_mul_pd(units, _mm512_set1_pd(1 / 439453125.0))));
}

SWEEP_AVX512
static inline void add_hours(struct notes *notes, const struct noting *n, __m512i cells)
{
	const struct rule *r = n->lane->rule;
	uint16_t hours[SWEEP_WORD];

	for (size_t k = 0; k < SWEEP_WORD; k += 8)
		_mm_storeu_si128((__m128i *)(void *)(hours + k),
				 hours_of(n->lane->placed + n->first + k, (__mmask8)(n->rows >> k), r->plan->period.from));
	_mm512_storeu_si512(notes->time_cells + notes->n_times, _mm512_maskz_compress_epi8(n->rows, cells));
	_mm512_storeu_si512(notes->time_counts + notes->n_times, _mm512_set1_epi8(1));
	for (size_t k = 0; k < SWEEP_WORD; k += 32) {
		uint32_t rows = (uint32_t)(n->rows >> k);

		_mm512_storeu_si512(notes->hours + notes->n_times,
				    _mm512_maskz_compress_epi16(rows, _mm512_loadu_si512(hours + k)));
		notes->n_times += (size_t)__builtin_popcount(rows);
	}
}

/* The same, by vectors; what is written past the last is written over by the next. */
SWEEP_AVX512
static void add_avx512(struct notes *notes, const struct noting *n)
{
	const __m512i first = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
	__m512i cells = _mm512_loadu_si512(n->cells), places = _mm512_setzero_si512();

	if (n->lane->region)
		places = _mm512_maskz_loadu_epi8(n->rows, n->lane->region + n->first);
	cells = _mm512_permutexvar_epi8(places, cells);
	_mm512_storeu_si512(notes->cells + notes->n, _mm512_maskz_compress_epi8(n->rows, cells));
	if (n->by_hour)
		add_hours(notes, n, cells);
	for (size_t k = 0; k < SWEEP_WORD; k += 16) {
		__mmask16 some = (__mmask16)(n->rows >> k);
		__m512i rows = _mm512_add_epi32(first, _mm512_set1_epi32((int)(n->first + k)));

		_mm512_storeu_si512(notes->rows + notes->n, _mm512_maskz_compress_epi32(some, rows));
		notes->n += (size_t)__builtin_popcount(some);
	}
}
#endif

static void add_rows(struct notes *notes, const struct noting *n)
{
#ifdef SWEEP_AVX512
	if (sweep_has_avx512()) {
		add_avx512(notes, n);
		return;
	}
#endif
	add_each(notes, n);
}

static unsigned good_cell(unsigned slot)
{
	return breakdown_cell(slot, CLAIM_NONE, OUTCOME_GOOD);
}

/* Of words all of whose rows are of one hour, entries by hour for all rows of a Region at once; returns which words. */
static uint64_t add_together(struct notes *notes, const struct lane *l, size_t first, size_t n, const uint64_t *good)
{
	const struct period *p = &l->rule->plan->period;
	/* The hour of the first: nearly all of a stretch are of that one, or they are in no order at all. */
	const size_t hour = rule_hour(l->rule, l->placed[first + sweep_next(good, 0, n)]);
	const int64_t from = p->from + (int64_t)hour * NS_PER_HOUR;
	uint64_t in_hour[LANE_WORDS], of_slot[LANE_SLOTS][LANE_WORDS], together = 0;

	static_assert(LANE_WORDS <= 64, "a bit for each word");
	sweep_within(l->placed + first, n, from, from + NS_PER_HOUR, in_hour);
	lane_slots(l, first, n, good, of_slot);
	for (size_t w = 0; w < sweep_words(n); w++) {
		if (good[w] & ~in_hour[w])
			continue;
		together |= UINT64_C(1) << w;
		for (unsigned slot = 0; slot < LANE_SLOTS; slot++)
			if (of_slot[slot][w])
				notes_add_time(notes, hour, good_cell(slot), (unsigned)__builtin_popcountll(of_slot[slot][w]));
	}
	return together;
}

void notes_add_good(struct notes *notes, const struct lane *l, size_t first, size_t n, const uint64_t *good)
{
	uint8_t cells[SWEEP_WORD];
	uint64_t together;

	if (sweep_next(good, 0, n) == n)
		return;
	together = sweep_bits_are_cheap() ? add_together(notes, l, first, n, good) : 0;
	for (size_t place = 0; place < SWEEP_WORD; place++)
		cells[place] = (uint8_t)good_cell(l->region ? l->rule->region_of_place[place] : SLOT_NONE);
	for (size_t w = 0; w < sweep_words(n); w++)
		add_rows(notes, &(struct noting){ .lane = l,
						  .cells = cells,
						  .first = first + w * SWEEP_WORD,
						  .rows = good[w],
						  .by_hour = !(together >> w & 1) });
}
