/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/composite.h"

static const struct figure *input_at(const struct finishing *f, int measure, int n, enum region region)
{
	return &f->figures[f->catalogue->measures[measure].inputs[n]][region];
}

/* Sum of in-time over sum of events. */
static void add_pooled(const struct share *s, mpz_t good, mpz_t total)
{
	mpq_t part;

	mpq_init(part);
	number_set_u64(part, s->good, 1);
	mpz_add(good, good, mpq_numref(part));
	number_set_u64(part, s->total, 1);
	mpz_add(total, total, mpq_numref(part));
	mpq_clear(part);
}

bool composite_level(const struct finishing *f, int measure, enum region region, enum composition rule,
		     enum variant variant, mpq_t level)
{
	const struct measure *m = &f->catalogue->measures[measure];
	uint64_t n_levels = 0;
	bool known = true;
	mpq_t result, count;
	mpz_t good, total;

	mpq_inits(result, count, NULL);
	mpz_inits(good, total, NULL);
	for (int n = 0; n < m->n_inputs; n++) {
		const struct figure *input = input_at(f, measure, n, region);
		const struct share *s = &input->variants[variant];

		if (!input->exists)
			continue;
		known = known && s->known;
		if (!s->has_level)
			continue;
		n_levels++;
		add_pooled(s, good, total);
		if (rule == COMPOSE_MEAN)
			mpq_add(result, result, s->level);
		else if (n_levels == 1 || mpq_cmp(s->level, result) < 0)
			mpq_set(result, s->level);
	}
	known = known && n_levels > 0;
	if (known && rule == COMPOSE_MEAN) {
		number_set_u64(count, n_levels, 1);
		mpq_div(result, result, count);
	} else if (known && rule == COMPOSE_POOLED) {
		mpq_set_num(result, good);
		mpq_set_den(result, total);
		mpq_canonicalize(result);
	}
	if (known)
		mpq_set(level, result);
	mpz_clears(good, total, NULL);
	mpq_clears(result, count, NULL);
	return known;
}

/* Adds b to *a; false when the sum does not fit: then it is as much as does. */
static bool add(uint64_t *a, uint64_t b)
{
	if (!__builtin_add_overflow(*a, b, a))
		return true;
	*a = UINT64_MAX;
	return false;
}

static bool add_input(struct figure *to, const struct figure *input)
{
	bool fits = add(&to->good, input->good);

	fits &= add(&to->total, input->total);
	fits &= add(&to->excluded, input->excluded);
	fits &= add(&to->refused, input->refused);
	fits &= add(&to->pending, input->pending);
	fits &= add(&to->rejected, input->rejected);
	fits &= add(&to->blind, input->blind);
	to->has_blind |= input->has_blind;
	for (int v = 0; v < VARIANT_COUNT; v++) {
		fits &= add(&to->variants[v].good, input->variants[v].good);
		fits &= add(&to->variants[v].total, input->variants[v].total);
	}
	return fits;
}

static void finish_region(struct finishing *f, const struct measure *m, int measure, enum region region)
{
	struct figure *to = &f->figures[measure][region];
	bool fits = true;

	for (int n = 0; n < m->n_inputs; n++) {
		const struct figure *input = input_at(f, measure, n, region);

		if (!input->exists)
			continue;
		if (input->basis == BASIS_NONE)
			to->missing_input = true;
		else if (to->basis == BASIS_NONE)
			to->basis = input->basis;
		else if (to->basis != input->basis)
			to->basis = BASIS_MIXED;
		fits &= add_input(to, input);
	}
	if (!fits) {
		to->quality = QUALITY_WITHHELD;
		to->reason = "The counts of its inputs together pass 2^64; what is shown is the most that can be.";
	}
	for (int v = 0; v < VARIANT_COUNT; v++) {
		struct share *s = &to->variants[v];

		s->known = !to->missing_input;
		for (int n = 0; n < m->n_inputs; n++) {
			const struct figure *input = input_at(f, measure, n, region);
			s->known = s->known && (!input->exists || input->variants[v].known);
		}
		s->has_level = s->known &&
			       composite_level(f, measure, region, m->composition, (enum variant)v, s->level);
	}
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	(void)t; /* rows feed the inputs, not the composite */
	for (int region = 0; region < REGION_COUNT; region++) {
		if (f->figures[r->index][region].exists)
			finish_region(f, r->measure, r->index, (enum region)region);
	}
}

const struct kind kind_composite = {
	.id = KIND_COMPOSITE,
	.name = "composite",
	.help = "the Service Levels of other measures put together by a named rule",
	.needs = "inputs and a composition: pooled, mean or minimum",
	.finish = finish,
};
