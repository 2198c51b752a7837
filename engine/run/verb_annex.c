/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verb_annex.c - `pmr annex`: the Panel's paper from what the store remembers of a month.
 */
#include "engine/json.h"
#include "engine/run/conductor.h"
#include "engine/run/say.h"
#include "engine/run/terminal.h"
#include "engine/run/verbs.h"
#include "engine/run/work.h"
#include "engine/store/store.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ENDING ".pdf"

/* "out/annex.pdf" into "out" and "annex". */
static bool split_output(const char *output, struct arena *arena, struct render_annex_options *out, struct error *err)
{
	const char *slash = strrchr(output, '/'), *name = slash ? slash + 1 : output;
	size_t size = strlen(name);

	if (size <= strlen(ENDING) || strcmp(name + size - strlen(ENDING), ENDING) != 0 || strstr(name, "..")) {
		error_set(err, ERROR_USAGE, "'%s' is not the name of a file that ends in " ENDING, output);
		error_hint(err, "the page is written beside it, as .html");
		return error_at(err, NULL, 0, "--output");
	}
	out->folder = !slash ? "." : slash == output ? "/" : arena_copy(arena, output, (size_t)(slash - output));
	out->name = arena_copy(arena, name, size - strlen(ENDING));
	return true;
}

/* --store, else the store beside the paper, else the one of the folder we are in. */
static const char *store_path(const struct run_options *options, const char *folder, struct arena *arena)
{
	const char *beside = arena_printf(arena, "%s/" STORE_NAME, folder);

	if (options->store)
		return options->store;
	return access(beside, F_OK) == 0 ? beside : STORE_NAME;
}

/* The month and its review, as it was reported. */
static bool load(const char *path, const struct run_options *options, struct arena *arena, struct results *now,
		 struct review *review, struct error *err)
{
	struct month month = options->has_period ? options->period : (struct month){ 0 };
	struct store *store;
	bool done;

	if (!store_open(path, STORE_READ, &store, err))
		return false;
	done = conductor_recall(store, month, arena, now, err) &&
	       conductor_review(conductor_before(store, now->period.month, arena), now, options, arena, review, err);
	now->review = review;
	store_close(store);
	return done;
}

/* Where an output is, as the folder was named. */
static const char *place_of(const char *folder, const struct render_output *output, struct arena *arena)
{
	return strcmp(folder, ".") ? arena_printf(arena, "%s/%s", folder, output->name) : output->name;
}

static void print_csv(const struct render_output *outputs, size_t n, const char *folder, struct arena *arena,
		      struct builder *b)
{
	builder_add(b, TEXT("name,bytes\n"));
	for (size_t i = 0; i < n; i++) {
		text_add_csv(b, text_of(place_of(folder, &outputs[i], arena)), true);
		builder_printf(b, ",%llu\n", (unsigned long long)outputs[i].size_bytes);
	}
}

static void print_json(const struct render_output *outputs, size_t n, const char *folder, struct arena *arena,
		       struct builder *b)
{
	json_t *root = json_object(), *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *object = json_object();

		json_put_text(object, "name", place_of(folder, &outputs[i], arena));
		json_put_count(object, "bytes", outputs[i].size_bytes);
		json_append(list, object);
	}
	json_put(root, "outputs", list);
	json_finish(root, b);
}

static void print_outputs(const struct run_options *options, const char *folder, const struct render_output *outputs,
			  size_t n, struct arena *arena)
{
	struct builder b;

	builder_init(&b);
	if (options->format == PRINT_CSV)
		print_csv(outputs, n, folder, arena, &b);
	else if (options->format == PRINT_JSON)
		print_json(outputs, n, folder, arena, &b);
	for (size_t i = 0; options->format == PRINT_TEXT && i < n; i++)
		say("%s  %llu bytes\n", place_of(folder, &outputs[i], arena), (unsigned long long)outputs[i].size_bytes);
	fwrite(b.data ? b.data : "", 1, b.size, stdout);
	builder_done(&b);
}

int verb_annex(const struct run_options *options)
{
	struct arena arena;
	struct error err = { 0 };
	struct results results = { 0 };
	struct review review = { 0 };
	struct render_annex_options annex = { .palette = options->palette,
					      .classification = options->classification };
	const struct render_output *outputs = NULL;
	size_t n_outputs = 0;

	arena_init(&arena);
	if (split_output(options->output, &arena, &annex, &err) &&
	    load(store_path(options, annex.folder, &arena), options, &arena, &results, &review, &err) &&
	    work_begin(annex.folder, &err)) {
		annex.work_path = work_path();
		annex.created = results.has_cutoff ? results.cutoff : INT64_MIN;
		if (render_annex(&results, &annex, &arena, &outputs, &n_outputs, &err) && !options->quiet)
			print_outputs(options, annex.folder, outputs, n_outputs, &arena);
		work_end();
	}
	arena_done(&arena);
	if (err.kind == ERROR_NONE)
		return 0;
	terminal_error(&err);
	return (int)err.kind;
}
