/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_db.h - the file itself: opening, locking, transactions, schema, errors in words.
 *
 * Inner header of engine/store.  Statements are made by db_prepare and finalised by whoever made them; what is asked of
 * one revision after the other is kept by db_prepare_again.
 */
#ifndef ENGINE_STORE_STORE_DB_H
#define ENGINE_STORE_STORE_DB_H

#include "engine/store/store.h"

#include <sqlite3.h>

#define STORE_SCHEMA 3

struct store {
	sqlite3 *db; /* NULL: a file that is not there yet */
	enum store_use use;
	struct arena arena;
	const char *path;
	int lock_fd, wait_s;
	int64_t wait_until_ns; /* of the commit */
	bool made_file, in_transaction;
	const struct catalogue *known;          /* of this run, or NULL */
	size_t n_catalogues, catalogues_room; /* parsed once each */
	const struct catalogue **catalogues;
};

/* Fills *err from SQLite's last trouble; returns false.  `what`: "cannot be read". */
bool db_fail(struct store *s, const char *what, struct error *err);
/* What was read is not what was written. */
bool db_damaged(struct store *s, const char *what, struct error *err);
bool db_prepare(struct store *s, const char *sql, sqlite3_stmt **out, struct error *err) MUST_USE;
/* The statement made of this text before, which whoever had it then has reset; it is finalised with the store. */
bool db_prepare_again(struct store *s, const char *sql, sqlite3_stmt **out, struct error *err) MUST_USE;
/* *has_row false at the end. */
bool db_step(struct store *s, sqlite3_stmt *statement, bool *has_row, struct error *err) MUST_USE;
bool db_run(struct store *s, const char *sql, struct error *err) MUST_USE;
/* Steps a statement that returns no rows, then resets it. */
bool db_done(struct store *s, sqlite3_stmt *statement, struct error *err) MUST_USE;
const char *db_text(sqlite3_stmt *statement, int column, struct arena *arena); /* "" for NULL */

/* store_schema.c: the steps that bring a file from one version to the next. */
extern const char *const store_schema_steps[STORE_SCHEMA];

#endif
