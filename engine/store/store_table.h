/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_table.h - the arrays of struct results as tables: one list of fields saves, loads and hashes.
 *
 * Inner header of engine/store.  What code numbers (measures, statuses, datasets) is stored by name, so
 * that neither a new edition nor a new program can give an old number another meaning.
 */
#ifndef ENGINE_STORE_STORE_TABLE_H
#define ENGINE_STORE_STORE_TABLE_H

#include "engine/store/store_db.h"

enum field_kind {
	FIELD_TEXT, /* const char *; NULL is "" */
	FIELD_HASH, /* char[65] */
	FIELD_U64,
	FIELD_I64,
	FIELD_INT,
	FIELD_BOOL,
	FIELD_DOUBLE,
	FIELD_MONTH,   /* struct month; '' for none */
	FIELD_MEASURE, /* int, an index into the catalogue, stored as the id */
	FIELD_NAMED,   /* an enum, stored as its name */
	FIELD_PARTS,   /* n_parts and parts of struct breakdown_row; '' where its key can be cut into them */
	FIELD_DEVICES, /* n and devices of struct remembered_code, stored as differences */
};

struct field_names { /* of an enum: name of each value from first to last */
	const char *(*name)(int value);
	int first, last;
};

struct field {
	const char *column;
	enum field_kind kind;
	size_t offset;
	const struct field_names *names;
};

enum table_id {
	TABLE_HEADER, TABLE_INPUT, TABLE_ROWS, TABLE_REMEDIATION, TABLE_COMMENTARY, TABLE_HUBS, TABLE_FORECAST,
	/* those that load_arrays loads */
	TABLE_CELL, TABLE_DAY, TABLE_EXCLUSION, TABLE_CLAIM, TABLE_COUNTS, TABLE_PAST, TABLE_TOLD, TABLE_FINDING, TABLE_BREAKDOWN,
	TABLE_NOTE, TABLE_CHANGE, TABLE_DEVICES, TABLE_SAMPLING, TABLE_SAMPLE, TABLE_COUNT
};

struct table {
	const char *name;
	size_t size_bytes; /* of a row */
	int n_fields;
	const struct field *fields;
	bool of_former; /* kept for former revisions too */
};
extern const struct table store_tables[TABLE_COUNT];

/* What a month's report rests on, beside its arrays. */
struct store_header {
	struct month month;
	const char *fingerprint;    /* of what the figures follow from: see revision_fingerprint */
	const char *dated, *reason; /* of this revision: when and why it replaced the one before */
	const char *edition, *catalogue_sha256, *printed_at, *program_version, *notice, *mapping_sha256,
		*previous_edition;
	int device_months; /* of struct remembered_devices */
	struct month device_first;
	bool built_in, has_cutoff, synthetic;
	int64_t cutoff;
};
/* Rows of a dataset; DATASET_NONE: of all files. */
struct store_rows {
	enum dataset_id dataset;
	bool supplied, unusable;
	struct row_counts rows;
};

/* Rows of one table of a month. */
struct rows {
	size_t n;
	const void *items;
};

/* SHA-256 of the values, as they would be stored; a value that is zero or empty adds nothing, so that a
 * column added later leaves it as it was. */
bool table_digest(const struct table *t, const struct catalogue *c, struct rows rows, char hex[65],
		  struct error *err) MUST_USE;
bool table_insert(struct store *s, const struct table *t, const struct catalogue *c, int64_t revision,
		  struct rows rows, struct error *err) MUST_USE;
/* Loads the rows of a revision and compares their digest. */
bool table_load(struct store *s, const struct table *t, const struct catalogue *c, int64_t revision,
		struct arena *arena, struct rows *out, struct error *err) MUST_USE;

#endif
