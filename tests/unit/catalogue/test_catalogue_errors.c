/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every mistake one can make in an edition: the message must name file, line and key, say what was
 * expected, and offer the near miss.
 */
#include "engine/catalogue.h"

#include "tests/unit/catalogue/small_edition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct mistake {
	const char *old, *new; /* the first `old` of the small edition becomes `new` */
	const char *at; /* the error is on the line of the first of these after the change; NULL: no line */
	const char *field;   /* the key's path, whole */
	const char *message; /* part of the message */
	const char *hint;    /* part of the hint, or NULL */
};

static const struct mistake mistakes[] = {
	/* the edition */
	{ "edition: small\n", "", "title", "edition", "missing", NULL },
	{ "title: A small edition\n", "", "edition", "title", "missing", NULL },
	{ "in_force_from: 2019-01\n", "", "edition", "in_force_from", "missing", NULL },
	{ "in_force_from: 2019-01", "in_force_from: 2019-13", "2019-13", "in_force_from", "not a month",
	  NULL },
	{ "in_force_from: 2019-01", "in_force_from: January", "January", "in_force_from", "such as 2018-03",
	  NULL },
	{ "authority: The tests\n", "", "edition", "authority", "missing", NULL },
	{ "assumptions: Marked values are assumed.\n", "", "edition", "assumptions", "missing", NULL },
	{ "authority: The tests", "authorty: The tests", "authorty", "authorty", "unknown key",
	  "\"authority\"" },
	{ "title: A small edition", "title: [a, b]", "[a, b]", "title", "is a list", NULL },
	{ "title: A small edition", "title:", "title:", "title", "is nothing", NULL },
	{ "title: A small edition", "title: ''", "title:", "title", "is empty", NULL },
	{ "title: A small edition", "title: \"a\\x1b[31m\"", "title:", "title", "cannot be printed", NULL },
	{ "title: A small edition", "title: \"\\u202e\"", "title:", "title", "cannot be printed", NULL },
	{ "title: A small edition", "title: A\ntitle: B", "title: B", "title", "twice, first on line 2",
	  NULL },
	{ "withhold_above: 0.2 %", "withhold_above: lots", "lots", "quality.withhold_above",
	  "not a percentage", NULL },
	{ "withhold_above: 0.2 %", "withhold_above: 7 %", "quality", "quality", "greater", NULL },
	{ "withhold_rows: 20", "withhold_rows: -1", "quality", "quality.withhold_rows", "whole number",
	  NULL },
	{ "withhold_rows: 20", "withold_rows: 20", "quality", "quality.withold_rows", "unknown key",
	  "\"withhold_rows\"" },
	{ "review: {", "sampling: {tests_per_hub: 0}\nreview: {", "sampling", "sampling.tests_per_hub", "above 0", NULL },
	{ "review: {", "sampling: {tests_per_hub: half}\nreview: {", "sampling", "sampling.tests_per_hub", "such as 0.5",
	  NULL },
	{ "review: {", "sampling: {idle_days: 32}\nreview: {", "sampling", "sampling.idle_days", "up to 31", NULL },
	{ "review: {", "sampling: {dataset: hubs}\nreview: {", "sampling", "sampling.dataset", "unknown key", NULL },
	{ "few_events: 40", "few_events: some", "some", "review.few_events", "whole number of 0 or more", NULL },
	{ "few_events: 40", "few_evnts: 40", "review", "review.few_evnts", "unknown key", "\"few_events\"" },
	{ "few_events: 40", "drivers: 0", "review", "review.drivers", "from 1 to 100", NULL },
	{ "few_events: 40", "least_left: half", "half", "review.least_left", "not a percentage", NULL },
	{ "few_events: 40", "chart_points: 2", "review", "review.chart_points", "from 3 to 120", NULL },
	{ "excluded_above: 3 %", "excluded_above: 300 %", "300", "review.excluded_above", "not a percentage", NULL },
	{ "trend_confidence: 90 %", "trend_confidence: 100 %", "review", "review.trend_confidence", "less than 100",
	  NULL },
	{ "trend_confidence: 90 %", "part_confidence: 0 %", "review", "review.part_confidence", "more than 0", NULL },
	{ "[srv, hour]", "[srv, srv]", "review", "review.part_dimensions[2]", "twice", NULL },
	/* identity */
	{ "  - id: CPM-1\n    title", "  - title", "Both", "measures[1].id", "missing", NULL },
	{ "id: CPM-1", "id: 1-CPM", "1-CPM", "measures[1].id", "cannot be an id", NULL },
	{ "id: CPM-1", "id: CPM/1", "CPM/1", "measures[1].id", "cannot be an id", NULL },
	{ "id: CPM-1", "id: CPM..1", "CPM..1", "measures[1].id", "single '.'", NULL },
	{ "id: CPM-1", "id: CPM-1-1234567890123456789012345678901234567890", "CPM-1-", "measures[1].id",
	  "at most 32", NULL },
	{ "id: CSP-1", "id: DSP-1", "DSP-1\n    title: Firmware", "measures[3].id", "twice, first on line 21",
	  NULL },
	{ "id: CSP-1", "id: dsp-1", "dsp-1", "measures[3].id", "without case", NULL },
	{ "provider: CODE", "provider: Code", "provider: Code", "measures[1].provider",
	  "CODE, DSP, CSP, SMKI or DCC", "\"CODE\"" },
	{ "    provider: CODE\n", "", "id: CPM-1", "measures[1].provider", "CODE, DSP, CSP, SMKI or DCC", NULL },
	{ "kind: composite", "kind: composit", "composit\n", "measures[1].kind", "expected in_time",
	  "\"composite\"" },
	{ "    kind: composite\n", "", "id: CPM-1", "measures[1].kind", "missing", NULL },
	{ "    title: Both together\n", "", "id: CPM-1", "measures[1].title",
	  "measure CPM-1: the key is missing", NULL },
	{ "    definition: Requests in time.\n", "", "id: DSP-1", "measures[2].definition", "missing", NULL },
	{ "    points: From one end to the other.\n", "", "id: DSP-1", "measures[2].points", "missing",
	  NULL },
	{ "    authority: Part D\n", "", "id: DSP-1", "measures[2].authority", "missing", NULL },
	{ "    title: Both together", "    titel: Both together", "titel", "measures[1].titel", "unknown key",
	  "\"title\"" },
	/* keys of other kinds */
	{ "    composition: {", "    within: 5 s\n    composition: {", "within: 5 s", "measures[1].within",
	  "of kind composite does not use", NULL },
	{ "    within: 5 s", "    paused_by: paused_minutes\n    within: 5 s", "paused_by",
	  "measures[2].paused_by", "of kind in_time does not use", NULL },
	{ "    within: 5 s", "    inputs: [CSP-1]\n    within: 5 s", "inputs: [CSP-1]", "measures[2].inputs",
	  "does not use", NULL },
	{ "    availability: {", "    clock: {from: start_at, to: end_at}\n    availability: {",
	  "clock: {from: start_at", "measures[5].clock", "of kind availability", NULL },
	/* datasets and columns */
	{ "    dataset: service_requests\n", "", "id: DSP-1", "measures[2].dataset", "missing", NULL },
	{ "dataset: service_requests", "dataset: service_request", "service_request\n", "measures[2].dataset",
	  "no known dataset", "\"service_requests\"" },
	{ "dataset: service_requests", "dataset: exceptions", "dataset: exc", "measures[2].dataset",
	  "no known dataset", NULL },
	{ "dataset: outages", "dataset: incidents", "dataset: incidents\n    availability",
	  "measures[5].dataset", "outages only", NULL },
	{ "originator: user", "orignator: user", "orignator", "measures[2].rows.orignator", "has no column",
	  "\"originator\"" },
	{ "originator: user", "received_at: user", "rows: {rec", "measures[2].rows.received_at",
	  "holds a time", NULL },
	{ "originator: user", "region: N", "rows: {reg", "measures[2].rows.region", "by Region", NULL },
	{ "originator: user", "exclusion: x", "rows: {exc", "measures[2].rows.exclusion", "exclusions",
	  NULL },
	{ "originator: user", "originator: User", "User", "measures[2].rows.originator",
	  "no value of originator, expected user", "\"user\"" },
	{ "[on_demand, scheduled]", "[on_demand, schedled]", "schedled", "measures[2].rows.mode[2]",
	  "no value of mode", "\"scheduled\"" },
	{ "[on_demand, scheduled]", "[on_demand, on_demand]", "rows: {orig", "measures[2].rows.mode[2]",
	  "twice", NULL },
	{ "[on_demand, scheduled]", "[]", "rows: {orig", "measures[2].rows.mode", "is empty", NULL },
	{ "rows: {originator: user, mode: [on_demand, scheduled]}", "rows: on_demand", "rows: on",
	  "measures[2].rows", "is text", NULL },
	{ "category: [1, 2]}", "category: [1, 6]}", "[1, 6]", "measures[4].rows.category[2]",
	  "no value of category", NULL },
	/* clocks */
	{ "    clock: {from: submitted_at, to: completed_at}\n", "", "id: CSP-1", "measures[3].clock",
	  "missing", NULL },
	{ "from: received_at, to", "from: srv, to", "from: srv", "measures[2].clock.from",
	  "column srv of service_requests holds", NULL },
	{ "from: received_at, to", "from: recieved_at, to", "recieved_at", "measures[2].clock.from",
	  "has no column", "\"received_at\"" },
	{ "from: received_at, to", "from: Received_At, to", "Received_At", "measures[2].clock.from",
	  "has no column", "\"received_at\"" },
	{ "{from: submitted_at, to: completed_at}", "{from: submitted_at, to: outcome}", "outcome",
	  "measures[3].clock.to", "expected", NULL },
	{ "{from: submitted_at, to: completed_at}", "{from: submitted_at, to: submitted_at}",
	  "to: submitted_at", "measures[3].clock.to", "where it starts", NULL },
	{ "{from: submitted_at, to: completed_at}", "{from: submitted_at}", "{from: sub",
	  "measures[3].clock.to", "missing", NULL },
	{ "{from: submitted_at, to: completed_at}", "{to: completed_at}", "{to: com",
	  "measures[3].clock.from", "missing", NULL },
	{ "{from: submitted_at, to: completed_at}", "submitted_at", "clock: sub", "measures[3].clock",
	  "is text", NULL },
	{ "{from: submitted_at, to: completed_at}", "{from: submitted_at, to: []}", "to: []",
	  "measures[3].clock.to", "is empty", NULL },
	{ "[dispatched_at, responded_at]", "[dispatched_at, dispatched_at]", "[dispatched_at, d",
	  "measures[2].clock.to[2]", "twice", NULL },
	{ "[dispatched_at, responded_at]", "[due_at, dispatched_at, returned_at, responded_at, updated_at]",
	  "[due_at", "measures[2].clock.to", "at most 4", NULL },
	{ "early_stop: in_time", "early_stop: yes", "early_stop", "measures[2].clock.early_stop",
	  "expected in_time", NULL },
	{ "early_stop: in_time", "early_stops: in_time", "early_stop", "measures[2].clock.early_stops",
	  "unknown key", "\"early_stop\"" },
	{ "placed_by: due_at", "placed_by: mode", "placed_by", "measures[2].placed_by", "closed list", NULL },
	{ "paused_by: paused_minutes", "paused_by: raised_at", "paused_by", "measures[4].paused_by",
	  "holds a time, expected paused_minutes", NULL },
	{ "when_empty: responded_at", "when_empty: respond_at", "respond_at",
	  "measures[2].blind_spot.when_empty", "no column", "\"responded_at\"" },
	{ ", text: never answered", "", "blind_spot", "measures[2].blind_spot.text", "missing", NULL },
	/* durations */
	{ "    within: 5 s\n", "", "id: DSP-1", "measures[2].within", "missing", NULL },
	{ "within: 5 s", "within: 5", "within: 5\n", "measures[2].within",
	  "not a duration, expected a duration such as 25 s", NULL },
	{ "within: 5 s", "within: 5 fortnights", "fortnights", "measures[2].within", "not a duration", NULL },
	{ "within: 5 s", "within: 0 s", "within: 0", "measures[2].within", "not a duration", NULL },
	{ "within: 5 s", "within: -5 s", "within: -5", "measures[2].within", "not a duration", NULL },
	{ "within: 5 s", "within: 99999999999999 days", "within: 999", "measures[2].within", "not a duration",
	  NULL },
	{ "within: 5 s", "within: [5 s]", "within: [", "measures[2].within", "is a list", NULL },
	{ "value: 5 days", "value: five days", "five", "measures[3].within.value", "not a duration", NULL },
	{ "value: 5 days", "by: category, value: 5 days", "by: category, value", "measures[3].within.value",
	  "one or the other", NULL },
	{ "value: 5 days, assumed: yes", "value: 5 days, assumed: maybe", "maybe",
	  "measures[3].within.assumed", "expected yes", NULL },
	{ "value: 5 days, ", "", "within: {assumed", "measures[3].within.by", "missing", NULL },
	{ "by: category", "by: raised_at", "by: raised_at", "measures[4].within.by", "holds a time", NULL },
	{ "{1: 4 h, 2: 24 h}", "{1: 4 h, 9: 24 h}", "9: 24", "measures[4].within.cases.9",
	  "no value of category", NULL },
	{ "{1: 4 h, 2: 24 h}", "{1: 4 h}", "{1: 4 h}", "measures[4].within.cases", "no case for \"2\"",
	  NULL },
	{ "{1: 4 h, 2: 24 h}", "{1: 4 h, 2: soon}", "soon", "measures[4].within.cases.2", "not a duration",
	  NULL },
	{ "{1: 4 h, 2: 24 h}", "{1: 4 h, 2: 24 h, 1: 5 h}", "1: 5 h", "measures[4].within.cases.1", "twice",
	  NULL },
	/* levels */
	{ "target: 99.5, minimum: 96", "target: 95.999999, minimum: 96", "95.999999",
	  "measures[1].levels[1].target", "the target 95.999999 is below the minimum 96", NULL },
	{ "target: 99.5", "target: 100.000001", "100.000001", "measures[1].levels[1].target",
	  "not a percentage", NULL },
	{ "target: 99.5", "target: '99,5'", "99,5", "measures[1].levels[1].target", "not a percentage",
	  NULL },
	{ "target: 99.5", "target: 9.95e1", "9.95e1", "measures[1].levels[1].target", "not a percentage",
	  NULL },
	{ "target: 99.5", "target: -1", "target: -1", "measures[1].levels[1].target", "not a percentage",
	  NULL },
	{ "target: 99.5", "target: 99.1234567", "99.1234567", "measures[1].levels[1].target",
	  "at most six places", NULL },
	{ "target: 99.5, ", "", "{from: 2019-01, minimum", "measures[1].levels[1].target", "missing", NULL },
	{ "minimum: 96, ", "", "{from: 2019-01, target: 99.5", "measures[1].levels[1].minimum", "missing",
	  NULL },
	{ "minimum: 96, authority: Part L", "minimum: 96", "{from: 2019-01",
	  "measures[1].levels[1].authority", "missing", NULL },
	{ "from: 2019-07", "from: 2019-01", "target: 98", "measures[1].levels[2].from", "order of time",
	  NULL },
	{ "from: 2019-07", "from: 2018-12", "2018-12", "measures[1].levels[2].from", "order of time", NULL },
	{ "from: 2019-07", "from: 2019", "from: 2019,", "measures[1].levels[2].from", "not a month", NULL },
	{ "from: 2019-07", "form: 2019-07", "form: ", "measures[1].levels[2].form", "unknown key",
	  "\"from\"" },
	{ "levels: [{from: 2019-01, target: 100, minimum: 85, authority: Part L}]", "levels: []",
	  "levels: []", "measures[4].levels", "is empty", NULL },
	{ "levels: [{from: 2019-01, target: 100, minimum: 85, authority: Part L}]", "levels: 99",
	  "levels: 99", "measures[4].levels", "is text", NULL },
	{ "display_decimals: 3", "display_decimals: 7", "decimals: 7", "measures[2].display_decimals",
	  "0 to 6", NULL },
	{ "display_decimals: 3", "display_decimals: two", "decimals: two", "measures[2].display_decimals",
	  "whole number", NULL },
	/* exclusions, regions, availability */
	{ "[user_cancelled, mislaid]", "[mislaid, mislaid]", "[mislaid", "measures[3].exclusions[2]", "twice",
	  NULL },
	{ "[user_cancelled, mislaid]", "{a: b}", "{a: b}", "measures[3].exclusions", "is a map", NULL },
	{ "    regions: no\n", "", "id: INC-1", "measures[4].regions", "missing", NULL },
	{ "regions: no", "regions: perhaps", "perhaps", "measures[4].regions", "yes, no", NULL },
	{ "dataset: firmware\n    clock: {from: submitted_at, to: completed_at}",
	  "dataset: repository\n    clock: {from: received_at, to: sent_at}",
	  "regions: yes\n    exclusions: [user", "measures[3].regions", "has no Region", NULL },
	{ "service: WAN_GATEWAY, ", "", "availability: {", "measures[5].availability.service", "missing",
	  NULL },
	{ "less_planned", "less_plan", "less_plan}", "measures[5].availability.denominator",
	  "all or less_planned", NULL },
	{ "    availability: {service: WAN_GATEWAY, denominator: less_planned}\n", "", "id: AVA-1",
	  "measures[5].availability", "missing", NULL },
	/* compositions */
	{ "    inputs: [DSP-1, CSP-1]\n", "", "id: CPM-1", "measures[1].inputs", "missing", NULL },
	{ "inputs: [DSP-1, CSP-1]", "inputs: []", "inputs: []", "measures[1].inputs", "is empty", NULL },
	{ "inputs: [DSP-1, CSP-1]", "inputs: [DSP-1, CSP-11]", "CSP-11", "measures[1].inputs[2]",
	  "no measure of this edition", "\"CSP-1\"" },
	{ "inputs: [DSP-1, CSP-1]", "inputs: [DSP-1, csp-1]", "csp-1", "measures[1].inputs[2]",
	  "no measure of this edition", "\"CSP-1\"" },
	{ "inputs: [DSP-1, CSP-1]", "inputs: [DSP-1, DSP-1]", "inputs: [", "measures[1].inputs[2]", "twice",
	  NULL },
	{ "inputs: [DSP-1, CSP-1]", "inputs: [DSP-1, CPM-1]", "inputs: [", "measures[1].inputs",
	  "derives from itself: CPM-1 -> CPM-1", NULL },
	{ "inputs: [DSP-1, CSP-1]", "inputs: [DSP-1, INC-1]", "inputs: [", "measures[1].inputs[2]",
	  "INC-1 is computed nationally only", NULL },
	{ "inputs: [DSP-1, CSP-1]", "inputs: [DSP-1, AVA-1]", "inputs: [", "measures[1].inputs",
	  "AVA-1 counts minutes and DSP-1 counts events", NULL },
	{ "rule: pooled", "rule: median", "median", "measures[1].composition.rule",
	  "expected pooled, mean or minimum", NULL },
	{ "rule: pooled, ", "", "composition: {", "measures[1].composition.rule", "missing", NULL },
	{ "composition: {rule: pooled, assumed: yes, note: Nobody says how.}", "composition: pool", "pool\n",
	  "measures[1].composition", "no known composition", NULL },
	/* YAML itself */
	{ "inputs: [DSP-1, CSP-1]", "inputs: [DSP-1, CSP-1", NULL, NULL, "not valid YAML", NULL },
	{ "title: A small edition", "title: 'A small edition", NULL, NULL, "not valid YAML", NULL },
	{ "title: A small edition", "title: &a A small edition", "title: &a", "title", "anchor", NULL },
	{ "title: A small edition", "title: *a", "title: *a", "title", "alias", NULL },
	{ "title: A small edition", "title: !!str A", "title: !!", "title", "tag", NULL },
	{ "title: A small edition", "title: A\xff edition", "title: A", NULL, "not valid UTF-8", NULL },
	{ "title: A small edition", "title: A\x01 edition", "title: A", NULL, "control character", NULL },
	{ "title: A small edition", "? [title]\n: x", "? [title]", NULL, "key is a list or a map", NULL },
	{ "title: A small edition", "a: [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", "a: [[", NULL,
	  "more than 16 deep", NULL },
	{ "...\n", "---\nmore: yes\n...\n", "---", NULL, "a second document", NULL },
	{ "...\n", "", NULL, NULL, "does not end with a line", "three full stops" },
};

