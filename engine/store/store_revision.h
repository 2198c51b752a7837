/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_revision.h - computations of months: finding them, loading their parts, telling them apart.
 *
 * Inner header of engine/store.  A fingerprint stands for what the figures follow from (catalogue, cut-off,
 * mapping, the files' hashes); two computations with one fingerprint are the same computation.
 */
#ifndef ENGINE_STORE_STORE_REVISION_H
#define ENGINE_STORE_STORE_REVISION_H

#include "engine/store/store_table.h"

struct revision {
	int64_t id;
	struct month month;
	int number;
	bool current;
	struct month announced_in;
	struct store_header header;
	const struct catalogue *catalogue;
};

/* Every revision by month and number, headers and catalogues loaded. */
bool revision_list(struct store *s, struct arena *arena, struct revision **out, size_t *n, struct error *err) MUST_USE;
/* The current one of a month (month.month 0: of the latest); *found false when there is none. */
bool revision_find(struct store *s, struct month month, struct arena *arena, struct revision *out, bool *found,
		   struct error *err) MUST_USE;
/* False of a table that the version of the program which saved the revision did not have. */
bool revision_has(struct store *s, const struct revision *r, enum table_id table, bool *out, struct error *err) MUST_USE;
bool revision_load(struct store *s, const struct revision *r, enum table_id table, struct arena *arena,
		   struct rows *out, struct error *err) MUST_USE;

bool revision_fingerprint(const struct results *r, char hex[65], struct error *err) MUST_USE;
/* True when no figure differs: counts, level, verdict, quality, basis. */
bool revision_same_figures(const struct catalogue *c, struct rows former, const struct results *r);
bool revision_same_figure(const struct cell *a, const struct cell *b);
/* What differs between a remembered computation and a new one, as a phrase. */
const char *revision_reason(const struct revision *former, struct rows former_files, const struct results *r,
			    struct arena *arena);

#endif
