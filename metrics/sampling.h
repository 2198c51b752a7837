/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sampling.h - whether round-trip tests sample a Region validly (ruling 22).
 *
 * Sampling never changes quality or colour; it says which Green is unrepresentative, with the figures.
 */
#ifndef METRICS_SAMPLING_H
#define METRICS_SAMPLING_H

#include "metrics/finishing.h"

/* Fills the rows of sampling, and `sample` of the figures that rest on samples (catalogue.h), of their totals and
 * composites.  Where no hubs rows came nothing is judged. */
void sampling_judge(struct finishing *f, const struct rule *rules, const struct tally *tallies);

#endif
