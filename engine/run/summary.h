/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * summary.h - what a run prints when it is done: what was found, and what was written where.
 */
#ifndef ENGINE_RUN_SUMMARY_H
#define ENGINE_RUN_SUMMARY_H

#include "engine/run/options.h"

/* The closing summary of `pmr report`; `outputs` are what the pack holds. */
void summary_report(const struct results *r, const struct run_options *options,
		    const struct render_output *outputs, size_t n_outputs);
/* The findings and the reconciliation of `pmr check`. */
void summary_check(const struct results *r, const struct run_options *options);
/* 0, or 1 when --strict or --fail-on tripped. */
int summary_gate(const struct results *r, const struct run_options *options);

#endif
