/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * catalogue_breakdowns.c - the dimensions of a measure or metric, and what they are made of: business
 * processes and response codes.
 */
#include "engine/catalogue_read.h"

#include "engine/catalogue_kinds.h"
#include "engine/number.h"

#include <assert.h>
#include <string.h>

#define KIND(name) (1u << KIND_##name)
#define EVENTS     (KIND(IN_TIME) | KIND(INCIDENTS) | KIND(COHORT) | KIND(SHARE))
#define ROWS       (EVENTS | KIND(NUMBER) | KIND(DISTINCT))

/* The built-in parts: which kinds may use them, and what else they need. */
static const struct {
	const char *name;
	unsigned kinds;
} parts[PART_COUNT] = {
	[PART_COLUMN] = { "", ROWS | KIND(JOURNEYS) | KIND(VARIANCE) | KIND(LOSSES) },
	[PART_DAY] = { "day", (ROWS & ~KIND(COHORT)) | KIND(POPULATION) },
	[PART_HOUR] = { "hour", ROWS & ~KIND(COHORT) },
	[PART_AREA] = { "area", ROWS },
	[PART_PROCESS] = { "process", KIND(JOURNEYS) },
	[PART_STATE] = { "state", KIND(NUMBER) },
	[PART_OPEN] = { "open", KIND(NUMBER) },
	[PART_AGE] = { "age", KIND(NUMBER) },
	[PART_POLICY] = { "policy", EVENTS },
	[PART_REASON] = { "reason", EVENTS },
	[PART_WINDOW] = { "window", KIND(WINDOWS) },
	[PART_RESPONSE] = { "response", KIND(JOURNEYS) },
	[PART_QUANTILE] = { "quantile", KIND(JOURNEYS) },
	[PART_LASTED] = { "lasted", KIND(LOSSES) },
	[PART_VERDICT] = { "verdict", KIND(VARIANCE) },
	[PART_SUMMARY] = { "summary", KIND(POPULATION) },
	[PART_CHANGE] = { "change", KIND(WHAT_IF) },
};

static const struct {
	const char *name;
	unsigned kinds;
} figures[FIGURE_COUNT] = {
	[FIGURE_MAIN] = { "main", ~0u },
	[FIGURE_SUCCESS] = { "success", KIND(JOURNEYS) },
	[FIGURE_WITHIN] = { "within", KIND(JOURNEYS) },
	[FIGURE_DEVICES] = { "devices", KIND(LOSSES) },
	[FIGURE_MINUTES] = { "minutes", KIND(LOSSES) },
};

static const char *const responses[RESPONSE_COUNT] = {
	"success", "network", "requester", "other", "no_answer", "pending", "unstated",
};

const char *part_name(enum part_kind p)
{
	assert((unsigned)p < PART_COUNT);
	return parts[p].name;
}

const char *figure_name(enum dimension_figure f)
{
	assert((unsigned)f < FIGURE_COUNT);
	return figures[f].name;
}

const char *response_name(enum response r)
{
	assert((unsigned)r < RESPONSE_COUNT);
	return responses[r];
}

/* ---- the parts of a key ---- */

/* What a built-in part needs that the kind does not say. */
static bool check_part(struct catalogue_reading *g, const struct yaml_node *node, enum part_kind kind)
{
	const struct measure *m = g->m;
	if (kind == PART_STATE && (dataset_column(g->dataset, TEXT("outcome")) < 0 || m->within.n_cases == 0 ||
				   m->clock_from < 0))
		return yaml_fail(g->r, node, "state needs a clock, within and a dataset with outcomes");
	if ((kind == PART_OPEN || kind == PART_AGE) && m->clock_from < 0)
		return yaml_fail(g->r, node, "%s needs a clock", parts[kind].name);
	if (kind == PART_PROCESS && dataset_column(g->dataset, TEXT("srv")) < 0)
		return yaml_fail(g->r, node, "process needs a dataset with an srv column");
	if (kind == PART_AREA && !m->regional)
		return yaml_fail(g->r, node, "area needs regions: yes");
	return true;
}

