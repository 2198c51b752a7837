/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * source_unpack.h - undoes compression: gzip, zstd and xz, each by its own library.
 *
 * Several members, frames or streams behind each other are one file.  What does not decompress to its very last
 * stored byte is an error here: a cut file or a wrong checksum would be a wrong figure that nobody is told of.
 */
#ifndef INGEST_SOURCE_UNPACK_H
#define INGEST_SOURCE_UNPACK_H

#include "engine/error.h"

#include <stddef.h>

enum unpack_form { UNPACK_NONE, UNPACK_GZIP, UNPACK_ZSTD, UNPACK_XZ };
const char *unpack_form_name(enum unpack_form form); /* "gzip" */

#define UNPACK_HEAD_BYTES 8 /* what unpack_sniff wants to see */

/* What the first bytes of a file say it is (fewer bytes only when the file is shorter).  False, with
 * an error, for what is certainly not text: a zip or workbook, other archives, the cut-off beginning
 * of a compressed file. */
bool unpack_sniff(const unsigned char *head, size_t n, enum unpack_form *form, struct error *err) MUST_USE;

/* Gives the next stored bytes, valid until the next call; *n 0 is the end. */
typedef bool unpack_more(void *context, const unsigned char **data, size_t *n, struct error *err);

struct unpack;
struct unpack *unpack_new(enum unpack_form form, unpack_more *more, void *context);
/* Reads up to `size` unpacked bytes; *n_read 0 is the end, reached only after everything stored was
 * understood.  Errors: ERROR_INPUT when damaged, cut short, followed by something else, or past the ratio
 * INGEST_MAX_RATIO; those of `more`. */
bool unpack_read(struct unpack *u, void *data, size_t size, size_t *n_read, struct error *err) MUST_USE;
void unpack_free(struct unpack *u); /* NULL is fine */

#endif
