/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * source.h - one input file as a stream of plain UTF-8 CSV bytes.
 *
 * Undoes compression (gz, zst, xz by content, not by name) and encoding (UTF-8 with or without BOM,
 * UTF-16 and UTF-32 with BOM, Windows-1252 by mapping), hashes the bytes as stored while they pass, and holds
 * the decompression ratio limit.  The BOM is not delivered.  Plain UTF-8 costs no copy: bytes are read
 * straight into the caller's buffer.
 */
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H

#include "engine/error.h"
#include "ingest/source/ledger.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

enum encoding {
	ENCODING_AUTO, /* a byte order mark decides, else UTF-8 */
	ENCODING_UTF8,
	ENCODING_UTF16,   /* the byte order mark says which */
	ENCODING_UTF16LE, /* with or without a mark */
	ENCODING_UTF16BE,
	ENCODING_WINDOWS_1252
};

struct source;

/* Opens path ("-" is standard input).  Error ERROR_INPUT with path and cure; NULL then. */
struct source *source_open(const char *path, enum encoding encoding, struct error *err) MUST_USE;
/* Reads up to `size` bytes into `data`; *n_read 0 is the end.  Short reads and EINTR are handled. */
bool source_read(struct source *s, void *data, size_t size, size_t *n_read, struct error *err) MUST_USE;
/* What the file was when it was opened. */
const struct stat *source_state(const struct source *s);
/* True when it is the same file and nobody has written to it in between, by size and time. */
bool source_is_as(const struct source *s, const struct stat *state);
/* The hash is known: the bytes are not hashed, and source_sha256 says this one. */
void source_trust_sha256(struct source *s, const char hex[65]);
/* Leaves hashing to the caller where source_read delivers the bytes as stored: true, and every byte that it
 * delivers from now on must be given to source_hash, in order, before source_sha256.  False: the source
 * goes on hashing by itself.  source_hash may be called by another thread than source_read. */
bool source_defer_hash(struct source *s);
void source_hash(struct source *s, const void *data, size_t size);
/* True of a source that unpacks what is stored, which takes longer than what is done with it. */
bool source_is_packed(const struct source *s);
/* Of a regular file whose bytes source_read delivers as they are stored, and which it does not hash: where the next of
 * them stands, and how many the file had when it was opened.  False of every other source. */
bool source_is_flat(const struct source *s, uint64_t *at, uint64_t *size);
/* All bytes of such a file by their place in it, to be looked at by several threads, which changes nothing for
 * source_read; NULL where they can only be read.  They are there until the source is closed. */
const char *source_bytes(struct source *s);
/* From any thread: size of them from `from` on are looked at now, and what follows them soon. */
void source_go_on(struct source *s, uint64_t from, uint64_t size);
/* From any thread: size of them from `from` on will not be looked at again; once at most for every byte. */
void source_leave(struct source *s, uint64_t from, uint64_t size);
/* False once some of those that were looked at could not be had, so that zeros stood for them. */
bool source_bytes_were_there(const struct source *s, struct error *err) MUST_USE;
/* Makes source_read go on elsewhere in a flat file. */
void source_seek(struct source *s, uint64_t at);
/* Bytes as stored consumed so far: for progress. */
uint64_t source_stored_bytes(const struct source *s);
/* After the end: SHA-256 of the bytes as stored (the whole file, also what follows a compressed stream). */
bool source_sha256(struct source *s, char hex[65], struct error *err) MUST_USE;
/* True when a regular file is no longer what it was when it was opened: it grew or was rewritten.  What
 * was read is then its first bytes, up to the size it had (a file that shrank is an error of source_read). */
bool source_changed(const struct source *s);
void source_close(struct source *s); /* NULL is fine */

/* Enters the hash that source_sha256 gave, unless the file is no longer what it was; hashing began at `began`
 * (seconds since 1970). */
void source_remember(const struct source *s, struct ledger *ledger, const char hex[65], int64_t began);

/* SHA-256 of a whole file, or what the ledger (may be NULL) knows of it; *state is what the file was when it was opened
 * for that. */
bool source_hash_file(const char *path, struct ledger *ledger, char hex[65], struct stat *state, uint64_t *size_bytes,
		      struct error *err) MUST_USE;

#endif
