/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Business processes, forecasts, and what changed between editions of the catalogue. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

#define MAX_NAMED 4 /* variants without a forecast */

/* ---- business processes ---- */

#define MAX_TIED (CATALOGUE_MAX_LIST + 1) /* processes, and other */

struct lowest { /* the processes whose level is lowest: equal ones are all of them */
	const struct breakdown_row *row; /* the first, or NULL */
	size_t n;
	uint64_t good, total; /* of all of them */
	bool is_every;        /* and no other has another level */
	const char *names;
};

static struct lowest lowest(const struct results *r, const struct look_rows *rows, struct arena *arena)
{
	struct lowest low = { 0 };
	const char *names[MAX_TIED];
	size_t n_levels = 0, n_named = 0;
	for (size_t i = 0; i < rows->n; i++) {
		const struct breakdown_row *row = rows->rows[i];
		if (row->level.value < 0)
			continue;
		n_levels++;
		if (low.row && row->level.value > low.row->level.value)
			continue;
		if (!low.row || row->level.value < low.row->level.value) {
			low = (struct lowest){ .row = row };
			n_named = 0;
		}
		low.n++;
		low.good += row->good;
		low.total += row->total;
		if (n_named < MAX_TIED)
			names[n_named++] = sentence_process(r, row->key);
	}
	low.is_every = low.n > 1 && low.n == n_levels;
	low.names = sentence_list(names, n_named, arena);
	return low;
}

static const char *attempts(const struct results *r, int item, struct arena *arena)
{
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "process", NULL);
	if (!rows.n)
		return "No Service Request was made in the month.";
	look_sort(&rows, arena);
	if (rows.n > 1 && rows.rows[0]->good == rows.rows[1]->good) /* none has most */
		return arena_printf(arena, "%s of Users in %zu business processes.",
				    sentence_n(rows.rows[0]->total, "Service Request", arena), rows.n);
	return arena_printf(arena, "%s of Users in %s; most, %s, served %s.",
			    sentence_n(rows.rows[0]->total, "Service Request", arena),
			    rows.n == 1 ? "one business process"
					: arena_printf(arena, "%zu business processes", rows.n),
			    sentence_share(rows.rows[0], arena), sentence_process(r, rows.rows[0]->key));
}

static const char *success(const struct results *r, int item, struct arena *arena)
{
	static const char *const words[RESPONSE_COUNT] = {
		[RESPONSE_NETWORK] = "failed by the network",
		[RESPONSE_REQUESTER] = "refused for what was asked",
		[RESPONSE_OTHER] = "answered with another code",
		[RESPONSE_NO_ANSWER] = "without an answer",
		[RESPONSE_UNSTATED] = "answered without a code",
	};
	struct look_rows rows = look_rows(r, item, FIGURE_SUCCESS, REGION_NONE, arena, "process", NULL);
	struct look_rows responses =
		look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "process", "response", NULL);
	struct lowest all = lowest(r, &rows, arena);
	const struct breakdown_row *low = all.row;
	if (!low)
		return NULL;
	if (all.is_every)
		return arena_printf(arena, "Every business process had the same rate of success, %s (%s of %s together).",
				    low->level.display, sentence_count(all.good, arena), sentence_count(all.total, arena));
	if (all.n > 1)
		return arena_printf(arena, "%s had the lowest rate of success, %s each (%s of %s together).", all.names,
				    low->level.display, sentence_count(all.good, arena), sentence_count(all.total, arena));
	const char *parts[RESPONSE_COUNT];
	size_t n = 0;
	for (int what = 0; what < RESPONSE_COUNT; what++) {
		const char *key = arena_printf(arena, "%s / %s", low->key, response_name((enum response)what));
		const struct breakdown_row *row = look_key(&responses, key);
		if (words[what] && row && row->good)
			parts[n++] = arena_printf(arena, "%s %s", sentence_count(row->good, arena), words[what]);
	}
	return arena_printf(arena, "%s had the lowest rate of success, %s (%s of %s)%s%s.",
			    sentence_process(r, low->key), low->level.display, sentence_count(low->good, arena),
			    sentence_count(low->total, arena), n ? "; the others: " : "", sentence_list(parts, n, arena));
}

