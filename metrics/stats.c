/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/stats.h"

#include "engine/memory.h"
#include "engine/review.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* 3 / d2 and D4 for moving ranges of two points (d2 = 1.128), rounded as every table has them. */
#define XMR_LIMIT  2.66
#define XMR_SCREEN 3.267
#define D2         1.128
#define RUN_LENGTH 7

/* Steps: months in a part, and in the last one; levels have six places, what differs by less is rounding. */
#define PART_LEAST  2
#define LAST_LEAST  3
#define STEP_LEAST  1e-6
#define LATEST      3 /* months that must carry a trend */

double stats_mean(const double *x, size_t n)
{
	assert(n > 0);
	return gsl_stats_mean(x, 1, n);
}

double stats_sd(const double *x, size_t n)
{
	assert(n > 1);
	return gsl_stats_sd(x, 1, n);
}

/* Moving ranges between neighbours that both have a figure; room for n - 1. */
static size_t moving_ranges(const double *x, size_t n, double *ranges)
{
	size_t n_ranges = 0;

	for (size_t i = 1; i < n; i++)
		if (!isnan(x[i]) && !isnan(x[i - 1]))
			ranges[n_ranges++] = fabs(x[i] - x[i - 1]);
	return n_ranges;
}

double stats_mean_known(const double *x, size_t n)
{
	double *known = memory_alloc((n + 1) * sizeof *known), mean;
	size_t n_known = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			known[n_known++] = x[i];
	mean = stats_mean(known, n_known);
	memory_free(known);
	return mean;
}

bool stats_xmr(const double *x, size_t n, bool screen, struct stats_xmr *out)
{
	double *ranges = memory_alloc((n + 1) * sizeof *ranges);
	size_t n_ranges = moving_ranges(x, n, ranges), n_kept = 0;
	double mean_range;

	if (!n_ranges) {
		memory_free(ranges);
		return false;
	}
	mean_range = stats_mean(ranges, n_ranges);
	for (size_t i = 0; screen && i < n_ranges; i++)
		if (ranges[i] <= XMR_SCREEN * mean_range)
			ranges[n_kept++] = ranges[i];
	/* Not all can lie above a multiple of their mean; what is left may all be 0, and limits of no width say
	 * nothing: such a series is not screened. */
	if (n_kept && stats_mean(ranges, n_kept) > 0)
		mean_range = stats_mean(ranges, n_kept);
	else
		n_kept = n_ranges;
	memory_free(ranges);
	*out = (struct stats_xmr){ .mean = stats_mean_known(x, n),
				   .moving_range = mean_range,
				   .n_screened = (int)(n_ranges - n_kept) };
	out->lower = out->mean - XMR_LIMIT * mean_range;
	out->upper = out->mean + XMR_LIMIT * mean_range;
	return true;
}

/* Standard deviation of a share of n events under the binomial law. */
static double binomial_sd(double p, uint64_t n)
{
	return sqrt(p * (1 - p) / (double)n);
}

bool stats_laney(const uint64_t *good, const uint64_t *total, size_t n, struct stats_laney *out)
{
	double sum_good = 0, sum_total = 0, p;
	double *z = memory_alloc((n + 1) * sizeof *z), *ranges = memory_alloc((n + 1) * sizeof *ranges);
	size_t n_ranges;

	for (size_t i = 0; i < n; i++) {
		sum_good += (double)good[i];
		sum_total += (double)total[i];
	}
	p = sum_total > 0 ? sum_good / sum_total : 0;
	for (size_t i = 0; i < n; i++)
		z[i] = total[i] && p > 0 && p < 1
			       ? ((double)good[i] / (double)total[i] - p) / binomial_sd(p, total[i])
			       : (double)NAN;
	n_ranges = moving_ranges(z, n, ranges);
	if (n_ranges)
		*out = (struct stats_laney){ .mean = p, .sigma_z = stats_mean(ranges, n_ranges) / D2 };
	memory_free(z);
	memory_free(ranges);
	return n_ranges > 0;
}

void stats_laney_limits(const struct stats_laney *l, uint64_t total, double *lower, double *upper)
{
	double reach = 3 * l->sigma_z * binomial_sd(l->mean, total);

	*lower = fmax(0, l->mean - reach);
	*upper = fmin(1, l->mean + reach);
}

/* --- rules --- */

/* -1, 0, 1 below, on, above. */
static int side(double x, double mean)
{
	return isnan(x) ? 0 : (x > mean) - (x < mean);
}

