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
	int measures[64];        /* judged ones: indices into the catalogue, in catalogue order */
	int n_items;
	int items[64];           /* the same with the metrics, which place no row of their own */
	bool has_cohort;         /* of the measures */
	uint32_t placing_columns; /* bit c: a TIME column that places rows; 0 for outages (overlap) */
};

struct plan {
	const struct catalogue *catalogue;
	struct period period;
	/* By whole hours since the period began, which UK hours and days are made of: 0 to 23, 0 to n_days - 1. */
	uint8_t uk_hour[CIVIL_MAX_DAYS * 24 + 1], uk_day[CIVIL_MAX_DAYS * 24 + 1];
	int64_t cohort_from, cohort_to; /* instants: the quarter before, when a cohort is due; else equal */
	bool has_cutoff;
	int64_t cutoff; /* --as-of; instants after it have not happened */
	struct plan_dataset datasets[DATASET_COUNT];
};

/* Error (ERROR_CATALOGUE) when a dataset has more than 64 measures and metrics. */
bool plan_init(struct plan *p, const struct catalogue *c, struct month month, bool has_cutoff,
	       int64_t cutoff, struct error *err) MUST_USE;
/* True when filter f accepts row i of a batch; for unreadable values *unreadable is set and the
 * answer is true (they rule nothing out). Columns must be in the batch. */
bool plan_filter_accepts(const struct filter *f, const struct batch *b, size_t i,
			 const struct words *words, bool *unreadable);
/* Where a measure's rows are placed: the period, or for a cohort the quarter before (empty when it is not due). */
static inline int64_t plan_from(const struct plan *p, const struct measure *m)
{
	return m->kind == KIND_COHORT ? p->cohort_from : p->period.from;
}
static inline int64_t plan_to(const struct plan *p, const struct measure *m)
{
	return m->kind == KIND_COHORT ? p->cohort_to : p->period.to;
}
/* Until when the period can be judged: its end, or the cut-off when that is earlier (not before its start). */
static inline int64_t plan_judged_to(const struct plan *p)
{
	int64_t to = p->has_cutoff && p->cutoff < p->period.to ? p->cutoff : p->period.to;
	return to > p->period.from ? to : p->period.from;
}
/* True when, by its placing timestamps alone, row i belongs to the period for at least one measure
 * of its dataset (ruling 7).  Rows of datasets that no measure reads always belong. Availability:
 * the outage overlaps the period (no end: it lasts).  Cohorts: the quarter before. */
bool plan_row_in_period(const struct plan *p, const struct batch *b, size_t i);
/* The same for every row of a batch at once: inside[n_rows] becomes 1 or 0. */
void plan_rows_in_period(const struct plan *p, const struct batch *b, uint8_t *inside);
/* The measure's clock on row i: start and first present stop (I64_EMPTY when absent). */
void plan_clock(const struct measure *m, const struct batch *b, size_t i, int64_t *start, int64_t *stop);

#endif
