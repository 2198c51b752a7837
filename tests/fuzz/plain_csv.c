/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/plain_csv.h"

#include "engine/memory.h"

#include <assert.h>
#include <csv.h>
#include <stdlib.h>

static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void start(struct csv_parser *parser, char delimiter)
{
	csv_init(parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_space_func(parser, no_space);
	csv_set_delim(parser, (unsigned char)delimiter);
}

static void on_field(void *data, size_t size, void *context)
{
	struct plain_csv *p = context;
	struct plain_field field = { p->unquoted.size, size };

	builder_add(&p->unquoted, (struct text){ data, size });
	ARRAY_PUSH(p->fields, p->n_fields, p->fields_room) = field;
}

static size_t n_rows;

static void on_row(int end, void *context)
{
	(void)end;
	(void)context;
	n_rows++;
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

static uint64_t lines_in(struct text t)
{
	uint64_t n = 0;

	for (size_t i = 0; i < t.size; i++)
		n += is_line_end(t.data[i]) && !(t.data[i] == '\n' && i && t.data[i - 1] == '\r');
	return n;
}

/* The record [from, to), whose fields begin at first_field unless it is malformed. */
static void add_record(struct plain_csv *p, struct text data, size_t from, size_t to, uint64_t *line,
		       size_t first_field, bool malformed)
{
	struct plain_record record = { .line = *line, .raw = { data.data + from, to - from } };

	record.malformed = malformed;
	if (malformed)
		p->n_fields = first_field;
	record.first_field = first_field;
	record.n_fields = p->n_fields - first_field;
	ARRAY_PUSH(p->records, p->n_records, p->records_room) = record;
	*line += lines_in(record.raw);
}

void plain_csv_read(struct plain_csv *p, struct text data, char delimiter)
{
	struct csv_parser parser;
	uint64_t line = 1;
	bool begun = false;
	size_t from = 0, first_field = 0, i = 0;

	p->n_records = p->n_fields = 0;
	p->n_blank = 0;
	p->never_closed = false;
	builder_clear(&p->unquoted);
	start(&parser, delimiter);
	for (; i < data.size; i++) {
		char c = data.data[i];
		size_t taken;

		if (!begun && !is_line_end(c)) {
			begun = true;
			from = i;
			first_field = p->n_fields;
		}
		n_rows = 0;
		taken = csv_parse(&parser, &c, 1, on_field, on_row, p);
		if (!begun) {
			/* A blank line, of which libcsv says nothing, or the LF of a CRLF. */
			assert(taken == 1 && n_rows == 0);
			if (c == '\n' && i && data.data[i - 1] == '\r')
				continue;
			p->n_blank++;
			line++;
			continue;
		}
		if (taken == 1 && n_rows == 0)
			continue;
		if (taken == 0) {
			while (i < data.size && !is_line_end(data.data[i]))
				i++;
			csv_free(&parser);
			start(&parser, delimiter);
		}
		add_record(p, data, from, i, &line, first_field, taken == 0);
		line += i < data.size;
		begun = false;
	}
	n_rows = 0;
	if (begun && csv_fini(&parser, on_field, on_row, p) != 0) {
		p->never_closed = true;
		p->never_closed_line = line;
		p->n_fields = first_field;
	} else if (begun) {
		assert(n_rows == 1);
		add_record(p, data, from, data.size, &line, first_field, false);
	}
	csv_free(&parser);
}

void plain_csv_done(struct plain_csv *p)
{
	memory_free(p->records);
	memory_free(p->fields);
	builder_done(&p->unquoted);
	*p = (struct plain_csv){ 0 };
}

struct text plain_csv_field(const struct plain_csv *p, const struct plain_record *record, size_t k)
{
	struct plain_field f = p->fields[record->first_field + k];

	return (struct text){ p->unquoted.data ? p->unquoted.data + f.from : "", f.size };
}
