/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain.h - the catalogue in words: what `pmr measures` and `pmr explain` print.
 *
 * Everything is written from the catalogue alone, so that the printed definition is the one that was
 * computed.  Assumed values carry `*` in text, and a column or member of their own in CSV and JSON.
 * A month whose `month` is 0 means the newest levels.
 */
#ifndef ENGINE_EXPLAIN_H
#define ENGINE_EXPLAIN_H

#include "engine/catalogue.h"

enum explain_format { EXPLAIN_TEXT, EXPLAIN_CSV, EXPLAIN_JSON };

/* Every measure, a line each. */
void explain_measures(const struct catalogue *c, struct month month, enum explain_format format,
		      struct builder *out);
/* One measure whole; `measure` is its index. */
void explain_measure(const struct catalogue *c, int measure, struct month month, enum explain_format format,
		     struct builder *out);

/* How a measure is calculated, fact by fact: what a clock is, what is in time, what may be left out ... Items may
 * recur; values carry no marks. */
typedef void explain_add(void *context, const char *item, struct text value, bool assumed);
void explain_facts(const struct catalogue *c, const struct measure *m, explain_add *add, void *context);

/* Phrases, added to *out; nothing is added where the measure has no such thing.  Of explain_within and
 * explain_composition the mark of an assumed value is part. */
void explain_rows(const struct measure *m,
		  struct builder *out); /* "service_requests where mode is on_demand" */
void explain_clock(const struct measure *m,
		   struct builder *out); /* "from received_at to dispatched_at, else responded_at" */
void explain_within(const struct measure *m, struct builder *out); /* "5 s *", "category 1: 4 h, 2: 24 h *" */
void explain_composition(const struct measure *m,
			 struct builder *out); /* "pooled * (sum of in-time over sum of events)" */
const char *
explain_regions(const struct measure *m); /* "for each Region and nationally", "nationally only" */

#endif
