/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/register.h"

uint64_t registers_lost(const struct registers *r, enum dataset_id dataset, struct month month)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->n_lost; i++)
		n += r->lost[i].dataset == dataset &&
		     (!r->lost[i].has_month || month_compare(r->lost[i].month, month) == 0);
	return n;
}
