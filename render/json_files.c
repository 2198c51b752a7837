/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json_files.c - results.json and manifest.json.
 *
 * Levels are text, as everywhere: no reader's floating point may change a figure.
 */
#include "engine/json.h"

#include "engine/explain_json.h"
#include "render/writers.h"

/* --- what was read --- */

static void put_rows(json_t *object, const struct row_counts *c)
{
	json_t *duplicates = json_object();

	json_put_count(object, "read", c->read);
	json_put_count(object, "used", c->used);
	json_put_count(object, "outside", c->outside);
	json_put_count(duplicates, "same", c->duplicate_same);
	json_put_count(duplicates, "superseded", c->duplicate_superseded);
	json_put_count(duplicates, "completed", c->duplicate_completed);
	json_put_count(duplicates, "file", c->duplicate_file);
	json_put(object, "duplicates", duplicates);
	json_put_count(object, "rejected", c->rejected);
	json_put_count(object, "blank_lines", c->blank_lines);
}

static json_t *file_json(const struct intake_file *f)
{
	json_t *object = json_object(), *rows = json_object();

	json_put_text(object, "name", f->name);
	json_put(object, "dataset",
		 f->dataset == DATASET_NONE ? json_null() : json_string(dataset_get(f->dataset)->name));
	json_put_text(object, "status", file_status_name(f->status));
	if (f->problem[0])
		json_put_text(object, "problem", f->problem);
	json_put_count(object, "size", f->size_bytes);
	json_put_text(object, "sha256", f->sha256);
	if (f->mapping[0])
		json_put_text(object, "mapping", f->mapping);
	put_rows(rows, &f->rows);
	json_put(object, "rows", rows);
	return object;
}

static json_t *files_json(const struct results *r)
{
	json_t *files = json_array();

	for (size_t i = 0; i < r->intake->n_files; i++)
		json_append(files, file_json(&r->intake->files[i]));
	return files;
}

static json_t *reconciliation_json(const struct results *r)
{
	json_t *object = json_object(), *datasets = json_array(), *measures = json_array(),
	       *total = json_object();

	for (int d = 0; d < DATASET_COUNT; d++) {
		json_t *dataset;

		if (!(r->intake->supplied >> d & 1))
			continue;
		dataset = json_object();
		json_put_text(dataset, "dataset", dataset_get((enum dataset_id)d)->name);
		put_rows(dataset, &r->intake->datasets[d]);
		json_append(datasets, dataset);
	}
	for (size_t i = 0; i < r->n_measure_counts; i++) {
		const struct measure_counts *c = &r->measure_counts[i];
		json_t *measure = json_object();

		json_put_text(measure, "measure", r->catalogue->measures[c->measure].id);
		json_put_count(measure, "used", c->used);
		json_put_count(measure, "good", c->good);
		json_put_count(measure, "bad", c->bad);
		json_put_count(measure, "excluded", c->excluded);
		json_put_count(measure, "pending", c->pending);
		json_put_count(measure, "not_selected", c->not_selected);
		json_append(measures, measure);
	}
	put_rows(total, &r->intake->total);
	json_put(object, "files", files_json(r));
	json_put(object, "datasets", datasets);
	json_put(object, "total", total);
	json_put(object, "measures", measures);
	return object;
}

/* --- the figures --- */

static void put_level(json_t *object, const char *key, const struct level_text *level)
{
	json_t *out;

	if (!level->exact[0])
		return;
	out = json_object();
	json_put_text(out, "level", level->exact);
	json_put_text(out, "status", status_name(level->status));
	json_put(object, key, out);
}

static void put_month(json_t *object, const char *key, struct month month)
{
	char text[8];

	json_put(object, key, json_string(month_format(month, text)));
}

static void put_place(json_t *object, const struct results *r, int measure, enum region region)
{
	json_put_text(object, "measure", r->catalogue->measures[measure].id);
	json_put_text(object, "region", region_code(region));
}

