/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/columns.h"

#include "engine/sweep.h"
#include "ingest/columns/columns_check.h"
#include "ingest/columns/columns_decode.h"
#include "ingest/columns/columns_spans.h"
#include "ingest/columns/columns_strip.h"
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
		  struct words *words, uint32_t needed, bool hashes, enum scan_set set)
{
	const struct dataset *d = layout->dataset;

	*c = (struct columns){
		.plan = plan, .layout = layout, .words = words, .needed = needed, .read = needed, .hashes = hashes, .set = set
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

		c->months[k].head = UINT64_MAX; /* no stamp begins so: those are not UTF-8 */

		if (!(here ? is_decoded(c, k) : needed >> k & 1))
			continue;
		c->arrays[k] = memory_lines(COLUMNS_ROWS, sizeof(struct text));
		c->values.columns[k].i64 = c->arrays[k];
		if (!here)
			fill_default(c, k);
	}
	columns_strip_init(c);
	columns_spans_init(c);
	columns_check_init(c);
}

void columns_done(struct columns *c)
{
	columns_strip_done(c);
	columns_spans_done(c);
	for (int k = 0; k < DATASET_MAX_COLUMNS; k++)
		memory_free(c->arrays[k]);
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

/* How many of n records from `record` on have the width of the heading. */
static size_t count_regular(const struct scan *s, size_t record, size_t n, uint32_t width)
{
	const uint32_t *ends = s->record_ends + record;
	size_t k = 0;

	/* By the sixteen, which compilers turn into a few vector instructions. */
	for (uint32_t differ = 0; k + 16 <= n; k += 16) {
		for (size_t i = k; i < k + 16; i++)
			differ |= (ends[i + 1] - ends[i]) ^ width;
		if (differ)
			break;
	}
	while (k < n && ends[k + 1] - ends[k] == width)
		k++;
	return k;
}

/* Sorts records into rows, strays and blank lines. */
static bool find_rows(struct columns *c, size_t *record)
{
	const struct chunk *chunk = c->chunk;
	const struct scan *s = &chunk->scan;
	const uint32_t width = (uint32_t)c->layout->n_fields;
	/* Of a chunk that is not larger no field is. */
	const bool small = chunk->size <= INGEST_MAX_FIELD_BYTES;
	size_t r = *record, n = 0;

	c->n_strays = 0;
	while (r < s->n_records && n < COLUMNS_ROWS && c->n_strays < COLUMNS_ROWS) {
		size_t left = s->n_records - r, room = COLUMNS_ROWS - n;
		size_t regular = small && width > 1 ? count_regular(s, r, left < room ? left : room, width) : 0;
		bool counts;

		for (size_t i = 0; i < regular; i++) {
			c->before[n + i] = s->record_ends[r + i];
			c->record[n + i] = (uint32_t)(r + i);
		}
		n += regular;
		r += regular;
		if (r == s->n_records || n == COLUMNS_ROWS)
			break;

		uint32_t first = s->record_ends[r], last = s->record_ends[r + 1];

		c->before[n] = first;
		c->record[n] = (uint32_t)r;
		if (last - first == width && width > 1 &&
		    s->field_ends[last] - s->field_ends[first] <= INGEST_MAX_FIELD_BYTES)
			n++;
		else if (chunk_is_blank(chunk, r, &counts))
			c->n_blank += counts;
		else
			c->strays[c->n_strays++] = (uint32_t)r;
		r++;
	}
	c->n_rows = n;
	*record = r;
	return c->n_rows || c->n_strays;
}

static void check_utf8(struct columns *c)
{
	for (size_t i = 0; i < c->n_rows; i++) {
		struct text raw = chunk_record(c->chunk, c->record[i]);

		c->odd[i] |= text_utf8_prefix(raw) != raw.size;
	}
}

bool columns_take(struct columns *c, const struct chunk *chunk, size_t *record)
{
	c->chunk = chunk;
	if (!find_rows(c, record))
		return false;
	memset(c->odd, 0, c->n_rows);
	if (!chunk->scan.ascii)
		check_utf8(c);
	for (size_t from = 0; from < c->n_rows; from += c->n_strip) {
		columns_strip(c, from);
		columns_decode(c);
		if (c->hashes)
			columns_hash_keys(c);
	}
	c->values.n_rows = c->n_rows;
	columns_check(c);
	c->n_plain = sweep_count(c->odd, c->inside, c->n_rows, &c->n_used);
	return true;
}

bool columns_take_keys(struct columns *c, const struct chunk *chunk, size_t *record)
{
	c->chunk = chunk;
	if (!find_rows(c, record))
		return false;
	memset(c->odd, 0, c->n_rows);
	for (size_t from = 0; from < c->n_rows; from += c->n_strip) {
		columns_strip(c, from);
		columns_hash_keys(c);
	}
	return true;
}

/* --- keeping --- */

void columns_keep_hashes(struct columns *c)
{
	size_t n = 0;

	for (size_t i = 0; n < c->n_plain; i++) {
		c->key_hash[n] = c->key_hash[i];
		n += !c->odd[i];
	}
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

static void keep_records(struct columns *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_rows; i++) {
		bool kept = !c->odd[i] && c->inside[i];

		c->record[n] = c->record[i];
		n += kept;
	}
}

void columns_keep_used(struct columns *c)
{
	if (c->n_used == c->n_rows || !c->n_used)
		return;
	for (int k = 0; k < c->layout->dataset->n_columns; k++)
		if (c->needed >> k & 1 && c->arrays[k])
			keep_column(c, k);
	keep_records(c);
}
