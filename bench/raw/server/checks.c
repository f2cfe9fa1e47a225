/* Sign-in checks: many at a time, each over a connection that stays open and waits for its answer. */
#include "server.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A way to check. */
typedef struct checker {
    void *(*open)(const struct checker *how);
    int (*check)(void *handle, const struct checker *how, const uint8_t *bytes, int32_t length);
    void (*close)(void *handle, const struct checker *how);
    const char *connection, *sql;
    __typeof__(&cscert_server_open) server_open;
    __typeof__(&cscert_server_close) server_close;
    __typeof__(&cscert_server_registry) server_registry;
    __typeof__(&cscert_registry_close) registry_close;
    __typeof__(&cscert_certificate_check) certificate_check;
} checker;

typedef struct worker {
    pthread_t thread;
    const checker *how;
    const presented *what;
    pthread_barrier_t *start;
    int64_t first, step;
    double *took;
    int failed;
} worker;

static void *work(void *argument)
{
    worker *me = argument;
    void *handle = me->how->open(me->how);
    me->failed = !handle;
    pthread_barrier_wait(me->start);
    for (int64_t i = me->first; !me->failed && i < me->what->count; i += me->step) {
        double start = server_now();
        me->failed = !me->how->check(handle, me->how, me->what->ders[i], me->what->lengths[i]);
        me->took[i] = server_now() - start;
    }
    if (handle) {
        me->how->close(handle, me->how);
    }
    return NULL;
}

static int in_order(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static int run(const checker *how, const presented *what, int connections, load *found)
{
    worker *workers = calloc((size_t)connections, sizeof *workers);
    double *took = calloc((size_t)what->count, sizeof *took);
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, (unsigned)connections + 1);
    for (int i = 0; i < connections; i++) {
        workers[i] = (worker){.how = how, .what = what, .start = &start, .first = i, .step = connections, .took = took};
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    pthread_barrier_wait(&start);
    double began = server_now();
    int failed = 0;
    for (int i = 0; i < connections; i++) {
        pthread_join(workers[i].thread, NULL);
        failed |= workers[i].failed;
    }
    found->seconds = server_now() - began;
    qsort(took, (size_t)what->count, sizeof *took, in_order);
    found->median = took[what->count / 2];
    found->most_of_them = took[what->count * 99 / 100];
    pthread_barrier_destroy(&start);
    free(took);
    free(workers);
    return failed ? -1 : 0;
}

static cscert_text text_of(const char *text)
{
    cscert_text result = {(const uint8_t *)text, strlen(text)};
    return result;
}

static int succeeded(cscert_status status, const cscert_error *error)
{
    if (status != CSCERT_OK) {
        fprintf(stderr, "raw: %.*s\n", (int)error->message.length, (const char *)error->message.data);
    }
    return status == CSCERT_OK;
}

/* A server's handle for each, as for programs of their own. */
static void *open_border(const checker *how)
{
    const cscert_text none = {NULL, 0};
    cscert_error *error = NULL;
    cscert_server *server = NULL;
    cscert_registry *registry = NULL;
    if (!succeeded(how->server_open(text_of(how->connection), none, none, CSCERT_OPEN_READ_ONLY, &server, &error), error)
        || !succeeded(how->server_registry(server, text_of("bench"), none, &registry, &error), error)) {
        return NULL;
    }
    /* The registry goes on without it. */
    how->server_close(server);
    return registry;
}

static int check_border(void *handle, const checker *how, const uint8_t *bytes, int32_t length)
{
    const cscert_text der = {bytes, (size_t)length}, none = {NULL, 0};
    cscert_error *error = NULL;
    cscert_check check;
    /* A time at which some are valid, and others are expired. */
    int64_t now = (int64_t)time(NULL) * 1000000;
    if (!succeeded(how->certificate_check(handle, der, none, now, &check, &error), error)) {
        return 0;
    }
    return check.result != CSCERT_CHECK_UNKNOWN;
}

static void close_border(void *handle, const checker *how)
{
    how->registry_close(handle);
}

int server_checks(const char *library, const char *connection, const presented *certificates, int connections, load *found)
{
    void *module = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!module) {
        fprintf(stderr, "raw: %s\n", dlerror());
        return -1;
    }
    checker how = {.open = open_border, .check = check_border, .close = close_border, .connection = connection};
    *(void **)&how.server_open = dlsym(module, "cscert_server_open");
    *(void **)&how.server_close = dlsym(module, "cscert_server_close");
    *(void **)&how.server_registry = dlsym(module, "cscert_server_registry");
    *(void **)&how.registry_close = dlsym(module, "cscert_registry_close");
    *(void **)&how.certificate_check = dlsym(module, "cscert_certificate_check");
    return run(&how, certificates, connections, found);
}

static void *open_query(const checker *how)
{
    PGconn *connection = server_connect(how->connection);
    return connection && server_prepare(connection, how->sql) ? connection : NULL;
}

static int check_query(void *handle, const checker *how, const uint8_t *bytes, int32_t length)
{
    (void)how;
    const char *value = (const char *)bytes;
    return server_ask(handle, 1, &value, &length) == 1;
}

static void close_query(void *handle, const checker *how)
{
    (void)how;
    PQfinish(handle);
}

int server_check_queries(const char *connection, const char *sql, const presented *hashes, int connections, load *found)
{
    const checker how = {.open = open_query, .check = check_query, .close = close_query, .connection = connection, .sql = sql};
    return run(&how, hashes, connections, found);
}
