/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keyed.h - signed counts by a key of several small codes: what breakdowns are counted in.
 *
 * Every key has a row of `width` signed counts.  A commutative group like counts.h: adding, taking back
 * and merging in any order give the same rows, and a row of zeros is as good as none.  Codes are word
 * codes, places of closed lists or small numbers; nothing printed may depend on the order of entries.
 * A zeroed struct to which keyed_init was applied is an empty one; it takes no memory until its first key.
 */
#ifndef METRICS_KEYED_H
#define METRICS_KEYED_H

#include "engine/catalogue.h"

#include <stddef.h>
#include <stdint.h>

#define KEYED_MAX_PARTS MEASURE_MAX_PARTS
/* Keys past this are not counted, and the table says so: garbage in a column must not fill the memory. */
#define KEYED_MAX_KEYS (1u << 18)
#define KEYED_FULL     UINT32_MAX

/* The keys of two parts that were looked up last, by a few bits of them: columns repeat themselves. */
#define KEYED_MEMO 256u
struct keyed_memo {
	uint32_t codes[2], entry; /* entry + 1; 0: free */
};

struct keyed {
	int n_parts, width;
	bool full; /* a key was turned away */
	uint32_t n, room, max; /* keys, room for them, the most there may be */
	uint32_t *codes; /* [n][n_parts] */
	int64_t *rows;   /* [n][width] */
	uint32_t *slots; /* [n_slots] entry + 1; n_slots 0 or a power of two */
	uint32_t n_slots;
	uint32_t *dense; /* one part: code -> entry + 1, for codes below n_dense */
	uint32_t n_dense;
	struct keyed_memo *memo; /* two parts: [KEYED_MEMO] */
};

void keyed_init(struct keyed *k, int n_parts, int width);
void keyed_done(struct keyed *k);
/* The entry of a key, made when it is new; KEYED_FULL past the most there may be (k->max, at first
 * KEYED_MAX_KEYS; a kind whose keys are large sets it lower). */
uint32_t keyed_entry(struct keyed *k, const uint32_t *codes);
void keyed_merge(struct keyed *into, const struct keyed *from);

/* The most keys there may be, when one was turned away; else 0. */
static inline uint32_t keyed_limit(const struct keyed *k)
{
	return k->full ? k->max : 0;
}

/* The same for keys of one part and of two, where a row must cost next to nothing. */
static inline uint32_t keyed_entry_1(struct keyed *k, uint32_t code)
{
	if (code < k->n_dense && k->dense[code])
		return k->dense[code] - 1;
	return keyed_entry(k, &code);
}

static inline uint32_t keyed_entry_2(struct keyed *k, const uint32_t codes[2])
{
	if (k->memo) {
		const struct keyed_memo *m = &k->memo[(codes[0] * 7u + codes[1]) % KEYED_MEMO];

		if (m->entry && m->codes[0] == codes[0] && m->codes[1] == codes[1])
			return m->entry - 1;
	}
	return keyed_entry(k, codes);
}

static inline int64_t *keyed_row(const struct keyed *k, uint32_t entry)
{
	return k->rows + (size_t)entry * (size_t)k->width;
}

static inline const uint32_t *keyed_codes(const struct keyed *k, uint32_t entry)
{
	return k->codes + (size_t)entry * (size_t)k->n_parts;
}

#endif
