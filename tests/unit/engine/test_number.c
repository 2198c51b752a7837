/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/number.h"

#include <string.h>

static struct level level_of(const char *target, const char *minimum)
{
	struct level level = { .from = { 2018, 3 },
			       .target = { .text = target },
			       .minimum = { .text = minimum } };
	assert_true(percent_parse(text_of(target), &level.target.micro));
	assert_true(percent_parse(text_of(minimum), &level.minimum.micro));
	return level;
}

static void counts_are_grouped(void **state)
{
	(void)state;
	char text[40];
	assert_string_equal(number_grouped(0, text), "0");
	assert_string_equal(number_grouped(999, text), "999");
	assert_string_equal(number_grouped(1000, text), "1\xE2\x80\xAF"
							"000");
	assert_string_equal(number_grouped(12345678, text), "12\xE2\x80\xAF"
							    "345\xE2\x80\xAF"
							    "678");
	number_grouped(UINT64_MAX, text);
	assert_int_equal(strlen(text), 38);
}

static void counts_are_parsed(void **state)
{
	(void)state;
	int64_t n = -5;
	static const char *const WRONG[] = { "",
					     " 1",
					     "1 ",
					     "+1",
					     "-1",
					     "1,000",
					     "1.0",
					     "1e3",
					     "NaN",
					     "0x1",
					     "9223372036854775808",
					     "99999999999999999999",
					     "\xEF\xBC\x91",
					     "inf",
					     "1_0" };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		if (number_parse(text_of(WRONG[i]), &n))
			fail_msg("%s", WRONG[i]);
	assert_false(number_parse(TEXT("1\0"), &n));
	assert_int_equal(n, -5);
	assert_true(number_parse(TEXT("0"), &n) && n == 0);
	assert_true(number_parse(TEXT("007"), &n) && n == 7);
	assert_true(number_parse(TEXT("2147483648"), &n) && n == INT64_C(2147483648));
	assert_true(number_parse(TEXT("4294967296"), &n) && n == INT64_C(4294967296));
	assert_true(number_parse(TEXT("9223372036854775807"), &n) && n == INT64_MAX);
}

static void percentages_are_parsed(void **state)
{
	(void)state;
	int64_t micro = -5;
	assert_true(percent_parse(TEXT("99"), &micro) && micro == 99000000);
	assert_true(percent_parse(TEXT("99.5"), &micro) && micro == 99500000);
	assert_true(percent_parse(TEXT("0"), &micro) && micro == 0);
	assert_true(percent_parse(TEXT("100"), &micro) && micro == 100000000);
	assert_true(percent_parse(TEXT("100.000000"), &micro) && micro == 100000000);
	assert_true(percent_parse(TEXT("0.000001"), &micro) && micro == 1);
	micro = -5;
	static const char *const WRONG[] = { "",    ".",      ".5",         "99.",  "100.000001",
					     "101", "-1",     "99.1234567", "99,5", "99%",
					     "1e2", "99.5.5", " 99",        "1000", "99.-5" };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		if (percent_parse(text_of(WRONG[i]), &micro))
			fail_msg("%s", WRONG[i]);
	assert_int_equal(micro, -5);
}

static void verdicts_at_the_edge(void **state)
{
	(void)state;
	struct level l = level_of("99", "96");
	assert_int_equal(number_judge(99, 100, &l), STATUS_GREEN);
	assert_int_equal(number_judge(98995, 100000, &l), STATUS_AMBER);
	assert_int_equal(number_judge(989999999, 1000000000, &l), STATUS_AMBER);
	assert_int_equal(number_judge(990000000, 1000000000, &l), STATUS_GREEN);
	assert_int_equal(number_judge(96, 100, &l), STATUS_AMBER);
	assert_int_equal(number_judge(959999999, 1000000000, &l), STATUS_RED);
	assert_int_equal(number_judge(0, 1, &l), STATUS_RED);
	struct level odd = level_of("57", "57");
	assert_int_equal(number_judge(57, 100, &odd), STATUS_GREEN); /* 0.57 * 100 < 57 in doubles */
	assert_int_equal(number_judge(56, 100, &odd), STATUS_RED);
	struct level all = level_of("100", "0");
	assert_int_equal(number_judge(3, 3, &all), STATUS_GREEN);
	assert_int_equal(number_judge(0, 3, &all), STATUS_AMBER);
}

