/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_ROWS 4096

void month_init(struct month_test *t, const char *month)
{
	const struct catalogue *built_in;
	struct error err;

	memset(t, 0, sizeof *t);
	arena_init(&t->arena);
	findings_init(&t->findings);
	t->words = words_new();
	assert_true(month_parse(text_of(month), &t->month));
	assert_true(catalogue_load(NULL, t->month, &t->arena, &built_in, &err));
	t->catalogue = *built_in;
	assert_true(built_in->n_items <= MONTH_MAX_MEASURES);
	memcpy(t->measures, built_in->measures, (size_t)built_in->n_items * sizeof *t->measures);
	t->catalogue.measures = t->measures;
	t->registers.exceptions = t->exceptions;
	t->registers.service_levels = t->service_levels;
	t->registers.hubs = t->hubs;
	t->registers.forecasts = t->forecasts;
	t->registers.lost = t->lost;
}

void month_done(struct month_test *t)
{
	metrics_free(t->metrics);
	words_free(t->words);
	findings_done(&t->findings);
	arena_done(&t->arena);
}

struct measure *month_measure(struct month_test *t, const char *id)
{
	int m = catalogue_find(&t->catalogue, text_of(id));

	assert_true(m >= 0);
	return &t->measures[m];
}

int64_t month_instant(const char *stamp)
{
	int64_t at = 0;

	assert_int_equal(stamp_parse(text_of(stamp), NULL, (struct zone){ ZONE_FIXED, 0 }, &at), STAMP_OK);
	return at;
}

void month_cutoff(struct month_test *t, const char *stamp)
{
	t->has_cutoff = true;
	t->cutoff = month_instant(stamp);
}

static enum region region_of(const char *code)
{
	for (int region = 0; region < REGION_COUNT; region++) {
		if (!strcmp(region_code((enum region)region), code))
			return (enum region)region;
	}
	fail_msg("no Region %s", code);
	return REGION_NONE;
}

void month_exception(struct month_test *t, const char *measure, const char *region, const char *item,
		     const char *reason, bool approved)
{
	assert_true(t->registers.n_exceptions < sizeof t->exceptions / sizeof *t->exceptions);
	t->exceptions[t->registers.n_exceptions++] = (struct exception_row){
		.measure = measure,
		.item_id = item,
		.reason = reason,
		.reference = "",
		.region = region_of(region),
		.approved = approved,
		.file = "exceptions.csv",
		.line = t->registers.n_exceptions + 2,
	};
}

void month_service_level(struct month_test *t, const char *month, const char *measure, const char *region,
			 int64_t good, int64_t total, int64_t excluded)
{
	struct service_level_row *row = &t->service_levels[t->registers.n_service_levels++];

	assert_true(t->registers.n_service_levels <= sizeof t->service_levels / sizeof *t->service_levels);
	*row = (struct service_level_row){ .measure = measure,
					   .region = region_of(region),
					   .good = good,
					   .total = total,
					   .excluded = excluded,
					   .file = "service_levels.csv",
					   .line = t->registers.n_service_levels + 1 };
	assert_true(month_parse(text_of(month), &row->month));
}

void month_hubs(struct month_test *t, const char *region, const char *date, int64_t commissioned)
{
	struct hubs_row *row = &t->hubs[t->registers.n_hubs++];

	assert_true(t->registers.n_hubs <= sizeof t->hubs / sizeof *t->hubs);
	*row = (struct hubs_row){ .region = region_of(region), .commissioned = commissioned };
	assert_true(civil_parse_date(text_of(date), &row->day));
}

void month_forecast(struct month_test *t, const char *srv, const char *month, int64_t forecast_nano)
{
	struct forecast_row *row = &t->forecasts[t->registers.n_forecasts++];

	assert_true(t->registers.n_forecasts <= sizeof t->forecasts / sizeof *t->forecasts);
	*row = (struct forecast_row){ .srv = srv, .forecast_nano = forecast_nano };
	assert_true(month_parse(text_of(month), &row->month));
	month_supply(t, DATASET_FORECASTS);
}

void month_lost(struct month_test *t, enum dataset_id dataset, const char *month)
{
	struct lost_row *row = &t->lost[t->registers.n_lost++];

	assert_true(t->registers.n_lost <= sizeof t->lost / sizeof *t->lost);
	*row = (struct lost_row){ .dataset = dataset, .has_month = month != NULL };
	if (month)
		assert_true(month_parse(text_of(month), &row->month));
	month_supply(t, dataset);
}

