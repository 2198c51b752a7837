/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How to read the figures, how each is defined, and where all of them come from. */
#include "render/annex.h"
#include "render/sentence.h"

void annex_notes(struct annex *a)
{
	static const struct {
		enum status status;
		const char *meaning;
	} marks[] = {
		{ STATUS_GREEN, "The Service Level is on or above the target, compared as whole numbers." },
		{ STATUS_AMBER, "On or above the minimum and below the target." },
		{ STATUS_RED, "Below the minimum." },
		{ STATUS_NO_DATA, "Nothing was measured. It is neither 0 % nor 100 %, and a streak passes over it." },
		{ STATUS_WITHHELD, "The data carries no figure: too many rows or a whole part missing." },
	};
	static const char *const notes[] = {
		"* The figure or its verdict rests on values of the catalogue that are assumed.",
		"\u2020 Rows were rejected that could have fed the figure; too few to withhold it.",
		SENTENCE_REPORTED,
		SENTENCE_DOUBT ": \"Does it reflect the service experienced?\" says why.",
		"The month is UK civil time; an event belongs to the month of the timestamp that starts its clock.",
		"In time means within the target or exactly on it.",
		"Unanswered is not in time; while its target has not run out at the cut-off of the data it is pending.",
		"Good is what counts towards a level: in time, available, passed on, accepted, whatever its definition says.",
		("Points are percentage points. Short is how many more of the events, minutes and so on would have had to be "
		 "good to reach the level."),
	};
	struct paper_table *t = paper_table(&a->paper, "", annex_fact_columns, 2);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = status_word(marks[i].status);
		row[0].has_mark = true;
		row[0].mark = marks[i].status;
		row[1].text = marks[i].meaning;
	}
	paper_list(&a->paper, false, sizeof notes / sizeof *notes, notes);
	a->terms = paper_table(&a->paper, "Abbreviations in this paper", annex_fact_columns, 2);
}

void annex_definitions(struct annex *a)
{
	const struct catalogue *c = a->p.r->catalogue;
	paper_text(&a->paper, PAPER_TEXT,
		   arena_printf(a->p.arena, "Edition %s of the catalogue. %s", c->edition,
				c->assumptions ? c->assumptions : ""));
	for (int i = 0; i < c->n_measures; i++) {
		const struct measure *m = report_measure(&a->p, i);
		paper_small_heading(&a->paper, 2, arena_printf(a->p.arena, "%s %s", m->id, m->title),
			      report_place(&a->p, "definition", i));
		paper_text(&a->paper, PAPER_TEXT, m->definition);
		struct paper_table *t = paper_table(&a->paper, "", annex_fact_columns, 2);
		annex_fact(a, t, "Points", m->points);
		annex_fact(a, t, "In time within", report_limits(&a->p, m));
		annex_fact(a, t, "Made of", report_inputs(&a->p, m));
		annex_fact(a, t, "Levels", report_levels(&a->p, m));
		annex_fact(a, t, "May be left out", sentence_may_leave_out(m, a->p.arena));
		annex_fact(a, t, "Authority", m->authority);
		annex_fact(a, t, "Assumed", m->assumed);
	}
}

static void files(struct annex *a)
{
	static const struct flow_column columns[] = { { "File", 0.36, ANCHOR_START },
						      { "Bytes", 0.12, ANCHOR_END },
						      { "SHA-256", 0.52, ANCHOR_START } };
	const struct intake *in = a->p.r->intake;
	struct paper_table *t = paper_table(&a->paper, "Files the figures were computed from", columns, 3);
	t->size = 6.4;
	t->is_code = true;
	t->is_wide = true;
	for (size_t i = 0; i < in->n_files && i < REPORT_MAX_FILES; i++) {
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = in->files[i].name;
		row[1].text = report_count(&a->p, in->files[i].size_bytes);
		row[2].text = in->files[i].sha256;
	}
	if (in->n_files > REPORT_MAX_FILES)
		paper_text(&a->paper, PAPER_SMALL,
			   arena_printf(a->p.arena, "and %zu more; manifest.json of the report lists them all.",
					in->n_files - REPORT_MAX_FILES));
}

void annex_provenance(struct annex *a)
{
	const struct results *r = a->p.r;
	struct paper_table *t = paper_table(&a->paper, "", annex_fact_columns, 2);
	t->is_code = true;
	annex_fact(a, t, "Program", r->program_version);
	annex_fact(a, t, "Catalogue", arena_printf(a->p.arena, "edition %s, %s", r->catalogue->edition,
						   r->catalogue->built_in ? "built in" : "supplied with the run"));
	annex_fact(a, t, "Its authority", r->catalogue->authority);
	annex_fact(a, t, "Its SHA-256", r->catalogue->sha256);
	annex_fact(a, t, "Mappings, SHA-256", r->intake->mapping_sha256);
	annex_fact(a, t, "Data", r->intake->synthetic ? "SYNTHETIC" : "as supplied");
	annex_fact(a, t, "Printed", r->printed_at);
	files(a);
}
