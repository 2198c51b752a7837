/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stats.h - the statistics of the review: control charts, their rules, and a straight line through months.
 *
 * Plain numbers in and out; nothing here knows of measures.  Series have their months in order; NAN stands for
 * a month without a figure, which ends a run and has no moving range.  Every function says what it needs at least,
 * because the library answers nothing, or NaN, for less.
 */
#ifndef METRICS_STATS_H
#define METRICS_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

double stats_mean(const double *x, size_t n); /* n > 0 */
double stats_mean_known(const double *x, size_t n); /* of what is not NAN; there is some */
double stats_sd(const double *x, size_t n);   /* of a sample; n > 1 */

/* Individuals and moving range: limits at mean +/- 2.66 times the mean moving range (D. J. Wheeler). */
struct stats_xmr {
	double mean, moving_range; /* after screening, when asked for */
	double lower, upper;
	int n_screened; /* moving ranges above 3.267 times their mean, left out once; none when only zeros
			 * would be left */
};
/* False with fewer than two points next to each other. */
bool stats_xmr(const double *x, size_t n, bool screen, struct stats_xmr *out);

/* Laney's p' chart (D. B. Laney, Quality Engineering 14, 2002): limits from the binomial ones, made wider by what
 * varies between months; cut to 0 to 1.  `total` of 0 is a month without a figure.  False with fewer than two
 * points next to each other, or when the pooled share is 0 or 1. */
struct stats_laney {
	double mean, sigma_z;
};
bool stats_laney(const uint64_t *good, const uint64_t *total, size_t n, struct stats_laney *out);
void stats_laney_limits(const struct stats_laney *l, uint64_t total, double *lower, double *upper);

/* The rules, bits as in engine/review.h, for each point: outside its limits; one of 7 in a run on one side of the
 * mean; one of 7 rising or falling in a run; one of 2 of 3 in the outer third (beyond two thirds of the way from
 * mean to limit, not outside), all on one side. */
void stats_rules(const double *x, const double *lower, const double *upper, double mean, size_t n,
		 unsigned *signals);

/* Where the level steps: the index in x at which each stretch of one level begins, ascending, the first one 0; room
 * for n.  Returns how many, at least 1.  Months are cut in two where that leaves the least scatter about the two means,
 * when the means lie further apart than process limits reach from theirs; the parts are cut again.  A part has two
 * months or more, the last one three.  Cuts after which a straight line describes the months better are none.  The rule
 * is ours (docs/review.md); its measure is Wheeler's. */
size_t stats_stretches(const double *x, size_t n, size_t *begins);

/* The straight line of least squares. */
struct stats_line {
	size_t n;
	double at_zero, slope;
	double cov_00, cov_01, cov_11; /* of the two */
	double variance;               /* of a point about the line; 0 with two points */
};
/* False with fewer than two different x. */
bool stats_line_fit(const double *x, const double *y, size_t n, struct stats_line *out);
/* Half the width of the interval of a new point at x, and of the slope; n > 2, confidence in millionths of a
 * percent. */
double stats_line_reach(const struct stats_line *l, double x, int64_t confidence_micro);
double stats_line_slope_reach(const struct stats_line *l, int64_t confidence_micro);
/* Whether the line tells of the latest months: no single step describes the months better, and the mean of the latest
 * three has moved on from that of the three before by half of what the line says, or more.  The rule is ours. */
bool stats_line_carries(const struct stats_line *l, const double *y);

#endif
