/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/kind.h"

/* One line a kind. */
static const struct kind *const kinds[] = {
	&kind_in_time,
	&kind_incidents,
	&kind_availability,
	&kind_composite,
	&kind_cohort,
	&kind_windows,
	&kind_share,
	&kind_count,
	&kind_distinct,
	&kind_variance,
	&kind_journeys,
	&kind_losses,
	&kind_population,
	&kind_what_if,
	&kind_reported,
};

const struct kind *kind_find(enum measure_kind id)
{
	for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++) {
		if (kinds[n]->id == id)
			return kinds[n];
	}
	return NULL;
}
