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

static inline int64_t saturated_add(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

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

/* The different parts of a measure's dimensions that are looked up row by row. */
struct axis {
	enum part_kind kind;
	int column; /* PART_COLUMN */
};
struct split {
	int n;
	struct axis axes[MEASURE_MAX_PARTS];
};
/* The parts of the dimensions whose bit is set in `dimensions`. */
void split_compile(struct split *s, const struct measure *m, const struct dataset *d, uint64_t dimensions);

/* The codes of PART_STATE: with a stop in time or late; without one STATE_OUTCOME + the place of the outcome. */
enum { STATE_IN_TIME, STATE_LATE, STATE_OUTCOME };

/* Limits by place of a LIST column; a WORD column is looked up by code. */
#define RULE_MAX_PLACES 256

struct rule {
	const struct plan *plan;
	const struct measure *measure;
	const struct dataset *dataset;
	const struct kind *kind;
	int index; /* of the measure in the catalogue */
	bool same_rows; /* selects the rows that the rule fed before it selects */
	int twin;  /* distinct: an item that counts the same values of the same rows in a table as fine, so that
		    * they are kept once; or -1 */
	int n_filters;
	struct rule_filter *filters;
	int region_column, exclusion_column, item_column; /* or -1 */
	uint8_t region_of_place[RULE_MAX_PLACES];         /* enum region, of the region column's closed list */
	uint64_t places_of_region[REGION_COUNT];          /* bits: places below 64, which all of that list are */
	struct word_set allowed;                          /* exclusion reasons */
	/* The target response time: -1 where a row's value has no case and the row is not selected. */
	int64_t limit_of_place[RULE_MAX_PLACES]; /* LIST */
	int n_limit_places;                      /* those of its closed list */
	int64_t *limit_of_word;                  /* WORD, [n_limit_words] */
	uint32_t n_limit_words;
	struct split split; /* of all dimensions */
	/* Dimensions whose parts are among another's share its table; others have tables of their own, so that what
	 * has nothing to do with each other (device and hour) is not multiplied. */
	int n_tables;
	struct split *tables;
	int *table_of;    /* [n_dimensions] */
	uint8_t *response_of_word; /* journeys: [n_response_words] enum response of a word; above: RESPONSE_OTHER */
	uint32_t n_response_words;
	int response_column;                       /* journeys */
	int n_goods; /* share */
	struct rule_filter *goods;
	bool has_implied; /* a column says an exclusion by itself */
	struct rule_filter implied;
	uint32_t implied_word;
	bool plain_limit;     /* the target runs out at start + limit: no pauses, no end of day */
	int64_t limit_absent; /* one limit for all, or where the file has no such column */
};

/* Words that the catalogue names are entered in `words`.  Memory comes from `arena`. */
void rule_compile(struct rule *r, const struct plan *plan, int measure, struct words *words,
		  struct arena *arena);

void word_set_add(struct word_set *s, uint32_t code, struct arena *arena);

/* Rows of a batch of used rows that all filters accept, as bits (sweep.h): chosen[sweep_words(n_rows)]. */
void rule_select(const struct rule *r, const struct batch *b, uint64_t *chosen);

/* Region of a used row as its file says, whether the measure is regional or not. */
static inline enum region rule_region(const struct rule *r, const struct batch *b, size_t i)
{
	if (r->region_column < 0 || !b->columns[r->region_column].list)
		return REGION_NONE;
	return (enum region)r->region_of_place[b->columns[r->region_column].list[i]];
}

/* True when a used row passes one filter. */
bool rule_passes(const struct rule_filter *f, const struct batch *b, size_t i);

/* True when a used row's value in a column is empty (or the file has no such column). */
bool rule_is_blank(const struct rule *r, const struct batch *b, int column, size_t i);

/* Whole hours of an instant within the period since it began. */
static inline size_t rule_hour(const struct rule *r, int64_t at)
{
	return (size_t)((uint64_t)(at - r->plan->period.from) / (uint64_t)NS_PER_HOUR);
}

/* The UK hour of an instant within the period. */
static inline uint32_t rule_uk_hour(const struct rule *r, int64_t at)
{
	return r->plan->uk_hour[rule_hour(r, at)];
}

/* Limit in ns for a used row, or -1 when its value has no case. */
int64_t rule_limit(const struct rule *r, const struct batch *b, size_t i);

/* True when a rejected row could have fed the measure as far as its readable fields tell; *slot says
 * where. */
bool rule_could_feed(const struct rule *r, const struct batch *b, size_t i, const struct words *words,
		     enum slot *slot);

#endif
