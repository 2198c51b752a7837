/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/publish.h"

#include "engine/hash.h"
#include "engine/whole.h"
#include "render/disk.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES 65536
#define HINT         "the former output is as it was; check permissions and free space"

struct entry {
	const char *staged, *target, *backup; /* paths */
	bool has_backup, in_place, taken;
};

struct folder {
	const char *path;
	bool made;
};

struct publish {
	struct arena arena;
	const char *folder, *staging;
	struct render_output *outputs;
	struct entry *entries;
	size_t n, room, n_entries, entries_room;
	struct folder *folders; /* the pack's and those in it */
	size_t n_folders, folders_room;
	bool keeps_others;
	struct left_over {
		const char *path, *backup;
		bool taken;
	} *left_overs; /* of a former pack */
	size_t n_left_overs, left_overs_room;
	size_t number; /* of a part, from 1 */
	struct publish **parts; /* their arenas hold names of our entries */
	size_t n_parts, parts_room;
};

struct publish_stream {
	const char *path;
	int fd;
	struct hash *sum;
	uint64_t size_bytes;
	bool own_writer; /* a library wrote to the path itself */
	bool failed;
	int code;
	size_t held;
	char buffer[BUFFER_BYTES];
};

static bool fail(struct error *err, const char *path, const char *what, int code)
{
	error_set(err, ERROR_OUTPUT, "%s: %s", what, strerror(code ? code : EIO));
	error_hint(err, HINT);
	return error_at(err, path, 0, NULL);
}

/* --- the stream --- */

static bool flush(struct publish_stream *s)
{
	if (!s->failed && s->held && !disk_write(s->fd, s->buffer, s->held)) {
		s->failed = true;
		s->code = errno;
	}
	s->held = 0;
	return !s->failed;
}

bool publish_write(struct publish_stream *s, const void *data, size_t size_bytes)
{
	const char *at = data;

	hash_add(s->sum, data, size_bytes);
	s->size_bytes += size_bytes;
	while (size_bytes && !s->failed) {
		size_t n = BUFFER_BYTES - s->held < size_bytes ? BUFFER_BYTES - s->held : size_bytes;

		memcpy(s->buffer + s->held, at, n);
		s->held += n;
		at += n;
		size_bytes -= n;
		if (s->held == BUFFER_BYTES)
			flush(s);
	}
	return !s->failed;
}

bool publish_text(struct publish_stream *s, struct text t)
{
	return publish_write(s, t.data, t.size);
}

const char *publish_path(struct publish_stream *s)
{
	s->own_writer = true;
	return s->path;
}

/* --- the pack --- */

static bool add_folder(struct publish *p, const char *path, struct error *err)
{
	bool made;

	for (size_t i = 0; i < p->n_folders; i++)
		if (strcmp(p->folders[i].path, path) == 0)
			return true;
	if (!disk_make_folder(path, &made))
		return fail(err, path, "the folder cannot be made", errno);
	ARRAY_PUSH(p->folders, p->n_folders, p->folders_room) = (struct folder){ path, made };
	return true;
}

static void forget_folders(struct publish *p)
{
	for (size_t i = p->n_folders; i-- > 0;)
		if (p->folders[i].made)
			disk_remove_folder(p->folders[i].path);
	p->n_folders = 0;
}

static void publish_free(struct publish *p)
{
	for (size_t i = 0; i < p->n_parts; i++)
		publish_free(p->parts[i]);
	memory_free(p->parts);
	memory_free(p->outputs);
	memory_free(p->entries);
	memory_free(p->folders);
	memory_free(p->left_overs);
	arena_done(&p->arena);
	memory_free(p);
}

struct publish *publish_begin(const char *folder, const char *staging_path, struct error *err)
{
	struct publish *p = memory_zero(1, sizeof *p);
	bool made;

