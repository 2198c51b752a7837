/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * number.h - the one place that judges a Service Level and the one that prints a number.
 *
 * Levels are exact fractions; verdicts compare integers, never rounded text.  Rounding is half up.
 */
#ifndef ENGINE_NUMBER_H
#define ENGINE_NUMBER_H

#include "engine/catalogue.h"
#include "engine/result.h"

#include <gmp.h>

/* The digits of n, which end before `end`, where at least 20 must have room; returns the first.  For what is written by the
 * thousand: printf takes several times as long. */
char *number_digits(uint64_t n, char *end);
/* "12 345 678" with thin grouping for people (U+202F between thousands); text[40]. */
char *number_grouped(uint64_t n, char text[40]);
/* "tenth", "23rd"; from 1. */
const char *number_ordinal(int n, struct arena *arena);
/* Parses ASCII digits only, 0 to 2^63-1. */
bool number_parse(struct text t, int64_t *out) MUST_USE;
/* Parses "99", "99.5": 0 to 100 with at most six places; units of a millionth. */
bool percent_parse(struct text t, int64_t *micro) MUST_USE;

/* Judges good / total against a level with 128-bit products; total must be > 0. */
enum status number_judge(uint64_t good, uint64_t total, const struct level *level);
/* The same for an exact fraction (0..1), for means. */
enum status number_judge_fraction(const mpq_t fraction, const struct level *level);
/* Level texts of an exact fraction; `level` may be NULL (no verdict: status is left NO_DATA).
 * Places are added only while the rounded text would contradict the status. */
void number_level(const mpq_t fraction, const struct level *level, int display_decimals, struct arena *arena,
		  struct level_text *out);
void number_level_of(uint64_t good, uint64_t total, const struct level *level, int display_decimals,
		     struct arena *arena, struct level_text *out);
/* Signed difference fraction - bound in percentage points, e.g. "-3.417" (three places, half away
 * from zero, more when it would print as zero and is not). */
const char *number_gap(const mpq_t fraction, struct percent bound, struct arena *arena);
/* Smallest k such that (good + k) / total >= bound, never more than total - good. */
uint64_t number_events_short(uint64_t good, uint64_t total, struct percent bound);
/* The double nearest to a fraction, of two equally near the one nearer to 0. */
double number_double(const mpq_t value);
void number_set_u64(mpq_t out, uint64_t num, uint64_t den);

#endif
