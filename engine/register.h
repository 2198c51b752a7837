/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * register.h - the small datasets that are held whole: what metrics and render look things up in.
 *
 * Ingest fills them after duplicates and conflicts were settled; all text lives in the run's arena.
 * Rows are sorted by their key, so that file order never shows.
 */
#ifndef ENGINE_REGISTER_H
#define ENGINE_REGISTER_H

#include "engine/civil.h"
#include "engine/dataset.h"

struct exception_row { /* `exceptions` */
	const char *measure, *item_id, *reason, *reference;
	enum region region; /* REGION_NONE: any */
	bool approved;
	const char *file;
	uint64_t line;
};
struct service_level_row { /* `service_levels` */
	struct month month;
	const char *measure;
	enum region region;
	int64_t good, total, excluded; /* excluded -1: not given */
	const char *file;
	uint64_t line;
};
struct hubs_row { /* `hubs` */
	enum region region;
	int64_t day; /* days since 1970-01-01 */
	int64_t commissioned;
};
struct forecast_row { /* `forecasts` */
	const char *srv;
	struct month month;
	int64_t forecast_nano; /* units of 10^-9 */
};
struct remediation_row { /* `remediation`, sorted by measure, region, action, recorded_on */
	const char *measure;
	enum region region;
	int64_t recorded_on; /* days since 1970-01-01 */
	const char *action, *owner;
	struct month green_by;
	const char *file; /* of a remembered one NULL */
	uint64_t line;
};
struct commentary_row { /* `commentary`, in text order */
	const char *measure;
	enum region region;
	const char *text;
	const char *file; /* of a remembered one NULL */
	uint64_t line;
};

struct lost_row { /* a rejected row of a register; equal ones once */
	enum dataset_id dataset;
	bool has_month; /* false: it could have been of any */
	struct month month;
	/* Of service_levels: */
	const char *measure; /* NULL: of any */
	bool has_region;     /* false: of any */
	enum region region;
};

struct registers {
	size_t n_exceptions, n_service_levels, n_hubs, n_forecasts, n_remediation, n_commentary;
	const struct exception_row *exceptions;
	const struct service_level_row *service_levels;
	const struct hubs_row *hubs;
	const struct forecast_row *forecasts;
	const struct remediation_row *remediation;
	const struct commentary_row *commentary;
	size_t n_lost;
	const struct lost_row *lost;
};
/* Lost rows of a dataset that could have been of a month. */
uint64_t registers_lost(const struct registers *r, enum dataset_id dataset, struct month month);
/* Lost rows of service_levels that could have been of a figure. */
uint64_t registers_lost_levels(const struct registers *r, struct month month, const char *measure, enum region region);

#endif
