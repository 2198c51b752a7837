/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/chunk.h"

#include "engine/stage.h"
#include "ingest/ingest.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#define HASH_QUEUE 8 /* buffers that wait to be hashed */

struct chunk_reader {
	pthread_mutex_t lock;
	struct source *source;
	char delimiter;
	enum scan_set set;
	size_t read_bytes;

	char *tail; /* bytes read of a record that is not whole yet */
	size_t n_tail, tail_room;
	uint64_t line; /* of tail[0] */
	bool after_cr, at_end;
	uint64_t n_given; /* chunks */
	bool failed;
	struct error problem;

	/* When the source leaves hashing to us: bytes of chunks wait here for those before them, so that nobody
	 * waits for a turn; who finds none hashing hashes what is there. */
	bool hashes, hashing;
	pthread_mutex_t hash_lock; /* of what follows: whoever reads does not hold up whoever is done */
	pthread_cond_t hashed;
	uint64_t n_hashed; /* chunks */
	struct queued {
		char *data;
		size_t room;
		struct text fresh;
		bool full;
	} queue[HASH_QUEUE]; /* of chunk k at k % HASH_QUEUE */
	struct spare {
		char *data;
		size_t room;
	} spares[HASH_QUEUE]; /* what was used last is taken first: it is in the cache */
	int n_spares;
};

void chunk_init(struct chunk *c)
{
	*c = (struct chunk){ 0 };
	scan_init(&c->scan);
}

void chunk_done(struct chunk *c)
{
	scan_done(&c->scan);
	memory_free(c->data);
	*c = (struct chunk){ 0 };
}

static void keep_tail(struct chunk_reader *r, const char *data, size_t size)
{
	if (r->tail_room < size) {
		memory_free(r->tail);
		r->tail_room = size * 2;
		r->tail = memory_alloc(r->tail_room);
	}
	if (size)
		memcpy(r->tail, data, size);
	r->n_tail = size;
}

struct chunk_reader *chunk_reader_new(struct source *source, struct record_rest rest, char delimiter,
				      enum scan_set set, size_t read_bytes)
{
	struct chunk_reader *r = memory_zero(1, sizeof *r);

	pthread_mutex_init(&r->lock, NULL);
	pthread_mutex_init(&r->hash_lock, NULL);
	pthread_cond_init(&r->hashed, NULL);
	r->source = source;
	r->delimiter = delimiter;
	r->set = set;
	r->read_bytes = read_bytes;
	r->line = rest.line;
	r->after_cr = rest.after_cr;
	keep_tail(r, rest.bytes.data, rest.bytes.size);
	r->hashes = source_defer_hash(source);
	return r;
}

void chunk_reader_free(struct chunk_reader *r)
{
	if (!r)
		return;
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->hashed);
	pthread_mutex_destroy(&r->hash_lock);
	for (int k = 0; k < HASH_QUEUE; k++)
		memory_free(r->queue[k].data);
	while (r->n_spares)
		memory_free(r->spares[--r->n_spares].data);
	memory_free(r->tail);
	memory_free(r);
}

/* --- reading --- */

static void make_room(struct chunk *c, size_t used, size_t more)
{
	if (c->room >= used + more + SCAN_PADDING)
		return;
	c->room = used + more + SCAN_PADDING;
	c->data = memory_resize(c->data, c->room, 1);
}

