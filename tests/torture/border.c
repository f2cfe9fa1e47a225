/* The C border under abuse: arguments that are missing or wrong, two threads on one handle, interrupts at any moment, and a
 * great many calls without a growth of memory. (Closed handles and panics: tests/sanitized.) */
#include <pthread.h>
#include <stdatomic.h>

#include "torture.h"

/* What the header says of texts. */
#define LONGEST_TEXT (8U << 20)

static cscert_registry *registry;
static const char *data_folder;

static void refuse_wrong_arguments(void)
{
    cscert_error *error = NULL;
    const cscert_user *user = NULL;
    cscert_text negative = {(const uint8_t *)"x", SIZE_MAX};
    cscert_text invalid = text("sip:\xff\xfe"), overlong = text("\xc0\xaf"), surrogate = text("\xed\xa0\x80");
    cscert_text too_long = {calloc(LONGEST_TEXT + 1, 1), LONGEST_TEXT + 1};
    CHECK(too_long.data != NULL);
    cscert_text texts[] = {absent(), negative, invalid, overlong, surrogate, too_long};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cscert_identity identity = {texts[i], NULL, 0, NULL, 0};
        expect(CSCERT_INVALID_ARGUMENT, cscert_user_find(registry, &identity, 0, &user, NULL, &error), error, "identity");
        cscert_registry *made = NULL;
        expect(CSCERT_INVALID_ARGUMENT, cscert_registry_open(texts[i], 0, text("x"), absent(), &made, &error), error, "location");
        expect(CSCERT_INVALID_ARGUMENT, cscert_registry_backup(registry, texts[i], 0, &error), error, "destination");
        CHECK(made == NULL);
    }
    cscert_user_query query = {.ldap_filter = too_long, .limit = 1};
    cscert_users *users = NULL;
    expect(CSCERT_INVALID_ARGUMENT, cscert_users_open(registry, &query, &users, &error), error, "filter");
    free((void *)too_long.data);
    expect(CSCERT_INVALID_ARGUMENT, cscert_user_find(registry, NULL, 0, &user, NULL, &error), error, "no identity");
    cscert_identity ken = {text("Ken Myer"), NULL, 0, NULL, 0};
    expect(CSCERT_INVALID_ARGUMENT, cscert_user_find(registry, &ken, 0, NULL, NULL, &error), error, "no place");
    expect(CSCERT_INVALID_ARGUMENT, cscert_user_find(NULL, &ken, 0, &user, NULL, &error), error, "no registry");
    const cscert_publish_result *published = NULL;
    expect(CSCERT_INVALID_ARGUMENT, cscert_publish(registry, NULL, 1, 0, &published, &error), error, "no publications");
    expect(CSCERT_OK, cscert_publish(registry, NULL, 0, 0, &published, &error), error, "none");
    cscert_publication huge = {negative, NULL, NULL, 0};
    expect(CSCERT_INVALID_ARGUMENT, cscert_publish(registry, &huge, 1, 0, &published, &error), error, "length");
    /* An element that is sound by itself, so that the number of them is what is refused. */
    cscert_publication sound = {text("no certificate"), NULL, NULL, 0};
    expect(CSCERT_OK, cscert_publish(registry, &sound, 1, 0, &published, &error), error, "sound");
    const size_t counts[] = {SIZE_MAX, SIZE_MAX / sizeof sound + 1, SIZE_MAX / 2 / sizeof sound + 1};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        expect(CSCERT_INVALID_ARGUMENT, cscert_publish(registry, &sound, counts[i], 0, &published, &error), error, "count");
    }
    const cscert_revoke_result *revoked = NULL;
    cscert_revocation nobody = {.user_key = -1, .certificate_key = INT64_MIN, .reason = 8};
    expect(CSCERT_INVALID_ARGUMENT, cscert_revoke(registry, &nobody, 1, 0, &revoked, &error), error, "removeFromCRL");
    nobody.reason = 1;
    expect(CSCERT_INVALID_ARGUMENT, cscert_revoke(registry, &nobody, SIZE_MAX, 0, &revoked, &error), error, "count");
    expect(CSCERT_OK, cscert_revoke(registry, &nobody, 1, 0, &revoked, &error), error, "nobody");
    CHECK(revoked[0].status == CSCERT_MANAGEMENT_OBJECT_NOT_FOUND);
    cscert_registry_description description;
    expect(CSCERT_INVALID_ARGUMENT, cscert_registry_describe(registry, true, text("no head"), &description, &error), error,
           "head");
    /* Where nobody wants to hear of errors. */
    CHECK(cscert_user_find(NULL, NULL, 0, NULL, NULL, NULL) == CSCERT_INVALID_ARGUMENT);
    cscert_registry_close(NULL);
    cscert_users_close(NULL);
    cscert_certificates_close(NULL);
    cscert_audit_close(NULL);
    cscert_import_free(NULL);
    cscert_bundle_free(NULL);
    cscert_error_free(NULL);
    cscert_registry_interrupt(NULL);
}

/* Where nobody is refused in so many seconds, nobody ever is. */
#define MOST_SECONDS 120

static atomic_bool stop;
static atomic_size_t refused;

/* Uses the handle as if it were alone; it may be refused and nothing else. */
static void *use(void *unused)
{
    (void)unused;
    while (!atomic_load(&stop)) {
        cscert_identity identity = {text("Ken Myer"), NULL, 0, NULL, 0};
        const cscert_certificate *rows = NULL;
        size_t count = 0;
        cscert_status status = cscert_certificates_of(registry, &identity, &rows, &count, NULL, NULL, NULL);
        if (status != CSCERT_OK && status != CSCERT_BUSY) {
            return "a status that is neither OK nor BUSY";
        }
        if (status == CSCERT_BUSY) {
            atomic_fetch_add(&refused, 1);
        }
    }
    return NULL;
}

