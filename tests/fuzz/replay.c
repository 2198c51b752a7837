/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay.c - the same comparison without libFuzzer.
 *
 *     replay FOLDER              every file in it, with reads of every size that matters
 *     replay --random N [SEED]   N inputs made of the bytes that matter to CSV
 *     replay --all N [K OF]      every input of up to N of the five bytes that matter, at the start of a
 *                                file and over the edge of a block of 64; or every OF-th of them from the K-th on
 */
#include "engine/memory.h"
#include "tests/fuzz/differ.h"
#include "tests/fuzz/folder.h"
#include "tests/unit/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t sizes[] = { 1, 2, 3, 7, 31, 63, 64, 65, 127, 128, 4096, 1 << 16, 1 << 20 };

static bool try_all(struct text data)
{
	struct differ_how how;

	if (data.size > DIFFER_MAX_BYTES)
		return false;
	how = differ_how(data);
	differ_try(data, how);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (const char *delimiter = ",;"; *delimiter; delimiter++)
			for (int head = 0; head < 3; head++)
				differ_try(data, (struct differ_how){ *delimiter, sizes[i], 0, head });
	return true;
}

static uint64_t state;

/* Mostly sound CSV with something wrong here and there, or mere bytes that matter. */
static size_t make(char *to, size_t room)
{
	static const char any[] = "\"\"\"\",,,\n\n\r\r;\t|a b\0\x80\xC3\xFF";
	uint64_t r = next_random(&state);
	/* Half of them a few fields, most of the others a few blocks of 64, some more than that. */
	size_t most = r % 8 < 4 ? 25 : r % 64 != 63 ? 200 : room;
	size_t want = (size_t)(r >> 8) % most, n = 0;
	unsigned wildness = (unsigned)(r >> 40) % 4; /* 0: mere bytes */

	while (n < want) {
		uint64_t x = next_random(&state);

		if (!wildness || x % 64 < wildness) {
			to[n++] = any[(x >> 8) % (sizeof any - 1)];
			continue;
		}
		size_t word = (size_t)(x >> 8) % 12;
		bool quoted = (x >> 16) % 4 == 0;
		if (n + word * 2 + 4 > want)
			break;
		if (quoted)
			to[n++] = '"';
		for (size_t i = 0; i < word; i++) {
			char c = quoted ? any[next_random(&state) % (sizeof any - 1)] : (char)('a' + i);
			to[n++] = c;
			if (c == '"')
				to[n++] = '"';
		}
		if (quoted)
			to[n++] = '"';
		switch ((x >> 24) % 8) {
		case 0:
			to[n++] = '\r';
			to[n++] = '\n';
			break;
		case 1:
			to[n++] = '\n';
			break;
		case 2:
			to[n++] = '\r';
			break;
		default:
			to[n++] = ',';
			break;
		}
	}
	return n;
}

static int random_inputs(const char *count, const char *seed)
{
	unsigned long long n = strtoull(count, NULL, 10), n_records = 0;
	char room[2048];

	state = seed ? strtoull(seed, NULL, 10) : 1;
	for (unsigned long long i = 0; i < n; i++) {
		size_t size = make(room, sizeof room - 32);
		char *exact = memory_alloc(size ? size : 1);

		if (size)
			memcpy(exact, room, size);
		n_records +=
			differ_try((struct text){ exact, size }, differ_how((struct text){ exact, size }));
		memory_free(exact);
	}
	printf("%llu inputs, %llu records\n", n, n_records);
	return n && !n_records;
}

static int all_inputs(const char *most, const char *part, const char *parts)
{
	static const char any[] = { '"', ',', '\n', '\r', 'a' };
	enum { BEFORE = 60, MOST = 16 };
	size_t longest = strtoull(most, NULL, 10);
	unsigned long long first = part ? strtoull(part, NULL, 10) : 0, step = parts ? strtoull(parts, NULL, 10) : 1, n = 0;
	char text[BEFORE + MOST];

	if (longest < 1 || longest > MOST || first >= step)
		return fprintf(stderr, "replay: --all takes 1 to %d, and 0 to OF - 1 of parts\n", MOST), 2;
	memset(text, 'b', BEFORE);
	text[BEFORE - 1] = ',';
	for (size_t size = 1; size <= longest; size++) {
		unsigned long long count = 1;

		for (size_t i = 0; i < size; i++)
			count *= sizeof any;
		for (unsigned long long k = first; k < count; k += step) {
			unsigned long long left = k;

			for (size_t i = 0; i < size; i++, left /= sizeof any)
				text[BEFORE + i] = any[left % sizeof any];
			for (size_t from = 0; from <= BEFORE; from += BEFORE) {
				struct text t = { text + from, BEFORE - from + size };

				differ_try(t, differ_how(t));
				n++;
			}
		}
	}
	printf("%llu inputs, %s of up to %zu bytes\n", n, step > 1 ? "a part of all" : "all", longest);
	return 0;
}

int main(int argc, char **argv)
{
	int code;

	if (argc >= 3 && !strcmp(argv[1], "--random"))
		code = random_inputs(argv[2], argc > 3 ? argv[3] : NULL);
	else if ((argc == 3 || argc == 5) && !strcmp(argv[1], "--all"))
		code = all_inputs(argv[2], argc == 5 ? argv[3] : NULL, argc == 5 ? argv[4] : NULL);
	else if (argc == 2)
		code = folder_try(argv[1], try_all);
	else
		return fprintf(stderr, "usage: replay FOLDER | replay --random N [SEED] | replay --all N [K OF]\n"),
		       2;
	differ_done();
	return code;
}
