#include "CCurl.h"

// Of the OpenSSL that libcurl brings along, if it does.
extern int SSL_pending(const void *connection) __attribute__((weak));

bool ccurl_has_decrypted(CURL *easy) {
    struct curl_tlssessioninfo *session = NULL;
    if (!SSL_pending || curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session) return false;
    return session->backend == CURLSSLBACKEND_OPENSSL && session->internals && SSL_pending(session->internals) > 0;
}
