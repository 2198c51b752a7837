/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	atomic_long n_operations; /* several threads write */
	long fail_at;             /* < 0: never */
	int code;
	bool for_good;
} fault = { .fail_at = -1 };

void disk_fail_after(long n_operations, int code, bool for_good)
{
	atomic_store(&fault.n_operations, 0);
	fault.fail_at = n_operations;
	fault.code = code;
	fault.for_good = for_good;
}

long disk_n_operations(void)
{
	return atomic_load(&fault.n_operations);
}

/* True when this operation is one that a test wants to fail. */
static bool fails(void)
{
	long at = atomic_fetch_add(&fault.n_operations, 1);

	if (fault.fail_at < 0 || at < fault.fail_at || (at > fault.fail_at && !fault.for_good))
		return false;
	errno = fault.code;
	return true;
}

bool disk_make_folder(const char *path, bool *made)
{
	struct stat info;

	*made = false;
	if (fails())
		return false;
	if (mkdir(path, 0777) == 0) {
		*made = true;
		return true;
	}
	if (errno != EEXIST || stat(path, &info) != 0)
		return false;
	errno = ENOTDIR;
	return S_ISDIR(info.st_mode);
}

bool disk_remove_folder(const char *path)
{
	return !fails() && rmdir(path) == 0;
}

bool disk_open_new(const char *path, int *fd)
{
	if (fails())
		return false;
	*fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	return *fd >= 0;
}

bool disk_open(const char *path, int *fd)
{
	if (fails())
		return false;
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	return *fd >= 0;
}

bool disk_write(int fd, const void *data, size_t size)
{
	const char *at = data;

	if (fails())
		return false;
	while (size) {
		ssize_t n = write(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

bool disk_read(int fd, void *data, size_t room, size_t *size)
{
	ssize_t n;

	if (fails())
		return false;
	do
		n = read(fd, data, room);
	while (n < 0 && errno == EINTR);
	*size = n < 0 ? 0 : (size_t)n;
	return n >= 0;
}

bool disk_begin_sync(int fd)
{
	if (fails())
		return false;
	/* Where it is not to be had disk_sync does all of it.  Other errors may be told only once, and here. */
	return sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE) == 0 || errno == ENOSYS || errno == EPERM;
}

bool disk_sync(int fd)
{
	return !fails() && fsync(fd) == 0;
}

bool disk_sync_folder(const char *path)
{
	int fd, code;
	bool good;

	if (fails())
		return false;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	good = fsync(fd) == 0;
	code = errno;
	close(fd);
	errno = code;
	/* Some network and FUSE file systems cannot sync a folder and say so; there is nothing to be done. */
	return good || code == EINVAL;
}

bool disk_close(int fd)
{
	bool failed = fails();
	int code = errno;

	/* Closed in any case: a close that failed is never retried. */
	if (close(fd) != 0)
		return false;
	errno = code;
	return !failed;
}

bool disk_rename(const char *from, const char *to)
{
	return !fails() && rename(from, to) == 0;
}

bool disk_link(const char *from, const char *to)
{
	return !fails() && link(from, to) == 0;
}

bool disk_unlink(const char *path)
{
	return !fails() && unlink(path) == 0;
}
