/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A breach review made by hand over a sample: every reason, mark, sign and edge occurs, and hostile text where it can
 * come from data (keys of breakdowns, actions and owners of plans). */
#include "tests/unit/render/sample.h"

#include "engine/number.h"
#include "engine/review.h"

#define MONTHS 12

struct making {
	struct sample *s;
	enum sample_kind kind;
	uint64_t n; /* counts up: what is invented follows from it */
};

static struct review_amount amount(struct making *m, long thousandths)
{
	const char *sign = thousandths < 0 ? "-" : thousandths > 0 ? "+" : "";
	long size = thousandths < 0 ? -thousandths : thousandths;

	return (struct review_amount){ arena_printf(&m->s->arena, "%s%ld.%03ld", sign, size / 1000, size % 1000),
				       arena_printf(&m->s->arena, "%ld/1000", thousandths), (double)thousandths / 1000 };
}

static struct level_text level_of(struct making *m, const struct cell *c, uint64_t good, uint64_t total)
{
	struct level_text level;

	number_level_of(good, total, c->judged_by, 2, &m->s->arena, &level);
	return level;
}

static void make_change(struct making *m, const struct cell *c, struct review_change *out)
{
	static const long parts[CHANGE_COUNT] = { 0, -1234, 56, -7, 8, 910 };
	long sum = 0;

	out->month = month_add(m->s->r.period.month, -1);
	out->known = m->n++ % 5 != 4;
	out->why = out->known ? "" : "September 2019 has no figure to compare with.";
	out->parts = out->known ? "Mix and performance are told apart by measure and Region." : "";
	out->before = level_of(m, c, 97, 100);
	out->has_events = out->known && m->n % 3 != 0;
	for (int p = 0; p < CHANGE_COUNT; p++) {
		sum += parts[p];
		out->points[p] = out->known ? amount(m, parts[p]) : (struct review_amount){ "", "", 0 };
		out->events[p] = out->has_events ? amount(m, -parts[p] * 100) : (struct review_amount){ "", "", 0 };
	}
	out->points_total = out->known ? amount(m, sum) : (struct review_amount){ "", "", 0 };
	out->events_total = out->has_events ? amount(m, -sum * 100) : (struct review_amount){ "", "", 0 };
}

static void make_drivers(struct making *m, const struct cell *c, struct review_line *l)
{
	static const char *const names[] = { "input", "device", "day" };
	static const char *const titles[] = { "Measure behind it", "Device model and firmware", "Day" };
	struct review_dimension *dimensions = arena_alloc(&m->s->arena, 3, sizeof *dimensions);

	for (size_t i = 0; i < 3; i++) {
		struct review_driver *drivers = arena_alloc(&m->s->arena, 4, sizeof *drivers);
		struct review_dimension *d = &dimensions[i];

		for (size_t k = 0; k < 4; k++) {
			const char *key = i == 1 && m->kind == SAMPLE_HOSTILE
						  ? (k ? SAMPLE_LONG_WORD : "=cmd|' /C calc'!A0\x01\xff / \xE2\x80\xAE")
						  : arena_printf(&m->s->arena, "part %zu of %s", k, names[i]);

			drivers[k] = (struct review_driver){ .key = key, .label = key, .measure = i ? -1 : c->measure,
							     .good = 900 - 100 * k, .total = 1000,
							     .excess = amount(m, 90000 + 100000 * (long)k),
							     .share = "25.0\u00a0%", .share_tenths = 250 };
			drivers[k].level = level_of(m, c, drivers[k].good, 1000);
			drivers[k].without = k == 3 ? (struct level_text){ "", "", -1, STATUS_NO_DATA }
						    : level_of(m, c, 99 - 4 * k, 100);
		}
		*d = (struct review_dimension){ .name = names[i], .title = titles[i], .one = names[i], .n = 4, .drivers = drivers,
						.n_parts = 9, .n_with_excess = 6, .share_shown = "100.0\u00a0%",
						.share_rest = i == 1 ? "12.3\u00a0%" : "", .telling = true, .covers = i != 1,
						.good = 3000, .total = 4000, .n_enough = i == 2 ? 2 : 0, .n_tried = 2 };
		d->enough = level_of(m, c, 99, 100);
		d->sentence = "Without the two worst days (12 October and 13 October) the figure would be "
			      "99.00\u00a0%, Green.";
	}
	l->dimensions = dimensions;
	l->n_dimensions = 3;
}

static void make_control(struct making *m, const struct cell *c, struct review_control *out)
{
	struct review_point *points = arena_alloc(&m->s->arena, MONTHS, sizeof *points);

	*out = (struct review_control){ .kind = REVIEW_XMR, .n_points = MONTHS, .points = points, .drawn = true,
					.trial = m->n % 2 == 1, .n_screened = 1,
					.variation = (enum review_variation)(1 + m->n % 3),
					.assurance = (enum review_assurance)(1 + m->n / 3 % 4),
					.stretch = m->n % 3 ? 0 : 6, .step = m->n % 3 ? 0 : -1.25 };
	for (size_t i = 0; i < MONTHS; i++) {
		struct review_point *p = &points[i];

		p->month = month_add(m->s->r.period.month, (int)i + 1 - MONTHS);
		p->target = (double)c->judged_by->target.micro / 1e6;
		p->level = (struct level_text){ "", "", -1, STATUS_NO_DATA };
		if (i == 4 && m->n % 2)
			continue;
		p->known = true;
		p->good = i + 1 == MONTHS ? c->good : 9700 + 20 * i;
		p->total = i + 1 == MONTHS ? c->total : 10000;
		p->level = level_of(m, c, p->good, p->total);
		p->mean = 98;
		p->lower = 97.1;
		p->upper = m->n % 4 ? 98.9 : 100;
		p->signals = i % 3 ? 0 : 1u << i % 4;
		out->n_known++;
	}
	out->mean = 98;
	out->lower = 97.1;
	out->upper = points[MONTHS - 1].upper;
	out->mean_text = "98.00\u00a0%";
	out->lower_text = "97.10\u00a0%";
	out->upper_text = arena_printf(&m->s->arena, "%.2f\u00a0%%", out->upper);
	out->sentence = "XmR chart: mean 98.00\u00a0%, limits 97.10\u00a0% to 98.90\u00a0% over 12 months.";
}

