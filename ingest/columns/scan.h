/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scan.h - the structural index of a stretch of CSV: where its fields and records end.
 *
 * Behaves as libcsv does in strict mode: a quote opens a field only at its start, a doubled quote within
 * stands for one, and what follows a closing quote ends the field; CR and LF each end a record outside
 * quotes.  A record that libcsv would refuse stops a run.  Behaviour has one source, scan_kernel.h,
 * which is compiled for every instruction set; they differ only in how they find bytes.
 */
#ifndef INGEST_SCAN_H
#define INGEST_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum scan_set { SCAN_PLAIN, SCAN_SSE2, SCAN_AVX2, SCAN_AVX512, SCAN_NEON, SCAN_SET_COUNT };

const char *scan_set_name(enum scan_set set); /* "plain", "sse2", "avx2", "avx512", "neon" */
bool scan_set_usable(enum scan_set set);      /* compiled in, and this processor has it */
enum scan_set scan_set_best(void);

/* Whoever works by the block goes past the end of what it was given by less than this. */
#define SCAN_PADDING 64

struct scan {
	/* Byte offsets of the ends of fields, ascending; field_ends[0] is UINT32_MAX, "the one before the
	 * first", so that field k (from 1) begins at field_ends[k - 1] + 1 and ends before field_ends[k]. */
	uint32_t *field_ends;
	size_t n_fields;
	/* The fields that end a record: record r has the fields record_ends[r] + 1 to record_ends[r + 1];
	 * record_ends[0] is 0.  A record of one field without bytes is a blank line, or the LF of a CRLF. */
	uint32_t *record_ends;
	size_t n_records; /* whole ones; what follows the last is not whole, or is malformed */
	size_t n_looked;  /* where the last run stopped: the end of the stretch, or the byte that is wrong */
	uint64_t n_lines; /* line ends passed, in quotes too (CR, LF and CRLF are one each) */
	bool ascii;       /* no byte from 128 up was passed */
	bool cr;          /* a CR was passed, in quotes or not */
	bool malformed;   /* the record after the last whole one has a quote where none may be */
	size_t room;      /* bytes that the arrays suffice for */
};

void scan_init(struct scan *s);
void scan_done(struct scan *s);
/* Empties the index and makes room for a stretch of that many bytes (below 2^31). */
void scan_start(struct scan *s, size_t room);
/* Goes on with data[from, size): a record begins at `from`.  `after_cr`: the byte before it is a CR, so that
 * an LF there belongs to that line end.  The delimiter is neither quote, CR nor LF. */
void scan_run(struct scan *s, enum scan_set set, const char *data, size_t from, size_t size, char delimiter,
	      bool after_cr);
/* Ends the record after the last whole one at offset `end`: one that the end of the file ends (`whole`: the
 * ends of its fields are indexed), or a malformed one, which then has one field. */
void scan_end_record(struct scan *s, size_t end, bool whole);

#endif
