// Key pairs that sign, of OpenSSL's libcrypto, for the identity provider among the fixture services. The gateway only verifies, and
// doesn't contain this.
#ifndef CSIGNING_H
#define CSIGNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A key pair, which several threads may use at once. Freed with csigning_free.
struct csigning_key;

// A new pair: RSA of 2,048 bits, or a point on P-256. NULL where there is no memory.
struct csigning_key *csigning_rsa(void);
struct csigning_key *csigning_p256(void);

void csigning_free(struct csigning_key *key);

// Writes one of the two public numbers, the most significant byte first, into `out` of at least 256 bytes, and says how many bytes it
// has: of RSA the modulus and the exponent, of a point x and y, of 32 bytes each. 0 is a failure.
size_t csigning_number(const struct csigning_key *key, bool second, uint8_t *out);

// Signs bytes with SHA-256, as RS256 or ES256 (RFC 7518, 3.3 and 3.4), into `out` of at least 256 bytes, and says how many bytes the
// signature has. 0 is a failure.
size_t csigning_sign(const struct csigning_key *key, const uint8_t *bytes, size_t length, uint8_t *out);

// Writes the 32 bytes of SHA-256 of `bytes`.
void csigning_sha256(const uint8_t *bytes, size_t length, uint8_t *out);

#endif
