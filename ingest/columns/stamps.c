/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/stamps.h"

#include <string.h>

void stamps_init(struct stamps *s)
{
	/* A head that is no date's: its bytes are not digits. */
	for (size_t i = 0; i < STAMPS_SLOTS; i++)
		s->days[i] = (struct stamps_day){ .head = UINT64_MAX };
}

void stamps_learn(struct stamps *s, const char *p)
{
	char text[] = "2019-10-03T00:00:00Z";
	uint64_t tail = bytes_read64(p + 2);
	int64_t midnight;

	memcpy(text, p, 10);
	if (stamp_parse((struct text){ text, 20 }, NULL, (struct zone){ ZONE_FIXED, 0 }, &midnight) ==
	    STAMP_OK)
		s->days[stamps_slot(tail)] =
			(struct stamps_day){ .head = bytes_read64(p), .tail = tail, .midnight = midnight };
}

struct stamps_month stamps_month_of(const char *p)
{
	int year = ((p[0] - '0') * 10 + p[1] - '0') * 100 + (p[2] - '0') * 10 + p[3] - '0';
	int index = year * 12 + (p[5] - '0') * 10 + p[6] - '0' - 1;
	struct month month = month_of_index(index), next = month_of_index(index + 1);
	int64_t first, end;

	if (!civil_days(month.year, month.month, 1, &first) || !civil_days(next.year, next.month, 1, &end))
		return (struct stamps_month){ .head = 0 };
	return (struct stamps_month){ bytes_read64(p), first * NS_PER_DAY, (int)(end - first) };
}
