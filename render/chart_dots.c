/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/chart_dots.h"

#include "render/axis.h"
#include "render/mark.h"
#include "render/sentence.h"

#include <math.h>
#include <string.h>

#define LABEL_MIN    90.0 /* "Minimum 99.5 %" stands above the plot's left end */
#define LABEL_MAX    186.0
#define VALUE_WIDTH  118.0 /* level and word */
#define COUNT_WIDTH  142.0
#define PLOT_RIGHT   (CHART_WIDTH - CHART_MARGIN - VALUE_WIDTH - COUNT_WIDTH - 26)
#define VALUE_LEFT   (PLOT_RIGHT + 26)
#define ROW_HEIGHT   23.0
#define GROUP_HEIGHT 22.0
#define MARK_SIZE    16.0

static void choose_axis(const struct dot_plot *plot, struct axis *axis)
{
	double lo = 100, hi = 0;
	bool any = false;
	for (size_t i = 0; i < plot->n; i++) {
		double value = plot->rows[i].level->value;
		if (value < 0)
			continue;
		lo = fmin(lo, value);
		hi = fmax(hi, value);
		any = true;
	}
	if (plot->level) {
		double target = (double)plot->level->target.micro / 1e6;
		double minimum = (double)plot->level->minimum.micro / 1e6;
		lo = fmin(lo, minimum);
		hi = fmax(hi, fmin(100, target + (100 - target) / 2));
		any = true;
	}
	if (!any)
		lo = 0, hi = 100;
	axis_choose(axis, lo, hi, 6);
}

struct plot_area {
	struct axis axis;
	double label_width, left;
};

static double plot_x(const struct plot_area *area, double value)
{
	return axis_place(&area->axis, value, area->left, PLOT_RIGHT);
}

/* As much for the labels as the widest takes. */
static void measure_labels(const struct chart *c, const struct dot_plot *plot, struct plot_area *area)
{
	area->label_width = LABEL_MIN;
	for (size_t i = 0; i < plot->n; i++) {
		struct style style = { plot->rows[i].strong ? FACE_BOLD : FACE_REGULAR, 12.5, INK };
		double width =
			ruler_width(c->ruler, style, scene_safe(c->arena, text_of(plot->rows[i].label)));
		area->label_width = fmax(area->label_width, fmin(width, LABEL_MAX));
	}
	area->left = CHART_MARGIN + area->label_width + 22;
}

/* Names of the lines stand above the plot: the minimum's ends at its line, the target's begins there. */
static void draw_lines(struct scene *s, const struct dot_plot *plot, const struct plot_area *area, double top,
		       double bottom, struct arena *arena)
{
	const struct style small = { FACE_REGULAR, 11.5, INK };
	for (int t = 0; t < area->axis.n_ticks; t++) {
		char label[48];
		double x = plot_x(area, axis_tick(&area->axis, t));
		scene_line(s, x, top, x, bottom, RULE, 0.8, false);
		scene_text(s, x, bottom + 16, ANCHOR_MIDDLE, (struct style){ FACE_REGULAR, 11.5, GREY },
			   text_of(axis_label(&area->axis, t, label)));
	}
	if (!plot->level)
		return;
	double target = plot_x(area, (double)plot->level->target.micro / 1e6);
	double minimum = plot_x(area, (double)plot->level->minimum.micro / 1e6);
	scene_line(s, minimum, top - 3, minimum, bottom, INK, 1.1, true);
	scene_line(s, target, top - 3, target, bottom, INK, 1.4, false);
	scene_text(s, minimum + (target > minimum ? 0 : -3), top - 8, ANCHOR_END, small,
		   text_of(arena_printf(arena, "Minimum %s\u00a0%%", plot->level->minimum.text)));
	scene_text(s, target + (target - minimum > 8 ? 0 : 6), top - 8, ANCHOR_START, small,
		   text_of(arena_printf(arena, "Target %s\u00a0%%", plot->level->target.text)));
}

static void draw_row(const struct chart *c, struct scene *s, const struct dot_row *row,
		     const struct plot_area *area, double y)
{
	enum face face = row->strong ? FACE_BOLD : FACE_REGULAR;
	double base = y + 4.5;
	scene_text_fit(s, CHART_MARGIN, base, area->label_width, ANCHOR_START,
		       (struct style){ face, 12.5, INK }, text_of(row->label));
	scene_line(s, area->left, y, PLOT_RIGHT, y, RULE, 0.8, false);
	double x = VALUE_LEFT;
	if (row->level->value < 0) {
		/* Beside its word: on the axis it would read as a level. */
		mark_draw(s, c->palette, row->status, x + MARK_SIZE / 2, y, MARK_SIZE, true);
		x += MARK_SIZE + 6;
	} else
		mark_draw(s, c->palette, row->status, plot_x(area, row->level->value), y, MARK_SIZE, true);
	const char *word = row->level->value < 0 ? "" : status_word(row->status);
	double width = scene_text_fit(s, x, base, VALUE_WIDTH - 48, ANCHOR_START, (struct style){ FACE_BOLD, 12.5, INK },
				      text_of(row->value));
	scene_text_fit(s, x + width + 7, base, 41, ANCHOR_START, (struct style){ FACE_REGULAR, 12.5, INK },
		       text_of(word));
	if (row->count && *row->count)
		scene_text_fit(s, CHART_WIDTH - CHART_MARGIN, base, COUNT_WIDTH - 6, ANCHOR_END,
			       (struct style){ FACE_REGULAR, 11, GREY }, text_of(row->count));
}

void chart_dots_draw(const struct chart *c, const struct dot_plot *plot, struct scene *out)
{
	struct plot_area area;
	choose_axis(plot, &area.axis);
	measure_labels(c, plot, &area);
	double top = chart_begin(c, out, plot->headline, plot->subtitle) + 26;
	double bottom = top + 6;
	for (size_t i = 0; i < plot->n; i++)
		bottom += ROW_HEIGHT + (plot->rows[i].group ? GROUP_HEIGHT : 0);
	draw_lines(out, plot, &area, top, bottom, c->arena);
	double y = top + 3;
	for (size_t i = 0; i < plot->n; i++) {
		if (plot->rows[i].group) {
			scene_text_fit(out, CHART_MARGIN, y + 16, area.label_width, ANCHOR_START,
				       (struct style){ FACE_BOLD, 12.5, INK }, text_of(plot->rows[i].group));
			y += GROUP_HEIGHT;
		}
		draw_row(c, out, &plot->rows[i], &area, y + ROW_HEIGHT / 2);
		y += ROW_HEIGHT;
	}
	const char *note = plot->note;
	bool any = false;
	for (size_t i = 0; i < plot->n; i++)
		any |= plot->rows[i].level->value >= 0;
	if (any && area.axis.from > 0)
		note = chart_cut_note(c, note);
	chart_end(c, out, bottom + 24, plot->headline, note, plot->description);
}

const char *chart_dots_count(const struct chart *c, const struct cell *cell)
{
	const struct measure *m = &c->r->catalogue->measures[cell->measure];
	if (!cell->total)
		return "";
	return arena_printf(c->arena, "%s of %s", sentence_count(cell->good, c->arena),
			    sentence_units(m, cell->total, c->arena));
}
