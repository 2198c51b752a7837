/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Civil time against a calendar that walks day by day, and against dates looked up elsewhere.
 */
#include "cmocka_all.h"
#include "engine/civil.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static int length(int year, int month)
{
	static const int LENGTHS[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return LENGTHS[month - 1] + (leap && month == 2);
}

static void every_day_of_six_centuries(void **state)
{
	(void)state;
	int64_t days;
	assert_true(civil_days(1970, 1, 1, &days) && days == 0);
	assert_true(civil_days(1678, 1, 1, &days));
	for (int year = 1678; year <= 2262; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= length(year, month); day++, days++) {
				int64_t found;
				int y, m, d;
				civil_date(days, &y, &m, &d);
				if (!civil_days(year, month, day, &found) || found != days || y != year ||
				    m != month || d != day)
					fail_msg("%d-%d-%d", year, month, day);
			}
	assert_true(civil_days(2000, 1, 1, &days) && days == 10957);
	assert_true(civil_days(2019, 10, 1, &days) && days == 18170);
}

static void dates_that_do_not_exist(void **state)
{
	(void)state;
	int64_t days = -7;
	static const int WRONG[][3] = { { 2019, 2, 29 }, { 2100, 2, 29 }, { 2019, 0, 1 },   { 2019, 13, 1 },
					{ 2019, 1, 0 },  { 2019, 4, 31 }, { 2019, 12, 32 }, { -1, 1, 1 },
					{ 10000, 1, 1 }, { 2019, -1, 5 }, { 2019, 5, -1 } };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		assert_false(civil_days(WRONG[i][0], WRONG[i][1], WRONG[i][2], &days));
	assert_int_equal(days, -7);
	assert_true(civil_days(2000, 2, 29, &days));
	assert_true(civil_days(2020, 2, 29, &days));
	assert_true(civil_parse_date(TEXT("2019-10-03"), &days) && days == 18172);
	static const char *const NOT_DATES[] = { "",           "2019-10-3",   "2019-10-32", "2019/10/03",
						 "19-10-03",   "2019-10-03 ", "2019-1O-03", "2019-02-29",
						 "+019-10-03", "2019-10--3" };
	for (size_t i = 0; i < sizeof NOT_DATES / sizeof *NOT_DATES; i++)
		if (civil_parse_date(text_of(NOT_DATES[i]), &days))
			fail_msg("%s", NOT_DATES[i]);
}

/* The last Sunday of a month, found by walking from a known Sunday. */
static int64_t last_sunday(int year, int month)
{
	int64_t first, sunday = 3; /* 1970-01-04 */
	assert_true(civil_days(year, month, 1, &first));
	while (sunday + 7 < first + length(year, month))
		sunday += 7;
	return sunday;
}

static void clocks_change_on_the_last_sundays(void **state)
{
	(void)state;
	for (int year = 1996; year <= 2199; year++) {
		int64_t forward = last_sunday(year, 3) * NS_PER_DAY + NS_PER_HOUR;
		int64_t back = last_sunday(year, 10) * NS_PER_DAY + NS_PER_HOUR;
		assert_int_equal(civil_uk_offset(forward - 1), 0);
		assert_int_equal(civil_uk_offset(forward), NS_PER_HOUR);
		assert_int_equal(civil_uk_offset(back - 1), NS_PER_HOUR);
		assert_int_equal(civil_uk_offset(back), 0);
		/* No other hour of the year differs. */
		for (int64_t t = forward - 80 * NS_PER_DAY; t < back + 60 * NS_PER_DAY; t += 7 * NS_PER_HOUR)
			if (civil_uk_offset(t) != (t >= forward && t < back ? NS_PER_HOUR : 0))
				fail_msg("%d: %lld", year, (long long)t);
	}
}

static void clock_changes_as_published(void **state)
{
	(void)state;
	static const int CHANGES[][3] = { /* year, day of March, day of October */
					  { 1996, 31, 27 }, { 2000, 26, 29 }, { 2018, 25, 28 },
					  { 2019, 31, 27 }, { 2020, 29, 25 }, { 2021, 28, 31 },
					  { 2022, 27, 30 }, { 2023, 26, 29 }, { 2024, 31, 27 },
					  { 2025, 30, 26 }, { 2026, 29, 25 }
	};
	for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
		int64_t march, october;
		assert_true(civil_days(CHANGES[i][0], 3, CHANGES[i][1], &march));
		assert_true(civil_days(CHANGES[i][0], 10, CHANGES[i][2], &october));
		assert_int_equal(civil_uk_offset(march * NS_PER_DAY + NS_PER_HOUR - 1), 0);
		assert_int_equal(civil_uk_offset(march * NS_PER_DAY + NS_PER_HOUR), NS_PER_HOUR);
		assert_int_equal(civil_uk_offset(october * NS_PER_DAY + NS_PER_HOUR - 1), NS_PER_HOUR);
		assert_int_equal(civil_uk_offset(october * NS_PER_DAY + NS_PER_HOUR), 0);
	}
}

