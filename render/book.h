/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book.h - the workbook: a thin layer over the spreadsheet library, and the registry of its sheets.
 *
 * All text is made safe on its way in and is never a formula; every formula is written with its value, so
 * that a reader that does not calculate shows the same.  Rows and columns are 0-based.  A table has its title
 * in row 0, a sentence about it in row 1, its headings in row BOOK_HEAD and its rows from BOOK_FIRST on.
 */
#ifndef RENDER_BOOK_H
#define RENDER_BOOK_H

#include "render/palette.h"
#include "render/render.h"

#define BOOK_HEAD         2
#define BOOK_FIRST        3
#define BOOK_MAX_FINDINGS 5000 /* rows of a sheet that come from data; the rest is in findings.csv */
#define BOOK_EXACT        (UINT64_C(1) << 53) /* counts above are not exact in a spreadsheet */

enum book_style {
	BOOK_PLAIN,
	BOOK_TITLE,
	BOOK_NOTE,
	BOOK_HEADING,
	BOOK_STRONG,
	BOOK_WRAP,
	BOOK_COUNT,
	BOOK_LEVEL,   /* a share shown as a percentage */
	BOOK_SHARE,   /* the same of what is known to one decimal */
	BOOK_PERCENT, /* a percentage as the catalogue writes it */
	BOOK_DECIMAL, /* a number that is no whole one, to the billionth */
	BOOK_GAP,     /* signed points */
	BOOK_DATE,
	BOOK_MONTH,
	BOOK_CENTRED,
	BOOK_TOTAL, /* a count that stands by itself, beside its name */
	BOOK_LINK,
	BOOK_SECONDS,
	BOOK_N_STYLES
};

struct book;
struct sheet;

/* The file at `path` is written by book_close. */
struct book *book_new(const char *path, const struct results *r, const struct render_options *options);
/* Writes and frees the workbook. */
bool book_close(struct book *b, struct error *err) MUST_USE;
/* Opens what was written and finds every part and every row of every sheet again; frees nothing. */
bool book_verify(const char *path, const size_t *n_rows, size_t n_sheets, struct error *err) MUST_USE;
/* Rows that hold something, for book_verify; read before book_close. */
size_t sheet_n_rows(const struct sheet *s);

struct sheet *book_sheet(struct book *b, const char *name);
void sheet_text(struct sheet *s, uint32_t row, int column, enum book_style style, const char *text);
void sheet_link(struct sheet *s, uint32_t row, int column, const char *sheet); /* the name of a sheet, which leads there */
/* As a number where a spreadsheet holds it exactly, else as text. */
void sheet_count(struct sheet *s, uint32_t row, int column, uint64_t count);
void sheet_number(struct sheet *s, uint32_t row, int column, enum book_style style, double value);
/* A decimal number that is there as text, such as a gap; blank when the text is empty. */
void sheet_decimal(struct sheet *s, uint32_t row, int column, enum book_style style, const char *text);
void sheet_blank(struct sheet *s, uint32_t row, int column); /* "[x]" where the profile asks for it */
/* A level as a share; blank when there is none. */
void sheet_level(struct sheet *s, uint32_t row, int column, const struct level_text *level);
void sheet_date(struct sheet *s, uint32_t row, int column, struct month month, int day);
void sheet_month(struct sheet *s, uint32_t row, int column,
		 struct month month); /* "Oct 2019", a date to sort by */
void sheet_formula_number(struct sheet *s, uint32_t row, int column, enum book_style style,
			  const char *formula, double value);
void sheet_formula_text(struct sheet *s, uint32_t row, int column, const char *formula, const char *value);

struct book_column {
	const char *title;
	double width; /* characters */
};
/* Title, sentence, headings, widths; the headings, and the columns up to the Region, stay in sight. */
void sheet_table(struct sheet *s, const char *title, const char *note, const struct book_column *columns,
		 int n_columns);
/* Filters over the table; `end` is the row after the last. */
void sheet_table_end(struct sheet *s, int n_columns, uint32_t end);
/* Colours the cells of a block by the letter that begins `status_column` of their row. */
void sheet_colour(struct sheet *s, uint32_t from, uint32_t end, int first, int last, int status_column);

#define BOOK_MAX_SERIES 6
struct book_chart {
	const char *title, *x_title, *y_title, *description;
	bool joined;         /* lines between the points */
	bool days;           /* the categories are dates */
	bool bars;           /* bars of counts from zero, stacked where there are several series; the first at the top */
	double y_from, y_to; /* the axis; both 0: as the program likes */
	int n_series;
	struct book_series {
		const char *name, *categories, *values; /* ranges such as =Matrix!$A$4:$A$9 */
		uint32_t colour;
		bool is_bound; /* a target: a line without points */
	} series[BOOK_MAX_SERIES];
};
void sheet_chart(struct sheet *s, uint32_t row, int column, const struct book_chart *chart);

/* ---- the sheets ---- */

struct book_page {
	const char *name; /* of the sheet */
	const char *help; /* a phrase for the list of contents */
	void (*write)(struct sheet *s, const struct results *r, struct arena *arena);
};
extern const struct book_page book_cover, book_contents, book_notes, book_matrix, book_months, book_measures, book_regions,
	book_exclusions, book_effect, book_claims, book_past, book_charts, book_findings, book_files,
	book_counts, book_definitions, book_daily;
/* Of the breach review. */
extern const struct book_page book_review, book_drivers, book_doubts, book_control, book_plans;
/* Of the service behind the measures. */
extern const struct book_page book_sampling, book_firmware, book_firmware_devices, book_alerts, book_alert_devices,
	book_hubs, book_adjusted, book_returns, book_connection, book_incidents, book_what_if, book_processes, book_forecasts, book_changes,
	book_breakdowns;
extern const struct book_page *const book_pages[];
extern const size_t book_n_pages;

/* ---- what the sheets share ---- */

const char *book_status(enum status s, char text[24]); /* "G Green" */
/* How many a figure is short of a level; blank where none was judged, which is not the same as none. */
void book_short(struct sheet *s, uint32_t row, int column, const struct cell *c, uint64_t n);
/* The spreadsheet's row number (from 1) of a cell in the sheet Measures; 0 when there is none. */
size_t book_measure_row(const struct results *r, int measure, enum region region);
/* What a level is by each way with exclusions, in the order of the sheets: "nothing excluded". */
#define BOOK_POLICIES 3
extern const char *const book_policies[BOOK_POLICIES];
/* "CPM-1", with * when it rests on assumed values. */
const char *book_id(const struct results *r, int measure, struct arena *arena);

#endif
