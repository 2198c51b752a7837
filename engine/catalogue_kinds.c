/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/catalogue_kinds.h"

#include "engine/number.h"

#include <assert.h>
#include <string.h>

/* One column with the values that are accepted. */
static bool read_filter(struct catalogue_reading *g, const struct yaml_node *node, struct filter *f)
{
	if (!catalogue_value_named_column(g, node, node->key, WORD_COLUMN, &f->column))
		return false;
	if (f->column == dataset_region_column(g->dataset))
		return yaml_fail(g->r, node,
				 "rows cannot be selected by Region: a regional measure is "
				 "computed for each of them");
	if (f->column == dataset_exclusion_column(g->dataset))
		return yaml_fail(g->r, node,
				 "rows cannot be selected by the reason claimed for leaving them "
				 "out: see exclusions");
	if (!catalogue_value_words(g->r, node, "the values that are selected", &f->values, &f->n_values))
		return false;
	const struct yaml_node *item = node->kind == YAML_LIST ? node->first : node;
	const struct column_def *def = &g->dataset->columns[f->column];
	for (int i = 0; i < f->n_values; i++, item = item->next) {
		if (!catalogue_value_in_list(g, item, f->column, f->values[i]))
			return false;
		if (def->type == COLUMN_LIST) {
			int place = column_list_find(def, text_of(f->values[i]));
			assert(place > 0 && place < 64);
			f->list_mask |= UINT64_C(1) << place;
		}
	}
	return true;
}

bool catalogue_kind_filters(struct catalogue_reading *g, const struct yaml_node *node, const char *expected,
			    struct filter **out, int *n_out)
{
	if (!yaml_is_map(g->r, node, expected))
		return false;
	if (node->n > DATASET_MAX_COLUMNS)
		return yaml_fail(g->r, node, "has %zu columns, expected at most %d", node->n,
				 DATASET_MAX_COLUMNS);
	struct filter *filters = arena_alloc(g->r->arena, node->n, sizeof *filters);
	int n = 0;
	for (const struct yaml_node *c = node->first; c; c = c->next)
		if (!read_filter(g, c, &filters[n++]))
			return false;
	*out = filters;
	*n_out = n;
	return true;
}

static bool read_number(struct yaml_reader *r, const struct yaml_node *node, int64_t from, int64_t to, int *out)
{
	const char *word;
	int64_t n;
	if (!yaml_text(r, node, "a whole number", &word))
		return false;
	if (!number_parse(text_of(word), &n) || n < from || n > to)
		return yaml_fail(r, node, "is \"%.80s\", expected a whole number from %lld to %lld", word,
				 (long long)from, (long long)to);
	*out = (int)n;
	return true;
}

bool catalogue_kind_changed_by(struct catalogue_reading *g, const struct yaml_node *node)
{
	return yaml_text(g->r, node, "the authority for what differs from the edition before", &g->m->changed_by);
}

bool catalogue_kind_assumed(struct catalogue_reading *g, const struct yaml_node *node)
{
	return yaml_text(g->r, node, "why the definition is assumed", &g->m->assumed);
}

bool catalogue_kind_cohort(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const cohorts[] = { "previous_quarter" };
	int which;
	return yaml_choice(g->r, node, "cohort", cohorts, 1, &which);
}

bool catalogue_kind_windows(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "hub", "minutes", "hubs", "class" };
	static const char *const classes[] = { "up_to", "above" };
	const struct yaml_node *hub, *minutes, *hubs, *side;
	int which;
	if (!yaml_is_map(g->r, node, "hub, minutes, hubs and class") || !yaml_check_keys(g->r, node, keys, 4) ||
	    !yaml_require(g->r, node, "hub", "the column of the hub", &hub) ||
	    !yaml_require(g->r, node, "minutes", "the length of a window", &minutes) ||
	    !yaml_require(g->r, node, "hubs", "how many hubs part the classes", &hubs) ||
	    !yaml_require(g->r, node, "class", "up_to or above", &side) ||
	    !catalogue_value_column(g, hub, "the column of the hub", 1u << COLUMN_TEXT, &g->m->item_of) ||
	    !read_number(g->r, minutes, 1, 60, &g->m->window_minutes) ||
	    !read_number(g->r, hubs, 0, 1000000, &g->m->window_hubs) ||
	    !yaml_choice(g->r, side, "class", classes, 2, &which))
		return false;
	if (60 % g->m->window_minutes != 0)
		return yaml_fail(g->r, minutes, "does not divide an hour, so that a day has no whole number of "
						"windows");
	g->m->window_above = which == 1;
	return true;
}

