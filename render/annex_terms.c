/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the abbreviations mean that occur in the paper. */
#include "render/annex.h"

#include <string.h>

static const struct {
	const char *term, *meaning;
} terms[] = {
	{ "CHF", "Communications Hub Function: the part of a Communications Hub that links meters and network" },
	{ "CPM", "Code Performance Measure: a measure that the Code itself names" },
	{ "CSP", "Communications Service Provider: carries messages between the Data Service Provider and the hubs of a Region" },
	{ "DCC", "Data Communications Company: the operator of the network" },
	{ "DSP", "Data Service Provider: the central data service that every message crosses" },
	{ "ESME", "Electricity Smart Metering Equipment: an electricity meter" },
	{ "GSME", "Gas Smart Metering Equipment: a gas meter" },
	{ "RTT", "Round trip time: a class of test commands, by how soon the answer is due" },
	{ "SEC", "Smart Energy Code, \"the Code\"" },
	{ "SHA-256", "A checksum: a file that was changed has another one" },
	{ "SMKI", "Smart Metering Key Infrastructure: issues the certificates that messages are secured with" },
	{ "SRV", "Service Reference Variant: a kind of Service Request, such as 6.23" },
	{ "SSI", "Self-Service Interface: the web interface of the operator for Users" },
	{ "TLP", "Traffic Light Protocol: who a paper may be shown to" },
	{ "TRT", "Target Response Time" },
	{ "UTC", "Coordinated Universal Time" },
	{ "WAN", "Wide Area Network: what connects the hubs to the Data Service Provider" },
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* As a word: "CSP-2" has CSP and "RTT3" has RTT, "TRANSCSP" and "CSPs" do not. */
static bool has_term(const char *text, const char *term)
{
	size_t size = strlen(term);
	for (const char *at = text; at && (at = strstr(at, term)); at += size)
		if ((at == text || !is_letter(at[-1])) && !is_letter(at[size]))
			return true;
	return false;
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
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
		if (paper_has(&a->paper, a->terms, terms[i].term))
			annex_fact(a, a->terms, terms[i].term, terms[i].meaning);
}
