/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * options.h - what the command line asked for, checked, as one struct.
 *
 * Filled by command_parse; every text borrows from argv.  Nothing here is a default that decides a
 * figure without standing in the help text of command_table.c.
 */
#ifndef ENGINE_RUN_OPTIONS_H
#define ENGINE_RUN_OPTIONS_H

#include "engine/civil.h"
#include "engine/review.h"
#include "ingest/ingest.h"
#include "render/render.h"

enum print_format { PRINT_TEXT, PRINT_CSV, PRINT_JSON };
enum gate { GATE_NONE, GATE_AMBER, GATE_RED };

struct run_options {
	bool has_period;
	struct month period;
	size_t n_paths;     /* --input and what follows it, or the paths of check */
	const char **paths; /* [n_paths] */
	const char *output, *catalogue, *mapping, *dataset, *rows;
	const char *measure; /* of explain, history and review */
	const char *store;   /* --store, or NULL */
	const char *classification; /* of the annex, or NULL */
	bool no_store;
	int store_wait_s;
	bool has_region;
	enum region region;
	int n_threads;
	enum print_format format;
	bool has_as_of;
	int64_t as_of;
	enum duplicates_mode duplicates;
	size_t memory_bytes;
	const char *scanner; /* NULL: the best */
	bool rehash;
	enum palette palette;
	enum workbook_profile profile;
	bool tables_only, strict, quiet, verbose;
	enum gate fail_on;
	enum review_chart chart;
};

#endif
