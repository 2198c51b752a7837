/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The status matrix as a chart. */
#include "engine/review.h"
#include "render/matrix.h"
#include "render/sentence.h"

static const char *describe(const struct chart *c)
{
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Status of every measure in %s.", sentence_month(c->r->period.month, c->arena));
	for (size_t i = 0; i < c->r->n_cells; i++) {
		const struct cell *cell = &c->r->cells[i];
		builder_printf(&b, " %s %s: %s, %s%s.", c->r->catalogue->measures[cell->measure].id,
			       region_name(cell->region), sentence_level_marked(c->r, cell, c->arena),
			       status_word(cell->level.status),
			       *review_doubts(c->r->review, cell, c->arena) ? ", not to be taken at its word" : "");
	}
	const char *text = arena_copy(c->arena, b.data, b.size);
	builder_done(&b);
	return text;
}

static void draw(const struct chart *c, struct scene *out)
{
	const char *headline = sentence_matrix(c->r, c->arena);
	double y = chart_begin(c, out, headline,
			       arena_printf(c->arena, "Status and level of every measure, %s, by Region; below each the "
						      "last %d months",
					    sentence_month(c->r->period.month, c->arena), MATRIX_MONTHS)) + 4;
	struct matrix m = { c->r, c->palette, c->arena, CHART_MARGIN, CHART_WIDTH - 2 * CHART_MARGIN };
	matrix_draw_head(&m, out, y);
	y += matrix_head_height(&m);
	for (int i = 0; i < c->r->catalogue->n_measures; i++) {
		matrix_draw_row(&m, out, i, y);
		y += matrix_row_height(&m, i);
	}
	y += 8;
	y += matrix_draw_key(&m, out, y);
	chart_end(c, out, y + 4, headline, "", describe(c));
}

const struct chart_kind chart_matrix = { "status-matrix", "every measure's status by Region and month", true, NULL,
					 draw };
