/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_words.c - the sheets that say what the figures rest on: cover, contents, notes, definitions.
 */
#include "engine/review.h"
#include "engine/supply.h"
#include "render/book.h"
#include "render/sentence.h"
#include "render/terms.h"

#include <stdio.h>
#include <string.h>

static uint32_t fact(struct sheet *s, uint32_t row, const char *name, const char *value)
{
	sheet_text(s, row, 0, BOOK_STRONG, name);
	if (value[0])
		sheet_text(s, row, 1, BOOK_WRAP, value);
	else
		sheet_blank(s, row, 1);
	return row + 1;
}

/* A control total: a formula over the sheet Files, beside the program's own sum. */
static uint32_t control(struct sheet *s, uint32_t row, const struct results *r, const char *name, char column,
			uint64_t value, struct arena *arena)
{
	sheet_text(s, row, 0, BOOK_STRONG, name);
	if (r->intake->n_files && value <= BOOK_EXACT)
		sheet_formula_number(s, row, 1, BOOK_TOTAL,
				     arena_printf(arena, "=SUM(Files!%c%d:%c%zu)", column, BOOK_FIRST + 1,
						  column, BOOK_FIRST + r->intake->n_files),
				     (double)value);
	else
		sheet_count(s, row, 1, value);
	return row + 1;
}

static void write_cover(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = { { "Fact", 34 }, { "Value", 110 } };
	const struct row_counts *t = &r->intake->total;
	const char *headlines[SENTENCE_MAX_HEADLINES];
	uint32_t row = BOOK_FIRST;
	char stamp[40];
	size_t n;

	sheet_table(s,
		    arena_printf(arena, "Performance Measurement Report, %s %d",
				 month_name(r->period.month.month), r->period.month.year),
		    "Smart metering: service levels against their targets.",
		    columns, 2);
	if (r->intake->notice[0])
		row = fact(s, row, "About the data", r->intake->notice);
	row = fact(s, row, "Cut-off of the data",
		   r->has_cutoff ? stamp_format(r->cutoff, stamp) : "none given");
	row = fact(s, row, "Printed", r->printed_at[0] ? r->printed_at : "no date given");
	row = fact(s, row, "Program", r->program_version);
	row = fact(s, row, "Catalogue edition",
		   arena_printf(arena, "%s, %s (%s)", r->catalogue->edition, r->catalogue->title,
				r->catalogue->built_in ? "built in" : "given with --catalogue"));
	row = fact(s, row, "Catalogue SHA-256", r->catalogue->sha256);
	row = fact(s, row, "Authority", r->catalogue->authority);
	row = fact(s, row, "Provisional (marked * or [p])",
		   r->catalogue->assumptions ? r->catalogue->assumptions : "");
	row = control(s, row, r, "Rows read", 'E', t->read, arena);
	row = control(s, row, r, "  used", 'F', t->used, arena);
	row = control(s, row, r, "  outside the period", 'G', t->outside, arena);
	row = control(s, row, r, "  duplicates", 'H', row_counts_duplicates(t), arena);
	row = control(s, row, r, "  rejected", 'I', t->rejected, arena);
	sheet_text(s, row, 0, BOOK_STRONG, "Does it add up?");
	sheet_formula_text(s, row, 1,
			   arena_printf(arena, "=IF(B%u=B%u+B%u+B%u+B%u,\"yes\",\"NO\")", row - 4, row - 3,
					row - 2, row - 1, row),
			   row_counts_balance(t) ? "yes" : "NO");
	row++;
	row = fact(s, row, "Files and their SHA-256", "in the sheet Files");
	if (*supply_sentence(r, arena))
		row = fact(s, row, "Not supplied", supply_sentence(r, arena));
	n = sentence_headlines(r, arena, headlines);
	for (size_t i = 0; i < n; i++)
		row = fact(s, row, i ? "" : "Headlines", headlines[i]);
}
const struct book_page book_cover = { "Cover", "what this is, its provenance and control totals",
				      write_cover };

static void write_contents(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = { { "Sheet", 22 }, { "What it holds", 90 } };

	(void)r;
	(void)arena;
	sheet_table(s, "Contents", "One table a sheet.", columns, 2);
	for (size_t i = 0; i < book_n_pages; i++) {
		sheet_link(s, BOOK_FIRST + (uint32_t)i, 0, book_pages[i]->name);
		sheet_text(s, BOOK_FIRST + (uint32_t)i, 1, BOOK_PLAIN, book_pages[i]->help);
	}
}
const struct book_page book_contents = { "Contents", "this list", write_contents };

static uint32_t note(struct sheet *s, uint32_t row, const char *mark, const char *meaning)
{
	sheet_text(s, row, 0, BOOK_STRONG, mark);
	sheet_text(s, row, 1, BOOK_WRAP, meaning);
	return row + 1;
}

/* What the sheets of the breach review speak of. */
static uint32_t write_review_words(struct sheet *s, uint32_t row, struct arena *arena)
{
	static const struct {
		const char *words, *meaning;
	} notes[] = {
		{ "Trend", "rising or falling by so many points a month; no trend: a slope that chance alone "
			   "could give, or that the latest months do not carry" },
		{ "Change of the shortfall",
		  "how many more are short of the target than in the month before" },
		{ "Excess", "of a part: what was not good beyond what the target allows the part" },
		{ "Common cause", "the months vary about their mean as chance would have it" },
		{ "Special cause", "a change, for the better or the worse, that chance would hardly give" },
		{ "Hit and miss",
		  "the limits of the process straddle the target: a month may meet it or miss it" },
		{ "Too early to tell",
		  "too few months for limits that hold, all of them on one side of the target" },
		{ "By the trend",
		  "on course: it leads to the target by the month promised; possible: a month may reach "
		  "it as the level varies; not plausible: it takes a step change" },
	};

	for (int p = 0; p < CHANGE_COUNT; p++) {
		const char *name = review_change_name((enum review_change_part)p);

		row = note(s, row, arena_printf(arena, "Change by %s", name),
			   review_change_help((enum review_change_part)p));
	}
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		row = note(s, row, notes[i].words, notes[i].meaning);
	return row;
}

