/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * streak.h - months before this one: for how long a measure has been below target (ruling 21).
 *
 * Earlier months come from the store (metrics_set_past) and from service_levels rows; what was computed
 * comes before a row, a row before what an earlier run was told, and that before a month of which nothing was
 * known.  Green, a month nobody knows of and one without a level in force end a streak; months without data
 * and withheld ones are passed over.
 */
#ifndef METRICS_STREAK_H
#define METRICS_STREAK_H

#include "metrics/finishing.h"

/* Every earlier month, each judged by its own edition: fills out->past.  Comes first. */
void streak_past(struct finishing *f, struct results *out);
/* Fills what a cell whose status is settled says of its streak and of the longest one, from r's period, catalogue and
 * past. */
void streak_measure(const struct results *r, struct arena *arena, struct cell *cell);
/* As metrics_renew_past. */
void streak_renew(struct results *r, const struct past_cell *known, size_t n_known, struct arena *arena);

#endif
