// The floor under any gateway that calls with libcurl: three calls in parallel, 32 compositions at once in a closed
// loop, no client, no merge. libcurl is driven as Tutti drives it: epoll, sockets registered once, handles kept, an
// address that is parsed once, few header fields.
//
// usage: floor SECONDS USERS_PORT ORDERS_PORT PAYMENTS_PORT
// Prints one line of JSON: compositions, seconds, CPU seconds, calls that failed.
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

enum { AT_ONCE = 32, CALLS = 3, MOST_SOCKETS = 4096 };

struct composition {
    int running;
    int id;
    CURL *calls[CALLS];
    char target[CALLS][48];
    size_t bytes[CALLS];
    char *bodies[CALLS];
    size_t room[CALLS];
};

static struct composition compositions[AT_ONCE];
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
    struct composition *composition = (struct composition *)((uintptr_t)data & ~(uintptr_t)3);
    size_t call = (uintptr_t)data & 3, length = size * count, needed = composition->bytes[call] + length;
    if (needed > composition->room[call]) {
        composition->room[call] = needed * 2;
        composition->bodies[call] = realloc(composition->bodies[call], composition->room[call]);
        if (!composition->bodies[call]) abort();
    }
    memcpy(composition->bodies[call] + composition->bytes[call], bytes, length);
    composition->bytes[call] = needed;
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
    static int next_id;
    static const char *const paths[CALLS] = {"/users/%d", "/orders/%d", "/payments/%d"};
    composition->id = next_id = next_id % 10000 + 1;
    composition->running = CALLS;
    for (int call = 0; call < CALLS; call++) {
        composition->bytes[call] = 0;
        snprintf(composition->target[call], sizeof composition->target[call], paths[call], composition->id);
        curl_easy_setopt(composition->calls[call], CURLOPT_REQUEST_TARGET, composition->target[call]);
        curl_easy_setopt(composition->calls[call], CURLOPT_TIMEOUT_MS, 2000L);
        curl_multi_add_handle(multi, composition->calls[call]);
    }
}

static void prepare(struct composition *composition, char **ports, struct curl_slist *lines) {
    for (uintptr_t call = 0; call < CALLS; call++) {
        CURLU *url = curl_url();
        curl_url_set(url, CURLUPART_SCHEME, "http", 0);
        curl_url_set(url, CURLUPART_HOST, "127.0.0.1", 0);
        curl_url_set(url, CURLUPART_PORT, ports[call], 0);
        CURL *easy = composition->calls[call] = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_CURLU, url);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
        curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 65536L);
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, (void *)((uintptr_t)composition | call));
        curl_easy_setopt(easy, CURLOPT_PRIVATE, composition);
    }
}

// Starts the next composition in the place of one whose calls have all ended.
static void take_ended(int goes_on) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL *easy = message->easy_handle;
        CURLcode result = message->data.result;
        struct composition *composition;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &composition);
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (result != CURLE_OK || status != 200) failed++;
        curl_multi_remove_handle(multi, easy);
        if (--composition->running == 0) {
            finished++;
            if (goes_on) begin(composition);
        }
    }
}

int main(int count, char **arguments) {
    if (count != 5) return fprintf(stderr, "usage: floor SECONDS USERS_PORT ORDERS_PORT PAYMENTS_PORT\n"), 64;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    poller = epoll_create1(EPOLL_CLOEXEC);
    multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 512L);
    struct curl_slist *lines = curl_slist_append(NULL, "Accept-Encoding:");
    for (int index = 0; index < AT_ONCE; index++) prepare(&compositions[index], arguments + 2, lines);

    double start = now_seconds(), end = start + atof(arguments[1]), now = start;
    for (int index = 0; index < AT_ONCE; index++) begin(&compositions[index]);
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
        take_ended(1);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("{\"requests\":%ld,\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"failures\":%ld,\"rss_kb\":%ld}\n", finished, now - start,
        cpu, failed, usage.ru_maxrss);
    return 0;
}
