/* Another process keeps the registry locked: readers go on, a writer waits, hears an interrupt at once, and gives up with the
 * right error after a minute. */
#include <pthread.h>
#include <stdatomic.h>

#include "torture.h"

static cscert_registry *waiting;
static atomic_bool interrupted;

static void *interrupt_soon(void *unused)
{
    (void)unused;
    struct timespec time = {0, 300000000};
    nanosleep(&time, NULL);
    atomic_store(&interrupted, true);
    cscert_registry_interrupt(waiting);
    return NULL;
}

/* Begins an import and stays in the middle of it until it is killed. */
static pid_t hold_lock(const char *data, const char *folder)
{
    int ready[2];
    CHECK(pipe(ready) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        cscert_registry *registry = open_registry(folder, 0);
        cscert_import *import = NULL;
        CHECK(cscert_import_begin(registry, 0, NULL, 0, &import, NULL) == CSCERT_OK);
        cscert_text ldif = read_file(data, "directory.ldif");
        CHECK(cscert_import_ldif(import, text("directory"), ldif, true, NULL) == CSCERT_OK);
        cscert_import_summary summary;
        CHECK(cscert_import_apply(import, 0, 1, &summary, NULL) == CSCERT_OK && !summary.finished);
        CHECK(write(ready[1], "x", 1) == 1);
        for (;;) {
            pause();
        }
    }
    char byte;
    CHECK(read(ready[0], &byte, 1) == 1);
    return child;
}

int main(int argc, char **argv)
{
    CHECK(argc == 4);
    make_demo_registry(argv[1], argv[2]);
    pid_t holder = hold_lock(argv[1], argv[2]);
    waiting = open_registry(argv[2], 0);
    cscert_error *error = NULL;
    cscert_identity identity = {text("Ken Myer"), NULL, 0, NULL, 0};
    const cscert_certificate *rows = NULL;
    size_t count = 0;
    expect(CSCERT_OK, cscert_certificates_of(waiting, &identity, &rows, &count, NULL, NULL, &error), error, "a reader");
    CHECK(count == 2);
    cscert_revocation revocation = {.user_key = rows[0].user_key, .reason = 1};
    const cscert_revoke_result *results = NULL;
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, interrupt_soon, NULL) == 0);
    double start = seconds_now();
    expect(CSCERT_INTERRUPTED, cscert_revoke(waiting, &revocation, 1, 0, &results, &error), error, "interrupt");
    double waited = seconds_now() - start;
    CHECK(atomic_load(&interrupted));
    /* Unheard it gives up after a minute, with another error. */
    CHECK(waited < 30);
    CHECK(pthread_join(thread, NULL) == 0);
    cscert_registry_close(waiting);
    bool minute = atof(argv[3]) >= 10;
    if (minute) {
        waiting = open_registry(argv[2], 0);
        start = seconds_now();
        expect(CSCERT_REGISTRY_UNAVAILABLE, cscert_revoke(waiting, &revocation, 1, 0, &results, &error), error, "minute");
        CHECK(seconds_now() - start < 90);
        cscert_registry_close(waiting);
    }
    CHECK(kill(holder, SIGKILL) == 0 && waitpid(holder, NULL, 0) == holder);
    waiting = open_registry(argv[2], 0);
    expect(CSCERT_OK, cscert_revoke(waiting, &revocation, 1, 0, &results, &error), error, "afterwards");
    CHECK(results[0].changed == 2);
    cscert_registry_close(waiting);
    printf("figures: an interrupt after 300 ms, heard after %.0f ms%s\n", waited * 1000,
           minute ? "; a lock of another process given up after a minute" : "");
    return 0;
}
