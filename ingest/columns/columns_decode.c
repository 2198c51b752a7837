/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/columns_decode.h"

#include "ingest/columns/columns_spans.h"
#include "ingest/columns/columns_strip.h"
#include "ingest/columns/columns_times.h"

#include <string.h>

/* --- texts --- */

/* Empty, quoted or translated. */
static __attribute__((noinline)) struct text take_odd_text(struct columns *c, int column, size_t k,
							   struct text raw)
{
	struct text t = raw;
	bool literal = columns_unquote(&t);

	t = value_translate(&c->layout->columns[column], t);
	if (!literal || (!t.size && !(c->layout->dataset->columns[column].flags & COLUMN_EMPTY)))
		c->odd[c->strip + k] = 1;
	return t;
}

static inline bool is_translated(const struct columns *c, int column)
{
	return c->layout->columns[column].n_values > 0;
}

static inline struct text take_text(struct columns *c, int column, const struct view *view, bool translated, size_t k)
{
	struct text t = view_get(view, k);

	if (__builtin_expect(!t.size || t.data[0] == '"' || translated, 0))
		return take_odd_text(c, column, k, t);
	return t;
}

static void decode_texts(struct columns *c, int column)
{
	const struct view view = view_of(c, c->layout->columns[column].field);
	const bool translated = is_translated(c, column);
	struct text *out = (struct text *)c->arrays[column] + c->strip;

	for (size_t k = 0; k < c->n_strip; k++)
		out[k] = take_text(c, column, &view, translated, k);
}

/* Of a text that nobody needs only its emptiness is looked at; whether it is UTF-8 is asked of whole rows. */
static void check_texts(struct columns *c, int column)
{
	const struct view view = view_of(c, c->layout->columns[column].field);
	const bool translated = is_translated(c, column);

	if (c->layout->dataset->columns[column].flags & COLUMN_EMPTY)
		return;
	for (size_t k = 0; k < c->n_strip; k++)
		take_text(c, column, &view, translated, k);
}

/* --- all of them --- */

void columns_decode(struct columns *c)
{
	const struct layout *l = c->layout;

	for (int k = 0; k < l->dataset->n_columns; k++) {
		enum column_type type = l->dataset->columns[k].type;

		if (l->columns[k].field < 0)
			continue;
		if (!c->arrays[k])
			check_texts(c, k);
		else if (type == COLUMN_TEXT)
			decode_texts(c, k);
		else if (type == COLUMN_TIME)
			columns_times(c, k);
	}
	columns_spans(c);
}

void columns_hash_keys(struct columns *c)
{
	const struct dataset *d = c->layout->dataset;
	uint64_t *hash = c->key_hash + c->strip;

	for (size_t i = 0; i < c->n_strip; i++)
		hash[i] = ROW_KEY_SEED;
	for (int k = 0; k < d->n_columns; k++) {
		struct view view;

		if (!(d->columns[k].flags & COLUMN_KEY) || c->layout->columns[k].field < 0)
			continue;
		view = view_of(c, c->layout->columns[k].field);
		for (size_t i = 0; i < c->n_strip; i++)
			hash[i] = row_key_step(hash[i], take_text(c, k, &view, is_translated(c, k), i));
	}
}
