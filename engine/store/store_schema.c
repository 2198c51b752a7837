/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_schema.c - the schema, version by version.
 *
 * A step that was released is never edited: a change is a further step.  Columns that a step adds have
 * a default that is zero or empty, so that digests written before stay right. */
#include "engine/store/store_db.h"

#define KEY  "revision INTEGER NOT NULL REFERENCES revision(id), seq INTEGER NOT NULL,"
#define END  ", PRIMARY KEY(revision, seq)) WITHOUT ROWID;"
#define T    " TEXT NOT NULL DEFAULT '',"
#define I    " INTEGER NOT NULL DEFAULT 0,"
#define R    " REAL NOT NULL DEFAULT 0,"
#define LEVEL(name) name T name "_shown" T name "_value" R name "_status" T
#define LEVEL_LAST(name) name T name "_shown" T name "_value" R name "_status TEXT NOT NULL DEFAULT ''"
#define ROWS                                                                                                 \
	"read" I "used" I "outside" I "rejected" I "same" I "superseded" I "completed" I "twin" I            \
	"blank_lines INTEGER NOT NULL DEFAULT 0"

static const char version_1[] =
	"PRAGMA application_id=1347244593;" /* "PMR1" */
	/* A catalogue is kept whole: a month is judged by the edition it was computed with. */
	"CREATE TABLE catalogue(sha256 TEXT PRIMARY KEY, edition" T "yaml BLOB NOT NULL) WITHOUT ROWID;"
	/* One computation of a month; announced_in: the later month whose report named what it changed. */
	"CREATE TABLE revision(id INTEGER PRIMARY KEY, month TEXT NOT NULL, number INTEGER NOT NULL,"
	" current INTEGER NOT NULL, announced_in TEXT NOT NULL DEFAULT '', UNIQUE(month, number));"
	"CREATE TABLE digest(revision INTEGER NOT NULL REFERENCES revision(id), name TEXT NOT NULL,"
	" n_rows INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY(revision, name)) WITHOUT ROWID;"
	"CREATE TABLE header(" KEY "month" T "fingerprint" T "dated" T "reason" T "edition" T "catalogue_sha256" T "built_in" I "has_cutoff" I "cutoff" I
	"printed_at" T "program_version" T "synthetic" I "notice" T "mapping_sha256 TEXT NOT NULL DEFAULT ''" END
	"CREATE TABLE input(" KEY "name" T "dataset" T "status" T "problem" T "size_bytes" I "sha256" T "mapping" T ROWS
	END
	"CREATE TABLE dataset_rows(" KEY "dataset" T "supplied" I "unusable" I ROWS END
	"CREATE TABLE cell(" KEY "measure" T "region" T "good" I "total" I "excluded" I "refused" I "pending" I
	"rejected" I LEVEL("level") LEVEL("raw") LEVEL("all_claims") "has_variants" I "raw_good" I
	"raw_total" I "claims_good" I "claims_total" I "quality" T "basis" T "reason" T
	"months_below" I "below_since" T "streak_blind" I "streak_spans" T "longest_below" I "longest_from" T
	"longest_to" T "events_short" I "events_short_minimum" I "gap_target" T "gap_minimum" T "blind" I
	"has_blind" I LEVEL("pooled") LEVEL("mean") LEVEL("minimum") "masked" I "interval" T
	"untrusted TEXT NOT NULL DEFAULT ''" END
	"CREATE TABLE day(" KEY "measure" T "region" T "day" I "good" I "total" I
	"excluded INTEGER NOT NULL DEFAULT 0" END
	"CREATE TABLE exclusion(" KEY "measure" T "region" T "reason" T "allowed" I "by_register" I "count" I
	"in_time INTEGER NOT NULL DEFAULT 0" END
	"CREATE TABLE claim(" KEY "measure" T "region" T "claimed_good" I "claimed_total" I "good" I "total" I
	"claimed_level" T "claimed_status" T "differs" I "file" T "line INTEGER NOT NULL DEFAULT 0" END
	"CREATE TABLE counts(" KEY "measure" T "used" I "good" I "bad" I "excluded" I "pending" I "not_selected" I
	"balances INTEGER NOT NULL DEFAULT 0" END
	"CREATE TABLE past(" KEY "measure" T "region" T "month" T "good" I "total" I "excluded" I LEVEL("level")
	"basis" T "reported" I "restated INTEGER NOT NULL DEFAULT 0" END
	"CREATE TABLE finding(" KEY "severity" T "kind" T "dataset" T "file" T "line" I "field" T "value" T "count" I
	"message TEXT NOT NULL DEFAULT ''" END
	"CREATE TABLE remediation(" KEY "measure" T "region" T "recorded_on" I "action" T "owner" T
	"green_by TEXT NOT NULL DEFAULT ''" END
	"CREATE TABLE commentary(" KEY "measure" T "region" T "text TEXT NOT NULL DEFAULT ''" END
	"PRAGMA user_version=1;";

/* Breakdowns, metrics, changes of the edition, and the devices that raised alerts. */
static const char version_2[] =
	"ALTER TABLE header ADD COLUMN previous_edition TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE header ADD COLUMN device_months INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE header ADD COLUMN device_first TEXT NOT NULL DEFAULT '';"
	"CREATE TABLE breakdown(" KEY "measure" T "region" T "dimension" T "key" T "good" I "total" I "excluded" I
	"refused" I LEVEL_LAST("level") END
	"CREATE TABLE note(" KEY "measure" T "supplied" I "quality" T "reason TEXT NOT NULL DEFAULT ''" END
	"CREATE TABLE change(" KEY "measure" T "what" T "before" T "after" T
	"authority TEXT NOT NULL DEFAULT ''" END
	/* Ascending 64-bit numbers, each as its difference to the one before, seven bits a byte, lowest first. */
	"CREATE TABLE device(" KEY "code" T "devices BLOB NOT NULL DEFAULT x''" END
	"CREATE TABLE hubs(" KEY "region" T "day" I "commissioned INTEGER NOT NULL DEFAULT 0" END
	"CREATE TABLE forecast(" KEY "srv" T "month" T "forecast_nano INTEGER NOT NULL DEFAULT 0" END
	"CREATE TABLE sampling(" KEY "measure" T "region" T "tests" I "has_hubs" I "hubs" I "needed" I "n_days" I "n_idle" I
	"fewest" I "most" I "reason TEXT NOT NULL DEFAULT ''" END
	"CREATE TABLE sample(" KEY "measure" T "region" T "file" T "line" I "what TEXT NOT NULL DEFAULT ''" END
	"PRAGMA user_version=2;";

/* What was told of earlier months whether or not it stood; that a streak may be longer than levels go back; what is
 * pending under a key; and the parts of a key that has a joint in one of them: "9:a / b / c2:de", each with its size
 * before it. */
static const char version_3[] =
	"ALTER TABLE cell ADD COLUMN streak_unjudged INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE breakdown ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE breakdown ADD COLUMN parts TEXT NOT NULL DEFAULT '';"
	"CREATE TABLE told(" KEY "measure" T "region" T "month" T "good" I "total" I "excluded" I LEVEL("level")
	"basis" T "reported" I "restated INTEGER NOT NULL DEFAULT 0" END
	"PRAGMA user_version=3;";

const char *const store_schema_steps[STORE_SCHEMA] = { version_1, version_2, version_3 };
