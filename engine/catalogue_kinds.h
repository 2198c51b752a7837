/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * catalogue_kinds.h - inside the catalogue: the keys that belong to one kind of measure or a few.
 *
 * Each reads the value of its key into the measure, or sets the error.
 */
#ifndef ENGINE_CATALOGUE_KINDS_H
#define ENGINE_CATALOGUE_KINDS_H

#include "engine/catalogue_value.h"

bool catalogue_kind_changed_by(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_assumed(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_cohort(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_windows(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_good(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_counted(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_first_time(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_variance(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_losses(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_of(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
bool catalogue_kind_implied(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
/* What only all keys together show; `map` is the measure. */
bool catalogue_kind_complete(struct catalogue_reading *g, const struct yaml_node *map) MUST_USE;

/* A map of columns with the values that are accepted, as `rows` has it. */
bool catalogue_kind_filters(struct catalogue_reading *g, const struct yaml_node *node, const char *expected,
			    struct filter **out, int *n_out) MUST_USE;

#endif
