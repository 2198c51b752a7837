/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dictionary.h - short names of Service Reference Variants, response codes and alert codes, as data.
 *
 * engine/dictionary/codes.yaml, built into the program: our own words for public codes.  A code that is
 * not in it is legitimate and has no name; nothing but print depends on a name.
 */
#ifndef ENGINE_DICTIONARY_H
#define ENGINE_DICTIONARY_H

#include "engine/error.h"
#include "engine/text.h"

enum dictionary_part { DICTIONARY_SRVS, DICTIONARY_RESPONSES, DICTIONARY_ALERTS, DICTIONARY_PARTS };

struct dictionary_entry {
	const char *code, *name; /* "8F3E", "unauthorised communication attempt" */
};

struct dictionary {
	size_t n[DICTIONARY_PARTS];
	const struct dictionary_entry *entries[DICTIONARY_PARTS]; /* by code bytewise */
};

/* The built-in one, in `arena`. */
bool dictionary_load(struct arena *arena, const struct dictionary **out, struct error *err) MUST_USE;
/* The name, or "" when the code is not in the dictionary (or d is NULL). */
const char *dictionary_name(const struct dictionary *d, enum dictionary_part part, struct text code);

/* The YAML that the build turned into bytes; with another text the tests show what is refused. */
extern const unsigned char dictionary_yaml[];
extern const size_t dictionary_yaml_bytes;
bool dictionary_parse(struct text yaml, const char *source, struct arena *arena, const struct dictionary **out,
		      struct error *err) MUST_USE;

#endif
