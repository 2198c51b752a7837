/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * metrics.h - the door of metrics: turns batches and measure definitions into judged result cells.
 *
 * An accumulator is an element of a commutative group: feeding rows adds, BATCH_RETRACT subtracts
 * exactly, merging adds accumulators; so threads, files and order never show.  No I/O here.
 */
#ifndef METRICS_METRICS_H
#define METRICS_METRICS_H

#include "engine/intake.h"
#include "engine/plan.h"
#include "engine/result.h"
#include "engine/review.h"

struct metrics;     /* one per run: compiled measures and the total */
struct metrics_acc; /* one per file and thread */

struct metrics *metrics_new(const struct plan *plan, struct words *words);
void metrics_free(struct metrics *m);
/* The registers must be given before the first accumulator is made; they are borrowed. */
void metrics_set_registers(struct metrics *m, const struct registers *registers);

/* What the store remembers of earlier months, for streaks; borrowed until metrics_finish. */
void metrics_set_past(struct metrics *m, const struct past_cell *past, size_t n_past);
/* Devices remembered from earlier months, before metrics_finish; borrowed.  Without them this is the first
 * remembered month.  What this month adds is in results.devices, to be remembered with it. */
void metrics_set_remembered(struct metrics *m, const struct remembered_devices *remembered);

struct metrics_acc *metrics_acc_new(struct metrics *m);
void metrics_acc_feed(struct metrics_acc *acc, const struct batch *batch, enum batch_role role);
void metrics_acc_merge(struct metrics *m, struct metrics_acc *acc); /* adds and frees; one caller at a time */
void metrics_acc_free(struct metrics_acc *acc);

/* Judges everything.  Adds findings (claims that differ, unknown measures in registers, unanswered
 * rows whose target ends after the data, reconciliation).  Fills every array of *out that metrics
 * owns, in `arena`; the caller fills intake, findings and the printed date. */
void metrics_finish(struct metrics *m, const struct intake *intake, struct arena *arena,
		    struct findings *findings, struct results *out);

/* A remembered month, told what the store knows of earlier months by now, the rows it was given itself included: one of
 * them may have been computed again, or for the first time, since.  `known`, in the order of r->past, becomes it, and
 * the streaks of r->cells are made anew, in `arena`. */
void metrics_renew_past(struct results *r, const struct past_cell *known, size_t n_known, struct arena *arena);

/* The breach review of a month, from its results alone; text and arrays in `arena`. */
void metrics_review(const struct review_input *in, struct arena *arena, struct review *out);

#endif
