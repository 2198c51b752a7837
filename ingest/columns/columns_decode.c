/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/columns_decode.h"

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

static inline struct text view_get(const struct view *v, size_t i)
{
	const uint32_t *ends = v->ends + v->before[i];
	uint32_t from = ends[0] + 1;

	return (struct text){ v->data + from, ends[1] - from };
}

/* Takes the quotes off; false where quotes within stand doubled: then only libcsv tells the text. */
static bool unquote(struct text *t)
{
	if (!t->size || t->data[0] != '"')
		return true;
	/* What the scan passed has a closing quote at its end. */
	*t = (struct text){ t->data + 1, t->size - 2 };
	return !t->size || !memchr(t->data, '"', t->size);
}

/* As row_check decodes it; false: the row is odd. */
static bool decode_any(struct columns *c, int column, struct text raw, union value *out)
{
	const struct layout_column *l = &c->layout->columns[column];

	return unquote(&raw) &&
	       !value_decode(&c->layout->dataset->columns[column], l, value_translate(l, raw), c->words, out);
}

/* --- times --- */

typedef bool stamp_decoder(const struct stamps *s, const char *p, size_t size, int64_t *out);

/* Quoted, of another form, a date that was not met before, or wrong. */
static __attribute__((noinline)) void decode_odd_time(struct columns *c, int column, size_t i,
						      struct text raw)
{
	const struct layout_column *l = &c->layout->columns[column];
	int64_t *out = (int64_t *)c->arrays[column] + i;
	struct text t = raw;
	union value value;

	if (!l->stamp_format && !l->n_values && unquote(&t) && t.size != raw.size &&
	    stamps_decode(&c->stamps, t.data, t.size, out))
		return;
	if (!decode_any(c, column, raw, &value)) {
		c->odd[i] = 1;
		return;
	}
	*out = value.i64;
	if (t.size == 20 || t.size == 24)
		stamps_learn(&c->stamps, t.data);
}

static inline __attribute__((always_inline)) void decode_times(struct columns *c, int column, size_t from,
							       size_t to, stamp_decoder *decode)
{
	const struct layout_column *l = &c->layout->columns[column];
	const struct view view = view_of(c, l->field);
	const bool may_be_empty = c->layout->dataset->columns[column].flags & COLUMN_EMPTY && !l->n_values;
	const bool plain = !l->stamp_format && !l->n_values;
	int64_t *out = c->arrays[column];

	for (size_t i = from; i < to; i++) {
		struct text t = view_get(&view, i);
		int64_t instant;
		bool good = decode(&c->stamps, t.data, t.size, &instant) & plain;

		good |= !t.size & may_be_empty;
		out[i] = t.size ? instant : I64_EMPTY;
		if (__builtin_expect(!good, 0))
			decode_odd_time(c, column, i, t);
	}
}

static void decode_times_plain(struct columns *c, int column, size_t from, size_t to)
{
	decode_times(c, column, from, to, stamps_decode);
}

#ifdef STAMPS_AVX2
STAMPS_AVX2
static void decode_times_avx2(struct columns *c, int column, size_t from, size_t to)
{
	decode_times(c, column, from, to, stamps_decode_avx2);
}
#endif

/* --- closed lists, words, numbers: few different texts --- */

static int64_t number_of(enum column_type type, const union value *value)
{
	return type == COLUMN_LIST ? value->list : type == COLUMN_WORD ? value->word : value->i64;
}

/* Not met before, or too long to remember. */
static __attribute__((noinline)) int64_t decode_new(struct columns *c, int column, size_t i, struct text raw)
{
	union value value;
	int64_t number;

	if (!decode_any(c, column, raw, &value)) {
		c->odd[i] = 1;
		return 0;
	}
	number = number_of(c->layout->dataset->columns[column].type, &value);
	/* With its quotes, if it has any: two texts of one value. */
	if (raw.size <= LEXICON_MAX_BYTES)
		lexicon_add(c->lexicons[column], lexicon_key_of(raw.data, raw.size), number);
	return number;
}

