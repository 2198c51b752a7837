/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Alerts by code, Region and device combination, new devices, and the plans beside them. */
#include "render/report_topics.h"
#include "render/sentence.h"

#include <string.h>

struct alerts { /* the codes, most alerts first, and what else is known of them nationally */
	struct look_rows codes, rows, devices, new, regions[REGION_COUNT];
};

static struct look_rows by_code(struct report *p, enum look_item what, enum region region)
{
	return look_rows(p->r, look_find(p->r, what), FIGURE_MAIN, region, p->arena, "alert_code", NULL);
}

static void collect(struct report *p, struct alerts *a)
{
	a->codes = by_code(p, LOOK_ALERT_VOLUME, REGION_NONE);
	look_sort(&a->codes, p->arena);
	a->rows = by_code(p, LOOK_ALERTS, REGION_NONE);
	a->devices = by_code(p, LOOK_ALERT_DEVICES, REGION_NONE);
	a->new = by_code(p, LOOK_ALERT_NEW, REGION_NONE);
	for (int g = REGION_N; g <= REGION_S; g++)
		a->regions[g] = by_code(p, LOOK_ALERT_VOLUME, (enum region)g);
}

static void codes_table(struct report *p, const struct alerts *a)
{
	static const struct flow_column columns[] = {
		{ "Alert", 0.29, ANCHOR_START }, { "Alerts", 0.09, ANCHOR_END },  { "Share", 0.08, ANCHOR_END },
		{ "Rows", 0.08, ANCHOR_END },    { "North", 0.08, ANCHOR_END },   { "Central", 0.08, ANCHOR_END },
		{ "South", 0.08, ANCHOR_END },   { "Devices", 0.08, ANCHOR_END }, { "First time", 0.14, ANCHOR_END },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 9);
	for (size_t i = 0; i < a->codes.n && i < TOPIC_MAX_ROWS; i++) {
		const struct breakdown_row *code = a->codes.rows[i], *new = look_key(&a->new, code->key);
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = sentence_alert(p->r, code->key, p->arena);
		row[1].text = report_count(p, code->good);
		row[2].text = topic_level(code);
		row[3].text = topic_good(p, look_key(&a->rows, code->key));
		for (int g = REGION_N; g <= REGION_S; g++)
			row[3 + g].text = topic_good(p, look_key(&a->regions[g], code->key));
		row[7].text = topic_good(p, look_key(&a->devices, code->key));
		row[8].text = new ? sentence_share(new, p->arena) : "\u2013";
	}
	flow_heading(&p->flow, 3, "By alert code and Region", NULL, 60);
	flow_table_draw(&p->flow, &t);
	topic_more(p, a->codes.n > TOPIC_MAX_ROWS ? a->codes.n - TOPIC_MAX_ROWS : 0, "Alerts");
	flow_text(&p->flow, flow_small, 11.5,
		  "Alerts counts what a merged row stands for. First time: devices that did not raise the code in any "
		  "month before whose alerts are remembered, with their share of the devices that raised it.");
}

static void heads_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Area", 0.18, ANCHOR_START },
		{ "Alert", 0.30, ANCHOR_START },
		{ "Largest combination", 0.26, ANCHOR_START },
		{ "Alerts", 0.09, ANCHOR_END },
		{ "Of", 0.08, ANCHOR_END },
		{ "Share", 0.09, ANCHOR_END },
	};
	struct head heads[TOPIC_MAX_ROWS / 2];
	size_t n = sentence_heads(p->r, p->arena, heads, TOPIC_MAX_ROWS / 2);
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	for (size_t i = 0; i < n && i < TOPIC_MAX_ROWS / 2; i++) {
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = sentence_area(heads[i].area);
		row[1].text = sentence_alert(p->r, heads[i].code, p->arena);
		row[2].text = heads[i].combination;
		row[3].text = report_count(p, heads[i].row->good);
		row[4].text = report_count(p, heads[i].row->total);
		row[5].text = heads[i].row->level.display;
	}
	if (n)
		flow_heading(&p->flow, 3, "Head of the list: the largest device combination of each code",
			     NULL, 60);
	flow_table_draw(&p->flow, &t);
	topic_more(p, n - t.n_rows, "Alert devices");
}

