/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/daily.h"

#include "engine/number.h"
#include "render/sentence.h"

#include <string.h>

struct sums {
	uint64_t good[CIVIL_MAX_DAYS], total[CIVIL_MAX_DAYS];
};

/* Adds the days of a leaf measure, or of every leaf under a composite. */
static void add_days(const struct results *r, int measure, enum region region, struct sums *s)
{
	const struct measure *m = &r->catalogue->measures[measure];
	for (int i = 0; i < m->n_inputs; i++)
		add_days(r, m->inputs[i], region, s);
	if (m->n_inputs)
		return;
	for (size_t i = 0; i < r->n_days; i++) {
		const struct day_row *d = &r->days[i];
		if (d->measure != measure || d->day < 0 || d->day >= r->period.n_days)
			continue;
		if (region == REGION_NONE || d->region == region) {
			s->good[d->day] += d->good;
			s->total[d->day] += d->total;
		}
	}
}

struct fractions {
	mpq_t day[CIVIL_MAX_DAYS];
	bool has[CIVIL_MAX_DAYS];
};

static void fractions_init(struct fractions *f)
{
	for (int d = 0; d < CIVIL_MAX_DAYS; d++) {
		mpq_init(f->day[d]);
		f->has[d] = false;
	}
}

static void fractions_done(struct fractions *f)
{
	for (int d = 0; d < CIVIL_MAX_DAYS; d++)
		mpq_clear(f->day[d]);
}

static void level_days(const struct results *r, int measure, enum region region, struct fractions *out);

static void pool(const struct results *r, int measure, enum region region, struct fractions *out)
{
	struct sums s = { 0 };
	add_days(r, measure, region, &s);
	for (int d = 0; d < r->period.n_days; d++) {
		out->has[d] = s.total[d] > 0;
		if (out->has[d])
			number_set_u64(out->day[d], s.good[d], s.total[d]);
	}
}

/* Mean or minimum of the inputs that have a level on the day. */
static void combine(const struct results *r, const struct measure *m, enum region region, struct fractions *out)
{
	int n[CIVIL_MAX_DAYS] = { 0 };
	for (int i = 0; i < m->n_inputs; i++) {
		struct fractions input;
		fractions_init(&input);
		level_days(r, m->inputs[i], region, &input);
		for (int d = 0; d < r->period.n_days; d++) {
			if (!input.has[d])
				continue;
			if (!n[d]++)
				mpq_set(out->day[d], input.day[d]);
			else if (m->composition == COMPOSE_MEAN)
				mpq_add(out->day[d], out->day[d], input.day[d]);
			else if (mpq_cmp(input.day[d], out->day[d]) < 0)
				mpq_set(out->day[d], input.day[d]);
		}
		fractions_done(&input);
	}
	mpq_t count;
	mpq_init(count);
	for (int d = 0; d < r->period.n_days; d++) {
		out->has[d] = n[d] > 0;
		if (n[d] > 1 && m->composition == COMPOSE_MEAN) {
			mpq_set_ui(count, (unsigned long)n[d], 1);
			mpq_div(out->day[d], out->day[d], count);
		}
	}
	mpq_clear(count);
}

static void level_days(const struct results *r, int measure, enum region region, struct fractions *out)
{
	const struct measure *m = &r->catalogue->measures[measure];
	if (m->kind != KIND_COMPOSITE || m->composition == COMPOSE_POOLED)
		pool(r, measure, region, out);
	else
		combine(r, m, region, out);
}

void daily_collect(const struct results *r, int measure, enum region region, struct arena *arena,
		   struct daily *out)
{
	const struct measure *m = &r->catalogue->measures[measure];
	const struct level *level = measure_level(m, r->period.month);
	struct fractions f;
	fractions_init(&f);
	level_days(r, measure, region, &f);
	*out = (struct daily){ .n_days = r->period.n_days, .lowest = -1 };
	for (int d = 0; d < out->n_days; d++) {
		struct level_text *day = &out->days[d];
		*day = (struct level_text){ .exact = "", .display = "", .value = -1, .status = STATUS_NO_DATA };
		if (!f.has[d])
			continue;
		number_level(f.day[d], level, m->display_decimals, arena, day);
		out->n_with++;
		out->n_below += level && (day->status == STATUS_AMBER || day->status == STATUS_RED);
		if (out->lowest < 0 || day->value < out->days[out->lowest].value)
			out->lowest = d;
	}
	fractions_done(&f);
}

/* Leaves that the daily table does not have, though they are part of the figure; an input may be so twice. */
static void add_untold(const struct results *r, int measure, enum region region, const char **ids, size_t *n)
{
	const struct measure *m = &r->catalogue->measures[measure];
	const struct cell *c = results_find(r, measure, region);
	size_t before = *n;

	for (int i = 0; i < m->n_inputs; i++)
		add_untold(r, m->inputs[i], region, ids, n);
	/* A composite is more than its inputs only where it is reported itself. */
	if (*n > before || !c || !c->total || !(c->basis == BASIS_REPORTED || m->kind == KIND_COHORT))
		return;
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(ids[i], m->id))
			return;
	ids[(*n)++] = m->id;
}

const char *daily_untold(const struct results *r, int measure, enum region region, struct arena *arena)
{
	const char *ids[CATALOGUE_MAX_MEASURES];
	size_t n = 0;

	add_untold(r, measure, region, ids, &n);
	return sentence_list(ids, n, arena);
}
