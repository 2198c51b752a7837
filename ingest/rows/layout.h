/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layout.h - what a file's heading line says: which field is which column, in which form.
 */
#ifndef INGEST_LAYOUT_H
#define INGEST_LAYOUT_H

#include "ingest/inputs.h"
#include "ingest/rows/record.h"

struct layout_column {
	int field; /* place in a record, or -1: the file does not have it */
	const char *stamp_format;
	struct zone zone;
	char decimal_mark;
	int n_values;
	const struct mapping_value *values;
};

struct layout {
	const struct dataset *dataset;
	int n_fields; /* of every record */
	struct layout_column columns[DATASET_MAX_COLUMNS];
	int in_order[DATASET_MAX_COLUMNS]; /* columns that the file has, in the order of the file */
	int n_in_order;
	char delimiter;
};

/* Reads the heading line (and a `sep=` line before it) and finds the delimiter.  ERROR_INPUT when the
 * file is unusable: empty, a required or a double heading; the message says what was found instead.
 * Unknown columns become one finding. */
bool layout_read(struct record_reader *reader, const struct input *input, struct findings *findings,
		 struct layout *out, struct error *err) MUST_USE;

#endif
