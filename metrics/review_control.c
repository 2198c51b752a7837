/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_control.c - the remembered months of a figure as a control chart, and the line through them.
 */
#include "metrics/review_making.h"
#include "metrics/stats.h"

#include <math.h>
#include <string.h>

/* ---- the points ---- */

static struct review_point point_of(const struct review_making *mk, const struct cell *c, struct month month)
{
	const struct level *level = measure_level(&mk->c->measures[c->measure], month);
	const struct past_cell *past = review_past(mk, c->measure, c->region, month);
	struct review_point p = { .month = month, .level = review_no_level(STATUS_NO_DATA) };

	p.target = level ? (double)level->target.micro / 1e6 : -1;
	if (month_compare(month, mk->r->period.month) == 0) {
		p.known = c->level.value >= 0;
		p.reported = c->basis == BASIS_REPORTED;
		p.good = c->good;
		p.total = c->total;
		p.level = c->level;
	} else if (past && past->level.value >= 0) {
		p.known = true;
		p.reported = past->reported;
		p.good = past->good;
		p.total = past->total;
		p.level = past->level;
	}
	return p;
}

/* The first month that is remembered with a figure. */
static struct month first_month(const struct review_making *mk, const struct cell *c)
{
	struct month first = mk->r->period.month;

	for (size_t i = 0; i < mk->r->n_past; i++) {
		const struct past_cell *p = &mk->r->past[i];

		if (p->measure == c->measure && p->region == c->region && p->level.value >= 0 &&
		    month_compare(p->month, first) < 0)
			first = p->month;
	}
	return first;
}

static struct review_point *make_points(const struct review_making *mk, const struct cell *c,
					struct review_control *out)
{
	struct month first = first_month(mk, c);
	size_t n = (size_t)(month_index(mk->r->period.month) - month_index(first)) + 1;
	struct review_point *points = arena_alloc(mk->arena, n, sizeof *points);

	for (size_t i = 0; i < n; i++) {
		points[i] = point_of(mk, c, month_add(first, (int)i));
		out->n_known += points[i].known;
	}
	out->n_points = n;
	out->points = points;
	return points;
}

/* ---- limits ---- */

static const char *percent_text(const struct review_making *mk, double value)
{
	return arena_printf(mk->arena, "%.2f\u00a0%%", value);
}

static bool limits_xmr(struct review_control *out, struct review_point *points, const double *x)
{
	struct stats_xmr xmr;

	if (!stats_xmr(x, out->n_points, true, &xmr))
		return false;
	out->mean = xmr.mean;
	out->n_screened = xmr.n_screened;
	for (size_t i = 0; i < out->n_points; i++) {
		points[i].lower = xmr.lower;
		points[i].upper = xmr.upper;
	}
	return true;
}

static bool limits_laney(const struct review_making *mk, struct review_control *out, struct review_point *points)
{
	uint64_t *good = arena_alloc(mk->arena, out->n_points, sizeof *good);
	uint64_t *total = arena_alloc(mk->arena, out->n_points, sizeof *total);
	struct stats_laney laney;

	for (size_t i = 0; i < out->n_points; i++) {
		good[i] = points[i].known ? points[i].good : 0;
		total[i] = points[i].known ? points[i].total : 0;
	}
	if (!stats_laney(good, total, out->n_points, &laney))
		return false;
	out->mean = laney.mean * 100;
	out->sigma_z = laney.sigma_z;
	for (size_t i = 0; i < out->n_points; i++) {
		if (!total[i])
			continue;
		stats_laney_limits(&laney, total[i], &points[i].lower, &points[i].upper);
		points[i].lower *= 100;
		points[i].upper *= 100;
	}
	return true;
}

/* ---- icons ---- */

static enum review_variation variation_of(const struct review_control *c)
{
	const struct review_point *last = &c->points[c->n_points - 1];

	if (!last->known)
		return VARIATION_NONE;
	if (!last->signals)
		return VARIATION_COMMON;
	/* A trend says itself where it goes; every other rule is about the side of the mean. */
	if (last->signals == SIGNAL_TREND)
		return last->level.value > last[-1].level.value ? VARIATION_IMPROVING : VARIATION_CONCERNING;
	return last->level.value > c->mean ? VARIATION_IMPROVING : VARIATION_CONCERNING;
}

/* Equal to the target is a pass: a process whose upper limit is the target can meet it. */
static enum review_assurance assurance_of(const struct review_control *c, double target)
{
	if (target < 0)
		return ASSURANCE_NONE;
	if (c->upper < target)
		return ASSURANCE_MISSES;
	return c->lower >= target ? ASSURANCE_MEETS : ASSURANCE_EITHER;
}

static const char *signals_text(const struct review_making *mk, unsigned signals)
{
	static const enum review_signal all[] = { SIGNAL_OUTSIDE, SIGNAL_SIDE, SIGNAL_TREND, SIGNAL_OUTER };
	const char *text = "";

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (signals & all[i])
			text = arena_printf(mk->arena, "%s%s%s", text, *text ? "; " : "", review_signal_help(all[i]));
	return text;
}

