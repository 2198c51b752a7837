/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was promised about the return to Green, and what became of the promise. */
#include "render/sentence.h"

#include <string.h>

#define MAX_PROMISES 6

/* The last row of an action, and the month that was promised before it. */
struct promise {
	const struct remediation_row *row;
	struct month before; /* month 0: the promise never moved */
};

static bool same_action(const struct remediation_row *a, const struct remediation_row *b)
{
	return a->region == b->region && !strcmp(a->measure, b->measure) && !strcmp(a->action, b->action);
}

/* Actions for figures that are below target now; one that has returned to Green needs no promise. */
static bool concerns_missed(const struct results *r, const struct remediation_row *row)
{
	int m = catalogue_find_exact(r->catalogue, row->measure);
	return m >= 0 && sentence_is_below(results_find(r, m, row->region));
}

static size_t collect(const struct results *r, struct promise *out)
{
	const struct registers *g = r->registers;
	size_t n = 0;
	for (size_t i = 0, next; g && i < g->n_remediation; i = next) {
		struct month before = { 0 };
		for (next = i + 1;
		     next < g->n_remediation && same_action(&g->remediation[i], &g->remediation[next]);
		     next++)
			if (month_compare(g->remediation[next - 1].green_by, g->remediation[next].green_by) !=
			    0)
				before = g->remediation[next - 1].green_by;
		const struct remediation_row *last = &g->remediation[next - 1];
		if (last->green_by.month && concerns_missed(r, last))
			out[n++] = (struct promise){ last, before };
	}
	return n;
}

static bool same_promise(const struct promise *a, const struct promise *b)
{
	return !strcmp(a->row->measure, b->row->measure) &&
	       month_compare(a->row->green_by, b->row->green_by) == 0 &&
	       month_compare(a->before, b->before) == 0;
}

const char *sentence_promised(const struct results *r, struct arena *arena)
{
	struct promise *p =
		arena_alloc(arena, (r->registers ? r->registers->n_remediation : 0) + 1, sizeof *p);
	size_t n = collect(r, p), n_parts = 0;
	const char *parts[MAX_PROMISES];
	for (size_t i = 0, next; i < n && n_parts < MAX_PROMISES; i = next) {
		const char *regions[REGION_COUNT];
		size_t n_regions = 0;
		for (next = i; next < n && same_promise(&p[i], &p[next]); next++)
			if (p[next].row->region != REGION_NONE && n_regions < REGION_COUNT)
				regions[n_regions++] = region_name(p[next].row->region);
		const char *text =
			arena_printf(arena, "%s%s%s by %s", p[i].row->measure, n_regions ? " " : "",
				     n_regions ? sentence_list(regions, n_regions, arena) : "",
				     sentence_month(p[i].row->green_by, arena));
		if (p[i].before.month)
			text = arena_printf(arena, "%s (moved from %s)", text,
					    sentence_month(p[i].before, arena));
		parts[n_parts++] = text;
	}
	if (!n_parts)
		return NULL;
	struct builder b;
	builder_init(&b);
	for (size_t i = 0; i < n_parts; i++)
		builder_printf(&b, "%s%s", i ? "; " : "", parts[i]);
	const char *text = arena_printf(arena, "Promised back to Green: %s.", b.data);
	builder_done(&b);
	return text;
}
