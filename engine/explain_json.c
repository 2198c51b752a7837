/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/explain_json.h"

#include "engine/explain_changes.h"
#include "engine/explain_kinds.h"
#include "engine/json.h"

#include <assert.h>
#include <stdlib.h>

static json_t *texts(const char *const *values, int n)
{
	json_t *array = json_array();
	for (int i = 0; i < n; i++)
		json_append(array, json_string(values[i]));
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
		json_put(rows, dataset_get(m->dataset)->columns[f->column].name,
			 texts(f->values, f->n_values));
	}
	return rows;
}

static json_t *clock_json(const struct measure *m)
{
	json_t *clock = json_object(), *to = json_array();
	json_put(clock, "from", column_name(m, m->clock_from));
	if (m->clock_else >= 0)
		json_put(clock, "else_from", column_name(m, m->clock_else));
	for (int i = 0; i < m->n_stops; i++)
		json_append(to, column_name(m, m->clock_to[i]));
	json_put(clock, "to", to);
	json_put(clock, "early_stop", m->early_stop_ok ? json_string("in_time") : json_null());
	return clock;
}

static json_t *within_json(const struct measure *m)
{
	const struct within *w = &m->within;
	json_t *within = json_object();
	if (w->column < 0) {
		json_put(within, "value", json_string(w->limits[0].text));
	} else {
		json_t *cases = json_object();
		for (int i = 0; i < w->n_cases; i++)
			json_put(cases, w->values[i], json_string(w->limits[i].text));
		json_put(within, "by", column_name(m, w->column));
		json_put(within, "cases", cases);
	}
	json_put(within, "assumed", json_boolean(w->assumed));
	if (w->note)
		json_put(within, "note", json_string(w->note));
	return within;
}

static json_t *levels_json(const struct measure *m, struct month month)
{
	const struct level *in_force = explain_level(m, month);
	json_t *levels = json_array();
	for (int i = 0; i < m->n_levels; i++) {
		const struct level *l = &m->levels[i];
		json_t *level = json_object();
		json_put(level, "from", month_json(l->from));
		json_put(level, "target", json_string(l->target.text));
		json_put(level, "minimum", json_string(l->minimum.text));
		json_put(level, "authority", json_string(l->authority));
		json_put(level, "assumed", json_boolean(l->assumed));
		json_put(level, "in_force", json_boolean(l == in_force));
		json_append(levels, level);
	}
	return levels;
}

static void put_event(json_t *object, const struct measure *m)
{
	json_put(object, "rows", rows_json(m));
	json_put(object, "clock", clock_json(m));
	json_put(object, "within", m->within.n_cases ? within_json(m) : json_null());
	json_put(object, "paused_by", column_name(m, m->paused_column));
	json_put(object, "placed_by", column_name(m, m->placed_by));
	if (m->blind_column >= 0) {
		json_t *blind = json_object();
		json_put(blind, "when_empty", column_name(m, m->blind_column));
		json_put(blind, "text", json_string(m->blind_text));
		json_put(object, "blind_spot", blind);
	}
}

static void put_composite(json_t *object, const struct catalogue *c, const struct measure *m)
{
	json_t *inputs = json_array(), *rule = json_object();
	for (int i = 0; i < m->n_inputs; i++)
		json_append(inputs, json_string(c->measures[m->inputs[i]].id));
	json_put(rule, "rule", json_string(composition_name(m->composition)));
	json_put(rule, "meaning", json_string(composition_help(m->composition)));
	json_put(rule, "assumed", json_boolean(m->composition_assumed));
	if (m->composition_note)
		json_put(rule, "note", json_string(m->composition_note));
	json_put(object, "inputs", inputs);
	json_put(object, "composition", rule);
}

static void add_fact(void *context, const char *item, struct text value, bool assumed)
{
	json_t *list = json_object_get(context, item);
	(void)assumed;
	if (!list) {
		list = json_array();
		json_put(context, item, list);
	}
	json_append(list, json_stringn(value.data, value.size));
}

