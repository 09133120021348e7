// What is used of OpenSSL's libcrypto, version 3 and later. It is loaded when it is first needed, and not linked: loading takes
// two milliseconds, and most commands need none of it.
//
// Nothing here but `ccrypto_load`, `ccrypto_equal` and what is about passwords may be called before `ccrypto_load` has succeeded. All of it may be called from
// any thread. Lengths are in bytes. A pointer with a length of 0 is not read, and may be NULL.
#ifndef CCRYPTO_H
#define CCRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Loads the library; NULL, or why it can't be used. To be called once.
const char *ccrypto_load(void);

// Whether two runs of bytes are the same, in a time that depends on their length alone.
bool ccrypto_equal(const uint8_t *left, const uint8_t *right, size_t length);

enum ccrypto_hash { ccrypto_sha256, ccrypto_sha384, ccrypto_sha512 };

// Writes 32, 48 or 64 bytes; false where there is no memory for it.
bool ccrypto_digest(enum ccrypto_hash hash, const uint8_t *bytes, size_t length, uint8_t *digest);

// Writes 32, 48 or 64 bytes; false where there is no memory for it.
bool ccrypto_hmac(enum ccrypto_hash hash, const uint8_t *secret, size_t secret_length, const uint8_t *bytes, size_t length,
    uint8_t *code);

// AES-256 in Galois/Counter Mode (NIST SP 800-38D) with a key of 32 bytes and a nonce of 12, which must not come twice with one key.
// Writes as many bytes as the text has, and a tag of 16 behind them; `associated` is bound to it and not written. At most 16 MiB.
bool ccrypto_seal(const uint8_t *key, const uint8_t *nonce, const uint8_t *associated, size_t associated_length,
    const uint8_t *text, size_t length, uint8_t *out);

// Writes the text of what was sealed, 16 bytes fewer; false where a bit of it, or of `associated`, is another one. Then what was
// written must not be looked at.
bool ccrypto_open(const uint8_t *key, const uint8_t *nonce, const uint8_t *associated, size_t associated_length,
    const uint8_t *sealed, size_t length, uint8_t *out);

enum ccrypto_kind { ccrypto_rsa, ccrypto_p256, ccrypto_p384, ccrypto_p521, ccrypto_ed25519, ccrypto_other };

// A public key; freed with ccrypto_key_free.
struct ccrypto_key;

// NULL for what is no key. Numbers are unsigned, the most significant byte first.
struct ccrypto_key *ccrypto_rsa_key(const uint8_t *modulus, size_t modulus_length, const uint8_t *exponent, size_t exponent_length);

// NULL for what is no key, also for a point that is not on the curve. `point` is 0x04, x and y.
struct ccrypto_key *ccrypto_ec_key(enum ccrypto_kind curve, const uint8_t *point, size_t length);

struct ccrypto_key *ccrypto_ed25519_key(const uint8_t *bytes, size_t length);

// Of the first `PUBLIC KEY` or `CERTIFICATE` in the text; NULL where there is none.
struct ccrypto_key *ccrypto_pem_key(const uint8_t *text, size_t length);

enum ccrypto_kind ccrypto_key_kind(const struct ccrypto_key *key);

// Of an RSA key its modulus.
int ccrypto_key_bits(const struct ccrypto_key *key);

void ccrypto_key_free(struct ccrypto_key *key);

enum ccrypto_scheme { ccrypto_pkcs1, ccrypto_pss, ccrypto_ecdsa, ccrypto_eddsa };

// A public key and how it verifies; it may be used by several threads at once. Freed with ccrypto_verifier_free.
struct ccrypto_verifier;

// NULL where key and scheme don't fit, or where there is no memory. The key may be freed before the verifier.
struct ccrypto_verifier *ccrypto_verifier_new(const struct ccrypto_key *key, enum ccrypto_scheme scheme, enum ccrypto_hash hash);

// Whether the signature is one of these bytes with the key. A signature of ECDSA is r and s, each as long as the order of the curve.
bool ccrypto_verify(const struct ccrypto_verifier *verifier, const uint8_t *bytes, size_t length, const uint8_t *signature,
    size_t signature_length);

void ccrypto_verifier_free(struct ccrypto_verifier *verifier);

// Passwords are checked by libxcrypt's libcrypt, which is loaded when it is first needed, too.

// Loads the library; NULL, or why it can't be used. To be called once, before the two below.
const char *ccrypto_passwords_load(void);

// Whether the hash is one of the password, both of which end with 0; takes as long as the cost of the hash says. False also where there
// is no memory for it. The longest hash has 383 characters.
bool ccrypto_password_matches(const char *password, const char *hash);

// Writes a hash of bcrypt, 60 characters and 0, with that cost and 16 random bytes; false for want of memory.
bool ccrypto_password_hash(const char *password, unsigned long cost, const char *random, char *hash);

// Runs `work` on a thread of its own, which gives way to others (a nice value of 10); false where there can't be one more.
bool ccrypto_run_aside(void (*work)(void *context), void *context);

#endif
