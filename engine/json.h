/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json.h - what the writers of JSON share.
 *
 * Members stand in the order they were put.  Text from data is escaped on its way in (text_escape), so
 * jansson can only fail for want of memory, which ends the process as everywhere.
 */
#ifndef ENGINE_JSON_H
#define ENGINE_JSON_H

#include "engine/text.h"

#include <jansson.h>

/* From now on jansson takes its memory here, so that it ends the process when there is none, wherever it is used.
 * Before anything else of jansson's is called. */
void json_use_memory(void);

void json_put(json_t *object, const char *key, json_t *value);         /* takes the value */
void json_put_text(json_t *object, const char *key, const char *text); /* untrusted; NULL is null */
/* Past 2^63 - 1, where readers of JSON would make something else of a number: its digits as a string. */
void json_put_count(json_t *object, const char *key, uint64_t count);
void json_append(json_t *array, json_t *value); /* takes the value */
/* Indented, with a line end after it; frees the tree. */
void json_finish(json_t *root, struct builder *out);

#endif
