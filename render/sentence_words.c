/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words for the keys of breakdowns. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include "engine/dictionary.h"

#include <string.h>

#define NO_NAME "not in the dictionary"

/* "-", an empty one, is no code. */
static const char *named(const struct results *r, enum dictionary_part part, const char *code,
			 struct arena *arena)
{
	const char *name = dictionary_name(r->dictionary, part, text_of(code));
	if (!strcmp(code, "-"))
		return code;
	return *name ? arena_printf(arena, "%s %s", code, name) : arena_printf(arena, "%s (" NO_NAME ")", code);
}

const char *sentence_name(const struct results *r, enum dictionary_part part, const char *code)
{
	const char *name = dictionary_name(r->dictionary, part, text_of(code));
	return *name || !strcmp(code, "-") ? name : NO_NAME;
}

const char *sentence_alert(const struct results *r, const char *code, struct arena *arena)
{
	return named(r, DICTIONARY_ALERTS, code, arena);
}

const char *sentence_srv(const struct results *r, const char *srv, struct arena *arena)
{
	return named(r, DICTIONARY_SRVS, srv, arena);
}

const char *sentence_area(const char *area)
{
	if (!strcmp(area, "C&S"))
		return "Central and South";
	for (int g = REGION_N; g <= REGION_S; g++)
		if (!strcmp(area, region_code((enum region)g)))
			return region_name((enum region)g);
	return strcmp(area, "-") ? area : "no Region";
}

const char *sentence_process(const struct results *r, const char *id)
{
	for (int i = 0; i < r->catalogue->n_processes; i++)
		if (!strcmp(r->catalogue->processes[i].name, id))
			return r->catalogue->processes[i].title;
	return strcmp(id, "other") ? id : "Other";
}

const char *const sentence_states[] = { "completed_in_time", "completed_late", "failed", "dropped",
					"cancelled",         "running",        NULL };

const char *sentence_state(const char *key)
{
	static const char *const words[] = { "in time", "late",      "failed",
					     "dropped", "cancelled", "still running" };
	for (int i = 0; sentence_states[i]; i++)
		if (!strcmp(key, sentence_states[i]))
			return words[i];
	return key;
}

const char *sentence_ordered(const char *key)
{
	return key[0] >= '0' && key[0] <= '9' && key[1] == ' ' ? key + 2 : key;
}

const char *sentence_parts(const struct breakdown_row *row, int from, int to, struct arena *arena)
{
	struct builder b;
	bool is_named = false;
	builder_init(&b);
	for (int i = from; i < to; i++) {
		const char *part = breakdown_part(row, i);
		bool is_known = strcmp(part, "-") != 0;
		is_named |= is_known;
		if (*part)
			builder_printf(&b, "%s%s", b.size ? " " : "", is_known ? part : "unknown");
	}
	const char *text = is_named ? arena_copy(arena, b.size ? b.data : "", b.size) : SENTENCE_NOT_NAMED;
	builder_done(&b);
	return text;
}

const char *sentence_duration(uint64_t microseconds, struct arena *arena)
{
	unsigned long long s = microseconds / 1000000;
	if (s < 1)
		return arena_printf(arena, "0.%02llu s", (unsigned long long)(microseconds / 10000));
	if (s < 60)
		return arena_printf(arena, "%llu.%llu s", s,
				    (unsigned long long)(microseconds / 100000 % 10));
	if (s < 600)
		return arena_printf(arena, "%llu min %llu s", s / 60, s % 60);
	if (s < 3600)
		return arena_printf(arena, "%llu min", s / 60);
	if (s < 86400)
		return arena_printf(arena, "%llu h %llu min", s / 3600, s / 60 % 60);
	return arena_printf(arena, "%llu d %llu h", s / 86400, s / 3600 % 24);
}

const char *sentence_mark(const struct results *r, int item)
{
	return measure_mark(&r->catalogue->measures[item], r->period.month);
}

const char *sentence_payment(const char *key)
{
	return strcmp(key, "-") ? key : "payment not stated";
}

void sentence_sort_payments(struct look_rows *rows, struct arena *arena)
{
	const struct breakdown_row **sorted = arena_alloc(arena, rows->n + 1, sizeof *sorted);
	size_t n = 0;
	for (int pass = 0; pass < 3; pass++)
		for (size_t i = 0; i < rows->n; i++) {
			const char *mode = breakdown_part(rows->rows[i], 0);
			int place = !strcmp(mode, "prepayment") ? 0 : !strcmp(mode, "-") ? 2 : 1;
			if (place == pass)
				sorted[n++] = rows->rows[i];
		}
	rows->rows = sorted;
	rows->by_key = false;
}

const char *sentence_share(const struct breakdown_row *row, struct arena *arena)
{
	const char *count = sentence_count(row->good, arena);
	return row->level.display && *row->level.display
		       ? arena_printf(arena, "%s (%s)", count, row->level.display)
		       : count;
}

const char *sentence_share_text(const struct breakdown_row *row)
{
	return *row->level.display ? row->level.display : "withheld";
}

const char *sentence_n(uint64_t n, const char *one, struct arena *arena)
{
	return arena_printf(arena, "%s %s%s", sentence_count(n, arena), one, n == 1 ? "" : "s");
}

const char *sentence_topic_headline(sentence_topic *topic, const struct results *r, struct arena *arena)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	size_t n = topic(r, arena, lines), size = n ? strlen(lines[0]) : 0;
	if (!size)
		return "No figures";
	return lines[0][size - 1] == '.' ? arena_copy(arena, lines[0], size - 1) : lines[0];
}
