/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/record.h"

#include "ingest/ingest.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* Where a cut is: the states of libcsv, and one for what it refuses. */
enum cut { CUT_FIELD_START, CUT_PLAIN, CUT_QUOTED, CUT_QUOTE_SEEN, CUT_MALFORMED };

struct span { /* a field inside `heap` */
	size_t from, size;
};

struct record_reader {
	struct source *source;
	size_t read_bytes;
	char delimiter;
	bool at_end; /* the source has no more */

	char *data; /* bytes read and not yet given out */
	size_t at, size, room;
	uint64_t line; /* of data[at] */
	bool after_cr; /* the last line end was a CR: an LF that follows belongs to it */
	uint64_t n_blank;

	struct csv_parser parser;
	char *heap; /* the fields of the current record */
	size_t heap_size, heap_room;
	struct span spans[INGEST_MAX_COLUMNS + 1];
	struct text fields[INGEST_MAX_COLUMNS + 1];
	int n_fields, n_rows;
	bool field_too_long;
};

/* What libcsv must not do: take spaces off the ends of fields. */
static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void parser_start(struct record_reader *r)
{
	csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_space_func(&r->parser, no_space);
	csv_set_delim(&r->parser, (unsigned char)r->delimiter);
	csv_set_realloc_func(&r->parser, realloc);
}

struct record_reader *record_reader_new(struct source *source, size_t read_bytes)
{
	struct record_reader *r = memory_zero(1, sizeof *r);

	r->source = source;
	r->read_bytes = read_bytes;
	r->delimiter = ',';
	r->line = 1;
	parser_start(r);
	return r;
}

void record_reader_free(struct record_reader *r)
{
	if (!r)
		return;
	csv_free(&r->parser);
	memory_free(r->data);
	memory_free(r->heap);
	memory_free(r);
}

void record_reader_set_delimiter(struct record_reader *r, char delimiter)
{
	r->delimiter = delimiter;
	csv_set_delim(&r->parser, (unsigned char)delimiter);
}

uint64_t record_blank_lines(const struct record_reader *r)
{
	return r->n_blank;
}

/* Reads once more behind what is there; drops what was given out. */
static bool fill(struct record_reader *r, struct error *err)
{
	size_t n_read = 0;

	if (r->at) {
		memmove(r->data, r->data + r->at, r->size - r->at);
		r->size -= r->at;
		r->at = 0;
	}
	if (r->room - r->size < r->read_bytes) {
		r->room = (r->room > r->read_bytes ? r->room : r->read_bytes) * 2;
		r->data = memory_resize(r->data, r->room, 1);
	}
	if (!source_read(r->source, r->data + r->size, r->read_bytes, &n_read, err))
		return false;
	r->size += n_read;
	r->at_end = n_read == 0;
	return true;
}

/* --- cutting --- */

static enum cut step(enum cut state, char c, char delimiter)
{
	switch (state) {
	case CUT_FIELD_START:
		return c == '"' ? CUT_QUOTED : c == delimiter ? CUT_FIELD_START : CUT_PLAIN;
	case CUT_PLAIN:
		return c == '"' ? CUT_MALFORMED : c == delimiter ? CUT_FIELD_START : CUT_PLAIN;
	case CUT_QUOTED:
		return c == '"' ? CUT_QUOTE_SEEN : CUT_QUOTED;
	case CUT_QUOTE_SEEN:
		return c == '"' ? CUT_QUOTED : c == delimiter ? CUT_FIELD_START : CUT_MALFORMED;
	case CUT_MALFORMED:
		break;
	}
	return CUT_MALFORMED;
}

/* Length of the record at data[at], the line end left out; *complete false when more bytes are needed. */
static size_t cut(const struct record_reader *r, enum cut *state, size_t from, bool *complete)
{
	const char *p = r->data + r->at;
	size_t n = r->size - r->at, i = from;
	enum cut s = *state;

	/* Never past the limit, so that what is said there does not depend on the size of a read. */
	if (n > INGEST_MAX_ROW_BYTES + 1)
		n = INGEST_MAX_ROW_BYTES + 1;
	*complete = true;
	for (; i < n; i++) {
		char c = p[i];

		if ((c == '\n' || c == '\r') && s != CUT_QUOTED)
			break;
		s = step(s, c, r->delimiter);
	}
	*state = s;
	if (i == n)
		*complete = r->at_end;
	return i;
}

static bool too_long(const struct record_reader *r, enum cut state, struct error *err)
{
	if (state == CUT_QUOTED)
		error_set(err, ERROR_INPUT, "a quote opened in this row is still open after %u bytes",
			  INGEST_MAX_ROW_BYTES);
	else
		error_set(err, ERROR_INPUT, "this row is longer than %u bytes", INGEST_MAX_ROW_BYTES);
	error_hint(err, "look for a quote that is never closed, or for a file that is not CSV");
	return error_at(err, NULL, r->line, NULL);
}

