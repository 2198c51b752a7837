/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the sentences about the measures claim, over figures made by hand.
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/sample.h"

#include "engine/review.h"
#include "engine/supply.h"
#include "render/report.h"
#include "render/sentence.h"

#include <string.h>

/* Cells that a test may change. */
static struct cell *own_cells(struct sample *s)
{
	struct cell *cells = arena_alloc(&s->arena, s->r.n_cells, sizeof *cells);

	memcpy(cells, s->r.cells, s->r.n_cells * sizeof *cells);
	s->r.cells = cells;
	return cells;
}

static int find(const struct sample *s, const char *id)
{
	return catalogue_find(s->r.catalogue, text_of(id));
}

static struct cell *cell(struct sample *s, const char *id, enum region region)
{
	return (struct cell *)(uintptr_t)results_find(&s->r, find(s, id), region);
}

static const char *headline_with(struct sample *s, const char *words)
{
	const char *lines[SENTENCE_MAX_HEADLINES];
	size_t n = sentence_headlines(&s->r, &s->arena, lines);

	for (size_t i = 0; i < n; i++)
		if (strstr(lines[i], words))
			return lines[i];
	return NULL;
}

/* No title claims that a target was met where nothing was measured. */
static void nothing_measured_is_no_success(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_EMPTY);
	assert_string_equal(sentence_inputs(&s.r, find(&s, "CPM-1"), &s.arena),
			    "None of the 4 measures behind CPM-1 has a figure");
	assert_string_equal(sentence_none_below(&s.r, SENTENCE_NO_MEASURE, NULL, 0, true, &s.arena),
			    "No measure, nationally or in a Region, has a figure");
	assert_non_null(strstr(headline_with(&s, "No file came of "), "incidents"));
	sample_done(&s);

	sample_init(&s, SAMPLE_GREEN);
	own_cells(&s);
	assert_string_equal(sentence_inputs(&s.r, find(&s, "CPM-1"), &s.arena),
			    "None of the 4 measures behind CPM-1 is below target");
	cell(&s, "CSP-2", REGION_N)->level.status = STATUS_NO_DATA;
	cell(&s, "DSP-1.1", REGION_NONE)->level.status = STATUS_WITHHELD;
	assert_string_equal(
		sentence_inputs(&s.r, find(&s, "CPM-1"), &s.arena),
		"None of the 4 measures behind CPM-1 is below target, judged on 14 of 16 figures");
	struct catalogue edition = *s.r.catalogue;
	struct measure *measures = arena_alloc(&s.arena, (size_t)edition.n_items, sizeof *measures);
	memcpy(measures, edition.measures, (size_t)edition.n_items * sizeof *measures);
	measures[find(&s, "CPM-1")].n_inputs = 1;
	edition.measures = measures;
	s.r.catalogue = &edition;
	assert_string_equal(sentence_inputs(&s.r, find(&s, "CPM-1"), &s.arena),
			    "No measure behind CPM-1 is below target, judged on 3 of 4 figures");
	const int one[] = { find(&s, "CSP-2") };
	assert_string_equal(sentence_none_below(&s.r, "no Region", one, 1, false, &s.arena),
			    "no Region is below target, judged on 2 of 3 figures");
	sample_done(&s);
}

/* Every Red is named with how long it has been below, in the headlines and in the three sentences. */
static void reds_are_named(void **state)
{
	static const char text[] = "3 figures are Red (in brackets the months in succession below target): "
				   "CSP-2 North (10) and Central (8); CPM-4 (2)";
	const char *three[3];
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_GREEN);
	own_cells(&s);
	*cell(&s, "CSP-2", REGION_N) =
		(struct cell){ .measure = find(&s, "CSP-2"), .region = REGION_N, .months_below = 10 };
	*cell(&s, "CSP-2", REGION_C) =
		(struct cell){ .measure = find(&s, "CSP-2"), .region = REGION_C, .months_below = 8 };
	cell(&s, "CPM-4", REGION_NONE)->months_below = 2;
	cell(&s, "CSP-3.1", REGION_S)->months_below = 1;
	cell(&s, "CSP-2", REGION_N)->level.status = STATUS_RED;
	cell(&s, "CSP-2", REGION_C)->level.status = STATUS_RED;
	cell(&s, "CPM-4", REGION_NONE)->level.status = STATUS_RED;
	cell(&s, "CSP-3.1", REGION_S)->level.status = STATUS_AMBER;
	assert_non_null(headline_with(&s, text));
	assert_non_null(headline_with(
		&s, "1 other figure is Amber (in brackets the months in succession below target): "
		    "CSP-3.1 South (1)."));
	assert_int_equal(sentence_three(&s.r, &s.arena, three), 3);
	assert_non_null(strstr(three[2], text));
	sample_done(&s);
}

