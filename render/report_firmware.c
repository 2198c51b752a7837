/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sampling of the network by test commands, and firmware. */
#include "render/report_topics.h"
#include "render/sentence.h"

#include <stdlib.h>
#include <string.h>

/* ---- sampling ---- */

void report_sampling(struct report *p)
{
	static const struct flow_column columns[] = {
		{ "Measure", 0.11, ANCHOR_START },  { "Region", 0.10, ANCHOR_START },
		{ "Tests", 0.09, ANCHOR_END },      { "Needed", 0.09, ANCHOR_END },
		{ "Hubs, mean", 0.10, ANCHOR_END }, { "A day: fewest", 0.09, ANCHOR_END },
		{ "most", 0.07, ANCHOR_END },       { "Days without", 0.09, ANCHOR_END },
		{ "Level", 0.15, ANCHOR_START },    { "Sample", 0.11, ANCHOR_START },
	};
	const struct catalogue *c = p->r->catalogue;
	flow_text(&p->flow, flow_body, 13,
		  arena_printf(p->arena,
			       "Round-trip tests are probes, not traffic of Users. In a month a Region needs at least %s for "
			       "each of its commissioned hubs, on average, and %s; else its level does not represent the "
			       "service, whatever its colour.",
			       catalogue_tests_per_hub(c, p->arena),
			       c->sampling.idle_days ? arena_printf(p->arena, "tests on all days but %lld",
								    (long long)c->sampling.idle_days)
						     : "tests on every day"));
	flow_space(&p->flow, 5);
	topic_begin(p, sentence_sampling, LOOK_NONE);
	struct flow_table t;
	flow_table_init(&t, columns, 10);
	for (size_t i = 0; i < p->r->n_sampling; i++) {
		const struct sampling_row *s = &p->r->sampling[i];
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = report_measure(p, s->measure)->id;
		row[1].text = region_name(s->region);
		row[2].text = report_count(p, s->tests);
		row[3].text = s->has_hubs ? report_count(p, s->needed) : "\u2013";
		row[4].text = s->has_hubs ? report_count(p, s->hubs) : "\u2013";
		row[5].text = report_count(p, s->fewest);
		row[6].text = report_count(p, s->most);
		row[7].text = report_count(p, (uint64_t)s->n_idle);
		report_set_level(p, &row[8], results_find(p->r, s->measure, s->region));
		row[9].text = *s->reason ? "falls short" : s->has_hubs ? "valid" : "not known";
		row[9].bold = *s->reason != '\0';
	}
	flow_table_draw(&p->flow, &t);
}

/* ---- firmware ---- */

#define N_STATES 6

static void state_cells(struct report *p, const struct look_rows *rows, const char *head,
			struct flow_cell *cells)
{
	const struct breakdown_row *any = NULL;
	for (int i = 0; i < N_STATES; i++) {
		const char *key = sentence_states[i];
		const struct breakdown_row *row =
			head ? topic_under(p, rows, head, key) : look_key(rows, key);
		cells[1 + i].text = row ? report_count(p, row->good) : "0";
		any = row ? row : any;
	}
	cells[0].text = any ? report_count(p, any->total) : "0";
}

static void regions_table(struct report *p, int item)
{
	static const struct flow_column columns[] = {
		{ "Region", 0.16, ANCHOR_START },  { "Submitted", 0.12, ANCHOR_END },
		{ "In time", 0.12, ANCHOR_END },   { "Late", 0.12, ANCHOR_END },
		{ "Failed", 0.12, ANCHOR_END },    { "Dropped", 0.12, ANCHOR_END },
		{ "Cancelled", 0.12, ANCHOR_END }, { "Still running", 0.12, ANCHOR_END },
	};
	struct flow_table t;
	flow_table_init(&t, columns, 8);
	for (size_t g = 0; g < REGION_COUNT; g++) {
		enum region region = report_regions_order[g];
		struct look_rows rows = look_rows(p->r, item, FIGURE_MAIN, region, p->arena, "state", NULL);
		struct flow_cell *row = flow_table_row(&t);
		row[0].text = region_name(region);
		state_cells(p, &rows, NULL, row + 1);
		for (int k = 0; k < 8; k++)
			row[k].bold = region == REGION_NONE;
	}
	flow_heading(&p->flow, 3, "What became of what was submitted", NULL, 60);
	flow_table_draw(&p->flow, &t);
}

struct device { /* a combination with its levels under each policy */
	const char *head, *name;
	const struct breakdown_row *all, *allowed, *none;
};

