/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The functions of ingest/source/source.h that readers of records call, over bytes in memory. */
#include "tests/fuzz/memory_source.h"

#include <string.h>

bool source_read(struct source *s, void *data, size_t size, size_t *n_read, struct error *err)
{
	(void)err;
	if (size > s->rest.size)
		size = s->rest.size;
	if (s->most_bytes && size > s->most_bytes)
		size = s->most_bytes;
	if (size)
		memcpy(data, s->rest.data, size);
	s->rest.data += size;
	s->rest.size -= size;
	*n_read = size;
	return true;
}

bool source_defer_hash(struct source *s)
{
	(void)s;
	return false;
}

void source_hash(struct source *s, const void *data, size_t size)
{
	(void)s;
	(void)data;
	(void)size;
}

uint64_t source_stored_bytes(const struct source *s)
{
	(void)s;
	return 0;
}

bool source_is_packed(const struct source *s)
{
	(void)s;
	return false;
}

bool source_is_flat(const struct source *s, uint64_t *at, uint64_t *size)
{
	*at = (uint64_t)(s->rest.data - s->whole.data);
	*size = s->whole.size;
	return !s->most_bytes;
}

const char *source_bytes(struct source *s)
{
	return s->whole.data;
}

void source_go_on(struct source *s, uint64_t from, uint64_t size)
{
	(void)s;
	(void)from;
	(void)size;
}

void source_leave(struct source *s, uint64_t from, uint64_t size)
{
	(void)s;
	(void)from;
	(void)size;
}

bool source_bytes_were_there(const struct source *s, struct error *err)
{
	(void)s;
	(void)err;
	return true;
}

void source_seek(struct source *s, uint64_t at)
{
	s->rest = (struct text){ s->whole.data + at, s->whole.size - (size_t)at };
}
