/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verb_history.c - `pmr history`: the months remembered.
 */
#include "engine/run/terminal.h"
#include "engine/run/verbs.h"
#include "engine/store/store.h"

int verb_history(const struct run_options *options)
{
	struct store *store;
	struct error err = { 0 };

	if (!store_open(options->store ? options->store : STORE_NAME, STORE_READ, &store, &err)) {
		terminal_error(&err);
		return (int)err.kind;
	}
	store_close(store);
	return 0;
}
