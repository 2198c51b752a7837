/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_ledger.c - hashes remembered: found while nothing changed, and never believed when something may have.
 */
#include "tests/unit/source/scratch.h"

#include "ingest/source/ledger.h"

#define BEGAN 1000000

static const char hash_a[65] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
static const char hash_b[65] = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

static struct stat file_state(void)
{
	struct stat s = { .st_mode = S_IFREG | 0644, .st_dev = 5, .st_ino = 77, .st_size = LEDGER_MIN_BYTES };

	s.st_mtim.tv_sec = BEGAN - 100;
	s.st_mtim.tv_nsec = 123456789;
	s.st_ctim.tv_sec = BEGAN - 50;
	return s;
}

static bool knows(const char *folder, bool again, struct stat s, const char *expected)
{
	struct ledger *l = ledger_open(folder, again);
	char hex[65] = "";
	bool found = ledger_find(l, &s, hex);

	ledger_close(l);
	if (found)
		assert_string_equal(hex, expected);
	return found;
}

static void enter(const char *folder, struct stat s, const char *hex)
{
	struct ledger *l = ledger_open(folder, false);

	ledger_add(l, &s, hex, BEGAN);
	ledger_close(l);
}

static void remembered(void **unused)
{
	const char *folder;
	struct stat s = file_state();

	(void)unused;
	scratch_init();
	/* Neither the folder nor the one above it is there. */
	folder = scratch_path("cache/pmr");
	assert_false(knows(folder, false, s, ""));
	enter(folder, s, hash_a);
	assert_true(knows(folder, false, s, hash_a));
	assert_false(knows(folder, true, s, ""));
	enter(folder, s, hash_b);
	assert_true(knows(folder, false, s, hash_b));
	scratch_done();
}

static void changed(void **unused)
{
	const char *folder;
	struct stat s = file_state(), other;

	(void)unused;
	scratch_init();
	folder = scratch_path("cache");
	enter(folder, s, hash_a);
	other = s, other.st_dev++;
	assert_false(knows(folder, false, other, ""));
	other = s, other.st_ino++;
	assert_false(knows(folder, false, other, ""));
	other = s, other.st_size++;
	assert_false(knows(folder, false, other, ""));
	other = s, other.st_mtim.tv_nsec++;
	assert_false(knows(folder, false, other, ""));
	other = s, other.st_ctim.tv_nsec++;
	assert_false(knows(folder, false, other, ""));
	other = s, other.st_ctim.tv_sec--;
	assert_false(knows(folder, false, other, ""));
	assert_true(knows(folder, false, s, hash_a));
	scratch_done();
}

/* A file that may have changed in the tick in which it was hashed, one that is small, and what is no file. */
static void never_entered(void **unused)
{
	const char *folder;
	struct stat s;

	(void)unused;
	scratch_init();
	folder = scratch_path("cache");
	s = file_state(), s.st_mtim.tv_sec = BEGAN - LEDGER_SETTLED_S + 1;
	enter(folder, s, hash_a);
	assert_false(knows(folder, false, s, ""));
	s = file_state(), s.st_ctim.tv_sec = BEGAN + 5;
	enter(folder, s, hash_a);
	assert_false(knows(folder, false, s, ""));
	s = file_state(), s.st_size--;
	enter(folder, s, hash_a);
	assert_false(knows(folder, false, s, ""));
	s = file_state(), s.st_mode = S_IFIFO;
	enter(folder, s, hash_a);
	assert_false(knows(folder, false, s, ""));
	scratch_done();
}

static void damaged(void **unused)
{
	static const char line[] = "5 77 16777216 999900 123456789 999950 0 ";
	char text[400];
	struct stat s = file_state();

	(void)unused;
	scratch_init();
	scratch_folder("cache");
	snprintf(text, sizeof text, "pmr hashes 1\n\nnonsense\n1 2 3\n%sshort\n%s%s\n", line, line, hash_a);
	scratch_text("cache/hashes", text);
	assert_true(knows(scratch_path("cache"), false, s, hash_a));
	snprintf(text, sizeof text, "another program\n%s%s\n", line, hash_a);
	scratch_text("cache/hashes", text);
	assert_false(knows(scratch_path("cache"), false, s, ""));
	enter(scratch_path("cache"), s, hash_b);
	assert_true(knows(scratch_path("cache"), false, s, hash_b));
	scratch_done();
}

static void nowhere(void **unused)
{
	struct stat s = file_state();

	(void)unused;
	enter(NULL, s, hash_a);
	assert_false(knows(NULL, false, s, ""));
	enter("/proc/no-such-folder/pmr", s, hash_a);
	assert_false(knows("/proc/no-such-folder/pmr", false, s, ""));
}

static void many(void **unused)
{
	const char *folder;
	struct stat s = file_state();

	(void)unused;
	scratch_init();
	folder = scratch_path("cache");
	struct ledger *l = ledger_open(folder, false);
	for (unsigned i = 0; i < LEDGER_MAX_ENTRIES + 10; i++) {
		s.st_ino = 1000 + i;
		ledger_add(l, &s, hash_a, BEGAN);
	}
	ledger_close(l);
	s.st_ino = 1000;
	assert_false(knows(folder, false, s, ""));
	s.st_ino = 1000 + LEDGER_MAX_ENTRIES + 9;
	assert_true(knows(folder, false, s, hash_a));
	s.st_ino = 1010;
	assert_true(knows(folder, false, s, hash_a));
	scratch_done();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remembered), cmocka_unit_test(changed), cmocka_unit_test(never_entered),
		cmocka_unit_test(damaged),    cmocka_unit_test(nowhere), cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
