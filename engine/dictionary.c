/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dictionary.h"

#include "engine/memory.h"
#include "engine/yaml.h"

#include <assert.h>
#include <stdlib.h>

static const char *const part_names[DICTIONARY_PARTS] = { "srvs", "responses", "alerts" };

static int compare(const void *a, const void *b)
{
	const struct dictionary_entry *x = a, *y = b;

	return text_compare(text_of(x->code), text_of(y->code));
}

static bool read_part(struct yaml_reader *r, const struct yaml_node *map, struct dictionary *d, int part)
{
	struct dictionary_entry *entries;
	size_t n = 0;

	if (!yaml_is_map(r, map, "codes with their names"))
		return false;
	entries = arena_alloc(r->arena, map->n + 1, sizeof *entries);
	for (const struct yaml_node *c = map->first; c; c = c->next) {
		entries[n].code = arena_copy(r->arena, c->key.data, c->key.size);
		if (!yaml_text(r, c, "a short name", &entries[n++].name))
			return false;
	}
	qsort(entries, n, sizeof *entries, compare);
	d->n[part] = n;
	d->entries[part] = entries;
	return true;
}

bool dictionary_parse(struct text yaml, const char *source, struct arena *arena, const struct dictionary **out,
		      struct error *err)
{
	struct yaml_reader r = { .source = source, .arena = arena, .err = err };
	struct dictionary *d = arena_alloc(arena, 1, sizeof *d);
	struct yaml_document document;

	if (!yaml_parse(&r, yaml, &document) || !yaml_is_map(&r, document.root, "srvs, responses and alerts") ||
	    !yaml_check_keys(&r, document.root, part_names, DICTIONARY_PARTS))
		return false;
	for (int part = 0; part < DICTIONARY_PARTS; part++) {
		const struct yaml_node *map;

		if (!yaml_require(&r, document.root, part_names[part], "codes with their names", &map) ||
		    !read_part(&r, map, d, part))
			return false;
	}
	*out = d;
	return true;
}

bool dictionary_load(struct arena *arena, const struct dictionary **out, struct error *err)
{
	return dictionary_parse((struct text){ (const char *)dictionary_yaml, dictionary_yaml_bytes }, "built in", arena,
				out, err);
}

const char *dictionary_name(const struct dictionary *d, enum dictionary_part part, struct text code)
{
	size_t low = 0, high;

	assert((unsigned)part < DICTIONARY_PARTS);
	high = d ? d->n[part] : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(text_of(d->entries[part][middle].code), code);

		if (order == 0)
			return d->entries[part][middle].name;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return "";
}
