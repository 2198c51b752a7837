/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_making.h - what the pieces of a review share while it is made: two months side by side, looked up alike.
 *
 * A month is known whole (struct results) or by its past cells alone; catalogues may differ, so a measure is
 * looked up by its id.  Levels come out as exact fractions, whatever the rule of composition.
 */
#ifndef METRICS_REVIEW_MAKING_H
#define METRICS_REVIEW_MAKING_H

#include "engine/number.h"
#include "metrics/amount.h"

#define REVIEW_MAX_LEAVES 256

struct review_making {
	const struct review_input *in;
	const struct results *r; /* the month reviewed */
	const struct catalogue *c;
	const struct catalogue_review *v;
	struct arena *arena;
};

/* A month to look figures up in. */
struct review_month {
	const struct review_making *mk;
	const struct results *whole; /* or NULL: past cells of mk->r */
	struct month month;
};

struct review_counts {
	uint64_t good, total;
	bool has_raw;
	uint64_t raw_good, raw_total;
	bool own; /* the level is good / total, whatever the rule: a leaf, or a row of its own */
};

struct review_month review_this_month(const struct review_making *mk);
struct review_month review_last_month(const struct review_making *mk);
/* The measure of mk->c in the month's own catalogue, or NULL. */
const struct measure *review_measure_then(const struct review_month *m, int measure);
/* False when the month has no such figure. */
bool review_counts_of(const struct review_month *m, int measure, enum region region, struct review_counts *out);
/* The exact level under a rule (COMPOSE_COUNT: the one in force then); false when there is none. */
bool review_level_of(const struct review_month *m, int measure, enum region region, enum composition rule, bool raw,
		     mpq_t level);
const struct past_cell *review_past(const struct review_making *mk, int measure, enum region region,
				    struct month month);
/* Leaf measures behind a measure, itself when it is one; at most REVIEW_MAX_LEAVES. */
size_t review_leaves(const struct catalogue *c, int measure, int *leaves);
/* The figure is the sum of its parts' events. */
bool review_is_pooled(const struct review_making *mk, const struct cell *c);

void review_fraction(mpq_t out, struct percent p);
struct level_text review_no_level(enum status status);

/* A level as it is displayed, with * where the measure rests on assumed values. */
const char *review_display(const struct review_making *mk, int measure, const struct level_text *level);
/* "October 2019"; "1 234". */
const char *review_month_text(struct month m, struct arena *arena);
const char *review_count(uint64_t n, struct arena *arena);
/* target x total - good: events not in time beyond what the target allows (docs/review.md). */
void review_shortfall(mpq_t out, const mpq_t target, uint64_t good, uint64_t total);
/* "+1.234" -> "1.234": a magnitude for sentences that say the direction in words. */
const char *review_magnitude(const char *text);

/* ---- the pieces ---- */

void review_change_make(const struct review_making *mk, const struct cell *c, struct review_change *out);
/* A part of a dimension in a sentence: "SRV", "device model". */
const char *review_dimension_one(const struct review_making *mk, const char *dimension);
void review_drivers_make(const struct review_making *mk, const struct cell *c, struct review_line *line);
void review_control_make(const struct review_making *mk, const struct cell *c, struct review_control *out);
void review_trend_make(const struct review_making *mk, const struct review_control *control,
		       struct review_trend *out);
/* Whether the target can be met so many months ahead: by the trend, which gives the level it leads to, or where there is
 * none by the process limits. */
enum review_plausible review_reach(const struct review_making *mk, const struct cell *c, int months_ahead,
				   const char **projected);
/* Fills line->tests; the control chart must be there.  Returns how many fired. */
int review_tests_make(const struct review_making *mk, const struct cell *c, const struct review_control *control,
		      struct review_test tests[TEST_COUNT]);
void review_plans_make(const struct review_making *mk, const struct cell *c, struct review_line *line);

#endif
