/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trial.h - a run of ingest over files of the test's own, into a sink that counts.
 */
#ifndef TESTS_UNIT_INGEST_TRIAL_H
#define TESTS_UNIT_INGEST_TRIAL_H

#include "tests/unit/source/scratch.h"

#include "ingest/ingest.h"

/* The sink counts what it is given; what an accumulator got counts when it is merged. */
struct totals {
	long long added, retracted, rejected;
};

static void *accumulator_new(void *context)
{
	(void)context;
	return memory_zero(1, sizeof(struct totals));
}

static void feed(void *accumulator, const struct batch *batch, enum batch_role role)
{
	struct totals *t = accumulator;
	long long *which = role == BATCH_ADD       ? &t->added
			   : role == BATCH_RETRACT ? &t->retracted
						   : &t->rejected;

	assert_true(batch->n_rows >= 1 && batch->n_rows <= BATCH_MAX_ROWS);
	*which += (long long)batch->n_rows;
}

static void merge(void *context, void *accumulator)
{
	struct totals *into = context, *from = accumulator;

	into->added += from->added;
	into->retracted += from->retracted;
	into->rejected += from->rejected;
	memory_free(from);
}

static void accumulator_free(void *accumulator)
{
	memory_free(accumulator);
}

struct trial {
	struct arena arena;
	struct findings findings;
	struct words *words;
	struct plan plan;
	struct totals totals;
	struct ingest_options options;
	struct ingest_result result;
	const char *input;
	struct error err;
	bool good;
};

/* Read once: under valgrind reading the edition takes longer than a trial. */
static const struct catalogue *edition(void)
{
	static struct arena arena;
	static const struct catalogue *catalogue;
	struct error err = { 0 };

	if (!catalogue) {
		arena_init(&arena);
		assert_true(catalogue_load(NULL, (struct month){ 2019, 10 }, &arena, &catalogue, &err));
	}
	return catalogue;
}

static void trial_init(struct trial *t)
{
	*t = (struct trial){ 0 };
	scratch_init();
	arena_init(&t->arena);
	findings_init(&t->findings);
	t->words = words_new();
	t->input = arena_printf(&t->arena, "%s", scratch_folder("in"));
	assert_true(plan_init(&t->plan, edition(), (struct month){ 2019, 10 }, false, 0, &t->err));
	t->options = (struct ingest_options){
		.n_paths = 1,
		.paths = &t->input,
		.n_threads = 2,
		.memory_bytes = 1 << 20,
		.work_path = arena_printf(&t->arena, "%s", scratch_folder("work")),
		.keep_rejected = true,
	};
}

static void trial_run(struct trial *t)
{
	uint64_t n_used = 0;
	const struct ingest_sink sink = { &t->totals, accumulator_new, feed, merge, accumulator_free };

	t->good = ingest_run(&t->plan, &t->options, t->words, &sink, NULL, &t->arena, &t->findings,
			     &t->result, &t->err);
	findings_sort(&t->findings);
	if (!t->good)
		return;
	assert_true(row_counts_balance(&t->result.intake.total));
	for (size_t i = 0; i < t->result.intake.n_files; i++)
		assert_true(row_counts_balance(&t->result.intake.files[i].rows));
	/* What the sink holds in the end is what was used, of the datasets that stream. */
	for (int d = 0; d < DATASET_COUNT; d++)
		n_used += dataset_get((enum dataset_id)d)->is_register ? 0 : t->result.intake.datasets[d].used;
	assert_int_equal(t->totals.added - t->totals.retracted, n_used);
}

static void trial_done(struct trial *t)
{
	words_free(t->words);
	findings_done(&t->findings);
	arena_done(&t->arena);
	scratch_done();
}

/* How many findings of a kind, in all. */
static inline uint64_t count_kind(const struct trial *t, const char *kind)
{
	uint64_t n = 0;

	for (size_t i = 0; i < t->findings.n; i++)
		if (strcmp(t->findings.items[i].kind, kind) == 0)
			n += t->findings.items[i].count;
	return n;
}

#endif