static void put_judgement(json_t *object, const struct results *r, const struct cell *c)
{
	const struct level *level = measure_level(&r->catalogue->measures[c->measure], r->period.month);

	json_put(object, "level", c->level.exact[0] ? json_string(c->level.exact) : json_null());
	json_put_text(object, "display", c->level.display);
	json_put(object, "target", level ? json_string(level->target.text) : json_null());
	json_put(object, "minimum", level ? json_string(level->minimum.text) : json_null());
	json_put_text(object, "status", status_name(c->level.status));
	json_put_text(object, "quality", quality_name(c->quality));
	json_put_text(object, "basis", basis_name(c->basis));
	json_put_text(object, "reason", c->reason);
	if (c->gap_target[0]) {
		json_put_text(object, "gap_to_target", c->gap_target);
		json_put_text(object, "gap_to_minimum", c->gap_minimum);
		json_put_count(object, "events_short_of_target", c->events_short);
		json_put_count(object, "events_short_of_minimum", c->events_short_minimum);
	}
	json_put(object, "longest_below", json_integer(c->longest_below));
	if (c->longest_below) {
		put_month(object, "longest_from", c->longest_from);
		put_month(object, "longest_to", c->longest_to);
	}
	json_put(object, "months_below", c->months_below < 0 ? json_null() : json_integer(c->months_below));
	if (c->months_below > 0) {
		put_month(object, "below_since", c->below_since);
		json_put(object, "months_without_data", json_integer(c->streak_blind));
		json_put(object, "no_target_before", json_boolean(c->streak_unjudged));
		json_put_text(object, "spans_without_data", c->streak_spans);
	}
}

static json_t *cell_json(const struct results *r, const struct cell *c)
{
	const struct measure *m = &r->catalogue->measures[c->measure];
	json_t *object = json_object(), *alternatives = json_object();

	put_place(object, r, c->measure, c->region);
	json_put_count(object, "good", c->good);
	json_put_count(object, "total", c->total);
	json_put_count(object, "excluded", c->excluded);
	json_put_count(object, "refused", c->refused);
	json_put_count(object, "pending", c->pending);
	json_put_count(object, "rejected", c->rejected);
	put_judgement(object, r, c);
	json_put(object, "assumed", json_boolean(measure_is_assumed(m, r->period.month)));
	put_level(object, "with_nothing_excluded", &c->raw);
	put_level(object, "with_every_claim_excluded", &c->all_claims);
	if (c->has_blind) {
		json_t *blind = json_object();

		json_put_text(blind, "what", catalogue_blind_text(r->catalogue, m));
		json_put_count(blind, "count", c->blind);
		json_put(object, "not_shown_by_the_level", blind);
	}
	for (int i = 0; i < COMPOSE_COUNT; i++)
		put_level(alternatives, composition_name((enum composition)i), &c->alternatives[i]);
	if (json_object_size(alternatives)) {
		json_put(object, "compositions", alternatives);
		json_put(object, "masked", json_boolean(c->masked));
	} else {
		json_decref(alternatives);
	}
	if (c->interval[0])
		json_put_text(object, "interval_of_the_process", c->interval);
	if (c->untrusted[0])
		json_put_text(object, "untrusted", c->untrusted);
	return object;
}

static json_t *daily_json(const struct results *r)
{
	json_t *days = json_array();

	for (size_t i = 0; i < r->n_days; i++) {
		const struct day_row *d = &r->days[i];
		json_t *day = json_object();

		put_place(day, r, d->measure, d->region);
		json_put(day, "day", json_integer(d->day + 1));
		json_put_count(day, "good", d->good);
		json_put_count(day, "total", d->total);
		json_put_count(day, "excluded", d->excluded);
		json_append(days, day);
	}
	return days;
}

