#include "CCrypto.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// As crypt(3) of libxcrypt 4 declares them. Its header is not needed, nor anything of it when Tutti is built.
static char *(*crypt_ra)(const char *phrase, const char *setting, void **data, int *size);
static char *(*crypt_gensalt_ra)(const char *prefix, unsigned long count, const char *random, int random_length);

const char *ccrypto_passwords_load(void) {
    static char message[300];
    void *library = dlopen("libcrypt.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library) library = dlopen("libcrypt.so.2", RTLD_NOW | RTLD_LOCAL);
    if (library) {
        crypt_ra = (__typeof__(crypt_ra))dlsym(library, "crypt_ra");
        crypt_gensalt_ra = (__typeof__(crypt_gensalt_ra))dlsym(library, "crypt_gensalt_ra");
    }
    if (crypt_ra && crypt_gensalt_ra) return NULL;
    const char *reason = dlerror();
    snprintf(message, sizeof message, "libcrypt of libxcrypt can't be loaded: %s", reason ? reason : "libcrypt.so.1");
    return message;
}

// The result is in memory that the caller frees, after it has overwritten what was made of the password.
static char *hashed(const char *password, const char *setting, void **data, int *size) {
    *data = NULL;
    *size = 0;
    char *hash = crypt_ra(password, setting, data, size);
    // It begins with `*` where it can't be computed.
    return hash && *hash != '*' ? hash : NULL;
}

static void forget(void *data, int size) {
    if (data && size > 0) explicit_bzero(data, (size_t)size);
    free(data);
}

bool ccrypto_password_matches(const char *password, const char *hash) {
    void *data;
    int size;
    char *made = hashed(password, hash, &data, &size);
    size_t length = strlen(hash);
    bool same = made && strlen(made) == length && ccrypto_equal((const uint8_t *)made, (const uint8_t *)hash, length);
    forget(data, size);
    return same;
}

bool ccrypto_password_hash(const char *password, unsigned long cost, const char *random, char *hash) {
    char *setting = crypt_gensalt_ra("$2b$", cost, random, 16);
    if (!setting) return false;
    void *data;
    int size;
    char *made = hashed(password, setting, &data, &size);
    bool fits = made && strlen(made) == 60;
    if (fits) memcpy(hash, made, 61);
    forget(data, size);
    free(setting);
    return fits;
}

struct errand {
    void (*work)(void *context);
    void *context;
};

static void *run(void *argument) {
    struct errand errand = *(struct errand *)argument;
    free(argument);
    // On Linux a nice value is one of a thread. Without it, it runs all the same.
    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10);
    errand.work(errand.context);
    return NULL;
}

bool ccrypto_run_aside(void (*work)(void *context), void *context) {
    struct errand *errand = malloc(sizeof *errand);
    if (!errand) return false;
    *errand = (struct errand){work, context};
    pthread_attr_t attributes;
    pthread_t thread;
    bool runs = pthread_attr_init(&attributes) == 0;
    if (runs) {
        runs = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0
            && pthread_create(&thread, &attributes, run, errand) == 0;
        pthread_attr_destroy(&attributes);
    }
    if (!runs) free(errand);
    return runs;
}
