/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/review_print.h"

#include "engine/number.h"
#include "engine/run/terminal.h"

#include <stdio.h>
#include <string.h>

#define LABEL_WIDTH 36
#define BRIEF       3 /* drivers named in a line */

static void print_escaped(const char *text)
{
	struct builder b;

	builder_init(&b);
	text_escape(&b, text_of(text), 2000);
	fputs(b.data ? b.data : "", stdout);
	builder_done(&b);
}

static void print_line(const char *label, const char *text)
{
	if (!*text)
		return;
	printf("  %-9s ", label);
	print_escaped(text);
	putchar('\n');
}

/* Cut to a width and padded to it, counting characters. */
static void print_padded(const char *text, int width)
{
	struct builder b;
	int n = 0;
	size_t i = 0;

	builder_init(&b);
	text_escape(&b, text_of(text), 400);
	for (; b.data && i < b.size; i++) {
		if (((unsigned char)b.data[i] & 0xC0) != 0x80 && n++ == width)
			break;
		putchar(b.data[i]);
	}
	for (; n < width; n++)
		putchar(' ');
	builder_done(&b);
}

/* ---- the change ---- */

static void print_change(const struct review_change *c, const char *unit, bool full)
{
	if (!c->known) {
		print_line("Change", c->why);
		return;
	}
	printf("  %-9s %s points on %s %d (%s then)", "Change", c->points_total.text, month_name(c->month.month),
	       c->month.year, c->before.display);
	if (c->has_events)
		printf(", shortfall %s %s", c->events_total.text, unit);
	for (int p = 0, n = 0; p < CHANGE_COUNT; p++) {
		bool moved = c->points[p].value < 0 || c->points[p].value > 0 || c->events[p].value < 0 ||
			     c->events[p].value > 0;

		if (!moved && !full)
			continue;
		printf("%s%s %s", n++ ? ", " : ": ", review_change_name((enum review_change_part)p), c->points[p].text);
		if (c->has_events)
			printf(" (%s)", c->events[p].text);
	}
	puts(".");
	if (full)
		print_line("", c->parts);
}

/* ---- drivers ---- */

static void print_drivers_brief(const struct review_dimension *d)
{
	printf("  %-9s %s: ", "Driver", d->title);
	for (size_t i = 0; i < d->n && i < BRIEF; i++) {
		const struct review_driver *w = &d->drivers[i];

		printf("%s", i ? "; " : "");
		print_escaped(w->measure >= 0 ? w->key : w->label);
		printf(" %s (%s)", w->level.display, w->share);
	}
	if (d->n_with_excess > BRIEF)
		printf("; and %zu more", d->n_with_excess - (d->n < BRIEF ? d->n : BRIEF));
	if (*d->share_rest)
		printf("; %s in events not told apart", d->share_rest);
	printf(". ");
	print_escaped(d->sentence);
	putchar('\n');
}

static void print_drivers_full(const struct review_dimension *d)
{
	char a[40], b[40];

	putchar('\n');
	printf("  ");
	print_padded(d->title, LABEL_WIDTH);
	printf(" %10s %9s  %-10s %12s %8s  %s\n", "events", "not good", "level", d->in_points ? "points" : "excess", "share",
	       "without it");
	for (size_t i = 0; i < d->n; i++) {
		const struct review_driver *w = &d->drivers[i];

		printf("  ");
		print_padded(w->label, LABEL_WIDTH);
		/* Thin spaces take one column and three bytes. */
		number_grouped(w->total, a);
		number_grouped(w->total - w->good, b);
		printf(" ");
		for (int pad = 10 - (int)strlen(a) + 2 * (w->total >= 1000) + 2 * (w->total >= 1000000); pad > 0; pad--)
			putchar(' ');
		printf("%s ", a);
		for (int pad = 9 - (int)strlen(b) + 2 * (w->total - w->good >= 1000); pad > 0; pad--)
			putchar(' ');
		printf("%s  %c ", b, status_letter(w->level.status));
		print_padded(w->level.display, 8);
		printf(" %12s ", w->excess.text);
		print_padded(w->share, 8);
		if (w->without.value >= 0)
			printf("  %c %s", status_letter(w->without.status), w->without.display);
		putchar('\n');
	}
	if (d->n_with_excess > d->n)
		printf("  and %zu more; those listed are %s of the excess\n", d->n_with_excess - d->n, d->share_shown);
	if (!d->covers)
		printf("  (tells %s of the figure's events apart%s%s%s)\n", number_grouped(d->total, a),
		       *d->share_rest ? "; the others hold " : "", d->share_rest, *d->share_rest ? " of the excess" : "");
	if (*d->sentence) {
		printf("  ");
		print_escaped(d->sentence);
		putchar('\n');
	}
}

/* ---- side by side ---- */

static void print_level(const char *name, const struct level_text *l)
{
	if (l->value < 0)
		return;
	printf("  %s %s %s%s%s", name, l->display, terminal_status_start(stdout, l->status), status_word(l->status),
	       terminal_status_end(stdout));
}

