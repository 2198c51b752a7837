/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The level of each Region and of the whole country on one axis. */
#include "render/chart_dots.h"
#include "render/sentence.h"

static bool applies(const struct results *r, int measure)
{
	return chart_has_figures(r, measure);
}

static const char *describe(const struct chart *c, const struct dot_row *rows, size_t n)
{
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Dot plot of %s %s in %s.", c->r->catalogue->measures[c->measure].id,
		       c->r->catalogue->measures[c->measure].title, sentence_month(c->r->period.month, c->arena));
	const struct level *level = chart_level(c);
	if (level)
		builder_printf(&b, " Target %s\u00a0%%, minimum %s\u00a0%%.", level->target.text, level->minimum.text);
	for (size_t i = 0; i < n; i++) {
		builder_printf(&b, " %s: %s", rows[i].label, rows[i].value);
		if (rows[i].level->value >= 0)
			builder_printf(&b, ", %s", status_word(rows[i].status));
		if (*rows[i].count)
			builder_printf(&b, ", %s", rows[i].count);
		builder_add_char(&b, '.');
	}
	const char *text = arena_copy(c->arena, b.data, b.size);
	builder_done(&b);
	return text;
}

static void draw(const struct chart *c, struct scene *out)
{
	const struct measure *m = &c->r->catalogue->measures[c->measure];
	struct dot_row rows[REGION_COUNT];
	size_t n = 0;
	static const enum region order[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	for (size_t g = 0; g < sizeof order / sizeof *order; g++) {
		const struct cell *cell = results_find(c->r, c->measure, order[g]);
		if (!cell)
			continue;
		rows[n++] = (struct dot_row){ NULL,
					      region_name(order[g]),
					      &cell->level,
					      cell->level.status,
					      sentence_level_marked(c->r, cell, c->arena),
					      chart_dots_count(c, cell),
					      order[g] == REGION_NONE };
	}
	struct dot_plot plot = {
		.headline = sentence_regions(c->r, c->measure, c->arena),
		.subtitle = chart_subtitle(c, measure_words(m)->share),
		.note = "",
		.description = describe(c, rows, n),
		.level = chart_level(c),
		.n = n,
		.rows = rows,
	};
	chart_dots_draw(c, &plot, out);
}

const struct chart_kind chart_regions = { "regions", "the level of each Region and nationally", false, applies, draw };
