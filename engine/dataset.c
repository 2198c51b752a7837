/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dataset.h"

#include <assert.h>

_Static_assert(DATASET_COUNT <= 64, "struct intake keeps a bit for each dataset");

static const char *const regions[] = { "N", "C", "S", NULL };
static const char *const modes[] = { "on_demand", "future_dated", "scheduled", NULL };
static const char *const originators[] = { "user", "dcc", NULL };
static const char *const categories_3[] = { "1", "2", "3", NULL };
static const char *const categories_5[] = { "1", "2", "3", "4", "5", NULL };
static const char *const outcomes[] = { "completed", "failed", "dropped", "cancelled", NULL };
static const char *const classes[] = { "RTT2", "RTT3", "RTT4", NULL };
static const char *const outage_kinds[] = { "unplanned", "planned", NULL };
static const char *const submissions[] = { "adhoc", "batch", NULL };
static const char *const install_srvs[] = { "8.14.1", "8.14.2", NULL };
static const char *const return_srvs[] = { "8.14.3", "8.14.4", NULL };
static const char *const yes_no[] = { "Y", "N", NULL };

/* The shapes of columns that recur. R: the heading must exist; E: the value may be empty. */
#define R COLUMN_REQUIRED
#define E COLUMN_EMPTY
#define K COLUMN_KEY
#define ITEM_KEY(column, phrase)                                                                             \
	{                                                                                                    \
		.name = column, .type = COLUMN_TEXT, .flags = R | K | COLUMN_ITEM, .help = phrase            \
	}
#define TEXT_OF(column, f, phrase)                                                                           \
	{                                                                                                    \
		.name = column, .type = COLUMN_TEXT, .flags = (f), .help = phrase                            \
	}
#define WORD(column, f, phrase)                                                                              \
	{                                                                                                    \
		.name = column, .type = COLUMN_WORD, .flags = (f), .help = phrase                            \
	}
#define LIST(column, f, values, phrase)                                                                      \
	{                                                                                                    \
		.name = column, .type = COLUMN_LIST, .flags = (f), .list = values, .help = phrase            \
	}
#define TIME(column, f, phrase)                                                                              \
	{                                                                                                    \
		.name = column, .type = COLUMN_TIME, .flags = (f), .help = phrase                            \
	}
#define COUNT(column, f, phrase)                                                                             \
	{                                                                                                    \
		.name = column, .type = COLUMN_COUNT, .flags = (f), .help = phrase                           \
	}
#define REGION(f) LIST("region", R | (f), regions, "Region of the wide area network")
#define EXCLUSION WORD("exclusion", E, "reason claimed for leaving the row out")
#define UPDATED   TIME("updated_at", E, "when the row was last changed: the latest row of a key counts")
#define DEVICE    WORD("device_type", E, "type of device")
#define MAKE                                                                                                 \
	WORD("manufacturer", E, "maker of the device"), WORD("model", E, "model of the device"),             \
		WORD("firmware_version", E, "firmware of the device")

/* The columns of a dataset, and their number with them. Of more than there is room for the compiler warns (in CI an error). */
#define COLUMNS(...)                                                                                         \
	.n_columns = (int)(sizeof((const struct column_def[]){ __VA_ARGS__ }) / sizeof(struct column_def)),  \
	.columns = { __VA_ARGS__ }

