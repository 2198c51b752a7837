/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/review_making.h"

#include <assert.h>

struct review_month review_this_month(const struct review_making *mk)
{
	return (struct review_month){ mk, mk->r, mk->r->period.month };
}

struct review_month review_last_month(const struct review_making *mk)
{
	return (struct review_month){ mk, mk->in->before, month_add(mk->r->period.month, -1) };
}

static int index_then(const struct review_month *m, int measure)
{
	if (!m->whole || m->whole->catalogue == m->mk->c)
		return measure;
	return catalogue_find(m->whole->catalogue, text_of(m->mk->c->measures[measure].id));
}

const struct measure *review_measure_then(const struct review_month *m, int measure)
{
	const struct catalogue *c = m->whole ? m->whole->catalogue : m->mk->c;
	int then = index_then(m, measure);

	return then < 0 ? NULL : &c->measures[then];
}

const struct past_cell *review_past(const struct review_making *mk, int measure, enum region region,
				    struct month month)
{
	for (size_t i = 0; i < mk->r->n_past; i++) {
		const struct past_cell *p = &mk->r->past[i];

		if (p->measure == measure && p->region == region && month_compare(p->month, month) == 0)
			return p;
	}
	return NULL;
}

static bool counts_of_past(const struct review_month *m, int measure, enum region region,
			   struct review_counts *out)
{
	const struct past_cell *p = review_past(m->mk, measure, region, m->month);

	if (p)
		*out = (struct review_counts){ .good = p->good, .total = p->total, .own = true };
	return p != NULL;
}

static const struct cell *cell_then(const struct review_month *m, int measure, enum region region)
{
	int then = index_then(m, measure);

	return then < 0 ? NULL : results_find(m->whole, then, region);
}

/* A leaf, or a composite that took a row of its own because none of its inputs was supplied. */
static bool has_own_row(const struct results *r, const struct cell *c)
{
	const struct measure *m = &r->catalogue->measures[c->measure];

	for (int i = 0; m->kind == KIND_COMPOSITE && i < m->n_inputs; i++) {
		const struct cell *input = results_find(r, m->inputs[i], c->region);

		if (input && input->basis != BASIS_NONE)
			return false;
	}
	return true;
}

bool review_counts_of(const struct review_month *m, int measure, enum region region, struct review_counts *out)
{
	const struct cell *c;

	if (!m->whole)
		return counts_of_past(m, measure, region, out);
	c = cell_then(m, measure, region);
	if (!c || c->basis == BASIS_NONE)
		return false;
	*out = (struct review_counts){
		.good = c->good,
		.total = c->total,
		.has_raw = c->has_variants,
		.raw_good = c->raw_good,
		.raw_total = c->raw_total,
		.own = has_own_row(m->whole, c),
	};
	return true;
}

static bool share_of(uint64_t good, uint64_t total, mpq_t level)
{
	if (total)
		number_set_u64(level, good, total);
	return total > 0;
}

bool review_level_of(const struct review_month *m, int measure, enum region region, enum composition rule, bool raw,
		     mpq_t level)
{
	const struct measure *then = review_measure_then(m, measure);
	struct review_counts n;
	mpq_t input, count;
	int n_levels = 0;

	if (!then || !review_counts_of(m, measure, region, &n) || (raw && !n.has_raw))
		return false;
	if (rule == COMPOSE_COUNT)
		rule = then->composition;
	if (n.own || then->kind != KIND_COMPOSITE || rule == COMPOSE_POOLED)
		return raw ? share_of(n.raw_good, n.raw_total, level) : share_of(n.good, n.total, level);
	mpq_inits(input, count, NULL);
	mpq_set_ui(level, 0, 1);
	for (int i = 0; i < then->n_inputs; i++) {
		int now = m->whole->catalogue == m->mk->c
				  ? then->inputs[i]
				  : catalogue_find(m->mk->c, text_of(m->whole->catalogue->measures[then->inputs[i]].id));

		if (now < 0 || !review_level_of(m, now, region, COMPOSE_COUNT, raw, input))
			continue;
		if (rule == COMPOSE_MEAN)
			mpq_add(level, level, input);
		else if (!n_levels || mpq_cmp(input, level) < 0)
			mpq_set(level, input);
		n_levels++;
	}
	if (n_levels && rule == COMPOSE_MEAN) {
		mpq_set_ui(count, (unsigned long)n_levels, 1);
		mpq_div(level, level, count);
	}
	mpq_clears(input, count, NULL);
	return n_levels > 0;
}

size_t review_leaves(const struct catalogue *c, int measure, int *leaves)
{
	const struct measure *m = &c->measures[measure];
	size_t n = 0;

	if (m->kind != KIND_COMPOSITE) {
		leaves[0] = measure;
		return 1;
	}
	/* No leaf is reached twice: the catalogue's check sees to it. */
	for (int i = 0; i < m->n_inputs; i++)
		n += review_leaves(c, m->inputs[i], leaves + n);
	assert(n <= REVIEW_MAX_LEAVES);
	return n;
}

bool review_is_pooled(const struct review_making *mk, const struct cell *c)
{
	const struct measure *m = &mk->c->measures[c->measure];
	const struct review_month now = review_this_month(mk);
	struct review_counts n;

	return m->kind != KIND_COMPOSITE || m->composition == COMPOSE_POOLED ||
	       (review_counts_of(&now, c->measure, c->region, &n) && n.own);
}

void review_fraction(mpq_t out, struct percent p)
{
	mpq_set_si(out, p.micro, 100000000);
	mpq_canonicalize(out);
}

struct level_text review_no_level(enum status status)
{
	return (struct level_text){ .exact = "", .display = "", .value = -1, .status = status };
}

const char *review_display(const struct review_making *mk, int measure, const struct level_text *level)
{
	return arena_printf(mk->arena, "%s%s", level->display,
			    measure_mark(&mk->c->measures[measure], mk->r->period.month));
}

const char *review_month_text(struct month m, struct arena *arena)
{
	return arena_printf(arena, "%s %d", month_name(m.month), m.year);
}

const char *review_count(uint64_t n, struct arena *arena)
{
	char text[40];

	return arena_printf(arena, "%s", number_grouped(n, text));
}

const char *review_magnitude(const char *text)
{
	return *text == '-' || *text == '+' ? text + 1 : text;
}

void review_shortfall(mpq_t out, const mpq_t target, uint64_t good, uint64_t total)
{
	mpq_t n;

	mpq_init(n);
	number_set_u64(n, total, 1);
	mpq_mul(out, target, n);
	number_set_u64(n, good, 1);
	mpq_sub(out, out, n);
	mpq_clear(n);
}
