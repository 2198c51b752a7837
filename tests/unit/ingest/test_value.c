/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values: what each type of column takes and what it refuses (ruling 3).
 */
#include "tests/unit/engine/cmocka_all.h"

#include "engine/batch.h"
#include "ingest/rows/value.h"

#include <string.h>

static const char *const colours[] = { "red", "green", NULL };

static const struct column_def time_column = { .name = "t", .type = COLUMN_TIME };
static const struct column_def count_column = { .name = "c", .type = COLUMN_COUNT };
static const struct column_def category_column = {
	.name = "k", .type = COLUMN_COUNT, .minimum = 1, .maximum = 5
};
static const struct column_def minutes_column = { .name = "m", .type = COLUMN_MINUTES };
static const struct column_def decimal_column = { .name = "d", .type = COLUMN_DECIMAL };
static const struct column_def list_column = { .name = "l", .type = COLUMN_LIST, .list = colours };
static const struct column_def word_column = { .name = "w", .type = COLUMN_WORD };
static const struct column_def text_column = { .name = "x", .type = COLUMN_TEXT };
static const struct column_def month_column = { .name = "p", .type = COLUMN_MONTH };
static const struct column_def date_column = { .name = "a", .type = COLUMN_DATE };

static const struct {
	const struct column_def *column;
	const char *text;
	bool good;
	int64_t i64; /* list: its place */
} values[] = {
	{ &time_column, "1970-01-01T00:00:01Z", true, 1000000000 },
	{ &time_column, "1970-01-01 00:00:01.000000001Z", true, 1000000001 },
	{ &time_column, "1970-01-01T01:00:00+01:00", true, 0 },
	{ &time_column, "1970-01-01T00:00:60Z", true, 59999999999 },
	{ &time_column, "1970-01-01T24:00:00Z", false, 0 },
	{ &time_column, "2019-02-29T00:00:00Z", false, 0 },
	{ &time_column, "01/10/2019 08:05", false, 0 },
	{ &time_column, "43739.5", false, 0 },
	{ &time_column, "1970-01-01T00:00:00.0000000001Z", false, 0 },
	{ &time_column, "2019-10-03T14:05:06Z ", false, 0 },
	{ &count_column, "0", true, 0 },
	{ &count_column, "9223372036854775807", true, INT64_MAX },
	{ &count_column, "9223372036854775808", false, 0 },
	{ &count_column, "-1", false, 0 },
	{ &count_column, "+1", false, 0 },
	{ &count_column, "1,000", false, 0 },
	{ &count_column, "1e3", false, 0 },
	{ &count_column, "1.0", false, 0 },
	{ &count_column, "NaN", false, 0 },
	{ &count_column, "\xef\xbc\x91", false, 0 }, /* a full-width one */
	{ &count_column, " 1", false, 0 },
	{ &category_column, "1", true, 1 },
	{ &category_column, "5", true, 5 },
	{ &category_column, "0", false, 0 },
	{ &category_column, "6", false, 0 },
	{ &minutes_column, "0", true, 0 },
	{ &minutes_column, "1.5", true, 90000000000 },
	{ &minutes_column, "0.00000000001", true, 0 },
	{ &minutes_column, "-1", false, 0 },
	{ &minutes_column, "1,5", false, 0 },
	{ &minutes_column, ".", false, 0 },
	{ &decimal_column, "2.5", true, 2500000000 },
	{ &decimal_column, "0.000000001", true, 1 },
	{ &decimal_column, "0.0000000001", false, 0 },
	{ &list_column, "red", true, 1 },
	{ &list_column, "green", true, 2 },
	{ &list_column, "Red", false, 0 },
	{ &list_column, "red ", false, 0 },
	{ &list_column, "blue", false, 0 },
	{ &text_column, "anything, with \"signs\"", true, 0 },
	{ &text_column, "\xff", false, 0 },
	{ &word_column, "\xc0\x80", false, 0 },
	{ &month_column, "2019-10", true, 2019 * 12 + 9 },
	{ &month_column, "2019-13", false, 0 },
	{ &month_column, "10/2019", false, 0 },
	{ &date_column, "1970-01-02", true, 1 },
	{ &date_column, "2019-02-29", false, 0 },
	{ &date_column, "2019-10-03T00:00:00Z", false, 0 },
};