static void print_policies(const struct review *r, const struct cell *c)
{
	if (r->results->catalogue->measures[c->measure].kind == KIND_COMPOSITE) {
		printf("  %-9s", "Rules");
		for (int k = 0; k < COMPOSE_COUNT; k++)
			print_level(composition_name((enum composition)k), &c->alternatives[k]);
		putchar('\n');
	}
	if (c->excluded || c->refused) {
		printf("  %-9s", "Left out");
		print_level("nothing", &c->raw);
		print_level("allowed", &c->level);
		print_level("every claim", &c->all_claims);
		printf("  (%llu left out, %llu refused)\n", (unsigned long long)c->excluded,
		       (unsigned long long)c->refused);
	}
}

/* ---- the months ---- */

static void print_months(const struct review_control *c)
{
	char month[8];

	puts("");
	printf("  %-9s %-12s %s\n", "Month", "Level", "Signals");
	for (size_t i = 0; i < c->n_points; i++) {
		const struct review_point *p = &c->points[i];

		printf("  %-9s ", month_format(p->month, month));
		if (!p->known) {
			puts("- no figure");
			continue;
		}
		printf("%c ", status_letter(p->level.status));
		print_padded(p->level.display, 10);
		for (unsigned bit = 1; bit <= SIGNAL_OUTER; bit <<= 1)
			if (p->signals & bit)
				printf("%s. ", review_signal_help((enum review_signal)bit));
		putchar('\n');
	}
}

static void print_tests(const struct review_line *l)
{
	for (int t = 0; t < TEST_COUNT; t++) {
		if (!l->tests[t].fired)
			continue;
		printf("  %-9s %s: ", "Doubt", review_test_title((enum review_test_id)t));
		print_escaped(l->tests[t].text);
		putchar('\n');
	}
}

static void print_plans(const struct review *r, const struct review_line *l)
{
	for (size_t i = 0; i < l->n_plans; i++) {
		const struct review_plan *p = &l->plans[i];

		printf("  %-9s %s %s: ", "Plan", r->results->catalogue->measures[p->measure].id, region_name(p->region));
		print_escaped(p->action);
		printf("%s", *p->owner ? " (" : "");
		print_escaped(p->owner);
		printf("%s. ", *p->owner ? ")" : "");
		if (*p->slips)
			printf("%c%s. ", p->slips[0] - 'a' + 'A', p->slips + 1);
		print_escaped(p->sentence);
		putchar('\n');
	}
}

static void print_figure(const struct review *r, const struct review_line *l, bool full)
{
	const struct cell *c = l->cell;
	const struct measure *m = &r->results->catalogue->measures[c->measure];

	printf("%s%s %s%s  ", terminal_status_start(stdout, c->level.status), m->id, region_name(c->region),
	       terminal_status_end(stdout));
	print_escaped(m->title);
	putchar('\n');
	print_line("", l->headline);
	if (l->reason == REVIEW_UNJUDGED) {
		putchar('\n');
		return;
	}
	print_tests(l);
	print_change(&l->change, m->kind == KIND_AVAILABILITY ? "minutes" : "events", full);
	print_line("Trend", l->trend.sentence);
	print_line("Chart", l->control.sentence);
	if (c->interval && *c->interval)
		printf("  %-9s %llu %s say that the share of the process could be %s (Wilson, %s %% confidence).\n", "Interval",
		       (unsigned long long)c->total, m->kind == KIND_INCIDENTS ? "incidents" : "events", c->interval,
		       r->results->catalogue->small_confidence.text);
	print_policies(r, c);
	print_plans(r, l);
	for (size_t i = 0; i < l->n_dimensions; i++) {
		if (full)
			print_drivers_full(&l->dimensions[i]);
		else if (l->dimensions[i].telling || !strcmp(l->dimensions[i].name, "day"))
			print_drivers_brief(&l->dimensions[i]);
	}
	if (full)
		print_months(&l->control);
	putchar('\n');
}

void review_print(const struct review *r, bool full)
{
	static const char *const headings[REVIEW_REASON_COUNT] = {
		[REVIEW_MISSED] = "BELOW TARGET",
		[REVIEW_UNTRUSTED] = "GREEN, BUT NOT TO BE TAKEN AT ITS WORD",
		[REVIEW_UNJUDGED] = "NOT JUDGED",
	};
	const struct results *s = r->results;
	int last = -1;

	printf("%s: breach review, %s %d, catalogue edition %s\n", s->program_version, month_name(s->period.month.month),
	       s->period.month.year, s->catalogue->edition);
	if (s->intake->synthetic) {
		printf("SYNTHETIC DATA. ");
		print_escaped(s->intake->notice);
		putchar('\n');
	}
	printf("%zu below target; %zu of %zu Green not to be taken at their word; %zu not judged\n\n",
	       r->n_by_reason[REVIEW_MISSED], r->n_by_reason[REVIEW_UNTRUSTED], r->n_green,
	       r->n_by_reason[REVIEW_UNJUDGED]);
	for (size_t i = 0; i < r->n_lines; i++) {
		if ((int)r->lines[i].reason != last)
			printf("%s\n\n", headings[r->lines[i].reason]);
		last = (int)r->lines[i].reason;
		print_figure(r, &r->lines[i], full);
	}
	if (!r->n_lines)
		puts("Nothing to review: no figure asked for is below its target, and no Green is in doubt.");
	else if (!full)
		puts("--measure ID or --verbose prints the whole of a figure. What each part means: docs/review.md");
}
