/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_flat.c - files looked at in place: what is there, what is given back, and what becomes of one that is cut short.
 */
#include "scratch.h"

#include "engine/memory.h"
#include "ingest/source/flat.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

/* A file of that many bytes, most of them a hole: its first, and from 1 MiB on one in every MiB, say which. */
static const char *scratch_marked(const char *name, size_t size)
{
	const char *path = scratch_path(name);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	for (size_t at = 0; at < size; at += MIB)
		assert_int_equal(pwrite(fd, &(char){ (char)(1 + at / MIB) }, 1, (off_t)at), 1);
	close(fd);
	return path;
}

static struct flat *look_at(const char *path, uint64_t size)
{
	int fd = open(path, O_RDONLY);
	struct flat *f = flat_new(fd, size);

	close(fd);
	return f;
}

static void see_marks(const struct flat *f, size_t size)
{
	for (size_t at = 0; at < size; at += MIB)
		assert_int_equal(flat_bytes(f)[at], 1 + at / MIB);
	assert_int_equal(flat_bytes(f)[size - 1], 0);
}

/* How many bytes of the file this process has in its tables of pages, in MiB. */
static size_t resident(const struct flat *f, size_t size)
{
	char line[256];
	size_t kib = 0;
	bool ours = false;
	FILE *maps = fopen("/proc/self/smaps", "r");

	assert_non_null(maps);
	while (fgets(line, sizeof line, maps)) {
		unsigned long long from, to;

		if (sscanf(line, "%llx-%llx ", &from, &to) == 2)
			ours = from >= (uintptr_t)flat_bytes(f) && from < (uintptr_t)flat_bytes(f) + size;
		else if (ours && strncmp(line, "Rss:", 4) == 0)
			kib += strtoul(line + 4, NULL, 10);
	}
	fclose(maps);
	return kib / 1024;
}

/* Bytes are where they are in the file, large pages with large pages; what was left takes no memory, whatever the pieces
 * in which it was left, and is there for whoever looks again. */
static void looking(void **state)
{
	const size_t size = 100 * MIB - 7;
	const char *path = scratch_marked("marked", size);
	struct flat *f = look_at(path, size), *others[3];

	(void)state;
	assert_non_null(f);
	assert_int_equal((uintptr_t)flat_bytes(f) % (2 * MIB), 0);
	/* Only advice: that nothing is read wrongly, and nothing past the end, is all there is to see. */
	for (size_t at = 0; at < size; at += MIB)
		flat_go_on(f, at, MIB < size - at ? MIB : size - at);
	for (size_t at = 0; at < size; at += 4096)
		assert_true(flat_bytes(f)[at] >= 0);
	assert_true(resident(f, size) >= 90);
	for (size_t at = 0, n; at < 70 * MIB; at += n) {
		n = 5 * MIB + 12345;
		flat_leave(f, at, n);
	}
	assert_true(resident(f, size) <= 100 - 64);
	see_marks(f, size);
	assert_false(flat_is_lost(f));
	/* Of several files each is given back in smaller pieces. */
	for (int k = 0; k < 3; k++)
		others[k] = look_at(path, size);
	see_marks(others[2], size);
	flat_leave(others[2], 0, 17 * MIB);
	assert_true(resident(others[2], size) <= 84);
	for (int k = 0; k < 3; k++)
		flat_free(others[k]);
	flat_free(f);
	flat_free(NULL);
}

static void none(void **state)
{
	const char *path = scratch_text("small", "abc");
	struct flat *all[FLAT_FILES];

	(void)state;
	assert_null(flat_new(-1, 10));
	assert_null(look_at(path, 0));
	assert_null(look_at("/", 10)); /* a folder */
	for (int k = 0; k < FLAT_FILES; k++) {
		all[k] = look_at(path, 3);
		assert_non_null(all[k]);
		assert_memory_equal(flat_bytes(all[k]), "abc", 3);
	}
	assert_null(look_at(path, 3));
	flat_free(all[17]);
	all[17] = look_at(path, 3);
	assert_non_null(all[17]);
	assert_null(look_at(path, 3));
	for (int k = 0; k < FLAT_FILES; k++)
		flat_free(all[k]);
}

static void *sum_up(void *context)
{
	const struct flat *f = context;
	int *sum = memory_zero(1, sizeof *sum);

	for (size_t at = 0; at < 8 * MIB; at += 4096)
		*sum += flat_bytes(f)[at];
	return sum;
}

/* Several threads at once meet the end that was not there before; who looks at another file learns nothing of it. */
static void cut_short(void **state)
{
	const char *path = scratch_marked("short", 8 * MIB), *other = scratch_marked("other", 2 * MIB);
	struct flat *f = look_at(path, 8 * MIB), *g = look_at(other, 2 * MIB);
	pthread_t threads[3];

	(void)state;
	assert_non_null(f);
	assert_non_null(g);
	assert_int_equal(truncate(path, 3 * MIB), 0);
	for (int k = 0; k < 3; k++)
		assert_int_equal(pthread_create(&threads[k], NULL, sum_up, f), 0);
	for (int k = 0; k < 3; k++) {
		void *sum;

		pthread_join(threads[k], &sum);
		assert_int_equal(*(int *)sum, 1 + 2 + 3);
		memory_free(sum);
	}
	assert_true(flat_is_lost(f));
	see_marks(g, 2 * MIB);
	assert_false(flat_is_lost(g));
	flat_free(f);
	/* Who has its place now begins anew. */
	f = look_at(other, 2 * MIB);
	assert_false(flat_is_lost(f));
	flat_free(f);
	flat_free(g);
}

/* An error of the bus that has nothing to do with it ends the process as before. */
static void not_ours(void **state)
{
	const char *path = scratch_marked("ours", 2 * MIB), *other = scratch_marked("not ours", 2 * MIB);
	struct flat *f;
	int status;
	pid_t child;

	(void)state;
	/* In place of what the tests' own library does with it. */
	signal(SIGBUS, SIG_DFL);
	f = look_at(path, 2 * MIB);
	assert_non_null(f);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int fd = open(other, O_RDONLY);
		volatile char *bytes = mmap(NULL, 2 * MIB, PROT_READ, MAP_SHARED, fd, 0);

		_exit(truncate(other, 0) == 0 && bytes[0] == 1 ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
	flat_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looking),
		cmocka_unit_test(none),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(not_ours),
	};
	int failed;

	scratch_init();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	scratch_done();
	return failed;
}
