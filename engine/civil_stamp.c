/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Timestamps and durations.  The contract's plain form is read eight bytes at a time, because every
 * row has several; anything else goes through the format interpreter.
 */
#include "engine/bytes.h"
#include "engine/civil.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Years whose every instant fits an int64 of nanoseconds, with any offset. */
#define FIRST_YEAR        1678
#define LAST_YEAR         2261
#define LONDON_FIRST_YEAR 1996

#define CONTRACT_FORMAT_T     "%Y-%m-%dT%H:%M:%S%f%z"
#define CONTRACT_FORMAT_SPACE "%Y-%m-%d %H:%M:%S%f%z"

struct fields {
	int year, month, day, hour, minute, second;
	int64_t fraction; /* ns */
	bool has_offset;
	int64_t offset; /* ns ahead of UTC */
};

/* The instant of fields whose numbers were read, or what is wrong with them. */
static enum stamp_status resolve(const struct fields *f, struct zone zone, int64_t *out)
{
	int64_t days;
	if (!civil_days(f->year, f->month, f->day, &days))
		return STAMP_DATE;
	if (f->hour > 23 || f->minute > 59 || f->second > 60)
		return STAMP_DATE;
	if (f->year < FIRST_YEAR || f->year > LAST_YEAR)
		return STAMP_RANGE;
	int64_t second = f->second, fraction = f->fraction;
	if (second == 60) { /* a leap second is the last instant of its minute */
		second = 59;
		fraction = NS_PER_S - 1;
	}
	int64_t local = days * NS_PER_DAY + f->hour * NS_PER_HOUR + f->minute * NS_PER_MINUTE +
			second * NS_PER_S + fraction;
	if (f->has_offset) {
		*out = local - f->offset;
		return STAMP_OK;
	}
	if (zone.kind == ZONE_FIXED) {
		*out = local - zone.offset;
		return STAMP_OK;
	}
	if (f->year < LONDON_FIRST_YEAR)
		return STAMP_RANGE;
	bool in_summer = civil_uk_offset(local - NS_PER_HOUR) != 0;
	bool in_winter = civil_uk_offset(local) == 0;
	if (in_summer && in_winter)
		return STAMP_AMBIGUOUS;
	if (!in_summer && !in_winter)
		return STAMP_GAP;
	*out = in_summer ? local - NS_PER_HOUR : local;
	return STAMP_OK;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes at least `least` and at most `most` digits off the front. */
static bool take_number(struct text *t, size_t least, size_t most, int *value)
{
	size_t n = 0;
	int number = 0;
	while (n < most && n < t->size && is_digit(t->data[n]))
		number = number * 10 + (t->data[n++] - '0');
	if (n < least)
		return false;
	*value = number;
	t->data += n;
	t->size -= n;
	return true;
}

/* An optional fraction with its point. */
static enum stamp_status take_fraction(struct text *t, int64_t *fraction)
{
	*fraction = 0;
	if (!t->size || t->data[0] != '.')
		return STAMP_OK;
	size_t n = 0;
	int64_t value = 0, unit = NS_PER_S;
	while (n + 1 < t->size && is_digit(t->data[n + 1])) {
		if (n == 9)
			return STAMP_PRECISION;
		value = value * 10 + (t->data[n + 1] - '0');
		unit /= 10;
		n++;
	}
	if (n == 0)
		return STAMP_FORM;
	*fraction = value * unit;
	t->data += n + 1;
	t->size -= n + 1;
	return STAMP_OK;
}

/* Z, +01:00 or +0100, at most 14 hours either way. */
static bool take_offset(struct text *t, int64_t *offset)
{
	if (t->size && t->data[0] == 'Z') {
		*offset = 0;
		t->data++;
		t->size--;
		return true;
	}
	if (t->size < 5 || (t->data[0] != '+' && t->data[0] != '-'))
		return false;
	bool behind = t->data[0] == '-';
	struct text rest = { t->data + 1, t->size - 1 };
	int hours, minutes;
	if (!take_number(&rest, 2, 2, &hours))
		return false;
	if (rest.size && rest.data[0] == ':') {
		rest.data++;
		rest.size--;
	}
	if (!take_number(&rest, 2, 2, &minutes) || minutes > 59 || hours * 60 + minutes > 14 * 60)
		return false;
	*offset = (hours * 60 + minutes) * (behind ? -NS_PER_MINUTE : NS_PER_MINUTE);
	*t = rest;
	return true;
}

static int *numeric_field(struct fields *f, char directive)
{
	switch (directive) {
	case 'Y':
		return &f->year;
	case 'm':
		return &f->month;
	case 'd':
		return &f->day;
	case 'H':
		return &f->hour;
	case 'M':
		return &f->minute;
	case 'S':
		return &f->second;
	default:
		return NULL;
	}
}

/* True when the format has a number (a directive or a literal digit) at `at`. */
static bool number_at(const char *at)
{
	return is_digit(at[0]) || (at[0] == '%' && at[1] && strchr("YmdHMS", at[1]));
}

/* Reads t by a valid format. */
static enum stamp_status read_by_format(struct text t, const char *format, struct fields *f)
{
	bool after_number = false;
	for (const char *at = format; *at; at++) {
		if (*at != '%' || at[1] == '%') {
			at += *at == '%';
			if (!t.size || t.data[0] != *at)
				return STAMP_FORM;
			t.data++;
			t.size--;
			after_number = is_digit(*at);
			continue;
		}
		at++;
		int *field = numeric_field(f, *at);
		if (field) {
			bool alone = !after_number && !number_at(at + 1);
			size_t least = *at == 'Y' ? 4 : alone ? 1 : 2;
			if (!take_number(&t, least, *at == 'Y' ? 4 : 2, field))
				return STAMP_FORM;
			after_number = true;
		} else if (*at == 'f') {
			enum stamp_status status = take_fraction(&t, &f->fraction);
			if (status != STAMP_OK)
				return status;
			after_number = true;
		} else {
			f->has_offset = take_offset(&t, &f->offset);
			after_number = f->has_offset;
		}
	}
	return t.size ? STAMP_FORM : STAMP_OK;
}

/* The contract's form with two-digit fields throughout. */
static enum stamp_status read_contract_form(struct text t, struct fields *f)
{
	/* The format reader would take one digit for two: fixed places first. */
	static const char shape[] = "0000-00-00T00:00:00";
	if (t.size < sizeof shape - 1)
		return STAMP_FORM;
	for (size_t i = 0; i < sizeof shape - 1; i++)
		if (shape[i] == '0' && !is_digit(t.data[i]))
			return STAMP_FORM;
	return read_by_format(t, t.data[10] == ' ' ? CONTRACT_FORMAT_SPACE : CONTRACT_FORMAT_T, f);
}

/* The eight bytes of text whose digits are to be read, as a number; separators become 0 and anything
 * that is neither digit nor the expected separator sets a bit of *bad. */
static uint64_t eight(const char *p, const char *shape, uint64_t limits, uint64_t *bad)
{
	uint64_t x = bytes_read64(p) ^ bytes_read64(shape);
	*bad |= (x | (x + limits)) & UINT64_C(0x8080808080808080);
	return x * 10 + (x >> 8); /* byte i: the two-digit number at bytes i and i + 1 */
}

/* `2019-10-03T14:05:06Z` or with a fraction, the form of nearly every field.  False: look closer. */
static bool read_plain_form(struct text t, struct fields *f)
{
	if (t.size < 20 || t.data[t.size - 1] != 'Z')
		return false;
	/* Added to a digit 0x76 keeps bit 7 clear up to 9; to a separator 0x7F keeps it clear at 0. */
	uint64_t bad = 0;
	uint64_t a = eight(t.data, "0000-00-", UINT64_C(0x7F76767F76767676), &bad);
	uint64_t b = eight(t.data + 8, "00T00:00", UINT64_C(0x76767F76767F7676), &bad);
	unsigned tens = (unsigned char)t.data[17] - (unsigned)'0',
		 ones = (unsigned char)t.data[18] - (unsigned)'0';
	if (bad || t.data[16] != ':' || tens > 9 || ones > 9)
		return false;
	f->year = (int)(a & 0xFF) * 100 + (int)(a >> 16 & 0xFF);
	f->month = (int)(a >> 40 & 0xFF);
	f->day = (int)(b & 0xFF);
	f->hour = (int)(b >> 24 & 0xFF);
	f->minute = (int)(b >> 48 & 0xFF);
	f->second = (int)(tens * 10 + ones);
	f->has_offset = true;
	f->offset = 0;
	f->fraction = 0;
	if (t.size == 20)
		return true;
	if (t.data[19] != '.' || t.size < 22 || t.size > 30)
		return false;
	static const int64_t UNIT[10] = { 0, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1 };
	int64_t value = 0;
	for (size_t i = 20; i < t.size - 1; i++) {
		unsigned digit = (unsigned char)t.data[i] - (unsigned)'0';
		if (digit > 9)
			return false;
		value = value * 10 + digit;
	}
	f->fraction = value * UNIT[t.size - 21];
	return true;
}

enum stamp_status stamp_parse(struct text t, const char *format, struct zone zone, int64_t *out)
{
	struct fields f;
	if (!format && read_plain_form(t, &f))
		return resolve(&f, zone, out);
	f = (struct fields){ 0 };
	enum stamp_status status = format ? read_by_format(t, format, &f) : read_contract_form(t, &f);
	return status == STAMP_OK ? resolve(&f, zone, out) : status;
}

bool stamp_format_valid(const char *format)
{
	static const char KNOWN[] = "YmdHMSfz%";
	unsigned seen = 0;
	for (const char *at = format; *at; at++) {
		if (*at != '%')
			continue;
		at++;
		const char *place = *at ? strchr(KNOWN, *at) : NULL;
		if (!place)
			return false;
		unsigned bit = 1u << (place - KNOWN);
		if (*at == '%')
			continue;
		if (seen & bit)
			return false;
		if (*at == 'f' && (at < format + 3 || at[-3] != '%' || at[-2] != 'S'))
			return false;
		seen |= bit;
	}
	return (seen & 0x1F) == 0x1F;
}

const char *stamp_status_text(enum stamp_status status)
{
	switch (status) {
	case STAMP_OK:
		return "is a timestamp";
	case STAMP_FORM:
		return "is not a timestamp of the expected form (such as 2019-10-03T14:05:06Z)";
	case STAMP_DATE:
		return "is a date or time that does not exist";
	case STAMP_PRECISION:
		return "has more than nine digits of fraction";
	case STAMP_GAP:
		return "is a local time that was skipped when the clocks went forward";
	case STAMP_AMBIGUOUS:
		return "is a local time that happened twice when the clocks went back; give its offset";
	case STAMP_RANGE:
		return "is too early or too late to be handled";
	}
	assert(false && "an enum stamp_status");
	return "";
}

char *stamp_format(int64_t instant, char text[40])
{
	int64_t days = instant / NS_PER_DAY, rest = instant % NS_PER_DAY;
	if (rest < 0) {
		rest += NS_PER_DAY;
		days--;
	}
	int year, month, day;
	civil_date(days, &year, &month, &day);
	int64_t second = rest / NS_PER_S, fraction = rest % NS_PER_S;
	int n = snprintf(text, 40, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, (int)(second / 3600),
			 (int)(second / 60 % 60), (int)(second % 60));
	assert(n == 19);
	if (fraction) {
		int places = 9;
		while (fraction % 1000 == 0) {
			fraction /= 1000;
			places -= 3;
		}
		n += snprintf(text + n, 40 - (size_t)n, ".%0*lld", places, (long long)fraction);
	}
	snprintf(text + n, 40 - (size_t)n, "Z");
	return text;
}

bool zone_parse(struct text t, struct zone *out)
{
	if (text_is(t, "Europe/London")) {
		*out = (struct zone){ ZONE_LONDON, 0 };
		return true;
	}
	int64_t offset = 0;
	if (!text_is(t, "UTC") && (!take_offset(&t, &offset) || t.size))
		return false;
	*out = (struct zone){ ZONE_FIXED, offset };
	return true;
}

bool duration_parse(struct text t, int64_t *ns)
{
	static const struct {
		const char *name;
		int64_t ns;
	} UNITS[] = {
		{ "ms", NS_PER_MS },  { "s", NS_PER_S },     { "min", NS_PER_MINUTE },
		{ "h", NS_PER_HOUR }, { "day", NS_PER_DAY }, { "days", NS_PER_DAY },
	};
	int number;
	if (!take_number(&t, 1, 9, &number) || number == 0)
		return false;
	if (t.size && t.data[0] == ' ') {
		t.data++;
		t.size--;
	}
	for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++)
		if (text_is(t, UNITS[i].name)) {
			int64_t product;
			if (__builtin_mul_overflow((int64_t)number, UNITS[i].ns, &product))
				return false;
			*ns = product;
			return true;
		}
	return false;
}