	arena_init(&p->arena);
	p->folder = arena_copy(&p->arena, folder, strlen(folder));
	p->staging = arena_printf(&p->arena, "%s/pack", staging_path);
	if (!add_folder(p, p->folder, err)) {
		publish_free(p);
		return NULL;
	}
	if (!disk_make_folder(p->staging, &made)) {
		fail(err, folder, "the folder cannot be written to", errno);
		forget_folders(p);
		publish_free(p);
		return NULL;
	}
	return p;
}

struct publish *publish_part(struct publish *p)
{
	struct publish *part = memory_zero(1, sizeof *part);

	arena_init(&part->arena);
	part->folder = p->folder;
	part->staging = p->staging;
	ARRAY_PUSH(p->parts, p->n_parts, p->parts_room) = part;
	part->number = p->n_parts;
	return part;
}

void publish_join(struct publish *p, struct publish *part)
{
	for (size_t i = 0; i < part->n_entries; i++)
		ARRAY_PUSH(p->entries, p->n_entries, p->entries_room) = part->entries[i];
	for (size_t i = 0; i < part->n; i++)
		ARRAY_PUSH(p->outputs, p->n, p->room) = part->outputs[i];
	part->n_entries = part->n = 0;
}

/* Reads a staged file back: what is there now is what will be published. */
static bool read_back(const char *path, uint64_t *size_bytes, struct hash *sum)
{
	char buffer[BUFFER_BYTES];
	size_t n = 0;
	int fd, code = 0;
	bool good;

	*size_bytes = 0;
	if (!disk_open(path, &fd))
		return false;
	while ((good = disk_read(fd, buffer, sizeof buffer, &n)) && n) {
		hash_add(sum, buffer, n);
		*size_bytes += n;
	}
	code = errno;
	if (!disk_close(fd) && good) {
		good = false;
		code = errno;
	}
	errno = code;
	return good;
}

static bool verify(struct publish_stream *s, const char *target, struct render_output *out, struct error *err)
{
	struct hash *sum = hash_new();
	char written[65];
	bool good = read_back(s->path, &out->size_bytes, sum);

	if (!good) {
		fail(err, target, "what was written cannot be read back", errno);
	} else if (!hash_finish(sum, out->sha256, err) || !hash_finish(s->sum, written, err)) {
		good = error_at(err, target, 0, NULL);
	} else if (!s->own_writer &&
		   (out->size_bytes != s->size_bytes || strcmp(out->sha256, written) != 0)) {
		error_set(err, ERROR_OUTPUT, "what was read back is not what was written");
		error_hint(err, HINT);
		good = error_at(err, target, 0, NULL);
	}
	hash_free(sum);
	return good;
}

/* Runs the writer on an open stream; the stream is closed afterwards, whatever happened. */
static bool write_out(struct publish_stream *s, const char *target, publish_writer *writer, void *context,
		      struct error *err)
{
	bool good = writer(context, s, err);

	if (good && !flush(s))
		good = fail(err, target, "cannot be written", s->code);
	else if (!good && s->failed)
		fail(err, target, "cannot be written", s->code);
	if (good && !disk_begin_sync(s->fd))
		good = fail(err, target, "cannot be brought to the disk", errno);
	if (!disk_close(s->fd) && good)
		good = fail(err, target, "cannot be closed", errno);
	return good;
}

