/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_topics.c - what the sheets about the service share, and the sheets Sampling, Breakdowns and Changes.
 */
#include "render/book_topics.h"

#include <string.h>

const enum region book_topic_regions[REGION_COUNT] = { REGION_N, REGION_C, REGION_S, REGION_NONE };

static bool has_rows(const struct results *r, int item)
{
	for (size_t i = 0; i < r->n_breakdowns; i++)
		if (r->breakdowns[i].measure == item)
			return true;
	return false;
}

bool book_topic_begin(struct topic_sheet *t, sentence_topic *topic, const char *title, int item,
		      const struct book_column *columns, int n_columns)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	size_t n = topic(t->r, t->arena, lines);
	const char *missing = item == BOOK_NO_ITEM ? "" : look_missing(t->r, item, t->arena);

	bool any = item == BOOK_NO_ITEM || has_rows(t->r, item);

	const char *note = *missing ? missing : n ? lines[0] : "";

	if (any && t->remark && *t->remark)
		note = arena_printf(t->arena, "%s%s%s", note, *note ? " " : "", t->remark);
	/* Supplied without rows: the sentence says so, and an empty table would say less. */
	t->row = BOOK_FIRST;
	sheet_table(t->s, title, note, columns, *missing || !any ? 0 : n_columns);
	return !*missing && any;
}

void book_topic_end(struct topic_sheet *t, int n_columns)
{
	sheet_table_end(t->s, n_columns, t->row);
}

void book_topic_count(struct topic_sheet *t, int column, const struct breakdown_row *row, bool total)
{
	if (row)
		sheet_count(t->s, t->row, column, total ? row->total : row->good);
	else
		sheet_blank(t->s, t->row, column);
}

void book_topic_level(struct topic_sheet *t, int column, const struct breakdown_row *row)
{
	if (row)
		sheet_level(t->s, t->row, column, &row->level);
	else
		sheet_blank(t->s, t->row, column);
}

void book_topic_text(struct topic_sheet *t, int column, const char *text)
{
	sheet_text(t->s, t->row, column, column ? BOOK_PLAIN : BOOK_STRONG, text);
}

void book_topic_key(struct topic_sheet *t, int column, const char *key, const char *empty)
{
	book_topic_text(t, column, strcmp(key, "-") ? key : empty);
}

bool book_topic_room(const struct topic_sheet *t)
{
	return t->row < BOOK_FIRST + BOOK_MAX_ROWS;
}

/* --- Sampling --- */

static void write_sampling(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 },
		{ "Region", 10 },
		{ "Tests", 10 },
		{ "Tests needed", 10 },
		{ "Hubs, mean", 11 },
		{ "Fewest a day", 10 },
		{ "Most a day", 10 },
		{ "Days", 8 },
		{ "Days without", 10 },
		{ "Level", 11 },
		{ "Status", 13 },
		{ "Sample", 13 },
		{ "Why it falls short", 80 },
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };

	book_topic_begin(&t, sentence_sampling, "Sampling of the network by round-trip tests", BOOK_NO_ITEM,
			 columns, r->n_sampling ? 13 : 0);
	for (size_t i = 0; i < r->n_sampling; i++, t.row++) {
		const struct sampling_row *row = &r->sampling[i];
		const struct cell *c = results_find(r, row->measure, row->region);
		char status[24];

		book_topic_text(&t, 0, book_id(r, row->measure, arena));
		book_topic_text(&t, 1, region_name(row->region));
		sheet_count(s, t.row, 2, row->tests);
		if (row->has_hubs) {
			sheet_count(s, t.row, 3, row->needed);
			sheet_count(s, t.row, 4, row->hubs);
		} else {
			sheet_blank(s, t.row, 3);
			sheet_blank(s, t.row, 4);
		}
		sheet_count(s, t.row, 5, row->fewest);
		sheet_count(s, t.row, 6, row->most);
		sheet_count(s, t.row, 7, (uint64_t)row->n_days);
		sheet_count(s, t.row, 8, (uint64_t)row->n_idle);
		if (c) {
			sheet_level(s, t.row, 9, &c->level);
			book_topic_text(&t, 10, book_status(c->level.status, status));
		}
		book_topic_text(&t, 11, *row->reason ? "falls short" : row->has_hubs ? "valid" : "not known");
		sheet_text(s, t.row, 12, BOOK_WRAP, row->reason);
	}
	book_topic_end(&t, 13);
	sheet_colour(s, BOOK_FIRST, t.row, 9, 10, 10);
}
const struct book_page book_sampling = { "Sampling", "whether the round-trip tests stand for the service",
					 write_sampling };

/* --- Breakdowns --- */

static void write_breakdowns(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Item", 16 },  { "Region", 10 },   { "Dimension", 20 }, { "Key", 60 },   { "Good", 13 },
		{ "Total", 13 }, { "Excluded", 11 }, { "Refused", 11 },   { "Level", 11 }, { "Status", 13 },
	};
	uint32_t row = BOOK_FIRST;
	char status[24];

	sheet_table(s, "Breakdowns of the measures",
		    "Measures by the values of their dimensions; breakdowns.csv has every row, those of the "
		    "metrics too.",
		    columns, 10);
	for (size_t i = 0; i < r->n_breakdowns && row < BOOK_FIRST + BOOK_MAX_ROWS; i++) {
		const struct breakdown_row *b = &r->breakdowns[i];

		if (r->catalogue->measures[b->measure].is_metric)
			continue;
		sheet_text(s, row, 0, BOOK_STRONG, book_id(r, b->measure, arena));
		sheet_text(s, row, 1, BOOK_PLAIN, region_name(b->region));
		sheet_text(s, row, 2, BOOK_PLAIN, b->dimension);
		sheet_text(s, row, 3, BOOK_PLAIN, b->key);
		sheet_count(s, row, 4, b->good);
		sheet_count(s, row, 5, b->total);
		sheet_count(s, row, 6, b->excluded);
		sheet_count(s, row, 7, b->refused);
		sheet_level(s, row, 8, &b->level);
		sheet_text(s, row, 9, BOOK_PLAIN, book_status(b->level.status, status));
		row++;
	}
	sheet_table_end(s, 10, row);
	sheet_colour(s, BOOK_FIRST, row, 8, 9, 9);
}
const struct book_page book_breakdowns = { "Breakdowns", "the measures by the values of their dimensions",
					   write_breakdowns };

/* --- Changes --- */

static void write_changes(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 13 }, { "What changed", 18 }, { "Before", 50 },
		{ "Now", 50 },     { "Authority", 50 },
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };

	book_topic_begin(&t, sentence_changes, "Changes of definition", BOOK_NO_ITEM, columns,
			 r->n_changes ? 5 : 0);
	for (size_t i = 0; i < r->n_changes && book_topic_room(&t); i++, t.row++) {
		const struct edition_change *c = &r->changes[i];

		book_topic_text(&t, 0, *c->measure ? c->measure : "the edition");
		book_topic_text(&t, 1, c->what);
		sheet_text(s, t.row, 2, BOOK_WRAP, c->before);
		sheet_text(s, t.row, 3, BOOK_WRAP, c->after);
		sheet_text(s, t.row, 4, BOOK_WRAP, *c->authority ? c->authority : "NO AUTHORITY GIVEN");
	}
	book_topic_end(&t, 5);
}
const struct book_page book_changes = { "Changes", "changes of definition since the month before",
					write_changes };
