#include "CHeaderStore.h"

#include "CLibrary.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// What stands in front of each block of libcurl's: 16 bytes, as malloc's alignment has it.
typedef union {
    enum { ORDINARY, KEPT, GIVEN_UP } state;
    max_align_t alignment;
} Prefix;

// The block that this thread has made or moved last, and the kept one that was moved last.
static _Thread_local void *last;
static _Thread_local void *moved;

static Prefix *prefix(void *block) { return (Prefix *)block - 1; }

static void *block(Prefix *made) {
    if (!made) return NULL;
    made->state = ORDINARY;
    return last = made + 1;
}

static void *make(size_t size) {
    return size > SIZE_MAX - sizeof(Prefix) ? NULL : block(malloc(sizeof(Prefix) + size));
}

static void *make_cleared(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - sizeof(Prefix)) return NULL;
    return block(calloc(1, sizeof(Prefix) + bytes));
}

static void *resize(void *old, size_t size) {
    if (!old) return make(size);
    if (size > SIZE_MAX - sizeof(Prefix)) return NULL;
    bool isKept = prefix(old)->state != ORDINARY;
    Prefix *made = realloc(prefix(old), sizeof(Prefix) + size);
    if (!made) return NULL;
    block(made);
    if (isKept) moved = last;
    return last;
}

static char *copy(const char *text) {
    size_t size = strlen(text) + 1;
    char *made = make(size);
    return made ? memcpy(made, text, size) : NULL;
}

static void drop(void *old) {
    if (!old) return;
    if (last == old) last = NULL;
    if (prefix(old)->state == KEPT) {
        prefix(old)->state = GIVEN_UP;
    } else {
        free(prefix(old));
    }
}

int cheaders_init(void) { return ccurl.global_init_mem(CURL_GLOBAL_DEFAULT, make, drop, resize, copy, make_cleared); }

void cheaders_release(void **kept) {
    if (!*kept) return;
    if (prefix(*kept)->state == GIVEN_UP) {
        free(prefix(*kept));
    } else {
        prefix(*kept)->state = ORDINARY;
    }
    *kept = NULL;
}

void cheaders_keep(void **kept) {
    // A header in libcurl's list begins with the list's element, which begins with a pointer to what it is the element of.
    if (!last || *(void **)last != last) return;
    if (moved == last) {
        // It was this transfer's: a line has gone on with the header before it.
        *kept = NULL;
        moved = NULL;
    }
    cheaders_release(kept);
    *kept = last;
    prefix(last)->state = KEPT;
    last = NULL;
}
