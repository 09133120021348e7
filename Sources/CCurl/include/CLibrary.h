// The functions of libcurl that are used, looked up in the shared library when the first transport starts.
//
// libcurl brings some thirty libraries along. When it was linked, every command loaded them, also those that make no call: that was
// 40 % of the time that `tutti check` took.
#ifndef CLIBRARY_H
#define CLIBRARY_H

// libcurl's own type checks are macros over constant options; the wrappers in CCurl.h stand in for them.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

// CURLOPT_PROTOCOLS_STR is from then on.
#define CCURL_OLDEST 0x075500
#define CCURL_OLDEST_NAME "7.85"

#if LIBCURL_VERSION_NUM < CCURL_OLDEST
#error "libcurl 7.85 or newer is needed"
#endif

#define CCURL_FUNCTIONS(f) \
    f(version_info) f(global_init_mem) f(easy_init) f(easy_cleanup) f(easy_setopt) f(easy_getinfo) f(easy_pause) f(easy_strerror) \
    f(multi_init) f(multi_cleanup) f(multi_setopt) f(multi_add_handle) f(multi_remove_handle) f(multi_socket_action) \
    f(multi_info_read) f(url) f(url_cleanup) f(url_set)

struct ccurl_library {
#define MEMBER(function) __typeof__(&curl_##function) function;
    CCURL_FUNCTIONS(MEMBER)
#undef MEMBER
    // NULL where libcurl's TLS is not OpenSSL's.
    int (*SSL_pending)(const void *connection);
};

// Empty until ccurl_load has succeeded, which is before there is a handle.
extern struct ccurl_library ccurl;

// Loads the library; NULL, or why it can't be. To be called once.
const char *ccurl_load(void);

#endif