static void taken_and_refused(void **state)
{
	struct words *words = words_new();
	const struct layout_column plain = { .field = 0, .decimal_mark = '.', .zone = { ZONE_FIXED, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		const struct column_def *column = values[i].column;
		union value value = { .i64 = 12345 };
		const char *why = value_decode(column, &plain, text_of(values[i].text), words, &value);

		if ((why == NULL) != values[i].good)
			fail_msg("%s '%s': %s", column->name, values[i].text, why ? why : "was taken");
		if (why) {
			assert_true(why[0]);
			continue;
		}
		if (column->type == COLUMN_LIST)
			assert_int_equal(value.list, values[i].i64);
		else if (column->type != COLUMN_TEXT && column->type != COLUMN_WORD)
			assert_true(value.i64 == values[i].i64);
	}
	words_free(words);
}

static void words_and_texts(void **state)
{
	struct words *words = words_new();
	const struct layout_column plain = { .field = 0 };
	union value one, two, same;

	(void)state;
	assert_null(value_decode(&word_column, &plain, TEXT("1.1.1"), words, &one));
	assert_null(value_decode(&word_column, &plain, TEXT("1.1.2"), words, &two));
	assert_null(value_decode(&word_column, &plain, TEXT("1.1.1"), words, &same));
	assert_int_equal(one.word, same.word);
	assert_int_not_equal(one.word, two.word);
	assert_int_not_equal(one.word, 0);
	assert_null(value_decode(&text_column, &plain, TEXT("id"), words, &one));
	assert_true(text_is(one.text, "id"));
	words_free(words);
}

static void mapped(void **state)
{
	static const struct mapping_value translations[] = { { .from = "rouge", .to = "red" } };
	struct words *words = words_new();
	const struct layout_column comma = { .field = 0, .decimal_mark = ',' };
	const struct layout_column french = { .field = 0, .n_values = 1, .values = translations };
	const struct layout_column british = { .field = 0,
					       .stamp_format = "%d/%m/%Y %H:%M",
					       .zone = { ZONE_LONDON, 0 } };
	union value value;

	(void)state;
	assert_null(value_decode(&minutes_column, &comma, TEXT("1,5"), words, &value));
	assert_true(value.i64 == 90000000000);
	assert_true(text_is(value_translate(&french, TEXT("rouge")), "red"));
	assert_true(text_is(value_translate(&french, TEXT("vert")), "vert"));
	/* Summer time: an hour before UTC. */
	assert_null(value_decode(&time_column, &british, TEXT("01/07/2019 01:00"), words, &value));
	assert_true(value.i64 == INT64_C(1561939200) * 1000000000);
	/* Skipped, and happened twice. */
	assert_non_null(value_decode(&time_column, &british, TEXT("31/03/2019 01:30"), words, &value));
	assert_non_null(value_decode(&time_column, &british, TEXT("27/10/2019 01:30"), words, &value));
	words_free(words);
}

static void empty_and_unreadable(void **state)
{
	struct words *words = words_new();
	const struct column_def originator = {
		.name = "o", .type = COLUMN_LIST, .list = colours, .default_value = "green"
	};
	const struct column_def represents = { .name = "r", .type = COLUMN_COUNT, .default_value = "1" };

	(void)state;
	assert_int_equal(value_empty(&originator, words).list, 2);
	assert_int_equal(value_empty(&list_column, words).list, 0);
	assert_true(value_empty(&represents, words).i64 == 1);
	assert_true(value_empty(&time_column, words).i64 == I64_EMPTY);
	assert_int_equal(value_empty(&word_column, words).word, 0);
	assert_true(value_unreadable(COLUMN_TIME).i64 == I64_UNREADABLE);
	assert_int_equal(value_unreadable(COLUMN_LIST).list, LIST_UNREADABLE);
	assert_true(value_unreadable(COLUMN_WORD).word == WORD_UNREADABLE);
	assert_null(value_unreadable(COLUMN_TEXT).text.data);
	words_free(words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taken_and_refused),
		cmocka_unit_test(words_and_texts),
		cmocka_unit_test(mapped),
		cmocka_unit_test(empty_and_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
