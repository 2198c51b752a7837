/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/breakdown.h"
#include "metrics/events.h"

/* Ruling 14: the month an incident was raised in; the limit is by category and extended by the minutes
 * that its clock was paused, which events.c reads from the measure. */
const struct kind kind_incidents = {
	.id = KIND_INCIDENTS,
	.name = "incidents",
	.help = "the share of incidents resolved within the target of their category, pauses left out",
	.needs = "a dataset, a clock (from, to), a target by category, the column of paused minutes",
	.split_width = BREAKDOWN_EVENTS,
	.own_bytes = sizeof(struct events),
	.feed = events_feed,
	.merge = events_merge,
	.done = events_done,
	.finish = events_finish,
};
