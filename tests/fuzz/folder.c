/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/folder.h"

#include "engine/memory.h"
#include "tests/unit/whole_file.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static bool try_exact(struct text data, bool (*each)(struct text data))
{
	char *exact = memory_alloc(data.size ? data.size : 1);
	bool good;

	if (data.size)
		memcpy(exact, data.data, data.size);
	good = each((struct text){ exact, data.size });
	memory_free(exact);
	return good;
}

static bool try_file(const char *path, bool (*each)(struct text data))
{
	struct builder data;
	bool good;

	builder_init(&data);
	good = whole_file_add(path, &data) && try_exact(builder_text(&data), each);
	builder_done(&data);
	return good;
}

int folder_try(const char *folder, bool (*each)(struct text data))
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool good = true;
	int n = 0;

	while (good && dir && (entry = readdir(dir))) {
		struct builder path;

		if (entry->d_name[0] == '.')
			continue;
		builder_init(&path);
		builder_printf(&path, "%s/%s", folder, entry->d_name);
		good = try_file(path.data, each);
		if (!good)
			fprintf(stderr, "%s: cannot be used\n", path.data);
		builder_done(&path);
		n++;
	}
	if (dir)
		closedir(dir);
	if (!n)
		fprintf(stderr, "%s: no files\n", folder);
	printf("%d files\n", n);
	return n && good ? 0 : 1;
}
