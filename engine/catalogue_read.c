/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/catalogue_read.h"

#include "engine/catalogue_kinds.h"
#include "engine/catalogue_value.h"
#include "engine/number.h"

#include <assert.h>
#include <string.h>

#define KIND(name)   (1u << KIND_##name)
#define EVENT_KINDS  (KIND(IN_TIME) | KIND(INCIDENTS) | KIND(COHORT))
#define INCIDENTS    KIND(INCIDENTS)
#define AVAILABILITY KIND(AVAILABILITY)
#define COMPOSITE    KIND(COMPOSITE)
#define ROW_KINDS    (EVENT_KINDS | KIND(SHARE) | KIND(NUMBER) | KIND(DISTINCT) | KIND(VARIANCE) | KIND(JOURNEYS))
#define LEAVES                                                                                               \
	(ROW_KINDS | AVAILABILITY | KIND(WINDOWS) | KIND(LOSSES) | KIND(POPULATION) | KIND(WHAT_IF))
#define EVERY_KIND   (LEAVES | COMPOSITE | KIND(REPORTED))
#define CLOCKED      (EVENT_KINDS | KIND(WINDOWS) | KIND(NUMBER) | KIND(JOURNEYS) | KIND(LOSSES))
/* Kinds with a level to judge, and kinds without. */
#define JUDGED       (EVENT_KINDS | AVAILABILITY | COMPOSITE | KIND(WINDOWS) | KIND(SHARE) | KIND(REPORTED))
#define UNJUDGED     (KIND(IN_TIME) | KIND(SHARE) | (LEAVES & ~JUDGED))

/* ---- the keys of a measure ---- */

