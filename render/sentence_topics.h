/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sentence_topics.h - what the pages about the service say in words, a few sentences a topic.
 *
 * Each topic writes at most SENTENCE_MAX_TOPIC sentences into `out`, the most telling first, and returns how
 * many; a topic whose data was not supplied has one sentence that says so.  Counts and percentages are
 * printed as the results hold them.
 */
#ifndef RENDER_SENTENCE_TOPICS_H
#define RENDER_SENTENCE_TOPICS_H

#include "render/look.h"

#define SENTENCE_MAX_TOPIC 6
typedef size_t sentence_topic(const struct results *r, struct arena *arena,
			      const char *out[SENTENCE_MAX_TOPIC]);
sentence_topic sentence_sampling, sentence_firmware, sentence_alerts, sentence_hubs, sentence_losses,
	sentence_incidents, sentence_processes, sentence_forecasts, sentence_changes;

/* The first sentence of a topic without its full stop: a headline. */
const char *sentence_topic_headline(sentence_topic *topic, const struct results *r, struct arena *arena);

/* ---- words for keys ---- */

/* "8F3E unauthorised communication attempt"; "81A0 (not in the dictionary)". */
const char *sentence_alert(const struct results *r, const char *code, struct arena *arena);
const char *sentence_srv(const struct results *r, const char *srv, struct arena *arena);
/* The name in a column of its own, or that there is none. */
const char *sentence_name(const struct results *r, enum dictionary_part part, const char *code);
/* "Central and South" for "C&S", else the Region's name; "no Region" for "-". */
const char *sentence_area(const char *area);
/* Of a row of forecasts by SRV, which has its forecast rounded to a whole number: what the register has, as it was
 * supplied, in units of 10^-9; *known is false when it has none. */
uint64_t sentence_forecast_nano(const struct results *r, const struct breakdown_row *row, bool *known);
/* The same in words: "10.4", as it was supplied; "3.85 % fewer", "0.00 %" when exactly met. */
const char *sentence_forecast(const struct results *r, const struct breakdown_row *row, struct arena *arena);
const char *sentence_forecast_verdict(const struct breakdown_row *row); /* "within", "outside", "withheld", "no forecast" */
const char *sentence_than_forecast(const struct results *r, const struct breakdown_row *row, struct arena *arena);
const char *sentence_process(const struct results *r, const char *id); /* its title; "Other" */
/* "in time", "late", "failed", ... for the states of firmware; the key itself for any other. */
const char *sentence_state(const char *key);
/* The states in their order, NULL at the end: completed_in_time ... running. */
extern const char *const sentence_states[];
/* "1 under 1 hour", "2 1 hour to 1 day" without the number that orders it. */
const char *sentence_ordered(const char *key);
/* "Brackenfell BF-100 2.1.7": parts from..to-1 of a row's key; "-" is "unknown", and where all are it is
 * SENTENCE_NOT_NAMED. */
#define SENTENCE_NOT_NAMED "not named"
const char *sentence_parts(const struct breakdown_row *row, int from, int to, struct arena *arena);
/* "0.85 s", "12.3 s", "3 min 20 s", "2 h 5 min", "1 d 3 h"; rounded down to what is shown. */
const char *sentence_duration(uint64_t microseconds, struct arena *arena);
/* "*" when figures of an item rest on assumed values, else "". */
const char *sentence_mark(const struct results *r, int item);
/* "12 (13.33 %)"; the count alone without a level. */
const char *sentence_share(const struct breakdown_row *row, struct arena *arena);
/* Rows whose keys begin with a way of paying: prepayment, which is what readers ask for, first, not stated last. */
void sentence_sort_payments(struct look_rows *rows, struct arena *arena);
/* "prepayment"; "payment not stated" for "-". */
const char *sentence_payment(const char *key);
/* "74.62 %", or "withheld". */
const char *sentence_share_text(const struct breakdown_row *row);
/* "1 payload", "2 payloads". */
const char *sentence_n(uint64_t n, const char *one, struct arena *arena);

/* The combination that raises most of each alert code in an area, those with most alerts first.  sentence_heads puts
 * `most` of them into out[] and returns how many there are. */
struct head {
	const struct breakdown_row *row; /* good: alerts of the combination; total: of the code in the area */
	const char *area, *code, *combination;
};
size_t sentence_heads(const struct results *r, struct arena *arena, struct head *out, size_t most);
/* The root-cause plans of an alert code in a Region: actions for a measure that is computed from alerts, with the code
 * as a word of its own.  *out is in the arena; returns how many there are. */
struct code_plan {
	const struct remediation_row *first, *last; /* of one action: as recorded first, and what is in force */
};
size_t sentence_code_plans(const struct results *r, const char *code, enum region region, struct arena *arena,
			   const struct code_plan **out);

#endif
