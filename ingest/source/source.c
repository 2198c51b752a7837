/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Three layers, each reading the one below: stored bytes (hashed, counted, bounded by the size at
 * open), unpacked bytes, text.  A plain UTF-8 file goes straight through all of them into the
 * caller's buffer.
 */
#include "ingest/source/source.h"

#include "engine/hash.h"
#include "engine/memory.h"
#include "ingest/source/encoding.h"
#include "ingest/source/flat.h"
#include "ingest/source/source_unpack.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BLOCK_BYTES ((size_t)256 * 1024) /* stored bytes read at a time for a decompressor */
#define PIECE_BYTES ((size_t)64 * 1024)  /* unpacked bytes converted at a time */
#define READ_MAX    ((size_t)1 << 30)    /* one read(2); Linux stops at 2 GiB */

_Static_assert(ENCODING_HEAD_BYTES <= UNPACK_HEAD_BYTES, "one head serves both questions");

/* The first bytes of a layer, looked at before they are delivered. */
struct head {
	unsigned char bytes[UNPACK_HEAD_BYTES];
	size_t n, at;
};

struct source {
	char *path;
	int fd;
	struct stat opened;    /* as it was at open */
	bool regular, bounded; /* bounded: read up to the size it had */
	uint64_t n_stored;
	bool stored_ended;
	struct hash *hash;
	bool hash_deferred; /* the caller hashes what is delivered */
	char trusted[65];   /* the hash, when it is known; else "" */
	struct head stored_head, text_head;
	struct unpack *unpack; /* NULL: stored as it is */
	unsigned char *block;  /* [BLOCK_BYTES], for the decompressor */
	bool converting;
	struct converter converter;
	unsigned char *piece; /* [PIECE_BYTES] unpacked */
	char *converted;      /* [ENCODING_ROOM(PIECE_BYTES)] */
	size_t n_converted, converted_at;
	bool text_ended;
	struct flat *flat; /* NULL until its bytes are asked for */
};

/* Stored bytes ---------------------------------------------------------------------------------- */

static bool failed(const struct source *s, int number, const char *doing, struct error *err)
{
	error_set(err, ERROR_INPUT, "cannot be %s: %s", doing, strerror(number));
	error_at(err, s->path, 0, NULL);
	if (number == EACCES || number == EPERM)
		return error_hint(err, "give the user who runs pmr permission to read it");
	if (number == ENOENT)
		return error_hint(err, "check the name, and that the file was not moved while pmr ran");
	if (number == EIO)
		return error_hint(err,
				  "the disk or network drive failed; copy the file elsewhere and try again");
	return false;
}

/* Of a file that was opened. */
static uint64_t size_now(const struct source *s)
{
	struct stat now;

	return fstat(s->fd, &now) == 0 ? (uint64_t)now.st_size : (uint64_t)s->opened.st_size;
}

static bool shrank(const struct source *s, struct error *err)
{
	error_set(err, ERROR_INPUT, "became shorter while it was read: %" PRIu64 " of the %" PRIu64 " bytes it had",
		  size_now(s), (uint64_t)s->opened.st_size);
	error_at(err, s->path, 0, NULL);
	return error_hint(err, "wait until the file is complete and run again");
}

/* Reads until `size` bytes are there or the end; hashes and counts them. */
static bool stored_read(struct source *s, void *data, size_t size, size_t *n_read, struct error *err)
{
	size_t got = 0;

	while (got < size && !s->stored_ended) {
		size_t want = size - got < READ_MAX ? size - got : READ_MAX;
		if (s->bounded) {
			uint64_t left = (uint64_t)s->opened.st_size - s->n_stored;
			if (left == 0) {
				s->stored_ended = true;
				break;
			}
			want = left < want ? (size_t)left : want;
		}
		ssize_t n = read(s->fd, (unsigned char *)data + got, want);
		if (n < 0) {
			if (errno == EINTR)
				continue;
			return failed(s, errno, "read", err);
		}
		if (n == 0) {
			s->stored_ended = true;
			if (!s->bounded)
				break;
			return shrank(s, err);
		}
		if (!s->hash_deferred && !s->trusted[0])
			hash_add(s->hash, (unsigned char *)data + got, (size_t)n);
		s->n_stored += (uint64_t)n;
		got += (size_t)n;
	}
	*n_read = got;
	return true;
}