bool publish_file(struct publish *p, const char *name, publish_writer *writer, publish_checker *checker,
		  void *context, struct error *err)
{
	struct render_output out = { .name = arena_copy(&p->arena, name, strlen(name)) };
	struct entry entry = {
		.staged = arena_printf(&p->arena, "%s/%zu-%zu", p->staging, p->number, p->n),
		.backup = arena_printf(&p->arena, "%s/%zu-%zu.former", p->staging, p->number, p->n),
		.target = arena_printf(&p->arena, "%s/%s", p->folder, name),
	};
	struct publish_stream *s = memory_zero(1, sizeof *s);
	bool good;

	assert(name[0] != '/' && !strstr(name, ".."));
	s->path = entry.staged;
	if (!disk_open_new(s->path, &s->fd)) {
		memory_free(s);
		return fail(err, entry.target, "cannot be written", errno);
	}
	ARRAY_PUSH(p->entries, p->n_entries, p->entries_room) = entry;
	s->sum = hash_new();
	good = write_out(s, entry.target, writer, context, err) && verify(s, entry.target, &out, err) &&
	       (!checker || checker(context, s->path, err));
	hash_free(s->sum);
	memory_free(s);
	if (!good) {
		if (!err->path[0])
			error_at(err, entry.target, 0, NULL);
		return false;
	}
	ARRAY_PUSH(p->outputs, p->n, p->room) = out;
	return true;
}

const struct render_output *publish_outputs(const struct publish *p, size_t *n_outputs)
{
	*n_outputs = p->n;
	return p->outputs;
}

/* --- onto the disk --- */

/* The disk works while other files are written and is waited for once, when all of them are.  A file is opened again
 * for that: as many descriptors as there are files may be more than there are to be had.  An error of the disk since
 * the file was written is told to whoever opens it next. */
static bool sync_file(const char *path)
{
	bool good;
	int fd, code;

	if (!disk_open(path, &fd))
		return false;
	good = disk_sync(fd);
	code = errno;
	if (!disk_close(fd) && good)
		return false;
	errno = code;
	return good;
}

static bool sync_files(const struct publish *p, struct error *err)
{
	for (size_t i = 0; i < p->n_entries; i++)
		if (!sync_file(p->entries[i].staged))
			return fail(err, p->entries[i].target, "cannot be brought to the disk", errno);
	return true;
}

/* --- into place --- */

/* Puts back what was there before the renames that were already done. */
static void roll_back(struct publish *p)
{
	for (size_t i = p->n_left_overs; i-- > 0;)
		if (p->left_overs[i].taken)
			disk_rename(p->left_overs[i].backup, p->left_overs[i].path);
	for (size_t i = p->n_entries; i-- > 0;) {
		struct entry *e = &p->entries[i];

		if (!e->in_place && !e->taken)
			continue;
		if (e->has_backup)
			disk_rename(e->backup, e->target);
		else
			disk_unlink(e->target);
		e->in_place = e->taken = false;
	}
}

static bool make_folders(struct publish *p, struct error *err)
{
	for (size_t i = 0; i < p->n_entries; i++) {
		const char *target = p->entries[i].target, *slash = strrchr(target, '/');

		if (!add_folder(p, arena_copy(&p->arena, target, (size_t)(slash - target)), err))
			return false;
	}
	return true;
}

static bool put_into_place(struct entry *e, struct error *err)
{
	struct stat info;

	if (lstat(e->target, &info) == 0) {
		if (S_ISDIR(info.st_mode)) {
			error_set(err, ERROR_OUTPUT, "is a folder where the pack has a file");
			error_hint(err, "remove it, or name another --output");
			return error_at(err, e->target, 0, NULL);
		}
		/* A second name keeps the former file until the whole pack is in place.  File systems without
		 * links let go of that safety, not of the publishing. */
		e->has_backup = disk_link(e->target, e->backup);
		if (!e->has_backup && errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK)
			return fail(err, e->target, "the former file cannot be kept aside", errno);
	}
	if (!disk_rename(e->staged, e->target))
		return fail(err, e->target, "cannot be put into place", errno);
	e->in_place = true;
	return true;
}

/* The last file (the manifest) speaks for all of them: a former one is taken away before anything changes,
 * so that a run killed half way leaves a pack that says nothing rather than something wrong. */
static bool take_last_away(struct publish *p, struct error *err)
{
	struct entry *e = p->n_entries ? &p->entries[p->n_entries - 1] : NULL;
	struct stat info;

	if (!e || lstat(e->target, &info) != 0 || S_ISDIR(info.st_mode))
		return true;
	if (!disk_rename(e->target, e->backup))
		return fail(err, e->target, "the former file cannot be kept aside", errno);
	e->has_backup = e->taken = true;
	return true;
}

