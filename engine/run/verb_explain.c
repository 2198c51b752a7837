/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verb_explain.c - `pmr explain ID` and `pmr measures`: the catalogue in words.
 */
#include "engine/explain.h"
#include "engine/run/terminal.h"
#include "engine/run/verbs.h"

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

static bool unknown_measure(const struct catalogue *catalogue, const char *id, struct error *err)
{
	struct builder ids;

	builder_init(&ids);
	for (int i = 0; i < catalogue->n_measures; i++)
		builder_printf(&ids, "%s%s", i ? ", " : "", catalogue->measures[i].id);
	error_set(err, ERROR_USAGE, "'%s' is not a measure of edition %s", id, catalogue->edition);
	error_hint(err, "its measures are %s", ids.data);
	builder_done(&ids);
	return false;
}

static int print(struct builder *text, bool done, struct error *err)
{
	if (done)
		fwrite(text->data, 1, text->size, stdout);
	else
		terminal_error(err);
	return done ? 0 : (int)err->kind;
}

int verb_explain(const struct run_options *options)
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
	if (done) {
		int measure = catalogue_find(catalogue, text_of(options->measure));

		done = measure >= 0 || unknown_measure(catalogue, options->measure, &err);
		if (done)
			explain_measure(catalogue, measure, month, formats[options->format], &text);
	}
	code = print(&text, done, &err);
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
	code = print(&text, done, &err);
	builder_done(&text);
	arena_done(&arena);
	return code;
}