static void make_plans(struct making *m, const struct cell *c, struct review_line *l)
{
	struct review_plan *plan = arena_alloc(&m->s->arena, 1, sizeof *plan);
	bool hostile = m->kind == SAMPLE_HOSTILE;

	*plan = (struct review_plan){ .measure = c->measure, .region = c->region,
				      .action = hostile ? "=HYPERLINK(\"http://x\")\x02" SAMPLE_LONG_WORD : "Mend it",
				      .owner = hostile ? "@owner" : "CSP N", .recorded_on = 18197,
				      .promised = { 2020, 2 }, .n_slips = 1, .months_slipped = 2,
				      .slips = "promised December 2019, moved to February 2020 (recorded 28 October 2019)",
				      .months_left = 4, .needed = "+0.250", .plausible = PLAN_POSSIBLE,
				      .projected = "98.10\u00a0%",
				      .sentence = "Green by February 2020; the promise moved once, by 2 months in all: it takes "
						  "0.250 points a month for 4 months; the trend leads to 98.10\u00a0%: "
						  "possible, but not what the trend says." };
	if (m->n % 4 == 3)
		*plan = (struct review_plan){ .measure = c->measure, .region = c->region, .action = "Think", .owner = "",
					      .slips = "", .needed = "", .projected = "",
					      .sentence = "No month is promised." };
	l->plans = plan;
	l->n_plans = m->n % 5 != 1;
}

static void make_tests(struct review_line *l, bool green)
{
	for (int t = 0; t < TEST_COUNT; t++) {
		l->tests[t] = (struct review_test){ .applies = green, .fired = green && t % 2,
						    .text = green ? "Below target: Central 98.35\u00a0% (Amber)." : "" };
		l->n_fired += l->tests[t].fired;
	}
}

static void make_line(struct making *m, const struct cell *c, struct review_line *l)
{
	bool green = c->level.status == STATUS_GREEN;

	l->cell = c;
	l->reason = green ? REVIEW_UNTRUSTED : c->level.status == STATUS_WITHHELD ? REVIEW_UNJUDGED : REVIEW_MISSED;
	l->headline = green ? "Green, but not to be taken at its word: Breach inside and Luck."
			    : "Amber at 97.94\u00a0%, 1.056 points below the target of 99\u00a0%; below target for the tenth month "
			      "in succession, since January 2019.";
	make_tests(l, green);
	l->control = (struct review_control){ .mean_text = "", .lower_text = "", .upper_text = "",
					      .sentence = "No control chart." };
	l->trend = (struct review_trend){ TREND_FALLING, MONTHS, -0.145, "-0.145",
					  "Falling by 0.145 points a month over 12 months (give or take 0.082)." };
	l->change = (struct review_change){ .why = "It is withheld.", .parts = "" };
	for (int p = 0; p < CHANGE_COUNT; p++)
		l->change.points[p] = l->change.events[p] = (struct review_amount){ "", "", 0 };
	l->change.points_total = l->change.events_total = (struct review_amount){ "", "", 0 };
	l->change.before = (struct level_text){ "", "", -1, STATUS_NO_DATA };
	if (l->reason == REVIEW_UNJUDGED)
		return;
	make_change(m, c, &l->change);
	make_drivers(m, c, l);
	make_control(m, c, &l->control);
	make_plans(m, c, l);
}

void sample_review(struct sample *s, enum sample_kind kind)
{
	struct making m = { s, kind, 0 };
	struct review *review = arena_alloc(&s->arena, 1, sizeof *review);
	struct review_line *lines = arena_alloc(&s->arena, s->r.n_cells + 1, sizeof *lines);

	*review = (struct review){ .results = &s->r, .lines = lines };
	for (int reason = 0; reason < REVIEW_REASON_COUNT; reason++)
		for (size_t i = 0; i < s->r.n_cells; i++) {
			const struct cell *c = &s->r.cells[i];
			bool green = c->level.status == STATUS_GREEN;
			enum review_reason own = green ? REVIEW_UNTRUSTED
						 : c->level.status == STATUS_WITHHELD ? REVIEW_UNJUDGED
										     : REVIEW_MISSED;

			if (c->level.status == STATUS_NO_DATA || own != (enum review_reason)reason ||
			    (green && c->measure % 3))
				continue;
			make_line(&m, c, &lines[review->n_lines++]);
			review->n_by_reason[reason]++;
			review->n_green += green;
		}
	s->r.review = review;
}
