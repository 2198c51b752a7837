/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cells.h - figures judged and worded: the cells, claims and tables of the result.
 */
#ifndef METRICS_CELLS_H
#define METRICS_CELLS_H

#include "metrics/finishing.h"

/* Fills every array of *out that metrics owns. */
void cells_fill(struct finishing *f, struct results *out);

#endif
