/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stretch.h - stretches of time as half-open intervals: united, taken out, counted in minutes.
 *
 * A list in order has from < to in every stretch, ascends, and no two of its stretches overlap or
 * touch.  Minutes are complete ones of each stretch alone (ruling 15): two stretches of 90 seconds
 * are two minutes, not three.
 */
#ifndef METRICS_STRETCH_H
#define METRICS_STRETCH_H

#include "engine/civil.h"

#include <stddef.h>

struct stretch {
	int64_t from, to; /* instants: from <= t < to */
};

/* Puts any list in order, in place: sorted, empty ones dropped, touching ones made one.  Returns how
 * many are left. */
size_t stretch_unite(struct stretch *s, size_t n);
/* What of a is not covered by b, both in order; `out` has room for n_a + n_b.  Returns how many. */
size_t stretch_subtract(const struct stretch *a, size_t n_a, const struct stretch *b, size_t n_b,
			struct stretch *out);
int64_t stretch_minutes(const struct stretch *s, size_t n);
/* Adds the complete minutes of stretches within the period to the UK day in which each minute begins,
 * so that the days sum exactly to stretch_minutes. */
void stretch_add_days(const struct stretch *s, size_t n, const struct period *period,
		      int64_t by_day[CIVIL_MAX_DAYS]);

#endif