static const struct dataset datasets[DATASET_COUNT] = {
	{ DATASET_SERVICE_REQUESTS,
	  "service_requests",
	  "Service Requests and Responses",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("request_id", "id of the request"),
	    WORD("srv", R, "Service Reference Variant"),
	    LIST("mode", R, modes, "how the request is to be carried out"),
	    { .name = "originator",
	      .type = COLUMN_LIST,
	      .flags = E,
	      .list = originators,
	      .default_value = "user",
	      .help = "who sent it" },
	    REGION(E),
	    WORD("user_role", E, "role of the User"),
	    DEVICE,
	    WORD("generation", E, "generation of the meter"),
	    TIME("received_at", R, "request received by the DSP"),
	    TIME("due_at", E | COLUMN_AHEAD, "when a future-dated or scheduled request is due"),
	    TIME("dispatched_at", E, "sent on by the DSP"),
	    TIME("returned_at", E, "answer back at the DSP"),
	    TIME("responded_at", R | E, "Service Response sent to the User"),
	    WORD("response_code", E, "response code"),
	    EXCLUSION,
	    UPDATED) },
	{ DATASET_ALERTS,
	  "alerts",
	  "Alerts",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("alert_id", "id of the alert"),
	    WORD("alert_code", R, "four hexadecimal digits"),
	    REGION(E),
	    TEXT_OF("device_id", E, "device that raised it"),
	    DEVICE,
	    MAKE,
	    TIME("received_at", R, "received from the network"),
	    TIME("delivered_at", R | E, "delivered to the User"),
	    { .name = "represents",
	      .type = COLUMN_COUNT,
	      .flags = E,
	      .default_value = "1",
	      .minimum = 1,
	      .maximum = INT64_MAX,
	      .help = "alerts that this row stands for" },
	    EXCLUSION,
	    UPDATED) },
	{ DATASET_FIRMWARE,
	  "firmware",
	  "Firmware payloads",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("payload_id", "id of the payload"), REGION(0),
	    LIST("category", R, categories_3, "category of the payload"), DEVICE, MAKE,
	    TIME("submitted_at", R, "submitted to the CSP"), TIME("completed_at", R | E, "completed"),
	    LIST("outcome", E, outcomes, "how it ended"), EXCLUSION, UPDATED) },
	{ DATASET_COMMANDS,
	  "commands",
	  "Commands to the WAN Gateway",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("command_id", "id of the command"), REGION(0),
	    LIST("category", R, categories_3, "category of the command"),
	    TIME("received_at", R, "received by the CSP"),
	    TIME("delivered_at", R | E, "delivered to the gateway"), EXCLUSION, UPDATED) },
	{ DATASET_ROUND_TRIPS,
	  "round_trips",
	  "Round-trip tests",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("test_id", "id of the test"), REGION(0),
	    LIST("class", R, classes, "class of round trip"), TEXT_OF("hub_id", E, "hub tested"),
	    TIME("sent_at", R, "test command sent"), TIME("returned_at", R | E, "answer back"), EXCLUSION,
	    UPDATED) },
	{ DATASET_INCIDENTS,
	  "incidents",
	  "Incidents",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("incident_id", "id of the incident"),
	    LIST("category", R, categories_5, "category of the incident"),
	    WORD("resolver", R, "who has to resolve it"),
	    { .name = "region",
	      .type = COLUMN_LIST,
	      .flags = E,
	      .list = regions,
	      .help = "Region concerned" },
	    WORD("service", E, "service concerned"),
	    TIME("raised_at", R, "raised"),
	    TIME("resolved_at", R | E, "resolved"),
	    { .name = "paused_minutes",
	      .type = COLUMN_MINUTES,
	      .flags = E,
	      .help = "minutes the clock stood still" },
	    WORD("cause", E, "cause"),
	    LIST("key", E, yes_no, "Y for a key incident"),
	    EXCLUSION,
	    UPDATED) },
	{ DATASET_OUTAGES,
	  "outages",
	  "Outages",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("outage_id", "id of the outage"),
	    WORD("service", R, "service that was out"),
	    { .name = "region",
	      .type = COLUMN_LIST,
	      .flags = E,
	      .list = regions,
	      .help = "Region concerned" },
	    TIME("start_at", R | COLUMN_AHEAD, "began"),
	    TIME("end_at", R | E | COLUMN_AHEAD, "ended"),
	    LIST("kind", R, outage_kinds, "unplanned, or agreed planned maintenance"),
	    EXCLUSION,
	    UPDATED) },
	{ DATASET_CERTIFICATES,
	  "certificates",
	  "SMKI certificates",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("request_id", "id of the request"), WORD("type", R, "type of certificate"),
	    LIST("submission", R, submissions, "alone or in a batch"),
	    TIME("received_at", R, "signing request received"),
	    TIME("issued_at", R | E, "certificate issued"), EXCLUSION, UPDATED) },
	{ DATASET_REPOSITORY,
	  "repository",
	  "SMKI Repository requests",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("request_id", "id of the request"), TIME("received_at", R, "request received"),
	    TIME("sent_at", R | E, "document sent"), EXCLUSION, UPDATED) },
	{ DATASET_INSTALLS,
	  "installs",
	  "Communications Hub installs",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("hub_id", "hub installed"),
	    REGION(0),
	    LIST("srv", R | K, install_srvs, "installed with or without WAN"),
	    TIME("installed_at", R | K, "installation reported"),
	    TIME("connected_at", E, "first connected to the WAN"),
	    { .name = "in_coverage",
	      .type = COLUMN_LIST,
	      .flags = E,
	      .list = yes_no,
	      .default_value = "Y",
	      .help = "within the coverage database" },
	    { .name = "access",
	      .type = COLUMN_LIST,
	      .flags = E,
	      .list = yes_no,
	      .default_value = "Y",
	      .help = "the installer got in" },
	    WORD("predicted_coverage", E, "coverage predicted"),
	    WORD("actual_coverage", E, "coverage found"),
	    LIST("accepted", E, yes_no, "accepted by the User"),
	    LIST("faulty", E, yes_no, "found faulty"),
	    EXCLUSION,
	    UPDATED) },
	{ DATASET_RETURNS,
	  "returns",
	  "Communications Hub returns",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("hub_id", "hub returned"), REGION(0),
	    LIST("srv", R | K, return_srvs, "reason the User gave: faulty or not"),
	    TIME("returned_at", R | K, "return notified"), TIME("received_at", E, "received by the CSP"),
	    TIME("triaged_at", E, "triage done"), WORD("finding", E, "what triage found"), UPDATED) },
	{ DATASET_HUBS,
	  "hubs",
	  "Hubs in service",
	  true,
	  true,
	  COLUMNS(
	    REGION(E | K),
	    { .name = "date", .type = COLUMN_DATE, .flags = R | K, .help = "day counted" },
	    COUNT("commissioned", R, "hubs in service on that date")) },
	{ DATASET_POWER_OUTAGES,
	  "power_outages",
	  "Power-outage alerts",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("alert_id", "id of the alert"), REGION(0), TEXT_OF("hub_id", R, "hub that lost power"),
	    TIME("received_at", R, "received by the CSP"), TIME("sent_at", R | E, "passed on"), UPDATED) },
	{ DATASET_CONNECTIVITY,
	  "connectivity",
	  "Losses of connection",
	  false,
	  true,
	  COLUMNS(
	    ITEM_KEY("device_id", "device that dropped off"), REGION(0), DEVICE,
	    WORD("payment_mode", E, "credit or prepayment"), TIME("lost_at", R | K, "connection lost"),
	    TIME("restored_at", E, "connection restored"), UPDATED) },
	{ DATASET_FORECASTS,
	  "forecasts",
	  "Forecasts of Service Requests",
	  true,
	  true,
	  COLUMNS(
	    TEXT_OF("srv", R | K, "Service Reference Variant"),
	    { .name = "period", .type = COLUMN_MONTH, .flags = R | K, .help = "month forecast" },
	    { .name = "forecast", .type = COLUMN_DECIMAL, .flags = R, .help = "requests forecast" }) },
	{ DATASET_EXCEPTIONS,
	  "exceptions",
	  "Exceptions register",
	  true,
	  true,
	  COLUMNS(
	    TEXT_OF("measure", R | K, "measure the exception is for"),
	    { .name = "region",
	      .type = COLUMN_LIST,
	      .flags = E | K | COLUMN_DASH,
	      .list = regions,
	      .help = "Region, or any" },
	    TEXT_OF("item_id", R | K, "id of the row excepted"),
	    TEXT_OF("reason", R | K, "reason"),
	    TEXT_OF("reference", E, "where it was agreed"),
	    LIST("approved", R, yes_no, "approved or refused")) },
	{ DATASET_SERVICE_LEVELS,
	  "service_levels",
	  "Service Levels as reported",
	  true,
	  true,
	  COLUMNS(
	    { .name = "period", .type = COLUMN_MONTH, .flags = R | K, .help = "month reported" },
	    TEXT_OF("measure", R | K, "measure"),
	    { .name = "region",
	      .type = COLUMN_LIST,
	      .flags = E | K | COLUMN_DASH,
	      .list = regions,
	      .help = "Region, or national" },
	    COUNT("good", R, "in time"),
	    COUNT("total", R, "events, after exclusions"),
	    COUNT("excluded", E, "events left out")) },
	{ DATASET_REMEDIATION,
	  "remediation",
	  "Remediation plans",
	  true,
	  true,
	  COLUMNS(
	    TEXT_OF("measure", R | K, "measure to be mended"),
	    { .name = "region",
	      .type = COLUMN_LIST,
	      .flags = E | K | COLUMN_DASH,
	      .list = regions,
	      .help = "Region, or all" },
	    { .name = "recorded_on", .type = COLUMN_DATE, .flags = R | K, .help = "day this was promised" },
	    TEXT_OF("action", R | K, "what will be done"),
	    TEXT_OF("owner", E, "who does it"),
	    { .name = "green_by",
	      .type = COLUMN_MONTH,
	      .flags = R,
	      .help = "month of the return to Green" }) },
	{ DATASET_COMMENTARY,
	  "commentary",
	  "Commentary",
	  true,
	  false,
	  COLUMNS(
	    TEXT_OF("measure", R, "measure commented on"),
	    { .name = "region",
	      .type = COLUMN_LIST,
	      .flags = E | COLUMN_DASH,
	      .list = regions,
	      .help = "Region, or all" },
	    TEXT_OF("text", R, "the comment")) },
};

