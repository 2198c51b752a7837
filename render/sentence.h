/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sentence.h - plain sentences made from the figures.
 *
 * Every number in a sentence is a text of the results, printed as it stands.  Sentences end without a
 * full stop when they serve as headlines of charts, with one when they are read as text.
 */
#ifndef RENDER_SENTENCE_H
#define RENDER_SENTENCE_H

#include "engine/result.h"

/* "98.12%" with its marks: * assumed, a dagger when rejected rows could have fed it, a double one as reported; or
 * "No data". */
const char *sentence_level(const struct results *r, const struct cell *c, struct arena *arena);
#define SENTENCE_DOUBT    "! Green, but not to be taken at its word"
#define SENTENCE_REPORTED \
	"\u2021 As reported: the figure, or a part of it, is a provider's own, as no events were supplied for it."
/* The same with the mark of a Green that the review doubts, as charts and tables have it: "99.04 %*!"; or why there is
 * none: "Not supplied". */
const char *sentence_level_marked(const struct results *r, const struct cell *c, struct arena *arena);
/* The first for another level of that cell (raw, all claims, an alternative); "-" when there is none. */
const char *sentence_level_text(const struct results *r, const struct cell *c, const struct level_text *l,
				struct arena *arena);
const char *sentence_count(uint64_t n, struct arena *arena);       /* "12 345" */
const char *sentence_month(struct month m, struct arena *arena);   /* "October 2019" */
const char *sentence_day(const struct period *p, int day, struct arena *arena); /* "12 October" */
/* "North, Central and South". */
const char *sentence_list(const char *const *names, size_t n, struct arena *arena);
/* What is counted: "events", "incidents", "minutes". */
const char *sentence_unit(const struct measure *m);
/* "1 event", "5 minutes". */
const char *sentence_units(const struct measure *m, uint64_t n, struct arena *arena);
/* A gap without its sign and with its unit: "3.417 points". */
const char *sentence_points(const char *gap, struct arena *arena);
/* How many levels of earlier months are the providers' own; "" when none is. */
const char *sentence_past_basis(const struct results *r, struct arena *arena);
/* "user_cancelled, and what the exceptions register approves"; "" for what has no items of its own. */
const char *sentence_may_leave_out(const struct measure *m, struct arena *arena);
bool sentence_is_below(const struct cell *c); /* amber or red */
/* The measure missed its target nationally or in a Region. */
bool sentence_is_missed(const struct results *r, int measure);
#define SENTENCE_NO_MEASURE "No measure, nationally or in a Region,"
/* Where nothing missed: "`who` is below target" and, when some of the figures do not exist, how many this rests on;
 * "`who` has a figure" when none does.  Of `n` measures (NULL: all), in the Regions and, if `national`, nationally. */
const char *sentence_none_below(const struct results *r, const char *who, const int *measures, size_t n, bool national,
				struct arena *arena);

/* Headlines of charts. */
const char *sentence_regions(const struct results *r, int measure, struct arena *arena);
const char *sentence_exclusions(const struct results *r, int measure, struct arena *arena);
const char *sentence_inputs(const struct results *r, int measure, struct arena *arena);
const char *sentence_matrix(const struct results *r, struct arena *arena);

/* When the measures below target are promised to be Green again, and whether that date moved; NULL without a plan. */
const char *sentence_promised(const struct results *r, struct arena *arena);

/* The report's headlines: three to SENTENCE_MAX_HEADLINES sentences, the gravest first. */
#define SENTENCE_MAX_HEADLINES 13
size_t sentence_headlines(const struct results *r, struct arena *arena,
			  const char *out[SENTENCE_MAX_HEADLINES]);

/* The three sentences of one with half a minute: the count, the Code measure that has been below longest, and every
 * Red with how long it has been below, the Greens that the review doubts counted beside them.  Returns how many there are. */
size_t sentence_three(const struct results *r, struct arena *arena, const char *out[3]);

#endif
