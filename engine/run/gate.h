/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * gate.h - the gate that a script puts up with --fail-on: which figures trip it, and what is said of them.
 */
#ifndef ENGINE_RUN_GATE_H
#define ENGINE_RUN_GATE_H

#include "engine/result.h"
#include "engine/run/options.h"

struct gate_count {
	const struct run_options *options;
	size_t n; /* figures that tripped it */
	char first[80];
};

/* Looks at one figure: measure, Region and status. */
void gate_see(struct gate_count *g, const char *measure, enum region region, enum status status);
/* The exit code: 1 when a figure tripped the gate, which is said on standard error, unless --quiet. */
int gate_end(const struct gate_count *g);

#endif
