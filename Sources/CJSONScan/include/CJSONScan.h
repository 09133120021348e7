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

#if defined(__SSE2__)
/// Whether there are the two functions that look at sixteen bytes at once; elsewhere they are not to be called.
static const _Bool tutti_json_is_wide = 1;

/// Which of the sixteen bytes at `p` end plain string text (see `tutti_json_plain_end`): bit 0 is the first byte's.
static inline __attribute__((always_inline)) uint32_t tutti_json_plain_stops(const uint8_t *_Nonnull p) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    return (uint32_t)_mm_movemask_epi8(_mm_or_si128(
        _mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')),
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')))));
}

/// Which of the sixteen bytes at `p` are no decimal digits: bit 0 is the first byte's, and bits from 16 on are set.
static inline __attribute__((always_inline)) uint32_t tutti_json_other_than_digits(const uint8_t *_Nonnull p) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    // 0 to 9 for digits, and more for all others.
    const __m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    // min(x, 9) = x where x <= 9: an unsigned comparison, which SSE2 lacks.
    return ~(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values));
}
#else
static const _Bool tutti_json_is_wide = 0;
static inline uint32_t tutti_json_plain_stops(const uint8_t *_Nonnull p) { (void)p; return 0; }
static inline uint32_t tutti_json_other_than_digits(const uint8_t *_Nonnull p) { (void)p; return 0; }
#endif

/// `n`, at most 15, by a jump that the processor foresees, in place of a value that it must wait for.
static inline __attribute__((always_inline)) long tutti_json_foreseen(long n) {
// Without the empty instruction the compiler would make one value of the cases again.
#define TUTTI_JSON_CASE(k) case k: n = k; __asm__("" : "+r"(n)); break;
    switch (n) {
        TUTTI_JSON_CASE(0) TUTTI_JSON_CASE(1) TUTTI_JSON_CASE(2) TUTTI_JSON_CASE(3)
        TUTTI_JSON_CASE(4) TUTTI_JSON_CASE(5) TUTTI_JSON_CASE(6) TUTTI_JSON_CASE(7)
        TUTTI_JSON_CASE(8) TUTTI_JSON_CASE(9) TUTTI_JSON_CASE(10) TUTTI_JSON_CASE(11)
        TUTTI_JSON_CASE(12) TUTTI_JSON_CASE(13) TUTTI_JSON_CASE(14) TUTTI_JSON_CASE(15)
    }
#undef TUTTI_JSON_CASE
    return n;
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
