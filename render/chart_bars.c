/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/chart_bars.h"

#include "render/palette.h"

#include <math.h>

#define LABEL_MIN    80.0
#define LABEL_MAX    290.0
#define VALUE_MAX    210.0
#define ROW_HEIGHT   22.0
#define GROUP_HEIGHT 22.0
#define BAR_HEIGHT   14.0

_Static_assert(BAR_MAX_SEGMENTS <= PALETTE_SERIES, "every segment has its colour");

struct bar_area {
	double label_width, left, right, value_left, most;
};

/* The length of a bar: where it ends, not a figure. */
static double sum_of(const struct bar_plot *plot, const struct bar_row *row)
{
	double sum = 0;
	for (int i = 0; i < plot->n_series; i++)
		sum += (double)row->segments[i];
	return sum;
}

/* As much for labels and values as the widest takes, the rest for the bars. */
static struct bar_area measure_area(const struct chart *c, const struct bar_plot *plot)
{
	struct bar_area a = { .label_width = LABEL_MIN };
	double value = 40;
	for (size_t i = 0; i < plot->n; i++) {
		const struct bar_row *row = &plot->rows[i];
		struct style style = { row->strong ? FACE_BOLD : FACE_REGULAR, 12.5, INK };
		a.label_width = fmax(a.label_width,
				     ruler_width(c->ruler, style, scene_safe(c->arena, text_of(row->label))));
		value = fmax(value, ruler_width(c->ruler, style, scene_safe(c->arena, text_of(row->value))));
		a.most = fmax(a.most, sum_of(plot, row));
	}
	a.most = fmax(a.most, plot->line);
	a.label_width = fmin(a.label_width, LABEL_MAX);
	a.left = CHART_MARGIN + a.label_width + 12;
	a.value_left = CHART_WIDTH - CHART_MARGIN - fmin(value, VALUE_MAX);
	a.right = a.value_left - 12;
	return a;
}

static double draw_key(const struct chart *c, struct scene *s, const struct bar_plot *plot, double y)
{
	const struct style small = { FACE_REGULAR, 11.5, INK };
	double x = CHART_MARGIN;
	if (!plot->names)
		return y;
	for (int i = 0; i < plot->n_series; i++) {
		scene_rect(s, x, y - 9, 11, 11, palette_series(c->palette, i));
		x += 16 + scene_text(s, x + 16, y, ANCHOR_START, small, text_of(plot->names[i])) + 14;
	}
	return y + 16;
}

static bool is_dark(uint32_t colour)
{
	return 299 * (colour >> 16) + 587 * (colour >> 8 & 255) + 114 * (colour & 255) < 140000;
}

/* The segments of a bar, each with its count where there is room for it. */
static void draw_bar(const struct chart *c, struct scene *s, const struct bar_plot *plot,
		     const struct bar_row *row, const struct bar_area *a, double middle)
{
	double most = plot->whole ? sum_of(plot, row) : a->most, x = a->left;
	if (most <= 0)
		return;
	for (int i = 0; i < plot->n_series; i++) {
		double width = (a->right - a->left) * (double)row->segments[i] / most;
		if (width <= 0)
			continue;
		uint32_t colour = palette_series(c->palette, i);
		scene_rect(s, x, middle - BAR_HEIGHT / 2, width, BAR_HEIGHT, colour);
		struct style style = { FACE_REGULAR, 10.5, is_dark(colour) ? 0xFFFFFF : INK };
		struct text count =
			text_of(arena_printf(c->arena, "%llu", (unsigned long long)row->segments[i]));
		if (plot->names && ruler_width(c->ruler, style, count) + 6 <= width)
			scene_text(s, x + width / 2, middle + 3.8, ANCHOR_MIDDLE, style, count);
		x += width;
	}
}

static void draw_row(const struct chart *c, struct scene *s, const struct bar_plot *plot,
		     const struct bar_row *row, const struct bar_area *a, double middle)
{
	struct style style = { row->strong ? FACE_BOLD : FACE_REGULAR, 12.5, INK };
	scene_text_fit(s, CHART_MARGIN, middle + 4.5, a->label_width, ANCHOR_START, style,
		       text_of(row->label));
	draw_bar(c, s, plot, row, a, middle);
	scene_line(s, a->left, middle - ROW_HEIGHT / 2, a->left, middle + ROW_HEIGHT / 2, GREY, 0.9, false);
	scene_text_fit(s, a->value_left, middle + 4.5, CHART_WIDTH - CHART_MARGIN - a->value_left,
		       ANCHOR_START, style, text_of(row->value));
}

void chart_bars_draw(const struct chart *c, const struct bar_plot *plot, struct scene *out)
{
	struct bar_area a = measure_area(c, plot);
	double y = chart_begin(c, out, plot->headline, plot->subtitle) + 14;
	y = draw_key(c, out, plot, y) + (plot->line >= 0 ? 14 : 0);
	double top = y;
	for (size_t i = 0; i < plot->n; i++) {
		if (plot->rows[i].group) {
			scene_text_fit(out, CHART_MARGIN, y + 16, CHART_WIDTH / 2, ANCHOR_START,
				       (struct style){ FACE_BOLD, 12.5, INK }, text_of(plot->rows[i].group));
			y += GROUP_HEIGHT;
		}
		draw_row(c, out, plot, &plot->rows[i], &a, y + ROW_HEIGHT / 2);
		y += ROW_HEIGHT;
	}
	if (plot->line >= 0 && a.most > 0) {
		double x = a.left + (a.right - a.left) * plot->line / a.most;
		scene_line(out, x, top - 3, x, y + 1, INK, 1.2, true);
		scene_text_fit(out, x, top - 7, 160, ANCHOR_START, (struct style){ FACE_REGULAR, 11.5, INK },
			       text_of(plot->line_name));
	}
	chart_end(c, out, y + 6, plot->headline, plot->note, plot->description);
}

const char *chart_bars_describe(const struct chart *c, const char *what, const struct bar_row *rows, size_t n)
{
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "%s", what);
	for (size_t i = 0; i < n; i++)
		builder_printf(&b, " %s%s%s: %s.", rows[i].group ? rows[i].group : "",
			       rows[i].group ? ", " : "", rows[i].label, rows[i].value);
	const char *text = arena_copy(c->arena, b.data, b.size);
	builder_done(&b);
	return text;
}