static const char *within(const struct results *r, int item, struct arena *arena)
{
	struct look_rows rows = look_rows(r, item, FIGURE_WITHIN, REGION_NONE, arena, "process", NULL);
	struct look_rows times =
		look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "process", "quantile", NULL);
	struct lowest all = lowest(r, &rows, arena);
	const struct breakdown_row *low = all.row;
	if (!low)
		return NULL;
	if (all.is_every)
		return arena_printf(arena, "Every business process was equally often within the user's target, %s%s of the time.",
				    low->level.display, sentence_mark(r, item));
	if (all.n > 1)
		return arena_printf(arena, "%s were least often within the user's target, %s%s of the time each.", all.names,
				    low->level.display, sentence_mark(r, item));
	const struct breakdown_row *half = look_key(&times, arena_printf(arena, "%s / p50", low->key));
	const struct breakdown_row *most = look_key(&times, arena_printf(arena, "%s / p95", low->key));
	const char *text = arena_printf(arena, "%s was least often within the user's target, %s%s of the time",
					sentence_process(r, low->key), low->level.display, sentence_mark(r, item));
	if (half && most)
		text = arena_printf(arena, "%s: half its answers came within %s, 95 %% within %s", text,
				    sentence_duration(half->good, arena),
				    sentence_duration(most->good, arena));
	return arena_printf(arena, "%s.", text);
}

size_t sentence_processes(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	int item = look_find(r, LOOK_JOURNEYS);
	const char *missing = look_missing(r, item, arena);
	size_t n = 0;
	if (*missing) {
		out[0] = missing;
		return 1;
	}
	const char *lines[] = { attempts(r, item, arena), success(r, item, arena), within(r, item, arena) };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i])
			out[n++] = lines[i];
	return n;
}

/* ---- forecasts ---- */

#define NANO UINT64_C(1000000000)

uint64_t sentence_forecast_nano(const struct results *r, const struct breakdown_row *row, bool *known)
{
	const struct registers *g = r->registers;

	*known = true;
	for (size_t i = 0; g && i < g->n_forecasts; i++)
		if (!month_compare(g->forecasts[i].month, r->period.month) && !strcmp(g->forecasts[i].srv, row->key))
			return (uint64_t)g->forecasts[i].forecast_nano;
	*known = false;
	return 0;
}

const char *sentence_forecast(const struct results *r, const struct breakdown_row *row, struct arena *arena)
{
	bool known;
	uint64_t nano = sentence_forecast_nano(r, row, &known);
	int places = 9;
	uint64_t rest = nano % NANO;

	if (!known || !rest)
		return sentence_count(known ? nano / NANO : row->total, arena);
	for (; rest % 10 == 0; places--)
		rest /= 10;
	return arena_printf(arena, "%s.%0*llu", sentence_count(nano / NANO, arena), places, (unsigned long long)rest);
}

const char *sentence_than_forecast(const struct results *r, const struct breakdown_row *row, struct arena *arena)
{
	bool known, fewer;
	uint64_t nano = sentence_forecast_nano(r, row, &known);

	if (row->level.value <= 0)
		return row->level.display;
	fewer = known ? (unsigned __int128)row->good * NANO < nano : row->good < row->total;
	return arena_printf(arena, "%s %s", row->level.display, fewer ? "fewer" : "more");
}

/* Rows without a level have no forecast. */
static const char *without_forecast(const struct results *r, const struct look_rows *rows, uint64_t n_all,
				    struct arena *arena)
{
	const char *names[MAX_NAMED + 1];
	size_t n = 0;
	for (size_t i = 0; i < rows->n && n < MAX_NAMED; i++) {
		bool known;

		sentence_forecast_nano(r, rows->rows[i], &known);
		if (!known && rows->rows[i]->good)
			names[n++] = sentence_srv(r, rows->rows[i]->key, arena);
	}
	if (n && n_all > n) {
		names[n] = arena_printf(arena, "%s more", sentence_count(n_all - n, arena));
		n++;
	}
	return arena_printf(arena, "%s %s requested without a forecast%s%s.", sentence_n(n_all, "variant", arena),
			    n_all == 1 ? "was" : "were", n ? ": " : "", sentence_list(names, n, arena));
}

