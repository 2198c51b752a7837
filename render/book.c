/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/book.h"

#include "engine/civil.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define MAX_TEXT_BYTES 32000 /* a cell holds 32 767 characters */
#define MAX_SHEETS     64
#define MAX_COLUMNS    48
#define MAX_LINES      24   /* of a row's height */
#define LINE_POINTS    13.0 /* of a row, for each line of its text */
#define ROW_POINTS     15.5 /* of any other; said, or programs choose and cut the first below a heading */
/* Widths in characters: what a page on its side holds in a size that can be read, and what fits it upright. */
#define PAGE_WIDTH     240.0
#define UPRIGHT_WIDTH  95.0
#define SYNTHETIC      "SYNTHETIC DATA"

struct row {
	bool used;
	unsigned char lines; /* that its wrapped text takes */
};

struct sheet {
	struct book *book;
	lxw_worksheet *sheet;
	struct row *rows; /* [n_seen] */
	size_t n_seen, n_rows;
	const struct book_column *columns; /* of the table, until its end */
	double widths[MAX_COLUMNS];        /* characters; 0: the usual */
	bool numeric[MAX_COLUMNS];         /* the column holds numbers */
};

struct book {
	lxw_workbook *book;
	lxw_format *styles[BOOK_N_STYLES], *status[STATUS_COUNT], *heading_right;
	enum palette palette;
	bool audit, synthetic;
	size_t n_sheets;
	struct sheet sheets[MAX_SHEETS];
};

/* --- the workbook --- */

static lxw_format *new_style(struct book *b)
{
	lxw_format *f = workbook_add_format(b->book);

	format_set_font_name(f, "Liberation Sans");
	format_set_font_size(f, 10);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	return f;
}

static void make_heading(const struct book *b, lxw_format *f)
{
	format_set_bold(f);
	format_set_text_wrap(f);
	format_set_align(f, LXW_ALIGN_VERTICAL_BOTTOM);
	format_set_bottom(f, LXW_BORDER_THIN);
	if (b->audit)
		format_set_bg_color(f, 0xE8EDF2);
}

/* Numbers end short of their column's edge, so that they do not touch the text beside them. */
static void align_right(lxw_format *f)
{
	format_set_align(f, LXW_ALIGN_RIGHT);
	format_set_indent(f, 1);
}

static void make_styles(struct book *b)
{
	lxw_format **s = b->styles;

	for (int i = 0; i < BOOK_N_STYLES; i++)
		s[i] = new_style(b);
	b->heading_right = new_style(b);
	make_heading(b, b->heading_right);
	align_right(b->heading_right);
	make_heading(b, s[BOOK_HEADING]);
	align_right(s[BOOK_COUNT]);
	align_right(s[BOOK_LEVEL]);
	align_right(s[BOOK_SHARE]);
	align_right(s[BOOK_PERCENT]);
	align_right(s[BOOK_DECIMAL]);
	format_set_num_format(s[BOOK_TOTAL], "#,##0");
	format_set_num_format(s[BOOK_SECONDS], "#,##0.00");
	align_right(s[BOOK_SECONDS]);
	format_set_align(s[BOOK_TOTAL], LXW_ALIGN_LEFT);
	format_set_font_color(s[BOOK_LINK], 0x1B4F7A);
	format_set_underline(s[BOOK_LINK], LXW_UNDERLINE_SINGLE);
	format_set_bold(s[BOOK_TITLE]);
	format_set_font_size(s[BOOK_TITLE], 15);
	format_set_font_color(s[BOOK_NOTE], 0x52606D);
	format_set_bold(s[BOOK_STRONG]);
	format_set_text_wrap(s[BOOK_WRAP]);
	format_set_num_format(s[BOOK_COUNT], "#,##0");
	format_set_num_format(s[BOOK_LEVEL], "0.000%");
	format_set_num_format(s[BOOK_SHARE], "0.0%");
	format_set_num_format(s[BOOK_PERCENT], "0.0#####");
	format_set_num_format(s[BOOK_DECIMAL], "#,##0.0########");
	format_set_num_format(s[BOOK_GAP], "+0.000###;-0.000###;0.000");
	align_right(s[BOOK_GAP]);
	format_set_num_format(s[BOOK_DATE], "yyyy-mm-dd");
	format_set_align(s[BOOK_DATE], LXW_ALIGN_LEFT);
	format_set_num_format(s[BOOK_MONTH], "mmm yyyy");
	format_set_align(s[BOOK_MONTH], LXW_ALIGN_LEFT);
	format_set_align(s[BOOK_CENTRED], LXW_ALIGN_CENTER);
	for (int i = 0; i < STATUS_COUNT; i++) {
		const struct palette_entry *look = palette_status(b->palette, (enum status)i);

		b->status[i] = workbook_add_format(b->book);
		format_set_bg_color(b->status[i], look->tint);
		format_set_bold(b->status[i]);
	}
}

