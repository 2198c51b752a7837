/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/memory.h"
#include "metrics/kind.h"

void *tally_own(const struct rule *r, struct tally *t)
{
	if (!t->own && r->kind->own_bytes)
		t->own = memory_zero(1, r->kind->own_bytes);
	return t->own;
}

struct keyed *tally_split(const struct rule *r, struct tally *t)
{
	if (!t->split.width)
		keyed_init(&t->split, r->split.n, r->kind->split_width);
	return &t->split;
}

void tally_merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	into->n_rows += from->n_rows;
	into->n_unselected += from->n_unselected;
	for (int slot = 0; slot < SLOT_COUNT; slot++)
		into->n_rejected[slot] += from->n_rejected[slot];
	counts_merge(&into->reasons, &from->reasons);
	if (from->split.n)
		keyed_merge(tally_split(r, into), &from->split);
	if (from->own)
		r->kind->merge(r, into, from);
}

void tally_done(const struct rule *r, struct tally *t)
{
	if (t->own && r->kind && r->kind->done)
		r->kind->done(t->own);
	memory_free(t->own);
	counts_done(&t->reasons);
	keyed_done(&t->split);
	*t = (struct tally){ 0 };
}
