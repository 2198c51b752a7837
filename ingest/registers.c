/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/registers.h"

#include <stdlib.h>
#include <string.h>

/* Where one dataset's rows are read from; columns by name, so that the table may change its order. */
struct reader {
	const struct dataset *d;
	const struct held *held;
	struct arena *arena;
	const char *const *file_names;
};

static int column(const struct reader *r, const char *name)
{
	return dataset_column(r->d, text_of(name));
}

/* As a string.  One that a NUL would cut short into another is kept escaped: it names nothing. */
static const char *keep_text(struct text t, struct arena *arena)
{
	struct builder escaped;
	const char *kept;

	if (!t.size || !memchr(t.data, 0, t.size))
		return arena_copy(arena, t.data, t.size);
	builder_init(&escaped);
	text_escape(&escaped, t, INGEST_MAX_FIELD_BYTES);
	kept = arena_copy(arena, escaped.data, escaped.size);
	builder_done(&escaped);
	return kept;
}

static const char *get_text(const struct reader *r, const char *name)
{
	return keep_text(r->held->row.texts[column(r, name)], r->arena);
}

static int64_t get_i64(const struct reader *r, const char *name)
{
	return r->held->row.values[column(r, name)].i64;
}

static enum region get_region(const struct reader *r)
{
	return (enum region)r->held->row.values[column(r, "region")].list;
}

static struct month get_month(const struct reader *r, const char *name)
{
	return month_of_index((int)get_i64(r, name));
}

static void fill_exception(const struct reader *r, struct exception_row *out)
{
	*out = (struct exception_row){
		.measure = get_text(r, "measure"),
		.item_id = get_text(r, "item_id"),
		.reason = get_text(r, "reason"),
		.reference = get_text(r, "reference"),
		.region = get_region(r),
		.approved = r->held->row.values[column(r, "approved")].list == 1, /* Y stands first */
		.file = r->file_names[r->held->file],
		.line = r->held->row.line,
	};
}

static void fill_level(const struct reader *r, struct service_level_row *out)
{
	int64_t excluded = get_i64(r, "excluded");

	*out = (struct service_level_row){
		.month = get_month(r, "period"),
		.measure = get_text(r, "measure"),
		.region = get_region(r),
		.good = get_i64(r, "good"),
		.total = get_i64(r, "total"),
		.excluded = excluded == I64_EMPTY ? -1 : excluded,
		.file = r->file_names[r->held->file],
		.line = r->held->row.line,
	};
}

static void fill_remediation(const struct reader *r, struct remediation_row *out)
{
	*out = (struct remediation_row){
		.measure = get_text(r, "measure"),
		.region = get_region(r),
		.recorded_on = get_i64(r, "recorded_on"),
		.action = get_text(r, "action"),
		.owner = get_text(r, "owner"),
		.green_by = get_month(r, "green_by"),
		.file = r->file_names[r->held->file],
		.line = r->held->row.line,
	};
}

#define BY(a, b)                                                                                             \
	do {                                                                                                 \
		if ((a) != (b))                                                                              \
			return (a) < (b) ? -1 : 1;                                                           \
	} while (0)
#define BY_TEXT(a, b)                                                                                        \
	do {                                                                                                 \
		int order = strcmp(a, b);                                                                    \
		if (order)                                                                                   \
			return order;                                                                        \
	} while (0)

/* Of one item the row that names its Region comes before the one for any. */
static int compare_exceptions(const void *left, const void *right)
{
	const struct exception_row *a = left, *b = right;

	BY_TEXT(a->measure, b->measure);
	BY_TEXT(a->item_id, b->item_id);
	BY(a->region == REGION_NONE, b->region == REGION_NONE);
	BY(a->region, b->region);
	BY_TEXT(a->reason, b->reason);
	return 0;
}

static int compare_levels(const void *left, const void *right)
{
	const struct service_level_row *a = left, *b = right;

	BY_TEXT(a->measure, b->measure);
	BY(a->region, b->region);
	return month_compare(a->month, b->month);
}

static int compare_hubs(const void *left, const void *right)
{
	const struct hubs_row *a = left, *b = right;

	BY(a->region, b->region);
	BY(a->day, b->day);
	return 0;
}

static int compare_forecasts(const void *left, const void *right)
{
	const struct forecast_row *a = left, *b = right;

	BY_TEXT(a->srv, b->srv);
	return month_compare(a->month, b->month);
}

static int compare_remediation(const void *left, const void *right)
{
	const struct remediation_row *a = left, *b = right;

	BY_TEXT(a->measure, b->measure);
	BY(a->region, b->region);
	BY_TEXT(a->action, b->action);
	BY(a->recorded_on, b->recorded_on);
	return 0;
}

static int compare_commentary(const void *left, const void *right)
{
	const struct commentary_row *a = left, *b = right;

	BY_TEXT(a->measure, b->measure);
	BY(a->region, b->region);
	BY_TEXT(a->text, b->text);
	return 0;
}

static void fill_hubs(const struct reader *r, struct hubs_row *out)
{
	*out = (struct hubs_row){ get_region(r), get_i64(r, "date"), get_i64(r, "commissioned") };
}

