#include "CAres.h"

#include <ares.h>
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define FUNCTIONS(f) \
    f(ares_library_init) f(ares_init_options) f(ares_destroy) f(ares_cancel) f(ares_set_servers_ports_csv) f(ares_getaddrinfo) \
    f(ares_freeaddrinfo) f(ares_search) f(ares_process_fd) f(ares_timeout) f(ares_save_options) f(ares_destroy_options) \
    f(ares_get_servers_ports) f(ares_free_data)

static struct {
#define MEMBER(function) __typeof__(&function) function;
    FUNCTIONS(MEMBER)
#undef MEMBER
} cares;

// A server is asked so often; all of a look-up has a bound of its caller's.
enum { tries = 3 };

enum { class_in = 1, type_srv = 33 };

struct cares_lookup {
    ares_channel channel;
    const struct cares_callbacks *callbacks;
    void *context;
};

// What is asked for, and what the caller calls it.
struct question {
    struct cares_lookup *lookup;
    uint32_t number;
    size_t most;
};

const char *cares_load(void) {
    static const char name[] = "libcares.so.2";
    static char message[300];
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        snprintf(message, sizeof message, "c-ares can't be loaded: %s", reason ? reason : name);
        return message;
    }
#define LOAD(function) \
    if (!(cares.function = (__typeof__(cares.function))dlsym(library, #function))) { \
        snprintf(message, sizeof message, "c-ares can't be used: it has no " #function); \
        return message; \
    }
    FUNCTIONS(LOAD)
#undef LOAD
    return cares.ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS ? NULL : "c-ares can't be used: it doesn't start";
}

static enum cares_status status_of(int result) {
    switch (result) {
    case ARES_SUCCESS: return cares_found;
    case ARES_ENOTFOUND: return cares_no_name;
    case ARES_ENODATA: return cares_no_data;
    case ARES_ESERVFAIL:
    case ARES_ENOTIMP:
    case ARES_EREFUSED:
    case ARES_ETIMEOUT:
    case ARES_ECONNREFUSED:
    case ARES_EOF:
    case ARES_ECANCELLED:
    case ARES_EDESTRUCTION: return cares_no_answer;
    case ARES_EFORMERR:
    case ARES_EBADRESP:
    case ARES_EBADNAME:
    case ARES_EBADSTR: return cares_malformed;
    default: return cares_failed;
    }
}

static void socket_changed(void *data, ares_socket_t descriptor, int readable, int writable) {
    struct cares_lookup *lookup = data;
    lookup->callbacks->watch(lookup->context, descriptor, readable != 0, writable != 0);
}

struct cares_size cares_measure(const char *servers) {
    struct cares_size size = {.domains = 0, .servers = 1};
    ares_channel channel;
    struct ares_options options = {0};
    if (cares.ares_init_options(&channel, &options, 0) != ARES_SUCCESS) return size;
    if (servers) cares.ares_set_servers_ports_csv(channel, servers);
    int mask = 0;
    if (cares.ares_save_options(channel, &options, &mask) == ARES_SUCCESS) size.domains = options.ndomains;
    // Also where saving has failed half way.
    cares.ares_destroy_options(&options);
    struct ares_addr_port_node *list = NULL;
    if (cares.ares_get_servers_ports(channel, &list) == ARES_SUCCESS) {
        size.servers = 0;
        for (const struct ares_addr_port_node *node = list; node; node = node->next) size.servers++;
        if (list) cares.ares_free_data(list);
    }
    cares.ares_destroy(channel);
    return size;
}

struct cares_lookup *cares_open(
    const char *servers, int milliseconds_to_answer, const struct cares_callbacks *callbacks, void *context) {
    struct cares_lookup *lookup = calloc(1, sizeof *lookup);
    if (!lookup) return NULL;
    lookup->callbacks = callbacks;
    lookup->context = context;
    struct ares_options options = {
        .timeout = milliseconds_to_answer,
        .tries = tries,
        .sock_state_cb = socket_changed,
        .sock_state_cb_data = lookup,
    };
    int result = cares.ares_init_options(
        &lookup->channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
    if (result != ARES_SUCCESS) {
        free(lookup);
        return NULL;
    }
    if (servers && cares.ares_set_servers_ports_csv(lookup->channel, servers) != ARES_SUCCESS) {
        cares_close(lookup);
        return NULL;
    }
    return lookup;
}

// Whether this machine has a way to an address, as RFC 6724 asks: nothing is sent.
static bool has_route(const struct sockaddr *address, socklen_t length) {
    int descriptor = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return errno != EAFNOSUPPORT;
    bool has = connect(descriptor, address, length) == 0;
    close(descriptor);
    return has;
}

// The addresses of a list that are of use, without those of a family that this machine has no way to, if it has one to the other.
static void hand_over(const struct question *question, const struct ares_addrinfo *info) {
    const struct ares_addrinfo_node *first[2] = {NULL, NULL};
    size_t count = 0;
    uint32_t seconds = UINT32_MAX;
    for (const struct ares_addrinfo_node *node = info->nodes; node; node = node->ai_next) {
        if (!node->ai_addr || (node->ai_family != AF_INET && node->ai_family != AF_INET6)) continue;
        const struct ares_addrinfo_node **family = &first[node->ai_family == AF_INET6];
        if (!*family) *family = node;
        if (node->ai_ttl >= 0 && (uint32_t)node->ai_ttl < seconds) seconds = (uint32_t)node->ai_ttl;
        count++;
    }
    for (const struct ares_addrinfo_cname *name = info->cnames; name; name = name->next)
        if (name->ttl >= 0 && (uint32_t)name->ttl < seconds) seconds = (uint32_t)name->ttl;
    int without = 0;
    if (first[0] && first[1]) {
        bool four = has_route(first[0]->ai_addr, first[0]->ai_addrlen), six = has_route(first[1]->ai_addr, first[1]->ai_addrlen);
        if (four != six) without = four ? AF_INET6 : AF_INET;
    }
    size_t room = count < question->most ? count : question->most, taken = 0, cut = 0;
    struct cares_lookup *lookup = question->lookup;
    struct cares_address *list = calloc(room ? room : 1, sizeof *list);
    if (!list) {
        lookup->callbacks->addresses(lookup->context, question->number, cares_failed, NULL, 0, 0, 0);
        return;
    }
    for (const struct ares_addrinfo_node *node = info->nodes; node; node = node->ai_next) {
        if (!node->ai_addr || node->ai_family == without) continue;
        const void *address;
        if (node->ai_family == AF_INET) address = &((const struct sockaddr_in *)(const void *)node->ai_addr)->sin_addr;
        else if (node->ai_family == AF_INET6) address = &((const struct sockaddr_in6 *)(const void *)node->ai_addr)->sin6_addr;
        else continue;
        if (taken == room) cut++;
        else if (inet_ntop(node->ai_family, address, list[taken].text, sizeof list[taken].text)) taken++;
    }
    lookup->callbacks->addresses(
        lookup->context, question->number, taken ? cares_found : cares_no_data, list, taken, cut, seconds);
    free(list);
}

static void addresses_came(void *data, int result, int timeouts, struct ares_addrinfo *info) {
    (void)timeouts;
    struct question *question = data;
    if (result == ARES_SUCCESS && info) {
        hand_over(question, info);
    } else {
        enum cares_status status = result == ARES_SUCCESS ? cares_no_data : status_of(result);
        question->lookup->callbacks->addresses(question->lookup->context, question->number, status, NULL, 0, 0, 0);
    }
    if (info) cares.ares_freeaddrinfo(info);
    free(question);
}

void cares_find_addresses(
    struct cares_lookup *lookup, const char *name, uint32_t number, enum cares_family family, size_t most) {
    struct question *question = malloc(sizeof *question);
    if (!question) {
        lookup->callbacks->addresses(lookup->context, number, cares_failed, NULL, 0, 0, 0);
        return;
    }
    *question = (struct question){.lookup = lookup, .number = number, .most = most};
    // Sorting would open a socket for each address.
    struct ares_addrinfo_hints hints = {
        .ai_family = family == cares_ipv4 ? AF_INET : family == cares_ipv6 ? AF_INET6 : AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = ARES_AI_NOSORT,
    };
    cares.ares_getaddrinfo(lookup->channel, name, NULL, &hints, addresses_came, question);
}

static void records_came(void *data, int result, int timeouts, unsigned char *answer, int length) {
    (void)timeouts;
    struct cares_lookup *lookup = data;
    bool has_answer = result == ARES_SUCCESS && answer && length > 0;
    lookup->callbacks->records(
        lookup->context, has_answer ? cares_found : status_of(result == ARES_SUCCESS ? ARES_ENODATA : result),
        has_answer ? answer : NULL, has_answer ? (size_t)length : 0);
}

void cares_find_records(struct cares_lookup *lookup, const char *name) {
    cares.ares_search(lookup->channel, name, class_in, type_srv, records_came, lookup);
}

void cares_process(struct cares_lookup *lookup, int readable, int writable) {
    cares.ares_process_fd(
        lookup->channel, readable < 0 ? ARES_SOCKET_BAD : readable, writable < 0 ? ARES_SOCKET_BAD : writable);
}

int64_t cares_next_due(struct cares_lookup *lookup) {
    struct timeval room;
    const struct timeval *due = cares.ares_timeout(lookup->channel, NULL, &room);
    if (!due) return -1;
    int64_t seconds = due->tv_sec < 0 ? 0 : due->tv_sec > 3600 ? 3600 : due->tv_sec;
    return seconds * 1000 + (due->tv_usec + 999) / 1000;
}

void cares_cancel(struct cares_lookup *lookup) { cares.ares_cancel(lookup->channel); }

void cares_close(struct cares_lookup *lookup) {
    cares.ares_destroy(lookup->channel);
    free(lookup);
}
