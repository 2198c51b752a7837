/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns_strip.h - rows that are decoded together, and where their fields start, field by field.
 *
 * The scan says where fields end in the order of the file; whoever decodes a column asks it of many rows.  So the
 * places of a strip are turned round once, and every column finds its own side by side.
 */
#ifndef INGEST_COLUMNS_STRIP_H
#define INGEST_COLUMNS_STRIP_H

#include "ingest/columns/columns.h"

#include <string.h>

void columns_strip_init(struct columns *c);
void columns_strip_done(struct columns *c);
/* Makes rows from `from` on the strip, COLUMNS_STRIP at most. */
void columns_strip(struct columns *c, size_t from);

/* Some fields side by side of every row of the strip, quotes and the delimiters between them included. */
struct view {
	const char *data;
	const uint32_t *starts, *next; /* [n_strip]: of the first, and of what is behind the last */
};

static inline struct view view_of_fields(const struct columns *c, int field, int n)
{
	const uint32_t *starts = c->starts + (size_t)field * COLUMNS_STRIP;

	return (struct view){ c->chunk->data, starts, starts + (size_t)n * COLUMNS_STRIP };
}

static inline struct view view_of(const struct columns *c, int field)
{
	return view_of_fields(c, field, 1);
}

/* Of the k-th row of the strip. */
static inline struct text view_get(const struct view *v, size_t k)
{
	return (struct text){ v->data + v->starts[k], v->next[k] - v->starts[k] - 1 };
}

/* Takes the quotes off; false where quotes within stand doubled: then only libcsv tells the text. */
static inline bool columns_unquote(struct text *t)
{
	if (!t->size || t->data[0] != '"')
		return true;
	/* What the scan passed has a closing quote at its end; unless someone has written to the file since. */
	if (t->size < 2)
		return false;
	*t = (struct text){ t->data + 1, t->size - 2 };
	return !t->size || !memchr(t->data, '"', t->size);
}

/* As row_check decodes it; false: the row is odd. */
static inline bool columns_decode_any(struct columns *c, int column, struct text raw, union value *out)
{
	const struct layout_column *l = &c->layout->columns[column];

	return columns_unquote(&raw) &&
	       !value_decode(&c->layout->dataset->columns[column], l, value_translate(l, raw), c->words, out);
}

#endif
