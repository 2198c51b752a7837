/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * streak.h - months before this one: for how long a measure has been below target (ruling 21).
 */
#ifndef METRICS_STREAK_H
#define METRICS_STREAK_H

#include "metrics/finishing.h"

/* Fills months_below, below_since and streak_blind of a cell whose status is settled. */
void streak_measure(const struct finishing *f, struct cell *cell);
/* Every earlier month told by a service_levels row, judged by the level in force in it. */
void streak_past(struct finishing *f, struct results *out);

#endif
