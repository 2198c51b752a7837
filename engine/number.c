/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define MICRO_PER_PERCENT INT64_C(1000000)
#define MICRO_PER_WHOLE   (100 * MICRO_PER_PERCENT)
#define EXACT_PLACES      6
#define GAP_PLACES        3

_Static_assert(sizeof(unsigned long) == sizeof(uint64_t), "GMP's *_ui functions take 64-bit counts");

char *number_digits(uint64_t n, char *end)
{
	do
		*--end = (char)('0' + n % 10);
	while (n /= 10);
	return end;
}

char *number_grouped(uint64_t n, char text[40])
{
	static const char gap[] = "\xE2\x80\xAF"; /* U+202F */
	char digits[24], *end = digits + sizeof digits, *at = number_digits(n, end), *out = text;

	while (at < end) {
		*out++ = *at++;
		if (at < end && (end - at) % 3 == 0) {
			memcpy(out, gap, sizeof gap - 1);
			out += sizeof gap - 1;
		}
	}
	*out = 0;
	return text;
}

const char *number_ordinal(int n, struct arena *arena)
{
	static const char *const words[] = { "",        "first",  "second", "third", "fourth",   "fifth",  "sixth",
					     "seventh", "eighth", "ninth",  "tenth", "eleventh", "twelfth" };
	int last = n % 10, teen = n % 100 >= 11 && n % 100 <= 13;

	if (n > 0 && n < (int)(sizeof words / sizeof *words))
		return words[n];
	return arena_printf(arena, "%d%s", n, teen ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
}

bool number_parse(struct text t, int64_t *out)
{
	int64_t n = 0;

	if (!t.size)
		return false;
	for (size_t i = 0; i < t.size; i++) {
		int digit = t.data[i] - '0';

		if (digit < 0 || digit > 9 || n > (INT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = n;
	return true;
}

bool percent_parse(struct text t, int64_t *micro)
{
	int64_t whole = 0, fraction = 0;
	size_t point = 0, places;

	while (point < t.size && t.data[point] != '.')
		point++;
	if (point > 3 || !number_parse((struct text){ t.data, point }, &whole))
		return false;
	if (point < t.size) {
		places = t.size - point - 1;
		if (places > 6 || !number_parse((struct text){ t.data + point + 1, places }, &fraction))
			return false;
		for (; places < 6; places++)
			fraction *= 10;
	}
	whole = whole * MICRO_PER_PERCENT + fraction;
	if (whole > MICRO_PER_WHOLE)
		return false;
	*micro = whole;
	return true;
}

enum status number_judge(uint64_t good, uint64_t total, const struct level *level)
{
	unsigned __int128 scaled = (unsigned __int128)good * (uint64_t)MICRO_PER_WHOLE;

	assert(total > 0 && good <= total);
	if (scaled >= (unsigned __int128)total * (uint64_t)level->target.micro)
		return STATUS_GREEN;
	return scaled >= (unsigned __int128)total * (uint64_t)level->minimum.micro ? STATUS_AMBER
										   : STATUS_RED;
}

static void set_percent(mpq_t out, struct percent p)
{
	mpq_set_si(out, p.micro, (unsigned long)MICRO_PER_WHOLE);
	mpq_canonicalize(out);
}

static bool reaches(const mpq_t fraction, struct percent bound)
{
	mpq_t b;
	bool does;

	mpq_init(b);
	set_percent(b, bound);
	does = mpq_cmp(fraction, b) >= 0;
	mpq_clear(b);
	return does;
}

enum status number_judge_fraction(const mpq_t fraction, const struct level *level)
{
	if (reaches(fraction, level->target))
		return STATUS_GREEN;
	return reaches(fraction, level->minimum) ? STATUS_AMBER : STATUS_RED;
}

void number_set_u64(mpq_t out, uint64_t num, uint64_t den)
{
	assert(den > 0);
	mpz_set_ui(mpq_numref(out), num);
	mpz_set_ui(mpq_denref(out), den);
	mpq_canonicalize(out);
}

/* rounded = floor(fraction * 100 * 10^places + 1/2), for a fraction >= 0. */
static void round_half_up(mpz_t rounded, const mpq_t fraction, int places)
{
	mpz_ui_pow_ui(rounded, 10, (unsigned long)places + 2);
	mpz_mul(rounded, rounded, mpq_numref(fraction));
	mpz_mul_2exp(rounded, rounded, 1);
	mpz_add(rounded, rounded, mpq_denref(fraction));
	mpz_fdiv_q(rounded, rounded, mpq_denref(fraction));
	mpz_fdiv_q_2exp(rounded, rounded, 1);
}

/* The number that `rounded` prints, as a fraction again. */
static void printed_value(mpq_t out, const mpz_t rounded, int places)
{
	mpz_set(mpq_numref(out), rounded);
	mpz_ui_pow_ui(mpq_denref(out), 10, (unsigned long)places + 2);
	mpq_canonicalize(out);
}

static const char *print_rounded(const mpz_t rounded, int places, const char *before, const char *after,
				 struct arena *arena)
{
	/* At least one digit before the point. */
	size_t room = mpz_sizeinbase(rounded, 10) + (size_t)places + 3;
	char *digits = arena_alloc(arena, room, 1);
	size_t size;

	gmp_snprintf(digits, room, "%0*Zd", places + 1, rounded);
	size = strlen(digits);
	if (!places)
		return arena_printf(arena, "%s%s%s", before, digits, after);
	return arena_printf(arena, "%s%.*s.%s%s", before, (int)(size - (size_t)places), digits,
			    digits + size - places, after);
}

/* Text of a percentage with at least `places`, more only while the printed number would be judged
 * otherwise than the exact one. */
static const char *level_text(const mpq_t fraction, const struct level *level, enum status status, int places,
			      const char *after, struct arena *arena)
{
	const char *text;
	mpz_t rounded;
	mpq_t printed;

	mpz_init(rounded);
	mpq_init(printed);
	/* This ends: a level that is not exactly on a bound is on its side of it from some place on,
	 * and one that is has no more places than percent_parse accepts. */
	for (;; places++) {
		round_half_up(rounded, fraction, places);
		printed_value(printed, rounded, places);
		if (!level || number_judge_fraction(printed, level) == status)
			break;
	}
	text = print_rounded(rounded, places, "", after, arena);
	mpz_clear(rounded);
	mpq_clear(printed);
	return text;
}

double number_double(const mpq_t value)
{
	/* GMP cuts off towards 0; the next number outwards may be nearer. */
	double inner = mpq_get_d(value), outer = nextafter(inner, mpq_sgn(value) < 0 ? -INFINITY : INFINITY);
	bool is_outer;
	mpq_t middle, end;

	mpq_inits(middle, end, NULL);
	mpq_set_d(middle, inner);
	mpq_set_d(end, outer);
	mpq_add(middle, middle, end);
	mpq_div_2exp(middle, middle, 1);
	is_outer = mpq_sgn(value) < 0 ? mpq_cmp(value, middle) < 0 : mpq_cmp(value, middle) > 0;
	mpq_clears(middle, end, NULL);
	return is_outer ? outer : inner;
}

/* In percent before it is rounded: twice rounded, 90 would be a little less. */
static double percent_double(const mpq_t fraction)
{
	mpq_t percent, whole;
	double value;

	mpq_inits(percent, whole, NULL);
	mpq_set_ui(whole, 100, 1);
	mpq_mul(percent, fraction, whole);
	value = number_double(percent);
	mpq_clears(percent, whole, NULL);
	return value;
}

void number_level(const mpq_t fraction, const struct level *level, int display_decimals, struct arena *arena,
		  struct level_text *out)
{
	out->status = level ? number_judge_fraction(fraction, level) : STATUS_NO_DATA;
	out->value = percent_double(fraction);
	out->exact = level_text(fraction, level, out->status, EXACT_PLACES, "", arena);
	out->display = level_text(fraction, level, out->status, display_decimals, "\xC2\xA0%", arena);
}

void number_level_of(uint64_t good, uint64_t total, const struct level *level, int display_decimals,
		     struct arena *arena, struct level_text *out)
{
	mpq_t fraction;

	mpq_init(fraction);
	number_set_u64(fraction, good, total);
	number_level(fraction, level, display_decimals, arena, out);
	/* Two roads to one verdict: the integer products and the exact fraction. */
	assert(!level || out->status == number_judge(good, total, level));
	mpq_clear(fraction);
}

const char *number_gap(const mpq_t fraction, struct percent bound, struct arena *arena)
{
	const char *sign, *text;
	mpq_t gap;
	mpz_t rounded;
	int places = GAP_PLACES;

	mpq_init(gap);
	mpz_init(rounded);
	set_percent(gap, bound);
	mpq_sub(gap, fraction, gap);
	sign = mpq_sgn(gap) < 0 ? "-" : mpq_sgn(gap) > 0 ? "+" : "";
	mpq_abs(gap, gap);
	round_half_up(rounded, gap, places);
	while (*sign && !mpz_sgn(rounded))
		round_half_up(rounded, gap, ++places);
	text = print_rounded(rounded, places, sign, "", arena);
	mpz_clear(rounded);
	mpq_clear(gap);
	return text;
}

uint64_t number_events_short(uint64_t good, uint64_t total, struct percent bound)
{
	unsigned __int128 needed = (unsigned __int128)total * (uint64_t)bound.micro;

	assert(good <= total && bound.micro >= 0 && bound.micro <= MICRO_PER_WHOLE);
	needed = (needed + (uint64_t)MICRO_PER_WHOLE - 1) / (uint64_t)MICRO_PER_WHOLE;
	return needed > good ? (uint64_t)needed - good : 0;
}
