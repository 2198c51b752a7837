/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/columns_spans.h"

#include "ingest/columns/columns_strip.h"

/* --- which columns --- */

static enum column_type type_of(const struct columns *c, int column)
{
	return c->layout->dataset->columns[column].type;
}

static size_t value_bytes(enum column_type type)
{
	return type == COLUMN_LIST ? sizeof(uint8_t) : type == COLUMN_WORD ? sizeof(uint32_t) : sizeof(int64_t);
}

static void add_span(struct columns *c, const int *columns, int n)
{
	struct span *s = &c->spans[c->n_spans++];

	*s = (struct span){ .n = n, .lexicon = lexicon_new() };
	for (int k = 0; k < n; k++) {
		s->columns[k] = columns[k];
		s->values[k] = memory_zero(LEXICON_ENTRIES, value_bytes(type_of(c, columns[k])));
	}
}

static void drop_span(struct span *s)
{
	memory_free(s->lexicon);
	for (int k = 0; k < s->n; k++)
		memory_free(s->values[k]);
}

/* Columns that stand side by side: as few spans as hold them, of about one size. */
static void add_run(struct columns *c, const int *columns, int n)
{
	for (int left = n; left;) {
		int n_spans = (left + SPAN_COLUMNS - 1) / SPAN_COLUMNS, size = left / n_spans;

		add_span(c, columns + n - left, size);
		left -= size;
	}
}

void columns_spans_init(struct columns *c)
{
	int run[DATASET_MAX_COLUMNS], n = 0;

	for (int i = 0; i < c->layout->n_in_order; i++) {
		int column = c->layout->in_order[i];
		enum column_type type = type_of(c, column);
		bool decoded = c->arrays[column] && type != COLUMN_TIME && type != COLUMN_TEXT;
		/* Of numbers there are many, and each with each would be too many. */
		bool joins = decoded && (type == COLUMN_LIST || type == COLUMN_WORD);

		if (n && (!joins || c->layout->columns[run[n - 1]].field + 1 != c->layout->columns[column].field)) {
			add_run(c, run, n);
			n = 0;
		}
		if (joins)
			run[n++] = column;
		else if (decoded)
			add_span(c, &column, 1);
	}
	add_run(c, run, n);
}

void columns_spans_done(struct columns *c)
{
	for (int s = 0; s < c->n_spans; s++)
		drop_span(&c->spans[s]);
	c->n_spans = 0;
}

/* The first half of a span stays where it is, for the other one there is another. */
static void part_span(struct columns *c, struct span *s)
{
	struct span whole = *s;
	int n = c->n_spans, first = whole.n / 2;

	drop_span(&whole);
	c->n_spans = (int)(s - c->spans);
	add_span(c, whole.columns, first);
	c->n_spans = n;
	add_span(c, whole.columns + first, whole.n - first);
}

/* --- values --- */

static void put(enum column_type type, void *array, size_t at, const union value *value)
{
	if (type == COLUMN_LIST)
		((uint8_t *)array)[at] = value->list;
	else if (type == COLUMN_WORD)
		((uint32_t *)array)[at] = value->word;
	else
		((int64_t *)array)[at] = value->i64;
}

#define COPY(type)                                                                                           \
	do {                                                                                                 \
		const type *known = s->values[k];                                                            \
		type *out = (type *)c->arrays[s->columns[k]] + c->strip;                                     \
		const size_t n = c->n_strip;                                                                 \
		size_t i = 0;                                                                                \
                                                                                                             \
		for (; i + 4 <= n; i += 4) {                                                                 \
			out[i] = known[entries[i]];                                                          \
			out[i + 1] = known[entries[i + 1]];                                                  \
			out[i + 2] = known[entries[i + 2]];                                                  \
			out[i + 3] = known[entries[i + 3]];                                                  \
		}                                                                                            \
		for (; i < n; i++)                                                                           \
			out[i] = known[entries[i]];                                                          \
	} while (false)

/* The values of column k of a span. */
static void copy_values(const struct columns *c, const struct span *s, int k, const uint16_t *entries)
{
	if (type_of(c, s->columns[k]) == COLUMN_LIST)
		COPY(uint8_t);
	else if (type_of(c, s->columns[k]) == COLUMN_WORD)
		COPY(uint32_t);
	else
		COPY(int64_t);
}

/* Not met before, or too long to remember: column by column, as row_check does it.  What is good is entered; with
 * its quotes, if it has any: two texts of one value. */
