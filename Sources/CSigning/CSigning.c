#include "CSigning.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

static EVP_PKEY *unwrapped(const struct csigning_key *key) { return (EVP_PKEY *)key; }

struct csigning_key *csigning_rsa(void) { return (struct csigning_key *)EVP_RSA_gen(2048); }

struct csigning_key *csigning_p256(void) { return (struct csigning_key *)EVP_EC_gen("P-256"); }

void csigning_free(struct csigning_key *key) { EVP_PKEY_free(unwrapped(key)); }

size_t csigning_number(const struct csigning_key *key, bool second, uint8_t *out) {
    bool rsa = EVP_PKEY_is_a(unwrapped(key), "RSA");
    const char *first_name = rsa ? OSSL_PKEY_PARAM_RSA_N : OSSL_PKEY_PARAM_EC_PUB_X;
    const char *second_name = rsa ? OSSL_PKEY_PARAM_RSA_E : OSSL_PKEY_PARAM_EC_PUB_Y;
    BIGNUM *number = NULL;
    if (EVP_PKEY_get_bn_param(unwrapped(key), second ? second_name : first_name, &number) != 1) return 0;
    int length = rsa ? BN_num_bytes(number) : 32;
    bool written = length <= 256 && BN_bn2binpad(number, out, length) == length;
    BN_free(number);
    return written ? (size_t)length : 0;
}

// r and s of a signature in DER, 32 bytes each.
static size_t raw(const uint8_t *der, size_t length, uint8_t *out) {
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)length);
    bool written = signature && BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32) == 32
        && BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32) == 32;
    ECDSA_SIG_free(signature);
    return written ? 64 : 0;
}

size_t csigning_sign(const struct csigning_key *key, const uint8_t *bytes, size_t length, uint8_t *out) {
    uint8_t signature[512];
    size_t count = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool signed_ = context && EVP_DigestSignInit_ex(context, NULL, "SHA256", NULL, NULL, unwrapped(key), NULL) == 1
        && EVP_DigestSign(context, signature, &count, bytes, length) == 1;
    EVP_MD_CTX_free(context);
    if (!signed_) return 0;
    if (!EVP_PKEY_is_a(unwrapped(key), "RSA")) return raw(signature, count, out);
    if (count > 256) return 0;
    for (size_t index = 0; index < count; index++) out[index] = signature[index];
    return count;
}

void csigning_sha256(const uint8_t *bytes, size_t length, uint8_t *out) { SHA256(bytes, length, out); }
