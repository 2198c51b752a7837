/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/chunk.h"

#include "engine/stage.h"
#include "ingest/ingest.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Room before what is read, for the record that the chunk before ended in: few are longer. */
#define FRONT 4096

/* Something that is done for one chunk after the other, by whichever threads have them. */
struct turns {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	atomic_uint_fast64_t next; /* the chunk whose turn it is; set with the lock held */
};

/* How often whoever is next looks before it goes to sleep.  Waking up takes some forty microseconds, as long as a fifth
 * of what a chunk takes; so a wait of one chunk is not slept through. */
#define LOOKS 10000

struct chunk_reader {
	char delimiter;
	enum scan_set set;
	size_t read_bytes;

	/* Reading, by whoever has the lock. */
	pthread_mutex_t lock;
	struct source *source;
	uint64_t n_read; /* chunks */
	bool at_end;     /* or an error */
	atomic_size_t longest; /* what a read should be at least: see keep_tail */

	struct turns indexing; /* whose turn it is needs no lock for what follows */
	char *tail;            /* bytes read of a record that is not whole yet */
	size_t n_tail, tail_room;
	uint64_t line; /* of tail[0] */
	bool after_cr;
	bool failed;
	struct error problem;

	/* When the source leaves hashing to us.  A thread waits for its turn rather than leave its bytes to another:
	 * they are in its cache, and while one hashes the next is at work on its rows. */
	bool hashes;
	struct turns hashing;
};

static void turns_init(struct turns *t)
{
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->changed, NULL);
	atomic_init(&t->next, 0);
}

static inline void pause_briefly(void)
{
#if defined __x86_64__
	__builtin_ia32_pause();
#endif
}

static void turns_done(struct turns *t)
{
	pthread_cond_destroy(&t->changed);
	pthread_mutex_destroy(&t->lock);
}

static void take_turn(struct turns *t, uint64_t number)
{
	for (int looks = 0; looks < LOOKS && t->next + 1 == number; looks++)
		pause_briefly();
	if (t->next == number)
		return;
	pthread_mutex_lock(&t->lock);
	while (t->next != number)
		pthread_cond_wait(&t->changed, &t->lock);
	pthread_mutex_unlock(&t->lock);
}

static void end_turn(struct turns *t)
{
	pthread_mutex_lock(&t->lock);
	t->next++;
	pthread_cond_broadcast(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

void chunk_init(struct chunk *c)
{
	*c = (struct chunk){ 0 };
	scan_init(&c->scan);
}

void chunk_done(struct chunk *c)
{
	scan_done(&c->scan);
	memory_free(c->buffer);
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
	/* A record longer than a read is looked at again from its start: reads that grow with it keep that cheap. */
	r->longest = size;
}

struct chunk_reader *chunk_reader_new(struct source *source, struct record_rest rest, char delimiter,
				      enum scan_set set, size_t read_bytes)
{
	struct chunk_reader *r = memory_zero(1, sizeof *r);

	pthread_mutex_init(&r->lock, NULL);
	turns_init(&r->indexing);
	turns_init(&r->hashing);
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
	turns_done(&r->indexing);
	turns_done(&r->hashing);
	memory_free(r->tail);
	memory_free(r);
}

/* --- reading --- */

static void make_room(struct chunk *c, size_t more)
{
	if (c->room >= FRONT + more + SCAN_PADDING)
		return;
	memory_free(c->buffer);
	c->room = FRONT + more + SCAN_PADDING;
	c->buffer = memory_alloc(c->room);
}

/* Reads the next bytes and numbers them; none at the end.  With the lock held. */
static bool read_next(struct chunk_reader *r, struct chunk *c, struct error *err)
{
	size_t longest = r->longest, want = longest > r->read_bytes ? longest : r->read_bytes, n = 0;
	bool good = true;

	c->number = r->n_read++;
	make_room(c, want);
	if (!r->at_end) {
		int64_t began = stage_begin();

		good = source_read(r->source, c->buffer + FRONT, want, &n, err);
		stage_end(STAGE_READ, began);
		r->at_end = !good || n == 0;
	}
	c->fresh = (struct text){ c->buffer + FRONT, n };
	c->stored = source_stored_bytes(r->source);
	return good;
}

/* Puts the tail before what was read; returns how many bytes there are. */
static size_t join_tail(const struct chunk_reader *r, struct chunk *c)
{
	size_t n = c->fresh.size, used = r->n_tail + n;
	char *data = c->buffer + FRONT - r->n_tail;

	if (r->n_tail > FRONT) {
		size_t room = FRONT + used + SCAN_PADDING;
		char *larger = memory_alloc(room);

		data = larger + FRONT;
		if (n)
			memcpy(data + r->n_tail, c->fresh.data, n);
		memory_free(c->buffer);
		c->buffer = larger;
		c->room = room;
	}
	if (r->n_tail)
		memcpy(data, r->tail, r->n_tail);
	/* Bytes that are read with the last ones must at least be bytes. */
	memset(data + used, 0, SCAN_PADDING);
	c->data = data;
	c->fresh.data = data + r->n_tail;
	return used;
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

/* Finds the records of what was read, of which *found says whether there are any; bytes after the last one are kept for
 * the next. */
static bool index_next(struct chunk_reader *r, struct chunk *c, bool *found, struct error *err)
{
	struct scan *s = &c->scan;
	size_t used = join_tail(r, c);
	int64_t began = stage_begin();

	index_all(r, c, used);
	stage_end(STAGE_SCAN, began);
	c->line = r->line;
	c->after_cr = r->after_cr;
	*found = used > 0 && (s->n_records || !c->fresh.size);
	if (!*found) {
		if (used > INGEST_MAX_ROW_BYTES &&
		    !record_is_whole((struct text){ c->data, used }, r->delimiter, r->line, err))
			return false;
		keep_tail(r, c->data, used);
		return true;
	}
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
	for (;;) {
		struct error problem = { 0 };
		bool good, failed;

		pthread_mutex_lock(&r->lock);
		good = read_next(r, out, &problem);
		pthread_mutex_unlock(&r->lock);
		take_turn(&r->indexing, out->number);
		if (!r->failed && (!good || !index_next(r, out, found, &problem))) {
			r->failed = true;
			r->problem = problem;
		}
		failed = r->failed;
		if (failed)
			*err = r->problem;
		end_turn(&r->indexing);
		/* Without a whole record, the end of the file or an error: go on reading. */
		if (failed || *found || !out->fresh.size)
			return !failed;
		chunk_hash(r, out);
	}
}

void chunk_hash(struct chunk_reader *r, const struct chunk *c)
{
	int64_t began;

	if (!r->hashes)
		return;
	take_turn(&r->hashing, c->number);
	began = stage_begin();
	source_hash(r->source, c->fresh.data, c->fresh.size);
	stage_end(STAGE_HASH, began);
	end_turn(&r->hashing);
}

bool chunk_reader_has_more(struct chunk_reader *r)
{
	bool more;

	pthread_mutex_lock(&r->lock);
	more = !r->at_end;
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
