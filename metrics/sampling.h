/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sampling.h - whether round-trip tests sample a Region validly (ruling 22).
 *
 * Sampling never changes quality or colour; it says which Green is unrepresentative, with the figures.
 */
#ifndef METRICS_SAMPLING_H
#define METRICS_SAMPLING_H

#include "metrics/finishing.h"

/* Tests that a month must attempt per commissioned hub, on average over its days: the Performance
 * Measurement Methodology of the Code, as ruling 22 tells it. */
#define SAMPLING_TESTS 1
#define SAMPLING_HUBS  2

/* Fills the rows of sampling, and `sample` of the figures of measures on round_trips, of their totals and
 * composites.  Where no hubs rows came nothing is judged. */
void sampling_judge(struct finishing *f, const struct rule *rules, const struct tally *tallies);

#endif
