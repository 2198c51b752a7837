/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * finishing.h - from the total of all accumulators to figures: what is known of every measure and
 * Region before it is worded.
 *
 * Measures are finished in the catalogue's order, inputs before composites, in one step each: the kind
 * fills figures from events, or a service_levels row stands in, then quality is settled.  Figures and
 * their exact fractions live until finishing_done; text and result arrays live in the run's arena.
 */
#ifndef METRICS_FINISHING_H
#define METRICS_FINISHING_H

#include "engine/number.h"
#include "metrics/breakdown.h"
#include "metrics/kind.h"
#include "metrics/reported.h"

#include <gmp.h>

/* One Service Level under each policy for exclusions. */
enum variant {
	VARIANT_COUNTED,    /* allowed claims honoured: the figure */
	VARIANT_RAW,        /* none honoured */
	VARIANT_ALL_CLAIMS, /* all honoured */
	VARIANT_COUNT
};

struct share {
	bool known;           /* false: reported figures do not tell it */
	uint64_t good, total; /* leaf measures, and sums over a composite's inputs */
	mpq_t level;          /* 0 to 1; meaningful when has_level */
	bool has_level;       /* known, and something was measured */
};

struct figure {
	bool exists; /* the measure has a cell in this Region */
	enum basis basis;
	uint64_t good, total, excluded, refused, pending, rejected, blind;
	bool has_blind;
	struct share variants[VARIANT_COUNT];
	enum quality quality;
	const char *reason; /* of the quality, or "" */
	bool missing_input; /* composites: no figure, an input was not supplied */
	bool own_row;       /* taken from a service_levels row of its own */
	const char *sample; /* why the sample of tests is not valid, or "" (ruling 22) */
};

struct finishing {
	const struct plan *plan;
	const struct catalogue *catalogue;
	const struct registers *registers;
	const struct intake *intake;
	const struct words *words;
	const struct names *names;
	const struct claim_index *claims;
	struct claim_desk *desk; /* of the total */
	struct reported reported;
	size_t n_known;
	const struct past_cell *known;   /* of the store, before service_levels rows */
	struct arena *arena;
	struct figure (*figures)[REGION_COUNT]; /* [n_items]; of metrics only the quality is filled */
	struct day_row *days;
	size_t n_days;
	size_t *first_day; /* [n_measures] place of the measure's rows in days */
	struct exclusion_row *exclusions;
	size_t n_exclusions, exclusions_room;
	struct sampling_row *sampling; /* [n_sampling] */
	size_t n_sampling;
	struct measure_counts *counts; /* [n_items], those with a dataset filled */
	bool *has_counts;
	struct made_row *breakdowns; /* catalogue order within measures, then metrics */
	size_t n_breakdowns, breakdowns_room;
	uint32_t *key_limit;     /* [n_items] the most keys that the kind counts, where there were more; else 0 */
	const char **no_rows;    /* [n_items] why a kind made no rows, or NULL */
	const struct remembered_devices *remembered; /* NULL: none was given */
	struct remembered_devices devices;           /* of this month, made by the kind distinct */
};

/* Regions in the order of every output: N, C, S, national. */
extern const enum region finishing_regions[REGION_COUNT];

/* `rules` and `tallies` are [n_items] in catalogue order. */
void finishing_init(struct finishing *f, const struct plan *plan, const struct registers *registers,
		    const struct intake *intake, const struct words *words, const struct claim_index *claims,
		    struct arena *arena);
void finishing_run(struct finishing *f, const struct rule *rules, const struct tally *tallies);
void finishing_done(struct finishing *f);

/* --- for kinds --- */

/* The measure's rows of the daily table in a Region (REGION_NONE: rows without one, or all of a measure
 * without Regions), one a day. */
bool finishing_has_days(const struct finishing *f, int measure);
struct day_row *finishing_days(struct finishing *f, int measure, enum region region);
/* Reconciliation of the measure (N2); excluded and pending are taken from the national figure. */
void finishing_counts(struct finishing *f, const struct rule *r, const struct tally *t, uint64_t good,
		      uint64_t bad);
/* Counts of each reason.  `everywhere`: a row without Region counts in each Region too (outages). */
void finishing_reasons(struct finishing *f, const struct rule *r, const struct tally *t, bool everywhere);

/* True when a file of the dataset was supplied (usable or not). */
bool finishing_supplied(const struct finishing *f, enum dataset_id dataset);
bool finishing_unusable(const struct finishing *f, enum dataset_id dataset);

#endif
