/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/kind.h"

/* One line a kind. */
static const struct kind *const kinds[] = {
	&kind_in_time,
	&kind_incidents,
	&kind_availability,
	&kind_composite,
};

size_t kind_count(void)
{
	return sizeof kinds / sizeof *kinds;
}

const struct kind *kind_at(size_t n)
{
	return kinds[n];
}

const struct kind *kind_find(enum measure_kind id)
{
	for (size_t n = 0; n < kind_count(); n++) {
		if (kinds[n]->id == id)
			return kinds[n];
	}
	return NULL;
}
