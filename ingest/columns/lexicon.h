/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lexicon.h - what short texts of a column mean, remembered: the values of closed lists, words, small
 * numbers.
 *
 * A text of up to LEXICON_MAX_BYTES is one 128-bit key, so that looking it up is a load, a multiplication and
 * a comparison.  Only what the general decoder said is entered; what is not found is asked of it.  Each
 * thread has its own.
 */
#ifndef INGEST_LEXICON_H
#define INGEST_LEXICON_H

#include "engine/bytes.h"

#include <stdbool.h>
#include <stddef.h>

#define LEXICON_MAX_BYTES 15
#define LEXICON_SLOTS     1024
#define LEXICON_MAX       (LEXICON_SLOTS / 2) /* entries; what comes later is never entered */

struct lexicon_key {
	uint64_t low, high; /* the bytes, zeros, and the size on top: no two texts share one */
};

struct lexicon {
	struct lexicon_entry {
		struct lexicon_key key; /* of a free slot: one that no text has */
		int64_t value;
		int64_t unused; /* a slot is half a cache line */
	} slots[LEXICON_SLOTS];
	size_t n;
};

#define LEXICON_FREE UINT64_MAX /* `high` of a free slot */

/* What keeps the first n of sixteen bytes. */
extern const uint64_t lexicon_masks[LEXICON_MAX_BYTES + 1][2];

struct lexicon *lexicon_new(void); /* freed by memory_free */

/* The key of size <= LEXICON_MAX_BYTES bytes at `p`, from where on 16 must be readable. */
static inline struct lexicon_key lexicon_key_of(const char *p, size_t size)
{
	return (struct lexicon_key){
		.low = bytes_read64(p) & lexicon_masks[size][0],
		.high = (bytes_read64(p + 8) & lexicon_masks[size][1]) | (uint64_t)size << 56,
	};
}

static inline size_t lexicon_slot(struct lexicon_key key)
{
	return (key.low * UINT64_C(0x9E3779B97F4A7C15) ^ key.high * UINT64_C(0xC2B2AE3D27D4EB4F)) >> 54;
}

/* The value of a key, or NULL. */
static inline const int64_t *lexicon_find(const struct lexicon *l, struct lexicon_key key)
{
	for (size_t i = lexicon_slot(key);; i = (i + 1) % LEXICON_SLOTS) {
		const struct lexicon_entry *e = &l->slots[i];

		if (e->key.low == key.low && e->key.high == key.high)
			return &e->value;
		if (e->key.high == LEXICON_FREE)
			return NULL;
	}
}

/* Enters a key that is not in it, while there is room. */
void lexicon_add(struct lexicon *l, struct lexicon_key key, int64_t value);

#endif
