/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * catalogue_value.h - inside the catalogue: single values of the YAML, checked against what they may be.
 *
 * Each fills its output or sets the error, with the place, what stands there and what was expected.
 */
#ifndef ENGINE_CATALOGUE_VALUE_H
#define ENGINE_CATALOGUE_VALUE_H

#include "engine/catalogue.h"
#include "engine/yaml.h"

/* One measure being read. */
struct catalogue_reading {
	struct yaml_reader *r;
	struct measure *m;
	const struct dataset *dataset; /* NULL before its key was read, and for composites */
};

/* "0.1 %" or "99": out->text is without the sign. */
bool catalogue_value_percent(struct yaml_reader *r, const struct yaml_node *node,
			     struct percent *out) MUST_USE;
bool catalogue_value_month(struct yaml_reader *r, const struct yaml_node *node, struct month *out) MUST_USE;
bool catalogue_value_limit(struct yaml_reader *r, const struct yaml_node *node, struct limit *out) MUST_USE;
/* The optional keys of a map: `assumed`, and a text. */
bool catalogue_value_assumed(struct yaml_reader *r, const struct yaml_node *map, bool *assumed) MUST_USE;
bool catalogue_value_optional(struct yaml_reader *r, const struct yaml_node *map, const char *key,
			      const char *expected, const char **out) MUST_USE;
/* A list of texts, or one text for a list of one: its first item and how many. */
bool catalogue_value_list(struct yaml_reader *r, const struct yaml_node *node, const char *expected,
			  const struct yaml_node **first, size_t *n) MUST_USE;
/* The same as different texts. */
bool catalogue_value_words(struct yaml_reader *r, const struct yaml_node *node, const char *expected,
			   const char *const **out, int *n_out) MUST_USE;

/* Sets of column types: bit t is type t. */
#define TIME_COLUMN (1u << COLUMN_TIME)
#define WORD_COLUMN (1u << COLUMN_LIST | 1u << COLUMN_WORD)
/* The column of the measure's dataset that a text names, of one of the types. */
bool catalogue_value_named_column(struct catalogue_reading *g, const struct yaml_node *node, struct text name,
				  unsigned types, int *out) MUST_USE;
/* The same where the node's value is the name. */
bool catalogue_value_column(struct catalogue_reading *g, const struct yaml_node *node, const char *expected,
			    unsigned types, int *out) MUST_USE;
/* Where the column is a closed list: the value is in it. */
bool catalogue_value_in_list(struct catalogue_reading *g, const struct yaml_node *node, int column,
			     const char *value) MUST_USE;

#endif
