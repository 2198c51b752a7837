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
 * service_levels row; of a composite, because that is so of an input.  False in a month in which the measure is not
 * due. */
bool supply_lacks(const struct results *r, const struct cell *c);
/* Which datasets did not come that measures and metrics are computed from (service_levels where nothing else tells of a
 * measure), and how many measures have no figure in any Region for it: "No file came of alerts and firmware; 9 of 28
 * measures have no figure for want of them.", and which have none though service_levels came, their only source; or
 * "". */
const char *supply_sentence(const struct results *r, struct arena *arena);

#endif
