/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The abbreviations and terms of the trade that stand somewhere in the report, in plain words. */
#include "render/report.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *term, *meaning;
} terms[] = {
	{ "CHF", "Communications Hub Function: the hub itself among the devices" },
	{ "CPM", "Code Performance Measure: one that the Smart Energy Code itself sets" },
	{ "CSP", "Communications Service Provider: the wide area network of one Region" },
	{ "DCC", "Data Communications Company, which runs the national network" },
	{ "DSP", "Data Service Provider: the central data service that every message crosses" },
	{ "ESME", "Electricity smart metering equipment" },
	{ "GSME", "Gas smart metering equipment" },
	{ "Production Proving", "DCC's own testing, which can cause incidents" },
	{ "RDP", "Registration data provider" },
	{ "RTT", "Round-trip test: a command that a provider sends to a hub as a probe" },
	{ "S1", "Equipment of the first generation" },
	{ "S2", "Equipment of the second generation" },
	{ "SEC", "Smart Energy Code" },
	{ "SMKI", "Smart Metering Key Infrastructure: the certificate service and its repository" },
	{ "SRV", "Service Reference Variant: the kind of a Service Request" },
	{ "SSI", "Self-Service Interface" },
	{ "WAN", "Wide area network: what joins the hubs in homes to the data service" },
	{ "XmR", "Control chart of single months and the moving range between them" },
};

/* As a word: "CPM" in "CPM-1" and "RTT" in "RTT4", not "SEC" in "SECAS". */
static bool has_word(struct text t, const char *word)
{
	size_t size = strlen(word);
	const char *end = t.data + t.size, *at = t.data;
	while (t.size && (at = memmem(at, (size_t)(end - at), word, size)) != NULL) {
		bool begins = at == t.data || !isalnum((unsigned char)at[-1]);
		const char *after = at + size;
		bool digit = isdigit((unsigned char)word[size - 1]);
		if (begins && (after == end ||
			       !(digit ? isalnum((unsigned char)*after) : isalpha((unsigned char)*after))))
			return true;
		at = after;
	}
	return false;
}

static bool occurs(const struct flow *f, const char *term)
{
	for (size_t i = 0; i < f->n_pages; i++)
		for (size_t k = 0; k < f->pages[i]->n; k++)
			if (f->pages[i]->items[k].kind == ITEM_TEXT &&
			    has_word(f->pages[i]->items[k].text, term))
				return true;
	return false;
}

void report_terms(struct report *p)
{
	static const struct flow_column columns[] = { { "Term", 0.2, ANCHOR_START },
						      { "Meaning", 0.8, ANCHOR_START } };
	struct flow_table t;
	flow_table_init(&t, columns, 2);
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
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
