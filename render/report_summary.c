/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a reader with one minute reads: the headlines and the status matrix. */
#include "render/matrix.h"
#include "render/report.h"
#include "render/sentence.h"

#include <math.h>

void report_headlines(struct report *p)
{
	struct flow *f = &p->flow;
	const char *lines[SENTENCE_MAX_HEADLINES];
	size_t n = sentence_headlines(p->r, p->arena, lines);
	const struct style style = { FACE_REGULAR, 11, INK };
	for (size_t i = 0; i < n; i++) {
		flow_indented(f, 20, arena_printf(p->arena, "%zu", i + 1), style, 15.5, lines[i]);
		flow_space(f, 7);
	}
	flow_space(f, 8);
	flow_text(f, flow_small, 11.5,
		  "Every figure is printed as computed: a level whose rounded text would contradict its colour has as many "
		  "places as it takes. Short is how many more events in time would have reached the target.");
}

void report_matrix(struct report *p)
{
	struct flow *f = &p->flow;
	struct matrix m = { p->r, p->palette, p->arena, FLOW_LEFT, FLOW_BODY };
	flow_text(f, flow_body, 13,
		  arena_printf(p->arena,
			       "Level and status in each Region and nationally, and below each the last %d months, %s to %s, as "
			       "far as they are remembered or were supplied. An empty place is a month without a figure, or in which the measure is not due. * The figure or its verdict rests on values of "
			       "the catalogue that are assumed (see Definitions). \u2020 Rows were rejected that could have "
			       "fed the figure. " SENTENCE_REPORTED,
			       MATRIX_MONTHS, sentence_month(month_add(p->r->period.month, 1 - MATRIX_MONTHS), p->arena),
			       sentence_month(p->r->period.month, p->arena)));
	const char *basis = sentence_past_basis(p->r, p->arena);
	if (*basis)
		flow_text(f, flow_body, 13, basis);
	flow_space(f, 6);
	f->y += matrix_draw_key(&m, f->page, f->y);
	flow_space(f, 4);
	matrix_draw_head(&m, f->page, f->y);
	f->y += matrix_head_height(&m);
	for (int i = 0; i < p->r->catalogue->n_measures; i++) {
		double height = matrix_row_height(&m, i);
		if (flow_need(f, height)) {
			matrix_draw_head(&m, f->page, f->y);
			f->y += matrix_head_height(&m);
		}
		matrix_draw_row(&m, f->page, i, f->y);
		f->y += height;
	}
}
