/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/columns_decode.h"

#include "ingest/columns/columns_spans.h"
#include "ingest/columns/columns_times.h"
#include "ingest/columns/columns_view.h"

#include <string.h>

/* --- texts --- */

/* Empty, quoted or translated. */
static __attribute__((noinline)) struct text take_odd_text(struct columns *c, int column, size_t i,
							   struct text raw)
{
	struct text t = raw;
	bool literal = columns_unquote(&t);

	t = value_translate(&c->layout->columns[column], t);
	if (!literal || (!t.size && !(c->layout->dataset->columns[column].flags & COLUMN_EMPTY)))
		c->odd[i] = 1;
	return t;
}

static inline bool is_translated(const struct columns *c, int column)
{
	return c->layout->columns[column].n_values > 0;
}

static inline struct text take_text(struct columns *c, int column, const struct view *view, bool translated, size_t i)
{
	struct text t = view_get(view, i);

	if (__builtin_expect(!t.size || t.data[0] == '"' || translated, 0))
		return take_odd_text(c, column, i, t);
	return t;
}

static void decode_texts(struct columns *c, int column, size_t from, size_t to)
{
	const struct view view = view_of(c, c->layout->columns[column].field);
	const bool translated = is_translated(c, column);
	struct text *out = c->arrays[column];

	for (size_t i = from; i < to; i++)
		out[i] = take_text(c, column, &view, translated, i);
}

/* Of a text that nobody needs only its emptiness is looked at; whether it is UTF-8 is asked of whole rows. */
static void check_texts(struct columns *c, int column, size_t from, size_t to)
{
	const struct view view = view_of(c, c->layout->columns[column].field);
	const bool translated = is_translated(c, column);

	if (c->layout->dataset->columns[column].flags & COLUMN_EMPTY)
		return;
	for (size_t i = from; i < to; i++)
		take_text(c, column, &view, translated, i);
}

/* --- all of them --- */

void columns_decode(struct columns *c, size_t from, size_t to)
{
	const struct layout *l = c->layout;

	for (int k = 0; k < l->dataset->n_columns; k++) {
		enum column_type type = l->dataset->columns[k].type;

		if (l->columns[k].field < 0)
			continue;
		if (!c->arrays[k])
			check_texts(c, k, from, to);
		else if (type == COLUMN_TEXT)
			decode_texts(c, k, from, to);
		else if (type == COLUMN_TIME)
			columns_times(c, k, from, to);
	}
	columns_spans(c, from, to);
}

void columns_hash_keys(struct columns *c)
{
	const struct dataset *d = c->layout->dataset;

	for (size_t i = 0; i < c->n_rows; i++)
		c->key_hash[i] = ROW_KEY_SEED;
	for (int k = 0; k < d->n_columns; k++) {
		struct view view;

		if (!(d->columns[k].flags & COLUMN_KEY) || c->layout->columns[k].field < 0)
			continue;
		view = view_of(c, c->layout->columns[k].field);
		for (size_t i = 0; i < c->n_rows; i++)
			c->key_hash[i] = row_key_step(c->key_hash[i], take_text(c, k, &view, is_translated(c, k), i));
	}
}
