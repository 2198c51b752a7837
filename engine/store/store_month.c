/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_month.c - a month's results into the store and out of it. */
#include "engine/dictionary.h"
#include "engine/store/store_revision.h"

#include <assert.h>
#include <string.h>

/* A month as rows of every table. */
struct gathered {
	struct store_header header;
	struct store_rows datasets[DATASET_COUNT + 1];
	struct rows rows[TABLE_COUNT];
	char fingerprint[65];
	char digests[TABLE_COUNT][65];
};

static void gather_datasets(const struct intake *in, struct gathered *g)
{
	for (int d = 0; d < DATASET_COUNT; d++)
		g->datasets[d] = (struct store_rows){ (enum dataset_id)d, in->supplied >> d & 1, in->unusable >> d & 1,
						      in->datasets[d] };
	g->datasets[DATASET_COUNT] = (struct store_rows){ .dataset = DATASET_NONE, .rows = in->total };
}

static bool gather(const struct results *r, struct gathered *g, struct error *err)
{
	static const struct registers none;
	const struct registers *registers = r->registers ? r->registers : &none;

	*g = (struct gathered){ 0 };
	if (!revision_fingerprint(r, g->fingerprint, err))
		return false;
	g->header = (struct store_header){
		.month = r->period.month,
		.fingerprint = g->fingerprint,
		.dated = r->printed_at,
		.reason = "",
		.edition = r->catalogue->edition,
		.catalogue_sha256 = r->catalogue->sha256,
		.built_in = r->catalogue->built_in,
		.has_cutoff = r->has_cutoff,
		.cutoff = r->has_cutoff ? r->cutoff : 0,
		.printed_at = r->printed_at,
		.program_version = r->program_version,
		.synthetic = r->intake->synthetic,
		.notice = r->intake->notice,
		.mapping_sha256 = r->intake->mapping_sha256,
		.previous_edition = r->previous_edition,
		.device_months = r->devices.n_months,
		.device_first = r->devices.first,
	};
	gather_datasets(r->intake, g);
	g->rows[TABLE_HEADER] = (struct rows){ 1, &g->header };
	g->rows[TABLE_INPUT] = (struct rows){ r->intake->n_files, r->intake->files };
	g->rows[TABLE_ROWS] = (struct rows){ DATASET_COUNT + 1, g->datasets };
	g->rows[TABLE_CELL] = (struct rows){ r->n_cells, r->cells };
	g->rows[TABLE_DAY] = (struct rows){ r->n_days, r->days };
	g->rows[TABLE_EXCLUSION] = (struct rows){ r->n_exclusions, r->exclusions };
	g->rows[TABLE_CLAIM] = (struct rows){ r->n_claims, r->claims };
	g->rows[TABLE_COUNTS] = (struct rows){ r->n_measure_counts, r->measure_counts };
	g->rows[TABLE_PAST] = (struct rows){ r->n_past, r->past };
	g->rows[TABLE_TOLD] = (struct rows){ r->n_told, r->told };
	g->rows[TABLE_FINDING] = (struct rows){ r->findings->n, r->findings->items };
	g->rows[TABLE_BREAKDOWN] = (struct rows){ r->n_breakdowns, r->breakdowns };
	g->rows[TABLE_NOTE] = (struct rows){ r->n_notes, r->notes };
	g->rows[TABLE_CHANGE] = (struct rows){ r->n_changes, r->changes };
	g->rows[TABLE_DEVICES] = (struct rows){ r->devices.n_codes, r->devices.codes };
	g->rows[TABLE_SAMPLING] = (struct rows){ r->n_sampling, r->sampling };
	g->rows[TABLE_SAMPLE] = (struct rows){ r->n_samples, r->samples };
	g->rows[TABLE_REMEDIATION] = (struct rows){ registers->n_remediation, registers->remediation };
	g->rows[TABLE_COMMENTARY] = (struct rows){ registers->n_commentary, registers->commentary };
	g->rows[TABLE_HUBS] = (struct rows){ registers->n_hubs, registers->hubs };
	g->rows[TABLE_FORECAST] = (struct rows){ registers->n_forecasts, registers->forecasts };
	return true;
}

static bool digest(const struct results *r, struct gathered *g, struct error *err)
{
	for (int t = 0; t < TABLE_COUNT; t++)
		if (!table_digest(&store_tables[t], r->catalogue, g->rows[t], g->digests[t], err))
			return false;
	return true;
}

/* --- saving --- */

