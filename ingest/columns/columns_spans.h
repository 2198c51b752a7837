/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns_spans.h - columns of few different texts: closed lists, words, numbers.
 *
 * Such columns that stand side by side in a file are looked up together, as one text with its delimiters:
 * there are not many different ones of those either.  Where there are, the columns are parted.
 */
#ifndef INGEST_COLUMNS_SPANS_H
#define INGEST_COLUMNS_SPANS_H

#include "ingest/columns/columns.h"

/* Sorts the columns that are decoded by lexicon into spans; arrays are there. */
void columns_spans_init(struct columns *c);
void columns_spans_done(struct columns *c);
/* Decodes the columns of all spans of the strip, or marks its rows odd. */
void columns_spans(struct columns *c);

#endif
