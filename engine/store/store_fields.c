/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_fields.c - the tables of a month: which member of which struct stands in which column.
 *
 * A member that results gains gets its line here and its column in store_schema.c. */
#include "engine/store/store_table.h"

/* --- enums by name --- */

static const char *name_status(int v)
{
	return status_name((enum status)v);
}

static const char *name_quality(int v)
{
	return quality_name((enum quality)v);
}

static const char *name_basis(int v)
{
	return basis_name((enum basis)v);
}

static const char *name_region(int v)
{
	return region_code((enum region)v);
}

static const char *name_severity(int v)
{
	return severity_name((enum severity)v);
}

static const char *name_file_status(int v)
{
	return file_status_name((enum file_status)v);
}

static const char *name_dataset(int v)
{
	return v == DATASET_NONE ? "" : dataset_get((enum dataset_id)v)->name;
}

static const struct field_names statuses = { name_status, 0, STATUS_COUNT - 1 },
				qualities = { name_quality, QUALITY_OK, QUALITY_WITHHELD },
				bases = { name_basis, BASIS_NONE, BASIS_MIXED },
				regions = { name_region, 0, REGION_COUNT - 1 },
				severities = { name_severity, 0, SEVERITY_COUNT - 1 },
				file_statuses = { name_file_status, FILE_USED, FILE_IGNORED },
				datasets = { name_dataset, DATASET_NONE, DATASET_COUNT - 1 };

/* --- members --- */

#define FIELD(type, kind, member) { #member, kind, offsetof(struct type, member), NULL }
#define NAMED(type, member, list) { #member, FIELD_NAMED, offsetof(struct type, member), &(list) }
#define AT(type, column, kind, member) { column, kind, offsetof(struct type, member), NULL }
#define LEVEL(type, column, member)                                                                          \
	{ column, FIELD_TEXT, offsetof(struct type, member.exact), NULL },                                   \
		{ column "_shown", FIELD_TEXT, offsetof(struct type, member.display), NULL },                \
		{ column "_value", FIELD_DOUBLE, offsetof(struct type, member.value), NULL },                \
		{ column "_status", FIELD_NAMED, offsetof(struct type, member.status), &statuses }
#define ROWS(type, member)                                                                                   \
	AT(type, "read", FIELD_U64, member.read), AT(type, "used", FIELD_U64, member.used),                  \
		AT(type, "outside", FIELD_U64, member.outside), AT(type, "rejected", FIELD_U64, member.rejected), \
		AT(type, "same", FIELD_U64, member.duplicate_same),                                          \
		AT(type, "superseded", FIELD_U64, member.duplicate_superseded),                              \
		AT(type, "completed", FIELD_U64, member.duplicate_completed),                                \
		AT(type, "twin", FIELD_U64, member.duplicate_file), AT(type, "blank_lines", FIELD_U64, member.blank_lines)

static const struct field header[] = {
	FIELD(store_header, FIELD_MONTH, month),
	FIELD(store_header, FIELD_TEXT, fingerprint),
	FIELD(store_header, FIELD_TEXT, dated),
	FIELD(store_header, FIELD_TEXT, reason),
	FIELD(store_header, FIELD_TEXT, edition),
	FIELD(store_header, FIELD_TEXT, catalogue_sha256),
	FIELD(store_header, FIELD_BOOL, built_in),
	FIELD(store_header, FIELD_BOOL, has_cutoff),
	FIELD(store_header, FIELD_I64, cutoff),
	FIELD(store_header, FIELD_TEXT, printed_at),
	FIELD(store_header, FIELD_TEXT, program_version),
	FIELD(store_header, FIELD_BOOL, synthetic),
	FIELD(store_header, FIELD_TEXT, notice),
	FIELD(store_header, FIELD_TEXT, mapping_sha256),
	FIELD(store_header, FIELD_TEXT, previous_edition),
	FIELD(store_header, FIELD_INT, device_months),
	FIELD(store_header, FIELD_MONTH, device_first),
};

