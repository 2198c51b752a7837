/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the report reflects the service experienced, and the issues that follow from the figures. */
#include "render/annex.h"

#include "engine/number.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

static void doubtful(struct annex *a)
{
	static const struct flow_column columns[] = { { "Green figure", 0.2, ANCHOR_START },
						      { "Level", 0.16, ANCHOR_START },
						      { "Why it should not be taken at its word", 0.64, ANCHOR_START } };
	const struct results *r = a->p.r;
	paper_heading(&a->paper, 2, "Green, and not to be taken at its word", "doubts");
	struct paper_table *t = paper_table(&a->paper, "", columns, 3);
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *c = &r->cells[i];
		const char *why = annex_doubt(a, c);
		if (!*why)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = annex_where(a, c);
		report_set_level(&a->p, &row[1], c);
		row[2].text = why;
	}
	if (!t->n_rows)
		paper_text(&a->paper, PAPER_TEXT, "No Green figure carries a doubt that the data shows.");
}

static void unseen(struct annex *a)
{
	const char **items = arena_alloc(a->p.arena, CATALOGUE_MAX_MEASURES, sizeof *items);
	size_t n = 0;
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++) {
		const char *blind = report_blind(&a->p, m);
		if (*blind && report_measure(&a->p, m)->code_measure)
			items[n++] = arena_printf(a->p.arena, "%s: %s.", report_measure(&a->p, m)->id, blind);
	}
	if (!n)
		return;
	paper_heading(&a->paper, 2, "What the figures do not see", "unseen");
	paper_list(&a->paper, false, n, items);
}

static bool is_missing(const struct cell *c)
{
	return c->level.status == STATUS_WITHHELD || c->level.status == STATUS_NO_DATA;
}

static bool same_gap(const struct cell *a, const struct cell *b)
{
	return a->level.status == b->level.status && !strcmp(a->reason, b->reason);
}

/* "CSP-1.2", when no figure of the measure is there for the same reason; else "CSP-1.2 North and Central". */
static const char *missing_of(const struct annex *a, int measure, const struct cell *like)
{
	const char *names[REGION_COUNT];
	size_t n = 0, n_cells = 0;
	for (int g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(a->p.r, measure, report_regions_order[g]);
		n_cells += c != NULL;
		if (c && is_missing(c) && same_gap(c, like))
			names[n++] = c->region == REGION_NONE ? "nationally" : region_name(c->region);
	}
	if (!n)
		return NULL;
	const char *id = report_measure(&a->p, measure)->id;
	return n == n_cells ? id : arena_printf(a->p.arena, "%s %s", id, sentence_list(names, n, a->p.arena));
}

/* All figures that are missing as `like` is. */
static const char *missing_like(const struct annex *a, const struct cell *like)
{
	const char **names = arena_alloc(a->p.arena, CATALOGUE_MAX_MEASURES, sizeof *names);
	size_t n = 0;
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++) {
		const char *name = missing_of(a, m, like);
		if (name)
			names[n++] = name;
	}
	return sentence_list(names, n, a->p.arena);
}

/* The first of those that are missing in the same way. */
static bool is_first(const struct annex *a, size_t i)
{
	const struct cell *cells = a->p.r->cells;
	if (!is_missing(&cells[i]))
		return false;
	for (size_t k = 0; k < i; k++)
		if (is_missing(&cells[k]) && same_gap(&cells[k], &cells[i]))
			return false;
	return true;
}

static void missing(struct annex *a)
{
	static const struct flow_column columns[] = { { "Figures", 0.2, ANCHOR_START },
						      { "Status", 0.16, ANCHOR_START },
						      { "Why", 0.64, ANCHOR_START } };
	const struct results *r = a->p.r;
	bool any = false;
	for (size_t i = 0; i < r->n_cells; i++)
		any |= is_missing(&r->cells[i]);
	if (!any)
		return;
	paper_heading(&a->paper, 2, "No figure", "missing");
	struct paper_table *t = paper_table(&a->paper, "", columns, 3);
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *c = &r->cells[i];
		if (!is_first(a, i))
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = missing_like(a, c);
		report_set_level(&a->p, &row[1], c);
		row[1].bold = false;
		row[2].text = c->reason;
	}
}

void annex_service(struct annex *a)
{
	paper_text(&a->paper, PAPER_TEXT,
		   "A status says how a measure did by its definition. What follows is what the data itself holds against "
		   "taking the statuses for the service that Users saw.");
	doubtful(a);
	unseen(a);
	missing(a);
}