static bool read_id(struct catalogue_reading *g, const struct yaml_node *node)
{
	/* Charts are files that are named after it: ".." would lead out of their folder. */
	const char *expected = "an id such as CPM-1 or DSP-1.1: a letter, then letters, digits, single '.' and '-'";
	const char *id;
	if (!yaml_text(g->r, node, expected, &id))
		return false;
	size_t size = strlen(id);
	bool good = size <= CATALOGUE_MAX_ID_BYTES && !strstr(id, "..");
	for (size_t i = 0; i < size && good; i++) {
		char c = id[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		good = letter || (i > 0 && ((c >= '0' && c <= '9') || c == '.' || c == '-'));
	}
	if (!good)
		return yaml_fail(g->r, node, "\"%.80s\" cannot be an id, expected %s, at most %d bytes", id,
				 expected, CATALOGUE_MAX_ID_BYTES);
	g->m->id = id;
	return true;
}

static bool read_title(struct catalogue_reading *g, const struct yaml_node *node)
{
	return yaml_text(g->r, node, "the measure's title", &g->m->title);
}

static bool read_provider(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const providers[] = { "CODE", "DSP", "CSP", "SMKI", "DCC" };
	int which;
	if (!yaml_choice(g->r, node, "provider", providers, sizeof providers / sizeof *providers, &which))
		return false;
	g->m->provider = providers[which];
	g->m->code_measure = which == 0;
	return true;
}

static bool read_kind(struct catalogue_reading *g, const struct yaml_node *node)
{
	const char *names[KIND_COUNT];
	for (int k = 0; k < KIND_COUNT; k++)
		names[k] = kind_name((enum measure_kind)k);
	int which;
	if (!yaml_choice(g->r, node, "kind", names, KIND_COUNT, &which))
		return false;
	g->m->kind = (enum measure_kind)which;
	if (!g->m->is_metric && !(1u << which & JUDGED))
		return yaml_fail(g->r, node, "a %s has no level to judge: it stands under metrics", names[which]);
	if (g->m->is_metric && !(1u << which & UNJUDGED))
		return yaml_fail(g->r, node, "kind %s is judged: it stands under measures", names[which]);
	return true;
}

static bool read_definition(struct catalogue_reading *g, const struct yaml_node *node)
{
	return yaml_text(g->r, node, "what is counted, in plain words", &g->m->definition);
}

static bool read_points(struct catalogue_reading *g, const struct yaml_node *node)
{
	return yaml_text(g->r, node, "the measurement points, in plain words", &g->m->points);
}

static bool read_authority(struct catalogue_reading *g, const struct yaml_node *node)
{
	return yaml_text(g->r, node, "where the definition stands", &g->m->authority);
}

static bool read_dataset(struct catalogue_reading *g, const struct yaml_node *node)
{
	const char *names[DATASET_COUNT];
	enum dataset_id ids[DATASET_COUNT];
	size_t n = 0;
	for (int d = 0; d < DATASET_COUNT; d++) {
		const struct dataset *dataset = dataset_get((enum dataset_id)d);
		/* Registers are held whole, never streamed to a measure. */
		if (dataset->is_register ? g->m->kind != KIND_POPULATION || d != DATASET_HUBS
					 : g->m->kind == KIND_POPULATION)
			continue;
		ids[n] = (enum dataset_id)d;
		names[n++] = dataset->name;
	}
	int which;
	if (!yaml_choice(g->r, node, "dataset", names, n, &which))
		return false;
	g->m->dataset = ids[which];
	g->dataset = dataset_get(ids[which]);
	if (g->m->kind == KIND_AVAILABILITY && ids[which] != DATASET_OUTAGES)
		return yaml_fail(g->r, node,
				 "is %s, expected outages: availability is computed from outages only",
				 names[which]);
	return true;
}

static bool read_rows(struct catalogue_reading *g, const struct yaml_node *node)
{
	struct filter *filters;
	if (!catalogue_kind_filters(g, node,
				    "columns with the values that are selected, such as mode: [on_demand]",
				    &filters, &g->m->n_filters))
		return false;
	g->m->filters = filters;
	return true;
}

static bool read_clock_stops(struct catalogue_reading *g, const struct yaml_node *to)
{
	const char *expected = "the column, or a list of columns, that stops the clock";
	const struct yaml_node *item;
	size_t n;
	if (!catalogue_value_list(g->r, to, expected, &item, &n))
		return false;
	if (n > CLOCK_MAX_STOPS)
		return yaml_fail(g->r, to, "names %zu columns, expected at most %d", n, CLOCK_MAX_STOPS);
	for (size_t i = 0; i < n; i++, item = item->next) {
		int column;
		if (!catalogue_value_column(g, item, expected, TIME_COLUMN, &column))
			return false;
		if (column == g->m->clock_from)
			return yaml_fail(g->r, item, "the clock cannot stop where it starts");
		for (size_t j = 0; j < i; j++)
			if (column == g->m->clock_to[j])
				return yaml_fail(g->r, item, "the column is named twice");
		g->m->clock_to[i] = column;
	}
	g->m->n_stops = (int)n;
	return true;
}

/* One column; journeys may name a second one for rows in which the first is empty. */
static bool read_clock_start(struct catalogue_reading *g, const struct yaml_node *from)
{
	const char *expected = "the column that starts the clock";
	if (g->m->kind != KIND_JOURNEYS || from->kind != YAML_LIST)
		return catalogue_value_column(g, from, expected, TIME_COLUMN, &g->m->clock_from);
	if (from->n != 2)
		return yaml_fail(g->r, from, "names %zu columns, expected one or two", from->n);
	return catalogue_value_column(g, from->first, expected, TIME_COLUMN, &g->m->clock_from) &&
	       catalogue_value_column(g, from->first->next, expected, TIME_COLUMN, &g->m->clock_else);
}

static bool read_clock(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "from", "to", "early_stop" };
	static const char *const early[] = { "in_time" };
	if (!yaml_is_map(g->r, node, "from and to") || !yaml_check_keys(g->r, node, keys, 3))
		return false;
	const struct yaml_node *from, *to, *early_stop = yaml_find(node, "early_stop");
	if (!yaml_require(g->r, node, "from", "the column that starts the clock", &from) ||
	    !yaml_require(g->r, node, "to", "the columns that stop the clock", &to) ||
	    !read_clock_start(g, from) || !read_clock_stops(g, to))
		return false;
	int which;
	if (early_stop) {
		if (!yaml_choice(g->r, early_stop, "rule for a stop before the start", early, 1, &which))
			return false;
		g->m->early_stop_ok = true;
	}
	g->m->placed_by = g->m->clock_from; /* unless placed_by says otherwise */
	return true;
}