struct book *book_new(const char *path, const struct results *r, const struct render_options *options)
{
	lxw_workbook_options how = { .tmpdir = (char *)options->work_path }; /* the library only reads it */
	lxw_doc_properties about = {
		.title = "Performance Measurement Report",
		.author = "pmr",
		/* Without an instant given, one that follows from the period: two runs must give the same
		   bytes. */
		.created = (time_t)((options->created == INT64_MIN ? r->period.to : options->created) /
				    NS_PER_S),
	};
	/* The library takes 1970-01-01T00:00:00Z, and what was before, for "now". */
	if (about.created < 1)
		about.created = 1;
	struct book *b = memory_zero(1, sizeof *b);
	char subject[64], month[8];

	snprintf(subject, sizeof subject, "%s%s", month_format(r->period.month, month),
		 r->intake->synthetic ? ", synthetic data" : "");
	about.subject = subject;
	b->book = workbook_new_opt(path, &how);
	b->palette = options->palette;
	b->audit = options->profile == PROFILE_AUDIT;
	b->synthetic = r->intake->synthetic;
	if (b->book) {
		workbook_set_properties(b->book, &about);
		make_styles(b);
	}
	return b;
}

static void book_free(struct book *b)
{
	for (size_t i = 0; i < b->n_sheets; i++)
		memory_free(b->sheets[i].rows);
	memory_free(b);
}

bool book_close(struct book *b, struct error *err)
{
	lxw_error code = b->book ? workbook_close(b->book) : LXW_ERROR_MEMORY_MALLOC_FAILED;

	book_free(b);
	if (code == LXW_NO_ERROR)
		return true;
	error_set(err, ERROR_OUTPUT, "the workbook cannot be written: %s", lxw_strerror(code));
	return error_hint(err, "check the free space of the output folder");
}

/* --- sheets and cells --- */

struct sheet *book_sheet(struct book *b, const char *name)
{
	struct sheet *s = &b->sheets[b->n_sheets++];

	assert(b->n_sheets <= MAX_SHEETS);
	s->book = b;
	s->sheet = b->book ? workbook_add_worksheet(b->book, name) : NULL;
	if (s->sheet) {
		worksheet_set_landscape(s->sheet);
		worksheet_set_paper(s->sheet, 9); /* A4 */
		worksheet_fit_to_pages(s->sheet, 1, 0);
		worksheet_set_default_row(s->sheet, ROW_POINTS, LXW_FALSE);
		worksheet_set_footer(s->sheet, "&L&A&RPage &P of &N");
		if (b->synthetic)
			worksheet_set_header(s->sheet, "&C" SYNTHETIC ": no figure is a measurement of the real network");
		if (b->audit)
			worksheet_gridlines(s->sheet, LXW_HIDE_ALL_GRIDLINES);
	}
	return s;
}

size_t sheet_n_rows(const struct sheet *s)
{
	return s->n_rows;
}

/* False when the library gave no sheet: book_close tells. */
static bool touch(struct sheet *s, uint32_t row)
{
	if (!s->sheet)
		return false;
	if (row >= s->n_seen) {
		size_t n = row + 1024;

		s->rows = memory_resize(s->rows, n, sizeof *s->rows);
		memset(s->rows + s->n_seen, 0, (n - s->n_seen) * sizeof *s->rows);
		s->n_seen = n;
	}
	s->n_rows += !s->rows[row].used;
	s->rows[row].used = true;
	return true;
}

/* How many lines a text takes in a column, counted in characters: a little more than drawn is no harm. */
static unsigned count_lines(struct text t, double width)
{
	double used = 0, word = 0;
	unsigned lines = 1;

	for (size_t i = 0; i <= t.size; i++) {
		bool end = i == t.size || t.data[i] == ' ' || t.data[i] == '\n';

		if (!end) {
			word += ((unsigned char)t.data[i] & 0xC0) != 0x80; /* not the rest of a character */
			continue;
		}
		if (used > 0 && used + 1 + word > width) {
			lines++;
			used = 0;
		}
		for (used += word + (used > 0); used > width && lines < UCHAR_MAX; used -= width)
			lines++;
		if (i < t.size && t.data[i] == '\n') {
			lines++;
			used = 0;
		}
		word = 0;
	}
	return lines < MAX_LINES ? lines : MAX_LINES;
}

