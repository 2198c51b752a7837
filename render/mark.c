/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/mark.h"

static void draw_shape(struct scene *s, const struct palette_entry *look, double x, double y, double h)
{
	const struct point triangle[] = { { x, y - h * 1.15 }, { x + h * 1.2, y + h }, { x - h * 1.2, y + h } };
	switch (look->shape) {
	case SHAPE_CIRCLE:
		scene_circle(s, x, y, h, look->fill, COLOUR_NONE, 0);
		break;
	case SHAPE_TRIANGLE:
		scene_path(s, triangle, 3, true, look->fill, COLOUR_NONE, 0);
		break;
	case SHAPE_SQUARE:
		scene_rect(s, x - h * 0.94, y - h * 0.94, h * 1.88, h * 1.88, look->fill);
		break;
	case SHAPE_HOLLOW_CIRCLE:
		scene_circle(s, x, y, h * 0.9, 0xFFFFFF, look->fill, h * 0.17);
		break;
	case SHAPE_HOLLOW_SQUARE:
		scene_box(s, x - h * 0.86, y - h * 0.86, h * 1.72, h * 1.72, 0, 0xFFFFFF, look->fill, h * 0.17);
		break;
	}
}

void mark_draw(struct scene *s, enum palette palette, enum status status, double x, double y, double size,
	       bool letter)
{
	const struct palette_entry *look = palette_status(palette, status);
	double h = size / 2;
	draw_shape(s, look, x, y, h);
	if (!letter)
		return;
	char text[] = { status_letter(status), '\0' };
	/* The middle of a triangle's weight is lower than that of its box. */
	double down = look->shape == SHAPE_TRIANGLE ? 0.30 : 0.24;
	double letter_size = look->shape == SHAPE_TRIANGLE ? size * 0.56 : size * 0.68;
	if (look->shape == SHAPE_TRIANGLE)
		y += h * 0.34;
	scene_text(s, x, y + letter_size * (down + 0.12), ANCHOR_MIDDLE,
		   (struct style){ FACE_BOLD, letter_size, look->ink }, text_of(text));
}
