/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verb_check.c - read and validate only; print the reconciliation and the findings.
 */
#include "engine/run/conductor.h"
#include "engine/run/summary.h"
#include "engine/run/terminal.h"
#include "engine/run/verbs.h"
#include "engine/run/work.h"

int verb_check(const struct run_options *options)
{
	struct conductor conductor;
	struct error err = { 0 };
	int code;

	if (!work_begin(NULL, &err)) {
		terminal_error(&err);
		return (int)err.kind;
	}
	conductor_init(&conductor);
	if (conductor_run(&conductor, options, false, &err)) {
		summary_check(&conductor.results, options);
		code = summary_gate(&conductor.results, options);
	} else {
		terminal_error(&err);
		code = (int)err.kind;
	}
	conductor_done(&conductor);
	work_end();
	return code;
}
