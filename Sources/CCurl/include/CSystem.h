// What the workers need of Linux and Swift's Glibc module can't give well: sockets as libcurl is to see them, and malloc's options.
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <stdbool.h>

// A socket that no child process inherits: an inherited one would stay open, and registered, after its close. Below zero it
// is the negative errno.
int csocket_create(int family, int type, int protocol);

// The errno with which no socket can be made now; zero when one can.
int csocket_want(void);

// Whether a socket can be read now: bytes, the other side's close, or an error wait in it.
bool csocket_has_input(int descriptor);

// A socket whose other end is closed: reading gives the end at once and for ever. -1 without a descriptor.
int csocket_closed(void);

// Closes what `descriptor` stands for and lets it stand for the same as `by`; it stays open, for its owner to close.
void csocket_replace(int descriptor, int by);

// Lets malloc keep freed memory instead of giving it back to the kernel at once (glibc; nothing elsewhere): up to 32 MiB
// on top of each arena, and blocks up to 4 MiB. A response body of 200 kB otherwise costs 50 page faults each time.
void cmemory_keep(void);

#endif
