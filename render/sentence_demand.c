/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Business processes, forecasts, and what changed between editions of the catalogue. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

/* ---- business processes ---- */

static const struct breakdown_row *lowest(const struct look_rows *rows)
{
	const struct breakdown_row *low = NULL;
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i]->level.value >= 0 &&
		    (!low || rows->rows[i]->level.value < low->level.value))
			low = rows->rows[i];
	return low;
}

static const char *attempts(const struct results *r, int item, struct arena *arena)
{
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "process", NULL);
	if (!rows.n)
		return "No Service Request was made in the month.";
	look_sort(&rows, arena);
	return arena_printf(arena, "%s of Users in %s; most, %s, served %s.",
			    sentence_n(rows.rows[0]->total, "Service Request", arena),
			    rows.n == 1 ? "one business process"
					: arena_printf(arena, "%zu business processes", rows.n),
			    sentence_share(rows.rows[0], arena), sentence_process(r, rows.rows[0]->key));
}

static const char *success(const struct results *r, int item, struct arena *arena)
{
	struct look_rows rows = look_rows(r, item, FIGURE_SUCCESS, REGION_NONE, arena, "process", NULL);
	struct look_rows responses =
		look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "process", "response", NULL);
	const struct breakdown_row *low = lowest(&rows);
	if (!low)
		return NULL;
	const char *key = arena_printf(arena, "%s / %s", low->key, response_name(RESPONSE_NETWORK));
	const char *other = arena_printf(arena, "%s / %s", low->key, response_name(RESPONSE_REQUESTER));
	const struct breakdown_row *network = look_key(&responses, key),
				   *requester = look_key(&responses, other);
	return arena_printf(arena,
			    "%s had the lowest rate of success, %s (%s of %s): %s the network's failures, %s "
			    "refused for what "
			    "was asked.",
			    sentence_process(r, low->key), low->level.display,
			    sentence_count(low->good, arena), sentence_count(low->total, arena),
			    sentence_count(network ? network->good : 0, arena),
			    sentence_count(requester ? requester->good : 0, arena));
}

static const char *within(const struct results *r, int item, struct arena *arena)
{
	struct look_rows rows = look_rows(r, item, FIGURE_WITHIN, REGION_NONE, arena, "process", NULL);
	struct look_rows times =
		look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "process", "quantile", NULL);
	const struct breakdown_row *low = lowest(&rows);
	if (!low)
		return NULL;
	const struct breakdown_row *half = look_key(&times, arena_printf(arena, "%s / p50", low->key));
	const struct breakdown_row *most = look_key(&times, arena_printf(arena, "%s / p95", low->key));
	const char *text = arena_printf(arena, "%s was least often within the user's target, %s of the time",
					sentence_process(r, low->key), low->level.display);
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
	out[n++] = arena_printf(arena, "%s of %s with a forecast %s within %s %% of it (%s).",
				sentence_count(good->good, arena),
				sentence_n(good->total, "Service Request variant", arena),
				good->good == 1 ? "was" : "were", tolerance, good->level.display);
	for (size_t i = 0; i < rows.n; i++) {
		const struct breakdown_row *row = rows.rows[i];
		if (row->level.value < 0)
			continue;
		out[n++] = arena_printf(arena, "Furthest off was %s: %s against %s forecast, %s off.",
					sentence_srv(r, row->key, arena),
					sentence_n(row->good, "request", arena),
					sentence_count(row->total, arena), row->level.display);
		break;
	}
	if (bare && bare->good)
		out[n++] = arena_printf(arena, "%s requested without a forecast.",
					sentence_n(bare->good, "variant", arena));
	return n;
}

/* ---- changes of definition ---- */

size_t sentence_changes(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	size_t without = 0;
	for (size_t i = 0; i < r->n_changes; i++)
		without += !*r->changes[i].authority;
	if (!r->previous_edition || !*r->previous_edition) {
		out[0] = arena_printf(
			arena, "No definition changed: no other edition than %s judged the month before.",
			r->catalogue->edition);
		return 1;
	}
	out[0] = arena_printf(
		arena, "%s between edition %s, which judged the month before, and edition %s%s.",
		sentence_n(r->n_changes, "change", arena), r->previous_edition, r->catalogue->edition,
		!r->n_changes || without ? "" : ", each with its authority");
	if (!without)
		return 1;
	out[1] =
		arena_printf(arena, "%s no authority: nobody is said to have agreed %s.",
			     without == 1 ? "1 change has" : arena_printf(arena, "%zu changes have", without),
			     without == 1 ? "to it" : "to them");
	return 2;
}
