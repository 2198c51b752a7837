/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * result.h - the one intermediate result: everything the renderers print, judged and worded as numbers.
 *
 * Metrics fills it, renderers only read it and compute nothing: where a figure has a text here, that
 * text is printed as it stands, so that no output can round differently from another (N4).
 * All text and arrays live in the run's arena.
 */
#ifndef ENGINE_RESULT_H
#define ENGINE_RESULT_H

#include "engine/catalogue.h"
#include "engine/dictionary.h"
#include "engine/finding.h"
#include "engine/intake.h"
#include "engine/register.h"

enum status { STATUS_GREEN, STATUS_AMBER, STATUS_RED, STATUS_NO_DATA, STATUS_WITHHELD, STATUS_COUNT };
const char *status_name(enum status s); /* "green", "amber", "red", "no_data", "withheld" */
const char *status_word(enum status s); /* "Green", "Amber", "Red", "No data", "Withheld" */
char status_letter(enum status s);      /* 'G' 'A' 'R' '-' 'W' */

enum quality { QUALITY_OK, QUALITY_MARKED, QUALITY_WITHHELD }; /* ordered: worse is greater */
const char *quality_name(enum quality q);

enum basis { BASIS_NONE, BASIS_EVENTS, BASIS_REPORTED, BASIS_MIXED };
const char *basis_name(enum basis b); /* "", "events", "reported", "mixed" */

/* A Service Level as text and as a point on an axis. */
struct level_text {
	const char *exact; /* percentage, six places half up, more only where it would contradict the
			    * status; "" when there is none */
	const char
		*display;   /* at the measure's display decimals, more where needed; with "%"; "" when none */
	double value;       /* percent, for placing marks on a chart only; -1 when there is none */
	enum status status; /* judged exactly against the cell's target and minimum */
};

/* One measure in one Region (REGION_NONE: national, or a measure without Region). */
struct cell {
	int measure; /* index into the catalogue */
	enum region region;
	uint64_t good, total; /* total = good + bad; minutes for availability */
	uint64_t excluded;    /* allowed exclusions (items; outages for availability) */
	uint64_t refused;     /* items with a claim that was not honoured */
	uint64_t pending;     /* not yet run out at the cut-off */
	uint64_t rejected;    /* rejected rows that could have fed this cell */
	struct level_text level;
	struct level_text raw; /* with nothing excluded: allowed exclusions counted as their clock says */
	struct level_text all_claims;  /* with every claim honoured, the refused ones too */
	bool has_variants;             /* the counts behind raw and all_claims are known */
	uint64_t raw_good, raw_total, claims_good, claims_total;
	const struct level *judged_by; /* target and minimum; never NULL for a cell with a colour */
	enum quality quality;
	enum basis basis;
	const char *reason;       /* why withheld, marked, or no data; a sentence, or "" */
	int months_below;         /* consecutive months below target, this one included; 0 Green; -1 none */
	struct month below_since; /* first month of that streak */
	int streak_blind;         /* months without data that the streak spans */
	bool streak_unjudged;     /* the month before it had events and no target: the streak may be longer */
	const char *streak_spans; /* those months: "2019-03, 2019-04", or "" */
	int longest_below;        /* longest such streak known, this one included; 0: none */
	struct month longest_from, longest_to; /* its first and last month below target */
	uint64_t events_short;    /* events more in time that would have been Green; 0 when Green or none */
	uint64_t events_short_minimum; /* the same to reach the Minimum */
	const char *gap_target;        /* points to the target, signed, e.g. "-3.417", or "" */
	const char *gap_minimum;
	uint64_t blind; /* count behind measure.blind_text; for composites the sum over inputs */
	bool has_blind;
	struct level_text alternatives[COMPOSE_COUNT]; /* composites: the level under each rule */
	bool masked;                                   /* composites: some other rule gives a worse status */
	const char *interval;  /* "56.5 % to 98.0 %": a small count's bounds on the share of its process, or "" */
	const char *untrusted; /* why a Green should not be taken at its word, or "" (sampling) */
};