/* The first `old` becomes `new`; text[size]. */
static void spoil(const char *old, const char *new, char *text, size_t size)
{
	const char *found = strstr(small_edition, old);
	if (!found)
		fail_msg("the small edition has no \"%s\"", old);
	int n = snprintf(text, size, "%.*s%s%s", (int)(found - small_edition), small_edition, new,
			 found + strlen(old));
	assert_true(n > 0 && (size_t)n < size);
}

static uint64_t line_of(const char *text, const char *at)
{
	const char *found = strstr(text, at);
	if (!found)
		fail_msg("the spoilt edition has no \"%s\"", at);
	uint64_t line = 1;
	for (const char *p = text; p < found; p++)
		line += *p == '\n';
	return line;
}

static void test_every_mistake(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		const struct mistake *k = &mistakes[i];
		char text[8192], shown[2048];
		spoil(k->old, k->new, text, sizeof text);
		struct arena arena;
		arena_init(&arena);
		struct error err = { 0 };
		const struct catalogue *c = NULL;
		if (catalogue_parse(text_of(text), "my.yaml", &arena, &c, &err))
			fail_msg("accepted: \"%s\" for \"%s\"", k->new, k->old);
		error_format(&err, shown, sizeof shown);
		assert_null(c);
		assert_int_equal(err.kind, ERROR_CATALOGUE);
		assert_string_equal(err.path, "my.yaml");
		if (!strstr(err.message, k->message))
			fail_msg("\"%s\": expected \"%s\" in: %s", k->new, k->message, shown);
		if (k->at && err.line != line_of(text, k->at))
			fail_msg("\"%s\": expected line %llu in: %s", k->new,
				 (unsigned long long)line_of(text, k->at), shown);
		if (err.line == 0)
			fail_msg("no line in: %s", shown);
		if (k->field && strcmp(err.field, k->field))
			fail_msg("\"%s\": expected the key %s in: %s", k->new, k->field, shown);
		if (k->hint && !strstr(err.hint, k->hint))
			fail_msg("\"%s\": expected the hint %s, is \"%s\"", k->new, k->hint, err.hint);
		arena_done(&arena);
	}
}

