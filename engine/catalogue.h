/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * catalogue.h - measures as data: one YAML file is one edition.
 *
 * The catalogue is validated whole before anything is read: after catalogue_load succeeds every
 * index, column, reason and level in it can be relied on.  What nobody has confirmed carries
 * `assumed` and must be shown with its mark wherever the value is printed.
 */
#ifndef ENGINE_CATALOGUE_H
#define ENGINE_CATALOGUE_H

#include "engine/civil.h"
#include "engine/dataset.h"
#include "engine/error.h"

enum measure_kind {
	KIND_IN_TIME,      /* events whose clock stopped within the target response time */
	KIND_INCIDENTS,    /* the same, the limit by category and extended by paused minutes */
	KIND_AVAILABILITY, /* minutes a service was available */
	KIND_COMPOSITE,    /* derived from other measures */
	KIND_COHORT,       /* events of another period than the month: installs of the quarter before */
	KIND_WINDOWS,      /* alerts passed on, by windows of three minutes classed by distinct hubs */
	KIND_SHARE,        /* rows that meet a condition, of the rows that could */
	KIND_NUMBER,       /* named "count": rows, or what they represent */
	KIND_DISTINCT,     /* different values of a column, such as devices */
	KIND_VARIANCE,     /* counts against a forecast, within a tolerance */
	KIND_JOURNEYS,     /* Service Requests by business process: answers, response codes, round trips */
	KIND_LOSSES,       /* losses of connection: devices, how long, minutes connected */
	KIND_POPULATION,   /* hubs in service, from the hubs register */
	KIND_WHAT_IF,      /* what another category of one incident would do to the incident measures */
	KIND_REPORTED,     /* taken from service_levels alone: no dataset tells of its events */
	KIND_COUNT
};
const char *kind_name(enum measure_kind k);

enum composition { COMPOSE_POOLED, COMPOSE_MEAN, COMPOSE_MINIMUM, COMPOSE_COUNT };
const char *composition_name(enum composition c);
const char *composition_help(enum composition c); /* "sum of in-time over sum of events" */

enum denominator { DENOMINATOR_ALL, DENOMINATOR_LESS_PLANNED };

/* A percentage exactly as the catalogue writes it, and in units of a millionth of a percent. */
struct percent {
	const char *text; /* "99.5" */
	int64_t micro;    /* 99 500 000 */
};

struct level { /* Target and Minimum Service Level, in force from a month */
	struct month from;
	struct percent target, minimum; /* target >= minimum */
	const char *authority;
	bool assumed;
};

struct filter { /* a row is selected when the column's value is one of the values */
	int column;
	int n_values;
	const char *const *values; /* LIST columns: each is in the closed list */
	uint64_t list_mask;        /* LIST columns: bit p is set when place p is accepted */
};

struct limit {            /* one target response time */
	const char *text; /* "5 s" */
	int64_t ns;
};

struct within {      /* the target response time: one, or one for each value of a LIST or WORD column */
	int column;  /* -1: one for all */
	int n_cases; /* 1 when column is -1 */
	const char *const *values;  /* [n_cases], NULL when column is -1 */
	const struct limit *limits; /* [n_cases]; a row whose value has no case is not selected */
	bool assumed;
	const char *note; /* why it is assumed, or NULL */
};

#define CLOCK_MAX_STOPS 4

/* --- breakdowns: one figure by the values of some columns --- */

enum part_kind {       /* one part of a dimension's key */
	PART_COLUMN,   /* the text of a WORD or LIST column; "-" when empty */
	PART_DAY,      /* "2019-10-03", the UK day of the placing timestamp */
	PART_HOUR,     /* "00" to "23", the UK hour of it */
	PART_AREA,     /* "N", or "C&S" for C and S together, "-" */
	PART_PROCESS,  /* the business process that the catalogue puts the srv column into, or "other" */
	PART_STATE,    /* firmware: completed_in_time, completed_late, failed, dropped, cancelled, running */
	PART_OPEN,     /* "resolved" when the clock has stopped, else "open" */
	PART_AGE,      /* the same, open ones by how long: see docs/breakdowns.md */
	PART_POLICY,   /* the level under each policy for exclusions: every_claim, allowed, none */
	PART_REASON,   /* reasons claimed for leaving rows out: "allowed / user_cancelled" */
	PART_WINDOW,   /* windows: "2019-10-22 18:21", the UK time at which it begins */
	PART_RESPONSE, /* journeys: one of response_name */
	PART_QUANTILE, /* journeys: p50, p95, p99 of the round trip */
	PART_LASTED,   /* losses: how long one lasted */
	PART_VERDICT,  /* variance: SRVs within, outside, no_forecast */
	PART_SUMMARY,  /* population: first_day, last_day, mean */
	PART_CHANGE,   /* what_if: incident, category, the other category, measure */
	PART_COUNT
};
const char *part_name(enum part_kind p); /* as the catalogue writes it; "" for a column */

