/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/supply.h"

bool supply_lacks(const struct results *r, const struct cell *c)
{
	const struct measure *m = &r->catalogue->measures[c->measure];

	if (c->level.status == STATUS_NO_DATA)
		return c->basis == BASIS_NONE && measure_is_due(m, r->period.month);
	for (int i = 0; c->level.status == STATUS_WITHHELD && i < m->n_inputs; i++) {
		const struct cell *input = results_find(r, m->inputs[i], c->region);

		if (input && supply_lacks(r, input))
			return true;
	}
	return false;
}

/* The dataset without which an item has no figures; DATASET_NONE of a composite. */
static enum dataset_id dataset_of(const struct measure *m)
{
	return m->kind == KIND_REPORTED ? DATASET_SERVICE_LEVELS : m->dataset;
}

static bool is_missing(const struct results *r, int item, enum dataset_id dataset)
{
	if (r->intake->supplied >> dataset & 1)
		return false;
	/* A service_levels row may stand in for the file, or have been remembered. */
	for (size_t i = 0; i < r->n_cells; i++)
		if (r->cells[i].measure == item && r->cells[i].basis != BASIS_NONE)
			return false;
	return true;
}

static bool needs(const struct results *r, enum dataset_id dataset)
{
	for (int item = 0; item < r->catalogue->n_items; item++)
		if (dataset_of(&r->catalogue->measures[item]) == dataset && is_missing(r, item, dataset))
			return true;
	return false;
}

/* Measures that have no figure in any Region because nothing came. */
static int count_without(const struct results *r)
{
	bool lacks[CATALOGUE_MAX_MEASURES] = { 0 }, has[CATALOGUE_MAX_MEASURES] = { 0 };
	int n = 0;

	for (size_t i = 0; i < r->n_cells; i++) {
		bool is_lacking = supply_lacks(r, &r->cells[i]);

		lacks[r->cells[i].measure] |= is_lacking;
		has[r->cells[i].measure] |= !is_lacking;
	}
	for (int m = 0; m < r->catalogue->n_measures; m++)
		n += lacks[m] && !has[m];
	return n;
}

const char *supply_sentence(const struct results *r, struct arena *arena)
{
	const char *names[DATASET_COUNT], *text = "No file came of ";
	int n = 0, n_without = count_without(r);

	for (int d = 0; d < DATASET_COUNT; d++)
		if (needs(r, (enum dataset_id)d))
			names[n++] = dataset_get((enum dataset_id)d)->name;
	for (int i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : i + 1 == n ? " and " : ", ", names[i]);
	if (!n && !n_without)
		return "";
	if (!n_without)
		return arena_printf(arena, "%s.", text);
	return arena_printf(arena, "%s%s%d of %d measures %s no figure for want of %s.", n ? text : "", n ? "; " : "", n_without,
			    r->catalogue->n_measures, n_without == 1 ? "has" : "have",
			    n > 1 ? "them" : n ? "it" : "a row that tells of it");
}
