#include "CCrypto.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#if OPENSSL_VERSION_MAJOR < 3
#error "OpenSSL 3 is needed"
#endif

#define FUNCTIONS(f) \
    f(BIO_new_mem_buf) f(BIO_free) f(ERR_clear_error) \
    f(EVP_CIPHER_CTX_ctrl) f(EVP_CIPHER_CTX_free) f(EVP_CIPHER_CTX_new) f(EVP_CIPHER_fetch) \
    f(EVP_DecryptFinal_ex) f(EVP_DecryptInit_ex2) f(EVP_DecryptUpdate) \
    f(EVP_EncryptFinal_ex) f(EVP_EncryptInit_ex2) f(EVP_EncryptUpdate) \
    f(EVP_DigestFinal_ex) f(EVP_DigestInit_ex2) f(EVP_DigestUpdate) f(EVP_DigestVerify) f(EVP_DigestVerifyInit_ex) \
    f(EVP_MAC_CTX_free) f(EVP_MAC_CTX_new) f(EVP_MAC_fetch) f(EVP_MAC_final) f(EVP_MAC_init) f(EVP_MAC_update) \
    f(EVP_MD_CTX_free) f(EVP_MD_CTX_new) f(EVP_MD_fetch) \
    f(EVP_PKEY_CTX_dup) f(EVP_PKEY_CTX_free) f(EVP_PKEY_CTX_new_from_name) f(EVP_PKEY_CTX_new_from_pkey) \
    f(EVP_PKEY_CTX_set_rsa_mgf1_md) f(EVP_PKEY_CTX_set_rsa_padding) f(EVP_PKEY_CTX_set_rsa_pss_saltlen) \
    f(EVP_PKEY_CTX_set_signature_md) f(EVP_PKEY_free) f(EVP_PKEY_fromdata) f(EVP_PKEY_fromdata_init) f(EVP_PKEY_get_bits) \
    f(EVP_PKEY_get_utf8_string_param) f(EVP_PKEY_is_a) f(EVP_PKEY_new_raw_public_key_ex) f(EVP_PKEY_up_ref) f(EVP_PKEY_verify) \
    f(EVP_PKEY_verify_init) f(OSSL_PARAM_construct_end) f(OSSL_PARAM_construct_octet_string) f(OSSL_PARAM_construct_BN) \
    f(OSSL_PARAM_construct_utf8_string) f(PEM_read_bio_PUBKEY_ex) f(PEM_read_bio_X509) f(X509_free) f(X509_get_pubkey)

static struct {
#define MEMBER(function) __typeof__(&function) function;
    FUNCTIONS(MEMBER)
#undef MEMBER
    // Fetched once: to look up an algorithm by its name takes a lock that all threads share.
    EVP_MD *digests[3];
    EVP_MAC *hmac;
    EVP_CIPHER *aes;
} crypto;

static const char *const digest_names[] = {"SHA256", "SHA384", "SHA512"};
static const size_t digest_lengths[] = {32, 48, 64};

