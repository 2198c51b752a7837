/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text as it is measured and painted, and the colours that a picture keeps.
 */
#include "tests/unit/engine/cmocka_all.h"

#include "render/chart.h"
#include "render/indexed.h"
#include "render/paint.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

/* The middle of what is painted other than white, in pixels from the left. */
static double middle_of_ink(const struct builder *file)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	png_bytep pixels;
	size_t left = SIZE_MAX, right = 0;

	assert_true(png_image_begin_read_from_memory(&png, file->data, file->size));
	png.format = PNG_FORMAT_GRAY;
	pixels = malloc(PNG_IMAGE_SIZE(png));
	assert_non_null(pixels);
	assert_true(png_image_finish_read(&png, NULL, pixels, 0, NULL));
	for (size_t i = 0; i < PNG_IMAGE_SIZE(png); i++) {
		size_t x = i % png.width;

		if (pixels[i] > 200)
			continue;
		left = x < left ? x : left;
		right = x > right ? x : right;
	}
	free(pixels);
	assert_true(left <= right);
	return (double)(left + right + 1) / 2;
}

/* Text is laid out at one size, whatever size it is measured and drawn in. */
static void text_is_drawn_as_wide_as_measured(void **state)
{
	static const double sizes[] = { 5.25, 10, 12.5, 18 };
	static const char *const texts[] = { "HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH", "8111111111111111111111111111118" };
	struct error err = { 0 };
	struct painter *painter = painter_new(&err);
	const double scale = 3;

	(void)state;
	assert_non_null(painter);
	for (size_t i = 0; i < 4 * 2 * FACE_COUNT; i++) {
		const struct style style = { (enum face)(i % FACE_COUNT), sizes[i / FACE_COUNT % 4], INK };
		struct arena arena;
		struct builder png;
		struct scene s;
		double width;

		arena_init(&arena);
		builder_init(&png);
		scene_init(&s, &arena, painter_ruler(painter), 450, 40);
		width = scene_text(&s, 10, 25, ANCHOR_START, style, text_of(texts[i / FACE_COUNT / 4]));
		assert_true(paint_png(painter, &s, scale, &png, &err));
		/* Slanted letters lean to the right by a tenth of their size. */
		assert_true(fabs(middle_of_ink(&png) / scale - 10 - width / 2) <
			    (style.face == FACE_ITALIC ? 0.13 : 0.04) * style.size + 1 / scale);
		builder_done(&png);
		arena_done(&arena);
	}
	painter_free(painter);
}

/* Nothing is kept of one text that changes another: 'texts' is measured in order and in reverse. */
static void widths_do_not_depend_on_what_came_before(void **state)
{
	static const char *const texts[] = { "99.5 %", "(-)", "Service Requests", "+3 days", "\u221211 \u2020", "", "111",
					     "1st", "CPM-1 \u2265 99", " ", "AV" };
	enum { N = sizeof texts / sizeof *texts };
	struct error err = { 0 };
	double widths[FACE_COUNT][N];

	(void)state;
	for (int round = 0; round < 2; round++) {
		struct painter *painter = painter_new(&err);

		assert_non_null(painter);
		for (int i = 0; i < FACE_COUNT * N; i++) {
			int at = round ? FACE_COUNT * N - 1 - i : i, face = at / N, text = at % N;
			double width = ruler_width(painter_ruler(painter), (struct style){ (enum face)face, 9, INK },
						   text_of(texts[text]));

			if (!round)
				widths[face][text] = width;
			assert_true(width == widths[face][text]);
			assert_true((width > 0) == (texts[text][0] != '\0'));
		}
		painter_free(painter);
	}
}

static int32_t square_between(uint32_t a, uint32_t b)
{
	int32_t square = 0;

	for (int shift = 0; shift < 24; shift += 8) {
		int32_t d = (int32_t)(a >> shift & 255) - (int32_t)(b >> shift & 255);

		square += d * d;
	}
	return square;
}

/* `n_colours` of them, with every extreme of a channel, some much commoner than others. */
static void check_colours(uint32_t n_colours)
{
	enum { WIDTH = 97, HEIGHT = 61 };
	static uint32_t pixels[WIDTH * HEIGHT];
	struct picture picture = { (const unsigned char *)pixels, WIDTH, HEIGHT, WIDTH * 4 };
	struct indexed x;
	uint32_t random = 12345;

	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
		random = random * 1664525 + 1013904223;
		uint32_t at = i < n_colours ? i : (random >> 8) % n_colours * ((random >> 4) % n_colours) / n_colours;

		pixels[i] = at < 8 ? (at & 1) * 0xFF + (at >> 1 & 1) * 0xFF00 + (at >> 2) * 0xFF0000 :
				     at * 2654435761u >> 8;
	}
	indexed_init(&x, &picture);
	assert_in_range(x.n_colours, 1, INDEXED_COLOURS);
	assert_int_equal(x.row_bytes, WIDTH + 1);
	assert_int_equal(x.n_bytes, (WIDTH + 1) * HEIGHT);
	for (size_t y = 0; y < HEIGHT; y++)
		assert_int_equal(x.rows[y * x.row_bytes], 0);
	for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
		int place = x.rows[i / WIDTH * x.row_bytes + 1 + i % WIDTH];
		int32_t square = square_between(x.colours[place], pixels[i]);

		assert_true(place < x.n_colours);
		assert_true(n_colours > INDEXED_COLOURS || square == 0);
		for (int k = 0; k < x.n_colours; k++)
			assert_true(k < place ? square_between(x.colours[k], pixels[i]) > square :
						square_between(x.colours[k], pixels[i]) >= square);
	}
	indexed_done(&x);
}

/* Each pixel takes the nearest colour of the table, the commoner of two as near; itself where there is room. */
static void pixels_take_the_nearest_colour(void **state)
{
	static const uint32_t n_colours[] = { 1, 2, 200, 256, 257, 400, 3000 };

	(void)state;
	for (size_t i = 0; i < sizeof n_colours / sizeof *n_colours; i++)
		check_colours(n_colours[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_drawn_as_wide_as_measured),
		cmocka_unit_test(widths_do_not_depend_on_what_came_before),
		cmocka_unit_test(pixels_take_the_nearest_colour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
