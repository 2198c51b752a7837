/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_control.c - the remembered months of a figure as a control chart, the line through them, and where both lead.
 */
#include "metrics/review_making.h"
#include "metrics/stats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MICRO 1000000
#define NANO  1000000000

#define PLACES       2 /* of means and limits, in percent; more where the text would contradict what is said of it */
#define SLOPE_PLACES 3
#define MOST_PLACES  9

/* ---- numbers ---- */

/* Levels and limits are compared in whole billionths of a point: what differs by less is what doubles round off, and
 * a level that never moved would signal, or miss a target that it meets. */
static int64_t billionths(double value)
{
	return (int64_t)llround(value * NANO);
}

static double rounded_off(double value)
{
	return isnan(value) ? value : (double)billionths(value) / NANO;
}

static int64_t target_of(const struct level *level)
{
	return level->target.micro * (NANO / MICRO);
}

/* ---- the points ---- */

static struct review_point point_of(const struct review_making *mk, const struct cell *c, struct month month)
{
	const struct level *level = measure_level(&mk->c->measures[c->measure], month);
	const struct past_cell *past = review_past(mk, c->measure, c->region, month);
	struct review_point p = { .month = month, .level = review_no_level(STATUS_NO_DATA) };

	p.target = level ? (double)level->target.micro / MICRO : -1;
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

/* A level that the months lead to, on the same side of the target as the number that is compared with it. */
static const char *percent_text(const struct review_making *mk, double value, const struct level *level)
{
	struct level_text text;
	mpq_t fraction;

	mpq_init(fraction);
	number_set_u64(fraction, (uint64_t)billionths(value), UINT64_C(100) * NANO);
	number_level(fraction, level, PLACES, mk->arena, &text);
	mpq_clear(fraction);
	return text.display;
}

/* The points as plain numbers, month by month; limits are not cut to 0 and 100 here: the rules need their distance. */
struct charting {
	const struct review_making *mk;
	struct review_control *out;
	struct review_point *points;
	double *x, *lower, *upper;
};

static bool limits_xmr(struct charting *ch, size_t from, size_t to, double *mean)
{
	struct stats_xmr xmr;

	if (!stats_xmr(ch->x + from, to - from, true, &xmr))
		return false;
	*mean = xmr.mean;
	ch->out->n_screened = xmr.n_screened;
	for (size_t i = from; i < to; i++) {
		ch->lower[i] = xmr.lower;
		ch->upper[i] = xmr.upper;
	}
	return true;
}

static bool limits_laney(struct charting *ch, size_t from, size_t to, double *mean)
{
	size_t n = to - from;
	uint64_t *good = arena_alloc(ch->mk->arena, n, sizeof *good);
	uint64_t *total = arena_alloc(ch->mk->arena, n, sizeof *total);
	struct stats_laney laney;

	for (size_t i = 0; i < n; i++) {
		good[i] = ch->points[from + i].known ? ch->points[from + i].good : 0;
		total[i] = ch->points[from + i].known ? ch->points[from + i].total : 0;
	}
	if (!stats_laney(good, total, n, &laney))
		return false;
	*mean = laney.mean * 100;
	ch->out->sigma_z = laney.sigma_z;
	for (size_t i = 0; i < n; i++) {
		if (!total[i])
			continue;
		stats_laney_limits(&laney, total[i], &ch->lower[from + i], &ch->upper[from + i]);
		ch->lower[from + i] *= 100;
		ch->upper[from + i] *= 100;
	}
	return true;
}

/* Limits and signals of a stretch; false when it has none. */
static bool chart_stretch(struct charting *ch, size_t from, size_t to)
{
	unsigned *signals = arena_alloc(ch->mk->arena, to - from, sizeof *signals);
	double mean = 0;
	bool drawn = ch->out->kind == REVIEW_XMR ? limits_xmr(ch, from, to, &mean) : limits_laney(ch, from, to, &mean);

	if (!drawn)
		return false;
	mean = rounded_off(mean);
	for (size_t i = from; i < to; i++) {
		ch->lower[i] = rounded_off(ch->lower[i]);
		ch->upper[i] = rounded_off(ch->upper[i]);
	}
	stats_rules(ch->x + from, ch->lower + from, ch->upper + from, mean, to - from, signals);
	for (size_t i = from; i < to; i++) {
		struct review_point *p = &ch->points[i];

		p->mean = mean;
		p->lower = fmax(0, ch->lower[i]);
		p->upper = fmin(100, ch->upper[i]);
		p->signals = signals[i - from];
	}
	return true;
}

/* An earlier stretch without limits, of shares that never varied, say, is all mean. */
static void flat_stretch(struct charting *ch, size_t from, size_t to)
{
	double mean = rounded_off(stats_mean_known(ch->x + from, to - from));

	for (size_t i = from; i < to; i++)
		ch->points[i].mean = ch->points[i].lower = ch->points[i].upper = mean;
}

static void chart_stretches(struct charting *ch)
{
	struct review_control *out = ch->out;
	size_t n = out->n_points, *begins = arena_alloc(ch->mk->arena, n + 1, sizeof *begins);
	size_t n_stretches = stats_stretches(ch->x, n, begins);

	begins[n_stretches] = n;
	for (size_t k = 0; k < n_stretches; k++) {
		bool drawn = chart_stretch(ch, begins[k], begins[k + 1]);

		if (!drawn && k + 1 < n_stretches)
			flat_stretch(ch, begins[k], begins[k + 1]);
		out->drawn = drawn && ch->points[n - 1].known;
	}
	out->stretch = begins[n_stretches - 1];
	for (size_t i = out->stretch; i < n; i++)
		out->n_stretch += ch->points[i].known;
	if (out->stretch && out->drawn)
		out->step = ch->points[n - 1].mean - ch->points[out->stretch - 1].mean;
	out->trial = (int64_t)out->n_stretch < ch->mk->v->chart_points;
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

/* No month differs from another: the limits are the level itself, and its verdicts say all. */
static bool is_flat(const struct review_control *c)
{
	bool flat = billionths(c->lower) == billionths(c->upper);

	for (size_t i = c->stretch; flat && i < c->n_points; i++)
		flat = !c->points[i].known || billionths(c->points[i].level.value) == billionths(c->mean);
	return flat;
}

/* Equal to the target is a pass: a process whose upper limit is the target can meet it.  What the limits promise has
 * to be what the months behind them did. */
static enum review_assurance assurance_of(const struct review_control *c, const struct level *level)
{
	size_t n_met = 0, n_missed = 0;
	bool flat = is_flat(c);

	if (!level)
		return ASSURANCE_NONE;
	for (size_t i = c->stretch; i < c->n_points; i++) {
		enum status status = c->points[i].level.status;

		n_met += status == STATUS_GREEN;
		n_missed += status == STATUS_AMBER || status == STATUS_RED;
	}
	if (!n_met && (flat || billionths(c->upper) < target_of(level)))
		return ASSURANCE_MISSES;
	if (!n_missed && (flat || billionths(c->lower) >= target_of(level)))
		return ASSURANCE_MEETS;
	return c->trial && !(n_met && n_missed) ? ASSURANCE_EARLY : ASSURANCE_EITHER;
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

/* At how many places a number is printed as another one than `other`, which is smaller. */
static int places_apart(double number, double other, int least)
{
	char a[48], b[48];
	int places = least;

	for (; places < MOST_PLACES; places++) {
		snprintf(a, sizeof a, "%.*f", places, number);
		snprintf(b, sizeof b, "%.*f", places, other);
		if (strcmp(a, b) != 0)
			break;
	}
	return places;
}

/* "a step down of 20.58 points in March 2019" */
static const char *step_text(const struct review_making *mk, const struct review_control *c)
{
	double far = fabs(c->step);

	return arena_printf(mk->arena, "a step %s of %.*f points in %s", c->step < 0 ? "down" : "up",
			    places_apart(far, 0, PLACES), far,
			    review_month_text(c->points[c->stretch].month, mk->arena));
}

static const char *control_sentence(const struct review_making *mk, const struct review_control *c)
{
	const struct review_point *last = &c->points[c->n_points - 1];
	const char *screened = "", *signals = "", *since = "";

	if (!c->drawn)
		return arena_printf(mk->arena, "No control chart: %zu month%s with a figure, and limits need two that "
					       "follow one another.", c->n_known, c->n_known == 1 ? "" : "s");
	if (c->kind == REVIEW_LANEY)
		screened = arena_printf(mk->arena, ", sigma z %.2f", c->sigma_z);
	else if (c->n_screened)
		screened = arena_printf(mk->arena, ", %d moving range%s screened out", c->n_screened,
					c->n_screened == 1 ? "" : "s");
	if (c->stretch)
		since = arena_printf(mk->arena, " since %s", step_text(mk, c));
	if (last->signals)
		signals = arena_printf(mk->arena, " (%s)", signals_text(mk, last->signals));
	return arena_printf(mk->arena, "%s%s: mean %s, limits %s to %s over the %zu months%s%s; %s%s; %s.",
			    c->kind == REVIEW_XMR ? "XmR chart" : "Laney p\u2032 chart", c->trial ? ", trial limits" : "",
			    c->mean_text, c->lower_text, c->upper_text, c->n_stretch, since, screened,
			    review_variation_name(c->variation), signals, review_assurance_name(c->assurance));
}

/* A level that never moved is printed as it stands. */
static void write_limits(const struct review_making *mk, const struct level *level, struct review_control *out)
{
	out->mean_text = out->lower_text = out->upper_text = out->points[out->n_points - 1].level.display;
	if (is_flat(out))
		return;
	out->mean_text = percent_text(mk, out->mean, level);
	out->lower_text = percent_text(mk, out->lower, level);
	out->upper_text = percent_text(mk, out->upper, level);
}

void review_control_make(const struct review_making *mk, const struct cell *c, struct review_control *out)
{
	*out = (struct review_control){ .kind = mk->in->chart, .mean_text = "", .lower_text = "", .upper_text = "" };
	const struct level *level = measure_level(&mk->c->measures[c->measure], mk->r->period.month);
	struct review_point *points = make_points(mk, c, out);
	size_t n = out->n_points;
	struct charting ch = { .mk = mk,
			       .out = out,
			       .points = points,
			       .x = arena_alloc(mk->arena, n, sizeof *ch.x),
			       .lower = arena_alloc(mk->arena, n, sizeof *ch.lower),
			       .upper = arena_alloc(mk->arena, n, sizeof *ch.upper) };

	for (size_t i = 0; i < n; i++)
		ch.x[i] = points[i].known ? rounded_off(points[i].level.value) : (double)NAN;
	chart_stretches(&ch);
	if (out->drawn) {
		out->mean = points[n - 1].mean;
		out->lower = points[n - 1].lower;
		out->upper = points[n - 1].upper;
		write_limits(mk, level, out);
		out->variation = variation_of(out);
		out->assurance = assurance_of(out, level);
	}
	out->sentence = control_sentence(mk, out);
}

/* ---- trend ---- */

/* The line through the latest stretch, this month at 0. */
static bool trend_line(const struct review_making *mk, const struct review_control *control, struct stats_line *line,
		       bool *carried)
{
	double *x = arena_alloc(mk->arena, control->n_points, sizeof *x);
	double *y = arena_alloc(mk->arena, control->n_points, sizeof *y);
	size_t n = 0;

	for (size_t i = control->stretch; i < control->n_points; i++) {
		if (!control->points[i].known)
			continue;
		/* Months from the reviewed one, so that the line at 0 is this month. */
		x[n] = (double)i - (double)(control->n_points - 1);
		y[n++] = control->points[i].level.value;
	}
	if (n < 3 || !stats_line_fit(x, y, n, line))
		return false;
	*carried = stats_line_carries(line, y);
	return true;
}

/* A slope beyond what chance gives is printed so; one that is not carried on, as a slope. */
static int slope_places(enum review_direction direction, double slope, double reach)
{
	if (direction == TREND_LEVEL && slope <= reach)
		return SLOPE_PLACES;
	return places_apart(slope, direction == TREND_LEVEL ? 0 : reach, SLOPE_PLACES);
}

/* Of the line through the latest stretch; `months` is "12 months" or "those 3 months". */
static const char *trend_sentence(const struct review_making *mk, const struct review_trend *t, const char *months,
				  double reach)
{
	double slope = fabs(t->slope);
	int places = slope_places(t->direction, slope, reach);

	if (t->direction != TREND_LEVEL)
		return arena_printf(mk->arena, "%s by %.*f points a month over %s (give or take %.*f)",
				    t->direction == TREND_RISING ? "rising" : "falling", places, slope, months, places,
				    reach);
	if (slope <= reach)
		return arena_printf(mk->arena, "no trend over %s that chance alone could not give (%s%.*f points a month, "
					       "give or take %.*f)",
				    months, t->slope < 0 ? "-" : "+", places, slope, places, reach);
	return arena_printf(mk->arena, "no trend over %s that the latest of them carry on (a line would %s by %.*f points "
				       "a month)", months, t->slope > 0 ? "rise" : "fall", places, slope);
}

void review_trend_make(const struct review_making *mk, const struct review_control *control,
		       struct review_trend *out)
{
	struct stats_line line;
	bool carried;
	const char *sentence;

	*out = (struct review_trend){ .n_months = (int)control->n_stretch, .slope_text = "", .sentence = "" };
	if (!mk->v->trend_confidence.micro) {
		out->sentence = "No trend: the catalogue states no confidence for one.";
		return;
	}
	if (!control->points[control->n_points - 1].known) {
		out->sentence = "No trend: this month has no figure.";
		return;
	}
	if (!trend_line(mk, control, &line, &carried)) {
		out->sentence = arena_printf(mk->arena, "No trend: %zu month%s with a figure, and a trend needs three.",
					     control->n_known, control->n_known == 1 ? "" : "s");
		return;
	}
	out->slope = line.slope;
	double reach = stats_line_slope_reach(&line, mk->v->trend_confidence.micro);
	out->direction = fabs(line.slope) <= reach || !carried ? TREND_LEVEL
			 : line.slope > 0		       ? TREND_RISING
							       : TREND_FALLING;
	out->slope_text = arena_printf(mk->arena, "%+.*f", slope_places(out->direction, fabs(line.slope), reach),
				       line.slope);
	sentence = trend_sentence(mk, out, arena_printf(mk->arena, "%s%d months", control->stretch ? "those " : "",
							out->n_months), reach);
	if (control->stretch && control->drawn)
		out->sentence = arena_printf(mk->arena, "At %s on the mean since %s; %s.", control->mean_text,
					     step_text(mk, control), sentence);
	else
		out->sentence = arena_printf(mk->arena, "%s.", text_capital(sentence, mk->arena));
}

enum review_plausible review_reach(const struct review_making *mk, const struct cell *c, int months_ahead,
				   const char **projected)
{
	const int64_t target = target_of(c->judged_by);
	double at, reach, best;
	struct review_control control;
	struct review_trend trend;
	struct stats_line line;
	bool carried;

	review_control_make(mk, c, &control);
	review_trend_make(mk, &control, &trend);
	if (trend.direction == TREND_UNKNOWN || !trend_line(mk, &control, &line, &carried))
		return PLAN_UNKNOWN;
	if (trend.direction == TREND_LEVEL) {
		if (control.assurance == ASSURANCE_MISSES)
			return PLAN_IMPLAUSIBLE;
		return control.assurance == ASSURANCE_EITHER ? PLAN_POSSIBLE : PLAN_UNKNOWN;
	}
	at = line.at_zero + line.slope * months_ahead;
	reach = stats_line_reach(&line, months_ahead, mk->v->trend_confidence.micro);
	/* No level lies beyond 0 and 100 %, where a line may lead. */
	best = fmin(fmax(at + reach, 0), 100);
	at = fmin(fmax(at, 0), 100);
	*projected = percent_text(mk, at, c->judged_by);
	return billionths(at) >= target ? PLAN_ON_COURSE : billionths(best) >= target ? PLAN_POSSIBLE : PLAN_IMPLAUSIBLE;
}
