/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/civil.h"
#include "tests/unit/random.h"

#include <stdio.h>
#include <string.h>

static const struct zone UTC = { ZONE_FIXED, 0 };
static const struct zone LONDON = { ZONE_LONDON, 0 };

static void reads(const char *text, struct zone zone, const char *expected)
{
	int64_t t = 0;
	char shown[40];
	enum stamp_status status = stamp_parse(text_of(text), NULL, zone, &t);
	if (status != STAMP_OK)
		fail_msg("%s %s", text, stamp_status_text(status));
	assert_string_equal(stamp_format(t, shown), expected);
}

static void refuses(const char *text, struct zone zone, enum stamp_status expected)
{
	int64_t t = 12345;
	enum stamp_status status = stamp_parse(text_of(text), NULL, zone, &t);
	if (status != expected)
		fail_msg("%s: %s", text, stamp_status_text(status));
	assert_int_equal(t, 12345); /* untouched */
}

static void the_contract_forms(void **state)
{
	(void)state;
	int64_t t;
	assert_int_equal(stamp_parse(TEXT("1970-01-01T00:00:00Z"), NULL, UTC, &t), STAMP_OK);
	assert_int_equal(t, 0);
	assert_int_equal(stamp_parse(TEXT("2019-10-03T14:05:06Z"), NULL, UTC, &t), STAMP_OK);
	assert_int_equal(t, INT64_C(1570111506) * NS_PER_S);
	reads("2019-10-03T14:05:06Z", UTC, "2019-10-03T14:05:06Z");
	reads("2019-10-03 14:05:06Z", UTC, "2019-10-03T14:05:06Z");
	reads("2019-10-03T14:05:06", UTC, "2019-10-03T14:05:06Z");
	reads("2019-10-03T14:05:06+01:00", UTC, "2019-10-03T13:05:06Z");
	reads("2019-10-03T14:05:06+0100", UTC, "2019-10-03T13:05:06Z");
	reads("2019-10-03T14:05:06-05:30", UTC, "2019-10-03T19:35:06Z");
	reads("2019-10-03T00:05:06.25+14:00", UTC, "2019-10-02T10:05:06.250Z");
	reads("2019-12-31T23:59:59-14:00", UTC, "2020-01-01T13:59:59Z");
	reads("2020-02-29T00:00:00Z", UTC, "2020-02-29T00:00:00Z");
	reads("1969-12-31T23:59:59.999999999Z", UTC, "1969-12-31T23:59:59.999999999Z");
}

static void fractions_to_the_nanosecond(void **state)
{
	(void)state;
	reads("2019-10-03T14:05:06.1Z", UTC, "2019-10-03T14:05:06.100Z");
	reads("2019-10-03T14:05:06.000Z", UTC, "2019-10-03T14:05:06Z");
	reads("2019-10-03T14:05:06.12345Z", UTC, "2019-10-03T14:05:06.123450Z");
	reads("2019-10-03T14:05:06.123456789Z", UTC, "2019-10-03T14:05:06.123456789Z");
	reads("2019-10-03T14:05:06.000000001+01:00", UTC, "2019-10-03T13:05:06.000000001Z");
	refuses("2019-10-03T14:05:06.1234567890Z", UTC, STAMP_PRECISION);
	refuses("2019-10-03T14:05:06.0000000000", UTC, STAMP_PRECISION);
	refuses("2019-10-03 14:05:06.0000000001+01:00", UTC, STAMP_PRECISION);
	refuses("2019-10-03T14:05:06.Z", UTC, STAMP_FORM);
	refuses("2019-10-03T14:05:06,5Z", UTC, STAMP_FORM);
	refuses("2019-10-03T14:05:06.5 Z", UTC, STAMP_FORM);
}

