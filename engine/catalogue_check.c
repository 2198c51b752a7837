/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/catalogue_read.h"

#include "engine/nearest.h"

#include <assert.h>
#include <string.h>

/* What only the whole edition shows. */
struct checking {
	struct yaml_reader *r;
	const struct yaml_node **nodes; /* [n] the measures in the YAML */
	struct measure *measures;       /* [n] */
	int n;
	uint8_t *state; /* [n] of the walk: 0 not met, 1 on the way, 2 done */
	int *trail;     /* [n] measures on the way, from the outermost */
	int n_trail;
	int *order;
	int n_order;
};

static void set_subject(struct yaml_reader *r, const struct measure *m)
{
	r->subject = arena_printf(r->arena, "measure %s", m->id);
}

bool catalogue_check_ids(struct yaml_reader *r, const struct yaml_node *lists[2], const struct catalogue *c)
{
	const struct yaml_node *node = lists[0]->first;
	for (int i = 0; i < c->n_items; i++, node = node->next) {
		if (i == c->n_measures)
			node = lists[1]->first;
		for (int j = 0; j < i; j++) {
			const struct measure *m = &c->measures[i], *first = &c->measures[j];
			if (!text_equal_nocase(text_of(m->id), text_of(first->id)))
				continue;
			set_subject(r, m);
			return yaml_fail(r, yaml_find(node, "id"),
					 "the id is given twice, first on line %d%s", first->yaml_line,
					 strcmp(m->id, first->id) ? " (ids compare without case)" : "");
		}
	}
	return true;
}

/* The incident measures that a what_if varies, by id; each with a target by category. */
static bool find_varied(struct yaml_reader *r, const struct yaml_node *node, struct measure *m,
			const struct measure *measures, const struct catalogue *c)
{
	const struct yaml_node *list = yaml_find(node, "of"), *item = list->kind == YAML_LIST ? list->first : list;
	int *of = arena_alloc(r->arena, list->n + 1, sizeof *of);
	for (; item; item = item->next) {
		const char *id;
		if (!yaml_text(r, item, "the id of a measure", &id))
			return false;
		of[m->n_of] = -1;
		for (int j = 0; j < c->n_measures; j++)
			if (strcmp(measures[j].id, id) == 0)
				of[m->n_of] = j;
		if (of[m->n_of] < 0 || measures[of[m->n_of]].kind != KIND_INCIDENTS ||
		    measures[of[m->n_of]].within.column < 0)
			return yaml_fail(r, item,
					 "\"%.80s\" is no measure of kind incidents with a target by category",
					 id);
		const struct measure *varied = &measures[of[m->n_of]];
		if (varied->dataset != m->dataset)
			return yaml_fail(r, item, "%s is of another dataset", id);
		if (dataset_get(m->dataset)->columns[varied->within.column].type != COLUMN_LIST ||
		    varied->within.column != measures[of[0]].within.column)
			return yaml_fail(r, item, "the target of %s does not depend on the category that is varied", id);
		for (int j = 0; j < m->n_of; j++)
			if (of[j] == of[m->n_of])
				return yaml_fail(r, item, "%s is given twice", id);
		if (++m->n_of > MEASURE_MAX_VARIED)
			return yaml_fail(r, item, "more than %d measures", MEASURE_MAX_VARIED);
		if (item == list)
			break;
	}
	m->of = of;
	m->placed_by = measures[of[0]].placed_by;
	return true;
}

bool catalogue_check_metrics(struct yaml_reader *r, const struct yaml_node *list, struct measure *measures,
			     const struct catalogue *c)
{
	const struct yaml_node *node = list->first;
	for (int i = c->n_measures; i < c->n_items; i++, node = node->next) {
		set_subject(r, &measures[i]);
		if (measures[i].kind == KIND_WHAT_IF && !find_varied(r, node, &measures[i], measures, c))
			return false;
	}
	r->subject = NULL;
	return true;
}

/* Inputs are written as ids, exactly. */
static bool find_inputs(struct checking *k, int i)
{
	struct measure *m = &k->measures[i];
	const struct yaml_node *list = yaml_find(k->nodes[i], "inputs");
	int *inputs = arena_alloc(k->r->arena, list->n, sizeof *inputs);
	int n = 0;
	for (const struct yaml_node *c = list->first; c; c = c->next, n++) {
		const char *id;
		if (!yaml_text(k->r, c, "the id of a measure", &id))
			return false;
		inputs[n] = -1;
		for (int j = 0; j < k->n; j++)
			if (strcmp(k->measures[j].id, id) == 0)
				inputs[n] = j;
		if (inputs[n] < 0) {
			const char *ids[CATALOGUE_MAX_MEASURES];
			for (int j = 0; j < k->n; j++)
				ids[j] = k->measures[j].id;
			yaml_fail(k->r, c, "\"%.80s\" is no measure of this edition", id);
			const char *near = nearest_find(text_of(id), ids, (size_t)k->n);
			if (near)
				error_hint(k->r->err, "did you mean \"%s\"?", near);
			return false;
		}
		for (int j = 0; j < n; j++)
			if (inputs[j] == inputs[n])
				return yaml_fail(k->r, c, "\"%s\" is an input twice", id);
	}
	m->inputs = inputs;
	m->n_inputs = n;
	return true;
}

