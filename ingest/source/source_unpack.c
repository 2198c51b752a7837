/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/source/source_unpack.h"

#include "engine/memory.h"
#include "ingest/ingest.h"

#include <archive.h>
#include <archive_entry.h>
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <zlib.h>

/* Small files may be as repetitive as they like. */
#define RATIO_FROM_BYTES (UINT64_C(1) << 20)

struct unpack {
	enum unpack_form form;
	unpack_more *more;
	void *context;
	struct error source_error; /* of `more`, carried through libarchive */
	bool source_failed;
	uint64_t n_stored;   /* bytes given by `more` */
	uint64_t n_unpacked; /* bytes delivered */
	bool ended;
	/* gzip */
	z_stream stream;
	bool stream_open, in_member;
	/* zstd, xz */
	struct archive *archive;
};

const char *unpack_form_name(enum unpack_form form)
{
	switch (form) {
	case UNPACK_NONE:
		return "none";
	case UNPACK_GZIP:
		return "gzip";
	case UNPACK_ZSTD:
		return "zstd";
	case UNPACK_XZ:
		return "xz";
	}
	return "?";
}

/* How known formats begin.  Only those whose beginning cannot be the beginning of a text. */
static const struct beginning {
	unsigned char bytes[UNPACK_HEAD_BYTES];
	size_t n;
	enum unpack_form form;
	const char *what, *cure; /* for formats that are refused */
} beginnings[] = {
	{ { 0x1F, 0x8B }, 2, UNPACK_GZIP, NULL, NULL },
	{ { 0x28, 0xB5, 0x2F, 0xFD }, 4, UNPACK_ZSTD, NULL, NULL },
	{ { 0xFD, '7', 'z', 'X', 'Z', 0x00 }, 6, UNPACK_XZ, NULL, NULL },
	{ { 'P', 'K', 3, 4 },
	  4,
	  UNPACK_NONE,
	  "is a zip archive or an Excel workbook, not CSV",
	  "unpack it, or save the sheet as CSV UTF-8" },
	{ { 'P', 'K', 5, 6 }, 4, UNPACK_NONE, "is an empty zip archive, not CSV", "ask for the file again" },
	{ { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 },
	  8,
	  UNPACK_NONE,
	  "is an old Excel workbook, not CSV",
	  "save the sheet as CSV UTF-8" },
	{ { '7', 'z', 0xBC, 0xAF, 0x27, 0x1C },
	  6,
	  UNPACK_NONE,
	  "is a 7z archive, not CSV",
	  "unpack it, or compress it with gzip, zstd or xz" },
	{ { 'B', 'Z', 'h', '1', '1', 'A', 'Y', '&' },
	  8,
	  UNPACK_NONE,
	  "is compressed with bzip2, which is not read",
	  "unpack it, or compress it with gzip, zstd or xz" },
	{ { '%', 'P', 'D', 'F', '-' }, 5, UNPACK_NONE, "is a PDF, not CSV", "ask for the data as CSV" },
};

bool unpack_sniff(const unsigned char *head, size_t n, enum unpack_form *form, struct error *err)
{
	unsigned char normal[UNPACK_HEAD_BYTES] = { 0 };
	n = n < sizeof normal ? n : sizeof normal;
	memcpy(normal, head, n);
	if (n >= 4 && memcmp(normal, "BZh", 3) == 0 && normal[3] >= '1' && normal[3] <= '9')
		normal[3] = '1'; /* any block size */
	/* zstd may begin with a frame that a decoder skips: 0x184D2A50 to 5F. */
	if (n >= 4 && (normal[0] & 0xF0) == 0x50 && memcmp(normal + 1, "\x2A\x4D\x18", 3) == 0) {
		*form = UNPACK_ZSTD;
		return true;
	}
	for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
		const struct beginning *b = &beginnings[i];
		size_t common = n < b->n ? n : b->n;
		if (common == 0 || memcmp(normal, b->bytes, common) != 0)
			continue;
		if (n < b->n) {
			/* The file ends within a beginning: cut short, unless it could be a short text. */
			if (b->form == UNPACK_NONE || (b->form == UNPACK_ZSTD && n < 2))
				continue;
			error_set(err, ERROR_INPUT, "is cut short: only the first %zu bytes of a %s file", n,
				  unpack_form_name(b->form));
			return error_hint(err, "ask for the file again");
		}
		if (b->form == UNPACK_NONE) {
			error_set(err, ERROR_INPUT, "%s", b->what);
			return error_hint(err, "%s", b->cure);
		}
		*form = b->form;
		return true;
	}
	*form = UNPACK_NONE;
	return true;
}