static void test_small_edition_is_valid(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena);
	struct error err = { 0 };
	const struct catalogue *c;
	if (!catalogue_parse(text_of(small_edition), "my.yaml", &arena, &c, &err))
		fail_msg("%s: %s", err.field, err.message);
	assert_int_equal(c->n_measures, 5);
	assert_int_equal(c->withhold_share_micro, 200000);
	assert_int_equal(c->withhold_rows, 20);
	assert_int_equal(c->withhold_always_micro, 6000000);
	assert_int_equal(c->review.few_events, 40);
	assert_int_equal(c->review.excluded_above.micro, 3000000);
	assert_int_equal(c->review.n_part_dimensions, 2);
	assert_int_equal(c->review.trend_confidence.micro, 90000000);
	/* What is left out is not tested for. */
	assert_int_equal(c->review.refused_above.micro, 100000000);
	assert_int_equal(c->review.part_confidence.micro, 0);
	assert_int_equal(c->sampling.tests_micro, 500000);
	assert_int_equal(c->sampling.idle_days, 0);
	assert_int_equal(c->review.least_left.micro, 25000000);
	assert_int_equal(c->review.least_left_few.micro, 50000000);
	const struct measure *dsp = &c->measures[1], *csp = &c->measures[2], *ava = &c->measures[4];
	assert_string_equal(dataset_get(dsp->dataset)->columns[dsp->placed_by].name, "due_at");
	assert_string_equal(dataset_get(csp->dataset)->columns[csp->placed_by].name, "submitted_at");
	assert_true(dsp->early_stop_ok);
	assert_false(csp->early_stop_ok);
	assert_int_equal(dsp->display_decimals, 3);
	assert_int_equal(csp->display_decimals, 2);
	assert_int_equal(csp->n_exclusions, 2);
	assert_int_equal(ava->n_exclusions, 0);
	assert_int_equal(ava->denominator, DENOMINATOR_LESS_PLANNED);
	assert_int_equal(ava->placed_by, -1);
	/* A level changes within the year. */
	const struct measure *cpm = &c->measures[0];
	assert_null(measure_level(cpm, (struct month){ 2018, 12 }));
	assert_string_equal(measure_level(cpm, (struct month){ 2019, 1 })->target.text, "99.5");
	assert_string_equal(measure_level(cpm, (struct month){ 2019, 6 })->target.text, "99.5");
	assert_string_equal(measure_level(cpm, (struct month){ 2019, 7 })->target.text, "98");
	assert_string_equal(measure_level(cpm, (struct month){ 2030, 7 })->target.text, "98");
	/* Assumed: a limit, a composition, those of inputs, a level in force. */
	assert_false(measure_is_assumed(dsp, (struct month){ 2019, 1 }));
	assert_true(measure_is_assumed(csp, (struct month){ 2019, 1 }));
	assert_true(measure_is_assumed(cpm, (struct month){ 2019, 1 }));
	assert_true(cpm->inputs_assumed);
	assert_string_equal(cpm->composition_note, "Nobody says how.");
	/* Inputs before what derives from them. */
	assert_int_equal(c->order[0], 1);
	assert_int_equal(c->order[1], 2);
	assert_int_equal(c->order[2], 0);
	arena_done(&arena);
}

