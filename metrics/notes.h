/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * notes.h - events of a stretch of a batch and how they count: as columns, so that every table goes over them in a
 * loop of its own (breakdown.h).
 *
 * They are noted twice: one by one, and by hour, where several of one hour and cell may be one entry: in a file in
 * the order of time the events of 64 rows mostly are of one hour.
 */
#ifndef METRICS_NOTES_H
#define METRICS_NOTES_H

#include "metrics/claim.h"
#include "metrics/lane.h"

enum outcome { OUTCOME_GOOD, OUTCOME_BAD, OUTCOME_PENDING, OUTCOME_COUNT };

/* Events are counted by slot, claim and outcome: a row of a table has BREAKDOWN_EVENTS cells. */
#define BREAKDOWN_SLOTS  LANE_SLOTS
#define BREAKDOWN_EVENTS (BREAKDOWN_SLOTS * CLAIM_COUNT * OUTCOME_COUNT)
static inline unsigned breakdown_cell(unsigned slot, unsigned claim, unsigned outcome)
{
	return (slot * CLAIM_COUNT + claim) * OUTCOME_COUNT + outcome;
}

#define NOTES_ROOM (LANE_ROWS + SWEEP_WORD) /* whole words of rows are written */
struct notes {
	size_t n; /* events */
	uint32_t rows[NOTES_ROOM];
	uint8_t cells[NOTES_ROOM]; /* breakdown_cell */
	size_t n_times; /* entries by hour */
	uint16_t hours[NOTES_ROOM]; /* whole hours since the period began */
	uint8_t time_cells[NOTES_ROOM], time_counts[NOTES_ROOM];
};

/* Notes up to UINT8_MAX events of one hour and cell, by hour alone. */
static inline void notes_add_time(struct notes *notes, size_t hour, unsigned cell, unsigned n)
{
	notes->hours[notes->n_times] = (uint16_t)hour;
	notes->time_cells[notes->n_times] = (uint8_t)cell;
	notes->time_counts[notes->n_times++] = (uint8_t)n;
}

/* Notes an event. */
static inline void notes_add(struct notes *notes, size_t row, size_t hour, unsigned cell)
{
	notes->rows[notes->n] = (uint32_t)row;
	notes->cells[notes->n++] = (uint8_t)cell;
	notes_add_time(notes, hour, cell, 1);
}

/* Events of a stretch that are in time and that nobody claims: `good` (bits, from row `first` on) are among those that
 * l->placed places in the period. */
void notes_add_good(struct notes *notes, const struct lane *l, size_t first, size_t n, const uint64_t *good);

#endif