/* Marks the points of every run of RUN_LENGTH or more equal values other than 0.  `width` points belong to a step
 * (1: the point itself; 2: the one before it too). */
static void mark_runs(const int *steps, size_t n, size_t width, unsigned bit, unsigned *signals)
{
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && steps[to] == steps[from];)
			to++;
		if (!steps[from] || to - from + width - 1 < RUN_LENGTH)
			continue;
		for (size_t i = from + 1 - width; i < to; i++)
			signals[i] |= bit;
	}
}

static int outer_side(double x, double lower, double upper, double mean)
{
	if (isnan(x) || x < lower || x > upper)
		return 0;
	if (x > mean + (upper - mean) * 2 / 3)
		return 1;
	return x < mean - (mean - lower) * 2 / 3 ? -1 : 0;
}

static void mark_outer(const int *outer, const double *x, size_t n, unsigned *signals)
{
	for (size_t i = 0; i + 2 < n; i++) {
		int n_up = 0, n_down = 0;

		for (size_t k = i; k < i + 3; k++) {
			n_up += outer[k] > 0;
			n_down += outer[k] < 0;
		}
		if (isnan(x[i]) || isnan(x[i + 1]) || isnan(x[i + 2]) || (n_up < 2 && n_down < 2))
			continue;
		for (size_t k = i; k < i + 3; k++)
			if (outer[k] == (n_up >= 2 ? 1 : -1))
				signals[k] |= SIGNAL_OUTER;
	}
}

void stats_rules(const double *x, const double *lower, const double *upper, double mean, size_t n,
		 unsigned *signals)
{
	int *steps = memory_alloc((n + 1) * sizeof *steps);

	for (size_t i = 0; i < n; i++) {
		signals[i] = x[i] < lower[i] || x[i] > upper[i] ? SIGNAL_OUTSIDE : 0;
		steps[i] = side(x[i], mean);
	}
	mark_runs(steps, n, 1, SIGNAL_SIDE, signals);
	for (size_t i = 0; i < n; i++)
		steps[i] = i && !isnan(x[i]) && !isnan(x[i - 1]) ? side(x[i], x[i - 1]) : 0;
	mark_runs(steps, n, 2, SIGNAL_TREND, signals);
	for (size_t i = 0; i < n; i++)
		steps[i] = outer_side(x[i], lower[i], upper[i], mean);
	mark_outer(steps, x, n, signals);
	memory_free(steps);
}

/* --- steps --- */

/* The months with a figure. */
struct known {
	size_t n;
	double *y, *at; /* at: the month, counted from the first of the series */
	bool *begins;   /* a stretch begins here */
};

static double squares_about_mean(const double *y, size_t n)
{
	double mean = stats_mean(y, n), squares = 0;

	for (size_t i = 0; i < n; i++)
		squares += (y[i] - mean) * (y[i] - mean);
	return squares;
}

static double squares_in_two(const double *y, size_t n, size_t cut)
{
	return squares_about_mean(y, cut) + squares_about_mean(y + cut, n - cut);
}

/* The cut of least scatter among those that leave enough months on both sides, or 0.  Where a cut one month on, with
 * too few months behind it, would leave less, what happened is no step yet. */
static size_t best_cut(const double *y, size_t n, size_t least_after)
{
	double least = 0;
	size_t best = 0;

	for (size_t cut = PART_LEAST; cut + least_after <= n; cut++) {
		double squares = squares_in_two(y, n, cut);

		if (squares_in_two(y, n, cut - 1) < squares ||
		    (cut + 1 < n && squares_in_two(y, n, cut + 1) < squares))
			continue;
		if (!best || squares < least) {
			best = cut;
			least = squares;
		}
	}
	return best;
}

static size_t add_ranges(const struct known *k, size_t from, size_t to, double *sum)
{
	size_t n = 0;

	for (size_t i = from + 1; i < to; i++) {
		if (k->at[i] - k->at[i - 1] > 1)
			continue;
		*sum += fabs(k->y[i] - k->y[i - 1]);
		n++;
	}
	return n;
}

static bool is_step(const struct known *k, size_t from, size_t cut, size_t to)
{
	double sum = 0;
	size_t n_before = add_ranges(k, from, cut, &sum), n_after = add_ranges(k, cut, to, &sum);
	double apart = fabs(stats_mean(k->y + from, cut - from) - stats_mean(k->y + cut, to - cut));

	return n_before && n_after && apart > XMR_LIMIT * sum / (double)(n_before + n_after) + STEP_LEAST;
}

