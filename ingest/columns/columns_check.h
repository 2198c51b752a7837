/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * columns_check.h - what rows must satisfy beyond single values, asked of whole columns: the order of time,
 * the cut-off, contradictions (rulings 5, 11), and whether a row belongs to the period.
 *
 * A question that row.c would answer otherwise only makes a row odd: row.c then judges it.
 */
#ifndef INGEST_COLUMNS_CHECK_H
#define INGEST_COLUMNS_CHECK_H

#include "ingest/columns/columns.h"

void columns_check_init(struct columns *c);
/* Marks odd rows and fills `inside`. */
void columns_check(struct columns *c);

#endif
