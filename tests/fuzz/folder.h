/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * folder.h - the seeds and finds of a folder, one after the other.
 */
#ifndef TESTS_FUZZ_FOLDER_H
#define TESTS_FUZZ_FOLDER_H

#include "engine/text.h"

/* Gives the bytes of every file to `each`, which says whether it could use them.  The bytes lie in memory of exactly
 * their size, so that a read past the end is seen.  Returns an exit code: 0, or 1 when there is no file, or one that
 * could not be read or used, which is printed. */
int folder_try(const char *folder, bool (*each)(struct text data));

#endif
