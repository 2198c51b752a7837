/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/columns_check.h"

#include "engine/sweep.h"

/* --- the order of time --- */

/* Places of the mode that make a clock a row's. */
static uint64_t modes_of(const struct measure *m, int mode)
{
	uint64_t modes = UINT64_MAX;

	for (int f = 0; f < m->n_filters; f++)
		if (m->filters[f].column == mode)
			modes &= m->filters[f].list_mask;
	return modes;
}

static void add_order(struct columns *c, int start, int stop, uint64_t modes)
{
	if (start < 0)
		return;
	/* Many measures have the same clock: it is looked at once. */
	for (int k = 0; k < c->n_orders; k++)
		if (c->orders[k].start == start && c->orders[k].stop == stop) {
			c->orders[k].modes |= modes;
			return;
		}
	c->orders = memory_resize(c->orders, (size_t)c->n_orders + 1, sizeof *c->orders);
	c->orders[c->n_orders++] = (struct columns_order){ start, stop, modes };
}

void columns_check_init(struct columns *c)
{
	const struct dataset *d = c->layout->dataset;
	const struct plan_dataset *planned = &c->plan->datasets[d->id];

	c->mode = dataset_column(d, TEXT("mode"));
	if (c->mode >= 0)
		c->read |= UINT32_C(1) << c->mode;
	if (d->id == DATASET_FIRMWARE)
		c->read |= UINT32_C(1) << dataset_column(d, TEXT("outcome"));
	for (int k = 0; k < planned->n_items; k++) {
		const struct measure *m = &c->plan->catalogue->measures[planned->items[k]];

		if (m->clock_from < 0)
			continue;
		/* As of the plain rows (row.c): early_stop is about what is first in `from`. */
		for (int s = 0; s < m->n_stops; s++) {
			if (!m->early_stop_ok)
				add_order(c, m->clock_from, m->clock_to[s], modes_of(m, c->mode));
			add_order(c, m->clock_else, m->clock_to[s], modes_of(m, c->mode));
		}
	}
	if (d->id == DATASET_OUTAGES)
		add_order(c, dataset_column(d, TEXT("start_at")), dataset_column(d, TEXT("end_at")),
			  UINT64_MAX);
}

static void check_order(struct columns *c, const struct columns_order *order)
{
	const int64_t *start = c->values.columns[order->start].i64,
		      *stop = c->values.columns[order->stop].i64;
	const uint8_t *mode = c->mode >= 0 ? c->values.columns[c->mode].list : NULL;

	if (!start || !stop)
		return;
	sweep_order(start, stop, c->n_rows, mode, order->modes, c->odd);
}

/* --- the cut-off and contradictions --- */

static void check_cutoff(struct columns *c)
{
	const struct dataset *d = c->layout->dataset;

	for (int k = 0; k < d->n_columns; k++) {
		const int64_t *times = c->values.columns[k].i64;

		if (d->columns[k].type != COLUMN_TIME || !times ||
		    (d->columns[k].flags & COLUMN_AHEAD && d->id != DATASET_OUTAGES))
			continue;
		sweep_after(times, c->n_rows, c->plan->cutoff, c->odd);
	}
}

/* A firmware payload is completed when, and only when, it says when. */
static void check_outcome(struct columns *c)
{
	const struct dataset *d = c->layout->dataset;
	int outcome = dataset_column(d, TEXT("outcome"));
	uint8_t completed = (uint8_t)column_list_find(&d->columns[outcome], TEXT("completed"));
	const uint8_t *outcomes = c->values.columns[outcome].list;
	const int64_t *ends = c->values.columns[dataset_column(d, TEXT("completed_at"))].i64;

	for (size_t i = 0; outcomes && ends && i < c->n_rows; i++)
		c->odd[i] |= outcomes[i] && (outcomes[i] == completed) != (ends[i] != I64_EMPTY);
}

void columns_check(struct columns *c)
{
	for (int k = 0; k < c->n_orders; k++)
		check_order(c, &c->orders[k]);
	if (c->plan->has_cutoff)
		check_cutoff(c);
	if (c->layout->dataset->id == DATASET_FIRMWARE)
		check_outcome(c);
	plan_rows_in_period(c->plan, &c->values, c->inside);
}
