/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/lexicon.h"

#include "engine/memory.h"

_Static_assert(LEXICON_SHORTS == 1 << (64 - 58) && LEXICON_SHORT < 8, "lexicon_short_slot takes six bits");

/* Of word w, those of the first n bytes. */
#define WORD(n, w)                                                                                           \
	((n) >= (w) * 8 + 8 ? UINT64_MAX : (n) <= (w) * 8 ? 0 : (UINT64_C(1) << (n) % 8 * 8) - 1)
#define MAKING(n)                                                                                            \
	{                                                                                                    \
		{ { WORD(n, 0), WORD(n, 1), WORD(n, 2), WORD(n, 3) } },                                      \
		{                                                                                            \
			{ 0, 0, 0, UINT64_C(n) << 56 }                                                       \
		}                                                                                            \
	}

const struct lexicon_making lexicon_making[LEXICON_MAX_BYTES + 1] = {
	MAKING(0),  MAKING(1),  MAKING(2),  MAKING(3),  MAKING(4),  MAKING(5),  MAKING(6),  MAKING(7),
	MAKING(8),  MAKING(9),  MAKING(10), MAKING(11), MAKING(12), MAKING(13), MAKING(14), MAKING(15),
	MAKING(16), MAKING(17), MAKING(18), MAKING(19), MAKING(20), MAKING(21), MAKING(22), MAKING(23),
	MAKING(24), MAKING(25), MAKING(26), MAKING(27), MAKING(28), MAKING(29), MAKING(30), MAKING(31),
};

struct lexicon *lexicon_new(void)
{
	struct lexicon *l = memory_lines(1, sizeof *l);

	/* A key that no text has: its size would be 255. */
	l->entries[LEXICON_NONE].words[3] = UINT64_MAX;
	l->n = 1;
	return l;
}

/* The slot of a key, or the free one where it would be. */
static uint32_t slot_of(const struct lexicon *l, const struct lexicon_key *key)
{
	uint32_t at = lexicon_start_of(key);

	while (l->slots[at] && memcmp(&l->entries[l->slots[at]], key, sizeof *key) != 0)
		at = (at + 1) % LEXICON_SLOTS;
	return at;
}

uint32_t lexicon_find(const struct lexicon *l, const struct lexicon_key *key)
{
	return l->slots[slot_of(l, key)];
}

uint32_t lexicon_add(struct lexicon *l, const struct lexicon_key *key)
{
	if (l->n == LEXICON_ENTRIES)
		return LEXICON_NONE;
	size_t size = (size_t)(key->words[3] >> 56);

	if (size <= LEXICON_SHORT) {
		uint64_t word = key->words[0] | (uint64_t)size << 56;
		struct lexicon_short *s = &l->shorts[lexicon_short_slot(word)];

		if (s->entry == LEXICON_NONE)
			*s = (struct lexicon_short){ word, l->n };
	}
	l->entries[l->n] = *key;
	l->slots[slot_of(l, key)] = (uint16_t)l->n;
	return l->n++;
}