static void verdicts_of_large_counts(void **state)
{
	(void)state;
	struct level l = level_of("99", "96");
	static const uint64_t POWERS[] = { UINT64_C(1) << 31, UINT64_C(1) << 32, UINT64_C(1) << 53,
					   UINT64_C(1) << 63, UINT64_MAX };
	for (size_t i = 0; i < sizeof POWERS / sizeof *POWERS; i++)
		for (uint64_t total = POWERS[i] - 3; total >= POWERS[i] - 3 && total - POWERS[i] + 3 <= 6;
		     total++) {
			uint64_t edge =
				total / 100 * 99 + (total % 100 * 99 + 99) / 100; /* ceil(0.99 total) */
			assert_int_equal(number_judge(edge, total, &l), STATUS_GREEN);
			assert_int_equal(number_judge(edge - 1, total, &l), STATUS_AMBER);
			assert_int_equal(number_events_short(edge - 1, total, l.target), 1);
			assert_int_equal(number_events_short(edge, total, l.target), 0);
			assert_int_equal(number_events_short(0, total, l.target), edge);
			mpq_t fraction;
			mpq_init(fraction);
			number_set_u64(fraction, edge - 1, total);
			assert_int_equal(number_judge_fraction(fraction, &l), STATUS_AMBER);
			number_set_u64(fraction, edge, total);
			assert_int_equal(number_judge_fraction(fraction, &l), STATUS_GREEN);
			mpq_clear(fraction);
		}
}

static void shows(uint64_t good, uint64_t total, const struct level *level, int decimals, const char *exact,
		  const char *display, enum status status)
{
	struct arena arena;
	struct level_text text;
	arena_init(&arena);
	number_level_of(good, total, level, decimals, &arena, &text);
	assert_string_equal(text.exact, exact);
	assert_string_equal(text.display, display);
	assert_int_equal(text.status, status);
	assert_true(text.value >= 0 && text.value <= 100);
	arena_done(&arena);
}

#define PERCENT "\xC2\xA0%"

static void texts_never_contradict(void **state)
{
	(void)state;
	struct level l = level_of("99", "96");
	shows(99, 100, &l, 2, "99.000000", "99.00" PERCENT, STATUS_GREEN);
	shows(989996, 1000000, &l, 2, "98.999600", "98.9996" PERCENT, STATUS_AMBER);
	shows(989999999, 1000000000, &l, 2, "98.9999999", "98.9999999" PERCENT, STATUS_AMBER);
	shows(98995, 100000, &l, 2, "98.995000", "98.995" PERCENT, STATUS_AMBER);
	shows(98995, 100000, &l, 1, "98.995000", "98.995" PERCENT, STATUS_AMBER);
	shows(98994, 100000, &l, 2, "98.994000", "98.99" PERCENT, STATUS_AMBER);
	shows(959999, 1000000, &l, 2, "95.999900", "95.9999" PERCENT, STATUS_RED);
	shows(1, 3, &l, 2, "33.333333", "33.33" PERCENT, STATUS_RED);
	shows(2, 3, &l, 0, "66.666667", "67" PERCENT, STATUS_RED);
	shows(0, 7, &l, 2, "0.000000", "0.00" PERCENT, STATUS_RED);
	shows(7, 7, &l, 2, "100.000000", "100.00" PERCENT, STATUS_GREEN);
	shows(57, 100, &l, 2, "57.000000", "57.00" PERCENT, STATUS_RED);
	/* Short of all, with a target of all. */
	struct level all = level_of("100", "85");
	shows(9999999999, 10000000000, &all, 2, "99.99999999", "99.99999999" PERCENT, STATUS_AMBER);
	/* Without a level there is nothing to contradict. */
	shows(989999999, 1000000000, NULL, 2, "99.000000", "99.00" PERCENT, STATUS_NO_DATA);
	shows(1, 8, NULL, 1, "12.500000", "12.5" PERCENT, STATUS_NO_DATA);
	shows(1, 16, NULL, 1, "6.250000", "6.3" PERCENT, STATUS_NO_DATA); /* half up */
	shows(UINT64_MAX - 1, UINT64_MAX, &all, 2, "99.99999999999999999", "99.99999999999999999" PERCENT,
	      STATUS_AMBER);
}

/* Reads a printed percentage back as units of 10^-places. */
static unsigned __int128 read_back(const char *text, unsigned __int128 *unit)
{
	unsigned __int128 value = 0;
	bool after = false;
	*unit = 1;
	for (; (*text >= '0' && *text <= '9') || *text == '.'; text++) {
		if (*text == '.') {
			after = true;
			continue;
		}
		value = value * 10 + (unsigned)(*text - '0');
		if (after)
			*unit *= 10;
	}
	return value;
}

static enum status judge_text(const char *text, const struct level *l)
{
	unsigned __int128 unit, value = read_back(text, &unit) * 1000000;
	if (value >= (unsigned __int128)l->target.micro * unit)
		return STATUS_GREEN;
	return value >= (unsigned __int128)l->minimum.micro * unit ? STATUS_AMBER : STATUS_RED;
}

