/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_plans.c - what was promised, how often it moved, and whether the months so far make it plausible.
 */
#include "metrics/review_making.h"

#include <stdlib.h>
#include <string.h>

static const char *date_text(int64_t day, struct arena *arena)
{
	int year, month, day_of_month;

	civil_date(day, &year, &month, &day_of_month);
	return arena_printf(arena, "%d %s %d", day_of_month, month_name(month), year);
}

static bool same_action(const struct remediation_row *a, const struct remediation_row *b)
{
	return a->region == b->region && !strcmp(a->measure, b->measure) && !strcmp(a->action, b->action);
}

/* "promised November 2019, moved to December 2019 (recorded 14 October 2019)" */
static void tell_slips(const struct review_making *mk, const struct remediation_row *rows, size_t n,
		       struct review_plan *out)
{
	const char *text = "";
	struct month first = { 0 }, promised = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct month to = rows[i].green_by;

		if (!first.month) {
			first = promised = to;
			if (to.month)
				text = arena_printf(mk->arena, "promised %s", review_month_text(to, mk->arena));
			continue;
		}
		if (month_compare(to, promised) == 0)
			continue;
		out->n_slips++;
		text = arena_printf(mk->arena, "%s, %s (recorded %s)", text,
				    to.month ? arena_printf(mk->arena, "moved to %s", review_month_text(to, mk->arena))
					     : "no date any more",
				    date_text(rows[i].recorded_on, mk->arena));
		if (to.month)
			out->months_slipped += month_index(to) - month_index(promised);
		promised = to.month ? to : promised;
	}
	out->slips = out->n_slips ? text : "";
}

/* Points a month from this month's level to the target in the promised month. */
static void set_needed(const struct review_making *mk, const struct cell *c, struct review_plan *out)
{
	const struct review_month now = review_this_month(mk);
	mpq_t level, target, months;

	mpq_inits(level, target, months, NULL);
	if (review_level_of(&now, c->measure, c->region, COMPOSE_COUNT, false, level)) {
		review_fraction(target, c->judged_by->target);
		mpq_sub(level, target, level);
		mpq_set_si(months, 100, (unsigned long)out->months_left);
		mpq_canonicalize(months);
		mpq_mul(level, level, months);
		out->needed = amount_of(level, 3, mk->arena).text;
	}
	mpq_clears(level, target, months, NULL);
}

/* Where the months so far lead, for a promise that has time left. */
static const char *course(const struct review_making *mk, const struct review_plan *p)
{
	if (p->plausible == PLAN_UNKNOWN)
		return "too little is known to say whether that is plausible";
	if (!*p->projected)
		return p->plausible == PLAN_POSSIBLE
			       ? "the months so far have no trend: possible as it varies, but nothing leads there"
			       : "the months so far have no trend: not plausible without a step change";
	return arena_printf(mk->arena, "the trend leads to %s: %s", p->projected,
			    p->plausible == PLAN_ON_COURSE  ? "on course"
			    : p->plausible == PLAN_POSSIBLE ? "possible, but not what the trend says"
							    : "not plausible without a step change");
}

/* "2 months later" */
static const char *moved_by(int months, struct arena *arena)
{
	int n = abs(months);

	if (!n)
		return "to where it was";
	return arena_printf(arena, "%d month%s %s", n, n == 1 ? "" : "s", months < 0 ? "earlier" : "later");
}

static const char *plan_sentence(const struct review_making *mk, const struct cell *c, const struct review_plan *p)
{
	const char *month = p->promised.month ? review_month_text(p->promised, mk->arena) : "";
	const char *moved = "";

	if (!p->promised.month)
		return "No month is promised.";
	if (p->n_slips)
		moved = arena_printf(mk->arena, "; the promise moved %s, in all %s",
				     p->n_slips == 1 ? "once" : arena_printf(mk->arena, "%d times", p->n_slips),
				     moved_by(p->months_slipped, mk->arena));
	if (p->plausible == PLAN_MET)
		return arena_printf(mk->arena, "Green by %s: it is Green now%s.", month, moved);
	if (p->plausible == PLAN_OVERDUE)
		return arena_printf(mk->arena, "Green by %s: the month has come and it is %s%s.", month,
				    status_word(c->level.status), moved);
	if (!*p->needed)
		return arena_printf(mk->arena, "Green by %s%s: there is no level this month to measure it by.", month,
				    moved);
	return arena_printf(mk->arena, "Green by %s%s: it takes %s points a month for %d month%s; %s.", month, moved,
			    review_magnitude(p->needed), p->months_left, p->months_left == 1 ? "" : "s", course(mk, p));
}

static void make_plan(const struct review_making *mk, int measure, const struct remediation_row *rows, size_t n,
		      struct review_plan *out)
{
	const struct remediation_row *last = &rows[n - 1];
	const struct cell *c = results_find(mk->r, measure, last->region);

	*out = (struct review_plan){ .measure = measure,
				     .region = last->region,
				     .action = last->action,
				     .owner = last->owner,
				     .recorded_on = last->recorded_on,
				     .promised = last->green_by,
				     .slips = "",
				     .needed = "",
				     .projected = "" };
	tell_slips(mk, rows, n, out);
	if (last->green_by.month)
		out->months_left = month_index(last->green_by) - month_index(mk->r->period.month);
	if (c && c->level.status == STATUS_GREEN)
		out->plausible = PLAN_MET;
	else if (last->green_by.month && out->months_left <= 0)
		out->plausible = PLAN_OVERDUE;
	else if (last->green_by.month && c && c->judged_by && c->level.value >= 0) {
		set_needed(mk, c, out);
		out->plausible = review_reach(mk, c, out->months_left, &out->projected);
	}
	out->sentence = c ? plan_sentence(mk, c, out) : "The plan is for a figure that there is not.";
}

/* A plan belongs to a line when it is for its measure or one behind it, and for its Region; nationally for any. */
static bool belongs(const struct review_making *mk, const struct cell *c, const struct remediation_row *row,
		    int *measure)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n = review_leaves(mk->c, c->measure, leaves);

	*measure = catalogue_find_exact(mk->c, row->measure);
	if (*measure < 0 || (c->region != REGION_NONE && row->region != c->region && row->region != REGION_NONE))
		return false;
	if (*measure == c->measure)
		return true;
	for (size_t i = 0; i < n; i++)
		if (leaves[i] == *measure)
			return true;
	return false;
}

void review_plans_make(const struct review_making *mk, const struct cell *c, struct review_line *line)
{
	const struct registers *g = mk->r->registers;
	struct review_plan *plans = arena_alloc(mk->arena, (g ? g->n_remediation : 0) + 1, sizeof *plans);

	line->plans = plans;
	for (size_t i = 0, next; g && i < g->n_remediation; i = next) {
		int measure;

		for (next = i + 1; next < g->n_remediation && same_action(&g->remediation[i], &g->remediation[next]);)
			next++;
		if (belongs(mk, c, &g->remediation[i], &measure))
			make_plan(mk, measure, &g->remediation[i], next - i, &plans[line->n_plans++]);
	}
}