static void write_notes(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = { { "Mark", 24 }, { "Meaning", 110 } };
	static const struct {
		const char *mark, *meaning;
	} notes[] = {
		{ "G Green", "at or above the target" },
		{ "A Amber", "below the target, at or above the minimum" },
		{ "R Red", "below the minimum" },
		{ "W Withheld",
		  "no level and no colour: too many rejected rows, an unusable file, or an input that is "
		  "missing; the remark says which" },
		{ "- No data", "nothing happened that the measure counts, or its dataset was not supplied" },
		{ "*  [p]", "provisional: rests on a value in the catalogue that nobody has confirmed" },
		{ "!", "Green, but not to be taken at its word: the remark in Measures says why, the sheet Green doubts "
		       "with every test" },
		{ "[x]", "not available" },
		{ "Good, total",
		  "what was in time, and what was judged (good and bad); for availability, minutes" },
		{ "Excluded",
		  "rows left out for a reason that the catalogue or the exceptions register allows; for "
		  "availability, outages" },
		{ "Refused claims", "rows whose claimed reason was not allowed: they count" },
		{ "Pending", "not answered, but the target had not run out at the cut-off: not counted yet" },
		{ "Quality marked",
		  "rejected rows could have fed this figure, fewer than would withhold it" },
		{ "Basis reported", "the provider's own figure: no rows of its dataset were supplied" },
		{ "Basis mixed", "some inputs from rows, others a provider's own figure" },
		{ "Level", "shown rounded; the verdict compares whole counts, never rounded figures" },
	};

	uint32_t row = BOOK_FIRST;

	sheet_table(s, "Notes", "What the marks, columns and terms mean.", columns, 2);
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		row = note(s, row, notes[i].mark, notes[i].meaning);
	if (r->review)
		row = write_review_words(s, row, arena);
	for (size_t i = 0; i < n_terms; i++)
		row = note(s, row, terms[i].term, terms[i].meaning);
}
const struct book_page book_notes = { "Notes", "what the marks, columns and terms mean", write_notes };

/* --- Definitions --- */

static void add_list(struct builder *out, const char *text)
{
	builder_printf(out, "%s%s", out->size ? ", " : "", text);
}

static void write_definition(struct sheet *s, uint32_t row, const struct results *r, int measure,
			     struct arena *arena)
{
	const struct measure *m = &r->catalogue->measures[measure];
	const struct level *level = measure_level(m, r->period.month);
	struct builder list;

	sheet_text(s, row, 0, BOOK_STRONG, book_id(r, measure, arena));
	sheet_text(s, row, 1, BOOK_WRAP, m->title);
	sheet_text(s, row, 2, BOOK_PLAIN, m->provider);
	sheet_text(s, row, 3, BOOK_WRAP, m->definition);
	sheet_text(s, row, 4, BOOK_WRAP, m->points);
	builder_init(&list);
	for (int i = 0; i < m->within.n_cases && m->kind != KIND_COMPOSITE && m->kind != KIND_AVAILABILITY;
	     i++)
		add_list(&list, arena_printf(arena, "%s%s%s", m->within.values ? m->within.values[i] : "",
					     m->within.values ? ": " : "", m->within.limits[i].text));
	if (m->within.assumed && list.size)
		builder_printf(&list, " [p]");
	sheet_text(s, row, 5, BOOK_WRAP, list.data);
	builder_clear(&list);
	for (int i = 0; i < m->n_inputs; i++)
		add_list(&list, r->catalogue->measures[m->inputs[i]].id);
	sheet_text(s, row, 6, BOOK_WRAP, list.size ? list.data : sentence_may_leave_out(m, arena));
	builder_done(&list);
	if (m->kind == KIND_COMPOSITE)
		sheet_text(s, row, 7, BOOK_WRAP,
			   arena_printf(arena, "%s%s", composition_name(m->composition),
					m->composition_assumed ? " [p]" : ""));
	if (m->is_metric)
		sheet_text(s, row, 10, BOOK_WRAP, m->authority);
	if (level) {
		sheet_number(s, row, 8, BOOK_PERCENT, (double)level->target.micro / 1e6);
		sheet_number(s, row, 9, BOOK_PERCENT, (double)level->minimum.micro / 1e6);
		sheet_text(s, row, 10, BOOK_WRAP,
			   arena_printf(arena, "%s%s", level->authority, level->assumed ? " [p]" : ""));
	}
}

static void write_definitions(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 },
		{ "Title", 28 },
		{ "Provider", 10 },
		{ "Definition", 60 },
		{ "Measurement points", 50 },
		{ "Target response time", 22 },
		{ "May be left out, or inputs", 24 },
		{ "Composition", 14 },
		{ "Target %", 9 },
		{ "Minimum %", 10 },
		{ "Authority of the levels, or of the metric", 40 },
	};

	sheet_table(s, "Definitions", "As the catalogue states them; [p] marks what nobody has confirmed. Metrics, which have no levels, follow "
		    "the measures.",
		    columns, 11);
	for (int m = 0; m < r->catalogue->n_items; m++)
		write_definition(s, BOOK_FIRST + (uint32_t)m, r, m, arena);
	sheet_table_end(s, 11, BOOK_FIRST + (uint32_t)r->catalogue->n_items);
}
const struct book_page book_definitions = { "Definitions", "what each measure is, and on whose authority",
					    write_definitions };
