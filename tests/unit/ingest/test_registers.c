/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is still known of a rejected row of service_levels, and so which figures it could have been of.
 */
#include "tests/unit/engine/cmocka_all.h"

#include "tests/unit/ingest/trial.h"

#include <string.h>

#define LEVELS "period,measure,region,good,total\n"

/* Rejected rows of October that could have been of a figure of CPM-4 and of one of CPM-7. */
static void expect_lost(const struct trial *t, uint64_t cpm_4, uint64_t cpm_7)
{
	const struct registers *r = &t->result.registers;
	struct month october = { 2019, 10 };

	assert_true(t->good);
	assert_int_equal(registers_lost_levels(r, october, "CPM-4", REGION_NONE), cpm_4);
	assert_int_equal(registers_lost_levels(r, october, "CPM-7", REGION_NONE), cpm_7);
}

/* A measure that cannot be read may be any, whichever other column does not pass and where it stands. */
static void unreadable_measure(void **state)
{
	static const char *const files[] = {
		LEVELS "2019-10,CPM\xFF,,1,2\n",
		LEVELS "xx,CPM\xFF,,1,2\n",
		"measure,period,region,good,total\nCPM\xFF,xx,,1,2\n",
		LEVELS "2019-10,CPM\xFF,,1,many\n",
		"total,period,region,good,measure\nmany,2019-10,,1,CPM\xFF\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct trial t;

		trial_init(&t);
		scratch_text("in/service_levels.csv", files[i]);
		trial_run(&t);
		expect_lost(&t, 1, 1);
		trial_done(&t);
	}
}

static void readable_measure(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	scratch_text("in/service_levels.csv", LEVELS "xx,CPM-4,,1,2\n2019-10,CPM-7,,9,2\n2019-09,CPM-7,,9,2\n");
	trial_run(&t);
	expect_lost(&t, 1, 1);
	trial_done(&t);
}

/* What stands behind a NUL is part of the measure's name too: the row speaks of no measure that there is. */
static void measure_with_a_nul(void **state)
{
	static const char file[] = LEVELS "2019-10,CPM-7\0zz,,5,4\n2019-10,CPM-4,,5,4\n";
	struct trial t;

	(void)state;
	trial_init(&t);
	scratch_bytes("in/service_levels.csv", file, sizeof file - 1);
	trial_run(&t);
	expect_lost(&t, 1, 0);
	trial_done(&t);
}

/* A rejected row of a file that cannot be used is no reason to pass over the same row of one that can. */
static void beside_an_unusable_file(void **state)
{
	static const char *const names[] = { "in/service_levels-a.csv", "in/service_levels-b.csv" };

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct trial t;

		trial_init(&t);
		scratch_text(names[turn], LEVELS "2019-10,CPM-7,,5,4\n2019-10,CPM-4,,5,4\n2019-10,\"CPM-8,,1,1\n");
		scratch_text(names[!turn], LEVELS "2019-10,CPM-7,,5,4\n2019-10,CPM-7,,5,4\n2019-10,CPM-4,,9,9\n");
		trial_run(&t);
		expect_lost(&t, 0, 1);
		trial_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unreadable_measure),
		cmocka_unit_test(readable_measure),
		cmocka_unit_test(measure_with_a_nul),
		cmocka_unit_test(beside_an_unusable_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
