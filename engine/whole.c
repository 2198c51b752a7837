/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/whole.h"

#include <pthread.h>
#include <stdatomic.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock;
static atomic_bool renewed;
static atomic_int n_waiting;

/* Recursive: memory may run out within a stretch, and the thread that ends the process then is in it already. */
static void init(void)
{
	pthread_mutexattr_t kind;

	pthread_mutexattr_init(&kind);
	pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&lock, &kind);
	pthread_mutexattr_destroy(&kind);
}

void whole_begin(void)
{
	pthread_once(&once, init);
	if (pthread_mutex_trylock(&lock) == 0)
		return;
	atomic_fetch_add(&n_waiting, 1);
	pthread_mutex_lock(&lock);
	atomic_fetch_sub(&n_waiting, 1);
}

void whole_end(void)
{
	pthread_mutex_unlock(&lock);
}

bool whole_is_waited_for(void)
{
	return atomic_load(&n_waiting) > 0;
}

void whole_set_renewed(void)
{
	atomic_store(&renewed, true);
}

bool whole_is_renewed(void)
{
	return atomic_load(&renewed);
}
