#include "CLibrary.h"

#include <dlfcn.h>
#include <stdio.h>

struct ccurl_library ccurl;

// Debian's name for the one that was built with OpenSSL, and everybody's.
static const char *const name = "libcurl.so.4";

static const char *failure(void) {
    static char message[300];
    const char *reason = dlerror();
    snprintf(message, sizeof message, "libcurl can't be loaded: %s", reason ? reason : name);
    return message;
}

const char *ccurl_load(void) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) return failure();

#define LOAD(function) \
    if (!(ccurl.function = (__typeof__(ccurl.function))dlsym(library, "curl_" #function))) return failure();
    CCURL_FUNCTIONS(LOAD)
#undef LOAD

    // It may be older than the one that this was built with.
    const curl_version_info_data *version = ccurl.version_info(CURLVERSION_NOW);
    if (!version || version->version_num < CCURL_OLDEST) {
        static char message[100];
        snprintf(message, sizeof message, "libcurl %s is too old: " CCURL_OLDEST_NAME " or newer is needed",
            version ? version->version : "of an unknown version");
        return message;
    }

    // Of the OpenSSL that libcurl brings along, if it does.
    ccurl.SSL_pending = (__typeof__(ccurl.SSL_pending))dlsym(library, "SSL_pending");
    return NULL;
}