void month_begin(struct month_test *t)
{
	struct error err;

	assert_true(plan_init(&t->plan, &t->catalogue, t->month, t->has_cutoff, t->cutoff, &err));
	t->metrics = metrics_new(&t->plan, t->words);
	metrics_set_registers(t->metrics, &t->registers);
	t->acc = metrics_acc_new(t->metrics);
}

/* --- rows as text --- */

struct rows {
	union {
		int64_t i64[MAX_ROWS];
		uint8_t list[MAX_ROWS];
		uint32_t word[MAX_ROWS];
		struct text text[MAX_ROWS];
	} columns[DATASET_MAX_COLUMNS];
};

static int64_t number_of(struct text value, const struct column_def *c)
{
	int64_t n = 0;

	if (!value.size)
		return I64_EMPTY;
	if (text_is(value, "?"))
		return I64_UNREADABLE;
	if (c->type == COLUMN_TIME) {
		char stamp[64];

		snprintf(stamp, sizeof stamp, "%.*s", (int)value.size, value.data);
		return month_instant(stamp);
	}
	assert_true(number_parse(value, &n));
	return c->type == COLUMN_MINUTES ? n * NS_PER_MINUTE : n;
}

static void set_value(struct month_test *t, struct rows *rows, const struct dataset *d, int column,
		      size_t row, struct text value)
{
	const struct column_def *c = &d->columns[column];
	bool unreadable = text_is(value, "?");

	switch (c->type) {
	case COLUMN_TEXT:
		rows->columns[column].text[row] = unreadable ? (struct text){ NULL, 0 } : value;
		break;
	case COLUMN_WORD:
		rows->columns[column].word[row] = unreadable ? WORD_UNREADABLE : words_code(t->words, value);
		break;
	case COLUMN_LIST:
		if (!value.size && c->default_value)
			value = text_of(c->default_value);
		rows->columns[column].list[row] =
			unreadable ? (uint8_t)LIST_UNREADABLE : (uint8_t)column_list_find(c, value);
		assert_true(!value.size || rows->columns[column].list[row] > 0);
		break;
	case COLUMN_TIME:
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		rows->columns[column].i64[row] = number_of(value, c);
		break;
	}
}

static struct text cut(struct text *rest, char at)
{
	const char *end = rest->size ? memchr(rest->data, at, rest->size) : NULL;
	struct text piece = { rest->data, end ? (size_t)(end - rest->data) : rest->size };

	rest->data += piece.size + (end != NULL);
	rest->size -= piece.size + (end != NULL);
	return piece;
}

void month_feed_to(struct month_test *t, struct metrics_acc *acc, enum dataset_id dataset,
		   enum batch_role role, const char *text)
{
	struct rows *rows = memory_zero(1, sizeof *rows);
	struct text rest = text_of(text), header = cut(&rest, '\n');
	struct batch batch = { .dataset = dataset_get(dataset) };
	int columns[DATASET_MAX_COLUMNS], n_columns = 0;

	while (header.size) {
		struct text name = cut(&header, ',');
		columns[n_columns] = dataset_column(batch.dataset, name);
		if (columns[n_columns] < 0)
			fail_msg("no column %.*s", (int)name.size, name.data);
		batch.columns[columns[n_columns]].i64 = rows->columns[columns[n_columns]].i64;
		n_columns++;
	}
	while (rest.size) {
		struct text line = cut(&rest, '\n');

		assert_true(batch.n_rows < MAX_ROWS);
		for (int c = 0; c < n_columns; c++)
			set_value(t, rows, batch.dataset, columns[c], batch.n_rows, cut(&line, ','));
		batch.n_rows++;
	}
	metrics_acc_feed(acc, &batch, role);
	memory_free(rows);
}

void month_feed(struct month_test *t, enum dataset_id dataset, enum batch_role role, const char *rows)
{
	month_supply(t, dataset);
	month_feed_to(t, t->acc, dataset, role, rows);
}

void month_supply(struct month_test *t, enum dataset_id dataset)
{
	t->intake.supplied |= UINT64_C(1) << dataset;
}

