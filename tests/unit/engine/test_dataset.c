/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of datasets against the interface, written down a second time in a shape of its own.
 */
#include "cmocka_all.h"
#include "engine/dataset.h"

#include <string.h>

/* One string per dataset: the columns in order.  Marks after the name: ! the heading must exist,
 * ? the value may be empty, k part of the key, i the item; after the colon the type. */
static const char *const EXPECTED[DATASET_COUNT] = {
	[DATASET_SERVICE_REQUESTS] =
		"request_id!ki:text srv!:word mode!:list originator?:list region!?:list user_role?:word "
		"device_type?:word generation?:word received_at!:time due_at?a:time dispatched_at?:time "
		"returned_at?:time responded_at!?:time response_code?:word exclusion?:word updated_at?:time",
	[DATASET_ALERTS] =
		"alert_id!ki:text alert_code!:word region!?:list device_id?:text device_type?:word "
		"manufacturer?:word model?:word firmware_version?:word received_at!:time "
		"delivered_at!?:time represents?:count exclusion?:word updated_at?:time",
	[DATASET_FIRMWARE] =
		"payload_id!ki:text region!:list category!:list device_type?:word manufacturer?:word "
		"model?:word firmware_version?:word submitted_at!:time completed_at!?:time "
		"outcome?:list exclusion?:word updated_at?:time",
	[DATASET_COMMANDS] =
		"command_id!ki:text region!:list category!:list received_at!:time delivered_at!?:time "
		"exclusion?:word updated_at?:time",
	[DATASET_ROUND_TRIPS] = "test_id!ki:text region!:list class!:list hub_id?:text sent_at!:time "
				"returned_at!?:time exclusion?:word updated_at?:time",
	[DATASET_INCIDENTS] =
		"incident_id!ki:text category!:list resolver!:word region?:list service?:word "
		"raised_at!:time resolved_at!?:time paused_minutes?:minutes cause?:word key?:list "
		"exclusion?:word updated_at?:time",
	[DATASET_OUTAGES] =
		"outage_id!ki:text service!:word region?:list start_at!a:time end_at!?a:time kind!:list "
		"exclusion?:word updated_at?:time",
	[DATASET_CERTIFICATES] = "request_id!ki:text type!:word submission!:list received_at!:time "
				 "issued_at!?:time exclusion?:word updated_at?:time",
	[DATASET_REPOSITORY] = "request_id!ki:text received_at!:time sent_at!?:time exclusion?:word "
			       "updated_at?:time",
	[DATASET_INSTALLS] = "hub_id!ki:text region!:list srv!k:list installed_at!k:time connected_at?:time "
			     "in_coverage?:list access?:list predicted_coverage?:word actual_coverage?:word "
			     "accepted?:list faulty?:list exclusion?:word updated_at?:time",
	[DATASET_RETURNS] = "hub_id!ki:text region!:list srv!k:list returned_at!k:time received_at?:time "
			    "triaged_at?:time finding?:word updated_at?:time",
	[DATASET_HUBS] = "region!?k:list date!k:date commissioned!:count",
	[DATASET_POWER_OUTAGES] =
		"alert_id!ki:text region!:list hub_id!:text received_at!:time sent_at!?:time "
		"updated_at?:time",
	[DATASET_CONNECTIVITY] = "device_id!ki:text region!:list device_type?:word payment_mode?:word "
				 "lost_at!k:time restored_at?:time updated_at?:time",
	[DATASET_FORECASTS] = "srv!k:text period!k:month forecast!:decimal",
	[DATASET_EXCEPTIONS] = "measure!k:text region?kd:list item_id!k:text reason!k:text reference?:text "
			       "approved!:list",
	[DATASET_SERVICE_LEVELS] = "period!k:month measure!k:text region?kd:list good!:count total!:count "
				   "excluded?:count",
	[DATASET_REMEDIATION] = "measure!k:text region?kd:list recorded_on!k:date action!k:text owner?:text "
				"green_by!:month",
	[DATASET_COMMENTARY] = "measure!:text region?d:list text!:text",
};

