/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Data quality: what was read, whether it adds up, and what was wrong with it. */
#include "render/report.h"
#include "render/sentence.h"

static void set_counts(const struct report *p, struct flow_cell *row, const struct row_counts *c)
{
	row[0].text = report_count(p, c->read);
	row[1].text = report_count(p, c->used);
	row[2].text = report_count(p, c->outside);
	row[3].text = report_count(p, row_counts_duplicates(c));
	row[4].text = report_count(p, c->rejected);
}

static void datasets_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Dataset", 0.26, ANCHOR_START }, { "Read", 0.13, ANCHOR_END },       { "Used", 0.13, ANCHOR_END },
		{ "Outside", 0.12, ANCHOR_END },   { "Duplicates", 0.13, ANCHOR_END }, { "Rejected", 0.12, ANCHOR_END },
		{ "Adds up", 0.11, ANCHOR_END },
	};
	flow_heading(&p->flow, 2, "Rows read = used + outside the month + duplicates + rejected", "rows", 80);
	struct flow_table t;
	flow_table_init(&t, columns, 7);
	for (int d = 0; d < DATASET_COUNT; d++) {
		if (!(p->r->intake->supplied >> d & 1))
			continue;
		const struct row_counts *c = &p->r->intake->datasets[d];
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = dataset_get((enum dataset_id)d)->name;
		set_counts(p, row + 1, c);
		row[6].text = row_counts_balance(c) ? "yes" : "NO";
	}
	struct flow_cell *row = flow_table_row(&t);
	row[0].text = "All datasets";
	set_counts(p, row + 1, &p->r->intake->total);
	row[6].text = row_counts_balance(&p->r->intake->total) ? "yes" : "NO";
	for (int i = 0; i < 7; i++)
		row[i].bold = true;
	flow_table_draw(&p->flow, &t);
	flow_text(&p->flow, flow_small, 11.5,
		  "Outside is a row that none of the measures of its dataset places in the month. Where no measure reads a dataset "
		  "all of its rows are used, those of other months too; what is said of the service takes the month's.");
}

static void measures_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.16, ANCHOR_START }, { "Rows used", 0.14, ANCHOR_END }, { "Good", 0.13, ANCHOR_END },
		{ "Bad", 0.11, ANCHOR_END },       { "Excluded", 0.12, ANCHOR_END },  { "Pending", 0.11, ANCHOR_END },
		{ "Not selected", 0.13, ANCHOR_END }, { "Adds up", 0.10, ANCHOR_END },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 8);
	for (size_t i = 0; i < p->r->n_measure_counts; i++) {
		const struct measure_counts *c = &p->r->measure_counts[i];
		const uint64_t counts[] = { c->used, c->good, c->bad, c->excluded, c->pending, c->not_selected };
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = report_measure(p, c->measure)->id;
		for (int k = 0; k < 6; k++)
			row[1 + k].text = report_count(p, counts[k]);
		row[7].text = c->balances ? "yes" : "NO";
	}
	if (t.n_rows)
		flow_heading(&p->flow, 2, "Rows used = good + bad + excluded + pending + not selected", "counts", 80);
	flow_table_draw(&p->flow, &t);
}

static const char *place_of(const struct report *p, const struct finding *f)
{
	const char *where = *f->file ? f->file : f->dataset;
	if (f->line)
		where = arena_printf(p->arena, "%s, line %llu", where, (unsigned long long)f->line);
	return *f->column ? arena_printf(p->arena, "%s%s%s", where, *where ? ", " : "", f->column) : where;
}

