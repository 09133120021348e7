// Asks DNS with c-ares, which is loaded when the first name is to be looked up, and not linked.
//
// A look-up is a channel of its own: it reads /etc/resolv.conf, /etc/nsswitch.conf and /etc/hosts as they are then, and its queries come
// from new ports with new ids. Nothing but `cares_load` may be called before that has succeeded, and all of one look-up is called on one
// thread. Callbacks may come during any call; `cares_close` must not be called in one.
#ifndef CARES_H
#define CARES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Loads the library; NULL, or why it can't be used. To be called once.
const char *cares_load(void);

// How a query has ended.
enum cares_status {
    // With what was asked for.
    cares_found = 0,
    // The name doesn't exist (NXDOMAIN).
    cares_no_name = 1,
    // The name exists, and has nothing of the kind.
    cares_no_data = 2,
    // Nobody has answered in time, can be reached, or says more than that it won't or can't: version 1.18 doesn't tell these apart.
    cares_no_answer = 3,
    // The answer can't be read.
    cares_malformed = 4,
    // There is no memory, or the files of the system can't be read.
    cares_failed = 5,
};

// An address as text: 45 characters at most, and NUL.
struct cares_address {
    char text[46];
};

struct cares_callbacks {
    // The caller watches a descriptor for this from now on; with neither no more, and it is about to be closed.
    void (*watch)(void *context, int descriptor, bool readable, bool writable);
    // The addresses of the name with this number: `count` of them, which are gone when it returns, and `cut` more were left out. They
    // hold for so many seconds.
    void (*addresses)(void *context, uint32_t number, enum cares_status status, const struct cares_address *list, size_t count,
        size_t cut, uint32_t seconds);
    // The answer about SRV records, as it was sent; gone when it returns.
    void (*records)(void *context, enum cares_status status, const uint8_t *answer, size_t length);
};

// In how many search domains a name is tried, and how many servers may be asked.
struct cares_size {
    int domains;
    int servers;
};

// What a look-up would begin with: `servers` are addresses and ports in place of those of the system, `10.0.0.1:53,[::1]:53`, or NULL.
struct cares_size cares_measure(const char *servers);

// A look-up; NULL where it can't begin. A server gets so many milliseconds for its first answer. `callbacks` and `context` must live until
// it is closed.
struct cares_lookup *cares_open(
    const char *servers, int milliseconds_to_answer, const struct cares_callbacks *callbacks, void *context);

enum cares_family { cares_any, cares_ipv4, cares_ipv6 };

// Asks for the addresses of a name, `most` at most; each call is answered once. Of both families together, it is answered as the question
// was that came to its end last.
void cares_find_addresses(
    struct cares_lookup *lookup, const char *name, uint32_t number, enum cares_family family, size_t most);

// Asks for the SRV records of a name; answered once.
void cares_find_records(struct cares_lookup *lookup, const char *name);

// Does what is due, and what can be done with descriptors that are ready; -1 for none.
void cares_process(struct cares_lookup *lookup, int readable, int writable);

// In how many milliseconds something is due; -1 for never.
int64_t cares_next_due(struct cares_lookup *lookup);

// Gives up what is asked for: each is answered, as not answered in time.
void cares_cancel(struct cares_lookup *lookup);

// Ends a look-up of which nothing is asked for any more.
void cares_close(struct cares_lookup *lookup);

#endif
