/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * month.h - one month of metrics for tests: rows are written as text, cells are asked for by name.
 *
 * Rows are lines of comma-separated values under a line of column names.  A value of "?" is
 * unreadable, "~" makes the whole column absent.  The edition is the built-in one, in a copy that a
 * test may change before month_begin.
 */
#ifndef TESTS_UNIT_METRICS_MONTH_H
#define TESTS_UNIT_METRICS_MONTH_H

#include "engine/number.h"
#include "metrics/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MONTH_MAX_MEASURES 64

struct month_test {
	struct arena arena;
	struct words *words;
	struct catalogue catalogue;
	struct measure measures[MONTH_MAX_MEASURES];
	struct month month;
	bool has_cutoff;
	int64_t cutoff;
	struct plan plan;
	struct metrics *metrics;
	struct metrics_acc *acc;
	struct registers registers;
	struct exception_row exceptions[32];
	struct service_level_row service_levels[64];
	struct hubs_row hubs[64];
	struct forecast_row forecasts[20];
	struct lost_row lost[4];
	struct intake intake;
	struct findings findings;
	struct results results;
};

void month_init(struct month_test *t, const char *month);
void month_done(struct month_test *t);
struct measure *month_measure(struct month_test *t, const char *id); /* to change before month_begin */
void month_cutoff(struct month_test *t, const char *stamp);
/* Register rows, before month_begin; region "-" is none. */
void month_exception(struct month_test *t, const char *measure, const char *region, const char *item,
		     const char *reason, bool approved);
void month_service_level(struct month_test *t, const char *month, const char *measure, const char *region,
			 int64_t good, int64_t total, int64_t excluded);
void month_hubs(struct month_test *t, const char *region, const char *date, int64_t commissioned);
/* A rejected row of a register; of which month is not known when it is NULL. */
void month_lost(struct month_test *t, enum dataset_id dataset, const char *month);
void month_forecast(struct month_test *t, const char *srv, const char *month, int64_t forecast_nano);
void month_begin(struct month_test *t);
/* Feeds the test's accumulator; marks the dataset as supplied. */
void month_feed(struct month_test *t, enum dataset_id dataset, enum batch_role role, const char *rows);
void month_feed_to(struct month_test *t, struct metrics_acc *acc, enum dataset_id dataset,
		   enum batch_role role, const char *rows);
void month_supply(struct month_test *t, enum dataset_id dataset);
void month_finish(struct month_test *t);
const struct cell *month_cell(struct month_test *t, const char *measure, const char *region);
const struct measure_counts *month_counts(struct month_test *t, const char *measure);
/* Sum of counts of the findings of a kind whose value is `value` (NULL: any). */
uint64_t month_findings(struct month_test *t, const char *kind, const char *value);
const struct finding *month_finding(struct month_test *t, const char *kind);
int64_t month_instant(const char *stamp);
/* Counts of a cell in one go: good, total, excluded, refused, pending. */
void month_expect(struct month_test *t, const char *measure, const char *region, uint64_t good,
		  uint64_t total, uint64_t excluded, uint64_t refused, uint64_t pending);

/* A row of breakdowns, or NULL; and its counts and level in one go. */
const struct breakdown_row *month_row(struct month_test *t, const char *measure, const char *region,
				      const char *dimension, const char *key);
void month_expect_row(struct month_test *t, const char *measure, const char *region, const char *dimension,
		      const char *key, uint64_t good, uint64_t total, uint64_t excluded, uint64_t refused,
		      const char *level);
const struct item_note *month_note(struct month_test *t, const char *measure);

#endif
