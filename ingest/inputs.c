/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First every path is turned into files found, then the set is sorted and cleared of doubles, then
 * names to show and mappings are given out: nothing depends on the order in which paths were given
 * or a folder listed them.
 */
#include "ingest/inputs.h"

#include "engine/nearest.h"
#include "ingest/mapping.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define STDIN_NAME "standard input"

struct found {
	const char *path;   /* as opened */
	const char *base;   /* last part of path */
	const char *folder; /* of path, as opened: "." when path has none */
	const char *real;   /* what the path leads to, without links; path when that cannot be told */
	char *reversed;     /* "base/parent/grandparent/", links in the folders resolved */
	enum dataset_id dataset;
	uint64_t size_bytes;
	bool is_stdin, is_stream;
};

struct folder_mapping {
	const char *folder; /* as opened; NULL: --mapping, for every folder */
	bool exists;
	struct mapping mapping;
};

struct finder {
	const struct ingest_options *options;
	struct arena *arena;
	struct findings *findings;
	char *skip; /* --output without links, or NULL */
	struct found *found;
	size_t n, room;
	struct folder_mapping *mappings;
	size_t n_mappings, mappings_room;
};

/* Names ----------------------------------------------------------------------------------------- */

static enum dataset_id dataset_of(const char *base)
{
	return dataset_find((struct text){ base, strcspn(base, ".-") });
}

/* The dataset that a name which is none may have meant, or NULL. */
static const char *nearest_dataset(struct text name)
{
	const char *names[DATASET_COUNT];
	size_t stem = 0, first = 0;

	for (int d = 0; d < DATASET_COUNT; d++)
		names[d] = dataset_get((enum dataset_id)d)->name;
	while (stem < name.size && name.data[stem] != '.')
		stem++;
	while (first < stem && name.data[first] != '-')
		first++;
	/* Whole first: in service-requests.csv the '-' was meant as '_'. */
	const char *near = nearest_find((struct text){ name.data, stem }, names, DATASET_COUNT);
	return near ? near : nearest_find((struct text){ name.data, first }, names, DATASET_COUNT);
}

static bool ends_nocase(struct text name, const char *ending)
{
	struct text e = text_of(ending);
	return name.size > e.size &&
	       text_equal_nocase((struct text){ name.data + name.size - e.size, e.size }, e);
}

