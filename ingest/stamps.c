/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/stamps.h"

#include <string.h>

void stamps_init(struct stamps *s)
{
	for (size_t i = 0; i < STAMPS_SLOTS; i++)
		s->days[i] = (struct stamps_day){ 0, UINT64_MAX, 0 };
}

void stamps_learn(struct stamps *s, const char *p)
{
	char text[] = "2019-10-03T00:00:00Z";
	uint64_t month = bytes_read64(p), day = bytes_read64(p + 8) & 0xFFFF;
	size_t slot = (size_t)(((month >> 40 & 15) * 10 + (month >> 48 & 15)) << 5 |
			       ((day & 15) * 10 + (day >> 8 & 15))) &
		      (STAMPS_SLOTS - 1);
	int64_t midnight;

	memcpy(text, p, 10);
	if (stamp_parse((struct text){ text, 20 }, NULL, (struct zone){ ZONE_FIXED, 0 }, &midnight) ==
	    STAMP_OK)
		s->days[slot] = (struct stamps_day){ month, day, midnight };
}
