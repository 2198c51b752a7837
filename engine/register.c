/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/register.h"

#include <string.h>

uint64_t registers_lost(const struct registers *r, enum dataset_id dataset, struct month month)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->n_lost; i++)
		n += r->lost[i].dataset == dataset &&
		     (!r->lost[i].has_month || month_compare(r->lost[i].month, month) == 0);
	return n;
}

uint64_t registers_lost_levels(const struct registers *r, struct month month, const char *measure, enum region region)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->n_lost; i++) {
		const struct lost_row *l = &r->lost[i];

		n += l->dataset == DATASET_SERVICE_LEVELS && (!l->has_month || month_compare(l->month, month) == 0) &&
		     (!l->measure || !strcmp(l->measure, measure)) && (!l->has_region || l->region == region);
	}
	return n;
}
