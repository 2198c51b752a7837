/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_parts.h - inside the review: a figure's events told apart by one dimension.
 *
 * Parts come in the order that the dimension states; what each contributes is worked out by review_drivers.c.
 */
#ifndef METRICS_REVIEW_PARTS_H
#define METRICS_REVIEW_PARTS_H

#include "metrics/review_making.h"

#define REVIEW_MAX_DIMENSIONS 32 /* breakdowns of one figure */

struct driver_part {
	const char *key, *label;
	int measure;
	uint64_t good, total;
	size_t place; /* in the order the dimension states */
	bool is_rest; /* what no part of the dimension has: it cannot be taken away */
	mpq_t level;  /* of an input under mean and minimum: by its own rule */
	mpq_t excess;
};

struct driver_parts {
	const struct review_making *mk;
	const struct cell *c;
	bool in_points;
	mpq_t target;
	size_t n, room;
	struct driver_part *items;
};

void review_parts_clear(struct driver_parts *p);
void review_parts_by_input(struct driver_parts *p);
void review_parts_by_region(struct driver_parts *p);
void review_parts_by_breakdown(struct driver_parts *p, const char *dimension);
void review_parts_by_day(struct driver_parts *p);
/* The dimensions of the breakdowns behind the measure, in the order of the results; names[REVIEW_MAX_DIMENSIONS]. */
size_t review_parts_breakdowns(const struct driver_parts *p, const char **names);
/* What the catalogue says of one of them, or NULL. */
const struct dimension *review_parts_dimension(const struct driver_parts *p, const char *name);

/* False of a row of a breakdown that is no part of the figure: of another policy, or of what was left out. */
bool review_parts_counts(const struct catalogue *c, const struct breakdown_row *row, struct arena *arena);

#endif
