/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/job.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define HASHES_AT_ONCE 4096
#define PROGRESS_ROWS  4096

void job_init(struct job *j, struct run *run, const struct input *input, size_t number)
{
	*j = (struct job){ .run = run, .input = input, .number = number };
	j->size_bytes = input->size_bytes;
	j->status = input->dataset == DATASET_NONE ? FILE_IGNORED : FILE_USED;
	findings_init(&j->findings);
	reject_spool_init(&j->rejects, run->options->work_path, number,
			  run->options->keep_rejected && input->dataset != DATASET_NONE);
}

void job_done(struct job *j)
{
	findings_done(&j->findings);
	reject_spool_done(&j->rejects);
	if (j->accumulator)
		j->run->sink->accumulator_free(j->accumulator);
	j->accumulator = NULL;
}

/* --- an open file --- */

struct open_file {
	struct source *source;
	struct record_reader *reader;
	struct layout layout;
	struct row_checker checker;
	uint64_t bytes_told; /* of what the progress was told */
};

static void file_close(struct open_file *f)
{
	record_reader_free(f->reader);
	source_close(f->source);
}

static bool file_open(struct open_file *f, const struct job *j, struct findings *findings, struct error *err)
{
	enum encoding encoding = j->input->mapping ? j->input->mapping->encoding : ENCODING_AUTO;

	*f = (struct open_file){
		.checker = { .plan = j->run->plan, .file = j->input->name, .words = j->run->words }
	};
	f->source = source_open(j->input->path, encoding, err);
	if (!f->source)
		return false;
	f->reader = record_reader_new(f->source, j->run->read_bytes);
	if (!layout_read(f->reader, j->input, findings, &f->layout, err)) {
		file_close(f);
		return false;
	}
	f->checker.layout = &f->layout;
	return true;
}

static void tell_progress(struct open_file *f, struct run *run)
{
	uint64_t bytes = source_stored_bytes(f->source);
	uint64_t all = atomic_fetch_add(&run->bytes_done, bytes - f->bytes_told) + (bytes - f->bytes_told);

	f->bytes_told = bytes;
	if (run->options->progress)
		run->options->progress(run->options->progress_context, all, run->bytes_all);
}

/* --- the rows of one reading --- */

struct pass {
	struct job *job;
	struct open_file *file;
	struct pile used, rejected; /* events */
	uint64_t hashes[HASHES_AT_ONCE];
	size_t n_hashes;
	struct held_rows *held; /* registers */
};

static void flush_hashes(struct pass *p)
{
	keys_add(&p->job->run->keys[p->job->input->dataset], p->hashes, p->n_hashes);
	p->n_hashes = 0;
}

static void add_reject(struct pass *p, const struct row *row, const struct record *record)
{
	struct job *j = p->job;
	struct builder value;
	char message[320]; /* the list of findings copies it once for all rows of its kind */
	uint64_t hash[2];

	snprintf(message, sizeof message, "%s; the row was rejected", row->reason);
	j->rows.rejected++;
	reject_spool_add(&j->rejects, j->input->name, row, record, &p->file->layout);
	builder_init(&value);
	builder_add(&value, row->bad_value);
	findings_add(
		&j->findings,
		&(struct finding){ .severity = SEVERITY_ERROR,
				   .kind = row->kind,
				   .dataset = row->dataset->name,
				   .file = j->input->name,
				   .line = row->line,
				   .column = row->column >= 0 ? row->dataset->columns[row->column].name : "",
				   .value = value.data,
				   .message = message });
	builder_done(&value);
	row_content_hash(record, hash);
	if (j->accumulator && reject_set_add(&j->run->rejected[row->dataset->id], hash))
		pile_add(&p->rejected, row);
}

static void take_event(struct pass *p, const struct row *row)
{
	struct job *j = p->job;
	struct batch one;

	if (j->run->options->duplicates == DUPLICATES_EXACT) {
		p->hashes[p->n_hashes++] = row->key_hash;
		if (p->n_hashes == HASHES_AT_ONCE)
			flush_hashes(p);
	}
	row_batch(row, &one);
	if (plan_row_in_period(j->run->plan, &one, 0)) {
		j->rows.used++;
		pile_add(&p->used, row);
	} else {
		j->rows.outside++;
	}
}

static void take_register(struct pass *p, const struct row *row, const struct record *record)
{
	struct held_rows *held = p->held;

	p->job->rows.used++;
	held_copy(&ARRAY_PUSH(held->items, held->n, held->room), p->job->number, row, record, held->arena);
}

static bool read_rows(struct pass *p, struct error *err)
{
	struct record record;
	struct row row;
	bool found;

	for (;;) {
		if (!record_next(p->file->reader, &record, &found, err))
			return false;
		if (!found)
			break;
		p->job->rows.read++;
		row_check(&p->file->checker, &record, &row);
		if (row.kind)
			add_reject(p, &row, &record);
		else if (p->held)
			take_register(p, &row, &record);
		else
			take_event(p, &row);
		if (p->job->rows.read % PROGRESS_ROWS == 0)
			tell_progress(p->file, p->job->run);
	}
	p->job->rows.blank_lines = record_blank_lines(p->file->reader);
	return true;
}