/* A name that a pack could have given: small letters, digits, "-", "_" and ".", and the right end. */
static bool is_ours(const char *name, const char *const *ends)
{
	size_t size = strlen(name);

	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != size || name[0] == '.')
		return false;
	for (; *ends; ends++)
		if (size > strlen(*ends) && strcmp(name + size - strlen(*ends), *ends) == 0)
			return true;
	return false;
}

static bool is_published(const struct publish *p, const char *target)
{
	for (size_t i = 0; i < p->n_entries; i++)
		if (strcmp(p->entries[i].target, target) == 0)
			return true;
	return false;
}

static void leave_out(struct publish *p, const char *path)
{
	ARRAY_PUSH(p->left_overs, p->n_left_overs, p->left_overs_room) = (struct left_over){
		.path = path, .backup = arena_printf(&p->arena, "%s/left-%zu", p->staging, p->n_left_overs)
	};
}

/* Leaves out the charts and rejected rows that stand in a folder. */
static void sweep(struct publish *p, const char *below, const char *const *ends)
{
	const char *path = arena_printf(&p->arena, "%s/%s", p->folder, below);
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (is_ours(entry->d_name, ends))
			leave_out(p, arena_printf(&p->arena, "%s/%s", path, entry->d_name));
	closedir(dir);
}

/* Takes away what is left out and not published again. */
static bool take_left_overs(struct publish *p, struct error *err)
{
	for (size_t i = 0; i < p->n_left_overs; i++) {
		struct left_over *l = &p->left_overs[i];
		struct stat info;

		if (is_published(p, l->path) || lstat(l->path, &info) != 0 || S_ISDIR(info.st_mode))
			continue;
		if (!disk_rename(l->path, l->backup))
			return fail(err, l->path, "a file of the former pack cannot be taken away", errno);
		l->taken = true;
	}
	return true;
}

void publish_keep_others(struct publish *p)
{
	p->keeps_others = true;
}

void publish_leave_out(struct publish *p, const char *name)
{
	leave_out(p, arena_printf(&p->arena, "%s/%s", p->folder, name));
}

/* Takes no memory: running out of it here would end the run half way. */
static bool put_all_into_place(struct publish *p, struct error *err)
{
	bool good = take_last_away(p, err) && take_left_overs(p, err);

	for (size_t i = 0; i < p->n_entries && good; i++)
		good = put_into_place(&p->entries[i], err);
	for (size_t i = p->n_folders; good && i-- > 0;)
		if (!disk_sync_folder(p->folders[i].path))
			good = fail(err, p->folders[i].path, "cannot be brought to the disk", errno);
	if (!good)
		roll_back(p);
	return good;
}

bool publish_commit(struct publish *p, publish_settler *settle, void *context, struct error *err)
{
	static const char *const charts[] = { ".svg", ".png", NULL }, *const tables[] = { ".csv", NULL };
	bool good;

	if (!sync_files(p, err)) {
		publish_abort(p);
		return false;
	}
	whole_begin();
	if (!p->keeps_others) {
		sweep(p, "charts", charts);
		sweep(p, "rejected", tables);
	}
	good = make_folders(p, err) && (!settle || settle(context, err)) && put_all_into_place(p, err);
	if (good) {
		whole_set_renewed();
		p->n_folders = 0; /* the pack's folders stay */
	}
	publish_abort(p);
	whole_end();
	return good;
}

void publish_abort(struct publish *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n_entries; i++) {
		unlink(p->entries[i].staged);
		unlink(p->entries[i].backup);
	}
	for (size_t i = 0; i < p->n_left_overs; i++)
		unlink(p->left_overs[i].backup);
	rmdir(p->staging);
	forget_folders(p);
	publish_free(p);
}
