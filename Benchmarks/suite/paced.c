// A load generator with a fixed rate: requests are due at times that are drawn beforehand, as those of many independent
// clients are (exponential gaps, the same draw each time), and a latency counts from when its request was due, not from
// when a connection was free to send it. A gateway that stalls can't hide the requests that it kept from being sent.
//
// usage: paced SECONDS RATE CONNECTIONS PORT PATH      %d in PATH is the number of the profile
// Prints one line of JSON: answers, seconds, failures, percentiles of the latency in microseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_ROOM = 8192 };

struct connection {
    int descriptor;
    long request;        // which of the due times it is answering; -1 when it is free
    size_t head_bytes;   // of the response's head, so far
    int has_head, good, chunked;
    long long left;      // of the body
    char head[HEAD_ROOM + 1];
    char tail[8];        // the last bytes of a chunked body, which say that it has ended
};

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void reconnect(struct connection *connection, int poller, const struct sockaddr_in *address) {
    if (connection->descriptor >= 0) close(connection->descriptor);
    connection->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    setsockopt(connection->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(connection->descriptor, (const struct sockaddr *)address, sizeof *address) != 0) {
        perror("paced: connect");
        exit(1);
    }
    fcntl(connection->descriptor, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    epoll_ctl(poller, EPOLL_CTL_ADD, connection->descriptor, &event);
}

// 1 when the response has ended, 0 when there is more to come, -1 when it is none.
static int take(struct connection *connection, char *bytes, size_t count) {
    while (!connection->has_head && count > 0) {
        if (connection->head_bytes == HEAD_ROOM) return -1;
        connection->head[connection->head_bytes++] = *bytes++;
        count--;
        if (connection->head_bytes < 4 || memcmp(connection->head + connection->head_bytes - 4, "\r\n\r\n", 4) != 0) continue;
        connection->head[connection->head_bytes] = 0;
        connection->has_head = 1;
        connection->good = strncmp(connection->head, "HTTP/1.1 200", 12) == 0;
        const char *length = strcasestr(connection->head, "\r\ncontent-length:");
        connection->chunked = !length;
        connection->left = length ? atoll(length + 17) : 0;
        memset(connection->tail, 0, sizeof connection->tail);
        if (!length && !strcasestr(connection->head, "\r\ntransfer-encoding: chunked")) return -1;
    }
    if (!connection->has_head) return 0;
    if (!connection->chunked) {
        connection->left -= (long long)count;
        return connection->left < 0 ? -1 : connection->left == 0;
    }
    // JSON holds no line break like that of the last chunk, and nothing follows the response before the next request.
    char *tail = connection->tail;
    for (size_t index = count > 7 ? count - 7 : 0; index < count; index++) {
        memmove(tail, tail + 1, 6);
        tail[6] = bytes[index];
    }
    return memcmp(tail, "\r\n0\r\n\r\n", 7) == 0;
}

int main(int count, char **arguments) {
    if (count != 6) return fprintf(stderr, "usage: paced SECONDS RATE CONNECTIONS PORT PATH\n"), 64;
    double seconds = atof(arguments[1]), rate = atof(arguments[2]);
    int most = atoi(arguments[3]);
    long total = (long)(seconds * rate), next = 0, answered = 0, failures = 0, kept = 0;
    if (total < 1 || most < 1) return 64;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[4]))};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    prctl(PR_SET_TIMERSLACK, 1UL);

    int poller = epoll_create1(EPOLL_CLOEXEC), idle = most;
    struct connection *connections = calloc((size_t)most, sizeof *connections), **spare = calloc((size_t)most, sizeof *spare);
    double *latencies = calloc((size_t)total, sizeof *latencies);
    int64_t *due = calloc((size_t)total, sizeof *due);
    if (!connections || !spare || !latencies || !due) abort();
    for (int index = 0; index < most; index++) {
        connections[index].descriptor = -1;
        connections[index].request = -1;
        reconnect(&connections[index], poller, &address);
        spare[index] = &connections[index];
    }
    srand48(1);
    int64_t start = now(), at = start;
    for (long index = 0; index < total; index++) {
        at += (int64_t)(-log(1 - drand48()) / rate * 1e9);
        due[index] = at;
    }
    int64_t end = due[total - 1] + 5000000000;

    while (answered < total && now() < end) {
        while (next < total && idle > 0 && due[next] <= now()) {
            struct connection *connection = spare[--idle];
            char request[512], path[256];
            snprintf(path, sizeof path, arguments[5], (int)(next % 10000 + 1));
            int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);
            connection->request = next++;
            connection->has_head = 0;
            connection->head_bytes = 0;
            if (write(connection->descriptor, request, (size_t)length) != length) {
                failures++, answered++;
                connection->request = -1;
                reconnect(connection, poller, &address);
                spare[idle++] = connection;
            }
        }
        int64_t wait = next < total && idle > 0 ? due[next] - now() : 50000000;
        if (wait < 0) wait = 0;
        struct timespec patience = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
        struct epoll_event events[64];
        int ready = epoll_pwait2(poller, events, 64, &patience, NULL);
        for (int index = 0; index < ready; index++) {
            struct connection *connection = events[index].data.ptr;
            char bytes[65536];
            ssize_t length;
            int state = 0;
            while (state == 0 && (length = read(connection->descriptor, bytes, sizeof bytes)) > 0) {
                state = connection->request < 0 ? -1 : take(connection, bytes, (size_t)length);
                if (state == 0 && (size_t)length < sizeof bytes) break;
            }
            if (state == 0 && (length > 0 || (length < 0 && errno == EAGAIN))) continue;
            if (connection->request >= 0) {
                answered++;
                if (state == 1 && connection->good) {
                    latencies[kept++] = (double)(now() - due[connection->request]) / 1000;
                } else {
                    failures++;
                }
                connection->request = -1;
                spare[idle++] = connection;
            }
            if (state != 1) reconnect(connection, poller, &address);
        }
    }
    failures += total - answered;
    double taken = (double)(now() - start) / 1e9;
    qsort(latencies, (size_t)kept, sizeof *latencies, by_size);
    double p50 = 0, p99 = 0, p999 = 0;
    if (kept > 0) {
        p50 = latencies[(long)((double)(kept - 1) * 0.5)];
        p99 = latencies[(long)((double)(kept - 1) * 0.99)];
        p999 = latencies[(long)((double)(kept - 1) * 0.999)];
    }
    printf("{\"requests\":%ld,\"seconds\":%.6f,\"failures\":%ld,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f}\n", kept, taken,
        failures, p50, p99, p999);
    return 0;
}