static json_t *breakdowns_json(const struct measure *m)
{
	json_t *list = json_array();
	for (int i = 0; i < m->n_dimensions; i++) {
		const struct dimension *d = &m->dimensions[i];
		json_t *one = json_object(), *by = json_array();
		json_put(one, "name", json_string(d->name));
		for (int p = 0; p < d->n_parts; p++)
			json_append(by, d->parts[p].kind == PART_COLUMN ? column_name(m, d->parts[p].column)
									: json_string(part_name(d->parts[p].kind)));
		json_put(one, "by", by);
		json_put(one, "share_of", json_integer(d->share_of));
		json_put(one, "figure", json_string(figure_name(d->figure)));
		json_append(list, one);
	}
	return list;
}

static json_t *measure_json(const struct catalogue *c, const struct measure *m, struct month month)
{
	struct month at = month.month || !m->n_levels ? month : m->levels[m->n_levels - 1].from;
	json_t *object = json_object(), *facts = json_object();
	json_put(object, "id", json_string(m->id));
	json_put(object, "title", json_string(m->title));
	json_put(object, "provider", json_string(m->provider));
	json_put(object, "kind", json_string(kind_name(m->kind)));
	json_put(object, "assumed", json_boolean(measure_is_assumed(m, at)));
	json_put(object, "definition", json_string(m->definition));
	json_put(object, "points", m->points ? json_string(m->points) : json_null());
	json_put(object, "authority", json_string(m->authority));
	json_put(object, "dataset",
		 m->dataset == DATASET_NONE ? json_null() : json_string(dataset_get(m->dataset)->name));
	json_put(object, "regional", json_boolean(m->regional));
	if (m->clock_from >= 0)
		put_event(object, m);
	if (m->kind == KIND_AVAILABILITY) {
		json_put(object, "service", json_string(m->service));
		json_put(object, "denominator",
			 json_string(m->denominator == DENOMINATOR_ALL ? "all" : "less_planned"));
	}
	if (m->kind == KIND_COMPOSITE)
		put_composite(object, c, m);
	else
		json_put(object, "exclusions", texts(m->exclusions, m->n_exclusions));
	explain_kind_facts(c, m, add_fact, facts);
	json_put(object, "facts", facts);
	if (m->n_dimensions)
		json_put(object, "breakdowns", breakdowns_json(m));
	if (!m->is_metric)
		json_put(object, "levels", levels_json(m, month));
	json_put(object, "display_decimals", json_integer(m->display_decimals));
	return object;
}

static json_t *edition_json(const struct catalogue *c)
{
	json_t *edition = json_object();
	json_put(edition, "edition", json_string(c->edition));
	json_put(edition, "title", json_string(c->title));
	json_put(edition, "in_force_from", month_json(c->in_force));
	json_put(edition, "authority", json_string(c->authority));
	json_put(edition, "assumptions", json_string(c->assumptions));
	json_put(edition, "sha256", json_string(c->sha256));
	return edition;
}

json_t *explain_json_tree(const struct catalogue *c, struct month month)
{
	json_t *root = json_object(), *measures = json_array(), *metrics = json_array();
	json_put(root, "catalogue", edition_json(c));
	for (int i = 0; i < c->n_measures; i++)
		json_append(measures, measure_json(c, &c->measures[i], month));
	json_put(root, "measures", measures);
	for (int i = c->n_measures; i < c->n_items; i++)
		json_append(metrics, measure_json(c, &c->measures[i], month));
	json_put(root, "metrics", metrics);
	return root;
}

void explain_json_measures(const struct catalogue *c, struct month month, struct builder *out)
{
	json_finish(explain_json_tree(c, month), out);
}

static void add_change(void *context, const struct edition_change *change)
{
	json_t *one = json_object();
	json_put(one, "what", json_string(change->what));
	json_put(one, "before", json_string(change->before));
	json_put(one, "after", json_string(change->after));
	json_put(one, "authority", *change->authority ? json_string(change->authority) : json_null());
	json_append(context, one);
}

void explain_json_measure(const struct catalogue *c, const struct measure *m, struct month month,
			  struct builder *out)
{
	json_t *root = json_object();
	json_put(root, "catalogue", edition_json(c));
	json_t *changes = json_array();
	explain_changes(c, m, add_change, changes);
	json_put(root, "measure", measure_json(c, m, month));
	json_put(root, "changed_by_this_edition", changes);
	json_finish(root, out);
}
