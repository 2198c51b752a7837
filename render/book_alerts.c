/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_alerts.c - the sheets about alerts: by code and Region, and by device combination.
 */
#include "render/book_topics.h"
#include "render/sentence.h"

#define CHARTED 12 /* codes of the chart */

struct figures { /* of one dimension in one Region */
	struct look_rows volume, rows, devices, new;
};

/* By code, or by code and device combination. */
static void collect(const struct topic_sheet *t, enum region region, bool devices, struct figures *f)
{
	static const enum look_item what[] = { LOOK_ALERT_VOLUME, LOOK_ALERTS, LOOK_ALERT_DEVICES,
					       LOOK_ALERT_NEW };
	struct look_rows *into[] = { &f->volume, &f->rows, &f->devices, &f->new };

	/* Without devices the list of parts ends after the first. */
	for (int i = 0; i < 4; i++)
		*into[i] =
			look_rows(t->r, look_find(t->r, what[i]), FIGURE_MAIN, region, t->arena, "alert_code",
				  devices ? "manufacturer" : NULL, "model", "firmware_version", NULL);
	look_sort(&f->volume, t->arena);
}

static void put_figures(struct topic_sheet *t, int column, const struct figures *f,
			const struct breakdown_row *row)
{
	const struct breakdown_row *new = look_key(&f->new, row->key);

	sheet_count(t->s, t->row, column, row->good);
	sheet_level(t->s, t->row, column + 1, &row->level);
	book_topic_count(t, column + 2, look_key(&f->rows, row->key), false);
	book_topic_count(t, column + 3, look_key(&f->devices, row->key), false);
	book_topic_count(t, column + 4, new, false);
	book_topic_level(t, column + 5, new);
}

/* "December 2019: action (owner)" of each plan for a code in a Region, or "". */
static const char *plans_of(const struct topic_sheet *t, const char *code, enum region region)
{
	const struct code_plan *found;
	size_t n = sentence_code_plans(t->r, code, region, t->arena, &found);
	const char *text = "";

	for (size_t i = 0; i < n; i++) {
		const struct remediation_row *plan = found[i].last;

		text = arena_printf(t->arena, "%s%s%s: %s (%s)", text, i ? "; " : "",
				    plan->green_by.month ? sentence_month(plan->green_by, t->arena) : "no date",
				    plan->action, plan->owner);
	}
	return text;
}

/* Over the first rows of the sheet Alerts, which are national. */
void book_alerts_chart(struct sheet *s, const struct results *r, uint32_t row, int column,
		       struct arena *arena)
{
	struct look_rows codes = look_rows(r, look_find(r, LOOK_ALERT_VOLUME), FIGURE_MAIN, REGION_NONE,
					   arena, "alert_code", NULL);
	size_t n = codes.n < CHARTED ? codes.n : CHARTED;
	const struct book_chart chart = {
		.title = "Alerts by code, nationally",
		.x_title = "Alert code",
		.y_title = "Alerts",
		.description =
			"Bars: the codes with most alerts nationally. The figures stand in the sheet Alerts.",
		.bars = true,
		.n_series = 1,
		.series = { { .name = "Alerts",
			      .categories = arena_printf(arena, "=Alerts!$A$4:$A$%zu", 3 + n),
			      .values = arena_printf(arena, "=Alerts!$D$4:$D$%zu", 3 + n),
			      .colour = 0x1B4F7A } },
	};

	if (n)
		sheet_chart(s, row, column, &chart);
}

#define FIGURE_COLUMNS                                                                                       \
	{ "Alerts", 12 }, { "Share", 10 }, { "Rows", 12 }, { "Devices", 11 },                                \
		{ "Devices for the first time", 13 },                                                        \
	{                                                                                                    \
		"Share of its devices", 11                                                                   \
	}

static void write_alerts(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Code", 9 }, { "Name", 40 }, { "Region", 11 }, FIGURE_COLUMNS, { "Root-cause plan", 70 },
	};
	static const enum region order[] = { REGION_NONE, REGION_N, REGION_C, REGION_S };
	struct topic_sheet t = { s, r, arena, 0, look_remark(r, look_find(r, LOOK_ALERT_NEW)) };
	int item = look_find(r, LOOK_ALERT_VOLUME);

	if (!book_topic_begin(&t, sentence_alerts, "Alerts by code and Region", item, columns, 10))
		return;
	for (size_t g = 0; g < sizeof order / sizeof *order; g++) {
		struct figures f;

		collect(&t, order[g], false, &f);
		for (size_t i = 0; i < f.volume.n && book_topic_room(&t); i++, t.row++) {
			const char *code = f.volume.rows[i]->key;

			book_topic_text(&t, 0, code);
			book_topic_text(&t, 1, sentence_name(r, DICTIONARY_ALERTS, code));
			book_topic_text(&t, 2, region_name(order[g]));
			put_figures(&t, 3, &f, f.volume.rows[i]);
			sheet_text(s, t.row, 9, BOOK_WRAP, plans_of(&t, code, order[g]));
		}
	}
	book_topic_end(&t, 10);
}
const struct book_page book_alerts = {
	"Alerts", "alerts, devices and first-time devices by code and Region, with plans", write_alerts
};

static void write_devices(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Code", 9 },   { "Name", 34 },     { "Region", 11 }, { "Manufacturer", 22 },
		{ "Model", 16 }, { "Firmware", 12 }, FIGURE_COLUMNS,
	};
	struct topic_sheet t = { s, r, arena, 0, look_remark(r, look_find(r, LOOK_ALERT_NEW)) };
	int item = look_find(r, LOOK_ALERT_VOLUME);
	static const enum region order[] = { REGION_NONE, REGION_N, REGION_C, REGION_S };

	if (!book_topic_begin(&t, sentence_alerts, "Alerts by device combination", item, columns, 12))
		return;
	for (size_t g = 0; g < sizeof order / sizeof *order; g++) {
		struct figures f;

		collect(&t, order[g], true, &f);
		for (size_t i = 0; i < f.volume.n && book_topic_room(&t); i++, t.row++) {
			const char *code = breakdown_part(f.volume.rows[i], 0);

			book_topic_text(&t, 0, code);
			book_topic_text(&t, 1, sentence_name(r, DICTIONARY_ALERTS, code));
			book_topic_text(&t, 2, region_name(order[g]));
			for (int k = 1; k < 4; k++)
				book_topic_key(&t, 2 + k, breakdown_part(f.volume.rows[i], k), "unknown");
			put_figures(&t, 6, &f, f.volume.rows[i]);
		}
	}
	book_topic_end(&t, 12);
}
const struct book_page book_alert_devices = { "Alert devices",
					      "alerts by manufacturer, model and firmware, most first",
					      write_devices };