/* Refused claims are not summed over measures, and a colour that stays is said to stay. */
static void refused_claims(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_GREEN);
	struct cell *cells = own_cells(&s);
	for (size_t i = 0; i < s.r.n_cells; i++)
		cells[i].refused = 0;
	cell(&s, "CSP-2", REGION_N)->refused = cell(&s, "CSP-2", REGION_NONE)->refused = 111;
	cell(&s, "DSP-1.2", REGION_S)->refused = cell(&s, "DSP-1.2", REGION_NONE)->refused = 4;
	cell(&s, "CSP-2", REGION_N)->all_claims = cell(&s, "CSP-2", REGION_N)->level;
	cell(&s, "DSP-1.2", REGION_S)->all_claims = cell(&s, "DSP-1.2", REGION_S)->level;
	assert_string_equal(headline_with(&s, "refused"),
			    "Claims to leave items out of DSP-1.2 and CSP-2 were refused.");
	cell(&s, "CSP-2", REGION_N)->level = (struct level_text){ "", "69.67 %", 69.67, STATUS_RED };
	cell(&s, "CSP-2", REGION_N)->all_claims = (struct level_text){ "", "94.53 %", 94.53, STATUS_RED };
	assert_non_null(strstr(headline_with(&s, "refused"),
			       "honoured, the 111 claims of CSP-2 North would have moved it "
			       "from 69.67 %* (Red) to 94.53 %* (still Red)."));
	cell(&s, "DSP-1.2", REGION_S)->level = (struct level_text){ "", "98.99 %", 98.99, STATUS_AMBER };
	cell(&s, "DSP-1.2", REGION_S)->all_claims = (struct level_text){ "", "99.01 %", 99.01, STATUS_GREEN };
	assert_non_null(strstr(headline_with(&s, "refused"),
			       "the 4 claims of DSP-1.2 South would have moved it from "
			       "98.99 %* (Amber) to 99.01 %* (Green)."));
	cell(&s, "CSP-2", REGION_N)->refused = cell(&s, "CSP-2", REGION_NONE)->refused = 0;
	cell(&s, "DSP-1.2", REGION_S)->refused = cell(&s, "DSP-1.2", REGION_NONE)->refused = 1;
	assert_non_null(strstr(headline_with(&s, "refused"),
			       "A claim to leave an item out of DSP-1.2 was refused; honoured, the claim of DSP-1.2 South would"));
	sample_done(&s);
}

/* A title that every Region met its target says which of them the review doubts. */
static void doubted_greens(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_GREEN);
	assert_non_null(s.r.review);
	const struct review *review = s.r.review;
	const struct review_line *line = NULL;
	for (size_t i = 0; i < review->n_lines && !line; i++)
		if (review->lines[i].reason == REVIEW_UNTRUSTED &&
		    review->lines[i].cell->region != REGION_NONE)
			line = &review->lines[i];
	assert_non_null(line);
	const char *title = sentence_regions(&s.r, line->cell->measure, &s.arena);
	assert_non_null(strstr(title, "Every Region met the target of "));
	assert_non_null(strstr(title, " is in doubt"));
	s.r.review = NULL;
	assert_null(strstr(sentence_regions(&s.r, line->cell->measure, &s.arena), "doubt"));
	sample_done(&s);
}

