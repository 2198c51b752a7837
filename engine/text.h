/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * text.h - views of text, UTF-8, and a growing text.
 *
 * A struct text borrows; whoever made it says for how long.  Text from data is untrusted: the
 * functions that prepare it for a terminal, a CSV export or a message live here, once.
 * No function here depends on the locale.
 */
#ifndef ENGINE_TEXT_H
#define ENGINE_TEXT_H

#include "engine/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *data; /* not NUL-terminated */
	size_t size;      /* bytes */
};

#define TEXT(literal) ((struct text){ (literal), sizeof(literal) - 1 })
struct text text_of(const char *c_string); /* NULL gives the empty text */
bool text_equal(struct text a, struct text b);
bool text_is(struct text a, const char *c_string);
int text_compare(struct text a, struct text b); /* by bytes, then by size: <0, 0, >0 */
struct text text_trim(struct text a);           /* spaces and tabs at both ends */
/* ASCII letters compare without case. */
bool text_equal_nocase(struct text a, struct text b);
/* 64-bit hash, well mixed; the same for the same bytes on every machine. `seed` makes families.  Not a secret: whoever
 * wants to can construct two texts with one hash, so that only chance may be trusted to keep hashes apart. */
uint64_t text_hash(struct text a, uint64_t seed);
/* Length in bytes of the longest valid UTF-8 prefix; == size when all of it is valid (no
 * surrogates, no overlong forms, nothing above U+10FFFF). NUL bytes are valid here. */
size_t text_utf8_prefix(struct text a);

/* A growing text on the heap; always NUL-terminated once something was added. */
struct builder {
	char *data;
	size_t size, room;
};
void builder_init(struct builder *b);
void builder_done(struct builder *b);
void builder_clear(struct builder *b);
void builder_add(struct builder *b, struct text t);
void builder_add_char(struct builder *b, char c);
void builder_printf(struct builder *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text builder_text(const struct builder *b);

/* Takes one character (or one invalid byte) off the front of *rest, which must not be empty, and writes
 * its safe form as described at text_escape; returns the bytes written.  Does not allocate. */
#define TEXT_ESCAPE_BYTES 12
size_t text_escape_step(struct text *rest, char safe[TEXT_ESCAPE_BYTES]);
/* For messages, terminals and documents: control characters, DEL, C1 controls, bidirectional overrides, code points
 * that are no characters (XML may not hold all of them) and invalid UTF-8 become \xNN or \u{N}; cut at max_bytes with
 * "..." */
void text_escape(struct builder *out, struct text t, size_t max_bytes);
/* One CSV field: quoted where needed, inner quotes doubled.  With `neutralise`, a text that a
 * spreadsheet would take for a formula (first of = + - @ tab CR) gets a leading apostrophe. */
void text_add_csv(struct builder *out, struct text t, bool neutralise);
/* The same for words of our own: with plain spaces for the no-break ones that keep a number and its unit together. */
void text_add_csv_words(struct builder *out, struct text t);
/* A text with plain spaces for no-break ones (U+00A0, U+202F). */
void text_add_plain(struct builder *out, struct text t);
/* With its first letter large, where that is one of a to z: what stood within a sentence begins one. */
const char *text_capital(const char *text, struct arena *arena);
/* Text or the value of an attribute in XML and HTML: & < > and " as references. */
void text_add_xml(struct builder *out, struct text t);

#endif
