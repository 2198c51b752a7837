/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/reported.h"

#include <stdlib.h>

static int order_of(enum region region)
{
	return region == REGION_NONE ? REGION_COUNT : (int)region;
}

static int compare(const void *a, const void *b)
{
	const struct reported_row *x = a, *y = b;

	if (x->measure != y->measure)
		return x->measure < y->measure ? -1 : 1;
	if (x->region_order != y->region_order)
		return x->region_order < y->region_order ? -1 : 1;
	return (x->month > y->month) - (x->month < y->month);
}

void reported_init(struct reported *r, const struct catalogue *c, const struct registers *registers,
		   struct arena *arena)
{
	r->n = 0;
	r->rows = arena_alloc(arena, registers->n_service_levels + 1, sizeof *r->rows);
	for (size_t i = 0; i < registers->n_service_levels; i++) {
		const struct service_level_row *row = &registers->service_levels[i];
		int measure = catalogue_find_measure(c, row->measure);

		if (measure < 0 || row->good < 0 || row->good > row->total ||
		    (row->region != REGION_NONE && !c->measures[measure].regional) ||
		    !measure_is_due(&c->measures[measure], row->month))
			continue;
		r->rows[r->n++] = (struct reported_row){ .measure = measure,
							 .region_order = order_of(row->region),
							 .month = month_index(row->month),
							 .row = row };
	}
	if (r->n > 1)
		qsort(r->rows, r->n, sizeof *r->rows, compare);
}

const struct service_level_row *reported_find(const struct reported *r, int measure, enum region region,
					      struct month month)
{
	struct reported_row wanted = { measure, order_of(region), month_index(month), NULL };
	const struct reported_row *found =
		r->n ? bsearch(&wanted, r->rows, r->n, sizeof *r->rows, compare) : NULL;

	return found ? found->row : NULL;
}
