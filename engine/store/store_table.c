/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/store/store_table.h"

#include "engine/hash.h"
#include "engine/number.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value on its way between a struct and a column. */
struct value {
	enum { VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BYTES } type;
	int64_t integer; /* counts above 2^63 keep their bits */
	double real;
	const char *text;
	char room[8]; /* of a month's text */
	struct builder bytes; /* on the way in; on the way out, `encoded` */
	struct text encoded;
};

/* --- sets of devices --- */

static void encode_devices(const struct remembered_code *code, struct builder *out)
{
	uint64_t last = 0;

	for (size_t i = 0; i < code->n; i++) {
		uint64_t step = code->devices[i] - last;

		last = code->devices[i];
		for (; step >= 0x80; step >>= 7)
			builder_add_char(out, (char)(step | 0x80));
		builder_add_char(out, (char)step);
	}
}

static void decode_devices(struct text bytes, struct arena *arena, struct remembered_code *code)
{
	uint64_t *devices = arena_alloc(arena, bytes.size + 1, sizeof *devices), last = 0, step = 0;
	int shift = 0;

	code->n = 0;
	for (size_t i = 0; i < bytes.size; i++) {
		unsigned char byte = (unsigned char)bytes.data[i];

		step |= (uint64_t)(byte & 0x7F) << (shift & 63);
		shift += 7;
		if (byte & 0x80)
			continue;
		devices[code->n++] = last += step;
		step = 0;
		shift = 0;
	}
	code->devices = devices;
}

/* --- the parts of a key --- */

/* A key cut at every joint: right where no part has one, as in most; returns how many parts. */
static int cut_key(const char *key, struct arena *arena, const char *const **parts)
{
	const char **cut;
	int n = 1, k = 0;

	for (const char *at = key; (at = strstr(at, BREAKDOWN_JOINT)); at += strlen(BREAKDOWN_JOINT))
		n++;
	cut = arena_alloc(arena, (size_t)n, sizeof *cut);
	for (const char *end; (end = strstr(key, BREAKDOWN_JOINT)); key = end + strlen(BREAKDOWN_JOINT))
		cut[k++] = arena_copy(arena, key, (size_t)(end - key));
	cut[k] = arena_copy(arena, key, strlen(key));
	*parts = cut;
	return n;
}

static bool is_cut(const struct breakdown_row *row)
{
	const char *at = row->key;

	for (int i = 0; i < row->n_parts; i++) {
		const char *end = strstr(at, BREAKDOWN_JOINT);
		size_t size = end ? (size_t)(end - at) : strlen(at);

		if (strlen(row->parts[i]) != size || memcmp(at, row->parts[i], size) != 0 || !end != (i + 1 == row->n_parts))
			return false;
		at = end ? end + strlen(BREAKDOWN_JOINT) : at;
	}
	return true;
}

static void encode_parts(const struct breakdown_row *row, struct builder *out)
{
	int n = is_cut(row) ? 0 : row->n_parts;

	for (int i = 0; i < n; i++)
		builder_printf(out, "%zu:%s", strlen(row->parts[i]), row->parts[i]);
	builder_add_char(out, '\0');
}

/* False for what encode_parts does not write; the key came before. */
static bool decode_parts(const char *text, struct arena *arena, struct breakdown_row *row)
{
	const char **parts = arena_alloc(arena, strlen(text) + 1, sizeof *parts);

	if (!*text) {
		row->n_parts = cut_key(row->key, arena, &row->parts);
		return true;
	}
	row->parts = parts;
	for (row->n_parts = 0; *text; row->n_parts++) {
		char *end;
		unsigned long size = strtoul(text, &end, 10);

		if (end == text || *end != ':' || strlen(end + 1) < size)
			return false;
		parts[row->n_parts] = arena_copy(arena, end + 1, size);
		text = end + 1 + size;
	}
	return true;
}

/* --- a member as a value, and back --- */

