/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_topics.h - what the sheets about the service share: tables over breakdowns.
 */
#ifndef RENDER_BOOK_TOPICS_H
#define RENDER_BOOK_TOPICS_H

#include "engine/dictionary.h"
#include "render/book.h"
#include "render/sentence_topics.h"

#define BOOK_MAX_ROWS 20000 /* of a sheet made from breakdowns; the rest is in breakdowns.csv */

#define BOOK_NO_ITEM (LOOK_NONE - 1) /* the topic rests on no item of the catalogue */

struct topic_sheet {
	struct sheet *s;
	const struct results *r;
	struct arena *arena;
	uint32_t row;       /* the next one */
	const char *remark; /* a sentence for the note, such as why a column is empty; NULL: none */
};

/* The sheet's title, the first sentence of the topic and the remark as its note, and headings; false when the
 * topic's data was not supplied, which the note says: then there is no table. */
bool book_topic_begin(struct topic_sheet *t, sentence_topic *topic, const char *title, int item,
		      const struct book_column *columns, int n_columns);
void book_topic_end(struct topic_sheet *t, int n_columns);
/* A count of a row that may not be there. */
void book_topic_count(struct topic_sheet *t, int column, const struct breakdown_row *row, bool total);
void book_topic_level(struct topic_sheet *t, int column, const struct breakdown_row *row);
void book_topic_text(struct topic_sheet *t, int column, const char *text);
/* A value of the data, or what its being empty ("-") means. */
void book_topic_key(struct topic_sheet *t, int column, const char *key, const char *empty);
/* The native chart of alerts, for the sheet Charts. */
void book_alerts_chart(struct sheet *s, const struct results *r, uint32_t row, int column, struct arena *arena);
/* True while there is room for another row. */
bool book_topic_room(const struct topic_sheet *t);
extern const enum region book_topic_regions[REGION_COUNT];

#endif
