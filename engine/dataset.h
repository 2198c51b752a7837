/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dataset.h - the datasets of the input contract, as one table of constants.
 *
 * Everything that depends on what columns exist (ingest's checks, the catalogue's validation, help
 * and documentation) reads this table, so that a column is one line of dataset.c. A dataset also has
 * its name in enum dataset_id below and, when it is a register, its row in register.h and its reader
 * in ingest/registers.c.
 */
#ifndef ENGINE_DATASET_H
#define ENGINE_DATASET_H

#include "engine/text.h"

enum region { REGION_NONE, REGION_N, REGION_C, REGION_S, REGION_COUNT }; /* NONE prints as "-" */
const char *region_code(enum region r);                                  /* "-", "N", "C", "S" */
const char *region_name(enum region r); /* "National", "North", "Central", "South" */

enum column_type {
	COLUMN_TEXT,    /* ids and free text: a view */
	COLUMN_WORD,    /* open vocabulary of few distinct values: a code of struct words, 0 = empty */
	COLUMN_LIST,    /* closed list: 1-based place in `list`, 0 = empty */
	COLUMN_TIME,    /* instant in ns */
	COLUMN_COUNT,   /* whole number in ASCII digits, up to 2^63-1 */
	COLUMN_MINUTES, /* decimal minutes >= 0, held as whole ns rounded down (elapsed times are whole ns, so
			 * comparing with <= stays exact) */
	COLUMN_DECIMAL, /* decimal >= 0 with at most nine places, held in units of 10^-9 */
	COLUMN_MONTH,   /* "2019-10", held as month_index */
	COLUMN_DATE,    /* "2019-10-03", held as days since 1970-01-01 */
};

/* What a column must and may do (rulings 1 to 5). */
enum column_flags {
	COLUMN_REQUIRED = 1, /* the heading must exist */
	COLUMN_EMPTY = 2,    /* the value may be empty */
	COLUMN_KEY = 4,      /* part of the row's key */
	COLUMN_ITEM = 8,     /* the id that the exceptions register names */
	COLUMN_AHEAD = 16,   /* may lie after the cut-off (due_at, planned outages) */
	COLUMN_DASH = 32,    /* "-" means empty (register files) */
};

struct column_def {
	const char *name;
	enum column_type type;
	unsigned flags;
	const char *const *list;   /* COLUMN_LIST: NULL-terminated */
	const char *default_value; /* what an empty value or absent column means, or NULL */
	int64_t minimum, maximum;  /* COLUMN_COUNT: both 0 = any */
	const char *help;          /* a phrase for documentation */
};

enum dataset_id {
	DATASET_SERVICE_REQUESTS,
	DATASET_ALERTS,
	DATASET_FIRMWARE,
	DATASET_COMMANDS,
	DATASET_ROUND_TRIPS,
	DATASET_INCIDENTS,
	DATASET_OUTAGES,
	DATASET_CERTIFICATES,
	DATASET_REPOSITORY,
	DATASET_INSTALLS,
	DATASET_RETURNS,
	DATASET_HUBS,
	DATASET_POWER_OUTAGES,
	DATASET_CONNECTIVITY,
	DATASET_FORECASTS,
	DATASET_EXCEPTIONS,
	DATASET_SERVICE_LEVELS,
	DATASET_REMEDIATION,
	DATASET_COMMENTARY,
	DATASET_COUNT,
	DATASET_NONE = -1
};

#define DATASET_MAX_COLUMNS 20

struct dataset {
	enum dataset_id id;
	const char *name;   /* the file name up to the first '.' or '-' */
	const char *title;  /* for people */
	bool is_register;   /* held whole as rows (register.h) instead of streamed as events */
	bool has_conflicts; /* false for commentary, which has no key */
	int n_columns;
	struct column_def columns[DATASET_MAX_COLUMNS]; /* event datasets end with updated_at */
};

const struct dataset *dataset_get(enum dataset_id id);
enum dataset_id dataset_find(struct text name);                /* DATASET_NONE when there is none */
int dataset_column(const struct dataset *d, struct text name); /* index, or -1; headings are compared
								* without case or surrounding space */
int dataset_region_column(const struct dataset *d);            /* index, or -1 */
int dataset_exclusion_column(const struct dataset *d);         /* index, or -1 */
int dataset_item_column(const struct dataset *d);              /* index, or -1 */
/* Place of a value in a closed list, 1-based, compared exactly; 0 when it is not in it. */
int column_list_find(const struct column_def *c, struct text value);

#endif
