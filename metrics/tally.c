/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/memory.h"
#include "metrics/kind.h"

void *tally_own(const struct rule *r, struct tally *t)
{
	if (!t->own && r->kind->own_bytes)
		t->own = memory_zero(1, r->kind->own_bytes);
	return t->own;
}

struct keyed *tally_table(const struct rule *r, struct tally *t, int table)
{
	if (!t->tables) {
		t->tables = memory_zero((size_t)r->n_tables + 1, sizeof *t->tables);
		for (int k = 0; k < r->n_tables; k++)
			keyed_init(&t->tables[k], r->tables[k].n, r->kind->split_width);
	}
	return &t->tables[table];
}

uint32_t tally_key_limit(const struct rule *r, const struct tally *t)
{
	uint32_t limit = 0;

	for (int k = 0; t->tables && k < r->n_tables && !limit; k++)
		limit = keyed_limit(&t->tables[k]);
	return limit;
}

void tally_merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	into->n_rows += from->n_rows;
	into->n_unselected += from->n_unselected;
	for (int slot = 0; slot < SLOT_COUNT; slot++)
		into->n_rejected[slot] += from->n_rejected[slot];
	counts_merge(&into->reasons, &from->reasons);
	for (int k = 0; from->tables && k < r->n_tables; k++)
		keyed_merge(tally_table(r, into, k), &from->tables[k]);
	samples_merge(&into->samples, from->samples);
	if (from->own)
		r->kind->merge(r, into, from);
}

void tally_done(const struct rule *r, struct tally *t)
{
	if (t->own && r->kind && r->kind->done)
		r->kind->done(t->own);
	memory_free(t->own);
	counts_done(&t->reasons);
	for (int k = 0; t->tables && k < r->n_tables; k++)
		keyed_done(&t->tables[k]);
	memory_free(t->tables);
	memory_free(t->samples);
	*t = (struct tally){ 0 };
}
