/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/source/flat.h"

#include "engine/memory.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/* The largest pages in which files are kept; addresses and places in the file agree in them. */
#define LARGE_PAGE ((size_t)2 << 20)
/* What all files together have in memory, or little more: it is given back in large pieces, for every time that one
 * thread does so the others forget where theirs is. */
#define KEPT ((size_t)32 << 20)

/* What the handler of the signal knows of a file; `end` is 0 while nobody looks at one. */
struct place {
	atomic_uintptr_t begin, end;
	atomic_bool lost;
};

struct flat {
	char *bytes;
	size_t size;
	struct place *place;
	size_t region;       /* bytes that are given back at once */
	atomic_size_t *left; /* of each region: bytes that were left */
};

static struct place places[FLAT_FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* for whoever takes a place */
static struct sigaction before; /* who was told of the signal before us */

static size_t whole_pages(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (size + page - 1) / page * page;
}

/* Only system calls, and no lock: it comes in the midst of anything. */
static void on_bus_error(int number, siginfo_t *info, void *context)
{
	uintptr_t at = (uintptr_t)info->si_addr;
	int kept = errno;

	(void)context;
	for (int k = 0; k < FLAT_FILES; k++) {
		struct place *p = &places[k];
		uintptr_t end = p->end;

		if (at < p->begin || at >= end)
			continue;
		at -= at % (uintptr_t)sysconf(_SC_PAGESIZE);
		/* It fails where there is no memory for a page's table: then nothing can be done. */
		if (mmap((void *)at, end - at, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
			break;
		p->lost = true;
		errno = kept;
		return;
	}
	/* Not ours: it comes again, and meets what was there before. */
	sigaction(number, &before, NULL);
	errno = kept;
}

/* With the lock: somebody else may have put a handler of theirs in its place since. */
static void listen_to_it(void)
{
	struct sigaction now, ours = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_RESTART };

	if (sigaction(SIGBUS, NULL, &now) == 0 && now.sa_flags & SA_SIGINFO && now.sa_sigaction == on_bus_error)
		return;
	before = now;
	sigemptyset(&ours.sa_mask);
	sigaction(SIGBUS, &ours, NULL);
}

/* *n_taken: how many are taken now, with this one. */
static struct place *take_place(size_t *n_taken)
{
	struct place *free_one = NULL;

	*n_taken = 1;
	pthread_mutex_lock(&lock);
	listen_to_it();
	for (int k = 0; k < FLAT_FILES; k++)
		if (places[k].end)
			++*n_taken;
		else if (!free_one)
			free_one = &places[k];
	if (free_one) {
		free_one->lost = false;
		free_one->begin = UINTPTR_MAX; /* holds nothing yet */
		free_one->end = UINTPTR_MAX;
	}
	pthread_mutex_unlock(&lock);
	return free_one;
}

/* Addresses that begin with a large page, of which nothing is there yet. */
static char *reserve(size_t size)
{
	char *all = mmap(NULL, size + LARGE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t skipped;

	if (all == MAP_FAILED)
		return NULL;
	skipped = (LARGE_PAGE - (uintptr_t)all % LARGE_PAGE) % LARGE_PAGE;
	if (skipped)
		munmap(all, skipped);
	munmap(all + skipped + size, LARGE_PAGE - skipped);
	return all + skipped;
}

static char *look(int fd, size_t size)
{
	char *bytes = reserve(whole_pages(size));

	if (bytes && mmap(bytes, size, PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED) {
		munmap(bytes, whole_pages(size));
		return NULL;
	}
	return bytes;
}

struct flat *flat_new(int fd, uint64_t size)
{
	struct place *place;
	struct flat *f;
	char *bytes;
	size_t n_files;

	if (!size || size > SIZE_MAX / 2)
		return NULL;
	place = take_place(&n_files);
	if (!place)
		return NULL;
	bytes = look(fd, (size_t)size);
	if (!bytes) {
		place->end = 0;
		return NULL;
	}
	f = memory_alloc(sizeof *f);
	*f = (struct flat){ .bytes = bytes, .size = (size_t)size, .place = place, .region = KEPT };
	while (f->region > LARGE_PAGE && f->region * n_files > KEPT)
		f->region /= 2;
	f->left = memory_zero(f->size / f->region + 1, sizeof *f->left);
	place->end = (uintptr_t)bytes + whole_pages(f->size);
	place->begin = (uintptr_t)bytes;
	return f;
}

void flat_free(struct flat *f)
{
	if (!f)
		return;
	f->place->begin = UINTPTR_MAX;
	munmap(f->bytes, whole_pages(f->size));
	f->place->end = 0;
	memory_free(f->left);
	memory_free(f);
}

const char *flat_bytes(const struct flat *f)
{
	return f->bytes;
}

void flat_go_on(struct flat *f, uint64_t from, uint64_t size)
{
	size_t soon = (size_t)(from + size) / LARGE_PAGE + 1;

	/* Once for every large page: by whoever comes to its second before. */
	if ((size_t)from / LARGE_PAGE + 1 == soon || (soon + 1) * LARGE_PAGE > f->size)
		return;
	/* Advice, which older systems do not know. */
#ifdef MADV_POPULATE_READ
	(void)madvise(f->bytes + soon * LARGE_PAGE, LARGE_PAGE, MADV_POPULATE_READ);
#endif
}

void flat_leave(struct flat *f, uint64_t from, uint64_t size)
{
	while (size) {
		size_t region = (size_t)from / f->region, begin = region * f->region;
		size_t n = begin + f->region - (size_t)from < size ? begin + f->region - (size_t)from : (size_t)size;

		/* Advice: whoever looks again gets the bytes again. */
		if (atomic_fetch_add(&f->left[region], n) + n == f->region)
			(void)madvise(f->bytes + begin, f->region, MADV_DONTNEED);
		from += n;
		size -= n;
	}
}

bool flat_is_lost(const struct flat *f)
{
	return f->place->lost;
}
