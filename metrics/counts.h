/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * counts.h - signed counts by key: the sparse part of an accumulator.
 *
 * A commutative group: adding, taking back and merging in any order give the same counts, because a
 * count may pass through negative values on the way.  Iterate over keys[0..room) and skip zeros; the
 * order of iteration means nothing.  A zeroed struct is an empty one.
 */
#ifndef METRICS_COUNTS_H
#define METRICS_COUNTS_H

#include <stddef.h>
#include <stdint.h>

struct counts {
	size_t n, room; /* slots in use, slots; room is 0 or a power of two */
	uint64_t *keys; /* key + 1; 0 is a free slot: read through counts_key */
	int64_t *values;
};

/* `key` must be below UINT64_MAX. */
void counts_add(struct counts *c, uint64_t key, int64_t n);
int64_t counts_get(const struct counts *c, uint64_t key);
void counts_merge(struct counts *into, const struct counts *from);
/* Forgets every key below `key`, and those whose count is zero. */
void counts_prune(struct counts *c, uint64_t key);
void counts_done(struct counts *c);

static inline uint64_t counts_key(const struct counts *c, size_t slot)
{
	return c->keys[slot] - 1;
}

#endif
