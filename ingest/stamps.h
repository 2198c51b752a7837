/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stamps.h - timestamps of the plain form, `2019-10-03T14:05:06Z` and `2019-10-03T14:05:06.789Z`, decoded
 * without branches.
 *
 * A row has several.  The date is looked up among those met before, which the general parser
 * (engine/civil.h) judged; the time of day is checked and added up eight bytes at a time.  Anything else is
 * left to the general parser.
 */
#ifndef INGEST_STAMPS_H
#define INGEST_STAMPS_H

#include "engine/bytes.h"
#include "engine/civil.h"

#define STAMPS_SLOTS 512

/* Midnights (UTC) of dates by month and day; those of other years share a slot.  One per thread. */
struct stamps {
	struct stamps_day {
		uint64_t month; /* the bytes "2019-10-" */
		uint64_t day;   /* the bytes "03"; UINT64_MAX: free */
		int64_t midnight;
	} days[STAMPS_SLOTS];
};

void stamps_init(struct stamps *s);

/* Enters the date with which `p` begins, if it is one, so that it is found from now on. */
void stamps_learn(struct stamps *s, const char *p);

/* The instant of the size bytes at p, of which 24 must be readable.  False: not of the plain form, not a time
 * of day before the 60th second, or a date not met before; *out is then any number. */
static inline bool stamps_decode(const struct stamps *s, const char *p, size_t size, int64_t *out)
{
	uint64_t a = bytes_read64(p), b = bytes_read64(p + 8), c = bytes_read64(p + 16);
	const struct stamps_day *d;
	uint64_t month, day, time, fraction, bad, hours, minutes, seconds, ms;

	/* "06Z" becomes "06.000Z". */
	if (size == 20) {
		bad = (c >> 24 & 0xFF) ^ 'Z';
		c = (c & 0xFFFFFF) | UINT64_C(0x5A3030302E000000);
	} else {
		bad = size ^ 24;
	}
	/* Bytes are the lower the earlier they come: "2019-10-", "03T14:05", ":06.789Z". */
	month = (a >> 40 & 15) * 10 + (a >> 48 & 15);
	day = (b & 15) * 10 + (b >> 8 & 15);
	d = &s->days[(month << 5 | day) & (STAMPS_SLOTS - 1)];
	bad |= (a ^ d->month) | ((b & 0xFFFF) ^ d->day);
	/* Digits become 0 to 9 and separators 0; 0x76 more keeps bit 7 clear up to 9, 0x7F at 0 alone. */
	time = (b & ~UINT64_C(0xFFFF)) ^ UINT64_C(0x30303A3030540000);
	bad |= (time | (time + UINT64_C(0x76767F76767F7F7F))) & UINT64_C(0x8080808080808080);
	fraction = c ^ UINT64_C(0x5A3030302E30303A);
	bad |= (fraction | (fraction + UINT64_C(0x7F7676767F76767F))) & UINT64_C(0x8080808080808080);
	time = time * 10 + (time >> 8); /* byte i: the two digits at i and i + 1 */
	hours = time >> 24 & 0xFF;
	minutes = time >> 48 & 0xFF;
	ms = fraction >> 48 & 0xFF;
	fraction = fraction * 10 + (fraction >> 8);
	seconds = fraction >> 8 & 0xFF;
	ms += (fraction >> 32 & 0xFF) * 10;
	bad |= ((23 - hours) | (59 - minutes) | (59 - seconds)) >> 63;
	*out = (int64_t)((uint64_t)d->midnight +
			 (((hours * 60 + minutes) * 60 + seconds) * 1000 + ms) * (uint64_t)NS_PER_MS);
	return bad == 0;
}

#endif
