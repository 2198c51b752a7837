/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/rule.h"

#include "engine/sweep.h"
#include "metrics/kind.h"

#include <assert.h>
#include <string.h>

void word_set_add(struct word_set *s, uint32_t code, struct arena *arena)
{
	if (code == WORDS_FULL)
		return;
	if (code >= s->n) {
		uint8_t *has = arena_alloc(arena, (size_t)code + 1, 1);
		if (s->n)
			memcpy(has, s->has, s->n);
		s->has = has;
		s->n = code + 1;
	}
	s->has[code] = 1;
}

static int place_of(const struct column_def *c, const char *value)
{
	return value ? column_list_find(c, text_of(value)) : 0;
}

static void compile_filter(struct rule_filter *f, const struct filter *filter, const struct dataset *dataset,
			   struct words *words, struct arena *arena)
{
	f->filter = filter;
	f->column = &dataset->columns[filter->column];
	assert(f->column->type == COLUMN_LIST || f->column->type == COLUMN_WORD);
	for (int v = 0; v < filter->n_values; v++) {
		const char *value = filter->values[v];

		if (f->column->type == COLUMN_LIST)
			f->list_mask |= UINT64_C(1) << place_of(f->column, value);
		else if (f->column->type == COLUMN_WORD)
			word_set_add(&f->words, words_code(words, text_of(value)), arena);
		if (f->column->default_value && !strcmp(value, f->column->default_value))
			f->accepts_absent = true;
	}
	f->list_mask &= ~UINT64_C(1); /* an empty value is never accepted */
}

static void compile_regions(struct rule *r)
{
	const struct column_def *c;

	if (r->region_column < 0)
		return;
	c = &r->dataset->columns[r->region_column];
	for (int region = REGION_N; region < REGION_COUNT; region++)
		r->region_of_place[place_of(c, region_code((enum region)region))] = (uint8_t)region;
	r->region_of_place[0] = REGION_NONE;
	for (int place = 0; place < 64; place++)
		r->places_of_region[r->region_of_place[place]] |= UINT64_C(1) << place;
}

static void compile_limits(struct rule *r, struct words *words, struct arena *arena)
{
	const struct within *w = &r->measure->within;
	const struct column_def *c;

	r->limit_absent = -1;
	for (int place = 0; place < RULE_MAX_PLACES; place++)
		r->limit_of_place[place] = -1;
	if (w->n_cases == 0)
		return;
	if (w->column < 0) {
		r->limit_absent = w->limits[0].ns;
		return;
	}
	c = &r->dataset->columns[w->column];
	if (c->type == COLUMN_LIST)
		for (r->n_limit_places = 1; c->list[r->n_limit_places - 1]; r->n_limit_places++)
			;
	for (int k = 0; k < w->n_cases; k++) {
		if (c->default_value && !strcmp(w->values[k], c->default_value))
			r->limit_absent = w->limits[k].ns;
		if (c->type == COLUMN_LIST) {
			r->limit_of_place[place_of(c, w->values[k])] = w->limits[k].ns;
			continue;
		}
		uint32_t code = words_code(words, text_of(w->values[k]));
		if (code == WORDS_FULL)
			continue;
		if (code >= r->n_limit_words) {
			int64_t *limits = arena_alloc(arena, (size_t)code + 1, sizeof *limits);
			for (uint32_t n = 0; n <= code; n++)
				limits[n] = n < r->n_limit_words ? r->limit_of_word[n] : -1;
			r->limit_of_word = limits;
			r->n_limit_words = code + 1;
		}
		r->limit_of_word[code] = w->limits[k].ns;
	}
	r->limit_of_place[0] = -1;
}

static void compile_responses(struct rule *r, struct words *words, struct arena *arena)
{
	const struct catalogue *c = r->plan->catalogue;

	r->response_column = dataset_column(r->dataset, TEXT("response_code"));
	r->n_response_words = 1; /* the empty word */
	for (int k = 0; k < RESPONSE_OTHER; k++)
		for (int i = 0; i < c->responses[k].n; i++) {
			uint32_t code = words_code(words, text_of(c->responses[k].codes[i]));

			r->n_response_words = code != WORDS_FULL && code >= r->n_response_words ? code + 1
												 : r->n_response_words;
		}
	r->response_of_word = arena_alloc(arena, r->n_response_words, 1);
	memset(r->response_of_word, RESPONSE_OTHER, r->n_response_words);
	r->response_of_word[0] = RESPONSE_UNSTATED;
	for (int k = 0; k < RESPONSE_OTHER; k++)
		for (int i = 0; i < c->responses[k].n; i++) {
			uint32_t code = words_find(words, text_of(c->responses[k].codes[i]));

			if (code)
				r->response_of_word[code] = (uint8_t)k;
		}
}