static const struct field input[] = {
	FIELD(intake_file, FIELD_TEXT, name),
	NAMED(intake_file, dataset, datasets),
	NAMED(intake_file, status, file_statuses),
	FIELD(intake_file, FIELD_TEXT, problem),
	FIELD(intake_file, FIELD_U64, size_bytes),
	FIELD(intake_file, FIELD_HASH, sha256),
	FIELD(intake_file, FIELD_TEXT, mapping),
	ROWS(intake_file, rows),
};

static const struct field dataset_rows[] = {
	NAMED(store_rows, dataset, datasets),
	FIELD(store_rows, FIELD_BOOL, supplied),
	FIELD(store_rows, FIELD_BOOL, unusable),
	ROWS(store_rows, rows),
};

static const struct field cell[] = {
	FIELD(cell, FIELD_MEASURE, measure),
	NAMED(cell, region, regions),
	FIELD(cell, FIELD_U64, good),
	FIELD(cell, FIELD_U64, total),
	FIELD(cell, FIELD_U64, excluded),
	FIELD(cell, FIELD_U64, refused),
	FIELD(cell, FIELD_U64, pending),
	FIELD(cell, FIELD_U64, rejected),
	LEVEL(cell, "level", level),
	LEVEL(cell, "raw", raw),
	LEVEL(cell, "all_claims", all_claims),
	FIELD(cell, FIELD_BOOL, has_variants),
	FIELD(cell, FIELD_U64, raw_good),
	FIELD(cell, FIELD_U64, raw_total),
	FIELD(cell, FIELD_U64, claims_good),
	FIELD(cell, FIELD_U64, claims_total),
	NAMED(cell, quality, qualities),
	NAMED(cell, basis, bases),
	FIELD(cell, FIELD_TEXT, reason),
	FIELD(cell, FIELD_INT, months_below),
	FIELD(cell, FIELD_MONTH, below_since),
	FIELD(cell, FIELD_INT, streak_blind),
	FIELD(cell, FIELD_BOOL, streak_unjudged),
	FIELD(cell, FIELD_TEXT, streak_spans),
	FIELD(cell, FIELD_INT, longest_below),
	FIELD(cell, FIELD_MONTH, longest_from),
	FIELD(cell, FIELD_MONTH, longest_to),
	FIELD(cell, FIELD_U64, events_short),
	FIELD(cell, FIELD_U64, events_short_minimum),
	FIELD(cell, FIELD_TEXT, gap_target),
	FIELD(cell, FIELD_TEXT, gap_minimum),
	FIELD(cell, FIELD_U64, blind),
	FIELD(cell, FIELD_BOOL, has_blind),
	LEVEL(cell, "pooled", alternatives[COMPOSE_POOLED]),
	LEVEL(cell, "mean", alternatives[COMPOSE_MEAN]),
	LEVEL(cell, "minimum", alternatives[COMPOSE_MINIMUM]),
	FIELD(cell, FIELD_BOOL, masked),
	FIELD(cell, FIELD_TEXT, interval),
	FIELD(cell, FIELD_TEXT, untrusted),
};

static const struct field day[] = {
	FIELD(day_row, FIELD_MEASURE, measure), NAMED(day_row, region, regions), FIELD(day_row, FIELD_INT, day),
	FIELD(day_row, FIELD_U64, good),        FIELD(day_row, FIELD_U64, total), FIELD(day_row, FIELD_U64, excluded),
};

static const struct field exclusion[] = {
	FIELD(exclusion_row, FIELD_MEASURE, measure), NAMED(exclusion_row, region, regions),
	FIELD(exclusion_row, FIELD_TEXT, reason),     FIELD(exclusion_row, FIELD_BOOL, allowed),
	FIELD(exclusion_row, FIELD_BOOL, by_register), FIELD(exclusion_row, FIELD_U64, count),
	FIELD(exclusion_row, FIELD_U64, in_time),
};

