/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Business processes, forecast accuracy, and changes of definition. */
#include "render/report_topics.h"
#include "render/sentence.h"

#include <math.h>
#include <string.h>

/* ---- business processes ---- */

static const char *time_of(struct report *p, const struct look_rows *times, const char *head,
			   const char *quantile)
{
	const struct breakdown_row *row = topic_under(p, times, head, quantile);
	return row ? sentence_duration(row->good, p->arena) : "\u2013";
}

static const char *response_of(struct report *p, const struct look_rows *rows, const char *head,
			       enum response what)
{
	const struct breakdown_row *row = topic_under(p, rows, head, response_name(what));
	return row ? report_count(p, row->good) : "0";
}

static void overview_table(struct report *p, int item)
{
	static const struct flow_column columns[] = {
		{ "Business process", 0.19, ANCHOR_START },
		{ "Attempts", 0.09, ANCHOR_END },
		{ "Success", 0.09, ANCHOR_END },
		{ "Network failed", 0.08, ANCHOR_END },
		{ "Requester refused", 0.10, ANCHOR_END },
		{ "No answer", 0.08, ANCHOR_END },
		{ "Within target", 0.09, ANCHOR_END },
		{ "Median", 0.09, ANCHOR_END },
		{ "95 % within", 0.09, ANCHOR_END },
		{ "99 % within", 0.10, ANCHOR_END },
	};
	enum region all = REGION_NONE;
	struct look_rows rows = look_rows(p->r, item, FIGURE_MAIN, all, p->arena, "process", NULL);
	struct look_rows success = look_rows(p->r, item, FIGURE_SUCCESS, all, p->arena, "process", NULL);
	struct look_rows within = look_rows(p->r, item, FIGURE_WITHIN, all, p->arena, "process", NULL);
	struct look_rows answers =
		look_rows(p->r, item, FIGURE_MAIN, all, p->arena, "process", "response", NULL);
	struct look_rows times =
		look_rows(p->r, item, FIGURE_MAIN, all, p->arena, "process", "quantile", NULL);
	struct flow_table t;
	flow_table_init(&t, columns, 10);
	t.size = 7.8;
	look_sort(&rows, p->arena);
	for (size_t i = 0; i < rows.n && i < TOPIC_MAX_ROWS; i++) {
		const char *key = rows.rows[i]->key;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = sentence_process(p->r, key);
		row[1].text = report_count(p, rows.rows[i]->good);
		row[2].text = topic_level(look_key(&success, key));
		row[3].text = response_of(p, &answers, key, RESPONSE_NETWORK);
		row[4].text = response_of(p, &answers, key, RESPONSE_REQUESTER);
		row[5].text = response_of(p, &answers, key, RESPONSE_NO_ANSWER);
		row[6].text = topic_marked_level(p, look_key(&within, key), item);
		row[7].text = time_of(p, &times, key, "p50");
		row[8].text = time_of(p, &times, key, "p95");
		row[9].text = time_of(p, &times, key, "p99");
	}
	flow_heading(&p->flow, 3, "Attempts, answers and times of the round trip", NULL, 60);
	flow_table_draw(&p->flow, &t);
	flow_text(&p->flow, flow_small, 11.5,
		  "The network's failures and the requester's are told apart by response code. Times come "
		  "from a histogram, "
		  "within 0.8 % of the exact ones.");
}

