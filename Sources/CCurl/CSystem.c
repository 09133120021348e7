#define _GNU_SOURCE 1
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

int csocket_create(int family, int type, int protocol) {
    int descriptor = socket(family, type | SOCK_CLOEXEC, protocol);
    return descriptor >= 0 ? descriptor : -errno;
}

int csocket_want(void) {
    int descriptor = csocket_create(AF_UNIX, SOCK_STREAM, 0);
    if (descriptor < 0) return -descriptor;
    close(descriptor);
    return 0;
}

int csocket_closed(void) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
    close(ends[1]);
    return ends[0];
}

void csocket_replace(int descriptor, int by) {
    // EBUSY: another thread is about to open a file under this number, which the kernel undoes at once.
    while (dup3(by, descriptor, O_CLOEXEC) < 0 && (errno == EINTR || errno == EBUSY)) {
    }
}

bool csocket_has_input(int descriptor) {
    char byte;
    ssize_t count = recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void cmemory_keep(void) {
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, 32 << 20);
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
#endif
}