static void fill_forecast(const struct reader *r, struct forecast_row *out)
{
	*out = (struct forecast_row){ get_text(r, "srv"), get_month(r, "period"), get_i64(r, "forecast") };
}

static void fill_commentary(const struct reader *r, struct commentary_row *out)
{
	*out = (struct commentary_row){
		.measure = get_text(r, "measure"),
		.region = get_region(r),
		.text = get_text(r, "text"),
		.file = r->file_names[r->held->file],
		.line = r->held->row.line,
	};
}

/* One array of the registers: room for all rows, those that count filled in and sorted. */
#define FILL(member, type, fill, compare)                                                                    \
	do {                                                                                                 \
		struct type *items = arena_alloc(arena, n + 1, sizeof *items);                               \
		size_t n_items = 0;                                                                          \
		for (size_t i = 0; i < n; i++) {                                                             \
			reader.held = &rows[i];                                                              \
			if (rows[i].verdict == VERDICT_COUNTS)                                               \
				fill(&reader, &items[n_items++]);                                            \
		}                                                                                            \
		qsort(items, n_items, sizeof *items, compare);                                               \
		out->member = items;                                                                         \
		out->n_##member = n_items;                                                                   \
	} while (0)

void registers_fill(enum dataset_id dataset, const struct held *rows, size_t n, const char *const *file_names,
		    struct arena *arena, struct registers *out)
{
	struct reader reader = { .d = dataset_get(dataset), .arena = arena, .file_names = file_names };

	if (dataset == DATASET_EXCEPTIONS)
		FILL(exceptions, exception_row, fill_exception, compare_exceptions);
	else if (dataset == DATASET_SERVICE_LEVELS)
		FILL(service_levels, service_level_row, fill_level, compare_levels);
	else if (dataset == DATASET_HUBS)
		FILL(hubs, hubs_row, fill_hubs, compare_hubs);
	else if (dataset == DATASET_FORECASTS)
		FILL(forecasts, forecast_row, fill_forecast, compare_forecasts);
	else if (dataset == DATASET_REMEDIATION)
		FILL(remediation, remediation_row, fill_remediation, compare_remediation);
	else if (dataset == DATASET_COMMENTARY)
		FILL(commentary, commentary_row, fill_commentary, compare_commentary);
}

/* The month that a row of the dataset speaks of, or I64_EMPTY. */
static int64_t month_said(const struct row *row)
{
	const struct dataset *d = row->dataset;
	int date = dataset_column(d, TEXT("date")), period = dataset_column(d, TEXT("period"));
	int64_t value = date >= 0 ? row->values[date].i64 : period >= 0 ? row->values[period].i64 : I64_EMPTY;

	return date < 0 || value == I64_EMPTY || value == I64_UNREADABLE ? value : month_index(civil_month(value));
}

struct lost_row registers_lost_row(const struct row *row, struct arena *arena)
{
	const struct dataset *d = row->dataset;
	int64_t month = month_said(row);
	bool said = month != I64_EMPTY && month != I64_UNREADABLE;
	struct lost_row lost = { .dataset = d->id,
				 .has_month = said,
				 .month = said ? month_of_index((int)month) : (struct month){ 0 } };
	int measure = dataset_column(d, TEXT("measure")), region = dataset_column(d, TEXT("region"));

	if (d->id != DATASET_SERVICE_LEVELS || !row->whole)
		return lost;
	/* Its own value, whichever column stood first among those that do not pass. */
	if (row->values[measure].text.data && row->texts[measure].size)
		lost.measure = keep_text(row->texts[measure], arena);
	lost.has_region = row->values[region].list != LIST_UNREADABLE;
	lost.region = lost.has_region ? (enum region)row->values[region].list : REGION_NONE;
	return lost;
}

static int compare_items(const void *left, const void *right)
{
	const struct held *a = *(struct held *const *)left, *b = *(struct held *const *)right;
	const struct dataset *d = a->row.dataset;
	int measure = dataset_column(d, TEXT("measure")), item = dataset_column(d, TEXT("item_id"));
	int order = text_compare(a->row.texts[measure], b->row.texts[measure]);

	return order ? order : text_compare(a->row.texts[item], b->row.texts[item]);
}

void registers_settle_exceptions(struct held *rows, size_t n)
{
	struct held **order = memory_alloc((n + 1) * sizeof *order);
	size_t n_counting = 0;
	int approved = dataset_column(dataset_get(DATASET_EXCEPTIONS), TEXT("approved"));

	for (size_t i = 0; i < n; i++)
		if (rows[i].verdict == VERDICT_COUNTS)
			order[n_counting++] = &rows[i];
	qsort(order, n_counting, sizeof *order, compare_items);
	for (size_t at = 0, end; at < n_counting; at = end) {
		unsigned said = 0;

		for (end = at; end < n_counting && compare_items(&order[at], &order[end]) == 0; end++)
			said |= 1u << order[end]->row.values[approved].list;
		if ((said & (said - 1)) == 0)
			continue;
		for (size_t i = at; i < end; i++) {
			order[i]->verdict = VERDICT_CONFLICT;
			order[i]->other = order[i == at ? at + 1 : at];
		}
	}
	memory_free(order);
}
