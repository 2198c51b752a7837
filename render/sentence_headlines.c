/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sentences at the front of the report.  Each sentence has a function that returns NULL when there is
 * nothing to say; the table at the end is their order. */
#include "engine/review.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NAMED 3 /* measures with a sentence of their own */

typedef const char *headline(const struct results *r, struct arena *arena);

static const struct measure *measure_of(const struct results *r, const struct cell *c)
{
	return &r->catalogue->measures[c->measure];
}

/* The national cells of Code measures with a status, in catalogue order. */
static size_t code_cells(const struct results *r, enum status s, const struct cell **out)
{
	size_t n = 0;
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct cell *c = results_find(r, m, REGION_NONE);
		if (r->catalogue->measures[m].code_measure && c && c->level.status == s)
			out[n++] = c;
	}
	return n;
}

static const char *list_ids(const struct results *r, const struct cell *const *cells, size_t n,
			    struct arena *arena)
{
	const char **ids = arena_alloc(arena, n + 1, sizeof *ids);
	for (size_t i = 0; i < n; i++)
		ids[i] = measure_of(r, cells[i])->id;
	return sentence_list(ids, n, arena);
}

static const char *overview(const struct results *r, struct arena *arena)
{
	const struct cell **cells = arena_alloc(arena, CATALOGUE_MAX_MEASURES, sizeof *cells);
	const char *parts[STATUS_COUNT];
	size_t n_parts = 0, total = 0;
	for (int s = 0; s < STATUS_COUNT; s++) {
		size_t n = code_cells(r, (enum status)s, cells);
		total += n;
		if (n)
			parts[n_parts++] = arena_printf(arena, "%zu %s (%s)", n, status_word((enum status)s),
							list_ids(r, cells, n, arena));
	}
	if (!total)
		return arena_printf(arena, "This catalogue holds no Code Performance Measure; %d measure%s judged.",
				    r->catalogue->n_measures, r->catalogue->n_measures == 1 ? " is" : "s are");
	return arena_printf(arena, "Of the %zu Code Performance Measure%s of %s, judged nationally, %s.", total,
			    total == 1 ? "" : "s", sentence_month(r->period.month, arena),
			    sentence_list(parts, n_parts, arena));
}

static const char *regions_below(const struct results *r, int measure, struct arena *arena)
{
	const char *names[REGION_COUNT];
	size_t n = 0;
	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);
		if (sentence_is_below(c))
			names[n++] = arena_printf(arena, "%s (%s, %s)", region_name((enum region)g),
						  sentence_level(r, c, arena), status_word(c->level.status));
	}
	return n ? sentence_list(names, n, arena) : "";
}

/* One Code measure that missed nationally; `joint` stands between its two statements. */
static const char *missed_words(const struct results *r, const struct cell *c, const char *joint, struct arena *arena)
{
	const struct measure *m = measure_of(r, c);
	const char *text = arena_printf(arena, "%s was %s against a target of %s %%: %s, %s and %s short", m->id,
					sentence_level(r, c, arena), c->judged_by->target.text,
					status_word(c->level.status), sentence_points(c->gap_target, arena),
					sentence_units(m, c->events_short, arena));
	const char *streak = sentence_streak(c, arena);
	if (c->months_below > 1)
		text = arena_printf(arena, "%s; the %s", text, streak);
	else if (*streak)
		text = arena_printf(arena, "%s; the first month below", text);
	const char *regions = regions_below(r, c->measure, arena);
	return *regions ? arena_printf(arena, "%s%selow in %s.", text, joint, regions) : arena_printf(arena, "%s.", text);
}

static const char *missed_sentence(const struct results *r, const struct cell *c, struct arena *arena)
{
	return missed_words(r, c, ". B", arena);
}

/* Red before Amber, then by the streak, the longer first, then in catalogue order. */
static int compare_grave(const void *a, const void *b)
{
	const struct cell *x = *(const struct cell *const *)a, *y = *(const struct cell *const *)b;
	if (x->level.status != y->level.status)
		return x->level.status == STATUS_RED ? -1 : 1;
	if (x->months_below != y->months_below)
		return x->months_below > y->months_below ? -1 : 1;
	return x->measure - y->measure;
}