static void what_is_no_timestamp(void **state)
{
	(void)state;
	static const char *const WRONG[] = {
		"",
		"2019",
		"43741",
		"43741.5",
		"2019-10-03",
		"2019-10-03T14:05",
		"2019-10-03T14:05Z",
		"2019-10-03t14:05:06Z",
		"2019-10-03T14:05:06z",
		"19-10-03T14:05:06Z",
		"2019-1-03T14:05:06Z",
		"2019-10-3T14:05:06Z",
		"2019-10-03T4:05:06Z",
		"2019/10/03T14:05:06Z",
		"03/10/2019 14:05:06",
		"2019-10-03  14:05:06Z",
		" 2019-10-03T14:05:06Z",
		"2019-10-03T14:05:06Z ",
		"2019-10-03T14:05:06 Z",
		"2019-10-03T14:05:06ZZ",
		"2019-10-03T14:05:06+1:00",
		"2019-10-03T14:05:06+01",
		"2019-10-03T14:05:06+01:0",
		"2019-10-03T14:05:06+01:60",
		"2019-10-03T14:05:06+14:01",
		"2019-10-03T14:05:06-15:00",
		"2019-10-03T14:05:06\xE2\x88\x92"
		"01:00",
		"2019-10-03T14:05:06UTC",
		"+2019-10-03T14:05:06Z",
		"-019-10-03T14:05:06Z",
		"2O19-10-03T14:05:06Z",
		"\xEF\xBC\x92\xEF\xBC\x90"
		"19-10-03T14:05:06Z",
		"2019-10-03T14:05:6 Z",
		"2019-10-03T14:05:0xZ",
	};
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		refuses(WRONG[i], UTC, STAMP_FORM);
	int64_t t;
	assert_int_equal(stamp_parse(TEXT("2019-10-03T14:05:06Z\0"), NULL, UTC, &t), STAMP_FORM);
	assert_int_equal(stamp_parse(TEXT("2019-10-03T14:05:\0"
					  "6Z"),
				     NULL, UTC, &t),
			 STAMP_FORM);
	assert_int_equal(stamp_parse((struct text){ NULL, 0 }, NULL, UTC, &t), STAMP_FORM);
}

static void times_that_do_not_exist(void **state)
{
	(void)state;
	static const char *const WRONG[] = { "2019-02-29T00:00:00Z", "2019-10-03T24:00:00Z",
					     "2019-10-03T25:00:00Z", "2019-10-03T14:60:00Z",
					     "2019-10-03T14:05:61Z", "2019-13-03T14:05:06Z",
					     "2019-00-03T14:05:06Z", "2019-10-00T14:05:06Z",
					     "2019-10-32T14:05:06Z", "2019-11-31T14:05:06Z",
					     "2019-10-03 24:00:00",  "2100-02-29T00:00:00+01:00" };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		refuses(WRONG[i], UTC, STAMP_DATE);
}

static void a_leap_second_ends_its_minute(void **state)
{
	(void)state;
	reads("2016-12-31T23:59:60Z", UTC, "2016-12-31T23:59:59.999999999Z");
	reads("2016-12-31T23:59:60.5Z", UTC, "2016-12-31T23:59:59.999999999Z");
	reads("2019-10-03T14:05:60Z", UTC, "2019-10-03T14:05:59.999999999Z");
	reads("2017-01-01T00:59:60+01:00", UTC, "2016-12-31T23:59:59.999999999Z");
	refuses("2016-12-31T23:59:60.0000000000Z", UTC, STAMP_PRECISION);
}

static void the_range(void **state)
{
	(void)state;
	reads("1678-01-01T00:00:00+14:00", UTC, "1677-12-31T10:00:00Z");
	reads("2261-12-31T23:59:60-14:00", UTC, "2262-01-01T13:59:59.999999999Z");
	refuses("1677-12-31T23:59:59Z", UTC, STAMP_RANGE);
	refuses("2262-01-01T00:00:00Z", UTC, STAMP_RANGE);
	refuses("0000-01-01T00:00:00Z", UTC, STAMP_RANGE);
	refuses("9999-12-31T23:59:59Z", UTC, STAMP_RANGE);
}

static void london_time(void **state)
{
	(void)state;
	reads("2019-10-03T14:05:06", LONDON, "2019-10-03T13:05:06Z");
	reads("2019-11-03T14:05:06", LONDON, "2019-11-03T14:05:06Z");
	reads("2019-10-03T14:05:06Z", LONDON, "2019-10-03T14:05:06Z"); /* its own offset stands */
	reads("2019-10-01T00:00:00", LONDON, "2019-09-30T23:00:00Z");
	/* 31 March 2019: 01:00 to 02:00 were skipped. */
	reads("2019-03-31T00:59:59.999999999", LONDON, "2019-03-31T00:59:59.999999999Z");
	refuses("2019-03-31T01:00:00", LONDON, STAMP_GAP);
	refuses("2019-03-31T01:59:60", LONDON, STAMP_GAP);
	reads("2019-03-31T02:00:00", LONDON, "2019-03-31T01:00:00Z");
	reads("2019-03-31T01:30:00+00:00", LONDON, "2019-03-31T01:30:00Z");
	/* 27 October 2019: 01:00 to 02:00 happened twice. */
	reads("2019-10-27T00:59:59.999", LONDON, "2019-10-26T23:59:59.999Z");
	refuses("2019-10-27T01:00:00", LONDON, STAMP_AMBIGUOUS);
	refuses("2019-10-27T01:59:59.999999999", LONDON, STAMP_AMBIGUOUS);
	reads("2019-10-27T02:00:00", LONDON, "2019-10-27T02:00:00Z");
	reads("2019-10-27T01:30:00+01:00", LONDON, "2019-10-27T00:30:00Z");
	reads("2019-10-27T01:30:00+00:00", LONDON, "2019-10-27T01:30:00Z");
	refuses("1995-12-31T12:00:00", LONDON, STAMP_RANGE);
	reads("1995-12-31T12:00:00Z", LONDON, "1995-12-31T12:00:00Z");
	reads("1996-01-01T00:00:00", LONDON, "1996-01-01T00:00:00Z");
}

