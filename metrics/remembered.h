/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * remembered.h - which devices raised which alert code in earlier months, and in this one.
 *
 * The store keeps struct remembered_devices (engine/result.h) from month to month.  Numbers are stable over
 * runs (names_stable).
 */
#ifndef METRICS_REMEMBERED_H
#define METRICS_REMEMBERED_H

#include "engine/result.h"
#include "engine/words.h"

/* The devices of a code, or NULL when none is known (d may be NULL). */
const struct remembered_code *remembered_find(const struct remembered_devices *d, struct text code);
bool remembered_has(const struct remembered_code *code, uint64_t device); /* code may be NULL */

/* This month's set being made. */
struct remembering {
	size_t n, room;
	struct sighting *items;
};
void remembering_init(struct remembering *m);
void remembering_add(struct remembering *m, uint32_t word, uint64_t device);
/* Sorted, each once, in `arena`; ends *m. */
void remembering_finish(struct remembering *m, const struct words *words, struct arena *arena,
			struct remembered_devices *out);

#endif
