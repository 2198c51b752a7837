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

/* A measure that a file would have fed; not one of which rows of service_levels alone tell, where those came. */
static bool wants_file(const struct results *r, int measure)
{
	const struct measure *m = &r->catalogue->measures[measure];

	for (int i = 0; i < m->n_inputs; i++)
		if (wants_file(r, m->inputs[i]))
			return true;
	return !m->n_inputs && is_missing(r, measure, dataset_of(m));
}

/* Measures that have no figure in any Region because nothing came: [n_measures]. */
static void find_without(const struct results *r, bool *without)
{
	bool has[CATALOGUE_MAX_MEASURES] = { 0 };

	for (size_t i = 0; i < r->n_cells; i++) {
		bool is_lacking = supply_lacks(r, &r->cells[i]);

		without[r->cells[i].measure] |= is_lacking;
		has[r->cells[i].measure] |= !is_lacking;
	}
	for (int m = 0; m < r->catalogue->n_measures; m++)
		without[m] &= !has[m];
}

static const char *add_name(const char *list, int i, int n, const char *name, struct arena *arena)
{
	return arena_printf(arena, "%s%s%s", list, i == 0 ? "" : i + 1 == n ? " and " : ", ", name);
}

/* "No file came of firmware and commands; 5 of 28 measures have no figure for want of them". */
static const char *files_sentence(const struct results *r, int n_without, struct arena *arena)
{
	const char *names[DATASET_COUNT], *text = "";
	int n = 0;

	for (int d = 0; d < DATASET_COUNT; d++)
		if (needs(r, (enum dataset_id)d))
			names[n++] = dataset_get((enum dataset_id)d)->name;
	for (int i = 0; i < n; i++)
		text = add_name(text, i, n, names[i], arena);
	if (!n)
		return "";
	if (!n_without)
		return arena_printf(arena, "No file came of %s", text);
	return arena_printf(arena, "No file came of %s; %d of %d measures %s no figure for want of %s", text, n_without,
			    r->catalogue->n_measures, n_without == 1 ? "has" : "have", n > 1 ? "them" : "it");
}

const char *supply_sentence(const struct results *r, struct arena *arena)
{
	bool without[CATALOGUE_MAX_MEASURES] = { 0 };
	const char *files, *rows = "";
	int n_files = 0, n_rows = 0, n = 0;

	find_without(r, without);
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		n_files += without[m] && wants_file(r, m);
		n_rows += without[m] && !wants_file(r, m);
	}
	for (int m = 0; m < r->catalogue->n_measures; m++)
		if (without[m] && !wants_file(r, m))
			rows = add_name(rows, n++, n_rows, r->catalogue->measures[m].id, arena);
	files = files_sentence(r, n_files, arena);
	if (n_rows)
		rows = arena_printf(arena, "%s%s %s no figure for want of a row of service_levels", *files ? "; " : "", rows,
				    n_rows == 1 ? "has" : "have");
	return *files || *rows ? arena_printf(arena, "%s%s.", files, rows) : "";
}
