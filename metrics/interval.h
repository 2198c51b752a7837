/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * interval.h - what a small count can and cannot say about the process behind it.
 *
 * A level of a handful of events is exact as a count, and says little about how the next month will go.
 * Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927) bounds the share of the process.
 */
#ifndef METRICS_INTERVAL_H
#define METRICS_INTERVAL_H

#include <stdint.h>

/* Bounds (0 to 1) of the share behind good of total events, at a confidence in millionths of a percent,
 * above 0 and below 100 %; total > 0, good <= total. */
void interval_wilson(uint64_t good, uint64_t total, int64_t confidence_micro, double *lower, double *upper);

#endif
