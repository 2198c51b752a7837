/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reported.h - the service_levels register by measure, Region and month: what providers say.
 *
 * Of this month a row is a figure where no file came, else a claim to compare; of earlier months it
 * tells for how long a measure has been below target (rulings 19 and 21).
 */
#ifndef METRICS_REPORTED_H
#define METRICS_REPORTED_H

#include "engine/result.h"

struct reported_row {
	int measure, region_order, month; /* region_order: N, C, S, national; month: month_index */
	const struct service_level_row *row;
};

struct reported {
	size_t n;
	struct reported_row *rows; /* sorted by measure, region_order, month */
};

/* Rows that name no cell of the catalogue, or a month in which the measure is not due (ruling 16), or whose counts make no
 * share, are left out. */
void reported_init(struct reported *r, const struct catalogue *c, const struct registers *registers,
		   struct arena *arena);
const struct service_level_row *reported_find(const struct reported *r, int measure, enum region region,
					      struct month month);

#endif
