/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#define MAX_TEXT_BYTES (1 << 20)

void json_use_memory(void)
{
	json_set_alloc_funcs(memory_alloc, memory_free);
}

void json_put(json_t *object, const char *key, json_t *value)
{
	int failed = json_object_set_new(object, key, value);

	assert(!failed);
	(void)failed;
}

void json_put_text(json_t *object, const char *key, const char *text)
{
	struct builder b;

	if (!text) {
		json_put(object, key, json_null());
		return;
	}
	builder_init(&b);
	text_escape(&b, text_of(text), MAX_TEXT_BYTES);
	json_put(object, key, json_stringn_nocheck(b.data, b.size));
	builder_done(&b);
}

void json_put_count(json_t *object, const char *key, uint64_t count)
{
	char digits[24];

	/* Rows are counted one by one, but a provider may say any number, and sums of those pass what jansson has. */
	if (count > INT64_MAX) {
		snprintf(digits, sizeof digits, "%" PRIu64, count);
		json_put(object, key, json_string(digits));
		return;
	}
	json_put(object, key, json_integer((json_int_t)count));
}

void json_append(json_t *array, json_t *value)
{
	int failed = json_array_append_new(array, value);

	assert(!failed);
	(void)failed;
}

void json_finish(json_t *root, struct builder *out)
{
	char *text = json_dumps(root, JSON_INDENT(2));

	assert(text);
	builder_add(out, text_of(text));
	builder_add_char(out, '\n');
	memory_free(text);
	json_decref(root);
}