static bool is_csv_name(const char *base)
{
	static const char *const endings[] = { ".csv", ".csv.gz", ".csv.zst", ".csv.xz" };
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (ends_nocase(text_of(base), endings[i]))
			return true;
	return false;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static const char *folder_of(struct finder *f, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return ".";
	return slash == path ? "/" : arena_copy(f->arena, path, (size_t)(slash - path));
}

/* The path without links, in the arena; as it is when it leads nowhere. */
static const char *real_of(struct finder *f, const char *path)
{
	char *real = realpath(path, NULL);
	const char *copy = arena_copy(f->arena, real ? real : path, strlen(real ? real : path));
	free(real);
	return copy;
}

/* "base/parent/grandparent/": sorted by it, namesakes are neighbours. */
static char *reverse(struct arena *arena, const char *real_folder, const char *base)
{
	struct builder b;
	size_t end = strlen(real_folder);

	builder_init(&b);
	builder_add(&b, text_of(base));
	builder_add_char(&b, '/');
	while (end > 0) {
		size_t start = end;
		while (start > 0 && real_folder[start - 1] != '/')
			start--;
		if (end > start) {
			builder_add(&b, (struct text){ real_folder + start, end - start });
			builder_add_char(&b, '/');
		}
		end = start > 0 ? start - 1 : 0;
	}
	char *text = arena_copy(arena, b.data, b.size);
	builder_done(&b);
	return text;
}

/* The first n parts of a reversed name in their usual order, safe to show. */
static const char *shown(struct arena *arena, const char *reversed, size_t n_parts)
{
	const char *ends[PATH_MAX / 2 + 2], *p = reversed;
	size_t n = 0;

	while (n < n_parts && n < sizeof ends / sizeof ends[0] && (p = strchr(p, '/')) != NULL)
		ends[n++] = p++;
	struct builder b, escaped;
	builder_init(&b);
	builder_init(&escaped);
	for (size_t i = n; i-- > 0;) {
		const char *start = i > 0 ? ends[i - 1] + 1 : reversed;
		builder_add(&b, (struct text){ start, (size_t)(ends[i] - start) });
		if (i > 0)
			builder_add_char(&b, '/');
	}
	text_escape(&escaped, builder_text(&b), PATH_MAX);
	char *name = arena_copy(arena, escaped.data, escaped.size);
	builder_done(&b);
	builder_done(&escaped);
	return name;
}

/* Finding files --------------------------------------------------------------------------------- */

static void note(struct finder *f, enum severity severity, const char *kind, const char *file,
		 const char *value, const char *message)
{
	struct builder name;
	builder_init(&name);
	text_escape(&name, text_of(file), 240);
	struct finding finding = { .severity = severity,
				   .kind = kind,
				   .file = name.data ? name.data : "",
				   .value = value,
				   .count = 1,
				   .message = message };
	findings_add(f->findings, &finding);
	builder_done(&name);
}

static bool add(struct finder *f, const char *path, const struct stat *info, struct error *err)
{
	if (f->n == INGEST_MAX_FILES) {
		error_set(err, ERROR_INPUT, "more than %d input files", INGEST_MAX_FILES);
		return error_hint(err, "join the files of one dataset, or run on fewer");
	}
	struct found *file = &ARRAY_PUSH(f->found, f->n, f->room);
	const char *copy = arena_copy(f->arena, path, strlen(path));
	*file = (struct found){ .path = copy, .base = base_of(copy) };
	file->folder = folder_of(f, copy);
	file->real = real_of(f, copy);
	file->reversed = reverse(f->arena, real_of(f, file->folder), file->base);
	file->dataset = dataset_of(file->base);
	file->is_stream = info && !S_ISREG(info->st_mode);
	file->size_bytes = info && !file->is_stream ? (uint64_t)info->st_size : 0;
	return true;
}

/* The tables that a report and a review leave in their folder: left out when that folder is read again. */
static bool is_own_output(const struct finder *f, const char *real_folder, const char *base)
{
	static const char *const tables[] = { "results.csv", "breakdowns.csv", "findings.csv", "review.csv" };

	for (size_t i = 0; f->skip && i < sizeof tables / sizeof *tables; i++)
		if (strcmp(base, tables[i]) == 0)
			return strcmp(real_folder, f->skip) == 0;
	return false;
}

static bool is_own_folder(const struct finder *f, const char *real_folder)
{
	size_t n = f->skip ? strlen(f->skip) : 0;
	return f->skip && strncmp(real_folder, f->skip, n) == 0 &&
	       (strcmp(real_folder + n, "/rejected") == 0 || strcmp(real_folder + n, "/charts") == 0);
}

/* One name in a folder. */
static bool add_entry(struct finder *f, const char *folder, const char *real_folder, const char *base,
		      struct error *err)
{
	if (base[0] == '.' || strcmp(base, MAPPING_NAME) == 0 || is_own_output(f, real_folder, base))
		return true;
	bool csv = is_csv_name(base);
	if (!csv && strcmp(base, "mapping.yml") != 0 && dataset_of(base) == DATASET_NONE)
		return true;
	size_t end = strlen(folder);
	const char *path =
		arena_printf(f->arena, "%s%s%s", folder, end && folder[end - 1] == '/' ? "" : "/", base);
	struct stat info;
	bool seen = stat(path, &info) == 0;
	if (seen && S_ISDIR(info.st_mode))
		return true;
	if (!csv && dataset_of(base) == DATASET_NONE) {
		note(f, SEVERITY_NOTE, "unknown_file", base, "",
		     "is not read: a mapping beside the files is called " MAPPING_NAME);
		return true;
	}
	if (!csv) {
		note(f, SEVERITY_NOTE, "unknown_file", base, "",
		     "bears the name of a dataset but is not read: in a folder only .csv, .csv.gz, .csv.zst "
		     "and "
		     ".csv.xz are");
		return true;
	}
	/* Opening a pipe would wait for someone to write into it. */
	if (seen && !S_ISREG(info.st_mode)) {
		note(f, SEVERITY_WARNING, "unknown_file", base, "",
		     "is not read: in a folder only plain files are (name it to read it)");
		return true;
	}
	return add(f, path, seen ? &info : NULL, err);
}

static bool unreadable(const char *path, int number, struct error *err)
{
	if (number == ENOENT)
		error_set(err, ERROR_INPUT, "there is no such file or folder");
	else
		error_set(err, ERROR_INPUT, "cannot be read: %s", strerror(number));
	error_at(err, path[0] ? path : "(empty name)", 0, NULL);
	if (number == ENOENT || number == ENOTDIR)
		return error_hint(err, "check the path that was given");
	if (number == EACCES)
		return error_hint(err, "give the user who runs pmr permission to read it");
	return false;
}

static bool add_folder(struct finder *f, const char *path, struct error *err)
{
	const char *real = real_of(f, path);
	if (is_own_folder(f, real))
		return true;
	DIR *folder = opendir(path);
	if (!folder)
		return unreadable(path, errno, err);
	size_t before = f->n;
	bool ok = true;
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(folder);
		if (!entry) {
			if (errno != 0)
				ok = unreadable(path, errno, err);
			break;
		}
		ok = add_entry(f, path, real, entry->d_name, err);
		if (!ok)
			break;
	}
	closedir(folder);
	if (ok && f->n == before)
		note(f, SEVERITY_WARNING, "empty_folder", base_of(real), "",
		     "is a folder without a .csv, .csv.gz, .csv.zst or .csv.xz file");
	return ok;
}

