/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verbs.h - one function a verb: takes the checked options, prints, returns the exit code.
 */
#ifndef ENGINE_RUN_VERBS_H
#define ENGINE_RUN_VERBS_H

#include "engine/run/options.h"

int verb_report(const struct run_options *options);
int verb_check(const struct run_options *options);
int verb_explain(const struct run_options *options);
int verb_measures(const struct run_options *options);
int verb_review(const struct run_options *options);
int verb_history(const struct run_options *options);
int verb_annex(const struct run_options *options);

#endif
