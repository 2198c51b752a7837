/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key packs: reason (32 bits: a word code, or with REASON_REGISTER a place in the register's own list
 * of reasons), slot (3), allowed, by register, in time.
 */
#include "metrics/claim.h"

#include "engine/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define REASON_REGISTER UINT32_C(0x80000000)
#define KEY_SLOT        32
#define KEY_ALLOWED     (UINT64_C(1) << 35)
#define KEY_BY_REGISTER (UINT64_C(1) << 36)
#define KEY_IN_TIME     (UINT64_C(1) << 37)

struct entry { /* one usable register row */
	uint64_t hash;
	uint32_t row;    /* in registers->exceptions */
	uint32_t reason; /* in reasons */
	uint32_t next;   /* entry + 1 with the same hash slot, in register order; 0 ends */
	int measure;
};

struct claim_index {
	const struct registers *registers;
	size_t n_entries, n_slots, n_reasons;
	struct entry *entries;
	uint32_t *slots;      /* [n_slots] entry + 1 */
	const char **reasons; /* sorted, each once */
	bool *has;            /* [n_measures] */
	int n_measures;
};

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect_reasons(struct claim_index *index)
{
	size_t n = index->registers->n_exceptions, n_left = 0;

	index->reasons = memory_zero(n + 1, sizeof *index->reasons);
	for (size_t i = 0; i < n; i++)
		index->reasons[i] = index->registers->exceptions[i].reason;
	if (n)
		qsort(index->reasons, n, sizeof *index->reasons, compare_text);
	for (size_t i = 0; i < n; i++) {
		if (!n_left || strcmp(index->reasons[n_left - 1], index->reasons[i]))
			index->reasons[n_left++] = index->reasons[i];
	}
	index->n_reasons = n_left;
}

static uint64_t item_hash(int measure, struct text item)
{
	return text_hash(item, (uint64_t)measure + 1);
}

static void add_entry(struct claim_index *index, size_t row, int measure)
{
	const struct exception_row *e = &index->registers->exceptions[row];
	const char **reason =
		bsearch(&e->reason, index->reasons, index->n_reasons, sizeof *index->reasons, compare_text);
	struct entry *entry = &index->entries[index->n_entries];
	uint32_t *slot;

	*entry = (struct entry){ .hash = item_hash(measure, text_of(e->item_id)),
				 .row = (uint32_t)row,
				 .reason = (uint32_t)(reason - index->reasons),
				 .measure = measure };
	slot = &index->slots[entry->hash & (index->n_slots - 1)];
	entry->next = *slot;
	*slot = (uint32_t)++index->n_entries;
	index->has[measure] = true;
}

struct claim_index *claim_index_new(const struct catalogue *c, const struct registers *registers)
{
	static const struct registers none;
	struct claim_index *index = memory_zero(1, sizeof *index);
	size_t n;

	index->registers = registers ? registers : &none;
	n = index->registers->n_exceptions;
	assert(n < REASON_REGISTER);
	index->n_measures = c->n_measures;
	/* Metrics have entries that stay false: the register speaks of measures alone. */
	index->has = memory_zero((size_t)c->n_items + 1, sizeof *index->has);
	index->entries = memory_zero(n + 1, sizeof *index->entries);
	for (index->n_slots = 16; index->n_slots < 2 * n;)
		index->n_slots *= 2;
	index->slots = memory_zero(index->n_slots, sizeof *index->slots);
	collect_reasons(index);
	/* From the last to the first, each before the former ones: chains are in the order of the register,
	 * and its first row that fits decides. */
	for (size_t i = n; i-- > 0;) {
		int measure = catalogue_find_measure(c, index->registers->exceptions[i].measure);
		if (measure >= 0 && c->measures[measure].dataset != DATASET_NONE)
			add_entry(index, i, measure);
	}
	return index;
}

void claim_index_free(struct claim_index *index)
{
	if (!index)
		return;
	memory_free(index->entries);
	memory_free(index->slots);
	memory_free((void *)index->reasons);
	memory_free(index->has);
	memory_free(index);
}

void claim_desk_merge(struct claim_desk *into, const struct claim_desk *from)
{
	size_t n = into->index ? into->index->registers->n_exceptions : 0;

	if (!from->met)
		return;
	if (!into->met)
		into->met = memory_zero(n + 1, sizeof *into->met);
	for (size_t i = 0; i < n; i++)
		into->met[i] += from->met[i];
}

void claim_desk_done(struct claim_desk *desk)
{
	memory_free(desk->met);
	desk->met = NULL;
}

bool claim_register_speaks(const struct claim_desk *desk, const struct rule *r, const struct batch *b)
{
	return desk->index->has[r->index] && r->item_column >= 0 && b->columns[r->item_column].text;
}

