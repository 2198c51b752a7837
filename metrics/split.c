/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * split.c - the feeding half of breakdown.h: from a row of a batch to the codes of its key.
 */
#include "metrics/breakdown.h"

#include <assert.h>
#include <string.h>

static void add_axis(struct split *s, enum part_kind kind, int column)
{
	for (int i = 0; i < s->n; i++)
		if (s->axes[i].kind == kind && s->axes[i].column == column)
			return;
	assert(s->n < MEASURE_MAX_PARTS);
	s->axes[s->n++] = (struct axis){ kind, column };
}

void split_compile(struct split *s, const struct measure *m, const struct dataset *d, uint64_t dimensions)
{
	*s = (struct split){ 0 };
	for (int i = 0; i < m->n_dimensions; i++) {
		for (int k = 0; k < m->dimensions[i].n_parts && dimensions >> i & 1; k++) {
			const struct part *part = &m->dimensions[i].parts[k];

			switch (part->kind) {
			case PART_PROCESS:
				add_axis(s, PART_COLUMN, dataset_column(d, TEXT("srv")));
				break;
			case PART_COLUMN:
			case PART_DAY:
			case PART_HOUR:
			case PART_STATE:
			case PART_OPEN:
			case PART_AGE:
				add_axis(s, part->kind, part->column);
				break;
			case PART_AREA: /* made at the end, or by a kind of its own */
			case PART_POLICY:
			case PART_REASON:
			case PART_WINDOW:
			case PART_RESPONSE:
			case PART_QUANTILE:
			case PART_LASTED:
			case PART_VERDICT:
			case PART_SUMMARY:
			case PART_CHANGE:
			case PART_COUNT:
				break;
			}
		}
	}
}

void splitter_init(struct splitter *s, const struct rule *r, const struct split *split, const struct batch *b)
{
	*s = (struct splitter){ .rule = r, .split = split, .batch = b };
	for (int a = 0; a < split->n; a++) {
		const struct axis *axis = &split->axes[a];
		const struct column_def *def;

		if (axis->kind != PART_COLUMN)
			continue;
		def = &r->dataset->columns[axis->column];
		if (def->type == COLUMN_LIST) {
			s->lists[a] = b->columns[axis->column].list;
			s->absent[a] = def->default_value ? (uint32_t)column_list_find(def, text_of(def->default_value))
							  : 0;
		} else {
			s->words[a] = b->columns[axis->column].word;
		}
	}
}

static uint32_t state_of(const struct rule *r, const struct batch *b, size_t i)
{
	int column = dataset_column(r->dataset, TEXT("outcome"));
	int64_t start, stop, limit = rule_limit(r, b, i);

	plan_clock(r->measure, b, i, &start, &stop);
	if (stop != I64_EMPTY)
		return stop <= saturated_add(start, limit) ? STATE_IN_TIME : STATE_LATE;
	return STATE_OUTCOME + (b->columns[column].list ? (uint32_t)b->columns[column].list[i] : 0);
}

static uint32_t age_of(const struct rule *r, const struct batch *b, size_t i)
{
	int64_t start, stop, age;

	plan_clock(r->measure, b, i, &start, &stop);
	if (stop != I64_EMPTY)
		return 0;
	if (__builtin_sub_overflow(plan_judged_to(r->plan), start, &age))
		return 4;
	if (age < NS_PER_DAY)
		return 1;
	if (age < 7 * NS_PER_DAY)
		return 2;
	return age < 14 * NS_PER_DAY ? 3 : 4;
}

static uint32_t made_code(const struct splitter *s, enum part_kind kind, size_t i)
{
	const struct rule *r = s->rule;
	int64_t at = s->batch->columns[r->measure->placed_by].i64[i], start, stop;

	switch (kind) {
	case PART_DAY:
		return (uint32_t)period_day(&r->plan->period, at);
	case PART_HOUR:
		return rule_uk_hour(r, at);
	case PART_STATE:
		return state_of(r, s->batch, i);
	case PART_OPEN:
		plan_clock(r->measure, s->batch, i, &start, &stop);
		return stop != I64_EMPTY;
	case PART_AGE:
		return age_of(r, s->batch, i);
	case PART_COLUMN:
	case PART_AREA:
	case PART_PROCESS:
	case PART_POLICY:
	case PART_REASON:
	case PART_WINDOW:
	case PART_RESPONSE:
	case PART_QUANTILE:
	case PART_LASTED:
	case PART_VERDICT:
	case PART_SUMMARY:
	case PART_CHANGE:
	case PART_COUNT:
		break;
	}
	assert(false && "a part that is made at the end");
	return 0;
}

