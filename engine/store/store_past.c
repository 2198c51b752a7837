/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_past.c - what earlier months were, and what became of them. */
#include "engine/store/store_revision.h"

#include "engine/number.h"

#include <stdlib.h>
#include <string.h>

/* --- cells of other catalogues --- */

/* Index in `to` of a measure of `from`, or -1 when `to` has no such cell. */
static int translate(const struct catalogue *from, const struct cell *cell, const struct catalogue *to)
{
	const char *id = from->measures[cell->measure].id;

	for (int m = 0; m < to->n_measures; m++)
		if (!strcmp(to->measures[m].id, id))
			return cell->region == REGION_NONE || to->measures[m].regional ? m : -1;
	return -1;
}

static const struct cell *find_cell(const struct catalogue *c, struct rows cells, const char *id, enum region region)
{
	for (size_t i = 0; i < cells.n; i++) {
		const struct cell *cell = (const struct cell *)cells.items + i;

		if (cell->region == region && !strcmp(c->measures[cell->measure].id, id))
			return cell;
	}
	return NULL;
}

/* --- past cells --- */

struct told {
	struct past_cell cell;
	bool own;        /* the month's own figure, not a row that another month was given */
	struct month by; /* the month whose run computed it or was given the row */
};

struct past_list {
	struct told *items;
	size_t n, room;
};

static int order_of(enum region region)
{
	return region == REGION_NONE ? REGION_COUNT : (int)region;
}

/* What was computed comes before what was reported, and that before what nothing was known of.  Of two reported
 * figures that of the later month's run stands, in whatever order the months were run: it may be a correction. */
static int rank_of(const struct past_cell *p)
{
	return p->basis == BASIS_NONE ? 2 : p->basis == BASIS_REPORTED ? 1 : 0;
}

static int compare_past(const void *left, const void *right)
{
	const struct told *x = left, *y = right;
	const struct past_cell *a = &x->cell, *b = &y->cell;
	int order;

	if (a->measure != b->measure)
		return a->measure < b->measure ? -1 : 1;
	if ((order = order_of(a->region) - order_of(b->region)) || (order = month_compare(a->month, b->month)))
		return order;
	if ((order = rank_of(a) - rank_of(b)) != 0)
		return order;
	return month_compare(y->by, x->by);
}

/* The cells of the earlier revisions of a month. */
struct former {
	size_t n;
	const struct revision *revisions; /* [n], and their cells */
	struct rows *cells;
};

static bool load_former(struct store *s, const struct revision *list, size_t at, struct former *out, struct error *err)
{
	size_t first = at;

	while (first > 0 && month_compare(list[first - 1].month, list[at].month) == 0)
		first--;
	*out = (struct former){ .n = at - first, .revisions = list + first };
	out->cells = arena_alloc(&s->arena, out->n + 1, sizeof *out->cells);
	for (size_t i = 0; i < out->n; i++)
		if (!revision_load(s, &out->revisions[i], TABLE_CELL, &s->arena, &out->cells[i], err))
			return false;
	return true;
}

/* True when any earlier revision had another figure. */
static bool was_restated(const struct former *former, const char *id, const struct cell *now)
{
	for (size_t i = 0; i < former->n; i++) {
		const struct cell *then = find_cell(former->revisions[i].catalogue, former->cells[i], id, now->region);

		if (then && !revision_same_figure(then, now))
			return true;
	}
	return false;
}

static bool add_month(struct store *s, const struct revision *list, size_t at, const struct catalogue *c,
		      struct arena *arena, struct past_list *past, struct error *err)
{
	const struct revision *v = &list[at];
	struct former former;
	struct rows cells;

	if (!revision_load(s, v, TABLE_CELL, arena, &cells, err) || !load_former(s, list, at, &former, err))
		return false;
	for (size_t i = 0; i < cells.n; i++) {
		const struct cell *cell = (const struct cell *)cells.items + i;
		const struct measure *m = &v->catalogue->measures[cell->measure];
		int measure = translate(v->catalogue, cell, c);

		if (measure < 0)
			continue;
		const struct past_cell p = {
			.measure = measure, .region = cell->region, .month = v->month,
			.good = cell->good, .total = cell->total, .excluded = cell->excluded,
			.level = cell->level, .basis = cell->basis,
			.reported = cell->basis == BASIS_REPORTED,
			.restated = was_restated(&former, m->id, cell),
			.judged_by = measure_level(m, v->month),
		};
		ARRAY_PUSH(past->items, past->n, past->room) = (struct told){ p, true, v->month };
	}
	return true;
}

