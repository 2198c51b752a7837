/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * png_file.h - a picture as PNG, with its title and description (iTXt, UTF-8).
 *
 * Charts are flat colour and thin lines: with a table of colours (indexed.h), no row filters and light
 * compression they are written several times faster than with a general writer's defaults, and are smaller.
 */
#ifndef RENDER_PNG_FILE_H
#define RENDER_PNG_FILE_H

#include "engine/text.h"
#include "render/indexed.h"

/* Appends the PNG to `out`; false when libpng gave up. */
bool png_file_add(const struct indexed *picture, struct text title, struct text description, struct builder *out);

#endif
