/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * words.h - one dictionary per run: text of few distinct values <-> small codes.
 *
 * Code 0 is the empty word.  Codes depend on the order in which threads met the words, so nothing
 * that is printed may depend on a code's value: sort by text.  Words live until words_free.
 */
#ifndef ENGINE_WORDS_H
#define ENGINE_WORDS_H

#include "engine/text.h"

#define WORDS_MAX       (1u << 20)   /* distinct words a run may hold */
#define WORDS_MAX_BYTES (256u << 20) /* bytes of text that they may hold together */
#define WORDS_FULL      UINT32_MAX   /* returned when a new word would pass one of these */

struct words;
struct words *words_new(void);
void words_free(struct words *w);
/* Safe from any thread.  The word's code, entered when new. */
uint32_t words_code(struct words *w, struct text word);
uint32_t words_find(struct words *w, struct text word);       /* 0 when unknown (or empty) */
struct text words_text(const struct words *w, uint32_t code); /* safe from any thread */
/* A word was turned away: which one depends on threads, so nothing that follows from it may be told. */
bool words_full(const struct words *w);
uint32_t words_count(const struct words *w);                  /* codes in use are 0 to count-1 */

#endif
