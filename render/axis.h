/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * axis.h - the scale of a chart of percentages: where it begins and ends, and its steps.
 *
 * Steps come from one table and are whole millionths of a percent, so that labels are exact.
 */
#ifndef RENDER_AXIS_H
#define RENDER_AXIS_H

#include <stdbool.h>
#include <stdint.h>

struct axis {
	int64_t from, to, step; /* millionths of a percent; 0 <= from < to <= 100 % */
	int n_ticks;            /* from, from + step, ... to */
};

/* The finest table step that covers lo to hi (percent) in at most max_steps steps, at least 1. */
void axis_choose(struct axis *a, double lo, double hi, int max_steps);
double axis_tick(const struct axis *a, int tick); /* percent */
char *axis_label(const struct axis *a, int tick, char text[48]); /* "99.5 %" */
/* Where a percentage falls between two coordinates; outside the axis it falls on its end. */
double axis_place(const struct axis *a, double percent, double at_from, double at_to);

#endif
