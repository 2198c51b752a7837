/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/axis.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>

#define MICRO INT64_C(1000000)

static const int64_t steps[] = {
	10,           20,           50,           100,         200,        500,        1000,       2000,
	5000,         10000,        20000,        50000,       MICRO / 10, MICRO / 5,  MICRO / 2,  MICRO,
	2 * MICRO,    5 * MICRO,    10 * MICRO,   20 * MICRO,  25 * MICRO, 50 * MICRO, 100 * MICRO,
};

void axis_choose(struct axis *a, double lo, double hi, int max_steps)
{
	assert(max_steps >= 1);
	lo = fmin(fmax(lo, 0), 100);
	hi = fmin(fmax(hi, lo), 100);
	int64_t low = (int64_t)floor(lo * (double)MICRO), high = (int64_t)ceil(hi * (double)MICRO);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		int64_t step = steps[i];
		int64_t from = low / step * step;
		int64_t to = (high + step - 1) / step * step;
		if (from == to)
			from >= step ? (from -= step) : (to += step);
		if (to > 100 * MICRO)
			continue;
		if ((to - from) / step <= max_steps) {
			*a = (struct axis){ from, to, step, (int)((to - from) / step) + 1 };
			return;
		}
	}
	*a = (struct axis){ 0, 100 * MICRO, 100 * MICRO, 2 };
}

double axis_tick(const struct axis *a, int tick)
{
	return (double)(a->from + tick * a->step) / (double)MICRO;
}

char *axis_label(const struct axis *a, int tick, char text[48])
{
	int64_t value = a->from + tick * a->step;
	int decimals = 6;
	for (int64_t step = a->step; decimals > 0 && step % 10 == 0; step /= 10)
		decimals--;
	int64_t fraction = value % MICRO;
	for (int i = decimals; i < 6; i++)
		fraction /= 10;
	if (decimals)
		snprintf(text, 48, "%lld.%0*lld %%", (long long)(value / MICRO), decimals, (long long)fraction);
	else
		snprintf(text, 48, "%lld %%", (long long)(value / MICRO));
	return text;
}

double axis_place(const struct axis *a, double percent, double at_from, double at_to)
{
	double from = (double)a->from / (double)MICRO, to = (double)a->to / (double)MICRO;
	double share = fmin(fmax((percent - from) / (to - from), 0), 1);
	return at_from + share * (at_to - at_from);
}
