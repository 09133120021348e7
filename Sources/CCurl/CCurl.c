#include "CCurl.h"

bool ccurl_has_decrypted(CURL *easy) {
    struct curl_tlssessioninfo *session = NULL;
    if (!ccurl.SSL_pending || ccurl.easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session) return false;
    return session->backend == CURLSSLBACKEND_OPENSSL && session->internals && ccurl.SSL_pending(session->internals) > 0;
}
