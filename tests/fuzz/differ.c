/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/differ.h"

#include "tests/fuzz/chunk_fields.h"
#include "ingest/columns/chunk.h"
#include "ingest/ingest.h"
#include "tests/fuzz/memory_source.h"
#include "tests/fuzz/plain_csv.h"

#include <stdio.h>
#include <stdlib.h>

/* What is being compared with what was read by libcsv alone. */
struct trial {
	const struct plain_csv *plain;
	struct text data;
	const char *who;
	struct differ_how how;
	size_t n; /* records seen */
	uint64_t n_blank;
};

static struct plain_csv plain;
static struct record_splitter *splitters[4];
static struct chunk chunk; /* reused as a thread of ingest does */
static const char delimiters[] = ",;\t|";

static void differs(const struct trial *t, const char *what)
{
	fprintf(stderr,
		"%s, delimiter '%c', reads of %zu and at most %zu bytes, %d records before: record %zu: %s\n",
		t->who, t->how.delimiter, t->how.read_bytes, t->how.short_bytes, t->how.n_head, t->n, what);
	for (size_t i = 0; i < t->data.size; i++) {
		unsigned char c = (unsigned char)t->data.data[i];

		fprintf(stderr, c >= ' ' && c < 127 && c != '\\' ? "%c" : "\\%03o", c);
	}
	fputc('\n', stderr);
	abort();
}

#define SAME(t, condition)                                                                                   \
	do {                                                                                                 \
		if (!(condition))                                                                            \
			differs(t, #condition);                                                              \
	} while (0)

static bool same_bytes(struct text a, struct text b)
{
	return text_equal(a, b);
}

static void see(struct trial *t, const struct record *got)
{
	SAME(t, t->n < t->plain->n_records);
	const struct plain_record *want = &t->plain->records[t->n];

	SAME(t, got->line == want->line);
	SAME(t, got->raw.data == NULL || same_bytes(got->raw, want->raw));
	SAME(t, got->malformed == want->malformed);
	if (!want->malformed) {
		size_t n = want->n_fields <= INGEST_MAX_COLUMNS ? want->n_fields : INGEST_MAX_COLUMNS + 1;

		SAME(t, (size_t)got->n_fields == n);
		for (size_t k = 0; k < n; k++)
			SAME(t, same_bytes(got->fields[k], plain_csv_field(t->plain, want, k)));
	}
	t->n++;
}

/* At the end of a reader: all records, or the error that libcsv has too. */
static void see_end(struct trial *t, const struct error *err)
{
	SAME(t, (err->kind != ERROR_NONE) == t->plain->never_closed);
	if (err->kind != ERROR_NONE) {
		SAME(t, err->kind == ERROR_INPUT);
		SAME(t, err->line == t->plain->never_closed_line);
		return;
	}
	SAME(t, t->n == t->plain->n_records);
	SAME(t, t->n_blank == t->plain->n_blank);
}

/* Up to `most` records by the reader of records; false when there are no more. */
static bool by_record(struct trial *t, struct record_reader *reader, size_t most, struct error *err)
{
	for (size_t i = 0; i < most; i++) {
		struct record record;
		bool found;

		if (!record_next(reader, &record, &found, err) || !found) {
			t->n_blank = record_blank_lines(reader);
			return false;
		}
		see(t, &record);
	}
	t->n_blank = record_blank_lines(reader);
	return true;
}

static struct record_splitter *splitter(char delimiter)
{
	int k = 0;

	while (delimiters[k] != delimiter)
		k++;
	if (!splitters[k])
		splitters[k] = record_splitter_new(delimiter);
	return splitters[k];
}

static void see_chunk(struct trial *t)
{
	struct chunk_place place = chunk_start(&chunk);
	uint64_t n_lines = 0;

	for (size_t i = 0; i < chunk.scan.n_records; i++) {
		struct text fields[INGEST_MAX_COLUMNS];
		struct record record = { .raw = chunk_record(&chunk, i), .fields = fields };
		struct error err = { 0 };
		bool counts;

		if (chunk_is_blank(&chunk, i, &counts)) {
			t->n_blank += counts;
			continue;
		}
		record.line = chunk_line(&chunk, &place, i);
		if (!chunk_fields(&chunk, i, fields, INGEST_MAX_COLUMNS, &record.n_fields))
			SAME(t, record_split(splitter(t->how.delimiter), record.raw, record.line, &record,
					     &err));
		see(t, &record);
		n_lines = record.line;
	}
	SAME(t, n_lines <= chunk.line + chunk.n_lines);
}

/* The first records by the reader of records, which finds the heading; then the scanner. */
static void by_chunk(struct trial *t, struct text data, enum scan_set set)
{
	struct source source = { data, data, t->how.short_bytes };
	struct record_reader *head = record_reader_new(&source, t->how.read_bytes);
	struct error err = { 0 };
	bool more;

	record_reader_set_delimiter(head, t->how.delimiter);
	more = by_record(t, head, (size_t)t->how.n_head, &err);
	if (more) {
		struct chunk_reader *reader = chunk_reader_new(&source, record_reader_rest(head),
							       t->how.delimiter, set, t->how.read_bytes);
		bool found = true;

		while (chunk_next(reader, &chunk, &found, &err) && found)
			see_chunk(t);
		chunk_reader_free(reader);
	}
	see_end(t, &err);
	record_reader_free(head);
}

size_t differ_try(struct text data, struct differ_how how)
{
	struct trial t = { .plain = &plain, .data = data, .who = "reader of records", .how = how };
	struct source source = { data, data, how.short_bytes };
	struct record_reader *reader = record_reader_new(&source, how.read_bytes);
	struct error err = { 0 };

	plain_csv_read(&plain, data, how.delimiter);
	record_reader_set_delimiter(reader, how.delimiter);
	by_record(&t, reader, SIZE_MAX, &err);
	see_end(&t, &err);
	record_reader_free(reader);
	for (int set = 0; set < SCAN_SET_COUNT; set++) {
		if (!scan_set_usable((enum scan_set)set))
			continue;
		t = (struct trial){
			.plain = &plain, .data = data, .who = scan_set_name((enum scan_set)set), .how = how
		};
		by_chunk(&t, data, (enum scan_set)set);
	}
	return plain.n_records;
}

void differ_done(void)
{
	plain_csv_done(&plain);
	chunk_done(&chunk);
	for (size_t k = 0; k < sizeof splitters / sizeof *splitters; k++) {
		record_splitter_free(splitters[k]);
		splitters[k] = NULL;
	}
}

struct differ_how differ_how(struct text data)
{
	uint64_t h = UINT64_C(14695981039346656037);
	unsigned bits;

	for (size_t i = 0; i < data.size; i++)
		h = (h ^ (unsigned char)data.data[i]) * UINT64_C(1099511628211);
	h ^= h >> 29;
	bits = (unsigned)(h & 15);
	return (struct differ_how){
		.delimiter = delimiters[(h >> 4 & 7) < 5 ? 0 : (h >> 4 & 7) - 4],
		/* Half of them hardly longer than a field; one in 256 up to 1 MiB, for which memory is dear. */
		.read_bytes = 1 + (size_t)(h >> 24) % (bits < 8    ? 16
						       : bits < 12 ? 200
						       : bits < 15 ? 4096
						       : h >> 20 & 15 ? 1u << 15
								      : 1u << 20),
		.short_bytes = (h >> 8 & 7) ? 0 : 1 + (size_t)(h >> 12 & 7),
		.n_head = (int)(h >> 16 & 3),
	};
}