static bool read_part(struct catalogue_reading *g, const struct yaml_node *node, struct part *out)
{
	unsigned kind = 1u << g->m->kind;
	const char *word;
	if (!yaml_text(g->r, node, "a column, or a part such as day", &word))
		return false;
	for (int p = PART_COLUMN + 1; p < PART_COUNT; p++) {
		if (strcmp(word, parts[p].name) != 0)
			continue;
		if (!(parts[p].kinds & kind))
			return yaml_fail(g->r, node, "a measure of kind %s has no %s", kind_name(g->m->kind), word);
		*out = (struct part){ (enum part_kind)p, -1 };
		return check_part(g, node, out->kind);
	}
	if (!(parts[PART_COLUMN].kinds & kind))
		return yaml_fail(g->r, node, "a measure of kind %s is not broken down by columns",
				 kind_name(g->m->kind));
	*out = (struct part){ PART_COLUMN, -1 };
	return catalogue_value_named_column(g, node, text_of(word), WORD_COLUMN, &out->column);
}

static bool has_part(const struct dimension *d, enum part_kind kind)
{
	for (int i = 0; i < d->n_parts; i++)
		if (d->parts[i].kind == kind)
			return true;
	return false;
}

/* Kinds whose rows are their own list break down in one way each. */
static bool check_dimension(struct catalogue_reading *g, const struct yaml_node *node, const struct dimension *d)
{
	static const enum part_kind alone[] = { PART_WINDOW, PART_VERDICT, PART_SUMMARY, PART_CHANGE, PART_REASON };
	const struct measure *m = g->m;
	bool needs_part = m->kind == KIND_WINDOWS || m->kind == KIND_POPULATION || m->kind == KIND_VARIANCE ||
			  m->kind == KIND_WHAT_IF;
	for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
		if (has_part(d, alone[i]) && d->n_parts != 1)
			return yaml_fail(g->r, node, "%s stands alone", part_name(alone[i]));
	if (needs_part && d->n_parts != 1)
		return yaml_fail(g->r, node, "a measure of kind %s is broken down by one part", kind_name(m->kind));
	if (m->kind == KIND_VARIANCE && d->parts[0].kind == PART_COLUMN && d->parts[0].column != m->variance_by)
		return yaml_fail(g->r, node, "expected verdict or the column of variance");
	if (m->first_time_by >= 0) {
		bool found = false;
		for (int i = 0; i < d->n_parts; i++)
			found |= d->parts[i].kind == PART_COLUMN && d->parts[i].column == m->first_time_by;
		if (!found)
			return yaml_fail(g->r, node, "the column of first_time_by is not among its parts");
	}
	if (d->figure != FIGURE_MAIN && !(figures[d->figure].kinds & 1u << m->kind))
		return yaml_fail(g->r, node, "a measure of kind %s has no figure %s", kind_name(m->kind),
				 figure_name(d->figure));
	if (d->figure != FIGURE_MAIN && (has_part(d, PART_RESPONSE) || has_part(d, PART_QUANTILE) ||
					 has_part(d, PART_LASTED)))
		return yaml_fail(g->r, node, "figure %s has no such part", figure_name(d->figure));
	if (has_part(d, PART_RESPONSE) && has_part(d, PART_QUANTILE))
		return yaml_fail(g->r, node, "response and quantile cannot stand together");
	return true;
}

static bool read_share_of(struct catalogue_reading *g, const struct yaml_node *node, struct dimension *d)
{
	const char *word;
	int64_t n;
	if (!yaml_text(g->r, node, "how many parts", &word))
		return false;
	if (!number_parse(text_of(word), &n) || n < 1 || n >= d->n_parts)
		return yaml_fail(g->r, node, "is \"%.80s\", expected fewer parts than the key has, at least 1", word);
	d->share_of = (int)n;
	return true;
}

