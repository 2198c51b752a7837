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

/* Limits of one edition (the file itself: YAML_MAX_BYTES). */
#define CATALOGUE_MAX_MEASURES 256
#define CATALOGUE_MAX_LIST     64 /* values, cases, levels, reasons or inputs of one measure */
#define CATALOGUE_MAX_ID_BYTES 32
#define CATALOGUE_MAX_DECIMALS 6

struct measure {
	const char *id, *title, *provider;
	const char *definition; /* plain words: what is counted, from which point to which */
	const char *points;     /* the measurement points in words */
	const char *authority;  /* of the definition */
	enum measure_kind kind;
	enum dataset_id dataset; /* DATASET_NONE for composites */
	int n_filters;
	const struct filter *filters;           /* all must accept */
	int clock_from;                         /* TIME column; -1 when the kind has no clock */
	int n_stops, clock_to[CLOCK_MAX_STOPS]; /* first present stops the clock */
	bool early_stop_ok; /* a stop before the start is in time and does not reject the row */
	struct within within;
	int paused_column; /* MINUTES column added to the limit, or -1 */
	int placed_by;     /* TIME column that places a row in the period; -1 for availability */
	bool regional;     /* computed for N, C, S and nationally; else nationally only */
	int n_exclusions;
	const char *const *exclusions; /* allowed reasons */
	int n_levels;
	const struct level *levels;   /* ascending by month */
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
	int64_t worst_days;                 /* most parts taken away to find what would have been Green */
	int64_t chart_points;               /* fewer make trial limits */
	struct percent trend_confidence;
};

struct catalogue {
	const char *edition;   /* "2018-03" */
	struct month in_force; /* from this month on */
	const char *title, *authority;
	const char *assumptions; /* a sentence printed wherever assumed values are explained */
	bool built_in;
	const char *source; /* path, or "built in" */
	char sha256[65];    /* of the YAML text */
	struct text yaml;   /* that text, to be remembered with a month */
	int n_measures;
	const struct measure *measures; /* composites after their inputs is NOT guaranteed */
	const int *order;               /* [n_measures] indices, inputs before composites */
	int64_t withhold_share_micro;   /* millionths of a percent: above it and at least withhold_rows,
					   withheld */
	int64_t withhold_rows;
	/* Below so many events a level is printed with the interval of this confidence; 0: never. */
	int64_t small_count;
	struct percent small_confidence;
	int64_t withhold_always_micro; /* above it, withheld whatever the number of rows */
	struct catalogue_review review;
	struct arena *arena;           /* owns all text above */
};

/* Loads and validates a file, or (path NULL) the built-in edition in force in `month` (the newest one when
 * month.month is 0).  Error kind ERROR_CATALOGUE names file, line, key and what was expected. */
bool catalogue_load(const char *path, struct month month, struct arena *arena, const struct catalogue **out,
		    struct error *err) MUST_USE;
/* The same for text in memory; `source` is used in messages. */
bool catalogue_parse(struct text yaml, const char *source, struct arena *arena, const struct catalogue **out,
		     struct error *err) MUST_USE;
int catalogue_find(const struct catalogue *c, struct text id); /* index without case, or -1 */
/* The levels in force in a month; NULL when none is yet. */
const struct level *measure_level(const struct measure *m, struct month month);
/* True when any value that the measure's figure or its verdict depends on is assumed: its limits, its
 * composition, those of its inputs, and its levels in force in the month. */
bool measure_is_assumed(const struct measure *m, struct month month);

#endif
