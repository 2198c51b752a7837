/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Alerts: how many, who raises them, for the first time or again, and what is done about it. */
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CODES 6 /* named in one sentence */
#define MAX_HEADS 8 /* looked at for a sentence */

/* ---- the heads of the list ---- */

static int compare_heads(const void *a, const void *b)
{
	const struct head *x = a, *y = b;
	if (x->row->good != y->row->good)
		return x->row->good > y->row->good ? -1 : 1;
	return strcmp(x->row->key, y->row->key);
}

/* One head for each area and code: its largest combination. */
static size_t collect_heads(struct head *all, size_t n_all)
{
	size_t n = 0;
	for (size_t i = 0; i < n_all; i++) {
		size_t k = 0;
		while (k < n &&
		       (strcmp(all[k].area, all[i].area) != 0 || strcmp(all[k].code, all[i].code) != 0))
			k++;
		if (k == n)
			all[n++] = all[i];
		else if (all[i].row->good > all[k].row->good)
			all[k] = all[i];
	}
	return n;
}

size_t sentence_heads(const struct results *r, struct arena *arena, struct head *out, size_t most)
{
	int item = look_find(r, LOOK_ALERT_VOLUME);
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "area", "alert_code",
					  "manufacturer", "model", "firmware_version", NULL);
	struct head *all = arena_alloc(arena, rows.n + 1, sizeof *all);
	for (size_t i = 0; i < rows.n; i++) {
		const struct breakdown_row *row = rows.rows[i];
		all[i] = (struct head){ row, breakdown_part(row, 0), breakdown_part(row, 1),
					sentence_parts(row, 2, 5, arena) };
	}
	size_t n = collect_heads(all, rows.n);
	qsort(all, n, sizeof *all, compare_heads);
	memcpy(out, all, (n < most ? n : most) * sizeof *out);
	return n;
}

static const char *head_sentence(const struct results *r, const struct head *h, struct arena *arena)
{
	const char *level = h->row->level.display;

	if (!strcmp(h->combination, SENTENCE_NOT_NAMED))
		return arena_printf(arena, "Alerts that name no device are %s of %s in %s: %s of %s alerts.",
				    *level ? level : "most", sentence_alert(r, h->code, arena), sentence_area(h->area),
				    sentence_count(h->row->good, arena), sentence_count(h->row->total, arena));
	return arena_printf(arena, "One device combination, %s, raises %s of %s in %s: %s of %s alerts.",
			    h->combination, *level ? level : "most", sentence_alert(r, h->code, arena),
			    sentence_area(h->area), sentence_count(h->row->good, arena),
			    sentence_count(h->row->total, arena));
}

/* ---- plans ---- */

static bool reads_alerts(const struct catalogue *c, int measure)
{
	const struct measure *m = &c->measures[measure];
	bool reads = m->kind != KIND_COMPOSITE && m->dataset == DATASET_ALERTS;
	for (int i = 0; i < m->n_inputs && !reads; i++)
		reads = reads_alerts(c, m->inputs[i]);
	return reads;
}

