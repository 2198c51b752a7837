/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain_json.h - inside explain: the JSON form.
 *
 * Members stand in a fixed order; percentages are text, as the catalogue writes them, so that no reader's
 * floating point changes them.
 */
#ifndef ENGINE_EXPLAIN_JSON_H
#define ENGINE_EXPLAIN_JSON_H

#include "engine/catalogue.h"

void explain_json_measures(const struct catalogue *c, struct month month, struct builder *out);
void explain_json_measure(const struct catalogue *c, const struct measure *m, struct month month,
			  struct builder *out);

#endif
