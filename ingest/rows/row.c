/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/rows/row.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void row_batch(const struct row *row, struct batch *out)
{
	*out = (struct batch){ .dataset = row->dataset, .n_rows = 1 };
	for (int c = 0; c < row->dataset->n_columns; c++) {
		switch (row->dataset->columns[c].type) {
		case COLUMN_TEXT:
			out->columns[c].text = &row->values[c].text;
			break;
		case COLUMN_WORD:
			out->columns[c].word = &row->values[c].word;
			break;
		case COLUMN_LIST:
			out->columns[c].list = &row->values[c].list;
			break;
		case COLUMN_TIME:
		case COLUMN_COUNT:
		case COLUMN_MINUTES:
		case COLUMN_DECIMAL:
		case COLUMN_MONTH:
		case COLUMN_DATE:
			out->columns[c].i64 = &row->values[c].i64;
			break;
		}
	}
}

/* The size goes in too, so that "a","bc" and "ab","c" differ. */
static void hash_step(uint64_t hash[2], struct text t)
{
	hash[0] = text_hash(t, hash[0] ^ t.size);
	hash[1] = text_hash(t, hash[1] + t.size);
}

void row_content_hash(const struct row *row, const struct record *record, uint64_t hash[2])
{
	const struct dataset *d = row->dataset;
	int n = row->whole ? d->n_columns : record->n_fields;

	hash[0] = (uint64_t)n * 2 + row->whole;
	hash[1] = ~hash[0];
	if (!row->whole && record->malformed)
		hash_step(hash, record->raw);
	for (int f = 0; !row->whole && !record->malformed && f < n && f <= INGEST_MAX_COLUMNS; f++)
		hash_step(hash, record->fields[f]);
	for (int c = 0; row->whole && c < n; c++) {
		hash_step(hash, row->texts[c]);
		/* In another zone the same text is another time. */
		if (d->columns[c].type == COLUMN_TIME)
			hash_step(hash, (struct text){ (const char *)&row->values[c].i64, sizeof row->values[c].i64 });
	}
}

uint64_t row_key_hash(const struct dataset *d, const struct text *texts)
{
	uint64_t hash = ROW_KEY_SEED;

	for (int c = 0; c < d->n_columns; c++)
		if (d->columns[c].flags & COLUMN_KEY)
			hash = row_key_step(hash, texts[c]);
	return hash;
}

static void reject(struct row *row, const char *kind, const char *reason, int column)
{
	if (row->kind)
		return;
	row->kind = kind;
	row->reason = reason;
	row->column = column;
	if (column >= 0)
		row->bad_value = row->texts[column];
}

/* The phrase of value_decode, for closed lists with their values. */
static const char *reason_of(struct row_checker *checker, const struct column_def *def, const char *phrase,
			     bool empty)
{
	int n;

	if (def->type != COLUMN_LIST || empty)
		return phrase;
	n = snprintf(checker->reason, sizeof checker->reason, "is not one of");
	for (int i = 0; def->list[i] && n > 0 && n < (int)sizeof checker->reason; i++)
		n += snprintf(checker->reason + n, sizeof checker->reason - (size_t)n, "%s %s", i ? "," : "",
			      def->list[i]);
	return checker->reason;
}

static void decode(struct row_checker *checker, const struct record *record, struct row *row)
{
	const struct layout *layout = checker->layout;
	const struct dataset *d = layout->dataset;

	for (int c = 0; c < d->n_columns; c++) {
		row->texts[c] = (struct text){ "", 0 };
		if (layout->columns[c].field < 0)
			row->values[c] = value_empty(&d->columns[c], checker->words);
	}
	for (int i = 0; i < layout->n_in_order; i++) {
		int c = layout->in_order[i];
		const struct column_def *def = &d->columns[c];
		const char *phrase;
		struct text t =
			value_translate(&layout->columns[c], record->fields[layout->columns[c].field]);

		if (def->flags & COLUMN_DASH && text_is(t, "-"))
			t.size = 0;
		row->texts[c] = t;
		if (def->type == COLUMN_WORD && !(checker->needed >> c & 1)) {
			row->values[c].word = 0;
			phrase = value_check_word(def, t);
		} else {
			phrase = value_decode(def, &layout->columns[c], t, checker->words, &row->values[c]);
		}
		if (!phrase)
			continue;
		row->values[c] = value_unreadable(def->type);
		if (!row->kind)
			reject(row, "bad_value", reason_of(checker, def, phrase, !t.size), c);
	}
}

static bool is_instant(int64_t t)
{
	return t != I64_EMPTY && t != I64_UNREADABLE;
}

/* The order of time does not depend on who asked or what for, only on how: of the filters of a clock
 * those on `mode` decide whether it is this row's (ruling 5). */
