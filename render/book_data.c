/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_data.c - the sheets about the data: exclusions and their effect, claims, earlier months, findings,
 * files and counts.
 */
#include "render/book.h"

#include <stdio.h>

static void put_place(struct sheet *s, uint32_t row, const struct results *r, int measure, enum region region,
		      struct arena *arena)
{
	sheet_text(s, row, 0, BOOK_STRONG, book_id(r, measure, arena));
	sheet_text(s, row, 1, BOOK_PLAIN, region_name(region));
}

static void put_status(struct sheet *s, uint32_t row, int column, enum status status)
{
	char text[24];

	sheet_text(s, row, column, BOOK_PLAIN, book_status(status, text));
}

static void write_exclusions(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 },     { "Region", 10 }, { "Reason claimed", 34 },   { "Decision", 12 },
		{ "By register", 12 }, { "Items", 11 },  { "Of these in time", 11 },
	};
	uint32_t row = BOOK_FIRST;

	sheet_table(s, "Exclusions", "Every reason claimed, allowed or refused; refused claims count.",
		    columns, 7);
	for (size_t i = 0; i < r->n_exclusions; i++, row++) {
		const struct exclusion_row *e = &r->exclusions[i];

		put_place(s, row, r, e->measure, e->region, arena);
		sheet_text(s, row, 2, BOOK_PLAIN, e->reason[0] ? e->reason : "(no reason given)");
		sheet_text(s, row, 3, BOOK_PLAIN, e->allowed ? "allowed" : "refused");
		sheet_text(s, row, 4, BOOK_PLAIN, e->by_register ? "yes" : "no");
		sheet_count(s, row, 5, e->count);
		sheet_count(s, row, 6, e->in_time);
	}
	sheet_table_end(s, 7, row);
}
const struct book_page book_exclusions = { "Exclusions", "reasons claimed, allowed and refused",
					   write_exclusions };

static void write_effect(struct sheet *s, const struct results *r, struct arena *arena)
{
	struct book_column columns[4 + 2 * BOOK_POLICIES] = { { "Measure", 15 }, { "Region", 10 } };
	uint32_t row = BOOK_FIRST;

	for (int k = 0; k < BOOK_POLICIES; k++) {
		columns[2 + 2 * k] =
			(struct book_column){ arena_printf(arena, "Level, %s", book_policies[k]), 13 };
		columns[3 + 2 * k] =
			(struct book_column){ arena_printf(arena, "Status, %s", book_policies[k]), 13 };
	}
	columns[8] = (struct book_column){ "Excluded", 10 };
	columns[9] = (struct book_column){ "Refused claims", 10 };
	sheet_table(s, "Effect of the exclusions",
		    "Level with nothing left out, as judged, and with every claim honoured, where there were claims.",
		    columns, 10);
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *c = &r->cells[i];
		const struct level_text *levels[BOOK_POLICIES] = { &c->raw, &c->level, &c->all_claims };

		if (!c->excluded && !c->refused)
			continue;
		put_place(s, row, r, c->measure, c->region, arena);
		for (int k = 0; k < BOOK_POLICIES; k++) {
			sheet_level(s, row, 2 + 2 * k, levels[k]);
			put_status(s, row, 3 + 2 * k, levels[k]->status);
		}
		sheet_count(s, row, 8, c->excluded);
		sheet_count(s, row, 9, c->refused);
		row++;
	}
	sheet_table_end(s, 10, row);
	for (int k = 0; k < BOOK_POLICIES; k++)
		sheet_colour(s, BOOK_FIRST, row, 2 + 2 * k, 3 + 2 * k, 3 + 2 * k);
}
const struct book_page book_effect = { "Exclusion effect", "the level with other exclusion policies",
				       write_effect };