static inline int64_t decode_short(struct columns *c, int column, const struct lexicon *lexicon,
				   const struct view *view, size_t i)
{
	struct text t = view_get(view, i);

	if (__builtin_expect(t.size <= LEXICON_MAX_BYTES, 1)) {
		const int64_t *known = lexicon_find(lexicon, lexicon_key_of(t.data, t.size));

		if (__builtin_expect(known != NULL, 1))
			return *known;
	}
	return decode_new(c, column, i, t);
}

static void decode_lists(struct columns *c, int column, size_t from, size_t to)
{
	const struct view view = view_of(c, c->layout->columns[column].field);
	uint8_t *out = c->arrays[column];

	for (size_t i = from; i < to; i++)
		out[i] = (uint8_t)decode_short(c, column, c->lexicons[column], &view, i);
}

static void decode_words(struct columns *c, int column, size_t from, size_t to)
{
	const struct view view = view_of(c, c->layout->columns[column].field);
	uint32_t *out = c->arrays[column];

	for (size_t i = from; i < to; i++)
		out[i] = (uint32_t)decode_short(c, column, c->lexicons[column], &view, i);
}

static void decode_numbers(struct columns *c, int column, size_t from, size_t to)
{
	const struct view view = view_of(c, c->layout->columns[column].field);
	int64_t *out = c->arrays[column];

	for (size_t i = from; i < to; i++)
		out[i] = decode_short(c, column, c->lexicons[column], &view, i);
}

/* --- texts --- */

/* Empty, quoted or translated. */
static __attribute__((noinline)) struct text take_odd_text(struct columns *c, int column, size_t i,
							   struct text raw)
{
	struct text t = raw;
	bool literal = unquote(&t);

	t = value_translate(&c->layout->columns[column], t);
	if (!literal || (!t.size && !(c->layout->dataset->columns[column].flags & COLUMN_EMPTY)))
		c->odd[i] = 1;
	return t;
}

static inline struct text take_text(struct columns *c, int column, const struct view *view, size_t i)
{
	struct text t = view_get(view, i);

	if (__builtin_expect(!t.size || t.data[0] == '"' || c->layout->columns[column].n_values, 0))
		return take_odd_text(c, column, i, t);
	return t;
}

static void decode_texts(struct columns *c, int column, size_t from, size_t to)
{
	const struct view view = view_of(c, c->layout->columns[column].field);
	struct text *out = c->arrays[column];

	for (size_t i = from; i < to; i++)
		out[i] = take_text(c, column, &view, i);
}

/* Of a text that nobody needs only its emptiness is looked at; whether it is UTF-8 is asked of whole rows. */
static void check_texts(struct columns *c, int column, size_t from, size_t to)
{
	const struct view view = view_of(c, c->layout->columns[column].field);

	if (c->layout->dataset->columns[column].flags & COLUMN_EMPTY)
		return;
	for (size_t i = from; i < to; i++)
		take_text(c, column, &view, i);
}

/* --- all of them --- */

static void decode_column(struct columns *c, int column, size_t from, size_t to)
{
	switch (c->layout->dataset->columns[column].type) {
	case COLUMN_TEXT:
		decode_texts(c, column, from, to);
		break;
	case COLUMN_WORD:
		decode_words(c, column, from, to);
		break;
	case COLUMN_LIST:
		decode_lists(c, column, from, to);
		break;
	case COLUMN_TIME:
#ifdef STAMPS_AVX2
		if (c->has_avx2) {
			decode_times_avx2(c, column, from, to);
			break;
		}
#endif
		decode_times_plain(c, column, from, to);
		break;
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		decode_numbers(c, column, from, to);
		break;
	}
}

void columns_decode(struct columns *c, size_t from, size_t to)
{
	const struct layout *l = c->layout;

	for (int k = 0; k < l->dataset->n_columns; k++) {
		if (l->columns[k].field < 0)
			continue;
		if (c->arrays[k])
			decode_column(c, k, from, to);
		else
			check_texts(c, k, from, to);
	}
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
			c->key_hash[i] = row_key_step(c->key_hash[i], take_text(c, k, &view, i));
	}
}
