/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * matrix.h - the status matrix a row at a time, for the chart and for the report's page.
 *
 * Measures down, Regions across; under each level the last thirteen months as small marks.  Months of
 * which nothing is remembered stay empty.
 */
#ifndef RENDER_MATRIX_H
#define RENDER_MATRIX_H

#include "render/chart.h"

#define MATRIX_MONTHS 13

struct matrix {
	const struct results *r;
	enum palette palette;
	struct arena *arena;
	double left, width; /* all sizes are in proportion to the width */
};

double matrix_head_height(const struct matrix *m);
double matrix_row_height(const struct matrix *m, int measure);
void matrix_draw_head(const struct matrix *m, struct scene *s, double y);
void matrix_draw_row(const struct matrix *m, struct scene *s, int measure, double y);
/* What the marks mean; returns its height. */
double matrix_draw_key(const struct matrix *m, struct scene *s, double y);

#endif
