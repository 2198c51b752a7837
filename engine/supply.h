/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * supply.h - what did not come, and which figures are missing for it.
 *
 * "No data" alone says either that nothing happened or that no file came; these tell the two apart.  A dataset that
 * did not come is no finding: a run may well be about some of them.
 */
#ifndef ENGINE_SUPPLY_H
#define ENGINE_SUPPLY_H

#include "engine/result.h"

/* Whether a figure is missing because nothing it could be made of came: neither a file of its dataset nor a
 * service_levels row; of a composite, because that is so of an input. */
bool supply_lacks(const struct results *r, const struct cell *c);
/* The names of the datasets that measures and metrics are computed from and of which no file came: [DATASET_COUNT]
 * at most; service_levels where a measure is computed from nothing else and lacks it. */
size_t supply_missing(const struct results *r, const char *names[]);
/* Measures without a figure in any Region for that reason. */
int supply_n_without(const struct results *r);

#endif