/* What no file feeds is not missing for want of one. */
static void what_is_missing_for_want_of_what(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_EMPTY);
	own_cells(&s);
	s.intake.supplied = ~(1ull << DATASET_COMMANDS | 1ull << DATASET_REPOSITORY);
	for (size_t i = 0; i < s.r.n_cells; i++) {
		struct cell *c = (struct cell *)&s.r.cells[i];
		const struct measure *m = &s.r.catalogue->measures[c->measure];

		if (m->dataset != DATASET_COMMANDS && m->dataset != DATASET_REPOSITORY && strcmp(m->id, "CSP-CH2.1") != 0)
			c->basis = BASIS_EVENTS;
	}
	assert_string_equal(supply_sentence(&s.r, &s.arena),
			    "No file came of commands and repository; 2 of 28 measures have no figure for want of them; "
			    "CSP-CH2.1 has no figure for want of a row of service_levels.");
	s.intake.supplied = UINT64_MAX;
	for (size_t i = 0; i < s.r.n_cells; i++)
		if (strcmp(s.r.catalogue->measures[s.r.cells[i].measure].id, "CSP-CH2.1") != 0)
			((struct cell *)&s.r.cells[i])->basis = BASIS_EVENTS;
	assert_string_equal(supply_sentence(&s.r, &s.arena), "CSP-CH2.1 has no figure for want of a row of service_levels.");
	sample_done(&s);
}

/* What is Green now is not promised back to Green. */
static void promises_for_what_is_below(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	own_cells(&s);
	cell(&s, "CSP-2", REGION_N)->level.status = STATUS_RED;
	assert_non_null(strstr(sentence_promised(&s.r, &s.arena),
			       "CSP-2 North by December 2019 (moved from November 2019)"));
	cell(&s, "CSP-2", REGION_N)->level.status = STATUS_GREEN;
	cell(&s, "CSP-2", REGION_C)->level.status = STATUS_RED;
	cell(&s, "CPM-4", REGION_NONE)->level.status = STATUS_AMBER;
	assert_string_equal(sentence_promised(&s.r, &s.arena),
			    "Promised back to Green: CPM-4 by November 2019.");
	sample_done(&s);
}

/* A promise whose month has come is broken and said first; none is left out without a word. */
static void broken_promises_are_told(void **state)
{
	struct remediation_row plans[9] = {
		{ .measure = "CPM-4", .action = "a", .green_by = { 2020, 1 } },
		{ .measure = "CSP-2", .region = REGION_N, .action = "a", .green_by = { 2018, 10 } },
		{ .measure = "CSP-2", .region = REGION_N, .action = "a", .green_by = { 2018, 11 } },
		{ .measure = "CSP-2", .region = REGION_C, .action = "a", .green_by = { 2019, 10 } },
		{ .measure = "CSP-2", .region = REGION_S, .action = "a", .green_by = { 2019, 10 } },
	};
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	own_cells(&s);
	cell(&s, "CPM-4", REGION_NONE)->level.status = STATUS_RED;
	cell(&s, "CSP-2", REGION_N)->level.status = STATUS_RED;
	cell(&s, "CSP-2", REGION_C)->level.status = STATUS_RED;
	cell(&s, "CSP-2", REGION_S)->level.status = STATUS_AMBER;
	s.registers.remediation = plans, s.registers.n_remediation = 5;
	assert_string_equal(sentence_promised(&s.r, &s.arena),
			    "Promised back to Green: CSP-2 North by November 2018 (moved from October 2018): passed, still Red; "
			    "CSP-2 Central by October 2019: this month, still Red; CSP-2 South by October 2019: this month, "
			    "still Amber; CPM-4 by January 2020.");
	for (int i = 0; i < 9; i++)
		plans[i] = (struct remediation_row){ .measure = "CPM-4", .action = (const char *[]){ "a", "b", "c", "d", "e", "f", "g",
												     "h", "i" }[i],
						     .green_by = { 2020, (signed char)(i + 1) } };
	s.registers.n_remediation = 9;
	assert_string_equal(strstr(sentence_promised(&s.r, &s.arena), "May"), "May 2020; CPM-4 by June 2020; and 3 more.");
	sample_done(&s);
}

/* Ids in the data are compared exactly. */
static void promises_name_their_measure(void **state)
{
	static const struct remediation_row plan = { .measure = "cpm-4", .action = "a", .green_by = { 2019, 12 } };
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	own_cells(&s);
	cell(&s, "CPM-4", REGION_NONE)->level.status = STATUS_RED;
	s.registers.remediation = &plan, s.registers.n_remediation = 1;
	assert_null(sentence_promised(&s.r, &s.arena));
	sample_done(&s);
}

