/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * deny.c - loaded before the program (LD_PRELOAD): files that end in DENY_END cannot be opened for want of descriptors,
 * from the DENY_FROM-th time (from 1) on and DENY_COUNT times.
 */
#undef _FILE_OFFSET_BITS /* which would make one name of the two */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static bool is_denied(const char *path)
{
	static atomic_int n_opened;
	const char *end = getenv("DENY_END"), *from = getenv("DENY_FROM"), *count = getenv("DENY_COUNT");
	size_t size = strlen(path);

	if (!end || !from || !count || size < strlen(end) || strcmp(path + size - strlen(end), end) != 0)
		return false;
	int n = atomic_fetch_add(&n_opened, 1) + 1;

	return n >= atoi(from) && n < atoi(from) + atoi(count);
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list more;

	va_start(more, flags);
	if (flags & O_CREAT)
		mode = va_arg(more, mode_t);
	va_end(more);
	if (is_denied(path)) {
		errno = EMFILE;
		return -1;
	}
	return openat(AT_FDCWD, path, flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *);

	if (is_denied(path)) {
		errno = EMFILE;
		return NULL;
	}
	*(void **)&real = dlsym(RTLD_NEXT, "fopen");
	return real(path, mode);
}

/* On a processor of 64 bits the same. */
int open64(const char *path, int flags, ...) __attribute__((alias("open")));
FILE *fopen64(const char *path, const char *mode) __attribute__((alias("fopen")));
