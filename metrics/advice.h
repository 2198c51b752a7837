/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * advice.h - what the figures themselves say about the data, as findings.
 */
#ifndef METRICS_ADVICE_H
#define METRICS_ADVICE_H

#include "metrics/finishing.h"

/* What the accumulators know beside their tallies. */
struct advice {
	const struct rule *rules;     /* [n_measures] */
	const struct tally *tallies;  /* [n_measures] */
	const int64_t *newest;        /* [DATASET_COUNT] */
	const struct counts *unknown; /* [DATASET_COUNT] rows by claimed reason that no measure allows */
	const int64_t *met;           /* [n_exceptions] used rows each register row met, or NULL */
};

/* `out` holds the claims already, and gets the registers without the rows that are of no figure. */
void advice_give(struct finishing *f, const struct advice *a, struct results *out,
		 struct findings *findings);

#endif
