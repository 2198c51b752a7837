/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stage.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

static bool watched;
static atomic_llong gathered[STAGE_COUNT]; /* nanoseconds */

const char *stage_name(enum stage stage)
{
	static const char *const names[STAGE_COUNT] = {
		[STAGE_READ] = "read",
		[STAGE_HASH] = "hash",
		[STAGE_SCAN] = "scan",
		[STAGE_DECODE] = "decode",
		[STAGE_ONE_BY_ONE] = "one by one",
		[STAGE_MEASURE] = "measure",
		[STAGE_SETTLE] = "settle",
		[STAGE_DUPLICATES] = "duplicates",
		[STAGE_MERGE] = "merge",
		[STAGE_RENDER] = "render",
	};

	return names[stage];
}

void stage_watch(void)
{
	watched = true;
}

/* Of this thread alone: a thread that waits takes no time. */
static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t stage_begin(void)
{
	return watched ? now() : 0;
}

void stage_end(enum stage stage, int64_t began)
{
	if (watched)
		atomic_fetch_add_explicit(&gathered[stage], now() - began, memory_order_relaxed);
}

int64_t stage_ns(enum stage stage)
{
	return atomic_load(&gathered[stage]);
}
