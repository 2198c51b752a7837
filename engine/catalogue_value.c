/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/catalogue_value.h"

#include "engine/nearest.h"
#include "engine/number.h"

#include <string.h>

/* ---- small values ---- */

bool catalogue_value_percent(struct yaml_reader *r, const struct yaml_node *node, struct percent *out)
{
	const char *expected = "a percentage from 0 to 100 with at most six places, such as 99.5";
	const char *word;
	if (!yaml_text(r, node, expected, &word))
		return false;
	struct text number = text_of(word);
	if (number.size && number.data[number.size - 1] == '%')
		number.size--;
	number = text_trim(number);
	int64_t micro;
	if (!percent_parse(number, &micro))
		return yaml_fail(r, node, "\"%.80s\" is not a percentage, expected %s", word, expected);
	*out = (struct percent){ .text = arena_copy(r->arena, number.data, number.size), .micro = micro };
	return true;
}

bool catalogue_value_month(struct yaml_reader *r, const struct yaml_node *node, struct month *out)
{
	const char *expected = "a month such as 2018-03";
	const char *word;
	if (!yaml_text(r, node, expected, &word))
		return false;
	if (!month_parse(text_of(word), out))
		return yaml_fail(r, node, "\"%.80s\" is not a month, expected %s", word, expected);
	return true;
}

bool catalogue_value_limit(struct yaml_reader *r, const struct yaml_node *node, struct limit *out)
{
	const char *expected = "a duration such as 25 s, 30 min, 22 h or 5 days";
	const char *word;
	if (!yaml_text(r, node, expected, &word))
		return false;
	int64_t ns;
	if (!duration_parse(text_of(word), &ns))
		return yaml_fail(r, node, "\"%.80s\" is not a duration, expected %s", word, expected);
	*out = (struct limit){ .text = word, .ns = ns };
	return true;
}

/* `assumed` and a text beside it, both optional. */
bool catalogue_value_assumed(struct yaml_reader *r, const struct yaml_node *map, bool *assumed)
{
	const struct yaml_node *node = yaml_find(map, "assumed");
	return !node || yaml_bool(r, node, assumed);
}

bool catalogue_value_optional(struct yaml_reader *r, const struct yaml_node *map, const char *key,
			      const char *expected, const char **out)
{
	const struct yaml_node *node = yaml_find(map, key);
	return !node || yaml_text(r, node, expected, out);
}

/* A list of texts, or one text for a list of one: how long, and its first. */
bool catalogue_value_list(struct yaml_reader *r, const struct yaml_node *node, const char *expected,
			  const struct yaml_node **first, size_t *n)
{
	if (node->kind == YAML_SCALAR) {
		*first = node;
		*n = 1;
		return true;
	}
	if (!yaml_is_list(r, node, expected))
		return false;
	if (node->n > CATALOGUE_MAX_LIST)
		return yaml_fail(r, node, "has %zu entries, expected at most %d", node->n,
				 CATALOGUE_MAX_LIST);
	*first = node->first;
	*n = node->n;
	return true;
}

/* A list of different texts. */
bool catalogue_value_words(struct yaml_reader *r, const struct yaml_node *node, const char *expected,
			   const char *const **out, int *n_out)
{
	const struct yaml_node *item;
	size_t n;
	if (!catalogue_value_list(r, node, expected, &item, &n))
		return false;
	const char **words = arena_alloc(r->arena, n, sizeof *words);
	for (size_t i = 0; i < n; i++, item = item->next) {
		if (!yaml_text(r, item, expected, &words[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(words[i], words[j]) == 0)
				return yaml_fail(r, item, "\"%.80s\" is given twice", words[i]);
	}
	*out = words;
	*n_out = (int)n;
	return true;
}

/* ---- columns ---- */

static const char *type_word(enum column_type type)
{
	switch (type) {
	case COLUMN_TEXT:
		return "free text";
	case COLUMN_WORD:
		return "an open list of words";
	case COLUMN_LIST:
		return "a closed list";
	case COLUMN_TIME:
		return "a time";
	case COLUMN_COUNT:
		return "a count";
	case COLUMN_MINUTES:
		return "minutes";
	case COLUMN_DECIMAL:
		return "a decimal number";
	case COLUMN_MONTH:
		return "a month";
	case COLUMN_DATE:
		return "a date";
	}
	return "something else";
}

/* The column a text names, of one of the types (bit t: type t); the error lists those there are. */
bool catalogue_value_named_column(struct catalogue_reading *g, const struct yaml_node *node, struct text name,
				  unsigned types, int *out)
{
	const struct dataset *d = g->dataset;
	const char *fitting[DATASET_MAX_COLUMNS];
	size_t n_fitting = 0;
	int found = -1;
	/* Headings compare without case; a catalogue names columns exactly. */
	for (int c = 0; c < d->n_columns; c++) {
		if (text_is(name, d->columns[c].name))
			found = c;
		if (types & 1u << d->columns[c].type)
			fitting[n_fitting++] = d->columns[c].name;
	}
	const char *shown =
		arena_printf(g->r->arena, "%.*s", (int)(name.size > 60 ? 60 : name.size), name.data);
	if (found < 0) {
		yaml_fail(g->r, node, "dataset %s has no column \"%s\", expected %s", d->name, shown,
			  n_fitting ? yaml_names(g->r, fitting, n_fitting) : "another dataset");
		const char *near = nearest_find(name, fitting, n_fitting);
		if (near)
			error_hint(g->r->err, "did you mean \"%s\"?", near);
		return false;
	}
	if (!(types & 1u << d->columns[found].type))
		return yaml_fail(g->r, node, "column %s of %s holds %s, expected %s", shown, d->name,
				 type_word(d->columns[found].type),
				 n_fitting ? yaml_names(g->r, fitting, n_fitting) : "another dataset");
	*out = found;
	return true;
}

bool catalogue_value_column(struct catalogue_reading *g, const struct yaml_node *node, const char *expected,
			    unsigned types, int *out)
{
	const char *word;
	return yaml_text(g->r, node, expected, &word) &&
	       catalogue_value_named_column(g, node, text_of(word), types, out);
}

/* A value of a closed list, with the list when it is not one. */
bool catalogue_value_in_list(struct catalogue_reading *g, const struct yaml_node *node, int column,
			     const char *value)
{
	const struct column_def *def = &g->dataset->columns[column];
	if (def->type != COLUMN_LIST || column_list_find(def, text_of(value)) > 0)
		return true;
	size_t n = 0;
	while (def->list[n])
		n++;
	yaml_fail(g->r, node, "\"%.80s\" is no value of %s, expected %s", value, def->name,
		  yaml_names(g->r, def->list, n));
	const char *near = nearest_find(text_of(value), def->list, n);
	if (near)
		error_hint(g->r->err, "did you mean \"%s\"?", near);
	return false;
}
