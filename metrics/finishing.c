/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/finishing.h"

#include "engine/memory.h"
#include "metrics/quality.h"
#include "metrics/sampling.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const enum region finishing_regions[REGION_COUNT] = { REGION_N, REGION_C, REGION_S, REGION_NONE };

bool finishing_supplied(const struct finishing *f, enum dataset_id dataset)
{
	return f->intake->supplied >> dataset & 1;
}

bool finishing_unusable(const struct finishing *f, enum dataset_id dataset)
{
	return f->intake->unusable >> dataset & 1;
}

/* --- making and ending --- */

static void init_days(struct finishing *f)
{
	const struct catalogue *c = f->catalogue;
	size_t n_days = (size_t)f->plan->period.n_days, n = 0;

	f->first_day = arena_alloc(f->arena, (size_t)c->n_measures + 1, sizeof *f->first_day);
	for (int m = 0; m < c->n_measures; m++) {
		f->first_day[m] = n;
		if (finishing_has_days(f, m))
			n += n_days * (c->measures[m].regional ? REGION_COUNT : 1);
	}
	f->n_days = n;
	f->days = arena_alloc(f->arena, n + 1, sizeof *f->days);
	for (int m = 0; m < c->n_measures; m++) {
		for (int k = 0; k < REGION_COUNT && finishing_has_days(f, m); k++) {
			enum region region = finishing_regions[k];

			if (region != REGION_NONE && !c->measures[m].regional)
				continue;
			for (int day = 0; day < f->plan->period.n_days; day++)
				finishing_days(f, m, region)[day] =
					(struct day_row){ .measure = m, .region = region, .day = day };
		}
	}
}

static void init_figures(struct finishing *f)
{
	size_t n = (size_t)f->catalogue->n_items;

	f->figures = memory_zero(n + 1, sizeof *f->figures);
	for (size_t m = 0; m < n; m++) {
		for (int region = 0; region < REGION_COUNT; region++) {
			struct figure *figure = &f->figures[m][region];

			figure->exists = region == REGION_NONE || f->catalogue->measures[m].regional;
			figure->reason = figure->sample = "";
			for (int v = 0; v < VARIANT_COUNT; v++)
				mpq_init(figure->variants[v].level);
		}
	}
}

void finishing_init(struct finishing *f, const struct plan *plan, const struct registers *registers,
		    const struct intake *intake, const struct words *words, const struct claim_index *claims,
		    struct arena *arena)
{
	static const struct registers none;
	size_t n = (size_t)plan->catalogue->n_items;

	*f = (struct finishing){ .plan = plan,
				 .catalogue = plan->catalogue,
				 .registers = registers ? registers : &none,
				 .intake = intake,
				 .words = words,
				 .claims = claims,
				 .arena = arena };
	f->counts = arena_alloc(arena, n + 1, sizeof *f->counts);
	f->has_counts = arena_alloc(arena, n + 1, sizeof *f->has_counts);
	f->key_limit = arena_alloc(arena, n + 1, sizeof *f->key_limit);
	f->no_rows = arena_alloc(arena, n + 1, sizeof *f->no_rows);
	reported_init(&f->reported, f->catalogue, f->registers, arena);
	init_figures(f);
	init_days(f);
}

void finishing_done(struct finishing *f)
{
	for (int m = 0; m < f->catalogue->n_items; m++) {
		for (int region = 0; region < REGION_COUNT; region++) {
			for (int v = 0; v < VARIANT_COUNT; v++)
				mpq_clear(f->figures[m][region].variants[v].level);
		}
	}
	memory_free(f->figures);
	memory_free(f->exclusions);
	memory_free(f->breakdowns);
	*f = (struct finishing){ 0 };
}

/* --- one measure --- */

static void set_level(struct share *s)
{
	s->has_level = s->known && s->total > 0;
	if (s->has_level)
		number_set_u64(s->level, s->good, s->total);
}

static void take_events(struct figure *figure)
{
	if (!figure->exists)
		return;
	figure->basis = BASIS_EVENTS;
	figure->variants[VARIANT_COUNTED].good = figure->good;
	figure->variants[VARIANT_COUNTED].total = figure->total;
	for (int v = 0; v < VARIANT_COUNT; v++) {
		figure->variants[v].known = true;
		set_level(&figure->variants[v]);
	}
}

/* Ruling 19: the cell's own service_levels row stands in. */
static void take_reported(struct finishing *f, int measure, enum region region)
{
	struct figure *figure = &f->figures[measure][region];
	const struct service_level_row *row =
		figure->exists ? reported_find(&f->reported, measure, region, f->plan->period.month) : NULL;

	if (!row)
		return;
	figure->basis = BASIS_REPORTED;
	figure->own_row = true;
	figure->good = (uint64_t)row->good;
	figure->total = (uint64_t)row->total;
	figure->excluded = row->excluded > 0 ? (uint64_t)row->excluded : 0;
	figure->variants[VARIANT_COUNTED].known = true;
	figure->variants[VARIANT_COUNTED].good = figure->good;
	figure->variants[VARIANT_COUNTED].total = figure->total;
	set_level(&figure->variants[VARIANT_COUNTED]);
}

static void finish_leaf(struct finishing *f, const struct rule *r, const struct tally *t)
{
	int m = r->index;
	bool supplied = finishing_supplied(f, r->measure->dataset);

	if (supplied)
		r->kind->finish(f, r, t);
	else
		finishing_counts(f, r, t, 0, 0);
	for (int region = 0; region < REGION_COUNT; region++) {
		if (supplied)
			take_events(&f->figures[m][region]);
		else
			take_reported(f, m, (enum region)region);
	}
	quality_leaf(f, r, t);
}

