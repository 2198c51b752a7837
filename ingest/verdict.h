/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verdict.h - what becomes of a row once the rows of its key are settled: counts, findings, rejected rows.
 */
#ifndef INGEST_VERDICT_H
#define INGEST_VERDICT_H

#include "ingest/job.h"

/* Moves a row, counted before as used or outside, to where its verdict says, with its finding; a conflict
 * goes to the rejected rows.  `retract` and `reject` may be NULL (registers).  True when the row was rejected, and no row of its content
 * before it. */
bool verdict_apply(struct job *jobs, const struct held *h, struct pile *retract, struct pile *reject);

#endif
