/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * requests.c - a service_requests.csv of any size for October 2019; SYNTHETIC, every row.
 *
 *     requests BYTES [SEED [DIRTY [KEYS]]]  > service_requests.csv
 *
 * The same arguments give the same bytes.  Rows are received from a few hours before the UK month to a few
 * hours after it.  Most beat their target by far; one in a thousand meets it to the millisecond and one
 * misses it by one; one in two hundred is never answered; 2 in 100 have a quoted field with a comma.  DIRTY
 * rows in 10 000 are such that a reader has to look twice: a doubled quote in a field, a time with an offset,
 * a line end in quotes, or a key that came before (rows of one key are then equal).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MS_PER_DAY  86400000
#define MS_PER_HOUR 3600000

static uint64_t seed_state;

static uint64_t draw(void) /* splitmix64, Steele, Lea and Flood 2014 */
{
	uint64_t z = seed_state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static unsigned draw_below(unsigned n)
{
	return (unsigned)((draw() >> 32) * n >> 32);
}

/* What a row says. */
struct request {
	uint64_t id, from, to; /* the three parts of a request id */
	const char *srv, *mode, *originator, *region, *role, *device, *generation, *code, *claim;
	uint64_t received, due, dispatched, returned, responded; /* ms since 2019-09-29T00:00Z; 0: empty */
	unsigned dirt;                                           /* 0: none, else which */
};

static const char *const variants[] = {
	"4.8.1", "4.1.1", "6.15.1", "4.6.1", "4.3",    "2.2",  "4.8.2",  "4.10", "1.1.1",  "1.5",
	"6.23",  "3.2",   "4.1.2",  "4.2",   "4.11.1", "4.13", "6.20.1", "6.21", "8.1.1",  "6.24.1",
	"7.1",   "7.2",   "7.4",    "11.2",  "8.2",    "8.4",  "8.7.1",  "8.11", "8.14.1", "11.3",
};
#define N_VARIANTS (sizeof variants / sizeof *variants)

/* Few variants make most of the traffic: the smaller of two draws, twice. */
static const char *draw_variant(void)
{
	unsigned a = draw_below(N_VARIANTS), b = draw_below(N_VARIANTS), c = draw_below(N_VARIANTS);

	a = a < b ? a : b;
	return variants[a < c ? a : c];
}

/* How long something with this target takes. */
static uint64_t draw_duration(uint64_t target, unsigned late_in_1000)
{
	unsigned kind = draw_below(1000);
	double share = (double)(draw() >> 11) / 9007199254740992.0;

	if (kind == 0)
		return target;
	if (kind == 1)
		return target + 1;
	if (kind < 2 + late_in_1000)
		return target + 1 + (uint64_t)(share * 2 * (double)target);
	return 1 + (uint64_t)(share * share * share * (double)(target - 1));
}

static void draw_request(struct request *r, uint64_t received, unsigned dirty)
{
	static const char *const devices[] = { "ESME", "GSME", "CHF", "GPF", "PPMID", "HCALCS" };
	static const char *const lists[] = { "\"ESME,PPMID\"", "\"GSME,GPF\"", "\"CHF, GPF\"" };
	static const char *const roles[] = { "IS", "GS", "ENO", "GT", "RSA", "OU" };
	static const char *const claims[] = { "planned_maintenance", "dropped_from_queue",
					      "dropped_from_queue" };
	unsigned mode = draw_below(100), region = draw_below(100), claim = draw_below(1000);

	r->id += 1 + draw_below(8);
	r->from = UINT64_C(0x00DB1234567890A0) + draw_below(64);
	r->to = UINT64_C(0x00DB120000000000) | (uint32_t)draw();
	r->srv = draw_variant();
	r->mode = mode < 62 ? "on_demand" : mode < 74 ? "future_dated" : "scheduled";
	r->originator = draw_below(100) < 96 ? "user" : "dcc";
	r->region = region < 31 ? "N" : region < 66 ? "C" : region < 99 ? "S" : "";
	r->role = roles[draw_below(6)];
	r->device = draw_below(100) < 2 ? lists[draw_below(3)] : devices[draw_below(6)];
	r->generation = draw_below(4) ? "SMETS2" : "SMETS1";
	r->claim = claim < 3 ? claims[claim] : "";
	r->received = received;
	r->due = mode < 62 ? 0 : received + 60000 + draw_below(2 * MS_PER_HOUR);
	r->dispatched = (r->due ? r->due : received) +
			draw_duration(r->due ? 2 * MS_PER_HOUR : 5000, r->due ? 6 : 14);
	r->returned = r->responded = 0;
	r->code = "E21";
	if (draw_below(200)) {
		r->returned = r->dispatched + draw_duration(r->due ? 22 * MS_PER_HOUR : 25000, 10);
		r->responded = r->returned + draw_duration(r->due ? 2 * MS_PER_HOUR : 5000, 4);
		r->code = draw_below(1000) < 985 ? "I0" : "E20";
	}
	r->dirt = draw_below(10000) < dirty ? 1 + draw_below(4) : 0;
}

/* --- as text --- */

static char *put(char *p, const char *text)
{
	size_t n = strlen(text);

	memcpy(p, text, n);
	return p + n;
}

static char *put_digits(char *p, uint64_t value, int n)
{
	for (int i = n - 1; i >= 0; i--, value /= 10)
		p[i] = (char)('0' + value % 10);
	return p + n;
}

static char *put_eui(char *p, uint64_t value)
{
	for (int i = 15; i >= 0; i--) {
		*p++ = "0123456789ABCDEF"[value >> (4 * i) & 15];
		if (i && i % 2 == 0)
			*p++ = '-';
	}
	return p;
}

static char *put_stamp(char *p, uint64_t ms, const char *zone)
{
	unsigned day = (unsigned)(ms / MS_PER_DAY), rest = (unsigned)(ms % MS_PER_DAY);
	/* Days 0 and 1 are the last of September, 2 to 32 are October. */
	unsigned month = day < 2 ? 9 : day < 33 ? 10 : 11, first = day < 2 ? 0 : day < 33 ? 2 : 33;

	p = put(p, "2019-");
	p = put_digits(p, month, 2);
	*p++ = '-';
	p = put_digits(p, day - first + (day < 2 ? 29 : 1), 2);
	*p++ = 'T';
	p = put_digits(p, rest / MS_PER_HOUR, 2);
	*p++ = ':';
	p = put_digits(p, rest / 60000 % 60, 2);
	*p++ = ':';
	p = put_digits(p, rest / 1000 % 60, 2);
	*p++ = '.';
	p = put_digits(p, rest % 1000, 3);
	return put(p, zone);
}

static char *put_time(char *p, uint64_t ms)
{
	if (ms)
		p = put_stamp(p, ms, "Z");
	*p++ = ',';
	return p;
}

static char *put_field(char *p, const char *text)
{
	p = put(p, text);
	*p++ = ',';
	return p;
}

static char *put_request(char *p, const struct request *r)
{
	static const char *const odd[] = { NULL, "\"the \"\"hub\"\"\",", "\"two\nlines\",", NULL, NULL };

	p = put_eui(p, r->from);
	*p++ = ':';
	p = put_eui(p, r->to);
	*p++ = ':';
	p = put_digits(p, r->id, 12);
	*p++ = ',';
	p = put_field(p, r->srv);
	p = put_field(p, r->mode);
	p = put_field(p, r->originator);
	p = put_field(p, r->region);
	p = put_field(p, r->role);
	p = odd[r->dirt] ? put(p, odd[r->dirt]) : put_field(p, r->device);
	p = put_field(p, r->generation);
	if (r->dirt == 3) {
		p = put_stamp(p, r->received + MS_PER_HOUR, "+01:00");
		*p++ = ',';
	} else {
		p = put_time(p, r->received);
	}
	p = put_time(p, r->due);
	p = put_time(p, r->dispatched);
	p = put_time(p, r->returned);
	p = put_time(p, r->responded);
	p = put_field(p, r->code);
	p = put(p, r->claim);
	*p++ = '\n';
	return p;
}

int main(int argc, char **argv)
{
	static char block[1 << 20];
	const uint64_t first = (24 + 20) * (uint64_t)MS_PER_HOUR,
		       span = (31 * 24 + 8) * (uint64_t)MS_PER_HOUR;
	uint64_t want = argc > 1 ? strtoull(argv[1], NULL, 10) : 0, written = 0;
	unsigned dirty = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
	struct request r = { .id = 1000000000 };
	char *p = block;

	if (!want)
		return fprintf(stderr, "usage: requests BYTES [SEED [DIRTY rows in 10 000]]\n"), 2;
	seed_state = argc > 2 ? strtoull(argv[2], NULL, 10) : 20191001;
	p = put(p,
		"request_id,srv,mode,originator,region,user_role,device_type,generation,received_at,due_at,"
		"dispatched_at,returned_at,responded_at,response_code,exclusion\n");
	while (written + (uint64_t)(p - block) < want) {
		double share = (double)(written + (uint64_t)(p - block)) / (double)want;

		draw_request(&r, first + (uint64_t)(share * (double)span) + draw_below(4096), dirty);
		p = put_request(p, &r);
		if (r.dirt == 4) /* the same row again */
			p = put_request(p, &r);
		if (p - block > (long)sizeof block - 4096) {
			if (fwrite(block, 1, (size_t)(p - block), stdout) != (size_t)(p - block))
				return perror("requests"), 1;
			written += (uint64_t)(p - block);
			p = block;
		}
	}
	if (fwrite(block, 1, (size_t)(p - block), stdout) != (size_t)(p - block) || fflush(stdout))
		return perror("requests"), 1;
	return 0;
}
