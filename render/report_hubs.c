/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Communications Hubs: installed, connected, in service, returned; and loss of connection. */
#include "render/report_topics.h"
#include "render/sentence.h"

#include <string.h>

#define MAX_KINDS 8 /* columns or rows that data decides */

static const struct breakdown_row *only(struct report *p, int item, enum region region)
{
	struct look_rows rows = look_rows(p->r, item, FIGURE_MAIN, region, p->arena, NULL);
	return rows.n ? rows.rows[0] : NULL;
}

/* ---- installations and population ---- */

static void installs_table(struct report *p, int item)
{
	static const struct flow_column columns[] = {
		{ "Region", 0.13, ANCHOR_START },         { "Installed", 0.11, ANCHOR_END },
		{ "with WAN, 8.14.1", 0.12, ANCHOR_END }, { "without, 8.14.2", 0.12, ANCHOR_END },
		{ "Left out", 0.10, ANCHOR_END },         { "In service, first day", 0.14, ANCHOR_END },
		{ "In service, last day", 0.14, ANCHOR_END }, { "In service, mean", 0.14, ANCHOR_END },
	};
	int population = look_find(p->r, LOOK_POPULATION);
	struct flow_table t;
	flow_table_init(&t, columns, 8);
	for (size_t g = 0; g < REGION_COUNT; g++) {
		enum region region = report_regions_order[g];
		struct look_rows srvs = look_rows(p->r, item, FIGURE_MAIN, region, p->arena, "srv", NULL);
		struct look_rows hubs =
			look_rows(p->r, population, FIGURE_MAIN, region, p->arena, "summary", NULL);
		struct look_rows all = look_rows(p->r, item, FIGURE_MAIN, region, p->arena, NULL);
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = region_name(region);
		row[1].text = topic_count(p, &all, "all");
		row[2].text = topic_count(p, &srvs, "8.14.1");
		row[3].text = topic_count(p, &srvs, "8.14.2");
		row[4].text = all.n ? report_count(p, all.rows[0]->excluded) : topic_count(p, &all, "all");
		row[5].text = topic_good(p, look_key(&hubs, "first_day"));
		row[6].text = topic_good(p, look_key(&hubs, "last_day"));
		row[7].text = topic_good(p, look_key(&hubs, "mean"));
		for (int k = 0; k < 8; k++)
			row[k].bold = region == REGION_NONE;
	}
	flow_heading(&p->flow, 3, "Installed in the month, and in service", NULL, 60);
	flow_table_draw(&p->flow, &t);
	const char *missing = look_missing(p->r, population, p->arena);
	if (*missing)
		flow_text(&p->flow, flow_small, 11.5, arena_printf(p->arena, "Hubs in service: %s", missing));
}

/* ---- measures of installations: raw and adjusted ---- */

static void adjusted_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.26, ANCHOR_START },
		{ "Region", 0.11, ANCHOR_START },
		{ "Raw: nothing left out", 0.16, ANCHOR_START },
		{ "Adjusted", 0.16, ANCHOR_START },
		{ "Exceptions, by reason", 0.31, ANCHOR_START },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 5);
	for (int m = 0; m < p->r->catalogue->n_measures; m++) {
		const char *said = NULL;
		if (report_measure(p, m)->dataset != DATASET_INSTALLS)
			continue;
		for (size_t g = 0; g < REGION_COUNT; g++) {
			const struct cell *c = results_find(p->r, m, report_regions_order[g]);
			if (!c)
				continue;
			struct flow_cell *row = flow_table_row(&t);
			if (g == 0)
				row[0].text = arena_printf(p->arena, "%s %s", report_measure(p, m)->id,
							   report_measure(p, m)->title);
			row[1].text = region_name(c->region);
			report_set_level_text(p, &row[2], c, &c->raw);
			report_set_level(p, &row[3], c);
			/* A reason that all Regions share is said once. */
			if (c->level.value >= 0)
				row[4].text = report_reasons(p, c);
			else if (!said || strcmp(said, c->reason) != 0)
				row[4].text = said = c->reason;
		}
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3,
			     "First-time connectivity and other measures of installations, raw and adjusted",
			     NULL, 60);
	flow_table_draw(&p->flow, &t);
}

/* ---- returns ---- */

/* The second parts of the keys, each once, in the order of their rows. */
static size_t tails(const struct look_rows *rows, const char *out[MAX_KINDS])
{
	size_t n = 0;
	for (size_t i = 0; i < rows->n; i++) {
		const char *tail = breakdown_part(rows->rows[i], 1);
		size_t k = 0;
		while (k < n && strcmp(out[k], tail) != 0)
			k++;
		if (k == n && n < MAX_KINDS)
			out[n++] = tail;
	}
	return n;
}

