/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/source/encoding.h"

#include "engine/text.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

/* 0x80 to 0x9F of Windows-1252; 0 marks the five bytes that it leaves undefined. */
static const uint16_t high_1252[32] = {
	0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

const char *encoding_form_name(enum encoding_form form)
{
	switch (form) {
	case FORM_UTF8:
		return "UTF-8";
	case FORM_UTF16LE:
		return "UTF-16LE";
	case FORM_UTF16BE:
		return "UTF-16BE";
	case FORM_UTF32LE:
		return "UTF-32LE";
	case FORM_UTF32BE:
		return "UTF-32BE";
	case FORM_WINDOWS_1252:
		return "Windows-1252";
	}
	return "?";
}

bool encoding_parse(const char *name, size_t size, enum encoding *out)
{
	static const struct {
		const char *name;
		enum encoding encoding;
	} names[] = {
		{ "utf-8", ENCODING_UTF8 },
		{ "utf8", ENCODING_UTF8 },
		{ "utf-16", ENCODING_UTF16 },
		{ "utf16", ENCODING_UTF16 },
		{ "utf-16le", ENCODING_UTF16LE },
		{ "utf-16be", ENCODING_UTF16BE },
		{ "windows-1252", ENCODING_WINDOWS_1252 },
		{ "cp1252", ENCODING_WINDOWS_1252 },
	};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (text_equal_nocase((struct text){ name, size }, text_of(names[i].name))) {
			*out = names[i].encoding;
			return true;
		}
	}
	return false;
}

/* The byte order mark a file begins with; false when it has none. */
static bool find_bom(const unsigned char *head, size_t n, enum encoding_form *form, size_t *bom_bytes)
{
	/* UTF-32LE before UTF-16LE: its mark begins with the other's. */
	static const struct {
		unsigned char bytes[4];
		size_t n;
		enum encoding_form form;
	} marks[] = {
		{ { 0xFF, 0xFE, 0x00, 0x00 }, 4, FORM_UTF32LE },
		{ { 0x00, 0x00, 0xFE, 0xFF }, 4, FORM_UTF32BE },
		{ { 0xEF, 0xBB, 0xBF, 0 }, 3, FORM_UTF8 },
		{ { 0xFF, 0xFE, 0, 0 }, 2, FORM_UTF16LE },
		{ { 0xFE, 0xFF, 0, 0 }, 2, FORM_UTF16BE },
	};
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (n >= marks[i].n && memcmp(head, marks[i].bytes, marks[i].n) == 0) {
			*form = marks[i].form;
			*bom_bytes = marks[i].n;
			return true;
		}
	}
	return false;
}

static bool contradiction(enum encoding_form found, const char *expected, struct error *err)
{
	error_set(err, ERROR_INPUT, "begins with a %s byte order mark, but its mapping says %s",
		  encoding_form_name(found), expected);
	return error_hint(err,
			  "correct or leave out `encoding` in the mapping: a byte order mark is understood "
			  "without it");
}

bool encoding_sniff(const unsigned char *head, size_t n, enum encoding expected, enum encoding_form *form,
		    size_t *bom_bytes, struct error *err)
{
	enum encoding_form found = FORM_UTF8;
	size_t bom = 0;
	bool marked = find_bom(head, n, &found, &bom);

	switch (expected) {
	case ENCODING_AUTO:
		break;
	case ENCODING_UTF8:
		if (marked && found != FORM_UTF8)
			return contradiction(found, "utf-8", err);
		break;
	case ENCODING_UTF16:
		if (marked && found != FORM_UTF16LE && found != FORM_UTF16BE)
			return contradiction(found, "utf-16", err);
		if (!marked && n > 0) {
			error_set(err, ERROR_INPUT,
				  "has no byte order mark, so its mapping's utf-16 does not say which byte "
				  "comes first");
			return error_hint(err,
					  "write `encoding: utf-16le` (what Windows writes) or utf-16be");
		}
		break;
	case ENCODING_UTF16LE:
	case ENCODING_UTF16BE: {
		enum encoding_form wanted = expected == ENCODING_UTF16LE ? FORM_UTF16LE : FORM_UTF16BE;
		if (marked && found != wanted)
			return contradiction(found, expected == ENCODING_UTF16LE ? "utf-16le" : "utf-16be",
					     err);
		found = wanted;
		break;
	}
	case ENCODING_WINDOWS_1252:
		if (marked)
			return contradiction(found, "windows-1252", err);
		found = FORM_WINDOWS_1252;
		break;
	}
	*form = found;
	*bom_bytes = bom;
	return true;
}

void converter_init(struct converter *c, enum encoding_form form, uint64_t offset)
{
	assert(form != FORM_UTF8);
	*c = (struct converter){ .form = form, .offset = offset };
}

static size_t put_utf8(char *out, uint32_t code)
{
	unsigned char *p = (unsigned char *)out;

	if (code < 0x80) {
		p[0] = (unsigned char)code;
		return 1;
	}
	if (code < 0x800) {
		p[0] = (unsigned char)(0xC0 | code >> 6);
		p[1] = (unsigned char)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		p[0] = (unsigned char)(0xE0 | code >> 12);
		p[1] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
		p[2] = (unsigned char)(0x80 | (code & 0x3F));
		return 3;
	}
	p[0] = (unsigned char)(0xF0 | code >> 18);
	p[1] = (unsigned char)(0x80 | (code >> 12 & 0x3F));
	p[2] = (unsigned char)(0x80 | (code >> 6 & 0x3F));
	p[3] = (unsigned char)(0x80 | (code & 0x3F));
	return 4;
}

