/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_months.c - the sheet Months: the status of every measure and Region in the last months, and the
 * levels.
 */
#include "engine/civil.h"
#include "render/book.h"
#include "render/matrix.h"

#define FIRST_STATUS 3
#define FIRST_LEVEL  (FIRST_STATUS + MATRIX_MONTHS)
#define N_COLUMNS    (FIRST_LEVEL + MATRIX_MONTHS)

static const struct level_text *level_of(const struct results *r, const struct cell *c, struct month month)
{
	if (month_compare(month, r->period.month) == 0)
		return &c->level;
	for (size_t i = 0; i < r->n_past; i++)
		if (r->past[i].measure == c->measure && r->past[i].region == c->region &&
		    month_compare(r->past[i].month, month) == 0)
			return &r->past[i].level;
	return NULL;
}

static void write_cell(struct sheet *s, uint32_t row, const struct results *r, const struct cell *c,
		       struct arena *arena)
{
	sheet_text(s, row, 0, BOOK_STRONG, book_id(r, c->measure, arena));
	sheet_text(s, row, 1, BOOK_PLAIN, r->catalogue->measures[c->measure].title);
	sheet_text(s, row, 2, BOOK_PLAIN, region_name(c->region));
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		const struct level_text *l =
			level_of(r, c, month_add(r->period.month, i + 1 - MATRIX_MONTHS));
		char letter[2] = { 0 };

		if (!l) {
			sheet_blank(s, row, FIRST_STATUS + i);
			sheet_blank(s, row, FIRST_LEVEL + i);
			continue;
		}
		letter[0] = status_letter(l->status);
		sheet_text(s, row, FIRST_STATUS + i, BOOK_CENTRED, letter);
		sheet_level(s, row, FIRST_LEVEL + i, l);
	}
}

static void write(struct sheet *s, const struct results *r, struct arena *arena)
{
	struct book_column columns[N_COLUMNS] = { { "Measure", 16 }, { "Title", 46 }, { "Region", 10 } };
	uint32_t end = BOOK_FIRST + (uint32_t)r->n_cells;

	for (int i = 0; i < MATRIX_MONTHS; i++) {
		struct month m = month_add(r->period.month, i + 1 - MATRIX_MONTHS);
		const char *month = arena_printf(arena, "%.3s %d", month_name(m.month), m.year);

		columns[FIRST_STATUS + i] = (struct book_column){ month, 9 };
		columns[FIRST_LEVEL + i] = (struct book_column){ arena_printf(arena, "%s level", month), 9 };
	}
	sheet_table(s, "The last months",
		    "Status and level of every measure and Region, as far as remembered or supplied: G "
		    "Green, A Amber, "
		    "R Red, W Withheld, - No data. Empty, or [x]: no figure.",
		    columns, N_COLUMNS);
	for (size_t i = 0; i < r->n_cells; i++)
		write_cell(s, BOOK_FIRST + (uint32_t)i, r, &r->cells[i], arena);
	sheet_table_end(s, N_COLUMNS, end);
	for (int i = 0; i < MATRIX_MONTHS; i++)
		sheet_colour(s, BOOK_FIRST, end, FIRST_STATUS + i, FIRST_STATUS + i, FIRST_STATUS + i);
}
const struct book_page book_months = { "Months", "the status of every measure in the last months", write };
