/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * kind.h - the kinds of measure: one constant descriptor each, in a file of its own.
 *
 * A kind says how rows become a tally (feed, merge) and how a tally becomes the figures of a measure
 * (finish).  A tally is an element of a commutative group: feeding with sign -1 takes back exactly
 * what +1 gave.  Judging, quality, claims and streaks are the same for every kind and live elsewhere.
 */
#ifndef METRICS_KIND_H
#define METRICS_KIND_H

#include "engine/sweep.h"
#include "metrics/claim.h"
#include "metrics/counts.h"
#include "metrics/keyed.h"
#include "metrics/names.h"
#include "metrics/rule.h"
#include "metrics/samples.h"

struct finishing;

/* What a kind is given of one batch. */
struct feed {
	const struct batch *batch;
	const uint64_t *chosen; /* rows of the batch that the measure's filters accept, as bits (sweep.h) */
	int64_t sign;   /* +1: the rows are used; -1: take them back */
	int64_t newest; /* newest timestamp of the dataset that this accumulator has seen */
	struct claim_desk *desk;
	struct names *names;
};

/* The first of the rows that are chosen, from i on; the number of rows when there is none. */
static inline size_t feed_next(const struct feed *f, size_t i)
{
	return sweep_next(f->chosen, i, f->batch->n_rows);
}

/* An accumulator's part for one measure. */
struct tally {
	int64_t n_rows;                 /* used rows of the dataset */
	int64_t n_unselected;           /* of those, not events of this measure */
	int64_t n_rejected[SLOT_COUNT]; /* rejected rows that could have fed it */
	struct counts reasons;          /* claims by claim_key */
	struct keyed *tables;           /* [rule.n_tables] what breakdowns are counted in, or NULL */
	struct samples *samples;        /* rows not in time, or NULL while there was none */
	void *own;                      /* the kind's own part, or NULL while nothing was fed */
};

struct kind {
	enum measure_kind id;
	const char *name;
	const char *help;  /* a phrase: what it measures */
	const char *needs; /* what a measure of this kind must say in the catalogue */
	int split_width;   /* signed counts by key that tally.tables hold; 0: none */
	size_t own_bytes;  /* size of the kind's own part of a tally; zeroed memory is an empty one */
	void (*feed)(const struct rule *r, struct tally *t, const struct feed *f);
	void (*merge)(const struct rule *r, struct tally *into, const struct tally *from);
	void (*done)(void *own); /* frees what an own part holds; NULL when it holds nothing */
	/* Fills the figures of the measure's cells (events), or combines those of its inputs; metrics have
	 * rows of breakdowns alone. */
	void (*finish)(struct finishing *f, const struct rule *r, const struct tally *t);
};

/* The registry: NULL when there is no such kind. */
const struct kind *kind_find(enum measure_kind id);

/* The own part, made when it is first needed. */
void *tally_own(const struct rule *r, struct tally *t);
/* A table of the measure's dimensions, made when it is first needed. */
struct keyed *tally_table(const struct rule *r, struct tally *t, int table);
/* The most keys of a table that turned some away; 0: none did. */
uint32_t tally_key_limit(const struct rule *r, const struct tally *t);
void tally_merge(const struct rule *r, struct tally *into, const struct tally *from);
void tally_done(const struct rule *r, struct tally *t);

extern const struct kind kind_in_time, kind_incidents, kind_availability, kind_composite, kind_cohort,
	kind_windows, kind_share, kind_count, kind_distinct, kind_variance, kind_journeys, kind_losses,
	kind_population, kind_what_if, kind_reported;

#endif
