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
	builder_init(&s->late_line);
	if (snprintf(s->path, sizeof s->path, "%s/rejects-%zu-", work_path, file_number) >=
	    (int)sizeof s->path - 24)
		s->failed = ENAMETOOLONG;
}

static void note_failure(int *failed)
{
	if (!*failed)
		*failed = errno ? errno : EIO;
}

struct reject_part *reject_part_new(struct reject_spool *s)
{
	struct reject_part *p = memory_zero(1, sizeof *p);

	p->spool = s;
	p->number = s->n_parts;
	builder_init(&p->line);
	ARRAY_PUSH(s->parts, s->n_parts, s->parts_room) = p;
	return p;
}

static void late_path(const struct reject_spool *s, char path[REJECT_PATH_BYTES])
{
	snprintf(path, REJECT_PATH_BYTES, "%slate", s->path);
}

static void part_path(const struct reject_part *p, char path[REJECT_PATH_BYTES])
{
	snprintf(path, REJECT_PATH_BYTES, "%s%zu", p->spool->path, p->number);
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

static bool open_part(struct reject_part *p)
{
	char path[REJECT_PATH_BYTES];

	if (p->file || p->failed || p->spool->failed)
		return p->file && !p->failed;
	part_path(p, path);
	p->file = fopen(path, "wbe");
	if (!p->file)
		note_failure(&p->failed);
	p->has_rows = p->file != NULL;
	return p->has_rows;
}

void reject_part_add(struct reject_part *p, const char *file_name, const struct row *row,
		     const struct record *record, const struct layout *layout)
{
	struct text came[DATASET_MAX_COLUMNS];
	struct entry entry;

	if (!p->spool->keep || !open_part(p))
		return;
	for (int c = 0; c < row->dataset->n_columns; c++) {
		int field = layout->columns[c].field;

		came[c] = field >= 0 && record->n_fields == layout->n_fields ? record->fields[field]
									     : (struct text){ "", 0 };
	}
	builder_clear(&p->line);
	add_line(&p->line, file_name, row->line,
		 row->column >= 0 ? row->dataset->columns[row->column].name : "", row->reason, row->dataset,
		 came, record->raw);
	entry = (struct entry){ row->line, p->line.size };
	if (fwrite(&entry, sizeof entry, 1, p->file) != 1 ||
	    fwrite(p->line.data, 1, p->line.size, p->file) != p->line.size)
		note_failure(&p->failed);
}

void reject_part_rest(struct reject_part *p)
{
	if (p->file && fclose(p->file))
		note_failure(&p->failed);
	p->file = NULL;
	builder_done(&p->line);
}

void reject_spool_add_late(struct reject_spool *s, const char *file_name, const struct dataset *d,
			   uint64_t line, const char *column, const char *reason, const struct text *texts,
			   struct text raw)
{
	struct builder *b = &s->late_line;
	char late[REJECT_PATH_BYTES];

	if (!s->keep || s->failed)
		return;
	if (!s->late_file) {
		late_path(s, late);
		s->late_file = fopen(late, "w+be");
	}
	builder_clear(b);
	add_line(b, file_name, line, column, reason, d, texts, raw);
	if (!s->late_file || fwrite(b->data, 1, b->size, s->late_file) != b->size) {
		note_failure(&s->failed);
		return;
	}
	ARRAY_PUSH(s->late, s->n_late, s->late_room) = (struct reject_late){ line, s->late_bytes, b->size };
	s->late_bytes += b->size;
}

void reject_spool_done(struct reject_spool *s)
{
	char path[REJECT_PATH_BYTES];

	if (s->late_file) {
		fclose(s->late_file);
		late_path(s, path);
		unlink(path);
	}
	builder_done(&s->late_line);
	memory_free(s->late);
	for (size_t i = 0; i < s->n_parts; i++) {
		reject_part_rest(s->parts[i]);
		part_path(s->parts[i], path);
		if (s->parts[i]->has_rows)
			unlink(path);
		memory_free(s->parts[i]);
	}
	memory_free(s->parts);
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

static bool copy_late(const struct reject_spool *s, const struct reject_late *late, FILE *to)
{
	return fseeko(s->late_file, (off_t)late->offset, SEEK_SET) == 0 && copy_bytes(s->late_file, to, late->size);
}

/* A part being merged: its next line. */
struct head {
	FILE *file;
	struct entry entry;
	bool any;
};

static bool advance(struct head *h)
{
	h->any = h->file && fread(&h->entry, sizeof h->entry, 1, h->file) == 1;
	return !h->file || !ferror(h->file);
}

static struct head *lowest(struct head *heads, size_t n)
{
	struct head *low = NULL;

	for (size_t i = 0; i < n; i++)
		if (heads[i].any && (!low || heads[i].entry.line < low->entry.line))
			low = &heads[i];
	return low;
}

static bool open_heads(const struct reject_spool *s, struct head *heads)
{
	char path[REJECT_PATH_BYTES];
	bool good = !s->failed;

	for (size_t i = 0; i < s->n_parts; i++) {
		const struct reject_part *p = s->parts[i];

		part_path(p, path);
		heads[i].file = p->has_rows ? fopen(path, "rbe") : NULL;
		good = good && !p->failed && (heads[i].file || !p->has_rows) && advance(&heads[i]);
	}
	return good;
}

/* The lines of a file's parts and its late ones, by line. */
static bool merge_spool(struct reject_spool *s, FILE *to)
{
	struct head *heads = memory_zero(s->n_parts + 1, sizeof *heads), *low;
	bool good = open_heads(s, heads);
	size_t late = 0;

	if (s->n_late)
		qsort(s->late, s->n_late, sizeof *s->late, compare_late);
	while (good && (low = lowest(heads, s->n_parts))) {
		for (; late < s->n_late && s->late[late].line < low->entry.line; late++)
			good = good && copy_late(s, &s->late[late], to);
		good = good && copy_bytes(low->file, to, low->entry.size) && advance(low);
	}
	for (; late < s->n_late; late++)
		good = good && copy_late(s, &s->late[late], to);
	for (size_t i = 0; i < s->n_parts; i++)
		if (heads[i].file)
			fclose(heads[i].file);
	memory_free(heads);
	return good;
}

static bool has_any(const struct reject_spool *s)
{
	bool any = s->n_late || s->failed;

	for (size_t i = 0; i < s->n_parts; i++)
		any |= s->parts[i]->has_rows || s->parts[i]->failed;
	return any;
}

/* Why the rows of a file could not be kept; 0: they were. */
static int failure_of(const struct reject_spool *s)
{
	int code = s->failed;

	for (size_t i = 0; i < s->n_parts && !code; i++)
		code = s->parts[i]->failed;
	return code;
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
	int code = 0;
	FILE *to;

	for (size_t i = 0; i < n; i++) {
		any |= has_any(spools[i]);
		code = code ? code : failure_of(spools[i]);
	}
	if (!any)
		return true;
	snprintf(path, sizeof path, "%s/rejected", work_path);
	if (mkdir(path, 0777) && errno != EEXIST)
		good = false;
	else
		errno = 0; /* that the folder is there already is not why anything fails */
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
		  strerror(code ? code : errno ? errno : EIO));
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
	memory_free(s->owners);
	memory_free(s->files);
	pthread_mutex_destroy(&s->lock);
}

static void know_file(struct reject_set *s, size_t file)
{
	size_t room = s->n_files ? s->n_files : 16;
	struct reject_file *files;

	if (file < s->n_files)
		return;
	while (room <= file)
		room *= 2;
	files = memory_zero(room, sizeof *files);
	if (s->n_files)
		memcpy(files, s->files, s->n_files * sizeof *files);
	memory_free(s->files);
	s->files = files;
	s->n_files = room;
}

static bool enter(struct reject_set *s, const uint64_t hash[2], uint32_t file)
{
	size_t at = hash[0] & (s->n_slots - 1);

	for (; s->slots[at][0] || s->slots[at][1]; at = (at + 1) & (s->n_slots - 1)) {
		struct reject_file *owner = &s->files[s->owners[at]];

		if (s->slots[at][0] != hash[0] || s->slots[at][1] != hash[1])
			continue;
		if (owner->gone)
			s->owners[at] = file;
		else
			owner->shared |= s->owners[at] != file;
		return owner->gone;
	}
	s->slots[at][0] = hash[0];
	s->slots[at][1] = hash[1];
	s->owners[at] = file;
	s->n++;
	return true;
}

static void grow(struct reject_set *s)
{
	struct reject_set old = *s;

	s->n_slots = old.n_slots ? old.n_slots * 2 : 256;
	s->slots = memory_zero(s->n_slots, sizeof *s->slots);
	s->owners = memory_zero(s->n_slots, sizeof *s->owners);
	s->n = 0;
	for (size_t i = 0; i < old.n_slots; i++)
		if (old.slots[i][0] || old.slots[i][1])
			enter(s, old.slots[i], old.owners[i]);
	memory_free(old.slots);
	memory_free(old.owners);
}

bool reject_set_add(struct reject_set *s, const uint64_t hash[2], size_t file)
{
	bool counts;

	assert(file <= UINT32_MAX);
	pthread_mutex_lock(&s->lock);
	know_file(s, file);
	if (s->n * 2 >= s->n_slots)
		grow(s);
	counts = enter(s, hash, (uint32_t)file);
	pthread_mutex_unlock(&s->lock);
	return counts;
}

void reject_set_disown(struct reject_set *s, size_t file)
{
	pthread_mutex_lock(&s->lock);
	know_file(s, file);
	s->files[file].gone = true;
	pthread_mutex_unlock(&s->lock);
}

bool reject_set_has_orphans(struct reject_set *s)
{
	bool any = false;

	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < s->n_files; i++)
		any |= s->files[i].gone && s->files[i].shared;
	pthread_mutex_unlock(&s->lock);
	return any;
}
