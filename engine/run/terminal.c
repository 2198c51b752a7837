/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/terminal.h"

#include "engine/civil.h"
#include "engine/run/say.h"
#include "engine/stage.h"
#include "engine/whole.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DRAW_INTERVAL_NS (NS_PER_S / 10)

static pthread_mutex_t draw_lock = PTHREAD_MUTEX_INITIALIZER;

bool terminal_colour(FILE *stream)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (no_color && *no_color)
		return false;
	if (term && !strcmp(term, "dumb"))
		return false;
	return isatty(fileno(stream));
}

const char *terminal_status_start(FILE *stream, enum status s)
{
	static const char *const codes[STATUS_COUNT] = {
		[STATUS_GREEN] = "\033[36m",   [STATUS_AMBER] = "\033[33m",    [STATUS_RED] = "\033[1;31m",
		[STATUS_NO_DATA] = "\033[2m",  [STATUS_WITHHELD] = "\033[35m",
	};

	return terminal_colour(stream) ? codes[s] : "";
}

const char *terminal_status_end(FILE *stream)
{
	return terminal_colour(stream) ? "\033[0m" : "";
}

const char *terminal_mark(const struct measure *m, struct month month, bool *seen)
{
	const char *mark = measure_mark(m, month);

	*seen |= *mark != 0;
	return mark;
}

void terminal_legend(bool seen)
{
	if (seen)
		say("* rests on values nobody has confirmed: pmr explain ID says which\n");
}

void terminal_error(const struct error *err)
{
	char text[2048];

	/* While a signal ends the process its folder goes, and what fails because of that is no news. */
	whole_begin();
	whole_end();
	fprintf(stderr, "pmr: %s\n", error_format(err, text, sizeof text));
	if (err->hint[0])
		fprintf(stderr, "     %s\n", err->hint);
}

void progress_init(struct progress *p, bool quiet)
{
	*p = (struct progress){ .shown = !quiet && isatty(STDERR_FILENO) };
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * (uint64_t)NS_PER_S + (uint64_t)t.tv_nsec;
}

void progress_draw(void *context, uint64_t bytes_done, uint64_t bytes_all)
{
	struct progress *p = context;
	uint64_t now;

	if (!p->shown)
		return;
	pthread_mutex_lock(&draw_lock);
	now = now_ns();
	if (now - p->last_drawn_ns >= (uint64_t)DRAW_INTERVAL_NS) {
		p->last_drawn_ns = now;
		if (bytes_all)
			fprintf(stderr, "\r\033[Kreading %3u %%  %.1f of %.1f MB",
				(unsigned)((double)bytes_done * 100 / (double)bytes_all), (double)bytes_done / 1e6,
				(double)bytes_all / 1e6);
		else
			fprintf(stderr, "\r\033[Kreading %.1f MB", (double)bytes_done / 1e6);
		fflush(stderr);
	}
	pthread_mutex_unlock(&draw_lock);
}

void progress_stage(struct progress *p, const char *stage)
{
	if (!p->shown)
		return;
	fprintf(stderr, "\r\033[K%s ...", stage);
	fflush(stderr);
}

void progress_clear(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
}

void terminal_stages(void)
{
	for (int s = 0; s < STAGE_COUNT; s++) {
		int64_t ms = stage_ns((enum stage)s) / 1000000;

		fprintf(stderr, "stage %s %lld.%03lld\n", stage_name((enum stage)s), (long long)ms / 1000,
			(long long)ms % 1000);
	}
}

void terminal_write(struct text t)
{
	char safe[TEXT_ESCAPE_BYTES];

	if (!isatty(STDOUT_FILENO)) {
		fwrite(t.data, 1, t.size, stdout);
		say_note_failure();
		return;
	}
	while (t.size) {
		size_t plain = 0;

		while (plain < t.size && (t.data[plain] == '\n' || t.data[plain] == '\t'))
			plain++;
		fwrite(t.data, 1, plain, stdout);
		t.data += plain;
		t.size -= plain;
		if (t.size)
			fwrite(safe, 1, text_escape_step(&t, safe), stdout);
		say_note_failure();
	}
}

bool terminal_flush(struct error *err)
{
	bool flushed = fflush(stdout) == 0;
	int code = say_failure() ? say_failure() : errno;

	if (flushed && !ferror(stdout))
		return true;
	/* Where the flush went well, errno is of something else. */
	if (flushed && !say_failure())
		return error_set(err, ERROR_OUTPUT, "standard output could not be written");
	return error_set(err, ERROR_OUTPUT, "standard output could not be written: %s", strerror(code));
}
