/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/samples.h"

#include "engine/civil.h"
#include "engine/memory.h"

#include <string.h>

static int compare(const struct place *a, const struct place *b)
{
	int order = a->file == b->file ? 0 : strcmp(a->file, b->file);

	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static void enter(struct sample_list *list, const struct sample *sample)
{
	int at = list->n;

	while (at > 0 && compare(&sample->place, &list->items[at - 1].place) < 0)
		at--;
	if (at == SAMPLES_KEPT)
		return;
	if (list->n < SAMPLES_KEPT)
		list->n++;
	memmove(&list->items[at + 1], &list->items[at], (size_t)(list->n - 1 - at) * sizeof *list->items);
	list->items[at] = *sample;
}

void samples_add(struct samples **s, int slot, const struct batch *b, size_t i, int64_t sign, int64_t start,
		 int64_t stop, int64_t deadline)
{
	struct sample_list *list;
	struct sample sample = { .start = start, .stop = stop, .deadline = deadline };

	if (!b->place)
		return;
	if (!*s)
		*s = memory_zero(1, sizeof **s);
	list = sign > 0 ? &(*s)->given[slot] : &(*s)->taken[slot];
	if (list->n == SAMPLES_KEPT && b->file == list->items[SAMPLES_KEPT - 1].place.file &&
	    b->first_line > list->items[SAMPLES_KEPT - 1].place.line)
		return;
	sample.place = b->place(b, i);
	if (sample.place.file)
		enter(list, &sample);
}

void samples_merge(struct samples **into, const struct samples *from)
{
	if (!from)
		return;
	if (!*into)
		*into = memory_zero(1, sizeof **into);
	for (int slot = 0; slot < SAMPLES_SLOTS; slot++) {
		for (int k = 0; k < from->given[slot].n; k++)
			enter(&(*into)->given[slot], &from->given[slot].items[k]);
		for (int k = 0; k < from->taken[slot].n; k++)
			enter(&(*into)->taken[slot], &from->taken[slot].items[k]);
	}
}

static bool was_taken(const struct sample_list *taken, const struct place *place)
{
	for (int k = 0; k < taken->n; k++)
		if (compare(&taken->items[k].place, place) == 0)
			return true;
	return false;
}

static const char *words_of(const struct sample *s, struct arena *arena)
{
	char start[40], stop[40], due[40];

	if (s->start == I64_EMPTY)
		return "the condition of the measure does not hold";
	stamp_format(s->start, start);
	if (s->deadline == I64_EMPTY)
		return s->stop == I64_EMPTY
			       ? arena_printf(arena, "from %s, without an end", start)
			       : arena_printf(arena, "from %s to %s", start, stamp_format(s->stop, stop));
	stamp_format(s->deadline, due);
	return s->stop == I64_EMPTY
		       ? arena_printf(arena, "began %s, due by %s, never ended", start, due)
		       : arena_printf(arena, "began %s, due by %s, ended %s", start, due, stamp_format(s->stop, stop));
}

int samples_show(const struct samples *s, int slot, int measure, struct arena *arena,
		 struct sample_row out[SAMPLES_SHOWN])
{
	int n = 0;

	for (int k = 0; s && k < s->given[slot].n && n < SAMPLES_SHOWN; k++) {
		const struct sample *sample = &s->given[slot].items[k];

		if (!was_taken(&s->taken[slot], &sample->place))
			out[n++] = (struct sample_row){ .measure = measure,
							.region = (enum region)slot,
							.file = sample->place.file,
							.line = sample->place.line,
							.what = words_of(sample, arena) };
	}
	return n;
}
