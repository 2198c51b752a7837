/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Different values of a column by key.  What was met is kept as pairs of (key and Region, item); at the end
 * the pairs are sorted by item once, and each item is counted once for every key, group and Region it is in.
 */
#include "engine/memory.h"
#include "metrics/keying.h"
#include "metrics/pairs.h"
#include "metrics/remembered.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct distinct {
	struct keyed keys; /* entries of the measure's table; their rows hold nothing */
	struct pairs pairs; /* group: entry * slots + slot */
};

static struct distinct *own_of(const struct rule *r, struct tally *t)
{
	struct distinct *own = tally_own(r, t);

	if (!own->keys.width)
		keyed_init(&own->keys, r->split.n, 1);
	return own;
}

static void add_row(const struct rule *r, struct distinct *own, const struct feed *f, const struct splitter *s,
		    const struct text *items, size_t i)
{
	enum slot slot = r->measure->regional ? (enum slot)rule_region(r, f->batch, i) : SLOT_NONE;
	uint32_t codes[MEASURE_MAX_PARTS], entry;

	splitter_codes(s, i, codes);
	entry = keyed_entry(&own->keys, codes);
	if (entry != KEYED_FULL)
		pairs_add(&own->pairs, entry * BREAKDOWN_SLOTS + (uint32_t)slot, names_find(f->names, items[i]),
			  f->sign);
}

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct period *p = &r->plan->period;
	const int64_t *placed = f->batch->columns[r->measure->placed_by].i64;
	const struct text *items = f->batch->columns[r->measure->counted_column].text;
	struct distinct *own = r->twin < 0 ? own_of(r, t) : NULL;
	struct splitter s;
	int64_t n_counted = 0;

	splitter_init(&s, r, &r->split, f->batch);
	for (size_t i = feed_next(f, 0); placed && items && i < f->batch->n_rows; i = feed_next(f, i + 1)) {
		if (placed[i] < p->from || placed[i] >= p->to)
			continue;
		n_counted++;
		if (own && items[i].size)
			add_row(r, own, f, &s, items, i);
	}
	t->n_unselected += f->sign * ((int64_t)f->batch->n_rows - n_counted);
}

static void merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct distinct *to = own_of(r, into);
	const struct distinct *own = from->own;

	for (size_t slot = 0; slot < own->pairs.room; slot++) {
		struct pair pair = pairs_get(&own->pairs, slot);
		uint32_t entry;

		if (!pair.count)
			continue;
		entry = keyed_entry(&to->keys, keyed_codes(&own->keys, pair.group / BREAKDOWN_SLOTS));
		if (entry != KEYED_FULL)
			pairs_add(&to->pairs, entry * BREAKDOWN_SLOTS + pair.group % BREAKDOWN_SLOTS, pair.item,
				  pair.count);
	}
	to->keys.full |= own->keys.full;
}

static void done(void *own)
{
	struct distinct *d = own;

	keyed_done(&d->keys);
	pairs_done(&d->pairs);
}

/* --- the end --- */

/* One dimension: its keys and groups by entry and slot, and what is counted of them. */
struct counting {
	struct keying keying;
	struct keyed keys, groups;   /* rows: by Region; of keys, then of which new */
	uint32_t *key_of, *group_of; /* [entries * slots] */
	const struct remembered_code **known; /* [keys] devices that raised the key's code before, or NULL */
};

struct sight { /* a pair that stands: 16 bytes, for there may be many */
	uint64_t number;
	uint32_t group;
	bool listed;
};

struct met { /* a key or group that one item is in */
	uint32_t entry;
	uint8_t slots; /* bit s: in slot s */
};

#define NEW_OFFSET REGION_COUNT

static void counting_init(struct counting *c, const struct finishing *f, const struct rule *r,
			  const struct dimension *d, const struct keyed *from)
{
	size_t n = (size_t)from->n * BREAKDOWN_SLOTS;

	keying_init(&c->keying, f, r, &r->split, d);
	keyed_init(&c->keys, 1, 2 * REGION_COUNT);
	keyed_init(&c->groups, 1, 2 * REGION_COUNT);
	c->keys.max = c->groups.max = KEYED_MAX_KEYS * BREAKDOWN_SLOTS;
	c->key_of = memory_zero(n + 1, sizeof *c->key_of);
	c->group_of = memory_zero(n + 1, sizeof *c->group_of);
	for (size_t i = 0; i < n; i++) {
		uint32_t key = keying_key(&c->keying, keyed_codes(from, (uint32_t)(i / BREAKDOWN_SLOTS)),
					  (int)(i % BREAKDOWN_SLOTS));

		c->key_of[i] = keyed_entry(&c->keys, &key);
		assert(c->key_of[i] == key);
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t group = keying_group(&c->keying, c->key_of[i]);

		c->group_of[i] = keyed_entry(&c->groups, &group);
		assert(c->group_of[i] == group);
	}
}

