/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns.h"

#include "ingest/columns_check.h"
#include "ingest/ingest.h"

#include <assert.h>
#include <string.h>

/* What is decoded: every column whose values are restricted, and what the plan needs (ruling 3). */
static bool is_decoded(const struct columns *c, int column)
{
	switch (c->layout->dataset->columns[column].type) {
	case COLUMN_TEXT:
	case COLUMN_WORD:
		return c->needed >> column & 1;
	case COLUMN_LIST:
	case COLUMN_TIME:
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		break;
	}
	return true;
}

static void fill_default(struct columns *c, int column)
{
	const struct column_def *def = &c->layout->dataset->columns[column];
	union value empty = value_empty(def, c->words);

	for (size_t i = 0; i < COLUMNS_ROWS; i++)
		if (def->type == COLUMN_TEXT)
			((struct text *)c->arrays[column])[i] = empty.text;
		else if (def->type == COLUMN_WORD)
			((uint32_t *)c->arrays[column])[i] = empty.word;
		else if (def->type == COLUMN_LIST)
			((uint8_t *)c->arrays[column])[i] = empty.list;
		else
			((int64_t *)c->arrays[column])[i] = empty.i64;
}

void columns_init(struct columns *c, const struct plan *plan, const struct layout *layout,
		  struct words *words, uint32_t needed, bool hashes)
{
	const struct dataset *d = layout->dataset;

	*c = (struct columns){
		.plan = plan, .layout = layout, .words = words, .needed = needed, .hashes = hashes
	};
	c->before = memory_alloc(COLUMNS_ROWS * sizeof *c->before);
	c->record = memory_alloc(COLUMNS_ROWS * sizeof *c->record);
	c->strays = memory_alloc(COLUMNS_ROWS * sizeof *c->strays);
	c->odd = memory_alloc(COLUMNS_ROWS);
	c->inside = memory_alloc(COLUMNS_ROWS);
	c->key_hash = hashes ? memory_alloc(COLUMNS_ROWS * sizeof *c->key_hash) : NULL;
	c->values.dataset = d;
	stamps_init(&c->stamps);
	for (int k = 0; k < d->n_columns; k++) {
		bool here = layout->columns[k].field >= 0;

		if (!(here ? is_decoded(c, k) : needed >> k & 1))
			continue;
		c->arrays[k] = memory_alloc(COLUMNS_ROWS * sizeof(struct text));
		c->values.columns[k].i64 = c->arrays[k];
		if (!here)
			fill_default(c, k);
		else if (d->columns[k].type != COLUMN_TIME && d->columns[k].type != COLUMN_TEXT)
			c->lexicons[k] = memory_zero(1, sizeof *c->lexicons[k]);
	}
	columns_check_init(c);
}

void columns_done(struct columns *c)
{
	for (int k = 0; k < DATASET_MAX_COLUMNS; k++) {
		memory_free(c->arrays[k]);
		memory_free(c->lexicons[k]);
	}
	memory_free(c->before);
	memory_free(c->record);
	memory_free(c->strays);
	memory_free(c->odd);
	memory_free(c->inside);
	memory_free(c->key_hash);
	memory_free(c->orders);
	*c = (struct columns){ 0 };
}

/* --- rows --- */

/* Sorts records into rows, strays and blank lines. */
static bool find_rows(struct columns *c, size_t *record)
{
	const struct chunk *chunk = c->chunk;
	const struct scan *s = &chunk->scan;
	uint32_t width = (uint32_t)c->layout->n_fields;
	size_t r = *record;

	c->n_rows = c->n_strays = 0;
	for (; r < s->n_records && c->n_rows < COLUMNS_ROWS && c->n_strays < COLUMNS_ROWS; r++) {
		uint32_t first = s->record_ends[r], last = s->record_ends[r + 1];
		bool counts;

		c->before[c->n_rows] = first;
		c->record[c->n_rows] = (uint32_t)r;
		if (last - first == width && width > 1 &&
		    s->field_ends[last] - s->field_ends[first] <= INGEST_MAX_FIELD_BYTES)
			c->n_rows++;
		else if (chunk_is_blank(chunk, r, &counts))
			c->n_blank += counts;
		else
			c->strays[c->n_strays++] = (uint32_t)r;
	}
	*record = r;
	return c->n_rows || c->n_strays;
}

