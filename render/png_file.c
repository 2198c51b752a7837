/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/png_file.h"

#include "engine/memory.h"
#include "render/indexed.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

#define COMPRESSION 1

static void append(png_structp png, png_bytep data, png_size_t size_bytes)
{
	builder_add(png_get_io_ptr(png), (struct text){ (const char *)data, size_bytes });
}

static void nothing_to_flush(png_structp png)
{
	(void)png;
}

/* libpng prints by default; libraries here do not. */
static void give_up(png_structp png, png_const_charp message)
{
	(void)message;
	png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
}

static void set_words(png_structp png, png_infop info, char *title, char *description)
{
	png_text words[2] = {
		{ .compression = PNG_ITXT_COMPRESSION_NONE, .key = "Title", .text = title },
		{ .compression = PNG_ITXT_COMPRESSION_NONE, .key = "Description", .text = description }
	};

	for (int i = 0; i < 2; i++) {
		words[i].itxt_length = strlen(words[i].text);
		words[i].lang = "";
		words[i].lang_key = "";
		if (words[i].itxt_length)
			png_set_text(png, info, &words[i], 1);
	}
}

static void set_colours(png_structp png, png_infop info, const struct indexed *x)
{
	png_color colours[INDEXED_COLOURS];

	for (int i = 0; i < x->n_colours; i++)
		colours[i] = (png_color){ .red = (png_byte)(x->colours[i] >> 16),
					  .green = (png_byte)(x->colours[i] >> 8),
					  .blue = (png_byte)x->colours[i] };
	png_set_PLTE(png, info, colours, x->n_colours);
}

static bool write_picture(png_structp png, png_infop info, const struct picture *p, const struct indexed *x,
			  char *title, char *description)
{
	if (setjmp(png_jmpbuf(png)))
		return false;
	png_set_IHDR(png, info, (png_uint_32)p->width_px, (png_uint_32)p->height_px, 8,
		     PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
	png_set_compression_level(png, COMPRESSION);
	set_colours(png, info, x);
	png_set_check_for_invalid_index(png, 0); /* every index is in the table */
	set_words(png, info, title, description);
	png_write_info(png, info);
	for (int y = 0; y < p->height_px; y++)
		png_write_row(png, x->pixels + (size_t)y * (size_t)p->width_px);
	png_write_end(png, NULL);
	return true;
}

bool png_file_add(const struct picture *picture, struct text title, struct text description,
		  struct builder *out)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, ignore);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	struct indexed indexed;
	struct arena arena;
	bool good = false;

	arena_init(&arena);
	indexed_init(&indexed, picture);
	if (info) {
		png_set_write_fn(png, out, append, nothing_to_flush);
		good = write_picture(png, info, picture, &indexed, arena_copy(&arena, title.data, title.size),
				     arena_copy(&arena, description.data, description.size));
	}
	indexed_done(&indexed);
	arena_done(&arena);
	png_destroy_write_struct(&png, &info);
	return good;
}
