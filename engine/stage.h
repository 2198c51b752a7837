/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stage.h - where the processor's time goes, for those who measure the program.
 *
 * Off unless stage_watch was called; then every stage gathers the CPU time of the threads that were in it,
 * a chunk or a few thousand rows at a time.  Nothing that is written depends on it.
 */
#ifndef ENGINE_STAGE_H
#define ENGINE_STAGE_H

#include <stdint.h>

enum stage {
	STAGE_READ,       /* bytes of files, unpacked */
	STAGE_HASH,       /* SHA-256 of them */
	STAGE_SCAN,       /* where fields and records end */
	STAGE_DECODE,     /* plain rows checked, their columns decoded */
	STAGE_ONE_BY_ONE, /* rows that had to be judged one by one, or all of a file read by libcsv */
	STAGE_MEASURE,    /* columns given to the measures */
	STAGE_DUPLICATES, /* hashes of keys gathered and sorted */
	STAGE_SETTLE, /* rows that share a key read again and settled; that reading is in the others too */
	STAGE_MERGE,  /* what threads gathered put together, levels judged */
	STAGE_RENDER, /* the pack */
	STAGE_COUNT
};

const char *stage_name(enum stage stage);
void stage_watch(void); /* from now on; before there are threads */
/* What stage_end is to be given; 0 when nobody watches. */
int64_t stage_begin(void);
void stage_end(enum stage stage, int64_t began);
int64_t stage_ns(enum stage stage); /* so far, over all threads */

#endif
