/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * quality.h - whether a figure may be shown: ok, marked or withheld, and the sentence that says why.
 *
 * Ruling 6: a cell is marked from the first rejected row that could have fed it and withheld when too
 * many were; ruling 9: unusable files withhold; a total or composite takes the worst of its parts.
 */
#ifndef METRICS_QUALITY_H
#define METRICS_QUALITY_H

#include "metrics/finishing.h"

/* `t` holds the rejected rows that could have fed the measure. */
void quality_leaf(struct finishing *f, const struct rule *r, const struct tally *t);
/* A figure that only a service_levels row tells. */
void quality_reported(struct finishing *f, const struct rule *r);
/* Of a metric: the same for all its rows. */
void quality_metric(struct finishing *f, const struct rule *r, const struct tally *t);
/* What was lost of a register in the month: "2 rows of hubs were rejected", "a file of hubs could not be used" or "". */
const char *quality_lost_rows(struct finishing *f, enum dataset_id dataset);
/* The same of service_levels, as the end of a sentence about a figure that none of its rows tells: ", and ..." or
 * "". */
const char *quality_lost_levels(struct finishing *f);
void quality_composite(struct finishing *f, const struct rule *r);
/* The share's verdict alone: rejected of rejected + used rows against the catalogue's limits. */
enum quality quality_of_share(const struct catalogue *c, uint64_t rejected, uint64_t used);

#endif