static bool same_digests(struct store *s, const struct gathered *g, int64_t revision, bool *same, struct error *err)
{
	sqlite3_stmt *statement;
	bool has_row, good;
	int n_same = 0;

	if (!db_prepare(s, "SELECT name, sha256 FROM digest WHERE revision=?", &statement, err))
		return false;
	sqlite3_bind_int64(statement, 1, revision);
	while ((good = db_step(s, statement, &has_row, err)) && has_row) {
		for (int t = 0; t < TABLE_COUNT; t++)
			n_same += !strcmp((const char *)sqlite3_column_text(statement, 0), store_tables[t].name) &&
				  !strcmp((const char *)sqlite3_column_text(statement, 1), g->digests[t]);
	}
	sqlite3_finalize(statement);
	*same = n_same == TABLE_COUNT;
	return good;
}

/* Runs a statement with up to three parameters: number, text, text (NULL: not bound). */
static bool run_with(struct store *s, const char *sql, int64_t number, const char *text, const char *more,
		     struct error *err)
{
	sqlite3_stmt *statement;
	bool good;

	if (!db_prepare(s, sql, &statement, err))
		return false;
	sqlite3_bind_int64(statement, 1, number);
	if (text)
		sqlite3_bind_text(statement, 2, text, -1, SQLITE_TRANSIENT);
	if (more)
		sqlite3_bind_text(statement, 3, more, -1, SQLITE_TRANSIENT);
	good = db_done(s, statement, err);
	sqlite3_finalize(statement);
	return good;
}

/* Takes out the rows of a revision; with `keeps`, what former revisions keep stays. */
static bool delete_rows(struct store *s, int64_t revision, bool keeps, struct error *err)
{
	for (int t = 0; t < TABLE_COUNT; t++) {
		if (keeps && store_tables[t].of_former)
			continue;
		if (!run_with(s, arena_printf(&s->arena, "DELETE FROM \"%s\" WHERE revision=?", store_tables[t].name), revision,
			      NULL, NULL, err) ||
		    !run_with(s, "DELETE FROM digest WHERE revision=? AND name=?", revision, store_tables[t].name, NULL, err))
			return false;
	}
	return true;
}

static bool insert_digest(struct store *s, int64_t revision, int table, const struct gathered *g, struct error *err)
{
	sqlite3_stmt *statement;
	bool good;

	if (!db_prepare(s, "INSERT INTO digest(revision, name, n_rows, sha256) VALUES(?,?,?,?)", &statement, err))
		return false;
	sqlite3_bind_int64(statement, 1, revision);
	sqlite3_bind_text(statement, 2, store_tables[table].name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, (int64_t)g->rows[table].n);
	sqlite3_bind_text(statement, 4, g->digests[table], -1, SQLITE_STATIC);
	good = db_done(s, statement, err);
	sqlite3_finalize(statement);
	return good;
}

static bool insert_catalogue(struct store *s, const struct catalogue *c, struct error *err)
{
	sqlite3_stmt *statement;
	bool good;

	if (!db_prepare(s, "INSERT OR IGNORE INTO catalogue(sha256, edition, yaml) VALUES(?,?,?)", &statement, err))
		return false;
	sqlite3_bind_text(statement, 1, c->sha256, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, c->edition, -1, SQLITE_STATIC);
	sqlite3_bind_blob64(statement, 3, c->yaml.data, c->yaml.size, SQLITE_STATIC);
	good = db_done(s, statement, err);
	sqlite3_finalize(statement);
	return good;
}

/* What was gathered, with its digests. */
static bool insert_rows(struct store *s, const struct results *r, struct gathered *g, int64_t revision,
			struct error *err)
{
	if (!insert_catalogue(s, r->catalogue, err))
		return false;
	for (int t = 0; t < TABLE_COUNT; t++)
		if (!table_insert(s, &store_tables[t], r->catalogue, revision, g->rows[t], err) ||
		    !insert_digest(s, revision, t, g, err))
			return false;
	return true;
}

static bool insert_revision(struct store *s, const struct results *r, struct gathered *g, int number,
			    struct error *err)
{
	char month[8];

	month_format(r->period.month, month);
	return digest(r, g, err) &&
	       run_with(s, "INSERT INTO revision(number, month, current) VALUES(?,?,1)", number, month, NULL, err) &&
	       insert_rows(s, r, g, sqlite3_last_insert_rowid(s->db), err);
}

