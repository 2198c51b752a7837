/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/plan.h"

#include "engine/sweep.h"

#include <assert.h>
#include <string.h>

static_assert(DATASET_MAX_COLUMNS <= 32, "a set of columns must fit into 32 bits");

/* Availability has no clock of its own in the catalogue: these are what it is computed from. */
static const char *const availability_columns[] = { "service", "start_at", "end_at", "kind" };

static void need(uint32_t *columns, int column)
{
	if (column >= 0)
		*columns |= UINT32_C(1) << column;
}

static void need_named(uint32_t *columns, const struct dataset *d, const char *name)
{
	need(columns, dataset_column(d, text_of(name)));
}

/* What the dimensions look at. */
static void need_parts(uint32_t *columns, const struct measure *m, const struct dataset *d)
{
	for (int i = 0; i < m->n_dimensions; i++)
		for (int k = 0; k < m->dimensions[i].n_parts; k++) {
			const struct part *part = &m->dimensions[i].parts[k];
			need(columns, part->column);
			if (part->kind == PART_PROCESS)
				need_named(columns, d, "srv");
			if (part->kind == PART_STATE)
				need_named(columns, d, "outcome");
		}
}

static uint32_t needed_by(const struct measure *m, const struct dataset *d)
{
	uint32_t columns = 0;
	need(&columns, dataset_region_column(d));
	need(&columns, dataset_exclusion_column(d));
	need(&columns, dataset_item_column(d)); /* the register names items */
	for (int i = 0; i < m->n_filters; i++)
		need(&columns, m->filters[i].column);
	need(&columns, m->clock_from);
	for (int i = 0; i < m->n_stops; i++)
		need(&columns, m->clock_to[i]);
	need(&columns, m->within.column);
	need(&columns, m->paused_column);
	need(&columns, m->placed_by);
	need(&columns, m->blind_column);
	need(&columns, m->clock_else);
	need(&columns, m->implied.column);
	for (int i = 0; i < m->n_goods; i++)
		need(&columns, m->goods[i].column);
	need(&columns, m->equal_columns[0]);
	need(&columns, m->equal_columns[1]);
	need(&columns, m->counted_column);
	need(&columns, m->first_time_by);
	need(&columns, m->item_of);
	need(&columns, m->variance_by);
	need_parts(&columns, m, d);
	if (m->kind == KIND_JOURNEYS)
		need_named(&columns, d, "response_code");
	if (m->kind == KIND_AVAILABILITY)
		for (size_t i = 0; i < sizeof availability_columns / sizeof *availability_columns; i++) {
			int column = dataset_column(d, text_of(availability_columns[i]));
			assert(column >= 0);
			need(&columns, column);
		}
	return columns;
}

/* The quarter before the month's own, when the month ends its quarter (ruling 16). */
static void place_cohort(struct plan *p)
{
	struct period first, last;
	p->cohort_from = p->cohort_to = p->period.from;
	if (!catalogue_cohort_is_due(p->period.month))
		return;
	period_init(&first, month_add(p->period.month, -5));
	period_init(&last, month_add(p->period.month, -3));
	p->cohort_from = first.from;
	p->cohort_to = last.to;
}

/* What a what_if varies reads the same rows. */
static uint32_t needed_by_varied(const struct catalogue *c, const struct measure *m, const struct dataset *d)
{
	uint32_t columns = 0;
	for (int i = 0; i < m->n_of; i++)
		columns |= needed_by(&c->measures[m->of[i]], d);
	return columns;
}

static void place_hours(struct plan *p)
{
	const struct period *period = &p->period;
	size_t n = (size_t)((period->to - period->from) / NS_PER_HOUR);

	assert(n <= sizeof p->uk_hour);
	for (size_t k = 0; k < n; k++) {
		int64_t at = period->from + (int64_t)k * NS_PER_HOUR, local = at + civil_uk_offset(at);

		p->uk_hour[k] = (uint8_t)((local % NS_PER_DAY + NS_PER_DAY) % NS_PER_DAY / NS_PER_HOUR);
		p->uk_day[k] = (uint8_t)period_day(period, at);
	}
}

bool plan_init(struct plan *p, const struct catalogue *c, struct month month, bool has_cutoff, int64_t cutoff,
	       struct error *err)
{
	const int room = sizeof p->datasets[0].items / sizeof p->datasets[0].items[0];
	int n_of[DATASET_COUNT] = { 0 };
	for (int i = 0; i < c->n_items; i++) {
		const struct measure *m = &c->measures[i];
		if (m->dataset == DATASET_NONE || ++n_of[m->dataset] <= room)
			continue;
		error_set(err, ERROR_CATALOGUE, "dataset %s has more than %d measures and metrics",
			  dataset_get(m->dataset)->name, room);
		return error_at(err, c->source, (uint64_t)m->yaml_line, "dataset");
	}
	*p = (struct plan){ .catalogue = c, .has_cutoff = has_cutoff, .cutoff = cutoff };
	period_init(&p->period, month);
	place_hours(p);
	place_cohort(p);
	for (int i = 0; i < c->n_items; i++) {
		const struct measure *m = &c->measures[i];
		if (m->dataset == DATASET_NONE || dataset_get(m->dataset)->is_register)
			continue;
		struct plan_dataset *d = &p->datasets[m->dataset];
		d->items[d->n_items++] = i;
		if (!m->is_metric)
			d->measures[d->n_measures++] = i;
		d->needed_columns |= needed_by(m, dataset_get(m->dataset)) |
				     needed_by_varied(c, m, dataset_get(m->dataset));
		d->has_cohort |= m->kind == KIND_COHORT;
		if (m->placed_by >= 0 && !m->is_metric)
			d->placing_columns |= UINT32_C(1) << m->placed_by;
	}
	return true;
}

