/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report_topics.h - what the report's pages about the service share.
 */
#ifndef RENDER_REPORT_TOPICS_H
#define RENDER_REPORT_TOPICS_H

#include "render/report.h"
#include "render/sentence_topics.h"

#define TOPIC_MAX_ROWS 24 /* of a table in the report; the workbook has all */

/* The topic's sentences; false when there is nothing more to show because the data was not supplied. */
bool topic_begin(struct report *p, sentence_topic *topic, int item);
/* The definition of an item, its limits and its assumptions, in small print. */
void topic_definition(struct report *p, int item);
/* A count, or an en dash where the key has no row. */
const char *topic_good(struct report *p, const struct breakdown_row *row);
/* Of a count: 0 where it was counted and there was none. */
const char *topic_count(struct report *p, const struct look_rows *rows, const char *key);
const char *topic_level(const struct breakdown_row *row);
/* The same with the mark of an item whose figures rest on assumed values. */
const char *topic_marked_level(struct report *p, const struct breakdown_row *row, int item);
/* "and 12 more in the sheet NAME." */
void topic_more(struct report *p, size_t n_left, const char *sheet);
/* A heading and sentence for a part of a topic that is missing; true when it is. */
bool topic_absent(struct report *p, int item, const char *heading);
/* A chart that shows all measures, when it applies. */
void topic_chart(struct report *p, const struct chart_kind *kind);
/* The key of a row under a head: "Y / 3". */
const struct breakdown_row *topic_under(struct report *p, const struct look_rows *rows, const char *head,
					const char *tail);

#endif