static const char *control_sentence(const struct review_making *mk, const struct review_control *c)
{
	const struct review_point *last = &c->points[c->n_points - 1];
	const char *screened = "", *signals = "";

	if (!c->drawn)
		return arena_printf(mk->arena, "No control chart: %zu month%s with a figure, and limits need two that "
					       "follow one another.", c->n_known, c->n_known == 1 ? "" : "s");
	if (c->kind == REVIEW_LANEY)
		screened = arena_printf(mk->arena, ", sigma z %.2f", c->sigma_z);
	else if (c->n_screened)
		screened = arena_printf(mk->arena, ", %d moving range%s screened out", c->n_screened,
					c->n_screened == 1 ? "" : "s");
	if (last->signals)
		signals = arena_printf(mk->arena, " (%s)", signals_text(mk, last->signals));
	return arena_printf(mk->arena, "%s%s: mean %s, limits %s to %s over %zu months%s; %s%s; %s.",
			    c->kind == REVIEW_XMR ? "XmR chart" : "Laney p\u2032 chart", c->trial ? ", trial limits" : "",
			    c->mean_text, c->lower_text, c->upper_text, c->n_known, screened,
			    review_variation_name(c->variation), signals, review_assurance_name(c->assurance));
}

void review_control_make(const struct review_making *mk, const struct cell *c, struct review_control *out)
{
	*out = (struct review_control){ .kind = mk->in->chart, .mean_text = "", .lower_text = "", .upper_text = "" };
	struct review_point *points = make_points(mk, c, out);
	size_t n = out->n_points;
	double *x = arena_alloc(mk->arena, n, sizeof *x), *lower = arena_alloc(mk->arena, n, sizeof *x),
	       *upper = arena_alloc(mk->arena, n, sizeof *x);
	unsigned *signals = arena_alloc(mk->arena, n, sizeof *signals);

	for (size_t i = 0; i < n; i++)
		x[i] = points[i].known ? points[i].level.value : (double)NAN;
	out->trial = (int64_t)out->n_known < mk->v->chart_points;
	out->drawn = points[n - 1].known && (out->kind == REVIEW_XMR ? limits_xmr(out, points, x)
								    : limits_laney(mk, out, points));
	if (out->drawn) {
		for (size_t i = 0; i < n; i++) {
			lower[i] = points[i].lower;
			upper[i] = points[i].upper;
		}
		stats_rules(x, lower, upper, out->mean, n, signals);
		for (size_t i = 0; i < n; i++)
			points[i].signals = signals[i];
		out->lower = lower[n - 1];
		out->upper = upper[n - 1];
		out->mean_text = percent_text(mk, out->mean);
		out->lower_text = percent_text(mk, out->lower);
		out->upper_text = percent_text(mk, out->upper);
		out->variation = variation_of(out);
		out->assurance = assurance_of(out, points[n - 1].target);
	}
	out->sentence = control_sentence(mk, out);
}

/* ---- trend ---- */

void review_trend_make(const struct review_making *mk, const struct review_control *control,
		       struct review_trend *out)
{
	double *x = arena_alloc(mk->arena, control->n_points, sizeof *x);
	double *y = arena_alloc(mk->arena, control->n_points, sizeof *y);
	struct stats_line line;
	size_t n = 0;

	for (size_t i = 0; i < control->n_points; i++) {
		if (!control->points[i].known)
			continue;
		/* Months from the reviewed one, so that the line at 0 is this month. */
		x[n] = (double)i - (double)(control->n_points - 1);
		y[n++] = control->points[i].level.value;
	}
	*out = (struct review_trend){ .n_months = (int)n, .slope_text = "", .sentence = "" };
	if (!mk->v->trend_confidence.micro) {
		out->sentence = "No trend: the catalogue states no confidence for one.";
		return;
	}
	if (n < 3 || !stats_line_fit(x, y, n, &line)) {
		out->sentence = arena_printf(mk->arena, "No trend: %zu month%s with a figure, and a trend needs three.",
					     n, n == 1 ? "" : "s");
		return;
	}
	out->slope = line.slope;
	out->slope_text = arena_printf(mk->arena, "%+.3f", line.slope);
	double reach = stats_line_slope_reach(&line, mk->v->trend_confidence.micro);
	out->direction = fabs(line.slope) <= reach ? TREND_LEVEL : line.slope > 0 ? TREND_RISING : TREND_FALLING;
	if (out->direction == TREND_LEVEL)
		out->sentence = arena_printf(mk->arena, "No trend over %zu months that chance alone could not give "
							"(%s points a month, give or take %.3f).",
					     n, out->slope_text, reach);
	else
		out->sentence = arena_printf(mk->arena, "%s by %.3f points a month over %zu months (give or take %.3f).",
					     out->direction == TREND_RISING ? "Rising" : "Falling", fabs(line.slope), n,
					     reach);
}