static bool finish_file(struct pass *p, struct error *err)
{
	struct job *j = p->job;
	const char *dataset = p->file->layout.dataset->name;

	if (!source_sha256(p->file->source, j->sha256, err))
		return false;
	tell_progress(p->file, j->run);
	j->size_bytes = source_stored_bytes(p->file->source);
	if (source_changed(p->file->source))
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

/* Nothing of the file counts: findings and rejects go, the problem stays. */
static void give_up(struct job *j, const struct error *problem)
{
	char message[sizeof problem->message + sizeof problem->field + sizeof problem->hint + 8];

	j->status = FILE_UNUSABLE;
	j->problem = *problem;
	j->rows = (struct row_counts){ 0 };
	findings_done(&j->findings);
	findings_init(&j->findings);
	reject_spool_done(&j->rejects);
	if (j->accumulator)
		j->run->sink->accumulator_free(j->accumulator);
	j->accumulator = NULL;
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
	if (!j->sha256[0] && !j->input->is_stdin) {
		struct error ignored;
		uint64_t size;

		if (source_hash_file(j->input->path, j->sha256, &size, &ignored))
			j->size_bytes = size;
		else
			j->sha256[0] = 0;
	}
}

static void read_file(struct job *j, struct pass *p)
{
	struct open_file file;
	struct error err = { 0 };
	bool done;

	if (!file_open(&file, j, &j->findings, &err)) {
		give_up(j, &err);
		return;
	}
	p->file = &file;
	done = read_rows(p, &err) && finish_file(p, &err);
	file_close(&file);
	if (!done)
		give_up(j, &err);
	else
		reject_spool_rest(&j->rejects);
}

void job_read_events(struct job *j)
{
	const struct dataset *d = dataset_get(j->input->dataset);
	uint32_t needed = j->run->plan->datasets[d->id].needed_columns;
	struct pass p = { .job = j };

	j->accumulator = j->run->sink->accumulator_new(j->run->sink->context);
	pile_init(&p.used, d, needed, j->run->sink, j->accumulator, BATCH_ADD);
	pile_init(&p.rejected, d, needed, j->run->sink, j->accumulator, BATCH_REJECTED);
	read_file(j, &p);
	if (j->status == FILE_USED) {
		pile_flush(&p.used);
		pile_flush(&p.rejected);
		flush_hashes(&p);
	}
	pile_done(&p.used);
	pile_done(&p.rejected);
}

void job_read_register(struct job *j, struct held_rows *held)
{
	struct pass p = { .job = j, .held = held };
	size_t n_before = held->n;

	read_file(j, &p);
	if (j->status != FILE_USED)
		held->n = n_before;
}

static bool wanted(const struct held_rows *held, uint64_t hash)
{
	size_t low = 0, high = held->n_hashes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (held->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < held->n_hashes && held->hashes[low] == hash;
}

bool job_read_again(struct job *j, struct held_rows *held, struct error *err)
{
	struct open_file file;
	struct findings unheard; /* the first reading has told them */
	struct record record;
	struct row row;
	bool found = true, done;

	findings_init(&unheard);
	done = file_open(&file, j, &unheard, err);
	findings_done(&unheard);
	if (!done)
		return error_at(err, j->input->path, 0, NULL);
	while (done && found) {
		done = record_next(file.reader, &record, &found, err);
		if (!done || !found)
			break;
		row_check(&file.checker, &record, &row);
		if (!row.kind && wanted(held, row.key_hash))
			held_copy(&ARRAY_PUSH(held->items, held->n, held->room), j->number, &row, &record,
				  held->arena);
	}
	file_close(&file);
	return done || error_at(err, j->input->path, 0, NULL);
}

/* --- verdicts --- */

static void say_verdict(struct job *j, const struct job *other, const struct held *h)
{
	const struct dataset *d = h->row.dataset;
	struct finding f = { .dataset = d->name, .file = j->input->name, .line = h->row.line };
	struct builder key, message;

	builder_init(&key);
	builder_init(&message);
	for (int c = 0; c < d->n_columns; c++) {
		if (!(d->columns[c].flags & COLUMN_KEY))
			continue;
		if (f.column)
			builder_add_char(&key, ' ');
		else
			f.column = d->columns[c].name;
		builder_add(&key, h->row.texts[c]);
	}
	if (h->verdict == VERDICT_CONFLICT) {
		f.severity = SEVERITY_ERROR;
		f.kind = "conflict";
		builder_printf(&key, " (also %s:%llu)", other->input->name,
			       (unsigned long long)h->other->row.line);
		builder_printf(&message, "rows of one key contradict each other; all of them were rejected");
	} else if (h->verdict == VERDICT_SUPERSEDED) {
		f.severity = SEVERITY_NOTE;
		f.kind = "superseded";
		builder_printf(&message, "a row of the same key with a later updated_at counts instead");
	} else if (h->verdict == VERDICT_COMPLETED) {
		f.severity = SEVERITY_NOTE;
		f.kind = "completed";
		builder_printf(&message, "a fuller row of the same key counts instead (it adds ");
		settle_column_names(d, h->completed, &message);
		builder_add_char(&message, ')');
	} else {
		f.severity = SEVERITY_WARNING;
		f.kind = "duplicate";
		builder_printf(&message, "the same row came more than once; it counts once");
	}
	f.value = key.data;
	f.message = message.data;
	findings_add(&j->findings, &f);
	builder_done(&key);
	builder_done(&message);
}

static void reject_conflict(struct job *j, const struct job *other, const struct held *h, struct pile *reject)
{
	struct record content = { .n_fields = h->row.dataset->n_columns, .fields = h->row.texts };
	char reason[600];
	uint64_t hash[2];

	snprintf(reason, sizeof reason, "contradicts %s line %llu, which has the same key",
		 other->input->name, (unsigned long long)h->other->row.line);
	j->rows.rejected++;
	reject_spool_add_late(&j->rejects, j->input->name, h->row.dataset, h->row.line, "", reason,
			      h->row.texts, h->raw);
	row_content_hash(&content, hash);
	if (reject && reject_set_add(&j->run->rejected[h->row.dataset->id], hash))
		pile_add(reject, &h->row);
}

void job_apply_verdict(struct job *jobs, const struct held *h, struct pile *retract, struct pile *reject)
{
	struct job *j = &jobs[h->file];
	const struct job *other = h->other ? &jobs[h->other->file] : NULL;
	struct batch one;

	if (h->verdict == VERDICT_COUNTS)
		return;
	row_batch(&h->row, &one);
	if (!retract || plan_row_in_period(j->run->plan, &one, 0)) {
		j->rows.used--;
		if (retract)
			pile_add(retract, &h->row);
	} else {
		j->rows.outside--;
	}
	say_verdict(j, other, h);
	switch (h->verdict) {
	case VERDICT_SAME:
		j->rows.duplicate_same++;
		break;
	case VERDICT_SUPERSEDED:
		j->rows.duplicate_superseded++;
		break;
	case VERDICT_COMPLETED:
		j->rows.duplicate_completed++;
		break;
	case VERDICT_CONFLICT:
		reject_conflict(j, other, h, reject);
		break;
	case VERDICT_COUNTS:
		break;
	}
}

/* --- pmr check --rows --- */

static void put_json(FILE *to, struct text t)
{
	putc('"', to);
	for (size_t i = 0; i < t.size;) {
		unsigned char c = (unsigned char)t.data[i];
		size_t valid;

		if (c == '"' || c == '\\') {
			fprintf(to, "\\%c", c);
		} else if (c < 0x20 || c == 0x7F) {
			fprintf(to, "\\u%04x", c);
		} else if (c < 0x80) {
			putc(c, to);
		} else {
			/* A byte that is not UTF-8 becomes a lone surrogate, from which it can be had back.
			 */
			size_t size = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

			size = size < t.size - i ? size : t.size - i;
			valid = text_utf8_prefix((struct text){ t.data + i, size });
			if (!valid)
				fprintf(to, "\\udc%02x", c);
			else
				fwrite(t.data + i, 1, valid, to);
			i += valid ? valid : 1;
			continue;
		}
		i++;
	}
	putc('"', to);
}

bool job_dump_rows(const struct job *j, FILE *to, struct error *err)
{
	enum encoding encoding = j->input->mapping ? j->input->mapping->encoding : ENCODING_AUTO;
	struct source *source = source_open(j->input->path, encoding, err);
	struct record_reader *reader;
	struct layout layout;
	struct findings unheard;
	struct record record;
	bool found = true, done;

	if (!source)
		return false;
	reader = record_reader_new(source, j->run->read_bytes);
	findings_init(&unheard);
	/* The heading is read for its delimiter, and read again from the start. */
	done = layout_read(reader, j->input, &unheard, &layout, err);
	findings_done(&unheard);
	record_reader_free(reader);
	source_close(source);
	if (!done)
		return false;
	source = source_open(j->input->path, encoding, err);
	if (!source)
		return false;
	reader = record_reader_new(source, j->run->read_bytes);
	record_reader_set_delimiter(reader, layout.delimiter);
	while (done && found) {
		done = record_next(reader, &record, &found, err);
		if (!done || !found || record.malformed)
			continue;
		putc('[', to);
		for (int f = 0; f < record.n_fields && f <= INGEST_MAX_COLUMNS; f++) {
			if (f)
				putc(',', to);
			put_json(to, record.fields[f]);
		}
		fputs("]\n", to);
	}
	record_reader_free(reader);
	source_close(source);
	return done;
}
