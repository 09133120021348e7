#define _GNU_SOURCE 1
#include "CReactor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
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

static void set_options(int descriptor) {
    int on = 1, unsent = 64 << 10;
    // They fail where the address is none of TCP.
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

int creactor_open(const void *address) {
    const struct sockaddr *family = address;
    int descriptor = socket(family->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    set_options(descriptor);
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

int creactor_adopt(int descriptor) {
    int listens = 0, type = 0;
    socklen_t length = sizeof listens;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0) return -errno;
    length = sizeof type;
    if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &length) != 0) return -errno;
    if (!listens || type != SOCK_STREAM) return -EINVAL;
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0) return -errno;
    if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) return -errno;
    set_options(descriptor);
    return 0;
}

static bool fill(struct sockaddr_un *address, const char *path) {
    size_t length = strlen(path);
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (length >= sizeof address->sun_path) return false;
    memcpy(address->sun_path, path, length);
    return true;
}

// Whether a file is a socket that nobody listens on.
static bool is_left_over(const struct sockaddr_un *address) {
    struct stat status;
    if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (probe < 0) return false;
    // Where somebody listens, another kind of socket is refused as well, and with another error.
    bool is_refused = connect(probe, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
    close(probe);
    return is_refused;
}

int creactor_set_mode(const char *path, uint32_t mode) {
    // By a descriptor of the file itself: what a link points to is not ours.
    int file = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) return -errno;
    struct stat status;
    int error = 0;
    if (fstat(file, &status) != 0) error = errno;
    else if (!S_ISSOCK(status.st_mode)) error = EINVAL;
    else if ((status.st_mode & 07777) != mode) {
        char name[32];
        snprintf(name, sizeof name, "/proc/self/fd/%d", file);
        if (chmod(name, (mode_t)mode) != 0) error = errno;
    }
    close(file);
    return -error;
}

// Locks the folder of a file against others that do the same; -1 when that is not to be had. Closing it ends that.
static int lock_folder(const char *path) {
    char folder[sizeof((struct sockaddr_un *)0)->sun_path];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    memcpy(folder, path, length);
    folder[length] = 0;
    int descriptor = open(length > 0 ? folder : slash ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    // Anybody may have locked a folder, for ever: a second has to do, of which two that start at once need a thousandth.
    for (int tries = 0; tries < 1000; tries++) {
        if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
        if (errno != EWOULDBLOCK && errno != EINTR) break;
        usleep(1000);
    }
    close(descriptor);
    return -1;
}

static int bind_and_listen(int descriptor, const struct sockaddr_un *address, const char *path, mode_t mode) {
    if (is_left_over(address)) unlink(path);
    // The file gets the mode of the socket, less the umask (unix(7)); what the umask took is given back.
    if (fchmod(descriptor, mode) != 0) return -errno;
    if (bind(descriptor, (const struct sockaddr *)address, sizeof *address) != 0) return -errno;
    int error = -creactor_set_mode(path, mode);
    if (error == 0 && listen(descriptor, 1024) == 0) return 0;
    if (error == 0) error = errno;
    unlink(path);
    return -error;
}

static int listen_at(int descriptor, const char *path, mode_t mode) {
    struct sockaddr_un address;
    if (!fill(&address, path)) return -ENAMETOOLONG;
    // Of two processes that start at once, one would take what the other has just bound for left over: it does not listen yet.
    int lock = lock_folder(path);
    int result = bind_and_listen(descriptor, &address, path, mode);
    if (lock >= 0) close(lock);
    return result;
}

int creactor_listen_at(const char *path, uint32_t mode) {
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int result = listen_at(descriptor, path, (mode_t)mode);
    if (result == 0) return descriptor;
    close(descriptor);
    return result;
}

int creactor_listen_for_messages_at(const char *path) {
    int descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int result = listen_at(descriptor, path, 0600);
    if (result == 0) return descriptor;
    close(descriptor);
    return result;
}

void creactor_limit(int descriptor, int seconds) {
    struct timeval limit = {.tv_sec = seconds};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

int creactor_connect_at(const char *path, int seconds) {
    struct sockaddr_un address;
    if (!fill(&address, path)) return -ENAMETOOLONG;
    int descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    creactor_limit(descriptor, seconds);
    if (connect(descriptor, (const struct sockaddr *)&address, sizeof address) == 0) return descriptor;
    int error = errno;
    close(descriptor);
    return -error;
}

bool creactor_is_peer_trusted(int descriptor) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return false;
    return peer.uid == geteuid() || peer.uid == 0;
}

int creactor_send_message(int descriptor, const void *text, size_t length, int passed) {
    struct iovec piece = {.iov_base = (void *)text, .iov_len = length};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {{0}};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    if (passed >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof passed);
        memcpy(CMSG_DATA(header), &passed, sizeof passed);
    }
    ssize_t count;
    do count = sendmsg(descriptor, &message, MSG_NOSIGNAL);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : 0;
}

ssize_t creactor_receive_message(int descriptor, void *text, size_t capacity, int *passed) {
    struct iovec piece = {.iov_base = text, .iov_len = capacity};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct msghdr message = {
        // Not all of `control`, whose padding has room for a second one.
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = CMSG_LEN(sizeof(int))};
    *passed = -1;
    ssize_t count;
    do count = recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    if (count < 0) return -errno;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        // There is room for one: the system closes what else was sent.
        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
            header->cmsg_len >= CMSG_LEN(sizeof(int)))
            memcpy(passed, CMSG_DATA(header), sizeof(int));
    }
    return count;
}

// Of an address of any of the three families; no host and port 0 for one of another.
static struct creactor_endpoint split(const struct sockaddr_storage *address, socklen_t length, bool has_path) {
    struct creactor_endpoint endpoint = {{0}, 0};
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &in->sin_addr, endpoint.host, sizeof endpoint.host);
        endpoint.port = ntohs(in->sin_port);
    } else if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)address;
        inet_ntop(AF_INET6, &in->sin6_addr, endpoint.host, sizeof endpoint.host);
        endpoint.port = ntohs(in->sin6_port);
    } else if (address->ss_family == AF_UNIX) {
        static const char scheme[] = "unix:";
        enum { before = sizeof scheme - 1 };
        memcpy(endpoint.host, scheme, before);
        const struct sockaddr_un *un = (const struct sockaddr_un *)address;
        size_t start = offsetof(struct sockaddr_un, sun_path);
        if (has_path && length > start) memcpy(endpoint.host + before, un->sun_path, strnlen(un->sun_path, length - start));
    }
    return endpoint;
}

int creactor_accept(int listener, struct creactor_endpoint *client) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    int descriptor = accept4(listener, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return -errno;
    // A client could bind its side to any path: that says nothing.
    *client = split(&address, length, false);
    return descriptor;
}

bool creactor_is_exhaustion(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

int creactor_copy(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 0); }

bool creactor_has_unread(int descriptor) {
    char byte;
    return recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void creactor_close(int descriptor) { close(descriptor); }

struct creactor_endpoint creactor_local(int descriptor) {
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    getsockname(descriptor, (struct sockaddr *)&address, &length);
    return split(&address, length, true);
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
