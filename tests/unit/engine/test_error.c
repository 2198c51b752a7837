/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/error.h"

#include <string.h>

static void set_clears_the_former_error(void **state)
{
	(void)state;
	struct error err;
	memset(&err, 0x55, sizeof err);
	assert_false(error_set(&err, ERROR_INPUT, "cannot open %s", "x.csv"));
	assert_int_equal(err.kind, ERROR_INPUT);
	assert_string_equal(err.message, "cannot open x.csv");
	assert_string_equal(err.path, "");
	assert_string_equal(err.field, "");
	assert_string_equal(err.hint, "");
	assert_int_equal(err.line, 0);
}

static void place_and_hint_are_added(void **state)
{
	(void)state;
	struct error err;
	char text[200];
	error_set(&err, ERROR_CATALOGUE, "expected a percentage");
	assert_string_equal(error_format(&err, text, sizeof text), "expected a percentage");
	assert_false(error_at(&err, NULL, 7, NULL));
	assert_string_equal(error_format(&err, text, sizeof text), "line 7: expected a percentage");
	assert_false(error_at(&err, "cat.yaml", 0, NULL));
	assert_string_equal(error_format(&err, text, sizeof text), "cat.yaml:7: expected a percentage");
	assert_false(error_at(&err, NULL, 0, "target"));
	assert_string_equal(error_format(&err, text, sizeof text),
			    "cat.yaml:7:target: expected a percentage");
	assert_false(error_hint(&err, "write %d", 99));
	assert_string_equal(err.hint, "write 99");
	assert_string_equal(error_format(&err, text, sizeof text),
			    "cat.yaml:7:target: expected a percentage");
}

static void arguments_may_be_the_error_itself(void **state)
{
	(void)state;
	struct error err;
	error_set(&err, ERROR_INPUT, "inner");
	error_hint(&err, "cure");
	error_set(&err, ERROR_OUTPUT, "outer: %s (%s)", err.message, err.hint);
	assert_string_equal(err.message, "outer: inner (cure)");
	assert_string_equal(err.hint, "");
}

static void what_is_too_long_is_cut_between_characters(void **state)
{
	(void)state;
	struct error err;
	char many[4000];
	for (size_t i = 0; i + 2 < sizeof many; i += 2)
		memcpy(many + i, "\xC3\xA9", 3); /* e acute */
	error_set(&err, ERROR_INPUT, "x%s", many);
	size_t size = strlen(err.message);
	assert_true(size == sizeof err.message - 1 || size == sizeof err.message - 2);
	assert_int_equal((unsigned char)err.message[size - 1], 0xA9);
	error_at(&err, NULL, 0, many);
	assert_int_equal(strlen(err.field) % 2, 0);

	char path[2000];
	memset(path, 'd', sizeof path);
	memcpy(path + sizeof path - 12, "/alerts.csv", 12);
	error_at(&err, path, 0, NULL);
	assert_int_equal(strlen(err.path), sizeof err.path - 1);
	assert_memory_equal(err.path, "...d", 4);
	assert_string_equal(err.path + strlen(err.path) - 11, "/alerts.csv");
}

static void format_escapes_and_fits(void **state)
{
	(void)state;
	struct error err;
	char text[200];
	error_set(&err, ERROR_INPUT, "bad\x1B[31m \xFF name \xE2\x80\xAEx");
	assert_string_equal(error_format(&err, text, sizeof text), "bad\\x1B[31m \\xFF name \\u{202E}x");
	for (unsigned long room = 1; room < 40; room++) {
		memset(text, '#', sizeof text);
		error_format(&err, text, room);
		assert_true(strlen(text) < room);
		assert_int_equal(text[room], '#');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_clears_the_former_error),
		cmocka_unit_test(place_and_hint_are_added),
		cmocka_unit_test(arguments_may_be_the_error_itself),
		cmocka_unit_test(what_is_too_long_is_cut_between_characters),
		cmocka_unit_test(format_escapes_and_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
