/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * events.h - events that are good or bad: what in_time, incidents and cohort (by a clock) and share (by a condition)
 * have in common.
 *
 * A dense table of signed counts by Region, UK day, claim and outcome.  Its cost does not depend on
 * the number of rows; a row is one increment.
 */
#ifndef METRICS_EVENTS_H
#define METRICS_EVENTS_H

#include "metrics/kind.h"
#include "metrics/notes.h"

struct events {
	int64_t n[CIVIL_MAX_DAYS][BREAKDOWN_SLOTS][CLAIM_COUNT][OUTCOME_COUNT];
	int64_t blind[BREAKDOWN_SLOTS]; /* events in which measure.blind_column is empty */
	/* Unanswered events that count, by the whole second in which their target ends; kept only past the
	 * newest timestamp seen, so that there are never more seconds here than in a month. */
	struct counts unanswered;
	size_t prune_at;
};

struct figure;

/* What a table of claims and outcomes adds to a figure. */
void events_add_outcomes(struct figure *f, int64_t n[CLAIM_COUNT][OUTCOME_COUNT]);
void events_feed(const struct rule *r, struct tally *t, const struct feed *f);
void events_merge(const struct rule *r, struct tally *into, const struct tally *from);
void events_done(void *own);
void events_finish(struct finishing *f, const struct rule *r, const struct tally *t);
/* Unanswered events that count and whose target ends in a later second than `newest`. */
uint64_t events_unanswered_after(const struct tally *t, int64_t newest);
/* Events of any claim and outcome in a Region by day; false when there were none to count. */
bool events_attempts(const struct tally *t, enum region region, int64_t by_day[CIVIL_MAX_DAYS]);

#endif
