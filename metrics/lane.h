/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lane.h - the columns of a batch that a rule reads in every row, looked up once: the inner loops of kinds.
 *
 * What it answers is what plan_clock, rule_limit and rule_region answer, which stay the definition.
 */
#ifndef METRICS_LANE_H
#define METRICS_LANE_H

#include "engine/sweep.h"
#include "metrics/rule.h"

struct lane {
	const struct rule *rule;
	const int64_t *placed, *start, *start_else, *stops[CLOCK_MAX_STOPS];
	int n_stops;
	const uint8_t *limit_list; /* the column that decides the limit, when a LIST */
	const uint32_t *limit_word;
	const uint8_t *region; /* NULL: no Region, or the measure has none */
	const uint32_t *reasons;
	const int64_t *blind;  /* the column whose blanks are counted; NULL with all_blind: none or all */
	bool all_blind;
};

void lane_init(struct lane *l, const struct rule *r, const struct batch *b);

/* Without a branch: which of two clocks a row has cannot be foretold. */
static inline int64_t lane_first(int64_t instant, int64_t otherwise)
{
	int64_t empty = -(int64_t)(instant == I64_EMPTY);

	return (otherwise & empty) | (instant & ~empty);
}

static inline int64_t lane_start(const struct lane *l, size_t i)
{
	int64_t start = l->start ? l->start[i] : I64_EMPTY;

	return l->start_else ? lane_first(start, l->start_else[i]) : start;
}

static inline int64_t lane_stop(const struct lane *l, size_t i)
{
	int64_t stop = l->n_stops ? l->stops[0][i] : I64_EMPTY;

	for (int k = 1; k < l->n_stops; k++)
		stop = lane_first(stop, l->stops[k][i]);
	return stop;
}

static inline int64_t lane_limit(const struct lane *l, size_t i)
{
	const struct rule *r = l->rule;

	if (l->limit_list)
		return r->limit_of_place[l->limit_list[i]];
	if (l->limit_word)
		return l->limit_word[i] < r->n_limit_words ? r->limit_of_word[l->limit_word[i]] : -1;
	return r->limit_absent;
}

/* Where a used row counts: SLOT_NONE for a measure without Regions. */
static inline enum slot lane_slot(const struct lane *l, size_t i)
{
	return l->region ? (enum slot)l->rule->region_of_place[l->region[i]] : SLOT_NONE;
}

/* Rows of a batch are judged by stretches of up to LANE_ROWS, as bits (sweep.h) from their first row on, which begins
 * a word of the batch. */
#define LANE_ROWS  1024
#define LANE_WORDS (LANE_ROWS / SWEEP_WORD)

/* How the clocks of a stretch went; of rows that are not kept nothing is told. */
struct lane_verdicts {
	uint64_t kept[LANE_WORDS];      /* what is judged */
	uint64_t late[LANE_WORDS];      /* of those, stopped after their limit */
	uint64_t unstopped[LANE_WORDS]; /* or never */
};

/* Judges those of `chosen` (bits of the batch) in rows [first, first + n) that `by` (NULL: the start of the clock) places
 * in [from, to) and whose clock started under a limit; with plain limits (rule.h) alone.  took[], unless it is NULL:
 * ns from start to stop of what is kept, 0 where there is no stop or one before the start; it has room for whole words
 * of rows, and all of its first n are filled. */
void lane_judge(const struct lane *l, const int64_t *by, int64_t from, int64_t to, const uint64_t *chosen, size_t first,
		size_t n, struct lane_verdicts *v, uint64_t *took);

/* Bits of a stretch by where they count (enum slot; used rows have a readable Region). */
#define LANE_SLOTS 4
void lane_slots(const struct lane *l, size_t first, size_t n, const uint64_t *rows,
		uint64_t of_slot[LANE_SLOTS][LANE_WORDS]);

#endif
