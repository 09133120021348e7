#define _GNU_SOURCE 1
#include "CReactor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

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

int creactor_open(const void *address) {
    const struct sockaddr *family = address;
    int descriptor = socket(family->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int on = 1, unsent = 64 << 10;
    // They fail where the address is none of TCP.
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    return descriptor;
}

int creactor_connect(int descriptor, const void *address, uint32_t length) {
    return connect(descriptor, address, length) == 0 ? 0 : -errno;
}

int creactor_listen(const void *address, uint32_t length) {
    // An accepted socket takes over the options of the one that listens.
    int descriptor = creactor_open(address);
    if (descriptor < 0) return descriptor;
    int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const struct sockaddr *bound = address;
    if (bind(descriptor, bound, length) == 0 && listen(descriptor, 1024) == 0) return descriptor;
    int error = errno;
    close(descriptor);
    return -error;
}

// Of an address of either family; no host and port 0 for one of another.
static struct creactor_endpoint split(const struct sockaddr_storage *address) {
    struct creactor_endpoint endpoint = {{0}, 0};
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &in->sin_addr, endpoint.host, sizeof endpoint.host);
        endpoint.port = ntohs(in->sin_port);
    } else if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)address;
        inet_ntop(AF_INET6, &in->sin6_addr, endpoint.host, sizeof endpoint.host);
        endpoint.port = ntohs(in->sin6_port);
    }
    return endpoint;
}

int creactor_accept(int listener, struct creactor_endpoint *client) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    int descriptor = accept4(listener, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return -errno;
    *client = split(&address);
    return descriptor;
}

bool creactor_is_exhaustion(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

int creactor_copy(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 0); }

void creactor_close(int descriptor) { close(descriptor); }

struct creactor_endpoint creactor_local(int descriptor) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    getsockname(descriptor, (struct sockaddr *)&address, &length);
    return split(&address);
}

bool creactor_add(struct creactor_pieces *pieces, const void *start, size_t length) {
    if (pieces->count == creactor_most_pieces) return false;
    pieces->pieces[pieces->count++] = (struct iovec){.iov_base = (void *)start, .iov_len = length};
    return true;
}

ssize_t creactor_send(int descriptor, struct creactor_pieces *pieces) {
    struct msghdr message = {.msg_iov = pieces->pieces, .msg_iovlen = (size_t)pieces->count};
    ssize_t count = pieces->count == 1
        ? send(descriptor, pieces->pieces[0].iov_base, pieces->pieces[0].iov_len, MSG_NOSIGNAL)
        : sendmsg(descriptor, &message, MSG_NOSIGNAL);
    return count >= 0 ? count : -errno;
}

int creactor_processor_count(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    // It fails where there are more than 1,024.
    long count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (int)count : 1;
}