const char *ccrypto_load(void) {
    static char message[300];
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
#define LOAD(function) \
    if (library && !(crypto.function = (__typeof__(crypto.function))dlsym(library, #function))) library = NULL;
    FUNCTIONS(LOAD)
#undef LOAD
    if (!library) {
        const char *reason = dlerror();
        snprintf(message, sizeof message, "libcrypto of OpenSSL 3 can't be loaded: %s", reason ? reason : "libcrypto.so.3");
        return message;
    }
    for (int hash = 0; hash < 3; hash++)
        if (!(crypto.digests[hash] = crypto.EVP_MD_fetch(NULL, digest_names[hash], NULL))) return "libcrypto has no SHA-2";
    if (!(crypto.hmac = crypto.EVP_MAC_fetch(NULL, "HMAC", NULL))) return "libcrypto has no HMAC";
    if (!(crypto.aes = crypto.EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL))) return "libcrypto has no AES-256-GCM";
    return NULL;
}

// Of the standard only: libcrypto may not be loaded.
bool ccrypto_equal(const uint8_t *left, const uint8_t *right, size_t length) {
    volatile uint8_t difference = 0;
    for (size_t index = 0; index < length; index++) difference |= left[index] ^ right[index];
    return difference == 0;
}

// What failed is left in a queue of the thread, which libcurl's TLS reads, too.
static bool failed(void) {
    crypto.ERR_clear_error();
    return false;
}

// A context for each thread, kept as long as the thread: threads that hash are few and live long.
static EVP_MD_CTX *digest_context(void) {
    static _Thread_local EVP_MD_CTX *context;
    if (!context) context = crypto.EVP_MD_CTX_new();
    return context;
}

bool ccrypto_digest(enum ccrypto_hash hash, const uint8_t *bytes, size_t length, uint8_t *digest) {
    EVP_MD_CTX *context = digest_context();
    return (context && crypto.EVP_DigestInit_ex2(context, crypto.digests[hash], NULL) == 1
               && crypto.EVP_DigestUpdate(context, bytes, length) == 1
               && crypto.EVP_DigestFinal_ex(context, digest, NULL) == 1)
        || failed();
}

bool ccrypto_hmac(enum ccrypto_hash hash, const uint8_t *secret, size_t secret_length, const uint8_t *bytes, size_t length,
    uint8_t *code) {
    EVP_MAC_CTX *context = crypto.EVP_MAC_CTX_new(crypto.hmac);
    // The value is only read, though its type doesn't say so.
    OSSL_PARAM parameters[] = {
        crypto.OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)digest_names[hash], 0),
        crypto.OSSL_PARAM_construct_end(),
    };
    // To OpenSSL, no secret is the one of before, and not an empty one.
    static const uint8_t nothing[1];
    size_t written = 0;
    bool done = context && crypto.EVP_MAC_init(context, secret_length ? secret : nothing, secret_length, parameters) == 1
        && crypto.EVP_MAC_update(context, bytes, length) == 1
        && crypto.EVP_MAC_final(context, code, &written, digest_lengths[hash]) == 1 && written == digest_lengths[hash];
    crypto.EVP_MAC_CTX_free(context);
    return done || failed();
}

// The lengths of libcrypto are int.
static const size_t longest_sealed = 1 << 24;

static int int_length(size_t length) { return length <= longest_sealed ? (int)length : -1; }

bool ccrypto_seal(const uint8_t *key, const uint8_t *nonce, const uint8_t *associated, size_t associated_length,
    const uint8_t *text, size_t length, uint8_t *out) {
    int written = 0, rest = 0;
    int text_length = int_length(length), associated_int = int_length(associated_length);
    if (text_length < 0 || associated_int < 0) return false;
    EVP_CIPHER_CTX *context = crypto.EVP_CIPHER_CTX_new();
    bool sealed = context && crypto.EVP_EncryptInit_ex2(context, crypto.aes, key, nonce, NULL) == 1
        && (!associated_int || crypto.EVP_EncryptUpdate(context, NULL, &written, associated, associated_int) == 1)
        && (!text_length || crypto.EVP_EncryptUpdate(context, out, &written, text, text_length) == 1)
        && crypto.EVP_EncryptFinal_ex(context, out + text_length, &rest) == 1
        && crypto.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out + text_length) == 1;
    crypto.EVP_CIPHER_CTX_free(context);
    return sealed || failed();
}

bool ccrypto_open(const uint8_t *key, const uint8_t *nonce, const uint8_t *associated, size_t associated_length,
    const uint8_t *sealed, size_t length, uint8_t *out) {
    int written = 0, rest = 0;
    int sealed_length = int_length(length), associated_int = int_length(associated_length);
    if (sealed_length < 16 || associated_int < 0) return false;
    int text_length = sealed_length - 16;
    // The tag is only read, though its type doesn't say so.
    uint8_t *tag = (uint8_t *)sealed + text_length;
    // There are no bytes left to write at the end.
    uint8_t nothing[16];
    EVP_CIPHER_CTX *context = crypto.EVP_CIPHER_CTX_new();
    bool opened = context && crypto.EVP_DecryptInit_ex2(context, crypto.aes, key, nonce, NULL) == 1
        && (!associated_int || crypto.EVP_DecryptUpdate(context, NULL, &written, associated, associated_int) == 1)
        && (!text_length || crypto.EVP_DecryptUpdate(context, out, &written, sealed, text_length) == 1)
        && crypto.EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1
        && crypto.EVP_DecryptFinal_ex(context, nothing, &rest) == 1;
    crypto.EVP_CIPHER_CTX_free(context);
    return opened || failed();
}

// A key is OpenSSL's own.
static struct ccrypto_key *wrapped(EVP_PKEY *key) {
    if (!key) failed();
    return (struct ccrypto_key *)key;
}

static EVP_PKEY *unwrapped(const struct ccrypto_key *key) { return (EVP_PKEY *)key; }

static struct ccrypto_key *key_of(const char *type, OSSL_PARAM *parameters) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = crypto.EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (context && crypto.EVP_PKEY_fromdata_init(context) == 1)
        crypto.EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
    crypto.EVP_PKEY_CTX_free(context);
    return wrapped(key);
}

