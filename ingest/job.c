/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/job.h"

#include "engine/stage.h"
#include "ingest/hand.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PROGRESS_ROWS 4096

void job_init(struct job *j, struct run *run, const struct input *input, size_t number)
{
	*j = (struct job){ .run = run, .input = input, .number = number };
	j->size_bytes = input->size_bytes;
	j->status = input->dataset == DATASET_NONE ? FILE_IGNORED : FILE_USED;
	pthread_mutex_init(&j->lock, NULL);
	findings_init(&j->findings);
	reject_spool_init(&j->rejects, run->options->work_path, number,
			  run->options->keep_rejected && input->dataset != DATASET_NONE);
}

static void drop_accumulators(struct job *j)
{
	for (size_t i = 0; i < j->n_accumulators; i++)
		j->run->sink->accumulator_free(j->accumulators[i]);
	memory_free(j->accumulators);
	j->accumulators = NULL;
	j->n_accumulators = j->accumulators_room = 0;
}

void job_done(struct job *j)
{
	findings_done(&j->findings);
	reject_spool_done(&j->rejects);
	drop_accumulators(j);
	pthread_mutex_destroy(&j->lock);
}

/* --- an open file --- */

struct open_file {
	struct source *source;
	struct record_reader *reader;
	struct chunk_reader *chunks; /* NULL: read record by record */
	struct layout layout;
	int64_t began;       /* seconds since 1970: for the ledger */
	uint64_t bytes_told; /* of what the progress was told */
	/* The error that comes first in the file is the one that is told: `failed_at` is the number of the
	 * chunk it is in. */
	atomic_bool failed;
	uint64_t failed_at;
	struct error problem;
};

static void file_close(struct open_file *f)
{
	chunk_reader_free(f->chunks);
	record_reader_free(f->reader);
	source_close(f->source);
	memory_free(f);
}

bool job_sees_same(const struct job *j, const struct source *source, struct error *err)
{
	if (!j->has_state || source_is_as(source, &j->state))
		return true;
	error_set(err, ERROR_INPUT, "was changed after it was looked at first");
	error_hint(err, "wait until the file is complete and run again");
	return error_at(err, j->input->path, 0, NULL);
}

/* NULL with the error when the file cannot be opened, is not what it was, or its heading makes no sense. */
static struct open_file *file_open(const struct job *j, bool by_record, struct findings *findings,
				   struct error *err)
{
	enum encoding encoding = j->input->mapping ? j->input->mapping->encoding : ENCODING_AUTO;
	struct open_file *f = memory_zero(1, sizeof *f);
	char sha256[65];

	f->began = time(NULL);
	f->source = source_open(j->input->path, encoding, err);
	if (!f->source) {
		file_close(f);
		return NULL;
	}
	if (!job_sees_same(j, f->source, err)) {
		file_close(f);
		return NULL;
	}
	if (j->sha256[0]) /* read before */
		source_trust_sha256(f->source, j->sha256);
	else if (ledger_find(j->run->ledger, source_state(f->source), sha256))
		source_trust_sha256(f->source, sha256);
	f->reader = record_reader_new(f->source, j->run->read_bytes);
	if (!layout_read(f->reader, j->input, findings, &f->layout, err)) {
		file_close(f);
		return NULL;
	}
	if (!by_record)
		f->chunks = chunk_reader_new(f->source, record_reader_rest(f->reader), f->layout.delimiter,
					     j->run->set, j->run->read_bytes);
	return f;
}

/* Under the job's lock, where other threads may be at work. */
static void tell_progress(struct open_file *f, struct run *run, uint64_t bytes)
{
	uint64_t more = bytes > f->bytes_told ? bytes - f->bytes_told : 0;
	uint64_t all = atomic_fetch_add(&run->bytes_done, more) + more;

	f->bytes_told += more;
	if (run->options->progress)
		run->options->progress(run->options->progress_context, all, run->bytes_all);
}

static void fail(struct job *j, const struct error *problem, uint64_t at)
{
	struct open_file *f = j->file;

	pthread_mutex_lock(&j->lock);
	if (!f->failed || at < f->failed_at) {
		f->problem = *problem;
		f->failed_at = at;
	}
	f->failed = true;
	pthread_mutex_unlock(&j->lock);
}

