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

/* The pixels of a PNG in shades of grey, to be freed. */
static png_bytep read_grey(png_image *png, const struct builder *file)
{
	png_bytep pixels;

	*png = (png_image){ .version = PNG_IMAGE_VERSION };
	assert_true(png_image_begin_read_from_memory(png, file->data, file->size));
	png->format = PNG_FORMAT_GRAY;
	pixels = malloc(PNG_IMAGE_SIZE(*png));
	assert_non_null(pixels);
	assert_true(png_image_finish_read(png, NULL, pixels, 0, NULL));
	return pixels;
}

/* The middle of what is painted other than white, in pixels from the left. */
static double middle_of_ink(const struct builder *file)
{
	size_t left = SIZE_MAX, right = 0;
	png_image png;
	png_bytep pixels = read_grey(&png, file);

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

/* Something of every kind, in every row. */
static void draw_everything(struct scene *s)
{
	static const struct point star[] = { { 300, 20 }, { 330, 290 }, { 270, 100 }, { 390, 160 }, { 240, 250 } };

	for (int i = 0; i < 12; i++) {
		double y = 12 + i * 24.25;

		scene_rect(s, 5, y, 20, 13, 0x336699);
		scene_box(s, 30, y - 3, 30, 20, 5, 0xDDEEFF, INK, 3);
		scene_line(s, 65, y, 100, y + 15, INK, 4, i % 2);
		scene_circle(s, 115, y + 5, 9, 0xFFAA00, INK, 2.5);
		scene_text(s, 130, y + 10, ANCHOR_START, (struct style){ FACE_BOLD, 5 + i * 2.5, INK },
			   text_of("\u00C5g\u00DCj(q|"));
	}
	scene_path(s, star, 5, true, 0x99CC99, INK, 6);
}

/* A picture is painted in strips: what stands lower by some rows looks the same wherever strips end. */
static void strips_leave_no_mark(void **state)
{
	static const int shifts[] = { 1, 31, 64, 127, 128 };
	struct error err = { 0 };
	struct painter *painter = painter_new(&err);
	struct arena arena;
	struct scene drawn, s;
	struct builder file;
	png_image png, lower;
	png_bytep pixels, below;

	(void)state;
	assert_non_null(painter);
	arena_init(&arena);
	builder_init(&file);
	scene_init(&drawn, &arena, painter_ruler(painter), 400, 320);
	draw_everything(&drawn);
	assert_true(paint_png(painter, &drawn, 1, &file, &err));
	pixels = read_grey(&png, &file);
	for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
		size_t n_same = (size_t)png.width * png.height, n_above = (size_t)png.width * (size_t)shifts[i];

		builder_clear(&file);
		scene_init(&s, &arena, painter_ruler(painter), 400, 320 + shifts[i]);
		scene_place(&s, &drawn, 0, shifts[i], 1);
		assert_true(paint_png(painter, &s, 1, &file, &err));
		below = read_grey(&lower, &file);
		assert_int_equal(lower.height, png.height + (unsigned)shifts[i]);
		for (size_t k = 0; k < n_above; k++)
			assert_int_equal(below[k], 255);
		/* Where a strip ends a shade may be rounded otherwise, and rare ones share one. */
		for (size_t k = 0; k < n_same; k++)
			assert_true(abs(below[n_above + k] - pixels[k]) <= 24);
		free(below);
	}
	free(pixels);
	builder_done(&file);
	arena_done(&arena);
	painter_free(painter);
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
	struct indexer *indexer = indexer_new(WIDTH, HEIGHT);
	struct indexed x;
	uint32_t random = 12345;

	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
		random = random * 1664525 + 1013904223;
		uint32_t at = i < n_colours ? i : (random >> 8) % n_colours * ((random >> 4) % n_colours) / n_colours;

		pixels[i] = at < 8 ? (at & 1) * 0xFF + (at >> 1 & 1) * 0xFF00 + (at >> 2) * 0xFF0000 :
				     at * 2654435761u >> 8;
	}
	for (int top = 0, n; top < HEIGHT; top += n) {
		n = HEIGHT - top < 1 + top ? HEIGHT - top : 1 + top;
		indexer_add(indexer, &(struct strip){ (const unsigned char *)&pixels[top * WIDTH], n, WIDTH * 4 });
	}
	indexer_finish(indexer, &x);
	indexer_free(indexer);
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
		cmocka_unit_test(strips_leave_no_mark),
		cmocka_unit_test(pixels_take_the_nearest_colour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
