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

/* Decodes the fields of the strip, or marks its rows odd. */
void columns_decode(struct columns *c);
/* Fills key_hash of the strip. */
void columns_hash_keys(struct columns *c);

#endif
