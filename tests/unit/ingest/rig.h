/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rig.h - a whole run of ingest with a sink that remembers every row as a line of text.
 *
 * Files go to the folder in/ of the scratch folder, spools to work/.  A line is the dataset's name, a
 * colon and the values of all columns, `?` where one is unreadable: what rows are worth to metrics,
 * whatever the order in which they came.
 */
#ifndef TESTS_UNIT_INGEST_RIG_H
#define TESTS_UNIT_INGEST_RIG_H

#include "tests/unit/source/scratch.h"

#include "ingest/ingest.h"
#include "ingest/rows/row.h"

struct rig_lines {
	char **items;
	size_t n, room;
};

struct rig {
	struct arena arena;
	struct words *words;
	struct plan plan;
	struct findings findings;
	struct ingest_options options;
	const char *input; /* the folder in/ */
	struct ingest_result result;
	struct error err;
	struct rig_lines rows[3];      /* by role; of accumulators that were merged */
	int n_made, n_merged, n_freed; /* accumulators */
	int most_alive;                /* at once */
	int n_registers;               /* times the registers were handed over */
	bool registers_late;           /* after the first batch */
	size_t largest_batch;
};

/* October 2019, two threads, every column wanted. */
void rig_init(struct rig *r);
void rig_done(struct rig *r);
void rig_file(const char *name, struct text bytes); /* into in/ */
/* Runs, and holds what must hold of any run: accumulators accounted for, rows reconciled. */
bool rig_run(struct rig *r);
void rig_run_good(struct rig *r);
/* What the sink is left with: added less retracted (each of which was added), sorted, a line each. */
const char *rig_net(struct rig *r);
const char *rig_role(struct rig *r, enum batch_role role); /* the lines of a role, sorted */
/* Findings of a kind, as `severity file:line:column value xCOUNT message` a line; sorted. */
const char *rig_findings(struct rig *r, const char *kind);
const struct intake_file *rig_intake(struct rig *r, const char *name);
/* Counts of a file: "read used outside same superseded completed file rejected". */
const char *rig_counts(struct rig *r, const char *name);

/* How a file is read, for comparing one way with another; what the plan says of it is the same in all ways. */
struct rig_how {
	const char *scanner;
	int n_threads;
	size_t read_bytes; /* 0: as the program does */
	bool as_of;        /* with a cut-off in the month */
	enum duplicates_mode duplicates;
	const char *mapping; /* mapping.yaml, or NULL */
};
/* A run over one file, from rig_init to rig_done: all that it leaves as one text (builder_done): counts, rows, findings,
 * rejected rows as they were written; or the error of the run. */
void rig_account(const char *name, struct text bytes, const struct rig_how *how, struct builder *out);
/* Where two such texts part, in a few hundred bytes.  Text until the next call. */
const char *rig_difference(struct text got, struct text expected);

/* A batch as lines, added to *out; a NUL in a value is a dot there. */
void rig_tell(const struct batch *batch, const struct words *words, struct rig_lines *out);

#endif