const char *region_code(enum region r)
{
	static const char *const codes[REGION_COUNT] = { "-", "N", "C", "S" };

	assert((unsigned)r < REGION_COUNT);
	return codes[r];
}

const char *region_name(enum region r)
{
	static const char *const names[REGION_COUNT] = { "National", "North", "Central", "South" };

	assert((unsigned)r < REGION_COUNT);
	return names[r];
}

const struct dataset *dataset_get(enum dataset_id id)
{
	assert(id >= 0 && id < DATASET_COUNT);
	return &datasets[id];
}

enum dataset_id dataset_find(struct text name)
{
	for (int d = 0; d < DATASET_COUNT; d++)
		if (text_is(name, datasets[d].name))
			return (enum dataset_id)d;
	return DATASET_NONE;
}

int dataset_column(const struct dataset *d, struct text name)
{
	name = text_trim(name);
	for (int c = 0; c < d->n_columns; c++)
		if (text_equal_nocase(name, text_of(d->columns[c].name)))
			return c;
	return -1;
}

int dataset_region_column(const struct dataset *d)
{
	return dataset_column(d, TEXT("region"));
}

int dataset_exclusion_column(const struct dataset *d)
{
	return dataset_column(d, TEXT("exclusion"));
}

int dataset_item_column(const struct dataset *d)
{
	for (int c = 0; c < d->n_columns; c++)
		if (d->columns[c].flags & COLUMN_ITEM)
			return c;
	return -1;
}

int column_list_find(const struct column_def *c, struct text value)
{
	for (int i = 0; c->list[i]; i++)
		if (text_is(value, c->list[i]))
			return i + 1;
	return 0;
}