struct day_row { /* the complete daily table: every leaf measure that is neither cohort nor reported x Region x day,
		  * zeros included */
	int measure;
	enum region region; /* REGION_NONE: rows without a Region, NOT the national sum */
	int day;            /* 0-based day of the month */
	uint64_t good, total, excluded;
};

struct exclusion_row { /* counts of each reason, per measure and Region (national rows are sums) */
	int measure;
	enum region region;
	const char *reason;
	bool allowed;     /* else refused */
	bool by_register; /* decided by the exceptions register */
	uint64_t count;
	uint64_t in_time; /* of those, how many were in time by their clock */
};

struct claim_row { /* a service_levels row of this month compared with the events */
	int measure;
	enum region region;
	int64_t claimed_good, claimed_total;
	uint64_t good, total;
	const char *claimed_level; /* text with % */
	enum status claimed_status;
	bool differs;
	const char *file;
	uint64_t line;
};

struct sample_row { /* a row that counts and was not in time: an example of what a figure is made of */
	int measure;
	enum region region;
	const char *file;
	uint64_t line;
	const char *what; /* "began ..., due by ..., ended ..." */
};

struct measure_counts { /* N2 per measure: used = good + bad + excluded + pending + not_selected */
	int measure;
	uint64_t used, good, bad, excluded, pending, not_selected;
	bool balances;
};

struct past_cell { /* a month before this one, for streaks and matrices */
	int measure;
	enum region region;
	struct month month;
	uint64_t good, total, excluded;
	struct level_text level; /* judged by the edition of that month */
	enum basis basis;        /* BASIS_NONE: remembered, but neither file nor row had come */
	bool reported;           /* basis is BASIS_REPORTED */
	bool restated;           /* remembered with another figure before */
	const struct level *judged_by; /* remembered: of the edition that judged it, or NULL; not saved */
};

struct restatement { /* a remembered figure that was computed again and became another */
	int measure;
	enum region region;
	struct month month;
	int revision;       /* of the month: 2 is the first restatement */
	const char *dated;  /* printed date of the run that restated it, or "" */
	const char *reason; /* what differed: inputs, edition, cut-off; a phrase */
	uint64_t former_good, former_total, good, total;
	struct level_text former, now;
	bool colour_changed; /* these stand on the front page */
};

/* Round-trip tests of one measure in one Region against what samples it validly (ruling 22). */
struct sampling_row {
	int measure;
	enum region region;
	uint64_t tests;         /* attempted in the month, of any claim and outcome */
	bool has_hubs;          /* hubs rows of the month came: else nobody can say how many tests were needed */
	uint64_t hubs, needed;  /* mean of commissioned hubs, rounded half up; tests for it, rounded up */
	int n_days, n_idle;     /* days that the data reaches the end of; those of them without a test */
	uint64_t fewest, most;  /* tests of a day, over n_days */
	const char *reason;     /* why the sample is not valid, or "" */
};

/* One row of breakdowns.csv: a figure of a measure or metric for one key of one of its dimensions.  What
 * good, total, excluded, refused and level are depends on the kind: docs/breakdowns.md. */
struct breakdown_row {
	int measure; /* index into the catalogue's measures and metrics */
	enum region region;
	const char *dimension, *key; /* its parts joined; "all" without any */
	/* The texts that the key joins: a joint may stand in a text of the data, so that no key can be cut into them.  Where
	 * several rows of texts join to one key, the first of them, part by part bytewise. */
	int n_parts;
	const char *const *parts; /* [n_parts] */
	uint64_t good, total, excluded, refused;
	uint64_t pending;        /* events of a clock: unanswered and not run out at the cut-off; not in total */
	struct level_text level; /* measures: judged like the cell; metrics: status no_data, but green or red
				  * for variance (within or outside the tolerance) */
};

/* Why a measure or metric with breakdowns has no rows, or what must be said beside them. */
struct item_note {
	int measure;
	bool supplied;        /* a file of its dataset came, or its register has rows */
	enum quality quality; /* metrics; a withheld one has counts and no levels */
	const char *reason;   /* a sentence: "Not supplied: no file of returns came.", "October 2019 is the first
			       * month whose alerts are remembered: ...", or "" */
};