enum step { STEP_DONE, STEP_MORE, STEP_LONE, STEP_UNDEFINED, STEP_RANGE };

/* One character from p[0..n): its code and how many bytes it took. */
static enum step step_1252(const unsigned char *p, uint32_t *code, size_t *used)
{
	*used = 1;
	*code = p[0];
	if (p[0] >= 0x80 && p[0] < 0xA0) {
		*code = high_1252[p[0] - 0x80];
		if (*code == 0)
			return STEP_UNDEFINED;
	}
	return STEP_DONE;
}

static uint32_t unit16(const unsigned char *p, bool big)
{
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static enum step step_utf16(const unsigned char *p, size_t n, bool big, uint32_t *code, size_t *used)
{
	if (n < 2)
		return STEP_MORE;
	uint32_t high = unit16(p, big);
	*code = high;
	*used = 2;
	if (high < 0xD800 || high > 0xDFFF)
		return STEP_DONE;
	if (high > 0xDBFF)
		return STEP_LONE;
	if (n < 4)
		return STEP_MORE;
	uint32_t low = unit16(p + 2, big);
	if (low < 0xDC00 || low > 0xDFFF)
		return STEP_LONE;
	*code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
	*used = 4;
	return STEP_DONE;
}

static enum step step_utf32(const unsigned char *p, size_t n, bool big, uint32_t *code, size_t *used)
{
	if (n < 4)
		return STEP_MORE;
	uint32_t a = unit16(p, big), b = unit16(p + 2, big);
	*code = big ? a << 16 | b : b << 16 | a;
	*used = 4;
	if (*code >= 0xD800 && *code <= 0xDFFF)
		return STEP_LONE;
	return *code > 0x10FFFF ? STEP_RANGE : STEP_DONE;
}

static enum step step_any(enum encoding_form form, const unsigned char *p, size_t n, uint32_t *code,
			  size_t *used)
{
	switch (form) {
	case FORM_WINDOWS_1252:
		return step_1252(p, code, used);
	case FORM_UTF16LE:
	case FORM_UTF16BE:
		return step_utf16(p, n, form == FORM_UTF16BE, code, used);
	case FORM_UTF32LE:
	case FORM_UTF32BE:
		return step_utf32(p, n, form == FORM_UTF32BE, code, used);
	case FORM_UTF8:
		break; /* never converted: converter_init asserts it */
	}
	return STEP_RANGE;
}

static bool refuse(const struct converter *c, enum step step, uint32_t code, unsigned char byte,
		   struct error *err)
{
	const char *name = encoding_form_name(c->form);

	if (step == STEP_LONE)
		error_set(err, ERROR_INPUT,
			  "byte %" PRIu64 ": half of a surrogate pair (%04" PRIX32 ") in %s text", c->offset,
			  code, name);
	else if (step == STEP_UNDEFINED)
		error_set(err, ERROR_INPUT, "byte %" PRIu64 ": 0x%02X has no meaning in %s", c->offset, byte,
			  name);
	else
		error_set(err, ERROR_INPUT, "byte %" PRIu64 ": 0x%08" PRIX32 " is no character of %s",
			  c->offset, code, name);
	return error_hint(err, "the file is damaged or is in another encoding; ask for it again in UTF-8");
}

bool converter_feed(struct converter *c, const unsigned char *in, size_t n, char *out, size_t *n_out,
		    struct error *err)
{
	size_t at = 0, written = 0;

	for (;;) {
		uint32_t code = 0;
		size_t used = 0;
		/* While bytes are carried, complete them one at a time; a character has at most four. */
		while (c->n_carry > 0) {
			enum step step = step_any(c->form, c->carry, c->n_carry, &code, &used);
			if (step == STEP_MORE) {
				if (at == n)
					goto done;
				assert(c->n_carry < sizeof c->carry);
				c->carry[c->n_carry++] = in[at++];
				continue;
			}
			if (step != STEP_DONE)
				return refuse(c, step, code, c->carry[0], err);
			assert(used == c->n_carry);
			written += put_utf8(out + written, code);
			c->offset += used;
			c->n_carry = 0;
		}
		if (at == n)
			break;
		enum step step = step_any(c->form, in + at, n - at, &code, &used);
		if (step == STEP_MORE) {
			c->n_carry = n - at;
			assert(c->n_carry < sizeof c->carry);
			memcpy(c->carry, in + at, c->n_carry);
			break;
		}
		if (step != STEP_DONE)
			return refuse(c, step, code, in[at], err);
		written += put_utf8(out + written, code);
		at += used;
		c->offset += used;
	}
done:
	*n_out = written;
	return true;
}

bool converter_finish(const struct converter *c, struct error *err)
{
	if (c->n_carry == 0)
		return true;
	error_set(err, ERROR_INPUT, "byte %" PRIu64 ": the file ends in the middle of a %s character",
		  c->offset, encoding_form_name(c->form));
	return error_hint(err, "the file was cut short; ask for it again");
}
