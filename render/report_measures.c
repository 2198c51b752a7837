/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All measures with their charts, the Regions, and what was left out. */
#include "render/look.h"
#include "render/report.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

static const char *basis_words(const struct cell *c)
{
	static const char *const words[] = {
		[BASIS_NONE] = "",
		[BASIS_EVENTS] = "events",
		[BASIS_REPORTED] = "as reported",
		[BASIS_MIXED] = "part reported",
	};
	return words[c->basis];
}

static void overview_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.49, ANCHOR_START }, { "National level", 0.15, ANCHOR_START },
		{ "Good", 0.09, ANCHOR_END },      { "Of", 0.09, ANCHOR_END },
		{ "Months below", 0.08, ANCHOR_END }, { "Basis", 0.10, ANCHOR_START },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	for (int m = 0; m < p->r->catalogue->n_measures; m++) {
		const struct cell *c = results_find(p->r, m, REGION_NONE);
		if (!c)
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = arena_printf(p->arena, "%s %s", report_measure(p, m)->id, report_measure(p, m)->title);
		row[0].link = report_has_block(p, m) ? report_place(p, "missed", m) : report_place(p, "measure", m);
		report_set_level(p, &row[1], c);
		row[2].text = report_count(p, c->good);
		row[3].text = report_count(p, c->total);
		row[4].text = c->months_below < 0 ? "" : arena_printf(p->arena, "%d", c->months_below);
		row[5].text = basis_words(c);
	}
	flow_table_draw(&p->flow, &t);
}

/* Of a measure without data in any Region. */
static const char *why_nothing(const struct report *p, int measure)
{
	for (size_t g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(p->r, measure, report_regions_order[g]);
		if (c && c->reason && *c->reason)
			return arena_printf(p->arena, "No data. %s", c->reason);
	}
	return "No data.";
}

void report_measures(struct report *p)
{
	struct flow *f = &p->flow;
	overview_table(p);
	flow_text(f, flow_small, 11.5,
		  "A measure's name leads to its charts; those of a Code measure below target stand with its block. Charts by "
		  "month and by day are drawn for the Code's measures and those below target somewhere, by day only where "
		  "no part of the figure is known for the month alone; the workbook has them for all.");
	for (int m = 0; m < p->r->catalogue->n_measures; m++) {
		const struct measure *measure = report_measure(p, m);
		if (report_has_block(p, m))
			continue;
		bool any = chart_has_figures(p->r, m);
		flow_heading(f, 2, arena_printf(p->arena, "%s %s", measure->id, measure->title),
			     report_place(p, "measure", m), any ? 260 : 90);
		if (!any)
			flow_text(f, flow_body, 13, why_nothing(p, m));
		flow_text(f, flow_body, 13, measure->definition);
		if (any)
			report_doubts(p, m);
		report_chart(p, &chart_regions, m);
		report_chart(p, &chart_trend, m);
		report_chart(p, &chart_inputs, m);
		report_chart(p, &chart_daily, m);
	}
}

/* Hubs in service on the last day of the month that the file has. */
static const char *hubs_sentence(const struct report *p, enum region region)
{
	const struct registers *g = p->r->registers;
	const struct hubs_row *last = NULL;
	for (size_t i = 0; g && i < g->n_hubs; i++)
		if (g->hubs[i].region == region && (!last || g->hubs[i].day > last->day))
			last = &g->hubs[i];
	if (!last)
		return "The number of hubs in service was not supplied.";
	struct look_rows installs = look_rows(p->r, look_find(p->r, LOOK_INSTALLS), FIGURE_MAIN, region, p->arena, NULL);
	const char *text = arena_printf(p->arena, "Hubs in service on %s: %s.", report_date(p, last->day),
					report_count(p, (uint64_t)last->commissioned));
	return installs.n ? arena_printf(p->arena, "%s Installed in the month: %s.", text,
					 report_count(p, installs.rows[0]->good))
			  : text;
}

