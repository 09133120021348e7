// What is used of PCRE2's libpcre2-8. It is loaded when the first pattern is compiled, and not linked: most gateways have no pattern.
//
// Its few functions and constants are declared in CPattern.c, where they have been the same since version 10.30, so that its headers
// need not be there. Nothing but `cpattern_load` may be called before that has succeeded. Lengths are in bytes; text is UTF-8.
#ifndef CPATTERN_H
#define CPATTERN_H

#include <stddef.h>
#include <stdint.h>

// Loads the library; NULL, or why it can't be used. To be called once.
const char *cpattern_load(void);

// A compiled pattern; several threads may match it at once. Freed with cpattern_free.
struct cpattern;

// NULL where the pattern is none; then `message` is why, and `offset` the bytes before the place. `capacity` is at least 1.
struct cpattern *cpattern_compile(const uint8_t *pattern, size_t length, char *message, size_t capacity, size_t *offset);

void cpattern_free(struct cpattern *pattern);

enum cpattern_result { cpattern_found, cpattern_not_found, cpattern_too_much };

// Looks for the pattern anywhere in a text that is known to be UTF-8, and takes the work off `allowance`: `step` for each item of the
// pattern that is tried at a place, and 1 for each 8 bytes that an item takes. Gives up when nothing is left, and when trying takes more
// than 8 MiB of memory, which the thread keeps.
enum cpattern_result cpattern_match(
    const struct cpattern *pattern, const uint8_t *text, size_t length, int64_t step, int64_t *allowance);

#endif
