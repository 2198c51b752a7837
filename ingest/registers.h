/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * registers.h - settled rows of the register datasets as typed rows for lookups.
 */
#ifndef INGEST_REGISTERS_H
#define INGEST_REGISTERS_H

#include "engine/register.h"
#include "ingest/keys/settle.h"

/* The rows of one register dataset; the arrays of *out that belong to it are filled, sorted by key.
 * file_names[] is indexed by struct held's file. Rows whose verdict is not VERDICT_COUNTS are left out. */
void registers_fill(enum dataset_id dataset, const struct held *rows, size_t n, const char *const *file_names,
		    struct arena *arena, struct registers *out);
/* What may be known of a rejected row of a register. */
struct lost_row registers_lost_row(const struct row *row, struct arena *arena);
/* Ruling 13: Y and N for one measure and item reject both rows: their verdict becomes
 * VERDICT_CONFLICT. rows[n] as settle() left them. */
void registers_settle_exceptions(struct held *rows, size_t n);

#endif
