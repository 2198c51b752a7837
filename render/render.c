/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/render.h"

#include "engine/memory.h"
#include "engine/stage.h"
#include "render/chart.h"
#include "render/paint.h"
#include "render/writers.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* In the order of publishing; the manifest, which lists them, comes last. */
static const struct {
	pack_writer *write;
	bool is_drawn, is_charts; /* charts: called for each of them */
} writers[] = {
	{ write_results_csv, false, false },  { write_breakdowns_csv, false, false },
	{ write_results_json, false, false }, { write_findings_csv, false, false },
	{ write_rejected, false, false },     { write_chart, true, true },
	{ write_workbook, true, false },      { write_report, true, false },
};
#define MAX_THREADS 16 /* what is to be written cannot use more */
#define N_WRITERS (sizeof writers / sizeof *writers)

/* --- several at once --- */

struct task {
	pack_writer *write;
	bool is_drawn, is_charts;
	int kind, measure; /* of a chart */
	struct publish *pack;
	bool begun, good;
	struct error problem;
};

struct crew {
	const struct results *r;
	const struct render_options *options;
	struct task *tasks; /* in the order of publishing */
	struct task **turns; /* [n] the same in the order of writing */
	size_t n;
	pthread_mutex_t lock;
	size_t n_taken; /* of turns */
};

/* NULL when none is left. */
static struct task *take(struct crew *c)
{
	struct task *t = NULL;

	pthread_mutex_lock(&c->lock);
	if (c->n_taken < c->n)
		t = c->turns[c->n_taken++];
	pthread_mutex_unlock(&c->lock);
	return t;
}

static void give_up(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	c->n_taken = c->n;
	pthread_mutex_unlock(&c->lock);
}

static void work(struct crew *c)
{
	struct painter *painter = NULL;
	struct task *t;

	while ((t = take(c))) {
		t->begun = true;
		if (t->is_drawn && !painter)
			painter = painter_new(&t->problem);
		t->good = (painter || !t->is_drawn) &&
			  t->write(&(struct writing){ c->r, c->options, painter, t->kind, t->measure, t->pack },
				   &t->problem) &&
			  (!painter || painter_check(&t->problem));
		if (!t->good)
			give_up(c);
	}
	painter_free(painter);
}

/* A thread beside the caller's, whose time the caller takes. */
static void *help(void *context)
{
	int64_t began = stage_begin();

	work(context);
	stage_end(STAGE_RENDER, began);
	return NULL;
}

static void work_together(struct crew *c, int n_threads)
{
	pthread_t threads[MAX_THREADS];
	int n = n_threads < MAX_THREADS ? n_threads : MAX_THREADS, n_started = 0;

	while (n_started < n - 1 && (size_t)n_started + 1 < c->n &&
	       pthread_create(&threads[n_started], NULL, help, c) == 0)
		n_started++;
	work(c);
	for (int i = 0; i < n_started; i++)
		pthread_join(threads[i], NULL);
}

/* Everything but the manifest, in the order of the table whoever wrote it first.  Of several errors the first
 * in that order is told. */
static bool write_all(struct crew *c, struct publish *p, struct error *err)
{
	const struct task *wrong = NULL;

	for (size_t i = 0; i < c->n; i++)
		c->tasks[i].pack = publish_part(p);
	pthread_mutex_init(&c->lock, NULL);
	work_together(c, c->options->n_threads);
	pthread_mutex_destroy(&c->lock);
	for (size_t i = 0; i < c->n; i++) {
		const struct task *t = &c->tasks[i];

		publish_join(p, t->pack);
		if (t->begun && !t->good && !wrong)
			wrong = t;
	}
	if (wrong)
		*err = wrong->problem;
	return !wrong;
}

/* Whole files first, the long ones of them, which stand at the end, before all.  Charts fill the time that is left
 * until the last thread is done: they are short, but for the status matrix, which stands first. */
static void order_turns(struct crew *c)
{
	size_t n = 0;

	for (size_t i = c->n; i-- > 0;)
		if (!c->tasks[i].is_charts)
			c->turns[n++] = &c->tasks[i];
	for (size_t i = 0; i < c->n; i++)
		if (c->tasks[i].is_charts)
			c->turns[n++] = &c->tasks[i];
}

