/* What the torture programs share. Each is started as `program DATA WORK SECONDS [SEED]`: the test data, an empty folder, how
 * long it may go on, and what chance is repeated from. A program does its floor however little time it has, prints its figures on one line that starts with
 * `figures:`, and ends with 0 for a pass, 77 for a skip whose reason is the last line, anything else for a failure. */
#ifndef TORTURE_H
#define TORTURE_H

/* For memmem. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../cabi/support.h"

#define SKIPPED 77
#define PATH_SIZE 2048
#define MICROSECONDS 1000000LL
/* Times at which the demo's certificates are: within their validity, long after it. */
#define WITHIN_VALIDITY (1520000000LL * MICROSECONDS)

static uint64_t random_state = 1;

static inline void seed_random(uint64_t seed)
{
    random_state = seed * 0x9E3779B97F4A7C15ULL + 1;
}

static inline uint64_t next_random(void)
{
    uint64_t z = (random_state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

/* Seeds chance from the command line, or from the time, and prints with what before anything can fail. */
static inline uint64_t seed_from_command_line(int argc, char **argv)
{
    CHECK(argc == 4 || argc == 5);
    uint64_t seed = argc == 5 ? strtoull(argv[4], NULL, 10) : (uint64_t)time(NULL) * 1000;
    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    seed_random(seed);
    return seed;
}

static inline size_t below(size_t bound)
{
    return (size_t)(next_random() % bound);
}

static inline double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline const char *path_in(char *buffer, const char *folder, const char *name)
{
    int length = snprintf(buffer, PATH_SIZE, "%s/%s", folder, name);
    CHECK(length > 0 && length < PATH_SIZE);
    return buffer;
}

static inline void copy_file(const char *from, const char *to)
{
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(in >= 0 && out >= 0);
    char block[65536];
    ssize_t got;
    while ((got = read(in, block, sizeof block)) > 0) {
        CHECK(write(out, block, (size_t)got) == got);
    }
    CHECK(got == 0);
    close(in);
    close(out);
}

static inline void write_file(const char *path, const void *bytes, size_t length)
{
    int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(out >= 0);
    CHECK(write(out, bytes, length) == (ssize_t)length);
    close(out);
}

/* Removes a registry and all that SQLite puts beside it. */
static inline void remove_registry(const char *folder)
{
    const char *names[] = {"registry.db", "registry.db-wal", "registry.db-shm", "registry.db-journal"};
    char path[PATH_SIZE];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (unlink(path_in(path, folder, names[i])) != 0) {
            CHECK(errno == ENOENT);
        }
    }
}

static inline bool is_text(cscert_text a, const char *b)
{
    return a.length == strlen(b) && (a.length == 0 || memcmp(a.data, b, a.length) == 0);
}

static inline cscert_certificate_query every_certificate(void)
{
    cscert_certificate_query query;
    memset(&query, 0, sizeof query);
    query.flags = CSCERT_FIND_INCLUDE_REVOKED;
    query.not_after_from = query.not_after_before = query.published_after = CSCERT_NO_TIME;
    query.limit = UINT64_MAX;
    return query;
}

/* The key of the one user of that name. */
static inline int64_t key_of_user(cscert_registry *registry, const char *name)
{
    cscert_identity identity = {text(name), NULL, 0, NULL, 0};
    const cscert_user *user = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_user_find(registry, &identity, CSCERT_FIND_ANY_USER, &user, NULL, &error), error, name);
    return user->user_key;
}

/* The demo registry: users and the certificates of several of them. */
static inline void make_demo_registry(const char *data, const char *folder)
{
    static const char *const files[] = {"kenmyer-laptop.cer",     "kenmyer-phone.pem",     "kmyerson-desktop.cer",
                                        "kmyerson-phone.cer",     "packerman-desktop.cer", "ppinilla-desktop.cer",
                                        "asmith-desktop.cer",     "jsmithson-desktop.cer", "andrewsmith-phone.cer",
                                        "dbirkby-desktop.cer",    "jalvarez-desktop.cer",  "mhohenst-desktop.cer",
                                        "dcampbell-desktop.cer",  "dcampbell-mobile.cer",  "rkelly-desktop.cer"};
    char certificates[PATH_SIZE];
    path_in(certificates, data, "certificates");
    cscert_registry *registry = open_registry(folder, CSCERT_OPEN_CREATE);
    import_directory(registry, data);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        CHECK(publish_file(registry, certificates, files[i]) == 1);
    }
    cscert_registry_close(registry);
}

#endif
