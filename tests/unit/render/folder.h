/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * folder.h - a folder of a test's own, and what stands in it.
 */
#ifndef TESTS_RENDER_FOLDER_H
#define TESTS_RENDER_FOLDER_H

#include "engine/text.h"

#include <assert.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline void folder_new(char path[64])
{
	strcpy(path, "/tmp/pmr-test-XXXXXX");
	if (!mkdtemp(path))
		abort();
}

static inline void folder_put(const char *folder, const char *name, const char *contents)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "wb");
	if (!f || fputs(contents, f) < 0 || fclose(f) != 0)
		abort();
}

static inline int folder_remove_entry(const char *path, const struct stat *info, int kind, struct FTW *ftw)
{
	(void)info;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline void folder_remove(const char *path)
{
	nftw(path, folder_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static inline int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* "name=contents;" of every file below, folders as "name/...", in the order of names. */
static inline void folder_tell(const char *path, struct builder *out)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, compare_names);

	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		char text[256];
		char *full = NULL;
		struct stat info;

		if (asprintf(&full, "%s/%s", path, name) < 0)
			abort();
		if (strcmp(name, ".") && strcmp(name, "..") && stat(full, &info) == 0) {
			if (S_ISDIR(info.st_mode)) {
				builder_printf(out, "%s/(", name);
				folder_tell(full, out);
				builder_printf(out, ")");
			} else {
				FILE *f = fopen(full, "rb");
				size_t size = f ? fread(text, 1, sizeof text - 1, f) : 0;

				text[size] = 0;
				builder_printf(out, "%s=%s;", name, text);
				if (f)
					fclose(f);
			}
		}
		free(full);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

#endif
