/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/names.h"

#include "engine/memory.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#define EUI_DIGITS 16
#define HASH_SEED  UINT64_C(0x6E616D6573)

struct names {
	pthread_mutex_t lock;
	struct arena arena; /* the texts */
	size_t n, room, n_slots;
	struct text *texts;
	size_t *slots; /* place + 1 */
};

struct names *names_new(void)
{
	struct names *n = memory_zero(1, sizeof *n);

	pthread_mutex_init(&n->lock, NULL);
	arena_init(&n->arena);
	return n;
}

void names_free(struct names *n)
{
	if (!n)
		return;
	pthread_mutex_destroy(&n->lock);
	arena_done(&n->arena);
	memory_free(n->texts);
	memory_free(n->slots);
	memory_free(n);
}

static bool parse_eui(struct text id, uint64_t *number)
{
	uint64_t value = 0;

	if (id.size != EUI_DIGITS)
		return false;
	for (size_t i = 0; i < EUI_DIGITS; i++) {
		unsigned c = (unsigned char)id.data[i];
		unsigned digit = c - '0' < 10 ? c - '0' : c - 'A' < 6 ? c - 'A' + 10 : 16;

		if (digit > 15)
			return false;
		value = value << 4 | digit;
	}
	*number = value;
	return true;
}

static size_t *slot_of(const struct names *n, struct text id)
{
	size_t at = (size_t)text_hash(id, HASH_SEED) & (n->n_slots - 1);

	while (n->slots[at] && !text_equal(n->texts[n->slots[at] - 1], id))
		at = (at + 1) & (n->n_slots - 1);
	return &n->slots[at];
}

static void grow(struct names *n)
{
	memory_free(n->slots);
	n->n_slots = n->n_slots ? n->n_slots * 2 : 1024;
	n->slots = memory_zero(n->n_slots, sizeof *n->slots);
	for (size_t i = 0; i < n->n; i++)
		*slot_of(n, n->texts[i]) = i + 1;
}

struct name names_find(struct names *n, struct text id)
{
	struct name name = { 0, false };
	size_t *slot;

	if (parse_eui(id, &name.number))
		return name;
	pthread_mutex_lock(&n->lock);
	if (n->n * 2 >= n->n_slots)
		grow(n);
	slot = slot_of(n, id);
	if (!*slot) {
		struct text copy = { arena_copy(&n->arena, id.data, id.size), id.size };

		ARRAY_PUSH(n->texts, n->n, n->room) = copy;
		*slot = n->n;
	}
	name = (struct name){ *slot - 1, true };
	pthread_mutex_unlock(&n->lock);
	return name;
}

struct text names_text(const struct names *n, uint64_t number)
{
	assert(number < n->n);
	return n->texts[number];
}

uint64_t names_stable(const struct names *n, struct name name)
{
	return name.listed ? text_hash(names_text(n, name.number), HASH_SEED) : name.number;
}