static const char *const NAMES[DATASET_COUNT] = {
	"service_requests", "alerts",         "firmware",      "commands",     "round_trips",
	"incidents",        "outages",        "certificates",  "repository",   "installs",
	"returns",          "hubs",           "power_outages", "connectivity", "forecasts",
	"exceptions",       "service_levels", "remediation",   "commentary"
};

static void the_table_is_the_interface(void **state)
{
	(void)state;
	static const char *const TYPES[] = { "text",    "word",    "list",  "time", "count",
					     "minutes", "decimal", "month", "date" };
	for (int i = 0; i < DATASET_COUNT; i++) {
		const struct dataset *d = dataset_get((enum dataset_id)i);
		struct builder b;
		builder_init(&b);
		for (int c = 0; c < d->n_columns; c++) {
			unsigned flags = d->columns[c].flags;
			builder_printf(&b, "%s%s%s%s%s%s%s%s:%s", c ? " " : "", d->columns[c].name,
				       flags & COLUMN_REQUIRED ? "!" : "", flags & COLUMN_EMPTY ? "?" : "",
				       flags & COLUMN_KEY ? "k" : "", flags & COLUMN_ITEM ? "i" : "",
				       flags & COLUMN_AHEAD ? "a" : "", flags & COLUMN_DASH ? "d" : "",
				       TYPES[d->columns[c].type]);
		}
		assert_string_equal(b.data, EXPECTED[i]);
		builder_done(&b);
		assert_int_equal(d->id, i);
		assert_string_equal(d->name, NAMES[i]);
		assert_int_equal(dataset_find(text_of(NAMES[i])), i);
	}
	assert_int_equal(dataset_find(TEXT("alert")), DATASET_NONE);
	assert_int_equal(dataset_find(TEXT("Alerts")), DATASET_NONE);
	assert_int_equal(dataset_find(TEXT("")), DATASET_NONE);
}

static void the_table_is_sound(void **state)
{
	(void)state;
	for (int i = 0; i < DATASET_COUNT; i++) {
		const struct dataset *d = dataset_get((enum dataset_id)i);
		bool has_key = false;
		assert_true(d->n_columns > 0 && d->n_columns <= DATASET_MAX_COLUMNS);
		assert_true(d->title[0]);
		for (int c = 0; c < d->n_columns; c++) {
			const struct column_def *column = &d->columns[c];
			has_key |= (column->flags & COLUMN_KEY) != 0;
			assert_true(column->help && column->help[0]);
			assert_int_equal(column->type == COLUMN_LIST, column->list != NULL);
			/* What the row may leave out has to be allowed to be empty. */
			if (!(column->flags & COLUMN_REQUIRED))
				assert_true(column->flags & COLUMN_EMPTY);
			if (column->default_value && column->list)
				assert_true(column_list_find(column, text_of(column->default_value)) > 0);
			assert_int_equal(dataset_column(d, text_of(column->name)), c);
		}
		assert_int_equal(has_key, d->has_conflicts);
		const char *last = d->columns[d->n_columns - 1].name;
		assert_int_equal(!d->is_register, strcmp(last, "updated_at") == 0);
		if (d->n_columns < DATASET_MAX_COLUMNS)
			assert_null(d->columns[d->n_columns].name);
	}
	assert_false(dataset_get(DATASET_COMMENTARY)->has_conflicts);
}

static void check_list(enum dataset_id id, const char *column, const char *values)
{
	const struct dataset *d = dataset_get(id);
	const struct column_def *c = &d->columns[dataset_column(d, text_of(column))];
	struct builder b;
	builder_init(&b);
	for (int i = 0; c->list[i]; i++) {
		builder_printf(&b, "%s%s", i ? " " : "", c->list[i]);
		assert_int_equal(column_list_find(c, text_of(c->list[i])), i + 1);
	}
	assert_string_equal(b.data, values);
	builder_done(&b);
}

