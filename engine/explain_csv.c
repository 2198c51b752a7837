/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/explain_csv.h"

#include "engine/explain_changes.h"
#include "engine/explain_kinds.h"

static void add_field(struct builder *out, struct text t, bool last)
{
	text_add_csv(out, t, true);
	builder_add_char(out, last ? '\n' : ',');
}

void explain_csv_measures(const struct catalogue *c, struct month month, struct builder *out)
{
	builder_add(out, TEXT("measure,title,provider,kind,dataset,regional,target,minimum,level_assumed,rule,rule_assumed,"
			      "assumed\n"));
	struct builder rule;
	builder_init(&rule);
	for (int i = 0; i < c->n_items; i++) {
		const struct measure *m = &c->measures[i];
		const struct level *level = explain_level(m, month);
		struct month at = month.month || !m->n_levels ? month : m->levels[m->n_levels - 1].from;
		builder_clear(&rule);
		explain_short_rule(m, &rule);
		add_field(out, text_of(m->id), false);
		add_field(out, text_of(m->title), false);
		add_field(out, text_of(m->provider), false);
		add_field(out, text_of(kind_name(m->kind)), false);
		add_field(out, text_of(m->dataset == DATASET_NONE ? "" : dataset_get(m->dataset)->name),
			  false);
		add_field(out, text_of(m->regional ? "yes" : "no"), false);
		add_field(out, text_of(level ? level->target.text : ""), false);
		add_field(out, text_of(level ? level->minimum.text : ""), false);
		add_field(out, text_of(level && level->assumed ? "yes" : "no"), false);
		add_field(out, builder_text(&rule), false);
		add_field(out, text_of(explain_rule_is_assumed(m) ? "yes" : "no"), false);
		add_field(out, text_of(measure_is_assumed(m, at) ? "yes" : "no"), true);
	}
	builder_done(&rule);
}

static void csv_line(struct builder *out, const struct measure *m, const char *item, struct text value,
		     bool assumed)
{
	if (!value.size)
		return;
	add_field(out, text_of(m->id), false);
	add_field(out, text_of(item), false);
	add_field(out, value, false);
	add_field(out, text_of(assumed ? "yes" : "no"), true);
}

struct csv {
	struct builder *out;
	const struct measure *m;
};

static void add_fact(void *context, const char *item, struct text value, bool assumed)
{
	const struct csv *csv = context;
	csv_line(csv->out, csv->m, item, value, assumed);
}

static void add_change(void *context, const struct edition_change *change)
{
	const struct csv *csv = context;
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "%s: %s -> %s; %s", change->what, change->before, change->after,
		       *change->authority ? change->authority : "no authority is given");
	csv_line(csv->out, csv->m, "changed", builder_text(&b), false);
	builder_done(&b);
}

void explain_csv_measure(const struct catalogue *c, const struct measure *m, struct month month, struct builder *out)
{
	struct csv csv = { out, m };
	builder_add(out, TEXT("measure,item,value,assumed\n"));
	csv_line(out, m, "title", text_of(m->title), false);
	csv_line(out, m, "provider", text_of(m->provider), false);
	csv_line(out, m, "kind", text_of(kind_name(m->kind)), false);
	csv_line(out, m, "definition", text_of(m->definition), false);
	csv_line(out, m, "points", text_of(m->points), false);
	explain_facts(c, m, add_fact, &csv);
	const struct level *in_force = explain_level(m, month);
	for (int i = 0; i < m->n_levels; i++) {
		const struct level *l = &m->levels[i];
		char from[8];
		struct builder b;
		builder_init(&b);
		builder_printf(&b, "from %s: target %s %%, minimum %s %%; %s%s", month_format(l->from, from),
			       l->target.text, l->minimum.text, l->authority,
			       l == in_force ? "" : " (not in force)");
		csv_line(out, m, "level", builder_text(&b), l->assumed);
		builder_done(&b);
	}
	explain_changes(c, m, add_change, &csv);
	csv_line(out, m, "authority", text_of(m->authority), false);
	csv_line(out, m, "edition", text_of(c->edition), false);
}
