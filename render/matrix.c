/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/matrix.h"

#include "engine/review.h"
#include "render/mark.h"
#include "render/sentence.h"

#include <math.h>

/* Places of the columns, in the units of a page of this width. */
#define UNITS       499.0
#define BLOCK       124.75 /* of a Region: its mark and level, and below them its months */
#define STRIP_LEFT  1.0
#define MONTH_WIDTH 9.2
#define ROW_HEIGHT  35.0
#define LONE_HEIGHT 26.4 /* of a measure without Regions: its title stands beside the level */

static const enum region regions[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
#define N_BLOCKS 4

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
	return 28 * unit(m);
}

static bool is_lone(const struct matrix *m, int measure)
{
	for (int g = 0; g < N_BLOCKS - 1; g++)
		if (results_find(m->r, measure, regions[g]))
			return false;
	return true;
}

double matrix_row_height(const struct matrix *m, int measure)
{
	return (is_lone(m, measure) ? LONE_HEIGHT : ROW_HEIGHT) * unit(m);
}

static double month_x(const struct matrix *m, int block, int month)
{
	return m->left + (BLOCK * block + STRIP_LEFT + MONTH_WIDTH * (month + 0.5)) * unit(m);
}

void matrix_draw_head(const struct matrix *m, struct scene *s, double y)
{
	double u = unit(m), x = m->left;
	for (int g = 0; g < N_BLOCKS; g++) {
		scene_text(s, x + BLOCK * g * u, y + 10 * u, ANCHOR_START, style_of(m, FACE_BOLD, 8.2, INK),
			   text_of(region_name(regions[g])));
		for (int i = 0; i < MATRIX_MONTHS; i++) {
			struct month month = month_add(m->r->period.month, i + 1 - MATRIX_MONTHS);
			char letter[2] = { month_name(month.month)[0], '\0' };
			bool last = i + 1 == MATRIX_MONTHS;
			scene_text(s, month_x(m, g, i), y + 21 * u, ANCHOR_MIDDLE,
				   style_of(m, last ? FACE_BOLD : FACE_REGULAR, 6.4, last ? INK : GREY),
				   text_of(letter));
		}
	}
	scene_line(s, x, y + 26 * u, x + m->width, y + 26 * u, INK, 0.9 * u, false);
}

/* The level of a month that is over, or NULL. */
static const struct past_cell *find_past(const struct results *r, int measure, enum region region,
					 struct month month)
{
	for (size_t i = 0; i < r->n_past; i++)
		if (r->past[i].measure == measure && r->past[i].region == region &&
		    month_compare(r->past[i].month, month) == 0)
			return &r->past[i];
	return NULL;
}

static void draw_months(const struct matrix *m, struct scene *s, const struct cell *cell, int block,
			double middle)
{
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		struct month month = month_add(m->r->period.month, i + 1 - MATRIX_MONTHS);
		bool now = i + 1 == MATRIX_MONTHS;
		const struct past_cell *past =
			now ? NULL : find_past(m->r, cell->measure, cell->region, month);
		if (now || past)
			mark_draw(s, m->palette, now ? cell->level.status : past->level.status,
				  month_x(m, block, i), middle, 7.6 * unit(m), true);
	}
}

void matrix_draw_row(const struct matrix *m, struct scene *s, int measure, double y)
{
	double u = unit(m), x = m->left;
	const struct measure *measured = &m->r->catalogue->measures[measure];
	bool lone = is_lone(m, measure);
	double wide = lone ? BLOCK * (N_BLOCKS - 1) * u - 8 * u : m->width, top = y + (lone ? 0 : 9 * u);
	double id = scene_text_fit(s, x, y + 9 * u, 80 * u, ANCHOR_START, style_of(m, FACE_BOLD, 8.2, INK),
				   text_of(measured->id));
	scene_text_fit(s, x + id + 5 * u, y + 9 * u, wide - id - 5 * u, ANCHOR_START,
		       style_of(m, FACE_REGULAR, 7.8, GREY), text_of(measured->title));
	for (int g = 0; g < N_BLOCKS; g++) {
		const struct cell *cell = results_find(m->r, measure, regions[g]);
		if (!cell)
			continue;
		double at = x + BLOCK * g * u;
		mark_draw(s, m->palette, cell->level.status, at + 5.6 * u, top + 8 * u, 10.4 * u, true);
		scene_text_fit(s, at + 14 * u, top + 11 * u, (BLOCK - 20) * u, ANCHOR_START,
			       style_of(m, regions[g] == REGION_NONE ? FACE_BOLD : FACE_REGULAR, 8, INK),
			       text_of(sentence_level_marked(m->r, cell, m->arena)));
		draw_months(m, s, cell, g, top + 19.4 * u);
	}
	double bottom = y + matrix_row_height(m, measure);
	scene_line(s, x, bottom, x + m->width, bottom, RULE, 0.6 * u, false);
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
	bool doubted = m->r->review && m->r->review->n_by_reason[REVIEW_UNTRUSTED];
	for (int i = 0; i < STATUS_COUNT; i++) {
		mark_draw(s, m->palette, (enum status)i, x + 5.5 * u, y + 8 * u, 10.6 * u, true);
		x += 15 * u +
		     scene_text(s, x + 14 * u, y + 11 * u, ANCHOR_START, style_of(m, FACE_REGULAR, 7.6, INK),
				text_of(meanings[i])) +
		     11 * u;
	}
	if (doubted)
		scene_text(s, m->left, y + 26 * u, ANCHOR_START, style_of(m, FACE_REGULAR, 7.6, INK), TEXT(SENTENCE_DOUBT));
	return (doubted ? 35 : 20) * u;
}
