/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/breakdown.h"
#include "metrics/events.h"

/* Events without a clock: events.c asks the condition instead. */
const struct kind kind_share = {
	.id = KIND_SHARE,
	.name = "share",
	.help = "the share of rows that meet a condition, of those in which it is known",
	.needs = "a dataset, the condition of a good row, the timestamp that places a row",
	.split_width = BREAKDOWN_EVENTS,
	.own_bytes = sizeof(struct events),
	.feed = events_feed,
	.merge = events_merge,
	.done = events_done,
	.finish = events_finish,
};
