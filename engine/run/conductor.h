/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * conductor.h - the order of the rooms: catalogue, plan, ingest, metrics, results.
 */
#ifndef ENGINE_RUN_CONDUCTOR_H
#define ENGINE_RUN_CONDUCTOR_H

#include "engine/run/options.h"
#include "engine/store/store.h"

struct conductor {
	struct arena arena, arena_before; /* the second of what another thread reads */
	const struct catalogue *catalogue;
	struct plan plan;
	struct words *words;
	struct metrics *metrics;
	struct findings findings;
	struct ingest_result input;
	struct results results;
	struct review review; /* of a report */
	struct store *store; /* open while a report is made, unless --no-store */
};

void conductor_init(struct conductor *c);
void conductor_done(struct conductor *c);

/* Reads the inputs; with `computes` judges every measure and spools the rejected rows for the pack,
 * without it only validates.  work_begin must have been called.  Fails with ERROR_INPUT too when the
 * reconciliation (N2) does not add up: a wrong figure is worse than none. */
bool conductor_run(struct conductor *c, const struct run_options *options, bool computes,
		   struct error *err) MUST_USE;

/* Remembers the results and ends the store's transaction; nothing without a store. */
bool conductor_remember(struct conductor *c, enum store_outcome *outcome, struct error *err) MUST_USE;

/* A remembered month (month.month 0: the latest), with the streaks that follow from what is remembered of earlier
 * months now. */
bool conductor_recall(struct store *store, struct month month, struct arena *arena, struct results *out,
		      struct error *err) MUST_USE;

/* The month before a month, out of the store; NULL when it cannot be had whole: then it is known by its figures. */
const struct results *conductor_before(struct store *store, struct month month, struct arena *arena);

/* The review of `now`; `before`: of conductor_before, or NULL.  Fails only when the options name a measure that there
 * is not. */
bool conductor_review(const struct results *before, const struct results *now, const struct run_options *options,
		      struct arena *arena, struct review *out, struct error *err) MUST_USE;

#endif
