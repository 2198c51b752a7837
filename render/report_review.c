/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The breach review: every figure that missed on one table, then a block for each measure. */
#include "render/report.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

#define REVIEW_DRIVERS 3 /* of a dimension; the workbook has more of them */

static const char *region_of(const struct review_line *l)
{
	return region_name(l->cell->region);
}

/* With a true minus sign. */
static const char *signed_text(const struct report *p, const char *text)
{
	return report_gap(p, text);
}

static const char *dash(const char *text)
{
	return text && *text ? text : "\u2013";
}

/* ---- what missed ---- */

/* The dimensions whose drivers a block lists. */
static bool is_listed(const struct review_dimension *d)
{
	return d->telling || !strcmp(d->name, "input") || !strcmp(d->name, "day");
}

static const char *driver_name(const struct report *p, const struct review_dimension *d, const struct review_driver *w)
{
	if (w->measure >= 0)
		return w->key;
	return !strcmp(d->name, "srv") && !w->is_rest ? sentence_srv(p->r, w->key, p->arena) : w->label;
}

/* The driver with the largest share of those that the block lists, a measure behind it first: "SRV 6.23 (97.2 %)". */
static const char *main_driver(const struct report *p, const struct review_line *l)
{
	const struct review_dimension *by = NULL;
	for (size_t i = 0; i < l->n_dimensions; i++) {
		const struct review_dimension *d = &l->dimensions[i];
		const struct review_driver *main = review_main_driver(d);
		if (!main || !is_listed(d))
			continue;
		if (!by || main->share_tenths > review_main_driver(by)->share_tenths)
			by = d;
		if (!strcmp(d->name, "input"))
			break; /* inputs come first */
	}
	if (!by)
		return "\u2013";
	const struct review_driver *main = review_main_driver(by);
	/* The id of a measure says that it is one. */
	if (main->measure >= 0)
		return arena_printf(p->arena, "%s (%s)", main->key, main->share);
	return arena_printf(p->arena, "%s %s (%s)", by->one, main->label, main->share);
}

static const char *short_by(const struct report *p, const struct cell *c)
{
	const char *points = arena_printf(p->arena, "%s points", *c->gap_target == '-' ? c->gap_target + 1 : c->gap_target);
	if (!c->events_short)
		return points;
	return arena_printf(p->arena, "%s; %s", points, sentence_units(report_measure(p, c->measure), c->events_short, p->arena));
}

static void missed_table(struct report *p, const struct review *r)
{
	static const struct flow_column columns[] = {
		{ "Figure", 0.16, ANCHOR_START },      { "Level", 0.13, ANCHOR_START },
		{ "Short of target by", 0.20, ANCHOR_START }, { "Months below", 0.08, ANCHOR_END },
		{ "Points since", 0.09, ANCHOR_END },  { "Process", 0.09, ANCHOR_START },
		{ "Largest driver", 0.25, ANCHOR_START },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 7);
	t.n_heading = 1;
	for (size_t i = 0; i < r->n_lines; i++) {
		const struct review_line *l = &r->lines[i];
		if (l->reason != REVIEW_MISSED)
			continue;
		const struct cell *c = l->cell;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = arena_printf(p->arena, "%s %s", report_measure(p, c->measure)->id, region_of(l));
		row[0].link = report_place(p, "review", c->measure);
		report_set_level(p, &row[1], c);
		row[2].text = short_by(p, c);
		row[3].text = c->months_below > 0 ? arena_printf(p->arena, "%d", c->months_below) : "\u2013";
		row[4].text = l->change.known ? signed_text(p, l->change.points_total.text) : "\u2013";
		row[5].text = l->control.drawn
				      ? arena_printf(p->arena, "%s / %s", review_variation_letter(l->control.variation),
						     review_assurance_letter(l->control.assurance))
				      : "\u2013";
		if (l->control.drawn)
			row[5].spoken = arena_printf(p->arena, "%s; %s", review_variation_name(l->control.variation),
						     review_assurance_name(l->control.assurance));
		row[6].text = main_driver(p, l);
	}
	if (!t.n_rows)
		return;
	flow_heading(&p->flow, 2, "What missed, by how much and why", "review-missed", 120);
	flow_text(&p->flow, flow_small, 11.5,
		  arena_printf(p->arena,
			       "Points since: change of the level on %s as it was published. Process: how the months since it last stepped run "
			       "(~ common cause, H special cause improving, L special cause concerning) / whether that can be "
			       "relied on to meet the target (P meets, F misses, ? hit and miss, - too early to tell). Largest "
			       "driver: its share of what falls short of the target in all parts that are worse than it.",
			       sentence_month(month_add(p->r->period.month, -1), p->arena)));
	flow_space(&p->flow, 4);
	flow_table_draw(&p->flow, &t);
}

