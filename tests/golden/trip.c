/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trip.c - loaded before the program (LD_PRELOAD): at the n-th call of a function the process gets a signal.
 *
 * TRIP_CALL rename, sync_file_range or fsync, TRIP_AT n (from 1), TRIP_SIGNAL its number.  The call itself is made
 * first.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const struct timespec nap = { 0, 100 * 1000 * 1000 };

static void trip(const char *call)
{
	static atomic_int n_calls;
	const char *wanted = getenv("TRIP_CALL"), *at = getenv("TRIP_AT"), *number = getenv("TRIP_SIGNAL");

	if (!wanted || strcmp(wanted, call) != 0 || !at || !number)
		return;
	if (atomic_fetch_add(&n_calls, 1) + 1 != atoi(at))
		return;
	kill(getpid(), atoi(number));
	nanosleep(&nap, NULL); /* whoever acts on it has the time to */
}

int rename(const char *from, const char *to)
{
	int failed = renameat(AT_FDCWD, from, AT_FDCWD, to);

	trip("rename");
	return failed;
}

int sync_file_range(int fd, off_t from, off_t size, unsigned flags)
{
	int failed = (int)syscall(SYS_sync_file_range, fd, from, size, flags);

	trip("sync_file_range");
	return failed;
}

int fsync(int fd)
{
	int failed = (int)syscall(SYS_fsync, fd);

	trip("fsync");
	return failed;
}
