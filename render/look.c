/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/look.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static bool has_part(const struct measure *m, enum part_kind kind)
{
	for (int d = 0; d < m->n_dimensions; d++)
		for (int i = 0; i < m->dimensions[d].n_parts; i++)
			if (m->dimensions[d].parts[i].kind == kind)
				return true;
	return false;
}

static bool is_state(const struct measure *m)
{
	return has_part(m, PART_STATE);
}

static bool is_judged(const struct measure *m)
{
	return !m->is_metric;
}

static bool counts_rows(const struct measure *m)
{
	return m->counted_column < 0;
}

static bool counts_column(const struct measure *m)
{
	return m->counted_column >= 0;
}

static bool is_new(const struct measure *m)
{
	return m->first_time_by >= 0;
}

static bool is_any_time(const struct measure *m)
{
	return m->first_time_by < 0;
}

static const struct wanted {
	enum measure_kind kind;
	enum dataset_id dataset;
	bool (*accepts)(const struct measure *m); /* NULL: any */
} wanted[LOOK_COUNT] = {
	[LOOK_FIRMWARE] = { KIND_NUMBER, DATASET_FIRMWARE, is_state },
	[LOOK_FIRMWARE_LEVEL] = { KIND_IN_TIME, DATASET_FIRMWARE, is_judged },
	[LOOK_ALERTS] = { KIND_NUMBER, DATASET_ALERTS, counts_rows },
	[LOOK_ALERT_VOLUME] = { KIND_NUMBER, DATASET_ALERTS, counts_column },
	[LOOK_ALERT_DEVICES] = { KIND_DISTINCT, DATASET_ALERTS, is_any_time },
	[LOOK_ALERT_NEW] = { KIND_DISTINCT, DATASET_ALERTS, is_new },
	[LOOK_INSTALLS] = { KIND_NUMBER, DATASET_INSTALLS, NULL },
	[LOOK_POPULATION] = { KIND_POPULATION, DATASET_HUBS, NULL },
	[LOOK_RETURNS] = { KIND_NUMBER, DATASET_RETURNS, NULL },
	[LOOK_LOSSES] = { KIND_LOSSES, DATASET_CONNECTIVITY, NULL },
	[LOOK_INCIDENTS] = { KIND_NUMBER, DATASET_INCIDENTS, NULL },
	[LOOK_WHAT_IF] = { KIND_WHAT_IF, DATASET_INCIDENTS, NULL },
	[LOOK_JOURNEYS] = { KIND_JOURNEYS, DATASET_SERVICE_REQUESTS, NULL },
	[LOOK_FORECAST] = { KIND_VARIANCE, DATASET_SERVICE_REQUESTS, NULL },
};

static int find(const struct results *r, const struct wanted *w, int after)
{
	for (int i = after + 1; i < r->catalogue->n_items; i++) {
		const struct measure *m = &r->catalogue->measures[i];
		if (m->kind == w->kind && m->dataset == w->dataset && (!w->accepts || w->accepts(m)))
			return i;
	}
	return LOOK_NONE;
}

int look_find(const struct results *r, enum look_item what)
{
	assert((unsigned)what < LOOK_COUNT);
	return find(r, &wanted[what], LOOK_NONE);
}

int look_next(const struct results *r, enum measure_kind kind, enum dataset_id dataset, int after)
{
	const struct wanted w = { kind, dataset, NULL };
	return find(r, &w, after);
}

static const struct item_note *note_of(const struct results *r, int item)
{
	for (size_t i = 0; i < r->n_notes; i++)
		if (r->notes[i].measure == item)
			return &r->notes[i];
	return NULL;
}

const char *look_missing(const struct results *r, int item, struct arena *arena)
{
	if (item == LOOK_NONE)
		return arena_printf(arena, "Edition %s of the catalogue has no such figures.",
				    r->catalogue->edition);
	const struct item_note *note = note_of(r, item);
	if (note && note->supplied)
		return "";
	return note && note->reason && *note->reason ? note->reason : "Not supplied.";
}

uint64_t look_running(const struct results *r, const struct breakdown_row *row)
{
	const char *id = r->catalogue->measures[row->measure].id;

	if (r->has_cutoff)
		return row->pending;
	for (size_t i = 0; i < r->findings->n; i++) {
		const struct finding *f = &r->findings->items[i];

		if (!strcmp(f->kind, "target_after_data") && !strcmp(f->value, id))
			return f->count;
	}
	return 0;
}

const char *look_remark(const struct results *r, int item)
{
	const struct item_note *note = item == LOOK_NONE ? NULL : note_of(r, item);
	return note && note->supplied && note->reason ? note->reason : "";
}

/* Supplied, and not left without rows for a reason that is told. */
static bool is_counted(const struct results *r, int item)
{
	const struct item_note *note = note_of(r, item);
	bool counted = note && note->supplied && !(note->reason && *note->reason);
	for (size_t i = 0; note && note->supplied && i < r->n_breakdowns && !counted; i++)
		counted = r->breakdowns[i].measure == item;
	return counted;
}

