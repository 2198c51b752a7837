/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * breakdown.c - the finishing half of breakdown.h: dimensions projected, worded and put in order.
 */
#include "metrics/breakdown.h"

#include "engine/memory.h"
#include "metrics/events.h"
#include "metrics/finishing.h"
#include "metrics/keying.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- from the table of a measure to a dimension --- */

static bool has_area(const struct dimension *d)
{
	for (int i = 0; i < d->n_parts; i++)
		if (d->parts[i].kind == PART_AREA)
			return true;
	return false;
}

static void add_slots(struct keyed *to, uint32_t key, const int64_t *add, int from, int n)
{
	uint32_t entry = keyed_entry(to, &key);

	/* Never fuller than the table that it is made from, but for areas. */
	assert(entry == key);
	for (int i = from; i < from + n; i++)
		keyed_row(to, entry)[i] += add[i];
}

void breakdown_project(struct keying *k, const struct keyed *from, int per_slot, struct keyed *to)
{
	bool area = has_area(k->dimension);

	keyed_init(to, 1, BREAKDOWN_SLOTS * per_slot);
	to->max = KEYED_MAX_KEYS * BREAKDOWN_SLOTS;
	for (uint32_t e = 0; e < from->n; e++) {
		for (int slot = 0; slot < (area ? BREAKDOWN_SLOTS : 1); slot++)
			add_slots(to, keying_key(k, keyed_codes(from, e), slot), keyed_row(from, e),
				  area ? slot * per_slot : 0, area ? per_slot : BREAKDOWN_SLOTS * per_slot);
	}
}

void breakdown_group(struct keying *k, const struct keyed *keys, struct keyed *groups)
{
	keyed_init(groups, 1, keys->width);
	groups->max = keys->max;
	for (uint32_t e = 0; e < keys->n; e++) {
		uint32_t group = keying_group(k, e), entry = keyed_entry(groups, &group);

		assert(entry == group);
		for (int i = 0; i < keys->width; i++)
			keyed_row(groups, entry)[i] += keyed_row(keys, e)[i];
	}
}

/* --- rows --- */

void breakdown_name(struct finishing *f, struct breakdown_row *row, int n, const char *const *parts)
{
	const char **kept = arena_alloc(f->arena, (size_t)n + 1, sizeof *kept);

	for (int i = 0; i < n; i++)
		kept[i] = parts[i];
	row->key = breakdown_key(kept, n, f->arena);
	row->n_parts = n;
	row->parts = kept;
}

void breakdown_add(struct finishing *f, const struct made_row *row)
{
	struct made_row *added = &ARRAY_PUSH(f->breakdowns, f->n_breakdowns, f->breakdowns_room);

	*added = *row;
	if (!added->row.parts)
		breakdown_name(f, &added->row, 1, &row->row.key);
}

static int place_of(enum region region)
{
	return region == REGION_NONE ? REGION_COUNT : (int)region;
}

static int compare_rows(const void *a, const void *b)
{
	const struct breakdown_row *x = &((const struct made_row *)a)->row, *y = &((const struct made_row *)b)->row;

	if (x->region != y->region)
		return place_of(x->region) < place_of(y->region) ? -1 : 1;
	return strcmp(x->key, y->key);
}

void breakdown_end(struct finishing *f, size_t first)
{
	if (f->n_breakdowns - first > 1)
		qsort(f->breakdowns + first, f->n_breakdowns - first, sizeof *f->breakdowns, compare_rows);
}

void breakdown_slots(enum region region, int *from, int *to)
{
	*from = region == REGION_NONE ? 0 : (int)region;
	*to = region == REGION_NONE ? BREAKDOWN_SLOTS - 1 : (int)region;
}

bool breakdown_has(const struct rule *r, const struct dimension *d, enum region region)
{
	return region == REGION_NONE || (r->measure->regional && !d->national_only);
}

/* --- events --- */

/* One key in one Region, its claims and outcomes. */
struct sums {
	int64_t n[CLAIM_COUNT][OUTCOME_COUNT];
	int64_t any;
};

