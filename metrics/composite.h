/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * composite.h - the Service Level of a composite under each rule, as an exact fraction.
 */
#ifndef METRICS_COMPOSITE_H
#define METRICS_COMPOSITE_H

#include "metrics/finishing.h"

/* Level of the composite's inputs in a Region under a rule; false when it is not known or nothing was
 * measured (ruling 18: an input without events adds nothing). */
bool composite_level(const struct finishing *f, int measure, enum region region, enum composition rule,
		     enum variant variant, mpq_t level);

#endif
