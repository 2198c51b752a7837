/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a Green hides: parts of it that are below target, samples that do not represent, rules that mask. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	const struct hidden *x = a, *y = b;
	uint64_t bad_x = x->row->total - x->row->good, bad_y = y->row->total - y->row->good;
	if (x->row->level.status != y->row->level.status)
		return x->row->level.status == STATUS_RED ? -1 : 1;
	if (bad_x != bad_y)
		return bad_x > bad_y ? -1 : 1;
	return x->row < y->row ? -1 : 1;
}

/* Dimensions about the treatment of claims say nothing about a part of the service. */
static bool is_part(const struct measure *m, const char *name)
{
	for (int d = 0; d < m->n_dimensions; d++)
		for (int i = 0; !strcmp(m->dimensions[d].name, name) && i < m->dimensions[d].n_parts; i++)
			if (m->dimensions[d].parts[i].kind == PART_POLICY ||
			    m->dimensions[d].parts[i].kind == PART_REASON)
				return false;
	return true;
}

size_t sentence_hidden_parts(const struct results *r, struct arena *arena, const struct hidden **out)
{
	size_t n = 0, room = 0;
	for (size_t i = 0; i < r->n_breakdowns; i++)
		room += !r->catalogue->measures[r->breakdowns[i].measure].is_metric;
	struct hidden *all = arena_alloc(arena, room + 1, sizeof *all);
	for (size_t i = 0; i < r->n_breakdowns; i++) {
		const struct breakdown_row *row = &r->breakdowns[i];
		const struct measure *m = &r->catalogue->measures[row->measure];
		if (m->is_metric || (row->level.status != STATUS_RED && row->level.status != STATUS_AMBER))
			continue;
		const struct cell *c = results_find(r, row->measure, row->region);
		if (c && c->level.status == STATUS_GREEN && is_part(m, row->dimension))
			all[n++] = (struct hidden){ row, c };
	}
	qsort(all, n, sizeof *all, compare);
	*out = all;
	return n;
}

static size_t count_cells(const struct results *r, bool (*is)(const struct cell *c))
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_cells; i++)
		n += r->cells[i].level.status == STATUS_GREEN && is(&r->cells[i]);
	return n;
}

static bool is_untrusted(const struct cell *c)
{
	return c->untrusted && *c->untrusted;
}

static bool is_masked(const struct cell *c)
{
	return c->masked;
}

static bool is_small(const struct cell *c)
{
	return c->interval && *c->interval;
}

static bool is_claimed(const struct cell *c)
{
	return c->raw.value >= 0 && c->raw.status != STATUS_GREEN;
}

size_t sentence_hidden(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	static const struct {
		bool (*is)(const struct cell *c);
		const char *one, *more;
	} tests[] = {
		{ is_untrusted, "rests on a sample that does not represent the service",
		  "rest on samples that do not represent the service" },
		{ is_masked, "would be worse under another rule of composition",
		  "would be worse under another rule of composition" },
		{ is_claimed, "would not be Green with nothing left out", "would not be Green with nothing left out" },
		{ is_small, "rests on so few events that it says little about the process behind them",
		  "rest on so few events that they say little about the process behind them" },
	};
	const struct hidden *parts;
	size_t n = 0, n_parts = sentence_hidden_parts(r, arena, &parts);
	if (n_parts) {
		const struct breakdown_row *row = parts[0].row;
		const struct measure *m = &r->catalogue->measures[row->measure];
		out[n++] = arena_printf(
			arena,
			"%s below target inside a Green total; the gravest is %s %s of %s%s%s, at %s of %s.",
			n_parts == 1 ? "1 part is" : arena_printf(arena, "%zu parts are", n_parts),
			row->dimension, row->key, m->id, m->regional ? ", " : "",
			m->regional ? region_name(row->region) : "", row->level.display,
			sentence_units(m, row->total, arena));
	}
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		size_t cells = count_cells(r, tests[i].is);
		if (cells)
			out[n++] = arena_printf(arena, "%s %s.", sentence_n(cells, "Green figure", arena),
						cells == 1 ? tests[i].one : tests[i].more);
	}
	if (!n)
		out[n++] = "No Green figure of this month is known to hide something.";
	return n;
}
