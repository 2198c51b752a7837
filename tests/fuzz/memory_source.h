/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * memory_source.h - a source (ingest/source/source.h) that is bytes in memory: fuzzing opens no files.
 */
#ifndef TESTS_FUZZ_MEMORY_SOURCE_H
#define TESTS_FUZZ_MEMORY_SOURCE_H

#include "engine/text.h"
#include "ingest/source/source.h"

struct source {
	struct text whole, rest;
	size_t most_bytes; /* that one read gives, 0: as many as are asked for */
};

#endif
