/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * dump.h - pmr check --rows: what the reader of records saw.
 */
#ifndef INGEST_DUMP_H
#define INGEST_DUMP_H

#include "ingest/job.h"

#include <stdio.h>

/* Every record of the file as a JSON array of strings, the heading first. */
bool dump_rows(const struct job *j, FILE *to, struct error *err) MUST_USE;

#endif
