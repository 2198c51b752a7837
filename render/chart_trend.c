/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The level of each of the last months, one panel a Region on one scale; months without a figure are gaps. */
#include "render/axis.h"
#include "render/chart.h"
#include "render/mark.h"
#include "render/matrix.h"
#include "render/sentence.h"

#include <math.h>

#define PANEL_HEIGHT 104.0
#define AXIS_WIDTH   52.0 /* labels on the left */
#define LINES_WIDTH  88.0 /* names of the lines on the right */
#define PANEL_GAP    18.0
#define MARK_MAX     11.0
#define NAME_WIDTH   42.0 /* "Oct 19" and a space */

static const enum region order[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };

struct panel {
	const struct cell *cell;
	const struct level_text *months[MATRIX_MONTHS]; /* NULL: no figure */
	int n_with, n_green;
};

struct panels {
	struct panel panel[REGION_COUNT];
	int n;
	struct axis axis;
};

static bool applies(const struct results *r, int measure)
{
	if (!chart_is_looked_into(r, measure))
		return false;
	for (size_t i = 0; i < r->n_past; i++)
		if (r->past[i].measure == measure)
			return true;
	return false;
}

static void fill(const struct results *r, struct panel *panel)
{
	for (size_t i = 0; i < r->n_past; i++) {
		const struct past_cell *past = &r->past[i];
		int at = month_index(past->month) - month_index(r->period.month) + MATRIX_MONTHS - 1;
		if (past->measure == panel->cell->measure && past->region == panel->cell->region && at >= 0 &&
		    at < MATRIX_MONTHS - 1 && past->level.value >= 0)
			panel->months[at] = &past->level;
	}
	if (panel->cell->level.value >= 0)
		panel->months[MATRIX_MONTHS - 1] = &panel->cell->level;
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		panel->n_with += panel->months[i] != NULL;
		panel->n_green += panel->months[i] && panel->months[i]->status == STATUS_GREEN;
	}
}

static void collect(const struct chart *c, struct panels *p)
{
	double lo = 100, hi = 0;
	for (size_t g = 0; g < sizeof order / sizeof *order; g++) {
		const struct cell *cell = results_find(c->r, c->measure, order[g]);
		if (!cell)
			continue;
		struct panel *panel = &p->panel[p->n++];
		panel->cell = cell;
		fill(c->r, panel);
		for (int i = 0; i < MATRIX_MONTHS; i++) {
			if (!panel->months[i])
				continue;
			lo = fmin(lo, panel->months[i]->value);
			hi = fmax(hi, panel->months[i]->value);
		}
	}
	const struct level *level = chart_level(c);
	if (level) {
		lo = fmin(lo, (double)level->minimum.micro / 1e6);
		hi = fmax(hi, (double)level->target.micro / 1e6);
	}
	axis_choose(&p->axis, hi < lo ? 0 : lo, hi < lo ? 100 : fmin(100, hi + (100 - hi) / 2), 5);
}

struct frame {
	double left, right, top, bottom;
};

static double month_step(const struct frame *f)
{
	return (f->right - f->left) / MATRIX_MONTHS;
}

static double month_x(const struct frame *f, int month)
{
	return f->left + month_step(f) * (month + 0.5);
}