static json_t *exclusions_json(const struct results *r)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < r->n_exclusions; i++) {
		const struct exclusion_row *e = &r->exclusions[i];
		json_t *row = json_object();

		put_place(row, r, e->measure, e->region);
		json_put_text(row, "reason", e->reason);
		json_put(row, "allowed", json_boolean(e->allowed));
		json_put(row, "by_register", json_boolean(e->by_register));
		json_put_count(row, "count", e->count);
		json_put_count(row, "in_time", e->in_time);
		json_append(rows, row);
	}
	return rows;
}

static json_t *claims_json(const struct results *r)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < r->n_claims; i++) {
		const struct claim_row *c = &r->claims[i];
		json_t *row = json_object();

		put_place(row, r, c->measure, c->region);
		json_put(row, "claimed_good", json_integer((json_int_t)c->claimed_good));
		json_put(row, "claimed_total", json_integer((json_int_t)c->claimed_total));
		json_put_count(row, "good", c->good);
		json_put_count(row, "total", c->total);
		json_put_text(row, "claimed_status", status_name(c->claimed_status));
		json_put(row, "differs", json_boolean(c->differs));
		json_put_text(row, "file", c->file);
		json_put_count(row, "line", c->line);
		json_append(rows, row);
	}
	return rows;
}

static json_t *breakdowns_json(const struct results *r)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < r->n_breakdowns; i++) {
		const struct breakdown_row *b = &r->breakdowns[i];
		json_t *row = json_object();

		put_place(row, r, b->measure, b->region);
		json_put_text(row, "dimension", b->dimension);
		json_put_text(row, "key", b->key);
		json_put_count(row, "good", b->good);
		json_put_count(row, "total", b->total);
		json_put_count(row, "excluded", b->excluded);
		json_put_count(row, "refused", b->refused);
		json_put(row, "level", b->level.exact[0] ? json_string(b->level.exact) : json_null());
		json_put_text(row, "display", b->level.display);
		json_put_text(row, "status", status_name(b->level.status));
		json_append(rows, row);
	}
	return rows;
}

static json_t *notes_json(const struct results *r)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < r->n_notes; i++) {
		const struct item_note *n = &r->notes[i];
		json_t *row = json_object();

		json_put_text(row, "measure", r->catalogue->measures[n->measure].id);
		json_put(row, "supplied", json_boolean(n->supplied));
		json_put_text(row, "quality", quality_name(n->quality));
		json_put_text(row, "reason", n->reason);
		json_append(rows, row);
	}
	return rows;
}

static json_t *changes_json(const struct results *r)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < r->n_changes; i++) {
		const struct edition_change *c = &r->changes[i];
		json_t *row = json_object();

		json_put_text(row, "measure", c->measure);
		json_put_text(row, "what", c->what);
		json_put_text(row, "before", c->before);
		json_put_text(row, "after", c->after);
		json_put_text(row, "authority", c->authority);
		json_append(rows, row);
	}
	return rows;
}

static json_t *past_json(const struct results *r)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < r->n_past; i++) {
		const struct past_cell *c = &r->past[i];
		json_t *row = json_object();

		put_place(row, r, c->measure, c->region);
		put_month(row, "period", c->month);
		json_put_count(row, "good", c->good);
		json_put_count(row, "total", c->total);
		json_put(row, "level", c->level.exact[0] ? json_string(c->level.exact) : json_null());
		json_put_text(row, "status", status_name(c->level.status));
		json_put(row, "reported", json_boolean(c->reported));
		json_put_text(row, "basis", basis_name(c->basis));
		json_put(row, "restated", json_boolean(c->restated));
		json_append(rows, row);
	}
	return rows;
}

