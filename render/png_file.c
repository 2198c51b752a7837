/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/png_file.h"

#include "engine/memory.h"

#include <libdeflate.h>
#include <png.h>
#include <setjmp.h>
#include <string.h>

#define COMPRESSION 2 /* of libdeflate: the quickest, and a twentieth larger than the best */

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

/* The rows of a picture packed at once, to be freed; data NULL when there is no memory.  libdeflate takes four fifths
 * of the time that zlib, and libpng by it, takes row by row, and makes less of them. */
static struct text pack_rows(const struct indexed *x)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(COMPRESSION);
	struct text packed = { NULL, 0 };
	size_t room;
	char *to;

	if (!c)
		return packed;
	room = libdeflate_zlib_compress_bound(c, x->n_bytes);
	to = memory_alloc(room);
	packed = (struct text){ to, libdeflate_zlib_compress(c, x->rows, x->n_bytes, to, room) };
	libdeflate_free_compressor(c);
	return packed;
}

static bool write_picture(png_structp png, png_infop info, const struct indexed *x, struct text packed, char *title,
			  char *description)
{
	if (setjmp(png_jmpbuf(png)))
		return false;
	png_set_IHDR(png, info, (png_uint_32)x->width_px, (png_uint_32)x->height_px, 8,
		     PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	set_colours(png, info, x);
	set_words(png, info, title, description);
	png_write_info(png, info);
	png_write_chunk(png, (png_const_bytep)"IDAT", (png_const_bytep)packed.data, packed.size);
	png_write_chunk(png, (png_const_bytep)"IEND", NULL, 0);
	return true;
}

bool png_file_add(const struct indexed *picture, struct text title, struct text description, struct builder *out)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, ignore);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	struct text packed = pack_rows(picture);
	struct arena arena;
	bool good = false;

	arena_init(&arena);
	if (info && packed.data) {
		png_set_write_fn(png, out, append, nothing_to_flush);
		good = write_picture(png, info, picture, packed,
				     arena_copy(&arena, title.data, title.size),
				     arena_copy(&arena, description.data, description.size));
	}
	memory_free((char *)packed.data);
	arena_done(&arena);
	png_destroy_write_struct(&png, &info);
	return good;
}