/* Values that the row filter selects and that would then have no limit. */
static bool check_cases_cover(struct catalogue_reading *g, const struct yaml_node *cases,
			      const struct within *w)
{
	for (int i = 0; i < g->m->n_filters; i++) {
		const struct filter *f = &g->m->filters[i];
		if (f->column != w->column)
			continue;
		for (int v = 0; v < f->n_values; v++) {
			bool covered = false;
			for (int k = 0; k < w->n_cases && !covered; k++)
				covered = strcmp(f->values[v], w->values[k]) == 0;
			if (!covered)
				return yaml_fail(g->r, cases,
						 "there is no case for \"%.80s\", which rows selects",
						 f->values[v]);
		}
	}
	return true;
}

static bool read_within_cases(struct catalogue_reading *g, const struct yaml_node *node, struct within *w)
{
	const struct yaml_node *by, *cases;
	const char *expected = "a duration for each value";
	if (!yaml_require(g->r, node, "by", "the column that decides", &by) ||
	    !yaml_require(g->r, node, "cases", expected, &cases) ||
	    !catalogue_value_column(g, by, "the column that decides", WORD_COLUMN, &w->column) ||
	    !yaml_is_map(g->r, cases, expected))
		return false;
	if (cases->n > CATALOGUE_MAX_LIST)
		return yaml_fail(g->r, cases, "has %zu entries, expected at most %d", cases->n,
				 CATALOGUE_MAX_LIST);
	const char **values = arena_alloc(g->r->arena, cases->n, sizeof *values);
	struct limit *limits = arena_alloc(g->r->arena, cases->n, sizeof *limits);
	int n = 0;
	for (const struct yaml_node *c = cases->first; c; c = c->next, n++) {
		struct yaml_node key = *c;
		key.kind = YAML_SCALAR;
		key.text = c->key;
		key.is_null = false;
		if (!yaml_text(g->r, &key, "a value", &values[n]) ||
		    !catalogue_value_in_list(g, c, w->column, values[n]) ||
		    !catalogue_value_limit(g->r, c, &limits[n]))
			return false;
	}
	w->values = values;
	w->limits = limits;
	w->n_cases = n;
	return check_cases_cover(g, cases, w);
}

static bool read_within(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "value", "by", "cases", "assumed", "note" };
	struct within w = { .column = -1, .n_cases = 1 };
	struct limit *one = arena_alloc(g->r->arena, 1, sizeof *one);
	w.limits = one;
	if (node->kind == YAML_SCALAR && g->m->kind == KIND_IN_TIME && text_is(node->text, "end of day")) {
		*one = (struct limit){ "end of day", INT64_MAX };
		g->m->within = w;
		g->m->until_day_end = true;
		return true;
	}
	if (node->kind == YAML_SCALAR) {
		if (!catalogue_value_limit(g->r, node, one))
			return false;
		g->m->within = w;
		return true;
	}
	if (!yaml_is_map(g->r, node, "a duration such as 25 s, or value or by with cases") ||
	    !yaml_check_keys(g->r, node, keys, sizeof keys / sizeof *keys))
		return false;
	const struct yaml_node *value = yaml_find(node, "value");
	if (value && (yaml_find(node, "by") || yaml_find(node, "cases")))
		return yaml_fail(g->r, value, "stands beside by or cases, expected one or the other");
	if (value ? !catalogue_value_limit(g->r, value, one) : !read_within_cases(g, node, &w))
		return false;
	if (!catalogue_value_assumed(g->r, node, &w.assumed) ||
	    !catalogue_value_optional(g->r, node, "note", "why the value is assumed", &w.note))
		return false;
	g->m->within = w;
	return true;
}

static bool read_paused_by(struct catalogue_reading *g, const struct yaml_node *node)
{
	return catalogue_value_column(g, node, "a column of minutes", 1u << COLUMN_MINUTES,
				      &g->m->paused_column);
}

static bool read_placed_by(struct catalogue_reading *g, const struct yaml_node *node)
{
	return catalogue_value_column(g, node, "the column that places a row in a month", TIME_COLUMN,
				      &g->m->placed_by);
}

static bool read_regions(struct catalogue_reading *g, const struct yaml_node *node)
{
	bool yes;
	if (!yaml_bool(g->r, node, &yes))
		return false;
	if (yes && g->dataset && dataset_region_column(g->dataset) < 0)
		return yaml_fail(g->r, node, "dataset %s has no Region, expected no", g->dataset->name);
	g->m->regional = yes;
	return true;
}

