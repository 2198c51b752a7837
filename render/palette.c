/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/palette.h"

#include <assert.h>

static const struct palette_entry entries[PALETTE_COUNT][STATUS_COUNT] = {
	[PALETTE_PMR] = {
		[STATUS_GREEN] = { 0x2E9990, 0xFFFFFF, 0xDDF0EE, SHAPE_CIRCLE },
		[STATUS_AMBER] = { 0xFFB700, 0x1F2933, 0xFFF1CC, SHAPE_TRIANGLE },
		[STATUS_RED] = { 0x800000, 0xFFFFFF, 0xF3DADA, SHAPE_SQUARE },
		[STATUS_NO_DATA] = { 0x7B8794, 0x1F2933, 0xFFFFFF, SHAPE_HOLLOW_CIRCLE },
		[STATUS_WITHHELD] = { 0x52606D, 0x1F2933, 0xECEFF2, SHAPE_HOLLOW_SQUARE },
	},
	[PALETTE_GOVUK] = {
		[STATUS_GREEN] = { 0x00703C, 0xFFFFFF, 0xD9EAE2, SHAPE_CIRCLE },
		[STATUS_AMBER] = { 0xF47738, 0x0B0C0C, 0xFDE4D7, SHAPE_TRIANGLE },
		[STATUS_RED] = { 0xD4351C, 0xFFFFFF, 0xF8DEDA, SHAPE_SQUARE },
		[STATUS_NO_DATA] = { 0x505A5F, 0x0B0C0C, 0xFFFFFF, SHAPE_HOLLOW_CIRCLE },
		[STATUS_WITHHELD] = { 0x505A5F, 0x0B0C0C, 0xF3F2F1, SHAPE_HOLLOW_SQUARE },
	},
	[PALETTE_CVD] = {
		[STATUS_GREEN] = { 0x0072B2, 0xFFFFFF, 0xD9EAF3, SHAPE_CIRCLE },
		[STATUS_AMBER] = { 0xF0E442, 0x000000, 0xFCFAD9, SHAPE_TRIANGLE },
		[STATUS_RED] = { 0xA83F00, 0xFFFFFF, 0xF2E2D9, SHAPE_SQUARE },
		[STATUS_NO_DATA] = { 0x707070, 0x000000, 0xFFFFFF, SHAPE_HOLLOW_CIRCLE },
		[STATUS_WITHHELD] = { 0x505050, 0x000000, 0xEEEEEE, SHAPE_HOLLOW_SQUARE },
	},
	[PALETTE_MONO] = {
		[STATUS_GREEN] = { 0xD0D0D0, 0x000000, 0xFFFFFF, SHAPE_CIRCLE },
		[STATUS_AMBER] = { 0x8C8C8C, 0x000000, 0xE6E6E6, SHAPE_TRIANGLE },
		[STATUS_RED] = { 0x202020, 0xFFFFFF, 0xCCCCCC, SHAPE_SQUARE },
		[STATUS_NO_DATA] = { 0x606060, 0x000000, 0xFFFFFF, SHAPE_HOLLOW_CIRCLE },
		[STATUS_WITHHELD] = { 0x404040, 0x000000, 0xFFFFFF, SHAPE_HOLLOW_SQUARE },
	},
};
static const char *const names[PALETTE_COUNT] = { "pmr", "govuk", "cvd", "mono" };

const char *palette_name(enum palette p)
{
	assert(p >= 0 && p < PALETTE_COUNT);
	return names[p];
}

const struct palette_entry *palette_status(enum palette p, enum status s)
{
	assert(p >= 0 && p < PALETTE_COUNT && s >= 0 && s < STATUS_COUNT);
	return &entries[p][s];
}

uint32_t palette_series(enum palette p, int n)
{
	static const uint32_t colours[PALETTE_SERIES] = { 0x1B4F7A, 0x7FA8C9, 0xB35900, 0xE3B27A,
							  0x52606D, 0x9AA5B1, 0x5B7553, 0xD5DBE1 };
	/* Neighbours stay apart. */
	static const uint32_t greys[PALETTE_SERIES] = { 0x303030, 0xA8A8A8, 0x606060, 0xD0D0D0,
							0x484848, 0xBCBCBC, 0x7C7C7C, 0xE4E4E4 };
	assert(n >= 0 && n < PALETTE_SERIES);
	return p == PALETTE_MONO ? greys[n] : colours[n];
}

const char *palette_shapes(void)
{
	return "Circle: Green; triangle: Amber; square: Red.";
}
