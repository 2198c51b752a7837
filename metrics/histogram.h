/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * histogram.h - durations in buckets whose width is a 64th of their octave: quantiles that add up.
 *
 * A commutative group: signed counts, merged exactly.  Values up to 127 us have a bucket each; above, a
 * value v with e = floor(log2 v) falls into [low, low + 2^(e-6)), low being v with its lowest e-6 bits
 * cleared, and is read as the middle of it: within 1/128 of the exact one, less than 0.8 %.  A zeroed struct is an
 * empty one.
 *
 * There are hundreds of histograms, and rows come in any order of them.  So a row is counted in a byte, a power of
 * two in one cache line (memory_lines), and a byte that is full is carried to a large count elsewhere.
 */
#ifndef METRICS_HISTOGRAM_H
#define METRICS_HISTOGRAM_H

#include "engine/memory.h"

#include <stdint.h>

#define HISTOGRAM_SUB     64 /* buckets of an octave */
#define HISTOGRAM_OCTAVES 58 /* one block for values below 128, half of it to 63; then e = 7 to 63 */

#define HISTOGRAM_NEAR    (37 * HISTOGRAM_SUB) /* buckets that have a byte: below 2^42 us, fifty days */

struct histogram {
	_Alignas(MEMORY_LINE) int8_t near[HISTOGRAM_NEAR];         /* a count is the sum of both */
	int64_t *far[HISTOGRAM_OCTAVES + 1]; /* [HISTOGRAM_SUB], or NULL while there is nothing */
};

/* A bucket of a value in microseconds: of an octave, by its six bits below the highest. */
static inline unsigned histogram_bucket(uint64_t us)
{
	int shift = us >= 2 * HISTOGRAM_SUB ? 57 - __builtin_clzll(us) : 0;

	return (unsigned)shift * HISTOGRAM_SUB + (unsigned)(us >> shift);
}
/* The buckets of n durations in ns; buckets[n + HISTOGRAM_PADDING]. */
#define HISTOGRAM_PADDING 8
void histogram_buckets(const uint64_t *ns, size_t n, uint16_t *buckets);

void histogram_add(struct histogram *h, unsigned bucket, int64_t n); /* any number at once */
/* Adds what the byte of a bucket holds to its large count. */
void histogram_carry(struct histogram *h, unsigned bucket);
/* Asks for the byte of a bucket, which may lie far away: counting then need not wait for it. */
static inline void histogram_ask(const struct histogram *h, unsigned bucket)
{
	if (bucket < HISTOGRAM_NEAR)
		__builtin_prefetch(&h->near[bucket], 1);
}
/* Counts a value once (sign 1), or takes it back (-1), in its bucket. */
static inline void histogram_count(struct histogram *h, unsigned bucket, int64_t sign)
{
	int near;

	if (__builtin_expect(bucket >= HISTOGRAM_NEAR, 0)) {
		histogram_add(h, bucket, sign);
		return;
	}
	near = h->near[bucket] + (int)sign;
	h->near[bucket] = (int8_t)near;
	if (__builtin_expect(near == INT8_MAX || near == -INT8_MAX, 0))
		histogram_carry(h, bucket);
}
void histogram_merge(struct histogram *into, const struct histogram *from);
void histogram_done(struct histogram *h);
uint64_t histogram_total(const struct histogram *h);
/* The value at rank ceil(per_cent x total / 100), in microseconds; total > 0. */
uint64_t histogram_quantile(const struct histogram *h, unsigned per_cent);

#endif
