/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/hand.h"

#include "engine/stage.h"
#include "ingest/registers.h"

#include <stdio.h>
#include <string.h>

void hand_init(struct hand *h, struct job *j, const struct layout *layout, struct held_rows *held, bool again,
	       bool chunks)
{
	const struct run *run = j->run;
	const struct dataset *d = layout->dataset;
	uint32_t needed = run->plan->datasets[d->id].needed_columns;

	*h = (struct hand){ .job = j, .held = held, .again = again, .chunks = chunks };
	h->checker = (struct row_checker){
		.plan = run->plan, .file = j->input->name, .layout = layout, .words = run->words, .needed = needed
	};
	findings_init(&h->findings);
	if (chunks) {
		bool exact = again || run->options->duplicates == DUPLICATES_EXACT;

		h->splitter = record_splitter_new(layout->delimiter);
		columns_init(&h->columns, run->plan, layout, run->words, needed, exact, run->set);
	}
	if (!again) {
		pthread_mutex_lock(&j->lock);
		h->rejects = reject_part_new(&j->rejects);
		pthread_mutex_unlock(&j->lock);
	}
	if (held)
		return;
	h->accumulator = run->sink->accumulator_new(run->sink->context);
	pile_init(&h->used, d, needed, run->sink, h->accumulator, BATCH_ADD);
	pile_init(&h->rejected, d, needed, run->sink, h->accumulator, BATCH_REJECTED);
	if (!again && run->options->duplicates == DUPLICATES_EXACT)
		h->desk = keys_desk_new(&j->run->keys[d->id]);
}

void hand_leave(struct hand *h)
{
	struct job *j = h->job;

	if (h->accumulator) {
		pile_flush(&h->used);
		pile_flush(&h->rejected);
		pile_done(&h->used);
		pile_done(&h->rejected);
	}
	if (h->desk)
		keys_desk_leave(h->desk);
	if (h->rejects)
		reject_part_rest(h->rejects);
	pthread_mutex_lock(&j->lock);
	row_counts_add(&j->rows, &h->rows);
	findings_merge(&j->findings, &h->findings);
	if (h->accumulator)
		ARRAY_PUSH(j->accumulators, j->n_accumulators, j->accumulators_room) = h->accumulator;
	pthread_mutex_unlock(&j->lock);
	findings_done(&h->findings);
	record_splitter_free(h->splitter);
	if (h->chunks)
		columns_done(&h->columns);
}

/* --- rows one by one --- */

/* Equal rejected rows count once (ruling 6). */
static void count_rejected(struct hand *h, const struct row *row, const struct record *record)
{
	uint64_t hash[2];

	row_content_hash(row, record, hash);
	if (!reject_set_add(&h->job->run->rejected[row->dataset->id], hash, h->job->number))
		return;
	if (h->accumulator)
		pile_add(&h->rejected, row);
	else if (h->held)
		ARRAY_PUSH(h->held->lost, h->held->n_lost, h->held->lost_room) = registers_lost_row(row, h->held->arena);
}

static void take_rejected(struct hand *h, const struct row *row, const struct record *record)
{
	struct job *j = h->job;
	struct builder value;
	char message[320]; /* the list of findings copies it once for all rows of its kind */

	snprintf(message, sizeof message, "%s; the row was rejected", row->reason);
	h->rows.rejected++;
	reject_part_add(h->rejects, j->input->name, row, record, h->checker.layout);
	builder_init(&value);
	/* As a string it would end at a NUL. */
	if (row->bad_value.size && memchr(row->bad_value.data, 0, row->bad_value.size))
		text_escape(&value, row->bad_value, INGEST_MAX_FIELD_BYTES);
	else
		builder_add(&value, row->bad_value);
	findings_add(
		&h->findings,
		&(struct finding){ .severity = SEVERITY_ERROR,
				   .kind = row->kind,
				   .dataset = row->dataset->name,
				   .file = j->input->name,
				   .line = row->line,
				   .column = row->column >= 0 ? row->dataset->columns[row->column].name : "",
				   .value = value.data,
				   .message = message });
	builder_done(&value);
	count_rejected(h, row, record);
}

static void take_event(struct hand *h, const struct row *row)
{
	struct batch one;

	if (h->desk)
		keys_add(h->desk, &row->key_hash, 1);
	row_batch(row, &one);
	if (plan_row_in_period(h->job->run->plan, &one, 0)) {
		h->rows.used++;
		pile_add(&h->used, row);
	} else {
		h->rows.outside++;
	}
}

static void hold(struct hand *h, const struct row *row, const struct record *record)
{
	struct held_rows *held = h->held;

	h->rows.used += !h->again;
	held_copy(&ARRAY_PUSH(held->items, held->n, held->room), h->job->number, row, record, held->arena);
}

static void take_again(struct hand *h, const struct row *row, const struct record *record)
{
	if (!h->held && row->kind)
		count_rejected(h, row, record);
	else if (h->held && !row->kind && held_wants(h->held, row->key_hash))
		hold(h, row, record);
}

