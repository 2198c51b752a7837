/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * edition_diff.h - every change of definition between two months, with its authority.
 *
 * A Performance Measurement Report may only be changed by the Code's own process, so each difference
 * between what judged one month and what judges the next is named.  Its authority is the one given with what
 * changed: the level's, where a level is new; else the measure's `changed_by`; else the measure's authority,
 * where that text changed too; else the edition's `changed_by`.  docs/catalogue.md tells of measures that are new
 * or gone, and of the edition as a whole.  Where there is none, nobody authorised the change.
 */
#ifndef ENGINE_EDITION_DIFF_H
#define ENGINE_EDITION_DIFF_H

#include "engine/result.h"

/* The edition that was in force before `c` came into force, as far as the program has it: the built-in one of the
 * month before; NULL when there is none, or it is the same. */
const struct catalogue *edition_before(const struct catalogue *c, struct arena *arena);

/* Changes from edition a in one month to edition b in a later one, in the order of b; what is only in a stands at
 * the end.  The two may be the same edition: then only levels that came into force differ. */
void edition_diff(const struct catalogue *a, struct month month_a, const struct catalogue *b, struct month month_b,
		  struct arena *arena, const struct edition_change **out, size_t *n_out);

/* A finding (`unauthorised_change`) for each change without an authority. */
void edition_findings(const struct edition_change *changes, size_t n, struct findings *findings);

#endif