/* A level that is assumed from a month on marks the measure from then on only. */
static void test_assumed_level(void **state)
{
	(void)state;
	char text[8192];
	spoil("minimum: 96, authority: Part L}]\n    display_decimals",
	      "minimum: 96, authority: Part L}, {from: 2019-03, target: 99, minimum: 96, authority: x, "
	      "assumed: "
	      "yes}]\n    display_decimals",
	      text, sizeof text);
	struct arena arena;
	arena_init(&arena);
	struct error err;
	const struct catalogue *c;
	assert_true(catalogue_parse(text_of(text), "my.yaml", &arena, &c, &err));
	assert_false(measure_is_assumed(&c->measures[1], (struct month){ 2019, 2 }));
	assert_true(measure_is_assumed(&c->measures[1], (struct month){ 2019, 3 }));
	arena_done(&arena);
}

/* Chains of composites: cycles of any length, a leaf reached by two ways, and one that is fine. */
static void composites(const char *a, const char *b, const char *c, char *text, size_t size)
{
	char more[2048];
	char blocks[3][512];
	const char *names[3] = { "X-1", "X-2", "X-3" }, *inputs[3] = { a, b, c };
	for (int i = 0; i < 3; i++)
		snprintf(blocks[i], sizeof blocks[i],
			 "  - id: %s\n    title: x\n    provider: CODE\n    kind: composite\n    definition: "
			 "x\n"
			 "    authority: x\n    inputs: [%s]\n    composition: mean\n    regions: no\n"
			 "    levels: [{from: 2019-01, target: 9, minimum: 8, authority: x}]\n",
			 names[i], inputs[i]);
	snprintf(more, sizeof more, "%s%s%s...\n", blocks[0], blocks[1], blocks[2]);
	spoil("...\n", more, text, size);
}

