/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the round-trip tests stand for the service. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

static const char *row_text(const struct results *r, const struct sampling_row *row, struct arena *arena)
{
	const struct cell *c = results_find(r, row->measure, row->region);
	const char *status = c && c->level.status == STATUS_GREEN ? "; its Green is unrepresentative" : "";
	return arena_printf(arena, "%s in %s is not validly sampled: %s%s.",
			    r->catalogue->measures[row->measure].id, region_name(row->region), row->reason,
			    status);
}

/* "all days", or how many may have no test. */
static const char *days_of(const struct results *r, struct arena *arena)
{
	int64_t idle = r->catalogue->sampling.idle_days;

	return idle ? arena_printf(arena, "all days but %lld at most", (long long)idle) : "all days";
}

size_t sentence_sampling(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	size_t n = 0, n_bad = 0, n_unknown = 0;
	const enum dataset_id tests = DATASET_ROUND_TRIPS;
	if (!(r->intake->supplied & 1u << tests) || !r->n_sampling) {
		out[0] = arena_printf(arena, "Not supplied: no file of %s came.", dataset_get(tests)->name);
		return 1;
	}
	for (size_t i = 0; i < r->n_sampling; i++) {
		n_bad += *r->sampling[i].reason != '\0';
		n_unknown += !r->sampling[i].has_hubs && !*r->sampling[i].reason;
	}
	if (n_unknown == r->n_sampling) {
		out[0] = "Nobody can say how many tests were needed: the numbers of hubs in service (dataset "
			 "hubs) were not "
			 "supplied.";
		return 1;
	}
	size_t n_valid = r->n_sampling - n_bad - n_unknown;
	const char *days = days_of(r, arena);
	if (n_bad)
		out[n++] = arena_printf(arena, "%zu of %zu samples of round-trip tests %s short of what represents a Region.",
					n_bad, r->n_sampling, n_bad == 1 ? "falls" : "fall");
	else if (n_unknown)
		out[n++] = arena_printf(arena, "%zu of %zu samples of round-trip tests %s large enough and spread over %s.",
					n_valid, r->n_sampling, n_valid == 1 ? "is" : "are", days);
	else
		out[n++] = arena_printf(arena, "Every one of %zu samples of round-trip tests is large enough and spread over "
					       "%s.", r->n_sampling, days);
	if (n_unknown)
		out[n++] = arena_printf(arena, "Of %zu nobody can say how many tests were needed: the numbers of hubs in service "
					       "(dataset hubs) were not supplied for %s.",
					n_unknown, n_unknown == 1 ? "its Region" : "their Regions");
	for (size_t i = 0; i < r->n_sampling && n < SENTENCE_MAX_TOPIC; i++)
		if (*r->sampling[i].reason)
			out[n++] = row_text(r, &r->sampling[i], arena);
	return n;
}