/* ---- issues ---- */

struct issues {
	const char **items;
	size_t n, room;
};

static void raise(struct issues *s, const char *text)
{
	if (text && s->n < s->room)
		s->items[s->n++] = text;
}

static bool has_plan(const struct annex *a, int measure)
{
	const struct registers *g = a->p.r->registers;
	for (size_t i = 0; g && i < g->n_remediation; i++)
		if (g->remediation[i].green_by.month &&
		    report_concerns(&a->p, g->remediation[i].measure, measure, true))
			return true;
	return false;
}

/* "CPM-1 nationally", or the Regions that are Red behind a whole that is not; appended to names. */
static void add_red(const struct annex *a, int measure, const char **names, size_t *n)
{
	const struct cell *whole = results_find(a->p.r, measure, REGION_NONE);
	if (whole && whole->level.status == STATUS_RED) {
		names[(*n)++] = annex_where(a, whole);
		return;
	}
	for (int g = REGION_N; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(a->p.r, measure, (enum region)g);
		if (c && c->level.status == STATUS_RED)
			names[(*n)++] = annex_where(a, c);
	}
}

/* All of them, in their first month too: whoever reads the list alone takes it for complete. */
static void raise_reds(const struct annex *a, struct issues *s)
{
	const char *names[CATALOGUE_MAX_MEASURES * REGION_COUNT];
	size_t n = 0;
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++)
		if (report_measure(&a->p, m)->code_measure)
			add_red(a, m, names, &n);
	if (n)
		raise(s, arena_printf(a->p.arena, "Code Performance Measures Red in %s: %s.",
				      sentence_month(a->p.r->period.month, a->p.arena), sentence_list(names, n, a->p.arena)));
}

static void raise_lasting(const struct annex *a, struct issues *s)
{
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++) {
		const struct cell *c = results_find(a->p.r, m, REGION_NONE);
		if (report_measure(&a->p, m)->code_measure && sentence_is_below(c) && c->months_below > 1)
			raise(s, arena_printf(a->p.arena, "%s is %s: %s.", annex_where(a, c),
					      status_word(c->level.status), cell_streak(c, a->p.arena)));
	}
}

/* "CSP-2 (North tenth month, nationally tenth)": where a measure is Red and was below target before, or NULL. */
static const char *lasting_red(const struct annex *a, int measure)
{
	const char *where = "";
	for (int g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(a->p.r, measure, report_regions_order[g]);
		if (!c || c->level.status != STATUS_RED || c->months_below < 2)
			continue;
		const char *nth = number_ordinal(c->months_below, a->p.arena);
		const char *region = c->region == REGION_NONE ? "nationally" : region_name(c->region);
		where = *where ? arena_printf(a->p.arena, "%s, %s %s", where, region, nth)
			       : arena_printf(a->p.arena, "%s %s month", region, nth);
	}
	return *where ? arena_printf(a->p.arena, "%s (%s)", report_measure(&a->p, measure)->id, where) : NULL;
}

/* The Code's own measures hide them. */
static void raise_lasting_reds(const struct annex *a, struct issues *s)
{
	const char *names[CATALOGUE_MAX_MEASURES];
	size_t n = 0;
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++) {
		const char *red = report_measure(&a->p, m)->code_measure ? NULL : lasting_red(a, m);
		if (red)
			names[n++] = red;
	}
	if (n)
		raise(s, arena_printf(a->p.arena, "Providers' measures that are Red, and below target for more than a month: %s.",
				      sentence_list(names, n, a->p.arena)));
}

