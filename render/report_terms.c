/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The abbreviations and terms of the trade that stand somewhere in the report, in plain words. */
#include "render/report.h"
#include "render/terms.h"

static bool occurs(const struct flow *f, const char *term)
{
	for (size_t i = 0; i < f->n_pages; i++)
		for (size_t k = 0; k < f->pages[i]->n; k++)
			if (f->pages[i]->items[k].kind == ITEM_TEXT &&
			    term_stands_in(f->pages[i]->items[k].text, term))
				return true;
	return false;
}

void report_terms(struct report *p)
{
	static const struct flow_column columns[] = { { "Term", 0.2, ANCHOR_START },
						      { "Meaning", 0.8, ANCHOR_START } };
	struct flow_table t;
	flow_table_init(&t, columns, 2);
	for (size_t i = 0; i < n_terms; i++) {
		if (!occurs(&p->flow, terms[i].term))
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = terms[i].term;
		row[0].bold = true;
		row[1].text = terms[i].meaning;
	}
	if (t.n_rows)
		flow_heading(&p->flow, 2, "Terms", "terms", 80);
	flow_table_draw(&p->flow, &t);
}
