/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * breakdown.h - a figure by the values of some columns (docs/breakdowns.md).
 *
 * Rows are counted in tables (keyed.h) by the finest parts: dimensions whose parts are among another's share its
 * table and are projected from it at the end.  Parts that follow from what was counted
 * (area, process, policy, response) are made at the end alone.
 */
#ifndef METRICS_BREAKDOWN_H
#define METRICS_BREAKDOWN_H

#include "metrics/kind.h"
#include "metrics/notes.h"

/* How a row of breakdowns.csv gets its level. */
enum level_made {
	LEVEL_RATIO, /* good / total, judged like the cell */
	LEVEL_NONE,
	LEVEL_OWN    /* the text that the row came with */
};

struct made_row {
	struct breakdown_row row;
	enum level_made made;
};

/* --- feeding --- */

/* Where a batch has the parts of a rule. */
struct splitter {
	const struct rule *rule;
	const struct split *split; /* of a table, or of all dimensions */
	const struct batch *batch;
	const uint32_t *words[MEASURE_MAX_PARTS];
	const uint8_t *lists[MEASURE_MAX_PARTS];
	uint32_t absent[MEASURE_MAX_PARTS]; /* the code where the file has no such column */
};
void splitter_init(struct splitter *s, const struct rule *r, const struct split *split, const struct batch *b);
void splitter_codes(const struct splitter *s, size_t i, uint32_t codes[MEASURE_MAX_PARTS]);
/* The entry of a row's codes in the table of its rule. */
static inline uint32_t splitter_entry(struct keyed *k, const uint32_t codes[MEASURE_MAX_PARTS])
{
	return k->n_parts == 2 ? keyed_entry_2(k, codes) : keyed_entry(k, codes);
}

/* Counts notes in all tables of the rule. */
void breakdown_feed(const struct rule *r, struct tally *t, const struct feed *f, const struct notes *notes);

/* --- the end --- */

struct keying; /* keying.h */
/* From a table to one with a row for each key of the dimension, by its number; both have BREAKDOWN_SLOTS times
 * `per_slot` counts in a row. */
void breakdown_project(struct keying *k, const struct keyed *from, int per_slot, struct keyed *to);
/* From that one to the sums of groups, by keying_group: what shares are of. */
void breakdown_group(struct keying *k, const struct keyed *keys, struct keyed *groups);

/* Names a row by the texts of its key. */
void breakdown_name(struct finishing *f, struct breakdown_row *row, int n, const char *const *parts);
/* A row of a dimension, whose key of one text needs no other name; those of one dimension are put in order by breakdown_end. */
void breakdown_add(struct finishing *f, const struct made_row *row);
void breakdown_end(struct finishing *f, size_t first);
/* Slots of a Region: one, or all for the national row; *from up to *to. */
void breakdown_slots(enum region region, int *from, int *to);
/* True when the dimension of the rule has rows for a Region. */
bool breakdown_has(const struct rule *r, const struct dimension *d, enum region region);

/* The rows of every dimension of a measure or metric made of events. */
void breakdown_events(struct finishing *f, const struct rule *r, const struct tally *t);
/* Levels of all rows, once quality is settled. */
void breakdown_levels(struct finishing *f);

#endif
