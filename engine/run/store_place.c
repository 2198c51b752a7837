/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/store_place.h"

#include "engine/text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* How the files of a pack end, and those that are read. */
static const char *const ends[] = { ".csv", ".json", ".xlsx", ".pdf", ".svg", ".png", ".gz", ".zst", ".xz", ".yaml" };

static bool has_such_a_name(const char *path)
{
	struct text t = text_of(path);

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct text end = text_of(ends[i]);

		if (t.size > end.size &&
		    text_equal_nocase((struct text){ t.data + t.size - end.size, end.size }, end))
			return true;
	}
	return false;
}

static bool is_same(const struct stat *a, const char *path)
{
	struct stat b;

	return stat(path, &b) == 0 && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

/* The folder that a file is in or would be in, links followed. */
static bool folder_of(const char *path, struct stat *out, char real[PATH_MAX])
{
	char *found = realpath(path, NULL), *slash;
	int n = snprintf(real, PATH_MAX, "%s", found ? found : path);

	free(found);
	if (n >= PATH_MAX)
		return false;
	slash = strrchr(real, '/');
	if (!slash)
		return stat(".", out) == 0;
	if (slash == real)
		return stat("/", out) == 0;
	*slash = '\0';
	bool there = stat(real, out) == 0;
	*slash = '/';
	return there;
}

static bool is_in_output(const struct stat *folder, const char *output)
{
	static const char *const below[] = { "", "/charts", "/rejected" };
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof below / sizeof *below; i++)
		if (snprintf(path, sizeof path, "%s%s", output, below[i]) < PATH_MAX && is_same(folder, path))
			return true;
	return false;
}

static bool refuse(const char *path, const char *what, struct error *err)
{
	error_set(err, ERROR_USAGE, "%s", what);
	error_hint(err, "--store names the file of the months remembered, such as months.db");
	return error_at(err, path, 0, "--store");
}

bool store_place_check(const char *path, const struct run_options *options, struct error *err)
{
	struct stat file, folder;
	bool exists = stat(path, &file) == 0;
	char real[PATH_MAX];

	for (size_t i = 0; exists && i < options->n_paths; i++)
		if (!S_ISDIR(file.st_mode) && is_same(&file, options->paths[i]))
			return refuse(path, "is one of the files that are read", err);
	if (!folder_of(path, &folder, real) || !has_such_a_name(real))
		return true;
	if (options->output && is_in_output(&folder, options->output))
		return refuse(path, "is named like a file of the pack, and in the pack's folder", err);
	for (size_t i = 0; i < options->n_paths; i++)
		if (is_same(&folder, options->paths[i]))
			return refuse(path, "is named like an input, and in a folder of inputs", err);
	return true;
}
