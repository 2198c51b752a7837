/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/breakdown.h"
#include "metrics/events.h"

const struct kind kind_in_time = {
	.id = KIND_IN_TIME,
	.name = "in_time",
	.help = "the share of events whose clock stopped within the target response time",
	.needs = "a dataset, a clock (from, to), a target response time, the timestamp that places a row",
	.split_width = BREAKDOWN_EVENTS,
	.own_bytes = sizeof(struct events),
	.feed = events_feed,
	.merge = events_merge,
	.done = events_done,
	.finish = events_finish,
};
