/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * samples.h - a few of the rows behind a figure that were not in time: the first by file and line.
 *
 * Kept as two short lists, of rows given and of rows taken back.  What is taken back was given, so a row
 * among the first given that was taken back is among the first taken back: the difference of the lists is
 * right whatever the order of rows, files and threads.  At most SAMPLES_KEPT rows are told from one another;
 * up to SAMPLES_SHOWN of them are shown.
 */
#ifndef METRICS_SAMPLES_H
#define METRICS_SAMPLES_H

#include "engine/batch.h"
#include "engine/result.h"

#define SAMPLES_KEPT  8
#define SAMPLES_SHOWN 5
#define SAMPLES_SLOTS 4 /* used rows have a readable Region */

struct sample {
	struct place place;
	int64_t start, stop, deadline; /* I64_EMPTY: none */
};

struct sample_list {
	int n;
	struct sample items[SAMPLES_KEPT]; /* ascending */
};

struct samples {
	struct sample_list given[SAMPLES_SLOTS], taken[SAMPLES_SLOTS];
};

/* *s is made when it is first needed. */
void samples_add(struct samples **s, int slot, const struct batch *b, size_t i, int64_t sign, int64_t start,
		 int64_t stop, int64_t deadline);
void samples_merge(struct samples **into, const struct samples *from);
/* The rows of one slot as results, words in `arena`; returns how many, at most SAMPLES_SHOWN. */
int samples_show(const struct samples *s, int slot, int measure, struct arena *arena,
		 struct sample_row out[SAMPLES_SHOWN]);

#endif