static bool same_filters(const struct measure *a, const struct measure *b)
{
	bool same = a->n_filters == b->n_filters;

	for (int f = 0; f < a->n_filters && same; f++) {
		same = a->filters[f].column == b->filters[f].column && a->filters[f].n_values == b->filters[f].n_values;
		for (int v = 0; v < a->filters[f].n_values && same; v++)
			same = !strcmp(a->filters[f].values[v], b->filters[f].values[v]);
	}
	return same;
}

static bool split_covers(const struct split *fine, const struct split *s)
{
	for (int i = 0; i < s->n; i++) {
		bool found = false;

		for (int k = 0; k < fine->n; k++)
			found |= fine->axes[k].kind == s->axes[i].kind && fine->axes[k].column == s->axes[i].column;
		if (!found)
			return false;
	}
	return true;
}

/* The item of the dataset before this one has the same filters: its rows serve. */
static bool rows_as_before(const struct rule *r)
{
	const struct plan_dataset *d = &r->plan->datasets[r->measure->dataset];
	const struct rule *all = r - r->index;

	for (int k = 1; k < d->n_items; k++)
		if (d->items[k] == r->index)
			return !r->measure->service && !all[d->items[k - 1]].measure->service &&
			       same_filters(all[d->items[k - 1]].measure, r->measure);
	return false;
}

/* The tables: those of dimensions that no other one covers. */
static void compile_tables(struct rule *r, struct arena *arena)
{
	const struct measure *m = r->measure;

	static_assert(CATALOGUE_MAX_LIST <= 64, "a bit for each dimension and table");
	r->tables = arena_alloc(arena, (size_t)m->n_dimensions + 1, sizeof *r->tables);
	r->table_of = arena_alloc(arena, (size_t)m->n_dimensions + 1, sizeof *r->table_of);
	for (int d = 0; d < m->n_dimensions; d++) {
		struct split own;
		int table = 0;

		split_compile(&own, m, r->dataset, UINT64_C(1) << d);
		while (table < r->n_tables && !split_covers(&r->tables[table], &own) &&
		       !split_covers(&own, &r->tables[table]))
			table++;
		if (table == r->n_tables || !split_covers(&r->tables[table], &own))
			r->tables[table] = own; /* new, or finer than the one it takes the place of */
		r->n_tables += table == r->n_tables;
		r->table_of[d] = table;
	}
}

static int find_twin(const struct rule *r)
{
	const struct rule *all = r - r->index; /* rules stand in the order of the catalogue */

	for (int i = 0; i < r->index && r->measure->kind == KIND_DISTINCT; i++) {
		const struct measure *a = all[i].measure, *b = r->measure;

		if (a->kind == KIND_DISTINCT && a->dataset == b->dataset && a->regional == b->regional &&
		    a->placed_by == b->placed_by && a->counted_column == b->counted_column && all[i].twin < 0 &&
		    same_filters(a, b) && split_covers(&all[i].split, &r->split))
			return i;
	}
	return -1;
}

void rule_compile(struct rule *r, const struct plan *plan, int measure, struct words *words,
		  struct arena *arena)
{
	const struct measure *m = &plan->catalogue->measures[measure];