bool catalogue_kind_good(struct catalogue_reading *g, const struct yaml_node *node)
{
	const char *expected = "columns with the values of a good row, or equal: [column, column]";
	struct filter *filters;
	const struct yaml_node *equal;
	if (!yaml_is_map(g->r, node, expected))
		return false;
	equal = yaml_find(node, "equal");
	if (!equal) {
		if (!catalogue_kind_filters(g, node, expected, &filters, &g->m->n_goods))
			return false;
		g->m->goods = filters;
		return true;
	}
	if (node->n != 1 || equal->kind != YAML_LIST || equal->n != 2)
		return yaml_fail(g->r, equal, "expected equal: [column, column] and nothing beside it");
	return catalogue_value_column(g, equal->first, "a column", 1u << COLUMN_WORD, &g->m->equal_columns[0]) &&
	       catalogue_value_column(g, equal->first->next, "a column", 1u << COLUMN_WORD,
				      &g->m->equal_columns[1]);
}

bool catalogue_kind_counted(struct catalogue_reading *g, const struct yaml_node *node)
{
	unsigned type = g->m->kind == KIND_DISTINCT ? 1u << COLUMN_TEXT : 1u << COLUMN_COUNT;
	return catalogue_value_column(g, node, "the column that is counted", type, &g->m->counted_column);
}

bool catalogue_kind_first_time(struct catalogue_reading *g, const struct yaml_node *node)
{
	return catalogue_value_column(g, node, "the column within which a value is new", 1u << COLUMN_WORD,
				      &g->m->first_time_by);
}

bool catalogue_kind_variance(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "by", "tolerance" };
	const struct yaml_node *by, *tolerance;
	return yaml_is_map(g->r, node, "by and tolerance") && yaml_check_keys(g->r, node, keys, 2) &&
	       yaml_require(g->r, node, "by", "the column that forecasts name", &by) &&
	       yaml_require(g->r, node, "tolerance", "a percentage such as 10 %", &tolerance) &&
	       catalogue_value_column(g, by, "the column that forecasts name", 1u << COLUMN_WORD,
				      &g->m->variance_by) &&
	       catalogue_value_percent(g->r, tolerance, &g->m->tolerance);
}

bool catalogue_kind_losses(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "device" };
	const struct yaml_node *device;
	return yaml_is_map(g->r, node, "device") && yaml_check_keys(g->r, node, keys, 1) &&
	       yaml_require(g->r, node, "device", "the column of the device", &device) &&
	       catalogue_value_column(g, device, "the column of the device", 1u << COLUMN_TEXT, &g->m->item_of);
}

/* Whether they exist is not known before every measure was read. */
bool catalogue_kind_of(struct catalogue_reading *g, const struct yaml_node *node)
{
	const struct yaml_node *first;
	size_t n;
	return catalogue_value_list(g->r, node, "a list of measures of kind incidents", &first, &n);
}

bool catalogue_kind_implied(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "reason", "when" };
	const struct yaml_node *reason, *when;
	struct filter *filters;
	const char *word;
	int n;
	if (!yaml_is_map(g->r, node, "reason and when") || !yaml_check_keys(g->r, node, keys, 2) ||
	    !yaml_require(g->r, node, "reason", "one of exclusions", &reason) ||
	    !yaml_require(g->r, node, "when", "a column with its value", &when) ||
	    !yaml_text(g->r, reason, "one of exclusions", &word) ||
	    !catalogue_kind_filters(g, when, "a column with its value", &filters, &n))
		return false;
	if (n != 1)
		return yaml_fail(g->r, when, "names %d columns, expected one", n);
	for (int i = 0; i < g->m->n_exclusions; i++)
		if (strcmp(word, g->m->exclusions[i]) == 0)
			g->m->implied_reason = g->m->exclusions[i];
	if (!g->m->implied_reason)
		return yaml_fail(g->r, reason, "\"%.80s\" is not one of exclusions", word);
	g->m->implied = filters[0];
	return true;
}

bool catalogue_kind_complete(struct catalogue_reading *g, const struct yaml_node *map)
{
	const struct measure *m = g->m;
	if (m->kind == KIND_NUMBER && m->placed_by < 0)
		return yaml_fail(g->r, map, "has neither clock nor placed_by, expected one that places its rows "
					    "in a month");
	if (m->kind == KIND_JOURNEYS && m->dataset != DATASET_SERVICE_REQUESTS)
		return yaml_fail(g->r, map, "journeys are computed from service_requests only");
	if (m->is_metric && m->dataset != DATASET_NONE && m->n_dimensions == 0)
		return yaml_fail(g->r, map, "a metric without breakdowns shows nothing");
	return true;
}
