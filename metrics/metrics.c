/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/metrics.h"

#include "engine/sweep.h"
#include "engine/memory.h"
#include "metrics/advice.h"
#include "metrics/cells.h"
#include "metrics/finishing.h"
#include "metrics/streak.h"

#include <assert.h>

struct metrics {
	const struct plan *plan;
	struct words *words;
	const struct registers *registers;
	size_t n_past;
	const struct past_cell *past;
	struct arena arena;
	struct rule *rules;      /* [n_items] */
	struct word_set allowed; /* reasons that any measure allows */
	struct claim_index *claims;
	struct names *names;
	const struct remembered_devices *remembered;
	struct metrics_acc *total; /* NULL while nothing was merged */
};

struct metrics_acc {
	struct metrics *metrics;
	struct tally *tallies;                /* [n_items] */
	int64_t newest[DATASET_COUNT];        /* I64_EMPTY: nothing seen */
	struct counts unknown[DATASET_COUNT]; /* rows by claimed reason that no measure allows */
	struct claim_desk desk;
	uint64_t chosen[BATCH_MAX_ROWS / SWEEP_WORD]; /* of the rule fed last */
};

struct metrics *metrics_new(const struct plan *plan, struct words *words)
{
	struct metrics *m = memory_zero(1, sizeof *m);
	const struct catalogue *c = plan->catalogue;

	m->plan = plan;
	m->words = words;
	arena_init(&m->arena);
	m->rules = arena_alloc(&m->arena, (size_t)c->n_items + 1, sizeof *m->rules);
	for (int i = 0; i < c->n_items; i++) {
		rule_compile(&m->rules[i], plan, i, words, &m->arena);
		for (int e = 0; e < c->measures[i].n_exclusions; e++)
			word_set_add(&m->allowed, words_code(words, text_of(c->measures[i].exclusions[e])),
				     &m->arena);
	}
	m->claims = claim_index_new(c, NULL);
	m->names = names_new();
	return m;
}

void metrics_free(struct metrics *m)
{
	if (!m)
		return;
	metrics_acc_free(m->total);
	claim_index_free(m->claims);
	names_free(m->names);
	arena_done(&m->arena);
	memory_free(m);
}

void metrics_set_registers(struct metrics *m, const struct registers *registers)
{
	claim_index_free(m->claims);
	m->registers = registers;
	m->claims = claim_index_new(m->plan->catalogue, registers);
	if (m->total)
		m->total->desk.index = m->claims;
}

void metrics_set_past(struct metrics *m, const struct past_cell *past, size_t n_past)
{
	m->past = past;
	m->n_past = n_past;
}

void metrics_set_remembered(struct metrics *m, const struct remembered_devices *remembered)
{
	m->remembered = remembered;
}

struct metrics_acc *metrics_acc_new(struct metrics *m)
{
	struct metrics_acc *acc = memory_zero(1, sizeof *acc);

	acc->metrics = m;
	acc->tallies = memory_zero((size_t)m->plan->catalogue->n_items + 1, sizeof *acc->tallies);
	acc->desk.index = m->claims;
	for (int d = 0; d < DATASET_COUNT; d++)
		acc->newest[d] = I64_EMPTY;
	return acc;
}

void metrics_acc_free(struct metrics_acc *acc)
{
	if (!acc)
		return;
	for (int i = 0; i < acc->metrics->plan->catalogue->n_items; i++)
		tally_done(&acc->metrics->rules[i], &acc->tallies[i]);
	for (int d = 0; d < DATASET_COUNT; d++)
		counts_done(&acc->unknown[d]);
	claim_desk_done(&acc->desk);
	memory_free(acc->tallies);
	memory_free(acc);
}

void metrics_acc_merge(struct metrics *m, struct metrics_acc *acc)
{
	struct metrics_acc *total = m->total;

	if (!total) {
		m->total = acc;
		return;
	}
	for (int i = 0; i < m->plan->catalogue->n_items; i++)
		tally_merge(&m->rules[i], &total->tallies[i], &acc->tallies[i]);
	for (int d = 0; d < DATASET_COUNT; d++) {
		counts_merge(&total->unknown[d], &acc->unknown[d]);
		if (acc->newest[d] > total->newest[d])
			total->newest[d] = acc->newest[d];
	}
	claim_desk_merge(&total->desk, &acc->desk);
	metrics_acc_free(acc);
}

/* --- feeding --- */

/* The newest instant that has happened.  It is never taken back: a row that turns out to be a duplicate
 * or a conflict had been read all the same, and rows that stay in doubt do not move the data's end. */
