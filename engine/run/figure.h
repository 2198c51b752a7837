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

/* False, with the error that says what no id of the catalogue is: "'CPM1' is not " and `what`, and the id that was
 * probably meant, one of a metric too where those are meant. */
bool figure_is_unknown(const struct catalogue *c, const char *id, bool or_metric, const char *what, struct error *err);
/* False, with the error that says why a measure or metric has no figure in a Region. */
bool figure_is_none(const struct catalogue *c, int measure, enum region region, struct error *err);
void figure_print(const struct results *r, const struct cell *cell, enum print_format format);

#endif
