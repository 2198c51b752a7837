/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_hubs.c - the sheets about hubs: installations and population, returns, loss of connection.
 */
#include "render/book_topics.h"
#include "render/sentence.h"

#include <string.h>

static const struct breakdown_row *only(const struct topic_sheet *t, int item, enum region region)
{
	struct look_rows rows = look_rows(t->r, item, FIGURE_MAIN, region, t->arena, NULL);

	return rows.n ? rows.rows[0] : NULL;
}

/* --- Hubs --- */

static void put_reasons(struct topic_sheet *t, int column, const struct cell *c)
{
	const char *text = "";

	for (size_t i = 0; i < t->r->n_exclusions; i++) {
		const struct exclusion_row *x = &t->r->exclusions[i];

		if (x->measure == c->measure && x->region == c->region)
			text = arena_printf(t->arena, "%s%s%s %s%s", text, *text ? ", " : "",
					    sentence_count(x->count, t->arena), x->reason,
					    x->allowed ? "" : " (refused)");
	}
	sheet_text(t->s, t->row, column, BOOK_WRAP, text);
}

static void put_count(struct topic_sheet *t, int column, const uint64_t *n)
{
	if (n)
		sheet_count(t->s, t->row, column, *n);
	else
		sheet_blank(t->s, t->row, column);
}

/* Installations and population, then the measures of installations raw and adjusted, all as figures by
 * Region. */
static void write_hubs(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Region", 12 },
		{ "Installed", 11 },
		{ "With WAN, 8.14.1", 12 },
		{ "Without WAN, 8.14.2", 12 },
		{ "Left out", 10 },
		{ "In service, first day", 12 },
		{ "In service, last day", 12 },
		{ "In service, mean", 12 },
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };
	int item = look_find(r, LOOK_INSTALLS), population = look_find(r, LOOK_POPULATION);
	struct book_chart chart = {
		.title = "Hubs installed in the month",
		.x_title = "Region",
		.y_title = "Hubs",
		.description = "Stacked bars: hubs installed with and without the wide area network. The "
			       "figures stand in the table.",
		.bars = true,
		.n_series = 2,
		.series = { { "With WAN", "=Hubs!$A$4:$A$6", "=Hubs!$C$4:$C$6", 0x1B4F7A, false },
			    { "Without WAN", "=Hubs!$A$4:$A$6", "=Hubs!$D$4:$D$6", 0x7FA8C9, false } },
	};

	if (!book_topic_begin(&t, sentence_hubs, "Communications Hubs installed and in service", item,
			      columns, 8))
		return;
	for (int g = 0; g < REGION_COUNT; g++, t.row++) {
		enum region region = book_topic_regions[g];
		struct look_rows srvs = look_rows(r, item, FIGURE_MAIN, region, arena, "srv", NULL);
		struct look_rows hubs = look_rows(r, population, FIGURE_MAIN, region, arena, "summary", NULL);
		struct look_rows all = look_rows(r, item, FIGURE_MAIN, region, arena, NULL);

		book_topic_text(&t, 0, region_name(region));
		put_count(&t, 1, look_count(&all, "all"));
		put_count(&t, 2, look_count(&srvs, "8.14.1"));
		put_count(&t, 3, look_count(&srvs, "8.14.2"));
		put_count(&t, 4, all.n ? &all.rows[0]->excluded : look_count(&all, "all"));
		book_topic_count(&t, 5, look_key(&hubs, "first_day"), false);
		book_topic_count(&t, 6, look_key(&hubs, "last_day"), false);
		book_topic_count(&t, 7, look_key(&hubs, "mean"), false);
	}
	book_topic_end(&t, 8);
	sheet_chart(s, t.row + 1, 0, &chart);
}
const struct book_page book_hubs = { "Hubs", "hubs installed and in service, by Region", write_hubs };

static void write_adjusted(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 14 },         { "Title", 46 },
		{ "Region", 11 },          { "Raw level", 11 },
		{ "Raw status", 13 },      { "Adjusted level", 11 },
		{ "Adjusted status", 13 }, { "Exceptions", 11 },
		{ "Refused", 10 },         { "Exceptions by reason", 60 },
	};
	struct topic_sheet t = { s, r, arena, BOOK_FIRST, NULL };
	const char *missing = look_missing(r, look_find(r, LOOK_INSTALLS), arena);
	char status[24];

	if (*missing) {
		sheet_table(s, "Measures of installations, raw and adjusted", missing, columns, 0);
		return;
	}
	sheet_table(s, "Measures of installations, raw and adjusted",
		    "Exceptions change both the good and the total, so the level is shown with nothing left "
		    "out and with the allowed exceptions left out.",
		    columns, 10);
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *c = &r->cells[i];

		if (r->catalogue->measures[c->measure].dataset != DATASET_INSTALLS)
			continue;
		book_topic_text(&t, 0, book_id(r, c->measure, arena));
		book_topic_text(&t, 1, r->catalogue->measures[c->measure].title);
		book_topic_text(&t, 2, region_name(c->region));
		sheet_level(s, t.row, 3, &c->raw);
		book_topic_text(&t, 4, book_status(c->raw.status, status));
		sheet_level(s, t.row, 5, &c->level);
		book_topic_text(&t, 6, book_status(c->level.status, status));
		sheet_count(s, t.row, 7, c->excluded);
		sheet_count(s, t.row, 8, c->refused);
		put_reasons(&t, 9, c);
		t.row++;
	}
	book_topic_end(&t, 10);
	sheet_colour(s, BOOK_FIRST, t.row, 3, 4, 4);
	sheet_colour(s, BOOK_FIRST, t.row, 5, 6, 6);
}
const struct book_page book_adjusted = { "Installations",
					 "first-time connectivity and its like, raw and adjusted",
					 write_adjusted };