static bool read_parts(struct catalogue_reading *g, const struct yaml_node *node, struct dimension *d)
{
	const struct yaml_node *item;
	size_t n;
	if (node->kind == YAML_LIST && node->n == 0)
		return true; /* everything under one key */
	if (!catalogue_value_list(g->r, node, "a column or part, or a list of them", &item, &n))
		return false;
	if (n > DIMENSION_MAX_PARTS)
		return yaml_fail(g->r, node, "has %zu parts, expected at most %d", n, DIMENSION_MAX_PARTS);
	for (size_t i = 0; i < n; i++, item = item->next) {
		struct part *part = &d->parts[i];
		if (!read_part(g, item, part))
			return false;
		for (size_t j = 0; j < i; j++)
			if (d->parts[j].kind == part->kind && d->parts[j].column == part->column)
				return yaml_fail(g->r, item, "the part is named twice");
	}
	d->n_parts = (int)n;
	return true;
}

static bool read_dimension(struct catalogue_reading *g, const struct yaml_node *node, struct dimension *d)
{
	static const char *const keys[] = { "by", "share_of", "figure", "national_only" };
	const char *figure_names[FIGURE_COUNT];
	const struct yaml_node *by = node, *share_of = NULL, *figure = NULL, *national = NULL;
	int which = FIGURE_MAIN;
	d->name = arena_copy(g->r->arena, node->key.data, node->key.size);
	if (node->kind == YAML_MAP) {
		if (!yaml_check_keys(g->r, node, keys, sizeof keys / sizeof *keys) ||
		    !yaml_require(g->r, node, "by", "a column or part, or a list of them", &by))
			return false;
		share_of = yaml_find(node, "share_of");
		figure = yaml_find(node, "figure");
		national = yaml_find(node, "national_only");
	}
	for (int f = 0; f < FIGURE_COUNT; f++)
		figure_names[f] = figures[f].name;
	if (!read_parts(g, by, d) || (share_of && !read_share_of(g, share_of, d)) ||
	    (figure && !yaml_choice(g->r, figure, "figure", figure_names, FIGURE_COUNT, &which)) ||
	    (national && !yaml_bool(g->r, national, &d->national_only)))
		return false;
	d->figure = (enum dimension_figure)which;
	return check_dimension(g, node, d);
}

/* The different parts of all dimensions: what one row is looked up by. */
static bool check_union(struct catalogue_reading *g, const struct yaml_node *node,
			const struct dimension *dimensions, int n)
{
	struct part all[MEASURE_MAX_PARTS];
	int n_all = 0;
	for (int d = 0; d < n; d++)
		for (int i = 0; i < dimensions[d].n_parts; i++) {
			const struct part *p = &dimensions[d].parts[i];
			int k = 0;
			while (k < n_all && (all[k].kind != p->kind || all[k].column != p->column))
				k++;
			if (k < n_all)
				continue;
			if (n_all == MEASURE_MAX_PARTS)
				return yaml_fail(g->r, node, "have more than %d different parts", MEASURE_MAX_PARTS);
			all[n_all++] = *p;
		}
	return true;
}

bool catalogue_read_breakdowns(struct catalogue_reading *g, const struct yaml_node *node)
{
	if (!yaml_is_map(g->r, node, "dimensions by name, such as srv: srv"))
		return false;
	if (node->n > CATALOGUE_MAX_LIST)
		return yaml_fail(g->r, node, "has %zu entries, expected at most %d", node->n, CATALOGUE_MAX_LIST);
	struct dimension *dimensions = arena_alloc(g->r->arena, node->n + 1, sizeof *dimensions);
	int n = 0;
	for (const struct yaml_node *c = node->first; c; c = c->next)
		if (!read_dimension(g, c, &dimensions[n++]))
			return false;
	g->m->dimensions = dimensions;
	g->m->n_dimensions = n;
	return check_union(g, node, dimensions, n);
}