static void every_small_fraction(void **state)
{
	(void)state;
	const struct level levels[] = { level_of("99", "96"),          level_of("99.5", "98"),
					level_of("100", "85"),         level_of("90", "80"),
					level_of("33.333333", "33.3"), level_of("66.666667", "0") };
	struct arena arena;
	arena_init(&arena);
	for (uint64_t total = 1; total <= 130; total++)
		for (uint64_t good = 0; good <= total; good++)
			for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
				const struct level *l = &levels[k];
				struct level_text text;
				number_level_of(good, total, l, (int)(good % 4), &arena, &text);
				/* The verdict by plain integers: both sides are small here. */
				uint64_t scaled = good * 100000000;
				enum status expected =
					scaled >= total * (uint64_t)l->target.micro    ? STATUS_GREEN
					: scaled >= total * (uint64_t)l->minimum.micro ? STATUS_AMBER
										       : STATUS_RED;
				assert_int_equal(text.status, expected);
				assert_int_equal(judge_text(text.exact, l), expected);
				assert_int_equal(judge_text(text.display, l), expected);
				/* Six places, half up, where no more were needed. */
				unsigned __int128 unit, value = read_back(text.exact, &unit);
				if (unit == 1000000)
					assert_true(value == (2 * scaled + total) / (2 * total));
				arena_reset(&arena);
			}
	arena_done(&arena);
}

static void means_have_large_denominators(void **state)
{
	(void)state;
	/* A mean of levels whose denominators share nothing may miss its bound by very little. */
	struct arena arena;
	struct level l = level_of("50", "0");
	struct level_text text;
	mpq_t fraction;
	arena_init(&arena);
	mpq_init(fraction);
	mpz_ui_pow_ui(mpq_denref(fraction), 10, 90);
	mpz_set(mpq_numref(fraction), mpq_denref(fraction));
	mpz_fdiv_q_2exp(mpq_numref(fraction), mpq_numref(fraction), 1);
	mpz_sub_ui(mpq_numref(fraction), mpq_numref(fraction), 1);
	mpq_canonicalize(fraction);
	number_level(fraction, &l, 2, &arena, &text);
	assert_int_equal(text.status, STATUS_AMBER);
	assert_memory_equal(text.exact, "49.9999", 7);
	assert_string_equal(text.exact + strlen(text.exact) - 2, "99");
	assert_int_equal(strlen(text.exact), 3 + 88); /* 50 - 10^-88 */
	mpq_clear(fraction);
	arena_done(&arena);
}

static void gap_is(uint64_t good, uint64_t total, const char *bound, const char *expected)
{
	struct arena arena;
	struct level l = level_of(bound, "0");
	mpq_t fraction;
	arena_init(&arena);
	mpq_init(fraction);
	number_set_u64(fraction, good, total);
	assert_string_equal(number_gap(fraction, l.target, &arena), expected);
	mpq_clear(fraction);
	arena_done(&arena);
}

static void gaps_are_signed(void **state)
{
	(void)state;
	gap_is(95583, 100000, "99", "-3.417");
	gap_is(100, 100, "99", "+1.000");
	gap_is(99, 100, "99", "0.000");
	gap_is(9899995, 10000000, "99", "-0.0001"); /* more places rather than zero; half away */
	gap_is(990001, 1000000, "99", "+0.0001");
	gap_is(989999999, 1000000000, "99", "-0.0000001");
	gap_is(989995, 1000000, "99", "-0.001"); /* half away from zero */
	gap_is(990005, 1000000, "99", "+0.001");
	gap_is(0, 1, "100", "-100.000");
}

static void events_short_is_the_smallest(void **state)
{
	(void)state;
	struct level l = level_of("99.5", "0");
	for (uint64_t total = 1; total <= 400; total++)
		for (uint64_t good = 0; good <= total; good++) {
			uint64_t k = number_events_short(good, total, l.target);
			assert_true(good + k <= total);
			assert_int_equal(number_judge(good + k, total, &l), STATUS_GREEN);
			if (k)
				assert_int_equal(number_judge(good + k - 1, total, &l), STATUS_AMBER);
		}
}

/* Marks on charts and cells of a workbook: the number nearest to the level, so that one on its target is on it. */
static void doubles_are_nearest(void **state)
{
	struct arena arena;
	struct level_text text;
	mpq_t one;

	(void)state;
	arena_init(&arena);
	for (uint64_t total = 1000; total <= 10000; total *= 10) {
		for (uint64_t good = 0; good <= total; good++) {
			number_level_of(good, total, NULL, 2, &arena, &text);
			assert_true(!(text.value < (double)good / (double)(total / 100)) &&
				    !(text.value > (double)good / (double)(total / 100)));
		}
	}
	mpq_init(one);
	number_set_u64(one, 1, 3);
	assert_true(!(number_double(one) < 1.0 / 3) && !(number_double(one) > 1.0 / 3));
	mpq_set_si(one, -2, 3);
	assert_true(!(number_double(one) < -2.0 / 3) && !(number_double(one) > -2.0 / 3));
	mpq_clear(one);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_grouped),       cmocka_unit_test(counts_are_parsed),
		cmocka_unit_test(percentages_are_parsed),   cmocka_unit_test(verdicts_at_the_edge),
		cmocka_unit_test(verdicts_of_large_counts), cmocka_unit_test(texts_never_contradict),
		cmocka_unit_test(every_small_fraction),     cmocka_unit_test(means_have_large_denominators),
		cmocka_unit_test(doubles_are_nearest),
		cmocka_unit_test(gaps_are_signed),          cmocka_unit_test(events_short_is_the_smallest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
