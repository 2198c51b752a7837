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
/* Bytes past a window, among which the record that begins in it should end: few are longer. */
#define BEYOND 4096

/* Something that is done for one chunk after the other, by whichever threads have them. */
struct turns {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	atomic_uint_fast64_t next; /* the chunk whose turn it is; set with the lock held */
};

/* How often whoever is next looks before it goes to sleep.  Waking up takes some forty microseconds, as long as a fifth
 * of what a chunk takes; so a wait of one chunk is not slept through. */
#define LOOKS 40000

struct chunk_reader {
	char delimiter;
	enum scan_set set;
	size_t read_bytes;
	atomic_uint_fast64_t n_read; /* chunks */

	/* By window.  Window 0 begins at `begin`, where a record does, and ends window_bytes past `unread`, the first byte
	 * that was not read before; each of the others follows the one before.  Behind all of them come `beyond` bytes,
	 * and SCAN_PADDING more. */
	const char *bytes;     /* of the file */
	atomic_bool by_window; /* false for good when someone turned to the other way, which takes the window's turn */
	uint64_t begin, unread, n_windows;
	size_t window_bytes, beyond;

	/* Reading by turns, by one thread at a time.  Of a packed file it gives what it has read to a thread that waits for
	 * something to do, and reads on, so that what unpacking remembers of the file stays in one cache.  Else, and where
	 * nobody waits, a thread goes on with what it has read, which is in its cache, and the next one reads. */
	struct source *source;
	atomic_bool at_end; /* or an error */
	atomic_size_t longest; /* what a read should be at least: see keep_tail */
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	bool gives, is_being_read, has_given;
	struct chunk given; /* its bytes alone */
	size_t n_waiting;

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

static void plan_windows(struct chunk_reader *r, size_t n_rest)
{
	uint64_t size;

	/* The second cache should hold the window, its index and the one that is asked for meanwhile; but turns to hash,
	 * which take longest, should be few. */
	r->window_bytes = r->hashes ? r->read_bytes : r->read_bytes - r->read_bytes / 4;
	/* No more than a window, so that a record ends in the next one and not in the one behind it. */
	r->beyond = r->window_bytes < BEYOND ? r->window_bytes : BEYOND;
	if (!source_is_flat(r->source, &r->unread, &size) ||
	    size < r->unread + r->window_bytes + r->beyond + SCAN_PADDING)
		return;
	r->begin = r->unread - n_rest;
	r->n_windows = (size - r->beyond - SCAN_PADDING - r->unread) / r->window_bytes;
	r->bytes = source_bytes(r->source);
	r->by_window = r->bytes != NULL;
	if (r->by_window)
		source_leave(r->source, 0, r->unread);
}

struct chunk_reader *chunk_reader_new(struct source *source, struct record_rest rest, char delimiter,
				      enum scan_set set, size_t read_bytes)
{
	struct chunk_reader *r = memory_zero(1, sizeof *r);

	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->changed, NULL);
	turns_init(&r->indexing);
	turns_init(&r->hashing);
	r->source = source;
	r->gives = source_is_packed(source);
	r->delimiter = delimiter;
	r->set = set;
	r->read_bytes = read_bytes;
	r->line = rest.line;
	r->after_cr = rest.after_cr;
	keep_tail(r, rest.bytes.data, rest.bytes.size);
	r->hashes = source_defer_hash(source);
	plan_windows(r, rest.bytes.size);
	return r;
}

void chunk_reader_free(struct chunk_reader *r)
{
	if (!r)
		return;
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->changed);
	turns_done(&r->indexing);
	turns_done(&r->hashing);
	memory_free(r->given.buffer);
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

