/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * made.h - a month of results made by hand, for tests of the review: cells are set by name and count.
 *
 * The edition is the built-in one in a copy that a test may change.  What is not set was not supplied.
 */
#ifndef TESTS_UNIT_METRICS_MADE_H
#define TESTS_UNIT_METRICS_MADE_H

#include "engine/number.h"
#include "metrics/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct made {
	struct arena arena;
	struct catalogue catalogue;
	struct results r;
	struct cell *cells;
	struct past_cell past[512];
	struct day_row days[4 * CIVIL_MAX_DAYS];
	struct breakdown_row breakdowns[64];
	struct restatement restatements[8];
	struct remediation_row remediation[16];
	struct registers registers;
	struct review review;
};

void made_init(struct made *t, const char *month);
void made_done(struct made *t);
int made_index(const struct made *t, const char *id);
struct measure *made_measure(struct made *t, const char *id); /* to change */
struct cell *made_cell(struct made *t, const char *id, const char *region);
/* A cell computed from events, nothing left out. */
struct cell *made_set(struct made *t, const char *id, const char *region, uint64_t good, uint64_t total);
/* The same with counts before exclusions. */
void made_raw(struct made *t, const char *id, const char *region, uint64_t raw_good, uint64_t raw_total);
/* A composite's cells as its rule gives them from the cells of its inputs, in each Region and nationally. */
void made_compose(struct made *t, const char *id);
/* All Regions of a regional leaf; the national figure holds the fourth pair more. */
void made_all(struct made *t, const char *id, const uint64_t n[4][2]);
/* CPM-1 of 1 000 requests and 100 firmware images in each Region, so many in time. */
void made_cpm_1(struct made *t, uint64_t requests, uint64_t firmware);
void made_past(struct made *t, const char *id, const char *region, const char *month, uint64_t good, uint64_t total);
void made_day(struct made *t, const char *id, const char *region, int day, uint64_t good, uint64_t total);
void made_breakdown(struct made *t, const char *id, const char *region, const char *dimension, const char *key,
		    uint64_t good, uint64_t total);
void made_plan(struct made *t, const char *id, const char *region, const char *recorded_on, const char *green_by);
/* Reviews the month, with the one before it or NULL. */
void made_review(struct made *t, const struct made *before);
const struct review_line *made_line(struct made *t, const char *id, const char *region);
const struct review_dimension *made_dimension(const struct review_line *line, const char *name);

#endif
