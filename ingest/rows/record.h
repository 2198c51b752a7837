/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * record.h - a source as records: libcsv in strict mode is the judge of fields, this file finds where
 * records end.
 *
 * libcsv gives no line numbers, no raw bytes and no way past a malformed quote.  So a small state
 * machine with libcsv's own states cuts the stream into records, and libcsv splits each.  Where the
 * two should ever disagree the record counts as malformed: it is rejected, never misread.
 */
#ifndef INGEST_RECORD_H
#define INGEST_RECORD_H

#include "engine/text.h"
#include "ingest/source/source.h"

struct record {
	uint64_t line;   /* first physical line, from 1 (CR, LF and CRLF each end one, in quotes too) */
	struct text raw; /* as it came, without the line end; valid until the next call */
	bool malformed;  /* a quote where none may be: the record ended at the next line end */
	int n_fields;    /* 0 when malformed; INGEST_MAX_COLUMNS + 1 when there are more */
	const struct text *fields; /* unquoted; valid until the next call */
};

/* Splits records that were found by someone else; one per thread. */
struct record_splitter;
struct record_splitter *record_splitter_new(char delimiter);
void record_splitter_free(struct record_splitter *s); /* NULL is fine */
/* `raw` is one record without its line end; *out is valid until the next call.  ERROR_INPUT (with line) as
 * record_next. */
bool record_split(struct record_splitter *s, struct text raw, uint64_t line, struct record *out,
		  struct error *err) MUST_USE;
/* The same without splitting: false, with the error, when the bytes are too many or end within quotes. */
bool record_is_whole(struct text raw, char delimiter, uint64_t line, struct error *err) MUST_USE;
uint64_t record_count_lines(struct text raw); /* line ends in it: CR, LF and CRLF are one each */

struct record_reader;

/* The source is borrowed.  `read_bytes` is the size of a read (tests use 1, 2, 3, 7). */
struct record_reader *record_reader_new(struct source *source, size_t read_bytes);
void record_reader_free(struct record_reader *r);
void record_reader_set_delimiter(struct record_reader *r, char delimiter);

/* The next record, blank lines skipped; *found false at the end.  ERROR_INPUT (with line): a quote that
 * stays open, a row or field past the limits, or the source's own error: the file is unusable. */
bool record_next(struct record_reader *r, struct record *out, bool *found, struct error *err) MUST_USE;
/* The same record as it would be with the delimiter set, without going on. */
bool record_peek(struct record_reader *r, struct record *out, bool *found, struct error *err) MUST_USE;
/* What was read from the source and not given out, for someone who reads on from here; borrowed. */
struct record_rest {
	struct text bytes;
	uint64_t line;
	bool after_cr; /* an LF at its beginning belongs to the line end before */
};
struct record_rest record_reader_rest(const struct record_reader *r);
uint64_t record_blank_lines(const struct record_reader *r);

#endif