/* Success and within target by Region: a line for each process. */
static void regions_table(struct report *p, int item)
{
	static const struct flow_column columns[] = {
		{ "Business process", 0.24, ANCHOR_START },
		{ "Success, North", 0.12, ANCHOR_END },
		{ "Success, Central", 0.12, ANCHOR_END },
		{ "Success, South", 0.12, ANCHOR_END },
		{ "Within target, North", 0.135, ANCHOR_END },
		{ "Within target, Central", 0.13, ANCHOR_END },
		{ "Within target, South", 0.135, ANCHOR_END },
	};
	static const struct flow_column times_columns[] = {
		{ "Business process", 0.24, ANCHOR_START },
		{ "Median, North", 0.12, ANCHOR_END },
		{ "Median, Central", 0.12, ANCHOR_END },
		{ "Median, South", 0.12, ANCHOR_END },
		{ "95 % within, North", 0.135, ANCHOR_END },
		{ "95 % within, Central", 0.13, ANCHOR_END },
		{ "95 % within, South", 0.135, ANCHOR_END },
	};
	struct look_rows rows = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "process", NULL);
	struct look_rows success[REGION_COUNT], within[REGION_COUNT], times[REGION_COUNT];
	struct flow_table levels, durations;
	for (int g = REGION_N; g <= REGION_S; g++) {
		enum region region = (enum region)g;
		success[g] = look_rows(p->r, item, FIGURE_SUCCESS, region, p->arena, "process", NULL);
		within[g] = look_rows(p->r, item, FIGURE_WITHIN, region, p->arena, "process", NULL);
		times[g] = look_rows(p->r, item, FIGURE_MAIN, region, p->arena, "process", "quantile", NULL);
	}
	flow_table_init(&levels, columns, 7);
	flow_table_init(&durations, times_columns, 7);
	look_sort(&rows, p->arena);
	for (size_t i = 0; i < rows.n && i < TOPIC_MAX_ROWS; i++) {
		const char *key = rows.rows[i]->key;
		struct flow_cell *level = flow_table_row(&levels), *duration = flow_table_row(&durations);
		level[0].text = duration[0].text = sentence_process(p->r, key);
		for (int g = REGION_N; g <= REGION_S; g++) {
			level[g].text = topic_level(look_key(&success[g], key));
			level[3 + g].text = topic_marked_level(p, look_key(&within[g], key), item);
			duration[g].text = time_of(p, &times[g], key, "p50");
			duration[3 + g].text = time_of(p, &times[g], key, "p95");
		}
	}
	/* Each table whole on its page. */
	double height = fmin(60 + 17 * (double)levels.n_rows, 400);
	flow_heading(&p->flow, 3, "By Region: success, and answers within the user's target", NULL, height);
	flow_table_draw(&p->flow, &levels);
	flow_heading(&p->flow, 3, "By Region: times of the round trip", NULL, height);
	flow_table_draw(&p->flow, &durations);
}

static void generations_table(struct report *p, int item)
{
	static const struct flow_column columns[] = {
		{ "Business process", 0.28, ANCHOR_START }, { "Generation", 0.14, ANCHOR_START },
		{ "Requests", 0.13, ANCHOR_END },           { "Success", 0.15, ANCHOR_END },
		{ "Within target", 0.15, ANCHOR_END },      { "Median", 0.15, ANCHOR_END },
	};
	struct look_rows success =
		look_rows(p->r, item, FIGURE_SUCCESS, REGION_NONE, p->arena, "process", "generation", NULL);
	struct look_rows within =
		look_rows(p->r, item, FIGURE_WITHIN, REGION_NONE, p->arena, "process", "generation", NULL);
	struct look_rows times = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "process",
					   "generation", "quantile", NULL);
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	for (size_t i = 0; i < success.n && i < TOPIC_MAX_ROWS; i++) {
		const char *key = success.rows[i]->key, *generation = breakdown_part(success.rows[i], 1);
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = sentence_process(p->r, breakdown_part(success.rows[i], 0));
		row[1].text = strcmp(generation, "-") ? generation : "not stated";
		row[2].text = report_count(p, success.rows[i]->total);
		row[3].text = topic_level(success.rows[i]);
		row[4].text = topic_marked_level(p, look_key(&within, key), item);
		row[5].text = time_of(p, &times, key, "p50");
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, "By generation of the equipment", NULL, 60);
	flow_table_draw(&p->flow, &t);
	topic_more(p, success.n > TOPIC_MAX_ROWS ? success.n - TOPIC_MAX_ROWS : 0, "Processes");
}

