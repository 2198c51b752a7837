/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/remembered.h"

#include "engine/memory.h"

#include <stdlib.h>

struct sighting {
	uint64_t device;
	uint32_t word;
};

const struct remembered_code *remembered_find(const struct remembered_devices *d, struct text code)
{
	for (size_t i = 0; d && i < d->n_codes; i++)
		if (text_is(code, d->codes[i].code))
			return &d->codes[i];
	return NULL;
}

bool remembered_has(const struct remembered_code *code, uint64_t device)
{
	size_t low = 0, high = code ? code->n : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code->devices[middle] < device)
			low = middle + 1;
		else
			high = middle;
	}
	return code && low < code->n && code->devices[low] == device;
}

void remembering_init(struct remembering *m)
{
	*m = (struct remembering){ 0 };
}

void remembering_add(struct remembering *m, uint32_t word, uint64_t device)
{
	ARRAY_PUSH(m->items, m->n, m->room) = (struct sighting){ device, word };
}

static int compare(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;

	if (x->word != y->word)
		return x->word < y->word ? -1 : 1;
	return (x->device > y->device) - (x->device < y->device);
}

static int compare_codes(const void *a, const void *b)
{
	const struct remembered_code *x = a, *y = b;

	return text_compare(text_of(x->code), text_of(y->code));
}

void remembering_finish(struct remembering *m, const struct words *words, struct arena *arena,
			struct remembered_devices *out)
{
	uint64_t *devices = arena_alloc(arena, m->n + 1, sizeof *devices);
	struct remembered_code *codes;
	size_t n = 0, n_codes = 0;

	if (m->n > 1)
		qsort(m->items, m->n, sizeof *m->items, compare);
	for (size_t i = 0; i < m->n; i++)
		n_codes += i == 0 || m->items[i].word != m->items[i - 1].word;
	codes = arena_alloc(arena, n_codes + 1, sizeof *codes);
	n_codes = 0;
	for (size_t i = 0; i < m->n; i++) {
		if (i == 0 || m->items[i].word != m->items[i - 1].word) {
			struct text t = words_text(words, m->items[i].word);

			codes[n_codes++] = (struct remembered_code){ .code = arena_copy(arena, t.data, t.size),
								     .devices = devices + n };
		} else if (m->items[i].device == m->items[i - 1].device) {
			continue;
		}
		devices[n++] = m->items[i].device;
		codes[n_codes - 1].n++;
	}
	if (n_codes > 1)
		qsort(codes, n_codes, sizeof *codes, compare_codes);
	*out = (struct remembered_devices){ .n_codes = n_codes, .codes = codes };
	memory_free(m->items);
	*m = (struct remembering){ 0 };
}
