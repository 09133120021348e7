#include "CCurl.h"

#include <stdlib.h>
#include <string.h>

// glibc's calloc (2.36) takes nothing from the thread's cache, and what is freed goes there: the cache fills up, and each
// block of libcurl, a dozen a transfer, takes the slow way both in and out. malloc and memset stay in the cache.
static void *cleared(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
    void *block = malloc(bytes);
    __asm__("" : "+r"(block));  // or the compiler makes a calloc of the two
    if (block) memset(block, 0, bytes);
    return block;
}

bool ccurl_init(void) {
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, free, realloc, strdup, cleared) == CURLE_OK;
}
