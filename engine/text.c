/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text.h"

#include "engine/bytes.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct text text_of(const char *c_string)
{
	return c_string ? (struct text){ c_string, strlen(c_string) } : (struct text){ "", 0 };
}

bool text_equal(struct text a, struct text b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool text_is(struct text a, const char *c_string)
{
	return text_equal(a, text_of(c_string));
}

int text_compare(struct text a, struct text b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = common ? memcmp(a.data, b.data, common) : 0;
	if (order)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

struct text text_trim(struct text a)
{
	while (a.size && (a.data[0] == ' ' || a.data[0] == '\t')) {
		a.data++;
		a.size--;
	}
	while (a.size && (a.data[a.size - 1] == ' ' || a.data[a.size - 1] == '\t'))
		a.size--;
	return a;
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool text_equal_nocase(struct text a, struct text b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

/* The hash is of the multiply-and-fold family: 16 bytes a step, each half masked with an odd
 * constant, the two halves of their 128-bit product folded together. */
#define MIX_A UINT64_C(0x9E3779B97F4A7C15)
#define MIX_B UINT64_C(0xE7037ED1A0B428DB)
#define MIX_C UINT64_C(0x8EBC6AF09C88C6E3)

static uint64_t fold(uint64_t a, uint64_t b)
{
	unsigned __int128 wide = (unsigned __int128)a * b;
	/* A factor of 0 would forget the other one, and with it all bytes that led there: it stands by itself then. */
	if (__builtin_expect(!a || !b, 0))
		return a ? a : b ^ MIX_A;
	return (uint64_t)wide ^ (uint64_t)(wide >> 64);
}

uint64_t text_hash(struct text a, uint64_t seed)
{
	const char *p = a.data;
	size_t left = a.size;
	uint64_t state = seed ^ fold(seed ^ MIX_A, (uint64_t)a.size ^ MIX_B);
	while (left > 16) {
		state = fold(bytes_read64(p) ^ MIX_B, bytes_read64(p + 8) ^ state);
		p += 16;
		left -= 16;
	}
	uint64_t first = 0, second = 0; /* the last 0 to 16 bytes; their reads may overlap */
	if (left >= 8) {
		first = bytes_read64(p);
		second = bytes_read64(p + left - 8);
	} else if (left >= 4) {
		first = bytes_read32(p);
		second = bytes_read32(p + left - 4);
	} else if (left) {
		first = (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[left >> 1] << 8 |
			(unsigned char)p[left - 1];
	}
	state = fold(first ^ MIX_B, second ^ state ^ MIX_C);
	return fold(state ^ MIX_A, (uint64_t)a.size ^ MIX_C);
}

/* Size in bytes of the valid UTF-8 character at p (left > 0 bytes), or 0. */
static size_t utf8_step(const unsigned char *p, size_t left)
{
	unsigned char c = p[0];
	if (c < 0x80)
		return 1;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (left < n)
		return 0;
	/* The second byte alone tells overlong forms, surrogates and what lies above U+10FFFF. */
	unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
	unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xC0u) != 0x80u)
			return 0;
	return n;
}

size_t text_utf8_prefix(struct text a)
{
	const unsigned char *p = (const unsigned char *)a.data;
	size_t i = 0;
	while (i < a.size) {
		while (a.size - i >= 8 && !(bytes_read64(a.data + i) & UINT64_C(0x8080808080808080)))
			i += 8;
		if (i == a.size)
			break;
		size_t n = utf8_step(p + i, a.size - i);
		if (!n)
			break;
		i += n;
	}
	return i;
}

void builder_init(struct builder *b)
{
	*b = (struct builder){ 0 };
}

void builder_done(struct builder *b)
{
	memory_free(b->data);
	*b = (struct builder){ 0 };
}

void builder_clear(struct builder *b)
{
	b->size = 0;
	if (b->data)
		b->data[0] = '\0';
}

/* Room for `more` bytes and the NUL. */
static void reserve(struct builder *b, size_t more)
{
	size_t need;
	if (__builtin_add_overflow(b->size, more, &need) || __builtin_add_overflow(need, (size_t)1, &need))
		need = SIZE_MAX;
	if (need <= b->room)
		return;
	size_t room = b->room < 32 ? 64 : b->room * 2;
	if (room < need)
		room = need;
	b->data = memory_resize(b->data, room, 1);
	b->room = room;
}

void builder_add(struct builder *b, struct text t)
{
	reserve(b, t.size);
	if (t.size)
		memcpy(b->data + b->size, t.data, t.size);
	b->size += t.size;
	b->data[b->size] = '\0';
}

void builder_add_char(struct builder *b, char c)
{
	reserve(b, 1);
	b->data[b->size++] = c;
	b->data[b->size] = '\0';
}

void builder_printf(struct builder *b, const char *format, ...)
{
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(size >= 0);
	reserve(b, (size_t)size);
	vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
	va_end(again);
	b->size += (size_t)size;
}

struct text builder_text(const struct builder *b)
{
	return b->data ? (struct text){ b->data, b->size } : (struct text){ "", 0 };
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7F;
}

/* Length in bytes of the longest prefix of printable ASCII characters, which are left as they are. */
static size_t plain_prefix(struct text a)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
	size_t i = 0;

	for (; a.size - i >= 8; i += 8) {
		uint64_t eight = bytes_read64(a.data + i), low = eight & ~tops;

		/* The top of a byte: of all from 0x20 on, of all from 0x7F on, and of all that is not ASCII. */
		if (((low + ones * 0x60) & ~(low + ones) & ~eight & tops) != tops)
			break;
	}
	while (i < a.size && is_plain((unsigned char)a.data[i]))
		i++;
	return i;
}

/* Code point of a valid character of n bytes. */
static uint32_t code_point(const unsigned char *p, size_t n)
{
	if (n == 1)
		return p[0];
	uint32_t code = p[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (p[i] & 0x3Fu);
	return code;
}

/* Code points that are no characters by definition: two of them (U+FFFE and U+FFFF) are not well-formed in XML. */
static bool is_no_character(uint32_t code)
{
	return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

/* Characters that steer a terminal or the order of what is read, that end a line, or that no XML may hold. */
static bool is_dangerous(uint32_t code)
{
	if (is_no_character(code))
		return true;
	if (code < 0x20 || (code >= 0x7F && code < 0xA0))
		return true;
	if (code == 0x061C || code == 0x200E || code == 0x200F || code == 0xFEFF)
		return true;
	return (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

size_t text_escape_step(struct text *rest, char safe[TEXT_ESCAPE_BYTES])
{
	assert(rest->size > 0);
	const unsigned char *p = (const unsigned char *)rest->data;
	size_t n = utf8_step(p, rest->size);
	int written;
	if (n == 0) {
		n = 1;
		written = snprintf(safe, TEXT_ESCAPE_BYTES, "\\x%02X", p[0]);
	} else {
		uint32_t code = code_point(p, n);
		if (!is_dangerous(code)) {
			memcpy(safe, p, n);
			written = (int)n;
		} else {
			written = snprintf(safe, TEXT_ESCAPE_BYTES, code < 0x80 ? "\\x%02X" : "\\u{%04X}",
					   (unsigned)code);
		}
	}
	rest->data += n;
	rest->size -= n;
	return (size_t)written;
}

void text_escape(struct builder *out, struct text t, size_t max_bytes)
{
	static const char dots[] = "...";
	size_t n_dots = max_bytes < 3 ? max_bytes : 3;
	size_t start = out->size;
	size_t cut = start; /* where the dots would go: the last place with room for them */
	builder_add(out, TEXT(""));
	while (t.size) {
		char safe[TEXT_ESCAPE_BYTES];
		size_t used = out->size - start, room = max_bytes - n_dots > used ? max_bytes - n_dots - used : 0;
		/* No further than there is room for: what is left of a long text is not looked at for every character. */
		size_t n = plain_prefix((struct text){ t.data, t.size < room ? t.size : room });
		if (n) {
			builder_add(out, (struct text){ t.data, n });
			t = (struct text){ t.data + n, t.size - n };
			cut = out->size;
			continue;
		}
		n = text_escape_step(&t, safe);
		if (out->size - start + n > max_bytes) {
			out->size = cut;
			builder_add(out, (struct text){ dots, n_dots });
			return;
		}
		builder_add(out, (struct text){ safe, n });
		if (out->size - start + n_dots <= max_bytes)
			cut = out->size;
	}
}

void text_add_csv(struct builder *out, struct text t, bool neutralise)
{
	bool formula = neutralise && t.size && memchr("=+-@\t\r", t.data[0], 6);
	bool quoted = false;
	for (size_t i = 0; i < t.size && !quoted; i++)
		quoted = t.data[i] == ',' || t.data[i] == '"' || t.data[i] == '\n' || t.data[i] == '\r';
	if (quoted)
		builder_add_char(out, '"');
	if (formula)
		builder_add_char(out, '\'');
	while (quoted && t.size) {
		const char *quote = memchr(t.data, '"', t.size);
		size_t n = quote ? (size_t)(quote - t.data) + 1 : t.size;
		builder_add(out, (struct text){ t.data, n });
		if (quote)
			builder_add_char(out, '"');
		t.data += n;
		t.size -= n;
	}
	builder_add(out, t);
	if (quoted)
		builder_add_char(out, '"');
}

void text_add_plain(struct builder *out, struct text t)
{
	static const char no_break[] = "\u00a0", narrow[] = "\u202f";
	const size_t n_no_break = sizeof no_break - 1, n_narrow = sizeof narrow - 1;
	for (size_t i = 0, n; i < t.size; i += n) {
		n = 1;
		if (t.size - i >= n_no_break && memcmp(t.data + i, no_break, n_no_break) == 0)
			n = n_no_break;
		else if (t.size - i >= n_narrow && memcmp(t.data + i, narrow, n_narrow) == 0)
			n = n_narrow;
		builder_add_char(out, n > 1 ? ' ' : t.data[i]);
	}
}

void text_add_csv_words(struct builder *out, struct text t)
{
	struct builder plain;
	builder_init(&plain);
	text_add_plain(&plain, t);
	text_add_csv(out, builder_text(&plain), true);
	builder_done(&plain);
}

void text_add_xml(struct builder *out, struct text t)
{
	for (size_t i = 0; i < t.size; i++) {
		switch (t.data[i]) {
		case '&':
			builder_add(out, TEXT("&amp;"));
			break;
		case '<':
			builder_add(out, TEXT("&lt;"));
			break;
		case '>':
			builder_add(out, TEXT("&gt;"));
			break;
		case '"':
			builder_add(out, TEXT("&quot;"));
			break;
		default:
			builder_add_char(out, t.data[i]);
		}
	}
}

const char *text_capital(const char *text, struct arena *arena)
{
	char *copy = arena_copy(arena, text, strlen(text));

	if (*copy >= 'a' && *copy <= 'z')
		*copy = (char)(*copy - 'a' + 'A');
	return copy;
}