static bool fail_cycle(struct checking *k, int i)
{
	struct builder chain;
	builder_init(&chain);
	int at = 0;
	while (k->trail[at] != i)
		at++;
	for (; at < k->n_trail; at++)
		builder_printf(&chain, "%s -> ", k->measures[k->trail[at]].id);
	builder_printf(&chain, "%s", k->measures[i].id);
	set_subject(k->r, &k->measures[i]);
	yaml_fail(k->r, yaml_find(k->nodes[i], "inputs"), "derives from itself: %.600s", chain.data);
	builder_done(&chain);
	return false;
}

/* Inputs before what derives from them, else in the order of the catalogue. */
static bool walk(struct checking *k, int i)
{
	if (k->state[i] == 2)
		return true;
	if (k->state[i] == 1)
		return fail_cycle(k, i);
	k->state[i] = 1;
	k->trail[k->n_trail++] = i;
	const struct measure *m = &k->measures[i];
	for (int j = 0; j < m->n_inputs; j++)
		if (!walk(k, m->inputs[j]))
			return false;
	k->n_trail--;
	k->state[i] = 2;
	k->order[k->n_order++] = i;
	return true;
}

/* Marks the leaves below a measure; an error when one is reached twice: it would count twice. */
static bool mark_leaves(struct checking *k, int top, int i, bool *met)
{
	const struct measure *m = &k->measures[i];
	for (int j = 0; j < m->n_inputs; j++) {
		int input = m->inputs[j];
		if (k->measures[input].kind == KIND_COMPOSITE) {
			if (!mark_leaves(k, top, input, met))
				return false;
			continue;
		}
		if (met[input])
			return yaml_fail(k->r, yaml_find(k->nodes[top], "inputs"),
					 "%s would count twice, by way of %s", k->measures[input].id, m->id);
		met[input] = true;
	}
	return true;
}

/* What inputs must have in common for their sums to mean anything. */
static bool check_sums(struct checking *k, int i)
{
	struct measure *m = &k->measures[i];
	const struct yaml_node *item = yaml_find(k->nodes[i], "inputs")->first;
	for (int j = 0; j < m->n_inputs; j++, item = item->next) {
		const struct measure *input = &k->measures[m->inputs[j]];
		if (m->regional && !input->regional)
			return yaml_fail(k->r, item,
					 "%s is computed nationally only, so that no Region of %s could be: "
					 "expected regions: no here, or inputs with Regions",
					 input->id, m->id);
		if (input->assumed || input->within.assumed || input->composition_assumed ||
		    input->inputs_assumed)
			m->inputs_assumed = true;
	}
	bool *met = arena_alloc(k->r->arena, (size_t)k->n, sizeof *met);
	if (!mark_leaves(k, i, i, met))
		return false;
	const struct measure *minutes = NULL, *events = NULL;
	for (int j = 0; j < k->n; j++) {
		if (met[j] && k->measures[j].kind == KIND_AVAILABILITY)
			minutes = &k->measures[j];
		else if (met[j])
			events = &k->measures[j];
	}
	if (minutes && events)
		return yaml_fail(k->r, yaml_find(k->nodes[i], "inputs"),
				 "%s counts minutes and %s counts events, which cannot be added", minutes->id,
				 events->id);
	return true;
}

bool catalogue_check_inputs(struct yaml_reader *r, const struct yaml_node *list, struct measure *measures,
			    int n_measures, const int **order)
{
	size_t n = (size_t)n_measures;
	struct checking k = { .r = r, .measures = measures, .n = n_measures };
	k.nodes = arena_alloc(r->arena, n, sizeof *k.nodes);
	k.state = arena_alloc(r->arena, n, sizeof *k.state);
	k.trail = arena_alloc(r->arena, n, sizeof *k.trail);
	k.order = arena_alloc(r->arena, n, sizeof *k.order);
	size_t at = 0;
	for (const struct yaml_node *c = list->first; c; c = c->next)
		k.nodes[at++] = c;
	assert(at == n);
	for (int i = 0; i < k.n; i++) {
		set_subject(r, &measures[i]);
		if (measures[i].kind == KIND_COMPOSITE && !find_inputs(&k, i))
			return false;
	}
	for (int i = 0; i < k.n; i++)
		if (!walk(&k, i))
			return false;
	assert(k.n_order == k.n);
	for (int o = 0; o < k.n; o++) {
		int i = k.order[o];
		set_subject(r, &measures[i]);
		if (measures[i].kind == KIND_COMPOSITE && !check_sums(&k, i))
			return false;
	}
	r->subject = NULL;
	*order = k.order;
	return true;
}
