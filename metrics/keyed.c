/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/keyed.h"

#include "engine/memory.h"

#include <assert.h>
#include <string.h>

#define FIRST_ROOM 16u
#define MAX_DENSE  65536u /* codes above are looked up by hash */

void keyed_init(struct keyed *k, int n_parts, int width)
{
	assert(n_parts >= 0 && n_parts <= KEYED_MAX_PARTS && width > 0);
	*k = (struct keyed){ .n_parts = n_parts, .width = width, .max = KEYED_MAX_KEYS };
}

void keyed_done(struct keyed *k)
{
	memory_free(k->codes);
	memory_free(k->rows);
	memory_free(k->slots);
	memory_free(k->dense);
	memory_free(k->memo);
	*k = (struct keyed){ .n_parts = k->n_parts, .width = k->width, .max = k->max };
}

static uint64_t hash_of(const uint32_t *codes, int n)
{
	uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);

	for (int i = 0; i < n; i++) {
		hash = (hash ^ codes[i]) * UINT64_C(0xD6E8FEB86659FD93);
		hash ^= hash >> 32;
	}
	return hash;
}

static bool same(const struct keyed *k, uint32_t entry, const uint32_t *codes)
{
	const uint32_t *own = keyed_codes(k, entry);

	for (int i = 0; i < k->n_parts; i++)
		if (own[i] != codes[i])
			return false;
	return true;
}

static uint32_t *slot_of(const struct keyed *k, const uint32_t *codes)
{
	uint32_t at = (uint32_t)hash_of(codes, k->n_parts) & (k->n_slots - 1);

	while (k->slots[at] && !same(k, k->slots[at] - 1, codes))
		at = (at + 1) & (k->n_slots - 1);
	return &k->slots[at];
}

static void grow(struct keyed *k)
{
	uint32_t room = k->room ? k->room * 2 : FIRST_ROOM;
	size_t width = (size_t)k->width, n_parts = (size_t)k->n_parts;
	uint32_t *codes = memory_zero((size_t)room * n_parts + 1, sizeof *codes);
	int64_t *rows = memory_zero((size_t)room * width, sizeof *rows);

	if (k->n) {
		memcpy(codes, k->codes, k->n * n_parts * sizeof *codes);
		memcpy(rows, k->rows, k->n * width * sizeof *rows);
	}
	memory_free(k->codes);
	memory_free(k->rows);
	memory_free(k->slots);
	k->codes = codes;
	k->rows = rows;
	k->room = room;
	k->n_slots = room * 2;
	k->slots = memory_zero(k->n_slots, sizeof *k->slots);
	for (uint32_t e = 0; e < k->n; e++)
		*slot_of(k, keyed_codes(k, e)) = e + 1;
}

static void remember_dense(struct keyed *k, uint32_t code, uint32_t entry)
{
	if (code >= k->n_dense) {
		uint32_t room = k->n_dense ? k->n_dense : 64;

		while (room <= code)
			room *= 2;
		uint32_t *dense = memory_zero(room, sizeof *dense);
		if (k->n_dense)
			memcpy(dense, k->dense, k->n_dense * sizeof *dense);
		memory_free(k->dense);
		k->dense = dense;
		k->n_dense = room;
	}
	k->dense[code] = entry + 1;
}

static uint32_t find_entry(struct keyed *k, const uint32_t *codes)
{
	uint32_t *slot;

	if (k->n_parts == 1 && codes[0] < k->n_dense && k->dense[codes[0]])
		return k->dense[codes[0]] - 1;
	if (k->n == k->room && k->n < k->max)
		grow(k);
	slot = slot_of(k, codes);
	if (*slot)
		return *slot - 1;
	if (k->n == k->max) {
		k->full = true;
		return KEYED_FULL;
	}
	for (int i = 0; i < k->n_parts; i++)
		k->codes[(size_t)k->n * (size_t)k->n_parts + (size_t)i] = codes[i];
	*slot = ++k->n;
	if (k->n_parts == 1 && codes[0] < MAX_DENSE)
		remember_dense(k, codes[0], k->n - 1);
	return k->n - 1;
}

uint32_t keyed_entry(struct keyed *k, const uint32_t *codes)
{
	uint32_t entry = find_entry(k, codes);

	if (k->n_parts != 2 || entry == KEYED_FULL)
		return entry;
	if (!k->memo)
		k->memo = memory_zero(KEYED_MEMO, sizeof *k->memo);
	k->memo[(codes[0] * 7u + codes[1]) % KEYED_MEMO] = (struct keyed_memo){ { codes[0], codes[1] }, entry + 1 };
	return entry;
}

void keyed_merge(struct keyed *into, const struct keyed *from)
{
	into->full |= from->full;
	for (uint32_t e = 0; e < from->n; e++) {
		uint32_t entry = keyed_entry(into, keyed_codes(from, e));
		const int64_t *add = keyed_row(from, e);

		if (entry == KEYED_FULL)
			continue;
		int64_t *row = keyed_row(into, entry);
		for (int i = 0; i < from->width; i++)
			row[i] += add[i];
	}
}
