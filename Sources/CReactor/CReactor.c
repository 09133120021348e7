#define _GNU_SOURCE 1
#include "CReactor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

_Thread_local const void *creactor_thread_identity = 0;

static int control(int poll, int operation, int descriptor, uint32_t events, uint64_t tag) {
    struct epoll_event event = {.events = events, .data = {.u64 = tag}};
    return epoll_ctl(poll, operation, descriptor, &event);
}

int creactor_poll_add(int poll, int descriptor, uint32_t events, uint64_t tag) {
    int result = control(poll, EPOLL_CTL_ADD, descriptor, events, tag);
    return result != 0 && errno == EEXIST ? control(poll, EPOLL_CTL_MOD, descriptor, events, tag) : result;
}

int creactor_poll_modify(int poll, int descriptor, uint32_t events, uint64_t tag) {
    int result = control(poll, EPOLL_CTL_MOD, descriptor, events, tag);
    return result != 0 && errno == ENOENT ? control(poll, EPOLL_CTL_ADD, descriptor, events, tag) : result;
}

int creactor_poll_remove(int poll, int descriptor) { return control(poll, EPOLL_CTL_DEL, descriptor, 0, 0); }

int creactor_poll_wait(int poll, struct creactor_event *events, int capacity, int milliseconds) {
    enum { most = 256 };
    struct epoll_event ready[most];
    int count = epoll_wait(poll, ready, capacity < most ? capacity : most, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -1;
    for (int index = 0; index < count; index++) {
        events[index].tag = ready[index].data.u64;
        events[index].events = ready[index].events;
    }
    return count;
}

void creactor_set_name(pthread_t thread, const char *name) { pthread_setname_np(thread, name); }

// Of an address of either family; `host` becomes "" and the port 0 for one of another.
static uint16_t split(const struct sockaddr_storage *address, char host[46]) {
    host[0] = 0;
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &in->sin_addr, host, 46);
        return ntohs(in->sin_port);
    }
    if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)address;
        inet_ntop(AF_INET6, &in->sin6_addr, host, 46);
        return ntohs(in->sin6_port);
    }
    return 0;
}

int creactor_accept(int listener, char host[46], uint16_t *port) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    int descriptor = accept4(listener, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int error = errno;
    *port = split(&address, host);
    errno = error;
    return descriptor;
}

uint16_t creactor_bound_port(int descriptor) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    char host[46];
    return getsockname(descriptor, (struct sockaddr *)&address, &length) == 0 ? split(&address, host) : 0;
}
