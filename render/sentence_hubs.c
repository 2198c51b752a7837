/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Communications Hubs: installed, in service, returned; and what connection was lost. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

#define MAX_PARTS 8

static const char *installed(const struct results *r, int item, struct arena *arena)
{
	const char *parts[REGION_COUNT];
	size_t n = 0;
	struct look_rows national = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, NULL);
	if (!national.n)
		return "No hub was installed in the month.";
	for (int g = REGION_N; g <= REGION_S; g++) {
		struct look_rows rows = look_rows(r, item, FIGURE_MAIN, (enum region)g, arena, NULL);
		const uint64_t *count = look_count(&rows, "all");
		if (count)
			parts[n++] = arena_printf(arena, "%s in %s", sentence_count(*count, arena), region_name((enum region)g));
	}
	const char *text =
		arena_printf(arena, "%s %s installed", sentence_n(national.rows[0]->good, "hub", arena),
			     national.rows[0]->good == 1 ? "was" : "were");
	if (n)
		text = arena_printf(arena, "%s: %s", text, sentence_list(parts, n, arena));
	return arena_printf(arena, "%s.", text);
}

/* The measures of installations that run a clock: connected the first time. */
static const char *connected(const struct results *r, struct arena *arena)
{
	static const enum measure_kind kinds[] = { KIND_IN_TIME, KIND_COHORT };
	const char *parts[MAX_PARTS];
	size_t n = 0;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (int i = look_next(r, kinds[k], DATASET_INSTALLS, LOOK_NONE);
		     i != LOOK_NONE && n < MAX_PARTS; i = look_next(r, kinds[k], DATASET_INSTALLS, i)) {
			const struct cell *c = results_find(r, i, REGION_NONE);
			if (c && c->level.value >= 0)
				parts[n++] = arena_printf(
					arena, "%s was %s (%s)", r->catalogue->measures[i].id,
					sentence_level(r, c, arena), status_word(c->level.status));
		}
	return n ? arena_printf(arena, "First-time connectivity: %s.", sentence_list(parts, n, arena)) : NULL;
}

static const char *in_service(const struct results *r, struct arena *arena)
{
	int item = look_find(r, LOOK_POPULATION);
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "summary", NULL);
	const struct breakdown_row *first = look_key(&rows, "first_day"), *last = look_key(&rows, "last_day");
	if (!first || !last)
		return NULL;
	return arena_printf(arena, "%s %s in service on the last day of the month, %s on the first.",
			    sentence_n(last->good, "hub", arena), last->good == 1 ? "was" : "were",
			    sentence_count(first->good, arena));
}

/* What triage found of the hubs returned for each reason. */
static const char *returned(const struct results *r, struct arena *arena)
{
	int item = look_find(r, LOOK_RETURNS);
	struct look_rows reasons = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "srv", NULL);
	struct look_rows findings =
		look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "srv", "finding", NULL);
	const char *text = "";
	look_sort(&findings, arena);
	for (size_t i = 0; i < reasons.n && i < MAX_PARTS; i++) {
		const char *parts[MAX_PARTS], *key = reasons.rows[i]->key;
		size_t n = 0;
		for (size_t k = 0; k < findings.n && n < MAX_PARTS; k++) {
			const char *finding = breakdown_part(findings.rows[k], 1);
			if (strcmp(breakdown_part(findings.rows[k], 0), key) != 0)
				continue;
			parts[n++] = arena_printf(arena, "%s %s", sentence_count(findings.rows[k]->good, arena),
						  strcmp(finding, "-") ? finding : "no finding yet");
		}
		text = arena_printf(arena, "%s%s %s as %s (%s)", text, i ? ";" : "",
				    sentence_count(reasons.rows[i]->good, arena), sentence_srv(r, key, arena),
				    sentence_list(parts, n, arena));
	}
	return *text ? arena_printf(arena, "Returned, with what triage found:%s.", text) : NULL;
}

/* What a clock that has not run out does to the figure: without a cut-off it is among those missed. */
static const char *still_running(const struct results *r, const struct breakdown_row *row, struct arena *arena)
{
	uint64_t n = look_running(r, row);

	if (!n)
		return "";
	return arena_printf(arena, r->has_cutoff ? "; %s more pending" : "; %s had not run out when the data ended",
			    sentence_count(n, arena));
}

