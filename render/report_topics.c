/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/report_topics.h"

#include "render/sentence.h"

bool topic_begin(struct report *p, sentence_topic *topic, int item)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	size_t n = topic(p->r, p->arena, lines);
	const struct style style = { FACE_REGULAR, 10.4, INK };
	for (size_t i = 0; i < n; i++) {
		flow_indented(&p->flow, 14, "\u2022", style, 14.5, lines[i]);
		flow_space(&p->flow, 3);
	}
	flow_space(&p->flow, 3);
	return item == LOOK_NONE || !*look_missing(p->r, item, p->arena);
}

void topic_definition(struct report *p, int item)
{
	if (item == LOOK_NONE)
		return;
	const struct measure *m = report_measure(p, item);
	const char *limits = report_limits(p, m);
	flow_text(&p->flow, flow_small, 11.5,
		  arena_printf(p->arena, "%s %s: %s%s%s%s%s", m->id, m->title, m->definition,
			       *limits ? " In time within: " : "", limits, m->assumed ? " Assumed: " : "",
			       m->assumed ? m->assumed : ""));
	flow_space(&p->flow, 4);
}

const char *topic_good(struct report *p, const struct breakdown_row *row)
{
	return row ? report_count(p, row->good) : "\u2013";
}

const char *topic_count(struct report *p, const struct look_rows *rows, const char *key)
{
	const uint64_t *n = look_count(rows, key);
	return n ? report_count(p, *n) : "\u2013";
}

const char *topic_level(const struct breakdown_row *row)
{
	return row && row->level.display && *row->level.display ? row->level.display : "\u2013";
}

const char *topic_marked_level(struct report *p, const struct breakdown_row *row, int item)
{
	const char *level = topic_level(row);
	return row && row->level.value >= 0 ? arena_printf(p->arena, "%s%s", level, sentence_mark(p->r, item)) : level;
}

void topic_more(struct report *p, size_t n_left, const char *sheet)
{
	if (n_left)
		flow_text(&p->flow, flow_small, 11.5,
			  arena_printf(p->arena, "and %zu more in the workbook's sheet %s.", n_left, sheet));
}

bool topic_absent(struct report *p, int item, const char *heading)
{
	const char *missing = look_missing(p->r, item, p->arena);
	if (!*missing)
		return false;
	flow_heading(&p->flow, 3, heading, NULL, 30);
	flow_text(&p->flow, flow_body, 13, missing);
	return true;
}

void topic_chart(struct report *p, const struct chart_kind *kind)
{
	report_chart(p, kind, CHART_ALL);
}

const struct breakdown_row *topic_under(struct report *p, const struct look_rows *rows, const char *head,
					const char *tail)
{
	return look_key(rows, arena_printf(p->arena, "%s / %s", head, tail));
}
