/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * intake.h - what was read: files, rows and their reconciliation (invariant N2).
 *
 * Ingest fills it; metrics looks at which datasets were supplied or lost; render prints it.
 * For every file and dataset: rows_read = used + outside + duplicates (all kinds) + rejected.
 */
#ifndef ENGINE_INTAKE_H
#define ENGINE_INTAKE_H

#include "engine/dataset.h"

struct row_counts {
	uint64_t read, used, outside, rejected;
	uint64_t duplicate_same, duplicate_superseded, duplicate_completed, duplicate_file;
	uint64_t blank_lines; /* skipped, not rows */
};
uint64_t row_counts_duplicates(const struct row_counts *c); /* all kinds */
bool row_counts_balance(const struct row_counts *c);        /* N2 holds */
void row_counts_add(struct row_counts *into, const struct row_counts *from);

enum file_status {
	FILE_USED,
	FILE_TWIN,     /* the same bytes as another file: not read again, all rows duplicates */
	FILE_UNUSABLE, /* nothing of it counts; `problem` says why */
	FILE_IGNORED,  /* a name that is no dataset */
};
const char *file_status_name(enum file_status s);

struct intake_file {
	const char *name; /* base name, with as many parent folders as tell it from its namesakes */
	const char *path; /* as opened; for messages on stderr only, never in an output */
	enum dataset_id dataset;
	enum file_status status;
	const char *problem; /* FILE_UNUSABLE: the message; FILE_TWIN: name of the other file; else "" */
	uint64_t size_bytes; /* as stored, compressed or not */
	char sha256[65];     /* of the bytes as stored */
	const char *mapping; /* name of the mapping entry applied, or "" */
	struct row_counts rows;
};

struct intake {
	size_t n_files;
	const struct intake_file *files; /* sorted by dataset, name, sha256 */
	struct row_counts datasets[DATASET_COUNT];
	uint64_t supplied; /* bit d: at least one file of dataset d was named (usable or not) */
	uint64_t unusable; /* bit d: at least one file of dataset d was unusable */
	struct row_counts total;
	bool synthetic;             /* a mapping beside the files says the data is synthetic */
	const char *notice;         /* the mapping's words about the data, or "" */
	const char *mapping_sha256; /* of the mapping files used, "" when none */
};

#endif
