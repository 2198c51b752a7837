/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rows_replay.c - the same comparison without libFuzzer.
 *
 *     rows_replay FOLDER             every file in it, in many ways
 *     rows_replay --random N [SEED]  N files of dirty rows, each in one way
 */
#include "tests/fuzz/folder.h"
#include "tests/fuzz/rows.h"
#include "tests/unit/ingest/dirty.h"
#include "tests/unit/random.h"
#include "tests/unit/stride.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 40

static bool try_all(struct text data)
{
	uint64_t state = 1;

	for (size_t i = 0; i < WAYS; i += test_stride())
		if (!rows_try(data, next_random(&state)))
			return false;
	return rows_try(data, rows_choice(data));
}

static const struct dataset *any_events(void)
{
	for (;;) {
		const struct dataset *d = dataset_get((enum dataset_id)dirty_below(DATASET_COUNT));

		if (!d->is_register)
			return d;
	}
}

static int random_files(const char *count, const char *seed)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };
	unsigned long long n = strtoull(count, NULL, 10);
	uint64_t state = seed ? strtoull(seed, NULL, 10) : 1;

	dirty_seed(state);
	for (unsigned long long i = 0; i < n; i += test_stride()) {
		const struct dataset *d = any_events();
		struct builder b;

		builder_init(&b);
		builder_printf(&b, "%s\n", d->name);
		dirty_file(&b, d, dirty_below(60), 1 + dirty_below(20), ends[dirty_below(3)]);
		rows_try(builder_text(&b), next_random(&state));
		builder_done(&b);
	}
	printf("%llu files\n", n / test_stride());
	return !n;
}

int main(int argc, char **argv)
{
	if ((argc == 3 || argc == 4) && !strcmp(argv[1], "--random"))
		return random_files(argv[2], argc > 3 ? argv[3] : NULL);
	if (argc != 2)
		return fprintf(stderr, "usage: rows_replay FOLDER | rows_replay --random N [SEED]\n"), 2;
	return folder_try(argv[1], try_all);
}