static void see_newest(struct metrics_acc *acc, const struct batch *b)
{
	int64_t newest = acc->newest[b->dataset->id];

	for (int c = 0; c < b->dataset->n_columns; c++) {
		const struct column_def *def = &b->dataset->columns[c];
		const int64_t *times = b->columns[c].i64;

		if (def->type != COLUMN_TIME || def->flags & COLUMN_AHEAD || !times)
			continue;
		newest = sweep_newest(times, b->n_rows, newest);
	}
	acc->newest[b->dataset->id] = newest;
}

/* Reasons that nothing in this edition allows, counted by row. */
static void count_unknown(struct metrics_acc *acc, const struct batch *b, int64_t sign)
{
	int column = dataset_exclusion_column(b->dataset);
	const uint32_t *reasons = column >= 0 ? b->columns[column].word : NULL;
	uint64_t *claimed = acc->chosen; /* nothing is chosen yet */

	if (!reasons)
		return;
	sweep_worded(reasons, b->n_rows, claimed);
	for (size_t i = sweep_next(claimed, 0, b->n_rows); i < b->n_rows; i = sweep_next(claimed, i + 1, b->n_rows))
		if (!word_set_has(&acc->metrics->allowed, reasons[i]))
			counts_add(&acc->unknown[b->dataset->id], reasons[i], sign);
}

static void feed_rejected(struct metrics_acc *acc, const struct rule *r, const struct batch *b)
{
	struct tally *t = &acc->tallies[r->index];

	for (size_t i = 0; i < b->n_rows; i++) {
		enum slot slot;

		if (rule_could_feed(r, b, i, acc->metrics->words, &slot))
			t->n_rejected[slot]++;
	}
}

static void feed_used(struct metrics_acc *acc, const struct rule *r, const struct batch *b, int64_t sign)
{
	struct tally *t = &acc->tallies[r->index];

	if (!r->same_rows)
		rule_select(r, b, acc->chosen);
	struct feed feed = {
		.batch = b,
		.chosen = acc->chosen,
		.sign = sign,
		.newest = acc->newest[b->dataset->id],
		.desk = &acc->desk,
		.names = acc->metrics->names,
	};

	t->n_rows += sign * (int64_t)b->n_rows;
	r->kind->feed(r, t, &feed);
}

void metrics_acc_feed(struct metrics_acc *acc, const struct batch *batch, enum batch_role role)
{
	const struct plan_dataset *d = &acc->metrics->plan->datasets[batch->dataset->id];
	int64_t sign = role == BATCH_RETRACT ? -1 : 1;

	assert(batch->n_rows <= BATCH_MAX_ROWS);
	if (!d->n_items || !batch->n_rows)
		return;
	if (role != BATCH_REJECTED) {
		see_newest(acc, batch);
		count_unknown(acc, batch, sign);
	}
	for (int k = 0; k < d->n_items; k++) {
		const struct rule *r = &acc->metrics->rules[d->items[k]];

		if (role == BATCH_REJECTED)
			feed_rejected(acc, r, batch);
		else
			feed_used(acc, r, batch, sign);
	}
}

/* --- the end --- */

void metrics_renew_past(struct results *r, const struct past_cell *known, size_t n_known, struct arena *arena)
{
	streak_renew(r, known, n_known, arena);
}

static void fill_samples(const struct metrics *m, struct arena *arena, struct results *out)
{
	static const int slots[SAMPLES_SLOTS] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	size_t n_measures = (size_t)m->plan->catalogue->n_measures;
	struct sample_row *rows = arena_alloc(arena, n_measures * SAMPLES_SLOTS * SAMPLES_SHOWN + 1, sizeof *rows);

	out->n_samples = 0;
	for (size_t i = 0; i < n_measures; i++)
		for (int k = 0; k < SAMPLES_SLOTS; k++)
			out->n_samples += (size_t)samples_show(m->total->tallies[i].samples, slots[k], (int)i, arena,
							       &rows[out->n_samples]);
	out->samples = rows;
}

void metrics_finish(struct metrics *m, const struct intake *intake, struct arena *arena,
		    struct findings *findings, struct results *out)
{
	struct finishing f;

	if (!m->total)
		m->total = metrics_acc_new(m);
	const struct metrics_acc *total = m->total;
	struct advice advice = {
		.rules = m->rules,
		.tallies = total->tallies,
		.newest = total->newest,
		.unknown = total->unknown,
	};

	finishing_init(&f, m->plan, m->registers, intake, m->words, m->claims, arena);
	f.known = m->past;
	f.n_known = m->n_past;
	f.desk = &m->total->desk;
	f.names = m->names;
	f.remembered = m->remembered;
	finishing_run(&f, m->rules, total->tallies);
	out->catalogue = m->plan->catalogue;
	out->period = m->plan->period;
	cells_fill(&f, out);
	fill_samples(m, arena, out);
	advice.met = f.desk->met;
	advice_give(&f, &advice, out, findings);
	finishing_done(&f);
}