static struct sums sums_of(const int64_t *row, enum region region)
{
	struct sums s = { 0 };
	int from, to;

	breakdown_slots(region, &from, &to);
	for (int slot = from; slot <= to; slot++)
		for (int c = 0; c < CLAIM_COUNT; c++)
			for (int o = 0; o < OUTCOME_COUNT; o++) {
				int64_t n = row[(slot * CLAIM_COUNT + c) * OUTCOME_COUNT + o];

				assert(n >= 0);
				s.n[c][o] += n;
				s.any += n;
			}
	return s;
}

static int64_t all_of(const int64_t n[OUTCOME_COUNT])
{
	return n[OUTCOME_GOOD] + n[OUTCOME_BAD] + n[OUTCOME_PENDING];
}

enum policy { POLICY_ALLOWED, POLICY_EVERY_CLAIM, POLICY_NONE, POLICY_COUNT };
static const char *const policy_names[POLICY_COUNT] = { "allowed", "every_claim", "none" };

/* The figure itself, pending rows with a refused claim among its refused ones. */
static void count_figure(const struct sums *s, struct breakdown_row *row)
{
	row->good = (uint64_t)(s->n[CLAIM_NONE][OUTCOME_GOOD] + s->n[CLAIM_REFUSED][OUTCOME_GOOD]);
	row->total = row->good + (uint64_t)(s->n[CLAIM_NONE][OUTCOME_BAD] + s->n[CLAIM_REFUSED][OUTCOME_BAD]);
	row->excluded = (uint64_t)all_of(s->n[CLAIM_ALLOWED]);
	row->refused = (uint64_t)all_of(s->n[CLAIM_REFUSED]);
	row->pending = (uint64_t)(s->n[CLAIM_NONE][OUTCOME_PENDING] + s->n[CLAIM_REFUSED][OUTCOME_PENDING]);
}

/* Under a policy what it leaves out is excluded, whatever its clock says; what it counts is good or bad, and a
 * pending row is neither. */
static void count_policy(const struct sums *s, enum policy policy, struct breakdown_row *row)
{
	int64_t good = s->n[CLAIM_NONE][OUTCOME_GOOD], bad = s->n[CLAIM_NONE][OUTCOME_BAD];
	int64_t allowed = all_of(s->n[CLAIM_ALLOWED]), every = allowed + all_of(s->n[CLAIM_REFUSED]);
	int64_t refused = s->n[CLAIM_REFUSED][OUTCOME_GOOD] + s->n[CLAIM_REFUSED][OUTCOME_BAD];
	int64_t claimed = refused + s->n[CLAIM_ALLOWED][OUTCOME_GOOD] + s->n[CLAIM_ALLOWED][OUTCOME_BAD];

	if (policy != POLICY_EVERY_CLAIM) {
		good += s->n[CLAIM_REFUSED][OUTCOME_GOOD];
		bad += s->n[CLAIM_REFUSED][OUTCOME_BAD];
	}
	if (policy == POLICY_NONE) {
		good += s->n[CLAIM_ALLOWED][OUTCOME_GOOD];
		bad += s->n[CLAIM_ALLOWED][OUTCOME_BAD];
	}
	row->good = (uint64_t)good;
	row->total = (uint64_t)(good + bad);
	row->excluded = (uint64_t)(policy == POLICY_NONE ? 0 : policy == POLICY_EVERY_CLAIM ? every : allowed);
	row->refused = (uint64_t)(policy == POLICY_NONE ? claimed : policy == POLICY_EVERY_CLAIM ? 0 : refused);
}

static bool has_part(const struct dimension *d, enum part_kind kind)
{
	for (int i = 0; i < d->n_parts; i++)
		if (d->parts[i].kind == kind)
			return true;
	return false;
}

