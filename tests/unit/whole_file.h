/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * whole_file.h - the bytes of a file, for tests.
 */
#ifndef TESTS_UNIT_WHOLE_FILE_H
#define TESTS_UNIT_WHOLE_FILE_H

#include "engine/text.h"

#include <stdio.h>

/* Adds all bytes of the file to *out; false when it cannot be opened. */
static inline bool whole_file_add(const char *path, struct builder *out)
{
	FILE *file = fopen(path, "rb");
	char block[4096];
	size_t n;

	if (!file)
		return false;
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		builder_add(out, (struct text){ block, n });
	fclose(file);
	return true;
}

#endif