/* --- the two ways to read --- */

static bool work_by_record(struct hand *h, struct open_file *f, struct error *err)
{
	struct job *j = h->job;
	struct record record;
	bool found = true;

	for (uint64_t n = 1;; n++) {
		if (!record_next(f->reader, &record, &found, err))
			return false;
		if (!found)
			break;
		hand_take_record(h, &record);
		if (n % PROGRESS_ROWS == 0 && !h->again)
			tell_progress(f, j->run, source_stored_bytes(f->source));
	}
	if (!h->again)
		h->rows.blank_lines = record_blank_lines(f->reader);
	return true;
}

static void work_by_chunk(struct hand *h, struct open_file *f, struct chunk *chunk)
{
	struct job *j = h->job;
	struct error err = { 0 };
	bool found;

	while (!f->failed) {
		uint64_t number = UINT64_MAX;
		bool good = chunk_next(f->chunks, chunk, &found, &err);

		if (good && !found)
			return;
		if (good) {
			number = chunk->number;
			good = hand_take_chunk(h, chunk, &err);
			chunk_leave(f->chunks, chunk);
		}
		if (!good) {
			fail(j, &err, number);
			return;
		}
		pthread_mutex_lock(&j->lock);
		if (!h->again)
			tell_progress(f, j->run, chunk->stored);
		pthread_mutex_unlock(&j->lock);
	}
}

static void work_by_plain(struct hand *h, struct open_file *f)
{
	struct error err = { 0 };
	int64_t began = stage_begin();

	if (!work_by_record(h, f, &err))
		fail(h->job, &err, 0);
	stage_end(STAGE_ONE_BY_ONE, began);
}

static void work_with(struct job *j, struct chunk *chunk, struct held_rows *held, bool again)
{
	struct open_file *f = j->file;
	struct hand h;

	hand_init(&h, j, &f->layout, held, again, f->chunks != NULL);
	if (f->chunks)
		work_by_chunk(&h, f, chunk);
	else
		work_by_plain(&h, f);
	hand_leave(&h);
}

/* --- the end of a file --- */

static bool finish_file(struct job *j, struct error *err)
{
	struct open_file *f = j->file;
	const char *dataset = f->layout.dataset->name;

	if (!source_sha256(f->source, j->sha256, err))
		return false;
	source_remember(f->source, j->run->ledger, j->sha256, f->began);
	tell_progress(f, j->run, source_stored_bytes(f->source));
	j->size_bytes = source_stored_bytes(f->source);
	if (source_changed(f->source))
		findings_add(&j->findings,
			     &(struct finding){ .severity = SEVERITY_WARNING,
						.kind = "file_changed",
						.dataset = dataset,
						.file = j->input->name,
						.message = "the file changed while it was read: what it held "
							   "at the beginning was used" });
	if (!j->rows.read)
		findings_add(&j->findings,
			     &(struct finding){ .severity = SEVERITY_WARNING,
						.kind = "no_rows",
						.dataset = dataset,
						.file = j->input->name,
						.message = "the file has headings and no rows" });
	if (j->rows.blank_lines)
		findings_add(&j->findings, &(struct finding){ .severity = SEVERITY_NOTE,
							      .kind = "blank_lines",
							      .dataset = dataset,
							      .file = j->input->name,
							      .count = j->rows.blank_lines,
							      .message = "blank lines were skipped" });
	return true;
}

/* Nothing of the file counts: findings and rejects go, the problem stays.  What it had rejected is no reason to pass
 * over the same row of another file. */
