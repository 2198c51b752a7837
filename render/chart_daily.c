/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The level of each day, one panel a Region on one scale; days without events are gaps. */
#include "render/axis.h"
#include "render/chart.h"
#include "render/daily.h"
#include "render/palette.h"
#include "render/sentence.h"

#include <math.h>

#define PANEL_HEIGHT 124.0
#define AXIS_WIDTH   52.0 /* labels on the left */
#define LINES_WIDTH  88.0 /* names of the lines on the right */
#define PANEL_GAP    20.0
#define DOT_RADIUS   3.0

struct panel {
	enum region region;
	const struct cell *cell; /* or NULL */
	bool judged;             /* else its days are not shown: they would judge what is withheld */
	const char *untold;      /* of which measures the month alone is known: its days would contradict it; or "" */
	struct daily days;
};

static bool is_shown(const struct panel *p)
{
	return p->judged && !*p->untold;
}

struct panels {
	struct panel panel[REGION_COUNT];
	int n;
	struct axis axis;
};

/* The panels: a Region each, or the one of a measure without Regions. */
static enum region first_panel(const struct measure *m)
{
	return m->regional ? REGION_N : REGION_NONE;
}

static enum region last_panel(const struct measure *m)
{
	return m->regional ? REGION_S : REGION_NONE;
}

/* A handful of incidents has no daily level worth a picture: a day would be at 0 % or at 100 %.  Nor have the days of a
 * figure that is withheld everywhere, or is more than its days. */
static bool applies(const struct results *r, int measure)
{
	const struct measure *m = &r->catalogue->measures[measure];
	bool any = false;
	struct arena arena;

	arena_init(&arena);
	for (int g = (int)first_panel(m); g <= (int)last_panel(m); g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);
		any |= c && c->level.value >= 0 && !*daily_untold(r, measure, (enum region)g, &arena);
	}
	arena_done(&arena);
	return m->kind != KIND_INCIDENTS && chart_is_looked_into(r, measure) && any;
}

static void collect(const struct chart *c, struct panels *p)
{
	const struct measure *m = &c->r->catalogue->measures[c->measure];
	p->n = 0;
	double lo = 100, hi = 0;
	for (int g = (int)first_panel(m); g <= (int)last_panel(m); g++) {
		struct panel *panel = &p->panel[p->n++];
		panel->region = (enum region)g;
		panel->cell = results_find(c->r, c->measure, panel->region);
		panel->judged = !panel->cell || panel->cell->level.status != STATUS_WITHHELD;
		panel->untold = daily_untold(c->r, c->measure, panel->region, c->arena);
		if (is_shown(panel))
			daily_collect(c->r, c->measure, panel->region, c->arena, &panel->days);
		else
			panel->days = (struct daily){ .n_days = c->r->period.n_days, .lowest = -1 };
		for (int d = 0; d < panel->days.n_days; d++) {
			double value = panel->days.days[d].value;
			if (value < 0)
				continue;
			lo = fmin(lo, value);
			hi = fmax(hi, value);
		}
	}
	const struct level *level = chart_level(c);
	if (level) {
		lo = fmin(lo, (double)level->minimum.micro / 1e6);
		hi = fmax(hi, (double)level->target.micro / 1e6);
	}
	axis_choose(&p->axis, hi < lo ? 0 : lo, hi < lo ? 100 : fmin(100, hi + (100 - hi) / 2), 6);
}

/* A line through days that follow each other; where a day has no level the line breaks. */
static void draw_days(const struct chart *c, struct scene *s, const struct daily *d, const struct axis *axis, double left,
		      double right, double top, double bottom)
{
	uint32_t colour = palette_series(c->palette, 0);
	struct point run[CIVIL_MAX_DAYS];
	size_t n = 0;
	double step = (right - left) / d->n_days;
	for (int day = 0; day <= d->n_days && d->n_with; day++) {
		if (day < d->n_days && d->days[day].value >= 0) {
			run[n++] = (struct point){ left + step * (day + 0.5),
						   axis_place(axis, d->days[day].value, bottom, top) };
			continue;
		}
		if (n > 1)
			scene_path(s, run, n, false, COLOUR_NONE, 0x8FAEC8, 1.1);
		for (size_t i = 0; i < n; i++)
			scene_circle(s, run[i].x, run[i].y, DOT_RADIUS, colour, COLOUR_NONE, 0);
		n = 0;
	}
}

