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
	enum status status;  /* of its figure now */
};

static bool same_action(const struct remediation_row *a, const struct remediation_row *b)
{
	return a->region == b->region && !strcmp(a->measure, b->measure) && !strcmp(a->action, b->action);
}

/* The figure of an action, where it is below target now; one that has returned to Green needs no promise. */
static const struct cell *missed(const struct results *r, const struct remediation_row *row)
{
	int m = catalogue_find_exact(r->catalogue, row->measure);
	const struct cell *c = m < 0 ? NULL : results_find(r, m, row->region);
	return sentence_is_below(c) ? c : NULL;
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
		const struct cell *c = missed(r, last);
		if (last->green_by.month && c)
			out[n++] = (struct promise){ last, before, c->level.status };
	}
	return n;
}

/* The month has come, and what was promised has not. */
static bool is_broken(const struct results *r, const struct promise *p)
{
	return month_compare(p->row->green_by, r->period.month) <= 0;
}

static bool same_promise(const struct results *r, const struct promise *a, const struct promise *b)
{
	return !strcmp(a->row->measure, b->row->measure) &&
	       month_compare(a->row->green_by, b->row->green_by) == 0 &&
	       month_compare(a->before, b->before) == 0 && (!is_broken(r, a) || a->status == b->status);
}

/* "CSP-2 North and Central by August 2019 (moved from May 2019): passed, still Red". */
static const char *promise_words(const struct results *r, const struct promise *p, const char *regions,
				 struct arena *arena)
{
	const char *text = arena_printf(arena, "%s%s%s by %s", p->row->measure, *regions ? " " : "", regions,
					sentence_month(p->row->green_by, arena));
	if (p->before.month)
		text = arena_printf(arena, "%s (moved from %s)", text, sentence_month(p->before, arena));
	if (!is_broken(r, p))
		return text;
	return arena_printf(arena, "%s: %s, still %s", text,
			    month_compare(p->row->green_by, r->period.month) < 0 ? "passed" : "this month",
			    status_word(p->status));
}

/* Adds those that are broken, or those that are not, a part for Regions of which the same is promised. */
static void add_promises(const struct results *r, const struct promise *p, size_t n, bool broken, struct builder *out,
			 size_t *n_parts, struct arena *arena)
{
	for (size_t i = 0, next; i < n; i = next) {
		const char *regions[REGION_COUNT];
		size_t n_regions = 0;
		for (next = i; next < n && same_promise(r, &p[i], &p[next]); next++)
			if (p[next].row->region != REGION_NONE && n_regions < REGION_COUNT)
				regions[n_regions++] = region_name(p[next].row->region);
		if (is_broken(r, &p[i]) == broken && (*n_parts)++ < MAX_PROMISES)
			builder_printf(out, "%s%s", out->size ? "; " : "",
				       promise_words(r, &p[i], sentence_list(regions, n_regions, arena), arena));
	}
}

const char *sentence_promised(const struct results *r, struct arena *arena)
{
	struct promise *p =
		arena_alloc(arena, (r->registers ? r->registers->n_remediation : 0) + 1, sizeof *p);
	size_t n = collect(r, p), n_parts = 0;
	struct builder b;
	if (!n)
		return NULL;
	builder_init(&b);
	add_promises(r, p, n, true, &b, &n_parts, arena);
	add_promises(r, p, n, false, &b, &n_parts, arena);
	if (n_parts > MAX_PROMISES)
		builder_printf(&b, "; and %zu more", n_parts - MAX_PROMISES);
	const char *text = arena_printf(arena, "Promised back to Green: %s.", b.data);
	builder_done(&b);
	return text;
}
