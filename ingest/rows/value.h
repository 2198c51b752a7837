/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * value.h - a field's text as the typed value of its column, or the reason why not (ruling 3).
 */
#ifndef INGEST_VALUE_H
#define INGEST_VALUE_H

#include "engine/words.h"
#include "ingest/rows/layout.h"

union value { /* as in union column, for one row */
	int64_t i64;
	uint8_t list;
	uint32_t word;
	struct text text;
};

/* What a bad or absent value looks like to those who judge rejected rows. */
union value value_unreadable(enum column_type type);
/* What an empty field or an absent column means: empty, or the column's default. */
union value value_empty(const struct column_def *def, struct words *words);

/* The text as it counts: the mapping's translation of it, or itself. */
struct text value_translate(const struct layout_column *l, struct text t);
/* Decodes a translated text.  Returns NULL, or a constant phrase: why the row is rejected. */
const char *value_decode(const struct column_def *def, const struct layout_column *l, struct text t,
			 struct words *words, union value *out);

/* The same for a word that nobody needs: checked, and not entered among the words of the run. */
const char *value_check_word(const struct column_def *def, struct text t);

#endif
