/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sweep.h - what is asked of whole columns of a batch, many rows at once where the processor can (AVX-512).
 *
 * Instants are in ns; I64_EMPTY (batch.h) is below all others.  `marks` have a byte for each row; what is asked is
 * added to them.
 */
#ifndef ENGINE_SWEEP_H
#define ENGINE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For tests: as on a processor that has no AVX-512. */
void sweep_without_avx512(bool without);

#if defined __x86_64__
#include <immintrin.h>
/* Functions that are called only where sweep_has_avx512 says so. */
#define SWEEP_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,bmi2,popcnt")))
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

/* The rows, ascending, whose places (below 64) in two lists have their bits set in xs and ys; returns how many.
 * picks[n + SWEEP_PADDING]. */
#define SWEEP_PADDING 16
size_t sweep_pick(const uint8_t *x, uint64_t xs, const uint8_t *y, uint64_t ys, size_t n, uint32_t *picks);

#endif
