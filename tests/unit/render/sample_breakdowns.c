/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Breakdowns made by hand: every dimension of every item of the catalogue has some keys in every Region. */
#include "tests/unit/render/sample.h"

#include "engine/number.h"
#include "tests/unit/cut.h"

#include <assert.h>
#include <string.h>

#define MAX_VALUES 6
#define MAX_ROWS   40000

struct values {
	int n;
	const char *text[MAX_VALUES];
};

static struct values of_column(const char *name, bool hostile)
{
	static const struct {
		const char *column;
		struct values values;
	} known[] = {
		{ "alert_code", { 4, { "8071", "8F12", "8F3E", "FFFF" } } },
		{ "category", { 3, { "1", "2", "3" } } },
		{ "cause", { 3, { "-", "Change", "Production Proving" } } },
		{ "finding", { 3, { "-", "fault confirmed", "no fault found" } } },
		{ "firmware_version", { 2, { "1.9.2", "2.1.7" } } },
		{ "generation", { 3, { "-", "S1", "S2" } } },
		{ "key", { 2, { "-", "Y" } } },
		{ "manufacturer", { 2, { "Ardent Metering", "Tern" } } },
		{ "model", { 2, { "AM-410", "TH-20" } } },
		{ "payment_mode", { 3, { "-", "credit", "prepayment" } } },
		{ "resolver", { 3, { "CSP", "DSP", "RDP" } } },
		{ "srv", { 5, { "4.8.1", "8.14.1", "8.14.2", "8.14.3", "8.14.4" } } },
	};
	if (hostile)
		return (struct values){ 2, { "<b>&amp; \"x\" \xE2\x80\xAE =1+1", SAMPLE_LONG_WORD } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].column, name))
			return known[i].values;
	return (struct values){ 2, { "-", "other value" } };
}

static struct values of_part(const struct measure *m, const struct part *part, bool hostile)
{
	switch (part->kind) {
	case PART_COLUMN:
		return of_column(dataset_get(m->dataset)->columns[part->column].name, hostile);
	case PART_DAY:
		return (struct values){ 2, { "2019-10-01", "2019-10-31" } };
	case PART_HOUR:
		return (struct values){ 2, { "00", "23" } };
	case PART_AREA:
		return (struct values){ 3, { "-", "C&S", "N" } };
	case PART_PROCESS:
		return (struct values){ 4, { "install_and_commission", "other", "prepayment", "reads" } };
	case PART_STATE:
		return (struct values){ 6,
					{ "cancelled", "completed_in_time", "completed_late", "dropped",
					  "failed", "running" } };
	case PART_OPEN:
		return (struct values){ 2, { "open", "resolved" } };
	case PART_AGE:
		return (struct values){ 3, { "0 resolved", "1 under 1 day", "4 14 days or more" } };
	case PART_POLICY:
		return (struct values){ 3, { "allowed", "every_claim", "none" } };
	case PART_REASON:
		return (struct values){ 2, { "allowed / user_cancelled", "refused / dropped_from_queue" } };
	case PART_WINDOW:
		return (struct values){ 1, { "2019-10-22 19:21" } };
	case PART_RESPONSE:
		return (struct values){ 4, { "network", "no_answer", "requester", "success" } };
	case PART_QUANTILE:
		return (struct values){ 3, { "p50", "p95", "p99" } };
	case PART_LASTED:
		return (struct values){ 3, { "1 under 1 hour", "3 1 to 7 days", "5 still off" } };
	case PART_VERDICT:
		return (struct values){ 3, { "no_forecast", "outside", "within" } };
	case PART_SUMMARY:
		return (struct values){ 3, { "first_day", "last_day", "mean" } };
	case PART_CHANGE:
		return (struct values){ 2, { "INC00480013 / 2 / 3 / CPM-4", "INC00480015 / 2 / 5 / CPM-5" } };
	case PART_COUNT:
		break;
	}
	return (struct values){ 0 };
}