static const struct field claim[] = {
	FIELD(claim_row, FIELD_MEASURE, measure),      NAMED(claim_row, region, regions),
	FIELD(claim_row, FIELD_I64, claimed_good),     FIELD(claim_row, FIELD_I64, claimed_total),
	FIELD(claim_row, FIELD_U64, good),             FIELD(claim_row, FIELD_U64, total),
	FIELD(claim_row, FIELD_TEXT, claimed_level),   NAMED(claim_row, claimed_status, statuses),
	FIELD(claim_row, FIELD_BOOL, differs),         FIELD(claim_row, FIELD_TEXT, file),
	FIELD(claim_row, FIELD_U64, line),
};

static const struct field counts[] = {
	FIELD(measure_counts, FIELD_MEASURE, measure), FIELD(measure_counts, FIELD_U64, used),
	FIELD(measure_counts, FIELD_U64, good),        FIELD(measure_counts, FIELD_U64, bad),
	FIELD(measure_counts, FIELD_U64, excluded),    FIELD(measure_counts, FIELD_U64, pending),
	FIELD(measure_counts, FIELD_U64, not_selected), FIELD(measure_counts, FIELD_BOOL, balances),
};

static const struct field past[] = {
	FIELD(past_cell, FIELD_MEASURE, measure), NAMED(past_cell, region, regions),
	FIELD(past_cell, FIELD_MONTH, month),     FIELD(past_cell, FIELD_U64, good),
	FIELD(past_cell, FIELD_U64, total),       FIELD(past_cell, FIELD_U64, excluded),
	LEVEL(past_cell, "level", level),         NAMED(past_cell, basis, bases),
	FIELD(past_cell, FIELD_BOOL, reported),   FIELD(past_cell, FIELD_BOOL, restated),
};

static const struct field finding[] = {
	NAMED(finding, severity, severities), FIELD(finding, FIELD_TEXT, kind),   FIELD(finding, FIELD_TEXT, dataset),
	FIELD(finding, FIELD_TEXT, file),     FIELD(finding, FIELD_U64, line),    AT(finding, "field", FIELD_TEXT, column),
	FIELD(finding, FIELD_TEXT, value),    FIELD(finding, FIELD_U64, count),   FIELD(finding, FIELD_TEXT, message),
};

static const struct field remediation[] = {
	AT(remediation_row, "measure", FIELD_TEXT, measure), NAMED(remediation_row, region, regions),
	FIELD(remediation_row, FIELD_I64, recorded_on),      FIELD(remediation_row, FIELD_TEXT, action),
	FIELD(remediation_row, FIELD_TEXT, owner),           FIELD(remediation_row, FIELD_MONTH, green_by),
};

static const struct field commentary[] = {
	AT(commentary_row, "measure", FIELD_TEXT, measure),
	NAMED(commentary_row, region, regions),
	FIELD(commentary_row, FIELD_TEXT, text),
};

static const struct field breakdown[] = {
	FIELD(breakdown_row, FIELD_MEASURE, measure), NAMED(breakdown_row, region, regions),
	FIELD(breakdown_row, FIELD_TEXT, dimension),  FIELD(breakdown_row, FIELD_TEXT, key),
	FIELD(breakdown_row, FIELD_U64, good),        FIELD(breakdown_row, FIELD_U64, total),
	FIELD(breakdown_row, FIELD_U64, excluded),    FIELD(breakdown_row, FIELD_U64, refused),
	FIELD(breakdown_row, FIELD_U64, pending),     LEVEL(breakdown_row, "level", level),
	FIELD(breakdown_row, FIELD_PARTS, parts),
};

static const struct field note[] = {
	FIELD(item_note, FIELD_MEASURE, measure),
	FIELD(item_note, FIELD_BOOL, supplied),
	NAMED(item_note, quality, qualities),
	FIELD(item_note, FIELD_TEXT, reason),
};