struct unpack *unpack_new(enum unpack_form form, unpack_more *more, void *context)
{
	assert(form != UNPACK_NONE);
	struct unpack *u = memory_zero(1, sizeof *u);
	u->form = form;
	u->more = more;
	u->context = context;
	return u;
}

void unpack_free(struct unpack *u)
{
	if (!u)
		return;
	if (u->stream_open)
		inflateEnd(&u->stream);
	if (u->archive)
		archive_read_free(u->archive);
	memory_free(u);
}

static bool damaged(const struct unpack *u, uint64_t stored_at, const char *why, struct error *err)
{
	error_set(err, ERROR_INPUT,
		  "%s data is damaged or cut short at stored byte %" PRIu64 " (%" PRIu64
		  " bytes unpacked before it): %s",
		  unpack_form_name(u->form), stored_at, u->n_unpacked, why);
	return error_hint(err, "ask for the file again; test it with `%s`",
			  u->form == UNPACK_GZIP   ? "gzip -t"
			  : u->form == UNPACK_ZSTD ? "zstd -t"
						   : "xz -t");
}

/* Holds the ratio limit: `stored` bytes were used up for what was delivered. */
static bool check_ratio(const struct unpack *u, uint64_t stored, struct error *err)
{
	if (u->n_unpacked <= RATIO_FROM_BYTES || u->n_unpacked / INGEST_MAX_RATIO <= stored)
		return true;
	error_set(err, ERROR_INPUT,
		  "unpacks to more than %d times its size (%" PRIu64 " bytes from %" PRIu64
		  "), which no table of events does",
		  INGEST_MAX_RATIO, u->n_unpacked, stored);
	return error_hint(err, "the file is refused; if it is genuine, unpack it first");
}

/* gzip ------------------------------------------------------------------------------------------ */

static bool gzip_start(struct unpack *u, struct error *err)
{
	/* 16 + 15: gzip alone, largest window; zlib then checks CRC and length of each member. */
	int status = u->stream_open ? inflateReset(&u->stream) : inflateInit2(&u->stream, 16 + 15);
	if (status != Z_OK)
		return error_set(err, ERROR_OUTPUT, "no memory to unpack gzip data");
	u->stream_open = true;
	u->in_member = true;
	return true;
}

/* Makes stored bytes available; *any false at the end. */
static bool gzip_fill(struct unpack *u, bool *any, struct error *err)
{
	*any = true;
	if (u->stream.avail_in > 0)
		return true;
	const unsigned char *data = NULL;
	size_t n = 0;
	if (!u->more(u->context, &data, &n, err))
		return false;
	assert(n <= UINT_MAX);
	u->n_stored += n;
	u->stream.next_in = (unsigned char *)(uintptr_t)data; /* zlib only reads it */
	u->stream.avail_in = (unsigned int)n;
	*any = n > 0;
	return true;
}

static bool gzip_read(struct unpack *u, void *data, size_t size, size_t *n_read, struct error *err)
{
	unsigned int want = size > (1u << 30) ? 1u << 30 : (unsigned int)size;
	unsigned int left = want;

	while (left > 0) {
		bool any;
		if (!gzip_fill(u, &any, err))
			return false;
		uint64_t used = u->n_stored - u->stream.avail_in;
		if (!any) {
			if (u->in_member)
				return damaged(u, used, "the data ends too early", err);
			u->ended = true;
			break;
		}
		if (!u->in_member && !gzip_start(u, err))
			return false;
		u->stream.next_out = (unsigned char *)data + (want - left);
		u->stream.avail_out = left;
		int status = inflate(&u->stream, Z_NO_FLUSH);
		u->n_unpacked += left - u->stream.avail_out;
		left = u->stream.avail_out;
		used = u->n_stored - u->stream.avail_in;
		if (status == Z_STREAM_END)
			u->in_member = false;
		else if (status == Z_MEM_ERROR)
			return error_set(err, ERROR_OUTPUT, "no memory to unpack gzip data");
		else if (status != Z_OK && status != Z_BUF_ERROR)
			return damaged(u, used, u->stream.msg ? u->stream.msg : "it makes no sense", err);
		if (!check_ratio(u, used, err))
			return false;
	}
	*n_read = want - left;
	return true;
}

