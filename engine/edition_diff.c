/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/edition_diff.h"

#include "engine/explain.h"

#include <string.h>

/* --- what a measure says of itself, as texts by name --- */

struct aspect {
	const char *name, *text;
};

struct aspects {
	struct arena *arena;
	size_t n, room;
	struct aspect *items;
};

static void add(struct aspects *a, const char *name, const char *text)
{
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->items[i].name, name) != 0)
			continue;
		a->items[i].text = arena_printf(a->arena, "%s; %s", a->items[i].text, text);
		return;
	}
	ARRAY_PUSH(a->items, a->n, a->room) = (struct aspect){ name, text };
}

/* Notes explain and define nothing, breakdowns show what is defined elsewhere, and an input's own changes are its
 * own: of a composite its inputs' ids count. */
static void add_fact(void *context, const char *item, struct text value, bool assumed)
{
	static const char *const skipped[] = { "in time, note", "composition, note", "assumed", "derived from",
					       "broken down by" };
	struct aspects *a = context;

	(void)assumed;
	for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
		if (strcmp(item, skipped[i]) == 0)
			return;
	add(a, item, arena_copy(a->arena, value.data, value.size));
}

static void collect(struct aspects *a, const struct catalogue *c, const struct measure *m)
{
	add(a, "title", m->title);
	add(a, "provider", m->provider);
	add(a, "kind", kind_name(m->kind));
	add(a, "definition", m->definition);
	if (m->points)
		add(a, "measurement points", m->points);
	explain_facts(c, m, add_fact, a);
	for (int i = 0; i < m->n_inputs; i++)
		add(a, "inputs", c->measures[m->inputs[i]].id);
}

static const char *find(const struct aspects *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->items[i].name, name) == 0)
			return a->items[i].text;
	return "";
}

/* --- the list of changes --- */

struct diff {
	const struct catalogue *a, *b;
	struct month month_a, month_b;
	struct arena *arena;
	size_t n, room;
	struct edition_change *items;
};

static void push(struct diff *d, const char *measure, const char *what, const char *before, const char *after,
		 const char *authority)
{
	if (strcmp(before, after) != 0)
		ARRAY_PUSH(d->items, d->n, d->room) =
			(struct edition_change){ measure, what, before, after, authority ? authority : "" };
}

/* The authority that is given for what changed in a measure, or NULL. */
static const char *authority_of(const struct diff *d, const struct measure *before, const struct measure *after)
{
	if (after->changed_by)
		return after->changed_by;
	if (strcmp(before->authority, after->authority) != 0)
		return after->authority;
	return d->b == d->a ? NULL : d->b->changed_by;
}

static void compare_levels(struct diff *d, const struct measure *before, const struct measure *after)
{
	const struct level *x = measure_level(before, d->month_a), *y = measure_level(after, d->month_b);
	bool given = y && (!x || strcmp(x->authority, y->authority) != 0 || month_compare(x->from, y->from) != 0);
	const char *authority = given ? y->authority : authority_of(d, before, after);

	push(d, after->id, "target", x ? x->target.text : "", y ? y->target.text : "", authority);
	push(d, after->id, "minimum", x ? x->minimum.text : "", y ? y->minimum.text : "", authority);
}

static void compare_measures(struct diff *d, const struct measure *before, const struct measure *after)
{
	struct aspects x = { .arena = d->arena }, y = { .arena = d->arena };
	const char *authority = authority_of(d, before, after);

	collect(&x, d->a, before);
	collect(&y, d->b, after);
	for (size_t i = 0; i < y.n; i++)
		push(d, after->id, y.items[i].name, find(&x, y.items[i].name), y.items[i].text, authority);
	for (size_t i = 0; i < x.n; i++)
		if (!*find(&y, x.items[i].name))
			push(d, after->id, x.items[i].name, x.items[i].text, "", authority);
	memory_free(x.items);
	memory_free(y.items);
}

static const struct measure *same_measure(const struct catalogue *c, const struct measure *m)
{
	for (int i = 0; i < c->n_items; i++)
		if (strcmp(c->measures[i].id, m->id) == 0)
			return &c->measures[i];
	return NULL;
}

/* --- the edition as a whole --- */

