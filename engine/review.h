/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review.h - the breach review of a month: what missed, since when, why, what would mend it.
 *
 * Metrics makes it from struct results alone (metrics_review), so that a month out of the store and a month
 * just computed are reviewed alike.  Renderers print the texts as they stand and use the doubles only to place
 * marks on charts.  Shares, contributions and parts of a change are exact fractions; `exact` holds them as "n/d".
 * All text and arrays live in the arena given to metrics_review; cells are borrowed from the results.
 */
#ifndef ENGINE_REVIEW_H
#define ENGINE_REVIEW_H

#include "engine/result.h"

enum review_chart { REVIEW_XMR, REVIEW_LANEY, REVIEW_CHART_COUNT };
const char *review_chart_name(enum review_chart c); /* "xmr", "laney" */

/* ---- the change on the month before ---- */

enum review_change_part {
	CHANGE_VOLUME,      /* more or fewer events, at the same levels in the same proportions */
	CHANGE_PERFORMANCE, /* the parts' own levels */
	CHANGE_MIX,         /* the proportions of the parts */
	CHANGE_EXCLUSIONS,  /* what leaving claims out did to the level */
	CHANGE_DEFINITION,  /* the catalogue: target, rule of composition, a measure's own definition */
	CHANGE_RESTATEMENT, /* the month before computed again since it was published */
	CHANGE_COUNT
};
const char *review_change_name(enum review_change_part p); /* "volume" */
const char *review_change_help(enum review_change_part p); /* a phrase */

struct review_amount {
	const char *text;  /* rounded so that the parts add up to the total as printed; signed; "" when none */
	const char *exact; /* "-123/456" in points or events, or "" */
	double value;
};

struct review_change {
	bool known;
	const char *why;    /* when not known: a sentence */
	struct month month; /* the one compared with */
	struct level_text before;                    /* as published then */
	struct review_amount points[CHANGE_COUNT];   /* of the level; up is better */
	struct review_amount points_total;           /* their sum */
	bool has_events;                             /* no single number of events under mean and minimum */
	struct review_amount events[CHANGE_COUNT];   /* of the shortfall against the target; up is worse */
	struct review_amount events_total;
	const char *parts; /* what volume, mix and performance were told apart by, a sentence */
	bool exclusions_unknown; /* what was left out the month before is: its effect stands in performance */
};

/* ---- what drives the shortfall ---- */

struct review_driver {
	const char *key, *label;
	int measure; /* the input it is, or -1 */
	bool is_rest; /* what no part of the dimension has: rows without a claim */
	uint64_t good, total;
	struct level_text level;      /* of the part, judged against the reviewed cell's target */
	struct review_amount excess;  /* not in time beyond what the target allows the part; points under mean and
				       * minimum */
	const char *share;            /* of the excess of all parts that have one: "61.2 %" */
	int share_tenths;             /* the same in tenths of a per cent, as printed */
	struct level_text without;    /* the cell without this part; value -1 when nothing would be left */
};

struct review_dimension {
	const char *name;  /* "input", "region", "srv", "device", "day", "hour" */
	const char *title; /* "Measure behind it" */
	const char *one;   /* what a part of it is: "measure" */
	bool in_points;    /* excess is in points, not events */
	size_t n;          /* drivers listed: largest first, only parts with an excess */
	const struct review_driver *drivers;
	size_t n_parts, n_with_excess;
	const char *share_shown; /* of the excess, by the drivers listed */
	uint64_t good, total;    /* of the parts together */
	bool covers;             /* they are all of the cell's events */
	const char *share_rest;  /* of the excess, in events that the dimension does not tell apart; "" */
	bool telling;            /* the largest driver has a good share of it: worth a line where room is short */
	int n_enough;            /* without so many of the worst parts the cell is Green; 0: a handful is not enough */
	int n_tried;             /* how many worst parts were tried */
	struct level_text enough; /* the level without them (the last one tried) */
	const char *sentence;
};

/* ---- control chart and trend ---- */

enum review_signal { SIGNAL_OUTSIDE = 1, SIGNAL_SIDE = 2, SIGNAL_TREND = 4, SIGNAL_OUTER = 8 };
const char *review_signal_help(enum review_signal s);
enum review_variation { VARIATION_NONE, VARIATION_COMMON, VARIATION_IMPROVING, VARIATION_CONCERNING };
/* EARLY: trial limits around the target, and every month so far on one side of it. */
enum review_assurance { ASSURANCE_NONE, ASSURANCE_MEETS, ASSURANCE_MISSES, ASSURANCE_EITHER, ASSURANCE_EARLY };
const char *review_variation_name(enum review_variation v);   /* "common cause" */
const char *review_variation_letter(enum review_variation v); /* "H" improving, "L" concerning, "~" */
const char *review_assurance_name(enum review_assurance a);   /* "hit and miss" */
const char *review_assurance_letter(enum review_assurance a); /* "P" "F" "?" */