/* A row is as high as its longest wrapped text; not every program that opens a workbook sees to that. */
static void make_room(struct sheet *s, uint32_t row, int column, enum book_style style, struct text t)
{
	double width = column < MAX_COLUMNS ? s->widths[column] : 0;

	if ((style != BOOK_WRAP && style != BOOK_HEADING) || width <= 0)
		return;
	unsigned lines = count_lines(t, style == BOOK_HEADING ? width - 1.5 : width * 1.08);
	if (lines <= s->rows[row].lines || lines < 2)
		return;
	s->rows[row].lines = (unsigned char)lines;
	worksheet_set_row(s->sheet, row, LINE_POINTS * lines + 2, NULL);
}

static lxw_format *style_of(const struct sheet *s, enum book_style style)
{
	return s->book->styles[style];
}

void sheet_text(struct sheet *s, uint32_t row, int column, enum book_style style, const char *text)
{
	struct builder safe;

	if (!text || !*text || !touch(s, row))
		return;
	builder_init(&safe);
	text_escape(&safe, text_of(text), MAX_TEXT_BYTES);
	worksheet_write_string(s->sheet, row, (lxw_col_t)column, safe.data, style_of(s, style));
	make_room(s, row, column, style, builder_text(&safe));
	builder_done(&safe);
}

void sheet_link(struct sheet *s, uint32_t row, int column, const char *sheet)
{
	char where[64];

	if (!touch(s, row))
		return;
	snprintf(where, sizeof where, "internal:'%s'!A1", sheet);
	worksheet_write_url_opt(s->sheet, row, (lxw_col_t)column, where, style_of(s, BOOK_LINK), sheet, NULL);
}

static void note_number(struct sheet *s, uint32_t row, int column, enum book_style style)
{
	if (row >= BOOK_FIRST && column < MAX_COLUMNS && style != BOOK_DATE)
		s->numeric[column] = true;
}

void sheet_number(struct sheet *s, uint32_t row, int column, enum book_style style, double value)
{
	assert(isfinite(value));
	note_number(s, row, column, style);
	if (touch(s, row))
		worksheet_write_number(s->sheet, row, (lxw_col_t)column, value, style_of(s, style));
}

void sheet_decimal(struct sheet *s, uint32_t row, int column, enum book_style style, const char *text)
{
	if (*text)
		sheet_number(s, row, column, style, strtod(text, NULL));
	else
		sheet_blank(s, row, column);
}

void sheet_count(struct sheet *s, uint32_t row, int column, uint64_t count)
{
	char text[24];

	if (count <= BOOK_EXACT) {
		sheet_number(s, row, column, BOOK_COUNT, (double)count);
	} else {
		snprintf(text, sizeof text, "%llu", (unsigned long long)count);
		sheet_text(s, row, column, BOOK_PLAIN, text);
	}
}

void sheet_blank(struct sheet *s, uint32_t row, int column)
{
	if (!s->book->audit)
		sheet_text(s, row, column, BOOK_PLAIN, "[x]");
}

void sheet_level(struct sheet *s, uint32_t row, int column, const struct level_text *level)
{
	if (level->exact[0])
		sheet_number(s, row, column, BOOK_LEVEL, level->value / 100);
	else
		sheet_blank(s, row, column);
}

static void write_date(struct sheet *s, uint32_t row, int column, enum book_style style, lxw_datetime when)
{
	if (touch(s, row))
		worksheet_write_datetime(s->sheet, row, (lxw_col_t)column, &when, style_of(s, style));
}

void sheet_date(struct sheet *s, uint32_t row, int column, struct month month, int day)
{
	write_date(s, row, column, BOOK_DATE,
		   (lxw_datetime){ .year = month.year, .month = month.month, .day = day });
}

void sheet_month(struct sheet *s, uint32_t row, int column, struct month month)
{
	write_date(s, row, column, BOOK_MONTH,
		   (lxw_datetime){ .year = month.year, .month = month.month, .day = 1 });
}

