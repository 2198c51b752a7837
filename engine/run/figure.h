/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure.h - a remembered figure followed down: inputs, counts, files, examples.
 *
 * What `pmr explain ID --region R` prints; gathers and words, computes nothing.
 */
#ifndef ENGINE_RUN_FIGURE_H
#define ENGINE_RUN_FIGURE_H

#include "engine/result.h"
#include "engine/run/options.h"

/* False, with the error that says why a measure or metric has no figure in a Region. */
bool figure_is_none(const struct catalogue *c, int measure, enum region region, struct error *err);
void figure_print(const struct results *r, const struct cell *cell, enum print_format format);

#endif
