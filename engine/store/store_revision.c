/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/store/store_revision.h"

#include "engine/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_SHOWN 3

/* --- loading --- */

bool revision_has(struct store *s, const struct revision *r, enum table_id table, bool *out, struct error *err)
{
	sqlite3_stmt *statement;
	bool good;

	if (!db_prepare(s, "SELECT 1 FROM digest WHERE revision=? AND name=?", &statement, err))
		return false;
	sqlite3_bind_int64(statement, 1, r->id);
	sqlite3_bind_text(statement, 2, store_tables[table].name, -1, SQLITE_STATIC);
	good = db_step(s, statement, out, err);
	sqlite3_finalize(statement);
	return good;
}

bool revision_load(struct store *s, const struct revision *r, enum table_id table, struct arena *arena,
		   struct rows *out, struct error *err)
{
	return table_load(s, &store_tables[table], r->catalogue, r->id, arena, out, err);
}

void store_know_catalogue(struct store *s, const struct catalogue *c)
{
	s->known = c;
}

static bool parse_catalogue(struct store *s, const struct store_header *h, struct text yaml, struct arena *arena,
			    const struct catalogue **out, struct error *err)
{
	const char *kept = arena_copy(arena, yaml.data, yaml.size);
	struct error parse = { 0 };

	if (!catalogue_parse((struct text){ kept, yaml.size }, h->built_in ? "built in" : "--catalogue", arena, out,
			     &parse)) {
		error_set(err, ERROR_INPUT, "the catalogue of %s that is remembered here is no longer understood: %s",
			  h->edition, parse.message);
		return error_at(err, s->path, 0, NULL);
	}
	((struct catalogue *)*out)->built_in = h->built_in; /* made above, not yet anyone's */
	return true;
}

/* The catalogue a month was judged by: that of this run when its text is the same, else parsed once
 * for each arena. */
static bool load_catalogue(struct store *s, const struct store_header *h, struct arena *arena,
			   const struct catalogue **out, struct error *err)
{
	sqlite3_stmt *statement;
	bool has_row, good;

	for (size_t i = 0; i < s->n_catalogues; i++) {
		const struct catalogue *c = s->catalogues[i];

		if ((c == s->known || c->arena == arena) && c->built_in == h->built_in &&
		    !strcmp(c->sha256, h->catalogue_sha256)) {
			*out = c;
			return true;
		}
	}
	if (!db_prepare(s, "SELECT yaml FROM catalogue WHERE sha256=?", &statement, err))
		return false;
	sqlite3_bind_text(statement, 1, h->catalogue_sha256, -1, SQLITE_TRANSIENT);
	good = db_step(s, statement, &has_row, err) && (has_row || db_damaged(s, "catalogue", err));
	if (good) {
		const char *bytes = sqlite3_column_blob(statement, 0);
		struct text yaml = { bytes ? bytes : "", (size_t)sqlite3_column_bytes(statement, 0) };

		if (s->known && s->known->built_in == h->built_in && text_equal(s->known->yaml, yaml))
			*out = s->known;
		else
			good = parse_catalogue(s, h, yaml, arena, out, err);
	}
	sqlite3_finalize(statement);
	if (!good)
		return false;
	if (strcmp((*out)->sha256, h->catalogue_sha256) != 0)
		return db_damaged(s, "catalogue", err);
	ARRAY_PUSH(s->catalogues, s->n_catalogues, s->catalogues_room) = *out;
	return true;
}

static bool load_header(struct store *s, struct revision *r, struct arena *arena, struct error *err)
{
	struct rows rows;

	if (!table_load(s, &store_tables[TABLE_HEADER], NULL, r->id, arena, &rows, err))
		return false;
	if (rows.n != 1)
		return db_damaged(s, "header", err);
	r->header = *(const struct store_header *)rows.items;
	if (month_compare(r->header.month, r->month) != 0)
		return db_damaged(s, "revision", err);
	return load_catalogue(s, &r->header, arena, &r->catalogue, err);
}

