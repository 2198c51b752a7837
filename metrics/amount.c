/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/amount.h"

#include "engine/number.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void scale(mpq_t out, const mpq_t value, int places)
{
	mpz_t power;

	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned long)places);
	mpq_set_z(out, power);
	mpq_mul(out, out, value);
	mpz_clear(power);
}

/* Half away from zero. */
static void round_off(mpz_t out, const mpq_t value)
{
	int sign = mpq_sgn(value);

	mpz_abs(out, mpq_numref(value));
	mpz_mul_2exp(out, out, 1);
	mpz_add(out, out, mpq_denref(value));
	mpz_fdiv_q(out, out, mpq_denref(value));
	mpz_fdiv_q_2exp(out, out, 1);
	if (sign < 0)
		mpz_neg(out, out);
}

static const char *print(const mpz_t units, int places, bool plus, struct arena *arena)
{
	size_t room = mpz_sizeinbase(units, 10) + (size_t)places + 4, size;
	const char *sign = mpz_sgn(units) < 0 ? "-" : mpz_sgn(units) > 0 && plus ? "+" : "";
	char *digits = arena_alloc(arena, room, 1);
	mpz_t positive;

	mpz_init(positive);
	mpz_abs(positive, units);
	gmp_snprintf(digits, room, "%0*Zd", places + 1, positive);
	mpz_clear(positive);
	size = strlen(digits);
	if (!places)
		return arena_printf(arena, "%s%s", sign, digits);
	return arena_printf(arena, "%s%.*s.%s", sign, (int)(size - (size_t)places), digits, digits + size - places);
}

static const char *exact(const mpq_t value, struct arena *arena)
{
	size_t room = mpz_sizeinbase(mpq_numref(value), 10) + mpz_sizeinbase(mpq_denref(value), 10) + 4;

	return mpq_get_str(arena_alloc(arena, room, 1), 10, value);
}

static void fill(struct review_amount *out, const mpq_t value, const mpz_t units, int places, struct arena *arena)
{
	*out = (struct review_amount){ .text = print(units, places, true, arena),
				       .exact = exact(value, arena),
				       .value = number_double(value) };
}

struct review_amount amount_of(const mpq_t value, int places, struct arena *arena)
{
	struct review_amount amount;
	mpq_t scaled;
	mpz_t units;

	mpq_init(scaled);
	mpz_init(units);
	scale(scaled, value, places);
	round_off(units, scaled);
	fill(&amount, value, units, places, arena);
	mpq_clear(scaled);
	mpz_clear(units);
	return amount;
}

struct rounding {
	mpz_t units;
	mpq_t remainder;
	size_t place;
};

static int larger_first(const void *a, const void *b)
{
	const struct rounding *x = a, *y = b;
	int c = mpq_cmp(y->remainder, x->remainder);

	return c ? c : x->place < y->place ? -1 : 1;
}

static int in_place(const void *a, const void *b)
{
	const struct rounding *x = a, *y = b;

	return x->place < y->place ? -1 : 1;
}

void amount_parts(mpq_t *parts, size_t n_parts, int places, struct arena *arena, struct review_amount *amounts,
		  struct review_amount *total)
{
	struct rounding *r = arena_alloc(arena, n_parts + 1, sizeof *r);
	mpq_t sum, scaled;
	mpz_t units, missing;

	mpq_inits(sum, scaled, NULL);
	mpz_inits(units, missing, NULL);
	for (size_t i = 0; i < n_parts; i++) {
		mpq_add(sum, sum, parts[i]);
		mpz_init(r[i].units);
		mpq_init(r[i].remainder);
		r[i].place = i;
		scale(scaled, parts[i], places);
		mpz_fdiv_q(r[i].units, mpq_numref(scaled), mpq_denref(scaled));
		mpq_set_z(r[i].remainder, r[i].units);
		mpq_sub(r[i].remainder, scaled, r[i].remainder);
		mpz_sub(missing, missing, r[i].units);
	}
	scale(scaled, sum, places);
	round_off(units, scaled);
	fill(total, sum, units, places, arena);
	mpz_add(missing, missing, units);
	qsort(r, n_parts, sizeof *r, larger_first);
	/* Remainders are below 1 and add up to what is missing, rounded: it never passes those above 0. */
	for (size_t i = 0; i < n_parts && mpz_sgn(missing) > 0; i++) {
		mpz_add_ui(r[i].units, r[i].units, 1);
		mpz_sub_ui(missing, missing, 1);
	}
	assert(mpz_sgn(missing) == 0);
	qsort(r, n_parts, sizeof *r, in_place);
	for (size_t i = 0; i < n_parts; i++) {
		fill(&amounts[i], parts[i], r[i].units, places, arena);
		mpz_clear(r[i].units);
		mpq_clear(r[i].remainder);
	}
	mpq_clears(sum, scaled, NULL);
	mpz_clears(units, missing, NULL);
}

static void share_units(mpz_t units, const mpq_t part, const mpq_t whole)
{
	mpq_t share, scaled;

	assert(mpq_sgn(whole) > 0);
	mpq_inits(share, scaled, NULL);
	mpq_div(share, part, whole);
	scale(scaled, share, 3);
	round_off(units, scaled);
	mpq_clears(share, scaled, NULL);
}

const char *amount_share(const mpq_t part, const mpq_t whole, struct arena *arena)
{
	const char *text;
	mpz_t units;

	mpz_init(units);
	share_units(units, part, whole);
	text = arena_printf(arena, "%s\u00a0%%", print(units, 1, false, arena));
	mpz_clear(units);
	return text;
}

int amount_share_tenths(const mpq_t part, const mpq_t whole)
{
	mpz_t units;
	long tenths;

	mpz_init(units);
	share_units(units, part, whole);
	tenths = mpz_get_si(units);
	mpz_clear(units);
	return (int)tenths;
}
