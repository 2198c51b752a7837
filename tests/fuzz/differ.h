/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * differ.h - one execution of the differential fuzzing: any bytes, taken by the scanner as by libcsv.
 */
#ifndef TESTS_FUZZ_DIFFER_H
#define TESTS_FUZZ_DIFFER_H

#include "engine/text.h"

/* How the bytes are read.  Follows from the bytes themselves in fuzzing, so that a find needs no more than
 * its file. */
struct differ_how {
	char delimiter;
	size_t read_bytes;  /* 1 to 1 MiB */
	size_t short_bytes; /* reads give no more than this; 0: all */
	int n_head;         /* records taken by the reader of records before the scanner goes on */
};

struct differ_how differ_how(struct text data);
/* Reads the bytes by libcsv alone, by the reader of records, and in chunks with every instruction set that
 * this processor has.  Prints what differs and aborts; returns how many records there were. */
size_t differ_try(struct text data, struct differ_how how);
/* Gives back all memory. */
void differ_done(void);

#define DIFFER_MAX_BYTES                                                                                     \
	((1u << 20) - 64) /* longer ones would meet the limits of ingest, which are tested apart */

#endif
