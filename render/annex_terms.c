/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the abbreviations mean that occur in the paper. */
#include "render/annex.h"
#include "render/terms.h"

static bool has_term(const char *text, const char *term)
{
	return text && term_stands_in(text_of(text), term);
}

static bool table_has(const struct paper_table *t, const char *term)
{
	size_t n = t->n_rows * (size_t)t->n_columns;
	if (!n)
		return false;
	if (has_term(t->caption, term))
		return true;
	for (int i = 0; i < t->n_columns; i++)
		if (has_term(t->columns[i].title, term))
			return true;
	for (size_t i = 0; i < n; i++)
		if (has_term(t->cells[i].text, term))
			return true;
	return false;
}

static bool paper_has(const struct paper *p, const struct paper_table *except, const char *term)
{
	if (has_term(p->kind, term))
		return true;
	for (size_t i = 0; i < p->n; i++) {
		const struct paper_block *b = &p->blocks[i];
		if (has_term(b->text, term) || (b->table && b->table != except && table_has(b->table, term)))
			return true;
		for (size_t k = 0; k < b->n_items; k++)
			if (has_term(b->items[k], term))
				return true;
	}
	return false;
}

void annex_terms(struct annex *a)
{
	for (size_t i = 0; i < n_terms; i++)
		if (paper_has(&a->paper, a->terms, terms[i].term))
			annex_fact(a, a->terms, terms[i].term, terms[i].meaning);
}
