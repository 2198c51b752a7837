/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plain_csv.h - what the bytes of a file are by libcsv alone, in its strict mode and byte by byte.
 *
 * The yardstick of the differential fuzzing: slow, and so simple that it can be checked by reading.  All it
 * adds to libcsv is what libcsv does not say: where a record began, on which line, and what happens after a
 * malformed quote (docs/interface.md): the record ends at the next line end and reading goes on.
 */
#ifndef TESTS_FUZZ_PLAIN_CSV_H
#define TESTS_FUZZ_PLAIN_CSV_H

#include "engine/text.h"

struct plain_field {
	size_t from, size; /* in `unquoted` */
};

struct plain_record {
	uint64_t line; /* first line, from 1 */
	struct text raw;
	bool malformed;
	size_t first_field, n_fields;
};

/* Reused from file to file. */
struct plain_csv {
	struct plain_record *records;
	size_t n_records, records_room;
	struct plain_field *fields;
	size_t n_fields, fields_room;
	struct builder unquoted;
	uint64_t n_blank;
	bool never_closed; /* a quote stays open in the record after the last */
	uint64_t never_closed_line;
};

void plain_csv_read(struct plain_csv *p, struct text data, char delimiter);
void plain_csv_done(struct plain_csv *p);
struct text plain_csv_field(const struct plain_csv *p, const struct plain_record *record, size_t k);

#endif
