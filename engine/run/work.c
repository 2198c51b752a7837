/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/work.h"

#include "engine/memory.h"
#include "engine/store/store.h"
#include "engine/whole.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORK_PREFIX ".pmr-work-"
#define N_SWEEPS    8
#define SPARE_BYTES (2 << 20)

/* One run has one working folder; these are changed by the main thread alone, within a stretch (whole.h), because
 * whoever ends the process reads them. */
static char folder[4096], made_output[4096];
static int lock_fd = -1;
static void *spare; /* given back when memory has run out: looking through folders takes some */

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *ftw)
{
	(void)info;
	(void)kind;
	(void)ftw;
	return remove(path) != 0 && errno != ENOENT;
}

static void remove_tree(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Removes the working folders of runs that were killed: a living run holds a lock on its own. */
static void remove_stale(const char *parent)
{
	DIR *dir = opendir(parent);
	struct dirent *entry;
	char path[4096];

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		int fd;

		if (strncmp(entry->d_name, WORK_PREFIX, strlen(WORK_PREFIX)))
			continue;
		if ((size_t)snprintf(path, sizeof path, "%s/%s", parent, entry->d_name) >= sizeof path)
			continue;
		fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			remove_tree(path);
		close(fd);
	}
	closedir(dir);
}

static bool make_output(const char *output, struct error *err)
{
	struct stat info;

	if (mkdir(output, 0777) == 0) {
		snprintf(made_output, sizeof made_output, "%s", output);
		return true;
	}
	if (errno == ENOENT) {
		error_set(err, ERROR_OUTPUT, "the folder above the output folder does not exist");
		error_hint(err, "make it first, or name another --output");
		return error_at(err, output, 0, NULL);
	}
	if (errno != EEXIST) {
		error_set(err, ERROR_OUTPUT, "the output folder cannot be made: %s", strerror(errno));
		return error_at(err, output, 0, NULL);
	}
	if (stat(output, &info) == 0 && !S_ISDIR(info.st_mode)) {
		error_set(err, ERROR_OUTPUT, "is not a folder");
		error_hint(err, "--output names the folder that the pack is written to");
		return error_at(err, output, 0, NULL);
	}
	return true;
}

/* Makes the folder and locks it.  Another run that is just removing what killed runs left may have taken it for such
 * a one before it was locked: then it is made again. */
static bool make_locked(const char *parent)
{
	for (;;) {
		struct stat named, locked;

		snprintf(folder, sizeof folder, "%s/" WORK_PREFIX "XXXXXX", parent);
		if (!mkdtemp(folder))
			return false;
		lock_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		/* Where there are no locks nobody removes anything either. */
		if (lock_fd >= 0)
			flock(lock_fd, LOCK_EX);
		if (lock_fd >= 0 && fstat(lock_fd, &locked) == 0 && stat(folder, &named) == 0 &&
		    named.st_ino == locked.st_ino)
			return true;
		if (lock_fd >= 0)
			close(lock_fd);
		else if (errno != ENOENT)
			return true; /* it cannot be opened, but it is there */
		lock_fd = -1;
	}
}

static bool begin(const char *output, struct error *err)
{
	const char *parent = output;

	if (!parent) {
		parent = getenv("TMPDIR");
		if (!parent || !*parent)
			parent = "/tmp";
	}
	if (strlen(parent) + 64 > sizeof folder) {
		error_set(err, ERROR_OUTPUT, "the path is longer than %zu bytes", sizeof folder - 64);
		return error_at(err, output ? "--output" : "TMPDIR", 0, NULL);
	}
	if (output && !make_output(output, err))
		return false;
	if (output)
		remove_stale(parent);
	if (!make_locked(parent)) {
		int code = errno;

		folder[0] = 0;
		work_end();
		error_set(err, ERROR_OUTPUT, "the folder cannot be written to: %s", strerror(code));
		error_hint(err, "check its permissions and free space, or name another %s",
			   output ? "--output" : "TMPDIR");
		return error_at(err, parent, 0, NULL);
	}
	return true;
}

bool work_begin(const char *output, struct error *err)
{
	bool done;

	whole_begin();
	spare = memory_alloc(SPARE_BYTES);
	done = begin(output, err);
	whole_end();
	return done;
}

const char *work_path(void)
{
	return folder;
}

void work_end(void)
{
	whole_begin();
	if (folder[0])
		remove_tree(folder);
	folder[0] = 0;
	if (lock_fd >= 0)
		close(lock_fd);
	lock_fd = -1;
	if (made_output[0])
		rmdir(made_output); /* fails, as it should, when a pack was put into it */
	made_output[0] = 0;
	memory_free(spare);
	spare = NULL;
	whole_end();
}

/* Other threads still write.  Under another name the folder gets no new files from them; one that was just being
 * made may yet come in. */
static void remove_while_used(void)
{
	char gone[sizeof folder + 8];
	struct stat info;

	snprintf(gone, sizeof gone, "%s-gone", folder);
	if (rename(folder, gone) != 0)
		snprintf(gone, sizeof gone, "%s", folder);
	for (int i = 0; i < N_SWEEPS && lstat(gone, &info) == 0; i++)
		remove_tree(gone);
}

const char *work_abandon(void)
{
	whole_begin(); /* and never ended: what fails now in other threads is not told */
	memory_free(spare);
	spare = NULL;
	store_abandon();
	if (folder[0])
		remove_while_used();
	if (made_output[0])
		rmdir(made_output);
	return whole_is_renewed() ? "the new output is in place and whole" : "the former output is as it was";
}

static void *watch(void *signals)
{
	int caught = 0;
	const char *left;

	if (sigwait(signals, &caught) != 0)
		return NULL;
	left = work_abandon();
	fprintf(stderr, "\npmr: stopped by signal %d; %s\n", caught, left);
	/* The default action, so that the parent sees what ended us. */
	signal(caught, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, signals, NULL);
	raise(caught);
	_exit(128 + caught);
}

/* Those of the signals that end a process and that the parent did not ask to be ignored, as nohup does. */
static bool find_signals(sigset_t *out)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP };
	bool any = false;

	sigemptyset(out);
	for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
		struct sigaction inherited;

		if (sigaction(ending[i], NULL, &inherited) != 0 || inherited.sa_handler == SIG_IGN)
			continue;
		sigaddset(out, ending[i]);
		any = true;
	}
	return any;
}

void work_watch_signals(void)
{
	static sigset_t signals;
	pthread_t thread;

	/* A closed pipe and the limit of a file's size are errors of a write, not reasons to die half way through a pack. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (!find_signals(&signals))
		return;
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	if (pthread_create(&thread, NULL, watch, &signals) == 0)
		pthread_detach(thread);
	else
		pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}
