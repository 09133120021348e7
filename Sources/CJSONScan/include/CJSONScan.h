#ifndef CJSONSCAN_H
#define CJSONSCAN_H

// Byte scanning, sixteen at a time where the processor has SSE2 (every x86-64) and one at a time elsewhere.
// Each function takes the first byte and the end, and reads nothing at or past the end.

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// The first byte that is not plain string text: `"`, `\`, a control character or a byte above 0x7F. `end` if all are.
static inline const uint8_t *_Nonnull tutti_json_plain_end(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(' ');
    while (end - p >= 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
        // The comparison is signed, so that bytes above 0x7F, which are negative, count as below the space too.
        const __m128i hits = _mm_or_si128(
            _mm_cmplt_epi8(bytes, space), _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
        const uint32_t mask = (uint32_t)_mm_movemask_epi8(hits);
        if (mask != 0) {
            return p + __builtin_ctz(mask);
        }
        p += 16;
    }
#endif
    while (p < end && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\') {
        p += 1;
    }
    return p;
}

/// The first byte that a string written by us must escape: `"`, `\` or a control character. `end` if there is none.
static inline const uint8_t *_Nonnull tutti_json_escape_start(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i last_control = _mm_set1_epi8(0x1F);
    while (end - p >= 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
        // min(x, 1F) = x where x <= 1F: an unsigned comparison, which SSE2 lacks.
        const __m128i hits = _mm_or_si128(
            _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes),
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
        const uint32_t mask = (uint32_t)_mm_movemask_epi8(hits);
        if (mask != 0) {
            return p + __builtin_ctz(mask);
        }
        p += 16;
    }
#endif
    while (p < end && *p >= 0x20 && *p != '"' && *p != '\\') {
        p += 1;
    }
    return p;
}

/// The first backslash. `end` if there is none.
static inline const uint8_t *_Nonnull tutti_json_backslash(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
    const uint8_t *found = (const uint8_t *)__builtin_memchr(p, '\\', (size_t)(end - p));
    return found ? found : end;
}

/// Whether the first `count` bytes of both are the same.
static inline _Bool tutti_json_equal(const uint8_t *_Nonnull a, const uint8_t *_Nonnull b, size_t count) {
    return __builtin_memcmp(a, b, count) == 0;
}

/// The first byte that is not JSON white space (space, tab, line feed, carriage return). `end` if all are.
static inline const uint8_t *_Nonnull tutti_json_space_end(const uint8_t *_Nonnull p, const uint8_t *_Nonnull end) {
#if defined(__SSE2__)
    const __m128i space = _mm_set1_epi8(' ');
    const __m128i tab = _mm_set1_epi8('\t');
    const __m128i line = _mm_set1_epi8('\n');
    const __m128i carriage = _mm_set1_epi8('\r');
    while (end - p >= 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
        const __m128i hits = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(bytes, space), _mm_cmpeq_epi8(bytes, tab)),
            _mm_or_si128(_mm_cmpeq_epi8(bytes, line), _mm_cmpeq_epi8(bytes, carriage)));
        const uint32_t mask = (uint32_t)_mm_movemask_epi8(hits) ^ 0xFFFFu;
        if (mask != 0) {
            return p + __builtin_ctz(mask);
        }
        p += 16;
    }
#endif
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) {
        p += 1;
    }
    return p;
}

#endif
