/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * catalogue_editions.h - the editions built into the program.
 *
 * The build turns every engine/catalogue/YYYY-MM.yaml into bytes (engine/catalogue/embed.py), so that the
 * program needs no file at run time.  A file is named after the month its edition is in force from.
 */
#ifndef ENGINE_CATALOGUE_EDITIONS_H
#define ENGINE_CATALOGUE_EDITIONS_H

#include <stddef.h>

struct catalogue_edition {
	const char *name; /* "2018-03" */
	size_t size_bytes;
	const unsigned char *yaml;
};
extern const struct catalogue_edition catalogue_editions[]; /* in order of time */
extern const size_t catalogue_n_editions;

#endif