static void test_chains(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b, *c, *message; /* NULL: valid */
	} chains[] = {
		{ "X-2", "X-3", "X-1", "derives from itself: X-1 -> X-2 -> X-3 -> X-1" },
		{ "DSP-1", "X-3", "DSP-1, X-2", "derives from itself: X-2 -> X-3 -> X-2" },
		{ "X-2, X-3", "DSP-1", "DSP-1", "DSP-1 would count twice" },
		{ "X-2, DSP-1", "DSP-1, INC-1", "INC-1", "DSP-1 would count twice" },
		{ "X-2, X-3", "AVA-1", "DSP-1", "cannot be added" },
		{ "X-2, INC-1", "X-3", "CPM-1", NULL },
	};
	for (size_t i = 0; i < sizeof chains / sizeof *chains; i++) {
		char text[8192];
		composites(chains[i].a, chains[i].b, chains[i].c, text, sizeof text);
		struct arena arena;
		arena_init(&arena);
		struct error err = { 0 };
		const struct catalogue *c;
		bool ok = catalogue_parse(text_of(text), "my.yaml", &arena, &c, &err);
		if (ok != !chains[i].message)
			fail_msg("%zu: %s", i, ok ? "accepted" : err.message);
		if (!ok && !strstr(err.message, chains[i].message))
			fail_msg("%zu: expected \"%s\" in: %s", i, chains[i].message, err.message);
		if (!ok)
			assert_true(err.line > 0);
		if (ok) {
			int place[16];
			for (int o = 0; o < c->n_measures; o++)
				place[c->order[o]] = o;
			for (int m = 0; m < c->n_measures; m++)
				for (int j = 0; j < c->measures[m].n_inputs; j++)
					assert_true(place[c->measures[m].inputs[j]] < place[m]);
		}
		arena_done(&arena);
	}
}

static void expect_file_error(const char *path, const char *message)
{
	struct arena arena;
	arena_init(&arena);
	struct error err = { 0 };
	const struct catalogue *c;
	assert_false(catalogue_load(path, (struct month){ 2019, 10 }, &arena, &c, &err));
	assert_int_equal(err.kind, ERROR_CATALOGUE);
	assert_string_equal(err.path, path);
	if (!strstr(err.message, message))
		fail_msg("expected \"%s\" in: %s", message, err.message);
	arena_done(&arena);
}

static void test_files(void **state)
{
	(void)state;
	expect_file_error("/nowhere/my.yaml", "No such file");
	expect_file_error("/", "Is a directory");
	expect_file_error("/dev/null", "the file is empty");
	expect_file_error("/dev/zero", "larger than 1 MiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small_edition_is_valid),
		cmocka_unit_test(test_every_mistake),
		cmocka_unit_test(test_assumed_level),
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