/* Rows stand with the furthest first, and where it is off by nothing, none is off; equal ones are named together. */
static const char *furthest(const struct results *r, const struct look_rows *rows, struct arena *arena)
{
	const struct breakdown_row *row = NULL;
	const char *names[MAX_NAMED + 1];
	size_t n = 0, n_all = 0;
	for (size_t i = 0; i < rows->n && (!row || rows->rows[i]->level.value == row->level.value); i++) {
		if (rows->rows[i]->level.value < 0)
			continue;
		row = row ? row : rows->rows[i];
		n_all++;
		if (n < MAX_NAMED)
			names[n++] = sentence_srv(r, rows->rows[i]->key, arena);
	}
	if (!row || row->level.value <= 0)
		return NULL;
	if (n_all == 1)
		return arena_printf(arena, "Furthest off was %s: %s against %s forecast, %s.", names[0],
				    sentence_n(row->good, "request", arena), sentence_forecast(r, row, arena),
				    sentence_than_forecast(r, row, arena));
	if (n_all > n) {
		names[n] = arena_printf(arena, "%s more", sentence_count(n_all - n, arena));
		n++;
	}
	return arena_printf(arena, "Furthest off were %s, each %s from its forecast.", sentence_list(names, n, arena),
			    row->level.display);
}

const char *sentence_forecast_verdict(const struct breakdown_row *row)
{
	switch (row->level.status) {
	case STATUS_GREEN: return "within";
	case STATUS_RED: return "outside";
	case STATUS_WITHHELD: return "withheld";
	case STATUS_AMBER:
	case STATUS_NO_DATA:
	case STATUS_COUNT: break;
	}
	return "no forecast";
}

size_t sentence_forecasts(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	int item = look_find(r, LOOK_FORECAST);
	const char *missing = look_missing(r, item, arena);
	size_t n = 0;
	if (*missing) {
		out[0] = missing;
		return 1;
	}
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "srv", NULL);
	struct look_rows verdicts = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "verdict", NULL);
	const struct breakdown_row *good = look_key(&verdicts, "within"),
				   *bare = look_key(&verdicts, "no_forecast");
	const char *tolerance = r->catalogue->measures[item].tolerance.text;
	if (!good)
		return out[n++] = "Not supplied: no forecast for the month came.", n;
	out[n++] = arena_printf(arena, "%s of %s with a forecast %s within %s\u00a0%% of it (%s).",
				sentence_count(good->good, arena),
				sentence_n(good->total, "Service Request variant", arena),
				good->good == 1 ? "was" : "were", tolerance, sentence_share_text(good));
	const char *off = furthest(r, &rows, arena);
	if (off)
		out[n++] = off;
	if (bare && bare->good)
		out[n++] = without_forecast(r, &rows, bare->good, arena);
	return n;
}

/* ---- changes of definition ---- */

size_t sentence_changes(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	size_t without = 0;
	for (size_t i = 0; i < r->n_changes; i++)
		without += !*r->changes[i].authority;
	const char *before = r->previous_edition ? r->previous_edition : "";
	const char *authority = !r->n_changes || without ? ""
				: r->n_changes == 1	  ? ", with its authority"
							  : ", each with its authority";
	if (!*before && !r->n_changes) {
		out[0] = arena_printf(
			arena, "No definition changed: no other edition than %s judged the month before.",
			r->catalogue->edition);
		return 1;
	}
	/* An edition may have levels from several months. */
	out[0] = *before ? arena_printf(arena, "%s between edition %s, which judged the month before, and edition %s%s.",
					sentence_n(r->n_changes, "change", arena), before, r->catalogue->edition, authority)
			 : arena_printf(arena, "%s within edition %s, which judged the month before too%s.",
					sentence_n(r->n_changes, "change", arena), r->catalogue->edition, authority);
	if (!without)
		return 1;
	out[1] =
		arena_printf(arena, "%s no authority: nobody is said to have agreed %s.",
			     without == 1 ? "1 change has" : arena_printf(arena, "%zu changes have", without),
			     without == 1 ? "to it" : "to them");
	return 2;
}