static void get_value(const struct field *f, const struct catalogue *c, const void *row, struct value *v)
{
	const char *at = (const char *)row + f->offset;

	*v = (struct value){ .type = VALUE_INTEGER, .text = "" };
	switch (f->kind) {
	case FIELD_TEXT:
		v->type = VALUE_TEXT;
		if (*(const char *const *)(const void *)at)
			v->text = *(const char *const *)(const void *)at;
		return;
	case FIELD_HASH:
		v->type = VALUE_TEXT;
		v->text = at;
		return;
	case FIELD_U64: v->integer = (int64_t)*(const uint64_t *)(const void *)at; return;
	case FIELD_I64: v->integer = *(const int64_t *)(const void *)at; return;
	case FIELD_INT: v->integer = *(const int *)(const void *)at; return;
	case FIELD_BOOL: v->integer = *(const bool *)(const void *)at; return;
	case FIELD_DOUBLE:
		v->type = VALUE_REAL;
		v->real = *(const double *)(const void *)at;
		return;
	case FIELD_MONTH:
		v->type = VALUE_TEXT;
		if (((const struct month *)(const void *)at)->month)
			v->text = month_format(*(const struct month *)(const void *)at, v->room);
		return;
	case FIELD_MEASURE:
		v->type = VALUE_TEXT;
		v->text = c->measures[*(const int *)(const void *)at].id;
		return;
	case FIELD_NAMED:
		v->type = VALUE_TEXT;
		v->text = f->names->name(*(const int *)(const void *)at);
		return;
	case FIELD_PARTS:
		v->type = VALUE_TEXT;
		builder_init(&v->bytes);
		encode_parts(row, &v->bytes);
		v->text = v->bytes.data;
		return;
	case FIELD_DEVICES:
		v->type = VALUE_BYTES;
		builder_init(&v->bytes);
		encode_devices(row, &v->bytes);
		v->encoded = builder_text(&v->bytes);
		return;
	}
	assert(false && "a kind of field without a case");
}

