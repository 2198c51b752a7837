/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * names.h - ids of devices, hubs and other items as numbers: exact, whatever the ids look like.
 *
 * An EUI-64 written as sixteen upper-case hexadecimal digits is its own number, and takes no memory.  Any
 * other id is entered in the run's table and gets the number of its place there; the two kinds of number
 * are told apart by `listed`.  A listed number depends on the order of rows: nothing printed may.
 */
#ifndef METRICS_NAMES_H
#define METRICS_NAMES_H

#include "engine/text.h"

struct names; /* one per run, used by every thread */

struct name {
	uint64_t number;
	bool listed;
};

struct names *names_new(void);
void names_free(struct names *n);
/* Safe from any thread. */
struct name names_find(struct names *n, struct text id);
/* The text of a listed number; only when no thread is feeding. */
struct text names_text(const struct names *n, uint64_t number);
/* A number that is the same in every run: the EUI-64, or a 64-bit hash of the text. */
uint64_t names_stable(const struct names *n, struct name name);

#endif
