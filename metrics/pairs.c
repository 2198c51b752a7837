/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/pairs.h"

#include "engine/memory.h"

#include <assert.h>

#define FIRST_ROOM 256u

static size_t find_slot(const struct pairs *p, uint32_t key, uint64_t number)
{
	uint64_t hash = (number ^ (uint64_t)key << 32) * UINT64_C(0x9E3779B97F4A7C15);
	size_t at = (size_t)(hash ^ hash >> 29) & (p->room - 1);

	while (p->keys[at] && (p->keys[at] != key || p->numbers[at] != number))
		at = (at + 1) & (p->room - 1);
	return at;
}

/* A table with room for one more; pairs that were taken back whole are left behind. */
static void rebuild(struct pairs *p)
{
	struct pairs old = *p;
	size_t n_kept = 0, room = FIRST_ROOM;

	for (size_t i = 0; i < old.room; i++)
		n_kept += old.keys[i] && old.counts[i];
	while (room / 2 <= n_kept)
		room *= 2;
	p->numbers = memory_zero(room, sizeof *p->numbers);
	p->keys = memory_zero(room, sizeof *p->keys);
	p->counts = memory_zero(room, sizeof *p->counts);
	p->room = room;
	p->n = n_kept;
	for (size_t i = 0; i < old.room; i++) {
		if (!old.keys[i] || !old.counts[i])
			continue;
		size_t at = find_slot(p, old.keys[i], old.numbers[i]);
		p->numbers[at] = old.numbers[i];
		p->keys[at] = old.keys[i];
		p->counts[at] = old.counts[i];
	}
	pairs_done(&old);
}

void pairs_add(struct pairs *p, uint32_t group, struct name item, int64_t n)
{
	uint32_t key = (group << 1 | item.listed) + 1;
	size_t at;

	assert(group < PAIRS_MAX_GROUP);
	if (p->n + 1 > p->room / 4 * 3)
		rebuild(p);
	at = find_slot(p, key, item.number);
	if (!p->keys[at]) {
		p->keys[at] = key;
		p->numbers[at] = item.number;
		p->n++;
	}
	p->counts[at] += n;
}

void pairs_done(struct pairs *p)
{
	memory_free(p->numbers);
	memory_free(p->keys);
	memory_free(p->counts);
	*p = (struct pairs){ 0 };
}