/* For so long, and until two threads have met. */
static size_t share_between_threads(double seconds)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, use, NULL) == 0);
    }
    double start = seconds_now();
    while (seconds_now() < start + seconds || (atomic_load(&refused) == 0 && seconds_now() < start + MOST_SECONDS)) {
        nanosleep(&(struct timespec){0, 10000000}, NULL);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < THREADS; i++) {
        void *what = NULL;
        CHECK(pthread_join(threads[i], &what) == 0);
        if (what != NULL) {
            fprintf(stderr, "%s\n", (const char *)what);
            exit(1);
        }
    }
    CHECK(atomic_load(&refused) > 0);
    return atomic_load(&refused);
}

static void *interrupt_later(void *microseconds)
{
    struct timespec time = {0, (long)*(size_t *)microseconds * 1000};
    nanosleep(&time, NULL);
    cscert_registry_interrupt(registry);
    return NULL;
}

/* An import that is interrupted at a random moment is there whole or not at all, and the next handle works. */
static size_t interrupt(const char *folder, size_t least, double end)
{
    size_t interrupts = 0, heard = 0;
    cscert_text ldif = read_file(data_folder, "directory.ldif");
    for (; interrupts < least || (seconds_now() < end && interrupts < 500); interrupts++) {
        registry = open_registry(folder, 0);
        size_t delay = below(4000);
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, interrupt_later, &delay) == 0);
        cscert_import *import = NULL;
        cscert_error *error = NULL;
        cscert_status status = cscert_import_begin(registry, 0, NULL, 0, &import, &error);
        if (status == CSCERT_OK) {
            status = cscert_import_ldif(import, text("directory"), ldif, true, &error);
        }
        cscert_import_summary summary = {.finished = false};
        while (status == CSCERT_OK && !summary.finished) {
            status = cscert_import_apply(import, 0, 1, &summary, &error);
        }
        CHECK(status == CSCERT_OK || status == CSCERT_INTERRUPTED);
        heard += status == CSCERT_INTERRUPTED;
        cscert_error_free(error);
        error = NULL;
        cscert_import_free(import);
        CHECK(pthread_join(thread, NULL) == 0);
        cscert_registry_close(registry);
        registry = open_registry(folder, 0);
        cscert_registry_description description;
        expect(CSCERT_OK, cscert_registry_describe(registry, true, absent(), &description, &error), error, "describe");
        CHECK(description.healthy && description.user_count == 52);
        cscert_registry_close(registry);
    }
    free((void *)ldif.data);
    printf("interrupts: %zu, of which %zu were heard\n", interrupts, heard);
    return interrupts;
}

static size_t resident_pages(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL);
    unsigned long size = 0, resident = 0;
    CHECK(fscanf(file, "%lu %lu", &size, &resident) == 2);
    fclose(file);
    return resident;
}

/* One of each thing that allocates. */
static void call_everything(size_t turn)
{
    cscert_error *error = NULL;
    cscert_identity identity = {text(turn % 2 ? "Ken Myer" : "Chris Gray"), NULL, 0, NULL, 0};
    const cscert_certificate *rows = NULL;
    size_t count = 0;
    cscert_certificates_of(registry, &identity, &rows, &count, NULL, NULL, &error);
    cscert_error_free(error);
    if (turn % 16 == 0) {
        cscert_user_query query = {.limit = 3};
        cscert_users *users = NULL;
        const cscert_user *user = NULL;
        expect(CSCERT_OK, cscert_users_open(registry, &query, &users, &error), error, "users");
        expect(CSCERT_OK, cscert_users_next(users, &user, &count, &error), error, "next");
        cscert_users_close(users);
        cscert_bundle *bundle = NULL;
        expect(CSCERT_OK, cscert_bundle_read(text("-----BEGIN CERTIFICATE-----\n"), &bundle, &error), error, "bundle");
        cscert_bundle_free(bundle);
        cscert_import *import = NULL;
        expect(CSCERT_OK, cscert_import_begin(registry, 0, NULL, 0, &import, &error), error, "import");
        expect(CSCERT_OK, cscert_import_ldif(import, text("x"), text("dn: CN=X\n\n"), true, &error), error, "ldif");
        cscert_import_free(import);
    }
}

static void keep_memory(size_t calls)
{
    for (size_t turn = 0; turn < calls / 10; turn++) {
        call_everything(turn);
    }
    size_t before = resident_pages();
    for (size_t turn = 0; turn < calls; turn++) {
        call_everything(turn);
    }
    size_t after = resident_pages();
    if (after > before + 256) {
        fprintf(stderr, "%zu calls left %zu pages more than before\n", calls, after - before);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    double seconds = atof(argv[3]), end = seconds_now() + seconds;
    seed_from_command_line(argc, argv);
    data_folder = argv[1];
    make_demo_registry(argv[1], argv[2]);
    registry = open_registry(argv[2], 0);
    refuse_wrong_arguments();
    size_t times_refused = share_between_threads(seconds < 10 ? 0.2 : 3);
    cscert_registry_close(registry);
    registry = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
    size_t calls = seconds < 10 ? 50000 : 1000000;
    keep_memory(calls);
    cscert_registry_close(registry);
    size_t interrupts = interrupt(argv[2], seconds < 10 ? 10 : 100, end);
    printf("figures: %zu calls without growth of memory; %zu calls of a second thread refused; %zu interrupts\n", calls,
           times_refused, interrupts);
    return 0;
}