static bool is_among(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* Promises that the month shows broken, or that the months so far speak against (docs/review.md). */
static void raise_promises(const struct annex *a, struct issues *s, enum review_plausible what, const char *words)
{
	const struct review *review = a->p.r->review;
	const char **names;
	size_t n = 0, n_all = 0;
	for (size_t i = 0; review && i < review->n_lines; i++)
		n_all += review->lines[i].n_plans;
	names = arena_alloc(a->p.arena, n_all + 1, sizeof *names);
	for (size_t i = 0; review && i < review->n_lines; i++) {
		const struct review_line *l = &review->lines[i];
		for (size_t k = 0; k < l->n_plans; k++) {
			const struct review_plan *p = &l->plans[k];
			/* A plan for a part stands in the part's own line too. */
			if (p->plausible != what || p->measure != l->cell->measure || p->region != l->cell->region)
				continue;
			const char *name = arena_printf(a->p.arena, "%s by %s%s%s", annex_where(a, l->cell),
							sentence_month(p->promised, a->p.arena),
							what == PLAN_OVERDUE ? ", now " : "",
							what == PLAN_OVERDUE ? status_word(l->cell->level.status) : "");
			if (!is_among(name, names, n))
				names[n++] = name;
		}
	}
	const char *list = "";
	for (size_t i = 0; i < n; i++)
		list = arena_printf(a->p.arena, "%s%s%s", list, i ? "; " : "", names[i]);
	if (n)
		raise(s, arena_printf(a->p.arena, "%s: %s.", words, list));
}

static void raise_slips(const struct annex *a, struct issues *s)
{
	const struct registers *g = a->p.r->registers;
	for (size_t i = 0, next; g && i < g->n_remediation; i = next) {
		const struct remediation_row *first = &g->remediation[i];
		for (next = i + 1; next < g->n_remediation && report_same_action(first, &g->remediation[next]);)
			next++;
		const struct remediation_row *last = &g->remediation[next - 1];
		const char *slips = report_slips(&a->p, first, next - i);
		if (*slips)
			raise(s, arena_printf(a->p.arena, "The plan for %s%s%s has moved: Green by %s; %s.", last->measure,
					      last->region == REGION_NONE ? "" : " ",
					      last->region == REGION_NONE ? "" : region_name(last->region),
					      last->green_by.month ? sentence_month(last->green_by, a->p.arena) : "no date",
					      slips));
	}
}

static void raise_unplanned(const struct annex *a, struct issues *s)
{
	const char **ids = arena_alloc(a->p.arena, CATALOGUE_MAX_MEASURES, sizeof *ids);
	size_t n = 0;
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++)
		if (sentence_is_missed(a->p.r, m) && !has_plan(a, m))
			ids[n++] = report_measure(&a->p, m)->id;
	if (n)
		raise(s, arena_printf(a->p.arena, "Below target without a plan that names a month of return to Green: %s.",
				      sentence_list(ids, n, a->p.arena)));
}

static void raise_refused(const struct annex *a, struct issues *s)
{
	for (int m = 0; m < a->p.r->catalogue->n_measures; m++) {
		const struct measure *measure = report_measure(&a->p, m);
		for (int g = 0; measure->kind != KIND_COMPOSITE && g < REGION_COUNT; g++) {
			const struct cell *c = results_find(a->p.r, m, report_regions_order[g]);
			if (!c || !c->refused || c->all_claims.value < 0 || c->all_claims.status == c->level.status ||
			    (measure->regional && c->region == REGION_NONE))
				continue;
			raise(s, arena_printf(a->p.arena,
					      "%s: %s refused; honoured, %s would have turned %s (%s) into %s (%s).",
					      annex_where(a, c),
					      c->refused == 1 ? "one claim to leave an item out was"
							      : arena_printf(a->p.arena, "%s claims to leave items out were",
									     report_count(&a->p, c->refused)),
					      c->refused == 1 ? "it" : "they",
					      status_word(c->level.status), sentence_level(a->p.r, c, a->p.arena),
					      status_word(c->all_claims.status),
					      sentence_level_text(a->p.r, c, &c->all_claims, a->p.arena)));
		}
	}
}

static void raise_missing(const struct annex *a, struct issues *s)
{
	for (size_t i = 0; i < a->p.r->n_cells; i++) {
		const struct cell *c = &a->p.r->cells[i];
		if (c->level.status == STATUS_WITHHELD && is_first(a, i))
			raise(s, arena_printf(a->p.arena, "Withheld: %s. %s", missing_like(a, c), c->reason));
	}
}

void annex_issues(struct annex *a)
{
	struct issues s = { .room = 2 * CATALOGUE_MAX_MEASURES };
	s.items = arena_alloc(a->p.arena, s.room, sizeof *s.items);
	raise_reds(a, &s);
	raise_lasting(a, &s);
	raise_lasting_reds(a, &s);
	raise_slips(a, &s);
	raise_promises(a, &s, PLAN_OVERDUE, "Promised back to Green by a month that has come, and not Green");
	raise_promises(a, &s, PLAN_IMPLAUSIBLE,
		       "Promised back to Green, and not plausible without a step change by the months so far");
	raise_unplanned(a, &s);
	raise_refused(a, &s);
	raise_missing(a, &s);
	paper_text(&a->paper, PAPER_TEXT,
		   s.n ? "Raised by the figures and the registers; the Panel may have others."
		       : "The figures and the registers raise none; the Panel may have others.");
	paper_list(&a->paper, true, s.n, s.items);
}
