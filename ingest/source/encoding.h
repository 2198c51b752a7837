/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * encoding.h - other encodings to UTF-8, a piece at a time.
 *
 * A converter keeps at most three bytes between pieces, so that input may be cut anywhere, even in
 * the middle of a character, and memory never grows.  What has no meaning in the encoding (a lone
 * surrogate, an undefined byte, half a character at the end) is an error that names the byte.
 */
#ifndef INGEST_ENCODING_H
#define INGEST_ENCODING_H

#include "engine/error.h"
#include "ingest/source/source.h"

#include <stddef.h>

enum encoding_form { FORM_UTF8, FORM_UTF16LE, FORM_UTF16BE, FORM_UTF32LE, FORM_UTF32BE, FORM_WINDOWS_1252 };
const char *encoding_form_name(enum encoding_form form); /* "UTF-16LE" */

#define ENCODING_HEAD_BYTES 4 /* what encoding_sniff wants to see */

/* Works out the form of a file from its first bytes (fewer only when the file is shorter) and from
 * what the mapping says; *bom_bytes are not part of the text.  An error when the two contradict. */
bool encoding_sniff(const unsigned char *head, size_t n, enum encoding expected, enum encoding_form *form,
		    size_t *bom_bytes, struct error *err) MUST_USE;

struct converter {
	enum encoding_form form; /* anything but FORM_UTF8 */
	uint64_t offset;         /* of the first carried byte, else of the next byte */
	unsigned char carry[4];
	size_t n_carry;
};

/* Room that n bytes of input may need in the output. */
#define ENCODING_ROOM(n) (3 * (n) + 8)

void converter_init(struct converter *c, enum encoding_form form, uint64_t offset);
/* Converts all n bytes but an unfinished character; out has ENCODING_ROOM(n).  Errors: ERROR_INPUT. */
bool converter_feed(struct converter *c, const unsigned char *in, size_t n, char *out, size_t *n_out,
		    struct error *err) MUST_USE;
/* The input is at its end: an error when a character was left unfinished. */
bool converter_finish(const struct converter *c, struct error *err) MUST_USE;

/* "utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1252" and its aliases, without case. */
bool encoding_parse(const char *name, size_t size, enum encoding *out) MUST_USE;
#define ENCODING_NAMES "utf-8, utf-16, utf-16le, utf-16be or windows-1252"

#endif
