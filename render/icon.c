/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/icon.h"

#define ICON_INK    0x1F2933u
#define ICON_GREY   0x6B7785u
#define ICON_BLUE   0x1B5E9Bu /* improving, or meets the target */
#define ICON_ORANGE 0xC05A00u /* concerning, or misses it */

static uint32_t colour_of(enum palette palette, bool good, bool bad)
{
	if (palette == PALETTE_MONO || (!good && !bad))
		return ICON_GREY;
	return good ? ICON_BLUE : ICON_ORANGE;
}

static void letter(struct scene *s, const char *text, double x, double y, double size)
{
	scene_text(s, x, y + size * 0.21, ANCHOR_MIDDLE, (struct style){ FACE_BOLD, size * 0.58, ICON_INK }, text_of(text));
}

void icon_variation(struct scene *s, enum palette palette, enum review_variation v, double x, double y, double size)
{
	uint32_t colour = colour_of(palette, v == VARIATION_IMPROVING, v == VARIATION_CONCERNING);

	scene_circle(s, x, y, size * 0.45, 0xFFFFFF, colour, size * 0.1);
	letter(s, review_variation_letter(v), x, y, size);
}

void icon_assurance(struct scene *s, enum palette palette, enum review_assurance a, double x, double y, double size)
{
	uint32_t colour = colour_of(palette, a == ASSURANCE_MEETS, a == ASSURANCE_MISSES);
	double h = size * 0.56;
	const struct point corners[] = { { x, y - h }, { x + h, y }, { x, y + h }, { x - h, y } };

	scene_path(s, corners, 4, true, 0xFFFFFF, colour, size * 0.1);
	letter(s, review_assurance_letter(a), x, y, size);
}
