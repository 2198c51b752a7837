/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How each measure is calculated, what the marks mean, and where every figure comes from. */
#include "engine/dataset.h"
#include "engine/review.h"
#include "render/report.h"
#include "render/sentence.h"

static void add_fact(struct flow_table *t, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	struct flow_cell *row = flow_table_row(t);
	row[0].text = name;
	row[0].bold = true;
	row[1].text = value;
}

/* The value of a row that has a limit of its own: "on_demand: ", "category 1: "; "" where all have one. */
static const char *limit_case(const struct report *p, const struct measure *m, int i)
{
	const char *value = m->within.column < 0 ? "" : m->within.values[i];
	if (*value >= '0' && *value <= '9')
		return arena_printf(p->arena, "%s %s: ", dataset_get(m->dataset)->columns[m->within.column].name, value);
	return *value ? arena_printf(p->arena, "%s: ", value) : "";
}

/* "5 s* (assumed)"; "category 1: 4 h*; category 2: 24 h* (all assumed)". */
const char *report_limits(const struct report *p, const struct measure *m)
{
	const char *text = "";
	for (int i = 0; i < m->within.n_cases; i++)
		text = arena_printf(p->arena, "%s%s%s%s%s", text, i ? "; " : "", limit_case(p, m, i),
				    m->within.limits[i].text, m->within.assumed ? "*" : "");
	if (*text && m->within.assumed)
		text = arena_printf(p->arena, "%s (%sassumed)%s%s", text, m->within.n_cases > 1 ? "all " : "",
				    m->within.note ? " \u2013 " : "", m->within.note ? m->within.note : "");
	return text;
}

const char *report_levels(const struct report *p, const struct measure *m)
{
	const struct level *level = measure_level(m, p->r->period.month);
	if (!level)
		return "none in force in this month";
	return arena_printf(p->arena, "target %s\u00a0%%%s, minimum %s\u00a0%%%s, in force from %s; %s",
			    level->target.text, level->assumed ? "*" : "", level->minimum.text,
			    level->assumed ? "*" : "", sentence_month(level->from, p->arena),
			    level->authority);
}

const char *report_inputs(const struct report *p, const struct measure *m)
{
	if (m->kind != KIND_COMPOSITE)
		return "";
	const char **ids = arena_alloc(p->arena, (size_t)m->n_inputs + 1, sizeof *ids);
	for (int i = 0; i < m->n_inputs; i++)
		ids[i] = report_measure(p, m->inputs[i])->id;
	return arena_printf(p->arena, "%s; %s%s: %s", sentence_list(ids, (size_t)m->n_inputs, p->arena),
			    composition_name(m->composition), m->composition_assumed ? "*" : "",
			    composition_help(m->composition));
}

/* Metrics are not judged: a line each. */
static void metrics_table(struct report *p)
{
	static const struct flow_column columns[] = { { "Metric", 0.23, ANCHOR_START },
						      { "What it is", 0.42, ANCHOR_START },
						      { "From which points", 0.35, ANCHOR_START } };
	const struct catalogue *c = p->r->catalogue;
	struct flow_table t;
	flow_table_init(&t, columns, 3);
	for (int i = c->n_measures; i < c->n_items; i++) {
		const struct measure *m = report_measure(p, i);
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = arena_printf(p->arena, "%s %s", m->id, m->title);
		row[0].bold = true;
		row[1].text = arena_printf(p->arena, "%s%s%s", m->definition, m->assumed ? " Assumed: " : "",
					   m->assumed ? m->assumed : "");
		const char *limits = report_limits(p, m);
		row[2].text = arena_printf(p->arena, "%s%s%s", m->points, *limits ? " In time within: " : "", limits);
	}
	if (t.n_rows) {
		flow_heading(&p->flow, 2, "Metrics, which are not judged", "metrics", 90);
		flow_text(&p->flow, flow_body, 13,
			  arena_printf(p->arena, "%s.", c->measures[c->n_measures].authority));
		flow_space(&p->flow, 4);
	}
	flow_table_draw(&p->flow, &t);
}

void report_definitions(struct report *p)
{
	static const struct flow_column columns[] = { { "", 0.17, ANCHOR_START },
						      { "", 0.83, ANCHOR_START } };
	struct flow *f = &p->flow;
	flow_text(f, flow_body, 13,
		  arena_printf(p->arena, "Edition %s of the catalogue. %s", p->r->catalogue->edition,
			       p->r->catalogue->assumptions ? p->r->catalogue->assumptions : ""));
	for (int i = 0; i < p->r->catalogue->n_measures; i++) {
		const struct measure *m = report_measure(p, i);
		flow_heading(f, 2, arena_printf(p->arena, "%s %s", m->id, m->title),
			     report_place(p, "definition", i), 90);
		flow_text(f, flow_body, 13, m->definition);
		flow_space(f, 3);
		struct flow_table t;
		flow_table_init(&t, columns, 2);
		add_fact(&t, "Points", m->points);
		add_fact(&t, "In time within", report_limits(p, m));
		add_fact(&t, "Made of", report_inputs(p, m));
		add_fact(&t, "Levels", report_levels(p, m));
		add_fact(&t, "May be left out", sentence_may_leave_out(m, p->arena));
		add_fact(&t, "Authority", m->authority);
		add_fact(&t, "Assumed", m->assumed);
		flow_table_draw(f, &t);
	}
	metrics_table(p);
}

