/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain_json.h - the catalogue and its measures as JSON.
 *
 * Members stand in a fixed order; percentages are text, as the catalogue writes them, so that no reader's
 * floating point changes them.
 */
#ifndef ENGINE_EXPLAIN_JSON_H
#define ENGINE_EXPLAIN_JSON_H

#include "engine/catalogue.h"

#include <jansson.h>

/* {"catalogue": the edition, "measures": [...]}; the caller owns it. */
json_t *explain_json_tree(const struct catalogue *c, struct month month);
void explain_json_measures(const struct catalogue *c, struct month month, struct builder *out);
void explain_json_measure(const struct catalogue *c, const struct measure *m, struct month month,
			  struct builder *out);

#endif
