/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Green figures that hide something. */
#include "render/report_topics.h"
#include "render/sentence.h"

static const char *doubts_of(struct report *p, const struct cell *c)
{
	const char *parts[5];
	size_t n = 0;
	if (c->untrusted && *c->untrusted)
		parts[n++] = c->untrusted;
	if (c->masked)
		parts[n++] = "Another rule of composition would give a worse status.";
	if (c->raw.value >= 0 && c->raw.status != STATUS_GREEN)
		parts[n++] = arena_printf(p->arena, "With nothing left out it would be %s, %s.",
					  sentence_level_text(p->r, c, &c->raw, p->arena),
					  status_word(c->raw.status));
	if (c->interval && *c->interval)
		parts[n++] =
			arena_printf(p->arena, "Few events (%s): the process behind them could lie from %s.",
				     report_count(p, c->total), c->interval);
	const char *text = "";
	for (size_t i = 0; i < n; i++)
		text = arena_printf(p->arena, "%s%s%s", text, i ? " " : "", parts[i]);
	return text;
}

static void cells_table(struct report *p)
{
	static const struct flow_column columns[] = { { "Measure", 0.14, ANCHOR_START },
						      { "Region", 0.11, ANCHOR_START },
						      { "Level", 0.15, ANCHOR_START },
						      { "Why it should not be taken at its word", 0.60,
							ANCHOR_START } };
	struct flow_table t;
	flow_table_init(&t, columns, 4);
	for (size_t i = 0; i < p->r->n_cells; i++) {
		const struct cell *c = &p->r->cells[i];
		const char *doubts = c->level.status == STATUS_GREEN ? doubts_of(p, c) : "";
		if (!*doubts)
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = report_measure(p, c->measure)->id;
		row[1].text = region_name(c->region);
		report_set_level(p, &row[2], c);
		row[2].bold = false;
		row[3].text = doubts;
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, "Figures", NULL, 60);
	flow_table_draw(&p->flow, &t);
}

static void parts_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.13, ANCHOR_START },     { "Region", 0.11, ANCHOR_START },
		{ "Green total", 0.15, ANCHOR_START }, { "Part", 0.30, ANCHOR_START },
		{ "Its level", 0.15, ANCHOR_START },   { "Good of", 0.16, ANCHOR_END },
	};
	const struct hidden *parts;
	size_t n = sentence_hidden_parts(p->r, p->arena, &parts);
	struct flow_table t;
	flow_table_init(&t, columns, 6);
	for (size_t i = 0; i < n && i < 2 * TOPIC_MAX_ROWS; i++) {
		const struct breakdown_row *part = parts[i].row;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = report_measure(p, part->measure)->id;
		row[1].text = region_name(part->region);
		report_set_level(p, &row[2], parts[i].cell);
		row[2].bold = false;
		row[3].text = arena_printf(p->arena, "%s %s", part->dimension, part->key);
		row[4].text = topic_level(part);
		row[4].has_mark = true;
		row[4].mark = part->level.status;
		row[5].text = arena_printf(p->arena, "%s of %s", report_count(p, part->good),
					   report_count(p, part->total));
	}
	if (t.n_rows)
		flow_heading(&p->flow, 3, "Parts below target inside a Green total, the gravest first", NULL,
			     60);
	flow_table_draw(&p->flow, &t);
	topic_more(p, n > 2 * TOPIC_MAX_ROWS ? n - 2 * TOPIC_MAX_ROWS : 0, "Green doubts");
}

void report_hidden(struct report *p)
{
	topic_begin(p, sentence_hidden, LOOK_NONE);
	cells_table(p);
	parts_table(p);
}