/* Which figure of a kind that has several a dimension shows. */
enum dimension_figure {
	FIGURE_MAIN,    /* the kind's own */
	FIGURE_SUCCESS, /* journeys: answers that are a success */
	FIGURE_WITHIN,  /* journeys: within the user's target */
	FIGURE_DEVICES, /* losses: devices off at some time, and still off at the end */
	FIGURE_MINUTES, /* losses: device minutes connected */
	FIGURE_COUNT
};
const char *figure_name(enum dimension_figure f); /* "main", "success", ... */

struct part {
	enum part_kind kind;
	int column; /* PART_COLUMN: of the dataset; else -1 */
};

#define DIMENSION_MAX_PARTS 6
#define MEASURE_MAX_VARIED  8  /* measures that one what_if varies */
#define MEASURE_MAX_PARTS   12 /* different parts of all dimensions of one measure */

struct dimension {
	const char *name; /* "srv", "device" */
	int n_parts;
	/* Their texts joined with " / " are the key; without parts there is one key, "all". */
	struct part parts[DIMENSION_MAX_PARTS];
	/* count, distinct: the total of a row is the sum over the rows whose first share_of parts are
	 * equal to its own (0: over the Region). */
	int share_of;
	enum dimension_figure figure;
	bool national_only; /* no rows for the Regions */
};

/* A business process: a grouping of Service Reference Variants. */
struct process {
	const char *name, *title; /* "prepayment", "Prepayment" */
	int n_srvs;
	const char *const *srvs;
};

enum response { /* what a Service Response says of the journey */
	RESPONSE_SUCCESS,
	RESPONSE_NETWORK,   /* the network's failure */
	RESPONSE_REQUESTER, /* refused for what was asked */
	RESPONSE_OTHER,     /* a code the catalogue puts nowhere */
	RESPONSE_NO_ANSWER, /* never answered, the user's target run out */
	RESPONSE_PENDING,   /* not answered, the user's target not run out at the cut-off */
	RESPONSE_UNSTATED,  /* answered, without a code */
	RESPONSE_COUNT
};
const char *response_name(enum response r);

struct response_codes { /* of RESPONSE_SUCCESS, NETWORK and REQUESTER */
	int n;
	const char *const *codes;
};

/* Limits of one edition (the file itself: YAML_MAX_BYTES). */
#define CATALOGUE_MAX_MEASURES 256
#define CATALOGUE_MAX_LIST     64 /* values, cases, levels, reasons, inputs or SRVs of one measure */
#define CATALOGUE_MAX_ID_BYTES 32
#define CATALOGUE_MAX_DECIMALS 6

/* A measure is judged: it has levels and a line in results.csv.  A metric is not: it has neither, and
 * shows in breakdowns alone. */