void hand_take_record(struct hand *h, const struct record *record)
{
	struct row row;

	row_check(&h->checker, record, &row);
	if (h->again) {
		take_again(h, &row, record);
		return;
	}
	h->rows.read++;
	if (row.kind)
		take_rejected(h, &row, record);
	else if (h->held)
		hold(h, &row, record);
	else
		take_event(h, &row);
}

/* --- rows of a chunk --- */

static bool take_odd(struct hand *h, const struct chunk *chunk, struct chunk_place *place, size_t index,
		     struct error *err)
{
	uint64_t line = chunk_line(chunk, place, index);
	struct record record;

	if (!record_split(h->splitter, chunk_record(chunk, index), line, &record, err))
		return false;
	hand_take_record(h, &record);
	return true;
}

/* Those that row_check has to judge, in the order of the file. */
static bool take_odd_rows(struct hand *h, const struct chunk *chunk, struct chunk_place *place,
			  struct error *err)
{
	const struct columns *c = &h->columns;
	size_t stray = 0;

	for (size_t i = 0; i < c->n_rows && c->n_plain < c->n_rows; i++) {
		if (!c->odd[i])
			continue;
		for (; stray < c->n_strays && c->strays[stray] < c->record[i]; stray++)
			if (!take_odd(h, chunk, place, c->strays[stray], err))
				return false;
		if (!take_odd(h, chunk, place, c->record[i], err))
			return false;
	}
	for (; stray < c->n_strays; stray++)
		if (!take_odd(h, chunk, place, c->strays[stray], err))
			return false;
	return true;
}

static struct place place_of(const struct batch *b, size_t i)
{
	const struct columns *c = b->place_context;
	struct chunk_place start = chunk_start(c->chunk);

	return (struct place){ b->file, chunk_line(c->chunk, &start, c->record[i]) };
}

static void feed_plain(struct hand *h)
{
	struct columns *c = &h->columns;
	int64_t began = stage_begin();
	struct batch batch = { .dataset = c->values.dataset,
			       .n_rows = c->n_used,
			       .place = place_of,
			       .place_context = c,
			       .file = h->job->input->name,
			       .first_line = c->chunk->line };

	if (!c->n_used)
		return;
	for (int k = 0; k < batch.dataset->n_columns; k++)
		if (c->needed >> k & 1)
			batch.columns[k] = c->values.columns[k];
	h->job->run->sink->feed(h->accumulator, &batch, BATCH_ADD);
	stage_end(STAGE_MEASURE, began);
}

static void gather_hashes(struct hand *h)
{
	struct columns *c = &h->columns;
	int64_t began = stage_begin();

	if (c->n_plain < c->n_rows)
		columns_keep_hashes(c);
	keys_add(h->desk, c->key_hash, c->n_plain);
	stage_end(STAGE_DUPLICATES, began);
}

static void take_plain_rows(struct hand *h)
{
	struct columns *c = &h->columns;

	h->rows.read += c->n_plain;
	h->rows.used += c->n_used;
	h->rows.outside += c->n_plain - c->n_used;
	if (h->desk)
		gather_hashes(h);
	columns_keep_used(c);
	feed_plain(h);
}

/* The second reading for keys: most rows are not wanted, and those that are get the usual look. */
static bool take_chunk_again(struct hand *h, const struct chunk *chunk, struct error *err)
{
	struct columns *c = &h->columns;
	struct chunk_place place = chunk_start(chunk);
	size_t record = 0;

	while (columns_take_keys(c, chunk, &record)) {
		c->n_plain = 0;
		for (size_t i = 0; i < c->n_rows; i++) {
			c->odd[i] |= held_wants(h->held, c->key_hash[i]);
			c->n_plain += !c->odd[i];
		}
		c->n_strays = 0; /* they were rejected the first time */
		if (!take_odd_rows(h, chunk, &place, err))
			return false;
	}
	return true;
}

static bool decode(struct hand *h, const struct chunk *chunk, size_t *record)
{
	int64_t began = stage_begin();
	bool any = columns_take(&h->columns, chunk, record);

	stage_end(STAGE_DECODE, began);
	return any;
}

bool hand_take_chunk(struct hand *h, const struct chunk *chunk, struct error *err)
{
	struct chunk_place place = chunk_start(chunk);
	size_t record = 0;

	if (h->again && h->held)
		return take_chunk_again(h, chunk, err);
	while (decode(h, chunk, &record)) {
		int64_t began = stage_begin();
		bool good;

		good = take_odd_rows(h, chunk, &place, err);
		stage_end(STAGE_ONE_BY_ONE, began);
		if (!good)
			return false;
		if (!h->again)
			take_plain_rows(h);
	}
	if (!h->again)
		h->rows.blank_lines = h->columns.n_blank;
	return true;
}
