/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store_place.h - whether what --store names can be a store, or is a file that others read or write.
 */
#ifndef ENGINE_RUN_STORE_PLACE_H
#define ENGINE_RUN_STORE_PLACE_H

#include "engine/error.h"
#include "engine/run/command.h"

/* ERROR_USAGE when a report would write its pack over the store, or its store over an input: `path` is an input, or
 * has the name of a table or a document in the output folder or in one of the inputs'. */
bool store_place_check(const char *path, const struct run_options *options, struct error *err) MUST_USE;

#endif