static void returns_table(struct report *p, int item)
{
	struct look_rows reasons = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "srv", NULL);
	struct look_rows pairs =
		look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "srv", "finding", NULL);
	const char *found[MAX_KINDS];
	size_t n = tails(&pairs, found);
	struct flow_column columns[MAX_KINDS + 2] = { { "Reason the User gave", 0.28, ANCHOR_START },
						      { "Returned", 0.12, ANCHOR_END } };
	for (size_t i = 0; i < n; i++)
		columns[2 + i] = (struct flow_column){ strcmp(found[i], "-") ? found[i] : "no finding yet",
						       0.60 / (double)n, ANCHOR_END };
	if (!n)
		columns[0].share = 0.88;
	struct flow_table t;
	flow_table_init(&t, columns, (int)n + 2);
	for (size_t i = 0; i < reasons.n; i++) {
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = sentence_srv(p->r, reasons.rows[i]->key, p->arena);
		row[1].text = report_count(p, reasons.rows[i]->good);
		for (size_t k = 0; k < n; k++) {
			const struct breakdown_row *pair =
				topic_under(p, &pairs, reasons.rows[i]->key, found[k]);
			row[2 + k].text = pair ? sentence_share(pair, p->arena) : "0";
		}
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, "Returned, by the reason given and by what triage found", NULL, 60);
	flow_table_draw(&p->flow, &t);
}

static void clocks_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Clock", 0.18, ANCHOR_START },  { "North", 0.16, ANCHOR_END },
		{ "Central", 0.16, ANCHOR_END },  { "South", 0.16, ANCHOR_END },
		{ "National", 0.19, ANCHOR_END }, { "Not yet run out, nationally", 0.15, ANCHOR_END },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	for (int i = look_next(p->r, KIND_IN_TIME, DATASET_RETURNS, LOOK_NONE); i != LOOK_NONE;
	     i = look_next(p->r, KIND_IN_TIME, DATASET_RETURNS, i)) {
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = report_measure(p, i)->title;
		for (size_t g = 0; g < REGION_COUNT; g++) {
			const struct breakdown_row *all = only(p, i, report_regions_order[g]);
			row[1 + g].text =
				all && all->total
					? arena_printf(p->arena, "%s of %s, %s%s", report_count(p, all->good),
						       report_count(p, all->total), topic_level(all),
						       sentence_mark(p->r, i))
					: "\u2013";
			row[1 + g].bold = report_regions_order[g] == REGION_NONE;
		}
		const struct breakdown_row *national = only(p, i, REGION_NONE);
		row[5].text = report_count(p, national ? look_running(p->r, national) : 0);
	}
	if (!t.n_rows)
		return;
	flow_heading(&p->flow, 3, "The clocks of a return", NULL, 60);
	flow_table_draw(&p->flow, &t);
	flow_text(&p->flow, flow_small, 11.5,
		  p->r->has_cutoff
			  ? "Not yet run out: unanswered, with time left at the cut-off; pending, and in no number beside it."
			  : "Not yet run out: unanswered, with time left when the data ends; they count as missed, unless a "
			    "cut-off is given.");
}

void report_hubs(struct report *p)
{
	int installs = look_find(p->r, LOOK_INSTALLS), returns = look_find(p->r, LOOK_RETURNS);
	topic_begin(p, sentence_hubs, LOOK_NONE);
	if (!topic_absent(p, installs, "Installed in the month, and in service")) {
		installs_table(p, installs);
		topic_chart(p, &chart_hubs);
		adjusted_table(p);
	}
	if (!topic_absent(p, returns, "Returned hubs")) {
		returns_table(p, returns);
		clocks_table(p);
		topic_definition(p, returns);
	}
}

/* ---- loss of connection ---- */

/* By Region and, when there is a `column`, by its values. */
static void losses_table(struct report *p, int item, const char *title, const char *what, const char *column)
{
	const int first = column ? 0 : 1;
	const struct flow_column columns[] = {
		{ what, 0.22, ANCHOR_START },
		{ "Region", column ? 0.14 : 0.36, ANCHOR_START },
		{ "Devices off at some time", 0.17, ANCHOR_END },
		{ "Still off at the end", 0.20, ANCHOR_END },
		{ "Connected, share of the month", 0.27, ANCHOR_END },
	};
	struct flow_table t;
	flow_table_init(&t, columns + first, 5 - first);
	for (size_t g = 0; g < REGION_COUNT; g++) {
		enum region region = report_regions_order[g];
		struct look_rows devices =
			look_rows(p->r, item, FIGURE_DEVICES, region, p->arena, column, NULL);
		struct look_rows minutes =
			look_rows(p->r, item, FIGURE_MINUTES, region, p->arena, column, NULL);
		sentence_sort_payments(&devices, p->arena);
		for (size_t i = 0; i < devices.n && i < TOPIC_MAX_ROWS; i++) {
			const struct breakdown_row *d = devices.rows[i];
			struct flow_cell *row = flow_table_row(&t);
			if (column)
				row++->text = strcmp(d->key, "-") ? d->key : "not stated";
			row[0].text = region_name(region);
			row[1].text = report_count(p, d->total);
			row[2].text = sentence_share(d, p->arena);
			row[3].text = topic_level(look_key(&minutes, d->key));
			for (int k = -!first; k < 4; k++)
				row[k].bold = region == REGION_NONE;
		}
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, title, NULL, 60);
	flow_table_draw(&p->flow, &t);
}

void report_losses(struct report *p)
{
	int item = look_find(p->r, LOOK_LOSSES);
	if (!topic_begin(p, sentence_losses, item))
		return;
	losses_table(p, item, "By Region", "", NULL);
	losses_table(p, item, "By how the customer pays: prepayment apart", "Payment mode", "payment_mode");
	topic_chart(p, &chart_losses);
	losses_table(p, item, "By type of device", "Device type", "device_type");
	topic_definition(p, item);
}
