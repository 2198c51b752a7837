/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/explain.h"

#include "engine/explain_changes.h"
#include "engine/explain_csv.h"
#include "engine/explain_json.h"
#include "engine/explain_kinds.h"

#include <assert.h>
#include <string.h>

#define PAGE_WIDTH  80
#define LABEL_WIDTH 16
#define MAX_FACTS   64

/* One line of "how it is calculated": every form prints the same list. */
struct fact {
	const char *item; /* "clock" */
	struct builder value;
	bool assumed;
};

struct facts {
	struct fact items[MAX_FACTS];
	int n;
	bool marks; /* assumed values carry their mark in the text itself */
};

static struct builder *add_fact(struct facts *f, const char *item, bool assumed)
{
	assert(f->n < MAX_FACTS);
	struct fact *fact = &f->items[f->n++];
	*fact = (struct fact){ .item = item, .assumed = assumed };
	builder_init(&fact->value);
	return &fact->value;
}

static void add(struct builder *b, const char *c_string)
{
	builder_add(b, text_of(c_string));
}

static void add_mark(struct builder *b, bool assumed)
{
	if (assumed)
		add(b, " *");
}

static void add_values(struct builder *b, const char *const *values, int n)
{
	for (int i = 0; i < n; i++) {
		if (i)
			add(b, i + 1 == n ? " or " : ", ");
		add(b, values[i]);
	}
}

const char *explain_regions(const struct measure *m)
{
	return m->regional ? "for each Region and nationally" : "nationally only";
}

void explain_rows(const struct measure *m, struct builder *out)
{
	if (m->dataset == DATASET_NONE)
		return;
	const struct dataset *d = dataset_get(m->dataset);
	add(out, d->name);
	for (int i = 0; i < m->n_filters; i++) {
		const struct filter *f = &m->filters[i];
		builder_printf(out, i ? " and %s is " : " where %s is ", d->columns[f->column].name);
		add_values(out, f->values, f->n_values);
	}
	if (m->kind == KIND_AVAILABILITY)
		builder_printf(out, " where service is %s", m->service);
}

void explain_clock(const struct measure *m, struct builder *out)
{
	if (m->clock_from < 0)
		return;
	const struct dataset *d = dataset_get(m->dataset);
	builder_printf(out, "from %s", d->columns[m->clock_from].name);
	if (m->clock_else >= 0)
		builder_printf(out, ", else %s,", d->columns[m->clock_else].name);
	add(out, " to ");
	for (int i = 0; i < m->n_stops; i++)
		builder_printf(out, i ? ", else %s" : "%s", d->columns[m->clock_to[i]].name);
}

static void add_within(const struct measure *m, bool marks, struct builder *out)
{
	const struct within *w = &m->within;
	if (w->column >= 0)
		builder_printf(out, "%s ", dataset_get(m->dataset)->columns[w->column].name);
	for (int i = 0; i < w->n_cases; i++) {
		if (i)
			add(out, ", ");
		if (w->column >= 0)
			builder_printf(out, "%s: ", w->values[i]);
		add(out, w->limits[i].text);
	}
	add_mark(out, marks && w->assumed);
}

void explain_within(const struct measure *m, struct builder *out)
{
	if (m->clock_from >= 0)
		add_within(m, true, out);
}

static void add_composition(const struct measure *m, bool marks, struct builder *out)
{
	add(out, composition_name(m->composition));
	add_mark(out, marks && m->composition_assumed);
	builder_printf(out, " (%s)", composition_help(m->composition));
}

void explain_composition(const struct measure *m, struct builder *out)
{
	if (m->kind == KIND_COMPOSITE)
		add_composition(m, true, out);
}

const struct level *explain_level(const struct measure *m, struct month month)
{
	if (m->n_levels == 0)
		return NULL; /* a metric */
	return month.month ? measure_level(m, month) : &m->levels[m->n_levels - 1];
}

/* ---- the facts of a measure ---- */

