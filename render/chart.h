/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chart.h - the kinds of chart: one descriptor each in one registry.
 *
 * A chart is a scene of CHART_WIDTH; its height is what it needs.  It has a headline that says the message
 * in words from the figures, a subtitle, and a footnote with the source; its title and description
 * are its alternative text.  To add a kind: one file, one line in chart.c.
 */
#ifndef RENDER_CHART_H
#define RENDER_CHART_H

#include "engine/review.h"
#include "render/palette.h"
#include "render/scene.h"

#define CHART_WIDTH  760.0
#define CHART_MARGIN 26.0
#define CHART_ALL    (-1) /* the measure of a chart that shows all of them */

#define INK   0x1F2933u /* text */
#define GREY  0x52606Du /* lesser text: 6.4 to 1 on white */
#define RULE  0xD9DEE4u /* grid */
#define BLUE  0x1B4F7Au /* marks that have no status */

struct chart {
	const struct results *r;
	int measure; /* or CHART_ALL */
	enum palette palette;
	struct arena *arena;
	const struct ruler *ruler;
	bool on_page; /* part of a report, whose pages name the source and explain the marks: no footnote about them */
};

struct chart_kind {
	const char *name; /* in file names: "regions" */
	const char *help; /* a phrase for documentation */
	bool for_all;     /* one chart for all measures instead of one each */
	bool (*applies)(const struct results *r, int measure); /* for_all: NULL means always */
	void (*draw)(const struct chart *c, struct scene *out);
};
extern const struct chart_kind chart_regions, chart_trend, chart_daily, chart_inputs, chart_exclusions, chart_matrix, chart_control;
extern const struct chart_kind chart_firmware, chart_alerts, chart_hubs, chart_losses, chart_incidents, chart_processes,
	chart_forecasts; /* of the service: for_all, and only where there are figures */
extern const struct chart_kind *const chart_kinds[];
extern const size_t chart_n_kinds;

/* Whether the kind has anything to show of a measure (CHART_ALL for those of all). */
bool chart_applies(const struct chart_kind *kind, const struct results *r, int measure);
/* "cpm-1-regions"; "status-matrix". */
const char *chart_name(const struct chart_kind *kind, const struct results *r, int measure,
		       struct arena *arena);

/* ---- what the kinds share ---- */

/* Begins the scene with headline and subtitle; returns the y below them. */
double chart_begin(const struct chart *c, struct scene *s, const char *headline, const char *subtitle);
/* Adds the footnote at y, ends the scene there, and sets the alternative text. */
void chart_end(const struct chart *c, struct scene *s, double y, const char *headline, const char *note,
	       const char *description);
/* Why there are dots, of an axis that does not start at zero, before another note. */
const char *chart_cut_note(const struct chart *c, const char *note);
/* "CPM-1 On-demand ... , October 2019, percent in time". */
const char *chart_subtitle(const struct chart *c, const char *what);
/* Months and days are drawn of the Code's measures and of those below target somewhere; the workbook has them of
 * all. */
bool chart_is_looked_into(const struct results *r, int measure);
/* False when there is nothing to draw of the month: no Region has data. */
bool chart_has_figures(const struct results *r, int measure);
/* "Target 99 %" and "Minimum 96 %" of the month, or NULL when no level is in force. */
const struct level *chart_level(const struct chart *c);

#endif
