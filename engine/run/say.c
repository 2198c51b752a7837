/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/say.h"

#include "engine/text.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define USUAL_WIDTH     80
#define ESCAPE          '\033'
#define MAX_LABEL_BYTES 400

static struct builder line; /* what was said of a line that has not ended */
static int failure;

void say_note_failure(void)
{
	if (!failure && ferror(stdout))
		failure = errno;
}

int say_failure(void)
{
	return failure;
}

int say_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return INT_MAX;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL_WIDTH;
}

/* Bytes of the sequence or character at the front; *columns that it takes. */
static size_t step(const char *p, const char *end, int *columns)
{
	size_t n = 1;

	if (*p == ESCAPE) { /* a colour: up to its m */
		while (p + n < end && p[n - 1] != 'm')
			n++;
		*columns = 0;
		return n;
	}
	while (p + n < end && ((unsigned char)p[n] & 0xC0) == 0x80)
		n++;
	*columns = *p != '\t';
	return n;
}

static int columns_between(const char *p, const char *end)
{
	int sum = 0, columns;

	for (; p < end; sum += columns)
		p += step(p, end, &columns);
	return sum;
}

int say_columns(const char *text)
{
	return columns_between(text, text + strlen(text));
}

/* With plain spaces for no-break ones, without tabs. */
static void write_plain(const char *p, const char *end)
{
	struct builder b;

	builder_init(&b);
	text_add_plain(&b, (struct text){ p, (size_t)(end - p) });
	for (size_t i = 0; i < b.size; i++)
		if (b.data[i] != '\t')
			putchar(b.data[i]);
	builder_done(&b);
}

/* Where a line goes on: at its tab, else two columns right of its beginning, but with a quarter of the width left. */
static int hang_of(const char *p, const char *end, int width)
{
	const char *tab = memchr(p, '\t', (size_t)(end - p));
	int hang = tab ? columns_between(p, tab) : (int)strspn(p, " ") + 2;

	return hang <= width / 4 * 3 ? hang : 2;
}

static void write_line(const char *p, const char *end)
{
	int width = say_width(), at = 0, n_tabs = 0, hang = hang_of(p, end, width);
	bool fits = columns_between(p, end) <= width;

	while (p < end) {
		const char *spaces = p, *word;
		int n_gap, n_word;

		while (p < end && (*p == ' ' || *p == '\t'))
			n_tabs += *p++ == '\t';
		for (word = p; p < end && *p != ' ' && *p != '\t';)
			p++;
		n_gap = columns_between(spaces, word);
		n_word = columns_between(word, p);
		if (word == p)
			break; /* spaces that end the line */
		if (at > hang && (at + n_gap + n_word > width || (n_tabs > 1 && !fits))) {
			n_tabs = 1;
			printf("\n%*s", hang, "");
			at = hang;
			spaces = word;
			n_gap = 0;
		}
		write_plain(spaces, p);
		at += n_gap + n_word;
		say_note_failure();
	}
	putchar('\n');
	say_note_failure();
}

void say(const char *format, ...)
{
	va_list arguments;
	char *text;
	const char *p, *end;
	size_t size;

	va_start(arguments, format);
	size = (size_t)vsnprintf(NULL, 0, format, arguments) + 1;
	va_end(arguments);
	text = memory_resize(NULL, size, 1);
	va_start(arguments, format);
	vsnprintf(text, size, format, arguments);
	va_end(arguments);
	for (p = text; (end = strchr(p, '\n')); p = end + 1) {
		builder_add(&line, (struct text){ p, (size_t)(end - p) });
		write_line(line.data, line.data + line.size);
		builder_done(&line);
	}
	if (*p)
		builder_add(&line, text_of(p));
	memory_free(text);
}

void say_data(const char *text, size_t max_bytes)
{
	struct builder safe;

	builder_init(&safe);
	text_escape(&safe, text_of(text), max_bytes);
	say("%s", safe.data ? safe.data : "");
	builder_done(&safe);
}

void say_synthetic(bool synthetic, const char *notice)
{
	if (!synthetic)
		return;
	say("SYNTHETIC DATA. ");
	say_data(notice, 2000);
	say("\n");
}

void say_cell(const char *text, int width)
{
	int gap = abs(width) - say_columns(text);

	say("%*s%s%*s", width > 0 && gap > 0 ? gap : 0, "", text, width < 0 && gap > 0 ? gap : 0, "");
}

void say_label(const char *text, int indent, int width)
{
	struct builder safe;

	builder_init(&safe);
	text_escape(&safe, text_of(text), MAX_LABEL_BYTES);
	text = safe.data ? safe.data : "";
	say("%*s", indent, "");
	if (say_columns(text) > width) {
		say("%s\n%*s", text, indent, "");
		text = "";
	}
	say_cell(text, -width);
	builder_done(&safe);
}
