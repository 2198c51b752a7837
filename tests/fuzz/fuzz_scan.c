/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The target for libFuzzer: scripts/fuzz builds and runs it. */
#include "tests/fuzz/differ.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct text t = { (const char *)data, size };

	if (size <= DIFFER_MAX_BYTES)
		differ_try(t, differ_how(t));
	return 0;
}
