/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The target for libFuzzer: scripts/fuzz --rows builds and runs it. */
#include "tests/fuzz/rows.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct text t = { (const char *)data, size };

	/* -1: of no use to the corpus. */
	return rows_try(t, rows_choice(t)) ? 0 : -1;
}
