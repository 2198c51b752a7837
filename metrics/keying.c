/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/keying.h"

#include "engine/memory.h"

#include <string.h>

/* --- codes and their texts --- */

static const char *const state_names[] = { "completed_in_time", "completed_late", "running" };
static const char *const age_names[] = { "0 resolved", "1 under 1 day", "2 1 to 7 days", "3 7 to 14 days",
					 "4 14 days or more" };
static const char *const area_names[] = { "-", "N", "C&S", "C&S" };

static int axis_of(const struct split *s, enum part_kind kind, int column)
{
	for (int i = 0; i < s->n; i++)
		if (s->axes[i].kind == kind && s->axes[i].column == column)
			return i;
	return -1;
}

static void find_codes(const struct keying *k, const uint32_t *axes, int slot, uint32_t codes[DIMENSION_MAX_PARTS])
{
	const struct dimension *d = k->dimension;
	const struct rule *r = k->rule;
	const struct split *split = k->split;
	const struct finishing *f = k->f;


	for (int i = 0; i < d->n_parts; i++) {
		const struct part *part = &d->parts[i];
		int axis = part->kind == PART_PROCESS
				   ? axis_of(split, PART_COLUMN, dataset_column(r->dataset, TEXT("srv")))
				   : axis_of(split, part->kind, part->column);

		if (part->kind == PART_AREA) /* Central and South are one */
			codes[i] = slot == SLOT_S ? SLOT_C : (uint32_t)slot;
		else if (part->kind == PART_PROCESS)
			codes[i] = (uint32_t)(catalogue_process(f->catalogue, words_text(f->words, axes[axis])) + 1);
		else
			codes[i] = axis >= 0 ? axes[axis] : 0;
	}
}

static void add_text(struct builder *b, struct text t)
{
	builder_add(b, t.size ? t : TEXT("-"));
}

static void add_column(const struct finishing *f, const struct rule *r, int column, uint32_t code, struct builder *b)
{
	const struct column_def *def = &r->dataset->columns[column];

	if (def->type == COLUMN_WORD)
		add_text(b, words_text(f->words, code));
	else
		add_text(b, code ? text_of(def->list[code - 1]) : TEXT(""));
}

static void add_part(const struct finishing *f, const struct rule *r, const struct part *part, uint32_t code,
		     const char *inner, struct builder *b)
{
	const struct month month = f->plan->period.month;

	switch (part->kind) {
	case PART_COLUMN:
		add_column(f, r, part->column, code, b);
		return;
	case PART_DAY:
		builder_printf(b, "%04d-%02d-%02u", month.year, month.month, code + 1);
		return;
	case PART_HOUR:
		builder_printf(b, "%02u", code);
		return;
	case PART_AREA:
		add_text(b, text_of(area_names[code]));
		return;
	case PART_PROCESS:
		add_text(b, text_of(code ? f->catalogue->processes[code - 1].name : "other"));
		return;
	case PART_STATE:
		if (code > STATE_OUTCOME)
			add_column(f, r, dataset_column(r->dataset, TEXT("outcome")), code - STATE_OUTCOME, b);
		else
			add_text(b, text_of(state_names[code]));
		return;
	case PART_OPEN:
		add_text(b, code ? TEXT("resolved") : TEXT("open"));
		return;
	case PART_AGE:
		add_text(b, text_of(age_names[code]));
		return;
	case PART_POLICY:
	case PART_REASON:
	case PART_WINDOW:
	case PART_RESPONSE:
	case PART_QUANTILE:
	case PART_LASTED:
	case PART_VERDICT:
	case PART_SUMMARY:
	case PART_CHANGE:
	case PART_COUNT:
		break;
	}
	add_text(b, text_of(inner));
}

/* The texts of the first n parts, joined. */
static void join(const struct keying *k, const uint32_t *codes, int n, const char *inner, struct builder *b)
{
	builder_clear(b);
	for (int i = 0; i < n; i++) {
		if (i)
			builder_add(b, TEXT(BREAKDOWN_JOINT));
		add_part(k->f, k->rule, &k->dimension->parts[i], codes[i], inner, b);
	}
	if (!n)
		builder_add(b, TEXT("all"));
}

/* --- texts, each once --- */