static void london_time_every_half_hour(void **state)
{
	(void)state;
	/* Each instant of some years, written as London time, is read back, but for the doubled hour. */
	int n_ambiguous = 0;
	int64_t from = INT64_C(1546300800) * NS_PER_S; /* 2019-01-01 */
	for (int64_t t = from; t < from + 3 * 366 * NS_PER_DAY; t += NS_PER_HOUR / 2) {
		char text[40];
		int64_t back = 0;
		stamp_format(t + civil_uk_offset(t), text);
		struct text local = { text, strlen(text) - 1 };
		enum stamp_status status = stamp_parse(local, NULL, LONDON, &back);
		if (status == STAMP_AMBIGUOUS)
			n_ambiguous++;
		else if (status != STAMP_OK || back != t)
			fail_msg("%s", text);
	}
	assert_int_equal(n_ambiguous, 3 * 4);
}

static void zones(void **state)
{
	(void)state;
	struct zone zone;
	assert_true(zone_parse(TEXT("UTC"), &zone) && zone.kind == ZONE_FIXED && zone.offset == 0);
	assert_true(zone_parse(TEXT("Z"), &zone) && zone.kind == ZONE_FIXED && zone.offset == 0);
	assert_true(zone_parse(TEXT("Europe/London"), &zone) && zone.kind == ZONE_LONDON);
	assert_true(zone_parse(TEXT("-03:30"), &zone) && zone.kind == ZONE_FIXED);
	assert_int_equal(zone.offset, -7 * NS_PER_HOUR / 2);
	reads("2019-10-03T14:05:06", zone, "2019-10-03T17:35:06Z");
	static const char *const WRONG[] = { "",   "utc",    "GMT",     "BST",   "Europe/Paris",
					     "+1", "+15:00", "+01:00x", "London" };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		if (zone_parse(text_of(WRONG[i]), &zone))
			fail_msg("%s", WRONG[i]);
}

static void formats(void **state)
{
	(void)state;
	static const char *const VALID[] = { "%d/%m/%Y %H:%M", "%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%S%f%z",
					     "%d.%m.%Y %H:%M:%S%f", "%H:%M %d %m %Y %%" };
	for (size_t i = 0; i < sizeof VALID / sizeof *VALID; i++)
		assert_true(stamp_format_valid(VALID[i]));
	static const char *const WRONG[] = { "",
					     "%Y-%m-%d",
					     "%Y-%m-%d %H",
					     "%y-%m-%d %H:%M",
					     "%Y-%m-%d %H:%M%",
					     "%Y-%m-%d %H:%M %Y",
					     "%d/%m/%Y %I:%M %p",
					     "%Y-%m-%d %H:%M%f",
					     "%Y-%m-%d %H:%M:%S %f",
					     "%Y-%m-%d %H:%M:%S%z%z" };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		if (stamp_format_valid(WRONG[i]))
			fail_msg("%s", WRONG[i]);
}

static void by_format(const char *text, const char *format, struct zone zone, enum stamp_status expected,
		      const char *shown)
{
	int64_t t = 0;
	char back[40];
	assert_true(stamp_format_valid(format));
	enum stamp_status status = stamp_parse(text_of(text), format, zone, &t);
	if (status != expected)
		fail_msg("%s by %s %s", text, format, stamp_status_text(status));
	if (status == STAMP_OK)
		assert_string_equal(stamp_format(t, back), shown);
}