static size_t missed_cells(const struct results *r, const struct cell **cells)
{
	size_t n = code_cells(r, STATUS_RED, cells);
	n += code_cells(r, STATUS_AMBER, cells + n);
	qsort(cells, n, sizeof *cells, compare_grave);
	return n;
}

static const char *missed_at(const struct results *r, size_t place, struct arena *arena)
{
	const struct cell **cells = arena_alloc(arena, 2 * CATALOGUE_MAX_MEASURES, sizeof *cells);
	size_t n = missed_cells(r, cells);
	return place < n ? missed_sentence(r, cells[place], arena) : NULL;
}

static const char *missed_first(const struct results *r, struct arena *arena)
{
	return missed_at(r, 0, arena);
}

static const char *missed_second(const struct results *r, struct arena *arena)
{
	return missed_at(r, 1, arena);
}

static const char *missed_third(const struct results *r, struct arena *arena)
{
	return missed_at(r, 2, arena);
}

/* The other Code measures that missed, and the provider measures that did. */
static const char *others_missed(const struct results *r, struct arena *arena)
{
	const struct cell **cells = arena_alloc(arena, 2 * CATALOGUE_MAX_MEASURES, sizeof *cells);
	size_t n = missed_cells(r, cells), n_names = 0;
	const char **names = arena_alloc(arena, 2 * CATALOGUE_MAX_MEASURES, sizeof *names);
	for (size_t i = MAX_NAMED; i < n; i++)
		names[n_names++] = arena_printf(arena, "%s (%s)", measure_of(r, cells[i])->id,
						sentence_level(r, cells[i], arena));
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct measure *measure = &r->catalogue->measures[m];
		const struct cell *national = results_find(r, m, REGION_NONE);
		if (!sentence_is_missed(r, m) || (measure->code_measure && sentence_is_below(national)))
			continue;
		const char *regions[REGION_COUNT];
		size_t n_regions = 0;
		for (int g = REGION_N; g <= REGION_S; g++)
			if (sentence_is_below(results_find(r, m, (enum region)g)))
				regions[n_regions++] = region_name((enum region)g);
		names[n_names++] = n_regions ? arena_printf(arena, "%s (%s)", measure->id,
							     n_regions == 3 ? "every Region"
									    : sentence_list(regions, n_regions, arena))
					     : measure->id;
	}
	if (!n_names)
		return NULL;
	return arena_printf(arena, "Also below target: %s.", sentence_list(names, n_names, arena));
}

/* At most `shown` cells as "CSP-4.3 North, CPM-2 Central and 4 more". */
static const char *list_cells(const struct results *r, const struct cell *const *cells, size_t n, size_t shown,
			      struct arena *arena)
{
	const char **names = arena_alloc(arena, n + 1, sizeof *names);
	size_t n_names = 0;
	for (size_t i = 0; i < n && i < shown; i++) {
		const struct measure *m = measure_of(r, cells[i]);
		names[n_names++] = m->regional ? arena_printf(arena, "%s %s", m->id,
							      cells[i]->region == REGION_NONE
								      ? "nationally"
								      : region_name(cells[i]->region))
					       : m->id;
	}
	if (n > shown)
		names[n_names++] = arena_printf(arena, "%zu more", n - shown);
	return sentence_list(names, n_names, arena);
}

static const char *untrusted(const struct results *r, struct arena *arena)
{
	const struct cell **cells = arena_alloc(arena, r->n_cells + 1, sizeof *cells);
	size_t n = 0;
	for (size_t i = 0; i < r->n_cells; i++)
		if (*review_doubts(r->review, &r->cells[i], arena))
			cells[n++] = &r->cells[i];
	if (!n)
		return NULL;
	return arena_printf(arena, "%zu Green figure%s should not be taken at %s word: %s.", n, n == 1 ? "" : "s",
			    n == 1 ? "its" : "their", list_cells(r, cells, n, 6, arena));
}

