/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ingest/rig.h"

#include "tests/unit/whole_file.h"

#include <pthread.h>

static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

struct accumulator {
	struct rig *rig;
	struct rig_lines rows[3];
};

/* --- lines --- */

static void put_number(struct builder *b, enum column_type type, int64_t value)
{
	char text[40];

	if (value == I64_UNREADABLE)
		builder_add_char(b, '?');
	else if (value != I64_EMPTY && type == COLUMN_TIME)
		builder_add(b, text_of(stamp_format(value, text)));
	else if (value != I64_EMPTY)
		builder_printf(b, "%lld", (long long)value);
}

static void put_value(struct builder *b, const struct column_def *def, const union column *column, size_t i,
		      const struct words *words)
{
	switch (def->type) {
	case COLUMN_TEXT:
		builder_add(b, column->text[i].data ? column->text[i] : TEXT("?"));
		break;
	case COLUMN_WORD:
		builder_add(b, column->word[i] == WORD_UNREADABLE ? TEXT("?")
								  : words_text(words, column->word[i]));
		break;
	case COLUMN_LIST:
		if (column->list[i] == LIST_UNREADABLE)
			builder_add_char(b, '?');
		else if (column->list[i])
			builder_add(b, text_of(def->list[column->list[i] - 1]));
		break;
	case COLUMN_TIME:
	case COLUMN_COUNT:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		put_number(b, def->type, column->i64[i]);
		break;
	}
}

void rig_tell(const struct batch *batch, const struct words *words, struct rig_lines *out)
{
	for (size_t i = 0; i < batch->n_rows; i++) {
		struct builder b;

		builder_init(&b);
		builder_printf(&b, "%s:", batch->dataset->name);
		for (int c = 0; c < batch->dataset->n_columns; c++) {
			if (c)
				builder_add_char(&b, ',');
			if (batch->columns[c].i64)
				put_value(&b, &batch->dataset->columns[c], &batch->columns[c], i, words);
			else
				builder_add_char(&b, '~');
		}
		for (char *nul = memchr(b.data, 0, b.size); nul; nul = memchr(b.data, 0, b.size))
			*nul = '.';
		ARRAY_PUSH(out->items, out->n, out->room) = b.data;
	}
}

