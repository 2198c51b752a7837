/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rows.h - one execution of the differential fuzzing of rows: any file of events, read the fast way as by libcsv.
 *
 * The first line of the bytes names the dataset; what follows it is the file.  So a find needs no more than its bytes.
 */
#ifndef TESTS_FUZZ_ROWS_H
#define TESTS_FUZZ_ROWS_H

#include "engine/text.h"

#include <stdint.h>

/* Reads the file record by record with libcsv, then column by column in one way, which follows from `choice`:
 * instruction set, threads, size of a read, mapping, cut-off, how duplicates are looked for.  Prints what differs and
 * aborts.  Both have reads of one size: of several errors in a file that one is told which reading comes upon first.
 * False when the first line names no dataset of events: then nothing is tried. */
bool rows_try(struct text data, uint64_t choice);
/* The choice of fuzzing: a hash of the bytes. */
uint64_t rows_choice(struct text data);

#endif