static void add_event_facts(const struct measure *m, struct facts *f)
{
	const struct dataset *d = dataset_get(m->dataset);
	explain_clock(m, add_fact(f, "clock", false));
	if (m->early_stop_ok)
		add(add_fact(f, "early stop", false), "a stop before the start is in time");
	if (m->n_stops > 1)
		add(add_fact(f, "stops", false), "the first in the list that is present stops the clock");
	if (m->within.n_cases) {
		struct builder *b = add_fact(f, "in time", m->within.assumed);
		if (m->until_day_end) {
			add(b, "before the UK midnight that follows the start; never is not");
		} else {
			add(b, "within ");
			add_within(m, f->marks, b);
			add(b, "; equal to it is in time, never answered is not");
		}
		if (m->within.note)
			add(add_fact(f, "in time, note", false), m->within.note);
	}
	if (m->paused_column >= 0)
		builder_printf(add_fact(f, "paused", false), "%s are added to the time allowed",
			       d->columns[m->paused_column].name);
	explain_kind_placing(m, add_fact(f, "month", false));
}

static void add_availability_facts(const struct measure *m, struct facts *f)
{
	add(add_fact(f, "minutes", false),
	    "unplanned outages united, planned ones taken out, cut at the ends of the "
	    "month; each remaining stretch counts its complete minutes");
	add(add_fact(f, "denominator", false),
	    m->denominator == DENOMINATOR_ALL ? "all minutes of the UK calendar month"
					      : "the minutes of the UK calendar month less planned ones");
}

static void add_composite_facts(const struct catalogue *c, const struct measure *m, struct facts *f)
{
	add_composition(m, f->marks, add_fact(f, "composition", m->composition_assumed));
	if (m->composition_note)
		add(add_fact(f, "composition, note", false), m->composition_note);
	for (int i = 0; i < m->n_inputs; i++) {
		const struct measure *input = &c->measures[m->inputs[i]];
		bool assumed = input->assumed || input->within.assumed || input->composition_assumed || input->inputs_assumed;
		struct builder *b = add_fact(f, "derived from", assumed);
		builder_printf(b, "%s  %s", input->id, input->title);
		if (input->kind == KIND_COMPOSITE) {
			builder_printf(b, ", %s", composition_name(input->composition));
			add_mark(b, f->marks && assumed);
		} else if (input->clock_from >= 0) {
			add(b, ", ");
			add_within(input, f->marks, b);
		}
	}
}

static void add_one(void *context, const char *item, struct text value, bool assumed)
{
	builder_add(add_fact(context, item, assumed), value);
}

static void add_kind_facts(const struct catalogue *c, const struct measure *m, struct facts *f)
{
	explain_kind_facts(c, m, add_one, f);
}

static void gather(const struct catalogue *c, const struct measure *m, bool marks, struct facts *f)
{
	f->n = 0;
	f->marks = marks;
	if (m->dataset != DATASET_NONE)
		explain_rows(m, add_fact(f, "rows", false));
	if (m->clock_from >= 0)
		add_event_facts(m, f);
	else if (m->kind == KIND_AVAILABILITY)
		add_availability_facts(m, f);
	else if (m->kind == KIND_COMPOSITE)
		add_composite_facts(c, m, f);
	else if (m->placed_by >= 0)
		explain_kind_placing(m, add_fact(f, "month", false));
	add_kind_facts(c, m, f);
	add(add_fact(f, "computed", false), explain_regions(m));
	if (m->dataset != DATASET_NONE && !m->is_metric) {
		struct builder *b = add_fact(f, "may be left out", false);
		if (m->n_exclusions) {
			add_values(b, m->exclusions, m->n_exclusions);
			add(b, ", and what the exceptions register approves; other claims are refused and shown");
		} else {
			add(b, "only what the exceptions register approves; other claims are refused and shown");
		}
	}
	if (m->blind_column >= 0)
		builder_printf(add_fact(f, "not seen", false),
			       "%s (rows without %s): their number is printed beside "
			       "the figure",
			       m->blind_text, dataset_get(m->dataset)->columns[m->blind_column].name);
}

static void facts_done(struct facts *f)
{
	for (int i = 0; i < f->n; i++)
		builder_done(&f->items[i].value);
}

void explain_facts(const struct catalogue *c, const struct measure *m, explain_add *add_to, void *context)
{
	struct facts facts;
	gather(c, m, false, &facts);
	for (int i = 0; i < facts.n; i++)
		add_to(context, facts.items[i].item, builder_text(&facts.items[i].value), facts.items[i].assumed);
	facts_done(&facts);
}

/* ---- text ---- */

static int width_of(struct text t)
{
	int n = 0;
	for (size_t i = 0; i < t.size; i++)
		n += ((unsigned char)t.data[i] & 0xC0u) != 0x80u;
	return n;
}

static void pad(struct builder *out, int n)
{
	for (; n > 0; n--)
		builder_add_char(out, ' ');
}