/* One difference between the edition that judged the month before and this one. */
struct edition_change {
	const char *measure; /* id, or "" for the edition as a whole */
	const char *what;    /* "target", "definition", "composition", "added", "removed" ... */
	const char *before, *after; /* texts; "" where there was none */
	const char *authority;      /* of the changed definition; "" when none is given: nobody authorised it */
};

/* Devices that raised an alert code in earlier months, and in this one: sorted, each once.  An EUI-64 in
 * sixteen hexadecimal digits is its own number, any other id a 64-bit hash of its text. */
struct remembered_code {
	const char *code;
	size_t n;
	const uint64_t *devices; /* ascending */
};
struct remembered_devices {
	int n_months;         /* remembered with alerts before this one; 0: this is the first */
	struct month first;   /* the earliest of them */
	size_t n_codes;
	const struct remembered_code *codes; /* by code bytewise */
};

/* Texts joined to a key as it is printed. */
const char *breakdown_key(const char *const *parts, int n, struct arena *arena);
#define BREAKDOWN_JOINT " / " /* between two parts */
/* Part i of a row's key; "" where it has fewer. */
const char *breakdown_part(const struct breakdown_row *row, int i);

struct review; /* engine/review.h */

struct results {
	const struct catalogue *catalogue;
	const struct dictionary *dictionary; /* short names of SRVs, alert and response codes */
	struct period period;
	bool has_cutoff;
	int64_t cutoff;
	const char *printed_at;      /* "2019-11-12 09:00 UTC" from --as-of or SOURCE_DATE_EPOCH, or "" */
	const char *program_version; /* "pmr 1.0.0" */
	const struct intake *intake;
	const struct registers *registers;
	const struct findings *findings; /* sorted */
	size_t n_cells;
	const struct cell *cells; /* catalogue order; Regions N, C, S, then national */
	size_t n_days;
	const struct day_row *days; /* catalogue order, Region N, C, S, none, then day */
	size_t n_exclusions;
	const struct exclusion_row *exclusions;
	size_t n_claims;
	const struct claim_row *claims;
	size_t n_measure_counts;
	const struct measure_counts *measure_counts; /* leaf measures with a dataset */
	size_t n_past;
	const struct past_cell *past; /* catalogue order, Region, month ascending */
	size_t n_told;
	const struct past_cell *told; /* in the same order: what service_levels rows of this run say of earlier months,
				       * whether or not it stands */
	size_t n_samples;
	const struct sample_row *samples; /* catalogue order, Region (none last), file, line: a few of each */
	size_t n_restatements;
	const struct restatement *restatements; /* by month, revision, catalogue order, Region */
	size_t n_sampling;
	const struct sampling_row *sampling; /* catalogue order, Region N, C, S */
	size_t n_breakdowns;
	/* Catalogue order, dimension in its order, Region N, C, S, national (REGION_NONE: all rows), then key
	 * bytewise; variance: worst first. */
	const struct breakdown_row *breakdowns;
	size_t n_notes;
	const struct item_note *notes; /* every item with breakdowns and every metric, catalogue order */
	const char *previous_edition;  /* that judged the month before, when it is another one; else "" */
	size_t n_changes;
	const struct edition_change *changes; /* catalogue order */
	struct remembered_devices devices; /* of this month, to be remembered; n_months as given */
	const struct review *review; /* the breach review of these results, or NULL */
};

/* The cell of a measure and Region, or NULL when the measure has no such cell. */
const struct cell *results_find(const struct results *r, int measure, enum region region);
/* True when the figure, or a part of it, is a provider's own. */
bool cell_is_reported(const struct cell *c);
/* A level of a cell, which has a display, with the marks of the cell: "*" assumed values, then rejected rows, then as
 * reported. */
const char *results_level_text(const struct results *r, const struct cell *c, const struct level_text *l,
			       struct arena *arena);
/* "below target for the tenth month in succession, since January 2019", or "" when Green or unknown.  A streak of one
 * month is not called the first: there may have been others before a Green. */
const char *cell_streak(const struct cell *c, struct arena *arena);
/* The first row of a measure's dimension in a Region and how many there are; NULL and 0 when there is none. */
const struct breakdown_row *results_breakdown(const struct results *r, int measure, const char *dimension,
					      enum region region, size_t *n);

#endif