void sheet_formula_number(struct sheet *s, uint32_t row, int column, enum book_style style,
			  const char *formula, double value)
{
	assert(isfinite(value));
	note_number(s, row, column, style);
	if (touch(s, row))
		worksheet_write_formula_num(s->sheet, row, (lxw_col_t)column, formula, style_of(s, style),
					    value);
}

void sheet_formula_text(struct sheet *s, uint32_t row, int column, const char *formula, const char *value)
{
	if (touch(s, row))
		worksheet_write_formula_str(s->sheet, row, (lxw_col_t)column, formula,
					    style_of(s, BOOK_PLAIN), value);
}

/* --- tables --- */

/* The sentence about a table, which of synthetic data begins by saying so. */
static void write_note(struct sheet *s, const char *note)
{
	struct builder text;

	if (!s->book->synthetic) {
		sheet_text(s, 1, 0, BOOK_NOTE, note);
		return;
	}
	builder_init(&text);
	builder_printf(&text, SYNTHETIC ".%s%s", *note ? " " : "", note);
	sheet_text(s, 1, 0, BOOK_NOTE, text.data);
	builder_done(&text);
}

/* The columns at the left that name a row: up to the Region. */
static int count_names(const struct book_column *columns, int n_columns)
{
	for (int i = 0; i < 3 && i < n_columns; i++)
		if (!strcmp(columns[i].title, "Region"))
			return i + 1;
	return 1;
}

/* A wide table is printed on as many pages side by side as keep it legible, each with the columns that name its rows;
 * a narrow one on upright pages. */
static void set_pages(struct sheet *s, const struct book_column *columns, int n_columns)
{
	double width = 0;

	for (int i = 0; i < n_columns; i++)
		width += columns[i].width;
	if (width > PAGE_WIDTH) {
		worksheet_fit_to_pages(s->sheet, (uint16_t)ceil(width / PAGE_WIDTH), 0);
		worksheet_repeat_columns(s->sheet, 0, (lxw_col_t)(count_names(columns, n_columns) - 1));
	} else if (n_columns && width <= UPRIGHT_WIDTH) {
		worksheet_set_portrait(s->sheet);
	}
}

void sheet_table(struct sheet *s, const char *title, const char *note, const struct book_column *columns,
		 int n_columns)
{
	assert(n_columns <= MAX_COLUMNS);
	s->columns = columns;
	for (int i = 0; i < n_columns; i++)
		s->widths[i] = columns[i].width;
	sheet_text(s, 0, 0, BOOK_TITLE, title);
	write_note(s, note);
	if (s->sheet)
		worksheet_set_row(s->sheet, 0, 21, NULL);
	for (int i = 0; i < n_columns; i++) {
		sheet_text(s, BOOK_HEAD, i, BOOK_HEADING, columns[i].title);
		if (s->sheet)
			worksheet_set_column(s->sheet, (lxw_col_t)i, (lxw_col_t)i, columns[i].width,
					     style_of(s, BOOK_PLAIN));
	}
	if (!s->sheet)
		return;
	set_pages(s, columns, n_columns);
	worksheet_repeat_rows(s->sheet, BOOK_HEAD, BOOK_HEAD);
	if (s->book->audit)
		worksheet_freeze_panes(s->sheet, BOOK_FIRST, (lxw_col_t)count_names(columns, n_columns));
}

void sheet_table_end(struct sheet *s, int n_columns, uint32_t end)
{
	/* A heading stands where the figures below it stand. */
	for (int i = 0; s->sheet && i < n_columns && i < MAX_COLUMNS; i++)
		if (s->numeric[i])
			worksheet_write_string(s->sheet, BOOK_HEAD, (lxw_col_t)i, s->columns[i].title,
					       s->book->heading_right);
	if (s->sheet && s->book->audit && end > BOOK_FIRST)
		worksheet_autofilter(s->sheet, BOOK_HEAD, 0, end - 1, (lxw_col_t)(n_columns - 1));
}

void sheet_colour(struct sheet *s, uint32_t from, uint32_t end, int first, int last, int status_column)
{
	if (!s->sheet || !s->book->audit || end <= from)
		return;
	for (int i = 0; i < STATUS_COUNT; i++) {
		lxw_conditional_format rule = { .type = LXW_CONDITIONAL_TYPE_FORMULA };
		char formula[64], column[8];

		lxw_col_to_name(column, (lxw_col_t)status_column, 1);
		snprintf(formula, sizeof formula, "=LEFT(%s%u,1)=\"%c\"", column, from + 1,
			 status_letter((enum status)i));
		rule.value_string = formula;
		rule.format = s->book->status[i];
		worksheet_conditional_format_range(s->sheet, from, (lxw_col_t)first, end - 1, (lxw_col_t)last,
						   &rule);
	}
}