static void draw_grid(const struct chart *c, struct scene *s, const struct axis *axis, const struct frame *f)
{
	const struct level *level = chart_level(c);
	for (int t = 0; t < axis->n_ticks; t++) {
		double y = axis_place(axis, axis_tick(axis, t), f->bottom, f->top);
		scene_line(s, f->left, y, f->right, y, RULE, 0.8, false);
	}
	if (level) {
		double target = axis_place(axis, (double)level->target.micro / 1e6, f->bottom, f->top);
		double minimum = axis_place(axis, (double)level->minimum.micro / 1e6, f->bottom, f->top);
		scene_line(s, f->left, minimum, f->right, minimum, INK, 1.1, true);
		scene_line(s, f->left, target, f->right, target, INK, 1.4, false);
	}
	/* As many months as there is room for, the first and the last of them always. */
	int every = 1;
	while (every < MATRIX_MONTHS - 1 && (month_step(f) * every < NAME_WIDTH || (MATRIX_MONTHS - 1) % every))
		every++;
	for (int i = 0; i < MATRIX_MONTHS; i += every) {
		struct month month = month_add(c->r->period.month, i + 1 - MATRIX_MONTHS);
		bool is_last = i + 1 == MATRIX_MONTHS;
		double x = month_x(f, i);
		scene_line(s, x, f->bottom, x, f->bottom + 4, GREY, 0.8, false);
		scene_text(s, every == 1 ? x : is_last ? f->right : i ? x : f->left, f->bottom + 17,
			   every == 1 ? ANCHOR_MIDDLE : is_last ? ANCHOR_END : i ? ANCHOR_MIDDLE : ANCHOR_START,
			   (struct style){ FACE_REGULAR, 10.5, GREY },
			   text_of(arena_printf(c->arena, "%.3s %02d", month_name(month.month), month.year % 100)));
	}
}

/* Marks joined by a line that breaks where a month has no figure. */
static void draw_months(const struct chart *c, struct scene *s, const struct panel *panel,
			const struct axis *axis, const struct frame *f)
{
	struct point run[MATRIX_MONTHS];
	size_t n = 0;
	for (int i = 0; i <= MATRIX_MONTHS; i++) {
		if (i < MATRIX_MONTHS && panel->months[i]) {
			run[n++] = (struct point){ month_x(f, i), axis_place(axis, panel->months[i]->value,
									     f->bottom, f->top) };
			continue;
		}
		if (n > 1)
			scene_path(s, run, n, false, COLOUR_NONE, 0x8FAEC8, 1.1);
		n = 0;
	}
	for (int i = 0; i < MATRIX_MONTHS; i++)
		if (panel->months[i])
			mark_draw(s, c->palette, panel->months[i]->status, month_x(f, i),
				  axis_place(axis, panel->months[i]->value, f->bottom, f->top),
				  fmin(MARK_MAX, month_step(f) * 0.8), false);
}

static void draw_panel(const struct chart *c, struct scene *s, const struct panels *p,
		       const struct panel *panel, const struct frame *f)
{
	double room = f->right - f->left;
	scene_text_fit(s, f->left, f->top - 28, room, ANCHOR_START, (struct style){ FACE_BOLD, 12.5, INK },
		       text_of(arena_printf(c->arena, "%s %s", region_name(panel->cell->region),
					    sentence_level_marked(c->r, panel->cell, c->arena))));
	const char *below =
		panel->cell->months_below > 0
			? arena_printf(c->arena, "below since %s",
				       sentence_month(panel->cell->below_since, c->arena))
			: arena_printf(c->arena, "Green in %d of %d %smonths", panel->n_green, panel->n_with,
				       panel->months[MATRIX_MONTHS - 1] ? "" : "earlier ");
	scene_text_fit(s, f->left, f->top - 12, room, ANCHOR_START,
		       (struct style){ FACE_REGULAR, 11.5, GREY }, text_of(below));
	draw_grid(c, s, &p->axis, f);
	draw_months(c, s, panel, &p->axis, f);
}

/* Names of the lines, pushed apart when the lines are close. */
static void draw_names(const struct chart *c, struct scene *s, const struct axis *axis, const struct frame *f)
{
	const struct level *level = chart_level(c);
	if (!level)
		return;
	const struct style small = { FACE_REGULAR, 11.5, INK };
	double target = axis_place(axis, (double)level->target.micro / 1e6, f->bottom, f->top) + 4;
	double minimum = axis_place(axis, (double)level->minimum.micro / 1e6, f->bottom, f->top) + 4;
	if (minimum - target < 14) {
		double middle = (minimum + target) / 2;
		target = middle - 7;
		minimum = middle + 7;
	}
	scene_text_fit(s, f->right + 8, target, LINES_WIDTH - 8, ANCHOR_START, small,
		       text_of(arena_printf(c->arena, "Target %s\u00a0%%", level->target.text)));
	scene_text_fit(s, f->right + 8, minimum, LINES_WIDTH - 8, ANCHOR_START, small,
		       text_of(arena_printf(c->arena, "Minimum %s\u00a0%%", level->minimum.text)));
}

