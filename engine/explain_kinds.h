/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * explain_kinds.h - inside explain: what only one kind of measure says of itself, its breakdowns, and the rule and level
 * that every form prints.
 */
#ifndef ENGINE_EXPLAIN_KINDS_H
#define ENGINE_EXPLAIN_KINDS_H

#include "engine/explain.h"

/* "the UK calendar month of received_at". */
void explain_kind_placing(const struct measure *m, struct builder *out);
/* Facts beyond clock, availability and composition, in the order of printing. */
void explain_kind_facts(const struct catalogue *c, const struct measure *m, explain_add *add, void *context);
/* The level in force in a month, the newest one for month 0; NULL where there is none. */
const struct level *explain_level(const struct measure *m, struct month month);
/* The rule in few words, for a list: the time allowed, the composition, the denominator. */
void explain_short_rule(const struct measure *m, struct builder *out);
bool explain_rule_is_assumed(const struct measure *m);
/* The same of the kinds that have a rule of their own. */
void explain_kind_short(const struct measure *m, struct builder *out);
/* "manufacturer / model / firmware_version"; "all" without parts. */
void explain_dimension(const struct measure *m, const struct dimension *d, struct builder *out);

#endif
