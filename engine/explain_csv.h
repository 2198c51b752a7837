/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain_csv.h - inside explain: the catalogue and its measures as CSV.
 */
#ifndef ENGINE_EXPLAIN_CSV_H
#define ENGINE_EXPLAIN_CSV_H

#include "engine/catalogue.h"

/* A line a measure. */
void explain_csv_measures(const struct catalogue *c, struct month month, struct builder *out);
/* A line a fact. */
void explain_csv_measure(const struct catalogue *c, const struct measure *m, struct month month, struct builder *out);

#endif