/* ---- withheld ---- */

static void unjudged(struct report *p, const struct review *r)
{
	for (size_t i = 0, n; i < r->n_lines; i += n) {
		const struct review_line *l = &r->lines[i];
		const char *names[REGION_COUNT] = { region_of(l) };

		/* Regions of which the same is to be said. */
		for (n = 1; i + n < r->n_lines && n < REGION_COUNT && l->reason == REVIEW_UNJUDGED &&
			    l[n].cell->measure == l->cell->measure && !strcmp(l[n].headline, l->headline);
		     n++)
			names[n] = region_of(&l[n]);
		if (l->reason == REVIEW_UNJUDGED)
			flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
				      arena_printf(p->arena, "%s %s: %s", report_measure(p, l->cell->measure)->id,
						   sentence_list(names, n, p->arena), l->headline));
	}
}

/* ---- a measure ---- */

struct block {
	const struct review_line *lines[REGION_COUNT];
	size_t n;
	int measure;
};

/* The lines of a measure that missed; a Green in doubt has its row above. */
static void collect(const struct review *r, int measure, struct block *b)
{
	*b = (struct block){ .measure = measure };
	for (size_t i = 0; i < r->n_lines && b->n < REGION_COUNT; i++)
		if (r->lines[i].cell->measure == measure && r->lines[i].reason == REVIEW_MISSED)
			b->lines[b->n++] = &r->lines[i];
}

static bool is_zero(const struct review_amount *a)
{
	return !(a->value < 0) && !(a->value > 0);
}

static bool part_moved(const struct block *b, int part)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct review_change *c = &b->lines[i]->change;
		if (c->known && !(is_zero(&c->points[part]) && is_zero(&c->events[part])))
			return true;
	}
	return false;
}

static void change_cells(const struct report *p, const struct block *b, struct flow_cell *row, int part, bool bold)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct review_change *c = &b->lines[i]->change;
		const struct review_amount *points = part < CHANGE_COUNT ? &c->points[part] : &c->points_total;
		const struct review_amount *events = part < CHANGE_COUNT ? &c->events[part] : &c->events_total;
		row[1 + 2 * i].text = dash(signed_text(p, points->text));
		row[2 + 2 * i].text = dash(signed_text(p, events->text));
		row[1 + 2 * i].bold = row[2 + 2 * i].bold = bold;
	}
}

static const char *change_note(const struct review_line *l)
{
	return l->change.known ? l->change.parts : l->change.why;
}

/* By what mix and performance were told apart, in one paragraph: of whom each is said, where not of all. */
static void change_notes(struct report *p, const struct block *b)
{
	const char *text = "";
	for (size_t i = 0; i < b->n; i++) {
		const char *note = change_note(b->lines[i]), *names[REGION_COUNT];
		size_t n = 0, n_before = 0;
		for (size_t k = 0; k < b->n; k++) {
			if (strcmp(change_note(b->lines[k]), note))
				continue;
			n_before += k < i;
			names[n++] = region_of(b->lines[k]);
		}
		if (!*note || n_before)
			continue;
		text = arena_printf(p->arena, "%s%s%s%s%s", text, *text ? " " : "", n < b->n ? sentence_list(names, n, p->arena) : "",
				    n < b->n ? ": " : "", note);
	}
	if (*text)
		flow_text(&p->flow, flow_small, 11.5, text);
}

