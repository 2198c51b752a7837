/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/kind.h"

/* One line a kind. */
static const struct kind *const kinds[] = {
	&kind_in_time,
	&kind_incidents,
	&kind_availability,
	&kind_composite,
};

const struct kind *kind_find(enum measure_kind id)
{
	for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++) {
		if (kinds[n]->id == id)
			return kinds[n];
	}
	return NULL;
}
