#include "CPattern.h"

#include <dlfcn.h>
#include <stdio.h>

// pcre2.h of 10.30 and later.
typedef struct pcre2_real_code_8 code;
typedef struct pcre2_real_match_data_8 match_data;
typedef struct pcre2_real_match_context_8 match_context;

enum {
    option_utf = 0x00080000,
    option_no_utf_check = 0x40000000,
    option_allow_empty_class = 0x00000001,
    option_dollar_end_only = 0x00000010,
    option_match_unset_backreference = 0x00000200,
    option_never_backslash_c = 0x00100000,
    error_no_match = -1,
};

// JavaScript's `$` is the end of the text alone, `[]` matches nothing, a reference to a group that took no part matches nothing.
static const uint32_t compile_options = option_utf | option_allow_empty_class | option_dollar_end_only
    | option_match_unset_backreference | option_never_backslash_c;

static const uint32_t most_memory_in_kibibytes = 1024;

static struct {
    code *(*compile)(const uint8_t *, size_t, uint32_t, int *, size_t *, void *);
    void (*code_free)(code *);
    int (*get_error_message)(int, uint8_t *, size_t);
    match_data *(*match_data_create)(uint32_t, void *);
    match_context *(*match_context_create)(void *);
    int (*set_match_limit)(match_context *, uint32_t);
    int (*set_depth_limit)(match_context *, uint32_t);
    int (*set_heap_limit)(match_context *, uint32_t);
    int (*match)(const code *, const uint8_t *, size_t, size_t, uint32_t, match_data *, match_context *);
} pcre2;

const char *cpattern_load(void) {
    static char message[300];
    void *library = dlopen("libpcre2-8.so.0", RTLD_NOW | RTLD_LOCAL);
#define LOAD(function) \
    if (library && !(pcre2.function = (__typeof__(pcre2.function))dlsym(library, "pcre2_" #function "_8"))) library = NULL;
    LOAD(compile)
    LOAD(code_free)
    LOAD(get_error_message)
    LOAD(match_data_create)
    LOAD(match_context_create)
    LOAD(set_match_limit)
    LOAD(set_depth_limit)
    LOAD(set_heap_limit)
    LOAD(match)
#undef LOAD
    if (library) return NULL;
    const char *reason = dlerror();
    snprintf(message, sizeof message, "PCRE2 can't be loaded: %s", reason ? reason : "libpcre2-8.so.0");
    return message;
}

struct cpattern *cpattern_compile(const uint8_t *pattern, size_t length, char *message, size_t capacity, size_t *offset) {
    int error = 0;
    code *compiled = pcre2.compile(length ? pattern : (const uint8_t *)"", length, compile_options, &error, offset, NULL);
    message[0] = 0;
    if (!compiled) pcre2.get_error_message(error, (uint8_t *)message, capacity);
    return (struct cpattern *)compiled;
}

void cpattern_free(struct cpattern *pattern) { pcre2.code_free((code *)pattern); }

// A thread keeps what matching needs, as long as it lives: threads that match are workers, of which there are few.
static _Thread_local match_data *kept_data;
static _Thread_local match_context *kept_context;

enum cpattern_result cpattern_match(const struct cpattern *pattern, const uint8_t *text, size_t length, uint32_t limit) {
    // Where a match begins and ends is never asked for, so one pair of places is enough.
    if (!kept_data) kept_data = pcre2.match_data_create(1, NULL);
    if (!kept_context) kept_context = pcre2.match_context_create(NULL);
    if (!kept_data || !kept_context) return cpattern_too_much;
    pcre2.set_match_limit(kept_context, limit);
    pcre2.set_depth_limit(kept_context, limit);
    pcre2.set_heap_limit(kept_context, most_memory_in_kibibytes);
    int result = pcre2.match((const code *)pattern, length ? text : (const uint8_t *)"", length, 0, option_no_utf_check,
        kept_data, kept_context);
    if (result >= 0) return cpattern_found;
    return result == error_no_match ? cpattern_not_found : cpattern_too_much;
}
