/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * png_text.h - puts a title and a description into a PNG (iTXt chunks, UTF-8).
 *
 * Works on bytes alone: the chunks go in after the header chunk, as the PNG specification allows.
 */
#ifndef RENDER_PNG_TEXT_H
#define RENDER_PNG_TEXT_H

#include "engine/text.h"

/* Appends the PNG with the chunks to `out`; `png` must begin with a signature and an IHDR chunk. */
void png_text_add(struct text png, struct text title, struct text description, struct builder *out);

#endif
