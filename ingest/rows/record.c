/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/rows/record.h"

#include "engine/memory.h"
#include "ingest/ingest.h"

#include <csv.h>
#include <string.h>

/* Where a cut is: the states of libcsv, and one for what it refuses. */
enum cut { CUT_FIELD_START, CUT_PLAIN, CUT_QUOTED, CUT_QUOTE_SEEN, CUT_MALFORMED };

struct span { /* a field inside `heap`, which is never longer than a record may be */
	uint32_t from, size;
};

struct record_splitter {
	char delimiter;
	struct csv_parser parser;
	char *heap; /* the fields of the current record */
	size_t heap_size, heap_room;
	struct span spans[INGEST_MAX_COLUMNS + 1];
	struct text fields[INGEST_MAX_COLUMNS + 1];
	int n_fields, n_rows;
	bool field_too_long;
};

struct record_reader {
	struct source *source;
	size_t read_bytes;
	bool at_end; /* the source has no more */

	char *data; /* bytes read and not yet given out */
	size_t at, size, room;
	uint64_t line; /* of data[at] */
	bool after_cr; /* the last line end was a CR: an LF that follows belongs to it */
	uint64_t n_blank;
	struct record_splitter *splitter;
};

/* --- splitting by libcsv --- */

/* What libcsv must not do: take spaces off the ends of fields. */
static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* libcsv's entry buffer grows by this much: its own 128 bytes make a field of a megabyte ten thousand copies. */
#define GROWTH_BYTES (64 * 1024)

/* Out of memory libcsv would call a good row malformed. */
static void *grow(void *old, size_t size)
{
	return memory_resize(old, size, 1);
}