static void add_key(struct finishing *f, const struct keying *k, const int64_t *row, uint32_t e)
{
	const struct dimension *d = k->dimension;
	bool by_policy = has_part(d, PART_POLICY);

	for (int policy = 0; policy < (by_policy ? POLICY_COUNT : 1); policy++) {
		struct breakdown_row named = { .measure = k->rule->index, .dimension = d->name };

		keying_name(k, e, policy_names[policy], &named);

		for (int region = 0; region < REGION_COUNT; region++) {
			struct sums s = sums_of(row, (enum region)region);
			struct made_row made = { .row = named };

			made.row.region = (enum region)region;
			if (!s.any || !breakdown_has(k->rule, d, (enum region)region))
				continue;
			if (by_policy)
				count_policy(&s, (enum policy)policy, &made.row);
			else
				count_figure(&s, &made.row);
			if (!by_policy || made.row.total || made.row.excluded || made.row.refused)
				breakdown_add(f, &made);
		}
	}
}

/* From the list of exclusions, in which a reason stands once for the row and once for the register. */
static void add_reasons(struct finishing *f, const struct rule *r, const struct dimension *d)
{
	for (size_t i = 0; i < f->n_exclusions; i++) {
		const struct exclusion_row *e = &f->exclusions[i];
		struct made_row made = { .row = { .measure = r->index, .region = e->region, .dimension = d->name } };
		struct made_row *last = f->n_breakdowns ? &f->breakdowns[f->n_breakdowns - 1] : NULL;

		if (e->measure != r->index || !breakdown_has(r, d, e->region))
			continue;
		breakdown_name(f, &made.row, 2, (const char *const[]){ e->allowed ? "allowed" : "refused", e->reason });
		made.row.good = e->in_time;
		made.row.total = e->count;
		made.row.excluded = e->allowed ? e->count : 0;
		made.row.refused = e->allowed ? 0 : e->count;
		if (last && last->row.measure == r->index && last->row.region == e->region &&
		    !strcmp(last->row.dimension, d->name) && !strcmp(last->row.key, made.row.key)) {
			last->row.good += made.row.good;
			last->row.total += made.row.total;
			last->row.excluded += made.row.excluded;
			last->row.refused += made.row.refused;
		} else {
			breakdown_add(f, &made);
		}
	}
}

void breakdown_events(struct finishing *f, const struct rule *r, const struct tally *t)
{
	f->key_limit[r->index] = tally_key_limit(r, t);
	if (f->key_limit[r->index])
		return;
	for (int i = 0; i < r->measure->n_dimensions; i++) {
		const struct dimension *d = &r->measure->dimensions[i];
		size_t first = f->n_breakdowns;
		struct keyed projected;
		struct keying keying;

		if (has_part(d, PART_REASON)) {
			add_reasons(f, r, d);
		} else {
			if (!t->tables)
				continue;
			keying_init(&keying, f, r, &r->tables[r->table_of[i]], d);
			breakdown_project(&keying, &t->tables[r->table_of[i]], CLAIM_COUNT * OUTCOME_COUNT, &projected);
			for (uint32_t e = 0; e < projected.n; e++)
				add_key(f, &keying, keyed_row(&projected, e), e);
			keying_done(&keying);
			keyed_done(&projected);
		}
		breakdown_end(f, first);
	}
}

/* --- levels --- */

static void set_level(struct finishing *f, struct made_row *made)
{
	const struct measure *m = &f->catalogue->measures[made->row.measure];
	const struct level_text none = { .exact = "", .display = "", .value = -1, .status = STATUS_NO_DATA };
	bool withheld = f->figures[made->row.measure][made->row.region].quality == QUALITY_WITHHELD;

	if (made->made == LEVEL_OWN && !withheld)
		return;
	made->row.level = none;
	if (withheld)
		made->row.level.status = STATUS_WITHHELD;
	else if (made->made == LEVEL_RATIO && made->row.total)
		number_level_of(made->row.good, made->row.total, measure_level(m, f->plan->period.month),
				m->display_decimals, f->arena, &made->row.level);
}

void breakdown_levels(struct finishing *f)
{
	for (size_t i = 0; i < f->n_breakdowns; i++)
		set_level(f, &f->breakdowns[i]);
}
