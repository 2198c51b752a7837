/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chunk.h - a source as chunks of whole records, given out in order to threads that share it.
 *
 * There are two ways, which give the same records; that they are those that record.h would give one by one is shown
 * by test and by fuzzing.
 *
 * By window: of a plain file each thread looks at windows of its own, where the system keeps the file, and takes for
 * the first record of a window what follows its first LF, and for the last one that which ends with the first LF of the
 * next window.  Nothing is shared but the order: what a window begins with is a record if the one before ended with
 * one, none of its quotes open.  The first that does not, and the end of the file, are left to the other way.
 *
 * By turns: threads read one after the other, and in the same order find the ends of records, so that what a quote
 * means is never guessed.  Whatever is unpacked, converted or piped is read so; what is unpacked, by one thread for all
 * that wait for something to do.
 *
 * Everything else a thread does with its chunk needs no turn, but for hashing its bytes.
 */
#ifndef INGEST_CHUNK_H
#define INGEST_CHUNK_H

#include "ingest/columns/scan.h"
#include "ingest/rows/record.h"

/* One thread's; reused from chunk to chunk. */
struct chunk {
	const char *data; /* whole records, SCAN_PADDING readable bytes behind them */
	size_t size;      /* of the whole records */
	struct scan scan;
	uint64_t line;    /* of the first byte */
	bool after_cr;    /* an LF at the start belongs to the line end before it */
	uint64_t n_lines; /* line ends in it */
	uint64_t number; /* ascending */
	uint64_t stored; /* bytes of the file, as stored, that were read when it was */
	const char *ahead; /* what this thread will look at next, if all goes well, is from here on; or NULL */
	bool in_place;   /* a window: its bytes are those of the source */
	char *buffer;    /* [room]; of any other the data is in it */
	size_t room;
	struct text fresh; /* the bytes that were read for it: not yet hashed */
};

void chunk_init(struct chunk *c);
void chunk_done(struct chunk *c);

struct chunk_reader;

/* Goes on where a record_reader stopped.  The source is borrowed; `read_bytes` is the size of a read; windows
 * are as large, or somewhat smaller. */
struct chunk_reader *chunk_reader_new(struct source *source, struct record_rest rest, char delimiter,
				      enum scan_set set, size_t read_bytes);
void chunk_reader_free(struct chunk_reader *r);

/* From any thread: the next chunk, *found false at the end.  ERROR_INPUT as record_next; once there was an
 * error the same is said to every caller. */
bool chunk_next(struct chunk_reader *r, struct chunk *out, bool *found, struct error *err) MUST_USE;
/* Hashes what was read for the chunk, after all chunks before it, and lets go of it: to be called once for every chunk
 * that chunk_next gave, or whoever has one that comes after it waits for ever. */
void chunk_leave(struct chunk_reader *r, const struct chunk *c);

/* False when the last chunk was given out; only a hint while others are reading. */
bool chunk_reader_has_more(struct chunk_reader *r);

/* Record `index` as it came, without its line end. */
static inline struct text chunk_record(const struct chunk *c, size_t index)
{
	const struct scan *s = &c->scan;
	uint32_t from = s->field_ends[s->record_ends[index]] + 1;

	return (struct text){ c->data + from, s->field_ends[s->record_ends[index + 1]] - from };
}

/* True for a record that is none: a line end and nothing before it.  Then *counts says whether it is a blank
 * line; it is not when it is the LF of a CRLF. */
bool chunk_is_blank(const struct chunk *c, size_t index, bool *counts);

/* On which line a record begins: asked for in ascending order. */
struct chunk_place {
	size_t offset; /* of a record, or the start */
	uint64_t line;
};
struct chunk_place chunk_start(const struct chunk *c);
uint64_t chunk_line(const struct chunk *c, struct chunk_place *place, size_t index);

#endif
