/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chart_bars.h - horizontal bars of counts from zero, each in one piece or in segments with a key.
 *
 * Bars are for counts, whose axis starts at zero; levels have dots (chart_dots.h).  What a bar says stands
 * beside it as text, so there is no axis to read.
 */
#ifndef RENDER_CHART_BARS_H
#define RENDER_CHART_BARS_H

#include "render/chart.h"

#define BAR_MAX_SEGMENTS 8

struct bar_row {
	const char *group; /* a heading above the row, or NULL */
	const char *label;
	uint64_t segments[BAR_MAX_SEGMENTS]; /* [n_series] */
	const char *value;                   /* what stands at the right */
	bool strong;
};

struct bar_plot {
	const char *headline, *subtitle, *note, *description;
	int n_series;
	const char *const *names; /* [n_series], for the key; NULL with one series */
	bool whole;               /* every bar takes the whole width: shares of its own sum */
	double line;              /* a line across at this value, or negative */
	const char *line_name;
	size_t n;
	const struct bar_row *rows;
};

void chart_bars_draw(const struct chart *c, const struct bar_plot *plot, struct scene *out);
/* "Bars of ... NAME: VALUE. ..." from the rows. */
const char *chart_bars_describe(const struct chart *c, const char *what, const struct bar_row *rows,
				size_t n);

#endif
