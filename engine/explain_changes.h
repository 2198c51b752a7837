/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain_changes.h - inside explain: what an edition changed in a measure when it came into force.
 */
#ifndef ENGINE_EXPLAIN_CHANGES_H
#define ENGINE_EXPLAIN_CHANGES_H

#include "engine/edition_diff.h"

/* Calls `each` for every change since the edition before (edition_before); not at all when there is none. */
void explain_changes(const struct catalogue *c, const struct measure *m,
		     void (*each)(void *context, const struct edition_change *change), void *context);

#endif
