/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan.h - what one run needs from each dataset, worked out once from catalogue and period.
 *
 * Shared by ingest (which columns to decode, which rows are outside, which stops precede their
 * starts) and metrics (which rows feed what), so that the two cannot disagree.
 */
#ifndef ENGINE_PLAN_H
#define ENGINE_PLAN_H

#include "engine/batch.h"
#include "engine/catalogue.h"
#include "engine/words.h"

struct plan_dataset {
	uint32_t needed_columns; /* bit c: column c must be in batches */
	int n_measures;
	int measures[64];        /* indices into the catalogue, in catalogue order */
	uint32_t placing_columns; /* bit c: a TIME column that places rows; 0 for outages (overlap) */
};

struct plan {
	const struct catalogue *catalogue;
	struct period period;
	bool has_cutoff;
	int64_t cutoff; /* --as-of; instants after it have not happened */
	struct plan_dataset datasets[DATASET_COUNT];
};

/* Error (ERROR_CATALOGUE) when a dataset has more than 64 measures. */
bool plan_init(struct plan *p, const struct catalogue *c, struct month month, bool has_cutoff,
	       int64_t cutoff, struct error *err) MUST_USE;
/* True when filter f accepts row i of a batch; for unreadable values *unreadable is set and the
 * answer is true (they rule nothing out). Columns must be in the batch. */
bool plan_filter_accepts(const struct filter *f, const struct batch *b, size_t i,
			 const struct words *words, bool *unreadable);
/* True when, by its placing timestamps alone, row i belongs to the period for at least one measure
 * of its dataset (ruling 7).  Rows of datasets that no measure reads always belong. Availability:
 * the outage overlaps the period (no end: it lasts). */
bool plan_row_in_period(const struct plan *p, const struct batch *b, size_t i);
/* The same for every row of a batch at once: inside[n_rows] becomes 1 or 0. */
void plan_rows_in_period(const struct plan *p, const struct batch *b, uint8_t *inside);
/* The measure's clock on row i: start and first present stop (I64_EMPTY when absent). */
void plan_clock(const struct measure *m, const struct batch *b, size_t i, int64_t *start, int64_t *stop);

#endif
