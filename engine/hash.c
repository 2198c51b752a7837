/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/hash.h"

#include "engine/memory.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

struct hash {
	EVP_MD_CTX *context;
	bool failed;
};

struct hash *hash_new(void)
{
	/* A configuration file of the machine must not decide which digests there are. */
	bool ready = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) == 1;
	struct hash *h = memory_zero(1, sizeof *h);
	h->context = EVP_MD_CTX_new();
	h->failed = !ready || !h->context || EVP_DigestInit_ex(h->context, EVP_sha256(), NULL) != 1;
	return h;
}

void hash_add(struct hash *h, const void *data, size_t size)
{
	if (!h->failed && size > 0 && EVP_DigestUpdate(h->context, data, size) != 1)
		h->failed = true;
}

bool hash_finish(struct hash *h, char hex[65], struct error *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;

	if (h->failed || EVP_DigestFinal_ex(h->context, digest, &n) != 1) {
		h->failed = true;
		return error_set(err, ERROR_OUTPUT, "SHA-256 could not be computed: libcrypto refused it");
	}
	assert(n == 32);
	for (size_t i = 0; i < 32; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[64] = '\0';
	h->failed = true; /* ended: a second finish is refused instead of answered wrongly */
	return true;
}

void hash_free(struct hash *h)
{
	if (!h)
		return;
	EVP_MD_CTX_free(h->context);
	memory_free(h);
}

bool hash_of(const void *data, size_t size, char hex[65], struct error *err)
{
	struct hash *h = hash_new();
	hash_add(h, data, size);
	bool ok = hash_finish(h, hex, err);
	hash_free(h);
	return ok;
}
