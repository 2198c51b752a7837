/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gate.h - does a status trip --fail-on?
 */
#ifndef ENGINE_RUN_GATE_H
#define ENGINE_RUN_GATE_H

#include "engine/result.h"
#include "engine/run/options.h"

static inline bool gate_trips(enum gate gate, enum status status)
{
	return gate != GATE_NONE && (status == STATUS_RED || (status == STATUS_AMBER && gate == GATE_AMBER));
}

#endif
