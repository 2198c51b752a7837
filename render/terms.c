/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/terms.h"

#include <ctype.h>
#include <string.h>

const struct term terms[] = {
	{ "CHF", "Communications Hub Function: the part of a Communications Hub that links meters and network" },
	{ "CPM", "Code Performance Measure: a measure that the Smart Energy Code itself sets" },
	{ "CSP", "Communications Service Provider: carries messages between the Data Service Provider and the hubs of a Region" },
	{ "DCC", "Data Communications Company: the operator of the network" },
	{ "DSP", "Data Service Provider: the central data service that every message crosses" },
	{ "ESME", "Electricity Smart Metering Equipment: an electricity meter" },
	{ "GSME", "Gas Smart Metering Equipment: a gas meter" },
	{ "Production Proving", "The operator's own testing on the live network, which can cause incidents" },
	{ "RDP", "Registration Data Provider" },
	{ "RTT", "Round-trip test: a command that a provider sends to a hub as a probe, in classes by how soon the answer is due" },
	{ "S1", "Equipment of the first generation" },
	{ "S2", "Equipment of the second generation" },
	{ "SEC", "Smart Energy Code, \"the Code\"" },
	{ "SHA-256", "A checksum: a file that was changed has another one" },
	{ "SMKI", "Smart Metering Key Infrastructure: issues the certificates that messages are secured with" },
	{ "SRV", "Service Reference Variant: a kind of Service Request, such as 6.23" },
	{ "SSI", "Self-Service Interface: the web interface of the operator for Users" },
	{ "TLP", "Traffic Light Protocol: who a paper may be shown to" },
	{ "TRT", "Target Response Time" },
	{ "UTC", "Coordinated Universal Time" },
	{ "WAN", "Wide Area Network: what connects the hubs in homes to the Data Service Provider" },
	{ "XmR", "Control chart of single months and the moving range between them" },
};
const size_t n_terms = sizeof terms / sizeof *terms;

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

bool term_stands_in(struct text t, const char *term)
{
	size_t size = strlen(term);
	/* "S1" is not in "S12". */
	bool ends_in_digit = isdigit((unsigned char)term[size - 1]);
	const char *end = t.data + t.size, *at = t.data;

	while (t.size && (at = memmem(at, (size_t)(end - at), term, size)) != NULL) {
		const char *after = at + size;
		bool begins = at == t.data || !(is_letter(at[-1]) || isdigit((unsigned char)at[-1]));

		if (begins && (after == end ||
			       !(is_letter(*after) || (ends_in_digit && isdigit((unsigned char)*after)))))
			return true;
		at = after;
	}
	return false;
}