/* Corrections of earlier months that this month's report is the first to name. */
static bool announce(struct store *s, struct month month, struct error *err)
{
	char text[8];

	month_format(month, text);
	return run_with(s, "UPDATE revision SET announced_in=?2 WHERE number>?1 AND announced_in='' AND month<?2", 1, text,
			NULL, err);
}

static bool save_again(struct store *s, const struct results *r, struct gathered *g, const struct revision *former,
		       enum store_outcome *outcome, struct error *err)
{
	struct rows cells, files;
	bool same;

	if (!revision_load(s, former, TABLE_CELL, &s->arena, &cells, err) ||
	    !revision_load(s, former, TABLE_INPUT, &s->arena, &files, err))
		return false;
	if (!strcmp(former->header.fingerprint, g->fingerprint) && revision_same_figures(former->catalogue, cells, r)) {
		/* The same computation keeps the date it was first made. */
		g->header.dated = former->header.dated;
		g->header.reason = former->header.reason;
		if (!digest(r, g, err) || !same_digests(s, g, former->id, &same, err))
			return false;
		*outcome = same ? STORE_SAME : STORE_REFRESHED;
		return same || (delete_rows(s, former->id, false, err) && insert_rows(s, r, g, former->id, err));
	}
	*outcome = STORE_RESTATED;
	g->header.reason = revision_reason(former, files, r, &s->arena);
	return delete_rows(s, former->id, true, err) &&
	       run_with(s, "UPDATE revision SET current=0 WHERE id=?", former->id, NULL, NULL, err) &&
	       insert_revision(s, r, g, former->number + 1, err);
}

bool store_save(struct store *s, const struct results *r, enum store_outcome *outcome, struct error *err)
{
	struct gathered *g = arena_alloc(&s->arena, 1, sizeof *g);
	struct revision former;
	bool found;

	assert(s->in_transaction);
	if (!gather(r, g, err) || !revision_find(s, r->period.month, &s->arena, &former, &found, err))
		return false;
	*outcome = STORE_NEW;
	return (found ? save_again(s, r, g, &former, outcome, err) : insert_revision(s, r, g, 1, err)) &&
	       announce(s, r->period.month, err);
}

/* --- loading --- */

static bool load_intake(struct store *s, const struct revision *v, struct arena *arena, struct results *out,
			struct error *err)
{
	struct intake *in = arena_alloc(arena, 1, sizeof *in);
	struct rows files, datasets;

	if (!revision_load(s, v, TABLE_INPUT, arena, &files, err) || !revision_load(s, v, TABLE_ROWS, arena, &datasets, err))
		return false;
	for (size_t i = 0; i < files.n; i++)
		((struct intake_file *)files.items)[i].path = ""; /* ours, made by the line above */
	in->n_files = files.n;
	in->files = files.items;
	for (size_t i = 0; i < datasets.n; i++) {
		const struct store_rows *d = (const struct store_rows *)datasets.items + i;

		if (d->dataset == DATASET_NONE) {
			in->total = d->rows;
			continue;
		}
		in->datasets[d->dataset] = d->rows;
		in->supplied |= (uint64_t)d->supplied << d->dataset;
		in->unusable |= (uint64_t)d->unusable << d->dataset;
	}
	in->synthetic = v->header.synthetic;
	in->notice = v->header.notice;
	in->mapping_sha256 = v->header.mapping_sha256;
	out->intake = in;
	return true;
}

static bool load_registers(struct store *s, const struct revision *v, struct arena *arena, struct results *out,
			   struct error *err)
{
	struct registers *registers = arena_alloc(arena, 1, sizeof *registers);
	struct rows remediation, commentary, hubs, forecasts;

	if (!revision_load(s, v, TABLE_REMEDIATION, arena, &remediation, err) ||
	    !revision_load(s, v, TABLE_COMMENTARY, arena, &commentary, err) ||
	    !revision_load(s, v, TABLE_HUBS, arena, &hubs, err) ||
	    !revision_load(s, v, TABLE_FORECAST, arena, &forecasts, err))
		return false;
	registers->n_remediation = remediation.n;
	registers->remediation = remediation.items;
	registers->n_commentary = commentary.n;
	registers->commentary = commentary.items;
	registers->n_hubs = hubs.n;
	registers->hubs = hubs.items;
	registers->n_forecasts = forecasts.n;
	registers->forecasts = forecasts.items;
	out->registers = registers;
	return true;
}

static bool load_arrays(struct store *s, const struct revision *v, struct arena *arena, struct results *out,
			struct error *err)
{
	struct findings *findings = arena_alloc(arena, 1, sizeof *findings);
	struct rows rows[TABLE_COUNT];