/* A field without its quotes. */
struct field {
	const char *data;
	size_t size;
	bool quoted;
};

static inline struct field field_of(const struct columns *c, size_t i, int field)
{
	const uint32_t *ends = c->chunk->scan.field_ends + c->before[i] + field;
	uint32_t from = ends[0] + 1;
	const char *data = c->chunk->data + from;
	bool quoted = *data == '"';

	/* What the scan passed has a closing quote at its end. */
	return (struct field){ data + quoted, ends[1] - from - 2 * (size_t)quoted, quoted };
}

/* False where quotes within stand doubled: such a text is not what it looks like. */
static inline bool is_literal(const struct field *f)
{
	return !f->quoted || !f->size || !memchr(f->data, '"', f->size);
}

/* --- values --- */

/* As row_check decodes it; false: the row is odd. */
static bool decode_one(struct columns *c, int column, const struct field *f, union value *out)
{
	const struct layout_column *l = &c->layout->columns[column];
	struct text t = { f->data, f->size };

	return is_literal(f) &&
	       !value_decode(&c->layout->dataset->columns[column], l, value_translate(l, t), c->words, out);
}

static void decode_times(struct columns *c, int column)
{
	const struct layout_column *l = &c->layout->columns[column];
	bool plain = !l->stamp_format && !l->n_values;
	bool may_be_empty = c->layout->dataset->columns[column].flags & COLUMN_EMPTY;
	int64_t *out = c->arrays[column];

	for (size_t i = 0; i < c->n_rows; i++) {
		struct field f = field_of(c, i, l->field);
		bool good = stamps_decode(&c->stamps, f.data, f.size, &out[i]) && plain;
		union value value;

		out[i] = f.size ? out[i] : I64_EMPTY;
		if (good | (may_be_empty & !f.size & plain))
			continue;
		if (!decode_one(c, column, &f, &value)) {
			c->odd[i] = 1;
			continue;
		}
		out[i] = value.i64;
		if (plain && (f.size == 20 || f.size == 24))
			stamps_learn(&c->stamps, f.data);
	}
}

/* The value of a field of few different texts. */
static inline int64_t decode_short(struct columns *c, int column, size_t i)
{
	const enum column_type type = c->layout->dataset->columns[column].type;
	struct lexicon *lexicon = c->lexicons[column];
	struct field f = field_of(c, i, c->layout->columns[column].field);
	bool is_short = f.size <= LEXICON_MAX_BYTES;
	struct lexicon_key key = { 0, 0 };
	const int64_t *known = NULL;
	union value value;
	int64_t number;

	if (is_short) {
		key = lexicon_key_of(f.data, f.size);
		known = lexicon_find(lexicon, key);
	}
	if (known)
		return *known;
	if (!decode_one(c, column, &f, &value)) {
		c->odd[i] = 1;
		return 0;
	}
	number = type == COLUMN_LIST ? value.list : type == COLUMN_WORD ? value.word : value.i64;
	if (is_short)
		lexicon_add(lexicon, key, number);
	return number;
}

static void decode_texts(struct columns *c, int column)
{
	const struct layout_column *l = &c->layout->columns[column];
	bool may_be_empty = c->layout->dataset->columns[column].flags & COLUMN_EMPTY;
	struct text *out = c->arrays[column];

	for (size_t i = 0; i < c->n_rows; i++) {
		struct field f = field_of(c, i, l->field);

		out[i] = value_translate(l, (struct text){ f.data, f.size });
		c->odd[i] |= (!out[i].size && !may_be_empty) || !is_literal(&f);
	}
}