struct measure {
	const char *id, *title, *provider;
	bool is_metric;
	const char *definition; /* plain words: what is counted, from which point to which */
	const char *points;     /* the measurement points in words */
	const char *authority;  /* of the definition */
	const char *changed_by; /* the authority for what differs from the edition before, or NULL */
	enum measure_kind kind;
	enum dataset_id dataset; /* DATASET_NONE for composite and reported */
	int n_filters;
	const struct filter *filters;           /* all must accept */
	int clock_from;                         /* TIME column; -1 when the kind has no clock */
	int clock_else;                         /* journeys: starts the clock where clock_from is empty; -1 */
	int n_stops, clock_to[CLOCK_MAX_STOPS]; /* first present stops the clock */
	bool early_stop_ok; /* a stop before clock_from, not clock_else, is in time and does not reject the row */
	struct within within;
	int paused_column; /* MINUTES column added to the limit, or -1 */
	int placed_by;     /* TIME column that places a row in the period; -1: overlap, or no row */
	bool regional;     /* computed for N, C, S and nationally; else nationally only */
	int n_exclusions;
	const char *const *exclusions; /* allowed reasons */
	int n_levels;                 /* 0 for metrics */
	const struct level *levels;   /* ascending by month */
	int n_dimensions;
	const struct dimension *dimensions; /* breakdowns, in the catalogue's order */
	const char *assumed;          /* why the definition itself is assumed, or NULL (a clock's limit and a
				       * composition carry their own marks) */
	/* The exclusion that a column says without a claim: access = N is no_access. */
	const char *implied_reason;   /* one of exclusions, or NULL */
	struct filter implied;
	bool until_day_end;           /* in_time: the clock runs until the UK midnight that follows its start */
	int n_goods;                  /* share: a row is good when all accept; 0 with equal_columns */
	const struct filter *goods;
	int equal_columns[2];         /* share: good when both texts are the same; -1 */
	int counted_column;           /* count: COUNT column added up instead of rows, or -1;
				       * distinct: the TEXT column whose values are counted */
	int first_time_by;            /* distinct: good counts those not met with the same value of this WORD
				       * column (alert_code) in a remembered month; -1: all of them */
	int item_of;                  /* windows: the TEXT column of the hub; losses: of the device; -1 */
	int variance_by;              /* variance: the WORD column that forecasts name (srv); -1 */
	struct percent tolerance;     /* variance */
	int window_minutes;           /* windows: 3 */
	int window_hubs;              /* windows: the greatest number of distinct hubs of the smaller class */
	bool window_above;            /* windows: the class above it */
	int n_of;                     /* what_if: indices of the measures it varies */
	const int *of;
	const char *service;          /* availability */
	enum denominator denominator; /* availability */
	int n_inputs;
	const int *inputs; /* composite: indices into measures */
	enum composition composition;
	bool composition_assumed;
	bool inputs_assumed; /* composite: a limit or composition among its inputs is assumed */
	const char *composition_note;
	int blind_column;       /* a count printed beside the figure: selected rows in which this
				 * column is empty; -1 = none (ruling 20) */
	const char *blind_text; /* "requests that never got a response" */
	const char *blind_one;  /* "request that never got a response", or NULL */
	int display_decimals;
	bool code_measure; /* one of the Code's own (provider CODE) */
	int yaml_line;
};

/* What the breach review asks of figures (docs/review.md). */
struct catalogue_review {
	int64_t few_events;            /* a Green of fewer rests on too little */
	struct percent excluded_above; /* share of the items left out */
	struct percent refused_above;  /* share of the events with a claim that was refused */
	struct percent blind_above;    /* share of the events behind the measure's blind spot */
	int n_part_dimensions;
	const char *const *part_dimensions; /* breakdowns whose parts may be in breach inside a Green */
	int64_t part_events;                /* parts of fewer are not looked at */
	struct percent part_confidence;     /* that a part's level is below target by more than chance */
	int64_t drivers;                    /* listed of each dimension */
	struct percent telling_above;       /* share of the largest driver that makes a dimension worth a line */
	int64_t worst_days;                 /* most parts taken away to find what would have been Green */
	struct percent least_left;          /* share of the events that has to be left then */
	struct percent least_left_few;      /* the same where measures or Regions, which are few, are taken away */
	int64_t chart_points;               /* fewer make trial limits */
	int64_t luck_misses;                /* months below target that make limits about it luck */
	struct percent trend_confidence;
};

/* When round-trip tests sample the service of a Region validly (ruling 22). */
struct catalogue_sampling {
	const char *tests_per_hub; /* "0.5": tests of a month for each commissioned hub, on average over its rows */
	int64_t tests_micro;       /* the same in millionths */
	int64_t idle_days;         /* days without a test that a valid sample may have */
};