static void change_table(struct report *p, const struct block *b)
{
	struct flow_column *columns = arena_alloc(p->arena, 1 + 2 * b->n, sizeof *columns);
	const char *last = sentence_month(b->lines[0]->change.month, p->arena);
	bool known = false;
	for (size_t i = 0; i < b->n; i++)
		known |= b->lines[i]->change.known;
	flow_heading(&p->flow, 3, arena_printf(p->arena, "What the change on %s is made of", last), NULL, 60);
	if (!known) {
		flow_text(&p->flow, flow_body, 13, b->lines[0]->change.why);
		return;
	}
	columns[0] = (struct flow_column){ "Part", 0.20, ANCHOR_START };
	for (size_t i = 0; i < b->n; i++) {
		double share = 0.80 / (double)(2 * b->n);
		columns[1 + 2 * i] = (struct flow_column){ arena_printf(p->arena, "%s points", region_of(b->lines[i])), share,
							   ANCHOR_END };
		columns[2 + 2 * i] =
			(struct flow_column){ arena_printf(p->arena, "%s %s short", region_of(b->lines[i]), sentence_unit(report_measure(p, b->measure))), share, ANCHOR_END };
	}
	struct flow_table t;
	flow_table_init(&t, columns, (int)(1 + 2 * b->n));
	t.n_heading = 1;
	for (int part = 0; part < CHANGE_COUNT; part++) {
		if (!part_moved(b, part))
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = review_change_name((enum review_change_part)part);
		change_cells(p, b, row, part, false);
	}
	struct flow_cell *total = flow_table_row(&t);
	total[0].text = "together";
	total[0].bold = true;
	change_cells(p, b, total, CHANGE_COUNT, true);
	flow_table_draw(&p->flow, &t);
	change_notes(p, b);
}

static void driver_rows(struct report *p, struct flow_table *t, const struct review_line *l)
{
	bool first = true;
	for (size_t i = 0; i < l->n_dimensions; i++) {
		const struct review_dimension *d = &l->dimensions[i];
		if (!is_listed(d))
			continue;
		for (size_t k = 0; k < d->n && k < REVIEW_DRIVERS; k++) {
			const struct review_driver *w = &d->drivers[k];
			struct flow_cell *row = flow_table_row(t);
			row[0].text = first ? region_of(l) : "";
			first = false;
			row[0].bold = true;
			row[1].text = k ? "" : d->title;
			row[2].text = driver_name(p, d, w);
			row[3].text = arena_printf(p->arena, "%s of %s", report_count(p, w->total - w->good),
						   report_count(p, w->total));
			row[4].text = sentence_level_text(p->r, l->cell, &w->level, p->arena);
			row[4].has_mark = w->level.value >= 0;
			row[4].mark = w->level.status;
			row[5].text = w->share;
			row[6].text = sentence_level_text(p->r, l->cell, &w->without, p->arena);
			row[6].has_mark = w->without.value >= 0;
			row[6].mark = w->without.status;
		}
	}
}

static void drivers_table(struct report *p, const struct block *b)
{
	const struct flow_column columns[] = {
		{ "Region", 0.10, ANCHOR_START },      { "By", 0.16, ANCHOR_START },
		{ "Largest first", 0.24, ANCHOR_START },
		{ measure_words(report_measure(p, b->measure))->bad_heading, 0.14, ANCHOR_END },
		{ "Level", 0.13, ANCHOR_START },       { "Share", 0.09, ANCHOR_END },
		{ "Without it", 0.14, ANCHOR_START },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 7);
	for (size_t i = 0; i < b->n; i++)
		driver_rows(p, &t, b->lines[i]);
	if (!t.n_rows)
		return;
	flow_heading(&p->flow, 3, "What drives the shortfall", NULL, 80);
	flow_table_draw(&p->flow, &t);
}

/* What would have been Green without a few of its worst parts, and the days of every figure. */
static void without_list(struct report *p, const struct block *b)
{
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; k < b->lines[i]->n_dimensions; k++) {
			const struct review_dimension *d = &b->lines[i]->dimensions[k];
			if (*d->sentence && ((d->n_enough && d->telling) || !strcmp(d->name, "day")))
				flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
					      arena_printf(p->arena, "%s: %s", region_of(b->lines[i]), d->sentence));
		}
}

static bool same_plan(const struct review_plan *a, const struct review_plan *b)
{
	return a->measure == b->measure && a->region == b->region && !strcmp(a->action, b->action);
}

