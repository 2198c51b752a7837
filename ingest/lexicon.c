/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/lexicon.h"

_Static_assert(LEXICON_SLOTS == 1024, "lexicon_slot takes ten bits");

void lexicon_add(struct lexicon *l, struct lexicon_key key, int64_t value)
{
	size_t i = lexicon_slot(key);

	if (l->n == LEXICON_MAX)
		return;
	while (l->slots[i].used)
		i = (i + 1) % LEXICON_SLOTS;
	l->slots[i] = (struct lexicon_entry){ key, value, true };
	l->n++;
}