static void combinations_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Alert", 0.32, ANCHOR_START }, { "Device combination", 0.26, ANCHOR_START },
		{ "Alerts", 0.10, ANCHOR_END },  { "Of the code", 0.10, ANCHOR_END },
		{ "Devices", 0.10, ANCHOR_END }, { "First time", 0.12, ANCHOR_END },
	};
	struct look_rows rows =
		look_rows(p->r, look_find(p->r, LOOK_ALERT_VOLUME), FIGURE_MAIN, REGION_NONE, p->arena,
			  "alert_code", "manufacturer", "model", "firmware_version", NULL);
	struct look_rows devices =
		look_rows(p->r, look_find(p->r, LOOK_ALERT_DEVICES), FIGURE_MAIN, REGION_NONE, p->arena,
			  "alert_code", "manufacturer", "model", "firmware_version", NULL);
	struct look_rows new =
		look_rows(p->r, look_find(p->r, LOOK_ALERT_NEW), FIGURE_MAIN, REGION_NONE, p->arena,
			  "alert_code", "manufacturer", "model", "firmware_version", NULL);
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	look_sort(&rows, p->arena);
	for (size_t i = 0; i < rows.n && i < TOPIC_MAX_ROWS / 2; i++) {
		const char *key = rows.rows[i]->key;
		const struct breakdown_row *first = look_key(&new, key);
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = sentence_alert(p->r, breakdown_part(rows.rows[i], 0), p->arena);
		row[1].text = sentence_parts(rows.rows[i], 1, 4, p->arena);
		row[2].text = report_count(p, rows.rows[i]->good);
		row[3].text = topic_level(rows.rows[i]);
		row[4].text = topic_good(p, look_key(&devices, key));
		row[5].text = first ? report_count(p, first->good) : "\u2013";
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, "Device combinations with most alerts", NULL, 60);
	flow_table_draw(&p->flow, &t);
	topic_more(p, rows.n > TOPIC_MAX_ROWS / 2 ? rows.n - TOPIC_MAX_ROWS / 2 : 0, "Alert devices");
}

static void plan_row(struct report *p, struct flow_table *t, const char *code, const struct code_plan *found)
{
	const struct remediation_row *plan = found->last, *first = found->first;
	struct flow_cell *row = flow_table_row(t);
	row[0].text = code;
	row[1].text = region_name(plan->region);
	row[2].text = report_remark(p, plan->action);
	row[3].text = plan->owner;
	row[4].text = plan->green_by.month ? sentence_month(plan->green_by, p->arena) : "no date";
	row[4].bold = true;
	row[5].text =
		month_compare(first->green_by, plan->green_by) == 0
			? arena_printf(p->arena, "unchanged since %s", report_date(p, first->recorded_on))
			: arena_printf(p->arena, "was %s",
				       first->green_by.month ? sentence_month(first->green_by, p->arena) : "no date");
}

static void plans_table(struct report *p, const struct alerts *a)
{
	static const struct flow_column columns[] = {
		{ "Code", 0.08, ANCHOR_START },
		{ "Region", 0.10, ANCHOR_START },
		{ "Root-cause plan", 0.36, ANCHOR_START },
		{ "Owner", 0.11, ANCHOR_START },
		{ "Done by", 0.15, ANCHOR_START },
		{ "Promise before", 0.20, ANCHOR_START },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	for (size_t i = 0; i < a->codes.n && i < TOPIC_MAX_ROWS / 2; i++) {
		const char *code = a->codes.rows[i]->key;
		for (size_t g = 0; g < REGION_COUNT; g++) {
			const struct code_plan *found;
			size_t n = sentence_code_plans(p->r, code, report_regions_order[g], p->arena, &found);
			for (size_t k = 0; k < n; k++)
				plan_row(p, &t, code, &found[k]);
		}
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, "Root-cause plans for the codes with most alerts", NULL, 60);
	flow_table_draw(&p->flow, &t);
}

void report_alerts(struct report *p)
{
	int item = look_find(p->r, LOOK_ALERT_VOLUME);
	struct alerts a;
	if (!topic_begin(p, sentence_alerts, item))
		return;
	collect(p, &a);
	if (!a.codes.n)
		return;
	topic_chart(p, &chart_alerts);
	codes_table(p, &a);
	heads_table(p);
	combinations_table(p);
	plans_table(p, &a);
	topic_definition(p, item);
}
