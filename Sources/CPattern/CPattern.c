#include "CPattern.h"

#include <dlfcn.h>
#include <stdio.h>

// pcre2.h of 10.30 and later.
typedef struct pcre2_real_code_8 code;
typedef struct pcre2_real_match_data_8 match_data;
typedef struct pcre2_real_match_context_8 match_context;

// The beginning of pcre2_callout_block_8.
struct callout_block {
    uint32_t version, callout_number, capture_top, capture_last;
    size_t *offset_vector;
    const uint8_t *mark, *subject;
    size_t subject_length, start_match, current_position;
};

enum {
    option_utf = 0x00080000,
    option_no_utf_check = 0x40000000,
    option_allow_empty_class = 0x00000001,
    option_auto_callout = 0x00000004,
    option_dollar_end_only = 0x00000010,
    option_match_unset_backreference = 0x00000200,
    option_never_backslash_c = 0x00100000,
    error_no_match = -1,
    error_callout = -37,
};

// JavaScript's `$` is the end of the text alone, `[]` matches nothing, a reference to a group that took no part matches nothing.
static const uint32_t compile_options = option_utf | option_allow_empty_class | option_auto_callout | option_dollar_end_only
    | option_match_unset_backreference | option_never_backslash_c;

// A place to come back to takes about 150 bytes, and a repeated group keeps one or two for each time: enough for 100 kB of ([a-z]{4})*.
static const uint32_t most_memory_in_kibibytes = 8192;

static struct {
    code *(*compile)(const uint8_t *, size_t, uint32_t, int *, size_t *, void *);
    void (*code_free)(code *);
    int (*get_error_message)(int, uint8_t *, size_t);
    match_data *(*match_data_create)(uint32_t, void *);
    match_context *(*match_context_create)(void *);
    int (*set_match_limit)(match_context *, uint32_t);
    int (*set_heap_limit)(match_context *, uint32_t);
    int (*set_callout)(match_context *, int (*)(struct callout_block *, void *), void *);
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
    LOAD(set_heap_limit)
    LOAD(set_callout)
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

struct work {
    int64_t left;
    int64_t step;
    size_t place;
};

// PCRE2's own limit begins anew at each place where a match may begin, and a repeated class is one step to it, however much of the text it
// takes. So the work is counted here, where PCRE2 stops in front of each item of the pattern.
static int count_step(struct callout_block *block, void *data) {
    struct work *work = data;
    size_t place = block->current_position;
    size_t moved = place > work->place ? place - work->place : work->place - place;
    work->place = place;
    work->left -= work->step + (int64_t)(moved / 8);
    return work->left < 0 ? error_callout : 0;
}

// A thread keeps what matching needs, as long as it lives: threads that match are workers, of which there are few.
static _Thread_local match_data *kept_data;
static _Thread_local match_context *kept_context;

enum cpattern_result cpattern_match(const struct cpattern *pattern, const uint8_t *text, size_t length, int64_t step, int64_t *allowance) {
    // Where a match begins and ends is never asked for, so one pair of places is enough.
    if (!kept_data) kept_data = pcre2.match_data_create(1, NULL);
    if (!kept_context) kept_context = pcre2.match_context_create(NULL);
    if (!kept_data || !kept_context || *allowance <= 0) return cpattern_too_much;
    struct work work = {.left = *allowance, .step = step, .place = 0};
    pcre2.set_match_limit(kept_context, work.left < UINT32_MAX ? (uint32_t)work.left : UINT32_MAX);
    pcre2.set_heap_limit(kept_context, most_memory_in_kibibytes);
    pcre2.set_callout(kept_context, count_step, &work);
    int result = pcre2.match((const code *)pattern, length ? text : (const uint8_t *)"", length, 0, option_no_utf_check,
        kept_data, kept_context);
    *allowance = work.left > 0 ? work.left : 0;
    if (result >= 0) return cpattern_found;
    return result == error_no_match ? cpattern_not_found : cpattern_too_much;
}
