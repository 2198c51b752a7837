/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_firmware.c - the sheets about firmware: by Region, and by device combination.
 */
#include "render/book_topics.h"

#include <string.h>

#define N_STATES 6

static const char *const policies[BOOK_POLICIES] = { "none", "allowed", "every_claim" };

static void put_states(struct topic_sheet *t, int column, const struct look_rows *rows, const char *head)
{
	const struct breakdown_row *any = NULL;

	for (int i = 0; i < N_STATES; i++) {
		const char *key = *head ? arena_printf(t->arena, "%s / %s", head, sentence_states[i])
					: sentence_states[i];
		const struct breakdown_row *row = look_key(rows, key);

		sheet_count(t->s, t->row, column + 1 + i, row ? row->good : 0);
		any = row ? row : any;
	}
	sheet_count(t->s, t->row, column, any ? any->total : 0);
}

static void put_policies(struct topic_sheet *t, int column, const struct look_rows *rows, const char *head)
{
	for (int i = 0; i < BOOK_POLICIES; i++) {
		const char *key = *head ? arena_printf(t->arena, "%s / %s", head, policies[i]) : policies[i];

		book_topic_level(t, column + i, look_key(rows, key));
	}
}

#define STATE_COLUMNS                                                                                        \
	{ "Submitted", 11 }, { "In time", 10 }, { "Late", 9 }, { "Failed", 9 }, { "Dropped", 9 },            \
		{ "Cancelled", 10 },                                                                         \
	{                                                                                                    \
		"Still running", 10                                                                          \
	}

/* The headings of the levels of the measure, which carry its name. */
static void name_policies(const struct results *r, int measure, struct book_column *columns,
			  struct arena *arena)
{
	const char *id = measure == LOOK_NONE ? "Level" : book_id(r, measure, arena);

	for (int i = 0; i < BOOK_POLICIES; i++)
		columns[i] = (struct book_column){ arena_printf(arena, "%s: %s", id, book_policies[i]), 13 };
}

static void write_firmware(struct sheet *s, const struct results *r, struct arena *arena)
{
	struct book_column columns[8 + BOOK_POLICIES] = { { "Region", 12 }, STATE_COLUMNS };
	static const uint32_t colours[] = { 0x1B4F7A, 0x7FA8C9, 0xB35900, 0xE3B27A, 0x52606D, 0x9AA5B1 };
	struct topic_sheet t = { s, r, arena, 0, NULL };
	int item = look_find(r, LOOK_FIRMWARE), measure = look_find(r, LOOK_FIRMWARE_LEVEL);
	struct book_chart chart = {
		.title = "What became of firmware payloads",
		.x_title = "Region",
		.y_title = "Payloads",
		.description = "Stacked bars: payloads of each Region by what became of them. The figures "
			       "stand in the table.",
		.bars = true,
	};

	name_policies(r, measure, columns + 8, arena);
	if (!book_topic_begin(&t, sentence_firmware, "Firmware", item, columns, 11))
		return;
	for (int g = 0; g < REGION_COUNT; g++, t.row++) {
		enum region region = book_topic_regions[g];
		struct look_rows states = look_rows(r, item, FIGURE_MAIN, region, arena, "state", NULL);
		struct look_rows levels = look_rows(r, measure, FIGURE_MAIN, region, arena, "policy", NULL);

		book_topic_text(&t, 0, region_name(region));
		put_states(&t, 1, &states, "");
		put_policies(&t, 8, &levels, "");
	}
	book_topic_end(&t, 11);
	for (int i = 0; i < N_STATES; i++)
		chart.series[chart.n_series++] = (struct book_series){
			.name = columns[2 + i].title,
			.categories = "=Firmware!$A$4:$A$6",
			.values = arena_printf(arena, "=Firmware!$%c$4:$%c$6", 'C' + i, 'C' + i),
			.colour = colours[i],
		};
	sheet_chart(s, t.row + 1, 0, &chart);
}
const struct book_page book_firmware = {
	"Firmware", "what became of firmware, by Region, and the level under each policy", write_firmware
};

static void write_devices(struct sheet *s, const struct results *r, struct arena *arena)
{
	struct book_column columns[10 + BOOK_POLICIES] = {
		{ "Manufacturer", 22 }, { "Model", 18 }, { "Firmware", 14 }, STATE_COLUMNS
	};
	struct topic_sheet t = { s, r, arena, 0, NULL };
	int item = look_find(r, LOOK_FIRMWARE), measure = look_find(r, LOOK_FIRMWARE_LEVEL);

	name_policies(r, measure, columns + 10, arena);
	if (!book_topic_begin(&t, sentence_firmware, "Firmware by device combination", item, columns, 13))
		return;
	struct look_rows states = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "manufacturer", "model",
					    "firmware_version", "state", NULL);
	struct look_rows levels = look_rows(r, measure, FIGURE_MAIN, REGION_NONE, arena, "manufacturer",
					    "model", "firmware_version", "policy", NULL);

	const struct look_head *heads;
	size_t n = look_heads(&states, arena, &heads);

	for (size_t i = 0; i < n && book_topic_room(&t); i++, t.row++) {
		for (int k = 0; k < 3; k++)
			book_topic_key(&t, k, breakdown_part(heads[i].row, k), "unknown");
		put_states(&t, 3, &states, heads[i].text);
		put_policies(&t, 10, &levels, heads[i].text);
	}
	book_topic_end(&t, 13);
}
const struct book_page book_firmware_devices = { "Firmware devices",
						 "the same by manufacturer, model and firmware version",
						 write_devices };