/* No dataset tells of its events (a kind of its own): the row is the figure. */
static void finish_reported(struct finishing *f, const struct rule *r)
{
	for (int region = 0; region < REGION_COUNT; region++)
		take_reported(f, r->index, (enum region)region);
	quality_reported(f, r);
}

/* A metric has breakdowns and no figures. */
static void finish_metric(struct finishing *f, const struct rule *r, const struct tally *t)
{
	if (finishing_supplied(f, r->measure->dataset))
		r->kind->finish(f, r, t);
	quality_metric(f, r, t);
}

static void finish_composite(struct finishing *f, const struct rule *r)
{
	r->kind->finish(f, r, NULL);
	for (int region = 0; region < REGION_COUNT; region++) {
		struct figure *figure = &f->figures[r->index][region];

		/* A row of its own only where there is nothing to compute it from. */
		if (figure->exists && figure->basis == BASIS_NONE) {
			take_reported(f, r->index, (enum region)region);
			figure->missing_input = !figure->own_row;
		}
	}
	quality_composite(f, r);
}

void finishing_run(struct finishing *f, const struct rule *rules, const struct tally *tallies)
{
	for (int k = 0; k < f->catalogue->n_measures; k++) {
		int m = f->catalogue->order[k];

		if (rules[m].measure->dataset != DATASET_NONE)
			finish_leaf(f, &rules[m], &tallies[m]);
		else if (rules[m].measure->kind == KIND_REPORTED)
			finish_reported(f, &rules[m]);
		else
			finish_composite(f, &rules[m]);
	}
	for (int m = f->catalogue->n_measures; m < f->catalogue->n_items; m++)
		finish_metric(f, &rules[m], &tallies[m]);
	sampling_judge(f, rules, tallies);
}

/* --- for kinds --- */

bool finishing_has_days(const struct finishing *f, int measure)
{
	const struct measure *m = &f->catalogue->measures[measure];

	return measure < f->catalogue->n_measures && m->dataset != DATASET_NONE && m->kind != KIND_COHORT;
}

struct day_row *finishing_days(struct finishing *f, int measure, enum region region)
{
	size_t place = 0;

	if (f->catalogue->measures[measure].regional) {
		while (finishing_regions[place] != region)
			place++;
	}
	return f->days + f->first_day[measure] + place * (size_t)f->plan->period.n_days;
}

void finishing_counts(struct finishing *f, const struct rule *r, const struct tally *t, uint64_t good,
		      uint64_t bad)
{
	const struct figure *national = &f->figures[r->index][REGION_NONE];
	struct measure_counts *c = &f->counts[r->index];

	*c = (struct measure_counts){ .measure = r->index,
				      .used = (uint64_t)t->n_rows,
				      .good = good,
				      .bad = bad,
				      .excluded = national->excluded,
				      .pending = national->pending,
				      .not_selected = (uint64_t)t->n_unselected };
	c->balances = t->n_rows >= 0 && t->n_unselected >= 0 &&
		      c->used == c->good + c->bad + c->excluded + c->pending + c->not_selected;
	f->has_counts[r->index] = true;
}

static void add_exclusion(struct finishing *f, int measure, enum region region, const struct claim_key *key,
			  uint64_t n)
{
	ARRAY_PUSH(f->exclusions, f->n_exclusions, f->exclusions_room) =
		(struct exclusion_row){ .measure = measure,
					.region = region,
					.reason = key->reason,
					.allowed = key->allowed,
					.by_register = key->by_register,
					.count = n,
					.in_time = key->in_time ? n : 0 };
}

static int place_of(enum region region)
{
	return region == REGION_NONE ? REGION_COUNT : (int)region;
}

static int compare_exclusions(const void *a, const void *b)
{
	const struct exclusion_row *x = a, *y = b;
	int by_reason;

	if (x->measure != y->measure)
		return x->measure < y->measure ? -1 : 1;
	if (x->region != y->region)
		return place_of(x->region) < place_of(y->region) ? -1 : 1;
	by_reason = strcmp(x->reason, y->reason);
	if (by_reason)
		return by_reason;
	if (x->allowed != y->allowed)
		return x->allowed ? -1 : 1;
	return (int)x->by_register - (int)y->by_register;
}

/* Sorted, with equal keys made one: words and register reasons, in time and late. */
static size_t settle_exclusions(struct exclusion_row *rows, size_t n)
{
	size_t n_left = 0;

	if (n > 1)
		qsort(rows, n, sizeof *rows, compare_exclusions);
	for (size_t i = 0; i < n; i++) {
		if (n_left && compare_exclusions(&rows[n_left - 1], &rows[i]) == 0) {
			rows[n_left - 1].count += rows[i].count;
			rows[n_left - 1].in_time += rows[i].in_time;
		} else {
			rows[n_left++] = rows[i];
		}
	}
	return n_left;
}

void finishing_reasons(struct finishing *f, const struct rule *r, const struct tally *t, bool everywhere)
{
	size_t first = f->n_exclusions;

	for (size_t i = 0; i < t->reasons.room; i++) {
		struct claim_key key;

		if (!t->reasons.keys[i] || !t->reasons.values[i])
			continue;
		assert(t->reasons.values[i] > 0);
		uint64_t n = (uint64_t)t->reasons.values[i];
		key = claim_key_open(f->claims, counts_key(&t->reasons, i), f->words, f->arena);
		add_exclusion(f, r->index, REGION_NONE, &key, n);
		for (int region = REGION_N; region < REGION_COUNT && r->measure->regional; region++) {
			if ((int)key.slot == region || (key.slot == SLOT_NONE && everywhere))
				add_exclusion(f, r->index, (enum region)region, &key, n);
		}
	}
	if (f->n_exclusions == first)
		return;
	f->n_exclusions = first + settle_exclusions(f->exclusions + first, f->n_exclusions - first);
}