static void a_providers_format(void **state)
{
	(void)state;
	const char *slashes = "%d/%m/%Y %H:%M", *packed = "%Y%m%d%H%M%S", *full = "%d.%m.%Y %H:%M:%S%f%z";
	by_format("03/10/2019 14:05", slashes, UTC, STAMP_OK, "2019-10-03T14:05:00Z");
	by_format("3/1/2019 4:05", slashes, UTC, STAMP_OK, "2019-01-03T04:05:00Z");
	by_format("3/1/2019 4:05", slashes, LONDON, STAMP_OK, "2019-01-03T04:05:00Z");
	by_format("27/10/2019 01:30", slashes, LONDON, STAMP_AMBIGUOUS, NULL);
	by_format("31/03/2019 01:30", slashes, LONDON, STAMP_GAP, NULL);
	by_format("10/13/2019 14:05", slashes, UTC, STAMP_DATE, NULL);
	by_format("03/10/19 14:05", slashes, UTC, STAMP_FORM, NULL);
	by_format("03/10/2019 14:05:06", slashes, UTC, STAMP_FORM, NULL);
	by_format("003/10/2019 14:05", slashes, UTC, STAMP_FORM, NULL);
	by_format("03/10/2019 14:05Z", slashes, UTC, STAMP_FORM, NULL);
	by_format("20191003140506", packed, UTC, STAMP_OK, "2019-10-03T14:05:06Z");
	by_format("2019103140506", packed, UTC, STAMP_FORM, NULL); /* which number is short? */
	by_format("2019100314056", packed, UTC, STAMP_FORM, NULL);
	by_format("3.10.2019 14:05:06.5+01:00", full, UTC, STAMP_OK, "2019-10-03T13:05:06.500Z");
	by_format("3.10.2019 14:05:06", full, UTC, STAMP_OK, "2019-10-03T14:05:06Z");
	by_format("3.10.2019 14:05:60", full, UTC, STAMP_OK, "2019-10-03T14:05:59.999999999Z");
	by_format("3.10.2019 14:05:06.1234567890", full, UTC, STAMP_PRECISION, NULL);
	by_format("100% 2019-10-03 14:05", "100%% %Y-%m-%d %H:%M", UTC, STAMP_OK, "2019-10-03T14:05:00Z");
	by_format("12019-10-3 14:05", "1%Y-%m-%d %H:%M", UTC, STAMP_OK, "2019-10-03T14:05:00Z");
}

/* The contract's form, read one character after another; no zone but UTC. */
static enum stamp_status reference(const char *s, size_t n, int64_t *out)
{
	static const char SHAPE[] = "dddd-dd-ddTdd:dd:dd";
	int number[6] = { 0 }, which = 0;
	size_t i = 0;
	for (; SHAPE[i]; i++) {
		if (i >= n)
			return STAMP_FORM;
		if (SHAPE[i] == 'd') {
			if (s[i] < '0' || s[i] > '9')
				return STAMP_FORM;
			number[which] = number[which] * 10 + s[i] - '0';
		} else {
			if (s[i] != SHAPE[i] && !(SHAPE[i] == 'T' && s[i] == ' '))
				return STAMP_FORM;
			which++;
		}
	}
	int64_t fraction = 0, days;
	if (i < n && s[i] == '.') {
		int places = 0;
		for (i++; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
			if (++places > 9)
				return STAMP_PRECISION;
			fraction = fraction * 10 + s[i] - '0';
		}
		if (!places)
			return STAMP_FORM;
		for (; places < 9; places++)
			fraction *= 10;
	}
	int64_t ahead = 0;
	if (i < n && s[i] == 'Z') {
		i++;
	} else if (i < n && (s[i] == '+' || s[i] == '-')) {
		char digits[5] = { 0 };
		int sign = s[i++] == '+' ? 1 : -1, k = 0;
		while (i < n && k < 4) {
			if (k == 2 && s[i] == ':' && s[i - 1] != ':')
				i++;
			if (i >= n || s[i] < '0' || s[i] > '9')
				return STAMP_FORM;
			digits[k++] = s[i++];
		}
		int hours = (digits[0] - '0') * 10 + digits[1] - '0',
		    minutes = (digits[2] - '0') * 10 + digits[3] - '0';
		if (k < 4 || minutes > 59 || hours * 60 + minutes > 840)
			return STAMP_FORM;
		ahead = sign * (hours * 60 + minutes) * NS_PER_MINUTE;
	}
	if (i != n)
		return STAMP_FORM;
	if (!civil_days(number[0], number[1], number[2], &days) || number[3] > 23 || number[4] > 59 ||
	    number[5] > 60)
		return STAMP_DATE;
	if (number[0] < 1678 || number[0] > 2261)
		return STAMP_RANGE;
	if (number[5] == 60) {
		number[5] = 59;
		fraction = 999999999;
	}
	*out = (days * 86400 + number[3] * 3600 + number[4] * 60 + number[5]) * NS_PER_S + fraction - ahead;
	return STAMP_OK;
}

