/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/rejects.h"

#include "ingest/ingest.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct entry { /* before each line of a spool */
	uint64_t line;
	uint64_t size;
};

void reject_spool_init(struct reject_spool *s, const char *work_path, size_t file_number, bool keep)
{
	*s = (struct reject_spool){ .keep = keep };
	if (snprintf(s->path, sizeof s->path, "%s/rejects-%zu", work_path, file_number) >=
	    (int)sizeof s->path)
		s->failed = true;
}

static void add_line(struct builder *b, const char *file_name, uint64_t line, const char *column,
		     const char *reason, const struct dataset *d, const struct text *texts, struct text raw)
{
	text_add_csv(b, text_of(file_name), true);
	builder_printf(b, ",%llu,", (unsigned long long)line);
	text_add_csv(b, text_of(column), true);
	builder_add_char(b, ',');
	text_add_csv(b, text_of(reason), true);
	for (int c = 0; c < d->n_columns; c++) {
		builder_add_char(b, ',');
		text_add_csv(b, texts[c], true);
	}
	builder_add_char(b, ',');
	text_add_csv(b, raw, true);
	builder_add_char(b, '\n');
}

void reject_spool_add(struct reject_spool *s, const char *file_name, const struct row *row,
		      const struct record *record, const struct layout *layout)
{
	struct text came[DATASET_MAX_COLUMNS];
	struct builder b;
	struct entry entry;

	if (!s->keep || s->failed)
		return;
	if (!s->file)
		s->file = fopen(s->path, "wbe");
	if (!s->file) {
		s->failed = true;
		return;
	}
	for (int c = 0; c < row->dataset->n_columns; c++) {
		int field = layout->columns[c].field;

		came[c] = field >= 0 && record->n_fields == layout->n_fields ? record->fields[field]
									     : (struct text){ "", 0 };
	}
	builder_init(&b);
	add_line(&b, file_name, row->line, row->column >= 0 ? row->dataset->columns[row->column].name : "",
		 row->reason, row->dataset, came, record->raw);
	entry = (struct entry){ row->line, b.size };
	if (fwrite(&entry, sizeof entry, 1, s->file) != 1 || fwrite(b.data, 1, b.size, s->file) != b.size)
		s->failed = true;
	s->has_rows = true;
	builder_done(&b);
}

void reject_spool_rest(struct reject_spool *s)
{
	if (s->file && fclose(s->file))
		s->failed = true;
	s->file = NULL;
}

void reject_spool_add_late(struct reject_spool *s, const char *file_name, const struct dataset *d,
			   uint64_t line, const char *column, const char *reason, const struct text *texts,
			   struct text raw)
{
	struct builder b;

	if (!s->keep)
		return;
	builder_init(&b);
	add_line(&b, file_name, line, column, reason, d, texts, raw);
	ARRAY_PUSH(s->late, s->n_late, s->late_room) = (struct reject_late){ line, b.data, b.size };
}

void reject_spool_done(struct reject_spool *s)
{
	for (size_t i = 0; i < s->n_late; i++)
		memory_free(s->late[i].text);
	memory_free(s->late);
	reject_spool_rest(s);
	if (s->has_rows)
		unlink(s->path);
	*s = (struct reject_spool){ 0 };
}

static int compare_late(const void *a, const void *b)
{
	const struct reject_late *x = a, *y = b;

	return (x->line > y->line) - (x->line < y->line);
}

static bool copy_bytes(FILE *from, FILE *to, uint64_t size)
{
	char block[65536];

	while (size) {
		size_t n = size < sizeof block ? (size_t)size : sizeof block;

		if (fread(block, 1, n, from) != n || fwrite(block, 1, n, to) != n)
			return false;
		size -= n;
	}
	return true;
}

static bool merge_spool(struct reject_spool *s, FILE *to)
{
	struct entry entry;
	size_t late = 0;
	bool good = !s->failed;

	if (s->n_late)
		qsort(s->late, s->n_late, sizeof *s->late, compare_late);
	if (s->has_rows && !s->failed) {
		s->file = fopen(s->path, "rbe");
		good = s->file != NULL;
	}
	while (good && s->file && fread(&entry, sizeof entry, 1, s->file) == 1) {
		for (; late < s->n_late && s->late[late].line < entry.line; late++)
			good = good &&
			       fwrite(s->late[late].text, 1, s->late[late].size, to) == s->late[late].size;
		good = good && copy_bytes(s->file, to, entry.size);
	}
	good = good && !(s->file && ferror(s->file));
	reject_spool_rest(s);
	for (; late < s->n_late; late++)
		good = good && fwrite(s->late[late].text, 1, s->late[late].size, to) == s->late[late].size;
	return good;
}

static void write_heading(const struct dataset *d, FILE *to)
{
	fputs("file,line,column,reason", to);
	for (int c = 0; c < d->n_columns; c++)
		fprintf(to, ",%s", d->columns[c].name);
	fputs(",record\n", to);
}

bool rejects_write(struct reject_spool *const *spools, size_t n, const struct dataset *d,
		   const char *work_path, struct error *err)
{
	char path[4096];
	bool any = false, good = true;
	FILE *to;

	for (size_t i = 0; i < n; i++)
		any |= spools[i]->has_rows || spools[i]->n_late || spools[i]->failed;
	if (!any)
		return true;
	snprintf(path, sizeof path, "%s/rejected", work_path);
	if (mkdir(path, 0777) && errno != EEXIST)
		good = false;
	snprintf(path, sizeof path, "%s/rejected/%s.csv", work_path, d->name);
	to = good ? fopen(path, "wbe") : NULL;
	if (to) {
		write_heading(d, to);
		for (size_t i = 0; i < n; i++)
			good = good && merge_spool(spools[i], to);
		good = fclose(to) == 0 && good;
	}
	if (to && good)
		return true;
	error_set(err, ERROR_OUTPUT, "the rejected rows could not be written: %s",
		  strerror(errno ? errno : EIO));
	error_hint(err, "check the free space of the output folder");
	return error_at(err, path, 0, NULL);
}

/* --- equal rejected rows --- */

void reject_set_init(struct reject_set *s)
{
	*s = (struct reject_set){ 0 };
	pthread_mutex_init(&s->lock, NULL);
}

void reject_set_done(struct reject_set *s)
{
	memory_free(s->slots);
	pthread_mutex_destroy(&s->lock);
}

static bool enter(struct reject_set *s, const uint64_t hash[2])
{
	size_t at = hash[0] & (s->n_slots - 1);

	for (; s->slots[at][0] || s->slots[at][1]; at = (at + 1) & (s->n_slots - 1))
		if (s->slots[at][0] == hash[0] && s->slots[at][1] == hash[1])
			return false;
	s->slots[at][0] = hash[0];
	s->slots[at][1] = hash[1];
	s->n++;
	return true;
}

bool reject_set_add(struct reject_set *s, const uint64_t hash[2])
{
	bool is_new;

	pthread_mutex_lock(&s->lock);
	if (s->n * 2 >= s->n_slots) {
		uint64_t(*old)[2] = s->slots;
		size_t n_old = s->n_slots;

		s->n_slots = n_old ? n_old * 2 : 256;
		s->slots = memory_zero(s->n_slots, sizeof *s->slots);
		s->n = 0;
		for (size_t i = 0; i < n_old; i++)
			if (old[i][0] || old[i][1])
				enter(s, old[i]);
		memory_free(old);
	}
	is_new = enter(s, hash);
	pthread_mutex_unlock(&s->lock);
	return is_new;
}
