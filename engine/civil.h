/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * civil.h - instants, UK civil time, months and durations.
 *
 * An instant is int64 nanoseconds since 1970-01-01T00:00:00Z (good from 1677 to 2262), so that a
 * limit met to the nanosecond is decided exactly.  UK time is computed here by the rule in force
 * since 1996 (summer time from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last
 * Sunday of October), so that no TZ, locale or tz database can change a figure.
 */
#ifndef ENGINE_CIVIL_H
#define ENGINE_CIVIL_H

#include "engine/error.h"
#include "engine/text.h"

#define NS_PER_US      INT64_C(1000)
#define NS_PER_MS      INT64_C(1000000)
#define NS_PER_S       INT64_C(1000000000)
#define NS_PER_MINUTE  (60 * NS_PER_S)
#define NS_PER_HOUR    (3600 * NS_PER_S)
#define NS_PER_DAY     (86400 * NS_PER_S)
#define CIVIL_MAX_DAYS 31

struct month { /* a calendar month; ordered by year, then month */
	int16_t year;
	int8_t month; /* 1 to 12; 0 = none */
};

/* A Performance Measurement Period: one calendar month in UK civil time. */
struct period {
	struct month month;
	int n_days;
	int64_t day_start[CIVIL_MAX_DAYS + 1]; /* instants of the UK midnights; [n_days] ends the month */
	int64_t from, to;                      /* instants: from <= t < to */
	int64_t n_minutes;                     /* 44 700 in October 2019, 44 580 in March 2019 */
};

bool month_parse(struct text t, struct month *out) MUST_USE; /* exactly "2019-10", years 1996 to 2199 */
int month_index(struct month m);                             /* months since 0000-01: for arithmetic */
struct month month_add(struct month m, int n_months);
struct month month_of_index(int index); /* the other way */
int month_compare(struct month a, struct month b);
char *month_format(struct month m, char text[8]); /* "2019-10" */
const char *month_name(int month);                /* "October" */

void period_init(struct period *p, struct month m);
/* UK calendar day of an instant within the period: 0 to n_days-1, or -1 outside. */
int period_day(const struct period *p, int64_t instant);

/* Days since 1970-01-01 of a proleptic Gregorian date, years 0 to 9999; false for a date that does not
 * exist. */
bool civil_days(int year, int month, int day, int64_t *days) MUST_USE;
void civil_date(int64_t days, int *year, int *month, int *day);
struct month civil_month(int64_t days);
/* Exactly "2019-10-03", a date that exists: days since 1970-01-01. */
bool civil_parse_date(struct text t, int64_t *days) MUST_USE;
/* Offset of UK civil time from UTC at an instant: 0 or NS_PER_HOUR. */
int64_t civil_uk_offset(int64_t instant);
/* The instant of the UK midnight that begins a calendar day (days since 1970-01-01 of its date). */
int64_t civil_uk_midnight(int64_t days);
/* The UK midnight that ends the UK calendar day of an instant. */
int64_t civil_uk_day_end(int64_t instant);

/* How a timestamp without an offset is read. */
enum zone_kind { ZONE_FIXED, ZONE_LONDON };
struct zone {
	enum zone_kind kind;
	int64_t offset; /* ns ahead of UTC, for ZONE_FIXED */
};
bool zone_parse(struct text t, struct zone *out) MUST_USE; /* "UTC", "Z", "Europe/London", "+01:00" */

enum stamp_status {
	STAMP_OK,
	STAMP_FORM,      /* not a timestamp of the expected form */
	STAMP_DATE,      /* a date or time that does not exist (29 February 2019, 24:00:00) */
	STAMP_PRECISION, /* more than nine digits of fraction */
	STAMP_GAP,       /* a local time skipped when clocks went forward */
	STAMP_AMBIGUOUS, /* a local time that happened twice, without an offset */
	STAMP_RANGE,     /* outside what is representable, or London local time before 1996 */
};
/* Parses `2019-10-03T14:05:06[.fraction][Z|+01:00|+0100]`, a space allowed for T; without an offset the
 * time is in `zone`.  `:60` is the last instant of its minute (59.999999999).  `format` is NULL or a
 * mapping's timestamp format (see stamp_format_valid).  *out is set only on STAMP_OK. */
enum stamp_status stamp_parse(struct text t, const char *format, struct zone zone, int64_t *out);
/* A mapping's timestamp format: literal characters and %Y %m %d %H %M %S %f (optional fraction with
 * its point) %z (optional offset) %%.  True when it names year, month, day, hour and minute once each and
 * the others at most once, and %f only after %S.  %Y takes four digits; the others two, or one where no other
 * number touches it. */
bool stamp_format_valid(const char *format);
const char *stamp_status_text(enum stamp_status status); /* "is not a timestamp (expected ...)" */
/* "2019-10-03T14:05:06Z", with as many fraction digits as needed (0, 3, 6 or 9). */
char *stamp_format(int64_t instant, char text[40]);

/* Durations as the catalogue writes them: "5 s", "90 s", "2 h", "5 days", "30 min", "25 ms"; > 0. */
bool duration_parse(struct text t, int64_t *ns) MUST_USE;

#endif
