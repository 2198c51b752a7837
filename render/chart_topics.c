/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts of the service: firmware, alerts, hubs, losses of connection, incidents, forecasts. */
#include "render/chart_bars.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

#define MAX_BARS 12

static const enum region order[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };

static bool has_figures(const struct results *r, enum look_item what)
{
	int item = look_find(r, what);
	if (item == LOOK_NONE)
		return false;
	for (size_t i = 0; i < r->n_breakdowns; i++)
		if (r->breakdowns[i].measure == item)
			return true;
	return false;
}

static const char *subtitle(const struct chart *c, enum look_item what, const char *unit)
{
	const struct measure *m = &c->r->catalogue->measures[look_find(c->r, what)];
	return arena_printf(c->arena, "%s. %s, %s", m->title, sentence_month(c->r->period.month, c->arena),
			    unit);
}

/* ---- firmware ---- */

static bool firmware_applies(const struct results *r, int measure)
{
	(void)measure;
	return has_figures(r, LOOK_FIRMWARE);
}

static void firmware_draw(const struct chart *c, struct scene *out)
{
	static const char *const names[] = { "in time", "late",      "failed",
					     "dropped", "cancelled", "still running" };
	struct bar_row bars[REGION_COUNT];
	size_t n = 0;
	for (size_t g = 0; g < sizeof order / sizeof *order; g++) {
		struct look_rows rows = look_rows(c->r, look_find(c->r, LOOK_FIRMWARE), FIGURE_MAIN, order[g],
						  c->arena, "state", NULL);
		if (!rows.n)
			continue;
		struct bar_row *bar = &bars[n++];
		*bar = (struct bar_row){ .label = region_name(order[g]), .strong = order[g] == REGION_NONE };
		for (int i = 0; sentence_states[i]; i++) {
			const struct breakdown_row *row = look_key(&rows, sentence_states[i]);
			bar->segments[i] = row ? row->good : 0;
		}
		const struct breakdown_row *good = look_key(&rows, sentence_states[0]);
		bar->value =
			good ? arena_printf(c->arena, "%s%s in time", good->level.display,
					    sentence_mark(c->r, good->measure))
			     : "none in time";
	}
	struct bar_plot plot = {
		.headline = sentence_topic_headline(sentence_firmware, c->r, c->arena),
		.subtitle = subtitle(c, LOOK_FIRMWARE, "payloads; each bar is all that were submitted in its Region"),
		.note = "",
		.description = chart_bars_describe(c, "Bars of what became of firmware payloads.", bars, n),
		.n_series = 6,
		.names = names,
		.whole = true,
		.line = -1,
		.n = n,
		.rows = bars,
	};
	chart_bars_draw(c, &plot, out);
}
const struct chart_kind chart_firmware = { "firmware", "what became of firmware payloads, by Region", true,
					   firmware_applies, firmware_draw };

/* ---- alerts ---- */

static bool alerts_applies(const struct results *r, int measure)
{
	(void)measure;
	return has_figures(r, LOOK_ALERT_VOLUME);
}

static void alerts_draw(const struct chart *c, struct scene *out)
{
	int item = look_find(c->r, LOOK_ALERT_VOLUME);
	struct look_rows rows = look_rows(c->r, item, FIGURE_MAIN, REGION_NONE, c->arena, "alert_code", NULL);
	struct bar_row bars[MAX_BARS];
	size_t n = 0;
	look_sort(&rows, c->arena);
	for (size_t i = 0; i < rows.n && i < MAX_BARS; i++)
		bars[n++] = (struct bar_row){ .label = sentence_alert(c->r, rows.rows[i]->key, c->arena),
					      .segments = { rows.rows[i]->good },
					      .value = sentence_share(rows.rows[i], c->arena) };
	const char *note = rows.n > n ? arena_printf(c->arena, "%zu more codes had fewer.", rows.n - n) : "";
	struct bar_plot plot = {
		.headline = n ? arena_printf(c->arena, "%s was raised most: %s of %s", bars[0].label, bars[0].value,
					     sentence_n(rows.rows[0]->total, "alert", c->arena))
			      : "No alert was received in the month",
		.subtitle = subtitle(c, LOOK_ALERT_VOLUME, "alerts by code, nationally"),
		.note = note,
		.description = chart_bars_describe(c, "Bars of alerts by code.", bars, n),
		.n_series = 1,
		.line = -1,
		.n = n,
		.rows = bars,
	};
	chart_bars_draw(c, &plot, out);
}
const struct chart_kind chart_alerts = { "alerts", "alerts by code", true, alerts_applies, alerts_draw };

