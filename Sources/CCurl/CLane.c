#define _GNU_SOURCE 1
#include "CLane.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

_Thread_local const void *clane_thread_identity = 0;

static int control(int poll, int operation, int descriptor, uint32_t events, uint64_t tag) {
    struct epoll_event event = {.events = events, .data = {.u64 = tag}};
    return epoll_ctl(poll, operation, descriptor, &event);
}

int clane_poll_add(int poll, int descriptor, uint32_t events, uint64_t tag) {
    int result = control(poll, EPOLL_CTL_ADD, descriptor, events, tag);
    return result != 0 && errno == EEXIST ? control(poll, EPOLL_CTL_MOD, descriptor, events, tag) : result;
}

int clane_poll_modify(int poll, int descriptor, uint32_t events, uint64_t tag) {
    int result = control(poll, EPOLL_CTL_MOD, descriptor, events, tag);
    return result != 0 && errno == ENOENT ? control(poll, EPOLL_CTL_ADD, descriptor, events, tag) : result;
}

int clane_poll_remove(int poll, int descriptor) { return control(poll, EPOLL_CTL_DEL, descriptor, 0, 0); }

int clane_poll_wait(int poll, struct clane_event *events, int capacity, int milliseconds) {
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

int clane_socket(int family, int type, int protocol) { return socket(family, type | SOCK_CLOEXEC, protocol); }

void clane_set_name(pthread_t thread, const char *name) { pthread_setname_np(thread, name); }

int clane_closed_socket(void) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
    close(ends[1]);
    return ends[0];
}

void clane_replace(int descriptor, int by) {
    // EBUSY: another thread is about to open a file under this number, which the kernel undoes at once.
    while (dup3(by, descriptor, O_CLOEXEC) < 0 && (errno == EINTR || errno == EBUSY)) {
    }
}

bool clane_has_input(int descriptor) {
    char byte;
    ssize_t count = recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void clane_keep_memory(void) {
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
#endif
}
