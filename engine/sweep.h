/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sweep.h - what is asked of whole columns of a batch, many rows at once where the processor can (AVX-512; of rows as
 * bits AVX2 too).
 *
 * Instants are in ns; I64_EMPTY (batch.h) is below all others.  `marks` have a byte for each row; what is asked is
 * added to them.
 */
#ifndef ENGINE_SWEEP_H
#define ENGINE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For tests: as on a processor that has no more. */
enum sweep_most { SWEEP_MOST_PLAIN, SWEEP_MOST_AVX2, SWEEP_MOST_AVX512 };
void sweep_limit(enum sweep_most most);

#if defined __x86_64__
#include <immintrin.h>
/* Functions that are called only where sweep_has_avx512 says so. */
#define SWEEP_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi2,popcnt")))
bool sweep_has_avx512(void);
#endif

/* The newest of n instants and `newest`. */
int64_t sweep_newest(const int64_t *t, size_t n, int64_t newest);

/* Which of n rows (1, else 0) are inside: one of their instants lies in [from, to) or cannot be read, or all of
 * them are empty. */
void sweep_inside(const int64_t *const *columns, int n_columns, size_t n, int64_t from, int64_t to, uint8_t *inside);

/* Marks (1) where a stop is before its start, of rows whose bit, by `mode`, is set in `modes`; mode NULL: of all. */
void sweep_order(const int64_t *start, const int64_t *stop, size_t n, const uint8_t *mode, uint64_t modes,
		 uint8_t *marks);

/* Marks (1) what is after `limit`. */
void sweep_after(const int64_t *t, size_t n, int64_t limit, uint8_t *marks);

/* How many of n rows are not marked; *n_inside: how many of those are inside. */
size_t sweep_count(const uint8_t *marks, const uint8_t *inside, size_t n, size_t *n_inside);

/* --- rows as bits --- */

/* Row i is bit i % SWEEP_WORD of word i / SWEEP_WORD; a bit that is of no row is 0. */
#define SWEEP_WORD 64

static inline size_t sweep_words(size_t n)
{
	return (n + SWEEP_WORD - 1) / SWEEP_WORD;
}

/* Whether what is asked of rows as bits costs less than going from row to row: there are vectors for it. */
bool sweep_bits_are_cheap(void);

/* All of n rows. */
void sweep_all(size_t n, uint64_t *rows);
/* Those of `of` (which may be `rows` itself) whose place (below 64) in a list has its bit set in `places`. */
void sweep_listed(const uint8_t *list, uint64_t places, const uint64_t *of, size_t n, uint64_t *rows);
/* Whose instant lies in [from, to). */
void sweep_within(const int64_t *t, size_t n, int64_t from, int64_t to, uint64_t *rows);
/* Whose word is not the empty one. */
void sweep_worded(const uint32_t *words, size_t n, uint64_t *rows);

/* The first of the rows from i on, or n. */
static inline size_t sweep_next(const uint64_t *rows, size_t i, size_t n)
{
	size_t word = i / SWEEP_WORD;
	uint64_t left;

	if (i >= n)
		return n;
	left = rows[word] & ~UINT64_C(0) << i % SWEEP_WORD;
	while (!left) {
		if (++word >= sweep_words(n))
			return n;
		left = rows[word];
	}
	return word * SWEEP_WORD + (size_t)__builtin_ctzll(left);
}

#endif
