/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verb_report.c - the monthly PMR: read, judge, write the pack, say what was found.
 */
#include "engine/run/conductor.h"
#include "engine/run/summary.h"
#include "engine/run/terminal.h"
#include "engine/run/verbs.h"
#include "engine/run/work.h"
#include "engine/stage.h"

#include <assert.h>
#include <stdlib.h>

/* Instant for the dates inside documents: as printed_at, else none (the renderers then use a fixed
 * one that follows from the period). */
static int64_t created_at(const struct run_options *options)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	if (options->has_as_of)
		return options->as_of;
	/* conductor_run has refused an epoch that is no number. */
	return epoch && *epoch ? strtoll(epoch, NULL, 10) * NS_PER_S : INT64_MIN;
}

struct settling {
	struct conductor *conductor;
	enum store_outcome outcome;
};

/* The month is remembered when its pack is sure to be written, and before it can be seen (docs/decisions.md). */
static bool settle(void *context, struct error *err)
{
	struct settling *s = context;

	return conductor_remember(s->conductor, &s->outcome, err);
}

int verb_report(const struct run_options *options)
{
	struct conductor conductor;
	struct error err = { 0 };
	const struct render_output *outputs = NULL;
	size_t n_outputs = 0;
	struct progress progress;
	struct settling settling = { .conductor = &conductor };
	const char *stages = getenv("PMR_STAGES");
	int64_t began;
	int code;

	if (stages && *stages)
		stage_watch();
	if (!work_begin(options->output, &err)) {
		terminal_error(&err);
		return (int)err.kind;
	}
	conductor_init(&conductor);
	progress_init(&progress, options->quiet);
	if (conductor_run(&conductor, options, true, &err)) {
		struct render_options render = {
			.output_path = options->output,
			.rejected_path = arena_printf(&conductor.arena, "%s/rejected", work_path()),
			.work_path = work_path(),
			.palette = options->palette,
			.profile = options->profile,
			.n_threads = options->n_threads,
			.tables_only = options->tables_only,
			.created = created_at(options),
			.settle = settle,
			.settle_context = &settling,
		};

		progress_stage(&progress, "writing the pack");
		began = stage_begin();
		if (!render_pack(&conductor.results, &render, &conductor.arena, &outputs, &n_outputs, &err))
			assert(err.kind != ERROR_NONE);
		stage_end(STAGE_RENDER, began);
		progress_clear(&progress);
	}
	if (err.kind != ERROR_NONE) {
		terminal_error(&err);
		code = (int)err.kind;
	} else {
		summary_report(&conductor.results, options, outputs, n_outputs);
		code = summary_gate(&conductor.results, options);
	}
	if (stages && *stages)
		terminal_stages();
	conductor_done(&conductor);
	work_end();
	return code;
}