	for (int t = TABLE_CELL; t < TABLE_COUNT; t++)
		if (!revision_load(s, v, (enum table_id)t, arena, &rows[t], err))
			return false;
	for (size_t i = 0; i < rows[TABLE_CELL].n; i++) {
		struct cell *cell = (struct cell *)rows[TABLE_CELL].items + i;

		cell->judged_by = measure_level(&v->catalogue->measures[cell->measure], v->month);
	}
	out->n_cells = rows[TABLE_CELL].n;
	out->cells = rows[TABLE_CELL].items;
	out->n_days = rows[TABLE_DAY].n;
	out->days = rows[TABLE_DAY].items;
	out->n_exclusions = rows[TABLE_EXCLUSION].n;
	out->exclusions = rows[TABLE_EXCLUSION].items;
	out->n_claims = rows[TABLE_CLAIM].n;
	out->claims = rows[TABLE_CLAIM].items;
	out->n_measure_counts = rows[TABLE_COUNTS].n;
	out->measure_counts = rows[TABLE_COUNTS].items;
	out->n_past = rows[TABLE_PAST].n;
	out->past = rows[TABLE_PAST].items;
	out->n_told = rows[TABLE_TOLD].n;
	out->told = rows[TABLE_TOLD].items;
	out->n_breakdowns = rows[TABLE_BREAKDOWN].n;
	out->breakdowns = rows[TABLE_BREAKDOWN].items;
	out->n_notes = rows[TABLE_NOTE].n;
	out->notes = rows[TABLE_NOTE].items;
	out->n_changes = rows[TABLE_CHANGE].n;
	out->changes = rows[TABLE_CHANGE].items;
	out->n_sampling = rows[TABLE_SAMPLING].n;
	out->sampling = rows[TABLE_SAMPLING].items;
	out->n_samples = rows[TABLE_SAMPLE].n;
	out->samples = rows[TABLE_SAMPLE].items;
	out->devices = (struct remembered_devices){ v->header.device_months, v->header.device_first,
						    rows[TABLE_DEVICES].n, rows[TABLE_DEVICES].items };
	findings->n = findings->room = rows[TABLE_FINDING].n;
	findings->items = (struct finding *)rows[TABLE_FINDING].items;
	out->findings = findings;
	return true;
}

/* A month of which only service_levels rows told, given with another month. */
static bool was_reported(struct store *s, const char *month, bool *out, struct error *err)
{
	sqlite3_stmt *q;
	bool done;

	if (!db_prepare(s,
			"SELECT 1 FROM past JOIN revision ON revision.id = past.revision"
			" WHERE revision.current AND past.reported AND past.month = ?1 LIMIT 1",
			&q, err))
		return false;
	sqlite3_bind_text(q, 1, month, -1, SQLITE_STATIC);
	done = db_step(s, q, out, err);
	sqlite3_finalize(q);
	return done;
}

static bool not_remembered(struct store *s, struct month month, struct error *err)
{
	char text[8];
	bool reported = false;

	if (month.month && s->db && !was_reported(s, month_format(month, text), &reported, err))
		return false;
	if (reported)
		error_set(err, ERROR_INPUT, "of %s there are only service_levels rows that came with another month: no report was made of it",
			  month_format(month, text));
	else if (month.month)
		error_set(err, ERROR_INPUT, "%s is not remembered here", month_format(month, text));
	else
		error_set(err, ERROR_INPUT, "no month is remembered here");
	error_hint(err, "pmr history lists the months; pmr report remembers one");
	return error_at(err, s->path, 0, NULL);
}

bool store_load(struct store *s, struct month month, struct arena *arena, struct results *out, struct error *err)
{
	struct results r = { 0 };
	struct revision v;
	bool found;

	if (!revision_find(s, month, arena, &v, &found, err))
		return false;
	if (!found)
		return not_remembered(s, month, err);
	r.catalogue = v.catalogue;
	if (!dictionary_load(arena, &r.dictionary, err))
		return false;
	period_init(&r.period, v.month);
	r.has_cutoff = v.header.has_cutoff;
	r.cutoff = v.header.cutoff;
	r.printed_at = v.header.printed_at;
	r.previous_edition = v.header.previous_edition;
	r.program_version = v.header.program_version;
	if (!load_intake(s, &v, arena, &r, err) || !load_registers(s, &v, arena, &r, err) ||
	    !load_arrays(s, &v, arena, &r, err) || !store_restated(s, arena, &r, err))
		return false;
	*out = r;
	return true;
}
