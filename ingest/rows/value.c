/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/rows/value.h"

#include "engine/number.h"

#include <assert.h>
#include <string.h>

#define NANO          9  /* decimal places of a COLUMN_DECIMAL */
#define MINUTE_PLACES 24 /* decimal places of minutes that 128 bits can hold */

union value value_unreadable(enum column_type type)
{
	switch (type) {
	case COLUMN_TEXT:
		return (union value){ .text = { NULL, 0 } };
	case COLUMN_WORD:
		return (union value){ .word = WORD_UNREADABLE };
	case COLUMN_LIST:
		return (union value){ .list = LIST_UNREADABLE };
	case COLUMN_TIME:
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		break;
	}
	return (union value){ .i64 = I64_UNREADABLE };
}

union value value_empty(const struct column_def *def, struct words *words)
{
	struct text fallback = text_of(def->default_value);
	int64_t number = I64_EMPTY;

	switch (def->type) {
	case COLUMN_TEXT:
		return (union value){ .text = { "", 0 } };
	case COLUMN_WORD:
		return (union value){ .word = fallback.size ? words_code(words, fallback) : 0 };
	case COLUMN_LIST:
		return (union value){ .list = (uint8_t)(fallback.size ? column_list_find(def, fallback)
								      : 0) };
	case COLUMN_COUNT:
		if (fallback.size && !number_parse(fallback, &number))
			assert(false && "a default that is no number");
		return (union value){ .i64 = number };
	case COLUMN_TIME:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		break;
	}
	return (union value){ .i64 = I64_EMPTY };
}

struct text value_translate(const struct layout_column *l, struct text t)
{
	for (int i = 0; i < l->n_values; i++)
		if (text_is(t, l->values[i].from))
			return text_of(l->values[i].to);
	return t;
}

static const char too_large[] = "is larger than this column can hold";

static bool is_digits(struct text t)
{
	for (size_t i = 0; i < t.size; i++)
		if (t.data[i] < '0' || t.data[i] > '9')
			return false;
	return t.size > 0;
}

/* Splits "12.5" into its digits; false when there is anything else. */
static bool split_decimal(struct text t, char mark, struct text *whole, struct text *fraction)
{
	const char *point = t.size ? memchr(t.data, mark, t.size) : NULL;

	*whole = t;
	*fraction = (struct text){ "", 0 };
	if (point) {
		whole->size = (size_t)(point - t.data);
		*fraction = (struct text){ point + 1, t.size - whole->size - 1 };
		if (!is_digits(*fraction))
			return false;
	}
	return is_digits(*whole);
}

/* whole * unit + floor(0.fraction * unit); false when that is too large. */
static bool scale(struct text whole, struct text fraction, int64_t unit, int64_t *out)
{
	unsigned __int128 part = 0, power = 1, sum;
	int64_t n;

	if (!number_parse(whole, &n))
		return false;
	for (size_t i = 0; i < fraction.size; i++) {
		part = part * 10 + (unsigned)(fraction.data[i] - '0');
		power *= 10;
	}
	sum = (unsigned __int128)(uint64_t)n * (uint64_t)unit + part * (uint64_t)unit / power;
	if (sum > INT64_MAX)
		return false;
	*out = (int64_t)sum;
	return true;
}

static const char *decode_decimal(const struct column_def *def, char mark, struct text t, int64_t *out)
{
	static const char wrong[] = "is not a number in plain digits, 0 or more, with a point at most";
	bool minutes = def->type == COLUMN_MINUTES;
	struct text whole, fraction;

	if (!split_decimal(t, mark, &whole, &fraction))
		return wrong;
	if (fraction.size > (minutes ? MINUTE_PLACES : NANO))
		return "has more decimal places than can be kept";
	if (!scale(whole, fraction, minutes ? NS_PER_MINUTE : NS_PER_S, out))
		return too_large;
	return NULL;
}

static const char *decode_count(const struct column_def *def, struct text t, int64_t *out)
{
	if (!number_parse(t, out))
		return is_digits(t) ? too_large : "is not a whole number in plain digits";
	if ((def->minimum || def->maximum) && (*out < def->minimum || *out > def->maximum))
		return "is outside the range of this column";
	return NULL;
}

static const char *decode_time(const struct layout_column *l, struct text t, int64_t *out)
{
	enum stamp_status status = stamp_parse(t, l->stamp_format, l->zone, out);

	return status == STAMP_OK ? NULL : stamp_status_text(status);
}

static const char *decode_list(const struct column_def *def, struct text t, uint8_t *out)
{
	int place = column_list_find(def, t);

	if (!place)
		return "is not one of the values of this column";
	*out = (uint8_t)place;
	return NULL;
}

static const char *decode_text(const struct column_def *def, struct text t, struct words *words,
			       union value *out)
{
	if (text_utf8_prefix(t) != t.size)
		return "is not valid UTF-8";
	if (def->type == COLUMN_TEXT) {
		out->text = t;
		return NULL;
	}
	out->word = words_code(words, t);
	return out->word == WORDS_FULL ? "is one different value too many for this column" : NULL;
}

const char *value_check_word(const struct column_def *def, struct text t)
{
	if (!t.size)
		return def->flags & COLUMN_EMPTY ? NULL : "is empty";
	return text_utf8_prefix(t) == t.size ? NULL : "is not valid UTF-8";
}

const char *value_decode(const struct column_def *def, const struct layout_column *l, struct text t,
			 struct words *words, union value *out)
{
	struct month month;

	if (def->flags & COLUMN_DASH && text_is(t, "-"))
		t.size = 0;
	if (!t.size) {
		if (!(def->flags & COLUMN_EMPTY))
			return "is empty";
		*out = value_empty(def, words);
		return NULL;
	}
	switch (def->type) {
	case COLUMN_TEXT:
	case COLUMN_WORD:
		return decode_text(def, t, words, out);
	case COLUMN_LIST:
		return decode_list(def, t, &out->list);
	case COLUMN_TIME:
		return decode_time(l, t, &out->i64);
	case COLUMN_COUNT:
		return decode_count(def, t, &out->i64);
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
		return decode_decimal(def, l->decimal_mark, t, &out->i64);
	case COLUMN_MONTH:
		if (!month_parse(t, &month))
			return "is not a month such as 2019-10";
		out->i64 = month_index(month);
		return NULL;
	case COLUMN_DATE:
		return civil_parse_date(t, &out->i64) ? NULL : "is not a date such as 2019-10-03";
	}
	assert(false && "a column of no type");
	return NULL;
}