static void write_claims(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 },
		{ "Region", 10 },
		{ "Claimed good", 11 },
		{ "Claimed total", 11 },
		{ "Claimed level", 11 },
		{ "Claimed status", 13 },
		{ "Good from events", 11 },
		{ "Total from events", 11 },
		{ "Differs", 9 },
		{ "File", 40 },
		{ "Line", 9 },
	};
	uint32_t row = BOOK_FIRST;

	sheet_table(s, "Providers' claims",
		    "Service levels that providers state themselves, beside those from the events.", columns,
		    11);
	for (size_t i = 0; i < r->n_claims; i++, row++) {
		const struct claim_row *c = &r->claims[i];

		put_place(s, row, r, c->measure, c->region, arena);
		sheet_count(s, row, 2, (uint64_t)c->claimed_good);
		sheet_count(s, row, 3, (uint64_t)c->claimed_total);
		if (c->claimed_total > 0)
			sheet_number(s, row, 4, BOOK_LEVEL, (double)c->claimed_good / (double)c->claimed_total);
		else
			sheet_blank(s, row, 4);
		put_status(s, row, 5, c->claimed_status);
		sheet_count(s, row, 6, c->good);
		sheet_count(s, row, 7, c->total);
		sheet_text(s, row, 8, BOOK_PLAIN, c->differs ? "yes" : "no");
		sheet_text(s, row, 9, BOOK_PLAIN, c->file);
		sheet_count(s, row, 10, c->line);
	}
	sheet_table_end(s, 11, row);
	sheet_colour(s, BOOK_FIRST, row, 4, 5, 5);
}
const struct book_page book_claims = { "Claims", "providers' own figures compared with the events",
				       write_claims };

static void write_past(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 }, { "Region", 10 }, { "Month", 10 },  { "Good", 12 },
		{ "Total", 12 },   { "Level", 11 },  { "Status", 13 }, { "Basis", 12 },
	};
	uint32_t row = BOOK_FIRST;

	sheet_table(s, "Earlier months", "What the months below target are counted from.", columns, 8);
	for (size_t i = 0; i < r->n_past; i++, row++) {
		const struct past_cell *c = &r->past[i];

		put_place(s, row, r, c->measure, c->region, arena);
		sheet_month(s, row, 2, c->month);
		sheet_count(s, row, 3, c->good);
		sheet_count(s, row, 4, c->total);
		sheet_level(s, row, 5, &c->level);
		put_status(s, row, 6, c->level.status);
		sheet_text(s, row, 7, BOOK_PLAIN, c->reported ? "reported" : "events");
	}
	sheet_table_end(s, 8, row);
	sheet_colour(s, BOOK_FIRST, row, 5, 6, 6);
}
const struct book_page book_past = { "Earlier months", "levels of the months before", write_past };

static void write_findings(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Severity", 10 }, { "Kind", 20 },  { "Dataset", 18 }, { "File", 36 },    { "Line", 9 },
		{ "Column", 18 },   { "Value", 34 }, { "Count", 9 },    { "Message", 86 },
	};
	size_t n = r->findings->n < BOOK_MAX_FINDINGS ? r->findings->n : BOOK_MAX_FINDINGS;

	sheet_table(s, "Findings",
		    n < r->findings->n
			    ? arena_printf(arena, "The first %zu of %zu; all of them are in findings.csv.", n,
					   r->findings->n)
			    : "What is wrong or worth knowing about the data, and what was done about it.",
		    columns, 9);
	for (size_t i = 0; i < n; i++) {
		const struct finding *f = &r->findings->items[i];
		uint32_t row = BOOK_FIRST + (uint32_t)i;

		sheet_text(s, row, 0, BOOK_STRONG, severity_name(f->severity));
		sheet_text(s, row, 1, BOOK_PLAIN, f->kind);
		sheet_text(s, row, 2, BOOK_PLAIN, f->dataset);
		sheet_text(s, row, 3, BOOK_PLAIN, f->file);
		if (f->line)
			sheet_count(s, row, 4, f->line);
		sheet_text(s, row, 5, BOOK_PLAIN, f->column);
		sheet_text(s, row, 6, BOOK_PLAIN, f->value);
		sheet_count(s, row, 7, f->count);
		sheet_text(s, row, 8, BOOK_WRAP, f->message);
	}
	sheet_table_end(s, 9, BOOK_FIRST + (uint32_t)n);
}
const struct book_page book_findings = { "Findings", "imperfect data, and what was done about it",
					 write_findings };

