/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What leaving items out does to a level: nothing left out, what is allowed, everything claimed. */
#include "render/chart_dots.h"
#include "render/sentence.h"

#include <math.h>
#include <string.h>

#define VISIBLE 0.1 /* points */

static bool cell_has_claims(const struct cell *c)
{
	return c && (c->excluded || c->refused) && c->raw.value >= 0;
}

/* Another colour, or a difference that can be seen on the chart. */
static bool cell_is_moved(const struct cell *c)
{
	const struct level_text *others[] = { &c->raw, &c->all_claims };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (others[i]->value >= 0 && c->level.value >= 0 &&
		    (others[i]->status != c->level.status || fabs(others[i]->value - c->level.value) >= VISIBLE))
			return true;
	return false;
}

/* Claims that move no level need no picture; the table of exclusions has them. */
static bool applies(const struct results *r, int measure)
{
	if (r->catalogue->measures[measure].kind == KIND_AVAILABILITY)
		return false;
	for (int g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);
		if (cell_has_claims(c) && cell_is_moved(c))
			return true;
	}
	return false;
}

static struct dot_row make_row(const struct chart *c, const struct cell *cell, const char *label,
			       const struct level_text *level, const char *count, bool strong)
{
	return (struct dot_row){ NULL, label, level, level->value < 0 ? STATUS_NO_DATA : level->status,
				 sentence_level_text(c->r, cell, level, c->arena), count, strong };
}

static void draw(const struct chart *c, struct scene *out)
{
	static const enum region order[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	struct dot_row rows[3 * REGION_COUNT];
	size_t n = 0;
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Dot plot of %s in %s under three treatments of claims to leave items out.",
		       c->r->catalogue->measures[c->measure].id, sentence_month(c->r->period.month, c->arena));
	for (size_t g = 0; g < sizeof order / sizeof *order; g++) {
		const struct cell *cell = results_find(c->r, c->measure, order[g]);
		if (!cell_has_claims(cell))
			continue;
		const char *allowed = arena_printf(c->arena, "%s left out", sentence_count(cell->excluded, c->arena));
		const char *all = arena_printf(c->arena, "%s left out",
					       sentence_count(cell->excluded + cell->refused, c->arena));
		rows[n] = make_row(c, cell, "Nothing left out", &cell->raw, "", false);
		rows[n + 1] = make_row(c, cell, "Allowed only: the figure", &cell->level, allowed, true);
		rows[n + 2] = make_row(c, cell, "Every claim honoured", &cell->all_claims, all, false);
		rows[n].group = region_name(order[g]);
		builder_printf(&b, " %s: nothing left out %s, allowed only %s, every claim %s.", rows[n].group,
			       rows[n].value, rows[n + 1].value, rows[n + 2].value);
		n += 3;
	}
	struct dot_plot plot = {
		.headline = sentence_exclusions(c->r, c->measure, c->arena),
		.subtitle = chart_subtitle(c, arena_printf(c->arena, "%s, with and without what providers claim to leave out",
							   measure_words(&c->r->catalogue->measures[c->measure])->share)),
		.note = "",
		.description = arena_copy(c->arena, b.data, b.size),
		.level = chart_level(c),
		.n = n,
		.rows = rows,
	};
	builder_done(&b);
	chart_dots_draw(c, &plot, out);
}

const struct chart_kind chart_exclusions = { "exclusions", "the level with none, the allowed and all claims left out",
					     false, applies, draw };