static bool is_inner(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/* "8F12: read logs" and "of 8F12.", but neither "build 2.8F12" nor "8F125". */
static bool has_word(const char *text, const char *word)
{
	size_t size = strlen(word);
	for (const char *at = text; size && (at = strstr(at, word)); at++) {
		const char before = at > text ? at[-1] : ' ', *after = at + size;
		bool joined = is_inner(before) || before == '.' || before == '-' || is_inner(*after) ||
			      (*after == '.' && is_inner(after[1]));
		if (!joined)
			return true;
	}
	return false;
}

size_t sentence_code_plans(const struct results *r, const char *code, enum region region, struct arena *arena,
			   const struct code_plan **out)
{
	const struct registers *g = r->registers;
	struct code_plan *found = arena_alloc(arena, (g ? g->n_remediation : 0) + 1, sizeof *found);
	size_t n = 0;
	for (size_t i = 0; g && i < g->n_remediation; i++) {
		const struct remediation_row *row = &g->remediation[i];
		int m = catalogue_find_exact(r->catalogue, row->measure);
		if (m < 0 || row->region != region || !has_word(row->action, code) || !reads_alerts(r->catalogue, m))
			continue;
		/* Rows of one action follow each other. */
		if (n && !strcmp(found[n - 1].last->measure, row->measure) && !strcmp(found[n - 1].last->action, row->action))
			found[n - 1].last = row;
		else
			found[n++] = (struct code_plan){ row, row };
	}
	*out = found;
	return n;
}

static bool has_plan(const struct results *r, const char *code, struct arena *arena)
{
	const struct code_plan *found;
	for (int g = 0; g < REGION_COUNT; g++)
		if (sentence_code_plans(r, code, (enum region)g, arena, &found))
			return true;
	return false;
}

static const char *plans(const struct results *r, const struct look_rows *codes, struct arena *arena)
{
	const char *with[MAX_CODES], *without[MAX_CODES];
	size_t n_with = 0, n_without = 0;
	for (size_t i = 0; i < codes->n && i < MAX_CODES; i++) {
		if (has_plan(r, codes->rows[i]->key, arena))
			with[n_with++] = codes->rows[i]->key;
		else
			without[n_without++] = codes->rows[i]->key;
	}
	if (!n_with)
		return "No root-cause plan was supplied for the codes with most alerts.";
	return arena_printf(arena, "Of the codes with most alerts, %s %s a root-cause plan%s%s.",
			    sentence_list(with, n_with, arena), n_with == 1 ? "has" : "have",
			    n_without ? "; none was supplied for " : "",
			    n_without ? sentence_list(without, n_without, arena) : "");
}

/* ---- counts ---- */

static const char *volumes(const struct results *r, const struct look_rows *codes, struct arena *arena)
{
	struct look_rows rows =
		look_rows(r, look_find(r, LOOK_ALERTS), FIGURE_MAIN, REGION_NONE, arena, "alert_code", NULL);
	struct look_rows devices = look_rows(r, look_find(r, LOOK_ALERT_DEVICES), FIGURE_MAIN, REGION_NONE,
					     arena, "alert_code", NULL);
	if (!codes->n)
		return "No alert was received in the month.";
	const char *text = arena_printf(arena, "%s of %s", sentence_n(codes->rows[0]->total, "alert", arena),
					sentence_n(codes->n, "code", arena));
	if (rows.n && rows.rows[0]->total != codes->rows[0]->total)
		text = arena_printf(arena, "%s, merged into %s", text,
				    sentence_n(rows.rows[0]->total, "row", arena));
	if (devices.n)
		text = arena_printf(arena, "%s, were raised by %s", text,
				    sentence_n(devices.rows[0]->total, "device", arena));
	return arena_printf(arena, "%s.", text);
}

/* The code that most devices raised for the first time. */
static const char *newcomers(const struct results *r, struct arena *arena)
{
	int item = look_find(r, LOOK_ALERT_NEW);
	struct look_rows rows = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "alert_code", NULL);
	look_sort(&rows, arena);
	if (!rows.n) {
		const char *why = look_remark(r, item);
		return *why ? why : NULL;
	}
	const struct breakdown_row *top = rows.rows[0];
	return arena_printf(arena, "%s raised %s for the first time, of %s that raised it at all (%s).",
			    sentence_n(top->good, "device", arena), sentence_alert(r, top->key, arena),
			    sentence_count(top->total, arena), sentence_share_text(top));
}

size_t sentence_alerts(const struct results *r, struct arena *arena, const char *out[SENTENCE_MAX_TOPIC])
{
	int item = look_find(r, LOOK_ALERT_VOLUME);
	const char *missing = look_missing(r, item, arena);
	if (*missing) {
		out[0] = missing;
		return 1;
	}
	struct look_rows codes = look_rows(r, item, FIGURE_MAIN, REGION_NONE, arena, "alert_code", NULL);
	look_sort(&codes, arena);
	struct head heads[MAX_HEADS];
	size_t n = 0, n_heads = sentence_heads(r, arena, heads, MAX_HEADS);
	/* The largest, and one more that raises most of its code. */
	for (size_t i = 0; i < n_heads && i < MAX_HEADS && n < 2; i++)
		if (i == 0 || heads[i].row->level.value >= 50)
			out[n++] = head_sentence(r, &heads[i], arena);
	out[n++] = volumes(r, &codes, arena);
	const char *new = newcomers(r, arena);
	if (new)
		out[n++] = new;
	if (codes.n)
		out[n++] = plans(r, &codes, arena);
	return n;
}