	*r = (struct rule){ .plan = plan, .measure = m, .index = measure, .twin = -1 };
	r->kind = kind_find(m->kind);
	r->region_column = r->exclusion_column = r->item_column = -1;
	assert(r->kind);
	if (m->dataset == DATASET_NONE)
		return;
	r->dataset = dataset_get(m->dataset);
	r->region_column = dataset_region_column(r->dataset);
	r->exclusion_column = dataset_exclusion_column(r->dataset);
	r->item_column = dataset_item_column(r->dataset);
	r->filters = arena_alloc(arena, (size_t)m->n_filters + 1, sizeof *r->filters);
	for (int f = 0; f < m->n_filters; f++)
		compile_filter(&r->filters[r->n_filters++], &m->filters[f], r->dataset, words, arena);
	if (m->service) {
		struct filter *service = arena_alloc(arena, 1, sizeof *service);
		*service = (struct filter){ .column = dataset_column(r->dataset, TEXT("service")),
					    .n_values = 1,
					    .values = &m->service };
		compile_filter(&r->filters[r->n_filters++], service, r->dataset, words, arena);
	}
	for (int e = 0; e < m->n_exclusions; e++)
		word_set_add(&r->allowed, words_code(words, text_of(m->exclusions[e])), arena);
	r->goods = arena_alloc(arena, (size_t)m->n_goods + 1, sizeof *r->goods);
	for (int g = 0; g < m->n_goods; g++)
		compile_filter(&r->goods[r->n_goods++], &m->goods[g], r->dataset, words, arena);
	if (m->implied_reason) {
		r->has_implied = true;
		r->implied_word = words_code(words, text_of(m->implied_reason));
		compile_filter(&r->implied, &m->implied, r->dataset, words, arena);
	}
	if (m->kind == KIND_JOURNEYS)
		compile_responses(r, words, arena);
	split_compile(&r->split, m, r->dataset, UINT64_MAX);
	compile_tables(r, arena);
	r->twin = find_twin(r);
	r->same_rows = rows_as_before(r);
	r->plain_limit = m->paused_column < 0 && !m->until_day_end;
	compile_regions(r);
	compile_limits(r, words, arena);
}

bool rule_passes(const struct rule_filter *f, const struct batch *b, size_t i)
{
	const union column *column = &b->columns[f->filter->column];

	if (!column->i64)
		return f->accepts_absent;
	if (f->column->type == COLUMN_LIST)
		return f->list_mask >> (column->list[i] & 63u) & 1u;
	return word_set_has(&f->words, column->word[i]);
}

static bool column_absent(const struct batch *b, int column)
{
	return !b->columns[column].i64;
}

static void keep_words(const struct rule_filter *f, const uint32_t *word, size_t n, uint64_t *chosen)
{
	for (size_t i = sweep_next(chosen, 0, n); i < n; i = sweep_next(chosen, i + 1, n))
		if (!word_set_has(&f->words, word[i]))
			chosen[i / SWEEP_WORD] &= ~(UINT64_C(1) << i % SWEEP_WORD);
}

void rule_select(const struct rule *r, const struct batch *b, uint64_t *chosen)
{
	sweep_all(b->n_rows, chosen);
	for (int k = 0; k < r->n_filters; k++) {
		const struct rule_filter *f = &r->filters[k];

		if (column_absent(b, f->filter->column)) {
			if (!f->accepts_absent)
				memset(chosen, 0, sweep_words(b->n_rows) * sizeof *chosen);
		} else if (f->column->type == COLUMN_LIST) {
			sweep_listed(b->columns[f->filter->column].list, f->list_mask, chosen, b->n_rows, chosen);
		} else {
			keep_words(f, b->columns[f->filter->column].word, b->n_rows, chosen);
		}
	}
}

int64_t rule_limit(const struct rule *r, const struct batch *b, size_t i)
{
	int column = r->measure->within.column;

	if (column < 0 || column_absent(b, column))
		return r->limit_absent;
	if (r->dataset->columns[column].type == COLUMN_LIST)
		return r->limit_of_place[b->columns[column].list[i]];
	uint32_t code = b->columns[column].word[i];
	return code < r->n_limit_words ? r->limit_of_word[code] : -1;
}

/* In a rejected row an empty value of a column that may not be empty says nothing. */
static bool may_be_empty(const struct column_def *c)
{
	return c->flags & COLUMN_EMPTY || !(c->flags & COLUMN_REQUIRED);
}

static bool could_pass(const struct rule_filter *f, const struct batch *b, size_t i,
		       const struct words *words)
{
	int column = f->filter->column;
	bool unreadable = false, accepted;

	if (column_absent(b, column))
		return f->accepts_absent || !may_be_empty(f->column);
	if (f->column->type == COLUMN_LIST) {
		uint8_t place = b->columns[column].list[i];
		if (place == LIST_UNREADABLE || (place == 0 && !may_be_empty(f->column)))
			return true;
	} else if (f->column->type == COLUMN_WORD) {
		uint32_t code = b->columns[column].word[i];
		if (code == WORD_UNREADABLE || (code == 0 && !may_be_empty(f->column)))
			return true;
	}
	accepted = plan_filter_accepts(f->filter, b, i, words, &unreadable);
	return accepted || unreadable;
}

