// What a reactor needs of Linux and Swift's Glibc module can't give well: epoll (a packed struct with a union), the reactor
// that the current thread belongs to, and sockets: listening, accepting, sending what lies in several places.
#ifndef CREACTOR_H
#define CREACTOR_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/uio.h>

// A reactor's identity, or NULL on a thread that is not a reactor's.
extern _Thread_local const void *creactor_thread_identity;

static inline const void *creactor_current(void) { return creactor_thread_identity; }
static inline void creactor_set_current(const void *identity) { creactor_thread_identity = identity; }

// EPOLL_CTL_ADD, with a tag that comes back with each event.
int creactor_poll_add(int poll, int descriptor, uint32_t events, uint64_t tag);
// EPOLL_CTL_MOD.
int creactor_poll_modify(int poll, int descriptor, uint32_t events, uint64_t tag);
// EPOLL_CTL_DEL.
int creactor_poll_remove(int poll, int descriptor);

// One event of a descriptor.
struct creactor_event {
    uint64_t tag;
    uint32_t events;
};

// epoll_wait for up to `capacity` events (at most 256 at a time); -1 milliseconds waits without a limit. Returns their
// number: 0 on a signal.
int creactor_poll_wait(int poll, struct creactor_event *events, int capacity, int milliseconds);

static inline int creactor_poll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }
static inline int creactor_wake_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// The name that tools show for a thread; at most 15 bytes.
void creactor_set_name(pthread_t thread, const char *name);

// A socket for an address (a sockaddr): it doesn't block, no child process inherits it, and it has TCP_NODELAY and
// TCP_NOTSENT_LOWAT. The negative of errno when there can be none.
int creactor_open(const void *address);

// Begins to connect a socket to an address: 0, or the negative of errno, which is EINPROGRESS when the end is yet to come.
int creactor_connect(int descriptor, const void *address, uint32_t length);

// A socket that is bound to an address and listens; what is accepted from it has the same options. The negative of errno when there
// can be none.
int creactor_listen(const void *address, uint32_t length);

// Has a socket that another process has opened behave as one that `creactor_listen` has: 0, or the negative of errno. -EINVAL when it
// is none that connections are accepted from.
int creactor_adopt(int descriptor);

// Binds a socket to a path and listens. Nobody but whom `mode` lets may connect, from the first moment on. What is left of a socket that
// nobody listens on any more is removed. The negative of errno when there can be none; -ENAMETOOLONG for a path of more than 107 bytes.
int creactor_listen_at(const char *path, uint32_t mode);

// Gives the file of a socket, which is no link, other permissions: 0, or the negative of errno.
int creactor_set_mode(const char *path, uint32_t mode);

// Connects to a socket in the file system that keeps messages apart, with so many seconds for each step: its descriptor, or the negative
// of errno.
int creactor_connect_at(const char *path, int seconds);

// A socket in the file system that keeps messages apart and listens, for this user alone; see `creactor_listen_at`.
int creactor_listen_for_messages_at(const char *path);

// Has each step with a socket take so many seconds at most.
void creactor_limit(int descriptor, int seconds);

// Whether the process at the other end is this user's, or the superuser's.
bool creactor_is_peer_trusted(int descriptor);

// Sends a message, and a copy of a descriptor with it unless that is -1: 0, or the negative of errno.
int creactor_send_message(int descriptor, const void *text, size_t length, int passed);

// Receives a message of at most `capacity` bytes, and perhaps a descriptor, -1 without one, which no child process inherits. The length,
// 0 at the end, or the negative of errno.
ssize_t creactor_receive_message(int descriptor, void *text, size_t capacity, int *passed);

// One side of a connection: the address as text, "" when there is none, and the port. `unix:` for a socket in the file system; behind it
// its path, where it is this side's.
struct creactor_endpoint {
    char host[128];
    uint16_t port;
};

// Takes a connection off a listening socket: its descriptor, which doesn't block and which no child process inherits, or
// the negative of errno.
int creactor_accept(int listener, struct creactor_endpoint *client);

// Whether an error of `accept` says that descriptors or memory have run out.
bool creactor_is_exhaustion(int error);

// A second descriptor for the same, which no child process inherits, with the lowest number that is free; -1 when there is none.
int creactor_copy(int descriptor);

// Whether something has come that was not read, the end of the connection left out.
bool creactor_has_unread(int descriptor);

// close(2).
void creactor_close(int descriptor);

// Pieces of memory that are sent with one system call.
enum { creactor_most_pieces = 16 };
struct creactor_pieces {
    struct iovec pieces[creactor_most_pieces];
    int count;
};

// Adds a piece, which must stay until all is sent; false, and nothing is added, when there is no room for it.
bool creactor_add(struct creactor_pieces *pieces, const void *start, size_t length);

// Hands the pieces to a socket; returns how many bytes it took, or the negative of errno. Never raises SIGPIPE.
ssize_t creactor_send(int descriptor, struct creactor_pieces *pieces);

// What a socket is bound to; no host and port 0 when it is bound to nothing.
struct creactor_endpoint creactor_local(int descriptor);

// The processors this process may use: `taskset` and containers leave it fewer than there are. At least 1.
int creactor_processor_count(void);

static const uint32_t creactor_readable = EPOLLIN;
static const uint32_t creactor_writable = EPOLLOUT;
static const uint32_t creactor_peer_closed = EPOLLRDHUP;
static const uint32_t creactor_broken = (uint32_t)EPOLLERR | (uint32_t)EPOLLHUP;
static const uint32_t creactor_edge = (uint32_t)EPOLLET;

#endif
