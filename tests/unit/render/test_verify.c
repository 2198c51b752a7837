/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_verify.c - a workbook read back: every row there, one lost, a sheet too many, bytes changed or cut off.
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/source/scratch.h"
#include "tests/unit/whole_file.h"

#include "render/book.h"

#include <minizip/zip.h>

static void add_part(zipFile zip, const char *name, struct text bytes)
{
	assert_int_equal(zipOpenNewFileInZip(zip, name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 1), ZIP_OK);
	assert_int_equal(zipWriteInFileInZip(zip, bytes.data, (unsigned)bytes.size), ZIP_OK);
	assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
}

/* Rows of every length, so that their tags stand everywhere in the blocks that are read, and words that are none. */
static void write_book(const char *path, const size_t *n_rows, size_t n_sheets)
{
	zipFile zip = zipOpen(path, APPEND_STATUS_CREATE);
	struct builder sheet;

	assert_non_null(zip);
	builder_init(&sheet);
	add_part(zip, "[Content_Types].xml", TEXT("<Types/>"));
	for (size_t s = 0; s < n_sheets; s++) {
		builder_clear(&sheet);
		builder_add(&sheet, TEXT("<rows><rowBreaks/><<row"));
		for (size_t i = 0; i < n_rows[s]; i++)
			builder_printf(&sheet, "<row r=\"%zu\"><c>%0*d</c></row>", i + 1, (int)(i % 97), (int)i);
		add_part(zip, s ? "xl/worksheets/sheet2.xml" : "xl/worksheets/sheet1.xml", builder_text(&sheet));
	}
	builder_done(&sheet);
	assert_int_equal(zipClose(zip, NULL), ZIP_OK);
}

static bool verify(const char *path, const size_t *n_rows, size_t n_sheets)
{
	struct error err = { 0 };
	bool good = book_verify(path, n_rows, n_sheets, &err);

	assert_int_equal(err.kind, good ? ERROR_NONE : ERROR_OUTPUT);
	return good;
}

static void rows_are_counted(void **state)
{
	const size_t n_rows[] = { 12345, 0 };
	const char *path = scratch_path("whole.xlsx");

	(void)state;
	write_book(path, n_rows, 2);
	assert_true(verify(path, n_rows, 2));
	assert_false(verify(path, (const size_t[]){ 12346, 0 }, 2));
	assert_false(verify(path, (const size_t[]){ 12345, 1 }, 2));
	assert_false(verify(path, n_rows, 1));
	assert_false(verify(path, (const size_t[]){ 12345, 0, 0 }, 3));
	assert_false(verify(scratch_path("none.xlsx"), n_rows, 2));
}

static void damage_is_seen(void **state)
{
	const size_t n_rows[] = { 3000, 40 };
	const char *path = scratch_path("damaged.xlsx");
	struct builder bytes;

	(void)state;
	write_book(path, n_rows, 2);
	builder_init(&bytes);
	assert_true(whole_file_add(path, &bytes));
	/* Cut anywhere it lacks its directory at least. */
	for (size_t size = 0; size < bytes.size; size += bytes.size / 50) {
		scratch_bytes("damaged.xlsx", bytes.data, size);
		assert_false(verify(path, n_rows, 2));
	}
	/* Within the rows of the first sheet. */
	for (size_t at = bytes.size / 4; at < bytes.size / 2; at += bytes.size / 50) {
		bytes.data[at] ^= 0x10;
		scratch_bytes("damaged.xlsx", bytes.data, bytes.size);
		assert_false(verify(path, n_rows, 2));
		bytes.data[at] ^= 0x10;
	}
	scratch_bytes("damaged.xlsx", bytes.data, bytes.size);
	assert_true(verify(path, n_rows, 2));
	builder_done(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_counted),
		cmocka_unit_test(damage_is_seen),
	};
	int failed;

	scratch_init();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	scratch_done();
	return failed;
}