static bool read_exclusions(struct catalogue_reading *g, const struct yaml_node *node)
{
	if (node->kind == YAML_LIST && node->n == 0)
		return true; /* said in so many words: none is allowed */
	if (dataset_exclusion_column(g->dataset) < 0)
		return yaml_fail(g->r, node, "dataset %s has no exclusion column", g->dataset->name);
	return catalogue_value_words(g->r, node, "the reasons that are allowed", &g->m->exclusions,
				     &g->m->n_exclusions);
}

static bool read_level(struct yaml_reader *r, const struct yaml_node *node, struct level *out)
{
	static const char *const keys[] = { "from", "target", "minimum", "authority", "assumed" };
	const struct yaml_node *from, *target, *minimum, *authority;
	if (!yaml_is_map(r, node, "from, target, minimum and authority") ||
	    !yaml_check_keys(r, node, keys, sizeof keys / sizeof *keys) ||
	    !yaml_require(r, node, "from", "the month from which the level is in force", &from) ||
	    !yaml_require(r, node, "target", "the Target Service Level", &target) ||
	    !yaml_require(r, node, "minimum", "the Minimum Service Level", &minimum) ||
	    !yaml_require(r, node, "authority", "where the level stands", &authority) ||
	    !catalogue_value_month(r, from, &out->from) ||
	    !catalogue_value_percent(r, target, &out->target) ||
	    !catalogue_value_percent(r, minimum, &out->minimum) ||
	    !yaml_text(r, authority, "where the level stands", &out->authority) ||
	    !catalogue_value_assumed(r, node, &out->assumed))
		return false;
	if (out->target.micro < out->minimum.micro)
		return yaml_fail(r, target, "the target %s is below the minimum %s", out->target.text,
				 out->minimum.text);
	return true;
}

static bool read_levels(struct catalogue_reading *g, const struct yaml_node *node)
{
	if (!yaml_is_list(g->r, node, "a list of levels with from, target, minimum and authority"))
		return false;
	if (node->n > CATALOGUE_MAX_LIST)
		return yaml_fail(g->r, node, "has %zu entries, expected at most %d", node->n,
				 CATALOGUE_MAX_LIST);
	struct level *levels = arena_alloc(g->r->arena, node->n, sizeof *levels);
	int n = 0;
	for (const struct yaml_node *c = node->first; c; c = c->next, n++) {
		if (!read_level(g->r, c, &levels[n]))
			return false;
		if (n > 0 && month_compare(levels[n].from, levels[n - 1].from) <= 0)
			return yaml_fail(
				g->r, yaml_find(c, "from"),
				"does not follow the month of the level before it, expected levels in "
				"order of time");
	}
	g->m->levels = levels;
	g->m->n_levels = n;
	return true;
}

static bool read_availability(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "service", "denominator" };
	static const char *const denominators[] = { "all", "less_planned" };
	const struct yaml_node *service, *denominator;
	int which;
	if (!yaml_is_map(g->r, node, "service and denominator") || !yaml_check_keys(g->r, node, keys, 2) ||
	    !yaml_require(g->r, node, "service", "the service as outages name it", &service) ||
	    !yaml_require(g->r, node, "denominator", "all or less_planned", &denominator) ||
	    !yaml_text(g->r, service, "the service as outages name it", &g->m->service) ||
	    !yaml_choice(g->r, denominator, "denominator", denominators, 2, &which))
		return false;
	g->m->denominator = which == 0 ? DENOMINATOR_ALL : DENOMINATOR_LESS_PLANNED;
	return true;
}

/* Whether the inputs exist is not known before every measure was read. */
static bool read_inputs(struct catalogue_reading *g, const struct yaml_node *node)
{
	if (!yaml_is_list(g->r, node, "a list of measures"))
		return false;
	if (node->n > CATALOGUE_MAX_LIST)
		return yaml_fail(g->r, node, "has %zu entries, expected at most %d", node->n,
				 CATALOGUE_MAX_LIST);
	return true;
}