static void give_up(struct job *j, const struct error *problem)
{
	char message[sizeof problem->message + sizeof problem->field + sizeof problem->hint + 8];

	j->status = FILE_UNUSABLE;
	j->problem = *problem;
	j->rows = (struct row_counts){ 0 };
	findings_done(&j->findings);
	findings_init(&j->findings);
	reject_spool_done(&j->rejects);
	reject_set_disown(&j->run->rejected[j->input->dataset], j->number);
	drop_accumulators(j);
	snprintf(message, sizeof message, "%s%s%s", problem->message, problem->hint[0] ? "; " : "",
		 problem->hint);
	findings_add(&j->findings, &(struct finding){ .severity = SEVERITY_ERROR,
						      .kind = "unusable_file",
						      .dataset = dataset_get(j->input->dataset)->name,
						      .file = j->input->name,
						      .line = problem->line,
						      .column = problem->field,
						      .message = message });
	/* An unusable file is still an input: its bytes are named where they can be read. */
	if (!j->sha256[0] && !j->input->is_stream) {
		struct error ignored;
		struct stat state;
		uint64_t size;

		if (source_hash_file(j->input->path, j->run->ledger, j->sha256, &state, &size, &ignored))
			j->size_bytes = size;
		else
			j->sha256[0] = 0;
	}
}

/* --- reading --- */

static bool begin(struct job *j, bool by_record)
{
	struct error err = { 0 };

	j->file = file_open(j, by_record, &j->findings, &err);
	if (!j->file) {
		give_up(j, &err);
		return false;
	}
	j->state = *source_state(j->file->source);
	j->has_state = S_ISREG(j->state.st_mode);
	/* What the heading took is not seen again by those who read chunks. */
	if (j->file->chunks)
		j->rows.blank_lines = record_blank_lines(j->file->reader);
	return true;
}

bool job_begin(struct job *j)
{
	return begin(j, j->run->by_record);
}

void job_work(struct job *j, struct chunk *chunk)
{
	work_with(j, chunk, NULL, false);
}

bool job_has_more(const struct job *j)
{
	return j->file && j->file->chunks && !j->file->failed && chunk_reader_has_more(j->file->chunks);
}

/* The file is known to be usable: from now on its rows are the run's. */
static void merge_accumulators(struct job *j)
{
	struct run *run = j->run;

	pthread_mutex_lock(&run->merging);
	for (size_t i = 0; i < j->n_accumulators; i++)
		run->sink->merge(run->sink->context, j->accumulators[i]);
	pthread_mutex_unlock(&run->merging);
	j->n_accumulators = 0;
}

void job_end(struct job *j)
{
	struct open_file *f = j->file;

	if (!f->failed && !finish_file(j, &f->problem))
		f->failed = true;
	if (f->failed)
		give_up(j, &f->problem);
	else
		merge_accumulators(j);
	file_close(f);
	j->file = NULL;
}

void job_read_register(struct job *j, struct held_rows *held)
{
	size_t n_before = held->n, n_lost_before = held->n_lost;

	if (begin(j, true)) {
		work_with(j, NULL, held, false);
		job_end(j);
	}
	if (j->status == FILE_USED)
		return;
	held->n = n_before;
	held->n_lost = n_lost_before;
}

bool held_wants(const struct held_rows *held, uint64_t hash)
{
	const struct wanted *w = held->wanted;
	size_t low = 0, high = w->n_hashes;

	if (!(w->bits[(hash & w->mask) / 64] >> (hash & 63) & 1))
		return false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < w->n_hashes && w->hashes[low] == hash;
}

bool job_begin_again(struct job *j, struct error *err)
{
	struct findings unheard; /* the first reading has told them */

	findings_init(&unheard);
	j->file = file_open(j, j->run->by_record, &unheard, err);
	findings_done(&unheard);
	return j->file || error_at(err, j->input->path, 0, NULL);
}

void job_work_again(struct job *j, struct chunk *chunk, struct held_rows *held)
{
	work_with(j, chunk, held, true);
}

bool job_end_again(struct job *j, struct error *err)
{
	struct open_file *f = j->file;
	bool good = !f->failed;

	if (!good)
		*err = f->problem;
	else if (source_changed(f->source)) {
		error_set(err, ERROR_INPUT, "was changed while it was read for the second time");
		good = error_hint(err, "wait until the file is complete and run again");
	}
	if (good)
		merge_accumulators(j);
	file_close(f);
	j->file = NULL;
	return good || error_at(err, j->input->path, 0, NULL);
}
