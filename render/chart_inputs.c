/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a composite is made of: the level of each input, by Region. */
#include "render/chart_dots.h"
#include "render/sentence.h"

#include <string.h>

static bool applies(const struct results *r, int measure)
{
	return r->catalogue->measures[measure].kind == KIND_COMPOSITE && chart_has_figures(r, measure);
}

static void draw(const struct chart *c, struct scene *out)
{
	static const enum region order[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	const struct measure *m = &c->r->catalogue->measures[c->measure];
	struct dot_row *rows = arena_alloc(c->arena, (size_t)m->n_inputs * REGION_COUNT + 1, sizeof *rows);
	size_t n = 0;
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Dot plot of the measures behind %s in %s.", m->id,
		       sentence_month(c->r->period.month, c->arena));
	for (int i = 0; i < m->n_inputs; i++) {
		const struct measure *input = &c->r->catalogue->measures[m->inputs[i]];
		const char *group = arena_printf(c->arena, "%s", input->id);
		for (size_t g = 0; g < sizeof order / sizeof *order; g++) {
			const struct cell *cell = results_find(c->r, m->inputs[i], order[g]);
			if (!cell)
				continue;
			struct dot_row *row = &rows[n++];
			*row = (struct dot_row){ group,
						 region_name(order[g]),
						 &cell->level,
						 cell->level.status,
						 sentence_level_marked(c->r, cell, c->arena),
						 chart_dots_count(c, cell),
						 order[g] == REGION_NONE };
			builder_printf(&b, " %s %s: %s.", input->id, row->label, row->value);
			group = NULL;
		}
	}
	struct dot_plot plot = {
		.headline = sentence_inputs(c->r, c->measure, c->arena),
		.subtitle = chart_subtitle(c, "per cent in time, by measure behind it and Region"),
		.note = arena_printf(c->arena, "The lines are the target and minimum of %s.", m->id),
		.description = arena_copy(c->arena, b.data, b.size),
		.level = chart_level(c),
		.n = n,
		.rows = rows,
	};
	builder_done(&b);
	chart_dots_draw(c, &plot, out);
}

const struct chart_kind chart_inputs = { "inputs", "the measures behind a composite, by Region", false, applies, draw };