struct review_point {
	struct month month;
	bool known; /* else a gap */
	bool reported;
	uint64_t good, total;
	struct level_text level;
	double mean, lower, upper; /* of its stretch; limits at this point, percent, within 0 and 100 */
	double target;       /* in force in the month, percent; -1 none */
	unsigned signals;    /* of enum review_signal */
};

struct review_control {
	enum review_chart kind;
	size_t n_points, n_known;
	const struct review_point *points; /* a month each, ascending, the reviewed one last */
	bool drawn;                        /* limits exist */
	/* Where the level stepped, everything below speaks of the latest stretch: the months since then. */
	size_t stretch;                    /* its first point; 0: the level never stepped */
	size_t n_stretch;                  /* months with a figure in it */
	double step;                       /* its mean less that of the stretch before, points */
	bool trial;                        /* fewer points than the catalogue asks for */
	double mean, lower, upper;         /* percent; limits at the last point */
	int n_screened;                    /* XmR: moving ranges left out by the one screening */
	double sigma_z;                    /* Laney: how much wider than binomial limits */
	enum review_variation variation;
	enum review_assurance assurance;
	const char *mean_text, *lower_text, *upper_text; /* "97.94 %" */
	const char *sentence;
};

enum review_direction { TREND_UNKNOWN, TREND_LEVEL, TREND_RISING, TREND_FALLING };
const char *review_direction_name(enum review_direction d);
struct review_trend {
	enum review_direction direction; /* level: a slope that chance alone could give, or that the latest months do
					  * not carry */
	int n_months;                    /* of the latest stretch */
	double slope;           /* points a month */
	const char *slope_text; /* "-0.213", or "" */
	const char *sentence;
};

/* ---- a Green that should not be trusted ---- */

enum review_test_id {
	TEST_FEW_EVENTS,
	TEST_SAMPLE,
	TEST_BREACH_INSIDE,
	TEST_EXCLUSIONS,
	TEST_MASKED,
	TEST_LUCK,
	TEST_BLIND,
	TEST_COUNT
};
const char *review_test_name(enum review_test_id t);  /* "few_events" */
const char *review_test_title(enum review_test_id t); /* "Few events" */

struct review_test {
	bool applies, fired;
	const char *text; /* the figures, a sentence */
};

/* ---- plans ---- */

enum review_plausible { PLAN_UNKNOWN, PLAN_MET, PLAN_OVERDUE, PLAN_ON_COURSE, PLAN_POSSIBLE, PLAN_IMPLAUSIBLE };
const char *review_plausible_name(enum review_plausible p); /* "on course" */

struct review_plan {
	int measure;
	enum region region;
	const char *action, *owner;
	int64_t recorded_on;  /* of the latest row, days since 1970 */
	struct month promised; /* .month 0: no date */
	int n_slips, months_slipped;
	const char *slips; /* "promised December 2019, moved to February 2020 (recorded 28 October 2019)", or "" */
	int months_left;   /* after the reviewed month; 0 or less: the month has come */
	const char *needed; /* points a month to be Green then, or "" */
	enum review_plausible plausible;
	const char *projected; /* the level the trend gives for the promised month, or "": there is no trend */
	const char *sentence;
};

/* ---- a line: one measure in one Region ---- */

enum review_reason { REVIEW_MISSED, REVIEW_UNTRUSTED, REVIEW_UNJUDGED, REVIEW_REASON_COUNT };
const char *review_reason_name(enum review_reason r); /* "missed" */

struct review_line {
	const struct cell *cell;
	enum review_reason reason;
	const char *headline; /* one sentence */
	struct review_change change;
	struct review_trend trend;
	struct review_control control;
	size_t n_dimensions;
	const struct review_dimension *dimensions;
	struct review_test tests[TEST_COUNT]; /* of a Green */
	int n_fired;
	size_t n_plans;
	const struct review_plan *plans;
};

struct review {
	const struct results *results;
	enum review_chart chart;
	size_t n_lines;
	const struct review_line *lines; /* missed, then untrusted, then not judged; each in catalogue order */
	size_t n_by_reason[REVIEW_REASON_COUNT];
	size_t n_green; /* Greens tested */
};

/* What a review is made from. */
struct review_input {
	const struct results *now;
	const struct results *before; /* the month before whole, as it is known now; NULL: its past cells only */
	enum review_chart chart;
	int measure;        /* only this one; -1: all */
	bool one_region;    /* only `region` */
	enum region region;
};

/* The largest driver that is a part of the dimension, or NULL. */
const struct review_driver *review_main_driver(const struct review_dimension *d);
/* Why the Green of a cell should not be taken at its word: what the tests say that fired, or "" when none did, it
 * is no Green, or there was no review (NULL).  The one answer for every output. */
const char *review_doubts(const struct review *r, const struct cell *c, struct arena *arena);
/* The line of a measure and Region, or NULL. */
const struct review_line *review_find(const struct review *r, int measure, enum region region);

#endif
