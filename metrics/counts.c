/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/counts.h"

#include "engine/memory.h"

#include <assert.h>

#define FIRST_ROOM 64u

static size_t find_slot(const struct counts *c, uint64_t stored)
{
	size_t mask = c->room - 1;
	size_t i = (size_t)((stored * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & mask;

	while (c->keys[i] && c->keys[i] != stored)
		i = (i + 1) & mask;
	return i;
}

/* A table with room for one more key; zero counts and keys below `below` are left behind. */
static void rebuild(struct counts *c, uint64_t below)
{
	struct counts old = *c;
	size_t n_kept = 0, room = FIRST_ROOM;

	for (size_t i = 0; i < old.room; i++)
		n_kept += old.keys[i] && old.values[i] && counts_key(&old, i) >= below;
	while (room / 2 <= n_kept)
		room *= 2;
	c->keys = memory_zero(room, sizeof *c->keys);
	c->values = memory_zero(room, sizeof *c->values);
	c->room = room;
	c->n = n_kept;
	for (size_t i = 0; i < old.room; i++) {
		if (!old.keys[i] || !old.values[i] || counts_key(&old, i) < below)
			continue;
		size_t slot = find_slot(c, old.keys[i]);
		c->keys[slot] = old.keys[i];
		c->values[slot] = old.values[i];
	}
	counts_done(&old);
}

void counts_add(struct counts *c, uint64_t key, int64_t n)
{
	assert(key < UINT64_MAX);
	if (c->n + 1 > c->room / 4 * 3)
		rebuild(c, 0);
	size_t slot = find_slot(c, key + 1);
	if (!c->keys[slot]) {
		c->keys[slot] = key + 1;
		c->n++;
	}
	c->values[slot] += n;
}

int64_t counts_get(const struct counts *c, uint64_t key)
{
	if (!c->room)
		return 0;
	size_t slot = find_slot(c, key + 1);
	return c->keys[slot] ? c->values[slot] : 0;
}

void counts_merge(struct counts *into, const struct counts *from)
{
	for (size_t i = 0; i < from->room; i++) {
		if (from->keys[i] && from->values[i])
			counts_add(into, counts_key(from, i), from->values[i]);
	}
}

void counts_prune(struct counts *c, uint64_t key)
{
	if (c->room)
		rebuild(c, key);
}

void counts_done(struct counts *c)
{
	memory_free(c->keys);
	memory_free(c->values);
	*c = (struct counts){ 0 };
}