static size_t head_take(struct head *h, void *data, size_t size)
{
	size_t n = h->n - h->at < size ? h->n - h->at : size;
	memcpy(data, h->bytes + h->at, n);
	h->at += n;
	return n;
}

/* Stored bytes, those already looked at first. */
static bool stored_next(struct source *s, void *data, size_t size, size_t *n_read, struct error *err)
{
	size_t n = head_take(&s->stored_head, data, size), more = 0;
	if (n < size && !stored_read(s, (unsigned char *)data + n, size - n, &more, err))
		return false;
	*n_read = n + more;
	return true;
}

static bool next_block(void *context, const unsigned char **data, size_t *n, struct error *err)
{
	struct source *s = context;
	*data = s->block;
	return stored_next(s, s->block, BLOCK_BYTES, n, err);
}

/* Unpacked bytes -------------------------------------------------------------------------------- */

/* Reads until `size` bytes are there or the end. */
static bool unpacked_read(struct source *s, void *data, size_t size, size_t *n_read, struct error *err)
{
	if (!s->unpack)
		return stored_next(s, data, size, n_read, err);
	size_t got = 0;
	while (got < size) {
		size_t n = 0;
		if (!unpack_read(s->unpack, (unsigned char *)data + got, size - got, &n, err)) {
			if (err->path[0] == '\0')
				error_at(err, s->path, 0, NULL);
			return false;
		}
		if (n == 0)
			break;
		got += n;
	}
	*n_read = got;
	return true;
}

static bool unpacked_next(struct source *s, void *data, size_t size, size_t *n_read, struct error *err)
{
	size_t n = head_take(&s->text_head, data, size), more = 0;
	if (n < size && !unpacked_read(s, (unsigned char *)data + n, size - n, &more, err))
		return false;
	*n_read = n + more;
	return true;
}

/* Text ------------------------------------------------------------------------------------------ */

static bool convert_piece(struct source *s, struct error *err)
{
	size_t n = 0;

	if (!unpacked_next(s, s->piece, PIECE_BYTES, &n, err))
		return false;
	s->converted_at = s->n_converted = 0;
	s->text_ended = n == 0;
	bool ok = n == 0 ? converter_finish(&s->converter, err)
			 : converter_feed(&s->converter, s->piece, n, s->converted, &s->n_converted, err);
	return ok || error_at(err, s->path, 0, NULL);
}

bool source_read(struct source *s, void *data, size_t size, size_t *n_read, struct error *err)
{
	if (!s->converting)
		return unpacked_next(s, data, size, n_read, err);
	size_t got = 0;
	while (got < size) {
		if (s->converted_at == s->n_converted) {
			if (s->text_ended)
				break;
			if (!convert_piece(s, err))
				return false;
			continue;
		}
		size_t n = s->n_converted - s->converted_at;
		n = n < size - got ? n : size - got;
		memcpy((char *)data + got, s->converted + s->converted_at, n);
		s->converted_at += n;
		got += n;
	}
	*n_read = got;
	return true;
}

/* Opening and closing --------------------------------------------------------------------------- */