/* The letters of control charts. */
static void icons(struct report *p, struct flow_table *t)
{
	static const char *const variations[] = {
		[VARIATION_NONE] = NULL,
		[VARIATION_COMMON] = "the months vary about their mean as chance would have it",
		[VARIATION_IMPROVING] = "a change for the better that chance would hardly give",
		[VARIATION_CONCERNING] = "a change for the worse that chance would hardly give",
	};
	for (int v = VARIATION_COMMON; v <= VARIATION_CONCERNING; v++)
		add_fact(t, review_variation_letter((enum review_variation)v),
			 arena_printf(p->arena, "In a circle beside a control chart: %s, %s.",
				      review_variation_name((enum review_variation)v), variations[v]));
	for (int a = ASSURANCE_MEETS; a <= ASSURANCE_EARLY; a++)
		add_fact(t, review_assurance_letter((enum review_assurance)a),
			 arena_printf(p->arena, "In a diamond beside a control chart: it %s%s.",
				      a >= ASSURANCE_EITHER ? "is " : "", review_assurance_name((enum review_assurance)a)));
}

static void marks_table(struct report *p)
{
	static const struct flow_column columns[] = { { "Mark", 0.2, ANCHOR_START },
						      { "Meaning", 0.8, ANCHOR_START } };
	static const char *const meanings[STATUS_COUNT] = {
		[STATUS_GREEN] = "The Service Level is on or above the target, compared as whole numbers.",
		[STATUS_AMBER] = "On or above the minimum and below the target.",
		[STATUS_RED] = "Below the minimum.",
		[STATUS_NO_DATA] =
			"Nothing that counts happened, or its dataset was not supplied. It is neither 0 % nor "
			"100 %, and a streak passes over it.",
		[STATUS_WITHHELD] = "No level and no colour: too many rows were rejected, a file could not be used, or "
				    "an input is missing. The reason stands with the figure.",
	};
	struct flow_table t;
	flow_table_init(&t, columns, 2);
	for (int s = 0; s < STATUS_COUNT; s++) {
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = status_word((enum status)s);
		row[0].has_mark = true;
		row[0].mark = (enum status)s;
		row[1].text = meanings[s];
	}
	add_fact(&t, "*", "The figure or its verdict rests on values of the catalogue that are assumed.");
	add_fact(&t, "\u2020", "Rows were rejected that could have fed the figure; too few to withhold it.");
	add_fact(&t, "!", "Green, but not to be taken at its word: the section Green that hides something says why.");
	add_fact(&t, "\u2021 as reported",
		 "The figure, or a part of it, is a provider's own for the month, as no events were supplied for it. All "
		 "measures has a basis for each: as reported, or part reported.");
	if (p->r->review)
		icons(p, &t);
	flow_table_draw(&p->flow, &t);
}

static void hashes_table(struct report *p)
{
	static const struct flow_column columns[] = { { "File", 0.38, ANCHOR_START },
						      { "Bytes", 0.12, ANCHOR_END },
						      { "SHA-256", 0.50, ANCHOR_START } };
	const struct intake *in = p->r->intake;
	struct flow_table t;
	flow_table_init(&t, columns, 3);
	t.size = 6.4;
	for (size_t i = 0; i < in->n_files && i < REPORT_MAX_FILES; i++) {
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = in->files[i].name;
		row[1].text = report_count(p, in->files[i].size_bytes);
		row[2].text = in->files[i].sha256;
	}
	flow_table_draw(&p->flow, &t);
}

void report_notes(struct report *p)
{
	static const struct flow_column columns[] = { { "", 0.2, ANCHOR_START }, { "", 0.8, ANCHOR_START } };
	struct flow *f = &p->flow;
	const struct results *r = p->r;
	flow_heading(f, 2, "Marks", "marks", 80);
	marks_table(p);
	report_terms(p);
	flow_heading(f, 2, "How to read the figures", "reading", 60);
	static const char *const notes[] = {
		"The month is UK civil time; an event belongs to the month of the timestamp that starts its "
		"clock.",
		"In time means within the target or exactly on it.",
		"Unanswered is not in time; while its target has not run out at the cut-off it is pending "
		"instead.",
		"Verdicts compare whole numbers, never a rounded percentage.",
		"Short is how many more events in time would have reached the level. Points are percentage "
		"points.",
		"Charts use dots where their axis does not start at zero.",
		"A word with an underscore, such as on_demand, is the name of a dataset, a column or a reason as it "
		"stands in the files.",
	};
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		flow_indented(f, 12, "\u2022", flow_body, 13, notes[i]);
	flow_heading(f, 2, "Provenance", "provenance", 80);
	struct flow_table t;
	flow_table_init(&t, columns, 2);
	add_fact(&t, "Program", r->program_version);
	add_fact(&t, "Catalogue",
		 arena_printf(p->arena, "edition %s, %s", r->catalogue->edition,
			      r->catalogue->built_in ? "built in" : "supplied with the run"));
	add_fact(&t, "Its SHA-256", r->catalogue->sha256);
	add_fact(&t, "Mappings, SHA-256", r->intake->mapping_sha256);
	add_fact(&t, "Data", r->intake->synthetic ? "SYNTHETIC" : "as supplied");
	add_fact(&t, "Cut-off of the data", report_cutoff(p));
	add_fact(&t, "Printed", r->printed_at[0] ? r->printed_at : "no date given");
	flow_table_draw(f, &t);
	flow_space(f, 6);
	hashes_table(p);
}
