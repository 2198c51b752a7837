/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/store/store_db.h"

#include "engine/whole.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define APPLICATION_ID 1347244593 /* "PMR1", as store_schema.c writes it */
#define READ_WAIT_MS   5000       /* for the moment in which another run commits */
#define POLL_NS        (50 * 1000 * 1000)

/* --- errors --- */

static bool give_hint(const struct store *s, struct error *err)
{
	if (s->use == STORE_WRITE)
		error_hint(err, "nothing was published and nothing in it was changed; --no-store makes the report without it");
	return error_at(err, s->path, 0, NULL);
}

bool db_fail(struct store *s, const char *what, struct error *err)
{
	enum error_kind kind = s->use == STORE_WRITE ? ERROR_OUTPUT : ERROR_INPUT;
	const char *said = sqlite3_errmsg(s->db);

	switch (sqlite3_errcode(s->db) & 0xFF) {
	case SQLITE_NOTADB: error_set(err, ERROR_INPUT, "is not a store of pmr: it is no SQLite file"); break;
	case SQLITE_CORRUPT:
		error_set(err, ERROR_INPUT, "is damaged (%s): take it from a backup, or name another file with --store", said);
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: error_set(err, kind, "is in use by another program, which did not let go of it"); break;
	case SQLITE_READONLY:
		error_set(err, kind, "%s",
			  s->use == STORE_WRITE ? "is read-only, and so cannot remember the month"
						: "was left unfinished by a run that was killed, and is read-only: it must be writable "
						  "once, for what is unfinished to be taken back");
		break;
	case SQLITE_FULL: error_set(err, kind, "%s: the disk is full", what); break;
	default: error_set(err, kind, "%s: %s", what, said); break;
	}
	return give_hint(s, err);
}

bool db_damaged(struct store *s, const char *what, struct error *err)
{
	error_set(err, ERROR_INPUT,
		  "is damaged: table %s does not hold what was written to it; take the file from a backup, or name "
		  "another with --store", what);
	return give_hint(s, err);
}

static bool refuse(struct store *s, enum error_kind kind, const char *why, struct error *err)
{
	error_set(err, kind, "%s", why);
	return give_hint(s, err);
}

/* --- statements --- */

bool db_prepare(struct store *s, const char *sql, sqlite3_stmt **out, struct error *err)
{
	return sqlite3_prepare_v2(s->db, sql, -1, out, NULL) == SQLITE_OK || db_fail(s, "cannot be read", err);
}

bool db_prepare_again(struct store *s, const char *sql, sqlite3_stmt **out, struct error *err)
{
	for (*out = sqlite3_next_stmt(s->db, NULL); *out; *out = sqlite3_next_stmt(s->db, *out))
		if (!strcmp(sqlite3_sql(*out), sql))
			return true;
	return db_prepare(s, sql, out, err);
}

bool db_step(struct store *s, sqlite3_stmt *statement, bool *has_row, struct error *err)
{
	int code = sqlite3_step(statement);

	*has_row = code == SQLITE_ROW;
	return code == SQLITE_ROW || code == SQLITE_DONE || db_fail(s, "cannot be read", err);
}

bool db_done(struct store *s, sqlite3_stmt *statement, struct error *err)
{
	return (sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK) ||
	       db_fail(s, "cannot be written to", err);
}

bool db_run(struct store *s, const char *sql, struct error *err)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || db_fail(s, "cannot be written to", err);
}

const char *db_text(sqlite3_stmt *statement, int column, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	return text ? arena_copy(arena, text, strlen(text)) : "";
}

static bool number_of(struct store *s, const char *sql, int64_t *out, struct error *err)
{
	sqlite3_stmt *statement;
	bool has_row = false, good;

	if (!db_prepare(s, sql, &statement, err))
		return false;
	good = db_step(s, statement, &has_row, err);
	if (good)
		*out = has_row ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return good;
}

/* --- versions --- */