static const char *headline(const struct chart *c, const struct panels *p)
{
	const char *parts[REGION_COUNT];
	size_t n = 0;
	for (int i = 0; i < p->n; i++) {
		const struct cell *cell = p->panel[i].cell;
		if (cell->months_below < 1)
			continue;
		const char *where = p->n == 1 ? ""
				    : cell->region == REGION_NONE
					    ? "nationally "
					    : arena_printf(c->arena, "in %s ", region_name(cell->region));
		parts[n++] = arena_printf(c->arena, "%ssince %s", where,
					  sentence_month(cell->below_since, c->arena));
	}
	if (n)
		return arena_printf(c->arena, "Below target %s", sentence_list(parts, n, c->arena));
	const struct panel *national = &p->panel[p->n - 1];
	const char *nationally = p->n > 1 ? ", nationally" : "";
	if (national->months[MATRIX_MONTHS - 1])
		return arena_printf(c->arena, "Green in %d of the %d months with a figure%s", national->n_green,
				    national->n_with, nationally);
	return arena_printf(c->arena, "%s in %s; Green in %d of %d earlier months%s", status_word(national->cell->level.status),
			    sentence_month(c->r->period.month, c->arena), national->n_green, national->n_with, nationally);
}

static const char *describe(const struct chart *c, const struct panels *p)
{
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Levels of %s in the months up to %s.", c->r->catalogue->measures[c->measure].id,
		       sentence_month(c->r->period.month, c->arena));
	for (int k = 0; k < p->n; k++) {
		const struct panel *panel = &p->panel[k];
		builder_printf(&b, " %s:", region_name(panel->cell->region));
		for (int i = 0; i < MATRIX_MONTHS; i++)
			if (panel->months[i])
				builder_printf(
					&b, " %s %s %s%s",
					sentence_month(month_add(c->r->period.month, i + 1 - MATRIX_MONTHS),
						       c->arena),
					panel->months[i]->display, status_word(panel->months[i]->status),
					i + 1 < MATRIX_MONTHS ? "," : "");
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
	const char *unit = arena_printf(c->arena, "%s, by month",
					measure_words(&c->r->catalogue->measures[c->measure])->share);
	struct frame f = { .top = chart_begin(c, out, head, chart_subtitle(c, unit)) + 50 };
	f.bottom = f.top + PANEL_HEIGHT;
	double left = CHART_MARGIN + AXIS_WIDTH, right = CHART_WIDTH - CHART_MARGIN - LINES_WIDTH;
	double width = (right - left - PANEL_GAP * (p->n - 1)) / p->n;
	for (int t = 0; t < p->axis.n_ticks; t++) {
		char label[48];
		scene_text_fit(out, left - 8,
			       axis_place(&p->axis, axis_tick(&p->axis, t), f.bottom, f.top) + 4,
			       AXIS_WIDTH + 10, ANCHOR_END, (struct style){ FACE_REGULAR, 11.5, GREY },
			       text_of(axis_label(&p->axis, t, label)));
	}
	for (int i = 0; i < p->n; i++) {
		f.left = left + i * (width + PANEL_GAP);
		f.right = f.left + width;
		draw_panel(c, out, p, &p->panel[i], &f);
	}
	draw_names(c, out, &p->axis, &f);
	const char *note = arena_printf(c->arena, "%s%s%sMonths without a figure are gaps.",
					p->axis.from > 0 ? "Marks, because the axis does not start at zero. " : "",
					c->on_page ? "" : palette_shapes(), c->on_page ? "" : " ");
	chart_end(c, out, f.bottom + 24, head, note, describe(c, p));
}

const struct chart_kind chart_trend = { "trend", "the level of each of the last months, by Region", false,
					applies, draw };
