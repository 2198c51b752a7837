/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * catalogue_read.h - inside the catalogue: from the YAML tree to measures, one measure at a time.
 *
 * catalogue_read.c checks what can be said of one measure alone; catalogue_check.c what only the whole
 * edition shows (ids, inputs, cycles).  Only catalogue.c and the tests include this.
 */
#ifndef ENGINE_CATALOGUE_READ_H
#define ENGINE_CATALOGUE_READ_H

#include "engine/catalogue.h"
#include "engine/yaml.h"

struct catalogue_reading; /* a measure being read */

/* One key that a measure may have: adding a key adds a line to the table of these. */
struct catalogue_key {
	const char *name;
	unsigned needed_by, used_by; /* bit k: by kind k */
	bool (*read)(struct catalogue_reading *g, const struct yaml_node *node);
	const char *expected; /* what stands there, for messages */
};
size_t catalogue_keys(const struct catalogue_key **out);

/* Reads one item of `measures`; inputs are left to catalogue_check_inputs.  Leaves r->subject naming the
 * measure. */
bool catalogue_read_measure(struct yaml_reader *r, const struct yaml_node *node, struct measure *m) MUST_USE;
/* The edition's response codes and business processes; either may be NULL. */
bool catalogue_read_journeys(struct yaml_reader *r, const struct yaml_node *responses,
			     const struct yaml_node *processes, struct catalogue *c) MUST_USE;
/* The breakdowns of a measure whose other keys were read. */
bool catalogue_read_breakdowns(struct catalogue_reading *g, const struct yaml_node *node) MUST_USE;
/* Ids that occur twice; then inputs, cycles, what does not add up, and the order of computing. */
bool catalogue_check_ids(struct yaml_reader *r, const struct yaml_node *lists[2],
			 const struct catalogue *c) MUST_USE;
/* What metrics say of measures: those that a what_if varies. */
bool catalogue_check_metrics(struct yaml_reader *r, const struct yaml_node *list, struct measure *measures,
			     const struct catalogue *c) MUST_USE;
bool catalogue_check_inputs(struct yaml_reader *r, const struct yaml_node *list, struct measure *measures,
			    int n_measures, const int **order) MUST_USE;

#endif
