/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns_decode.h - the fields of rows as values of columns.
 *
 * The loops here run for every field of every row: they look at what nearly all fields are - unquoted, of the
 * plain form, of a value met before - and leave the rest to a function that takes its time.
 */
#ifndef INGEST_COLUMNS_DECODE_H
#define INGEST_COLUMNS_DECODE_H

#include "ingest/columns/columns.h"

/* Decodes the fields of rows [from, to), or marks the rows odd. */
void columns_decode(struct columns *c, size_t from, size_t to);
/* Fills key_hash of all rows. */
void columns_hash_keys(struct columns *c);

#endif