static const char *refused(const struct results *r, struct arena *arena)
{
	uint64_t total = 0;
	const struct cell *most = NULL;
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *c = &r->cells[i];
		const struct measure *m = measure_of(r, c);
		if (m->kind == KIND_COMPOSITE || !c->refused)
			continue;
		if (c->region == REGION_NONE)
			total += c->refused;
		if (c->all_claims.value >= 0 && c->level.value >= 0 && (c->region != REGION_NONE || !m->regional) &&
		    (!most || c->all_claims.value - c->level.value > most->all_claims.value - most->level.value))
			most = c;
	}
	if (!total)
		return NULL;
	const char *text = arena_printf(arena, "%s claim%s to leave items out %s refused", sentence_count(total, arena),
					total == 1 ? "" : "s", total == 1 ? "was" : "were");
	if (!most)
		return arena_printf(arena, "%s.", text);
	return arena_printf(arena, "%s; honoured, they would have moved %s%s%s from %s (%s) to %s (%s).", text,
			    measure_of(r, most)->id, most->region == REGION_NONE ? "" : " ",
			    most->region == REGION_NONE ? "" : region_name(most->region),
			    sentence_level(r, most, arena), status_word(most->level.status),
			    sentence_level_text(r, most, &most->all_claims, arena),
			    status_word(most->all_claims.status));
}

static const char *withheld(const struct results *r, struct arena *arena)
{
	const struct cell **cells = arena_alloc(arena, r->n_cells + 1, sizeof *cells);
	size_t n = 0;
	for (size_t i = 0; i < r->n_cells; i++)
		if (r->cells[i].level.status == STATUS_WITHHELD)
			cells[n++] = &r->cells[i];
	if (!n)
		return NULL;
	return arena_printf(arena, "%zu figure%s withheld because the data does not carry %s: %s.", n,
			    n == 1 ? " is" : "s are", n == 1 ? "it" : "them", list_cells(r, cells, n, 6, arena));
}

static const char *rows(const struct results *r, struct arena *arena)
{
	const struct row_counts *t = &r->intake->total;
	return arena_printf(arena, "The figures rest on %s of %s rows read; %s were rejected.",
			    sentence_count(t->used, arena), sentence_count(t->read, arena),
			    sentence_count(t->rejected, arena));
}

/* Definitions that changed, when any did. */
static const char *changes(const struct results *r, struct arena *arena)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	if (!r->n_changes || !sentence_changes(r, arena, lines))
		return NULL;
	return arena_printf(arena, "Definitions changed: %s", lines[0]);
}

/* The head of the list of alerts, where there are any. */
static const char *alerts(const struct results *r, struct arena *arena)
{
	struct head head;
	const char *lines[SENTENCE_MAX_TOPIC];
	if (*look_missing(r, look_find(r, LOOK_ALERT_VOLUME), arena) || !sentence_heads(r, arena, &head, 1))
		return NULL;
	return sentence_alerts(r, arena, lines) ? lines[0] : NULL;
}

size_t sentence_headlines(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_HEADLINES])
{
	static headline *const order[] = { overview,      missed_first, missed_second, missed_third,
					   others_missed, sentence_promised, untrusted, refused, alerts, withheld, changes };
	_Static_assert(sizeof order / sizeof *order <= SENTENCE_MAX_HEADLINES, "room for every headline");
	size_t n = 0;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		const char *text = order[i](r, arena);
		if (text)
			out[n++] = text;
	}
	if (n < 3)
		out[n++] = rows(r, arena);
	return n;
}

/* The Code measure that has been below longest, Red before Amber among equals, in one sentence. */
static const char *longest(const struct results *r, struct arena *arena)
{
	const struct cell **cells = arena_alloc(arena, 2 * CATALOGUE_MAX_MEASURES, sizeof *cells);
	size_t n = missed_cells(r, cells), found = 0;
	for (size_t i = 1; i < n; i++)
		if (cells[i]->months_below > cells[found]->months_below)
			found = i;
	return n ? missed_words(r, cells[found], "; b", arena) : NULL;
}

size_t sentence_three(const struct results *r, struct arena *arena, const char *out[3])
{
	static headline *const order[] = { overview, longest, untrusted, withheld, refused, others_missed, rows };
	size_t n = 0;
	for (size_t i = 0; n < 3 && i < sizeof order / sizeof *order; i++) {
		const char *text = order[i](r, arena);
		if (text)
			out[n++] = text;
	}
	return n;
}