/* --- charts --- */

static void add_series(lxw_chart *chart, const struct book_chart *c, int i)
{
	static const uint8_t shapes[BOOK_MAX_SERIES] = {
		LXW_CHART_MARKER_CIRCLE,  LXW_CHART_MARKER_TRIANGLE, LXW_CHART_MARKER_SQUARE,
		LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_X,        LXW_CHART_MARKER_PLUS,
	};
	const struct book_series *from = &c->series[i];
	lxw_chart_series *series = chart_add_series(chart, from->categories, from->values);
	lxw_chart_line line = { .color = from->colour,
				.width = from->is_bound ? 1.25F : 1.5F,
				.dash_type = from->is_bound ? LXW_CHART_LINE_DASH_DASH : 0 };
	lxw_chart_fill fill = { .color = from->colour };

	chart_series_set_name(series, from->name);
	if (c->bars) {
		chart_series_set_fill(series, &fill);
		return;
	}
	if (!c->joined)
		line.none = LXW_TRUE;
	chart_series_set_line(series, &line);
	if (from->is_bound && c->joined) {
		chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
	} else {
		lxw_chart_line edge = { .color = from->colour };

		/* Between measures there is nothing to join: each target is a cross of its own. */
		chart_series_set_marker_type(series, from->is_bound ? LXW_CHART_MARKER_X : shapes[i]);
		chart_series_set_marker_size(series, 7);
		chart_series_set_marker_fill(series, &fill);
		chart_series_set_marker_line(series, &edge);
	}
}

void sheet_chart(struct sheet *s, uint32_t row, int column, const struct book_chart *c)
{
	lxw_chart_options place = { .description = (char *)c->description, .x_scale = 1.75, .y_scale = 1.35 };
	lxw_chart_line light = { .color = 0xD9DEE4 };
	lxw_chart_type type = !c->bars ? LXW_CHART_LINE : c->n_series > 1 ? LXW_CHART_BAR_STACKED : LXW_CHART_BAR;
	lxw_chart *chart = s->sheet ? workbook_add_chart(s->book->book, (uint8_t)type) : NULL;

	if (!chart)
		return;
	/* A page break would cut it. */
	worksheet_set_landscape(s->sheet);
	worksheet_fit_to_pages(s->sheet, 1, 1);
	for (int i = 0; i < c->n_series; i++)
		add_series(chart, c, i);
	/* The library calls the level axis of bars x, though it holds their values. */
	if (c->bars) {
		chart_axis_set_reverse(chart->y_axis);
		/* Reversed, the categories' axis would put the values at the top. */
		chart_axis_set_crossing_max(chart->y_axis);
	}
	chart_title_set_name(chart, c->title);
	chart_axis_set_name(chart->x_axis, c->bars ? c->y_title : c->x_title);
	chart_axis_set_name(chart->y_axis, c->bars ? c->x_title : c->y_title);
	if (c->bars)
		chart_axis_set_num_format(chart->x_axis, "#,##0");
	else
		chart_axis_set_num_format(chart->y_axis, "0.0%");
	if (c->y_to > c->y_from) {
		chart_axis_set_min(chart->y_axis, c->y_from);
		chart_axis_set_max(chart->y_axis, c->y_to);
	}
	if (c->days)
		chart_axis_set_num_format(chart->x_axis, "d mmm");
	chart_axis_set_label_position(c->bars ? chart->y_axis : chart->x_axis,
				      LXW_CHART_AXIS_LABEL_POSITION_LOW);
	chart_axis_major_gridlines_set_visible(chart->x_axis, c->bars);
	chart_axis_major_gridlines_set_visible(chart->y_axis, !c->bars);
	chart_axis_major_gridlines_set_line(c->bars ? chart->x_axis : chart->y_axis, &light);
	chart_legend_set_position(chart, c->n_series > 1 ? LXW_CHART_LEGEND_BOTTOM : LXW_CHART_LEGEND_NONE);
	chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
	worksheet_insert_chart_opt(s->sheet, row, (lxw_col_t)column, chart, &place);
}