/* What the rows of service_levels that a remembered month was given say of the months before `before`.  Of one that an
 * earlier version saved only those are known that stood, and among them what it knew itself from earlier runs. */
static bool add_reported(struct store *s, const struct revision *v, const struct catalogue *c, struct month before,
			 struct arena *arena, struct past_list *past, struct error *err)
{
	struct rows rows;
	bool has_told;

	if (!revision_has(s, v, TABLE_TOLD, &has_told, err) ||
	    !revision_load(s, v, has_told ? TABLE_TOLD : TABLE_PAST, arena, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++) {
		struct past_cell p = ((const struct past_cell *)rows.items)[i];
		const struct cell as_cell = { .measure = p.measure, .region = p.region };

		p.judged_by = measure_level(&v->catalogue->measures[p.measure], p.month);
		p.measure = translate(v->catalogue, &as_cell, c);
		if (p.reported && p.measure >= 0 && month_compare(p.month, before) < 0)
			ARRAY_PUSH(past->items, past->n, past->room) = (struct told){ p, false, v->month };
	}
	return true;
}

/* Of each month the figure that stands, in order. */
static void keep_first(struct past_list *past, const struct catalogue *c, struct arena *arena,
		       const struct past_cell **out, size_t *n_out)
{
	struct past_cell *kept = arena_alloc(arena, past->n + 1, sizeof *kept);
	size_t n_kept = 0;

	if (past->n > 1)
		qsort(past->items, past->n, sizeof *past->items, compare_past);
	for (size_t i = 0; i < past->n; i++) {
		const struct past_cell *next = &past->items[i].cell;
		struct past_cell *last = n_kept ? &kept[n_kept - 1] : NULL;

		if (!last || last->measure != next->measure || last->region != next->region ||
		    month_compare(last->month, next->month) != 0) {
			kept[n_kept++] = *next;
		} else if (past->items[i].own) {
			/* Whoever told the figure: these the month itself knows (ruling 21). */
			last->restated = next->restated;
			last->judged_by = next->judged_by;
			if (last->total)
				number_level_of(last->good, last->total, last->judged_by,
						c->measures[last->measure].display_decimals, arena, &last->level);
		}
	}
	*out = kept;
	*n_out = n_kept;
}

/* `own`: what the month itself was told counts too. */
static bool past_of(struct store *s, const struct catalogue *c, struct month month, bool own, struct arena *arena,
		    const struct past_cell **out, size_t *n_out, struct error *err)
{
	struct past_list past = { 0 };
	struct revision *list;
	size_t n;
	bool good = true;

	if (!revision_list(s, arena, &list, &n, err))
		return false;
	for (size_t i = 0; i < n && good; i++) {
		int order = month_compare(list[i].month, month);

		if (!list[i].current || order > 0 || (order == 0 && !own))
			continue;
		if (order < 0)
			good = add_month(s, list, i, c, arena, &past, err);
		good = good && add_reported(s, &list[i], c, month, arena, &past, err);
	}
	if (good)
		keep_first(&past, c, arena, out, n_out);
	memory_free(past.items);
	return good;
}

bool store_past(struct store *s, const struct catalogue *c, struct month month, struct arena *arena,
		const struct past_cell **out, size_t *n_out, struct error *err)
{
	return past_of(s, c, month, false, arena, out, n_out, err);
}

bool store_past_by_now(struct store *s, const struct catalogue *c, struct month month, struct arena *arena,
		       const struct past_cell **out, size_t *n_out, struct error *err)
{
	return past_of(s, c, month, true, arena, out, n_out, err);
}

/* --- what was restated --- */

struct restated_list {
	struct restatement *items;
	size_t n, room;
};

/* One computation of a month, remembered or in the making. */
struct side {
	const struct catalogue *catalogue;
	struct rows cells;
};

static void add_steps(const struct side *was, const struct side *is, const struct restatement *common,
		      const struct catalogue *c, struct restated_list *list)
{
	for (size_t i = 0; i < is->cells.n; i++) {
		const struct cell *now = (const struct cell *)is->cells.items + i;
		const char *id = is->catalogue->measures[now->measure].id;
		const struct cell *former = find_cell(was->catalogue, was->cells, id, now->region);
		int measure = translate(is->catalogue, now, c);
		struct restatement step = *common;

		if (!former || measure < 0 || revision_same_figure(former, now))
			continue;
		step.measure = measure;
		step.region = now->region;
		step.former_good = former->good;
		step.former_total = former->total;
		step.good = now->good;
		step.total = now->total;
		step.former = former->level;
		step.now = now->level;
		step.colour_changed = former->level.status != now->level.status;
		ARRAY_PUSH(list->items, list->n, list->room) = step;
	}
}

/* From one remembered revision to the next. */
static bool add_step(struct store *s, const struct revision *former, const struct revision *v, struct arena *arena,
		     const struct catalogue *c, struct restated_list *list, struct error *err)
{
	struct side was = { .catalogue = former->catalogue }, is = { .catalogue = v->catalogue };
	const struct restatement common = { .month = v->month, .revision = v->number, .dated = v->header.dated,
					    .reason = v->header.reason };

	if (!revision_load(s, former, TABLE_CELL, arena, &was.cells, err) ||
	    !revision_load(s, v, TABLE_CELL, arena, &is.cells, err))
		return false;
	add_steps(&was, &is, &common, c, list);
	return true;
}

/* From the current revision of this month to the results in hand, when those are another computation. */
static bool add_new_step(struct store *s, const struct revision *former, const struct results *r, struct arena *arena,
			 struct restated_list *list, struct error *err)
{
	struct side was = { .catalogue = former->catalogue },
		    is = { r->catalogue, { r->n_cells, r->cells } };
	struct rows files;
	char fingerprint[65];