static void draw_grid(struct scene *s, const struct chart *c, const struct axis *axis, double left, double right,
		      double top, double bottom)
{
	const struct level *level = chart_level(c);
	for (int t = 0; t < axis->n_ticks; t++) {
		double y = axis_place(axis, axis_tick(axis, t), bottom, top);
		scene_line(s, left, y, right, y, RULE, 0.8, false);
	}
	if (level) {
		double target = axis_place(axis, (double)level->target.micro / 1e6, bottom, top);
		double minimum = axis_place(axis, (double)level->minimum.micro / 1e6, bottom, top);
		scene_line(s, left, minimum, right, minimum, INK, 1.1, true);
		scene_line(s, left, target, right, target, INK, 1.4, false);
	}
	int n_days = c->r->period.n_days;
	for (int day = 0; day < n_days; day += 7) {
		char label[8] = { 0 };
		int number = day + 1;
		label[0] = (char)(number < 10 ? '0' + number : '0' + number / 10);
		label[1] = (char)(number < 10 ? 0 : '0' + number % 10);
		double x = left + (right - left) / n_days * (day + 0.5);
		scene_line(s, x, bottom, x, bottom + 4, GREY, 0.8, false);
		scene_text(s, x, bottom + 17, ANCHOR_MIDDLE, (struct style){ FACE_REGULAR, 11.5, GREY }, text_of(label));
	}
}

static const char *lowest_day(const struct chart *c, const struct panel *panel)
{
	const struct daily *d = &panel->days;
	double highest = -1;
	if (!is_shown(panel))
		return "its days are not shown";
	if (d->lowest < 0)
		return "no events";
	const struct level_text *lowest = &d->days[d->lowest];
	for (int day = 0; day < d->n_days; day++)
		highest = fmax(highest, d->days[day].value);
	if (highest <= lowest->value)
		return arena_printf(c->arena, "%s on every day with events", lowest->display);
	return arena_printf(c->arena, "lowest %s, %s", lowest->display, sentence_day(&c->r->period, d->lowest, c->arena));
}

static void draw_panel(const struct chart *c, struct scene *s, const struct panels *p, const struct panel *panel,
		       double left, double right, double top)
{
	const struct cell *cell = panel->cell;
	const struct daily *d = &panel->days;
	scene_text(s, left, top, ANCHOR_START, (struct style){ FACE_BOLD, 12.5, INK },
		   text_of(arena_printf(c->arena, "%s %s", region_name(panel->region),
					cell ? sentence_level_marked(c->r, cell, c->arena) : "")));
	scene_text_fit(s, left, top + 16, right - left, ANCHOR_START, (struct style){ FACE_REGULAR, 11.5, GREY },
		       text_of(lowest_day(c, panel)));
	double plot_top = top + 30, bottom = plot_top + PANEL_HEIGHT;
	draw_grid(s, c, &p->axis, left, right, plot_top, bottom);
	draw_days(c, s, d, &p->axis, left, right, plot_top, bottom);
	if (!d->n_with)
		scene_text_fit(s, (left + right) / 2, (plot_top + bottom) / 2 + 4, right - left, ANCHOR_MIDDLE,
			       (struct style){ FACE_ITALIC, 12, GREY },
			       text_of(!panel->judged    ? "Withheld"
				       : *panel->untold ? arena_printf(c->arena, "%s by month only", panel->untold)
							: "No daily data"));
}

/* Names of the lines, pushed apart when the lines are close. */
static void draw_names(const struct chart *c, struct scene *s, const struct axis *axis, double x, double top)
{
	const struct level *level = chart_level(c);
	if (!level)
		return;
	const struct style small = { FACE_REGULAR, 11.5, INK };
	double plot_top = top + 30, bottom = plot_top + PANEL_HEIGHT;
	double target = axis_place(axis, (double)level->target.micro / 1e6, bottom, plot_top) + 4;
	double minimum = axis_place(axis, (double)level->minimum.micro / 1e6, bottom, plot_top) + 4;
	if (minimum - target < 14) {
		double middle = (minimum + target) / 2;
		target = middle - 7;
		minimum = middle + 7;
	}
	scene_text_fit(s, x, target, LINES_WIDTH - 8, ANCHOR_START, small,
		       text_of(arena_printf(c->arena, "Target %s\u00a0%%", level->target.text)));
	scene_text_fit(s, x, minimum, LINES_WIDTH - 8, ANCHOR_START, small,
		       text_of(arena_printf(c->arena, "Minimum %s\u00a0%%", level->minimum.text)));
}