static void decode_column(struct columns *c, int column)
{
	switch (c->layout->dataset->columns[column].type) {
	case COLUMN_TEXT:
		decode_texts(c, column);
		break;
	case COLUMN_TIME:
		decode_times(c, column);
		break;
	case COLUMN_WORD:
		for (size_t i = 0; i < c->n_rows; i++)
			((uint32_t *)c->arrays[column])[i] = (uint32_t)decode_short(c, column, i);
		break;
	case COLUMN_LIST:
		for (size_t i = 0; i < c->n_rows; i++)
			((uint8_t *)c->arrays[column])[i] = (uint8_t)decode_short(c, column, i);
		break;
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		for (size_t i = 0; i < c->n_rows; i++)
			((int64_t *)c->arrays[column])[i] = decode_short(c, column, i);
		break;
	}
}

/* Of a text that nobody needs only its emptiness is looked at; whether it is UTF-8 is asked of whole rows. */
static void check_undecoded(struct columns *c, int column)
{
	const struct layout_column *l = &c->layout->columns[column];

	if (c->layout->dataset->columns[column].flags & COLUMN_EMPTY)
		return;
	for (size_t i = 0; i < c->n_rows; i++) {
		struct field f = field_of(c, i, l->field);

		c->odd[i] |= !value_translate(l, (struct text){ f.data, f.size }).size;
	}
}

static void check_utf8(struct columns *c)
{
	for (size_t i = 0; i < c->n_rows; i++) {
		struct text raw = chunk_record(c->chunk, c->record[i]);

		c->odd[i] |= text_utf8_prefix(raw) != raw.size;
	}
}

/* --- keys --- */

static void hash_keys(struct columns *c)
{
	const struct layout *l = c->layout;
	struct text texts[DATASET_MAX_COLUMNS] = { { "", 0 } };

	for (size_t i = 0; i < c->n_rows; i++) {
		for (int k = 0; k < l->dataset->n_columns; k++) {
			struct field f;

			if (!(l->dataset->columns[k].flags & COLUMN_KEY) || l->columns[k].field < 0)
				continue;
			f = field_of(c, i, l->columns[k].field);
			texts[k] = value_translate(&l->columns[k], (struct text){ f.data, f.size });
			c->odd[i] |= !is_literal(&f);
		}
		c->key_hash[i] = row_key_hash(l->dataset, texts);
	}
}

bool columns_take(struct columns *c, const struct chunk *chunk, size_t *record)
{
	const struct layout *l = c->layout;

	c->chunk = chunk;
	if (!find_rows(c, record))
		return false;
	memset(c->odd, 0, c->n_rows);
	if (!chunk->scan.ascii)
		check_utf8(c);
	for (int k = 0; k < l->dataset->n_columns; k++) {
		if (l->columns[k].field < 0)
			continue;
		if (c->arrays[k])
			decode_column(c, k);
		else
			check_undecoded(c, k);
	}
	c->values.n_rows = c->n_rows;
	columns_check(c);
	if (c->hashes)
		hash_keys(c);
	return true;
}

/* --- keeping --- */

size_t columns_keep_hashes(struct columns *c, size_t n_plain)
{
	size_t n = 0;

	if (n_plain == c->n_rows)
		return n_plain;
	for (size_t i = 0; i < c->n_rows; i++) {
		c->key_hash[n] = c->key_hash[i];
		n += !c->odd[i];
	}
	return n;
}

static void keep_column(struct columns *c, int column)
{
	const enum column_type type = c->layout->dataset->columns[column].type;
	void *array = c->arrays[column];
	size_t n = 0;

	for (size_t i = 0; i < c->n_rows; i++) {
		bool kept = !c->odd[i] && c->inside[i];

		if (type == COLUMN_TEXT)
			((struct text *)array)[n] = ((struct text *)array)[i];
		else if (type == COLUMN_WORD)
			((uint32_t *)array)[n] = ((uint32_t *)array)[i];
		else if (type == COLUMN_LIST)
			((uint8_t *)array)[n] = ((uint8_t *)array)[i];
		else
			((int64_t *)array)[n] = ((int64_t *)array)[i];
		n += kept;
	}
}

void columns_keep_used(struct columns *c, size_t n_used)
{
	if (n_used == c->n_rows || !n_used)
		return;
	for (int k = 0; k < c->layout->dataset->n_columns; k++)
		if (c->needed >> k & 1 && c->arrays[k])
			keep_column(c, k);
}