void month_finish(struct month_test *t)
{
	metrics_acc_merge(t->metrics, t->acc);
	t->acc = NULL;
	metrics_finish(t->metrics, &t->intake, &t->arena, &t->findings, &t->results);
	findings_sort(&t->findings);
	/* Every measure of every test adds up. */
	for (size_t i = 0; i < t->results.n_measure_counts; i++)
		assert_true(t->results.measure_counts[i].balances);
}

/* --- answers --- */

const struct cell *month_cell(struct month_test *t, const char *measure, const char *region)
{
	const struct cell *cell =
		results_find(&t->results, catalogue_find(&t->catalogue, text_of(measure)), region_of(region));

	assert_non_null(cell);
	return cell;
}

const struct measure_counts *month_counts(struct month_test *t, const char *measure)
{
	for (size_t i = 0; i < t->results.n_measure_counts; i++) {
		if (!strcmp(t->measures[t->results.measure_counts[i].measure].id, measure))
			return &t->results.measure_counts[i];
	}
	fail_msg("no counts of %s", measure);
	return NULL;
}

uint64_t month_findings(struct month_test *t, const char *kind, const char *value)
{
	uint64_t n = 0;

	for (size_t i = 0; i < t->findings.n; i++) {
		const struct finding *f = &t->findings.items[i];
		if (!strcmp(f->kind, kind) && (!value || !strcmp(f->value, value)))
			n += f->count;
	}
	return n;
}

const struct finding *month_finding(struct month_test *t, const char *kind)
{
	for (size_t i = 0; i < t->findings.n; i++) {
		if (!strcmp(t->findings.items[i].kind, kind))
			return &t->findings.items[i];
	}
	fail_msg("no finding %s", kind);
	return NULL;
}

void month_expect(struct month_test *t, const char *measure, const char *region, uint64_t good,
		  uint64_t total, uint64_t excluded, uint64_t refused, uint64_t pending)
{
	const struct cell *c = month_cell(t, measure, region);

	if (c->good != good || c->total != total || c->excluded != excluded || c->refused != refused ||
	    c->pending != pending)
		fail_msg("%s %s: %llu of %llu, excluded %llu, refused %llu, pending %llu; expected %llu of "
			 "%llu, "
			 "%llu, %llu, %llu",
			 measure, region, (unsigned long long)c->good, (unsigned long long)c->total,
			 (unsigned long long)c->excluded, (unsigned long long)c->refused,
			 (unsigned long long)c->pending, (unsigned long long)good, (unsigned long long)total,
			 (unsigned long long)excluded, (unsigned long long)refused,
			 (unsigned long long)pending);
}

const struct breakdown_row *month_row(struct month_test *t, const char *measure, const char *region,
				      const char *dimension, const char *key)
{
	size_t n;
	const struct breakdown_row *row = results_breakdown(
		&t->results, catalogue_find(&t->catalogue, text_of(measure)), dimension, region_of(region), &n);

	for (size_t i = 0; i < n; i++) {
		if (!strcmp(row[i].key, key))
			return &row[i];
	}
	return NULL;
}

void month_expect_row(struct month_test *t, const char *measure, const char *region, const char *dimension,
		      const char *key, uint64_t good, uint64_t total, uint64_t excluded, uint64_t refused,
		      const char *level)
{
	const struct breakdown_row *r = month_row(t, measure, region, dimension, key);

	if (!r)
		fail_msg("no row %s %s %s %s", measure, region, dimension, key);
	else if (r->good != good || r->total != total || r->excluded != excluded || r->refused != refused ||
		 strcmp(r->level.exact, level) != 0)
		fail_msg("%s %s %s %s: %llu of %llu, excluded %llu, refused %llu, %s; expected %llu of %llu, %llu, "
			 "%llu, %s",
			 measure, region, dimension, key, (unsigned long long)r->good, (unsigned long long)r->total,
			 (unsigned long long)r->excluded, (unsigned long long)r->refused, r->level.exact,
			 (unsigned long long)good, (unsigned long long)total, (unsigned long long)excluded,
			 (unsigned long long)refused, level);
}

const struct item_note *month_note(struct month_test *t, const char *measure)
{
	for (size_t i = 0; i < t->results.n_notes; i++) {
		if (!strcmp(t->measures[t->results.notes[i].measure].id, measure))
			return &t->results.notes[i];
	}
	fail_msg("no note of %s", measure);
	return NULL;
}
