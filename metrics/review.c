/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review.c - which figures are reviewed, and in what order; the pieces are in review_*.c.
 */
#include "metrics/metrics.h"
#include "metrics/review_making.h"

#include <gsl/gsl_errno.h>
#include <string.h>

/* ---- the headline ---- */

static const char *missed_headline(const struct review_making *mk, const struct cell *c)
{
	const struct measure *m = &mk->c->measures[c->measure];
	const char *more = "", *streak = cell_streak(c, mk->arena);

	if (c->events_short)
		more = arena_printf(mk->arena, "; %s more %s would have been Green%s",
				    review_count(c->events_short, mk->arena),
				    measure_good_words(m, c->events_short),
				    c->events_short_minimum
					    ? arena_printf(mk->arena, ", %s more Amber",
							   review_count(c->events_short_minimum, mk->arena))
					    : "");
	return arena_printf(mk->arena, "%s at %s, %s points below the target of %s\u00a0%%%s%s%s%s.",
			    status_word(c->level.status), results_level_text(mk->r, c, &c->level, mk->arena),
			    review_magnitude(c->gap_target), c->judged_by->target.text,
			    c->level.status == STATUS_RED
				    ? arena_printf(mk->arena, " and %s below the minimum of %s\u00a0%%",
						   review_magnitude(c->gap_minimum), c->judged_by->minimum.text)
				    : "",
			    more, *streak ? "; " : "", streak);
}

static const char *untrusted_headline(const struct review_making *mk, const struct review_line *line)
{
	const char *names = "";

	for (int t = 0, n = 0; t < TEST_COUNT; t++) {
		if (!line->tests[t].fired)
			continue;
		names = arena_printf(mk->arena, "%s%s%s", names, !n ? "" : n == line->n_fired - 1 ? " and " : ", ",
				     review_test_title((enum review_test_id)t));
		n++;
	}
	return arena_printf(mk->arena, "Green at %s, but not to be taken at its word: %s.",
			    results_level_text(mk->r, line->cell, &line->cell->level, mk->arena), names);
}

/* ---- lines ---- */

static bool is_wanted(const struct review_input *in, const struct cell *c)
{
	return (in->measure < 0 || c->measure == in->measure) && (!in->one_region || c->region == in->region);
}

/* What kind of line a cell is; false when it needs none. */
static bool reason_of(const struct review_making *mk, const struct cell *c, struct review_line *line,
		      enum review_reason *reason)
{
	switch (c->level.status) {
	case STATUS_AMBER:
	case STATUS_RED:
		*reason = REVIEW_MISSED;
		return true;
	case STATUS_WITHHELD:
		*reason = REVIEW_UNJUDGED;
		return true;
	case STATUS_GREEN:
		line->n_fired = review_tests_make(mk, c, &line->control, line->tests);
		*reason = REVIEW_UNTRUSTED;
		return line->n_fired > 0;
	case STATUS_NO_DATA:
	case STATUS_COUNT:
		break;
	}
	return false;
}

static void fill_line(const struct review_making *mk, struct review_line *line)
{
	const struct cell *c = line->cell;

	review_change_make(mk, c, &line->change);
	review_trend_make(mk, &line->control, &line->trend);
	review_drivers_make(mk, c, line);
	review_plans_make(mk, c, line);
	switch (line->reason) {
	case REVIEW_MISSED:
		line->headline = missed_headline(mk, c);
		break;
	case REVIEW_UNTRUSTED:
		line->headline = untrusted_headline(mk, line);
		break;
	case REVIEW_UNJUDGED:
	case REVIEW_REASON_COUNT:
		line->headline = arena_printf(mk->arena, "Withheld: %s", c->reason);
		break;
	}
}

static void empty_tests(struct review_line *line)
{
	for (int t = 0; t < TEST_COUNT; t++)
		line->tests[t].text = "";
}

void metrics_review(const struct review_input *in, struct arena *arena, struct review *out)
{
	const struct results *r = in->now;
	const struct review_making mk = { in, r, r->catalogue, &r->catalogue->review, arena };
	struct review_line *all = arena_alloc(arena, r->n_cells + 1, sizeof *all);
	struct review_line *lines = arena_alloc(arena, r->n_cells + 1, sizeof *lines);
	size_t n = 0;
	/* The library's own handler ends the process. */
	gsl_error_handler_t *handler = gsl_set_error_handler_off();

	*out = (struct review){ .results = r, .chart = in->chart, .lines = lines };
	for (size_t i = 0; i < r->n_cells; i++) {
		struct review_line line = { .cell = &r->cells[i] };

		if (!is_wanted(in, line.cell))
			continue;
		empty_tests(&line);
		out->n_green += line.cell->level.status == STATUS_GREEN;
		review_control_make(&mk, line.cell, &line.control);
		if (!reason_of(&mk, line.cell, &line, &line.reason))
			continue;
		fill_line(&mk, &line);
		all[n++] = line;
	}
	for (int reason = 0; reason < REVIEW_REASON_COUNT; reason++) {
		for (size_t i = 0; i < n; i++) {
			if (all[i].reason != (enum review_reason)reason)
				continue;
			lines[out->n_lines++] = all[i];
			out->n_by_reason[reason]++;
		}
	}
	gsl_set_error_handler(handler);
}
