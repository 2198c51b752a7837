/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/finding.h"

#include "engine/memory.h"
#include "engine/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_BYTES 120

/* Findings alike in all but place and value.  The samples are the smallest by (line, value), so they
 * do not depend on the order in which findings came. */
struct group {
	struct finding common; /* line, value and count unused */
	uint64_t hash;
	uint64_t count; /* rows, those of the samples included */
	int n_samples;
	struct finding samples[FINDING_SAMPLES]; /* ascending, no two the same */
	char *rooms[FINDING_SAMPLES];            /* [VALUE_BYTES + 1] where each sample's value is kept */
};

struct index {
	struct group *groups;
	size_t n, room;
	size_t *slots; /* group + 1, 0 free */
	size_t n_slots;
};

const char *severity_name(enum severity s)
{
	static const char *const names[SEVERITY_COUNT] = { "error", "warning", "note" };

	assert((unsigned)s < SEVERITY_COUNT);
	return names[s];
}

void findings_init(struct findings *f)
{
	*f = (struct findings){ 0 };
	arena_init(&f->arena);
	f->index = memory_zero(1, sizeof(struct index));
}

void findings_done(struct findings *f)
{
	struct index *index = f->index;

	if (index) {
		memory_free(index->groups);
		memory_free(index->slots);
		memory_free(index);
	}
	memory_free(f->items);
	arena_done(&f->arena);
	*f = (struct findings){ 0 };
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static uint64_t group_hash(const struct finding *f)
{
	uint64_t hash = (uint64_t)f->severity;

	hash = text_hash(text_of(f->kind), hash);
	hash = text_hash(text_of(f->dataset), hash);
	hash = text_hash(text_of(f->file), hash);
	hash = text_hash(text_of(f->column), hash);
	return text_hash(text_of(f->message), hash);
}

static bool same_group(const struct finding *a, const struct finding *b)
{
	return a->severity == b->severity && !strcmp(a->kind, b->kind) && !strcmp(a->dataset, b->dataset) &&
	       !strcmp(a->file, b->file) && !strcmp(a->column, b->column) && !strcmp(a->message, b->message);
}

static void grow_slots(struct index *index)
{
	size_t n_slots = index->n_slots ? index->n_slots * 2 : 64;

	memory_free(index->slots);
	index->slots = memory_zero(n_slots, sizeof *index->slots);
	index->n_slots = n_slots;
	for (size_t g = 0; g < index->n; g++) {
		size_t slot = index->groups[g].hash & (n_slots - 1);

		while (index->slots[slot])
			slot = (slot + 1) & (n_slots - 1);
		index->slots[slot] = g + 1;
	}
}

static const char *keep(struct findings *f, const char *text)
{
	return arena_copy(&f->arena, text, strlen(text));
}

static struct group *find_group(struct findings *f, const struct finding *finding)
{
	struct index *index = f->index;
	uint64_t hash = group_hash(finding);
	struct group *group;
	size_t slot;

	if (index->n * 2 >= index->n_slots)
		grow_slots(index);
	for (slot = hash & (index->n_slots - 1); index->slots[slot];
	     slot = (slot + 1) & (index->n_slots - 1)) {
		group = &index->groups[index->slots[slot] - 1];
		if (group->hash == hash && same_group(&group->common, finding))
			return group;
	}
	group = &ARRAY_PUSH(index->groups, index->n, index->room);
	*group = (struct group){ .common = *finding, .hash = hash };
	group->common.kind = keep(f, finding->kind);
	group->common.dataset = keep(f, finding->dataset);
	group->common.file = keep(f, finding->file);
	group->common.column = keep(f, finding->column);
	group->common.message = keep(f, finding->message);
	index->slots[slot] = index->n;
	return group;
}

static int compare_place(const struct finding *a, const struct finding *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return strcmp(a->value, b->value);
}

/* Enters a place, or drops it or the greatest one when there are enough; `value` is already escaped.
 * The same place again adds to its count: a place that ends among the smallest was among them in
 * every list it passed through, so neither order nor merging shows in the counts. */
static void add_sample(struct findings *f, struct group *group, uint64_t line, const char *value,
		       uint64_t count)
{
	struct finding sample = group->common;
	int at = group->n_samples;

	sample.line = line;
	sample.value = value;
	sample.count = count;
	while (at > 0 && compare_place(&sample, &group->samples[at - 1]) < 0)
		at--;
	if (at > 0 && compare_place(&sample, &group->samples[at - 1]) == 0) {
		group->samples[at - 1].count += count;
		return;
	}
	if (at == FINDING_SAMPLES)
		return;
	/* The room of a place that is dropped serves the one that drops it, so a long run of smaller
	 * and smaller places costs nothing. */
	char *room = group->n_samples < FINDING_SAMPLES ? arena_alloc(&f->arena, VALUE_BYTES + 1, 1)
							: group->rooms[FINDING_SAMPLES - 1];
	size_t size = strlen(value);
	assert(size <= VALUE_BYTES);
	memcpy(room, value, size + 1);
	sample.value = room;
	if (group->n_samples < FINDING_SAMPLES)
		group->n_samples++;
	size_t n_moved = (size_t)(group->n_samples - 1 - at);
	memmove(&group->samples[at + 1], &group->samples[at], n_moved * sizeof *group->samples);
	memmove(&group->rooms[at + 1], &group->rooms[at], n_moved * sizeof *group->rooms);
	group->samples[at] = sample;
	group->rooms[at] = room;
}

void findings_add(struct findings *f, const struct finding *finding)
{
	struct finding whole = *finding;
	struct builder value;
	struct group *group;

	whole.kind = or_empty(whole.kind);
	whole.dataset = or_empty(whole.dataset);
	whole.file = or_empty(whole.file);
	whole.column = or_empty(whole.column);
	whole.message = or_empty(whole.message);
	whole.count = whole.count ? whole.count : 1;
	builder_init(&value);
	text_escape(&value, text_of(or_empty(finding->value)), VALUE_BYTES);
	group = find_group(f, &whole);
	group->count += whole.count;
	add_sample(f, group, whole.line, value.data ? value.data : "", whole.count);
	builder_done(&value);
}

void findings_merge(struct findings *into, const struct findings *from)
{
	const struct index *index = from->index;

	for (size_t g = 0; g < index->n; g++) {
		struct group *group = find_group(into, &index->groups[g].common);

		group->count += index->groups[g].count;
		for (int i = 0; i < index->groups[g].n_samples; i++) {
			const struct finding *sample = &index->groups[g].samples[i];

			add_sample(into, group, sample->line, sample->value, sample->count);
		}
	}
}

static int compare_findings(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int order;

	if (a->severity != b->severity)
		return a->severity < b->severity ? -1 : 1;
	if ((order = strcmp(a->dataset, b->dataset)) || (order = strcmp(a->file, b->file)))
		return order;
	/* What stands for the rest of a group comes after the places of its file. */
	if (a->line != b->line)
		return a->line - 1 < b->line - 1 ? -1 : 1;
	if ((order = strcmp(a->column, b->column)) || (order = strcmp(a->kind, b->kind)) ||
	    (order = strcmp(a->message, b->message)))
		return order;
	return strcmp(a->value, b->value);
}

void findings_sort(struct findings *f)
{
	const struct index *index = f->index;

	f->n = 0;
	for (size_t g = 0; g < index->n; g++) {
		const struct group *group = &index->groups[g];
		uint64_t rest = group->count;

		for (int i = 0; i < group->n_samples; i++) {
			ARRAY_PUSH(f->items, f->n, f->room) = group->samples[i];
			rest -= group->samples[i].count;
		}
		if (rest) {
			struct finding *more = &ARRAY_PUSH(f->items, f->n, f->room);

			*more = group->common;
			more->line = 0;
			more->value = "";
			more->count = rest;
			more->message = arena_printf(&f->arena, "%s, and more like it", group->common.message);
		}
	}
	if (f->n)
		qsort(f->items, f->n, sizeof *f->items, compare_findings);
}

uint64_t findings_count(const struct findings *f, enum severity s)
{
	const struct index *index = f->index;
	uint64_t count = 0;

	/* Findings that were loaded have no groups; the items of a sorted list stand for every row. */
	for (size_t i = 0; !index && i < f->n; i++)
		count += f->items[i].severity == s ? f->items[i].count : 0;
	for (size_t g = 0; index && g < index->n; g++)
		if (index->groups[g].common.severity == s)
			count += index->groups[g].count;
	return count;
}