/* Figures that no plan covers, not even a national one. */
static void no_plan(struct report *p, const struct block *b)
{
	const char *names[REGION_COUNT];
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (!b->lines[i]->n_plans)
			names[n++] = region_of(b->lines[i]);
	if (n)
		flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
			      arena_printf(p->arena, "%s %s: no plan with a date of return to Green was supplied.",
					   report_measure(p, b->measure)->id, sentence_list(names, n, p->arena)));
}

static void plan_list(struct report *p, const struct block *b)
{
	const struct review_plan *told[REPORT_MAX_REMARKS];
	size_t n = 0;
	flow_heading(&p->flow, 3, "Will the plan do?", NULL, 40);
	for (size_t i = b->n; i-- > 0;)
		for (size_t k = 0; k < b->lines[i]->n_plans && n < REPORT_MAX_REMARKS; k++) {
			const struct review_plan *plan = &b->lines[i]->plans[k];
			bool known = false;
			for (size_t j = 0; j < n; j++)
				known |= same_plan(told[j], plan);
			if (known)
				continue;
			told[n++] = plan;
			const char *slips = *plan->slips ? arena_printf(p->arena, "%s. ", text_capital(plan->slips, p->arena)) : "";
			flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
				      arena_printf(p->arena, "%s %s, %s: %s%s", report_measure(p, plan->measure)->id,
						   region_name(plan->region), report_remark(p, plan->action), slips,
						   plan->sentence));
		}
	no_plan(p, b);
}

static void block(struct report *p, const struct block *b)
{
	const struct measure *m = report_measure(p, b->measure);
	flow_heading(&p->flow, 2, arena_printf(p->arena, "%s %s", m->id, m->title), report_place(p, "review", b->measure), 160);
	for (size_t i = 0; i < b->n; i++)
		flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
			      arena_printf(p->arena, "%s: %s %s", region_of(b->lines[i]), b->lines[i]->headline,
					   b->lines[i]->trend.sentence));
	change_table(p, b);
	drivers_table(p, b);
	without_list(p, b);
	plan_list(p, b);
	report_chart(p, &chart_control, b->measure);
}

/* The words of the blocks that follow. */
static const char *how_to_read(const struct report *p)
{
	const char *parts = "", *basis = sentence_past_basis(p->r, p->arena);
	for (int part = 0; part < CHANGE_COUNT; part++)
		parts = arena_printf(p->arena, "%s%s%s (%s)", parts, part ? "; " : "",
				     review_change_name((enum review_change_part)part),
				     review_change_help((enum review_change_part)part));
	return arena_printf(p->arena,
			    "In what follows a change is taken apart: points are those of the level, minus is worse; events short "
			    "are those missing to the target, plus is worse. Its parts are %s. The limits of a control chart are trial "
			    "limits while they rest on fewer than %lld months.%s%s",
			    parts, (long long)p->r->catalogue->review.chart_points, *basis ? " " : "", basis);
}

void report_review(struct report *p)
{
	const struct review *r = p->r->review;
	flow_text(&p->flow, flow_body, 13,
		  arena_printf(p->arena,
			       "Figures below their target: %zu. Greens that should not be taken at their word: %zu of %zu, in the "
			       "section that follows. Withheld: %zu. Full lists and the months behind each "
			       "chart stand in the workbook's sheets Review, Drivers, Control and Plans.",
			       r->n_by_reason[REVIEW_MISSED], r->n_by_reason[REVIEW_UNTRUSTED], r->n_green,
			       r->n_by_reason[REVIEW_UNJUDGED]));
	flow_space(&p->flow, 4);
	missed_table(p, r);
	unjudged(p, r);
	if (r->n_by_reason[REVIEW_MISSED])
		flow_text(&p->flow, flow_small, 11.5, how_to_read(p));
	for (int m = 0, n_blocks = 0; m < p->r->catalogue->n_measures; m++) {
		struct block b;
		collect(r, m, &b);
		if (!b.n)
			continue;
		if (!n_blocks++)
			flow_section(&p->flow);
		else
			flow_space(&p->flow, 14);
		block(p, &b);
	}
}
