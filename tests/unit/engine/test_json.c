/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_json.c - counts of any size, and text that was not ours.
 */
#include "cmocka_all.h"
#include "engine/json.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void expect(json_t *object, const char *part)
{
	struct builder out;

	builder_init(&out);
	json_finish(object, &out);
	if (!strstr(out.data, part))
		fail_msg("%s is not in %s", part, out.data);
	builder_done(&out);
}

static void test_counts(void **state)
{
	static const struct {
		uint64_t count;
		const char *written;
	} cases[] = {
		{ 0, "\"n\": 0\n" },
		{ (UINT64_C(1) << 53) + 1, "\"n\": 9007199254740993\n" },
		{ INT64_MAX, "\"n\": 9223372036854775807\n" },
		{ (uint64_t)INT64_MAX + 1, "\"n\": \"9223372036854775808\"\n" },
		{ UINT64_MAX, "\"n\": \"18446744073709551615\"\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		json_t *object = json_object();

		json_put_count(object, "n", cases[i].count);
		expect(object, cases[i].written);
	}
}

static void test_text(void **state)
{
	json_t *object = json_object();

	(void)state;
	json_put_text(object, "none", NULL);
	json_put_text(object, "text", "a \xFF \"quoted\"");
	expect(json_incref(object), "\"none\": null");
	expect(object, "\"text\": \"a \\\\xFF \\\"quoted\\\"\"");
}

/* Another program in its place: nobody looks for what was not given back. */
static void give_up(size_t size_bytes)
{
	(void)size_bytes;
	execl("/bin/false", "false", (char *)NULL);
}

static void write_list(void)
{
	json_t *object = json_object(), *list = json_array();
	struct builder out;

	builder_init(&out);
	json_put(object, "list", list);
	for (int i = 0; i < 20; i++)
		json_append(list, json_pack("{s:s}", "text", "of the list"));
	json_finish(object, &out);
	builder_done(&out);
}

/* Whatever piece of the tree or of its text cannot be had. */
static void test_no_memory(void **state)
{
	int status = -1;
	long long n = 0;

	(void)state;
	for (; status != 0; n++) {
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0) {
			memory_on_failure(give_up);
			memory_fail_after(n);
			write_list();
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_in_range(WEXITSTATUS(status), 0, 1);
	}
	assert_true(n > 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_counts), cmocka_unit_test(test_text),
					    cmocka_unit_test(test_no_memory) };

	json_use_memory();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
