/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/ingest.h"

#include "engine/stage.h"
#include "ingest/again.h"
#include "ingest/crew.h"
#include "ingest/dump.h"
#include "ingest/job.h"
#include "ingest/mapping.h"
#include "ingest/registers.h"
#include "ingest/verdict.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES ((size_t)1 << 19)

/* --- streams and twins --- */

/* Standard input cannot be read again, so that it becomes a file of the working folder where it may have to be:
 * for the rows of a key (ruling 10), for the rows that are printed, and for its hash where a file came that may be
 * its twin.  Alone it streams.  So does what a named pipe brings. */
static bool needs_spool(const struct inputs *inputs, size_t i, const struct ingest_options *o)
{
	const struct input *input = &inputs->files[i];

	if (!input->is_stream || input->dataset == DATASET_NONE)
		return false;
	if (o->duplicates == DUPLICATES_EXACT || o->rows_path)
		return true;
	for (size_t k = 0; k < inputs->n_files; k++)
		if (k != i && inputs->files[k].dataset == input->dataset)
			return true;
	return false;
}

/* False with errno, *reading telling on which side. */
static bool copy_stream(struct input *input, FILE *to, bool *reading)
{
	int from = input->is_stdin ? STDIN_FILENO : open(input->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char block[65536];
	ssize_t n = -1;
	bool good = from >= 0;

	while (good && (n = read(from, block, sizeof block)) != 0) {
		if (n > 0)
			good = fwrite(block, 1, (size_t)n, to) == (size_t)n;
		else if (errno != EINTR)
			break;
		input->size_bytes += n > 0 ? (uint64_t)n : 0;
	}
	*reading = n < 0;
	if (from > STDIN_FILENO) {
		int number = errno;

		close(from);
		errno = number;
	}
	return good && n == 0;
}

static bool spool(struct input *input, size_t number, const struct ingest_options *options, struct arena *arena,
		  struct error *err)
{
	const char *path = arena_printf(arena, "%s/stream-%zu", options->work_path, number);
	FILE *to = fopen(path, "wbe");
	bool reading = false, good = to && copy_stream(input, to, &reading);

	if (!good && reading) {
		error_set(err, ERROR_INPUT, "%s cannot be read: %s", input->name, strerror(errno));
		fclose(to);
		return false;
	}
	good = to && fclose(to) == 0 && good;
	if (good) {
		input->path = path;
		input->is_stream = false;
		input->is_kept = true;
		return true;
	}
	error_set(err, ERROR_OUTPUT, "%s could not be kept for its second reading: %s", input->name, strerror(errno));
	if (options->duplicates == DUPLICATES_EXACT)
		error_hint(err, "free some space, or use --duplicates file");
	else
		error_hint(err, "free some space");
	return error_at(err, path, 0, NULL);
}

static int compare_size(const void *left, const void *right)
{
	const struct job *a = *(struct job *const *)left, *b = *(struct job *const *)right;

	if (a->input->dataset != b->input->dataset)
		return a->input->dataset < b->input->dataset ? -1 : 1;
	if (a->input->size_bytes != b->input->size_bytes)
		return a->input->size_bytes < b->input->size_bytes ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* By another mapping the same bytes may mean something else. */
static bool same_layout(const struct input *a, const struct input *b)
{
	return a->mapping == b->mapping || (a->mapping && b->mapping && mapping_says_same(a->mapping, b->mapping));
}

/* Files of one dataset and size are hashed before they are read; what has the bytes of an earlier one
 * is its twin.  A file of a size of its own is hashed while it is read. */
static void find_twins(struct job *jobs, size_t n)
{
	struct job **order = memory_alloc((n + 1) * sizeof *order);
	size_t n_files = 0;

	for (size_t i = 0; i < n; i++)
		if (!jobs[i].input->is_stream)
			order[n_files++] = &jobs[i];
	n = n_files;
	qsort(order, n, sizeof *order, compare_size);
	for (size_t at = 0, end; at < n; at = end) {
		for (end = at + 1; end < n && order[end]->input->dataset == order[at]->input->dataset &&
				   order[end]->input->size_bytes == order[at]->input->size_bytes;
		     end++)
			;
		if (end - at < 2 || order[at]->input->dataset == DATASET_NONE)
			continue;
		for (size_t i = at; i < end; i++) {
			struct error ignored; /* reading will meet it again and say it */
			uint64_t size;

			order[i]->has_state = source_hash_file(order[i]->input->path, order[i]->run->ledger,
							       order[i]->sha256, &order[i]->state, &size, &ignored);
			if (!order[i]->has_state)
				order[i]->sha256[0] = 0;
			for (size_t k = at; k < i && order[i]->sha256[0]; k++) {
				if (order[k]->status != FILE_USED || strcmp(order[k]->sha256, order[i]->sha256) ||
				    !same_layout(order[k]->input, order[i]->input))
					continue;
				order[i]->status = FILE_TWIN;
				order[i]->twin_of = order[k]->number;
				break;
			}
		}
	}
	memory_free(order);
}

static void count_twin(struct job *jobs, struct job *j)
{
	const struct job *first = &jobs[j->twin_of];

	if (first->status == FILE_UNUSABLE) {
		j->status = FILE_UNUSABLE;
		j->problem = first->problem;
		return;
	}
	j->rows = (struct row_counts){ .read = first->rows.read, .duplicate_file = first->rows.read };
	/* Headings alone are the same in every month without events. */
	if (!j->rows.read)
		return;
	findings_add(
		&j->findings,
		&(struct finding){ .severity = SEVERITY_WARNING,
				   .kind = "twin_file",
				   .dataset = dataset_get(j->input->dataset)->name,
				   .file = j->input->name,
				   .value = first->input->name,
				   .count = j->rows.read,
				   .message = "the same file came under two names; its rows count once" });
}

/* --- registers --- */

static void read_registers(struct job *jobs, size_t n, const char *const *names, struct arena *arena,
			   struct registers *out)
{
	struct held_rows held = { .arena = arena };
	struct lost_row *lost;

	for (int d = 0; d < DATASET_COUNT; d++) {
		const struct dataset *dataset = dataset_get((enum dataset_id)d);

		if (!dataset->is_register)
			continue;
		held.n = 0;
		for (size_t i = 0; i < n; i++)
			if (jobs[i].input->dataset == dataset->id && jobs[i].status == FILE_USED)
				job_read_register(&jobs[i], &held);
		settle(dataset, held.items, held.n);
		if (d == DATASET_EXCEPTIONS)
			registers_settle_exceptions(held.items, held.n);
		for (size_t i = 0; i < held.n; i++)
			if (verdict_apply(jobs, &held.items[i], NULL, NULL))
				ARRAY_PUSH(held.lost, held.n_lost, held.lost_room) =
					registers_lost_row(&held.items[i].row, arena);
		registers_fill(dataset->id, held.items, held.n, names, arena, out);
	}
	lost = arena_alloc(arena, held.n_lost + 1, sizeof *lost);
	if (held.n_lost)
		memcpy(lost, held.lost, held.n_lost * sizeof *lost);
	out->lost = lost;
	out->n_lost = held.n_lost;
	memory_free(held.lost);
	memory_free(held.items);
}

/* --- the end --- */

static void fill_intake(struct job *jobs, size_t n, const struct inputs *inputs, struct arena *arena,
			struct findings *findings, struct intake *out)
{
	struct intake_file *files = arena_alloc(arena, n + 1, sizeof *files);

	*out = (struct intake){ .n_files = n,
				.files = files,
				.synthetic = inputs->synthetic,
				.notice = inputs->notice ? inputs->notice : "",
				.mapping_sha256 = inputs->mapping_sha256 ? inputs->mapping_sha256 : "" };
	for (size_t i = 0; i < n; i++) {
		const struct job *j = &jobs[i];
		struct intake_file *f = &files[i];

		*f = (struct intake_file){ .name = j->input->name,
					   .path = j->input->path,
					   .dataset = j->input->dataset,
					   .status = j->status,
					   .problem = "",
					   .size_bytes = j->size_bytes,
					   .mapping = j->input->mapping ? j->input->mapping->name : "",
					   .rows = j->rows };
		memcpy(f->sha256, j->sha256, sizeof f->sha256);
		if (j->status == FILE_UNUSABLE)
			f->problem = arena_copy(arena, j->problem.message, strlen(j->problem.message));
		else if (j->status == FILE_TWIN)
			f->problem = jobs[j->twin_of].input->name;
		findings_merge(findings, &j->findings);
		if (f->dataset == DATASET_NONE)
			continue;
		out->supplied |= UINT64_C(1) << f->dataset;
		if (f->status == FILE_UNUSABLE)
			out->unusable |= UINT64_C(1) << f->dataset;
		row_counts_add(&out->datasets[f->dataset], &f->rows);
		row_counts_add(&out->total, &f->rows);
	}
}

static bool write_rejects(struct job *jobs, size_t n, const char *work_path, struct error *err)
{
	struct reject_spool **spools = memory_alloc((n + 1) * sizeof *spools);
	bool done = true;

	for (int d = 0; done && d < DATASET_COUNT; d++) {
		size_t n_spools = 0;

		for (size_t i = 0; i < n; i++)
			if (jobs[i].input->dataset == (enum dataset_id)d)
				spools[n_spools++] = &jobs[i].rejects;
		done = rejects_write(spools, n_spools, dataset_get((enum dataset_id)d), work_path, err);
	}
	memory_free(spools);
	return done;
}

/* Names that are no dataset, or that there was nothing at all. */
static bool say_none(const struct job *jobs, size_t n, struct error *err)
{
	struct builder names;

	builder_init(&names);
	for (size_t i = 0; i < n; i++)
		builder_printf(&names, "%s%s", i ? ", " : "", jobs[i].input->name);
	if (names.size)
		error_set(err, ERROR_INPUT, "no file could be used: %s %s the name of a dataset", names.data,
			  n == 1 ? "does not bear" : "do not bear");
	else
		error_set(err, ERROR_INPUT, "no file could be used: there was none");
	builder_done(&names);
	return error_hint(err, "a dataset is a file such as alerts.csv, named as in the interface page");
}

static bool any_used(const struct job *jobs, size_t n, struct error *err)
{
	const struct job *first = NULL;

	for (size_t i = 0; i < n; i++) {
		if (jobs[i].status == FILE_USED || jobs[i].status == FILE_TWIN)
			return true;
		if (jobs[i].status == FILE_UNUSABLE && !first)
			first = &jobs[i];
	}
	if (first) {
		*err = first->problem;
		err->kind = ERROR_INPUT;
		/* A stream may have been kept in a file that nobody has heard of. */
		if (first->input->is_stdin || first->input->is_kept)
			return error_at(err, first->input->name, 0, NULL);
		return error_at(err, err->path[0] ? NULL : first->input->path, 0, NULL);
	}
	return say_none(jobs, n, err);
}

/* Under whatever name: writing would be the end of what was to be read. */
static bool is_input(const struct job *jobs, size_t n, const struct stat *file)
{
	struct stat input;

	for (size_t i = 0; i < n; i++)
		if (stat(jobs[i].input->path, &input) == 0 && input.st_dev == file->st_dev &&
		    input.st_ino == file->st_ino)
			return true;
	return false;
}

/* The rows of all files that could be used; false without an error when writing failed, and errno says why. */
static bool write_rows(const struct job *jobs, size_t n, const char *path, struct error *err)
{
	FILE *to = fopen(path, "wbe");
	bool good = to != NULL;

	for (size_t i = 0; good && i < n; i++) {
		if (jobs[i].status != FILE_USED)
			continue;
		if (!dump_rows(&jobs[i], to, err)) {
			fclose(to);
			return false;
		}
		good = !ferror(to);
	}
	return to && fclose(to) == 0 && good;
}

/* A file is whole or as it was: rows are written beside it and take its place at the end.  What is no file, such
 * as a pipe, is written to as it is. */
static bool dump_all(const struct job *jobs, size_t n, const char *path, struct arena *arena, struct error *err)
{
	const char *part = arena_printf(arena, "%s.%ld.part", path, (long)getpid());
	struct stat file;
	bool exists = stat(path, &file) == 0;
	bool special = exists && !S_ISREG(file.st_mode);

	if (exists && is_input(jobs, n, &file)) {
		error_set(err, ERROR_USAGE, "is one of the files that are read");
		error_hint(err, "name another file for the rows");
		return error_at(err, path, 0, "--rows");
	}
	if (write_rows(jobs, n, special ? path : part, err) && (special || rename(part, path) == 0))
		return true;
	if (err->kind == ERROR_NONE) {
		error_set(err, ERROR_OUTPUT, "the rows could not be written: %s", strerror(errno));
		error_at(err, path, 0, "--rows");
	}
	if (!special)
		unlink(part);
	return false;
}

/* Settles what needs a second look, merges, writes the rejected rows. */
static bool finish(struct run *run, struct job *jobs, size_t n, struct arena *arena, struct error *err)
{
	const struct ingest_options *o = run->options;

	int64_t began = stage_begin();
	bool settled = true;

	for (size_t i = 0; i < n; i++)
		if (jobs[i].status == FILE_TWIN)
			count_twin(jobs, &jobs[i]);
	stage_end(STAGE_MERGE, began);
	if (!any_used(jobs, n, err))
		return false;
	/* Which rows were rejected for it depends on which thread was first. */
	if (words_full(run->words)) {
		error_set(err, ERROR_INPUT,
			  "the files have more than %u different SRVs, codes, reasons and the like, or %u MiB of them",
			  WORDS_MAX, WORDS_MAX_BYTES >> 20);
		return error_hint(err, "look at the columns of codes: ids may have got into one of them");
	}
	began = stage_begin();
	/* Registers are read one file after the other: nothing is left to a file that is then given up. */
	for (int d = 0; settled && d < DATASET_COUNT; d++)
		settled = dataset_get((enum dataset_id)d)->is_register ||
			  again_reject(run, jobs, n, dataset_get((enum dataset_id)d), err);
	for (int d = 0; settled && d < DATASET_COUNT && o->duplicates == DUPLICATES_EXACT; d++)
		settled = dataset_get((enum dataset_id)d)->is_register ||
			  again_settle(run, jobs, n, dataset_get((enum dataset_id)d), err);
	stage_end(STAGE_SETTLE, began);
	if (!settled)
		return false;
	if (o->rows_path && !dump_all(jobs, n, o->rows_path, arena, err))
		return false;
	return !o->keep_rejected || write_rejects(jobs, n, o->work_path, err);
}

static void run_init(struct run *run, const struct plan *plan, const struct ingest_options *options,
		     struct words *words, const struct ingest_sink *sink)
{
	run->plan = plan;
	run->options = options;
	run->sink = sink;
	run->words = words;
	run->ledger = ledger_open(options->cache_path, options->rehash);
	run->read_bytes = options->read_bytes ? options->read_bytes : READ_BYTES;
	run->set = scan_set_best();
	for (int set = 0; options->scanner && set < SCAN_SET_COUNT; set++)
		if (!strcmp(options->scanner, scan_set_name((enum scan_set)set)))
			run->set = (enum scan_set)set;
	run->by_record = options->scanner && !strcmp(options->scanner, INGEST_SCANNER_LIBCSV);
	atomic_init(&run->budget.used_bytes, 0);
	run->budget.limit_bytes = options->memory_bytes;
	atomic_init(&run->bytes_done, 0);
	run->bytes_all = 0;
	pthread_mutex_init(&run->merging, NULL);
	for (int d = 0; d < DATASET_COUNT; d++) {
		keys_init(&run->keys[d], &run->budget, options->work_path, (enum dataset_id)d);
		reject_set_init(&run->rejected[d]);
	}
}

static void run_done(struct run *run)
{
	ledger_close(run->ledger);
	pthread_mutex_destroy(&run->merging);
	for (int d = 0; d < DATASET_COUNT; d++) {
		keys_done(&run->keys[d]);
		reject_set_done(&run->rejected[d]);
	}
}

bool ingest_has_scanner(const char *name)
{
	if (!strcmp(name, INGEST_SCANNER_LIBCSV))
		return true;
	for (int set = 0; set < SCAN_SET_COUNT; set++)
		if (!strcmp(name, scan_set_name((enum scan_set)set)))
			return scan_set_usable((enum scan_set)set);
	return false;
}

bool ingest_run(const struct plan *plan, const struct ingest_options *options, struct words *words,
		const struct ingest_sink *sink, void (*on_registers)(void *context, const struct registers *),
		struct arena *arena, struct findings *findings, struct ingest_result *out, struct error *err)
{
	struct run *run;
	struct inputs inputs;
	struct job *jobs;
	const char **names;
	bool done = true;

	assert(options->n_threads >= 1 && (!options->scanner || ingest_has_scanner(options->scanner)));
	if (!inputs_find(options, arena, findings, &inputs, err))
		return false;
	run = memory_zero(1, sizeof *run);
	run_init(run, plan, options, words, sink);
	jobs = memory_zero(inputs.n_files + 1, sizeof *jobs);
	names = memory_zero(inputs.n_files + 1, sizeof *names);
	for (size_t i = 0; done && i < inputs.n_files; i++)
		if (needs_spool(&inputs, i, options))
			done = spool(&inputs.files[i], i, options, arena, err);
	for (size_t i = 0; i < inputs.n_files; i++) {
		job_init(&jobs[i], run, &inputs.files[i], i);
		names[i] = inputs.files[i].name;
		run->bytes_all += inputs.files[i].size_bytes;
	}
	if (done) {
		find_twins(jobs, inputs.n_files);
		read_registers(jobs, inputs.n_files, names, arena, &out->registers);
		if (on_registers)
			on_registers(sink->context, &out->registers);
		crew_read_events(jobs, inputs.n_files, options->n_threads);
		done = finish(run, jobs, inputs.n_files, arena, err);
	}
	if (done)
		fill_intake(jobs, inputs.n_files, &inputs, arena, findings, &out->intake);
	for (size_t i = 0; i < inputs.n_files; i++)
		job_done(&jobs[i]);
	run_done(run);
	memory_free(jobs);
	memory_free(names);
	memory_free(run);
	return done;
}