/* False only when the instant is readable and lies outside the period. */
static bool could_be_placed(const struct rule *r, const struct batch *b, size_t i)
{
	int64_t from = plan_from(r->plan, r->measure), to = plan_to(r->plan, r->measure);
	int column = r->measure->placed_by;
	const struct column_def *c = &r->dataset->columns[column];
	int64_t at = column_absent(b, column) ? I64_EMPTY : b->columns[column].i64[i];

	if (at == I64_EMPTY && r->measure->clock_else >= 0) {
		column = r->measure->clock_else;
		c = &r->dataset->columns[column];
		at = column_absent(b, column) ? I64_EMPTY : b->columns[column].i64[i];
	}
	if (at == I64_UNREADABLE)
		return true;
	if (at == I64_EMPTY)
		return !may_be_empty(c); /* a clock that never started is no event */
	return at >= from && at < to;
}

static int64_t instant_or_unreadable(const struct batch *b, int column, size_t i)
{
	return column_absent(b, column) ? I64_UNREADABLE : b->columns[column].i64[i];
}

/* What lasts is ruled out when it readably ended before the time looked at or began after it.  Where its end
 * precedes its start nobody knows which of the two is wrong, so both must lie on one side. */
static bool could_overlap(int64_t start, int64_t stop, int64_t from, int64_t to)
{
	bool start_known = start != I64_EMPTY && start != I64_UNREADABLE;
	bool stop_known = stop != I64_EMPTY && stop != I64_UNREADABLE;

	if (start_known && stop_known && stop < start)
		return !(start < from || stop >= to);
	return !(start_known && start >= to) && !(stop_known && stop <= from);
}

static bool could_be_outage(const struct rule *r, const struct batch *b, size_t i)
{
	const struct period *p = &r->plan->period;

	return could_overlap(instant_or_unreadable(b, dataset_column(r->dataset, TEXT("start_at")), i),
			     instant_or_unreadable(b, dataset_column(r->dataset, TEXT("end_at")), i), p->from, p->to);
}

/* A loss may have begun in a month before, and none begins after the cut-off. */
static bool could_be_loss(const struct rule *r, const struct batch *b, size_t i)
{
	const struct measure *m = r->measure;

	return could_overlap(instant_or_unreadable(b, m->clock_from, i), instant_or_unreadable(b, m->clock_to[0], i),
			     r->plan->period.from, plan_judged_to(r->plan));
}

static bool could_be_of_month(const struct rule *r, const struct batch *b, size_t i)
{
	if (r->measure->kind == KIND_LOSSES)
		return could_be_loss(r, b, i);
	return r->measure->placed_by >= 0 ? could_be_placed(r, b, i) : could_be_outage(r, b, i);
}

bool rule_could_feed(const struct rule *r, const struct batch *b, size_t i, const struct words *words,
		     enum slot *slot)
{
	int column = r->measure->within.column;

	for (int k = 0; k < r->n_filters; k++) {
		if (!could_pass(&r->filters[k], b, i, words))
			return false;
	}
	if (!could_be_of_month(r, b, i))
		return false;
	if (column >= 0 && !column_absent(b, column)) {
		const struct column_def *c = &r->dataset->columns[column];
		bool is_list = c->type == COLUMN_LIST;
		bool readable = is_list ? b->columns[column].list[i] != LIST_UNREADABLE
					: b->columns[column].word[i] != WORD_UNREADABLE;
		bool empty = is_list ? b->columns[column].list[i] == 0 : b->columns[column].word[i] == 0;

		if (readable && !(empty && !may_be_empty(c)) && rule_limit(r, b, i) < 0)
			return false;
	}
	*slot = SLOT_NONE;
	if (!r->measure->regional || r->region_column < 0)
		return true;
	const struct column_def *region = &r->dataset->columns[r->region_column];
	const uint8_t *list = b->columns[r->region_column].list;
	uint8_t place = list ? list[i] : 0;
	if (place == LIST_UNREADABLE ||
	    (place == 0 && !(region->flags & COLUMN_EMPTY) && (list || region->flags & COLUMN_REQUIRED)))
		*slot = SLOT_UNREADABLE;
	else
		*slot = (enum slot)r->region_of_place[place];
	return true;
}

bool rule_is_blank(const struct rule *r, const struct batch *b, int column, size_t i)
{
	const union column *c = &b->columns[column];

	if (!c->i64)
		return true;
	switch (r->dataset->columns[column].type) {
	case COLUMN_LIST:
		return c->list[i] == 0;
	case COLUMN_WORD:
		return c->word[i] == 0;
	case COLUMN_TEXT:
		return c->text[i].size == 0;
	case COLUMN_TIME:
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		break;
	}
	return c->i64[i] == I64_EMPTY;
}
