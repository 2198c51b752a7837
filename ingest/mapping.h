/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mapping.h - a mapping file: how a provider's own layout becomes the datasets (docs/mapping.md).
 *
 * The file is validated whole when it is read: after mapping_load succeeds every column, format,
 * zone and translated value in it can be relied on, for every dataset it names.
 */
#ifndef INGEST_MAPPING_H
#define INGEST_MAPPING_H

#include "ingest/inputs.h"

#define MAPPING_NAME             "mapping.yaml" /* beside the files it is about */
#define MAPPING_MAX_ENTRIES      1000
#define MAPPING_MAX_NOTICE_BYTES 2000

struct mapping_rule { /* one entry under `files`, in the order of the file */
	bool is_pattern;
	enum dataset_id dataset; /* DATASET_NONE: a pattern that begins with no dataset name: any */
	struct mapping_entry entry;
};

struct mapping {
	char sha256[65];
	bool synthetic;
	const char *notice; /* "" when there is none */
	size_t n_rules;
	const struct mapping_rule *rules;
};

/* Reads and validates a mapping file.  ERROR_CATALOGUE names file, line, key and what was expected. */
bool mapping_load(const char *path, struct arena *arena, struct mapping *out, struct error *err) MUST_USE;
/* The same for text in memory; `source` is used in messages. */
bool mapping_parse(struct text yaml, const char *source, struct arena *arena, struct mapping *out,
		   struct error *err) MUST_USE;
/* The entry for a file: the first pattern that fits its name, else its dataset's; NULL when none. */
const struct mapping_entry *mapping_find(const struct mapping *m, enum dataset_id dataset,
					 struct text base_name);
/* True when both make the same of a file of one dataset, whatever they are called. */
bool mapping_says_same(const struct mapping_entry *a, const struct mapping_entry *b);
/* True when `name` fits `pattern`: '*' is any text, '?' any one byte. */
bool mapping_pattern_fits(struct text pattern, struct text name);

#endif
