/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chunk_fields.h - the fields that the index of a chunk names, to be compared with those of libcsv.
 */
#ifndef TESTS_FUZZ_CHUNK_FIELDS_H
#define TESTS_FUZZ_CHUNK_FIELDS_H

#include "ingest/columns/chunk.h"
#include "ingest/ingest.h"

#include <string.h>

/* The fields of record `index`, unquoted, into fields[room]; false when only record_split can tell them: a
 * single field (such is a malformed record too), more than `room`, a doubled quote, or a limit in reach. */
static inline bool chunk_fields(const struct chunk *c, size_t index, struct text *fields, int room, int *n_fields)
{
	const struct scan *s = &c->scan;
	uint32_t first = s->record_ends[index], n = s->record_ends[index + 1] - first;

	if (n < 2 || n > (uint32_t)room || chunk_record(c, index).size > INGEST_MAX_FIELD_BYTES)
		return false;
	for (uint32_t f = 0; f < n; f++) {
		uint32_t from = s->field_ends[first + f] + 1;
		struct text t = { c->data + from, s->field_ends[first + f + 1] - from };

		if (t.size && t.data[0] == '"') {
			/* What the scan passed has a closing quote at its end. */
			t = (struct text){ t.data + 1, t.size - 2 };
			if (t.size && memchr(t.data, '"', t.size))
				return false;
		}
		fields[f] = t;
	}
	*n_fields = (int)n;
	return true;
}

#endif
