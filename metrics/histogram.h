/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * histogram.h - durations in buckets whose width is a 64th of their octave: quantiles that add up.
 *
 * A commutative group: signed counts, merged exactly.  Values up to 127 us have a bucket each; above, a
 * value v with e = floor(log2 v) falls into [low, low + 2^(e-6)), low being v with its lowest e-6 bits
 * cleared, and is read as the middle of it: within 1/128 of the exact one, less than 0.8 %.  Memory is half a
 * kilobyte for each power of two that was met.  A zeroed struct is an empty one.
 */
#ifndef METRICS_HISTOGRAM_H
#define METRICS_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_SUB     64 /* buckets of an octave */
#define HISTOGRAM_OCTAVES 58 /* one block for values below 128, half of it to 63; then e = 7 to 63 */

struct histogram {
	int64_t *blocks[HISTOGRAM_OCTAVES + 1]; /* [HISTOGRAM_SUB] or NULL */
};

/* A bucket of a value in microseconds: block and place. */
static inline unsigned histogram_bucket(uint64_t us)
{
	unsigned e;

	if (us < 2 * HISTOGRAM_SUB)
		return (unsigned)us; /* blocks 0 and 1 */
	e = 63u - (unsigned)__builtin_clzll(us);
	return (e - 5) * HISTOGRAM_SUB + (unsigned)(us >> (e - 6) & (HISTOGRAM_SUB - 1));
}

int64_t *histogram_block(struct histogram *h, unsigned block); /* made when it is not there */
/* Where a value is counted; valid until histogram_done. */
static inline int64_t *histogram_cell(struct histogram *h, uint64_t us)
{
	unsigned bucket = histogram_bucket(us), block = bucket / HISTOGRAM_SUB;
	int64_t *counts = h->blocks[block] ? h->blocks[block] : histogram_block(h, block);

	return &counts[bucket % HISTOGRAM_SUB];
}
static inline void histogram_add(struct histogram *h, uint64_t us, int64_t n)
{
	*histogram_cell(h, us) += n;
}
void histogram_merge(struct histogram *into, const struct histogram *from);
void histogram_done(struct histogram *h);
uint64_t histogram_total(const struct histogram *h);
/* The value at rank ceil(per_cent x total / 100), in microseconds; total > 0. */
uint64_t histogram_quantile(const struct histogram *h, unsigned per_cent);

#endif