static const char *clocks(const struct results *r, struct arena *arena)
{
	const char *text = "";
	for (int i = look_next(r, KIND_IN_TIME, DATASET_RETURNS, LOOK_NONE); i != LOOK_NONE;
	     i = look_next(r, KIND_IN_TIME, DATASET_RETURNS, i)) {
		struct look_rows rows = look_rows(r, i, FIGURE_MAIN, REGION_NONE, arena, NULL);
		const struct breakdown_row *all = rows.n ? rows.rows[0] : NULL;

		if (all && all->total)
			text = arena_printf(arena, "%s%s%s: %s of %s (%s%s%s)", text, *text ? "; " : "",
					    r->catalogue->measures[i].title, sentence_count(all->good, arena),
					    sentence_count(all->total, arena), sentence_share_text(all),
					    *all->level.display ? sentence_mark(r, i) : "",
					    still_running(r, all, arena));
		else if (all && all->pending)
			text = arena_printf(arena, "%s%s%s: %s pending", text, *text ? "; " : "",
					    r->catalogue->measures[i].title, sentence_count(all->pending, arena));
	}
	return *text ? arena_printf(arena, "%s.", text) : NULL;
}

size_t sentence_hubs(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	int installs = look_find(r, LOOK_INSTALLS), returns = look_find(r, LOOK_RETURNS);
	size_t n = 0;
	const char *missing = look_missing(r, installs, arena);
	out[n++] =
		*missing ? arena_printf(arena, "Installations: %s", missing) : installed(r, installs, arena);
	const char *lines[] = { connected(r, arena), in_service(r, arena), returned(r, arena),
				clocks(r, arena) };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i])
			out[n++] = lines[i];
	missing = look_missing(r, returns, arena);
	if (*missing)
		out[n++] = arena_printf(arena, "Returns: %s", missing);
	return n;
}

/* ---- loss of connection ---- */

static const char *off(const struct breakdown_row *row, const char *who, struct arena *arena)
{
	return arena_printf(arena, "%s%s off at some time in the month; %s still %s at its end",
			    sentence_n(row->total, "device", arena), who, sentence_share(row, arena),
			    row->good == 1 ? "was" : "were");
}

static const char *available(const struct breakdown_row *row, struct arena *arena)
{
	return arena_printf(arena, "connected for %s of the month", row->level.display);
}

/* Each way of paying apart. */
static const char *by_payment(const struct results *r, int item, struct arena *arena)
{
	struct look_rows devices =
		look_rows(r, item, FIGURE_DEVICES, REGION_NONE, arena, "payment_mode", NULL);
	struct look_rows minutes =
		look_rows(r, item, FIGURE_MINUTES, REGION_NONE, arena, "payment_mode", NULL);
	const char *text = "";
	sentence_sort_payments(&devices, arena);
	for (size_t i = 0; i < devices.n && i < MAX_PARTS; i++) {
		const struct breakdown_row *d = devices.rows[i], *m = look_key(&minutes, d->key);
		const char *time = m && *m->level.display ? arena_printf(arena, ", %s", available(m, arena)) : "";
		text = arena_printf(arena, "%s%s %s %s, %s still off%s", text, i ? ";" : "", sentence_payment(d->key),
				    sentence_n(d->total, "device", arena), sentence_count(d->good, arena), time);
	}
	return devices.n > 1 ? arena_printf(arena, "By how the customer pays:%s.", text) : NULL;
}

static const char *lasted(const struct results *r, int item, struct arena *arena)
{
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "lasted", NULL);
	const char *parts[MAX_PARTS];
	size_t n = 0;
	for (size_t i = 0; i < rows.n && n < MAX_PARTS; i++)
		parts[n++] = arena_printf(arena, "%s (%s)", sentence_ordered(rows.rows[i]->key),
					  sentence_count(rows.rows[i]->good, arena));
	if (!n)
		return NULL;
	return arena_printf(arena, "Losses that began in the month, by how long they lasted: %s.",
			    sentence_list(parts, n, arena));
}

size_t sentence_losses(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	int item = look_find(r, LOOK_LOSSES);
	const char *missing = look_missing(r, item, arena);
	if (*missing) {
		out[0] = missing;
		return 1;
	}
	struct look_rows devices = look_rows(r, item, FIGURE_DEVICES, REGION_NONE, arena, NULL);
	struct look_rows minutes = look_rows(r, item, FIGURE_MINUTES, REGION_NONE, arena, NULL);
	if (!devices.n) {
		out[0] = "No device lost its connection in the month.";
		return 1;
	}
	size_t n = 0;
	out[n++] = arena_printf(arena, "%s.",
				off(devices.rows[0], devices.rows[0]->total == 1 ? " was" : " were", arena));
	if (minutes.n && *minutes.rows[0]->level.display)
		out[n++] = arena_printf(arena, "As their customers felt it, those devices were %s; devices that were never "
					"off do not count in it.", available(minutes.rows[0], arena));
	const char *lines[] = { by_payment(r, item, arena), lasted(r, item, arena) };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i])
			out[n++] = lines[i];
	return n;
}