static bool add_stdin(struct finder *f, struct error *err)
{
	const char *name = f->options->stdin_dataset;
	enum dataset_id dataset = name ? dataset_find(text_of(name)) : DATASET_NONE;

	if (dataset == DATASET_NONE) {
		const char *near = name ? nearest_dataset(text_of(name)) : NULL;
		if (name)
			error_set(err, ERROR_USAGE, "'%s' is no dataset", name);
		else
			error_set(err, ERROR_USAGE,
				  "standard input has no name that would say which dataset it is");
		error_at(err, NULL, 0, "--dataset");
		return near ? error_hint(err, "did you mean %s?", near)
			    : error_hint(err, "add --dataset NAME, for instance --dataset alerts");
	}
	if (!add(f, "-", NULL, err))
		return false;
	struct found *file = &f->found[f->n - 1];
	file->dataset = dataset;
	file->is_stdin = file->is_stream = true;
	file->base = file->real = STDIN_NAME;
	file->reversed = arena_printf(f->arena, "%s/", STDIN_NAME);
	return true;
}

static bool add_path(struct finder *f, const char *path, struct error *err)
{
	struct stat info;

	if (strcmp(path, "-") == 0)
		return add_stdin(f, err);
	if (stat(path, &info) != 0)
		return unreadable(path, errno, err);
	if (S_ISDIR(info.st_mode))
		return add_folder(f, path, err);
	if (strcmp(base_of(path), MAPPING_NAME) == 0)
		return true; /* a pattern of the shell names it too; it is read because it is there */
	if (f->skip && is_own_output(f, real_of(f, folder_of(f, path)), base_of(path)))
		return true;
	return add(f, path, &info, err);
}

/* Order, doubles and names ---------------------------------------------------------------------- */

static int compare_place(const struct found *a, const struct found *b)
{
	int c = strcmp(a->reversed, b->reversed);
	return c ? c : strcmp(a->path, b->path);
}

static int compare_double(const void *x, const void *y)
{
	const struct found *a = x, *b = y;
	int c = strcmp(a->real, b->real);
	if (c)
		return c;
	return a->dataset != b->dataset ? (a->dataset < b->dataset ? -1 : 1) : compare_place(a, b);
}

static int compare_reversed(const void *x, const void *y)
{
	return compare_place(x, y);
}

