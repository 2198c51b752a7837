/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/breakdown.h"
#include "metrics/events.h"

/* Ruling 16: events of the calendar quarter before, in the month that ends a quarter.  plan.h says which rows
 * they are; they stand on no day of the month, so that a cohort has no part in the daily table. */
const struct kind kind_cohort = {
	.id = KIND_COHORT,
	.name = "cohort",
	.help = "the share of the previous quarter's events whose clock stopped within the target",
	.needs = "a dataset, a clock (from, to), a target response time, the timestamp that places a row",
	.split_width = BREAKDOWN_EVENTS,
	.own_bytes = sizeof(struct events),
	.feed = events_feed,
	.merge = events_merge,
	.done = events_done,
	.finish = events_finish,
};
