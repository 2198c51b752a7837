/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/tagged_qpdf.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The library whose headings these are. */
#if QPDF_MAJOR_VERSION == 11
#define LIBRARY "libqpdf.so.29"
#else
#error "LIBRARY must be that of this version of qpdf"
#endif

#define FUNCTION(name) { "qpdf_" #name, offsetof(struct tagged_qpdf, name) },
static const struct {
	const char *name;
	size_t offset;
} functions[] = { TAGGED_QPDF_FUNCTIONS(FUNCTION) };

struct tagged_qpdf qpdf;
static char problem[200]; /* "" when all was found */

static void load(void)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	bool found = library;

	for (size_t i = 0; found && i < sizeof functions / sizeof *functions; i++) {
		void *function = dlsym(library, functions[i].name);

		found = function;
		memcpy((char *)&qpdf + functions[i].offset, &function, sizeof function);
	}
	if (!found)
		snprintf(problem, sizeof problem, "%s", dlerror());
}

bool tagged_qpdf_load(struct error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (!problem[0])
		return true;
	error_set(err, ERROR_OUTPUT, "the PDF could not be given its tags: %s", problem);
	return error_hint(err, "install the package libqpdf29");
}