void report_regions(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.43, ANCHOR_START },   { "Level", 0.15, ANCHOR_START },
		{ "Good", 0.09, ANCHOR_END },        { "Of", 0.09, ANCHOR_END },
		{ "Points to target", 0.08, ANCHOR_END }, { "Short of target", 0.08, ANCHOR_END },
		{ "Months below", 0.08, ANCHOR_END },
	};
	size_t n = 0;
	for (int g = REGION_N; g <= REGION_S; g++) {
		struct flow_table t;
		flow_table_init(&t, columns, 7);
		for (int m = 0; m < p->r->catalogue->n_measures; m++) {
			const struct cell *c = results_find(p->r, m, (enum region)g);
			if (!c)
				continue;
			struct flow_cell *row = flow_table_row(&t);
			row[0].text = arena_printf(p->arena, "%s %s", report_measure(p, m)->id, report_measure(p, m)->title);
			report_set_level(p, &row[1], c);
			row[2].text = report_count(p, c->good);
			row[3].text = report_count(p, c->total);
			row[4].text = report_gap(p, c->gap_target);
			row[5].text = sentence_is_below(c) ? report_count(p, c->events_short) : "";
			row[6].text = c->months_below < 0 ? "" : arena_printf(p->arena, "%d", c->months_below);
		}
		if (!t.n_rows)
			continue;
		n += t.n_rows;
		flow_heading(&p->flow, 2, region_name((enum region)g),
			     arena_printf(p->arena, "region-%s", region_code((enum region)g)), 120);
		flow_text(&p->flow, flow_body, 13, hubs_sentence(p, (enum region)g));
		flow_space(&p->flow, 4);
		flow_table_draw(&p->flow, &t);
	}
	if (!n)
		flow_text(&p->flow, flow_body, 13, "No measure of this catalogue is computed by Region.");
}

static void reasons_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.13, ANCHOR_START }, { "Region", 0.13, ANCHOR_START }, { "Reason claimed", 0.30, ANCHOR_START },
		{ "Decision", 0.22, ANCHOR_START }, { "Items", 0.11, ANCHOR_END },   { "Of them in time", 0.11, ANCHOR_END },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	size_t left = 0;
	for (size_t i = 0; i < p->r->n_exclusions; i++) {
		const struct exclusion_row *x = &p->r->exclusions[i];
		if (t.n_rows == REPORT_MAX_EXCLUSIONS) {
			left++;
			continue;
		}
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = report_measure(p, x->measure)->id;
		row[1].text = region_name(x->region);
		row[2].text = x->reason;
		row[3].text = arena_printf(p->arena, "%s%s", x->allowed ? "Allowed" : "Refused",
					   x->by_register ? ", by the register" : "");
		row[3].bold = !x->allowed;
		row[4].text = report_count(p, x->count);
		row[5].text = report_count(p, x->in_time);
	}
	flow_table_draw(&p->flow, &t);
	if (left)
		flow_text(&p->flow, flow_small, 11.5,
			  arena_printf(p->arena, "and %s more; results.json has all of them.", sentence_n(left, "row", p->arena)));
}

/* What came of the register, and what it cannot show. */
static void exceptions_register(struct report *p)
{
	const struct registers *g = p->r->registers;
	size_t n_approved = 0;
	if (!g || !g->n_exceptions)
		return;
	for (size_t i = 0; i < g->n_exceptions; i++)
		n_approved += g->exceptions[i].approved;
	flow_text(&p->flow, flow_body, 13,
		  arena_printf(p->arena,
			       "The exceptions register came with %zu row%s, %zu approved. Whether its exceptions were adjusted for "
			       "the data service's address data does not stand in it; who approves them has to say.",
			       g->n_exceptions, g->n_exceptions == 1 ? "" : "s", n_approved));
}

void report_exclusions(struct report *p)
{
	if (!p->r->n_exclusions) {
		flow_text(&p->flow, flow_body, 13, "Nobody claimed to leave anything out of a measure.");
		return;
	}
	flow_text(&p->flow, flow_body, 13,
		  "A claim is honoured only where the catalogue or an approved row of the exceptions register allows its reason "
		  "for that measure. A refused item counts like any other.");
	exceptions_register(p);
	flow_space(&p->flow, 6);
	reasons_table(p);
	for (int m = 0; m < p->r->catalogue->n_measures; m++)
		if (!report_has_block(p, m))
			report_chart(p, &chart_exclusions, m);
}
