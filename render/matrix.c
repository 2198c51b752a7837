/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/matrix.h"

#include "render/mark.h"
#include "render/sentence.h"

#include <math.h>

/* Places of the columns, in the units of a page of this width. */
#define UNITS       499.0
#define TITLE_WIDTH 138.0
#define CELL_LEFT   144.0
#define CELL_WIDTH  50.0
#define MONTH_LEFT  351.0
#define MONTH_WIDTH 11.4
#define LEADING     8.9

static const enum region regions[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };

static double unit(const struct matrix *m)
{
	return m->width / UNITS;
}

static struct style style_of(const struct matrix *m, enum face face, double size, uint32_t colour)
{
	return (struct style){ face, size * unit(m), colour };
}

double matrix_head_height(const struct matrix *m)
{
	return 26 * unit(m);
}

static size_t title_lines(const struct matrix *m, const struct ruler *ruler, int measure)
{
	struct text *lines;
	return ruler_wrap(ruler, m->arena, style_of(m, FACE_REGULAR, 7.6, GREY), TITLE_WIDTH * unit(m),
			  text_of(m->r->catalogue->measures[measure].title), &lines);
}

double matrix_row_height(const struct matrix *m, const struct ruler *ruler, int measure)
{
	return fmax(24, 6 + LEADING * (1 + (double)title_lines(m, ruler, measure))) * unit(m);
}

void matrix_draw_head(const struct matrix *m, struct scene *s, double y)
{
	double u = unit(m), x = m->left;
	struct style bold = style_of(m, FACE_BOLD, 7.6, INK);
	scene_text(s, x, y + 18 * u, ANCHOR_START, bold, TEXT("Measure"));
	for (int i = 0; i < 4; i++)
		scene_text(s, x + (CELL_LEFT + CELL_WIDTH * i) * u, y + 18 * u, ANCHOR_START, bold,
			   text_of(region_name(regions[i])));
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		struct month month = month_add(m->r->period.month, i + 1 - MATRIX_MONTHS);
		char letter[2] = { month_name(month.month)[0], '\0' };
		double at = x + (MONTH_LEFT + MONTH_WIDTH * (i + 0.5)) * u;
		bool last = i + 1 == MATRIX_MONTHS;
		scene_text(s, at, y + 18 * u, ANCHOR_MIDDLE,
			   style_of(m, last ? FACE_BOLD : FACE_REGULAR, 7.6, last ? INK : GREY), text_of(letter));
		if ((i == 0 && month.month < 11) || month.month == 1)
			scene_text(s, at - 3 * u, y + 8 * u, ANCHOR_START, style_of(m, FACE_REGULAR, 7, GREY),
				   text_of(arena_printf(m->arena, "%d", month.year)));
	}
	scene_line(s, x, y + 24 * u, x + m->width, y + 24 * u, INK, 0.9 * u, false);
}

/* The national level of a month that is over, or NULL. */
static const struct past_cell *find_past(const struct results *r, int measure, struct month month)
{
	for (size_t i = 0; i < r->n_past; i++)
		if (r->past[i].measure == measure && r->past[i].region == REGION_NONE &&
		    month_compare(r->past[i].month, month) == 0)
			return &r->past[i];
	return NULL;
}

static void draw_months(const struct matrix *m, struct scene *s, int measure, double middle)
{
	double u = unit(m);
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		struct month month = month_add(m->r->period.month, i + 1 - MATRIX_MONTHS);
		bool now = i + 1 == MATRIX_MONTHS;
		const struct cell *cell = results_find(m->r, measure, REGION_NONE);
		const struct past_cell *past = now ? NULL : find_past(m->r, measure, month);
		double at = m->left + (MONTH_LEFT + MONTH_WIDTH * (i + 0.5)) * u;
		if (now ? cell != NULL : past != NULL)
			mark_draw(s, m->palette, now ? cell->level.status : past->level.status, at, middle,
				  8.4 * u, true);
	}
}

void matrix_draw_row(const struct matrix *m, struct scene *s, int measure, double y)
{
	double u = unit(m), x = m->left;
	const struct measure *measured = &m->r->catalogue->measures[measure];
	double height = matrix_row_height(m, s->ruler, measure);
	scene_text_fit(s, x, y + 11.5 * u, TITLE_WIDTH * u, ANCHOR_START, style_of(m, FACE_BOLD, 8.4, INK),
		       text_of(measured->id));
	scene_paragraph(s, x, y + 20.4 * u, TITLE_WIDTH * u, LEADING * u, style_of(m, FACE_REGULAR, 7.6, GREY),
			text_of(measured->title));
	double middle = y + 12 * u;
	for (int i = 0; i < 4; i++) {
		const struct cell *cell = results_find(m->r, measure, regions[i]);
		if (!cell)
			continue;
		double at = x + (CELL_LEFT + CELL_WIDTH * i) * u;
		mark_draw(s, m->palette, cell->level.status, at + 5.4 * u, middle, 10.6 * u, true);
		scene_text_fit(s, at + 14 * u, middle + 2.8 * u, (CELL_WIDTH - 17) * u, ANCHOR_START,
			       style_of(m, regions[i] == REGION_NONE ? FACE_BOLD : FACE_REGULAR, 7.8, INK),
			       text_of(sentence_level(m->r, cell, m->arena)));
	}
	draw_months(m, s, measure, middle);
	scene_line(s, x, y + height, x + m->width, y + height, RULE, 0.6 * u, false);
}

double matrix_draw_key(const struct matrix *m, struct scene *s, double y)
{
	static const char *const meanings[STATUS_COUNT] = {
		[STATUS_GREEN] = "Green: on or above target",
		[STATUS_AMBER] = "Amber: between minimum and target",
		[STATUS_RED] = "Red: below minimum",
		[STATUS_NO_DATA] = "No data",
		[STATUS_WITHHELD] = "Withheld",
	};
	double u = unit(m), x = m->left;
	for (int i = 0; i < STATUS_COUNT; i++) {
		mark_draw(s, m->palette, (enum status)i, x + 5.5 * u, y + 8 * u, 10.6 * u, true);
		x += 15 * u + scene_text(s, x + 14 * u, y + 11 * u, ANCHOR_START, style_of(m, FACE_REGULAR, 7.6, INK),
					 text_of(meanings[i])) + 11 * u;
	}
	return 20 * u;
}
