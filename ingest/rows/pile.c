/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/rows/pile.h"

#include <assert.h>

static_assert(PILE_ROWS <= BATCH_MAX_ROWS, "a pile becomes one batch");

static size_t size_of(enum column_type type)
{
	switch (type) {
	case COLUMN_TEXT:
		return sizeof(struct text);
	case COLUMN_WORD:
		return sizeof(uint32_t);
	case COLUMN_LIST:
		return sizeof(uint8_t);
	case COLUMN_TIME:
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		break;
	}
	return sizeof(int64_t);
}

void pile_init(struct pile *p, const struct dataset *d, uint32_t needed, const struct ingest_sink *sink,
	       void *accumulator, enum batch_role role)
{
	*p = (struct pile){
		.dataset = d, .sink = sink, .accumulator = accumulator, .role = role, .needed = needed
	};
	builder_init(&p->heap);
	p->places = memory_zero(PILE_ROWS, sizeof *p->places);
	for (int c = 0; c < d->n_columns; c++)
		if (needed >> c & 1)
			p->columns[c] = memory_zero(PILE_ROWS, size_of(d->columns[c].type));
}

static struct text keep_text(struct pile *p, struct text t)
{
	struct text kept = { NULL, t.size };

	/* Unreadable stays NULL; every kept text has an offset of 1 or more. */
	if (!t.data)
		return kept;
	if (!p->heap.size)
		builder_add_char(&p->heap, ' ');
	kept.data = (const char *)(uintptr_t)p->heap.size;
	builder_add(&p->heap, t);
	return kept;
}

void pile_add(struct pile *p, const struct row *row)
{
	size_t at = p->n_rows;

	p->places[at] = (struct place){ row->file, row->line };
	for (int c = 0; c < p->dataset->n_columns; c++) {
		if (!p->columns[c])
			continue;
		switch (p->dataset->columns[c].type) {
		case COLUMN_TEXT:
			((struct text *)p->columns[c])[at] = keep_text(p, row->values[c].text);
			break;
		case COLUMN_WORD:
			((uint32_t *)p->columns[c])[at] = row->values[c].word;
			break;
		case COLUMN_LIST:
			((uint8_t *)p->columns[c])[at] = row->values[c].list;
			break;
		case COLUMN_TIME:
		case COLUMN_COUNT:
		case COLUMN_MINUTES:
		case COLUMN_DECIMAL:
		case COLUMN_MONTH:
		case COLUMN_DATE:
			((int64_t *)p->columns[c])[at] = row->values[c].i64;
			break;
		}
	}
	if (++p->n_rows == PILE_ROWS)
		pile_flush(p);
}

static struct place place_of(const struct batch *b, size_t i)
{
	return ((const struct place *)b->place_context)[i];
}

/* Rows of the first reading come from one file, line by line. */
static void tell_places(const struct pile *p, struct batch *b)
{
	b->place = place_of;
	b->place_context = p->places;
	if (p->role == BATCH_ADD && p->n_rows) {
		b->file = p->places[0].file;
		b->first_line = p->places[0].line;
	}
}

void pile_flush(struct pile *p)
{
	struct batch b = { .dataset = p->dataset, .n_rows = p->n_rows };

	for (int c = 0; c < p->dataset->n_columns; c++) {
		struct text *texts = p->columns[c];

		if (!p->columns[c])
			continue;
		/* All members of the union are pointers to the column's first value. */
		b.columns[c].i64 = p->columns[c];
		if (p->dataset->columns[c].type != COLUMN_TEXT)
			continue;
		for (size_t i = 0; i < p->n_rows; i++)
			if (texts[i].data)
				texts[i].data = p->heap.data + (uintptr_t)texts[i].data;
	}
	tell_places(p, &b);
	if (p->n_rows)
		p->sink->feed(p->accumulator, &b, p->role);
	p->n_rows = 0;
	builder_clear(&p->heap);
}

void pile_done(struct pile *p)
{
	for (int c = 0; c < p->dataset->n_columns; c++)
		memory_free(p->columns[c]);
	memory_free(p->places);
	builder_done(&p->heap);
}
