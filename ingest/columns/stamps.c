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
