/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cut.h - rows made by hand: the parts of a key that has no joint within one of them. */
#ifndef TESTS_UNIT_CUT_H
#define TESTS_UNIT_CUT_H

#include "engine/result.h"

#include <string.h>

static inline void cut_parts(struct breakdown_row *row, struct arena *arena)
{
	const char **parts = arena_alloc(arena, strlen(row->key) + 1, sizeof *parts), *at = row->key;

	row->n_parts = 0;
	for (const char *end; (end = strstr(at, " / ")); at = end + 3)
		parts[row->n_parts++] = arena_copy(arena, at, (size_t)(end - at));
	parts[row->n_parts++] = at;
	row->parts = parts;
}

#endif
