/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/explain_changes.h"

#include <string.h>

void explain_changes(const struct catalogue *c, const struct measure *m,
		     void (*each)(void *context, const struct edition_change *change), void *context)
{
	const struct edition_change *changes;
	const struct catalogue *before;
	struct arena arena;
	size_t n = 0;

	arena_init(&arena);
	before = edition_before(c, &arena);
	if (before)
		edition_diff(before, month_add(c->in_force, -1), c, c->in_force, &arena, &changes, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(changes[i].measure, m->id) == 0)
			each(context, &changes[i]);
	arena_done(&arena);
}
