/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/again.h"

#include "ingest/verdict.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_AT_LEAST 256 /* held at once, whatever the memory */
#define HELD_BYTES 1024 /* rough size of a row held: how many are held at once follows from it */

/* --- the rows that are wanted --- */

static void want(struct wanted *w, const uint64_t *hashes, size_t n)
{
	size_t bits = 1 << 16;

	/* A bit in eight or more: nearly every row is told not to be wanted by one look. */
	while (bits < 8 * n)
		bits *= 2;
	*w = (struct wanted){ .hashes = hashes, .n_hashes = n, .mask = bits - 1 };
	w->bits = memory_zero(bits / 64, sizeof *w->bits);
	for (size_t i = 0; i < n; i++)
		w->bits[(hashes[i] & w->mask) / 64] |= UINT64_C(1) << (hashes[i] & 63);
}

/* --- reading again, by several threads --- */

struct helper {
	pthread_t thread;
	bool started;
	struct job *job;
	struct arena arena; /* of its rows */
	struct held_rows held;
};

static void *work(void *context)
{
	struct helper *h = context;
	struct chunk chunk;

	chunk_init(&chunk);
	job_work_again(h->job, &chunk, h->held.wanted ? &h->held : NULL);
	chunk_done(&chunk);
	return NULL;
}

static bool read_file(struct job *j, struct helper *helpers, int n_threads, struct error *err)
{
	if (!job_begin_again(j, err))
		return false;
	for (int i = 0; i < n_threads; i++)
		helpers[i].job = j;
	for (int i = 1; i < n_threads && job_has_more(j); i++)
		helpers[i].started = pthread_create(&helpers[i].thread, NULL, work, &helpers[i]) == 0;
	work(&helpers[0]);
	for (int i = 1; i < n_threads; i++)
		if (helpers[i].started)
			pthread_join(helpers[i].thread, NULL);
	for (int i = 0; i < n_threads; i++)
		helpers[i].started = false;
	return job_end_again(j, err);
}

/* --- settling --- */

static void settle_rows(struct run *run, struct job *jobs, const struct dataset *d, struct held *rows,
			size_t n)
{
	uint32_t needed = run->plan->datasets[d->id].needed_columns;
	void *accumulator = run->sink->accumulator_new(run->sink->context);
	struct pile retract, reject;

	pile_init(&retract, d, needed, run->sink, accumulator, BATCH_RETRACT);
	pile_init(&reject, d, needed, run->sink, accumulator, BATCH_REJECTED);
	settle(d, rows, n);
	for (size_t i = 0; i < n; i++)
		(void)verdict_apply(jobs, &rows[i], &retract, &reject);
	pile_flush(&retract);
	pile_flush(&reject);
	pile_done(&retract);
	pile_done(&reject);
	run->sink->merge(run->sink->context, accumulator);
}

/* One slice of the repeated hashes. */
static bool settle_slice(struct run *run, struct job *jobs, size_t n, const struct dataset *d,
			 const uint64_t *hashes, size_t n_hashes, struct error *err)
{
	int n_threads = run->options->n_threads;
	struct helper *helpers = memory_zero((size_t)n_threads, sizeof *helpers);
	struct wanted wanted;
	struct held *rows = NULL;
	size_t n_rows = 0, room = 0;
	bool done = true;

	want(&wanted, hashes, n_hashes);
	for (int i = 0; i < n_threads; i++) {
		arena_init(&helpers[i].arena);
		helpers[i].held = (struct held_rows){ .arena = &helpers[i].arena, .wanted = &wanted };
	}
	for (size_t i = 0; done && i < n; i++)
		if (jobs[i].input->dataset == d->id && jobs[i].status == FILE_USED)
			done = read_file(&jobs[i], helpers, n_threads, err);
	for (int i = 0; i < n_threads; i++) {
		for (size_t k = 0; k < helpers[i].held.n; k++)
			ARRAY_PUSH(rows, n_rows, room) = helpers[i].held.items[k];
		memory_free(helpers[i].held.items);
	}
	if (done)
		settle_rows(run, jobs, d, rows, n_rows);
	for (int i = 0; i < n_threads; i++)
		arena_done(&helpers[i].arena);
	memory_free(rows);
	memory_free(helpers);
	memory_free(wanted.bits);
	return done;
}

bool again_settle(struct run *run, struct job *jobs, size_t n, const struct dataset *d, struct error *err)
{
	uint64_t *hashes, n_rows;
	size_t n_hashes, step, rows_at_once = run->options->memory_bytes / HELD_BYTES;
	bool done = true;

	if (!keys_repeated(&run->keys[d->id], run->options->n_threads, &hashes, &n_hashes, &n_rows, err))
		return false;
	/* However little memory there is to be, a file is not read once for every row. */
	if (rows_at_once < ROWS_AT_LEAST)
		rows_at_once = ROWS_AT_LEAST;
	/* As many hashes at once as keep the rows they stand for, on average, within the memory. */
	step = n_rows > rows_at_once ? (size_t)((double)n_hashes * (double)rows_at_once / (double)n_rows) + 1
				     : n_hashes;
	for (size_t at = 0; done && at < n_hashes; at += step)
		done = settle_slice(run, jobs, n, d, hashes + at, n_hashes - at < step ? n_hashes - at : step,
				    err);
	memory_free(hashes);
	return done;
}

/* Neither a pipe nor a standard input that was not kept. */
static bool is_there(const struct job *j)
{
	return j->has_state && strcmp(j->input->path, "-") != 0;
}

bool again_reject(struct run *run, struct job *jobs, size_t n, const struct dataset *d, struct error *err)
{
	int n_threads = run->options->n_threads;
	struct helper *helpers;
	bool done = true;

	if (!reject_set_has_orphans(&run->rejected[d->id]))
		return true;
	helpers = memory_zero((size_t)n_threads, sizeof *helpers);
	for (size_t i = 0; done && i < n; i++)
		if (jobs[i].input->dataset == d->id && jobs[i].status == FILE_USED && is_there(&jobs[i]))
			done = read_file(&jobs[i], helpers, n_threads, err);
	memory_free(helpers);
	return done;
}