/* zstd and xz ----------------------------------------------------------------------------------- */

static la_ssize_t archive_more(struct archive *archive, void *context, const void **data)
{
	struct unpack *u = context;
	const unsigned char *bytes = NULL;
	size_t n = 0;

	if (u->source_failed || !u->more(u->context, &bytes, &n, &u->source_error)) {
		u->source_failed = true;
		archive_set_error(archive, EIO, "%s", u->source_error.message);
		return ARCHIVE_FATAL;
	}
	u->n_stored += n;
	*data = bytes;
	return (la_ssize_t)n;
}

static uint64_t archive_used(const struct unpack *u)
{
	la_int64_t used = archive_filter_bytes(u->archive, -1);
	return used > 0 ? (uint64_t)used : 0;
}

static bool archive_failed(struct unpack *u, struct error *err)
{
	if (u->source_failed) {
		*err = u->source_error;
		return false;
	}
	const char *why = archive_error_string(u->archive);
	return damaged(u, archive_used(u), why ? why : "it makes no sense", err);
}

static bool archive_start(struct unpack *u, struct error *err)
{
	struct archive_entry *entry;
	bool is_xz = u->form == UNPACK_XZ;

	u->archive = archive_read_new();
	if (!u->archive)
		return error_set(err, ERROR_OUTPUT, "no memory to unpack %s data", unpack_form_name(u->form));
	/* archive_read_append_filter would name the filter outright, but then libarchive forgets what was
	 * wrong with damaged data and it cannot be told apart from an empty stream. */
	int code = is_xz ? ARCHIVE_FILTER_XZ : ARCHIVE_FILTER_ZSTD;
	if (archive_read_support_format_raw(u->archive) != ARCHIVE_OK ||
	    archive_read_support_filter_by_code(u->archive, code) != ARCHIVE_OK)
		return archive_failed(u, err);
	int status = archive_read_open(u->archive, u, NULL, archive_more, NULL);
	bool whole = archive_used(u) == u->n_stored && u->n_stored > 0;
	/* A stream of nothing has no format for libarchive: it says so with EILSEQ, which none of its filters
	 * uses.  It is whole when all of it was used. */
	if (status != ARCHIVE_OK && !u->source_failed && whole && archive_errno(u->archive) == EILSEQ) {
		u->ended = true;
		return true;
	}
	if (status == ARCHIVE_OK)
		status = archive_read_next_header(u->archive, &entry);
	if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
		return archive_failed(u, err);
	/* A filter that did not recognise its own data would let it through as it is. */
	if (archive_filter_code(u->archive, 0) != code)
		return damaged(u, 0, "its header makes no sense", err);
	return true;
}

static bool archive_read_some(struct unpack *u, void *data, size_t size, size_t *n_read, struct error *err)
{
	if (!u->archive && !archive_start(u, err))
		return false;
	*n_read = 0;
	if (u->ended)
		return true;
	la_ssize_t got = archive_read_data(u->archive, data, size);
	if (got < 0)
		return archive_failed(u, err);
	u->n_unpacked += (uint64_t)got;
	uint64_t used = archive_used(u);
	if (!check_ratio(u, used, err))
		return false;
	if (got == 0) {
		if (used != u->n_stored)
			return damaged(u, used, "something else follows the compressed data", err);
		u->ended = true;
	}
	*n_read = (size_t)got;
	return true;
}

bool unpack_read(struct unpack *u, void *data, size_t size, size_t *n_read, struct error *err)
{
	if (u->ended || size == 0) {
		*n_read = 0;
		return true;
	}
	return u->form == UNPACK_GZIP ? gzip_read(u, data, size, n_read, err)
				      : archive_read_some(u, data, size, n_read, err);
}
