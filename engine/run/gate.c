/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/gate.h"

#include <stdio.h>

void gate_see(struct gate_count *g, const char *measure, enum region region, enum status status)
{
	enum gate gate = g->options->fail_on;

	if (gate == GATE_NONE || (status != STATUS_RED && (status != STATUS_AMBER || gate != GATE_AMBER)))
		return;
	if (!g->n++)
		snprintf(g->first, sizeof g->first, "%s%s%s is %s", measure, region == REGION_NONE ? "" : " ",
			 region == REGION_NONE ? "" : region_name(region), status_word(status));
}

int gate_end(const struct gate_count *g)
{
	if (!g->n)
		return 0;
	if (!g->options->quiet && g->n == 1)
		fprintf(stderr, "pmr: --fail-on: %s\n", g->first);
	else if (!g->options->quiet)
		fprintf(stderr, "pmr: --fail-on: %s, and %zu more figure%s %s\n", g->first, g->n - 1, g->n == 2 ? " is" : "s are",
			g->options->fail_on == GATE_RED ? "Red" : "Amber or Red");
	return 1;
}
