/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/result.h"

#include "engine/number.h"

#include <assert.h>
#include <string.h>

const char *status_name(enum status s)
{
	static const char *const names[STATUS_COUNT] = { "green", "amber", "red", "no_data", "withheld" };

	assert((unsigned)s < STATUS_COUNT);
	return names[s];
}

const char *status_word(enum status s)
{
	static const char *const words[STATUS_COUNT] = { "Green", "Amber", "Red", "No data", "Withheld" };

	assert((unsigned)s < STATUS_COUNT);
	return words[s];
}

char status_letter(enum status s)
{
	static const char letters[STATUS_COUNT] = { 'G', 'A', 'R', '-', 'W' };

	assert((unsigned)s < STATUS_COUNT);
	return letters[s];
}

const char *quality_name(enum quality q)
{
	static const char *const names[] = { "ok", "marked", "withheld" };

	assert((unsigned)q < sizeof names / sizeof *names);
	return names[q];
}

const char *basis_name(enum basis b)
{
	static const char *const names[] = { "", "events", "reported", "mixed" };

	assert((unsigned)b < sizeof names / sizeof *names);
	return names[b];
}

const struct cell *results_find(const struct results *r, int measure, enum region region)
{
	for (size_t i = 0; i < r->n_cells; i++)
		if (r->cells[i].measure == measure && r->cells[i].region == region)
			return &r->cells[i];
	return NULL;
}

bool cell_is_reported(const struct cell *c)
{
	return c->basis == BASIS_REPORTED || c->basis == BASIS_MIXED;
}

const char *results_level_text(const struct results *r, const struct cell *c, const struct level_text *l,
			       struct arena *arena)
{
	return arena_printf(arena, "%s%s%s%s", l->display, measure_mark(&r->catalogue->measures[c->measure], r->period.month),
			    c->quality == QUALITY_MARKED ? "\u2020" : "", cell_is_reported(c) ? "\u2021" : "");
}

const char *cell_streak(const struct cell *c, struct arena *arena)
{
	const char *text;

	if (c->months_below < 1 || !c->below_since.month)
		return "";
	if (c->months_below == 1)
		return "below target for one month so far";
	text = arena_printf(arena, "below target for the %s month in succession, since %s %d",
			    number_ordinal(c->months_below, arena), month_name(c->below_since.month), c->below_since.year);
	if (c->streak_unjudged)
		text = arena_printf(arena, "%s, before which no target was in force", text);
	return !c->streak_blind ? text
				: arena_printf(arena, "%s (not counting %d month%s without a verdict)", text, c->streak_blind,
					       c->streak_blind == 1 ? "" : "s");
}

const char *breakdown_key(const char *const *parts, int n, struct arena *arena)
{
	const char *key;
	struct builder b;

	if (!n)
		return "all";
	builder_init(&b);
	for (int i = 0; i < n; i++) {
		if (i)
			builder_add(&b, TEXT(BREAKDOWN_JOINT));
		builder_add(&b, text_of(parts[i]));
	}
	key = arena_copy(arena, b.data ? b.data : "", b.size);
	builder_done(&b);
	return key;
}

const char *breakdown_part(const struct breakdown_row *row, int i)
{
	return i < row->n_parts ? row->parts[i] : "";
}

const struct breakdown_row *results_breakdown(const struct results *r, int measure, const char *dimension,
					      enum region region, size_t *n)
{
	const struct breakdown_row *first = NULL;

	*n = 0;
	for (size_t i = 0; i < r->n_breakdowns; i++) {
		const struct breakdown_row *row = &r->breakdowns[i];

		if (row->measure != measure || row->region != region || strcmp(row->dimension, dimension) != 0) {
			if (first)
				break;
			continue;
		}
		if (!first)
			first = row;
		++*n;
	}
	return first;
}
