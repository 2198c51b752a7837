/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/number.h"
#include "engine/result.h"

static void ordinals_in_words(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_string_equal(number_ordinal(1, &arena), "first");
	assert_string_equal(number_ordinal(12, &arena), "twelfth");
	assert_string_equal(number_ordinal(13, &arena), "13th");
	assert_string_equal(number_ordinal(21, &arena), "21st");
	assert_string_equal(number_ordinal(22, &arena), "22nd");
	assert_string_equal(number_ordinal(23, &arena), "23rd");
	assert_string_equal(number_ordinal(111, &arena), "111th");
	arena_done(&arena);
}

/* Amber in August, Green in September, Amber in October: October is no first month. */
static void a_streak_of_one_is_not_the_first(void **state)
{
	struct arena arena;
	struct cell c = { .months_below = 1, .below_since = { 2019, 10 } };

	(void)state;
	arena_init(&arena);
	assert_string_equal(cell_streak(&c, &arena), "below target for one month so far");
	c = (struct cell){ .months_below = 3, .below_since = { 2019, 6 }, .streak_blind = 2 };
	assert_string_equal(cell_streak(&c, &arena),
			    "below target for the third month in succession, since June 2019 (not counting 2 months without a verdict)");
	c.months_below = 0;
	assert_string_equal(cell_streak(&c, &arena), "");
	c.months_below = -1;
	assert_string_equal(cell_streak(&c, &arena), "");
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinals_in_words),
		cmocka_unit_test(a_streak_of_one_is_not_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
