/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_demand.c - the sheets about incidents, business processes and forecasts.
 */
#include "render/book_topics.h"
#include "render/sentence.h"

#include <string.h>

/* --- Incidents --- */

struct incident_table {
	const char *what, *parts[2];
	bool is_key;  /* the first part says whether it is a key incident: Y, or nothing */
	bool is_open; /* without those that are resolved: they have no age */
};

static void put_counts(struct topic_sheet *t, const struct incident_table *table,
		       const struct look_rows *rows)
{
	for (size_t i = 0; i < rows->n && book_topic_room(t); i++) {
		const char *parts[] = { breakdown_part(rows->rows[i], 0), breakdown_part(rows->rows[i], 1) };
		bool resolved = false;

		for (int k = 0; k < 2; k++)
			resolved |= !strcmp(sentence_ordered(parts[k]), "resolved");
		if (table->is_open && resolved)
			continue;
		if (table->is_key)
			parts[0] = strcmp(parts[0], "Y") ? "not key" : "key";
		book_topic_text(t, 0, table->what);
		for (int k = 0; k < 2; k++)
			book_topic_key(t, 1 + k, sentence_ordered(parts[k]), "not stated");
		book_topic_count(t, 3, rows->rows[i], false);
		book_topic_count(t, 4, rows->rows[i], true);
		book_topic_level(t, 5, rows->rows[i]);
		t->row++;
	}
}

static void write_incidents(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "By", 30 },        { "Value", 26 }, { "And", 26 },
		{ "Incidents", 11 }, { "Of", 10 },    { "Share", 10 },
	};
	static const struct incident_table tables[] = {
		{ .what = "category, resolved or open", .parts = { "category", "open" } },
		{ .what = "resolver, resolved or open", .parts = { "resolver", "open" } },
		{ .what = "cause", .parts = { "cause" } },
		{ .what = "key or not, cause", .parts = { "key", "cause" }, .is_key = true },
		{ .what = "cause, category", .parts = { "cause", "category" } },
		{ .what = "age of open ones", .parts = { "age" }, .is_open = true },
		{ .what = "resolver, age of open ones", .parts = { "resolver", "age" }, .is_open = true },
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };
	int item = look_find(r, LOOK_INCIDENTS);

	if (!book_topic_begin(&t, sentence_incidents, "Incidents", item, columns, 6))
		return;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena,
						  tables[i].parts[0], tables[i].parts[1], NULL);

		put_counts(&t, &tables[i], &rows);
	}
	book_topic_end(&t, 6);
}
const struct book_page book_incidents = { "Incidents", "incidents by category, resolver, cause and age",
					  write_incidents };

static size_t about_what_if(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	(void)r;
	(void)arena;
	out[0] = "A line is one incident put into another category, and what its measure would then be; the others stay as "
		 "they are.";
	return 1;
}

static void write_what_if(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Incident", 20 },  { "Category", 10 },   { "As category", 10 }, { "Measure", 15 },
		{ "Good would be", 10 }, { "Total would be", 10 }, { "Level would be", 11 }, { "Status would be", 13 },
		{ "Level as it is", 11 }, { "Status as it is", 13 },
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };
	int item = look_find(r, LOOK_WHAT_IF);
	char status[24];

	if (!book_topic_begin(&t, about_what_if, "What another category of one incident would do", item,
			      columns, 10))
		return;
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "change", NULL);
	for (size_t i = 0; i < rows.n && book_topic_room(&t); i++, t.row++) {
		const struct breakdown_row *change = rows.rows[i];
		int m = catalogue_find(r->catalogue, text_of(breakdown_part(change, 3)));
		const struct cell *now = m < 0 ? NULL : results_find(r, m, REGION_NONE);
		for (int k = 0; k < 3; k++)
			book_topic_text(&t, k, breakdown_part(change, k));
		book_topic_text(&t, 3, m < 0 ? breakdown_part(change, 3) : book_id(r, m, arena));
		book_topic_count(&t, 4, change, false);
		book_topic_count(&t, 5, change, true);
		book_topic_level(&t, 6, change);
		book_topic_text(&t, 7, book_status(change->level.status, status));
		if (!now)
			continue;
		sheet_level(s, t.row, 8, &now->level);
		book_topic_text(&t, 9, book_status(now->level.status, status));
	}
	book_topic_end(&t, 10);
	sheet_colour(s, BOOK_FIRST, t.row, 6, 7, 7);
	sheet_colour(s, BOOK_FIRST, t.row, 8, 9, 9);
}
const struct book_page book_what_if = { "What if", "what another category of one incident would do",
					write_what_if };

/* --- Processes --- */

static void put_time(struct topic_sheet *t, int column, const struct look_rows *times, const char *head,
		     const char *quantile)
{
	const struct breakdown_row *row = look_key(times, arena_printf(t->arena, "%s / %s", head, quantile));

	if (row)
		sheet_number(t->s, t->row, column, BOOK_SECONDS, (double)row->good / 1e6);
	else
		sheet_blank(t->s, t->row, column);
}

