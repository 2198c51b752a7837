/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nearest.h"

#include <string.h>

/* Folded so that what people mix up costs nothing. */
static char fold(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == '-' || c == ' ' ? '_' : c;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Slips between two words: the restricted Damerau-Levenshtein distance, in three rows. */
static unsigned slips(struct text a, struct text b)
{
	unsigned rows[3][NEAREST_MAX_BYTES + 1];
	for (unsigned j = 0; j <= b.size; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.size; i++) {
		unsigned *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.size; j++) {
			char x = fold(a.data[i - 1]), y = fold(b.data[j - 1]);
			unsigned d = least(before[j] + 1, now[j - 1] + 1);
			d = least(d, before[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == fold(b.data[j - 2]) && fold(a.data[i - 2]) == y)
				d = least(d, earlier[j - 2] + 1);
			now[j] = d;
		}
	}
	return rows[a.size % 3][b.size];
}

const char *nearest_find(struct text word, const char *const *names, size_t n_names)
{
	if (word.size == 0 || word.size > NEAREST_MAX_BYTES)
		return NULL;
	const char *best = NULL;
	/* Short words are near to everything: allow them one slip only. */
	unsigned most = word.size < 4 ? 1 : word.size < 8 ? 2 : 3;
	for (size_t k = 0; k < n_names; k++) {
		struct text name = text_of(names[k]);
		if (name.size == 0 || name.size > NEAREST_MAX_BYTES)
			continue;
		unsigned d = slips(word, name);
		if (d <= most && d < name.size) {
			if (d == 0)
				return names[k];
			best = names[k];
			most = d - 1;
		}
	}
	return best;
}