/* ---- business processes and response codes ---- */

static bool read_responses(struct yaml_reader *r, const struct yaml_node *node, struct catalogue *c)
{
	if (!yaml_is_map(r, node, "success, network and requester") ||
	    !yaml_check_keys(r, node, responses, RESPONSE_OTHER))
		return false;
	for (int k = 0; k < RESPONSE_OTHER; k++) {
		const struct yaml_node *codes;
		if (!yaml_require(r, node, responses[k], "a list of response codes", &codes) ||
		    !catalogue_value_words(r, codes, "a list of response codes", &c->responses[k].codes,
					   &c->responses[k].n))
			return false;
	}
	for (int k = 0; k < RESPONSE_OTHER; k++)
		for (int i = 0; i < c->responses[k].n; i++)
			if (catalogue_response(c, text_of(c->responses[k].codes[i])) != (enum response)k)
				return yaml_fail(r, node, "%s stands in two lists", c->responses[k].codes[i]);
	return true;
}

static bool read_process(struct yaml_reader *r, const struct yaml_node *node, struct catalogue *c,
			 struct process *out)
{
	static const char *const keys[] = { "id", "title", "srvs" };
	const struct yaml_node *id, *title, *srvs;
	if (!yaml_is_map(r, node, "id, title and srvs") || !yaml_check_keys(r, node, keys, 3) ||
	    !yaml_require(r, node, "id", "the name of a business process", &id) ||
	    !yaml_require(r, node, "title", "its title", &title) ||
	    !yaml_require(r, node, "srvs", "a list of Service Reference Variants", &srvs) ||
	    !yaml_text(r, id, "the name of a business process", &out->name) ||
	    !yaml_text(r, title, "its title", &out->title) ||
	    !catalogue_value_words(r, srvs, "a list of Service Reference Variants", &out->srvs, &out->n_srvs))
		return false;
	for (int i = 0; i < out->n_srvs; i++)
		if (catalogue_process(c, text_of(out->srvs[i])) >= 0)
			return yaml_fail(r, srvs, "%s stands in two processes", out->srvs[i]);
	for (int i = 0; i < c->n_processes; i++)
		if (strcmp(c->processes[i].name, out->name) == 0)
			return yaml_fail(r, id, "the process is given twice");
	return true;
}

bool catalogue_read_journeys(struct yaml_reader *r, const struct yaml_node *response_map,
			     const struct yaml_node *process_list, struct catalogue *c)
{
	if (response_map && !read_responses(r, response_map, c))
		return false;
	if (!process_list)
		return true;
	if (!yaml_is_list(r, process_list, "a list of business processes"))
		return false;
	if (process_list->n > CATALOGUE_MAX_LIST)
		return yaml_fail(r, process_list, "has %zu entries, expected at most %d", process_list->n,
				 CATALOGUE_MAX_LIST);
	struct process *processes = arena_alloc(r->arena, process_list->n + 1, sizeof *processes);
	c->processes = processes;
	for (const struct yaml_node *node = process_list->first; node; node = node->next) {
		if (!read_process(r, node, c, &processes[c->n_processes]))
			return false;
		c->n_processes++;
	}
	return true;
}

int catalogue_process(const struct catalogue *c, struct text srv)
{
	for (int p = 0; p < c->n_processes; p++)
		for (int i = 0; i < c->processes[p].n_srvs; i++)
			if (text_is(srv, c->processes[p].srvs[i]))
				return p;
	return -1;
}

enum response catalogue_response(const struct catalogue *c, struct text code)
{
	for (int k = 0; k < RESPONSE_OTHER; k++)
		for (int i = 0; i < c->responses[k].n; i++)
			if (text_is(code, c->responses[k].codes[i]))
				return (enum response)k;
	return RESPONSE_OTHER;
}
