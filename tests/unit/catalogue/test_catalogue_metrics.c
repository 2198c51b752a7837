/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mistakes in metrics, breakdowns and the kinds that have them: the built-in edition with one text changed.
 */
#include "engine/catalogue.h"
#include "engine/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct mistake {
	const char *after; /* the text is changed where it first stands after this one */
	const char *old, *new, *field, *message;
};

static const struct mistake mistakes[] = {
	{ "id: FW-STATE", "kind: count", "kind: incidents", ".kind", "it stands under measures" },
	{ "id: FW-STATE", "kind: count", "kind: availability", ".kind", "it stands under measures" },
	{ "id: CSP-12.1", "kind: windows", "kind: distinct", ".kind", "it stands under metrics" },
	{ "id: FW-SUBMITTED", "placed_by: submitted_at", "display_decimals: 1", "", "has neither clock nor placed_by" },
	{ "id: FW-SUBMITTED", "    breakdowns:\n      category: category\n      device_type: device_type\n", "", "",
	  "without breakdowns" },
	{ "id: FW-SUBMITTED", "regions: yes", "regions: yes\n    levels: [{}]", ".levels", "does not use this key" },
	{ "id: HUB-RETURN-90", "regions: yes", "regions: yes\n    levels: [{}]", ".levels", "a metric is not judged" },
	{ "id: CSP-2\n", "    levels:", "    authority: x\n    levls:", ".authority", "twice" },
	{ "id: FW-STATE", "id: FW-STATE", "id: CPM-1", ".id", "given twice" },
	/* parts */
	{ "id: FW-STATE", "state: state", "state: stat", ".breakdowns.state", "no column \"stat\"" },
	{ "id: FW-STATE", "state: state", "state: submitted_at", ".breakdowns.state", "holds a time" },
	{ "id: FW-STATE", "state: state", "state: window", ".breakdowns.state", "has no window" },
	{ "id: FW-STATE", "state: state", "state: [state, state]", ".breakdowns.state[2]", "named twice" },
	{ "id: FW-SUBMITTED", "category: category", "category: state", ".breakdowns.category", "state needs a clock" },
	{ "id: FW-SUBMITTED", "category: category", "category: age", ".breakdowns.category", "age needs a clock" },
	{ "id: INC-COUNT", "category: category", "category: area", ".breakdowns.category", "regions: yes" },
	{ "id: INC-WHAT-IF", "change: change", "change: category", ".breakdowns.change", "not broken down by columns" },
	{ "id: HUB-POPULATION", "summary: summary", "summary: [summary, day]", ".breakdowns.summary", "stands alone" },
	{ "id: HUB-POPULATION", "summary: summary", "summary: []", ".breakdowns.summary", "by one part" },
	{ "id: FORECAST", "srv: srv\n", "srv: mode\n", ".breakdowns.srv", "the column of variance" },
	{ "id: ALERT-NEW", "code: alert_code", "code: model", ".breakdowns.code", "first_time_by is not among" },
	{ "id: FW-STATE", "share_of: 3", "share_of: 4", ".breakdowns.device_state.share_of", "fewer parts" },
	{ "id: FW-STATE", "share_of: 3", "share_of: 0", ".breakdowns.device_state.share_of", "at least 1" },
	{ "id: FW-STATE", "share_of: 3", "share: 3", ".breakdowns.device_state.share", "unknown key" },
	{ "id: LOSS\n", "figure: devices", "figure: success", ".breakdowns.devices", "has no figure success" },
	{ "id: PROCESS", "time: [process, quantile]", "time: {by: [process, quantile], figure: within}", ".breakdowns.time",
	  "no such part" },
	{ "id: PROCESS", "time: [process, quantile]", "time: [response, quantile]", ".breakdowns.time",
	  "cannot stand together" },
	/* keys of one kind */
	{ "id: CSP-12.1", "minutes: 3", "minutes: 7", ".windows.minutes", "does not divide an hour" },
	{ "id: CSP-12.1", "minutes: 3", "minutes: 0", ".windows.minutes", "from 1 to 60" },
	{ "id: CSP-12.1", "class: up_to", "class: below", ".windows.class", "up_to or above" },
	{ "id: CSP-12.1", "hub: hub_id", "hub: region", ".windows.hub", "expected alert_id or hub_id" },
	{ "id: CSP-COVERAGE", "{equal: [predicted_coverage, actual_coverage]}", "{equal: [predicted_coverage]}",
	  ".good.equal", "equal: [column, column]" },
	{ "id: CSP-COVERAGE", "{equal: [predicted_coverage, actual_coverage]}", "{equal: [accepted, faulty]}",
	  ".good.equal[1]", "closed list" },
	{ "id: CSP-CH1.2", "{accepted: Y}", "{accepted: maybe}", ".good.accepted", "no value of accepted" },
	{ "id: CSP-1.1", "reason: no_access", "reason: flood", ".implied.reason", "not one of exclusions" },
	{ "id: CSP-1.1", "{access: N}", "{access: N, in_coverage: N}", ".implied.when", "names 2 columns" },
	{ "id: CSP-1.2", "within: 90 days", "within: end of day", ".within", "not a duration" },
	{ "id: CSP-1.2", "cohort: previous_quarter", "cohort: next_quarter", ".cohort", "previous_quarter" },
	{ "id: ALERT-VOLUME", "counted: represents", "counted: device_id", ".counted", "holds free text" },
	{ "id: ALERT-DEVICES", "counted: device_id", "counted: represents", ".counted", "holds a count" },
	{ "id: INC-WHAT-IF", "of: [CPM-4, CPM-5]", "of: [CPM-4, CPM-6]", ".of[2]", "no measure of kind incidents" },
	{ "id: INC-WHAT-IF", "of: [CPM-4, CPM-5]", "of: CPM-9", ".of", "no measure of kind incidents" },
	{ "id: INC-WHAT-IF", "of: [CPM-4, CPM-5]", "of: [CPM-4, CPM-4]", ".of[2]", "CPM-4 is given twice" },
	{ "id: PROCESS", "from: [due_at, received_at]", "from: [due_at, received_at, returned_at]", ".clock.from",
	  "names 3 columns" },
	{ "id: HUB-POPULATION", "dataset: hubs", "dataset: alerts", ".dataset", "expected hubs" },
	{ "id: FW-STATE", "dataset: firmware", "dataset: hubs", ".dataset", "no known dataset" },
	{ "id: FORECAST", "tolerance: 10 %", "tolerance: ten", ".variance.tolerance", "not a percentage" },
	/* processes and responses */
	{ "processes:", "srvs: [8.14.3, 8.14.4]", "srvs: [8.14.3, 2.2]", "processes[7].srvs", "stands in two processes" },
	{ "processes:", "id: returns", "id: reads", "processes[7].id", "given twice" },
	{ "responses:", "success: [I0, I99]", "success: [I0, E20]", "responses", "E20 stands in two lists" },
	{ "responses:", "success: [I0, I99]", "sucess: [I0]", "responses.sucess", "unknown key" },
};