/* One file reached by several paths counts once for each dataset its names make it. */
static void drop_doubles(struct finder *f)
{
	size_t kept = 0;

	if (f->n > 0)
		qsort(f->found, f->n, sizeof *f->found, compare_double);
	for (size_t i = 0; i < f->n; i++) {
		const struct found *last = kept > 0 ? &f->found[kept - 1] : NULL;
		if (last && strcmp(last->real, f->found[i].real) == 0 &&
		    last->dataset == f->found[i].dataset) {
			note(f, SEVERITY_NOTE, "same_path", last->base, "",
			     "was named more than once and is read once");
			continue;
		}
		f->found[kept++] = f->found[i];
	}
	f->n = kept;
}

/* Parts (base name, parent, ...) at the beginning of both. */
static size_t common_parts(const char *a, const char *b)
{
	size_t n = 0;
	for (; *a && *a == *b; a++, b++)
		n += *a == '/';
	return n;
}

static void name_all(struct finder *f, struct input *files)
{
	if (f->n > 0)
		qsort(f->found, f->n, sizeof *f->found, compare_reversed);
	for (size_t i = 0; i < f->n; i++) {
		size_t before = i > 0 ? common_parts(f->found[i].reversed, f->found[i - 1].reversed) : 0;
		size_t after =
			i + 1 < f->n ? common_parts(f->found[i].reversed, f->found[i + 1].reversed) : 0;
		files[i] = (struct input){ .path = f->found[i].path,
					   .name = shown(f->arena, f->found[i].reversed,
							 1 + (before > after ? before : after)),
					   .dataset = f->found[i].dataset,
					   .size_bytes = f->found[i].size_bytes,
					   .is_stdin = f->found[i].is_stdin,
					   .is_stream = f->found[i].is_stream };
	}
}

static int compare_input(const void *x, const void *y)
{
	const struct input *a = x, *b = y;
	/* As unsigned, DATASET_NONE comes last. */
	if (a->dataset != b->dataset)
		return (unsigned)a->dataset < (unsigned)b->dataset ? -1 : 1;
	int c = strcmp(a->name, b->name);
	return c ? c : strcmp(a->path, b->path);
}

static void report_unknown(struct finder *f, const struct input *input, const char *base)
{
	const char *near = nearest_dataset(text_of(base));
	struct text stem = { base, strcspn(base, ".-") };
	struct builder message;

	builder_init(&message);
	builder_printf(&message, "is not read: the name up to the first '.' or '-' is no dataset");
	if (near)
		builder_printf(&message, "; did you mean %s?", near);
	struct finding finding = { .severity = SEVERITY_WARNING,
				   .kind = "unknown_file",
				   .file = input->name,
				   .value = arena_copy(f->arena, stem.data, stem.size),
				   .count = 1,
				   .message = message.data };
	findings_add(f->findings, &finding);
	builder_done(&message);
}

/* Mappings -------------------------------------------------------------------------------------- */

static bool load_mapping(struct finder *f, const char *folder, const char *path, const struct mapping **out,
			 struct error *err)
{
	struct folder_mapping *m = &ARRAY_PUSH(f->mappings, f->n_mappings, f->mappings_room);
	*m = (struct folder_mapping){ .folder = folder };
	struct stat info;
	if (folder && lstat(path, &info) != 0 && errno == ENOENT) {
		*out = NULL;
		return true;
	}
	/* Nobody has asked to wait for a pipe that lies there.  A link to nothing fails below: a mapping is missing. */
	if (folder && stat(path, &info) == 0 && !S_ISREG(info.st_mode)) {
		error_set(err, ERROR_CATALOGUE, "is not a file");
		error_hint(err, "a mapping lies beside the files that it is for; --mapping names another");
		return error_at(err, path, 0, NULL);
	}
	if (!mapping_load(path, f->arena, &m->mapping, err))
		return false;
	m->exists = true;
	*out = &m->mapping;
	return true;
}

