/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Firmware, plainly: what became of what was submitted, and what leaving claims out does. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

/* "Of 1 260 firmware payloads submitted, 939 (74.52 %) were in time, 12 late, ...". */
static const char *what_became(const struct results *r, int item, struct arena *arena)
{
	struct look_rows states = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "state", NULL);
	const char *parts[6];
	size_t n = 0;
	uint64_t total = 0;
	for (int i = 0; sentence_states[i]; i++) {
		const struct breakdown_row *row = look_key(&states, sentence_states[i]);
		if (!row)
			continue;
		total = row->total;
		const char *count = sentence_count(row->good, arena);
		const char *share = i || !row->level.display || !*row->level.display
					    ? ""
					    : arena_printf(arena, " (%s%s)", row->level.display, sentence_mark(r, item));
		parts[n++] = arena_printf(arena, "%s%s %s", count, share, sentence_state(row->key));
	}
	if (!n)
		return NULL;
	return arena_printf(arena, "Of %s submitted: %s.", sentence_n(total, "firmware payload", arena),
			    sentence_list(parts, n, arena));
}

static const char *policies(const struct results *r, struct arena *arena)
{
	int measure = look_find(r, LOOK_FIRMWARE_LEVEL);
	const struct cell *c = measure == LOOK_NONE ? NULL : results_find(r, measure, REGION_NONE);
	if (!c || c->level.value < 0)
		return NULL;
	return arena_printf(arena,
			    "%s is %s (%s) with only what is allowed left out, %s with every claim honoured and %s with "
			    "nothing left out.",
			    r->catalogue->measures[measure].id, sentence_level(r, c, arena),
			    status_word(c->level.status), sentence_level_text(r, c, &c->all_claims, arena),
			    sentence_level_text(r, c, &c->raw, arena));
}

/* The combination with most payloads that were not in time, as the allowed exclusions count them. */
static const char *worst_device(const struct results *r, struct arena *arena)
{
	int measure = look_find(r, LOOK_FIRMWARE_LEVEL);
	struct look_rows rows = look_rows(r, measure, FIGURE_MAIN, REGION_NONE, arena, "manufacturer",
					  "model", "firmware_version", "policy", NULL);
	const struct breakdown_row *worst = NULL;
	for (size_t i = 0; i < rows.n; i++) {
		const struct breakdown_row *row = rows.rows[i];
		if (!strcmp(breakdown_part(row, 3), "allowed") &&
		    (!worst || row->total - row->good > worst->total - worst->good))
			worst = row;
	}
	if (!worst || worst->total == worst->good)
		return NULL;
	const char *device = sentence_parts(worst, 0, 3, arena);
	const char *left = worst->excluded ? arena_printf(arena, " (%s left out)", sentence_count(worst->excluded, arena)) : "";
	return arena_printf(arena, "The most that were not in time of one device model were for %s: %s of the %s that count%s, level %s%s.",
			    strcmp(device, SENTENCE_NOT_NAMED) ? device : "devices that are not named",
			    sentence_count(worst->total - worst->good, arena),
			    sentence_count(worst->total, arena), left, sentence_share_text(worst),
			    *worst->level.display ? sentence_mark(r, measure) : "");
}

size_t sentence_firmware(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	int item = look_find(r, LOOK_FIRMWARE);
	const char *missing = look_missing(r, item, arena);
	size_t n = 0;
	if (*missing) {
		out[0] = missing;
		return 1;
	}
	const char *lines[] = { what_became(r, item, arena), policies(r, arena), worst_device(r, arena) };
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i])
			out[n++] = lines[i];
	return n;
}
