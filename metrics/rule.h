/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rule.h - a leaf measure compiled for feeding: filters as masks, words as tables, limits by place.
 *
 * Compiled once per run and read by every thread.  Selection answers "which rows of this batch are
 * this measure's", and for rejected rows "which cells could this row have fed" (ruling 6).
 */
#ifndef METRICS_RULE_H
#define METRICS_RULE_H

#include "engine/plan.h"
#include "engine/result.h"

struct kind;

/* Where a row counts: a Region, none, or (rejected rows only) one that cannot be read. */
enum slot { SLOT_NONE, SLOT_N, SLOT_C, SLOT_S, SLOT_UNREADABLE, SLOT_COUNT };

struct word_set {     /* a set of word codes */
	uint32_t n;   /* codes from n on are not in it */
	uint8_t *has; /* [n] */
};

static inline bool word_set_has(const struct word_set *s, uint32_t code)
{
	return code < s->n && s->has[code];
}

struct rule_filter {
	const struct filter *filter;
	const struct column_def *column;
	uint64_t list_mask;    /* LIST: bit p accepts place p */
	struct word_set words; /* WORD */
	bool accepts_absent;   /* the answer where the file has no such column */
};

/* Limits by place of a LIST column; a WORD column is looked up by code. */
#define RULE_MAX_PLACES 256

struct rule {
	const struct plan *plan;
	const struct measure *measure;
	const struct dataset *dataset;
	const struct kind *kind;
	int index; /* of the measure in the catalogue */
	int n_filters;
	struct rule_filter *filters;
	int region_column, exclusion_column, item_column; /* or -1 */
	enum region region_of_place[RULE_MAX_PLACES];     /* of the region column's closed list */
	struct word_set allowed;                          /* exclusion reasons */
	/* The target response time: -1 where a row's value has no case and the row is not selected. */
	int64_t limit_of_place[RULE_MAX_PLACES]; /* LIST */
	int64_t *limit_of_word;                  /* WORD, [n_limit_words] */
	uint32_t n_limit_words;
	int64_t limit_absent; /* one limit for all, or where the file has no such column */
};

/* Words that the catalogue names are entered in `words`.  Memory comes from `arena`. */
void rule_compile(struct rule *r, const struct plan *plan, int measure, struct words *words,
		  struct arena *arena);

void word_set_add(struct word_set *s, uint32_t code, struct arena *arena);

/* Rows of a batch of used rows that all filters accept: fills picks[n_rows], returns how many. */
size_t rule_select(const struct rule *r, const struct batch *b, uint32_t *picks);

/* Region of a used row as its file says, whether the measure is regional or not. */
static inline enum region rule_region(const struct rule *r, const struct batch *b, size_t i)
{
	if (r->region_column < 0 || !b->columns[r->region_column].list)
		return REGION_NONE;
	return r->region_of_place[b->columns[r->region_column].list[i]];
}

/* Limit in ns for a used row, or -1 when its value has no case. */
int64_t rule_limit(const struct rule *r, const struct batch *b, size_t i);

/* True when a rejected row could have fed the measure as far as its readable fields tell; *slot says
 * where. */
bool rule_could_feed(const struct rule *r, const struct batch *b, size_t i, const struct words *words,
		     enum slot *slot);

#endif
