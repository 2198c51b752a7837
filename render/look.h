/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * look.h - finds in the results what a page is about, whatever an edition calls it.
 *
 * A page asks for the first item of a kind over a dataset, and for the dimension that is made of certain
 * parts; ids and names of dimensions belong to the catalogue.  An item that the edition does not have is
 * LOOK_NONE.  Rows are borrowed from the results; orders made here live in the arena.
 */
#ifndef RENDER_LOOK_H
#define RENDER_LOOK_H

#include "engine/result.h"

#define LOOK_NONE      (-1)
#define LOOK_MAX_PARTS DIMENSION_MAX_PARTS

enum look_item {
	LOOK_FIRMWARE,       /* what became of payloads */
	LOOK_FIRMWARE_LEVEL, /* the measure of payloads */
	LOOK_ALERTS,         /* rows */
	LOOK_ALERT_VOLUME,   /* what they represent */
	LOOK_ALERT_DEVICES,
	LOOK_ALERT_NEW, /* devices for the first time */
	LOOK_INSTALLS,
	LOOK_POPULATION,
	LOOK_RETURNS,
	LOOK_LOSSES,
	LOOK_INCIDENTS,
	LOOK_WHAT_IF,
	LOOK_JOURNEYS,
	LOOK_FORECAST,
	LOOK_COUNT
};
int look_find(const struct results *r, enum look_item what);
/* The next item of a kind over a dataset after `after` (LOOK_NONE: the first). */
int look_next(const struct results *r, enum measure_kind kind, enum dataset_id dataset, int after);

/* "" when the item has figures; else a sentence that says that it was not supplied, or is not in the edition.
 */
const char *look_missing(const struct results *r, int item, struct arena *arena);
/* Events of a clock that may yet be in time: with a cut-off those of `row` that are pending, without one
 * those of the item that count as missed although their target ends after the data (ruling 12). */
uint64_t look_running(const struct results *r, const struct breakdown_row *row);
/* What must be said beside its figures, or "". */
const char *look_remark(const struct results *r, int item);

struct look_rows {
	size_t n;
	const struct breakdown_row *const *rows;
	int n_parts;
	bool by_key;  /* in the order of their keys */
	bool counted; /* the dimension was counted in the Region: a key of a count that has no row is 0 */
};
/* Rows of the dimension made of these parts in this order (names of columns or built-in parts, NULL at the
 * end; none: the dimension without parts) in a Region; none where there is no such dimension. */
struct look_rows look_rows(const struct results *r, int item, enum dimension_figure figure,
			   enum region region, struct arena *arena, ...);
/* The row with a key, or NULL. */
const struct breakdown_row *look_key(const struct look_rows *rows, const char *key);
/* How many a count has of a key, or NULL where it was not counted. */
const uint64_t *look_count(const struct look_rows *rows, const char *key);
/* The largest `good` first, equal ones by key. */
void look_sort(struct look_rows *rows, struct arena *arena);

/* What keys begin with: all their parts but the last, joined. */
struct look_head {
	const char *text;
	const struct breakdown_row *row; /* the first that has it */
};
/* Each head once, in the order of its first row; returns how many. */
size_t look_heads(const struct look_rows *rows, struct arena *arena, const struct look_head **out);

#endif