static uint32_t *slot_of(const struct key_texts *t, struct text text)
{
	uint32_t at = (uint32_t)text_hash(text, 0) & (t->n_slots - 1);

	while (t->slots[at] && !text_is(text, t->items[t->slots[at] - 1].text))
		at = (at + 1) & (t->n_slots - 1);
	return &t->slots[at];
}

static void grow(struct key_texts *t)
{
	t->room = t->room ? t->room * 2 : 16;
	t->n_slots = t->room * 2;
	t->items = memory_resize(t->items, t->room, sizeof *t->items);
	memory_free(t->slots);
	t->slots = memory_zero(t->n_slots, sizeof *t->slots);
	for (uint32_t i = 0; i < t->n; i++)
		*slot_of(t, text_of(t->items[i].text)) = i + 1;
}

static uint32_t find_text(struct key_texts *t, struct text text, struct arena *arena)
{
	uint32_t *slot;

	if (t->n == t->room)
		grow(t);
	slot = slot_of(t, text);
	if (!*slot) {
		t->items[t->n] = (struct key_item){ .text = arena_copy(arena, text.data, text.size) };
		*slot = ++t->n;
	}
	return *slot - 1;
}

/* --- keys --- */

void keying_init(struct keying *k, const struct finishing *f, const struct rule *r, const struct split *split,
		 const struct dimension *d)
{
	*k = (struct keying){ .f = f, .rule = r, .split = split, .dimension = d };
}

void keying_done(struct keying *k)
{
	memory_free(k->keys.items);
	memory_free(k->keys.slots);
	memory_free(k->groups.items);
	memory_free(k->groups.slots);
}

/* Stands for a part that the kind makes while keys are told apart: no text of data has it. */
#define INNER "\001"

/* True when the texts of some codes come before those of others, part by part. */
static bool is_before(const struct keying *k, const uint32_t *codes, const uint32_t *others)
{
	struct builder a, b;
	int order = 0;

	builder_init(&a);
	builder_init(&b);
	for (int i = 0; i < k->dimension->n_parts && !order; i++) {
		const struct part *part = &k->dimension->parts[i];

		builder_clear(&a);
		builder_clear(&b);
		add_part(k->f, k->rule, part, codes[i], INNER, &a);
		add_part(k->f, k->rule, part, others[i], INNER, &b);
		order = text_compare(builder_text(&a), builder_text(&b));
	}
	builder_done(&a);
	builder_done(&b);
	return order < 0;
}

uint32_t keying_key(struct keying *k, const uint32_t *axes, int slot)
{
	uint32_t codes[DIMENSION_MAX_PARTS], key, n = k->keys.n;
	struct key_item *item;
	struct builder b;

	find_codes(k, axes, slot, codes);
	builder_init(&b);
	join(k, codes, k->dimension->n_parts, INNER, &b);
	key = find_text(&k->keys, builder_text(&b), k->f->arena);
	item = &k->keys.items[key];
	/* Whatever order they are met in. */
	if (key == n || (memcmp(item->codes, codes, sizeof *codes * (size_t)k->dimension->n_parts) != 0 &&
			 is_before(k, codes, item->codes)))
		memcpy(item->codes, codes, sizeof codes);
	join(k, codes, k->dimension->share_of, INNER, &b);
	/* Of keys whose texts are the same the parts may be cut elsewhere: the first group by its bytes. */
	if (!item->group || text_compare(builder_text(&b), text_of(item->group)) < 0)
		item->group = arena_copy(k->f->arena, b.data, b.size);
	builder_done(&b);
	return key;
}

uint32_t keying_group(struct keying *k, uint32_t key)
{
	return find_text(&k->groups, text_of(k->keys.items[key].group), k->f->arena);
}

void keying_name(const struct keying *k, uint32_t key, const char *inner, struct breakdown_row *row)
{
	const struct dimension *d = k->dimension;
	const char **parts = arena_alloc(k->f->arena, (size_t)d->n_parts + 1, sizeof *parts);
	struct builder b;

	builder_init(&b);
	for (int i = 0; i < d->n_parts; i++) {
		builder_clear(&b);
		add_part(k->f, k->rule, &d->parts[i], k->keys.items[key].codes[i], inner, &b);
		parts[i] = arena_copy(k->f->arena, b.data ? b.data : "", b.size);
	}
	builder_done(&b);
	row->key = breakdown_key(parts, d->n_parts, k->f->arena);
	row->n_parts = d->n_parts;
	row->parts = parts;
}