// OpenSSL takes numbers in the order of the machine's bytes.
static uint8_t *in_order_of_machine(const uint8_t *number, size_t length) {
    uint8_t *copy = malloc(length ? length : 1);
    if (!copy) return NULL;
    for (size_t index = 0; index < length; index++) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        copy[length - 1 - index] = number[index];
#else
        copy[index] = number[index];
#endif
    }
    return copy;
}

struct ccrypto_key *ccrypto_rsa_key(
    const uint8_t *modulus, size_t modulus_length, const uint8_t *exponent, size_t exponent_length) {
    uint8_t *n = in_order_of_machine(modulus, modulus_length);
    uint8_t *e = in_order_of_machine(exponent, exponent_length);
    struct ccrypto_key *key = NULL;
    if (n && e) {
        OSSL_PARAM parameters[] = {
            crypto.OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, modulus_length),
            crypto.OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, exponent_length),
            crypto.OSSL_PARAM_construct_end(),
        };
        key = key_of("RSA", parameters);
    }
    free(n);
    free(e);
    return key;
}

struct ccrypto_key *ccrypto_ec_key(enum ccrypto_kind curve, const uint8_t *point, size_t length) {
    const char *name = curve == ccrypto_p256 ? "P-256" : curve == ccrypto_p384 ? "P-384" : "P-521";
    OSSL_PARAM parameters[] = {
        crypto.OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)name, 0),
        crypto.OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, length),
        crypto.OSSL_PARAM_construct_end(),
    };
    return key_of("EC", parameters);
}

struct ccrypto_key *ccrypto_ed25519_key(const uint8_t *bytes, size_t length) {
    return wrapped(crypto.EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, bytes, length));
}

// Nobody is asked for a pass phrase.
static int no_pass_phrase(char *buffer, int size, int write, void *user) {
    (void)buffer, (void)size, (void)write, (void)user;
    return -1;
}

struct ccrypto_key *ccrypto_pem_key(const uint8_t *text, size_t length) {
    if (length > 1 << 20) return NULL;
    EVP_PKEY *key = NULL;
    BIO *input = crypto.BIO_new_mem_buf(text, (int)length);
    if (input) key = crypto.PEM_read_bio_PUBKEY_ex(input, NULL, no_pass_phrase, NULL, NULL, NULL);
    crypto.BIO_free(input);
    if (key) return wrapped(key);

    X509 *certificate = NULL;
    input = crypto.BIO_new_mem_buf(text, (int)length);
    if (input) certificate = crypto.PEM_read_bio_X509(input, NULL, no_pass_phrase, NULL);
    crypto.BIO_free(input);
    if (certificate) key = crypto.X509_get_pubkey(certificate);
    crypto.X509_free(certificate);
    failed();
    return wrapped(key);
}

enum ccrypto_kind ccrypto_key_kind(const struct ccrypto_key *key) {
    EVP_PKEY *public = unwrapped(key);
    if (crypto.EVP_PKEY_is_a(public, "RSA")) return ccrypto_rsa;
    if (crypto.EVP_PKEY_is_a(public, "ED25519")) return ccrypto_ed25519;
    char curve[80] = "";
    if (!crypto.EVP_PKEY_is_a(public, "EC")
        || crypto.EVP_PKEY_get_utf8_string_param(public, OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof curve, NULL) != 1) {
        failed();
        return ccrypto_other;
    }
    if (!strcmp(curve, "prime256v1") || !strcmp(curve, "P-256")) return ccrypto_p256;
    if (!strcmp(curve, "secp384r1") || !strcmp(curve, "P-384")) return ccrypto_p384;
    if (!strcmp(curve, "secp521r1") || !strcmp(curve, "P-521")) return ccrypto_p521;
    return ccrypto_other;
}

int ccrypto_key_bits(const struct ccrypto_key *key) { return crypto.EVP_PKEY_get_bits(unwrapped(key)); }

void ccrypto_key_free(struct ccrypto_key *key) { crypto.EVP_PKEY_free(unwrapped(key)); }

struct ccrypto_verifier {
    EVP_PKEY *key;
    // Set up once and copied for each verification; NULL for EdDSA, which hashes for itself.
    EVP_PKEY_CTX *context;
    enum ccrypto_hash hash;
    // Of r and of s; 0 for what is not ECDSA.
    size_t half;
};

