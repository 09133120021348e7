// What Swift calls of libcurl: its functions, loaded by CLibrary.h, and typed wrappers over the variadic ones, which Swift can't call.
//
// Each checks nothing itself: the type of the value is the one that the option's documentation gives.
#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>

#include "CHeaderStore.h"
#include "CLibrary.h"
#include "CSystem.h"

static inline CURL *ccurl_easy_init(void) { return ccurl.easy_init(); }

static inline void ccurl_easy_cleanup(CURL *easy) { ccurl.easy_cleanup(easy); }

static inline CURLcode ccurl_easy_pause(CURL *easy, int bits) { return ccurl.easy_pause(easy, bits); }

// NULL where libcurl is not loaded.
static inline const char *ccurl_easy_strerror(CURLcode code) {
    return ccurl.easy_strerror ? ccurl.easy_strerror(code) : NULL;
}

static inline CURLM *ccurl_multi_init(void) { return ccurl.multi_init(); }

static inline CURLMcode ccurl_multi_cleanup(CURLM *multi) { return ccurl.multi_cleanup(multi); }

static inline CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *easy) { return ccurl.multi_add_handle(multi, easy); }

static inline CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *easy) {
    return ccurl.multi_remove_handle(multi, easy);
}

static inline CURLMcode ccurl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events, int *running) {
    return ccurl.multi_socket_action(multi, socket, events, running);
}

static inline CURLU *ccurl_url(void) { return ccurl.url(); }

static inline void ccurl_url_cleanup(CURLU *url) { ccurl.url_cleanup(url); }

static inline CURLUcode ccurl_url_set(CURLU *url, CURLUPart part, const char *value, unsigned int flags) {
    return ccurl.url_set(url, part, value, flags);
}

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return ccurl.easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return ccurl.easy_setopt(easy, option, value);
}

// libcurl copies the string.
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return ccurl.easy_setopt(easy, option, value);
}

// The pointer must stay valid until the option is set again or the handle is cleaned up.
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return ccurl.easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_url(CURL *easy, CURLU *url) {
    return ccurl.easy_setopt(easy, CURLOPT_CURLU, url);
}

static inline CURLcode ccurl_set_headers(CURL *easy, const struct curl_slist *headers) {
    return ccurl.easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

// The list must stay valid until the option is set again or the handle is cleaned up.
static inline CURLcode ccurl_set_connect_to(CURL *easy, const struct curl_slist *places) {
    return ccurl.easy_setopt(easy, CURLOPT_CONNECT_TO, places);
}

// The bytes must stay valid until the option is set again or the handle is cleaned up.
static inline CURLcode ccurl_set_blob(CURL *easy, CURLoption option, void *bytes, size_t count) {
    struct curl_blob blob = {.data = bytes, .len = count, .flags = CURL_BLOB_NOCOPY};
    return ccurl.easy_setopt(easy, option, &blob);
}

static inline CURLcode ccurl_set_write(CURL *easy, curl_write_callback function, void *data) {
    CURLcode code = ccurl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, function);
    return code ? code : ccurl.easy_setopt(easy, CURLOPT_WRITEDATA, data);
}

static inline CURLcode ccurl_set_header(CURL *easy, curl_write_callback function, void *data) {
    CURLcode code = ccurl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, function);
    return code ? code : ccurl.easy_setopt(easy, CURLOPT_HEADERDATA, data);
}

static inline CURLcode ccurl_set_read(CURL *easy, curl_read_callback function, void *data) {
    CURLcode code = ccurl.easy_setopt(easy, CURLOPT_READFUNCTION, function);
    return code ? code : ccurl.easy_setopt(easy, CURLOPT_READDATA, data);
}

static inline CURLcode ccurl_set_seek(CURL *easy, curl_seek_callback function, void *data) {
    CURLcode code = ccurl.easy_setopt(easy, CURLOPT_SEEKFUNCTION, function);
    return code ? code : ccurl.easy_setopt(easy, CURLOPT_SEEKDATA, data);
}

// It is called only while CURLOPT_NOPROGRESS is 0.
static inline CURLcode ccurl_set_progress(CURL *easy, curl_xferinfo_callback function, void *data) {
    CURLcode code = ccurl.easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, function);
    return code ? code : ccurl.easy_setopt(easy, CURLOPT_XFERINFODATA, data);
}

static inline CURLcode ccurl_set_prerequest(CURL *easy, curl_prereq_callback function, void *data) {
    CURLcode code = ccurl.easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
    return code ? code : ccurl.easy_setopt(easy, CURLOPT_PREREQDATA, data);
}

static inline CURLcode ccurl_set_open_socket(CURL *easy, curl_opensocket_callback function, void *data) {
    CURLcode code = ccurl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
    return code ? code : ccurl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, data);
}

static inline CURLcode ccurl_set_close_socket(CURL *easy, curl_closesocket_callback function, void *data) {
    CURLcode code = ccurl.easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, function);
    return code ? code : ccurl.easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, data);
}

// Zero when the information is not there.
static inline long ccurl_get_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return ccurl.easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

// Zero when the information is not there.
static inline curl_off_t ccurl_get_offset(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return ccurl.easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

// The socket of the last connection; CURL_SOCKET_BAD when there is none.
static inline curl_socket_t ccurl_get_socket(CURL *easy) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    return ccurl.easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK ? socket : CURL_SOCKET_BAD;
}

// What CURLOPT_PRIVATE was set to.
static inline void *ccurl_get_private(CURL *easy) {
    char *value = NULL;
    return ccurl.easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

// Whether bytes of the transfer's connection have been decrypted that nobody has read; false where TLS is not OpenSSL's.
bool ccurl_has_decrypted(CURL *easy);

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return ccurl.multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_socket(CURLM *multi, curl_socket_callback function, void *data) {
    CURLMcode code = ccurl.multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
    return code ? code : ccurl.multi_setopt(multi, CURLMOPT_SOCKETDATA, data);
}

static inline CURLMcode ccurl_multi_set_timer(CURLM *multi, curl_multi_timer_callback function, void *data) {
    CURLMcode code = ccurl.multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
    return code ? code : ccurl.multi_setopt(multi, CURLMOPT_TIMERDATA, data);
}

// Takes the next ended transfer out of the multi's messages; false when there is none. The message is copied, because
// removing its handle frees it.
static inline bool ccurl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = ccurl.multi_info_read(multi, &left))) {
        if (message->msg == CURLMSG_DONE) {
            *easy = message->easy_handle;
            *result = message->data.result;
            return true;
        }
    }
    return false;
}

#endif