/* The mapping for the files of a folder; *out NULL when there is none. */
static bool folder_mapping(struct finder *f, const char *folder, const struct mapping **out,
			   struct error *err)
{
	const char *given = f->options->mapping_path;

	for (size_t i = 0; i < f->n_mappings; i++) {
		if (!f->mappings[i].folder || strcmp(f->mappings[i].folder, folder) == 0) {
			*out = f->mappings[i].exists ? &f->mappings[i].mapping : NULL;
			return true;
		}
	}
	if (given)
		return load_mapping(f, NULL, given, out, err);
	return load_mapping(f, folder, arena_printf(f->arena, "%s/%s", folder, MAPPING_NAME), out, err);
}

static bool give_mappings(struct finder *f, struct input *files, struct error *err)
{
	const struct mapping *mapping = NULL;

	/* A mapping that was named is checked even when no file needs it. */
	if (f->options->mapping_path && !folder_mapping(f, "", &mapping, err))
		return false;
	for (size_t i = 0; i < f->n; i++) {
		const struct found *file = &f->found[i];
		if (file->dataset == DATASET_NONE || (file->is_stdin && !f->options->mapping_path))
			continue;
		if (!folder_mapping(f, file->folder, &mapping, err))
			return false;
		if (mapping)
			files[i].mapping = mapping_find(mapping, file->dataset, text_of(file->base));
	}
	return true;
}

static int compare_mapping(const void *x, const void *y)
{
	const struct folder_mapping *a = x, *b = y;
	return strcmp(a->mapping.sha256, b->mapping.sha256);
}

/* What the mappings say of the data as a whole, in an order that no path decides. */
static void gather_notices(struct finder *f, struct inputs *out)
{
	struct builder notice, hashes;
	const char *last = "";

	builder_init(&notice);
	builder_init(&hashes);
	if (f->n_mappings > 0)
		qsort(f->mappings, f->n_mappings, sizeof *f->mappings, compare_mapping);
	for (size_t i = 0; i < f->n_mappings; i++) {
		const struct mapping *m = &f->mappings[i].mapping;
		if (!f->mappings[i].exists || strcmp(last, m->sha256) == 0)
			continue;
		last = m->sha256;
		out->synthetic |= m->synthetic;
		builder_printf(&hashes, "%s%s", hashes.size ? " " : "", m->sha256);
		bool known = m->notice[0] == '\0' || (notice.data && strstr(notice.data, m->notice));
		if (!known)
			builder_printf(&notice, "%s%s", notice.size ? " " : "", m->notice);
	}
	out->notice = notice.size ? arena_copy(f->arena, notice.data, notice.size) : "";
	out->mapping_sha256 = hashes.size ? arena_copy(f->arena, hashes.data, hashes.size) : "";
	builder_done(&notice);
	builder_done(&hashes);
}

static bool find(struct finder *f, struct inputs *out, struct error *err)
{
	for (size_t i = 0; i < f->options->n_paths; i++)
		if (!add_path(f, f->options->paths[i], err))
			return false;
	drop_doubles(f);
	struct inputs inputs = { .n_files = f->n };
	inputs.files = arena_alloc(f->arena, f->n ? f->n : 1, sizeof *inputs.files);
	name_all(f, inputs.files);
	for (size_t i = 0; i < f->n; i++)
		if (f->found[i].dataset == DATASET_NONE)
			report_unknown(f, &inputs.files[i], f->found[i].base);
	if (!give_mappings(f, inputs.files, err))
		return false;
	gather_notices(f, &inputs);
	if (f->n > 0)
		qsort(inputs.files, f->n, sizeof *inputs.files, compare_input);
	*out = inputs;
	return true;
}

bool inputs_find(const struct ingest_options *options, struct arena *arena, struct findings *findings,
		 struct inputs *out, struct error *err)
{
	struct finder f = { .options = options, .arena = arena, .findings = findings };

	f.skip = options->skip_path ? realpath(options->skip_path, NULL)
				    : NULL; /* not there yet: nothing to skip */
	bool ok = find(&f, out, err);
	free(f.skip);
	memory_free(f.found);
	memory_free(f.mappings);
	return ok;
}