static void months(void **state)
{
	(void)state;
	struct month m = { 7, 7 };
	char text[8];
	assert_true(month_parse(TEXT("2019-10"), &m));
	assert_int_equal(m.year, 2019);
	assert_int_equal(m.month, 10);
	assert_string_equal(month_format(m, text), "2019-10");
	assert_string_equal(month_name(m.month), "October");
	static const char *const WRONG[] = { "2019-13", "2019-00", "2019-1",  "2019-010",
					     "1995-12", "2200-01", "2019/10", " 2019-10",
					     "2019-1x", "",        "-019-10", "201910" };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		if (month_parse(text_of(WRONG[i]), &m))
			fail_msg("%s", WRONG[i]);
	assert_int_equal(m.year, 2019); /* untouched */
	assert_true(month_parse(TEXT("1996-01"), &m) && month_parse(TEXT("2199-12"), &m));
	for (int index = 1996 * 12; index < 2200 * 12; index++) {
		struct month a = month_of_index(index), b = month_add(a, 14);
		assert_int_equal(month_index(a), index);
		assert_int_equal(b.year * 12 + b.month, a.year * 12 + a.month + 14);
		assert_true(b.month >= 1 && b.month <= 12);
		assert_true(month_compare(a, b) < 0 && month_compare(b, a) > 0 && month_compare(a, a) == 0);
		assert_int_equal(month_index(month_add(b, -14)), index);
	}
}

static void minutes_of_months(void **state)
{
	(void)state;
	struct period p;
	period_init(&p, (struct month){ 2019, 10 });
	assert_int_equal(p.n_minutes, 44700);
	assert_int_equal(p.n_days, 31);
	assert_int_equal(p.from, INT64_C(1569884400) * NS_PER_S); /* 2019-09-30T23:00Z */
	assert_int_equal(p.to, INT64_C(1572566400) * NS_PER_S);   /* 2019-11-01T00:00Z */
	period_init(&p, (struct month){ 2019, 3 });
	assert_int_equal(p.n_minutes, 44580);
	period_init(&p, (struct month){ 2019, 11 });
	assert_int_equal(p.n_minutes, 43200);
	period_init(&p, (struct month){ 2020, 2 });
	assert_int_equal(p.n_minutes, 41760);
}

static void periods_cut_time_into_days(void **state)
{
	(void)state;
	int64_t end = 0;
	for (int index = 1996 * 12; index < 2200 * 12; index++) {
		struct period p;
		struct month m = month_of_index(index);
		period_init(&p, m);
		if (end)
			assert_int_equal(p.from, end); /* months touch */
		end = p.to;
		int n_short = 0, n_long = 0;
		for (int d = 0; d < p.n_days; d++) {
			int64_t hours = (p.day_start[d + 1] - p.day_start[d]) / NS_PER_HOUR;
			n_short += hours == 23;
			n_long += hours == 25;
			assert_true(hours >= 23 && hours <= 25);
			assert_int_equal(period_day(&p, p.day_start[d]), d);
			assert_int_equal(period_day(&p, p.day_start[d + 1] - 1), d);
			assert_int_equal(civil_uk_day_end(p.day_start[d]), p.day_start[d + 1]);
			assert_int_equal(civil_uk_day_end(p.day_start[d + 1] - 1), p.day_start[d + 1]);
			/* Midnight by the clock on the wall. */
			int64_t local = p.day_start[d] + civil_uk_offset(p.day_start[d]);
			assert_int_equal(local % NS_PER_DAY, 0);
		}
		assert_int_equal(n_short, m.month == 3);
		assert_int_equal(n_long, m.month == 10);
		assert_int_equal(period_day(&p, p.from - 1), -1);
		assert_int_equal(period_day(&p, p.to), -1);
		assert_int_equal(p.day_start[p.n_days], p.to);
	}
}

static void the_zone_variable_does_not_show(void **state)
{
	(void)state;
	struct period here, there;
	period_init(&here, (struct month){ 2019, 10 });
	setenv("TZ", "Pacific/Auckland", 1);
	tzset();
	period_init(&there, (struct month){ 2019, 10 });
	unsetenv("TZ");
	assert_memory_equal(&here, &there, sizeof here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_six_centuries),
		cmocka_unit_test(dates_that_do_not_exist),
		cmocka_unit_test(clocks_change_on_the_last_sundays),
		cmocka_unit_test(clock_changes_as_published),
		cmocka_unit_test(months),
		cmocka_unit_test(minutes_of_months),
		cmocka_unit_test(periods_cut_time_into_days),
		cmocka_unit_test(the_zone_variable_does_not_show),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