static const struct field change[] = {
	AT(edition_change, "measure", FIELD_TEXT, measure), FIELD(edition_change, FIELD_TEXT, what),
	FIELD(edition_change, FIELD_TEXT, before),          FIELD(edition_change, FIELD_TEXT, after),
	FIELD(edition_change, FIELD_TEXT, authority),
};

static const struct field device[] = {
	FIELD(remembered_code, FIELD_TEXT, code),
	AT(remembered_code, "devices", FIELD_DEVICES, n),
};

static const struct field hubs[] = {
	NAMED(hubs_row, region, regions),
	FIELD(hubs_row, FIELD_I64, day),
	FIELD(hubs_row, FIELD_I64, commissioned),
};

static const struct field forecast[] = {
	FIELD(forecast_row, FIELD_TEXT, srv),
	FIELD(forecast_row, FIELD_MONTH, month),
	FIELD(forecast_row, FIELD_I64, forecast_nano),
};

static const struct field sampling[] = {
	FIELD(sampling_row, FIELD_MEASURE, measure), NAMED(sampling_row, region, regions),
	FIELD(sampling_row, FIELD_U64, tests),       FIELD(sampling_row, FIELD_BOOL, has_hubs),
	FIELD(sampling_row, FIELD_U64, hubs),        FIELD(sampling_row, FIELD_U64, needed),
	FIELD(sampling_row, FIELD_INT, n_days),      FIELD(sampling_row, FIELD_INT, n_idle),
	FIELD(sampling_row, FIELD_U64, fewest),      FIELD(sampling_row, FIELD_U64, most),
	FIELD(sampling_row, FIELD_TEXT, reason),
};

static const struct field sample[] = {
	FIELD(sample_row, FIELD_MEASURE, measure), NAMED(sample_row, region, regions),
	FIELD(sample_row, FIELD_TEXT, file),       FIELD(sample_row, FIELD_U64, line),
	FIELD(sample_row, FIELD_TEXT, what),
};

#define TABLE(type, fields, of_former)                                                                       \
	{ #fields, sizeof(struct type), (int)(sizeof fields / sizeof *fields), fields, of_former }

const struct table store_tables[TABLE_COUNT] = {
	[TABLE_HEADER] = TABLE(store_header, header, true),
	[TABLE_INPUT] = TABLE(intake_file, input, true),
	[TABLE_ROWS] = TABLE(store_rows, dataset_rows, false),
	[TABLE_CELL] = TABLE(cell, cell, true),
	[TABLE_DAY] = TABLE(day_row, day, false),
	[TABLE_EXCLUSION] = TABLE(exclusion_row, exclusion, false),
	[TABLE_CLAIM] = TABLE(claim_row, claim, false),
	[TABLE_COUNTS] = TABLE(measure_counts, counts, false),
	[TABLE_PAST] = TABLE(past_cell, past, false),
	[TABLE_TOLD] = { "told", sizeof(struct past_cell), (int)(sizeof past / sizeof *past), past, false },
	[TABLE_FINDING] = TABLE(finding, finding, false),
	[TABLE_BREAKDOWN] = TABLE(breakdown_row, breakdown, false),
	[TABLE_NOTE] = TABLE(item_note, note, false),
	[TABLE_CHANGE] = TABLE(edition_change, change, false),
	[TABLE_SAMPLING] = TABLE(sampling_row, sampling, false),
	[TABLE_SAMPLE] = TABLE(sample_row, sample, false),
	[TABLE_DEVICES] = TABLE(remembered_code, device, false),
	[TABLE_REMEDIATION] = TABLE(remediation_row, remediation, false),
	[TABLE_COMMENTARY] = TABLE(commentary_row, commentary, false),
	[TABLE_HUBS] = TABLE(hubs_row, hubs, false),
	[TABLE_FORECAST] = TABLE(forecast_row, forecast, false),
};
