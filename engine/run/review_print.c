/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/review_print.h"

#include "engine/number.h"
#include "engine/run/say.h"
#include "engine/run/terminal.h"

#include <stdio.h>
#include <string.h>

#define LABEL_WIDTH 36 /* of the parts in a table of drivers, where there is room */
#define LABEL_LEAST 12
#define TABLE_WIDTH 64 /* of its other columns */
#define BRIEF       3  /* drivers named in a line */

/* What is being printed, and whether something assumed, short of rows or reported was marked in it. */
struct page {
	const struct review *r;
	bool full, assumed, marked, reported;
	struct arena arena;
};

static const char *mark(struct page *p, int measure)
{
	return terminal_mark(&p->r->results->catalogue->measures[measure], p->r->results->period.month, &p->assumed);
}

static void print_line(const char *label, const char *text)
{
	if (!*text)
		return;
	say("  %-9s \t", label);
	say_data(text, 2000);
	say("\n");
}

/* ---- the change ---- */

static void print_change(const struct review_change *c, const char *unit, bool full)
{
	if (!c->known) {
		print_line("Change", c->why);
		return;
	}
	say("  %-9s \t%s points on %s %d (%s then)", "Change", c->points_total.text, month_name(c->month.month),
	    c->month.year, c->before.display);
	if (c->has_events)
		say(", shortfall %s %s", c->events_total.text, unit);
	for (int p = 0, n = 0; p < CHANGE_COUNT; p++) {
		bool moved = c->points[p].value < 0 || c->points[p].value > 0 || c->events[p].value < 0 ||
			     c->events[p].value > 0;

		if (!moved && !full)
			continue;
		say("%s%s %s", n++ ? ", " : ": ", review_change_name((enum review_change_part)p), c->points[p].text);
		if (c->has_events)
			say(" (%s)", c->events[p].text);
	}
	say(".\n");
	if (full)
		print_line("", c->parts);
}

/* ---- drivers ---- */

static void print_drivers_brief(struct page *p, const struct review_dimension *d)
{
	say("  %-9s \t%s: ", "Driver", d->title);
	for (size_t i = 0; i < d->n && i < BRIEF; i++) {
		const struct review_driver *w = &d->drivers[i];

		say("%s", i ? "; " : "");
		say_data(w->measure >= 0 ? w->key : w->label, 2000);
		say("%s %s (%s)", w->measure >= 0 ? mark(p, w->measure) : "", w->level.display, w->share);
	}
	if (d->n_with_excess > BRIEF)
		say("; and %zu more", d->n_with_excess - (d->n < BRIEF ? d->n : BRIEF));
	if (*d->share_rest)
		say("; %s in events not told apart", d->share_rest);
	say(". ");
	say_data(d->sentence, 2000);
	say("\n");
}

/* "CSP-2 Firmware" with its mark: "CSP-2* Firmware". */
static const char *driver_label(struct page *p, const struct review_driver *w)
{
	size_t size = strlen(w->key);

	if (w->measure < 0 || strncmp(w->label, w->key, size) != 0)
		return w->label;
	return arena_printf(&p->arena, "%s%s%s", w->key, mark(p, w->measure), w->label + size);
}

static void print_driver(struct page *p, const struct review_driver *w, int width)
{
	char text[40];

	say_label(driver_label(p, w), 2, width);
	say_cell(number_grouped(w->total, text), 10);
	say_cell(number_grouped(w->total - w->good, text), 9);
	say("  %c ", status_letter(w->level.status));
	say_cell(w->level.display, -9);
	say_cell(w->excess.text, 9);
	say("  ");
	say_cell(w->share, -8);
	if (w->without.value >= 0)
		say(" %c %s", status_letter(w->without.status), w->without.display);
	say("\n");
}

static void print_drivers_full(struct page *p, const struct review_dimension *d)
{
	int width = say_width() - TABLE_WIDTH;
	char a[40];

	width = width > LABEL_WIDTH ? LABEL_WIDTH : width < LABEL_LEAST ? LABEL_LEAST : width;
	say("\n");
	say_label(d->title, 2, width);
	say(" %9s %8s  %-11s%9s  %-8s %s\n", "events", "not good", "level", d->in_points ? "points" : "excess", "share",
	    "without it");
	for (size_t i = 0; i < d->n; i++)
		print_driver(p, &d->drivers[i], width);
	if (d->n_with_excess > d->n)
		say("  and %zu more; those listed are %s of the excess\n", d->n_with_excess - d->n, d->share_shown);
	if (!d->covers)
		say("  (tells %s of the figure's events apart%s%s%s)\n", number_grouped(d->total, a),
		    *d->share_rest ? "; the others hold " : "", d->share_rest, *d->share_rest ? " of the excess" : "");
	if (*d->sentence) {
		say("  ");
		say_data(d->sentence, 2000);
		say("\n");
	}
}

/* ---- side by side ---- */

static void print_level(const char *name, const struct level_text *l)
{
	if (l->value < 0)
		return;
	say("%s %s %s%s%s  ", name, l->display, terminal_status_start(stdout, l->status), status_word(l->status),
	    terminal_status_end(stdout));
}

static void print_policies(const struct review *r, const struct cell *c)
{
	if (r->results->catalogue->measures[c->measure].kind == KIND_COMPOSITE) {
		say("  %-9s \t", "Rules");
		for (int k = 0; k < COMPOSE_COUNT; k++)
			print_level(composition_name((enum composition)k), &c->alternatives[k]);
		say("\n");
	}
	if (c->excluded || c->refused) {
		say("  %-9s \t", "Left out");
		print_level("nothing", &c->raw);
		print_level("allowed", &c->level);
		print_level("every claim", &c->all_claims);
		say("(%llu left out, %llu refused)\n", (unsigned long long)c->excluded,
		    (unsigned long long)c->refused);
	}
}