static void counting_done(struct counting *c)
{
	keying_done(&c->keying);
	keyed_done(&c->keys);
	keyed_done(&c->groups);
	memory_free(c->key_of);
	memory_free(c->group_of);
	memory_free(c->known);
}

static struct name name_of(const struct sight *s)
{
	return (struct name){ s->number, s->listed };
}

static int compare_met(const void *a, const void *b)
{
	const struct met *x = a, *y = b;

	return (x->entry > y->entry) - (x->entry < y->entry);
}

/* Each different key once, with all slots of it. */
static size_t settle(struct met *met, size_t n)
{
	size_t n_left = 0;

	if (n > 1)
		qsort(met, n, sizeof *met, compare_met);
	for (size_t i = 0; i < n; i++) {
		if (n_left && met[n_left - 1].entry == met[i].entry)
			met[n_left - 1].slots |= met[i].slots;
		else
			met[n_left++] = met[i];
	}
	return n_left;
}

static void count(struct keyed *k, const struct met *met, int offset)
{
	int64_t *row = keyed_row(k, met->entry) + offset;

	row[REGION_NONE]++;
	for (int region = REGION_N; region < REGION_COUNT; region++)
		row[region] += met->slots >> region & 1;
}

/* Counts one item, which is in the pairs from[0..n), in one dimension. */
static void count_item(struct counting *c, const struct sight *from, size_t n, uint64_t stable, struct met *met)
{
	size_t n_met;

	for (size_t i = 0; i < n; i++)
		met[i] = (struct met){ c->key_of[from[i].group],
				       (uint8_t)(1u << from[i].group % BREAKDOWN_SLOTS) };
	n_met = settle(met, n);
	for (size_t i = 0; i < n_met; i++) {
		count(&c->keys, &met[i], 0);
		if (c->known && !remembered_has(c->known[met[i].entry], stable))
			count(&c->keys, &met[i], NEW_OFFSET);
	}
	for (size_t i = 0; i < n; i++)
		met[i] = (struct met){ c->group_of[from[i].group],
				       (uint8_t)(1u << from[i].group % BREAKDOWN_SLOTS) };
	n_met = settle(met, n);
	for (size_t i = 0; i < n_met; i++)
		count(&c->groups, &met[i], 0);
}

static int compare_sights(const void *a, const void *b)
{
	const struct sight *x = a, *y = b;

	if (x->listed != y->listed)
		return x->listed - y->listed;
	return (x->number > y->number) - (x->number < y->number);
}

/* The pairs that stand, sorted by item. */
static struct sight *sorted_sights(const struct pairs *p, size_t *n)
{
	struct sight *sorted = memory_zero(p->n + 1, sizeof *sorted);

	*n = 0;
	for (size_t slot = 0; slot < p->room; slot++) {
		struct pair pair = pairs_get(p, slot);

		assert(pair.count >= 0);
		if (pair.count)
			sorted[(*n)++] = (struct sight){ pair.item.number, pair.group, pair.item.listed };
	}
	if (*n > 1)
		qsort(sorted, *n, sizeof *sorted, compare_sights);
	return sorted;
}

static void add_rows(struct finishing *f, const struct rule *r, struct counting *c)
{
	const struct dimension *d = c->keying.dimension;
	size_t first = f->n_breakdowns;

	for (uint32_t e = 0; e < c->keys.n; e++) {
		const int64_t *row = keyed_row(&c->keys, e);
		const int64_t *whole = keyed_row(&c->groups, keying_group(&c->keying, e));
		struct breakdown_row named = { .measure = r->index, .dimension = d->name };

		keying_name(&c->keying, e, "", &named);
		for (int region = 0; region < REGION_COUNT; region++) {
			struct made_row made = { .row = named };

			made.row.region = (enum region)region;
			made.row.good = (uint64_t)row[region];
			made.row.total = (uint64_t)whole[region];
			if (!row[region] || !breakdown_has(r, d, (enum region)region))
				continue;
			if (c->known) {
				made.row.good = (uint64_t)row[NEW_OFFSET + region];
				made.row.total = (uint64_t)row[region];
			}
			breakdown_add(f, &made);
		}
	}
	breakdown_end(f, first);
}