static void decode_new(struct columns *c, struct span *s, struct text raw, size_t row)
{
	size_t i = c->strip + row;
	union value values[SPAN_COLUMNS];
	struct lexicon_key key;
	uint32_t entry;

	for (int k = 0; k < s->n; k++) {
		struct view view = view_of(c, c->layout->columns[s->columns[k]].field);

		if (!columns_decode_any(c, s->columns[k], view_get(&view, row), &values[k])) {
			c->odd[i] = 1;
			return;
		}
		put(type_of(c, s->columns[k]), c->arrays[s->columns[k]], i, &values[k]);
	}
	if (raw.size > LEXICON_MAX_BYTES)
		return;
	key = lexicon_key_of(raw.data, raw.size);
	/* A row of the same strip may have entered it. */
	if (lexicon_find(s->lexicon, &key) != LEXICON_NONE)
		return;
	entry = lexicon_add(s->lexicon, &key);
	s->full |= entry == LEXICON_NONE;
	if (s->full)
		return;
	for (int k = 0; k < s->n; k++)
		put(type_of(c, s->columns[k]), s->values[k], entry, &values[k]);
}

/* Bytes of the next chunk, which come to the second cache while those of this one are worked on: a cache line for every
 * row and span, from where this chunk's row would stand in it.  Of rows with many columns those are nearly all lines. */
struct ahead {
	const char *next;
	size_t step; /* 0: nothing is asked for */
};

static struct ahead ahead_of(const struct columns *c, int span)
{
	const struct chunk *chunk = c->chunk;
	uint32_t begin = c->starts[0];

	if (!chunk->ahead)
		return (struct ahead){ NULL, 0 };
	return (struct ahead){ chunk->ahead + begin + span * MEMORY_LINE, (size_t)c->n_spans * MEMORY_LINE };
}

/* The entries of the texts of n rows; returns how many are not found, in rest[].  `asks` is known where this is
 * compiled. */
typedef uint32_t finder(const struct lexicon *l, const char *p, size_t size);
static inline __attribute__((always_inline)) size_t find_entries(const struct lexicon *lexicon, const struct view *view,
							       size_t n, struct ahead ahead, bool asks,
							       uint16_t *entries, uint16_t *rest, finder *find)
{
	const struct view v = *view; /* which no store can change */
	size_t n_rest = 0;

	for (size_t i = 0; i < n; i++) {
		struct text raw = view_get(&v, i);
		uint32_t entry = LEXICON_NONE;

		if (asks) {
			__builtin_prefetch(ahead.next, 0, 2);
			ahead.next += ahead.step;
		}
		/* The texts of a span are mostly short, or mostly not. */
		if (raw.size <= LEXICON_SHORT)
			entry = lexicon_find_short(lexicon, raw.data, raw.size);
		if (entry == LEXICON_NONE && __builtin_expect(raw.size <= LEXICON_MAX_BYTES, 1))
			entry = find(lexicon, raw.data, raw.size);
		entries[i] = (uint16_t)entry;
		if (__builtin_expect(entry == LEXICON_NONE, 0))
			rest[n_rest++] = (uint16_t)i;
	}
	return n_rest;
}

static size_t find_entries_plain(const struct lexicon *lexicon, const struct view *view, size_t n, struct ahead ahead,
				 uint16_t *entries, uint16_t *rest)
{
	if (ahead.step)
		return find_entries(lexicon, view, n, ahead, true, entries, rest, lexicon_find_text);
	return find_entries(lexicon, view, n, ahead, false, entries, rest, lexicon_find_text);
}

#ifdef LEXICON_AVX2
LEXICON_AVX2
static size_t find_entries_avx2(const struct lexicon *lexicon, const struct view *view, size_t n, struct ahead ahead,
				uint16_t *entries, uint16_t *rest)
{
	if (ahead.step)
		return find_entries(lexicon, view, n, ahead, true, entries, rest, lexicon_find_text_avx2);
	return find_entries(lexicon, view, n, ahead, false, entries, rest, lexicon_find_text_avx2);
}
#else
#define find_entries_avx2 find_entries_plain
#endif

static void decode_span(struct columns *c, struct span *s)
{
	const struct view view = view_of_fields(c, c->layout->columns[s->columns[0]].field, s->n);
	const struct ahead ahead = ahead_of(c, (int)(s - c->spans));
	uint16_t entries[COLUMNS_STRIP], rest[COLUMNS_STRIP];
	size_t n_rest;

	n_rest = columns_has_avx2(c)
			 ? find_entries_avx2(s->lexicon, &view, c->n_strip, ahead, entries, rest)
			 : find_entries_plain(s->lexicon, &view, c->n_strip, ahead, entries, rest);
	/* Of others it is enough that they are good. */
	for (int k = 0; k < s->n; k++)
		if (c->read >> s->columns[k] & 1)
			copy_values(c, s, k, entries);
	for (size_t r = 0; r < n_rest; r++)
		decode_new(c, s, view_get(&view, rest[r]), rest[r]);
	if (s->full && s->n > 1)
		part_span(c, s);
}

void columns_spans(struct columns *c)
{
	/* What is parted on the way is added, and done for these rows. */
	for (int s = 0, n = c->n_spans; s < n; s++)
		decode_span(c, &c->spans[s]);
}
