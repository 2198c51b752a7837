/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chart_dots.h - a dot plot: rows of levels on one axis, with target and minimum lines.
 *
 * Dots and not bars, because the axis need not start at zero.  The mark of each dot is its status; its
 * level and status also stand beside it in words, so no legend is needed.
 */
#ifndef RENDER_CHART_DOTS_H
#define RENDER_CHART_DOTS_H

#include "render/chart.h"

struct dot_row {
	const char *group; /* a heading above the row, or NULL */
	const char *label;
	const struct level_text *level;
	enum status status; /* of the mark */
	const char *value;  /* "98.12%*" */
	const char *count;  /* "981 of 1 000 in time", or "" */
	bool strong;        /* the figure that counts */
};

struct dot_plot {
	const char *headline, *subtitle, *note, *description;
	const struct level *level; /* lines, or NULL */
	size_t n;
	const struct dot_row *rows;
};

void chart_dots_draw(const struct chart *c, const struct dot_plot *plot, struct scene *out);
/* "981 of 1 000 events", or "" for a cell without events. */
const char *chart_dots_count(const struct chart *c, const struct cell *cell);

#endif
