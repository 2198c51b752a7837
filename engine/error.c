/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"

#include "engine/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copies a C string into a room, cut between two characters when it is too long. */
static void copy_cut(char *room, size_t room_bytes, const char *from)
{
	size_t size = strlen(from);
	if (size >= room_bytes) {
		size = room_bytes - 1;
		/* Step back over the continuation bytes of a character that does not fit whole. */
		while (size > 0 && ((unsigned char)from[size] & 0xC0u) == 0x80u)
			size--;
	}
	memmove(room, from, size);
	room[size] = '\0';
}

/* Formats into a room.  The arguments may point into the error itself, hence the detour. */
PRINTF_LIKE(3, 0)
static void format_cut(char *room, size_t room_bytes, const char *format, va_list arguments)
{
	char whole[2048];
	if (vsnprintf(whole, sizeof whole, format, arguments) < 0)
		whole[0] = '\0';
	copy_cut(room, room_bytes, whole);
}

bool error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	assert(err && kind != ERROR_NONE);
	va_list arguments;
	va_start(arguments, format);
	format_cut(err->message, sizeof err->message, format, arguments);
	va_end(arguments);
	err->kind = kind;
	err->line = 0;
	err->path[0] = '\0';
	err->field[0] = '\0';
	err->hint[0] = '\0';
	return false;
}

bool error_at(struct error *err, const char *path, uint64_t line, const char *field)
{
	assert(err);
	if (path && strlen(path) < sizeof err->path) {
		copy_cut(err->path, sizeof err->path, path);
	} else if (path) {
		/* The end of a path says more than its beginning. */
		const char *tail = path + strlen(path) - (sizeof err->path - 4);
		while (((unsigned char)*tail & 0xC0u) == 0x80u)
			tail++;
		char shown[sizeof err->path];
		snprintf(shown, sizeof shown, "...%s", tail);
		memcpy(err->path, shown, sizeof shown);
	}
	if (line)
		err->line = line;
	if (field)
		copy_cut(err->field, sizeof err->field, field);
	return false;
}

bool error_hint(struct error *err, const char *format, ...)
{
	assert(err);
	va_list arguments;
	va_start(arguments, format);
	format_cut(err->hint, sizeof err->hint, format, arguments);
	va_end(arguments);
	return false;
}

/* Appends the safe form of a C string, whole characters only; returns the new size. */
static size_t add_escaped(char *text, size_t size, size_t size_bytes, const char *c_string)
{
	struct text rest = text_of(c_string);
	while (rest.size) {
		char safe[TEXT_ESCAPE_BYTES];
		size_t n = text_escape_step(&rest, safe);
		if (size + n >= size_bytes)
			break;
		memcpy(text + size, safe, n);
		size += n;
	}
	text[size] = '\0';
	return size;
}

char *error_format(const struct error *err, char *text, unsigned long size_bytes)
{
	assert(err && text && size_bytes > 0);
	char line[32] = "";
	if (err->line)
		snprintf(line, sizeof line, "%llu:", (unsigned long long)err->line);
	size_t size = 0;
	text[0] = '\0';
	if (err->path[0]) {
		size = add_escaped(text, size, size_bytes, err->path);
		size = add_escaped(text, size, size_bytes, ":");
		size = add_escaped(text, size, size_bytes, line);
	} else if (err->line) {
		size = add_escaped(text, size, size_bytes, "line ");
		size = add_escaped(text, size, size_bytes, line);
	}
	if (err->field[0]) {
		size = add_escaped(text, size, size_bytes, err->field);
		size = add_escaped(text, size, size_bytes, ":");
	}
	if (size)
		size = add_escaped(text, size, size_bytes, " ");
	add_escaped(text, size, size_bytes, err->message);
	return text;
}