/* Reads the next bytes and numbers them; none at the end.  By one thread at a time. */
static bool read_next(struct chunk_reader *r, struct chunk *c, struct error *err)
{
	size_t longest = r->longest, want = longest > r->read_bytes ? longest : r->read_bytes, n = 0;
	bool good = true;

	c->number = atomic_fetch_add(&r->n_read, 1);
	make_room(c, want);
	if (!r->at_end) {
		int64_t began = stage_begin();

		good = source_read(r->source, c->buffer + FRONT, want, &n, err);
		stage_end(STAGE_READ, began);
		r->at_end = !good || n == 0;
	}
	c->fresh = (struct text){ c->buffer + FRONT, n };
	/* What is decoded with the last bytes must at least be bytes. */
	memset(c->buffer + FRONT + n, 0, SCAN_PADDING);
	c->stored = source_stored_bytes(r->source);
	return good;
}

/* Takes what was read of a chunk, which gets the room for the next bytes in place of it. */
static void take_bytes(struct chunk *to, struct chunk *from)
{
	char *buffer = to->buffer;
	size_t room = to->room;

	to->buffer = from->buffer;
	to->room = from->room;
	to->fresh = from->fresh;
	to->number = from->number;
	to->stored = from->stored;
	from->buffer = buffer;
	from->room = room;
}

/* Waits while another thread reads; true with bytes that it gave away, false when this one is to read. */
static bool take_given(struct chunk_reader *r, struct chunk *c)
{
	bool given;

	pthread_mutex_lock(&r->lock);
	r->n_waiting++;
	while (r->is_being_read && !r->has_given)
		pthread_cond_wait(&r->changed, &r->lock);
	r->n_waiting--;
	given = r->has_given;
	r->has_given = false;
	if (given)
		take_bytes(c, &r->given);
	else
		r->is_being_read = true;
	pthread_mutex_unlock(&r->lock);
	return given;
}

/* Reads until there are bytes that nobody waits for. */
static bool read_on(struct chunk_reader *r, struct chunk *c, struct error *err)
{
	for (;;) {
		bool good = read_next(r, c, err), gives;

		pthread_mutex_lock(&r->lock);
		gives = good && c->fresh.size && r->gives && r->n_waiting && !r->has_given;
		if (gives)
			take_bytes(&r->given, c);
		r->has_given |= gives;
		r->is_being_read = gives;
		pthread_cond_signal(&r->changed);
		pthread_mutex_unlock(&r->lock);
		if (!gives)
			return good;
	}
}

/* Puts the tail, if there is one, before n bytes at `data`, which were then read into the buffer; returns where they
 * begin now. */
