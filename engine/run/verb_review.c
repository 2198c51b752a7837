/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verb_review.c - `pmr review`: what missed, for how long, why, and what would mend it.
 *
 * Figures come from the store alone, so that a review speaks of the month as it was reported.
 */
#include "engine/run/conductor.h"
#include "engine/run/figure.h"
#include "engine/run/gate.h"
#include "engine/run/review_print.h"
#include "engine/run/say.h"
#include "engine/run/terminal.h"
#include "engine/run/verbs.h"
#include "engine/run/work.h"
#include "metrics/metrics.h"

#include <stdio.h>
#include <unistd.h>

static const char *store_path(const struct run_options *options, struct arena *arena)
{
	if (options->store)
		return options->store;
	if (options->output) {
		const char *beside = arena_printf(arena, "%s/" STORE_NAME, options->output);

		if (access(beside, F_OK) == 0)
			return beside;
	}
	return STORE_NAME;
}

static bool find_measure(const struct run_options *options, const struct catalogue *catalogue,
			 struct review_input *input, struct error *err)
{
	char what[120];

	input->measure = -1;
	if (!options->measure)
		return true;
	input->measure = catalogue_find(catalogue, text_of(options->measure));
	snprintf(what, sizeof what, "a measure of edition %s", catalogue->edition);
	if (input->measure < 0)
		return figure_is_unknown(catalogue, options->measure, false, what, err);
	if (input->measure < catalogue->n_measures &&
	    (!options->has_region || options->region == REGION_NONE || catalogue->measures[input->measure].regional))
		return true;
	return figure_is_none(catalogue, input->measure, options->region, err);
}

const struct results *conductor_before(struct store *store, struct month month, struct arena *arena)
{
	struct results *before = arena_alloc(arena, 1, sizeof *before);
	struct error ignored = { 0 };

	return conductor_recall(store, month_add(month, -1), arena, before, &ignored) ? before : NULL;
}

bool conductor_review(const struct results *before, const struct results *now, const struct run_options *options,
		      struct arena *arena, struct review *out, struct error *err)
{
	struct review_input input = { .now = now, .before = before, .chart = options->chart,
				      .one_region = options->has_region, .region = options->region };

	if (!find_measure(options, now->catalogue, &input, err))
		return false;
	metrics_review(&input, arena, out);
	return true;
}

static bool load(const struct run_options *options, struct arena *arena, struct results *now, struct review *out,
		 struct error *err)
{
	struct store *store;
	bool done;

	if (!store_open(store_path(options, arena), STORE_READ, &store, err))
		return false;
	done = conductor_recall(store, options->period, arena, now, err) &&
	       conductor_review(conductor_before(store, now->period.month, arena), now, options, arena, out, err);
	store_close(store);
	return done;
}

static bool publish(const struct run_options *options, const struct review *review, struct arena *arena,
		    struct error *err)
{
	const struct render_output *outputs;
	size_t n;
	bool done;

	if (!work_begin(options->output, err))
		return false;
	struct render_options render = { .output_path = options->output, .work_path = work_path() };
	done = render_review(review, &render, arena, &outputs, &n, err);
	for (size_t i = 0; done && i < n && !options->quiet && options->format == PRINT_TEXT; i++)
		say("Written   %s/%s  %llu bytes\n", options->output, outputs[i].name,
		    (unsigned long long)outputs[i].size_bytes);
	work_end();
	return done;
}

static void print(const struct run_options *options, const struct review *review)
{
	struct builder text;

	if (options->quiet)
		return;
	if (options->format == PRINT_TEXT) {
		review_print(review, options->measure || options->verbose);
		return;
	}
	builder_init(&text);
	if (options->format == PRINT_CSV)
		render_review_csv(review, &text);
	else
		render_review_json(review, &text);
	terminal_write(builder_text(&text));
	builder_done(&text);
}

/* What is shown decides: a review of one Region does not fail on another. */
static int gate(const struct run_options *options, const struct results *now, const struct review *review)
{
	struct gate_count count = { .options = options };

	for (size_t i = 0; i < review->n_lines; i++) {
		const struct cell *c = review->lines[i].cell;

		gate_see(&count, now->catalogue->measures[c->measure].id, c->region, c->level.status);
	}
	return gate_end(&count);
}

int verb_review(const struct run_options *options)
{
	struct arena arena;
	struct results now = { 0 };
	struct review review = { 0 };
	struct error err = { 0 };
	int code;

	arena_init(&arena);
	if (load(options, &arena, &now, &review, &err)) {
		print(options, &review);
		if (options->output && !publish(options, &review, &arena, &err))
			terminal_error(&err);
		code = err.kind == ERROR_NONE ? gate(options, &now, &review) : (int)err.kind;
	} else {
		terminal_error(&err);
		code = (int)err.kind;
	}
	arena_done(&arena);
	return code;
}