static void add_tasks(struct crew *c, size_t writer)
{
	const struct task t = { .write = writers[writer].write,
				.is_drawn = writers[writer].is_drawn,
				.is_charts = writers[writer].is_charts };

	if (!t.is_charts) {
		c->tasks[c->n++] = t;
		return;
	}
	for (size_t k = 0; k < chart_n_kinds; k++) {
		bool for_all = chart_kinds[k]->for_all;
		int n = for_all ? 1 : c->r->catalogue->n_measures;

		for (int i = 0; i < n; i++) {
			int measure = for_all ? CHART_ALL : i;

			if (!chart_applies(chart_kinds[k], c->r, measure))
				continue;
			c->tasks[c->n] = t;
			c->tasks[c->n].kind = (int)k;
			c->tasks[c->n++].measure = measure;
		}
	}
}

static bool write_files(const struct results *r, const struct render_options *options, struct publish *p,
			struct error *err)
{
	struct crew c = { .r = r, .options = options };
	size_t room = N_WRITERS + chart_n_kinds * (size_t)(r->catalogue->n_measures + 1);
	bool good;

	c.tasks = memory_zero(room, sizeof *c.tasks);
	c.turns = memory_zero(room, sizeof *c.turns);
	for (size_t i = 0; i < N_WRITERS; i++)
		if (!(writers[i].is_drawn && options->tables_only))
			add_tasks(&c, i);
	order_turns(&c);
	good = write_all(&c, p, err) &&
	       write_manifest(&(struct writing){ .r = r, .options = options, .pack = p }, err);
	memory_free(c.turns);
	memory_free(c.tasks);
	return good;
}

/* --- the pack --- */

/* What a former pack of the month had and this one has not must not stand beside new figures. */
static void leave_out_drawn(struct publish *p, struct month month)
{
	static const char *const ends[] = { "xlsx", "pdf" };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		char name[32], text[8];

		snprintf(name, sizeof name, "PMR-%s.%s", month_format(month, text), ends[i]);
		publish_leave_out(p, name);
	}
}

/* "charts/NAME" or "rejected/NAME", and nothing that leads elsewhere. */
static bool is_in_folder_of_pack(const char *name)
{
	static const char *const folders[] = { "charts/", "rejected/" };

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		const char *rest = name + strlen(folders[i]);

		if (strncmp(name, folders[i], strlen(folders[i])) == 0)
			return *rest && *rest != '.' && !strchr(rest, '/');
	}
	return false;
}

/* Charts and rejected rows of the former pack go, as its manifest lists them; what else stands in those folders is
 * somebody's.  A pack whose manifest a killed run took away is known by its tables: then the names tell. */
static void leave_out_former(struct publish *p, const char *folder, struct arena *arena)
{
	json_t *manifest = json_load_file(arena_printf(arena, "%s/manifest.json", folder), 0, NULL);
	json_t *outputs = json_object_get(manifest, "outputs"), *output;
	size_t i;

	if (outputs || access(arena_printf(arena, "%s/results.csv", folder), F_OK) != 0)
		publish_keep_others(p);
	json_array_foreach(outputs, i, output) {
		const char *name = json_string_value(json_object_get(output, "name"));

		if (name && is_in_folder_of_pack(name))
			publish_leave_out(p, name);
	}
	json_decref(manifest);
}

static const struct render_output *copy_outputs(const struct publish *p, struct arena *arena, size_t *n)
{
	const struct render_output *from = publish_outputs(p, n);
	struct render_output *to = arena_alloc(arena, *n, sizeof *to);

	for (size_t i = 0; i < *n; i++) {
		to[i] = from[i];
		to[i].name = arena_copy(arena, from[i].name, strlen(from[i].name));
	}
	return to;
}

bool render_pack(const struct results *r, const struct render_options *options, struct arena *arena,
		 const struct render_output **outputs, size_t *n_outputs, struct error *err)
{
	struct publish *p = publish_begin(options->output_path, options->work_path, err);
	const struct render_output *made;
	size_t n_made;

	if (!p)
		return false;
	if (options->tables_only)
		leave_out_drawn(p, r->period.month);
	leave_out_former(p, options->output_path, arena);
	if (!write_files(r, options, p, err)) {
		publish_abort(p);
		return false;
	}
	made = copy_outputs(p, arena, &n_made);
	if (!publish_commit(p, options->settle, options->settle_context, err))
		return false;
	*outputs = made;
	*n_outputs = n_made;
	return true;
}