/* --- Returns --- */

static size_t about_returns(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	(void)r;
	(void)arena;
	out[0] = "Hubs returned in the month by the reason the user gave and what triage found; below, how many kept the "
		 "clocks of a return.";
	return 1;
}

static void write_returns(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "What", 44 }, { "Region", 11 }, { "Reason given", 30 }, { "Triage finding", 30 },
		{ "Hubs", 10 }, { "Of", 10 },     { "Share", 10 },        { "Not yet run out", 14 },
	};
	struct topic_sheet t = {
		s, r, arena, 0,
		r->has_cutoff ? "Not yet run out: with time left at the cut-off; pending, and in no other number."
			      : "Not yet run out, nationally: with time left when the data ends; they count as missed."
	};
	int item = look_find(r, LOOK_RETURNS);

	if (!book_topic_begin(&t, about_returns, "Communications Hubs returned", item, columns, 8))
		return;
	for (int g = 0; g < REGION_COUNT; g++) {
		enum region region = book_topic_regions[g];
		struct look_rows rows =
			look_rows(r, item, FIGURE_MAIN, region, arena, "srv", "finding", NULL);

		for (size_t i = 0; i < rows.n && book_topic_room(&t); i++, t.row++) {
			book_topic_text(&t, 0, "Returned, of the same reason");
			book_topic_text(&t, 1, region_name(region));
			book_topic_text(&t, 2, sentence_srv(r, breakdown_part(rows.rows[i], 0), arena));
			book_topic_key(&t, 3, breakdown_part(rows.rows[i], 1), "no finding yet");
			book_topic_count(&t, 4, rows.rows[i], false);
			book_topic_count(&t, 5, rows.rows[i], true);
			book_topic_level(&t, 6, rows.rows[i]);
		}
	}
	for (int i = look_next(r, KIND_IN_TIME, DATASET_RETURNS, LOOK_NONE); i != LOOK_NONE;
	     i = look_next(r, KIND_IN_TIME, DATASET_RETURNS, i))
		for (int g = 0; g < REGION_COUNT; g++) {
			const struct breakdown_row *all = only(&t, i, book_topic_regions[g]);

			if (!all)
				continue;
			book_topic_text(&t, 0, r->catalogue->measures[i].title);
			book_topic_text(&t, 1, region_name(book_topic_regions[g]));
			book_topic_count(&t, 4, all, false);
			book_topic_count(&t, 5, all, true);
			book_topic_level(&t, 6, all);
			if (r->has_cutoff || all->region == REGION_NONE)
				sheet_count(s, t.row, 7, look_running(r, all));
			t.row++;
		}
	book_topic_end(&t, 8);
}
const struct book_page book_returns = { "Returns",
					"hubs returned by reason and finding, and the clocks of a return",
					write_returns };

/* --- Connection --- */

/* Devices and minutes by one column (NULL: all of them). */
static void put_losses(struct topic_sheet *t, int item, const char *what, const char *column)
{
	for (int g = 0; g < REGION_COUNT; g++) {
		enum region region = book_topic_regions[g];
		struct look_rows devices =
			look_rows(t->r, item, FIGURE_DEVICES, region, t->arena, column, NULL);
		struct look_rows minutes =
			look_rows(t->r, item, FIGURE_MINUTES, region, t->arena, column, NULL);

		for (size_t i = 0; i < devices.n && book_topic_room(t); i++, t->row++) {
			const struct breakdown_row *d = devices.rows[i];

			book_topic_text(t, 0, what);
			if (column)
				book_topic_key(t, 1, d->key, "not stated");
			book_topic_text(t, 2, region_name(region));
			book_topic_count(t, 3, d, true);
			book_topic_count(t, 4, d, false);
			book_topic_level(t, 5, d);
			book_topic_level(t, 6, look_key(&minutes, d->key));
			sheet_blank(t->s, t->row, 7);
			sheet_blank(t->s, t->row, 8);
		}
	}
}

static void write_connection(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "By", 16 },
		{ "Value", 20 },
		{ "Region", 11 },
		{ "Devices off at some time", 12 },
		{ "Still off at the end", 12 },
		{ "Share of them", 10 },
		{ "Connected, share of the month", 14 },
		{ "Losses", 10 },
		{ "Share of losses", 10 },
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };
	int item = look_find(r, LOOK_LOSSES);

	if (!book_topic_begin(&t, sentence_losses, "Loss of connection", item, columns, 9))
		return;
	put_losses(&t, item, "all", NULL);
	put_losses(&t, item, "payment mode", "payment_mode");
	put_losses(&t, item, "device type", "device_type");
	struct look_rows lasted =
		look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "payment_mode", "lasted", NULL);
	for (size_t i = 0; i < lasted.n && book_topic_room(&t); i++, t.row++) {
		const char *lasted_for = sentence_ordered(breakdown_part(lasted.rows[i], 1));
		bool is_over = strcmp(lasted_for, "still off") != 0;

		book_topic_text(&t, 0, is_over ? arena_printf(arena, "lasted %s", lasted_for) : lasted_for);
		book_topic_key(&t, 1, breakdown_part(lasted.rows[i], 0), "not stated");
		book_topic_text(&t, 2, region_name(REGION_NONE));
		for (int k = 3; k < 7; k++)
			sheet_blank(s, t.row, k);
		book_topic_count(&t, 7, lasted.rows[i], false);
		book_topic_level(&t, 8, lasted.rows[i]);
	}
	book_topic_end(&t, 9);
}
const struct book_page book_connection = { "Connection",
					   "devices that lost their connection, prepayment apart",
					   write_connection };