/* ---- the months ---- */

static void print_months(const struct review_control *c)
{
	char month[8];

	say("\n");
	say("  %-9s %-12s %s\n", "Month", "Level", "Signals");
	for (size_t i = 0; i < c->n_points; i++) {
		const struct review_point *p = &c->points[i];

		say("  %-9s ", month_format(p->month, month));
		if (!p->known) {
			say("- no figure\n");
			continue;
		}
		say("%c ", status_letter(p->level.status));
		say_cell(p->level.display, -10);
		for (unsigned bit = 1; bit <= SIGNAL_OUTER; bit <<= 1)
			if (p->signals & bit)
				say("%s. ", review_signal_help((enum review_signal)bit));
		say("\n");
	}
}

static void print_tests(const struct review_line *l)
{
	for (int t = 0; t < TEST_COUNT; t++) {
		if (!l->tests[t].fired)
			continue;
		say("  %-9s \t%s: ", "Doubt", review_test_title((enum review_test_id)t));
		say_data(l->tests[t].text, 2000);
		say("\n");
	}
}

static void print_plans(struct page *p, const struct review_line *l)
{
	for (size_t i = 0; i < l->n_plans; i++) {
		const struct review_plan *plan = &l->plans[i];

		say("  %-9s \t%s%s %s: ", "Plan", p->r->results->catalogue->measures[plan->measure].id,
		    mark(p, plan->measure), region_name(plan->region));
		say_data(plan->action, 2000);
		say("%s", *plan->owner ? " (" : "");
		say_data(plan->owner, 2000);
		say("%s. ", *plan->owner ? ")" : "");
		if (*plan->slips)
			say("%s. ", text_capital(plan->slips, &p->arena));
		say_data(plan->sentence, 2000);
		say("\n");
	}
}

static void print_figure(struct page *p, const struct review_line *l)
{
	const struct review *r = p->r;
	const struct cell *c = l->cell;
	const struct measure *m = &r->results->catalogue->measures[c->measure];

	say("%s%s%s %s%s  ", terminal_status_start(stdout, c->level.status), m->id, mark(p, c->measure),
	    region_name(c->region), terminal_status_end(stdout));
	say_data(m->title, 2000);
	say("\n");
	print_line("", l->headline);
	p->marked |= l->cell->quality == QUALITY_MARKED && l->cell->level.value >= 0;
	p->reported |= cell_is_reported(l->cell) && l->cell->level.value >= 0;
	if (l->reason == REVIEW_UNJUDGED) {
		say("\n");
		return;
	}
	print_tests(l);
	print_change(&l->change, m->kind == KIND_AVAILABILITY ? "minutes" : "events", p->full);
	print_line("Trend", l->trend.sentence);
	print_line("Chart", l->control.sentence);
	if (c->interval && *c->interval)
		say("  %-9s \t%llu %s that the share of the process could be %s (Wilson, %s %% confidence).\n", "Interval",
		    (unsigned long long)c->total,
		    m->kind == KIND_INCIDENTS ? (c->total == 1 ? "incident says" : "incidents say")
					      : (c->total == 1 ? "event says" : "events say"),
		    c->interval,
		    r->results->catalogue->small_confidence.text);
	print_policies(r, c);
	print_plans(p, l);
	for (size_t i = 0; i < l->n_dimensions; i++) {
		if (p->full)
			print_drivers_full(p, &l->dimensions[i]);
		else if (l->dimensions[i].telling || !strcmp(l->dimensions[i].name, "day"))
			print_drivers_brief(p, &l->dimensions[i]);
	}
	if (p->full)
		print_months(&l->control);
	say("\n");
}

void review_print(const struct review *r, bool full)
{
	static const char *const headings[REVIEW_REASON_COUNT] = {
		[REVIEW_MISSED] = "BELOW TARGET",
		[REVIEW_UNTRUSTED] = "GREEN, BUT NOT TO BE TAKEN AT ITS WORD",
		[REVIEW_UNJUDGED] = "WITHHELD",
	};
	const struct results *s = r->results;
	struct page page = { .r = r, .full = full };
	int last = -1;

	arena_init(&page.arena);
	say("%s: breach review, %s %d, catalogue edition %s\n", s->program_version, month_name(s->period.month.month),
	    s->period.month.year, s->catalogue->edition);
	say_synthetic(s->intake->synthetic, s->intake->notice);
	say("%zu below target; ", r->n_by_reason[REVIEW_MISSED]);
	if (r->n_green)
		say("%zu of %zu Green not to be taken at their word; ", r->n_by_reason[REVIEW_UNTRUSTED], r->n_green);
	say("%zu withheld\n\n", r->n_by_reason[REVIEW_UNJUDGED]);
	for (size_t i = 0; i < r->n_lines; i++) {
		if ((int)r->lines[i].reason != last)
			say("%s\n\n", headings[r->lines[i].reason]);
		last = (int)r->lines[i].reason;
		print_figure(&page, &r->lines[i]);
	}
	terminal_legend(page.assumed);
	if (page.marked)
		say("\u2020 some of the rows that could have fed it were rejected\n");
	if (page.reported)
		say("\u2021 as reported: wholly or in part a provider's own figure, as no events came\n");
	if (!r->n_lines)
		say("Nothing to review: no figure asked for is below its target, and no Green is in doubt.\n");
	else if (!full)
		say("--measure ID or --verbose prints the whole of a figure. What each part means: docs/review.md\n");
	arena_done(&page.arena);
}
