/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/png_text.h"

#include <assert.h>
#include <string.h>

#define HEADER_BYTES (8 + 4 + 4 + 13 + 4) /* signature, and the IHDR chunk */

/* CRC-32 of ISO 3309, as the PNG specification prescribes, bit by bit: a chunk is small. */
static uint32_t crc32_of(struct text t)
{
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < t.size; i++) {
		crc ^= (unsigned char)t.data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
	}
	return ~crc;
}

static void add_u32(struct builder *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		builder_add_char(out, (char)(unsigned char)(value >> shift));
}

static void add_chunk(struct builder *out, const char *keyword, struct text t)
{
	struct builder chunk;
	builder_init(&chunk);
	builder_add(&chunk, TEXT("iTXt"));
	builder_add(&chunk, text_of(keyword));
	/* The NUL after the keyword, not compressed, no language, no translated keyword. */
	builder_add(&chunk, (struct text){ "\0\0\0\0\0", 5 });
	builder_add(&chunk, t);
	add_u32(out, (uint32_t)(chunk.size - 4));
	builder_add(out, builder_text(&chunk));
	add_u32(out, crc32_of(builder_text(&chunk)));
	builder_done(&chunk);
}

void png_text_add(struct text png, struct text title, struct text description, struct builder *out)
{
	assert(png.size >= HEADER_BYTES && !memcmp(png.data + 12, "IHDR", 4));
	builder_add(out, (struct text){ png.data, HEADER_BYTES });
	if (title.size)
		add_chunk(out, "Title", title);
	if (description.size)
		add_chunk(out, "Description", description);
	builder_add(out, (struct text){ png.data + HEADER_BYTES, png.size - HEADER_BYTES });
}
