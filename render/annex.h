/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * annex.h - the Panel's annex: what its sections share.
 *
 * annex.c holds the table of sections and the writer; each section is one function in an annex_*.c that adds
 * to the paper (paper.h), from which the PDF and the HTML page are both made.  Words that the report says
 * too are taken from report.h.
 */
#ifndef RENDER_ANNEX_H
#define RENDER_ANNEX_H

#include "render/paper.h"
#include "render/report.h"

struct annex {
	struct report p; /* results, palette, arena and ruler; its flow is not used */
	struct paper paper;
	const char *classification; /* or "" */
	struct paper_table *terms;  /* stands in the notes, filled when all else is written */
	bool told_shares;           /* that shares of a shortfall do not add up was said */
};

typedef void annex_section(struct annex *a);
annex_section annex_cover, annex_matrix, annex_missed, annex_service, annex_issues, annex_regions, annex_changes,
	annex_exclusions, annex_quality, annex_notes, annex_definitions, annex_provenance;

/* Fills the table of terms with the abbreviations that the paper has. */
void annex_terms(struct annex *a);

/* The whole paper, in `arena`. */
void annex_build(const struct results *r, const struct render_annex_options *options, const struct ruler *ruler,
		 struct arena *arena, struct annex *out);

/* ---- shared by the sections ---- */

/* A row of two columns; nothing when there is no value. */
void annex_fact(struct annex *a, struct paper_table *t, const char *name, const char *value);
extern const struct flow_column annex_fact_columns[2];
/* "CSP-4.3 South"; "CPM-6" for a measure without Regions; "CPM-1 nationally". */
const char *annex_figure(const struct annex *a, int measure, enum region region);
const char *annex_where(const struct annex *a, const struct cell *c);
/* The national cell of a month before this one, or the Region's, or NULL. */
const struct past_cell *annex_past(const struct results *r, int measure, enum region region, struct month month);
/* Why a Green should not be taken at its word, by the tests of the review where there is one; or "". */
const char *annex_doubt(const struct annex *a, const struct cell *c);
/* The cell a block is about: the one with the gravest status; of equals the national one, else the Region that has been
 * below longest. */
const struct cell *annex_chosen(const struct annex *a, int measure);
/* A chart of how its level moved over the last months; nothing when none is remembered. */
void annex_trend(struct annex *a, int measure);

#endif
