/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_verify.c - what libxlsxwriter wrote is read again: it drops rows that a full disk does not take without a word. */
#include "render/book.h"

#include <minizip/unzip.h>
#include <stdio.h>

#define BLOCK_BYTES    65536

/* Counts "<row " in one part of the file, all of which is read; false when it is damaged. */
static bool count_rows(unzFile zip, size_t *n)
{
	static const char word[] = "<row ";
	char block[BLOCK_BYTES];
	size_t at = 0;
	int size;

	*n = 0;
	if (unzOpenCurrentFile(zip) != UNZ_OK)
		return false;
	while ((size = unzReadCurrentFile(zip, block, sizeof block)) > 0) {
		for (int i = 0; i < size; i++) {
			at = block[i] == word[at] ? at + 1 : block[i] == word[0];
			if (at == sizeof word - 1) {
				++*n;
				at = 0;
			}
		}
	}
	/* The checksum is compared when the part is closed. */
	return unzCloseCurrentFile(zip) == UNZ_OK && size == 0;
}

/* Parts of the file that are sheets have the rows that they should; *n_found: how many sheets there are. */
static bool verify_parts(unzFile zip, const size_t *n_rows, size_t n_sheets, size_t *n_found)
{
	int code = UNZ_OK;

	*n_found = 0;
	while (code == UNZ_OK) {
		char name[64]; /* long enough for that of a sheet */
		unsigned sheet = 0;
		size_t n;

		if (unzGetCurrentFileInfo64(zip, NULL, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK || !count_rows(zip, &n))
			return false;
		name[sizeof name - 1] = '\0';
		if (sscanf(name, "xl/worksheets/sheet%u.xml", &sheet) == 1) {
			if (sheet < 1 || sheet > n_sheets || n != n_rows[sheet - 1])
				return false;
			++*n_found;
		}
		code = unzGoToNextFile(zip);
	}
	return code == UNZ_END_OF_LIST_OF_FILE;
}

bool book_verify(const char *path, const size_t *n_rows, size_t n_sheets, struct error *err)
{
	unzFile zip = unzOpen64(path);
	size_t n_found = 0;
	bool good = zip && verify_parts(zip, n_rows, n_sheets, &n_found) && n_found == n_sheets;

	if (zip)
		unzClose(zip);
	if (good)
		return true;
	error_set(err, ERROR_OUTPUT, "the workbook lacks rows that were written to it");
	return error_hint(err, "check the free space of the output folder");
}
