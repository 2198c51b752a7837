/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hand.h - one thread at work on one file: takes its rows, counts them, and hands them on.
 *
 * What a hand gathers - counts, findings, rejected rows, an accumulator - is its own until hand_leave adds it
 * to the job; all of it is the same in whatever order hands leave.
 */
#ifndef INGEST_HAND_H
#define INGEST_HAND_H

#include "ingest/columns/columns.h"
#include "ingest/job.h"

struct hand {
	struct job *job;
	struct row_checker checker;
	struct held_rows *held; /* registers, and the second reading: rows are held, not fed */
	/* A second reading: nothing is counted.  Of the rows that pass those are held that are wanted; without `held`
	 * it is for the rejected ones that count for no file. */
	bool again;
	bool chunks;            /* takes chunks, not records */
	struct record_splitter *splitter;
	struct columns columns;
	struct pile used, rejected;
	struct keys_desk *desk; /* NULL when rows of one key are not looked for */
	void *accumulator;
	struct row_counts rows;
	struct findings findings;
	struct reject_part *rejects;
};

/* `held` is NULL for what goes to an accumulator of the run's sink: events, and rejected rows left over. */
void hand_init(struct hand *h, struct job *j, const struct layout *layout, struct held_rows *held, bool again,
	       bool chunks);
void hand_take_record(struct hand *h, const struct record *record);
/* ERROR_INPUT (with line): a record past a limit. */
bool hand_take_chunk(struct hand *h, const struct chunk *chunk, struct error *err) MUST_USE;
/* Adds what was gathered to the job; safe from any thread. */
void hand_leave(struct hand *h);

#endif
