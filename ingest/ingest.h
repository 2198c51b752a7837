/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ingest.h - the door of ingest: turns untrusted bytes into batches of typed columns, plus findings,
 * rejected rows and the reconciliation.
 *
 * Ingest knows the datasets and the plan, not what a measure does with a row: batches go to a sink.
 * Memory does not grow with the files, but for the store of hashes where duplicate rows are looked for, 8 bytes a
 * row, past the memory allowed on disk; and for rejected rows: 16 to 64 bytes for each different one, so that equal
 * ones count once, and 24 for each of a conflict (docs/performance.md has what was measured of the whole process).
 */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include "engine/finding.h"
#include "engine/intake.h"
#include "engine/plan.h"
#include "engine/register.h"

/* Limits (docs/interface.md); an input past one is an error or a finding that names it. */
#define INGEST_MAX_FIELD_BYTES (1u << 20)
#define INGEST_MAX_ROW_BYTES   (4u << 20)
#define INGEST_MAX_COLUMNS     4096
#define INGEST_MAX_FILES       100000
#define INGEST_MAX_RATIO       1000 /* decompressed : compressed */

enum duplicates_mode { DUPLICATES_EXACT, DUPLICATES_FILE };

struct ingest_options {
	size_t n_paths;
	const char *const *paths;  /* --input: files, folders, "-" */
	const char *stdin_dataset; /* --dataset, for "-"; or NULL */
	const char *mapping_path;  /* --mapping, or NULL: mapping.yaml beside the files */
	const char *skip_path;     /* the run's own output folder: its files are left out; or NULL */
	int n_threads;             /* >= 1 */
	enum duplicates_mode duplicates;
	size_t memory_bytes;    /* --memory: hashes past it go to disk */
	const char *work_path;  /* folder for spools; exists, ours to fill and empty */
	const char *cache_path; /* folder for what is remembered from run to run (ledger.h), or NULL */
	bool rehash;            /* hash every file, whatever is remembered of it */
	const char *rows_path;  /* check --rows: every record as a JSON array, or NULL */
	/* How events are read: the name of an instruction set (scan.h) or INGEST_SCANNER_LIBCSV; NULL: the
	 * best there is.  All give the same. */
	const char *scanner;
	size_t read_bytes;  /* of a read of events, for tests; 0: what is fast.  All give the same */
	bool keep_rejected; /* write rejected rows to work_path/rejected/DATASET.csv */
	/* Called now and then from any thread with bytes read of bytes known; may be NULL. */
	void (*progress)(void *context, uint64_t bytes_done, uint64_t bytes_all);
	void *progress_context;
};

/* Where batches go.  One accumulator is used by one thread at a time.  Those of a file are merged when it has been
 * read, one at a time and from any thread, in whatever order files end: the merge is commutative.  An accumulator
 * whose file turns out to be unusable is freed without being merged. */
struct ingest_sink {
	void *context;
	void *(*accumulator_new)(void *context);
	void (*feed)(void *accumulator, const struct batch *batch, enum batch_role role);
	void (*merge)(void *context, void *accumulator); /* merges and frees */
	void (*accumulator_free)(void *accumulator);
};

/* Record by record with libcsv, one thread to a file: what every other way is measured against. */
#define INGEST_SCANNER_LIBCSV "libcsv"
/* True when this processor can do it. */
bool ingest_has_scanner(const char *name);

struct ingest_result {
	struct intake intake;
	struct registers registers;
};

/* Finds the files, reads the registers first, hands them to `on_registers` (may be NULL; called
 * once, before the first batch), then streams the events through the sink.
 * Errors: ERROR_INPUT when a path does not exist or no file could be used; ERROR_CATALOGUE for a
 * bad mapping; ERROR_OUTPUT when a spool cannot be written.  Text of *out lives in `arena`. */
bool ingest_run(const struct plan *plan, const struct ingest_options *options, struct words *words,
		const struct ingest_sink *sink, void (*on_registers)(void *context, const struct registers *),
		struct arena *arena, struct findings *findings, struct ingest_result *out,
		struct error *err) MUST_USE;

#endif
