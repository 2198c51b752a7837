/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/hash.h"

#include <string.h>

/* From FIPS 180-2, appendix B, and the empty message. */
static const struct {
	const char *text, *hex;
} known[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void test_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct error err = { 0 };
		char hex[65] = "";
		assert_true(hash_of(known[i].text, strlen(known[i].text), hex, &err));
		assert_string_equal(hex, known[i].hex);
	}
}

static void test_million(void **state)
{
	(void)state;
	struct error err = { 0 };
	char piece[1000], hex[65] = "";
	memset(piece, 'a', sizeof piece);
	struct hash *h = hash_new();
	for (int i = 0; i < 1000; i++) {
		/* Pieces of any size, none among them. */
		size_t first = (size_t)(i % 64);
		hash_add(h, piece, first);
		hash_add(h, piece, 0);
		hash_add(h, piece + first, sizeof piece - first);
	}
	assert_true(hash_finish(h, hex, &err));
	assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	hash_free(h);
}

static void test_finish_twice(void **state)
{
	(void)state;
	struct error err = { 0 };
	char hex[65] = "";
	struct hash *h = hash_new();
	assert_true(hash_finish(h, hex, &err));
	assert_false(hash_finish(h, hex, &err));
	assert_int_equal(err.kind, ERROR_OUTPUT);
	hash_free(h);
	hash_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_million),
		cmocka_unit_test(test_finish_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
