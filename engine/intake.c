/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/intake.h"

#include <assert.h>

uint64_t row_counts_duplicates(const struct row_counts *c)
{
	return c->duplicate_same + c->duplicate_superseded + c->duplicate_completed + c->duplicate_file;
}

bool row_counts_balance(const struct row_counts *c)
{
	return c->read == c->used + c->outside + row_counts_duplicates(c) + c->rejected;
}

void row_counts_add(struct row_counts *into, const struct row_counts *from)
{
	into->read += from->read;
	into->used += from->used;
	into->outside += from->outside;
	into->rejected += from->rejected;
	into->duplicate_same += from->duplicate_same;
	into->duplicate_superseded += from->duplicate_superseded;
	into->duplicate_completed += from->duplicate_completed;
	into->duplicate_file += from->duplicate_file;
	into->blank_lines += from->blank_lines;
}

const char *file_status_name(enum file_status s)
{
	static const char *const names[] = {
		[FILE_USED] = "used",
		[FILE_TWIN] = "twin",
		[FILE_UNUSABLE] = "unusable",
		[FILE_IGNORED] = "ignored",
	};

	assert((unsigned)s < sizeof names / sizeof *names);
	return names[s];
}