static bool list_accepts(const struct filter *f, const struct column_def *def, const uint8_t *list, size_t i,
			 bool *unreadable)
{
	unsigned place;
	if (list)
		place = list[i];
	else /* no such column in the file: every row has what an empty value means */
		place = def->default_value ? (unsigned)column_list_find(def, text_of(def->default_value)) : 0;
	if (place == LIST_UNREADABLE) {
		*unreadable = true;
		return true;
	}
	return place < 64 && (f->list_mask >> place & 1) != 0;
}

static bool word_accepts(const struct filter *f, const struct column_def *def, const uint32_t *word, size_t i,
			 const struct words *words, bool *unreadable)
{
	struct text value;
	if (!word)
		value = text_of(def->default_value);
	else if (word[i] == WORD_UNREADABLE) {
		*unreadable = true;
		return true;
	} else
		value = words_text(words, word[i]);
	for (int v = 0; v < f->n_values; v++)
		if (text_is(value, f->values[v]))
			return true;
	return false;
}

bool plan_filter_accepts(const struct filter *f, const struct batch *b, size_t i, const struct words *words,
			 bool *unreadable)
{
	assert(i < b->n_rows);
	const struct column_def *def = &b->dataset->columns[f->column];
	const union column *column = &b->columns[f->column];
	if (def->type == COLUMN_LIST)
		return list_accepts(f, def, column->list, i, unreadable);
	assert(def->type == COLUMN_WORD);
	return word_accepts(f, def, column->word, i, words, unreadable);
}

static int64_t time_at(const struct batch *b, int column, size_t i)
{
	const int64_t *times = b->columns[column].i64;
	return times ? times[i] : I64_EMPTY;
}

static bool has_availability(const struct plan *p, const struct plan_dataset *d)
{
	for (int k = 0; k < d->n_measures; k++)
		if (p->catalogue->measures[d->measures[k]].kind == KIND_AVAILABILITY)
			return true;
	return false;
}

/* An outage that has not ended lasts; one without length belongs where it starts. */
static bool outage_in_period(const struct plan *p, const struct batch *b, size_t i)
{
	int64_t start = time_at(b, dataset_column(b->dataset, TEXT("start_at")), i);
	int64_t end = time_at(b, dataset_column(b->dataset, TEXT("end_at")), i);
	bool start_known = start != I64_UNREADABLE && start != I64_EMPTY;
	bool end_known = end != I64_UNREADABLE && end != I64_EMPTY;
	if (start_known && start >= p->period.to)
		return false;
	if (start_known && start >= p->period.from)
		return true;
	return !end_known || end > p->period.from;
}

static bool in_cohort(const struct plan *p, const struct plan_dataset *d, const struct batch *b, size_t i)
{
	for (int k = 0; k < d->n_measures; k++) {
		const struct measure *m = &p->catalogue->measures[d->measures[k]];
		if (m->kind != KIND_COHORT)
			continue;
		int64_t t = time_at(b, m->placed_by, i);
		if (t >= p->cohort_from && t < p->cohort_to)
			return true;
	}
	return false;
}

bool plan_row_in_period(const struct plan *p, const struct batch *b, size_t i)
{
	assert(i < b->n_rows);
	const struct plan_dataset *d = &p->datasets[b->dataset->id];
	if (d->n_measures == 0)
		return true;
	bool placed_elsewhere = false;
	if (d->has_cohort && in_cohort(p, d, b, i))
		return true;
	for (uint32_t rest = d->placing_columns; rest; rest &= rest - 1) {
		int64_t t = time_at(b, __builtin_ctz(rest), i);
		if (t == I64_UNREADABLE || (t != I64_EMPTY && t >= p->period.from && t < p->period.to))
			return true; /* what cannot be read rules nothing out */
		placed_elsewhere |= t != I64_EMPTY;
	}
	if (b->dataset->id == DATASET_OUTAGES && has_availability(p, d))
		return outage_in_period(p, b, i);
	/* A row that no timestamp places anywhere is not outside: it is read, and no event of any measure. */
	return !placed_elsewhere;
}

void plan_rows_in_period(const struct plan *p, const struct batch *b, uint8_t *inside)
{
	const struct plan_dataset *d = &p->datasets[b->dataset->id];
	const int64_t *times[DATASET_MAX_COLUMNS];
	int n_times = 0;

	if (d->n_measures == 0 || d->has_cohort || (b->dataset->id == DATASET_OUTAGES && has_availability(p, d))) {
		for (size_t i = 0; i < b->n_rows; i++)
			inside[i] = plan_row_in_period(p, b, i);
		return;
	}
	for (uint32_t rest = d->placing_columns; rest; rest &= rest - 1)
		if (b->columns[__builtin_ctz(rest)].i64)
			times[n_times++] = b->columns[__builtin_ctz(rest)].i64;
	sweep_inside(times, n_times, b->n_rows, p->period.from, p->period.to, inside);
}

void plan_clock(const struct measure *m, const struct batch *b, size_t i, int64_t *start, int64_t *stop)
{
	assert(m->clock_from >= 0 && i < b->n_rows);
	*start = time_at(b, m->clock_from, i);
	if (*start == I64_EMPTY && m->clock_else >= 0)
		*start = time_at(b, m->clock_else, i);
	*stop = I64_EMPTY;
	for (int k = 0; k < m->n_stops && *stop == I64_EMPTY; k++)
		*stop = time_at(b, m->clock_to[k], i);
}
