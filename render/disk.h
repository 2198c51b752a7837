/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * disk.h - the system calls that make an output, each of which a test can make fail.
 *
 * The functions are those of POSIX by the same names, with interruptions and short writes retried; they
 * return false with errno set.  A test counts the operations of a run, then makes each of them fail in turn.
 */
#ifndef RENDER_DISK_H
#define RENDER_DISK_H

#include <stdbool.h>
#include <stddef.h>

/* n more operations succeed and the one after them fails with `code`, once or from then on; n < 0: none
 * fails.  To be called while nobody publishes. */
void disk_fail_after(long n_operations, int code, bool for_good);
long disk_n_operations(void); /* since the last disk_fail_after */

bool disk_make_folder(const char *path, bool *made); /* an existing folder is fine */
bool disk_remove_folder(const char *path);
bool disk_open_new(const char *path, int *fd); /* must not exist */
bool disk_open(const char *path, int *fd);     /* for reading */
bool disk_write(int fd, const void *data, size_t size);
bool disk_read(int fd, void *data, size_t room, size_t *size); /* 0 at the end */
bool disk_begin_sync(int fd); /* what was written is on its way to the disk; waits for nothing */
bool disk_sync(int fd);
bool disk_sync_folder(const char *path);
bool disk_close(int fd);
bool disk_rename(const char *from, const char *to);
bool disk_link(const char *from, const char *to); /* a second name for a file; false when `from` is missing */
bool disk_unlink(const char *path);

#endif
