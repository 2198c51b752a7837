/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scratch.h - a folder of its own for a test, and files in it.
 *
 * Paths are absolute, so that nothing depends on the current directory; scratch_done removes
 * everything that was made.
 */
#ifndef TESTS_UNIT_SOURCE_SCRATCH_H
#define TESTS_UNIT_SOURCE_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch[256];

static inline void scratch_init(void)
{
	strcpy(scratch, "/tmp/pmr-unit-XXXXXX");
	assert_non_null(mkdtemp(scratch));
	/* /tmp may itself be a link: names are compared with what it leads to. */
	char *real = realpath(scratch, NULL);
	assert_non_null(real);
	assert_true(strlen(real) < sizeof scratch);
	strcpy(scratch, real);
	free(real);
}

static inline int scratch_remove(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info, (void)kind, (void)where;
	return remove(path);
}

static inline void scratch_done(void)
{
	assert_int_equal(nftw(scratch, scratch_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* A path in the scratch folder; one of several buffers, so that a few can be used at once. */
static inline const char *scratch_path(const char *name)
{
	static char paths[16][512];
	static unsigned next;
	char *path = paths[next++ % 16];
	snprintf(path, sizeof paths[0], "%s/%s", scratch, name);
	return path;
}

static inline const char *scratch_folder(const char *name)
{
	const char *path = scratch_path(name);
	assert_int_equal(mkdir(path, 0777), 0);
	return path;
}

static inline const char *scratch_bytes(const char *name, const void *data, size_t size)
{
	const char *path = scratch_path(name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

static inline const char *scratch_text(const char *name, const char *text)
{
	return scratch_bytes(name, text, strlen(text));
}

/* What is forbidden is not forbidden to root: become nobody, and root again.  False when that cannot be
 * done and root would be asked. */
static inline bool scratch_drop_root(void)
{
	if (geteuid() != 0)
		return true;
	assert_int_equal(chmod(scratch, 0755), 0);
	return seteuid(65534) == 0;
}

static inline void scratch_take_root(void)
{
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
}

#endif
