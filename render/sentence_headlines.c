/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sentences at the front of the report.  Each sentence has a function that returns NULL when there is
 * nothing to say; the table at the end is their order. */
#include "engine/review.h"
#include "engine/supply.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NAMED    3 /* measures with a sentence of their own */
#define MAX_COLOURED 12 /* measures listed of one colour */

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
		if (!n)
			continue;
		const char *verb = n_parts ? "" : n == 1 ? "is " : "are ";
		const char *word = s == STATUS_NO_DATA ? "without data" : status_word((enum status)s);
		parts[n_parts++] = arena_printf(arena, "%zu %s%s (%s)", n, verb, word, list_ids(r, cells, n, arena));
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
	const char *text = arena_printf(arena, "%s was %s against a target of %s\u00a0%%: %s, %s and %s short", m->id,
					sentence_level(r, c, arena), c->judged_by->target.text,
					status_word(c->level.status), sentence_points(c->gap_target, arena),
					sentence_units(m, c->events_short, arena));
	const char *streak = cell_streak(c, arena);
	if (*streak)
		text = arena_printf(arena, "%s; %s", text, streak);
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

/* The figures of one measure in one colour: "CSP-2 nationally (10), North (10) and South (5)". */
struct coloured {
	int measure, longest; /* months below target, which stand in brackets */
	size_t n;
	const char *text;
};

static struct coloured coloured_of(const struct results *r, int measure, enum status s, struct arena *arena)
{
	const struct measure *m = &r->catalogue->measures[measure];
	const char *parts[REGION_COUNT];
	struct coloured of = { .measure = measure };
	for (int g = REGION_NONE; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);
		if (!c || c->level.status != s)
			continue;
		const char *where = !m->regional ? m->id : g == REGION_NONE ? "nationally" : region_name((enum region)g);
		if (m->regional && !of.n)
			where = arena_printf(arena, "%s %s", m->id, where);
		parts[of.n++] = c->months_below > 0 ? arena_printf(arena, "%s (%d)", where, c->months_below) : where;
		of.longest = c->months_below > of.longest ? c->months_below : of.longest;
	}
	of.text = sentence_list(parts, of.n, arena);
	return of;
}

/* The longest below first, then in catalogue order. */
static int compare_coloured(const void *a, const void *b)
{
	const struct coloured *x = a, *y = b;
	return x->longest != y->longest ? y->longest - x->longest : x->measure - y->measure;
}

/* "9 figures are Red (...): ..." without a full stop; NULL without any.  Measures that are `named` are left out. */
static const char *coloured(const struct results *r, enum status s, const bool *named, struct arena *arena)
{
	struct coloured *all = arena_alloc(arena, (size_t)r->catalogue->n_measures + 1, sizeof *all);
	size_t n = 0, n_figures = 0, n_left = 0;
	const char *text = "", *other = "";
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		struct coloured of = coloured_of(r, m, s, arena);
		if (named && named[m])
			other = "other ";
		else if (of.n) {
			all[n++] = of;
			n_figures += of.n;
		}
	}
	if (!n)
		return NULL;
	qsort(all, n, sizeof *all, compare_coloured);
	for (size_t i = 0; i < n; i++)
		if (i < MAX_COLOURED)
			text = arena_printf(arena, "%s%s %s", text, i ? ";" : "", all[i].text);
		else
			n_left += all[i].n;
	if (n_left)
		text = arena_printf(arena, "%s; and %zu more", text, n_left);
	return arena_printf(arena, "%zu %sfigure%s %s (in brackets the months in succession below target):%s", n_figures, other,
			    n_figures == 1 ? " is" : "s are", status_word(s), text);
}

/* Every Red, of whatever measure and Region. */
static const char *reds(const struct results *r, struct arena *arena)
{
	const char *text = coloured(r, STATUS_RED, NULL, arena);
	return text ? arena_printf(arena, "%s.", text) : NULL;
}

