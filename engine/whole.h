/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * whole.h - the stretches of a run that come to their end whatever signal arrives (invariant N5).
 *
 * While a stretch lasts nobody ends the process: whoever is about to (a signal, memory that ran out) begins a
 * stretch of its own first, which it never ends, and says whether the output is the former or the new one.
 * Stretches are short: files made and locked, an output put into place.  They nest within a thread.
 */
#ifndef ENGINE_WHOLE_H
#define ENGINE_WHOLE_H

#include <stdbool.h>

void whole_begin(void); /* waits for another thread's stretch */
void whole_end(void);
/* Somebody waits for the stretch to end: what may take long and can be given up is to be given up. */
bool whole_is_waited_for(void);

/* The new output is in place, all of it.  To be called within a stretch. */
void whole_set_renewed(void);
bool whole_is_renewed(void);

#endif
