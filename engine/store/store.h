/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store.h - the months remembered: one SQLite file that holds each month's results whole.
 *
 * A month is saved with everything its report was rendered from, and loads again as the same struct
 * results.  A month computed again with other inputs becomes a new revision; of former revisions the
 * cells and the inputs stay.  Every table of a revision has its SHA-256, compared whenever it is
 * read: what was remembered comes back as it was, or as an error.
 *
 * A run that writes: store_open, store_begin (one run at a time from here), store_past,
 * store_restated, store_save, store_commit, store_close.  Whatever was not committed never was.
 * A run that reads: store_open, store_load or store_revisions, store_close.
 * Errors: ERROR_INPUT when the file cannot be used (damaged, newer, no store), ERROR_OUTPUT when it
 * cannot be written to (locked, read-only, a folder, a full disk).
 */
#ifndef ENGINE_STORE_STORE_H
#define ENGINE_STORE_STORE_H

#include "engine/result.h"

#define STORE_NAME "pmr.db"

struct store;

enum store_use {
	STORE_READ,  /* the file must be there; nothing is written to it, but what a killed run left is rolled back */
	STORE_WRITE, /* a file that is not there is an empty store, made by store_begin */
};

bool store_open(const char *path, enum store_use use, struct store **out, struct error *err) MUST_USE;
/* The catalogue of this run, which outlives the store: months that were judged by the same text get this one. */
void store_know_catalogue(struct store *s, const struct catalogue *c);
/* Rolls back what was not committed and frees; NULL is allowed. */
void store_close(struct store *s);

/* For a process that is about to end at once, within a stretch (whole.h): whatever is open for writing is rolled back,
 * and a file that this run has made and not committed is removed.  Another thread may be using the store. */
void store_abandon(void);

/* Waits up to wait_s seconds for other runs, brings an older store up to date and begins the one
 * transaction of the run.  STORE_WRITE only. */
bool store_begin(struct store *s, int wait_s, struct error *err) MUST_USE;
bool store_commit(struct store *s, struct error *err) MUST_USE;

/* Every month before `month`, each judged by its own edition, as cells of catalogue `c`: remembered
 * months, and the service_levels rows that they were given.  Sorted as results.past. */
bool store_past(struct store *s, const struct catalogue *c, struct month month, struct arena *arena,
		const struct past_cell **out, size_t *n_out, struct error *err) MUST_USE;
/* The same for a month that is remembered, with the rows that it was given itself. */
bool store_past_by_now(struct store *s, const struct catalogue *c, struct month month, struct arena *arena,
		       const struct past_cell **out, size_t *n_out, struct error *err) MUST_USE;

/* The devices that raised each alert code in the months before `month`, and how many those are. */
bool store_devices(struct store *s, struct month month, struct arena *arena, struct remembered_devices *out,
		   struct error *err) MUST_USE;
/* The catalogue that judged the month before `month`; NULL when that month is not remembered. */
bool store_catalogue(struct store *s, struct month month, struct arena *arena, const struct catalogue **out,
		     struct error *err) MUST_USE;

/* Fills out->restatements: what changed in this month since it was first remembered, what changes now,
 * and what changed in earlier months since the last report.  *out is otherwise complete. */
bool store_restated(struct store *s, struct arena *arena, struct results *out, struct error *err) MUST_USE;

/* How a save went. */
enum store_outcome {
	STORE_NEW,       /* the first time for this month */
	STORE_SAME,      /* nothing to write */
	STORE_REFRESHED, /* same inputs and figures; what surrounds them was brought up to date */
	STORE_RESTATED,  /* a new revision; the former one is kept */
};
bool store_save(struct store *s, const struct results *r, enum store_outcome *outcome, struct error *err) MUST_USE;

/* Loads a month as its last report had it; month.month 0: the latest.  All of *out lives in `arena`,
 * catalogue and findings too (findings_count works on them, nothing may be added).  Not remembered, and
 * empty after loading: the registers exceptions and service_levels (what they decided is in the results), paths
 * of input files. */
bool store_load(struct store *s, struct month month, struct arena *arena, struct results *out,
		struct error *err) MUST_USE;

/* One computation of a month. */
struct store_revision {
	int64_t id;
	struct month month;
	int number;   /* 1: the first time */
	bool current; /* the last one of its month */
	bool synthetic; /* of data that was called synthetic, with the notice that came with it */
	const char *notice;
	const char *dated, *reason; /* "" when no date was given; "" for the first */
	const char *edition, *catalogue_sha256, *program_version;
	const struct catalogue *catalogue;
	size_t n_cells;
	const struct cell *cells; /* indices into that catalogue */
	size_t n_files;
	const struct intake_file *files;
};
/* By month, then number. */
bool store_revisions(struct store *s, struct arena *arena, const struct store_revision **out, size_t *n_out,
		     struct error *err) MUST_USE;

#endif
