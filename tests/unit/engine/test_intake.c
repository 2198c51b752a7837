/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reconciliation of rows, and the words and look-ups of results.
 */
#include "cmocka_all.h"
#include "engine/intake.h"
#include "engine/result.h"

static void rows_balance(void **state)
{
	(void)state;
	struct row_counts a = { .read = 28,
				.used = 10,
				.outside = 5,
				.rejected = 3,
				.duplicate_same = 4,
				.duplicate_superseded = 3,
				.duplicate_completed = 2,
				.duplicate_file = 1,
				.blank_lines = 9 };
	assert_int_equal(row_counts_duplicates(&a), 10);
	assert_true(row_counts_balance(&a));
	struct row_counts sum = { 0 };
	assert_true(row_counts_balance(&sum));
	row_counts_add(&sum, &a);
	row_counts_add(&sum, &a);
	assert_true(row_counts_balance(&sum));
	assert_int_equal(sum.read, 56);
	assert_int_equal(sum.used, 20);
	assert_int_equal(sum.outside, 10);
	assert_int_equal(sum.rejected, 6);
	assert_int_equal(row_counts_duplicates(&sum), 20);
	assert_int_equal(sum.duplicate_file, 2);
	assert_int_equal(sum.blank_lines, 18);
	a.read++;
	assert_false(row_counts_balance(&a));
	a.outside++;
	assert_true(row_counts_balance(&a));
	a.used--;
	assert_false(row_counts_balance(&a));
}

static void words_of_results(void **state)
{
	(void)state;
	assert_string_equal(file_status_name(FILE_USED), "used");
	assert_string_equal(file_status_name(FILE_IGNORED), "ignored");
	static const char *const NAMES[] = { "green", "amber", "red", "no_data", "withheld" };
	for (int s = 0; s < STATUS_COUNT; s++)
		assert_string_equal(status_name((enum status)s), NAMES[s]);
	assert_string_equal(status_word(STATUS_NO_DATA), "No data");
	assert_int_equal(status_letter(STATUS_GREEN), 'G');
	assert_int_equal(status_letter(STATUS_NO_DATA), '-');
	assert_int_equal(status_letter(STATUS_WITHHELD), 'W');
	assert_string_equal(quality_name(QUALITY_MARKED), "marked");
	assert_string_equal(basis_name(BASIS_NONE), "");
	assert_string_equal(basis_name(BASIS_MIXED), "mixed");
}

static void cells_are_found(void **state)
{
	(void)state;
	const struct cell cells[] = { { .measure = 0, .region = REGION_N },
				      { .measure = 0, .region = REGION_NONE },
				      { .measure = 3, .region = REGION_NONE } };
	const struct results r = { .n_cells = 3, .cells = cells };
	assert_ptr_equal(results_find(&r, 0, REGION_N), &cells[0]);
	assert_ptr_equal(results_find(&r, 3, REGION_NONE), &cells[2]);
	assert_null(results_find(&r, 3, REGION_N));
	assert_null(results_find(&r, 1, REGION_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_balance),
		cmocka_unit_test(words_of_results),
		cmocka_unit_test(cells_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