static bool is_made_of(const struct measure *m, const struct dimension *d, const char *const *names, int n)
{
	if (d->n_parts != n)
		return false;
	const struct dataset *dataset = dataset_get(m->dataset);
	for (int i = 0; i < n; i++) {
		const struct part *part = &d->parts[i];
		const char *name = part->kind == PART_COLUMN ? dataset->columns[part->column].name
							     : part_name(part->kind);
		if (strcmp(name, names[i]) != 0)
			return false;
	}
	return true;
}

struct look_rows look_rows(const struct results *r, int item, enum dimension_figure figure,
			   enum region region, struct arena *arena, ...)
{
	const char *names[LOOK_MAX_PARTS + 1];
	int n = 0;
	va_list list;
	va_start(list, arena);
	while (n <= LOOK_MAX_PARTS && (names[n] = va_arg(list, const char *)) != NULL)
		n++;
	va_end(list);
	assert(n <= LOOK_MAX_PARTS);
	struct look_rows found = { .n_parts = n };
	if (item == LOOK_NONE)
		return found;
	const struct measure *m = &r->catalogue->measures[item];
	for (int i = 0; i < m->n_dimensions; i++) {
		const struct dimension *d = &m->dimensions[i];
		if (d->figure != figure || !is_made_of(m, d, names, n))
			continue;
		const struct breakdown_row *first = results_breakdown(r, item, d->name, region, &found.n);
		const struct breakdown_row **rows = arena_alloc(arena, found.n + 1, sizeof *rows);
		found.by_key = true;
		found.counted = is_counted(r, item) && (region == REGION_NONE || (m->regional && !d->national_only));
		for (size_t k = 0; k < found.n; k++) {
			rows[k] = first + k;
			found.by_key &= k == 0 || strcmp(rows[k - 1]->key, rows[k]->key) < 0;
		}
		found.rows = rows;
		return found;
	}
	return found;
}

static int compare_key(const void *key, const void *row)
{
	return strcmp(key, (*(const struct breakdown_row *const *)row)->key);
}

const uint64_t *look_count(const struct look_rows *rows, const char *key)
{
	static const uint64_t none = 0;
	const struct breakdown_row *row = look_key(rows, key);
	return row ? &row->good : rows->counted ? &none : NULL;
}

const struct breakdown_row *look_key(const struct look_rows *rows, const char *key)
{
	if (rows->by_key) {
		const struct breakdown_row *const *at =
			bsearch(key, rows->rows, rows->n, sizeof(struct breakdown_row *), compare_key);
		return at ? *at : NULL;
	}
	for (size_t i = 0; i < rows->n; i++)
		if (!strcmp(rows->rows[i]->key, key))
			return rows->rows[i];
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct breakdown_row *x = *(const struct breakdown_row *const *)a;
	const struct breakdown_row *y = *(const struct breakdown_row *const *)b;
	if (x->good != y->good)
		return x->good > y->good ? -1 : 1;
	return strcmp(x->key, y->key);
}

void look_sort(struct look_rows *rows, struct arena *arena)
{
	if (rows->n < 2)
		return;
	const struct breakdown_row **sorted = arena_alloc(arena, rows->n, sizeof *sorted);
	memcpy(sorted, rows->rows, rows->n * sizeof *sorted);
	qsort(sorted, rows->n, sizeof *sorted, compare);
	rows->rows = sorted;
	rows->by_key = false;
}

struct placed_head {
	struct look_head head;
	size_t place;
};

static int by_text(const void *a, const void *b)
{
	const struct placed_head *x = a, *y = b;
	int order = strcmp(x->head.text, y->head.text);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static int by_place(const void *a, const void *b)
{
	const struct placed_head *x = a, *y = b;
	return (x->place > y->place) - (x->place < y->place);
}

/* Rows of one head need not stand together: another key's text may come between them. */
size_t look_heads(const struct look_rows *rows, struct arena *arena, const struct look_head **out)
{
	struct placed_head *all = arena_alloc(arena, rows->n + 1, sizeof *all);
	struct look_head *heads = arena_alloc(arena, rows->n + 1, sizeof *heads);
	size_t n = 0;
	for (size_t i = 0; i < rows->n; i++) {
		const struct breakdown_row *row = rows->rows[i];
		const char *text = row->n_parts > 1 ? breakdown_key(row->parts, row->n_parts - 1, arena) : "";
		all[i] = (struct placed_head){ { text, row }, i };
	}
	qsort(all, rows->n, sizeof *all, by_text);
	for (size_t i = 0; i < rows->n; i++)
		if (!n || strcmp(all[n - 1].head.text, all[i].head.text) != 0)
			all[n++] = all[i];
	qsort(all, n, sizeof *all, by_place);
	for (size_t i = 0; i < n; i++)
		heads[i] = all[i].head;
	*out = heads;
	return n;
}
