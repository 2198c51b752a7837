/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain_kinds.h - inside explain: what only one kind of measure says of itself, and its breakdowns.
 */
#ifndef ENGINE_EXPLAIN_KINDS_H
#define ENGINE_EXPLAIN_KINDS_H

#include "engine/explain.h"

/* "the UK calendar month of received_at". */
void explain_kind_placing(const struct measure *m, struct builder *out);
/* Facts beyond clock, availability and composition, in the order of printing. */
void explain_kind_facts(const struct catalogue *c, const struct measure *m, explain_add *add, void *context);
/* The rule in few words, for a list. */
void explain_kind_short(const struct measure *m, struct builder *out);
/* "manufacturer / model / firmware_version"; "all" without parts. */
void explain_dimension(const struct measure *m, const struct dimension *d, struct builder *out);

#endif
