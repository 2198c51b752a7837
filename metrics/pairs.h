/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pairs.h - a signed multiset of (group, item): which different items a group has.
 *
 * Exact: an item is a name (names.h), not a hash.  A commutative group like counts.h.  20 bytes a slot, and
 * slots are filled to three quarters at most, so 27 to 54 bytes a different pair while it grows.  A zeroed
 * struct is an empty one.
 */
#ifndef METRICS_PAIRS_H
#define METRICS_PAIRS_H

#include "metrics/names.h"

#include <stddef.h>

/* Groups are below this: one bit of the key is for listed names, one pattern for a free slot. */
#define PAIRS_MAX_GROUP 0x7FFFFFF0u

struct pairs {
	size_t n, room;    /* slots in use, slots */
	uint64_t *numbers; /* of the item */
	uint32_t *keys;    /* (group * 2 + listed) + 1; 0: free */
	int64_t *counts;
};

void pairs_add(struct pairs *p, uint32_t group, struct name item, int64_t n);
void pairs_done(struct pairs *p);

/* One slot, opened. */
struct pair {
	uint32_t group;
	struct name item;
	int64_t count; /* 0: as good as absent, as is a free slot */
};
static inline struct pair pairs_get(const struct pairs *p, size_t slot)
{
	if (!p->keys[slot])
		return (struct pair){ 0 };
	return (struct pair){ (p->keys[slot] - 1) >> 1,
			      { p->numbers[slot], (p->keys[slot] - 1) & 1 },
			      p->counts[slot] };
}

#endif