static void test_every_mistake(void **state)
{
	struct arena arena;
	struct error err = { 0 };
	struct yaml_reader r = { .source = "test", .arena = &arena, .err = &err };
	struct text yaml;

	(void)state;
	arena_init(&arena);
	assert_true(yaml_load(&r, EDITIONS "/2018-03.yaml", &yaml));
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		const struct mistake *k = &mistakes[i];
		const char *after = strstr(yaml.data, k->after), *at = after ? strstr(after, k->old) : NULL;
		const struct catalogue *c = NULL;

		if (!at)
			fail_msg("the edition has no \"%s\" after \"%s\"", k->old, k->after);
		err = (struct error){ 0 };
		if (catalogue_parse(text_of(arena_printf(&arena, "%.*s%s%s", (int)(at - yaml.data), yaml.data, k->new,
							 at + strlen(k->old))),
				    "my.yaml", &arena, &c, &err))
			fail_msg("accepted: \"%s\" for \"%s\"", k->new, k->old);
		assert_int_equal(err.kind, ERROR_CATALOGUE);
		assert_true(err.line > 0);
		if (!strstr(err.message, k->message) || !strstr(err.field, k->field))
			fail_msg("\"%s\": expected \"%s\" at %s, is %s: %s", k->new, k->message, k->field, err.field,
				 err.message);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_mistake) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