/* ---- hubs ---- */

static bool hubs_applies(const struct results *r, int measure)
{
	(void)measure;
	return has_figures(r, LOOK_INSTALLS);
}

static void hubs_draw(const struct chart *c, struct scene *out)
{
	static const char *const names[] = { "with WAN (8.14.1)", "without WAN (8.14.2)" };
	struct bar_row bars[REGION_COUNT];
	size_t n = 0;
	for (int g = REGION_N; g <= REGION_S; g++) {
		struct look_rows rows = look_rows(c->r, look_find(c->r, LOOK_INSTALLS), FIGURE_MAIN,
						  (enum region)g, c->arena, "srv", NULL);
		const uint64_t *with = look_count(&rows, "8.14.1"), *without = look_count(&rows, "8.14.2");
		if (with && without)
			bars[n++] = (struct bar_row){
				.label = region_name((enum region)g),
				.segments = { *with, *without },
				.value = arena_printf(c->arena, "%s installed",
						      sentence_count(rows.n ? rows.rows[0]->total : 0, c->arena))
			};
	}
	struct bar_plot plot = {
		.headline = sentence_topic_headline(sentence_hubs, c->r, c->arena),
		.subtitle = subtitle(c, LOOK_INSTALLS, "hubs"),
		.note = "",
		.description = chart_bars_describe(c, "Bars of hubs installed by Region.", bars, n),
		.n_series = 2,
		.names = names,
		.line = -1,
		.n = n,
		.rows = bars,
	};
	chart_bars_draw(c, &plot, out);
}
const struct chart_kind chart_hubs = { "hubs", "hubs installed by Region", true, hubs_applies, hubs_draw };

/* ---- loss of connection ---- */

static bool losses_applies(const struct results *r, int measure)
{
	(void)measure;
	return has_figures(r, LOOK_LOSSES);
}

/* The most frequent of the lengths that the bars show. */
static const char *losses_headline(const struct chart *c)
{
	struct look_rows rows = look_rows(c->r, look_find(c->r, LOOK_LOSSES), FIGURE_MAIN, REGION_NONE, c->arena,
					  "lasted", NULL);
	look_sort(&rows, c->arena);
	if (!rows.n)
		return "No loss of connection began in the month";
	return arena_printf(c->arena, "Losses that began in the month, by how long they lasted: most often %s, %s of %s",
			    sentence_ordered(rows.rows[0]->key), sentence_share(rows.rows[0], c->arena),
			    sentence_count(rows.rows[0]->total, c->arena));
}

static void losses_draw(const struct chart *c, struct scene *out)
{
	struct look_rows rows = look_rows(c->r, look_find(c->r, LOOK_LOSSES), FIGURE_MAIN, REGION_NONE,
					  c->arena, "payment_mode", "lasted", NULL);
	struct bar_row bars[3 * MAX_BARS];
	const char *last = "";
	size_t n = 0;
	sentence_sort_payments(&rows, c->arena);
	for (size_t i = 0; i < rows.n && n < 3 * MAX_BARS; i++) {
		const char *group = sentence_payment(breakdown_part(rows.rows[i], 0));
		bars[n++] = (struct bar_row){ .group = strcmp(group, last) ? group : NULL,
					      .label = sentence_ordered(breakdown_part(rows.rows[i], 1)),
					      .segments = { rows.rows[i]->good },
					      .value = sentence_share(rows.rows[i], c->arena) };
		last = group;
	}
	struct bar_plot plot = {
		.headline = losses_headline(c),
		.subtitle =
			subtitle(c, LOOK_LOSSES,
				 "losses that began in the month by how long they lasted, and by payment"),
		.note = "",
		.description = chart_bars_describe(
			c, "Bars of losses of connection by payment mode and length.", bars, n),
		.n_series = 1,
		.line = -1,
		.n = n,
		.rows = bars,
	};
	chart_bars_draw(c, &plot, out);
}
const struct chart_kind chart_losses = { "connection", "losses of connection by payment and length", true,
					 losses_applies, losses_draw };

/* ---- incidents ---- */