static void cut_parts(struct known *k, size_t from, size_t to)
{
	size_t cut = best_cut(k->y + from, to - from, to == k->n ? LAST_LEAST : PART_LEAST);

	if (!cut || !is_step(k, from, from + cut, to))
		return;
	k->begins[from + cut] = true;
	cut_parts(k, from, from + cut);
	cut_parts(k, from + cut, to);
}

/* By the scatter that is left for each month beyond what was chosen to fit: two for a line; a mean for each part and
 * a place for each cut. */
static bool line_beats_steps(const struct known *k, size_t from)
{
	size_t n = k->n - from, n_chosen = 1, begin = from;
	double squares = 0;
	struct stats_line line;

	for (size_t i = from + 1; i <= k->n; i++) {
		if (i < k->n && !k->begins[i])
			continue;
		squares += squares_about_mean(k->y + begin, i - begin);
		n_chosen += i < k->n ? 2 : 0;
		begin = i;
	}
	return n <= n_chosen || !stats_line_fit(k->at + from, k->y + from, n, &line) ||
	       line.variance <= squares / (double)(n - n_chosen);
}

size_t stats_stretches(const double *x, size_t n, size_t *begins)
{
	struct known k = { .y = memory_alloc((n + 1) * sizeof *k.y),
			   .at = memory_alloc((n + 1) * sizeof *k.at),
			   .begins = memory_zero(n + 1, sizeof *k.begins) };
	size_t n_stretches = 1;

	for (size_t i = 0; i < n; i++) {
		if (isnan(x[i]))
			continue;
		k.y[k.n] = x[i];
		k.at[k.n++] = (double)i;
	}
	cut_parts(&k, 0, k.n);
	begins[0] = 0;
	for (size_t from = 0, i = 1; i < k.n; i++) {
		if (!k.begins[i])
			continue;
		if (line_beats_steps(&k, from))
			break;
		begins[n_stretches++] = (size_t)k.at[i];
		from = i;
	}
	memory_free(k.y);
	memory_free(k.at);
	memory_free(k.begins);
	return n_stretches;
}

/* --- a straight line --- */

bool stats_line_fit(const double *x, const double *y, size_t n, struct stats_line *out)
{
	double squares;
	bool differs = false;

	for (size_t i = 1; i < n; i++)
		differs |= x[i] != x[0];
	if (!differs)
		return false;
	*out = (struct stats_line){ .n = n };
	if (n > 2) {
		gsl_fit_linear(x, 1, y, 1, n, &out->at_zero, &out->slope, &out->cov_00, &out->cov_01, &out->cov_11,
			       &squares);
		out->variance = squares / (double)(n - 2);
		return true;
	}
	/* Two points lie on their line; the library would divide by nothing. */
	out->slope = (y[1] - y[0]) / (x[1] - x[0]);
	out->at_zero = y[0] - out->slope * x[0];
	return true;
}

static double quantile(const struct stats_line *l, int64_t confidence_micro)
{
	assert(l->n > 2 && confidence_micro > 0 && confidence_micro < 100000000);
	return gsl_cdf_tdist_Pinv(0.5 + (double)confidence_micro / 2e8, (double)(l->n - 2));
}

double stats_line_reach(const struct stats_line *l, double x, int64_t confidence_micro)
{
	double y, error;

	gsl_fit_linear_est(x, l->at_zero, l->slope, l->cov_00, l->cov_01, l->cov_11, &y, &error);
	return quantile(l, confidence_micro) * sqrt(error * error + l->variance);
}

double stats_line_slope_reach(const struct stats_line *l, int64_t confidence_micro)
{
	return quantile(l, confidence_micro) * sqrt(l->cov_11);
}

bool stats_line_carries(const struct stats_line *l, const double *y)
{
	size_t n = l->n;
	double moved;

	for (size_t cut = 1; cut < n && n > 3; cut++)
		if (squares_in_two(y, n, cut) / (double)(n - 3) < l->variance)
			return false;
	if (n < 2 * (size_t)LATEST)
		return true;
	moved = stats_mean(y + n - LATEST, LATEST) - stats_mean(y + n - 2 * (size_t)LATEST, LATEST);
	return moved * l->slope >= l->slope * l->slope * LATEST / 2;
}
