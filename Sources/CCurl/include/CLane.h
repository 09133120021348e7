// What a lane needs of Linux and Swift's Glibc module can't give well: epoll (a packed struct with a union), and the
// lane that the current thread belongs to.
#ifndef CLANE_H
#define CLANE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

// A lane's identity, or NULL on a thread that is not a lane's.
extern _Thread_local const void *clane_thread_identity;

static inline const void *clane_current(void) { return clane_thread_identity; }
static inline void clane_set_current(const void *identity) { clane_thread_identity = identity; }

// EPOLL_CTL_ADD, with a tag that comes back with each event.
int clane_poll_add(int poll, int descriptor, uint32_t events, uint64_t tag);
// EPOLL_CTL_MOD.
int clane_poll_modify(int poll, int descriptor, uint32_t events, uint64_t tag);
// EPOLL_CTL_DEL.
int clane_poll_remove(int poll, int descriptor);

// A socket that no child process inherits: an inherited one would stay open, and registered, after its close.
int clane_socket(int family, int type, int protocol);

// Whether a socket can be read now: bytes, the other side's close, or an error wait in it.
bool clane_has_input(int descriptor);

// A socket whose other end is closed: reading gives the end at once and for ever. -1 without a descriptor.
int clane_closed_socket(void);

// Closes what `descriptor` stands for and lets it stand for the same as `by`; it stays open, for its owner to close.
void clane_replace(int descriptor, int by);

// One event of a descriptor.
struct clane_event {
    uint64_t tag;
    uint32_t events;
};

// The name that tools show for a thread; at most 15 bytes.
void clane_set_name(pthread_t thread, const char *name);

// Lets malloc keep freed memory instead of giving it back to the kernel at once (glibc; nothing elsewhere): up to 32 MiB
// on top of each arena, and blocks up to 4 MiB. A response body of 200 kB otherwise costs 50 page faults each time.
void clane_keep_memory(void);

// epoll_wait for up to `capacity` events (at most 256 at a time); -1 milliseconds waits without a limit. Returns their
// number: 0 on a signal.
int clane_poll_wait(int poll, struct clane_event *events, int capacity, int milliseconds);

static inline int clane_poll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }
static inline int clane_wake_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static const uint32_t clane_readable = EPOLLIN;
static const uint32_t clane_writable = EPOLLOUT;
static const uint32_t clane_broken = (uint32_t)EPOLLERR | (uint32_t)EPOLLHUP;
static const uint32_t clane_edge = (uint32_t)EPOLLIN | (uint32_t)EPOLLET;

#endif