static json_t *restatements_json(const struct results *r)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < r->n_restatements; i++) {
		const struct restatement *s = &r->restatements[i];
		json_t *row = json_object();

		put_place(row, r, s->measure, s->region);
		put_month(row, "period", s->month);
		json_put_count(row, "revision", (uint64_t)s->revision);
		json_put_count(row, "former_good", s->former_good);
		json_put_count(row, "former_total", s->former_total);
		json_put_text(row, "former_level", s->former.exact);
		json_put_text(row, "former_status", status_name(s->former.status));
		json_put_count(row, "good", s->good);
		json_put_count(row, "total", s->total);
		json_put_text(row, "level", s->now.exact);
		json_put_text(row, "status", status_name(s->now.status));
		json_put(row, "colour_changed", json_boolean(s->colour_changed));
		json_put_text(row, "reason", s->reason);
		json_put_text(row, "dated", s->dated);
		json_append(rows, row);
	}
	return rows;
}

/* --- the files --- */

/* What both begin with: what made this, from which period, on what authority (N7). */
static void put_provenance(json_t *root, const struct results *r)
{
	char stamp[40];

	json_put_text(root, "program", r->program_version);
	put_month(root, "period", r->period.month);
	json_put_text(root, "cut_off", r->has_cutoff ? stamp_format(r->cutoff, stamp) : NULL);
	json_put_text(root, "printed_at", r->printed_at[0] ? r->printed_at : NULL);
	json_put(root, "synthetic", json_boolean(r->intake->synthetic));
	json_put_text(root, "notice", r->intake->notice[0] ? r->intake->notice : NULL);
	json_put_text(root, "mapping_sha256",
		      r->intake->mapping_sha256[0] ? r->intake->mapping_sha256 : NULL);
}

static bool write_tree(void *context, struct publish_stream *s, struct error *err)
{
	struct builder text;
	bool good;

	(void)err;
	builder_init(&text);
	json_finish(context, &text);
	good = publish_text(s, builder_text(&text));
	builder_done(&text);
	return good;
}

bool write_results_json(const struct writing *w, struct error *err)
{
	const struct results *r = w->r;
	json_t *root = json_object(), *cells = json_array(), *definitions;

	put_provenance(root, r);
	definitions = explain_json_tree(r->catalogue, r->period.month);
	json_object_update_missing(root, definitions);
	json_decref(definitions);
	for (size_t i = 0; i < r->n_cells; i++)
		json_append(cells, cell_json(r, &r->cells[i]));
	json_put(root, "results", cells);
	json_put(root, "daily", daily_json(r));
	json_put(root, "exclusions", exclusions_json(r));
	json_put(root, "claims", claims_json(r));
	json_put(root, "earlier_months", past_json(r));
	json_put(root, "restatements", restatements_json(r));
	json_put(root, "breakdowns", breakdowns_json(r));
	json_put(root, "breakdown_notes", notes_json(r));
	json_put_text(root, "previous_edition", r->previous_edition && r->previous_edition[0] ? r->previous_edition : NULL);
	json_put(root, "changes_of_definition", changes_json(r));
	json_put(root, "reconciliation", reconciliation_json(r));
	return publish_file(w->pack, "results.json", write_tree, NULL, root, err);
}

bool write_manifest(const struct writing *w, struct error *err)
{
	const struct results *r = w->r;
	json_t *root = json_object(), *catalogue = json_object(), *outputs = json_array();
	size_t n;
	const struct render_output *made = publish_outputs(w->pack, &n);

	put_provenance(root, r);
	json_put_text(catalogue, "edition", r->catalogue->edition);
	json_put_text(catalogue, "source", r->catalogue->built_in ? "built in" : "--catalogue");
	json_put_text(catalogue, "sha256", r->catalogue->sha256);
	json_put(root, "catalogue", catalogue);
	json_put(root, "inputs", files_json(r));
	for (size_t i = 0; i < n; i++) {
		json_t *output = json_object();

		json_put_text(output, "name", made[i].name);
		json_put_count(output, "size", made[i].size_bytes);
		json_put_text(output, "sha256", made[i].sha256);
		json_append(outputs, output);
	}
	json_put(root, "outputs", outputs);
	return publish_file(w->pack, "manifest.json", write_tree, NULL, root, err);
}