static void closed_lists(void **state)
{
	(void)state;
	check_list(DATASET_SERVICE_REQUESTS, "mode", "on_demand future_dated scheduled");
	check_list(DATASET_SERVICE_REQUESTS, "originator", "user dcc");
	check_list(DATASET_SERVICE_REQUESTS, "region", "N C S");
	check_list(DATASET_FIRMWARE, "category", "1 2 3");
	check_list(DATASET_COMMANDS, "category", "1 2 3");
	check_list(DATASET_INCIDENTS, "category", "1 2 3 4 5");
	check_list(DATASET_FIRMWARE, "outcome", "completed failed dropped cancelled");
	check_list(DATASET_ROUND_TRIPS, "class", "RTT2 RTT3 RTT4");
	check_list(DATASET_OUTAGES, "kind", "unplanned planned");
	check_list(DATASET_CERTIFICATES, "submission", "adhoc batch");
	check_list(DATASET_INSTALLS, "srv", "8.14.1 8.14.2");
	check_list(DATASET_RETURNS, "srv", "8.14.3 8.14.4");
	check_list(DATASET_EXCEPTIONS, "approved", "Y N");
	/* The place of a Region in the list is its enum. */
	const struct dataset *d = dataset_get(DATASET_ALERTS);
	const struct column_def *region = &d->columns[dataset_region_column(d)];
	for (int r = REGION_N; r < REGION_COUNT; r++)
		assert_int_equal(column_list_find(region, text_of(region_code((enum region)r))), r);
	/* Exactly: case, spaces and look-alikes included. */
	assert_int_equal(column_list_find(region, TEXT("n")), 0);
	assert_int_equal(column_list_find(region, TEXT("N ")), 0);
	assert_int_equal(column_list_find(region, TEXT("")), 0);
	assert_int_equal(column_list_find(region, TEXT("-")), 0);
	assert_int_equal(column_list_find(region, TEXT("\xCE\x9D")), 0); /* Greek Nu */
	assert_int_equal(column_list_find(region, TEXT("\xD0\xA1")), 0); /* Cyrillic Es */
}

static void defaults(void **state)
{
	(void)state;
	static const struct {
		enum dataset_id id;
		const char *column, *value;
	} DEFAULTS[] = { { DATASET_SERVICE_REQUESTS, "originator", "user" },
			 { DATASET_ALERTS, "represents", "1" },
			 { DATASET_INSTALLS, "in_coverage", "Y" },
			 { DATASET_INSTALLS, "access", "Y" } };
	int n = 0;
	for (size_t i = 0; i < sizeof DEFAULTS / sizeof *DEFAULTS; i++) {
		const struct dataset *d = dataset_get(DEFAULTS[i].id);
		int c = dataset_column(d, text_of(DEFAULTS[i].column));
		assert_string_equal(d->columns[c].default_value, DEFAULTS[i].value);
	}
	for (int i = 0; i < DATASET_COUNT; i++)
		for (int c = 0; c < dataset_get((enum dataset_id)i)->n_columns; c++)
			n += dataset_get((enum dataset_id)i)->columns[c].default_value != NULL;
	assert_int_equal(n, 4);
	const struct dataset *alerts = dataset_get(DATASET_ALERTS);
	assert_int_equal(alerts->columns[dataset_column(alerts, TEXT("represents"))].minimum, 1);
}

static void headings(void **state)
{
	(void)state;
	const struct dataset *d = dataset_get(DATASET_ALERTS);
	assert_int_equal(dataset_column(d, TEXT(" Alert_ID\t")), 0);
	assert_int_equal(dataset_column(d, TEXT("alert id")), -1);
	assert_int_equal(dataset_column(d, TEXT("")), -1);
	assert_int_equal(dataset_item_column(d), 0);
	assert_int_equal(dataset_region_column(d), 2);
	assert_int_equal(dataset_exclusion_column(d), 11);
	assert_int_equal(dataset_region_column(dataset_get(DATASET_REPOSITORY)), -1);
	assert_int_equal(dataset_exclusion_column(dataset_get(DATASET_RETURNS)), -1);
	assert_int_equal(dataset_item_column(dataset_get(DATASET_HUBS)), -1);
	assert_string_equal(region_code(REGION_NONE), "-");
	assert_string_equal(region_name(REGION_S), "South");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_the_interface),
		cmocka_unit_test(the_table_is_sound),
		cmocka_unit_test(closed_lists),
		cmocka_unit_test(defaults),
		cmocka_unit_test(headings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