void report_processes(struct report *p)
{
	int item = look_find(p->r, LOOK_JOURNEYS);
	if (!topic_begin(p, sentence_processes, item) ||
	    !look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "process", NULL).n)
		return;
	topic_chart(p, &chart_processes);
	overview_table(p, item);
	regions_table(p, item);
	generations_table(p, item);
	topic_definition(p, item);
}

/* ---- forecasts ---- */

void report_forecasts(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Service Request, worst first", 0.42, ANCHOR_START },
		{ "Requests", 0.14, ANCHOR_END },
		{ "Forecast", 0.14, ANCHOR_END },
		{ "Than forecast", 0.16, ANCHOR_END },
		{ "Verdict", 0.14, ANCHOR_START },
	};
	int item = look_find(p->r, LOOK_FORECAST);
	if (!topic_begin(p, sentence_forecasts, item))
		return;
	struct look_rows rows = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "srv", NULL);
	struct flow_table t;
	if (!rows.n)
		return;
	topic_chart(p, &chart_forecasts);
	flow_table_init(&t, columns, 5);
	for (size_t i = 0; i < rows.n && i < 2 * TOPIC_MAX_ROWS; i++) {
		const struct breakdown_row *r = rows.rows[i];
		struct flow_cell *row = flow_table_row(&t);
		bool judged = r->level.status == STATUS_GREEN || r->level.status == STATUS_RED;
		row[0].text = sentence_srv(p->r, r->key, p->arena);
		row[1].text = report_count(p, r->good);
		bool known;
		sentence_forecast_nano(p->r, r, &known);
		row[2].text = known || judged || r->total ? sentence_forecast(p->r, r, p->arena) : "none";
		row[3].text = r->level.value > 0 ? sentence_than_forecast(p->r, r, p->arena) : topic_level(r);
		row[4].text = sentence_forecast_verdict(r);
		row[4].bold = r->level.status == STATUS_RED;
	}
	flow_heading(&p->flow, 3, "Every Service Request variant", NULL, 60);
	flow_table_draw(&p->flow, &t);
	topic_more(p, rows.n > 2 * TOPIC_MAX_ROWS ? rows.n - 2 * TOPIC_MAX_ROWS : 0, "Forecasts");
	topic_definition(p, item);
}

/* ---- changes of definition ---- */

void report_changes(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.13, ANCHOR_START },   { "What", 0.13, ANCHOR_START },
		{ "Before", 0.25, ANCHOR_START },    { "Now", 0.25, ANCHOR_START },
		{ "Authority", 0.24, ANCHOR_START },
	};
	flow_text(&p->flow, flow_body, 13,
		  "The report may only be changed by the process of the Code, so every change of a "
		  "definition, a target or a "
		  "composition since the month before stands here with its authority.");
	flow_space(&p->flow, 5);
	topic_begin(p, sentence_changes, LOOK_NONE);
	struct flow_table t;
	flow_table_init(&t, columns, 5);
	for (size_t i = 0; i < p->r->n_changes && i < REPORT_MAX_EXCLUSIONS; i++) {
		const struct edition_change *c = &p->r->changes[i];
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = *c->measure ? c->measure : "the edition";
		row[1].text = c->what;
		row[2].text = *c->before ? report_remark(p, c->before) : "\u2013";
		row[3].text = *c->after ? report_remark(p, c->after) : "\u2013";
		row[4].text = *c->authority ? c->authority : "NO AUTHORITY GIVEN";
		row[4].bold = !*c->authority;
	}
	flow_table_draw(&p->flow, &t);
	topic_more(p, p->r->n_changes > REPORT_MAX_EXCLUSIONS ? p->r->n_changes - REPORT_MAX_EXCLUSIONS : 0,
		   "Changes");
}