static const char *join_tail(const struct chunk_reader *r, struct chunk *c, const char *data, size_t n)
{
	char *at;

	if (!r->n_tail)
		return data;
	at = c->buffer + FRONT;
	if (r->n_tail > FRONT) {
		size_t room = FRONT + r->n_tail + n + SCAN_PADDING;
		char *larger = memory_alloc(room);

		at = larger + FRONT + r->n_tail;
		memcpy(at, data, n + SCAN_PADDING);
		memory_free(c->buffer);
		c->buffer = larger;
		c->room = room;
		c->fresh.data = at;
	}
	memcpy(at - r->n_tail, r->tail, r->n_tail);
	return at - r->n_tail;
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Indexes n bytes, past every record that is malformed. */
static void index_all(const struct chunk_reader *r, struct chunk *c, const char *data, size_t n, bool after_cr)
{
	struct scan *s = &c->scan;
	int64_t began = stage_begin();
	size_t at = 0;

	c->data = data;
	scan_start(s, n);
	for (;;) {
		scan_run(s, r->set, data, at, n, r->delimiter, after_cr);
		if (!s->malformed)
			break;
		/* It ends at the next line end, whatever is quoted. */
		for (at = s->n_looked; at < n && !is_line_end(data[at]); at++)
			;
		if (at == n)
			break;
		scan_end_record(s, at, false);
		s->n_lines++;
		after_cr = data[at++] == '\r';
		s->cr |= after_cr;
	}
	stage_end(STAGE_SCAN, began);
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

/* The chunk begins where the one before ended, and has `size` bytes of whole records. */
static void place_chunk(struct chunk_reader *r, struct chunk *c, size_t size, uint64_t n_lines)
{
	c->line = r->line;
	c->after_cr = r->after_cr;
	c->size = size;
	c->n_lines = n_lines;
	r->line += n_lines;
	if (size)
		r->after_cr = c->data[size - 1] == '\r';
}

/* Finds the records of the tail and the n bytes at `data` that follow it, of which *found says whether there are any;
 * bytes after the last one are kept for the next. */
static bool index_next(struct chunk_reader *r, struct chunk *c, const char *data, size_t n, bool *found,
		       struct error *err)
{
	const struct scan *s = &c->scan;
	size_t used = r->n_tail + n, size;

	index_all(r, c, join_tail(r, c, data, n), used, r->after_cr);
	*found = used > 0 && (s->n_records || !n);
	if (!*found) {
		if (used > INGEST_MAX_ROW_BYTES &&
		    !record_is_whole((struct text){ c->data, used }, r->delimiter, r->line, err))
			return false;
		keep_tail(r, c->data, used);
		return true;
	}
	if (!s->n_records) {
		r->n_tail = 0;
		if (!end_file(r, c, used, err))
			return false;
		place_chunk(r, c, used, s->n_lines);
		return true;
	}
	size = whole_bytes(s);
	place_chunk(r, c, size, s->n_lines - record_count_lines((struct text){ c->data + size, used - size }));
	keep_tail(r, c->data + size, used - size);
	return true;
}

/* --- by window --- */

struct window {
	const char *data; /* of the window, and `beyond` bytes behind it */
	size_t size;
	size_t from;   /* where its records begin, if the window before ended in one */
	bool is_whole; /* then they end with the first LF past the window: c->scan is of those bytes */
};

/* Whether the next window's bytes are asked for while this one's are decoded (columns_spans.c).  Intel's processors can have
 * more lines on their way than the scan, which asks for them too, has the time to wait for.  On AMD's what the scan asks
 * for comes in time, and asking before it made decoding take a twelfth longer. */
static bool asks_ahead(void)
{
#if defined __x86_64__
	return !__builtin_cpu_is("amd");
#else
	return true;
#endif
}

/* Numbers the next window; nothing past the last one, whose turn will have been taken by then. */
static void window_take(struct chunk_reader *r, struct chunk *c, struct window *w)
{
	uint64_t begin, end, before = c->number;

	*w = (struct window){ 0 };
	c->number = atomic_fetch_add(&r->n_read, 1);
	c->ahead = NULL;
	c->fresh = (struct text){ NULL, 0 };
	c->in_place = c->number < r->n_windows;
	if (!c->in_place)
		return;
	end = r->unread + (c->number + 1) * r->window_bytes;
	begin = c->number ? end - r->window_bytes : r->begin;
	w->size = (size_t)(end - begin);
	w->data = r->bytes + begin;
	c->fresh = (struct text){ r->bytes + end - r->window_bytes, r->window_bytes };
	c->stored = end;
	/* Threads mostly keep in step: this one's next window is as far away as its last one. */
	if (asks_ahead() && c->number > before && c->number - before < r->n_windows - c->number)
		c->ahead = c->fresh.data + (c->number - before) * r->window_bytes;
}

/* Of a window: where in the file its fresh bytes stand. */
static uint64_t place_of(const struct chunk_reader *r, const struct chunk *c)
{
	return (uint64_t)(c->fresh.data - r->bytes);
}

static void window_index(const struct chunk_reader *r, struct chunk *c, struct window *w)
{
	const bool is_first = c->number == 0;
	const char *before = is_first ? NULL : memchr(w->data, '\n', r->beyond);
	const char *last = memchr(w->data + w->size, '\n', r->beyond);
	size_t size;

	/* Without one the window before did not end in a record either. */
	if (!is_first && !before)
		return;
	w->from = before ? (size_t)(before - w->data) + 1 : 0;
	if (!last)
		return;
	size = (size_t)(last - w->data) + 1 - w->from;
	index_all(r, c, w->data + w->from, size, is_first && r->after_cr);
	w->is_whole = whole_bytes(&c->scan) == size;
}

/* With the turn: what the window before ended with is a record, so that this one begins where it should. */
static bool window_enter(struct chunk_reader *r, struct chunk *c, struct window *w, bool *found, struct error *err)
{
	*found = false;
	if (!r->by_window) {
		c->fresh.size = 0;
		return true;
	}
	if (w->is_whole && c->number + 1 < r->n_windows) {
		place_chunk(r, c, whole_bytes(&c->scan), c->scan.n_lines);
		*found = c->size > 0;
		return true;
	}
	/* What begins before the end of the window goes the other way, and all that follows: others read on as soon as
	 * they see it. */
	r->n_tail = 0;
	source_seek(r->source, c->stored);
	r->by_window = false;
	return index_next(r, c, w->data + w->from, w->size - w->from, found, err);
}

/* Ends a turn that went well or met `problem`; what failed first is said to everyone from then on. */
static bool leave_turn(struct chunk_reader *r, bool good, const struct error *problem, struct error *err)
{
	bool failed;

	if (!r->failed && !good) {
		r->failed = true;
		r->problem = *problem;
	}
	failed = r->failed;
	if (failed)
		*err = r->problem;
	end_turn(&r->indexing);
	return !failed;
}

static bool next_window(struct chunk_reader *r, struct chunk *c, bool *found, struct error *err)
{
	struct error problem = { 0 };
	struct window w;
	bool good;

	window_take(r, c, &w);
	if (w.size)
		window_index(r, c, &w);
	take_turn(&r->indexing, c->number);
	good = leave_turn(r, r->failed || window_enter(r, c, &w, found, &problem), &problem, err);
	/* Now that nobody waits for this thread. */
	if (good && c->in_place)
		source_go_on(r->source, place_of(r, c), c->fresh.size);
	return good;
}

static bool next_by_turn(struct chunk_reader *r, struct chunk *c, bool *found, struct error *err)
{
	struct error problem = { 0 };
	bool good = take_given(r, c) || read_on(r, c, &problem);

	c->ahead = NULL;
	c->in_place = false;
	take_turn(&r->indexing, c->number);
	/* Every thread comes here once it has left the last of its windows. */
	if (!r->failed && good)
		good = source_bytes_were_there(r->source, &problem) &&
		       index_next(r, c, c->buffer + FRONT, c->fresh.size, found, &problem);
	return leave_turn(r, good, &problem, err);
}

bool chunk_next(struct chunk_reader *r, struct chunk *out, bool *found, struct error *err)
{
	for (;;) {
		bool by_window = r->by_window;
		bool good = by_window ? next_window(r, out, found, err) : next_by_turn(r, out, found, err);

		if (!good || *found)
			return good;
		/* Nothing, or the end: someone may have numbered a window behind it before windows came to an end, and
		 * waits for its turn. */
		chunk_leave(r, out);
		if (!by_window && !out->fresh.size)
			return true;
	}
}

static void hash_fresh(struct chunk_reader *r, const struct chunk *c)
{
	int64_t began;

	take_turn(&r->hashing, c->number);
	began = stage_begin();
	source_hash(r->source, c->fresh.data, c->fresh.size);
	stage_end(STAGE_HASH, began);
	end_turn(&r->hashing);
}

void chunk_leave(struct chunk_reader *r, const struct chunk *c)
{
	if (r->hashes)
		hash_fresh(r, c);
	if (c->in_place)
		source_leave(r->source, place_of(r, c), c->fresh.size);
}

bool chunk_reader_has_more(struct chunk_reader *r)
{
	return !r->at_end;
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
