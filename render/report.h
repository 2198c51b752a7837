/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report.h - the printable report: what its sections share.
 *
 * report.c holds the table of sections, the page furniture and the writer; each section is one function in
 * report_*.c that puts its contents onto the flow.  The flow breaks the pages; no section knows where it
 * stands.
 */
#ifndef RENDER_REPORT_H
#define RENDER_REPORT_H

#include "render/chart.h"
#include "render/flow.h"

/* What a page can take of a list; the rest is counted and its place in the pack named. */
#define REPORT_MAX_FILES      200
#define REPORT_MAX_FINDINGS   40
#define REPORT_MAX_EXCLUSIONS 200
#define REPORT_MAX_REMARKS    40   /* commentary or remediation rows of a measure */
#define REPORT_MAX_REMARK_BYTES 6000

struct report {
	const struct results *r;
	enum palette palette;
	struct arena *arena;
	const struct ruler *ruler;
	struct flow flow;
};

typedef void report_section(struct report *p);
report_section report_headlines, report_matrix, report_missed, report_review, report_measures, report_regions,
	report_exclusions, report_quality, report_definitions, report_notes;
/* About the service behind the measures. */
report_section report_hidden, report_sampling, report_firmware, report_alerts, report_hubs, report_losses, report_incidents,
	report_processes, report_forecasts, report_changes;
/* The terms that stand on the pages so far, in plain words. */
void report_terms(struct report *p);
/* The cover, on a flow of its own; `contents` has the headings of the rest, which begins on page
 * `offset` (0-based). */
void report_cover(struct report *cover, const struct flow *contents, size_t offset);

/* All pages of the report, in `arena`. */
void report_build(const struct results *r, enum palette palette, const struct ruler *ruler,
		  struct arena *arena, struct flow *out);

/* ---- shared by the sections ---- */

const struct measure *report_measure(const struct report *p, int measure);
/* A level with its status mark, in a table cell. */
void report_set_level(const struct report *p, struct flow_cell *cell, const struct cell *c);
void report_set_level_text(const struct report *p, struct flow_cell *cell, const struct cell *c,
			   const struct level_text *l);
const char *report_gap(const struct report *p, const char *gap); /* with a true minus sign */
const char *report_count(const struct report *p, uint64_t n);
const char *report_date(const struct report *p, int64_t day);    /* "14 October 2019" */
/* Up to when the data reaches: an instant, or that none was given. */
const char *report_cutoff(const struct report *p);
/* A chart onto the flow, when the kind applies to the measure. */
void report_chart(struct report *p, const struct chart_kind *kind, int measure);
/* A code measure below target nationally or in a Region: it has a block of its own with its charts. */
bool report_has_block(const struct report *p, int measure);
/* Destination names. */
const char *report_place(const struct report *p, const char *what, int measure);
/* A list of doubts about the figures of a measure: what they do not see, rejected rows, small numbers, Greens not to be
 * taken at their word; and why one is missing. */
void report_doubts(struct report *p, int measure);
/* What a figure does not see: "165 requests that never got a response (North 51, ...)"; "" when nothing is known of it. */
const char *report_blind(const struct report *p, int measure);
/* "so few (9 incidents) say little ...", or "". */
const char *report_small_count(const struct report *p, const struct cell *c);
/* A register's words, cut at REPORT_MAX_REMARK_BYTES. */
const char *report_remark(const struct report *p, const char *text);
/* Whether a register's id is that of the measure or, with `inputs`, of one behind it. */
bool report_concerns(const struct report *p, const char *id, int measure, bool inputs);
bool report_same_action(const struct remediation_row *a, const struct remediation_row *b);
/* "was November 2019 until 14 October 2019": former promises of the n rows of one action, or "". */
const char *report_slips(const struct report *p, const struct remediation_row *first, size_t n);
/* Of the definitions: "5 s*"; "target ...", "" for what the kind does not have. */
const char *report_limits(const struct report *p, const struct measure *m);
const char *report_levels(const struct report *p, const struct measure *m);
const char *report_inputs(const struct report *p, const struct measure *m);
/* Commentary and remediation rows of a measure; with `inputs`, of the measures behind it too. */
void report_remarks(struct report *p, int measure, bool inputs);
/* "4 no_access and 3 dropped_from_queue refused": what was claimed of a figure, by reason, or "". */
const char *report_reasons(const struct report *p, const struct cell *c);
/* Level with none, the allowed and all claims left out, and the reasons; nothing when there are no claims. */
void report_claims_table(struct report *p, int measure);
void report_region_table(struct report *p, int measure);
extern const enum region report_regions_order[REGION_COUNT]; /* N, C, S, national */

#endif
