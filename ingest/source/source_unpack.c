/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/source/source_unpack.h"

#include "engine/memory.h"
#include "ingest/ingest.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <lzma.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* Small files may be as repetitive as they like. */
#define RATIO_FROM_BYTES (UINT64_C(1) << 20)
#define XZ_MEMORY_MIB    256 /* `xz -9` needs 65 to be undone */

struct unpack {
	enum unpack_form form;
	unpack_more *more;
	void *context;
	uint64_t n_stored;   /* bytes given by `more` */
	bool stored_ended;   /* it has no more */
	uint64_t n_unpacked; /* bytes delivered */
	bool ended;
	bool in_member; /* gzip's members and zstd's frames stand one behind the other */
	bool any_member;
	z_stream gzip;
	bool gzip_open;
	ZSTD_DStream *zstd;
	ZSTD_inBuffer zstd_in;
	lzma_stream xz;
	bool xz_open;
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
	u->xz = (lzma_stream)LZMA_STREAM_INIT;
	return u;
}

void unpack_free(struct unpack *u)
{
	if (!u)
		return;
	if (u->gzip_open)
		inflateEnd(&u->gzip);
	ZSTD_freeDStream(u->zstd);
	if (u->xz_open)
		lzma_end(&u->xz);
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

/* The next stored bytes; *n is 0 at the end, and stays so. */
static bool next_stored(struct unpack *u, const unsigned char **data, size_t *n, struct error *err)
{
	*n = 0;
	if (u->stored_ended)
		return true;
	if (!u->more(u->context, data, n, err))
		return false;
	u->n_stored += *n;
	u->stored_ended = *n == 0;
	return true;
}

/* gzip ------------------------------------------------------------------------------------------ */

static void gzip_start(struct unpack *u)
{
	/* 16 + 15: gzip alone, largest window; zlib then checks CRC and length of each member. */
	int status = u->gzip_open ? inflateReset(&u->gzip) : inflateInit2(&u->gzip, 16 + 15);
	if (status != Z_OK)
		memory_exhausted(0);
	u->gzip_open = true;
	u->in_member = true;
}

static bool gzip_fill(struct unpack *u, struct error *err)
{
	const unsigned char *data = NULL;
	size_t n;

	if (u->gzip.avail_in > 0)
		return true;
	if (!next_stored(u, &data, &n, err))
		return false;
	assert(n <= UINT_MAX);
	u->gzip.next_in = (unsigned char *)(uintptr_t)data; /* zlib only reads it */
	u->gzip.avail_in = (unsigned int)n;
	return true;
}

static bool gzip_read(struct unpack *u, void *data, size_t size, size_t *n_read, struct error *err)
{
	unsigned int want = size > (1u << 30) ? 1u << 30 : (unsigned int)size;
	unsigned int left = want;

	while (left > 0) {
		if (!gzip_fill(u, err))
			return false;
		uint64_t used = u->n_stored - u->gzip.avail_in;
		if (u->stored_ended) {
			if (u->in_member)
				return damaged(u, used, "the data ends too early", err);
			u->ended = true;
			break;
		}
		if (!u->in_member)
			gzip_start(u);
		u->gzip.next_out = (unsigned char *)data + (want - left);
		u->gzip.avail_out = left;
		int status = inflate(&u->gzip, Z_NO_FLUSH);
		u->n_unpacked += left - u->gzip.avail_out;
		left = u->gzip.avail_out;
		used = u->n_stored - u->gzip.avail_in;
		if (status == Z_STREAM_END)
			u->in_member = false;
		else if (status == Z_MEM_ERROR)
			memory_exhausted(0);
		else if (status != Z_OK && status != Z_BUF_ERROR)
			return damaged(u, used, u->gzip.msg ? u->gzip.msg : "it makes no sense", err);
		if (!check_ratio(u, used, err))
			return false;
	}
	*n_read = want - left;
	return true;
}

/* zstd ------------------------------------------------------------------------------------------ */

static bool zstd_failed(struct unpack *u, size_t status, struct error *err)
{
	ZSTD_ErrorCode code = ZSTD_getErrorCode(status);

	if (code == ZSTD_error_memory_allocation)
		memory_exhausted(0);
	return damaged(u, u->n_stored - (u->zstd_in.size - u->zstd_in.pos),
		       code == ZSTD_error_prefix_unknown && u->any_member
			       ? "something else follows the compressed data"
			       : ZSTD_getErrorName(status),
		       err);
}

static bool zstd_read(struct unpack *u, void *data, size_t size, size_t *n_read, struct error *err)
{
	ZSTD_outBuffer out = { data, size, 0 };

	if (!u->zstd && !(u->zstd = ZSTD_createDStream()))
		memory_exhausted(0);
	while (out.pos < out.size) {
		size_t before = out.pos, status;

		if (u->zstd_in.pos == u->zstd_in.size) {
			const unsigned char *bytes = NULL;
			size_t n;

			if (!next_stored(u, &bytes, &n, err))
				return false;
			u->zstd_in = (ZSTD_inBuffer){ bytes, n, 0 };
		}
		if (u->stored_ended && !u->in_member) {
			u->ended = true;
			break;
		}
		/* With nothing more to read there may still be something to deliver. */
		status = ZSTD_decompressStream(u->zstd, &out, &u->zstd_in);
		u->n_unpacked += out.pos - before;
		if (ZSTD_isError(status))
			return zstd_failed(u, status, err);
		u->in_member = status != 0;
		u->any_member |= !u->in_member;
		if (u->stored_ended && u->in_member && out.pos == before)
			return damaged(u, u->n_stored, "the data ends too early", err);
		if (!check_ratio(u, u->n_stored - (u->zstd_in.size - u->zstd_in.pos), err))
			return false;
	}
	*n_read = out.pos;
	return true;
}

/* xz -------------------------------------------------------------------------------------------- */

static bool xz_failed(struct unpack *u, lzma_ret status, struct error *err)
{
	const char *why = "it makes no sense";

	if (status == LZMA_MEM_ERROR)
		memory_exhausted(0);
	if (status == LZMA_MEMLIMIT_ERROR) {
		error_set(err, ERROR_INPUT, "is xz data that needs more than %d MiB of memory to be unpacked",
			  XZ_MEMORY_MIB);
		return error_hint(err, "unpack it with `xz -d` first");
	}
	if (status == LZMA_BUF_ERROR)
		why = "the data ends too early";
	else if (status == LZMA_FORMAT_ERROR)
		why = u->n_unpacked ? "something else follows the compressed data" : "its header makes no sense";
	else if (status == LZMA_OPTIONS_ERROR)
		why = "it is of a kind that is not read";
	return damaged(u, u->n_stored - u->xz.avail_in, why, err);
}

static bool xz_read(struct unpack *u, void *data, size_t size, size_t *n_read, struct error *err)
{
	lzma_ret status = LZMA_OK;

	if (!u->xz_open) {
		status = lzma_stream_decoder(&u->xz, (uint64_t)XZ_MEMORY_MIB << 20, LZMA_CONCATENATED);
		if (status != LZMA_OK)
			return xz_failed(u, status, err);
		u->xz_open = true;
	}
	u->xz.next_out = data;
	u->xz.avail_out = size;
	while (u->xz.avail_out > 0 && status != LZMA_STREAM_END) {
		size_t before = u->xz.avail_out;

		if (u->xz.avail_in == 0) {
			const unsigned char *bytes = NULL;

			if (!next_stored(u, &bytes, &u->xz.avail_in, err))
				return false;
			u->xz.next_in = bytes;
		}
		status = lzma_code(&u->xz, u->stored_ended ? LZMA_FINISH : LZMA_RUN);
		u->n_unpacked += before - u->xz.avail_out;
		if (status != LZMA_OK && status != LZMA_STREAM_END)
			return xz_failed(u, status, err);
		if (!check_ratio(u, u->n_stored - u->xz.avail_in, err))
			return false;
	}
	u->ended = status == LZMA_STREAM_END;
	*n_read = size - u->xz.avail_out;
	return true;
}

/* All of them ----------------------------------------------------------------------------------- */

bool unpack_read(struct unpack *u, void *data, size_t size, size_t *n_read, struct error *err)
{
	if (u->ended || size == 0) {
		*n_read = 0;
		return true;
	}
	switch (u->form) {
	case UNPACK_GZIP:
		return gzip_read(u, data, size, n_read, err);
	case UNPACK_ZSTD:
		return zstd_read(u, data, size, n_read, err);
	case UNPACK_XZ:
		return xz_read(u, data, size, n_read, err);
	case UNPACK_NONE:
		break;
	}
	assert(false && "nothing to unpack");
	return false;
}
