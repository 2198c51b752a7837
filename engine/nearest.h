/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nearest.h - the known word that was probably meant: for the hints of error messages.
 */
#ifndef ENGINE_NEAREST_H
#define ENGINE_NEAREST_H

#include "engine/text.h"

#define NEAREST_MAX_BYTES 64 /* longer words have no near miss */

/* The name that a word is a slip or two away from (a letter wrong, missing, added, or two swapped; case
 * and `-` for `_` count as none), or NULL when none is near enough.  Of equals the first. */
const char *nearest_find(struct text word, const char *const *names, size_t n_names);

#endif