static bool read_revision(struct store *s, sqlite3_stmt *statement, struct revision *r, struct error *err)
{
	const char *month = (const char *)sqlite3_column_text(statement, 1);
	const char *announced = (const char *)sqlite3_column_text(statement, 4);

	*r = (struct revision){ .id = sqlite3_column_int64(statement, 0),
				.number = sqlite3_column_int(statement, 2),
				.current = sqlite3_column_int(statement, 3) != 0 };
	if (!month_parse(text_of(month), &r->month) ||
	    (announced && announced[0] && !month_parse(text_of(announced), &r->announced_in)))
		return db_damaged(s, "revision", err);
	return true;
}

static bool has_schema(struct store *s, bool *has, struct error *err)
{
	sqlite3_stmt *statement;
	bool good;

	/* An empty file is an empty store. */
	if (!db_prepare(s, "SELECT 1 FROM sqlite_master WHERE name='revision'", &statement, err))
		return false;
	good = db_step(s, statement, has, err);
	sqlite3_finalize(statement);
	return good;
}

bool revision_list(struct store *s, struct arena *arena, struct revision **out, size_t *n, struct error *err)
{
	struct revision *items = NULL;
	size_t n_items = 0, room = 0;
	sqlite3_stmt *statement;
	bool has_row, good;

	*out = NULL;
	*n = 0;
	if (!s->db)
		return true;
	if (!has_schema(s, &has_row, err))
		return false;
	if (!has_row)
		return true;
	if (!db_prepare(s, "SELECT id, month, number, current, announced_in FROM revision ORDER BY month, number",
			&statement, err))
		return false;
	while ((good = db_step(s, statement, &has_row, err)) && has_row)
		if (!(good = read_revision(s, statement, &ARRAY_PUSH(items, n_items, room), err)))
			break;
	sqlite3_finalize(statement);
	for (size_t i = 0; i < n_items && good; i++)
		good = load_header(s, &items[i], arena, err);
	if (good && n_items) {
		*out = arena_alloc(arena, n_items, sizeof *items);
		memcpy(*out, items, n_items * sizeof *items);
		*n = n_items;
	}
	memory_free(items);
	return good;
}

bool revision_find(struct store *s, struct month month, struct arena *arena, struct revision *out, bool *found,
		   struct error *err)
{
	sqlite3_stmt *statement;
	char text[8] = "";
	bool good;

	*found = false;
	if (!s->db)
		return true;
	if (!has_schema(s, found, err))
		return false;
	if (!*found)
		return true;
	if (!db_prepare(s, "SELECT id, month, number, current, announced_in FROM revision WHERE current=1 AND "
			"(month=?1 OR ?1='') ORDER BY month DESC LIMIT 1", &statement, err))
		return false;
	if (month.month)
		month_format(month, text);
	sqlite3_bind_text(statement, 1, text, -1, SQLITE_TRANSIENT);
	good = db_step(s, statement, found, err) && (!*found || read_revision(s, statement, out, err));
	sqlite3_finalize(statement);
	return good && (!*found || load_header(s, out, arena, err));
}

/* --- telling them apart --- */

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool revision_fingerprint(const struct results *r, char hex[65], struct error *err)
{
	struct hash *sum = hash_new();
	bool good;
	struct arena arena;
	const char **lines;
	size_t n = 0;

	arena_init(&arena);
	lines = arena_alloc(&arena, r->intake->n_files + 1, sizeof *lines);
	for (size_t i = 0; i < r->intake->n_files; i++) {
		const struct intake_file *f = &r->intake->files[i];

		/* Neither names nor copies change a figure. */
		if (f->status == FILE_USED || f->status == FILE_UNUSABLE)
			lines[n++] = arena_printf(&arena, "%s %s %s\n", dataset_get(f->dataset)->name, f->sha256,
						  file_status_name(f->status));
	}
	if (n > 1)
		qsort(lines, n, sizeof *lines, compare_texts);
	lines[n++] = arena_printf(&arena, "%s %s %d %lld", r->catalogue->sha256, r->intake->mapping_sha256, r->has_cutoff,
				  r->has_cutoff ? (long long)r->cutoff : 0);
	for (size_t i = 0; i < n; i++)
		hash_add(sum, lines[i], strlen(lines[i]));
	good = hash_finish(sum, hex, err);
	hash_free(sum);
	arena_done(&arena);
	return good;
}

