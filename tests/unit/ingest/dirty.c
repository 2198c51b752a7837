/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ingest/dirty.h"

#include "engine/civil.h"
#include "tests/unit/random.h"

#include <stdio.h>
#include <string.h>

/* Stands for a NUL in what is made here. */
#define NUL "\1"

static uint64_t state;

void dirty_seed(uint64_t seed)
{
	state = seed;
}

uint32_t dirty_below(uint32_t n)
{
	return (uint32_t)((next_random(&state) >> 32) * n >> 32);
}

static const char *pick(const char *const *texts)
{
	uint32_t n = 0;

	while (texts[n])
		n++;
	return texts[dirty_below(n)];
}

/* What stands in a field now and then instead of what belongs there. */
static const char *const odd_fields[] = { "",
					  "\"\"",
					  "\"a \"\"b\"\"\"",
					  "\"x,y\"",
					  "\"line\nend\"",
					  "-",
					  " N",
					  "N\xC3\x89",
					  "N\xFF",
					  "sixteen bytes ok",
					  "more than sixteen bytes of text",
					  "2019-10-03T14:05:06.123456Z",
					  "2019-10-03 14:05:06",
					  "2019-10-03T14:05:06+01:00",
					  "2019-10-03T14:05:60Z",
					  "2019-10-03T24:00:00Z",
					  "2019-02-29T00:00:00Z",
					  "2019-10-03T14:05:06.1234567891Z",
					  "1600-01-01T00:00:00Z",
					  "\"2019-10-05T14:05:06Z\"",
					  "\"2019-10-05T14:05:06.5Z",
					  NUL NUL NUL NUL NUL NUL NUL NUL "03T08:00:00Z",
					  NUL NUL NUL NUL NUL NUL NUL NUL "03T08:00:00.000Z",
					  "2019-10-" NUL "3T14:05:06Z",
					  "on_demand" NUL,
					  NUL,
					  "1e3",
					  "0",
					  "a\"b",
					  "\"c\"d",
					  "\xEF\xBB\xBF",
					  NULL };
static const char *const regions[] = { "N", "C", "S", "", "\"N\"", NULL };
static const char *const modes[] = { "on_demand", "future_dated", "scheduled", "\"scheduled\"", NULL };
static const char *const words[] = { "4.1.1", "8.14.1", "a", "", "planned_maintenance", "\"q\"", NULL };
static const char *const outcomes[] = { "completed", "failed", "", "dropped", NULL };
static const char *const numbers[] = { "1", "2", "", "300", "\"7\"", NULL };
static const char *const yes_no[] = { "Y", "N", "", NULL };
static const char *const submissions[] = { "adhoc", "batch", NULL };
static const char *const kinds[] = { "planned", "unplanned", NULL };
static const char *const classes[] = { "RTT2", "RTT3", "RTT4", NULL };

static void put_stamp(struct builder *b)
{
	uint32_t form = dirty_below(20);
	char text[40];
	int64_t at = (INT64_C(1569880800) + dirty_below(2800000)) * NS_PER_S;

	if (form < 10)
		at += dirty_below(1000) * NS_PER_MS;
	stamp_format(at, text);
	if (form < 10 && strlen(text) == 20)
		snprintf(text + 19, sizeof text - 19, ".000Z");
	builder_printf(b, form == 19 ? "\"%s\"" : "%s", text);
}

static void put_list(struct builder *b, const struct column_def *def)
{
	static const struct {
		const char *name;
		const char *const *texts;
	} lists[] = { { "region", regions },         { "mode", modes }, { "outcome", outcomes },
		      { "submission", submissions }, { "kind", kinds }, { "class", classes },
		      { "category", numbers } };

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (!strcmp(lists[i].name, def->name)) {
			builder_add(b, text_of(pick(lists[i].texts)));
			return;
		}
	builder_add(b, text_of(def->list == NULL || !strcmp(def->list[0], "Y") ? pick(yes_no)
									       : def->list[dirty_below(2)]));
}

static void put_field(struct builder *b, const struct column_def *def, uint32_t n_ids)
{
	if (def->flags & COLUMN_ITEM) {
		builder_printf(b, "id-%u", dirty_below(n_ids));
		return;
	}
	switch (def->type) {
	case COLUMN_TIME:
		if (!(def->flags & COLUMN_EMPTY) || dirty_below(3))
			put_stamp(b);
		break;
	case COLUMN_LIST:
		put_list(b, def);
		break;
	case COLUMN_TEXT:
	case COLUMN_WORD:
		builder_add(b, text_of(pick(words)));
		break;
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		builder_add(b, text_of(pick(numbers)));
		break;
	}
}

void dirty_file(struct builder *b, const struct dataset *d, size_t n, uint32_t dirt, const char *line_end)
{
	int last = d->n_columns - 1; /* updated_at, which only some files have */

	last -= (int)dirty_below(2);
	for (int c = 0; c <= last; c++)
		builder_printf(b, "%s%s", c ? "," : "", d->columns[c].name);
	builder_printf(b, ",more%s", line_end);
	for (size_t i = 0; i < n; i++) {
		uint32_t wrong = dirty_below(dirt) ? UINT32_MAX : dirty_below((uint32_t)last + 4);

		for (int c = 0; c <= last; c++) {
			if (c)
				builder_add_char(b, ',');
			if (wrong == (uint32_t)c)
				builder_add(b, text_of(pick(odd_fields)));
			else
				put_field(b, &d->columns[c], (uint32_t)n * 3);
		}
		if (wrong != (uint32_t)last + 1)
			builder_printf(b, ",%s", wrong == (uint32_t)last + 2 ? "\xC3(" : "");
		builder_printf(b, "%s%s", line_end, wrong == (uint32_t)last + 3 ? line_end : "");
	}
	for (size_t i = 0; i < b->size; i++)
		b->data[i] = b->data[i] == *NUL ? 0 : b->data[i];
}