static void forget(struct rig_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		memory_free(lines->items[i]);
	memory_free(lines->items);
	*lines = (struct rig_lines){ 0 };
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort(struct rig_lines *lines)
{
	if (lines->n)
		qsort(lines->items, lines->n, sizeof *lines->items, compare);
}

/* --- the sink --- */

static void *accumulator_new(void *context)
{
	struct accumulator *a = memory_zero(1, sizeof *a);

	a->rig = context;
	pthread_mutex_lock(&counting);
	a->rig->n_made++;
	int alive = a->rig->n_made - a->rig->n_merged - a->rig->n_freed;
	a->rig->most_alive = alive > a->rig->most_alive ? alive : a->rig->most_alive;
	pthread_mutex_unlock(&counting);
	return a;
}

static void feed(void *accumulator, const struct batch *batch, enum batch_role role)
{
	struct accumulator *a = accumulator;

	assert_true(batch->n_rows > 0 && batch->n_rows <= BATCH_MAX_ROWS);
	pthread_mutex_lock(&counting);
	a->rig->registers_late |= a->rig->n_registers == 0;
	if (batch->n_rows > a->rig->largest_batch)
		a->rig->largest_batch = batch->n_rows;
	pthread_mutex_unlock(&counting);
	rig_tell(batch, a->rig->words, &a->rows[role]);
}

static void merge(void *context, void *accumulator)
{
	struct rig *r = context;
	struct accumulator *a = accumulator;

	assert_ptr_equal(a->rig, r);
	for (int role = 0; role < 3; role++) {
		struct rig_lines *into = &r->rows[role];

		for (size_t i = 0; i < a->rows[role].n; i++)
			ARRAY_PUSH(into->items, into->n, into->room) = a->rows[role].items[i];
		memory_free(a->rows[role].items);
	}
	memory_free(a);
	pthread_mutex_lock(&counting);
	r->n_merged++;
	pthread_mutex_unlock(&counting);
}

static void accumulator_free(void *accumulator)
{
	struct accumulator *a = accumulator;

	for (int role = 0; role < 3; role++)
		forget(&a->rows[role]);
	pthread_mutex_lock(&counting);
	a->rig->n_freed++;
	pthread_mutex_unlock(&counting);
	memory_free(a);
}

static void on_registers(void *context, const struct registers *registers)
{
	struct rig *r = context;

	assert_non_null(registers);
	r->n_registers++;
}

/* --- a run --- */

void rig_init(struct rig *r)
{
	/* Read once: under valgrind reading the edition takes longer than a run. */
	static struct arena edition;
	static const struct catalogue *catalogue;
	const struct month month = { 2019, 10 };

	*r = (struct rig){ 0 };
	scratch_init();
	arena_init(&r->arena);
	findings_init(&r->findings);
	r->words = words_new();
	if (!catalogue) {
		arena_init(&edition);
		assert_true(catalogue_load(NULL, month, &edition, &catalogue, &r->err));
	}
	assert_true(plan_init(&r->plan, catalogue, month, false, 0, &r->err));
	for (int d = 0; d < DATASET_COUNT; d++)
		r->plan.datasets[d].needed_columns = UINT32_MAX;
	r->input = arena_printf(&r->arena, "%s", scratch_folder("in"));
	r->options = (struct ingest_options){
		.n_paths = 1,
		.paths = &r->input,
		.n_threads = 2,
		.memory_bytes = 1 << 20,
		.work_path = arena_printf(&r->arena, "%s", scratch_folder("work")),
		.keep_rejected = true,
	};
}

void rig_done(struct rig *r)
{
	for (int role = 0; role < 3; role++)
		forget(&r->rows[role]);
	words_free(r->words);
	findings_done(&r->findings);
	arena_done(&r->arena);
	scratch_done();
}

void rig_file(const char *name, struct text bytes)
{
	char path[128];

	snprintf(path, sizeof path, "in/%s", name);
	scratch_bytes(path, bytes.data, bytes.size);
}

static void reconcile(struct rig *r)
{
	const struct intake *intake = &r->result.intake;
	struct row_counts files = { 0 }, datasets = { 0 };
	uint64_t used = 0;

	for (size_t i = 0; i < intake->n_files; i++) {
		assert_true(row_counts_balance(&intake->files[i].rows));
		row_counts_add(&files, &intake->files[i].rows);
	}
	for (int d = 0; d < DATASET_COUNT; d++) {
		assert_true(row_counts_balance(&intake->datasets[d]));
		row_counts_add(&datasets, &intake->datasets[d]);
		if (!dataset_get((enum dataset_id)d)->is_register)
			used += intake->datasets[d].used;
	}
	assert_memory_equal(&files, &intake->total, sizeof files);
	assert_memory_equal(&datasets, &intake->total, sizeof datasets);
	/* What is said to be used is what the sink was left with. */
	assert_int_equal(r->rows[BATCH_ADD].n - r->rows[BATCH_RETRACT].n, used);
}

bool rig_run(struct rig *r)
{
	const struct ingest_sink sink = { r, accumulator_new, feed, merge, accumulator_free };
	bool done = ingest_run(&r->plan, &r->options, r->words, &sink, on_registers, &r->arena, &r->findings,
			       &r->result, &r->err);

	findings_sort(&r->findings);
	assert_int_equal(r->n_made, r->n_merged + r->n_freed);
	assert_false(r->registers_late);
	assert_true(r->n_registers <= 1);
	for (int role = 0; role < 3; role++)
		sort(&r->rows[role]);
	if (!done)
		return false;
	reconcile(r);
	return true;
}

void rig_run_good(struct rig *r)
{
	if (!rig_run(r))
		fail_msg("%s: %s", r->err.path, r->err.message);
	assert_int_equal(r->n_registers, 1);
}

/* --- what came of it --- */

static const char *keep(struct rig *r, struct builder *b)
{
	const char *kept = arena_copy(&r->arena, b->data ? b->data : "", b->size);

	builder_done(b);
	return kept;
}

const char *rig_net(struct rig *r)
{
	const struct rig_lines *added = &r->rows[BATCH_ADD], *retracted = &r->rows[BATCH_RETRACT];
	struct builder b;
	size_t k = 0;

	builder_init(&b);
	for (size_t i = 0; i < added->n; i++) {
		if (k < retracted->n && strcmp(added->items[i], retracted->items[k]) == 0)
			k++;
		else
			builder_printf(&b, "%s\n", added->items[i]);
	}
	if (k < retracted->n)
		fail_msg("retracted, but never added: %s", retracted->items[k]);
	return keep(r, &b);
}

const char *rig_role(struct rig *r, enum batch_role role)
{
	struct builder b;

	builder_init(&b);
	for (size_t i = 0; i < r->rows[role].n; i++)
		builder_printf(&b, "%s\n", r->rows[role].items[i]);
	return keep(r, &b);
}

const char *rig_findings(struct rig *r, const char *kind)
{
	struct builder b;

	builder_init(&b);
	for (size_t i = 0; i < r->findings.n; i++) {
		const struct finding *f = &r->findings.items[i];

		if (kind && strcmp(f->kind, kind) != 0)
			continue;
		builder_printf(&b, "%s %s:%llu:%s %s x%llu %s\n", severity_name(f->severity), f->file,
			       (unsigned long long)f->line, f->column, f->value, (unsigned long long)f->count,
			       f->message);
	}
	return keep(r, &b);
}

const struct intake_file *rig_intake(struct rig *r, const char *name)
{
	for (size_t i = 0; i < r->result.intake.n_files; i++)
		if (strcmp(r->result.intake.files[i].name, name) == 0)
			return &r->result.intake.files[i];
	fail_msg("no file %s", name);
	return NULL;
}

const char *rig_counts(struct rig *r, const char *name)
{
	const struct row_counts *c = &rig_intake(r, name)->rows;

	return arena_printf(&r->arena, "%d %d %d %d %d %d %d %d", (int)c->read, (int)c->used, (int)c->outside,
			    (int)c->duplicate_same, (int)c->duplicate_superseded, (int)c->duplicate_completed,
			    (int)c->duplicate_file, (int)c->rejected);
}

/* --- one way and another --- */

static void account_of(struct rig *r, const char *name, struct builder *out)
{
	const struct intake_file *file = rig_intake(r, name);
	char path[300];

	builder_printf(out, "%s blank %d hash %s\n", rig_counts(r, name), (int)file->rows.blank_lines, file->sha256);
	builder_printf(out, "%s\n%s\n%s\n", rig_net(r), rig_role(r, BATCH_REJECTED), rig_findings(r, NULL));
	snprintf(path, sizeof path, "%s/rejected/%s.csv", r->options.work_path, dataset_get(file->dataset)->name);
	whole_file_add(path, out); /* there is none where no row was rejected */
}

void rig_account(const char *name, struct text bytes, const struct rig_how *how, struct builder *out)
{
	struct rig r;

	rig_init(&r);
	rig_file(name, bytes);
	if (how->mapping)
		rig_file("mapping.yaml", text_of(how->mapping));
	r.options.scanner = how->scanner;
	r.options.n_threads = how->n_threads;
	r.options.read_bytes = how->read_bytes;
	r.options.duplicates = how->duplicates;
	r.options.memory_bytes = (size_t)64 << 20;
	if (how->as_of) {
		r.plan.has_cutoff = true;
		r.plan.cutoff = (INT64_C(1569880800) + 2000000) * NS_PER_S;
	}
	builder_init(out);
	if (rig_run(&r)) {
		account_of(&r, name, out);
	} else {
		const char *base = strrchr(r.err.path, '/'); /* the folder is another each time */

		builder_printf(out, "%s:%d:%s %s", base ? base : "", (int)r.err.line, r.err.field, r.err.message);
	}
	rig_done(&r);
}

const char *rig_difference(struct text got, struct text expected)
{
	static char told[1000];
	size_t at = 0, from;

	while (at < got.size && at < expected.size && got.data[at] == expected.data[at])
		at++;
	from = at > 200 ? at - 200 : 0;
	snprintf(told, sizeof told, "%zu bytes in:\n%.400s\n-- not --\n%.400s", at, got.data + from,
		 expected.data + from);
	return told;
}