/* Adds a paragraph whose lines after the first are indented; the cursor stands at `indent`. */
static void add_wrapped(struct builder *out, struct text t, int indent)
{
	int at = indent;
	bool first = true;
	while (t.size) {
		size_t size = 0;
		while (size < t.size && t.data[size] != ' ')
			size++;
		struct text word = { t.data, size };
		int width = width_of(word);
		if (!first && at + 1 + width > PAGE_WIDTH) {
			builder_add_char(out, '\n');
			pad(out, indent);
			at = indent;
		} else if (!first) {
			builder_add_char(out, ' ');
			at++;
		}
		builder_add(out, word);
		at += width;
		first = false;
		t.data += size;
		t.size -= size;
		if (t.size) { /* the space itself */
			t.data++;
			t.size--;
		}
	}
	builder_add_char(out, '\n');
}

static void add_paragraph(struct builder *out, const char *heading, const char *text)
{
	if (!text)
		return;
	builder_printf(out, "\n%s\n  ", heading);
	add_wrapped(out, text_of(text), 2);
}

static void add_edition(struct builder *out, const struct catalogue *c)
{
	char month[8];
	builder_printf(out, "Edition %s, in force from %s, %s\n", c->edition,
		       month_format(c->in_force, month), c->source);
}

static void add_legend(struct builder *out, const struct catalogue *c)
{
	add(out, "\n* ");
	add_wrapped(out, text_of(c->assumptions), 2);
}

static void add_levels(struct builder *out, const struct measure *m, struct month month)
{
	add(out, "\nLevels\n");
	const struct level *in_force = explain_level(m, month);
	for (int i = 0; i < m->n_levels; i++) {
		const struct level *l = &m->levels[i];
		char from[8];
		builder_printf(out, "  from %s: target %s %%, minimum %s %%%s%s\n      ",
			       month_format(l->from, from), l->target.text, l->minimum.text,
			       l->assumed ? " *" : "", l == in_force ? "" : " (not in force)");
		add_wrapped(out, text_of(l->authority), 6);
	}
}

static void add_change_text(void *context, const struct edition_change *change)
{
	struct builder *out = context, text;
	builder_init(&text);
	builder_printf(&text, "%s: %s -> %s; %s", change->what, *change->before ? change->before : "none",
		       *change->after ? change->after : "none",
		       *change->authority ? change->authority : "no authority is given");
	add(out, "  ");
	add_wrapped(out, builder_text(&text), 2);
	builder_done(&text);
}

/* What the edition changed, when there was one before it. */
static void add_changes(struct builder *out, const struct catalogue *c, const struct measure *m)
{
	struct builder changes;
	builder_init(&changes);
	explain_changes(c, m, add_change_text, &changes);
	if (changes.size) {
		builder_printf(out, "\nChanged by edition %s\n", c->edition);
		builder_add(out, builder_text(&changes));
	}
	builder_done(&changes);
}

static void measure_text(const struct catalogue *c, const struct measure *m, struct month month,
			 struct builder *out)
{
	builder_printf(out, "%s  %s\n", m->id, m->title);
	builder_printf(out, "%s%s, kind %s\n", m->code_measure ? "Code Performance Measure" : m->provider,
		       m->is_metric ? ", a metric (not judged)" : "", kind_name(m->kind));
	add_paragraph(out, "Definition", m->definition);
	add_paragraph(out, "Measurement points", m->points);
	add(out, "\nHow it is calculated\n");
	struct facts facts;
	gather(c, m, true, &facts);
	for (int i = 0; i < facts.n; i++) {
		const struct fact *f = &facts.items[i];
		bool same = i && strcmp(f->item, facts.items[i - 1].item) == 0;
		const char *comma = strchr(f->item, ',');
		const char *label = same || comma ? "" : f->item; /* notes stand below what they are about */
		builder_printf(out, "  %s", label);
		pad(out, LABEL_WIDTH - (int)strlen(label));
		add_wrapped(out, builder_text(&f->value), LABEL_WIDTH + 2);
	}
	facts_done(&facts);
	if (m->n_levels)
		add_levels(out, m, month);
	add_changes(out, c, m);
	add_paragraph(out, "Authority", m->authority);
	builder_add_char(out, '\n');
	add_edition(out, c);
	add_legend(out, c);
}

