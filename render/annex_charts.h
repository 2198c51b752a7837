/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * annex_charts.h - charts drawn twice, once for a page and once for a phone.
 */
#ifndef RENDER_ANNEX_CHARTS_H
#define RENDER_ANNEX_CHARTS_H

#include "render/annex.h"
#include "render/axis.h"

struct drawing {
	const struct annex *a;
	struct scene *s;
	bool is_narrow;
	double width, left, right; /* of the scene; of what is drawn in it */
	double y;                  /* below what was drawn */
};

/* Headline and subtitle. */
void drawing_begin(struct drawing *d, const struct annex *a, struct scene *s, bool is_narrow, const char *headline,
		   const char *subtitle);
/* Footnote and alternative text. */
void drawing_end(struct drawing *d, const char *note, const char *headline, const char *description);
/* An axis that takes in a range that was gathered with drawing_reach. */
struct reach {
	double lo, hi;
	bool any;
};
void drawing_reach(struct reach *r, double value); /* below 0: nothing */
void drawing_reach_level(struct reach *r, const struct level *level);
void drawing_axis(const struct reach *r, int max_steps, struct axis *out);

#endif