static void put_processes(struct topic_sheet *t, int item, enum region region)
{
	struct look_rows rows = look_rows(t->r, item, FIGURE_MAIN, region, t->arena, "process", NULL);
	struct look_rows success = look_rows(t->r, item, FIGURE_SUCCESS, region, t->arena, "process", NULL);
	struct look_rows within = look_rows(t->r, item, FIGURE_WITHIN, region, t->arena, "process", NULL);
	struct look_rows answers =
		look_rows(t->r, item, FIGURE_MAIN, region, t->arena, "process", "response", NULL);
	struct look_rows times =
		look_rows(t->r, item, FIGURE_MAIN, region, t->arena, "process", "quantile", NULL);

	for (size_t i = 0; i < rows.n && book_topic_room(t); i++, t->row++) {
		const char *key = rows.rows[i]->key;

		book_topic_text(t, 0, sentence_process(t->r, key));
		book_topic_text(t, 1, region_name(region));
		sheet_text(t->s, t->row, 2, BOOK_PLAIN, "all");
		book_topic_count(t, 3, rows.rows[i], false);
		for (int k = 0; k < 4; k++) {
			static const enum response what[] = { RESPONSE_SUCCESS, RESPONSE_NETWORK,
							      RESPONSE_REQUESTER, RESPONSE_NO_ANSWER };
			const char *pair = arena_printf(t->arena, "%s / %s", key, response_name(what[k]));
			const struct breakdown_row *answer = look_key(&answers, pair);

			sheet_count(t->s, t->row, 4 + k, answer ? answer->good : 0);
		}
		book_topic_count(t, 8, look_key(&success, key), true);
		book_topic_level(t, 9, look_key(&success, key));
		book_topic_level(t, 10, look_key(&within, key));
		put_time(t, 11, &times, key, "p50");
		put_time(t, 12, &times, key, "p95");
		put_time(t, 13, &times, key, "p99");
	}
}

static void put_generations(struct topic_sheet *t, int item, enum region region)
{
	struct look_rows success =
		look_rows(t->r, item, FIGURE_SUCCESS, region, t->arena, "process", "generation", NULL);
	struct look_rows within =
		look_rows(t->r, item, FIGURE_WITHIN, region, t->arena, "process", "generation", NULL);
	struct look_rows times = look_rows(t->r, item, FIGURE_MAIN, region, t->arena, "process", "generation",
					   "quantile", NULL);

	for (size_t i = 0; i < success.n && book_topic_room(t); i++, t->row++) {
		const char *key = success.rows[i]->key;

		book_topic_text(t, 0, sentence_process(t->r, breakdown_part(success.rows[i], 0)));
		book_topic_text(t, 1, region_name(region));
		book_topic_key(t, 2, breakdown_part(success.rows[i], 1), "not stated");
		sheet_blank(t->s, t->row, 3);
		book_topic_count(t, 4, success.rows[i], false);
		for (int k = 5; k < 8; k++)
			sheet_blank(t->s, t->row, k);
		book_topic_count(t, 8, success.rows[i], true);
		book_topic_level(t, 9, success.rows[i]);
		book_topic_level(t, 10, look_key(&within, key));
		put_time(t, 11, &times, key, "p50");
		put_time(t, 12, &times, key, "p95");
		put_time(t, 13, &times, key, "p99");
	}
}

static void write_processes(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Business process", 30 },         { "Region", 11 },          { "Generation", 12 },
		{ "Attempts", 11 },                 { "Success", 11 },         { "Network's failures", 11 },
		{ "Refused to the requester", 12 }, { "No answer", 11 },       { "Attempts judged", 11 },
		{ "Rate of success", 11 },          { "Within the user's target", 12 },
		{ "Median, seconds", 11 },          { "95 % within, seconds", 12 },
		{ "99 % within, seconds", 12 },
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };
	int item = look_find(r, LOOK_JOURNEYS);

	if (!book_topic_begin(&t, sentence_processes, "Service Requests by business process", item, columns,
			      14))
		return;
	for (int g = 0; g < REGION_COUNT; g++)
		put_processes(&t, item, book_topic_regions[g]);
	for (int g = 0; g < REGION_COUNT; g++)
		put_generations(&t, item, book_topic_regions[g]);
	book_topic_end(&t, 14);
}
const struct book_page book_processes = { "Processes",
					  "Service Requests by business process, Region and generation",
					  write_processes };

/* --- Forecasts --- */

#define NANO 1000000000u

static void write_forecasts(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Service Request", 16 }, { "Name", 44 },   { "Requests", 12 },
		{ "Forecast", 12 },        { "Off by", 11 }, { "Verdict", 13 },
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };
	int item = look_find(r, LOOK_FORECAST);

	if (!book_topic_begin(&t, sentence_forecasts, "Forecasts, the worst first", item, columns, 6))
		return;
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "srv", NULL);
	for (size_t i = 0; i < rows.n && book_topic_room(&t); i++, t.row++) {
		const struct breakdown_row *row = rows.rows[i];
		bool known;

		book_topic_text(&t, 0, row->key);
		book_topic_text(&t, 1, sentence_name(r, DICTIONARY_SRVS, row->key));
		book_topic_count(&t, 2, row, false);
		uint64_t nano = sentence_forecast_nano(r, row, &known);
		/* Not the whole number: what it is off by is measured from this one. */
		if (known && nano % NANO)
			sheet_number(s, t.row, 3, BOOK_DECIMAL, (double)nano / NANO);
		else if (known || row->total || row->level.value >= 0)
			book_topic_count(&t, 3, row, true);
		else
			sheet_blank(s, t.row, 3);
		book_topic_level(&t, 4, row);
		book_topic_text(&t, 5, sentence_forecast_verdict(row));
	}
	book_topic_end(&t, 6);
}
const struct book_page book_forecasts = { "Forecasts", "requests against their forecast, the worst first",
					  write_forecasts };
