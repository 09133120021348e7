#define _GNU_SOURCE
#include "CFiles.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// A pipe that nobody writes to is opened at once, and a terminal does not become that of the process.
static const int reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

int cfiles_open_folder(const char *path) {
    int descriptor = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int cfiles_open_beneath(int folder, const char *path) {
    struct open_how how = {.flags = reading, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    int error = EAGAIN;
    // EAGAIN: something was renamed meanwhile, and a `..` of a link could not be followed with certainty.
    for (int attempt = 0; attempt < 8 && (error == EAGAIN || error == EINTR); attempt++) {
        long descriptor = syscall(SYS_openat2, folder, path, &how, sizeof how);
        if (descriptor >= 0) return (int)descriptor;
        error = errno;
    }
    return -error;
}

int cfiles_open_by_segments(int folder, const char *path) {
    char segment[256];
    int current = folder;
    for (;;) {
        const char *end = strchrnul(path, '/');
        size_t length = (size_t)(end - path);
        int last = *end == 0;
        int next = -1;
        int error = length == 0 ? ENOENT : ENAMETOOLONG;
        if (length > 0 && length < sizeof segment) {
            memcpy(segment, path, length);
            segment[length] = 0;
            error = EXDEV;
            if (strcmp(segment, "..") != 0) {
                next = openat(current, segment, O_NOFOLLOW | (last ? reading : O_PATH | O_DIRECTORY | O_CLOEXEC));
                error = errno;
            }
        }
        if (current != folder) close(current);
        if (next < 0) return -error;
        if (last) return next;
        current = next;
        path = end + 1;
    }
}
