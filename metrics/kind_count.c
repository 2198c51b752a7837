/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows, or what they represent, by key.  A sum is kept in two halves, low 32 bits and the rest, so that
 * rows that represent 2^63 each add up without a wrap.
 */
#include "metrics/keying.h"

#include <assert.h>

enum { HALF_LOW, HALF_HIGH, HALVES };
#define PER_SLOT (CLAIM_COUNT * HALVES)

typedef unsigned __int128 wide;

/* What an empty value of the counted column means: its default, or nothing. */
static int64_t empty_count(const struct rule *r)
{
	const char *value = r->dataset->columns[r->measure->counted_column].default_value;
	int64_t n = 0;

	return value && number_parse(text_of(value), &n) ? n : 0;
}

static int64_t count_of(const struct rule *r, const struct batch *b, size_t i)
{
	int counted = r->measure->counted_column;

	if (counted < 0)
		return 1;
	return rule_is_blank(r, b, counted, i) ? empty_count(r) : b->columns[counted].i64[i];
}

static void add_row(const struct rule *r, struct tally *t, const struct feed *f, const struct splitter *splitters,
		    size_t i)
{
	const struct batch *b = f->batch;
	const uint32_t *reasons = r->exclusion_column >= 0 ? b->columns[r->exclusion_column].word : NULL;
	int64_t n = count_of(r, b, i);
	enum slot slot = r->measure->regional ? (enum slot)rule_region(r, b, i) : SLOT_NONE;
	enum claim claim = CLAIM_NONE;
	uint64_t key;

	/* Without allowed exclusions claims are nobody's business here. */
	if (r->measure->n_exclusions &&
	    ((reasons && reasons[i]) || (r->has_implied && rule_passes(&r->implied, b, i))))
		claim = claim_judge(f->desk, r, b, i, f->sign, &key);
	for (int table = 0; table < r->n_tables; table++) {
		struct keyed *k = tally_table(r, t, table);
		uint32_t codes[MEASURE_MAX_PARTS], entry;

		splitter_codes(&splitters[table], i, codes);
		entry = splitter_entry(k, codes);
		if (entry == KEYED_FULL)
			continue;
		int64_t *row = keyed_row(k, entry) + (int)slot * PER_SLOT + (int)claim * HALVES;
		row[HALF_LOW] += f->sign * (n & UINT32_MAX);
		row[HALF_HIGH] += f->sign * (n >> 32);
	}
}

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct period *p = &r->plan->period;
	const int64_t *placed = f->batch->columns[r->measure->placed_by].i64;
	struct splitter splitters[CATALOGUE_MAX_LIST];
	int64_t n_counted = 0;

	for (int table = 0; table < r->n_tables; table++)
		splitter_init(&splitters[table], r, &r->tables[table], f->batch);
	for (size_t i = feed_next(f, 0); placed && i < f->batch->n_rows; i = feed_next(f, i + 1)) {
		if (placed[i] < p->from || placed[i] >= p->to)
			continue;
		n_counted++;
		add_row(r, t, f, splitters, i);
	}
	t->n_unselected += f->sign * ((int64_t)f->batch->n_rows - n_counted);
}

static wide sum_of(const int64_t *row, enum region region, enum claim claim)
{
	wide sum = 0;
	int from, to;

	breakdown_slots(region, &from, &to);
	for (int slot = from; slot <= to; slot++) {
		const int64_t *halves = row + slot * PER_SLOT + (int)claim * HALVES;
		assert(halves[HALF_LOW] >= 0 && halves[HALF_HIGH] >= 0);
		sum += (wide)(uint64_t)halves[HALF_LOW] + ((wide)(uint64_t)halves[HALF_HIGH] << 32);
	}
	return sum;
}

static wide good_of(const int64_t *row, enum region region)
{
	return sum_of(row, region, CLAIM_NONE) + sum_of(row, region, CLAIM_REFUSED);
}

/* One key; `group` has the sums that its shares are of.  False when a count does not fit. */
static bool add_key(struct finishing *f, const struct keying *k, uint32_t e, const int64_t *row, const int64_t *group)
{
	const struct rule *r = k->rule;
	const struct dimension *d = k->dimension;
	struct breakdown_row named = { .measure = r->index, .dimension = d->name };

	keying_name(k, e, "", &named);
	for (int region = 0; region < REGION_COUNT; region++) {
		wide good = good_of(row, (enum region)region), total = good_of(group, (enum region)region);
		wide excluded = sum_of(row, (enum region)region, CLAIM_ALLOWED);
		wide refused = sum_of(row, (enum region)region, CLAIM_REFUSED);
		struct made_row made = { .row = named };

		made.row.region = (enum region)region;
		made.row.good = (uint64_t)good;
		made.row.total = (uint64_t)total;
		made.row.excluded = (uint64_t)excluded;
		made.row.refused = (uint64_t)refused;
		if (total > UINT64_MAX || excluded > UINT64_MAX)
			return false;
		if (breakdown_has(r, d, (enum region)region) && good + excluded)
			breakdown_add(f, &made);
	}
	return true;
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	size_t start = f->n_breakdowns;

	f->key_limit[r->index] = tally_key_limit(r, t);
	for (int i = 0; t->tables && i < r->measure->n_dimensions && !f->key_limit[r->index]; i++) {
		const struct dimension *d = &r->measure->dimensions[i];
		size_t first = f->n_breakdowns;
		struct keyed projected, groups;
		struct keying keying;
		bool fits = true;

		keying_init(&keying, f, r, &r->tables[r->table_of[i]], d);
		breakdown_project(&keying, &t->tables[r->table_of[i]], PER_SLOT, &projected);
		breakdown_group(&keying, &projected, &groups);
		for (uint32_t e = 0; e < projected.n && fits; e++)
			fits = add_key(f, &keying, e, keyed_row(&projected, e),
				       keyed_row(&groups, keying_group(&keying, e)));
		keying_done(&keying);
		keyed_done(&projected);
		keyed_done(&groups);
		breakdown_end(f, first);
		if (!fits) {
			f->no_rows[r->index] = "What the rows represent together passes 2^64.";
			f->n_breakdowns = start;
			return;
		}
	}
}

const struct kind kind_count = {
	.id = KIND_NUMBER,
	.name = "count",
	.help = "the number of rows, or the sum of what they represent, by key",
	.needs = "a dataset, the timestamp that places a row, breakdowns",
	.split_width = BREAKDOWN_SLOTS * PER_SLOT,
	.feed = feed,
	.finish = finish,
};
