/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/keys/settle.h"

#include <stdlib.h>
#include <string.h>

static struct text copy_text(struct text t, struct arena *arena)
{
	return (struct text){ arena_copy(arena, t.size ? t.data : "", t.size), t.size };
}

void held_copy(struct held *out, size_t file, const struct row *row, const struct record *record,
	       struct arena *arena)
{
	const struct dataset *d = row->dataset;

	*out = (struct held){ .file = file, .row = *row, .raw = copy_text(record->raw, arena) };
	for (int c = 0; c < d->n_columns; c++) {
		out->row.texts[c] = copy_text(row->texts[c], arena);
		if (d->columns[c].type == COLUMN_TEXT && row->values[c].text.data)
			out->row.values[c].text = out->row.texts[c];
	}
}

static int compare_keys(const struct held *a, const struct held *b)
{
	const struct dataset *d = a->row.dataset;

	if (a->row.key_hash != b->row.key_hash)
		return a->row.key_hash < b->row.key_hash ? -1 : 1;
	for (int c = 0; c < d->n_columns; c++) {
		int order =
			d->columns[c].flags & COLUMN_KEY ? text_compare(a->row.texts[c], b->row.texts[c]) : 0;

		if (order)
			return order;
	}
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct held *a = left, *b = right;
	int order = compare_keys(a, b);

	if (order)
		return order;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return (a->row.line > b->row.line) - (a->row.line < b->row.line);
}

/* In another zone, or by another format, the same text is another time. */
static bool same_value(const struct row *a, const struct row *b, int c)
{
	return text_equal(a->texts[c], b->texts[c]) &&
	       (a->dataset->columns[c].type != COLUMN_TIME || !a->texts[c].size ||
		a->values[c].i64 == b->values[c].i64);
}

static bool same_content(const struct held *a, const struct held *b)
{
	for (int c = 0; c < a->row.dataset->n_columns; c++)
		if (!same_value(&a->row, &b->row, c))
			return false;
	return true;
}

bool settle_only_times_differ(const struct held *a, const struct held *b)
{
	for (int c = 0; c < a->row.dataset->n_columns; c++)
		if (!text_equal(a->row.texts[c], b->row.texts[c]))
			return false;
	return !same_content(a, b);
}

/* Every value of `other` is also in `full`; *completed: those that only `full` has. */
static bool holds(const struct held *full, const struct held *other, uint32_t *completed)
{
	*completed = 0;
	for (int c = 0; c < full->row.dataset->n_columns; c++) {
		if (same_value(&full->row, &other->row, c))
			continue;
		if (other->row.texts[c].size)
			return false;
		*completed |= UINT32_C(1) << c;
	}
	return true;
}

/* An empty updated_at is the earliest. */
static int64_t updated_at(const struct held *h)
{
	int c = dataset_column(h->row.dataset, TEXT("updated_at"));

	return c >= 0 ? h->row.values[c].i64 : I64_EMPTY;
}

/* The first row that holds all those of the latest update, or NULL.  One that does is what all of them say
 * together, so the time taken grows with the rows, not with their pairs. */
static struct held *find_full(struct held *rows, size_t n, int64_t latest)
{
	const struct dataset *d = rows[0].row.dataset;
	struct held together = { .row = { .dataset = d } };

	for (size_t i = 0; i < n; i++) {
		if (updated_at(&rows[i]) != latest)
			continue;
		for (int c = 0; c < d->n_columns; c++) {
			struct row *all = &together.row, *mine = &rows[i].row;

			if (!mine->texts[c].size)
				continue;
			if (all->texts[c].size && !same_value(mine, all, c))
				return NULL;
			all->texts[c] = mine->texts[c];
			all->values[c] = mine->values[c];
		}
	}
	for (size_t i = 0; i < n; i++)
		if (updated_at(&rows[i]) == latest && same_content(&rows[i], &together))
			return &rows[i];
	return NULL;
}

static void settle_group(struct held *rows, size_t n)
{
	int64_t latest = I64_EMPTY;
	struct held *full;

	for (size_t i = 0; i < n; i++)
		if (updated_at(&rows[i]) > latest)
			latest = updated_at(&rows[i]);
	full = find_full(rows, n, latest);
	for (size_t i = 0; i < n; i++) {
		struct held *h = &rows[i];

		h->other = full;
		if (!full) {
			h->verdict = VERDICT_CONFLICT;
			h->other = i ? &rows[0] : &rows[1];
		} else if (h == full) {
			h->verdict = VERDICT_COUNTS;
		} else if (updated_at(h) != latest) {
			h->verdict = VERDICT_SUPERSEDED;
		} else if (same_content(h, full)) {
			h->verdict = VERDICT_SAME;
		} else {
			h->verdict = VERDICT_COMPLETED;
			holds(full, h, &h->completed);
		}
	}
}

void settle(const struct dataset *d, struct held *rows, size_t n)
{
	if (n)
		qsort(rows, n, sizeof *rows, compare);
	for (size_t at = 0, end; at < n; at = end) {
		end = at + 1;
		while (d->has_conflicts && end < n && compare_keys(&rows[at], &rows[end]) == 0)
			end++;
		if (end - at > 1)
			settle_group(rows + at, end - at);
		else
			rows[at].verdict = VERDICT_COUNTS;
	}
}

void settle_column_names(const struct dataset *d, uint32_t columns, struct builder *out)
{
	bool any = false;

	for (int c = 0; c < d->n_columns; c++) {
		if (!(columns >> c & 1))
			continue;
		builder_printf(out, "%s%s", any ? ", " : "", d->columns[c].name);
		any = true;
	}
}