static bool incidents_applies(const struct results *r, int measure)
{
	(void)measure;
	return has_figures(r, LOOK_INCIDENTS);
}

static void incidents_draw(const struct chart *c, struct scene *out)
{
	int item = look_find(c->r, LOOK_INCIDENTS);
	static const char *const names[] = { "key incidents", "others" };
	struct look_rows rows = look_rows(c->r, item, FIGURE_MAIN, REGION_NONE, c->arena, "cause", NULL);
	struct look_rows keys =
		look_rows(c->r, item, FIGURE_MAIN, REGION_NONE, c->arena, "key", "cause", NULL);
	struct bar_row bars[MAX_BARS];
	size_t n = 0;
	look_sort(&rows, c->arena);
	for (size_t i = 0; i < rows.n && i < MAX_BARS; i++) {
		const struct breakdown_row *cause = rows.rows[i];
		const struct breakdown_row *key =
			look_key(&keys, arena_printf(c->arena, "Y / %s", cause->key));
		uint64_t n_key = !key ? 0 : key->good < cause->good ? key->good : cause->good;
		bars[n++] = (struct bar_row){ .label = strcmp(cause->key, "-") ? cause->key : "not stated",
					      .segments = { n_key, cause->good - n_key },
					      .value = sentence_share(cause, c->arena) };
	}
	struct bar_plot plot = {
		.headline = n ? arena_printf(c->arena, "The most frequent cause: %s, %s of %s", bars[0].label, bars[0].value,
					     sentence_n(rows.rows[0]->total, "incident", c->arena))
			      : "No incident was raised in the month",
		.subtitle = subtitle(c, LOOK_INCIDENTS, "incidents by cause"),
		.note = rows.n > n ? arena_printf(c->arena, "%zu more causes had fewer.", rows.n - n) : "",
		.description = chart_bars_describe(c, "Bars of incidents by cause.", bars, n),
		.n_series = 2,
		.names = names,
		.line = -1,
		.n = n,
		.rows = bars,
	};
	chart_bars_draw(c, &plot, out);
}
const struct chart_kind chart_incidents = { "incidents", "incidents by cause", true, incidents_applies,
					    incidents_draw };

/* ---- forecasts ---- */

static bool forecasts_applies(const struct results *r, int measure)
{
	(void)measure;
	return has_figures(r, LOOK_FORECAST);
}

static void forecasts_draw(const struct chart *c, struct scene *out)
{
	int item = look_find(c->r, LOOK_FORECAST);
	struct look_rows rows = look_rows(c->r, item, FIGURE_MAIN, REGION_NONE, c->arena, "srv", NULL);
	const struct percent *tolerance = &c->r->catalogue->measures[item].tolerance;
	struct bar_row bars[MAX_BARS];
	size_t n = 0, n_with = 0;
	for (size_t i = 0; i < rows.n; i++) {
		const struct breakdown_row *row = rows.rows[i];
		if (row->level.value < 0)
			continue;
		if (n_with++ < MAX_BARS)
			bars[n++] = (struct bar_row){ .label = sentence_srv(c->r, row->key, c->arena),
						      .segments = { (uint64_t)(row->level.value * 1e4) },
						      .value = arena_printf(
							      c->arena, "%s, %s", sentence_than_forecast(c->r, row, c->arena),
							      row->level.status == STATUS_GREEN ? "within"
												: "outside"),
						      .strong = row->level.status == STATUS_RED };
	}
	struct bar_plot plot = {
		.headline = sentence_topic_headline(sentence_forecasts, c->r, c->arena),
		.subtitle = subtitle(c, LOOK_FORECAST,
				     "requests against forecast, per cent of the forecast, worst first"),
		.note = n_with > n ? arena_printf(c->arena, "%zu more were nearer.", n_with - n) : "",
		.description =
			chart_bars_describe(c, "Bars of how far requests were off their forecast.", bars, n),
		.n_series = 1,
		.line = (double)tolerance->micro / 1e2,
		.line_name = arena_printf(c->arena, "Tolerance %s\u00a0%%", tolerance->text),
		.n = n,
		.rows = bars,
	};
	chart_bars_draw(c, &plot, out);
}
const struct chart_kind chart_forecasts = { "forecasts", "how far requests were off their forecast", true,
					    forecasts_applies, forecasts_draw };