/* Brings one whole record to data[at]; *length is its size. */
static bool find_record(struct record_reader *r, size_t *length, enum cut *state, struct error *err)
{
	size_t done = 0;
	bool complete;

	*state = CUT_FIELD_START;
	for (;;) {
		done = cut(r, state, done, &complete);
		if (done > INGEST_MAX_ROW_BYTES)
			return too_long(r, *state, err);
		if (complete)
			break;
		if (!fill(r, err))
			return false;
	}
	if (*state == CUT_QUOTED) {
		error_set(err, ERROR_INPUT, "a quote opened in the row that begins here is never closed");
		error_hint(err, "the file may be cut short, or the quote a stray one");
		return error_at(err, NULL, r->line, NULL);
	}
	*length = done;
	return true;
}

/* Passes line ends before a record; blank lines are counted. */
static bool skip_blank(struct record_reader *r, bool *found, struct error *err)
{
	for (;;) {
		if (r->at == r->size) {
			if (r->at_end) {
				*found = false;
				return true;
			}
			if (!fill(r, err))
				return false;
			continue;
		}
		if (r->data[r->at] == '\n' && r->after_cr) {
			r->after_cr = false;
			r->at++;
			continue;
		}
		if (r->data[r->at] != '\n' && r->data[r->at] != '\r')
			break;
		r->after_cr = r->data[r->at] == '\r';
		r->n_blank++;
		r->line++;
		r->at++;
	}
	*found = true;
	return true;
}

/* --- splitting by libcsv --- */

static void on_field(void *data, size_t size, void *context)
{
	struct record_reader *r = context;

	if (size > INGEST_MAX_FIELD_BYTES)
		r->field_too_long = true;
	if (r->n_fields <= INGEST_MAX_COLUMNS) {
		if (r->heap_room - r->heap_size < size) {
			r->heap_room = (r->heap_size + size) * 2;
			r->heap = memory_resize(r->heap, r->heap_room, 1);
		}
		if (size)
			memcpy(r->heap + r->heap_size, data, size);
		r->spans[r->n_fields] = (struct span){ r->heap_size, size };
		r->heap_size += size;
		r->n_fields++;
	}
}

static void on_row(int end, void *context)
{
	struct record_reader *r = context;

	(void)end;
	r->n_rows++;
}

/* True when libcsv takes the bytes as exactly one record. */
static bool split(struct record_reader *r, struct text raw)
{
	r->n_fields = r->n_rows = 0;
	r->heap_size = 0;
	r->field_too_long = false;
	if (csv_parse(&r->parser, raw.data, raw.size, on_field, on_row, r) == raw.size &&
	    csv_fini(&r->parser, on_field, on_row, r) == 0 && r->n_rows == 1) {
		for (int i = 0; i < r->n_fields; i++)
			r->fields[i] =
				(struct text){ r->heap ? r->heap + r->spans[i].from : "", r->spans[i].size };
		return true;
	}
	/* After an error libcsv still holds the broken row. */
	csv_free(&r->parser);
	parser_start(r);
	return false;
}

static bool read_record(struct record_reader *r, struct record *out, bool *found, struct error *err)
{
	enum cut state;
	size_t length = 0;

	if (!skip_blank(r, found, err))
		return false;
	if (!*found)
		return true;
	if (!find_record(r, &length, &state, err))
		return false;
	*out = (struct record){ .line = r->line, .raw = { r->data + r->at, length } };
	out->malformed = state == CUT_MALFORMED || !split(r, out->raw);
	if (!out->malformed) {
		out->n_fields = r->n_fields;
		out->fields = r->fields;
	}
	if (!out->malformed && r->field_too_long) {
		error_set(err, ERROR_INPUT, "a field of this row is longer than %u bytes",
			  INGEST_MAX_FIELD_BYTES);
		error_hint(err, "look for a quote that is closed too late");
		return error_at(err, NULL, r->line, NULL);
	}
	return true;
}

bool record_peek(struct record_reader *r, struct record *out, bool *found, struct error *err)
{
	return read_record(r, out, found, err);
}

static uint64_t count_lines(struct text raw)
{
	uint64_t n = 0;

	for (size_t i = 0; i < raw.size; i++)
		if (raw.data[i] == '\r' || (raw.data[i] == '\n' && (i == 0 || raw.data[i - 1] != '\r')))
			n++;
	return n;
}

bool record_next(struct record_reader *r, struct record *out, bool *found, struct error *err)
{
	if (!read_record(r, out, found, err))
		return false;
	if (!*found)
		return true;
	r->line += count_lines(out->raw);
	r->at += out->raw.size;
	r->after_cr = false;
	/* The line end: a CR may be followed by its LF, perhaps only in the next read. */
	if (r->at < r->size) {
		r->after_cr = r->data[r->at] == '\r';
		r->at++;
		r->line++;
	}
	return true;
}