static bool open_file(struct source *s, struct error *err)
{
	if (strcmp(s->path, "-") == 0) {
		s->fd = STDIN_FILENO;
	} else {
		do
			s->fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		while (s->fd < 0 && errno == EINTR);
		if (s->fd < 0)
			return failed(s, errno, "opened", err);
	}
	if (fstat(s->fd, &s->opened) != 0)
		return failed(s, errno, "read", err);
	if (S_ISDIR(s->opened.st_mode)) {
		error_set(err, ERROR_INPUT, "is a folder, not a file");
		error_at(err, s->path, 0, NULL);
		return error_hint(err, "name the files in it, or give the folder itself to --input");
	}
	/* Standard input may be a file of which something was read already, and files that a kernel makes up
	 * say they are empty: those are read to their end. */
	s->regular = S_ISREG(s->opened.st_mode) && s->fd != STDIN_FILENO;
	s->bounded = s->regular && s->opened.st_size > 0;
	if (s->regular)
		(void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* advice: failing changes nothing */
	return true;
}

static bool start_unpacking(struct source *s, struct error *err)
{
	enum unpack_form form;

	if (!stored_read(s, s->stored_head.bytes, UNPACK_HEAD_BYTES, &s->stored_head.n, err))
		return false;
	if (!unpack_sniff(s->stored_head.bytes, s->stored_head.n, &form, err))
		return error_at(err, s->path, 0, NULL);
	if (form != UNPACK_NONE) {
		s->block = memory_alloc(BLOCK_BYTES);
		s->unpack = unpack_new(form, next_block, s);
	}
	return true;
}

static bool start_text(struct source *s, enum encoding encoding, struct error *err)
{
	enum encoding_form form;
	enum unpack_form inner;
	size_t bom = 0;
	struct head *h = &s->text_head;

	if (!unpacked_read(s, h->bytes, UNPACK_HEAD_BYTES, &h->n, err))
		return false;
	if (s->unpack) {
		if (!unpack_sniff(h->bytes, h->n, &inner, err))
			return error_at(err, s->path, 0, NULL);
		if (inner != UNPACK_NONE) {
			error_set(err, ERROR_INPUT, "is compressed twice (%s inside)",
				  unpack_form_name(inner));
			error_at(err, s->path, 0, NULL);
			return error_hint(err, "unpack it once");
		}
	}
	if (!encoding_sniff(h->bytes, h->n, encoding, &form, &bom, err))
		return error_at(err, s->path, 0, NULL);
	h->at = bom;
	if (form != FORM_UTF8) {
		s->converting = true;
		converter_init(&s->converter, form, bom);
		s->piece = memory_alloc(PIECE_BYTES);
		s->converted = memory_alloc(ENCODING_ROOM(PIECE_BYTES));
	}
	return true;
}

static struct source *source_new(const char *path)
{
	struct source *s = memory_zero(1, sizeof *s);
	size_t size = strlen(path) + 1;

	s->path = memory_alloc(size);
	memcpy(s->path, path, size);
	s->fd = -1;
	s->hash = hash_new();
	return s;
}

struct source *source_open(const char *path, enum encoding encoding, struct error *err)
{
	struct source *s = source_new(path);
	if (open_file(s, err) && start_unpacking(s, err) && start_text(s, encoding, err))
		return s;
	source_close(s);
	return NULL;
}

const struct stat *source_state(const struct source *s)
{
	return &s->opened;
}

void source_trust_sha256(struct source *s, const char hex[65])
{
	memcpy(s->trusted, hex, sizeof s->trusted);
}

bool source_defer_hash(struct source *s)
{
	/* What was looked at ahead is hashed already. */
	s->hash_deferred = !s->trusted[0] && !s->unpack && !s->converting &&
			   s->stored_head.at == s->stored_head.n && s->text_head.at == s->text_head.n;
	return s->hash_deferred;
}

void source_hash(struct source *s, const void *data, size_t size)
{
	hash_add(s->hash, data, size);
}

bool source_is_packed(const struct source *s)
{
	return s->unpack != NULL;
}

bool source_is_flat(const struct source *s, uint64_t *at, uint64_t *size)
{
	*at = s->n_stored;
	*size = (uint64_t)s->opened.st_size;
	return s->bounded && !s->unpack && !s->converting && (s->trusted[0] || s->hash_deferred) &&
	       s->stored_head.at == s->stored_head.n && s->text_head.at == s->text_head.n;
}

const char *source_bytes(struct source *s)
{
	if (!s->flat)
		s->flat = flat_new(s->fd, (uint64_t)s->opened.st_size);
	return s->flat ? flat_bytes(s->flat) : NULL;
}

void source_go_on(struct source *s, uint64_t from, uint64_t size)
{
	flat_go_on(s->flat, from, size);
}

void source_leave(struct source *s, uint64_t from, uint64_t size)
{
	flat_leave(s->flat, from, size);
}

bool source_bytes_were_there(const struct source *s, struct error *err)
{
	if (!s->flat)
		return true;
	/* The rest of the last page that a shorter file has is zeros, and nothing tells. */
	if (size_now(s) < (uint64_t)s->opened.st_size)
		return shrank(s, err);
	if (!flat_is_lost(s->flat))
		return true;
	if (!source_changed(s))
		return failed(s, EIO, "read", err);
	error_set(err, ERROR_INPUT, "was changed while it was read");
	error_at(err, s->path, 0, NULL);
	return error_hint(err, "wait until the file is complete and run again");
}

void source_seek(struct source *s, uint64_t at)
{
	/* A regular file can be told where to go on. */
	(void)lseek(s->fd, (off_t)at, SEEK_SET);
	s->n_stored = at;
	s->stored_ended = false;
}

uint64_t source_stored_bytes(const struct source *s)
{
	return s->n_stored;
}

bool source_is_as(const struct source *s, const struct stat *state)
{
	const struct stat *own = &s->opened;

	return own->st_dev == state->st_dev && own->st_ino == state->st_ino && own->st_size == state->st_size &&
	       own->st_mtim.tv_sec == state->st_mtim.tv_sec && own->st_mtim.tv_nsec == state->st_mtim.tv_nsec;
}

bool source_changed(const struct source *s)
{
	struct stat now;

	return s->regular && fstat(s->fd, &now) == 0 && !source_is_as(s, &now);
}

void source_remember(const struct source *s, struct ledger *ledger, const char hex[65], int64_t began)
{
	struct stat now;

	if (s->trusted[0] || !s->regular || fstat(s->fd, &now) != 0 ||
	    now.st_ctim.tv_sec != s->opened.st_ctim.tv_sec ||
	    now.st_ctim.tv_nsec != s->opened.st_ctim.tv_nsec || source_changed(s))
		return;
	ledger_add(ledger, &s->opened, hex, began);
}

bool source_sha256(struct source *s, char hex[65], struct error *err)
{
	/* Reading may have stopped early, at damage or at a reader's limit: the hash is of the whole file. */
	unsigned char rest[16384];
	size_t n;
	if (s->trusted[0]) {
		memcpy(hex, s->trusted, sizeof s->trusted);
		s->n_stored = (uint64_t)s->opened.st_size;
		return true;
	}
	s->hash_deferred = false;
	do {
		if (!stored_read(s, rest, sizeof rest, &n, err))
			return false;
	} while (n > 0);
	return hash_finish(s->hash, hex, err) || error_at(err, s->path, 0, NULL);
}

void source_close(struct source *s)
{
	if (!s)
		return;
	unpack_free(s->unpack);
	hash_free(s->hash);
	flat_free(s->flat);
	if (s->fd > STDIN_FILENO)
		close(s->fd); /* nothing was written: there is nothing it could lose */
	memory_free(s->block);
	memory_free(s->piece);
	memory_free(s->converted);
	memory_free(s->path);
	memory_free(s);
}

bool source_hash_file(const char *path, struct ledger *ledger, char hex[65], struct stat *state, uint64_t *size_bytes,
		      struct error *err)
{
	struct source *s = source_new(path);
	int64_t began = time(NULL);
	char text[65];
	size_t n = 0;
	bool ok = open_file(s, err);

	*state = s->opened;
	if (ok && ledger && ledger_find(ledger, &s->opened, hex)) {
		*size_bytes = (uint64_t)s->opened.st_size;
		source_close(s);
		return true;
	}
	s->block = ok ? memory_alloc(BLOCK_BYTES) : NULL;
	do
		ok = ok && stored_read(s, s->block, BLOCK_BYTES, &n, err);
	while (ok && n > 0);
	ok = ok && hash_finish(s->hash, text, err);
	if (ok) {
		memcpy(hex, text, sizeof text);
		*size_bytes = s->n_stored;
		if (ledger)
			source_remember(s, ledger, hex, began);
	}
	source_close(s);
	return ok;
}
