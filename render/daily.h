/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * daily.h - the level of each day as the daily table has it, for charts.
 *
 * A composite's day follows its own rule over its inputs' days.  A day without events has no level.
 */
#ifndef RENDER_DAILY_H
#define RENDER_DAILY_H

#include "engine/result.h"

struct daily {
	int n_days;
	int n_with, n_below; /* days with a level; of those, below the target of the cell */
	int lowest;          /* day, or -1 */
	struct level_text days[CIVIL_MAX_DAYS]; /* value -1: no events */
};

/* Region REGION_NONE: the whole country. */
void daily_collect(const struct results *r, int measure, enum region region, struct arena *arena,
		   struct daily *out);

/* What of the figure no day tells: ids of the measures under it that are a provider's figure of the month, or follow
 * the events of another month; "" when its days are all of it. */
const char *daily_untold(const struct results *r, int measure, enum region region, struct arena *arena);

#endif