/* The first entry from `at` on, as in slots, whose register row names the row of the batch; 0: there is none. */
static uint32_t naming(const struct claim_index *index, const struct rule *r, const struct batch *b, size_t i,
		       uint64_t hash, uint32_t at)
{
	struct text item = b->columns[r->item_column].text[i];
	enum region region = rule_region(r, b, i);

	for (; at; at = index->entries[at - 1].next) {
		const struct entry *e = &index->entries[at - 1];
		const struct exception_row *row = &index->registers->exceptions[e->row];

		if (e->hash == hash && e->measure == r->index && text_is(item, row->item_id) &&
		    (row->region == REGION_NONE || row->region == region))
			break;
	}
	return at;
}

void claim_desk_meet(struct claim_desk *desk, size_t register_row, int64_t n)
{
	size_t n_rows = desk->index->registers->n_exceptions;

	assert(register_row < n_rows);
	if (!desk->met)
		desk->met = memory_zero(n_rows, sizeof *desk->met);
	desk->met[register_row] += n;
}

bool claim_next_named(const struct claim_desk *desk, const struct rule *r, const struct batch *b, size_t i,
		      uint32_t *at, size_t *register_row)
{
	const struct claim_index *index = desk->index;
	uint64_t hash = item_hash(r->index, b->columns[r->item_column].text[i]);

	*at = naming(index, r, b, i, hash, *at ? index->entries[*at - 1].next : index->slots[hash & (index->n_slots - 1)]);
	if (*at)
		*register_row = index->entries[*at - 1].row;
	return *at != 0;
}

/* The first register row that excludes the item, else the first that claims it in vain, or NULL. */
static const struct entry *look_up(struct claim_desk *desk, const struct rule *r, const struct batch *b,
				   size_t i, int64_t sign)
{
	const struct claim_index *index = desk->index;
	uint64_t hash = item_hash(r->index, b->columns[r->item_column].text[i]);
	const struct entry *approved = NULL, *refused = NULL;

	for (uint32_t at = index->slots[hash & (index->n_slots - 1)]; (at = naming(index, r, b, i, hash, at)) != 0;
	     at = index->entries[at - 1].next) {
		const struct entry *e = &index->entries[at - 1];
		bool good = index->registers->exceptions[e->row].approved;

		if (sign)
			claim_desk_meet(desk, e->row, sign);
		if (good && !approved)
			approved = e;
		else if (!good && !refused)
			refused = e;
	}
	return approved ? approved : refused;
}

enum claim claim_judge(struct claim_desk *desk, const struct rule *r, const struct batch *b, size_t i,
		       int64_t sign, uint64_t *key)
{
	const uint32_t *words = r->exclusion_column >= 0 ? b->columns[r->exclusion_column].word : NULL;
	uint32_t word = words ? words[i] : 0;
	const struct entry *entry = NULL;

	/* What a column says by itself is the same exclusion as the claim, counted once (ruling 13). */
	if (r->has_implied && !(word && word_set_has(&r->allowed, word)) && rule_passes(&r->implied, b, i))
		word = r->implied_word;
	if (claim_register_speaks(desk, r, b))
		entry = look_up(desk, r, b, i, sign);
	if (!word && !entry)
		return CLAIM_NONE;
	*key = word ? word : entry->reason | REASON_REGISTER;
	if (word && word_set_has(&r->allowed, word)) {
		*key |= KEY_ALLOWED;
		return CLAIM_ALLOWED;
	}
	if (entry)
		*key |= KEY_BY_REGISTER;
	if (!entry || !desk->index->registers->exceptions[entry->row].approved)
		return CLAIM_REFUSED;
	*key = entry->reason | REASON_REGISTER | KEY_BY_REGISTER | KEY_ALLOWED;
	return CLAIM_ALLOWED;
}

uint64_t claim_key_placed(uint64_t key, enum slot slot, bool in_time)
{
	return key | (uint64_t)slot << KEY_SLOT | (in_time ? KEY_IN_TIME : 0);
}

struct claim_key claim_key_open(const struct claim_index *index, uint64_t key, const struct words *words,
				struct arena *arena)
{
	uint32_t reason = (uint32_t)key;
	struct claim_key open = {
		.slot = (enum slot)(key >> KEY_SLOT & 7),
		.allowed = key & KEY_ALLOWED,
		.by_register = key & KEY_BY_REGISTER,
		.in_time = key & KEY_IN_TIME,
	};

	if (reason & REASON_REGISTER) {
		open.reason = index->reasons[reason & ~REASON_REGISTER];
	} else {
		struct text t = words_text(words, reason);
		open.reason = arena_copy(arena, t.data, t.size);
	}
	return open;
}