/* The word of the column within which an item is new, of each key of a dimension. */
static void find_known(struct counting *c, const struct finishing *f, const struct rule *r)
{
	int part = 0;

	while (c->keying.dimension->parts[part].column != r->measure->first_time_by)
		part++;
	c->known = memory_zero((size_t)c->keys.n + 1, sizeof *c->known);
	for (uint32_t e = 0; e < c->keys.n; e++)
		c->known[e] = remembered_find(f->remembered,
					      words_text(f->words, c->keying.keys.items[e].codes[part]));
}

/* What this month adds to what is remembered: the items by the word within which they are new. */
static void hand_back(struct finishing *f, const struct rule *r, const struct rule *fed, const struct distinct *own, const struct sight *sights,
		      size_t n)
{
	struct remembering m;
	int axis = 0;

	while (fed->split.axes[axis].column != r->measure->first_time_by)
		axis++;
	remembering_init(&m);
	for (size_t i = 0; i < n; i++)
		remembering_add(&m, keyed_codes(&own->keys, sights[i].group / BREAKDOWN_SLOTS)[axis],
				names_stable(f->names, name_of(&sights[i])));
	remembering_finish(&m, f->words, f->arena, &f->devices);
	if (f->remembered) {
		f->devices.n_months = f->remembered->n_months;
		f->devices.first = f->remembered->first;
	}
}

/* Of months before there may be figures, from service_levels or without alerts: these are not remembered devices. */
static const char *first_month(struct finishing *f, const struct rule *r)
{
	const struct month month = f->plan->period.month;

	return arena_printf(f->arena,
			    "%s %d is the first month whose %s are remembered: which devices are new will show from the month "
			    "after it on.",
			    month_name(month.month), month.year, r->dataset->name);
}

/* The most pairs of one item. */
static size_t longest_run(const struct sight *sights, size_t n)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < n; i++) {
		run = i && compare_sights(&sights[i - 1], &sights[i]) == 0 ? run + 1 : 1;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void count_all(struct finishing *f, const struct rule *r, const struct distinct *own, const struct sight *sights,
		      size_t n)
{
	int n_dimensions = r->measure->n_dimensions;
	struct counting *c = memory_zero((size_t)n_dimensions + 1, sizeof *c);
	struct met *met = memory_zero(longest_run(sights, n) + 1, sizeof *met);

	for (int d = 0; d < n_dimensions; d++) {
		counting_init(&c[d], f, r, &r->measure->dimensions[d], &own->keys);
		if (r->measure->first_time_by >= 0)
			find_known(&c[d], f, r);
	}
	for (size_t i = 0, j; i < n; i = j) {
		uint64_t stable = names_stable(f->names, name_of(&sights[i]));

		for (j = i + 1; j < n && compare_sights(&sights[i], &sights[j]) == 0;)
			j++;
		for (int d = 0; d < n_dimensions; d++)
			count_item(&c[d], sights + i, j - i, stable, met);
	}
	for (int d = 0; d < n_dimensions; d++) {
		add_rows(f, r, &c[d]);
		counting_done(&c[d]);
	}
	memory_free(met);
	memory_free(c);
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	/* Tallies and rules stand in the order of the catalogue: a twin is found by its place. */
	const struct rule *fed = r->twin < 0 ? r : r - r->index + r->twin;
	const struct distinct *own = (t - r->index + fed->index)->own;
	struct sight *sights;
	size_t n;

	if (!own)
		return;
	f->key_limit[r->index] = keyed_limit(&own->keys);
	if (own->keys.full)
		return;
	sights = sorted_sights(&own->pairs, &n);
	if (r->measure->first_time_by >= 0) {
		hand_back(f, r, fed, own, sights, n);
		if (!f->remembered || !f->remembered->n_months)
			f->no_rows[r->index] = first_month(f, r);
	}
	if (!f->no_rows[r->index]) {
		/* Dimensions are of this measure, the table is of the one that was fed. */
		struct rule mine = *r;

		mine.split = fed->split;
		count_all(f, &mine, own, sights, n);
	}
	memory_free(sights);
}

const struct kind kind_distinct = {
	.id = KIND_DISTINCT,
	.name = "distinct",
	.help = "the number of different values of a column, such as devices, by key",
	.needs = "a dataset, the column that is counted, the timestamp that places a row, breakdowns",
	.own_bytes = sizeof(struct distinct),
	.feed = feed,
	.merge = merge,
	.done = done,
	.finish = finish,
};