/* The Ambers of measures without a sentence of their own. */
static const char *ambers(const struct results *r, struct arena *arena)
{
	const struct cell **cells = arena_alloc(arena, 2 * CATALOGUE_MAX_MEASURES, sizeof *cells);
	bool *named = arena_alloc(arena, (size_t)r->catalogue->n_measures + 1, sizeof *named);
	size_t n = missed_cells(r, cells);
	for (size_t i = 0; i < n && i < MAX_NAMED; i++)
		named[cells[i]->measure] = true;
	const char *text = coloured(r, STATUS_AMBER, named, arena);
	return text ? arena_printf(arena, "%s.", text) : NULL;
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

/* "12 Green figures should not be taken at their word", and `which`. */
static const char *untrusted_words(const struct results *r, bool which, struct arena *arena)
{
	const struct cell **cells = arena_alloc(arena, r->n_cells + 1, sizeof *cells);
	size_t n = 0;
	for (size_t i = 0; i < r->n_cells; i++)
		if (*review_doubts(r->review, &r->cells[i], arena))
			cells[n++] = &r->cells[i];
	if (!n)
		return NULL;
	const char *text = arena_printf(arena, "%zu Green figure%s should not be taken at %s word", n, n == 1 ? "" : "s",
					n == 1 ? "its" : "their");
	return which ? arena_printf(arena, "%s: %s", text, list_cells(r, cells, n, 6, arena)) : text;
}

static const char *untrusted(const struct results *r, struct arena *arena)
{
	const char *text = untrusted_words(r, true, arena);
	return text ? arena_printf(arena, "%s.", text) : NULL;
}

/* The Reds, and how many Greens are in doubt. */
static const char *reds_and_doubts(const struct results *r, struct arena *arena)
{
	const char *red = coloured(r, STATUS_RED, NULL, arena), *doubts = untrusted_words(r, !red, arena);
	if (!red || !doubts)
		return red || doubts ? arena_printf(arena, "%s.", red ? red : doubts) : NULL;
	return arena_printf(arena, "%s; and %s.", red, doubts);
}

/* What the refused claims would do to a figure: one they would give another colour, else the one they would move
 * most; NULL where they would move none. */
static const struct cell *most_refused(const struct results *r)
{
	const struct cell *most = NULL;
	double most_moved = 0;
	bool most_turns = false;
	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *c = &r->cells[i];
		const struct measure *m = measure_of(r, c);
		if (m->kind == KIND_COMPOSITE || !c->refused || c->all_claims.value < 0 || c->level.value < 0 ||
		    (m->regional && c->region == REGION_NONE) || !strcmp(c->all_claims.display, c->level.display))
			continue;
		bool turns = c->all_claims.status != c->level.status;
		double moved = c->all_claims.value - c->level.value;
		if (turns > most_turns || (turns == most_turns && moved > most_moved)) {
			most = c;
			most_moved = moved;
			most_turns = turns;
		}
	}
	return most;
}

/* One item may be claimed of several measures, so no sum is said. */
static const char *refused(const struct results *r, struct arena *arena)
{
	const char **names = arena_alloc(arena, (size_t)r->catalogue->n_measures + 1, sizeof *names);
	size_t n = 0;
	uint64_t last = 0;
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct cell *c = results_find(r, m, REGION_NONE);
		if (!c || !c->refused || measure_of(r, c)->kind == KIND_COMPOSITE)
			continue;
		names[n++] = measure_of(r, c)->id;
		last = c->refused;
	}
	if (!n)
		return NULL;
	bool one = n == 1 && last == 1;
	const char *what = one ? "A claim to leave an item out" : "Claims to leave items out";
	const char *text = arena_printf(arena, "%s of %s %s refused", what, sentence_list(names, n, arena), one ? "was" : "were");
	const struct cell *c = most_refused(r);
	if (!c)
		return arena_printf(arena, "%s.", text);
	const char *then = status_word(c->all_claims.status);
	return arena_printf(arena, "%s; honoured, the %s of %s would have moved it from %s (%s) to %s (%s%s).", text,
			    c->refused == 1 ? "claim" : sentence_n(c->refused, "claim", arena), list_cells(r, &c, 1, 1, arena),
			    sentence_level(r, c, arena), status_word(c->level.status),
			    sentence_level_text(r, c, &c->all_claims, arena),
			    c->all_claims.status == c->level.status ? "still " : "", then);
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
	return arena_printf(arena, "%zu figure%s withheld, for the reason given with %s: %s.", n, n == 1 ? " is" : "s are",
			    n == 1 ? "it" : "each", list_cells(r, cells, n, 6, arena));
}

/* The datasets whose absence leaves measures without data. */
static const char *not_supplied(const struct results *r, struct arena *arena)
{
	const char *text = supply_sentence(r, arena);
	return *text ? text : NULL;
}

static const char *rows(const struct results *r, struct arena *arena)
{
	const struct row_counts *t = &r->intake->total;
	if (!t->read)
		return "No row of data was read.";
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
	static headline *const order[] = { overview, not_supplied, missed_first,      missed_second, missed_third,
					   reds,     ambers,       sentence_promised, untrusted,     refused,
					   alerts,   withheld,     changes };
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
	static headline *const order[] = { overview, longest,  reds_and_doubts, not_supplied,
					   withheld, refused, ambers,          rows };
	size_t n = 0;
	for (size_t i = 0; n < 3 && i < sizeof order / sizeof *order; i++) {
		const char *text = order[i](r, arena);
		if (text)
			out[n++] = text;
	}
	return n;
}
