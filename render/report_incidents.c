/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Incidents by category, resolver and cause; their age; what another category of one would do. */
#include "render/report_topics.h"
#include "render/sentence.h"

#include <string.h>

/* Rows of a dimension whose last part is resolved or open: a line for each head. */
static void open_table(struct report *p, int item, const char *title, const char *what, const char *column)
{
	const struct flow_column columns[] = { { what, 0.40, ANCHOR_START },
					       { "Raised", 0.20, ANCHOR_END },
					       { "Resolved", 0.20, ANCHOR_END },
					       { "Open", 0.20, ANCHOR_END } };
	struct look_rows rows =
		look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, column, "open", NULL);
	const struct look_head *heads;
	size_t n = look_heads(&rows, p->arena, &heads);
	struct flow_table t;
	flow_table_init(&t, columns, 4);
	for (size_t i = 0; i < n; i++) {
		const char *head = heads[i].text;
		const struct breakdown_row *done = topic_under(p, &rows, head, "resolved");
		const struct breakdown_row *open = topic_under(p, &rows, head, "open");
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = !strcmp(head, "RDP") ? "RDP, registration data providers" : head;
		row[1].text = report_count(p, heads[i].row->total);
		row[2].text = done ? report_count(p, done->good) : "0";
		row[3].text = open ? report_count(p, open->good) : "0";
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, title, NULL, 60);
	flow_table_draw(&p->flow, &t);
}

static void causes_table(struct report *p, int item)
{
	static const struct flow_column columns[] = { { "Cause", 0.40, ANCHOR_START },
						      { "Raised", 0.20, ANCHOR_END },
						      { "Share", 0.20, ANCHOR_END },
						      { "Key incidents", 0.20, ANCHOR_END } };
	struct look_rows rows = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "cause", NULL);
	struct look_rows keys =
		look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "key", "cause", NULL);
	struct flow_table t;
	flow_table_init(&t, columns, 4);
	look_sort(&rows, p->arena);
	for (size_t i = 0; i < rows.n && i < TOPIC_MAX_ROWS; i++) {
		const struct breakdown_row *cause = rows.rows[i],
					   *key = topic_under(p, &keys, "Y", cause->key);
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = strcmp(cause->key, "-") ? cause->key : "not stated";
		row[1].text = report_count(p, cause->good);
		row[2].text = topic_level(cause);
		row[3].text = key ? report_count(p, key->good) : "0";
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, "By cause, key incidents beside", NULL, 60);
	flow_table_draw(&p->flow, &t);
	topic_more(p, rows.n > TOPIC_MAX_ROWS ? rows.n - TOPIC_MAX_ROWS : 0, "Incidents");
}

static void ages_table(struct report *p, int item)
{
	static const struct flow_column columns[] = { { "Age of the open ones at the month's end", 0.60,
							ANCHOR_START },
						      { "Open", 0.20, ANCHOR_END },
						      { "Of all raised", 0.20, ANCHOR_END } };
	struct look_rows rows = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "age", NULL);
	struct flow_table t;
	flow_table_init(&t, columns, 3);
	for (size_t i = 0; i < rows.n; i++) {
		if (!strcmp(sentence_ordered(rows.rows[i]->key), "resolved"))
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = sentence_ordered(rows.rows[i]->key);
		row[1].text = report_count(p, rows.rows[i]->good);
		row[2].text = topic_level(rows.rows[i]);
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, "Open incidents", NULL, 60);
	flow_table_draw(&p->flow, &t);
}

static void what_if_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Incident", 0.22, ANCHOR_START },      { "If category", 0.14, ANCHOR_START },
		{ "Measure", 0.14, ANCHOR_START },       { "Level as it is", 0.16, ANCHOR_START },
		{ "Level would be", 0.18, ANCHOR_START }, { "In time would be", 0.16, ANCHOR_END },
	};
	int item = look_find(p->r, LOOK_WHAT_IF);
	struct look_rows rows = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "change", NULL);
	struct flow_table t;
	size_t left = 0;
	flow_table_init(&t, columns, 6);
	/* Changes of colour first; where there are many, the rest is in the workbook. */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < rows.n; i++) {
			const struct breakdown_row *change = rows.rows[i];
			int m = catalogue_find(p->r->catalogue, text_of(breakdown_part(change, 3)));
			const struct cell *now = m < 0 ? NULL : results_find(p->r, m, REGION_NONE);
			bool turns = now && change->level.status < STATUS_NO_DATA &&
				     change->level.status != now->level.status;
			if (turns != (pass == 0))
				continue;
			if (t.n_rows == TOPIC_MAX_ROWS / 2) {
				left++;
				continue;
			}
			struct flow_cell *row = flow_table_row(&t);
			row[0].text = breakdown_part(change, 0);
			row[1].text = arena_printf(p->arena, "%s, not %s", breakdown_part(change, 2),
						   breakdown_part(change, 1));
			row[2].text = breakdown_part(change, 3);
			report_set_level(p, &row[3], now);
			row[3].bold = false;
			row[4].text = now ? topic_marked_level(p, change, m) : topic_level(change);
			row[4].has_mark = change->level.status < STATUS_NO_DATA;
			row[4].mark = change->level.status;
			row[4].bold = turns;
			row[5].text = arena_printf(p->arena, "%s of %s", report_count(p, change->good),
						   report_count(p, change->total));
		}
	if (t.n_rows)
		flow_heading(&p->flow, 3,
			     "What another category of one incident would do, changes of colour first", NULL,
			     60);
	flow_table_draw(&p->flow, &t);
	topic_more(p, left, "What if");
}

void report_incidents(struct report *p)
{
	int item = look_find(p->r, LOOK_INCIDENTS);
	if (!topic_begin(p, sentence_incidents, item))
		return;
	open_table(p, item, "By category", "Category", "category");
	open_table(p, item, "By resolver", "Resolver", "resolver");
	topic_chart(p, &chart_incidents);
	causes_table(p, item);
	ages_table(p, item);
	what_if_table(p);
	topic_definition(p, item);
}
