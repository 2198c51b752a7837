/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Incidents: how many, whose, why, how old; and what another category of one would do. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

#define MAX_PARTS 6

static const char *raised(const struct results *r, int item, struct arena *arena)
{
	struct look_rows ages = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "age", NULL);
	const char *parts[MAX_PARTS];
	uint64_t resolved = 0;
	size_t n = 0;
	if (!ages.n)
		return "No incident was raised in the month.";
	for (size_t i = 0; i < ages.n && n < MAX_PARTS; i++) {
		if (!strcmp(sentence_ordered(ages.rows[i]->key), "resolved"))
			resolved = ages.rows[i]->good;
		else
			parts[n++] = arena_printf(arena, "%s (%s)", sentence_ordered(ages.rows[i]->key),
						  sentence_count(ages.rows[i]->good, arena));
	}
	const char *text = arena_printf(arena, "%s raised, %s resolved",
					sentence_n(ages.rows[0]->total, "incident", arena),
					sentence_count(resolved, arena));
	return n ? arena_printf(arena, "%s; open at the end, by age: %s.", text,
				sentence_list(parts, n, arena))
		 : arena_printf(arena, "%s.", text);
}

/* Rows of a two-part dimension that begin with `head`: "2 Production Proving and 1 Change". */
static const char *list_under(const struct look_rows *rows, const char *head, struct arena *arena,
			      uint64_t *total)
{
	const char *parts[MAX_PARTS];
	size_t n = 0;
	*total = 0;
	for (size_t i = 0; i < rows->n && n < MAX_PARTS; i++) {
		const char *second = breakdown_part(rows->rows[i], 1);
		if (strcmp(breakdown_part(rows->rows[i], 0), head) != 0)
			continue;
		*total = rows->rows[i]->total;
		parts[n++] = arena_printf(arena, "%s %s", sentence_count(rows->rows[i]->good, arena),
					  strcmp(second, "-") ? second : "without a cause");
	}
	return n ? sentence_list(parts, n, arena) : "";
}

static const char *key_incidents(const struct results *r, int item, struct arena *arena)
{
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "key", "cause", NULL);
	uint64_t total;
	look_sort(&rows, arena);
	const char *causes = list_under(&rows, "Y", arena, &total);
	if (!rows.n)
		return NULL;
	if (!total)
		return "None of them was a key incident.";
	return arena_printf(arena, "%s, by cause: %s.", sentence_n(total, "key incident", arena), causes);
}

static const char *registration(const struct results *r, int item, struct arena *arena)
{
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "resolver", "open", NULL);
	uint64_t total;
	const char *states = list_under(&rows, "RDP", arena, &total);
	if (!rows.n)
		return NULL;
	return total ? arena_printf(arena, "Registration data providers had %s to resolve: %s.",
				    sentence_n(total, "incident", arena), states)
		     : "Registration data providers had no incident to resolve.";
}

/* The first change that would give another colour, Green before others, and how many there are. */
static const char *what_if(const struct results *r, struct arena *arena)
{
	int item = look_find(r, LOOK_WHAT_IF);
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "change", NULL);
	const struct breakdown_row *first = NULL;
	size_t n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		int measure = catalogue_find(r->catalogue, text_of(breakdown_part(rows.rows[i], 3)));
		const struct cell *now = measure < 0 ? NULL : results_find(r, measure, REGION_NONE);
		enum status then = rows.rows[i]->level.status;
		if (!now || then >= STATUS_NO_DATA || then == now->level.status)
			continue;
		if (!n++ || (first->level.status != STATUS_GREEN && then == STATUS_GREEN))
			first = rows.rows[i];
	}
	if (!rows.n)
		return NULL;
	if (!first)
		return arena_printf(arena, "No other category of a single incident would change a colour.");
	const char *id = breakdown_part(first, 3);
	const struct cell *now = results_find(r, catalogue_find(r->catalogue, text_of(id)), REGION_NONE);
	const char *text = arena_printf(
		arena, "Had %s been of category %s instead of %s, %s would be %s%s (%s) instead of %s (%s)",
		breakdown_part(first, 0), breakdown_part(first, 2), breakdown_part(first, 1), id,
		first->level.display, sentence_mark(r, now->measure), status_word(first->level.status), sentence_level(r, now, arena),
		status_word(now->level.status));
	return n > 1 ? arena_printf(arena, "%s. In %zu cases another category of a single incident would change a colour.",
				    text, n)
		     : arena_printf(arena, "%s.", text);
}

size_t sentence_incidents(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	int item = look_find(r, LOOK_INCIDENTS);
	const char *missing = look_missing(r, item, arena);
	size_t n = 0;
	if (*missing) {
		out[0] = missing;
		return 1;
	}
	const char *lines[] = { raised(r, item, arena), key_incidents(r, item, arena),
				registration(r, item, arena), what_if(r, arena) };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i])
			out[n++] = lines[i];
	return n;
}