static void the_fast_way_and_the_slow_way_agree(void **state)
{
	(void)state;
	static const char *const FORMS[] = { "2019-10-03T14:05:06Z",           "2019-10-03T14:05:06.123Z",
					     "2019-10-03 14:05:06.123456",     "2019-10-03T14:05:06+01:00",
					     "2019-02-28T23:59:60.999999999Z", "2019-10-03T14:05:06-1030" };
	static const char LIKELY[] = "0123456789-:T .Z+/;JU ";
	uint64_t random = 4;
	int n_ok = 0;
	for (int round = 0; round < 400000; round++) {
		char s[48];
		const char *form = FORMS[next_random(&random) % 6];
		size_t n = strlen(form);
		memcpy(s, form, n);
		for (int changes = (int)(next_random(&random) % 4); changes > 0; changes--) {
			uint64_t r = next_random(&random);
			size_t at = r / 16 % n;
			if (r % 16 == 0) {
				n = at > 0 ? at : n; /* cut */
			} else if (r % 16 == 1 && n < 40) {
				memmove(s + at + 1, s + at, n - at);
				n++;
			} else if (r % 16 == 2) {
				s[at] = (char)(r >> 40);
			} else if (s[at] >= '0' && s[at] <= '9' && r % 16 < 11) {
				s[at] = (char)('0' + (r >> 32) % 10);
			} else {
				s[at] = LIKELY[(r >> 32) % (sizeof LIKELY - 1)];
			}
		}
		int64_t a = 1, b = 1;
		/* On the heap at its exact size, so that reading past the end shows. */
		char *exact = memory_alloc(n);
		memcpy(exact, s, n);
		enum stamp_status found = stamp_parse((struct text){ exact, n }, NULL, UTC, &a);
		memory_free(exact);
		enum stamp_status expected = reference(s, n, &b);
		/* Too many digits and a fault behind them: either may be named. */
		if (found != expected && !(found == STAMP_PRECISION || expected == STAMP_PRECISION))
			fail_msg("%.*s: %d, expected %d", (int)n, s, found, expected);
		if (a != b)
			fail_msg("%.*s: %lld, expected %lld", (int)n, s, (long long)a, (long long)b);
		n_ok += found == STAMP_OK;
	}
	assert_true(n_ok > 50000);
}

static void instants_are_printed_and_read_back(void **state)
{
	(void)state;
	uint64_t random = 5;
	for (int round = 0; round < 100000; round++) {
		int64_t t = (int64_t)next_random(&random) / 100 * 98, back = 0;
		if (round % 3 == 0)
			t -= t % NS_PER_S;
		char text[40];
		assert_int_equal(stamp_parse(text_of(stamp_format(t, text)), NULL, UTC, &back), STAMP_OK);
		assert_int_equal(back, t);
	}
}

static void durations(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t ns;
	} RIGHT[] = { { "5 s", 5 * NS_PER_S },        { "90 s", 90 * NS_PER_S },
		      { "2 h", 2 * NS_PER_HOUR },     { "22 h", 22 * NS_PER_HOUR },
		      { "5 days", 5 * NS_PER_DAY },   { "1 day", NS_PER_DAY },
		      { "90 days", 90 * NS_PER_DAY }, { "30 min", 30 * NS_PER_MINUTE },
		      { "25 ms", 25 * NS_PER_MS } };
	int64_t ns = -1;
	for (size_t i = 0; i < sizeof RIGHT / sizeof *RIGHT; i++) {
		assert_true(duration_parse(text_of(RIGHT[i].text), &ns));
		assert_int_equal(ns, RIGHT[i].ns);
	}
	ns = -1;
	static const char *const WRONG[] = { "",     "5",       "s",     "0 s",          "-5 s",
					     "5  s", "5 sec",   "5 S",   "5.5 h",        " 5 s",
					     "5 s ", "5 weeks", "1e3 s", "9999999999 s", "999999999 days" };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		if (duration_parse(text_of(WRONG[i]), &ns))
			fail_msg("%s", WRONG[i]);
	assert_int_equal(ns, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_contract_forms),
		cmocka_unit_test(fractions_to_the_nanosecond),
		cmocka_unit_test(what_is_no_timestamp),
		cmocka_unit_test(times_that_do_not_exist),
		cmocka_unit_test(a_leap_second_ends_its_minute),
		cmocka_unit_test(the_range),
		cmocka_unit_test(london_time),
		cmocka_unit_test(london_time_every_half_hour),
		cmocka_unit_test(zones),
		cmocka_unit_test(formats),
		cmocka_unit_test(a_providers_format),
		cmocka_unit_test(the_fast_way_and_the_slow_way_agree),
		cmocka_unit_test(instants_are_printed_and_read_back),
		cmocka_unit_test(durations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