static bool clock_applies(const struct measure *m, const struct batch *b, const struct words *words)
{
	int mode = dataset_column(b->dataset, TEXT("mode"));

	for (int i = 0; i < m->n_filters; i++) {
		bool unreadable = false;

		if (m->filters[i].column == mode &&
		    !plan_filter_accepts(&m->filters[i], b, 0, words, &unreadable))
			return false;
	}
	return true;
}

static void check_pair(struct row *row, int start, int stop)
{
	if (start < 0 || stop < 0 || !is_instant(row->values[start].i64) ||
	    !is_instant(row->values[stop].i64))
		return;
	if (row->values[stop].i64 < row->values[start].i64)
		reject(row, "time_order", "is before the point that starts its clock", stop);
}

static void check_order(struct row_checker *checker, struct row *row)
{
	const struct plan_dataset *planned = &checker->plan->datasets[row->dataset->id];
	struct batch b;

	row_batch(row, &b);
	/* The clocks of metrics are clocks of the catalogue too. */
	for (int k = 0; k < planned->n_items; k++) {
		const struct measure *m = &checker->plan->catalogue->measures[planned->items[k]];

		if (m->clock_from < 0 || !clock_applies(m, &b, checker->words))
			continue;
		/* Only what is first in `from` may be yet to come when the clock stops. */
		for (int s = 0; s < m->n_stops; s++) {
			if (!m->early_stop_ok)
				check_pair(row, m->clock_from, m->clock_to[s]);
			check_pair(row, m->clock_else, m->clock_to[s]);
		}
	}
	if (row->dataset->id == DATASET_OUTAGES)
		check_pair(row, dataset_column(row->dataset, TEXT("start_at")),
			   dataset_column(row->dataset, TEXT("end_at")));
}

/* Planned outages may lie ahead; so may what is due. */
static bool may_lie_ahead(const struct row *row, int c)
{
	const struct dataset *d = row->dataset;
	int kind;

	if (!(d->columns[c].flags & COLUMN_AHEAD))
		return false;
	if (d->id != DATASET_OUTAGES)
		return true;
	kind = dataset_column(d, TEXT("kind"));
	return row->values[kind].list == column_list_find(&d->columns[kind], TEXT("planned"));
}

static void check_cutoff(const struct row_checker *checker, struct row *row)
{
	if (!checker->plan->has_cutoff)
		return;
	for (int c = 0; c < row->dataset->n_columns; c++)
		if (row->dataset->columns[c].type == COLUMN_TIME && is_instant(row->values[c].i64) &&
		    row->values[c].i64 > checker->plan->cutoff && !may_lie_ahead(row, c))
			reject(row, "after_cutoff", "is after the cut-off of the data (--as-of)", c);
}

/* What two columns may not say together. */
static void check_contradiction(struct row *row)
{
	const struct dataset *d = row->dataset;

	if (d->id == DATASET_FIRMWARE) {
		int outcome = dataset_column(d, TEXT("outcome")),
		    end = dataset_column(d, TEXT("completed_at"));
		unsigned completed = (unsigned)column_list_find(&d->columns[outcome], TEXT("completed"));

		if (row->values[outcome].list &&
		    (row->values[outcome].list == completed) != (row->values[end].i64 != I64_EMPTY))
			reject(row, "contradiction", "contradicts completed_at", outcome);
	} else if (d->id == DATASET_SERVICE_LEVELS) {
		int good = dataset_column(d, TEXT("good")), total = dataset_column(d, TEXT("total"));

		if (row->values[good].i64 > row->values[total].i64)
			reject(row, "contradiction", "is above total", good);
	}
}

void row_check(struct row_checker *checker, const struct record *record, struct row *out)
{
	const struct layout *layout = checker->layout;

	out->dataset = layout->dataset;
	out->file = checker->file;
	out->line = record->line;
	out->kind = out->reason = NULL;
	out->column = -1;
	out->bad_value = (struct text){ "", 0 };
	out->whole = !record->malformed && record->n_fields == layout->n_fields;
	if (!out->whole) {
		for (int c = 0; c < layout->dataset->n_columns; c++) {
			out->values[c] = value_unreadable(layout->dataset->columns[c].type);
			out->texts[c] = (struct text){ "", 0 };
		}
		if (record->malformed)
			reject(out, "malformed_quote", "has a quote where none may be", -1);
		else
			reject(out, "wrong_width", "does not have as many fields as the heading line", -1);
		return;
	}
	decode(checker, record, out);
	if (!out->kind)
		check_order(checker, out);
	if (!out->kind)
		check_contradiction(out);
	if (!out->kind)
		check_cutoff(checker, out);
	if (!out->kind)
		out->key_hash = row_key_hash(layout->dataset, out->texts);
}
