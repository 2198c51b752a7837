/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/civil.h"

#include <assert.h>
#include <stdio.h>

static const int8_t MONTH_DAYS[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
	return MONTH_DAYS[month] + (month == 2 && is_leap(year));
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days since 1970-01-01 of a year from 0 to 9999.  The year is counted from March, so that the leap
 * day comes last, and from 400 years earlier, so that everything is positive. */
static int64_t days_from_date(int year, int month, int day)
{
	uint32_t y = (uint32_t)(year + 400 - (month <= 2));
	uint32_t day_of_year = (153 * (uint32_t)(month + (month > 2 ? -3 : 9)) + 2) / 5 + (uint32_t)day - 1;
	return (int64_t)(y * 365 + y / 4 - y / 100 + y / 400 + day_of_year) - 719468 - 146097;
}

bool civil_days(int year, int month, int day, int64_t *days)
{
	if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	if (day > MONTH_DAYS[month] && !(day == 29 && month == 2 && is_leap(year)))
		return false;
	*days = days_from_date(year, month, day);
	return true;
}

void civil_date(int64_t days, int *year, int *month, int *day)
{
	days += 719468;
	int64_t era = floor_div(days, 146097);
	int64_t day_of_era = days - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	*day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
	*month = (int)(march_month + (march_month < 10 ? 3 : -9));
	*year = (int)(year_of_era + era * 400 + (*month <= 2));
}

struct month civil_month(int64_t days)
{
	int year, month, day;

	civil_date(days, &year, &month, &day);
	return (struct month){ (int16_t)year, (int8_t)month };
}

/* The digits t[from .. from+n), or -1. */
static int digits(struct text t, size_t from, size_t n)
{
	int value = 0;
	for (size_t i = from; i < from + n; i++) {
		if (t.data[i] < '0' || t.data[i] > '9')
			return -1;
		value = value * 10 + (t.data[i] - '0');
	}
	return value;
}

bool civil_parse_date(struct text t, int64_t *days)
{
	if (t.size != 10 || t.data[4] != '-' || t.data[7] != '-')
		return false;
	return civil_days(digits(t, 0, 4), digits(t, 5, 2), digits(t, 8, 2), days);
}

bool month_parse(struct text t, struct month *out)
{
	if (t.size != 7 || t.data[4] != '-')
		return false;
	int year = digits(t, 0, 4), month = digits(t, 5, 2);
	if (year < 1996 || year > 2199 || month < 1 || month > 12)
		return false;
	*out = (struct month){ (int16_t)year, (int8_t)month };
	return true;
}

int month_index(struct month m)
{
	return m.year * 12 + m.month - 1;
}

struct month month_of_index(int index)
{
	assert(index >= 0 && index < 10000 * 12);
	return (struct month){ (int16_t)(index / 12), (int8_t)(index % 12 + 1) };
}

struct month month_add(struct month m, int n_months)
{
	return month_of_index(month_index(m) + n_months);
}

int month_compare(struct month a, struct month b)
{
	return (month_index(a) > month_index(b)) - (month_index(a) < month_index(b));
}

char *month_format(struct month m, char text[8])
{
	assert(m.year >= 0 && m.year <= 9999 && m.month >= 0 && m.month <= 12);
	unsigned year = (unsigned)m.year % 10000, month = (unsigned)m.month % 100;
	snprintf(text, 8, "%04u-%02u", year, month);
	return text;
}

const char *month_name(int month)
{
	static const char *const NAMES[] = { "January",   "February", "March",    "April",
					     "May",       "June",     "July",     "August",
					     "September", "October",  "November", "December" };
	assert(month >= 1 && month <= 12);
	return NAMES[month - 1];
}

/* 01:00 UTC on the last Sunday of March or October: both have 31 days. */
static int64_t clock_change(int year, int month)
{
	int64_t last = days_from_date(year, month, 31);
	int64_t weekday = last + 4 - floor_div(last + 4, 7) * 7; /* 0 = Sunday: 1970-01-01 was a Thursday */
	return (last - weekday) * NS_PER_DAY + NS_PER_HOUR;
}

int64_t civil_uk_offset(int64_t instant)
{
	int year, month, day;
	civil_date(floor_div(instant, NS_PER_DAY), &year, &month, &day);
	if (month < 3 || month > 10)
		return 0;
	if (month == 3)
		return instant >= clock_change(year, 3) ? NS_PER_HOUR : 0;
	if (month == 10)
		return instant < clock_change(year, 10) ? NS_PER_HOUR : 0;
	return NS_PER_HOUR;
}

int64_t civil_uk_midnight(int64_t days)
{
	/* Clocks change at 01:00 UTC, so a UK midnight always exists and happens once. */
	int64_t summer = days * NS_PER_DAY - NS_PER_HOUR;
	return civil_uk_offset(summer) ? summer : summer + NS_PER_HOUR;
}

int64_t civil_uk_day_end(int64_t instant)
{
	return civil_uk_midnight(floor_div(instant + civil_uk_offset(instant), NS_PER_DAY) + 1);
}

void period_init(struct period *p, struct month m)
{
	assert(m.year >= 1996 && m.year <= 2199 && m.month >= 1 && m.month <= 12);
	*p = (struct period){ .month = m, .n_days = days_in_month(m.year, m.month) };
	int64_t first = days_from_date(m.year, m.month, 1);
	for (int d = 0; d <= p->n_days; d++)
		p->day_start[d] = civil_uk_midnight(first + d);
	p->from = p->day_start[0];
	p->to = p->day_start[p->n_days];
	p->n_minutes = (p->to - p->from) / NS_PER_MINUTE;
}

int period_day(const struct period *p, int64_t instant)
{
	if (instant < p->from || instant >= p->to)
		return -1;
	/* A day is 23 to 25 hours long, so the guess is at most one day out. */
	int d = (int)((instant - p->from) / NS_PER_DAY);
	if (d >= p->n_days)
		d = p->n_days - 1;
	while (instant < p->day_start[d])
		d--;
	while (instant >= p->day_start[d + 1])
		d++;
	return d;
}
