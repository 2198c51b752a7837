/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * claim.h - claims to leave a row out: made in the row or in the exceptions register, allowed or not.
 *
 * Ruling 13: a claim is honoured where the catalogue allows its reason for the measure or where an
 * approved register row names the item (and its Region, where given); every other claim is refused
 * and the row counts.  What is excluded is never refused.
 */
#ifndef METRICS_CLAIM_H
#define METRICS_CLAIM_H

#include "metrics/counts.h"
#include "metrics/rule.h"

enum claim { CLAIM_NONE, CLAIM_ALLOWED, CLAIM_REFUSED, CLAIM_COUNT };

struct claim_index; /* the exceptions register, by measure and item; read by every thread */

/* `registers` may be NULL.  Rows that name no leaf measure of the catalogue are left out. */
struct claim_index *claim_index_new(const struct catalogue *c, const struct registers *registers);
void claim_index_free(struct claim_index *index);

/* One accumulator's view of the register: counts how many used rows each register row met. */
struct claim_desk {
	const struct claim_index *index;
	int64_t *met; /* [n_exceptions], made when first needed; signed */
};
void claim_desk_merge(struct claim_desk *into, const struct claim_desk *from);
void claim_desk_done(struct claim_desk *desk);
/* Counts that a register row met n more used rows. */
void claim_desk_meet(struct claim_desk *desk, size_t register_row, int64_t n);

/* True when the register may speak of the batch's rows for this measure; where it does not, only a row
 * with a reason of its own needs to be judged. */
bool claim_register_speaks(const struct claim_desk *desk, const struct rule *r, const struct batch *b);
/* Judges the claim on a used row of the measure, if any; *key is set for claims (see claim_key).  Counts `sign` for
 * the register rows that name it: 0 where it is not known yet whether the row is one of the measure's. */
enum claim claim_judge(struct claim_desk *desk, const struct rule *r, const struct batch *b, size_t i,
		       int64_t sign, uint64_t *key);
/* The register rows that name a row of a batch of which claim_register_speaks, one a call: *at is 0 before the first.
 * False when there are no more. */
bool claim_next_named(const struct claim_desk *desk, const struct rule *r, const struct batch *b, size_t i,
		      uint32_t *at, size_t *register_row);

/* What is counted of a claim, as a key of struct counts. */
struct claim_key {
	enum slot slot;
	bool allowed, by_register, in_time;
	const char *reason; /* in the arena of claim_key_open */
};
uint64_t claim_key_placed(uint64_t key, enum slot slot, bool in_time);
struct claim_key claim_key_open(const struct claim_index *index, uint64_t key, const struct words *words,
				struct arena *arena);

#endif
