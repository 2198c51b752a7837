/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/words.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void a_word_keeps_its_code(void **state)
{
	(void)state;
	struct words *w = words_new();
	assert_int_equal(words_count(w), 1);
	assert_int_equal(words_code(w, TEXT("")), 0);
	assert_int_equal(words_find(w, TEXT("DCC")), 0);
	uint32_t dcc = words_code(w, TEXT("DCC"));
	assert_int_equal(dcc, 1);
	assert_int_equal(words_code(w, TEXT("dcc")), 2); /* compared exactly */
	assert_int_equal(words_code(w, TEXT("DCC ")), 3);
	assert_int_equal(words_code(w, TEXT("DCC")), dcc);
	assert_int_equal(words_find(w, TEXT("DCC")), dcc);
	assert_true(text_is(words_text(w, dcc), "DCC"));
	assert_true(text_is(words_text(w, 0), ""));
	char gone[] = "passing";
	uint32_t kept = words_code(w, text_of(gone));
	memset(gone, '#', sizeof gone);
	assert_true(text_is(words_text(w, kept), "passing")); /* the text was copied */
	assert_int_equal(words_count(w), 5);
	words_free(w);
	words_free(NULL);
}

static struct text numbered(unsigned i, char room[16])
{
	return (struct text){ room, (size_t)snprintf(room, 16, "w%x", i) };
}

static void the_dictionary_is_bounded(void **state)
{
	(void)state;
	struct words *w = words_new();
	char room[16];
	for (unsigned i = 1; i < WORDS_MAX; i++)
		if (words_code(w, numbered(i, room)) != i)
			fail_msg("word %u has another code", i);
	assert_int_equal(words_count(w), WORDS_MAX);
	assert_false(words_full(w));
	assert_true(words_code(w, TEXT("one too many")) == WORDS_FULL);
	assert_true(words_full(w));
	assert_int_equal(words_find(w, TEXT("one too many")), 0);
	assert_int_equal(words_count(w), WORDS_MAX);
	for (unsigned i = 1; i < WORDS_MAX; i += 997) {
		assert_int_equal(words_code(w, numbered(i, room)), i); /* what is in it still works */
		assert_true(text_equal(words_text(w, i), numbered(i, room)));
	}
	words_free(w);
}

static void so_are_its_bytes(void **state)
{
	(void)state;
	enum { SIZE = 32 << 20 };
	struct words *w = words_new();
	char *large = memory_zero(SIZE, 1);
	for (int i = 0; i < 8; i++) {
		large[0] = (char)('a' + i);
		assert_true(words_code(w, (struct text){ large, SIZE }) == (uint32_t)i + 1);
	}
	large[0] = 'z';
	assert_true(words_code(w, (struct text){ large, SIZE }) == WORDS_FULL);
	assert_true(words_code(w, TEXT("x")) == WORDS_FULL);
	large[0] = 'c';
	assert_true(words_code(w, (struct text){ large, SIZE }) == 3);
	memory_free(large);
	words_free(w);
}

enum { N_THREADS = 4, N_WORDS = 20000 };
struct job {
	struct words *words;
	unsigned seed;
	uint32_t codes[N_WORDS];
};

/* Meets the same words as the other threads in an order of its own, and reads as it goes. */
static void *meet_words(void *argument)
{
	struct job *job = argument;
	char room[16];
	for (unsigned i = 0; i < N_WORDS; i++) {
		unsigned which = (i * 7919u + job->seed * 4001u) % N_WORDS;
		struct text word = numbered(which, room);
		uint32_t code = words_code(job->words, word);
		job->codes[which] = code;
		if (!text_equal(words_text(job->words, code), word) || words_find(job->words, word) != code)
			return job; /* the main thread asserts */
	}
	return NULL;
}

static void threads_agree(void **state)
{
	(void)state;
	struct words *w = words_new();
	static struct job jobs[N_THREADS];
	pthread_t threads[N_THREADS];
	for (unsigned t = 0; t < N_THREADS; t++) {
		jobs[t].words = w;
		jobs[t].seed = t;
		assert_int_equal(pthread_create(&threads[t], NULL, meet_words, &jobs[t]), 0);
	}
	for (unsigned t = 0; t < N_THREADS; t++) {
		void *failed;
		pthread_join(threads[t], &failed);
		assert_null(failed);
	}
	assert_int_equal(words_count(w), N_WORDS + 1);
	for (unsigned t = 1; t < N_THREADS; t++)
		assert_memory_equal(jobs[t].codes, jobs[0].codes, sizeof jobs[0].codes);
	words_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_keeps_its_code),
		cmocka_unit_test(the_dictionary_is_bounded),
		cmocka_unit_test(so_are_its_bytes),
		cmocka_unit_test(threads_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
