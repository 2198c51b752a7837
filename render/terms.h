/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * terms.h - the abbreviations and terms of the trade, in plain words: the one list for report, annex and
 * workbook.  The first two explain those that occur in them, the workbook all.
 */
#ifndef RENDER_TERMS_H
#define RENDER_TERMS_H

#include "engine/text.h"

struct term {
	const char *term, *meaning;
};
extern const struct term terms[];
extern const size_t n_terms;

/* As a word: "CSP-2" has CSP and "RTT3" has RTT; "TRANSCSP", "CSPs" and "CSP_X" have not. */
bool term_stands_in(struct text t, const char *term);

#endif