struct catalogue {
	const char *edition;   /* "2018-03" */
	struct month in_force; /* from this month on */
	const char *title, *authority;
	const char *changed_by;  /* for what differs from the edition before, unless a measure says its own; or NULL */
	const char *assumptions; /* a sentence printed wherever assumed values are explained */
	bool built_in;
	const char *source; /* path, or "built in" */
	char sha256[65];    /* of the YAML text */
	struct text yaml;   /* that text, to be remembered with a month */
	int n_measures;                 /* judged ones: the first of measures */
	int n_items;                    /* with the metrics, which follow them; n_items >= n_measures */
	const struct measure *measures; /* [n_items]; composites after their inputs is NOT guaranteed */
	const int *order;               /* [n_measures] indices, inputs before composites */
	int64_t withhold_share_micro;   /* millionths of a percent: above it and at least withhold_rows,
					   withheld */
	int64_t withhold_rows;
	/* Below so many events a level is printed with the interval of this confidence; 0: never. */
	int64_t small_count;
	struct percent small_confidence;
	int64_t withhold_always_micro; /* above it, withheld whatever the number of rows */
	struct catalogue_review review;
	struct catalogue_sampling sampling;
	int n_processes;
	const struct process *processes; /* in the catalogue's order */
	struct response_codes responses[RESPONSE_OTHER]; /* success, network, requester */
	struct arena *arena;           /* owns all text above */
};

/* Loads and validates a file, or (path NULL) the built-in edition in force in `month` (the newest one when
 * month.month is 0).  Error kind ERROR_CATALOGUE names file, line, key and what was expected. */
bool catalogue_load(const char *path, struct month month, struct arena *arena, const struct catalogue **out,
		    struct error *err) MUST_USE;
/* The same for text in memory; `source` is used in messages. */
bool catalogue_parse(struct text yaml, const char *source, struct arena *arena, const struct catalogue **out,
		     struct error *err) MUST_USE;
int catalogue_find(const struct catalogue *c, struct text id); /* index of a measure or metric without
								* case, or -1 */
/* The same of a value of the data, which is compared exactly, case included (ruling 3). */
int catalogue_find_exact(const struct catalogue *c, const char *id);
int catalogue_find_measure(const struct catalogue *c, const char *id); /* of a measure alone, no metric */
/* The business process of an SRV: index into processes, or -1. */
int catalogue_process(const struct catalogue *c, struct text srv);
enum response catalogue_response(const struct catalogue *c, struct text code); /* of a code that is not empty */
/* The figures of a measure rest on samples: round-trip tests, by Region. */
bool measure_is_sampled(const struct measure *m);
/* "0.5 tests", "1 test": what a valid sample has for each hub. */
const char *catalogue_tests_per_hub(const struct catalogue *c, struct arena *arena);
/* The levels in force in a month; NULL when none is yet. */
const struct level *measure_level(const struct measure *m, struct month month);
/* What a measure's figures are counts and shares of; its kind decides. */
struct measure_words {
	const char *unit;         /* "events" */
	const char *good;         /* what more of was needed: "in time", "minutes available", "counted as good" */
	const char *one_good;     /* the same of one, where it differs: "minute available"; else NULL */
	const char *share;        /* what its level is: "per cent in time" */
	const char *good_heading; /* of a column with counts: "In time" */
	const char *bad_heading;  /* "Not in time" */
};
const struct measure_words *measure_words(const struct measure *m);
const char *measure_good_words(const struct measure *m, uint64_t n); /* what n good ones are: behind their number */
/* A cohort is due in the last month of a quarter, for the quarter before (ruling 16). */
bool catalogue_cohort_is_due(struct month month);
/* False in a month in which there is no figure by definition, which is no gap. */
bool measure_is_due(const struct measure *m, struct month month);
struct month measure_due_after(const struct measure *m, struct month month); /* the first month after it */
/* True when any value that the measure's figure or its verdict depends on is assumed: its limits, its
 * composition, those of its inputs, and its levels in force in the month. */
bool measure_is_assumed(const struct measure *m, struct month month);
const char *measure_mark(const struct measure *m, struct month month); /* "*" then, else "" */
/* What a measure does not see (ruling 20), a composite that of its first input that says so; or "". */
const char *catalogue_blind_text(const struct catalogue *c, const struct measure *m);
/* The same with a number: "0 requests that ...", "1 request that ...", "12 requests that ..."; or "". */
const char *catalogue_blind_count(const struct catalogue *c, const struct measure *m, uint64_t n, struct arena *arena);

#endif
