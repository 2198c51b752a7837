/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Green figures that hide something: those of the breach review, each with the tests it failed. */
#include "engine/review.h"
#include "render/report.h"
#include "render/sentence_topics.h"

static void counts(struct report *p, const struct review *r)
{
	for (int t = 0; t < TEST_COUNT; t++) {
		size_t n = 0;

		for (size_t i = 0; i < r->n_lines; i++)
			n += r->lines[i].reason == REVIEW_UNTRUSTED && r->lines[i].tests[t].fired;
		if (n)
			flow_indented(&p->flow, 12, "\u2022", flow_body, 13,
				      arena_printf(p->arena, "%s: %s.", review_test_title((enum review_test_id)t),
						   sentence_n(n, "Green figure", p->arena)));
	}
}

static void table(struct report *p, const struct review *r)
{
	static const struct flow_column columns[] = {
		{ "Figure", 0.17, ANCHOR_START },
		{ "Level", 0.14, ANCHOR_START },
		{ "Test", 0.15, ANCHOR_START },
		{ "What it found", 0.54, ANCHOR_START },
	};
	struct flow_table t;

	flow_table_init(&t, columns, 4);
	t.n_heading = 1;
	for (size_t i = 0; i < r->n_lines; i++) {
		const struct review_line *l = &r->lines[i];
		bool first = true;

		for (int k = 0; k < TEST_COUNT && l->reason == REVIEW_UNTRUSTED; k++) {
			struct flow_cell *row;

			if (!l->tests[k].fired)
				continue;
			row = flow_table_row(&t);
			row[0].text = arena_printf(p->arena, "%s %s", report_measure(p, l->cell->measure)->id,
						   region_name(l->cell->region));
			if (first)
				report_set_level(p, &row[1], l->cell);
			row[2].text = review_test_title((enum review_test_id)k);
			row[3].text = l->tests[k].text;
			first = false;
		}
	}
	flow_table_draw(&p->flow, &t);
}

void report_hidden(struct report *p)
{
	const struct review *r = p->r->review;

	flow_text(&p->flow, flow_body, 13,
		  arena_printf(p->arena,
			       "Of %zu Greens %zu should not be taken at their word. The tests and their thresholds are the "
			       "catalogue's; none of them changes a verdict. The workbook's sheet Green doubts has the tests "
			       "that were passed, too.",
			       r->n_green, r->n_by_reason[REVIEW_UNTRUSTED]));
	flow_space(&p->flow, 4);
	counts(p, r);
	flow_space(&p->flow, 6);
	table(p, r);
}
