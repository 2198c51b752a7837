/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/explain_json.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

/* All text of a catalogue is valid UTF-8, so that jansson can only fail for want of memory, which ends the
 * run like every other allocation that fails. */
static void put(json_t *object, const char *key, json_t *value)
{
	int failed = json_object_set_new(object, key, value);
	assert(!failed);
	(void)failed;
}

static void append(json_t *array, json_t *value)
{
	int failed = json_array_append_new(array, value);
	assert(!failed);
	(void)failed;
}

static json_t *texts(const char *const *values, int n)
{
	json_t *array = json_array();
	for (int i = 0; i < n; i++)
		append(array, json_string(values[i]));
	return array;
}

static json_t *column_name(const struct measure *m, int column)
{
	return column < 0 ? json_null() : json_string(dataset_get(m->dataset)->columns[column].name);
}

static json_t *month_json(struct month month)
{
	char text[8];
	return json_string(month_format(month, text));
}

static json_t *rows_json(const struct measure *m)
{
	json_t *rows = json_object();
	for (int i = 0; i < m->n_filters; i++) {
		const struct filter *f = &m->filters[i];
		put(rows, dataset_get(m->dataset)->columns[f->column].name, texts(f->values, f->n_values));
	}
	return rows;
}

static json_t *clock_json(const struct measure *m)
{
	json_t *clock = json_object(), *to = json_array();
	put(clock, "from", column_name(m, m->clock_from));
	for (int i = 0; i < m->n_stops; i++)
		append(to, column_name(m, m->clock_to[i]));
	put(clock, "to", to);
	put(clock, "early_stop", m->early_stop_ok ? json_string("in_time") : json_null());
	return clock;
}

static json_t *within_json(const struct measure *m)
{
	const struct within *w = &m->within;
	json_t *within = json_object();
	if (w->column < 0) {
		put(within, "value", json_string(w->limits[0].text));
	} else {
		json_t *cases = json_object();
		for (int i = 0; i < w->n_cases; i++)
			put(cases, w->values[i], json_string(w->limits[i].text));
		put(within, "by", column_name(m, w->column));
		put(within, "cases", cases);
	}
	put(within, "assumed", json_boolean(w->assumed));
	if (w->note)
		put(within, "note", json_string(w->note));
	return within;
}

static json_t *levels_json(const struct measure *m, struct month month)
{
	const struct level *in_force = month.month ? measure_level(m, month) : &m->levels[m->n_levels - 1];
	json_t *levels = json_array();
	for (int i = 0; i < m->n_levels; i++) {
		const struct level *l = &m->levels[i];
		json_t *level = json_object();
		put(level, "from", month_json(l->from));
		put(level, "target", json_string(l->target.text));
		put(level, "minimum", json_string(l->minimum.text));
		put(level, "authority", json_string(l->authority));
		put(level, "assumed", json_boolean(l->assumed));
		put(level, "in_force", json_boolean(l == in_force));
		append(levels, level);
	}
	return levels;
}

static void put_event(json_t *object, const struct measure *m)
{
	put(object, "rows", rows_json(m));
	put(object, "clock", clock_json(m));
	put(object, "within", within_json(m));
	put(object, "paused_by", column_name(m, m->paused_column));
	put(object, "placed_by", column_name(m, m->placed_by));
	if (m->blind_column >= 0) {
		json_t *blind = json_object();
		put(blind, "when_empty", column_name(m, m->blind_column));
		put(blind, "text", json_string(m->blind_text));
		put(object, "blind_spot", blind);
	}
}

static void put_composite(json_t *object, const struct catalogue *c, const struct measure *m)
{
	json_t *inputs = json_array(), *rule = json_object();
	for (int i = 0; i < m->n_inputs; i++)
		append(inputs, json_string(c->measures[m->inputs[i]].id));
	put(rule, "rule", json_string(composition_name(m->composition)));
	put(rule, "meaning", json_string(composition_help(m->composition)));
	put(rule, "assumed", json_boolean(m->composition_assumed));
	if (m->composition_note)
		put(rule, "note", json_string(m->composition_note));
	put(object, "inputs", inputs);
	put(object, "composition", rule);
}

static json_t *measure_json(const struct catalogue *c, const struct measure *m, struct month month)
{
	struct month at = month.month ? month : m->levels[m->n_levels - 1].from;
	json_t *object = json_object();
	put(object, "id", json_string(m->id));
	put(object, "title", json_string(m->title));
	put(object, "provider", json_string(m->provider));
	put(object, "kind", json_string(kind_name(m->kind)));
	put(object, "assumed", json_boolean(measure_is_assumed(m, at)));
	put(object, "definition", json_string(m->definition));
	put(object, "points", m->points ? json_string(m->points) : json_null());
	put(object, "authority", json_string(m->authority));
	put(object, "dataset",
	    m->dataset == DATASET_NONE ? json_null() : json_string(dataset_get(m->dataset)->name));
	put(object, "regional", json_boolean(m->regional));
	if (m->clock_from >= 0)
		put_event(object, m);
	if (m->kind == KIND_AVAILABILITY) {
		put(object, "service", json_string(m->service));
		put(object, "denominator",
		    json_string(m->denominator == DENOMINATOR_ALL ? "all" : "less_planned"));
	}
	if (m->kind == KIND_COMPOSITE)
		put_composite(object, c, m);
	else
		put(object, "exclusions", texts(m->exclusions, m->n_exclusions));
	put(object, "levels", levels_json(m, month));
	put(object, "display_decimals", json_integer(m->display_decimals));
	return object;
}

static json_t *edition_json(const struct catalogue *c)
{
	json_t *edition = json_object();
	put(edition, "edition", json_string(c->edition));
	put(edition, "title", json_string(c->title));
	put(edition, "in_force_from", month_json(c->in_force));
	put(edition, "authority", json_string(c->authority));
	put(edition, "assumptions", json_string(c->assumptions));
	put(edition, "sha256", json_string(c->sha256));
	return edition;
}

static void print(json_t *root, struct builder *out)
{
	char *text = json_dumps(root, JSON_INDENT(2));
	assert(text);
	builder_add(out, text_of(text));
	builder_add_char(out, '\n');
	free(text);
	json_decref(root);
}

void explain_json_measures(const struct catalogue *c, struct month month, struct builder *out)
{
	json_t *root = json_object(), *measures = json_array();
	put(root, "catalogue", edition_json(c));
	for (int i = 0; i < c->n_measures; i++)
		append(measures, measure_json(c, &c->measures[i], month));
	put(root, "measures", measures);
	print(root, out);
}

void explain_json_measure(const struct catalogue *c, const struct measure *m, struct month month,
			  struct builder *out)
{
	json_t *root = json_object();
	put(root, "catalogue", edition_json(c));
	put(root, "measure", measure_json(c, m, month));
	print(root, out);
}