static int compare_devices(const void *a, const void *b)
{
	const struct device *x = a, *y = b;
	uint64_t bad_x = x->allowed ? x->allowed->total - x->allowed->good : 0;
	uint64_t bad_y = y->allowed ? y->allowed->total - y->allowed->good : 0;
	if (bad_x != bad_y)
		return bad_x > bad_y ? -1 : 1;
	return strcmp(x->head, y->head);
}

/* Devices of a dimension whose last part is the policy, most misses first. */
static size_t collect_devices(struct report *p, const struct look_rows *levels, struct device **out)
{
	const struct look_head *heads;
	size_t n = look_heads(levels, p->arena, &heads);
	struct device *d = arena_alloc(p->arena, n + 1, sizeof *d);
	for (size_t i = 0; i < n; i++)
		d[i] = (struct device){
			.head = heads[i].text,
			.name = sentence_parts(heads[i].row, 0, levels->n_parts - 1, p->arena),
			.all = topic_under(p, levels, heads[i].text, "every_claim"),
			.allowed = topic_under(p, levels, heads[i].text, "allowed"),
			.none = topic_under(p, levels, heads[i].text, "none"),
		};
	qsort(d, n, sizeof *d, compare_devices);
	*out = d;
	return n;
}

static void set_policy(struct report *p, struct flow_cell *cell, const struct breakdown_row *row)
{
	cell->text = row ? topic_marked_level(p, row, row->measure) : topic_level(row);
	cell->has_mark = row && row->level.value >= 0;
	cell->mark = row ? row->level.status : STATUS_NO_DATA;
}

/* `what` each row is; the policies as in the table of claims. */
static void devices_table(struct report *p, const char *title, const char *what, const struct look_rows *states,
			  const struct look_rows *levels)
{
	const struct flow_column columns[] = {
		{ what, 0.20, ANCHOR_START },
		{ "Submitted", 0.09, ANCHOR_END },
		{ "In time", 0.07, ANCHOR_END },
		{ "Late", 0.05, ANCHOR_END },
		{ "Failed", 0.06, ANCHOR_END },
		{ "Dropped", 0.08, ANCHOR_END },
		{ "Cancelled, running", 0.10, ANCHOR_END },
		{ "Nothing left out", 0.12, ANCHOR_START },
		{ "Allowed only", 0.115, ANCHOR_START },
		{ "Every claim honoured", 0.115, ANCHOR_START },
	};
	struct device *devices;
	size_t n = collect_devices(p, levels, &devices);
	if (!n)
		return;
	struct flow_table t;
	flow_table_init(&t, columns, 10);
	t.size = 7.4;
	for (size_t i = 0; i < n && i < TOPIC_MAX_ROWS; i++) {
		struct flow_cell cells[1 + N_STATES] = { 0 }, *row = flow_table_row(&t);
		state_cells(p, states, devices[i].head, cells);
		row[0].text = devices[i].name;
		for (int k = 0; k < 5; k++)
			row[1 + k].text = cells[k].text;
		row[6].text = arena_printf(p->arena, "%s, %s", cells[5].text, cells[6].text);
		set_policy(p, &row[7], devices[i].none);
		set_policy(p, &row[8], devices[i].allowed);
		set_policy(p, &row[9], devices[i].all);
	}
	flow_heading(&p->flow, 3, title, NULL, 70);
	flow_table_draw(&p->flow, &t);
	topic_more(p, n > TOPIC_MAX_ROWS ? n - TOPIC_MAX_ROWS : 0, "Firmware devices");
}

void report_firmware(struct report *p)
{
	int item = look_find(p->r, LOOK_FIRMWARE), measure = look_find(p->r, LOOK_FIRMWARE_LEVEL);
	if (!topic_begin(p, sentence_firmware, item))
		return;
	regions_table(p, item);
	topic_chart(p, &chart_firmware);
	if (measure != LOOK_NONE)
		report_claims_table(p, measure);
	struct look_rows states = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "manufacturer",
					    "model", "state", NULL);
	struct look_rows levels = look_rows(p->r, measure, FIGURE_MAIN, REGION_NONE, p->arena, "manufacturer",
					    "model", "policy", NULL);
	devices_table(p, "By device model, most misses first", "Device model", &states, &levels);
	states = look_rows(p->r, item, FIGURE_MAIN, REGION_NONE, p->arena, "firmware_version", "state", NULL);
	levels = look_rows(p->r, measure, FIGURE_MAIN, REGION_NONE, p->arena, "firmware_version", "policy",
			   NULL);
	devices_table(p, "By firmware version", "Firmware version", &states, &levels);
	topic_definition(p, item);
}
