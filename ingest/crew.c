/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/crew.h"

#include "ingest/columns/chunk.h"

#include <pthread.h>

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a file was opened, or is done with */
	struct job *jobs;
	size_t n, next; /* files from `next` on were not looked at */
	size_t *n_at;   /* [n] threads at each file */
	size_t n_busy;  /* files begun and not ended */
};

static bool is_event(const struct job *j)
{
	return j->input->dataset != DATASET_NONE && !dataset_get(j->input->dataset)->is_register &&
	       j->status == FILE_USED;
}

/* A file that nobody has begun; false when there is none.  Under the lock. */
static bool take_new(struct crew *c, size_t *index)
{
	while (c->next < c->n && !is_event(&c->jobs[c->next]))
		c->next++;
	if (c->next == c->n)
		return false;
	*index = c->next++;
	c->n_busy++;
	return true;
}

/* A file that can do with one more.  Under the lock. */
static bool take_shared(struct crew *c, size_t *index)
{
	for (size_t i = 0; i < c->next; i++) {
		if (!c->n_at[i] || !job_has_more(&c->jobs[i]))
			continue;
		*index = i;
		return true;
	}
	return false;
}

static void leave(struct crew *c, size_t index)
{
	bool last = --c->n_at[index] == 0;

	if (!last)
		return;
	pthread_mutex_unlock(&c->lock);
	job_end(&c->jobs[index]);
	pthread_mutex_lock(&c->lock);
	c->n_busy--;
	pthread_cond_broadcast(&c->changed);
}

/* Works on a file until nothing of it is left.  Called and left with the lock held. */
static void work_on(struct crew *c, size_t index, struct chunk *chunk)
{
	c->n_at[index]++;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	job_work(&c->jobs[index], chunk);
	pthread_mutex_lock(&c->lock);
	leave(c, index);
}

static void begin(struct crew *c, size_t index, struct chunk *chunk)
{
	bool good;

	pthread_mutex_unlock(&c->lock);
	good = job_begin(&c->jobs[index]);
	pthread_mutex_lock(&c->lock);
	if (good) {
		work_on(c, index, chunk);
	} else {
		c->n_busy--;
		pthread_cond_broadcast(&c->changed);
	}
}

static void *work(void *context)
{
	struct crew *c = context;
	struct chunk chunk;

	chunk_init(&chunk);
	pthread_mutex_lock(&c->lock);
	for (;;) {
		size_t index;

		if (take_new(c, &index))
			begin(c, index, &chunk);
		else if (take_shared(c, &index))
			work_on(c, index, &chunk);
		else if (c->n_busy)
			pthread_cond_wait(&c->changed, &c->lock);
		else
			break;
	}
	pthread_mutex_unlock(&c->lock);
	chunk_done(&chunk);
	return NULL;
}

void crew_read_events(struct job *jobs, size_t n, int n_threads)
{
	struct crew crew = { .jobs = jobs, .n = n, .n_at = memory_zero(n + 1, sizeof *crew.n_at) };
	pthread_t *threads = memory_zero((size_t)n_threads + 1, sizeof *threads);
	int n_started = 0;

	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	/* This thread works too; a thread that cannot be had is done without. */
	while (n_started < n_threads - 1 && pthread_create(&threads[n_started], NULL, work, &crew) == 0)
		n_started++;
	work(&crew);
	for (int i = 0; i < n_started; i++)
		pthread_join(threads[i], NULL);
	pthread_mutex_destroy(&crew.lock);
	pthread_cond_destroy(&crew.changed);
	memory_free(crew.n_at);
	memory_free(threads);
}