static void findings_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Severity", 0.09, ANCHOR_START }, { "Where", 0.27, ANCHOR_START }, { "What", 0.37, ANCHOR_START },
		{ "Value", 0.20, ANCHOR_START },    { "Rows", 0.07, ANCHOR_END },
	};
	const struct findings *f = p->r->findings;
	flow_heading(&p->flow, 2, "Findings", "findings", 80);
	flow_text(&p->flow, flow_body, 13,
		  arena_printf(p->arena,
			       "Counted in rows: errors %s, warnings %s, notes %s. findings.csv tells them all in %zu line%s, of "
			       "which one may stand for many rows; rejected rows are whole under rejected/.",
			       report_count(p, findings_count(f, SEVERITY_ERROR)),
			       report_count(p, findings_count(f, SEVERITY_WARNING)),
			       report_count(p, findings_count(f, SEVERITY_NOTE)), f->n, f->n == 1 ? "" : "s"));
	flow_space(&p->flow, 5);
	struct flow_table t;
	flow_table_init(&t, columns, 5);
	t.size = 7.6;
	for (size_t i = 0; i < f->n && i < REPORT_MAX_FINDINGS; i++) {
		const struct finding *item = &f->items[i];
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = severity_name(item->severity);
		row[0].bold = item->severity == SEVERITY_ERROR;
		row[1].text = place_of(p, item);
		row[2].text = item->message;
		row[3].text = item->value;
		row[4].text = report_count(p, item->count);
	}
	flow_table_draw(&p->flow, &t);
	if (f->n > REPORT_MAX_FINDINGS)
		flow_text(&p->flow, flow_small, 11.5,
			  arena_printf(p->arena, "and %zu more lines in findings.csv.", f->n - REPORT_MAX_FINDINGS));
}

static void claims_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.11, ANCHOR_START },    { "Region", 0.11, ANCHOR_START },  { "Claimed", 0.13, ANCHOR_START },
		{ "Claimed of", 0.17, ANCHOR_END },   { "From events", 0.17, ANCHOR_END }, { "Differs", 0.09, ANCHOR_START },
		{ "Where", 0.22, ANCHOR_START },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 7);
	size_t same = 0;
	for (size_t i = 0; i < p->r->n_claims; i++) {
		const struct claim_row *c = &p->r->claims[i];
		if (!c->differs) {
			same++;
			continue;
		}
		if (t.n_rows == REPORT_MAX_EXCLUSIONS)
			continue;
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = report_measure(p, c->measure)->id;
		row[1].text = region_name(c->region);
		row[2].text = c->claimed_level;
		row[2].has_mark = true;
		row[2].mark = c->claimed_status;
		row[3].text = arena_printf(p->arena, "%s of %s", report_count(p, (uint64_t)c->claimed_good),
					   report_count(p, (uint64_t)c->claimed_total));
		row[4].text = arena_printf(p->arena, "%s of %s", report_count(p, c->good), report_count(p, c->total));
		row[5].text = "differs";
		row[5].bold = true;
		row[6].text = arena_printf(p->arena, "%s, line %llu", c->file, (unsigned long long)c->line);
	}
	if (!p->r->n_claims)
		return;
	flow_heading(&p->flow, 2, "Levels that providers claim, against the events", "claims", 80);
	flow_text(&p->flow, flow_body, 13,
		  arena_printf(p->arena, "%zu claim%s compared, %zu agree%s with the events.", p->r->n_claims,
			       p->r->n_claims == 1 ? "" : "s", same, same == 1 ? "s" : ""));
	flow_space(&p->flow, 5);
	flow_table_draw(&p->flow, &t);
}

static void files_table(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "File", 0.36, ANCHOR_START },  { "State", 0.12, ANCHOR_START },    { "Read", 0.11, ANCHOR_END },
		{ "Used", 0.11, ANCHOR_END },    { "Outside", 0.10, ANCHOR_END }, { "Duplicates", 0.10, ANCHOR_END },
		{ "Rejected", 0.10, ANCHOR_END },
	};
	const struct intake *in = p->r->intake;
	flow_heading(&p->flow, 2, "Files", "files", 80);
	struct flow_table t;
	flow_table_init(&t, columns, 7);
	t.size = 7.6;
	for (size_t i = 0; i < in->n_files && i < REPORT_MAX_FILES; i++) {
		const struct intake_file *file = &in->files[i];
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = file->problem && *file->problem
				      ? arena_printf(p->arena, "%s: %s", file->name, file->problem)
				      : file->name;
		row[1].text = file_status_name(file->status);
		row[1].bold = file->status != FILE_USED;
		set_counts(p, row + 2, &file->rows);
	}
	flow_table_draw(&p->flow, &t);
	if (in->n_files > REPORT_MAX_FILES)
		flow_text(&p->flow, flow_small, 11.5,
			  arena_printf(p->arena, "and %zu more; manifest.json lists them all.", in->n_files - REPORT_MAX_FILES));
}

void report_quality(struct report *p)
{
	datasets_table(p);
	measures_table(p);
	findings_table(p);
	claims_table(p);
	files_table(p);
}