void explain_short_rule(const struct measure *m, struct builder *out)
{
	if (m->kind == KIND_COMPOSITE)
		add(out, composition_name(m->composition));
	else if (m->kind == KIND_AVAILABILITY)
		add(out, m->denominator == DENOMINATOR_ALL ? "of all minutes" : "less planned minutes");
	else if (m->within.n_cases)
		add_within(m, false, out);
	else
		explain_kind_short(m, out);
}

bool explain_rule_is_assumed(const struct measure *m)
{
	return m->assumed || m->within.assumed || m->composition_assumed;
}

/* A number and its unit, and a mark and what it marks, stay on one line ('0' to '9' and ':' stand together). */
static void add_unbroken(struct builder *out, struct text t)
{
	for (size_t i = 0; i < t.size; i++) {
		const char *p = t.data + i;
		bool joins = *p == ' ' && ((i && p[-1] >= '0' && p[-1] <= ':') || (i + 1 < t.size && p[1] == '*'));
		builder_add(out, joins ? TEXT("\u00a0") : (struct text){ p, 1 });
	}
}

#define LIST_COLUMNS 6
static void list_line(const struct measure *m, struct month month, struct builder cells[LIST_COLUMNS])
{
	for (int k = 0; k < LIST_COLUMNS; k++)
		builder_clear(&cells[k]);
	add(&cells[0], m->id);
	const struct level *level = explain_level(m, month);
	if (level) {
		builder_printf(&cells[1], "%s/%s", level->target.text, level->minimum.text);
		add_mark(&cells[1], level->assumed);
	}
	add(&cells[2], m->title);
	add(&cells[3], m->provider);
	add(&cells[4], kind_name(m->kind));
	explain_short_rule(m, &cells[5]);
	add_mark(&cells[5], explain_rule_is_assumed(m));
}

static void measures_text(const struct catalogue *c, struct month month, struct builder *out)
{
	static const char *const headings[LIST_COLUMNS] = { "id",       "target/minimum", "title",
							    "provider", "kind",           "rule" };
	struct builder cells[LIST_COLUMNS];
	int widths[LIST_COLUMNS];
	for (int k = 0; k < LIST_COLUMNS; k++) {
		builder_init(&cells[k]);
		widths[k] = (int)strlen(headings[k]);
	}
	for (int i = 0; i < c->n_items; i++) {
		list_line(&c->measures[i], month, cells);
		for (int k = 0; k < LIST_COLUMNS; k++) {
			int width = width_of(builder_text(&cells[k]));
			widths[k] = width > widths[k] ? width : widths[k];
		}
	}
	add_edition(out, c);
	builder_add_char(out, '\n');
	for (int i = -1; i < c->n_items; i++) {
		if (i == c->n_measures)
			add(out, "\nmetrics, which are not judged\n");
		if (i >= 0)
			list_line(&c->measures[i], month, cells);
		for (int k = 0; k < LIST_COLUMNS; k++) {
			struct text t = i < 0 ? text_of(headings[k]) : builder_text(&cells[k]);
			/* On a narrow terminal a line goes on below the title, first with the provider (say.h). */
			add(out, k == 2 || k == 3 ? "\t" : "");
			add_unbroken(out, t);
			if (k + 1 < LIST_COLUMNS)
				pad(out, widths[k] + 2 - width_of(t));
		}
		builder_add_char(out, '\n');
	}
	add_legend(out, c);
	for (int k = 0; k < LIST_COLUMNS; k++)
		builder_done(&cells[k]);
}

/* ---- the door ---- */

void explain_measures(const struct catalogue *c, struct month month, enum explain_format format,
		      struct builder *out)
{
	switch (format) {
	case EXPLAIN_TEXT:
		measures_text(c, month, out);
		break;
	case EXPLAIN_CSV:
		explain_csv_measures(c, month, out);
		break;
	case EXPLAIN_JSON:
		explain_json_measures(c, month, out);
		break;
	}
}

void explain_measure(const struct catalogue *c, int measure, struct month month, enum explain_format format,
		     struct builder *out)
{
	assert(measure >= 0 && measure < c->n_items);
	const struct measure *m = &c->measures[measure];
	switch (format) {
	case EXPLAIN_TEXT:
		measure_text(c, m, month, out);
		break;
	case EXPLAIN_CSV:
		explain_csv_measure(c, m, month, out);
		break;
	case EXPLAIN_JSON:
		explain_json_measure(c, m, month, out);
		break;
	}
}
