/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/lexicon.h"

#include "engine/memory.h"

_Static_assert(LEXICON_SLOTS == 1024, "lexicon_slot takes ten bits");

#define LOW(n)  ((n) < 8 ? ((UINT64_C(1) << (n) % 8 * 8) - 1) : UINT64_MAX)
#define HIGH(n) ((n) < 8 ? 0 : (UINT64_C(1) << (n) % 8 * 8) - 1)
#define MASK(n)                                                                                              \
	{                                                                                                    \
		LOW(n), HIGH(n)                                                                              \
	}

const uint64_t lexicon_masks[LEXICON_MAX_BYTES + 1][2] = {
	MASK(0), MASK(1), MASK(2),  MASK(3),  MASK(4),  MASK(5),  MASK(6),  MASK(7),
	MASK(8), MASK(9), MASK(10), MASK(11), MASK(12), MASK(13), MASK(14), MASK(15),
};

struct lexicon *lexicon_new(void)
{
	struct lexicon *l = memory_alloc(sizeof *l);

	for (size_t i = 0; i < LEXICON_SLOTS; i++)
		l->slots[i] = (struct lexicon_entry){ .key = { 0, LEXICON_FREE } };
	l->n = 0;
	return l;
}

void lexicon_add(struct lexicon *l, struct lexicon_key key, int64_t value)
{
	size_t i = lexicon_slot(key);

	if (l->n == LEXICON_MAX)
		return;
	while (l->slots[i].key.high != LEXICON_FREE)
		i = (i + 1) % LEXICON_SLOTS;
	l->slots[i] = (struct lexicon_entry){ .key = key, .value = value };
	l->n++;
}