static bool read_composition(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "rule", "assumed", "note" };
	const char *names[COMPOSE_COUNT];
	for (int k = 0; k < COMPOSE_COUNT; k++)
		names[k] = composition_name((enum composition)k);
	const struct yaml_node *rule = node;
	if (node->kind != YAML_SCALAR &&
	    (!yaml_is_map(g->r, node, "a rule") || !yaml_check_keys(g->r, node, keys, 3) ||
	     !yaml_require(g->r, node, "rule", yaml_names(g->r, names, COMPOSE_COUNT), &rule) ||
	     !catalogue_value_assumed(g->r, node, &g->m->composition_assumed) ||
	     !catalogue_value_optional(g->r, node, "note", "why the rule is assumed",
				       &g->m->composition_note)))
		return false;
	int which;
	if (!yaml_choice(g->r, rule, "composition", names, COMPOSE_COUNT, &which))
		return false;
	g->m->composition = (enum composition)which;
	return true;
}

static bool read_blind_spot(struct catalogue_reading *g, const struct yaml_node *node)
{
	static const char *const keys[] = { "when_empty", "text", "one" };
	const struct yaml_node *when, *text, *one;
	if (!yaml_is_map(g->r, node, "when_empty and text") || !yaml_check_keys(g->r, node, keys, 3))
		return false;
	one = yaml_find(node, "one");
	return yaml_require(g->r, node, "when_empty", "a column that may be empty", &when) &&
	       yaml_require(g->r, node, "text", "what is counted, such as requests never answered", &text) &&
	       catalogue_value_column(g, when, "a column that may be empty", TIME_COLUMN,
				      &g->m->blind_column) &&
	       yaml_text(g->r, text, "what is counted, such as requests never answered", &g->m->blind_text) &&
	       (!one || yaml_text(g->r, one, "the same of one, such as request never answered", &g->m->blind_one));
}

static bool read_display_decimals(struct catalogue_reading *g, const struct yaml_node *node)
{
	int64_t n;
	const char *word;
	if (!yaml_text(g->r, node, "a whole number from 0 to 6", &word))
		return false;
	if (!number_parse(text_of(word), &n) || n > CATALOGUE_MAX_DECIMALS)
		return yaml_fail(g->r, node, "is \"%.80s\", expected a whole number from 0 to %d", word,
				 CATALOGUE_MAX_DECIMALS);
	g->m->display_decimals = (int)n;
	return true;
}

/* In the order in which they are read: what later ones look at comes first. */
static const struct catalogue_key keys[] = {
	{ "id", EVERY_KIND, EVERY_KIND, read_id, "an id such as CPM-1" },
	{ "kind", EVERY_KIND, EVERY_KIND, read_kind, "a kind such as in_time" },
	{ "title", EVERY_KIND, EVERY_KIND, read_title, "the measure's title" },
	{ "provider", EVERY_KIND, EVERY_KIND, read_provider, "CODE, DSP, CSP, SMKI or DCC" },
	{ "definition", EVERY_KIND, EVERY_KIND, read_definition, "what is counted, in plain words" },
	{ "points", EVERY_KIND & ~COMPOSITE, EVERY_KIND, read_points, "the measurement points, in plain words" },
	{ "authority", EVERY_KIND, EVERY_KIND, read_authority, "where the definition stands" },
	{ "changed_by", 0, EVERY_KIND, catalogue_kind_changed_by, "the authority for what differs from before" },
	{ "assumed", 0, EVERY_KIND, catalogue_kind_assumed, "why the definition is assumed" },
	{ "dataset", LEAVES, LEAVES, read_dataset, "the dataset it is computed from" },
	{ "rows", 0, ROW_KINDS | KIND(LOSSES), read_rows, "columns with the values that are selected" },
	{ "clock", CLOCKED & ~KIND(NUMBER), CLOCKED, read_clock, "from and to" },
	{ "within", EVENT_KINDS | KIND(JOURNEYS), EVENT_KINDS | KIND(JOURNEYS) | KIND(NUMBER), read_within,
	  "the target response time" },
	{ "paused_by", 0, INCIDENTS, read_paused_by, "a column of minutes" },
	{ "placed_by", KIND(SHARE) | KIND(DISTINCT) | KIND(VARIANCE), ROW_KINDS & ~KIND(JOURNEYS), read_placed_by,
	  "the column that places a row in a month" },
	{ "cohort", KIND(COHORT), KIND(COHORT), catalogue_kind_cohort, "previous_quarter" },
	{ "windows", KIND(WINDOWS), KIND(WINDOWS), catalogue_kind_windows, "hub, minutes, hubs and class" },
	{ "good", KIND(SHARE), KIND(SHARE), catalogue_kind_good, "the columns and values of a good row, or equal" },
	{ "counted", KIND(DISTINCT), KIND(DISTINCT) | KIND(NUMBER), catalogue_kind_counted, "a column" },
	{ "first_time_by", 0, KIND(DISTINCT), catalogue_kind_first_time, "a column of words" },
	{ "variance", KIND(VARIANCE), KIND(VARIANCE), catalogue_kind_variance, "by and tolerance" },
	{ "losses", KIND(LOSSES), KIND(LOSSES), catalogue_kind_losses, "device" },
	{ "of", KIND(WHAT_IF), KIND(WHAT_IF), catalogue_kind_of, "a list of measures of kind incidents" },
	{ "availability", AVAILABILITY, AVAILABILITY, read_availability, "service and denominator" },
	{ "regions", EVERY_KIND, EVERY_KIND, read_regions, "yes or no" },
	{ "exclusions", 0, EVENT_KINDS | AVAILABILITY | KIND(SHARE) | KIND(NUMBER), read_exclusions,
	  "the reasons that are allowed" },
	{ "implied", 0, EVENT_KINDS | KIND(SHARE) | KIND(NUMBER), catalogue_kind_implied, "reason and when" },
	{ "levels", 0, JUDGED, read_levels, "a list of levels" },
	{ "inputs", COMPOSITE, COMPOSITE, read_inputs, "a list of measures" },
	{ "composition", COMPOSITE, COMPOSITE, read_composition, "pooled, mean or minimum" },
	{ "blind_spot", 0, KIND(IN_TIME) | INCIDENTS, read_blind_spot, "when_empty and text" },
	{ "breakdowns", 0, LEAVES & ~AVAILABILITY, catalogue_read_breakdowns, "dimensions by name" },
	{ "display_decimals", 0, EVERY_KIND, read_display_decimals, "a whole number from 0 to 6" },
};
#define N_KEYS (sizeof keys / sizeof *keys)