/* The schema's version; 0 for a file without tables. */
static bool check_version(struct store *s, int64_t *version, struct error *err)
{
	int64_t n_tables, application;

	if (!number_of(s, "SELECT count(*) FROM sqlite_master", &n_tables, err) ||
	    !number_of(s, "PRAGMA application_id", &application, err) ||
	    !number_of(s, "PRAGMA user_version", version, err))
		return false;
	if (!n_tables && !application) {
		*version = 0;
		return true;
	}
	if (application != APPLICATION_ID || *version < 1)
		return refuse(s, ERROR_INPUT, "is a SQLite file, but not a store of pmr", err);
	if (*version > STORE_SCHEMA) {
		error_set(err, ERROR_INPUT, "was written by a newer pmr (schema %lld; this one knows up to %d)",
			  (long long)*version, STORE_SCHEMA);
		give_hint(s, err);
		if (s->use == STORE_READ)
			error_hint(err, "read it with the version that wrote it");
		return false;
	}
	return true;
}

static bool migrate(struct store *s, int64_t version, struct error *err)
{
	for (; version < STORE_SCHEMA; version++)
		if (!db_run(s, store_schema_steps[version], err))
			return false;
	return true;
}

/* An older store is read through a copy in memory that is brought up to date; the file stays. */
static bool read_older(struct store *s, int64_t version, struct error *err)
{
	sqlite3 *copy = NULL;
	sqlite3_backup *backup;
	int code = SQLITE_NOMEM;

	if (sqlite3_open_v2(":memory:", &copy, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
	    (backup = sqlite3_backup_init(copy, "main", s->db, "main"))) {
		code = sqlite3_backup_step(backup, -1);
		sqlite3_backup_finish(backup);
	}
	if (code != SQLITE_DONE) {
		sqlite3_close(copy);
		return db_fail(s, "cannot be read", err);
	}
	sqlite3_close(s->db);
	s->db = copy;
	return migrate(s, version, err);
}

/* --- opening --- */

static bool open_file(struct store *s, int flags, struct error *err)
{
	/* Read-write also to read: only so can a run that was killed be rolled back.  The system's permissions
	 * turn it into read-only where they must. */
	if (sqlite3_open_v2(s->path, &s->db, SQLITE_OPEN_READWRITE | flags, NULL) != SQLITE_OK)
		return db_fail(s, "cannot be opened", err);
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, READ_WAIT_MS);
	return db_run(s, "PRAGMA temp_store=MEMORY", err);
}

/* SQLite takes a file of less than its heading for an empty one, and would write over it. */
static bool is_scrap(const struct store *s)
{
	struct stat info;

	return stat(s->path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 && info.st_size < 16;
}

static bool open_existing(struct store *s, struct error *err)
{
	int64_t version;

	if (is_scrap(s))
		return refuse(s, ERROR_INPUT, "is not a store of pmr, nor a SQLite file", err);
	if (!open_file(s, 0, err) || !check_version(s, &version, err))
		return false;
	if (s->use == STORE_WRITE)
		return sqlite3_db_readonly(s->db, "main") == 0 ||
		       refuse(s, ERROR_OUTPUT, "is read-only, and so cannot remember the month", err);
	if (version < STORE_SCHEMA && !read_older(s, version, err))
		return false;
	/* One view of the file, whatever other runs do. */
	if (!db_run(s, "PRAGMA query_only=1; BEGIN", err))
		return false;
	s->in_transaction = true;
	return true;
}

bool store_open(const char *path, enum store_use use, struct store **out, struct error *err)
{
	struct store *s = memory_zero(1, sizeof *s);
	struct stat info;
	bool good;

	arena_init(&s->arena);
	s->use = use;
	s->lock_fd = -1;
	/* No name may mean something else to SQLite. */
	s->path = path[0] == '/' || !strncmp(path, "./", 2) ? arena_copy(&s->arena, path, strlen(path))
							   : arena_printf(&s->arena, "./%s", path);
	if (stat(path, &info) != 0) {
		good = errno == ENOENT && use == STORE_WRITE;
		if (!good && errno == ENOENT) {
			error_set(err, ERROR_INPUT, "there is no store of remembered months here");
			error_at(err, path, 0, NULL);
			error_hint(err, "pmr report makes one in its output folder; name it with --store FILE");
		} else if (!good) {
			error_set(err, use == STORE_WRITE ? ERROR_OUTPUT : ERROR_INPUT, "cannot be opened: %s", strerror(errno));
			give_hint(s, err);
		}
	} else if (!S_ISREG(info.st_mode)) {
		good = refuse(s, use == STORE_WRITE ? ERROR_OUTPUT : ERROR_INPUT,
			      S_ISDIR(info.st_mode) ? "is a folder; --store names a file" : "is not a file", err);
	} else {
		good = open_existing(s, err);
	}
	if (good)
		*out = s;
	else
		store_close(s);
	return good;
}

/* --- writing --- */

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* Runs of pmr queue up on the store's folder, which leaves nothing behind; SQLite's own lock is for
 * everybody else.  A folder that cannot be locked leaves it to that one. */
static bool queue_up(struct store *s, int wait_s, struct error *err)
{
	const char *slash = strrchr(s->path, '/');
	const char *folder = slash == s->path ? "/" : arena_copy(&s->arena, s->path, (size_t)(slash - s->path));
	int64_t deadline = now_ns() + wait_s * NS_PER_S;

	s->lock_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (s->lock_fd >= 0 && flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			close(s->lock_fd);
			s->lock_fd = -1;
		} else if (now_ns() >= deadline) {
			error_set(err, ERROR_OUTPUT, "is in use by another run of pmr, which took longer than %d s", wait_s);
			return give_hint(s, err);
		} else {
			nanosleep(&(struct timespec){ 0, POLL_NS }, NULL);
		}
	}
	return true;
}

