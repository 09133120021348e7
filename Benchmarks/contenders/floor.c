// The floor under any gateway that calls with libcurl: the calls of a composition in parallel, so many compositions at
// once in a closed loop, no client, no merge. libcurl is driven as Tutti drives it: epoll, sockets registered once,
// handles kept, an address that is parsed once, few headers, no time limit by libcurl's timers. What costs a
// transfer something is set as in Sources/TuttiCurl; linked with mimalloc where that is installed, as Tutti is.
//
// usage: floor SECONDS AT_ONCE PORT/PATH ...      %d in PATH is a number that goes up
// Prints one line of JSON: compositions all of whose calls were answered with 200, seconds, CPU seconds of user and system,
// compositions that failed.
#define _GNU_SOURCE
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MOST_CALLS = 16, MOST_SOCKETS = 16384 };

struct composition;

struct call {
    struct composition *composition;
    CURL *easy;
    const char *path;
    char target[64];
    char *body;
    size_t bytes, room;
};

struct composition {
    int running, has_failed;
    struct call calls[MOST_CALLS];
};

static int calls_each;
static uint32_t registered[MOST_SOCKETS];
static int poller;
static long due = -1;  // milliseconds of the monotonic clock; -1 for never
static long finished, failed;
static CURLM *multi;

static double now_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data) {
    struct call *call = data;
    size_t length = size * count, needed = call->bytes + length;
    if (needed > call->room) {
        call->room = needed * 2;
        call->body = realloc(call->body, call->room);
        if (!call->body) abort();
    }
    memcpy(call->body + call->bytes, bytes, length);
    call->bytes = needed;
    return length;
}

// libcurl asks for a socket to be removed after each transfer and added for the next one: it stays registered.
static int on_socket(CURL *easy, curl_socket_t descriptor, int what, void *data, void *socket_data) {
    (void)easy, (void)data, (void)socket_data;
    if (what == CURL_POLL_REMOVE || descriptor >= MOST_SOCKETS) return 0;
    uint32_t events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    if (registered[descriptor] == events) return 0;
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    epoll_ctl(poller, registered[descriptor] ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event);
    registered[descriptor] = events;
    return 0;
}

static int on_close(void *data, curl_socket_t descriptor) {
    (void)data;
    if (descriptor < MOST_SOCKETS) registered[descriptor] = 0;
    return close(descriptor);
}

static int on_timer(CURLM *handle, long milliseconds, void *data) {
    (void)handle, (void)data;
    due = milliseconds < 0 ? -1 : (long)(now_seconds() * 1000) + milliseconds;
    return 0;
}

static void begin(struct composition *composition) {
    static int last_id;
    last_id = last_id % 10000 + 1;
    composition->running = calls_each;
    composition->has_failed = 0;
    for (int index = 0; index < calls_each; index++) {
        struct call *call = &composition->calls[index];
        call->bytes = 0;
        snprintf(call->target, sizeof call->target, call->path, last_id);
        curl_easy_setopt(call->easy, CURLOPT_REQUEST_TARGET, call->target);
        curl_multi_add_handle(multi, call->easy);
    }
}

static void prepare(struct composition *composition, char **targets, struct curl_slist *lines) {
    for (int index = 0; index < calls_each; index++) {
        struct call *call = &composition->calls[index];
        call->composition = composition;
        call->path = strchr(targets[index], '/');
        if (!call->path) exit(64);
        char port[8];
        snprintf(port, sizeof port, "%.*s", (int)(call->path - targets[index]), targets[index]);
        CURLU *url = curl_url();
        curl_url_set(url, CURLUPART_SCHEME, "http", 0);
        curl_url_set(url, CURLUPART_HOST, "127.0.0.1", 0);
        curl_url_set(url, CURLUPART_PORT, port, 0);
        CURL *easy = call->easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_CURLU, url);
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
        curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 60 * 1024L);
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
        curl_easy_setopt(easy, CURLOPT_PRIVATE, composition);
    }
}

static double seconds_of(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

// Starts the next composition in the place of one whose calls have all ended.
static void take_ended(void) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL *easy = message->easy_handle;
        CURLcode result = message->data.result;
        struct composition *composition = NULL;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &composition);
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (result != CURLE_OK || status != 200) composition->has_failed = 1;
        curl_multi_remove_handle(multi, easy);
        if (--composition->running == 0) {
            if (composition->has_failed) failed++;
            else finished++;
            begin(composition);
        }
    }
}

int main(int count, char **arguments) {
    if (count < 4 || count - 3 > MOST_CALLS) return fprintf(stderr, "usage: floor SECONDS AT_ONCE PORT/PATH ...\n"), 64;
    int at_once = atoi(arguments[2]);
    calls_each = count - 3;
    struct composition *compositions = calloc((size_t)at_once, sizeof *compositions);
    if (!compositions) abort();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    poller = epoll_create1(EPOLL_CLOEXEC);
    multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)(at_once * calls_each));
    curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    struct curl_slist *lines = curl_slist_append(curl_slist_append(NULL, "Accept:"), "Accept-Encoding:");
    for (int index = 0; index < at_once; index++) prepare(&compositions[index], arguments + 3, lines);

    struct rusage before, after;
    // What counts begins when every composition has ended twice, so that opening connections doesn't; or after ten seconds.
    int counts = 0;
    double seconds = atof(arguments[1]), now = now_seconds(), start = now, end = now + 10 + seconds;
    getrusage(RUSAGE_SELF, &before);
    for (int index = 0; index < at_once; index++) begin(&compositions[index]);
    while (now < end) {
        struct epoll_event events[256];
        long wait = due < 0 ? 100 : due - (long)(now * 1000);
        int ready = epoll_wait(poller, events, 256, wait < 0 ? 0 : (int)wait), running;
        for (int index = 0; index < ready; index++) {
            int action = (events[index].events & EPOLLIN ? CURL_CSELECT_IN : 0)
                | (events[index].events & EPOLLOUT ? CURL_CSELECT_OUT : 0)
                | (events[index].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR | CURL_CSELECT_IN : 0);
            curl_multi_socket_action(multi, events[index].data.fd, action, &running);
        }
        now = now_seconds();
        if (due >= 0 && due <= (long)(now * 1000)) {
            due = -1;
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        }
        take_ended();
        if (!counts && (finished + failed >= 2L * at_once || now > start + 10)) {
            counts = 1;
            finished = failed = 0;
            start = now;
            end = now + seconds;
            getrusage(RUSAGE_SELF, &before);
        }
    }
    getrusage(RUSAGE_SELF, &after);
    printf("{\"requests\":%ld,\"seconds\":%.6f,\"user\":%.6f,\"system\":%.6f,\"failures\":%ld,\"rss_kb\":%ld}\n", finished,
        now - start, seconds_of(after.ru_utime) - seconds_of(before.ru_utime),
        seconds_of(after.ru_stime) - seconds_of(before.ru_stime), failed, after.ru_maxrss);
    return 0;
}
