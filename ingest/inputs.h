/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inputs.h - which files a run reads, and how a provider's own layout is mapped to the datasets.
 *
 * A folder means its own *.csv, *.csv.gz, *.csv.zst, *.csv.xz (not those of folders in it, not hidden ones,
 * not the run's output).  Dataset = file name up to the first '.' or '-'.  A `mapping.yaml` beside
 * the files, or --mapping, adapts headings, delimiter, encoding, timestamps and values, per dataset
 * or file pattern; its top-level `notice` and `synthetic` describe the data.
 */
#ifndef INGEST_INPUTS_H
#define INGEST_INPUTS_H

#include "engine/civil.h"
#include "engine/finding.h"
#include "engine/intake.h"
#include "ingest/ingest.h"
#include "ingest/source/source.h"

struct mapping_value { /* one translation: exact text -> contract value */
	const char *from, *to;
};
/* One heading of the provider.  What it does not say itself was taken from its entry: format, zone and
 * mark here are those in force. */
struct mapping_column {
	const char *heading; /* compared without case or surrounding space; a heading named here is this
			      * column even when it is also the name of another one */
	int column;          /* of the dataset; at most one mapping_column for each */
	const char *stamp_format; /* NULL: the contract's form */
	struct zone zone;
	char decimal_mark; /* '.', or ',' */
	int n_values;
	const struct mapping_value *values;
};
struct mapping_entry { /* the layout of a dataset or of the files a pattern names */
	const char *name;      /* as in the mapping: dataset or pattern */
	char delimiter;        /* 0: detect */
	enum encoding encoding;
	struct zone zone;      /* of timestamps without offset; UTC when not given */
	const char *stamp_format; /* for all TIME columns, or NULL */
	char decimal_mark;
	int n_columns;
	const struct mapping_column *columns; /* headings and dataset columns with something special */
};

struct input { /* one file to read */
	const char *path, *name; /* as opened; as shown */
	enum dataset_id dataset; /* DATASET_NONE: FILE_IGNORED */
	const struct mapping_entry *mapping; /* NULL: the contract's layout */
	uint64_t size_bytes;     /* 0 when not known (a stream) */
	bool is_stdin;
	bool is_stream; /* can be read only once: standard input, a named pipe; no longer when it was kept in a file */
	bool is_kept;   /* path is a file of the working folder */
};

struct inputs {
	size_t n_files;
	struct input *files; /* sorted by dataset, name, path: the order given never shows */
	bool synthetic;
	const char *notice;
	const char *mapping_sha256; /* "" when no mapping was used */
};

/* Finds files and mappings; names that are no dataset become findings (kind "unknown_file").
 * Errors: a path that does not exist or cannot be read (ERROR_INPUT), a mapping that is invalid
 * (ERROR_CATALOGUE with line and key), more than INGEST_MAX_FILES. */
bool inputs_find(const struct ingest_options *options, struct arena *arena, struct findings *findings,
		 struct inputs *out, struct error *err) MUST_USE;

#endif