static bool read_more(struct chunk_reader *r, struct chunk *c, size_t *used, struct error *err)
{
	/* A record longer than a read is looked at again from its start: reads that grow with it keep that
	 * cheap. */
	size_t want = *used > r->read_bytes ? *used : r->read_bytes, n = 0;
	int64_t began = stage_begin();
	bool good;

	make_room(c, *used, want);
	good = source_read(r->source, c->data + *used, want, &n, err);
	stage_end(STAGE_READ, began);
	if (!good)
		return false;
	*used += n;
	r->at_end = n == 0;
	/* Bytes that are read with the last ones must at least be bytes. */
	memset(c->data + *used, 0, SCAN_PADDING);
	return true;
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Indexes all of the bytes, past every record that is malformed. */
static void index_all(const struct chunk_reader *r, struct chunk *c, size_t used)
{
	struct scan *s = &c->scan;
	bool after_cr = r->after_cr;
	size_t at = 0;

	scan_start(s, used);
	for (;;) {
		scan_run(s, r->set, c->data, at, used, r->delimiter, after_cr);
		if (!s->malformed)
			return;
		/* It ends at the next line end, whatever is quoted. */
		for (at = s->n_looked; at < used && !is_line_end(c->data[at]); at++)
			;
		if (at == used)
			return;
		scan_end_record(s, at, false);
		s->n_lines++;
		after_cr = c->data[at++] == '\r';
		s->cr |= after_cr;
	}
}

/* The end of the last whole record. */
static size_t whole_bytes(const struct scan *s)
{
	return (size_t)(s->field_ends[s->record_ends[s->n_records]] + 1);
}

/* The file ends within a record, or after one without a line end. */
static bool end_file(struct chunk_reader *r, struct chunk *c, size_t used, struct error *err)
{
	struct text raw = { c->data, used };

	if (!record_is_whole(raw, r->delimiter, r->line, err))
		return false;
	scan_end_record(&c->scan, used, !c->scan.malformed);
	return true;
}

static bool next(struct chunk_reader *r, struct chunk *c, bool *found, struct error *err)
{
	size_t used = r->n_tail;
	struct scan *s = &c->scan;

	make_room(c, used, r->read_bytes);
	if (used)
		memcpy(c->data, r->tail, used);
	memset(c->data + used, 0, SCAN_PADDING);
	for (;;) {
		int64_t began;

		if (!r->at_end && !read_more(r, c, &used, err))
			return false;
		began = stage_begin();
		index_all(r, c, used);
		stage_end(STAGE_SCAN, began);
		if (s->n_records || r->at_end)
			break;
		if (used > INGEST_MAX_ROW_BYTES &&
		    !record_is_whole((struct text){ c->data, used }, r->delimiter, r->line, err))
			return false;
	}
	c->fresh = (struct text){ c->data + r->n_tail, used - r->n_tail };
	*found = used > 0;
	if (!used)
		return true;
	c->line = r->line;
	c->after_cr = r->after_cr;
	c->number = r->n_given++;
	c->stored = source_stored_bytes(r->source);
	if (!s->n_records) {
		r->n_tail = 0;
		c->size = used;
		c->n_lines = s->n_lines;
		return end_file(r, c, used, err);
	}
	c->size = whole_bytes(s);
	c->n_lines = s->n_lines - record_count_lines((struct text){ c->data + c->size, used - c->size });
	r->line += c->n_lines;
	r->after_cr = c->data[c->size - 1] == '\r';
	keep_tail(r, c->data + c->size, used - c->size);
	return true;
}

bool chunk_next(struct chunk_reader *r, struct chunk *out, bool *found, struct error *err)
{
	bool failed;

	pthread_mutex_lock(&r->lock);
	failed = r->failed = r->failed || !next(r, out, found, &r->problem);
	if (failed)
		*err = r->problem;
	pthread_mutex_unlock(&r->lock);
	return !failed;
}

/* Hashes what is there, in order.  Called and left with the lock held, which it lets go of on the way. */
static void hash_queue(struct chunk_reader *r)
{
	struct queued *q;

	r->hashing = true;
	while ((q = &r->queue[r->n_hashed % HASH_QUEUE])->full) {
		int64_t began;

		pthread_mutex_unlock(&r->hash_lock);
		began = stage_begin();
		source_hash(r->source, q->fresh.data, q->fresh.size);
		stage_end(STAGE_HASH, began);
		pthread_mutex_lock(&r->hash_lock);
		r->spares[r->n_spares++] = (struct spare){ q->data, q->room };
		*q = (struct queued){ .data = NULL };
		r->n_hashed++;
		pthread_cond_broadcast(&r->hashed);
	}
	r->hashing = false;
}

void chunk_hash(struct chunk_reader *r, struct chunk *c)
{
	struct spare spare = { NULL, 0 };

	if (!r->hashes)
		return;
	pthread_mutex_lock(&r->hash_lock);
	while (c->number >= r->n_hashed + HASH_QUEUE)
		pthread_cond_wait(&r->hashed, &r->hash_lock);
	r->queue[c->number % HASH_QUEUE] = (struct queued){ c->data, c->room, c->fresh, true };
	if (!r->hashing)
		hash_queue(r);
	if (r->n_spares)
		spare = r->spares[--r->n_spares];
	pthread_mutex_unlock(&r->hash_lock);
	c->data = spare.data;
	c->room = spare.room;
}

bool chunk_reader_has_more(struct chunk_reader *r)
{
	bool more;

	pthread_mutex_lock(&r->lock);
	more = !r->failed && !(r->at_end && !r->n_tail);
	pthread_mutex_unlock(&r->lock);
	return more;
}

/* --- records --- */

struct chunk_place chunk_start(const struct chunk *c)
{
	bool rest = c->after_cr && c->size && c->data[0] == '\n';

	return (struct chunk_place){ .offset = rest, .line = c->line };
}

uint64_t chunk_line(const struct chunk *c, struct chunk_place *place, size_t index)
{
	size_t offset = (size_t)(chunk_record(c, index).data - c->data);

	/* Where every record is one line there is nothing to count: each ends in an LF of its own, and as many
	 * lines as records says that there is none in quotes. */
	if (c->n_lines == c->scan.n_records && !c->scan.cr && !c->after_cr && c->data[c->size - 1] == '\n')
		return c->line + index;
	place->line += record_count_lines((struct text){ c->data + place->offset, offset - place->offset });
	place->offset = offset;
	return place->line;
}

bool chunk_is_blank(const struct chunk *c, size_t index, bool *counts)
{
	const struct scan *s = &c->scan;
	uint32_t first = s->record_ends[index], last = s->record_ends[index + 1];
	uint32_t from = s->field_ends[first] + 1;

	if (last != first + 1 || s->field_ends[last] != from)
		return false;
	*counts = c->data[from] != '\n' || !(from ? c->data[from - 1] == '\r' : c->after_cr);
	return true;
}

bool chunk_fields(const struct chunk *c, size_t index, struct text *fields, int room, int *n_fields)
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
