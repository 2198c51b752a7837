/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_pages.c - the registry of sheets and the writer of the workbook.
 */
#include "render/book.h"
#include "render/writers.h"

#include <assert.h>
#include <stdio.h>

#define MAX_PAGES 64

const struct book_page *const book_pages[] = {
	&book_cover,
	&book_contents,
	&book_notes,
	&book_matrix,
	&book_months,
	&book_measures,
	&book_regions,
	&book_review,
	&book_drivers,
	&book_doubts,
	&book_control,
	&book_plans,
	&book_charts,
	&book_sampling,
	&book_firmware,
	&book_firmware_devices,
	&book_alerts,
	&book_alert_devices,
	&book_hubs,
	&book_adjusted,
	&book_returns,
	&book_connection,
	&book_incidents,
	&book_what_if,
	&book_processes,
	&book_forecasts,
	&book_changes,
	&book_claims,
	&book_effect,
	&book_exclusions,
	&book_past,
	&book_findings,
	&book_files,
	&book_counts,
	&book_definitions,
	&book_breakdowns,
	&book_daily,
};
const size_t book_n_pages = sizeof book_pages / sizeof *book_pages;

const char *book_status(enum status s, char text[24])
{
	snprintf(text, 24, "%c %s", status_letter(s), status_word(s));
	return text;
}

void book_short(struct sheet *s, uint32_t row, int column, const struct cell *c, uint64_t n)
{
	if (c->level.status <= STATUS_RED)
		sheet_count(s, row, column, n);
	else
		sheet_blank(s, row, column);
}

size_t book_measure_row(const struct results *r, int measure, enum region region)
{
	const struct cell *c = results_find(r, measure, region);

	return c ? (size_t)(c - r->cells) + BOOK_FIRST + 1 : 0;
}

const char *const book_policies[BOOK_POLICIES] = { "nothing excluded", "as judged", "every claim honoured" };

const char *book_id(const struct results *r, int measure, struct arena *arena)
{
	const struct measure *m = &r->catalogue->measures[measure];

	return arena_printf(arena, "%s%s", m->id, measure_mark(m, r->period.month));
}

struct making {
	const struct results *r;
	const struct render_options *options;
	size_t n_rows[MAX_PAGES];
};

static bool make(void *context, struct publish_stream *s, struct error *err)
{
	struct making *m = context;
	struct book *b = book_new(publish_path(s), m->r, m->options);
	struct arena arena;

	assert(book_n_pages <= MAX_PAGES);
	arena_init(&arena);
	for (size_t i = 0; i < book_n_pages; i++) {
		struct sheet *sheet = book_sheet(b, book_pages[i]->name);

		book_pages[i]->write(sheet, m->r, &arena);
		m->n_rows[i] = sheet_n_rows(sheet);
	}
	arena_done(&arena);
	return book_close(b, err);
}

static bool check(void *context, const char *temporary_path, struct error *err)
{
	const struct making *m = context;

	return book_verify(temporary_path, m->n_rows, book_n_pages, err);
}

bool write_workbook(const struct writing *w, struct error *err)
{
	struct making m = { .r = w->r, .options = w->options };
	char name[32], month[8];

	snprintf(name, sizeof name, "PMR-%s.xlsx", month_format(w->r->period.month, month));
	return publish_file(w->pack, name, make, check, &m, err);
}
