/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * yaml.h - a small YAML file as a tree that knows its lines: for catalogues and mappings.
 *
 * Takes the plain part of YAML only: one document of maps, lists and scalars, every scalar being
 * text.  Anchors, aliases, tags, duplicate and composite keys are refused, so that a few bytes never
 * stand for many and no value is guessed (`no`, `1e3` and `2019-10` stay as written).  Every
 * message names file, line and the path of the key.  The tree lives in the caller's arena.
 */
#ifndef ENGINE_YAML_H
#define ENGINE_YAML_H

#include "engine/error.h"
#include "engine/memory.h"
#include "engine/text.h"

#define YAML_MAX_BYTES (1u << 20)
#define YAML_MAX_DEPTH 16
#define YAML_MAX_NODES 100000
#define YAML_MAX_KEYS  4096 /* in one map */

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	bool is_null;     /* a scalar that is nothing, `~` or `null`, not quoted */
	struct text text; /* of a scalar */
	struct text key;  /* in a map: the key this is the value of */
	uint64_t line;    /* 1-based: of the key when there is one, else of the node */
	size_t index;     /* 0-based place in its list or map */
	size_t n;         /* children */
	struct yaml_node *first, *next, *parent;
};

/* Who reads, for messages. */
struct yaml_reader {
	const char *source;  /* the file's name in messages */
	struct arena *arena; /* for everything read */
	const char *subject; /* "measure CPM-1", put before a message; or NULL */
	struct error *err;
};

struct yaml_document {
	const struct yaml_node *root;
	bool closed; /* the document ends with an explicit `...` */
	uint64_t last_line;
};

/* Parses text of at most YAML_MAX_BYTES.  Every error is of kind ERROR_CATALOGUE. */
bool yaml_parse(struct yaml_reader *r, struct text yaml, struct yaml_document *out) MUST_USE;
/* Reads a whole file into the arena; the same limit. */
bool yaml_load(struct yaml_reader *r, const char *path, struct text *out) MUST_USE;

/* Sets the error at a node, and returns false. */
bool yaml_fail(struct yaml_reader *r, const struct yaml_node *at, const char *format, ...) PRINTF_LIKE(3, 4);
/* The value of a key of a map, or NULL. */
const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key);

/* Each checks the type and says what was expected; outputs are untouched on failure. */
bool yaml_is_map(struct yaml_reader *r, const struct yaml_node *node, const char *expected) MUST_USE;
bool yaml_is_list(struct yaml_reader *r, const struct yaml_node *node, const char *expected) MUST_USE;
/* Every key of the map is one of the names, else an error with the nearest one. */
bool yaml_check_keys(struct yaml_reader *r, const struct yaml_node *map, const char *const *names,
		     size_t n_names) MUST_USE;
/* The key's value, or an error that says that it is missing. */
bool yaml_require(struct yaml_reader *r, const struct yaml_node *map, const char *key, const char *expected,
		  const struct yaml_node **out) MUST_USE;
/* Text that is not empty, without control characters; line breaks become spaces. */
bool yaml_text(struct yaml_reader *r, const struct yaml_node *node, const char *expected,
	       const char **out) MUST_USE;
bool yaml_bool(struct yaml_reader *r, const struct yaml_node *node, bool *out) MUST_USE; /* yes or no */
/* One of a closed list of words: its index. */
bool yaml_choice(struct yaml_reader *r, const struct yaml_node *node, const char *what,
		 const char *const *names, size_t n_names, int *out) MUST_USE;
/* "a, b or c", in the arena. */
const char *yaml_names(struct yaml_reader *r, const char *const *names, size_t n_names);

#endif