static bool find_name(const struct field_names *names, const char *text, int *out)
{
	for (int i = names->first; i <= names->last; i++) {
		if (!strcmp(names->name(i), text)) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool find_measure(const struct catalogue *c, const char *id, int *out)
{
	for (int i = 0; i < c->n_items; i++) {
		if (!strcmp(c->measures[i].id, id)) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* False for a value that no member could have had. */
static bool set_value(const struct field *f, const struct catalogue *c, struct arena *arena, const struct value *v,
		      void *row)
{
	char *at = (char *)row + f->offset;

	switch (f->kind) {
	case FIELD_TEXT: *(const char **)(void *)at = arena_copy(arena, v->text, strlen(v->text)); return true;
	case FIELD_HASH: return snprintf(at, 65, "%s", v->text) < 65;
	case FIELD_U64: *(uint64_t *)(void *)at = (uint64_t)v->integer; return true;
	case FIELD_I64: *(int64_t *)(void *)at = v->integer; return true;
	case FIELD_INT:
		*(int *)(void *)at = (int)v->integer;
		return v->integer >= INT32_MIN && v->integer <= INT32_MAX;
	case FIELD_BOOL: *(bool *)(void *)at = v->integer != 0; return true;
	case FIELD_DOUBLE: *(double *)(void *)at = v->real; return true;
	case FIELD_MONTH: return !v->text[0] || month_parse(text_of(v->text), (struct month *)(void *)at);
	case FIELD_MEASURE: return find_measure(c, v->text, (int *)(void *)at);
	case FIELD_NAMED: return find_name(f->names, v->text, (int *)(void *)at);
	case FIELD_PARTS: return decode_parts(v->text, arena, row);
	case FIELD_DEVICES: decode_devices(v->encoded, arena, row); return true;
	}
	return false;
}

/* --- hashing --- */

/* With a zero byte after it. */
static void add_integer(struct builder *line, int64_t n)
{
	char text[24] = { 0 }, *end = text + sizeof text, *at = number_digits(n < 0 ? -(uint64_t)n : (uint64_t)n, end - 1);

	if (n < 0)
		*--at = '-';
	builder_add(line, (struct text){ at, (size_t)(end - at) });
}

static void add_c_string(struct builder *line, const char *text)
{
	builder_add(line, (struct text){ text, strlen(text) + 1 });
}

/* The column and what stands in it, each with a zero byte after it; of bytes themselves. */
static void add_value(struct builder *line, const struct field *f, const struct value *v)
{
	if (v->type == VALUE_BYTES) {
		builder_add(line, v->encoded);
		return;
	}
	if ((v->type == VALUE_INTEGER && !v->integer) || (v->type == VALUE_TEXT && !v->text[0]))
		return;
	add_c_string(line, f->column);
	if (v->type == VALUE_INTEGER) {
		add_integer(line, v->integer);
	} else if (v->type == VALUE_TEXT) {
		add_c_string(line, v->text);
	} else {
		/* Hexadecimal: exact, and no locale has another point in it (none is ever set). */
		builder_printf(line, "%a", v->real);
		builder_add_char(line, '\0');
	}
}

bool table_digest(const struct table *t, const struct catalogue *c, struct rows rows, char hex[65], struct error *err)
{
	struct hash *sum = hash_new();
	struct builder line;
	bool good;

	builder_init(&line);
	for (size_t i = 0; i < rows.n; i++) {
		const void *row = (const char *)rows.items + i * t->size_bytes;

		builder_clear(&line);
		for (int k = 0; k < t->n_fields; k++) {
			struct value v;

			get_value(&t->fields[k], c, row, &v);
			add_value(&line, &t->fields[k], &v);
			builder_done(&v.bytes);
		}
		builder_add_char(&line, '\n');
		hash_add(sum, line.data, line.size);
	}
	builder_done(&line);
	good = hash_finish(sum, hex, err);
	hash_free(sum);
	return good;
}

/* --- into the file --- */

static void add_columns(const struct table *t, struct builder *sql)
{
	for (int k = 0; k < t->n_fields; k++)
		builder_printf(sql, "%s\"%s\"", k ? "," : "", t->fields[k].column);
}

static int bind(sqlite3_stmt *statement, int at, const struct value *v)
{
	/* What stands in the results outlasts the statement; what was made of them does not. */
	bool is_made = v->text == v->room || v->text == v->bytes.data;
	sqlite3_destructor_type keeping = is_made ? SQLITE_TRANSIENT : SQLITE_STATIC;

	switch (v->type) {
	case VALUE_INTEGER: return sqlite3_bind_int64(statement, at, v->integer);
	case VALUE_REAL: return sqlite3_bind_double(statement, at, v->real);
	case VALUE_TEXT: return sqlite3_bind_text(statement, at, v->text, -1, keeping);
	case VALUE_BYTES:
		return sqlite3_bind_blob64(statement, at, v->encoded.data ? v->encoded.data : "", v->encoded.size,
					   SQLITE_TRANSIENT);
	}
	return SQLITE_MISUSE;
}

static bool insert_rows(struct store *s, const struct table *t, const struct catalogue *c, int64_t revision,
			struct rows rows, sqlite3_stmt *statement, struct error *err)
{
	for (size_t i = 0; i < rows.n; i++) {
		const void *row = (const char *)rows.items + i * t->size_bytes;
		int code = sqlite3_bind_int64(statement, 1, revision);

		if (code == SQLITE_OK)
			code = sqlite3_bind_int64(statement, 2, (int64_t)i);
		for (int k = 0; k < t->n_fields && code == SQLITE_OK; k++) {
			struct value v;

			get_value(&t->fields[k], c, row, &v);
			code = bind(statement, k + 3, &v);
			builder_done(&v.bytes);
		}
		if (code != SQLITE_OK)
			return db_fail(s, "cannot be written to", err);
		if (!db_done(s, statement, err))
			return false;
	}
	return true;
}

bool table_insert(struct store *s, const struct table *t, const struct catalogue *c, int64_t revision,
		  struct rows rows, struct error *err)
{
	sqlite3_stmt *statement;
	struct builder sql;
	bool done;

	builder_init(&sql);
	builder_printf(&sql, "INSERT INTO \"%s\"(revision,seq,", t->name);
	add_columns(t, &sql);
	builder_add(&sql, TEXT(") VALUES(?,?"));
	for (int k = 0; k < t->n_fields; k++)
		builder_add(&sql, TEXT(",?"));
	builder_add_char(&sql, ')');
	done = db_prepare(s, sql.data, &statement, err);
	builder_done(&sql);
	if (!done)
		return false;
	done = insert_rows(s, t, c, revision, rows, statement, err);
	sqlite3_finalize(statement);
	return done;
}

/* --- out of the file --- */

static bool read_row(struct store *s, const struct table *t, const struct catalogue *c, struct arena *arena,
		     sqlite3_stmt *statement, void *row, struct error *err)
{
	for (int k = 0; k < t->n_fields; k++) {
		struct value v = { .text = "" };
		const char *text;

		switch (t->fields[k].kind) {
		case FIELD_DOUBLE: v.real = sqlite3_column_double(statement, k); break;
		case FIELD_TEXT:
		case FIELD_HASH:
		case FIELD_MONTH:
		case FIELD_MEASURE:
		case FIELD_NAMED:
		case FIELD_PARTS:
			text = (const char *)sqlite3_column_text(statement, k);
			v.text = text ? text : "";
			break;
		case FIELD_DEVICES:
			v.encoded.data = sqlite3_column_blob(statement, k);
			v.encoded.size = (size_t)sqlite3_column_bytes(statement, k);
			break;
		case FIELD_U64:
		case FIELD_I64:
		case FIELD_INT:
		case FIELD_BOOL: v.integer = sqlite3_column_int64(statement, k); break;
		}
		if (!set_value(&t->fields[k], c, arena, &v, row))
			return db_damaged(s, t->name, err);
	}
	return true;
}

static bool read_rows(struct store *s, const struct table *t, const struct catalogue *c, struct arena *arena,
		      sqlite3_stmt *statement, struct rows *out, struct error *err)
{
	size_t n = 0, room = 0;
	char *items = NULL;
	bool has_row, good;

	while ((good = db_step(s, statement, &has_row, err)) && has_row) {
		if (n == room)
			items = memory_grow(items, &room, t->size_bytes);
		memset(items + n * t->size_bytes, 0, t->size_bytes);
		good = read_row(s, t, c, arena, statement, items + n * t->size_bytes, err);
		if (!good)
			break;
		n++;
	}
	if (good) {
		char *kept = arena_alloc(arena, n + 1, t->size_bytes);

		if (n)
			memcpy(kept, items, n * t->size_bytes);
		*out = (struct rows){ n, kept };
	}
	memory_free(items);
	return good;
}

/* The digest written beside the rows. */
static bool compare_digest(struct store *s, const struct table *t, const struct catalogue *c, int64_t revision,
			   struct rows rows, struct error *err)
{
	sqlite3_stmt *statement;
	char hex[65];
	bool has_row, good;

	if (!db_prepare_again(s, "SELECT n_rows, sha256 FROM digest WHERE revision=? AND name=?", &statement, err))
		return false;
	sqlite3_bind_int64(statement, 1, revision);
	sqlite3_bind_text(statement, 2, t->name, -1, SQLITE_STATIC);
	good = db_step(s, statement, &has_row, err) && table_digest(t, c, rows, hex, err);
	if (good) {
		/* A table that a later version added was empty before. */
		if (has_row ? (uint64_t)sqlite3_column_int64(statement, 0) != rows.n ||
				      strcmp(db_text(statement, 1, &s->arena), hex) != 0
			    : rows.n != 0)
			good = db_damaged(s, t->name, err);
	}
	sqlite3_reset(statement);
	return good;
}

bool table_load(struct store *s, const struct table *t, const struct catalogue *c, int64_t revision,
		struct arena *arena, struct rows *out, struct error *err)
{
	sqlite3_stmt *statement;
	struct builder sql;
	struct rows rows;
	bool good;

	builder_init(&sql);
	builder_add(&sql, TEXT("SELECT "));
	add_columns(t, &sql);
	builder_printf(&sql, " FROM \"%s\" WHERE revision=? ORDER BY seq", t->name);
	good = db_prepare_again(s, sql.data, &statement, err);
	builder_done(&sql);
	if (!good)
		return false;
	sqlite3_bind_int64(statement, 1, revision);
	good = read_rows(s, t, c, arena, statement, &rows, err) && compare_digest(s, t, c, revision, rows, err);
	sqlite3_reset(statement);
	if (good)
		*out = rows;
	return good;
}