static void write_files(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "File", 40 },
		{ "Dataset", 18 },
		{ "State", 10 },
		{ "Size, bytes", 13 },
		{ "Rows read", 12 },
		{ "Used", 12 },
		{ "Outside the period", 12 },
		{ "Duplicates", 12 },
		{ "Rejected", 12 },
		{ "Adds up", 9 },
		{ "SHA-256", 68 },
		{ "Remark", 60 },
	};

	sheet_table(s, "Files",
		    "Rows read = used + outside the period + duplicates + rejected, in every file.", columns,
		    12);
	for (size_t i = 0; i < r->intake->n_files; i++) {
		const struct intake_file *f = &r->intake->files[i];
		uint32_t row = BOOK_FIRST + (uint32_t)i;

		sheet_text(s, row, 0, BOOK_STRONG, f->name);
		if (f->dataset != DATASET_NONE)
			sheet_text(s, row, 1, BOOK_PLAIN, dataset_get(f->dataset)->name);
		sheet_text(s, row, 2, BOOK_PLAIN, file_status_name(f->status));
		sheet_count(s, row, 3, f->size_bytes);
		sheet_count(s, row, 4, f->rows.read);
		sheet_count(s, row, 5, f->rows.used);
		sheet_count(s, row, 6, f->rows.outside);
		sheet_count(s, row, 7, row_counts_duplicates(&f->rows));
		sheet_count(s, row, 8, f->rows.rejected);
		sheet_formula_text(s, row, 9,
				   arena_printf(arena, "=IF(E%u=SUM(F%u:I%u),\"yes\",\"NO\")", row + 1,
						row + 1, row + 1),
				   row_counts_balance(&f->rows) ? "yes" : "NO");
		sheet_text(s, row, 10, BOOK_PLAIN, f->sha256);
		sheet_text(s, row, 11, BOOK_PLAIN, f->problem);
	}
	sheet_table_end(s, 12, BOOK_FIRST + (uint32_t)r->intake->n_files);
}
const struct book_page book_files = { "Files", "every input with its rows and SHA-256", write_files };

static void write_counts(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Measure", 15 },  { "Used", 13 },    { "Good", 13 },         { "Bad", 13 },
		{ "Excluded", 13 }, { "Pending", 13 }, { "Not selected", 13 }, { "Adds up", 9 },
	};

	sheet_table(s, "Rows of each measure",
		    "Used = good + bad + excluded + pending + not selected. The rows of an availability are outages: "
		    "planned ones are good, unplanned ones bad.",
		    columns, 8);
	for (size_t i = 0; i < r->n_measure_counts; i++) {
		const struct measure_counts *c = &r->measure_counts[i];
		uint32_t row = BOOK_FIRST + (uint32_t)i;

		sheet_text(s, row, 0, BOOK_STRONG, book_id(r, c->measure, arena));
		sheet_count(s, row, 1, c->used);
		sheet_count(s, row, 2, c->good);
		sheet_count(s, row, 3, c->bad);
		sheet_count(s, row, 4, c->excluded);
		sheet_count(s, row, 5, c->pending);
		sheet_count(s, row, 6, c->not_selected);
		sheet_formula_text(s, row, 7,
				   arena_printf(arena, "=IF(B%u=SUM(C%u:G%u),\"yes\",\"NO\")", row + 1,
						row + 1, row + 1),
				   c->balances ? "yes" : "NO");
	}
	sheet_table_end(s, 8, BOOK_FIRST + (uint32_t)r->n_measure_counts);
}
const struct book_page book_counts = { "Counts", "what became of the used rows, measure by measure",
				       write_counts };