/* The rows of one key; `number` makes the figures differ. */
static void add_row(struct sample *s, struct breakdown_row *rows, int item, const struct dimension *d,
		    enum region region, const char *key, bool hostile)
{
	struct results *r = &s->r;
	const struct measure *m = &r->catalogue->measures[item];
	uint64_t number = 7 + r->n_breakdowns * 2654435761u % 900;
	bool times = false;
	assert(r->n_breakdowns < MAX_ROWS);
	for (int i = 0; i < d->n_parts; i++)
		times |= d->parts[i].kind == PART_QUANTILE;
	if (hostile)
		number <<= 50;
	struct breakdown_row *row = &rows[r->n_breakdowns++];
	*row = (struct breakdown_row){
		.measure = item,
		.region = region,
		.dimension = d->name,
		.key = key,
		.good = times ? number * 91234567 : number,
		.total = number + number / 3 + 1,
		.level = { .exact = "", .display = "", .value = -1, .status = STATUS_NO_DATA }
	};
	cut_parts(row, &s->arena);
	if (times || m->kind == KIND_POPULATION)
		return;
	const struct level *level = measure_level(m, r->period.month);
	number_level_of(row->good, row->total, level, m->display_decimals, &s->arena, &row->level);
	if (m->kind == KIND_VARIANCE)
		row->level.status = number % 2 ? STATUS_GREEN : STATUS_RED;
	else if (m->kind == KIND_WHAT_IF)
		row->level.status = STATUS_RED;
	else if (!level)
		row->level.status = STATUS_NO_DATA;
}

/* Every combination of the parts' values from `part` on. */
static void combine(struct sample *s, struct breakdown_row *rows, int item, const struct dimension *d,
		    enum region region, int part, const char *head, bool hostile)
{
	if (part == d->n_parts) {
		add_row(s, rows, item, d, region, d->n_parts ? head : "all", hostile);
		return;
	}
	struct values v = of_part(&s->r.catalogue->measures[item], &d->parts[part], hostile);
	for (int i = 0; i < v.n; i++)
		combine(s, rows, item, d, region, part + 1,
			arena_printf(&s->arena, "%s%s%s", head, *head ? " / " : "", v.text[i]), hostile);
}

static void make_sampling(struct sample *s)
{
	struct sampling_row *rows =
		arena_alloc(&s->arena, 3 * (size_t)s->r.catalogue->n_measures, sizeof *rows);
	for (int m = 0; m < s->r.catalogue->n_measures; m++)
		for (int g = REGION_N;
		     g <= REGION_S && s->r.catalogue->measures[m].dataset == DATASET_ROUND_TRIPS; g++)
			rows[s->r.n_sampling++] = (struct sampling_row){
				.measure = m,
				.region = (enum region)g,
				.tests = 190,
				.has_hubs = g != REGION_C,
				.hubs = 690,
				.needed = 345,
				.n_days = 31,
				.n_idle = 1,
				.most = 9,
				.reason = g == REGION_S ? "190 tests in the month where 345 are needed" : "",
			};
	s->r.sampling = rows;
}

static void make_changes(struct sample *s, bool hostile)
{
	const char *text = hostile ? SAMPLE_LONG_WORD : "99";
	struct edition_change *c = arena_alloc(&s->arena, 3, sizeof *c);
	c[0] = (struct edition_change){ "CPM-1", "target", text, "98.5",
					"Modification MP999, in force from 2019-10" };
	c[1] = (struct edition_change){ "CSP-9", "added", "", "A new measure", "" };
	c[2] = (struct edition_change){ "CPM-2", "composition", "pooled", "mean",
					"Panel decision of 2019-09-20" };
	s->r.changes = c;
	s->r.n_changes = 3;
	s->r.previous_edition = "2018-03";
}

void sample_breakdowns(struct sample *s, enum sample_kind kind)
{
	struct results *r = &s->r;
	bool hostile = kind == SAMPLE_HOSTILE, full = hostile || kind == SAMPLE_MONTH;
	struct breakdown_row *rows = arena_alloc(&s->arena, full ? MAX_ROWS : 1, sizeof *rows);
	struct item_note *notes = arena_alloc(&s->arena, (size_t)r->catalogue->n_items + 1, sizeof *notes);
	r->previous_edition = "";
	for (int i = 0; i < r->catalogue->n_items; i++) {
		const struct measure *m = &r->catalogue->measures[i];
		if (!m->is_metric && !m->n_dimensions)
			continue;
		notes[r->n_notes++] = (struct item_note){
			.measure = i,
			.supplied = kind != SAMPLE_EMPTY,
			.reason = kind == SAMPLE_EMPTY ? "Not supplied: no file of it came." : "",
		};
		for (int d = 0; full && d < m->n_dimensions; d++)
			for (int g = m->regional && !m->dimensions[d].national_only ? 1 : REGION_COUNT;
			     g <= REGION_COUNT; g++)
				combine(s, rows, i, &m->dimensions[d], (enum region)(g % REGION_COUNT), 0, "",
					hostile);
	}
	r->breakdowns = rows;
	r->notes = notes;
	if (full) {
		make_sampling(s);
		make_changes(s, hostile);
	}
}
