/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dirty.h - files of events with something wrong in some of their rows; the same seed makes the same ones.
 */
#ifndef TESTS_UNIT_INGEST_DIRTY_H
#define TESTS_UNIT_INGEST_DIRTY_H

#include "engine/dataset.h"
#include "engine/text.h"

#include <stdint.h>

void dirty_seed(uint64_t seed);
uint32_t dirty_below(uint32_t n); /* 0 to n - 1 */
/* Adds a file of n rows, of which one in `dirt` has something wrong in it. */
void dirty_file(struct builder *b, const struct dataset *d, size_t n, uint32_t dirt, const char *line_end);

#endif