static void parser_start(struct record_splitter *s)
{
	csv_init(&s->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_space_func(&s->parser, no_space);
	csv_set_delim(&s->parser, (unsigned char)s->delimiter);
	csv_set_realloc_func(&s->parser, grow);
	csv_set_blk_size(&s->parser, GROWTH_BYTES);
}

struct record_splitter *record_splitter_new(char delimiter)
{
	struct record_splitter *s = memory_alloc(sizeof *s);

	/* The arrays of fields are large and need no beginning. */
	s->delimiter = delimiter;
	s->heap = NULL;
	s->heap_size = s->heap_room = 0;
	s->n_fields = s->n_rows = 0;
	parser_start(s);
	return s;
}

void record_splitter_free(struct record_splitter *s)
{
	if (!s)
		return;
	csv_free(&s->parser);
	memory_free(s->heap);
	memory_free(s);
}

static void on_field(void *data, size_t size, void *context)
{
	struct record_splitter *s = context;

	if (size > INGEST_MAX_FIELD_BYTES)
		s->field_too_long = true;
	if (s->n_fields <= INGEST_MAX_COLUMNS) {
		if (s->heap_room - s->heap_size < size) {
			s->heap_room = (s->heap_size + size) * 2;
			s->heap = memory_resize(s->heap, s->heap_room, 1);
		}
		if (size)
			memcpy(s->heap + s->heap_size, data, size);
		s->spans[s->n_fields] = (struct span){ (uint32_t)s->heap_size, (uint32_t)size };
		s->heap_size += size;
		s->n_fields++;
	}
}

static void on_row(int end, void *context)
{
	struct record_splitter *s = context;

	(void)end;
	s->n_rows++;
}

/* True when libcsv takes the bytes as exactly one record. */
static bool split(struct record_splitter *s, struct text raw)
{
	s->n_fields = s->n_rows = 0;
	s->heap_size = 0;
	s->field_too_long = false;
	if (csv_parse(&s->parser, raw.data, raw.size, on_field, on_row, s) == raw.size &&
	    csv_fini(&s->parser, on_field, on_row, s) == 0 && s->n_rows == 1) {
		for (int i = 0; i < s->n_fields; i++)
			s->fields[i] =
				(struct text){ s->heap ? s->heap + s->spans[i].from : "", s->spans[i].size };
		return true;
	}
	/* After an error libcsv still holds the broken row. */
	csv_free(&s->parser);
	parser_start(s);
	return false;
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

/* Goes on from data[from] in *state to the end of the record, or of the data; returns where. */
static size_t cut(struct text data, size_t from, char delimiter, enum cut *state)
{
	/* Never past the limit, so that what is said there does not depend on the size of a read. */
	size_t n = data.size > INGEST_MAX_ROW_BYTES + 1 ? INGEST_MAX_ROW_BYTES + 1 : data.size, i = from;
	enum cut s = *state;

	for (; i < n; i++) {
		char c = data.data[i];

		if ((c == '\n' || c == '\r') && s != CUT_QUOTED)
			break;
		s = step(s, c, delimiter);
	}
	*state = s;
	return i;
}

static bool too_long(enum cut state, uint64_t line, struct error *err)
{
	if (state == CUT_QUOTED)
		error_set(err, ERROR_INPUT, "a quote opened in this row is still open after %u bytes",
			  INGEST_MAX_ROW_BYTES);
	else
		error_set(err, ERROR_INPUT, "this row is longer than %u bytes", INGEST_MAX_ROW_BYTES);
	error_hint(err, "look for a quote that is never closed, or for a file that is not CSV");
	return error_at(err, NULL, line, NULL);
}

static bool never_closed(uint64_t line, struct error *err)
{
	error_set(err, ERROR_INPUT, "a quote opened in the row that begins here is never closed");
	error_hint(err, "the file may be cut short, or the quote a stray one");
	return error_at(err, NULL, line, NULL);
}

/* A record whose end was found in this state. */
static bool split_cut(struct record_splitter *s, struct text raw, enum cut state, uint64_t line,
		      struct record *out, struct error *err)
{
	*out = (struct record){ .line = line, .raw = raw };
	out->malformed = state == CUT_MALFORMED || !split(s, raw);
	if (out->malformed)
		return true;
	out->n_fields = s->n_fields;
	out->fields = s->fields;
	if (!s->field_too_long)
		return true;
	error_set(err, ERROR_INPUT, "a field of this row is longer than %u bytes", INGEST_MAX_FIELD_BYTES);
	error_hint(err, "look for a quote that is closed too late");
	return error_at(err, NULL, line, NULL);
}

/* Finds the state in which a record that ends with its bytes ends. */
static bool cut_all(struct text raw, char delimiter, uint64_t line, enum cut *state, struct error *err)
{
	*state = CUT_FIELD_START;
	if (cut(raw, 0, delimiter, state) > INGEST_MAX_ROW_BYTES)
		return too_long(*state, line, err);
	return *state != CUT_QUOTED || never_closed(line, err);
}

bool record_is_whole(struct text raw, char delimiter, uint64_t line, struct error *err)
{
	enum cut state;

	return cut_all(raw, delimiter, line, &state, err);
}

bool record_split(struct record_splitter *s, struct text raw, uint64_t line, struct record *out,
		  struct error *err)
{
	enum cut state;

	if (!cut_all(raw, s->delimiter, line, &state, err))
		return false;
	return split_cut(s, raw, state, line, out, err);
}

/* --- reading --- */

struct record_reader *record_reader_new(struct source *source, size_t read_bytes)
{
	struct record_reader *r = memory_zero(1, sizeof *r);

	r->source = source;
	r->read_bytes = read_bytes;
	r->line = 1;
	r->splitter = record_splitter_new(',');
	return r;
}

void record_reader_free(struct record_reader *r)
{
	if (!r)
		return;
	record_splitter_free(r->splitter);
	memory_free(r->data);
	memory_free(r);
}

void record_reader_set_delimiter(struct record_reader *r, char delimiter)
{
	r->splitter->delimiter = delimiter;
	csv_set_delim(&r->splitter->parser, (unsigned char)delimiter);
}

struct record_rest record_reader_rest(const struct record_reader *r)
{
	return (struct record_rest){
		.bytes = { r->data ? r->data + r->at : "", r->size - r->at },
		.line = r->line,
		.after_cr = r->after_cr,
	};
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

/* Brings one whole record to data[at]; *length is its size. */
static bool find_record(struct record_reader *r, size_t *length, enum cut *state, struct error *err)
{
	size_t done = 0;

	*state = CUT_FIELD_START;
	for (;;) {
		struct text data = { r->data + r->at, r->size - r->at };

		done = cut(data, done, r->splitter->delimiter, state);
		if (done > INGEST_MAX_ROW_BYTES)
			return too_long(*state, r->line, err);
		if (done < data.size || r->at_end)
			break;
		if (!fill(r, err))
			return false;
	}
	if (*state == CUT_QUOTED)
		return never_closed(r->line, err);
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
	return split_cut(r->splitter, (struct text){ r->data + r->at, length }, state, r->line, out, err);
}

bool record_peek(struct record_reader *r, struct record *out, bool *found, struct error *err)
{
	return read_record(r, out, found, err);
}

uint64_t record_count_lines(struct text raw)
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
	r->line += record_count_lines(out->raw);
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
