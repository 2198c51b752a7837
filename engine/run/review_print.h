/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_print.h - the breach review on the terminal: exceptions first, a block each.
 */
#ifndef ENGINE_RUN_REVIEW_PRINT_H
#define ENGINE_RUN_REVIEW_PRINT_H

#include "engine/review.h"

/* `full`: tables of drivers, of the parts of the change and of the months; else a line for each. */
void review_print(const struct review *r, bool full);

#endif
