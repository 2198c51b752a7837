/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/histogram.h"

#include "engine/memory.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

int64_t *histogram_block(struct histogram *h, unsigned block)
{
	if (!h->blocks[block])
		h->blocks[block] = memory_zero(HISTOGRAM_SUB, sizeof *h->blocks[block]);
	return h->blocks[block];
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
	for (unsigned block = 0; block <= HISTOGRAM_OCTAVES; block++) {
		if (!from->blocks[block])
			continue;
		int64_t *to = histogram_block(into, block);
		for (unsigned i = 0; i < HISTOGRAM_SUB; i++)
			to[i] += from->blocks[block][i];
	}
}

void histogram_done(struct histogram *h)
{
	for (unsigned block = 0; block <= HISTOGRAM_OCTAVES; block++)
		memory_free(h->blocks[block]);
	memset(h, 0, sizeof *h);
}

uint64_t histogram_total(const struct histogram *h)
{
	uint64_t total = 0;

	for (unsigned block = 0; block <= HISTOGRAM_OCTAVES; block++)
		for (unsigned i = 0; h->blocks[block] && i < HISTOGRAM_SUB; i++)
			total += (uint64_t)h->blocks[block][i];
	return total;
}

/* The middle of a bucket: the inverse of histogram_bucket. */
static uint64_t value_of(unsigned bucket)
{
	unsigned shift;

	if (bucket < 2 * HISTOGRAM_SUB)
		return bucket;
	shift = bucket / HISTOGRAM_SUB - 1; /* e - 6 */
	return ((uint64_t)(HISTOGRAM_SUB + bucket % HISTOGRAM_SUB) << shift) + ((UINT64_C(1) << shift) >> 1);
}

uint64_t histogram_quantile(const struct histogram *h, unsigned per_cent)
{
	uint64_t total = histogram_total(h), seen = 0, rank;

	assert(total > 0 && per_cent > 0 && per_cent <= 100);
	rank = (uint64_t)(((unsigned __int128)total * per_cent + 99) / 100);
	for (unsigned block = 0; block <= HISTOGRAM_OCTAVES; block++)
		for (unsigned i = 0; h->blocks[block] && i < HISTOGRAM_SUB; i++) {
			assert(h->blocks[block][i] >= 0);
			seen += (uint64_t)h->blocks[block][i];
			if (seen >= rank)
				return value_of(block * HISTOGRAM_SUB + i);
		}
	assert(false && "a rank beyond the total");
	return 0;
}