static const char *quality_text(const struct diff *d, const struct catalogue *c)
{
	return arena_printf(d->arena,
			    "withheld above %lld millionths of a per cent from %lld rows on, always above %lld; small "
			    "counts below %lld",
			    (long long)c->withhold_share_micro, (long long)c->withhold_rows,
			    (long long)c->withhold_always_micro, (long long)c->small_count);
}

static const char *words_text_of(const struct diff *d, const char *const *words, int n)
{
	const char *text = "";

	for (int i = 0; i < n; i++)
		text = arena_printf(d->arena, "%s%s%s", text, i ? ", " : "", words[i]);
	return text;
}

static const struct process *same_process(const struct catalogue *c, const char *name)
{
	for (int i = 0; i < c->n_processes; i++)
		if (strcmp(c->processes[i].name, name) == 0)
			return &c->processes[i];
	return NULL;
}

static const char *process_text(const struct diff *d, const struct process *p)
{
	return p ? words_text_of(d, p->srvs, p->n_srvs) : "";
}

static void compare_editions(struct diff *d)
{
	const char *authority = d->b->changed_by;

	if (!authority && strcmp(d->a->authority, d->b->authority) != 0)
		authority = d->b->authority;
	push(d, "", "limits of quality", quality_text(d, d->a), quality_text(d, d->b), authority);
	for (int k = 0; k < RESPONSE_OTHER; k++)
		push(d, "",
		     arena_printf(d->arena, "response codes, %s", response_name((enum response)k)),
		     words_text_of(d, d->a->responses[k].codes, d->a->responses[k].n),
		     words_text_of(d, d->b->responses[k].codes, d->b->responses[k].n), authority);
	for (int i = 0; i < d->b->n_processes; i++)
		push(d, "", arena_printf(d->arena, "business process %s", d->b->processes[i].name),
		     process_text(d, same_process(d->a, d->b->processes[i].name)),
		     process_text(d, &d->b->processes[i]), authority);
	for (int i = 0; i < d->a->n_processes; i++)
		if (!same_process(d->b, d->a->processes[i].name))
			push(d, "", arena_printf(d->arena, "business process %s", d->a->processes[i].name),
			     process_text(d, &d->a->processes[i]), "", authority);
}

void edition_diff(const struct catalogue *a, struct month month_a, const struct catalogue *b, struct month month_b,
		  struct arena *arena, const struct edition_change **out, size_t *n_out)
{
	struct diff d = { .a = a, .b = b, .month_a = month_a, .month_b = month_b, .arena = arena };
	struct edition_change *changes;

	compare_editions(&d);
	for (int i = 0; i < b->n_items; i++) {
		const struct measure *after = &b->measures[i], *before = same_measure(a, after);

		if (!before) {
			push(&d, after->id, "added", "", after->title,
			     after->changed_by ? after->changed_by : b->changed_by ? b->changed_by : after->authority);
			continue;
		}
		compare_measures(&d, before, after);
		compare_levels(&d, before, after);
	}
	for (int i = 0; i < a->n_items; i++)
		if (!same_measure(b, &a->measures[i]))
			push(&d, a->measures[i].id, "removed", a->measures[i].title, "", b->changed_by);
	changes = arena_alloc(arena, d.n + 1, sizeof *changes);
	for (size_t i = 0; i < d.n; i++)
		changes[i] = d.items[i];
	memory_free(d.items);
	*out = changes;
	*n_out = d.n;
}

const struct catalogue *edition_before(const struct catalogue *c, struct arena *arena)
{
	const struct catalogue *before;
	struct error none;

	if (!catalogue_load(NULL, month_add(c->in_force, -1), arena, &before, &none) ||
	    strcmp(before->sha256, c->sha256) == 0)
		return NULL;
	return before;
}

void edition_findings(const struct edition_change *changes, size_t n, struct findings *findings)
{
	for (size_t i = 0; i < n; i++) {
		if (changes[i].authority[0])
			continue;
		findings_add(findings,
			     &(struct finding){
				     .severity = SEVERITY_WARNING,
				     .kind = "unauthorised_change",
				     .column = changes[i].what,
				     .value = changes[i].measure,
				     .message = "differs from the edition that judged the month before, and no authority "
						"for the change is given (changed_by, or a new authority)",
			     });
	}
}