/* The store that this run writes to; changed within a stretch alone. */
static struct store *writing;

static bool make_file(struct store *s, struct error *err)
{
	struct stat info;

	s->made_file = stat(s->path, &info) != 0;
	return open_file(s, SQLITE_OPEN_CREATE, err);
}

static bool begin_transaction(struct store *s, int wait_s, struct error *err)
{
	sqlite3_busy_timeout(s->db, wait_s * 1000);
	if (!db_run(s, "PRAGMA synchronous=EXTRA; BEGIN IMMEDIATE", err))
		return false;
	s->in_transaction = true;
	return true;
}

bool store_begin(struct store *s, int wait_s, struct error *err)
{
	int64_t version;
	bool good;

	s->wait_s = wait_s;
	/* Nothing changes while others are waited for. */
	if (!queue_up(s, wait_s, err) || (s->db && !begin_transaction(s, wait_s, err)))
		return false;
	whole_begin();
	writing = s;
	good = (s->db || (make_file(s, err) && begin_transaction(s, wait_s, err))) && check_version(s, &version, err) &&
	       migrate(s, version, err);
	whole_end();
	return good;
}

/* Until readers of other programs let go of the file, or a signal waits for us to stop. */
static int wait_for_readers(void *context, int n_times)
{
	const struct store *s = context;

	(void)n_times;
	if (whole_is_waited_for() || now_ns() >= s->wait_until_ns)
		return 0;
	nanosleep(&(struct timespec){ 0, POLL_NS }, NULL);
	return 1;
}

bool store_commit(struct store *s, struct error *err)
{
	s->wait_until_ns = now_ns() + s->wait_s * NS_PER_S;
	sqlite3_busy_handler(s->db, wait_for_readers, s);
	if (!db_run(s, "COMMIT", err))
		return false;
	s->in_transaction = s->made_file = false;
	return true;
}

/* A run that failed leaves no empty store; nobody else has it open while we hold the folder. */
static void forget_new_file(const struct store *s)
{
	struct stat info;

	if (s->made_file && s->lock_fd >= 0 && stat(s->path, &info) == 0 && info.st_size == 0)
		unlink(s->path);
}

void store_abandon(void)
{
	if (!writing)
		return;
	/* SQLite lets one thread after the other to a connection. */
	if (writing->in_transaction)
		sqlite3_exec(writing->db, "ROLLBACK", NULL, NULL, NULL);
	forget_new_file(writing);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	whole_begin();
	if (writing == s)
		writing = NULL;
	if (s->in_transaction)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	for (sqlite3_stmt *kept; s->db && (kept = sqlite3_next_stmt(s->db, NULL));)
		sqlite3_finalize(kept);
	sqlite3_close(s->db);
	forget_new_file(s);
	whole_end();
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	memory_free(s->catalogues);
	arena_done(&s->arena);
	memory_free(s);
}
