/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_verify.c - what libxlsxwriter wrote is read again: it drops rows that a full disk does not take without a word. */
#include "render/book.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>

#define BLOCK_BYTES    65536

/* Counts "<row " in one part of the file. */
static bool count_rows(struct archive *a, size_t *n)
{
	static const char word[] = "<row ";
	char block[BLOCK_BYTES];
	size_t at = 0;
	la_ssize_t size;

	*n = 0;
	while ((size = archive_read_data(a, block, sizeof block)) > 0) {
		for (la_ssize_t i = 0; i < size; i++) {
			at = block[i] == word[at] ? at + 1 : block[i] == word[0];
			if (at == sizeof word - 1) {
				++*n;
				at = 0;
			}
		}
	}
	return size == 0;
}

bool book_verify(const char *path, const size_t *n_rows, size_t n_sheets, struct error *err)
{
	struct archive *a = archive_read_new();
	struct archive_entry *entry;
	size_t n_found = 0;
	bool good;
	int code = ARCHIVE_OK;

	archive_read_support_format_zip(a);
	good = archive_read_open_filename(a, path, BLOCK_BYTES) == ARCHIVE_OK;
	while (good && (code = archive_read_next_header(a, &entry)) == ARCHIVE_OK) {
		const char *name = archive_entry_pathname(entry);
		unsigned sheet = 0;
		size_t n;

		good = count_rows(a, &n);
		if (!name || sscanf(name, "xl/worksheets/sheet%u.xml", &sheet) != 1)
			continue;
		good = good && sheet >= 1 && sheet <= n_sheets && n == n_rows[sheet - 1];
		n_found++;
	}
	good = good && code == ARCHIVE_EOF && n_found == n_sheets;
	archive_read_free(a);
	if (good)
		return true;
	error_set(err, ERROR_OUTPUT, "the workbook lacks rows that were written to it");
	return error_hint(err, "check the free space of the output folder");
}