static bool set_up(EVP_PKEY_CTX *context, enum ccrypto_scheme scheme, EVP_MD *digest) {
    if (!context || crypto.EVP_PKEY_verify_init(context) != 1) return false;
    switch (scheme) {
    case ccrypto_pkcs1:
        if (crypto.EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1) return false;
        break;
    case ccrypto_pss:
        if (crypto.EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1
            || crypto.EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest) != 1
            || crypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) != 1)
            return false;
        break;
    default: break;
    }
    return crypto.EVP_PKEY_CTX_set_signature_md(context, digest) == 1;
}

struct ccrypto_verifier *ccrypto_verifier_new(
    const struct ccrypto_key *key, enum ccrypto_scheme scheme, enum ccrypto_hash hash) {
    enum ccrypto_kind kind = ccrypto_key_kind(key);
    size_t half = kind == ccrypto_p256 ? 32 : kind == ccrypto_p384 ? 48 : kind == ccrypto_p521 ? 66 : 0;
    bool fits = scheme == ccrypto_eddsa ? kind == ccrypto_ed25519 : scheme == ccrypto_ecdsa ? half != 0 : kind == ccrypto_rsa;
    if (!fits) return NULL;

    struct ccrypto_verifier *verifier = calloc(1, sizeof *verifier);
    if (!verifier) return NULL;
    EVP_PKEY *public = unwrapped(key);
    if (crypto.EVP_PKEY_up_ref(public) == 1) verifier->key = public;
    verifier->hash = hash;
    verifier->half = half;
    if (verifier->key && scheme != ccrypto_eddsa) verifier->context = crypto.EVP_PKEY_CTX_new_from_pkey(NULL, public, NULL);
    if (verifier->key && (scheme == ccrypto_eddsa || set_up(verifier->context, scheme, crypto.digests[hash]))) return verifier;
    ccrypto_verifier_free(verifier);
    failed();
    return NULL;
}

void ccrypto_verifier_free(struct ccrypto_verifier *verifier) {
    if (!verifier) return;
    crypto.EVP_PKEY_CTX_free(verifier->context);
    crypto.EVP_PKEY_free(verifier->key);
    free(verifier);
}

// An INTEGER of DER (X.690, 8.3) in at most 69 bytes; returns how many. `length` is 66 at most.
static size_t der_integer(const uint8_t *number, size_t length, uint8_t *out) {
    while (length > 1 && *number == 0) number++, length--;
    // A first bit of 1 would make it negative.
    size_t sign = *number >> 7;
    out[0] = 0x02;
    out[1] = (uint8_t)(length + sign);
    out[2] = 0;
    memcpy(out + 2 + sign, number, length);
    return 2 + sign + length;
}

// What OpenSSL takes for a signature of ECDSA (RFC 3279, 2.2.3) in at most 141 bytes; returns how many.
static size_t der_signature(const uint8_t *signature, size_t half, uint8_t *out) {
    uint8_t integers[138];
    size_t length = der_integer(signature, half, integers);
    length += der_integer(signature + half, half, integers + length);
    size_t head = 0;
    out[head++] = 0x30;
    if (length > 127) out[head++] = 0x81;
    out[head++] = (uint8_t)length;
    memcpy(out + head, integers, length);
    return head + length;
}

static bool verify_eddsa(const struct ccrypto_verifier *verifier, const uint8_t *bytes, size_t length, const uint8_t *signature,
    size_t signature_length) {
    EVP_MD_CTX *context = crypto.EVP_MD_CTX_new();
    bool good = context && crypto.EVP_DigestVerifyInit_ex(context, NULL, NULL, NULL, NULL, verifier->key, NULL) == 1
        && crypto.EVP_DigestVerify(context, signature, signature_length, bytes, length) == 1;
    crypto.EVP_MD_CTX_free(context);
    return good || failed();
}

bool ccrypto_verify(const struct ccrypto_verifier *verifier, const uint8_t *bytes, size_t length, const uint8_t *signature,
    size_t signature_length) {
    if (!verifier->context) return verify_eddsa(verifier, bytes, length, signature, signature_length);
    uint8_t der[141];
    if (verifier->half) {
        if (signature_length != 2 * verifier->half) return false;
        signature_length = der_signature(signature, verifier->half, der);
        signature = der;
    }
    uint8_t digest[64];
    if (!ccrypto_digest(verifier->hash, bytes, length, digest)) return false;
    EVP_PKEY_CTX *context = crypto.EVP_PKEY_CTX_dup(verifier->context);
    bool good = context
        && crypto.EVP_PKEY_verify(context, signature, signature_length, digest, digest_lengths[verifier->hash]) == 1;
    crypto.EVP_PKEY_CTX_free(context);
    return good || failed();
}