static const char *headline(const struct chart *c, const struct panels *p)
{
	const char *parts[REGION_COUNT], *withheld[REGION_COUNT], *hidden[REGION_COUNT], *shown[REGION_COUNT], *rest = "";
	size_t n = 0, n_withheld = 0, n_hidden = 0, n_shown = 0;
	int with = 0;
	const struct level *level = chart_level(c);
	for (int i = 0; i < p->n; i++) {
		const struct panel *panel = &p->panel[i];
		with += panel->days.n_with;
		const char *where = panel->region == REGION_NONE
					    ? ""
					    : arena_printf(c->arena, " in %s", region_name(panel->region));
		if (panel->days.n_below)
			parts[n++] = arena_printf(c->arena, "%d of %d day%s%s", panel->days.n_below,
						  panel->days.n_with, panel->days.n_with == 1 ? "" : "s", where);
		if (!panel->judged)
			withheld[n_withheld++] = region_name(panel->region);
		else if (*panel->untold)
			hidden[n_hidden++] = region_name(panel->region);
		else
			shown[n_shown++] = region_name(panel->region);
	}
	if (n_withheld)
		rest = arena_printf(c->arena, "; %s withheld", sentence_list(withheld, n_withheld, c->arena));
	if (n_hidden)
		rest = arena_printf(c->arena, "%s; %s not known by day", rest, sentence_list(hidden, n_hidden, c->arena));
	if (!with)
		return "No daily figures: nothing was measured, or a monthly figure was reported";
	if (!level)
		return "Level of each day";
	if (!n)
		return arena_printf(c->arena, "Every day with events%s%s reached the target of %s\u00a0%%%s",
				    *rest ? " in " : "", *rest ? sentence_list(shown, n_shown, c->arena) : "",
				    level->target.text, rest);
	return arena_printf(c->arena, "Below %s\u00a0%% on %s%s", level->target.text, sentence_list(parts, n, c->arena), rest);
}

static const char *describe(const struct chart *c, const struct panels *p)
{
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Daily levels of %s in %s.", c->r->catalogue->measures[c->measure].id,
		       sentence_month(c->r->period.month, c->arena));
	for (int i = 0; i < p->n; i++) {
		const struct daily *d = &p->panel[i].days;
		if (!p->panel[i].judged) {
			builder_printf(&b, " %s: withheld, its days are not shown.", region_name(p->panel[i].region));
			continue;
		}
		if (*p->panel[i].untold) {
			builder_printf(&b, " %s: its days are not shown, of %s the month alone is known.",
				       region_name(p->panel[i].region), p->panel[i].untold);
			continue;
		}
		builder_printf(&b, " %s: %d of %d days with events, %d below target", region_name(p->panel[i].region),
			       d->n_with, d->n_days, d->n_below);
		if (d->lowest >= 0)
			builder_printf(&b, ", lowest %s on %s", d->days[d->lowest].display,
				       sentence_day(&c->r->period, d->lowest, c->arena));
		builder_add_char(&b, '.');
	}
	const char *text = arena_copy(c->arena, b.data, b.size);
	builder_done(&b);
	return text;
}

static void draw(const struct chart *c, struct scene *out)
{
	struct panels *p = arena_alloc(c->arena, 1, sizeof *p);
	collect(c, p);
	const char *head = headline(c, p);
	const char *unit = arena_printf(c->arena, "%s, by day", measure_words(&c->r->catalogue->measures[c->measure])->share);
	double top = chart_begin(c, out, head, chart_subtitle(c, unit)) + 20;
	double left = CHART_MARGIN + AXIS_WIDTH, right = CHART_WIDTH - CHART_MARGIN - LINES_WIDTH;
	double width = (right - left - PANEL_GAP * (p->n - 1)) / p->n;
	double plot_top = top + 30, bottom = plot_top + PANEL_HEIGHT;
	for (int t = 0; t < p->axis.n_ticks; t++) {
		char label[48];
		scene_text_fit(out, left - 8, axis_place(&p->axis, axis_tick(&p->axis, t), bottom, plot_top) + 4,
			       AXIS_WIDTH + 10, ANCHOR_END, (struct style){ FACE_REGULAR, 11.5, GREY },
			       text_of(axis_label(&p->axis, t, label)));
	}
	for (int i = 0; i < p->n; i++)
		draw_panel(c, out, p, &p->panel[i], left + i * (width + PANEL_GAP),
			   left + i * (width + PANEL_GAP) + width, top);
	draw_names(c, out, &p->axis, right + 8, top);
	/* A service that is watched has minutes every day. */
	const char *gaps = c->r->catalogue->measures[c->measure].kind == KIND_AVAILABILITY ? ""
											   : "Days without events are gaps.";
	const char *note = p->axis.from > 0 ? chart_cut_note(c, gaps) : gaps;
	chart_end(c, out, bottom + 26, head, note, describe(c, p));
}

const struct chart_kind chart_daily = { "daily", "the level of each day, by Region", false, applies, draw };