	if (!revision_load(s, former, TABLE_CELL, arena, &was.cells, err) ||
	    !revision_load(s, former, TABLE_INPUT, arena, &files, err))
		return false;
	if (!revision_fingerprint(r, fingerprint, err))
		return false;
	if (!strcmp(former->header.fingerprint, fingerprint) &&
	    revision_same_figures(former->catalogue, was.cells, r))
		return true;
	const struct restatement common = { .month = r->period.month, .revision = former->number + 1,
					    .dated = r->printed_at,
					    .reason = revision_reason(former, files, r, arena) };
	add_steps(&was, &is, &common, r->catalogue, list);
	return true;
}

bool store_restated(struct store *s, struct arena *arena, struct results *out, struct error *err)
{
	struct restated_list steps = { 0 };
	struct month month = out->period.month;
	struct revision *list;
	struct restatement *kept;
	size_t n;
	bool good = true;

	if (!revision_list(s, arena, &list, &n, err))
		return false;
	for (size_t i = 0; i < n && good; i++) {
		const struct revision *v = &list[i];
		int order = month_compare(v->month, month);
		bool is_news = order == 0 || (order < 0 && (!v->announced_in.month ||
							    month_compare(v->announced_in, month) == 0));

		if (v->number > 1 && is_news)
			good = add_step(s, v - 1, v, arena, out->catalogue, &steps, err);
		if (good && order == 0 && v->current)
			good = add_new_step(s, v, out, arena, &steps, err);
	}
	if (good) {
		kept = arena_alloc(arena, steps.n + 1, sizeof *kept);
		if (steps.n)
			memcpy(kept, steps.items, steps.n * sizeof *kept);
		out->restatements = kept;
		out->n_restatements = steps.n;
	}
	memory_free(steps.items);
	return good;
}

/* --- everything --- */

bool store_revisions(struct store *s, struct arena *arena, const struct store_revision **out, size_t *n_out,
		     struct error *err)
{
	struct store_revision *items;
	struct revision *list;
	size_t n;

	if (!revision_list(s, arena, &list, &n, err))
		return false;
	items = arena_alloc(arena, n + 1, sizeof *items);
	for (size_t i = 0; i < n; i++) {
		const struct revision *v = &list[i];
		struct rows cells, files;

		if (!revision_load(s, v, TABLE_CELL, arena, &cells, err) ||
		    !revision_load(s, v, TABLE_INPUT, arena, &files, err))
			return false;
		items[i] = (struct store_revision){
			.id = v->id, .month = v->month, .number = v->number, .current = v->current,
			.dated = v->header.dated, .reason = v->header.reason, .edition = v->header.edition,
			.catalogue_sha256 = v->header.catalogue_sha256, .program_version = v->header.program_version,
			.catalogue = v->catalogue, .n_cells = cells.n, .cells = cells.items, .n_files = files.n,
			.files = files.items, .synthetic = v->header.synthetic, .notice = v->header.notice,
		};
	}
	*out = items;
	*n_out = n;
	return true;
}
