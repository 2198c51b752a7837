/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verb_explain.c - `pmr explain ID` and `pmr measures`: the catalogue in words, and a remembered figure.
 */
#include "engine/explain.h"
#include "engine/run/conductor.h"
#include "engine/run/figure.h"
#include "engine/run/gate.h"
#include "engine/run/say.h"
#include "engine/run/terminal.h"
#include "engine/run/verbs.h"
#include "engine/store/store.h"

#include <stdio.h>

static const enum explain_format formats[] = {
	[PRINT_TEXT] = EXPLAIN_TEXT,
	[PRINT_CSV] = EXPLAIN_CSV,
	[PRINT_JSON] = EXPLAIN_JSON,
};

static bool load(const struct run_options *options, struct arena *arena, const struct catalogue **catalogue,
		 struct month *month, struct error *err)
{
	/* Without a period the newest edition is meant. */
	*month = options->has_period ? options->period : (struct month){ 2199, 12 };
	return catalogue_load(options->catalogue, *month, arena, catalogue, err);
}

/* The place of the measure or metric that was asked for in the catalogue. */
static bool find(const struct run_options *options, const struct catalogue *c, int *out, struct error *err)
{
	char what[120];

	*out = catalogue_find(c, text_of(options->measure));
	snprintf(what, sizeof what, "a measure or metric of edition %s", c->edition);
	return *out >= 0 || figure_is_unknown(c, options->measure, true, what, err);
}

static int print(struct builder *text, bool done, const struct run_options *options, struct error *err)
{
	if (done && options->quiet)
		return 0;
	if (done && options->format == PRINT_TEXT)
		say("%s", text->data);
	else if (done)
		terminal_write(builder_text(text));
	else
		terminal_error(err);
	return done ? 0 : (int)err->kind;
}

/* From the figure down: with --store or --region the question is not how, but what it was made of. */
static int explain_figure(const struct run_options *options)
{
	const struct cell *cell = NULL;
	struct results r;
	struct store *store;
	struct arena arena;
	struct error err = { 0 };
	bool done;
	int code = 0;

	arena_init(&arena);
	done = store_open(options->store ? options->store : STORE_NAME, STORE_READ, &store, &err);
	if (done) {
		done = conductor_recall(store, options->has_period ? options->period : (struct month){ 0 }, &arena, &r, &err);
		store_close(store);
	}
	if (done) {
		enum region region = options->has_region ? options->region : REGION_NONE;
		int measure;

		done = find(options, r.catalogue, &measure, &err);
		cell = done ? results_find(&r, measure, region) : NULL;
		done = done && (cell || figure_is_none(r.catalogue, measure, region, &err));
	}
	if (done) {
		if (!options->quiet)
			figure_print(&r, cell, options->format);
		struct gate_count gate = { .options = options };
		gate_see(&gate, r.catalogue->measures[cell->measure].id, cell->region, cell->level.status);
		code = gate_end(&gate);
	} else {
		terminal_error(&err);
		code = (int)err.kind;
	}
	arena_done(&arena);
	return code;
}

int verb_explain(const struct run_options *options)
{
	if (options->store || options->has_region)
		return explain_figure(options);

	const struct catalogue *catalogue;
	struct month month;
	struct arena arena;
	struct builder text;
	struct error err;
	bool done;
	int code;

	arena_init(&arena);
	builder_init(&text);
	done = load(options, &arena, &catalogue, &month, &err);
	if (done) {
		int measure;

		done = find(options, catalogue, &measure, &err);
		if (done)
			explain_measure(catalogue, measure, month, formats[options->format], &text);
	}
	code = print(&text, done, options, &err);
	builder_done(&text);
	arena_done(&arena);
	return code;
}

int verb_measures(const struct run_options *options)
{
	const struct catalogue *catalogue;
	struct month month;
	struct arena arena;
	struct builder text;
	struct error err;
	bool done;
	int code;

	arena_init(&arena);
	builder_init(&text);
	done = load(options, &arena, &catalogue, &month, &err);
	if (done)
		explain_measures(catalogue, month, formats[options->format], &text);
	code = print(&text, done, options, &err);
	builder_done(&text);
	arena_done(&arena);
	return code;
}
