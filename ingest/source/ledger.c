/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file is text, a line an entry: device, inode, size, seconds and nanoseconds of both times, hash.  A
 * line that is not of this form is left out when the file is written again.
 */
#include "ingest/source/ledger.h"

#include "engine/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HEADING "pmr hashes 1\n"

struct entry {
	uint64_t device, inode, size;
	int64_t changed_s, changed_ns, entry_s, entry_ns;
	char hex[65];
};

struct ledger {
	pthread_mutex_t lock;
	char path[4096]; /* "": nothing is remembered */
	bool again, is_new;
	struct entry *items; /* the oldest first */
	size_t n, room;
};

static struct entry state_of(const struct stat *file)
{
	return (struct entry){
		.device = (uint64_t)file->st_dev,
		.inode = (uint64_t)file->st_ino,
		.size = (uint64_t)file->st_size,
		.changed_s = file->st_mtim.tv_sec,
		.changed_ns = file->st_mtim.tv_nsec,
		.entry_s = file->st_ctim.tv_sec,
		.entry_ns = file->st_ctim.tv_nsec,
	};
}

static bool same_file(const struct entry *a, const struct entry *b)
{
	return a->device == b->device && a->inode == b->inode;
}

static bool same_state(const struct entry *a, const struct entry *b)
{
	return same_file(a, b) && a->size == b->size && a->changed_s == b->changed_s &&
	       a->changed_ns == b->changed_ns && a->entry_s == b->entry_s && a->entry_ns == b->entry_ns;
}

static bool is_hash(const char *hex)
{
	return strlen(hex) == 64 && strspn(hex, "0123456789abcdef") == 64;
}

static void read_entries(struct ledger *l)
{
	FILE *file = fopen(l->path, "rbe");
	char line[512];

	if (!file)
		return;
	if (!fgets(line, sizeof line, file) || strcmp(line, HEADING) != 0) {
		fclose(file);
		return;
	}
	while (l->n < LEDGER_MAX_ENTRIES && fgets(line, sizeof line, file)) {
		struct entry e;

		if (sscanf(line,
			   "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64
			   " %64s",
			   &e.device, &e.inode, &e.size, &e.changed_s, &e.changed_ns, &e.entry_s, &e.entry_ns,
			   e.hex) == 8 &&
		    is_hash(e.hex))
			ARRAY_PUSH(l->items, l->n, l->room) = e;
	}
	fclose(file);
}

struct ledger *ledger_open(const char *folder, bool again)
{
	struct ledger *l = memory_zero(1, sizeof *l);

	pthread_mutex_init(&l->lock, NULL);
	l->again = again;
	if (!folder || strlen(folder) + 32 > sizeof l->path)
		return l;
	snprintf(l->path, sizeof l->path, "%s/hashes", folder);
	read_entries(l);
	return l;
}

bool ledger_find(struct ledger *l, const struct stat *file, char hex[65])
{
	struct entry wanted = state_of(file);
	bool found = false;

	if (l->again || !S_ISREG(file->st_mode) || wanted.size < LEDGER_MIN_BYTES)
		return false;
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < l->n && !found; i++)
		if (same_state(&l->items[i], &wanted)) {
			memcpy(hex, l->items[i].hex, 65);
			found = true;
		}
	pthread_mutex_unlock(&l->lock);
	return found;
}

void ledger_add(struct ledger *l, const struct stat *file, const char hex[65], int64_t began)
{
	struct entry e = state_of(file);
	size_t n = 0;

	if (!l->path[0] || !S_ISREG(file->st_mode) || e.size < LEDGER_MIN_BYTES ||
	    e.changed_s > began - LEDGER_SETTLED_S || e.entry_s > began - LEDGER_SETTLED_S)
		return;
	memcpy(e.hex, hex, sizeof e.hex);
	pthread_mutex_lock(&l->lock);
	/* The entry goes to the end; its former state, and what is too old, goes. */
	for (size_t i = 0; i < l->n; i++)
		if (!same_file(&l->items[i], &e) && (i > 0 || l->n < LEDGER_MAX_ENTRIES))
			l->items[n++] = l->items[i];
	l->n = n;
	ARRAY_PUSH(l->items, l->n, l->room) = e;
	l->is_new = true;
	pthread_mutex_unlock(&l->lock);
}

/* The folder of the ledger and the one above it: where nothing was cached before there is none. */
static bool make_folder(const char *path)
{
	char folder[4096];
	char *slash;

	snprintf(folder, sizeof folder, "%s", path);
	*strrchr(folder, '/') = 0;
	slash = strrchr(folder, '/');
	if (mkdir(folder, 0700) == 0 || errno == EEXIST)
		return true;
	if (errno != ENOENT || !slash || slash == folder)
		return false;
	*slash = 0;
	if (mkdir(folder, 0700) != 0)
		return false;
	*slash = '/';
	return mkdir(folder, 0700) == 0;
}

/* Beside its place and renamed, so that a run at the same time reads a whole one. */
static void write_entries(const struct ledger *l)
{
	char beside[sizeof l->path + 32];
	FILE *file;
	bool good = true;

	if (!make_folder(l->path))
		return;
	snprintf(beside, sizeof beside, "%s.%ld", l->path, (long)getpid());
	file = fopen(beside, "wbe");
	if (!file)
		return;
	fputs(HEADING, file);
	for (size_t i = 0; i < l->n; i++) {
		const struct entry *e = &l->items[i];

		fprintf(file,
			"%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
			" %s\n",
			e->device, e->inode, e->size, e->changed_s, e->changed_ns, e->entry_s, e->entry_ns,
			e->hex);
	}
	good = !ferror(file);
	good = fclose(file) == 0 && good;
	if (!good || rename(beside, l->path) != 0)
		unlink(beside);
}

void ledger_close(struct ledger *l)
{
	if (l->is_new)
		write_entries(l);
	pthread_mutex_destroy(&l->lock);
	memory_free(l->items);
	memory_free(l);
}