void splitter_codes(const struct splitter *s, size_t i, uint32_t codes[MEASURE_MAX_PARTS])
{
	const struct split *split = s->split;

	for (int a = 0; a < split->n; a++) {
		if (s->words[a])
			codes[a] = s->words[a][i];
		else if (s->lists[a])
			codes[a] = s->lists[a][i];
		else if (split->axes[a].kind == PART_COLUMN)
			codes[a] = s->absent[a];
		else
			codes[a] = made_code(s, split->axes[a].kind, i);
	}
}

static inline void count_note(struct keyed *k, uint32_t entry, const struct notes *notes, size_t i, int64_t sign)
{
	if (entry != KEYED_FULL)
		keyed_row(k, entry)[notes->cells[i]] += sign;
}

/* Notes from the i-th on whose words are known, up to the first whose is not; returns which that is. */
static size_t count_known(const struct keyed *k, const uint32_t *words, const struct notes *notes, size_t i, int64_t sign)
{
	const uint32_t *dense = k->dense, n_dense = k->n_dense;
	const size_t n = notes->n;
	int64_t *counts = k->rows;

	for (; i < n; i++) {
		uint32_t word = words[notes->rows[i]];

		if (word >= n_dense || !dense[word])
			break;
		counts[(dense[word] - 1) * (size_t)BREAKDOWN_EVENTS + notes->cells[i]] += sign;
	}
	return i;
}

static void count_by_word(struct keyed *k, const uint32_t *words, const struct notes *notes, int64_t sign)
{
	for (size_t i = 0; (i = count_known(k, words, notes, i, sign)) < notes->n; i++)
		count_note(k, keyed_entry_1(k, words[notes->rows[i]]), notes, i, sign);
}

/* Hours of a day as entries in their order, so that none has to be looked up; true when they are. */
static bool has_hours(struct keyed *k)
{
	for (uint32_t hour = 0; hour < 24; hour++)
		if (keyed_entry_1(k, hour) != hour)
			return false;
	return true;
}

static void count_by_hour(struct keyed *k, const struct rule *r, const struct notes *notes, int64_t sign)
{
	const uint8_t *hour = r->plan->uk_hour;
	const bool plain = has_hours(k);
	int64_t *rows = k->rows;

	for (size_t i = 0; plain && i < notes->n_times; i++)
		rows[hour[notes->hours[i]] * (size_t)BREAKDOWN_EVENTS + notes->time_cells[i]] += sign * notes->time_counts[i];
	for (size_t i = 0; !plain && i < notes->n_times; i++) {
		uint32_t entry = keyed_entry_1(k, hour[notes->hours[i]]);

		if (entry != KEYED_FULL)
			keyed_row(k, entry)[notes->time_cells[i]] += sign * notes->time_counts[i];
	}
}

static void count_by_codes(struct keyed *k, const struct splitter *s, const struct notes *notes, int64_t sign)
{
	for (size_t i = 0; i < notes->n; i++) {
		uint32_t codes[MEASURE_MAX_PARTS];

		splitter_codes(s, notes->rows[i], codes);
		count_note(k, splitter_entry(k, codes), notes, i, sign);
	}
}

void breakdown_feed(const struct rule *r, struct tally *t, const struct feed *f, const struct notes *notes)
{
	for (int table = 0; table < r->n_tables; table++) {
		const struct split *split = &r->tables[table];
		struct keyed *k = tally_table(r, t, table);
		struct splitter s;

		splitter_init(&s, r, split, f->batch);
		if (split->n == 1 && s.words[0])
			count_by_word(k, s.words[0], notes, f->sign);
		else if (split->n == 1 && split->axes[0].kind == PART_HOUR && r->measure->kind != KIND_COHORT)
			count_by_hour(k, r, notes, f->sign);
		else
			count_by_codes(k, &s, notes, f->sign);
	}
}
