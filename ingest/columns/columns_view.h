/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns_view.h - the texts of one field of every row, and what is asked of them one by one.
 */
#ifndef INGEST_COLUMNS_VIEW_H
#define INGEST_COLUMNS_VIEW_H

#include "ingest/columns/columns.h"

#include <string.h>

/* One field of every row, quotes included. */
struct view {
	const char *data;
	const uint32_t *ends;   /* of fields, moved on to this one */
	const uint32_t *before; /* [n_rows] */
};

static inline struct view view_of(const struct columns *c, int field)
{
	return (struct view){ c->chunk->data, c->chunk->scan.field_ends + field, c->before };
}

/* This field and those behind it, n in all, with their delimiters. */
static inline struct text view_get_fields(const struct view *v, size_t i, int n)
{
	const uint32_t *ends = v->ends + v->before[i];
	uint32_t from = ends[0] + 1;

	return (struct text){ v->data + from, ends[n] - from };
}

static inline struct text view_get(const struct view *v, size_t i)
{
	return view_get_fields(v, i, 1);
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
