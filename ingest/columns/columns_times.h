/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns_times.h - columns of timestamps.
 */
#ifndef INGEST_COLUMNS_TIMES_H
#define INGEST_COLUMNS_TIMES_H

#include "ingest/columns/columns.h"

/* Decodes a COLUMN_TIME of the strip, or marks its rows odd. */
void columns_times(struct columns *c, int column);

#endif
