/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_devices.c - what the months before hand on: devices met, and the catalogue in use. */
#include "engine/store/store_revision.h"

#include <stdlib.h>
#include <string.h>

struct met_code { /* devices of one alert code, of all months */
	const char *code;
	size_t n, room;
	uint64_t *devices;
};

struct met {
	size_t n, room;
	struct met_code *codes;
};

static struct met_code *find_code(struct met *met, const char *code)
{
	for (size_t i = 0; i < met->n; i++)
		if (!strcmp(met->codes[i].code, code))
			return &met->codes[i];
	ARRAY_PUSH(met->codes, met->n, met->room) = (struct met_code){ .code = code };
	return &met->codes[met->n - 1];
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int compare_codes(const void *a, const void *b)
{
	return strcmp(((const struct met_code *)a)->code, ((const struct met_code *)b)->code);
}

static void meet(struct met *met, const struct remembered_code *code)
{
	struct met_code *into = find_code(met, code->code);

	for (size_t i = 0; i < code->n; i++)
		ARRAY_PUSH(into->devices, into->n, into->room) = code->devices[i];
}

static void settle(struct met *met, struct arena *arena, struct remembered_devices *out)
{
	struct remembered_code *codes = arena_alloc(arena, met->n + 1, sizeof *codes);

	if (met->n > 1)
		qsort(met->codes, met->n, sizeof *met->codes, compare_codes);
	for (size_t i = 0; i < met->n; i++) {
		struct met_code *m = &met->codes[i];
		uint64_t *devices = arena_alloc(arena, m->n + 1, sizeof *devices);
		size_t n = 0;

		if (m->n > 1)
			qsort(m->devices, m->n, sizeof *m->devices, compare_u64);
		for (size_t k = 0; k < m->n; k++)
			if (!n || devices[n - 1] != m->devices[k])
				devices[n++] = m->devices[k];
		codes[i] = (struct remembered_code){ m->code, n, devices };
	}
	out->n_codes = met->n;
	out->codes = codes;
}

bool store_devices(struct store *s, struct month month, struct arena *arena, struct remembered_devices *out,
		   struct error *err)
{
	struct remembered_devices all = { 0 };
	struct met met = { 0 };
	struct revision *list;
	size_t n;
	bool good = true;

	if (!revision_list(s, arena, &list, &n, err))
		return false;
	for (size_t i = 0; i < n && good; i++) {
		struct rows rows;

		if (!list[i].current || month_compare(list[i].month, month) >= 0)
			continue;
		good = revision_load(s, &list[i], TABLE_DEVICES, arena, &rows, err);
		/* A month without alerts says nothing of who raised them before. */
		if (good && rows.n && !all.n_months++)
			all.first = list[i].month;
		for (size_t k = 0; good && k < rows.n; k++)
			meet(&met, (const struct remembered_code *)rows.items + k);
	}
	if (good) {
		settle(&met, arena, &all);
		*out = all;
	}
	for (size_t i = 0; i < met.n; i++)
		memory_free(met.codes[i].devices);
	memory_free(met.codes);
	return good;
}

bool store_catalogue(struct store *s, struct month month, struct arena *arena, const struct catalogue **out,
		     struct error *err)
{
	struct revision v;
	bool found;

	if (!revision_find(s, month_add(month, -1), arena, &v, &found, err))
		return false;
	*out = found ? v.catalogue : NULL;
	return true;
}