size_t catalogue_keys(const struct catalogue_key **out)
{
	*out = keys;
	return N_KEYS;
}

/* Keys that there are, but not for this kind. */
static bool check_kind_keys(struct catalogue_reading *g, const struct yaml_node *map)
{
	unsigned kind = 1u << g->m->kind;
	for (size_t k = 0; k < N_KEYS; k++) {
		const struct yaml_node *node = yaml_find(map, keys[k].name);
		if (node && !(keys[k].used_by & kind))
			return yaml_fail(g->r, node, "a measure of kind %s does not use this key",
					 kind_name(g->m->kind));
	}
	return true;
}

bool catalogue_read_measure(struct yaml_reader *r, const struct yaml_node *map, struct measure *m)
{
	*m = (struct measure){ .is_metric = m->is_metric,
			       .dataset = DATASET_NONE,
			       .clock_from = -1,
			       .clock_else = -1,
			       .counted_column = -1,
			       .first_time_by = -1,
			       .item_of = -1,
			       .variance_by = -1,
			       .equal_columns = { -1, -1 },
			       .implied.column = -1,
			       .within.column = -1,
			       .paused_column = -1,
			       .placed_by = -1,
			       .blind_column = -1,
			       .display_decimals = 2,
			       .yaml_line = (int)map->line };
	struct catalogue_reading g = { .r = r, .m = m };
	const char *names[N_KEYS];
	for (size_t k = 0; k < N_KEYS; k++)
		names[k] = keys[k].name;
	if (!yaml_is_map(r, map, "the keys of a measure") || !yaml_check_keys(r, map, names, N_KEYS))
		return false;
	for (size_t k = 0; k < N_KEYS; k++) {
		const struct yaml_node *node = yaml_find(map, keys[k].name);
		bool kind_known = k > 1; /* id and kind, needed by all, come first */
		bool levels = keys[k].read == read_levels;
		if (node && levels && m->is_metric)
			return yaml_fail(r, node, "a metric is not judged and has no levels");
		if (!node && (!kind_known || keys[k].needed_by & 1u << m->kind || (levels && !m->is_metric)))
			return yaml_require(r, map, keys[k].name, keys[k].expected, &node);
		if (node && !keys[k].read(&g, node))
			return false;
		if (k == 0)
			r->subject = arena_printf(r->arena, "measure %s", m->id);
		if (k == 1 && !check_kind_keys(&g, map))
			return false;
	}
	return catalogue_kind_complete(&g, map);
}