/* A composite's past month may be reported in part. */
static void past_months_say_whose_they_are(void **state)
{
	struct past_cell past[] = { { .level.value = 99, .basis = BASIS_EVENTS }, { .level.value = 98, .basis = BASIS_REPORTED } };
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	s.r.past = past, s.r.n_past = 2;
	assert_string_equal(sentence_past_basis(&s.r, &s.arena), "Of 2 levels of earlier months 1 is as reported: the providers' "
								  "own figures, not computed from events.");
	past[0].basis = BASIS_MIXED;
	assert_string_equal(sentence_past_basis(&s.r, &s.arena), "All levels of earlier months are as reported: wholly or in part "
								  "the providers' own figures, not computed from events.");
	sample_done(&s);
}

/* What has no Region stands beside the Regions, so that the parts make the whole. */
static void blind_adds_up(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	own_cells(&s);
	struct report p = { .r = &s.r, .arena = &s.arena };
	cell(&s, "DSP-1.1", REGION_N)->blind = 51;
	cell(&s, "DSP-1.1", REGION_C)->blind = 55;
	cell(&s, "DSP-1.1", REGION_S)->blind = 58;
	cell(&s, "DSP-1.1", REGION_NONE)->blind = 165;
	assert_non_null(strstr(report_blind(&p, find(&s, "DSP-1.1")),
			       "(North 51, Central 55, South 58 and without a Region 1)"));
	cell(&s, "DSP-1.1", REGION_NONE)->blind = 164;
	assert_non_null(strstr(report_blind(&p, find(&s, "DSP-1.1")), "(North 51, Central 55 and South 58)"));
	cell(&s, "DSP-1.1", REGION_N)->blind = cell(&s, "DSP-1.1", REGION_C)->blind = 0;
	cell(&s, "DSP-1.1", REGION_S)->blind = cell(&s, "DSP-1.1", REGION_NONE)->blind = 1;
	assert_string_equal(report_blind(&p, find(&s, "DSP-1.1")),
			    "1 request that never got a response (North 0, Central 0 and South 1)");
	cell(&s, "DSP-1.1", REGION_S)->blind = cell(&s, "DSP-1.1", REGION_NONE)->blind = 0;
	assert_string_equal(report_blind(&p, find(&s, "DSP-1.1")), "0 requests that never got a response");
	sample_done(&s);
}

static void one_is_one(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	own_cells(&s);
	for (int g = 0; g < REGION_COUNT; g++) {
		struct cell *c = cell(&s, "CSP-2", (enum region)g);

		c->refused = g == REGION_N;
		c->excluded = 0;
		c->all_claims = (struct level_text){ "", "99.50\u00a0%", 99.5, STATUS_GREEN };
	}
	assert_non_null(strstr(sentence_exclusions(&s.r, find(&s, "CSP-2"), &s.arena),
			       "North: 1 claim refused; honouring it would read 99.50\u00a0%"));
	cell(&s, "CSP-2", REGION_N)->refused = 0;
	cell(&s, "CSP-2", REGION_N)->excluded = 1;
	cell(&s, "CSP-2", REGION_N)->raw = (struct level_text){ "", "98.00\u00a0%", 98, STATUS_RED };
	assert_non_null(strstr(sentence_exclusions(&s.r, find(&s, "CSP-2"), &s.arena),
			       "North: 1 item left out as allowed; with it the level is 98.00\u00a0%"));
	sample_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_measured_is_no_success),
		cmocka_unit_test(reds_are_named),
		cmocka_unit_test(refused_claims),
		cmocka_unit_test(doubted_greens),
		cmocka_unit_test(promises_for_what_is_below),
		cmocka_unit_test(broken_promises_are_told),
		cmocka_unit_test(promises_name_their_measure),
		cmocka_unit_test(past_months_say_whose_they_are),
		cmocka_unit_test(what_is_missing_for_want_of_what),
		cmocka_unit_test(blind_adds_up),
		cmocka_unit_test(one_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