bool revision_same_figure(const struct cell *a, const struct cell *b)
{
	return a->good == b->good && a->total == b->total && a->excluded == b->excluded && a->refused == b->refused &&
	       a->pending == b->pending && !strcmp(a->level.exact, b->level.exact) &&
	       a->level.status == b->level.status && a->quality == b->quality && a->basis == b->basis;
}

bool revision_same_figures(const struct catalogue *c, struct rows former, const struct results *r)
{
	const struct cell *cells = former.items;

	if (former.n != r->n_cells)
		return false;
	for (size_t i = 0; i < former.n; i++)
		if (strcmp(c->measures[cells[i].measure].id, r->catalogue->measures[r->cells[i].measure].id) != 0 ||
		    cells[i].region != r->cells[i].region || !revision_same_figure(&cells[i], &r->cells[i]))
			return false;
	return true;
}

/* --- the reason --- */

static bool has_file(const struct intake_file *files, size_t n, const struct intake_file *wanted, bool by_name)
{
	for (size_t i = 0; i < n; i++) {
		if (by_name ? !strcmp(files[i].name, wanted->name)
			    : !strcmp(files[i].sha256, wanted->sha256) && files[i].dataset == wanted->dataset)
			return true;
	}
	return false;
}

/* "2 files changed (a.csv, b.csv)": files of `these` whose bytes are not among `those`, and whose name is
 * (`named`) or is not among them. */
static void add_files(struct builder *b, const struct intake_file *these, size_t n_these,
		      const struct intake_file *those, size_t n_those, bool named, const char *what)
{
	struct builder names;
	size_t n = 0;

	builder_init(&names);
	for (size_t i = 0; i < n_these; i++) {
		const struct intake_file *f = &these[i];

		if (f->dataset == DATASET_NONE || has_file(those, n_those, f, false) ||
		    has_file(those, n_those, f, true) != named)
			continue;
		if (n < NAMES_SHOWN) {
			builder_add(&names, n ? TEXT(", ") : TEXT(""));
			text_escape(&names, text_of(f->name), 80);
		}
		n++;
	}
	if (n) {
		builder_printf(b, "%s%zu file%s %s (%s", b->size ? "; " : "", n, n == 1 ? "" : "s", what, names.data);
		if (n > NAMES_SHOWN)
			builder_printf(b, " and %zu more", n - NAMES_SHOWN);
		builder_add_char(b, ')');
	}
	builder_done(&names);
}

static void add_cutoff(struct builder *b, bool has_former, int64_t former, bool has_now, int64_t now)
{
	char was[40] = "none", is[40] = "none";

	if (has_former == has_now && (!has_now || former == now))
		return;
	if (has_former)
		stamp_format(former, was);
	if (has_now)
		stamp_format(now, is);
	builder_printf(b, "%scut-off %s instead of %s", b->size ? "; " : "", is, was);
}

const char *revision_reason(const struct revision *former, struct rows former_files, const struct results *r,
			    struct arena *arena)
{
	const struct store_header *h = &former->header;
	const struct intake_file *was = former_files.items, *is = r->intake->files;
	size_t n_was = former_files.n, n_is = r->intake->n_files;
	struct builder b;
	const char *text;

	builder_init(&b);
	add_files(&b, is, n_is, was, n_was, true, "changed");
	add_files(&b, is, n_is, was, n_was, false, "added");
	add_files(&b, was, n_was, is, n_is, false, "left out");
	if (strcmp(h->catalogue_sha256, r->catalogue->sha256) != 0)
		builder_printf(&b, "%scatalogue edition %s (%.8s) instead of %s (%.8s)", b.size ? "; " : "",
			       r->catalogue->edition, r->catalogue->sha256, h->edition, h->catalogue_sha256);
	add_cutoff(&b, h->has_cutoff, h->cutoff, r->has_cutoff, r->cutoff);
	if (strcmp(h->mapping_sha256, r->intake->mapping_sha256) != 0)
		builder_printf(&b, "%sanother mapping", b.size ? "; " : "");
	if (!b.size && strcmp(h->program_version, r->program_version) != 0)
		builder_printf(&b, "%s instead of %s", r->program_version, h->program_version);
	if (!b.size)
		builder_add(&b, TEXT("read with other options"));
	text = arena_copy(arena, b.data, b.size);
	builder_done(&b);
	return text;
}
