/* A clock that is set back, or was ahead, by hours or by a century: what was revoked stays revoked, the audit goes on in its
 * order and says what the clock said, and nothing needs a repair, neither then nor when the clock is right again. */
#include "beside.h"
#include "daily_work.h"

#define HOUR 3600LL
#define YEAR (8766 * HOUR)
/* What is far from both ends of a certificate's validity, and before 1970. */
static const long long errors_of_clock[] = {-HOUR, -80 * HOUR, -9 * YEAR, -70 * YEAR, 100 * YEAR, -2 * HOUR, 0};

static time_t *clock_error;
static const char *data, *work;
/* The audit's newest entry, kept elsewhere as an administrator would. */
static char head[128];
/* A certificate that was revoked while the clock was right. */
static cscert_text revoked;

static void learn_head(cscert_registry *registry)
{
    cscert_registry_description description;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_describe(registry, false, absent(), &description, &error), error, "head");
    CHECK(description.audit_head.length < sizeof head);
    memcpy(head, description.audit_head.data, description.audit_head.length);
    head[description.audit_head.length] = 0;
}

static void stays_revoked(cscert_registry *registry)
{
    cscert_error *error = NULL;
    cscert_check check;
    int64_t now = (int64_t)time(NULL) * MICROSECONDS;
    expect(CSCERT_OK, cscert_certificate_check(registry, revoked, absent(), now, &check, &error), error, "check");
    CHECK(check.result == CSCERT_CHECK_REVOKED);
    cscert_publication again = {revoked, NULL, NULL, now};
    const cscert_publish_result *results = NULL;
    expect(CSCERT_OK, cscert_publish(registry, &again, 1, 0, &results, &error), error, "publish again");
    CHECK(results[0].status == CSCERT_CERTIFICATE_REVOKED);
}

/* Makes all users but one gone, and brings them back. */
static void prune_and_restore(cscert_registry *registry)
{
    static const char one[] = "dn: CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com\nobjectClass: user\n"
                              "sAMAccountName: kenmyer\n\n";
    cscert_import *import = NULL;
    cscert_error *error = NULL;
    cscert_import_summary summary = {.finished = false};
    expect(CSCERT_OK, cscert_import_begin(registry, CSCERT_IMPORT_PRUNE, NULL, 0, &import, &error), error, "import");
    expect(CSCERT_OK, cscert_import_limit_prune(import, text("100%"), &error), error, "limit");
    expect(CSCERT_OK, cscert_import_ldif(import, text("one"), text(one), true, &error), error, "ldif");
    while (!summary.finished) {
        expect(CSCERT_OK, cscert_import_apply(import, 0, 100, &summary, &error), error, "prune");
    }
    cscert_import_free(import);
    uint64_t gone = summary.removed;
    CHECK(gone > 30);
    summary = import_directory(registry, data);
    CHECK(summary.updated >= gone && summary.rejected == 0);
}

/* Entries follow each other in their order, whatever their times; returns how many are older than the one before. */
static size_t read_times(cscert_registry *registry)
{
    cscert_error *error = NULL;
    cscert_audit_query query = {NULL, absent(), CSCERT_NO_TIME, CSCERT_NO_TIME, UINT64_MAX, 0};
    cscert_audit *audit = NULL;
    expect(CSCERT_OK, cscert_audit_open(registry, &query, &audit, &error), error, "audit");
    size_t count = 0, older = 0;
    int64_t sequence = 0, before = INT64_MIN;
    do {
        const cscert_audit_entry *entries = NULL;
        expect(CSCERT_OK, cscert_audit_next(audit, &entries, &count, &error), error, "next");
        for (size_t i = 0; i < count; i++) {
            CHECK(entries[i].sequence == sequence + 1);
            sequence = entries[i].sequence;
            older += entries[i].time < before;
            before = entries[i].time;
        }
    } while (count > 0);
    cscert_audit_close(audit);
    /* Whole seconds, of a clock that may be a tick behind the one that entries are written by. */
    int64_t now = ((int64_t)time(NULL) + 2) * MICROSECONDS;
    CHECK(before < now && before > now - 300 * MICROSECONDS);
    return older;
}

static void must_hold(void)
{
    const char *found = verify(work, 0);
    cscert_registry *registry = open_registry(work, CSCERT_OPEN_READ_ONLY);
    cscert_registry_description description;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_describe(registry, true, text(head), &description, &error), error, "expected head");
    if (found == NULL && !description.healthy) {
        found = problem("%.*s", (int)description.findings.length, (const char *)description.findings.data);
    }
    cscert_registry_close(registry);
    if (found != NULL) {
        fprintf(stderr, "with a clock wrong by %lld s: %s\n", (long long)*clock_error, found);
        exit(1);
    }
}

static size_t work_with(long long wrong)
{
    *clock_error = (time_t)wrong;
    cscert_registry *registry = open_registry(work, 0);
    cscert_error *error = NULL;
    for (size_t i = 1; i < MODELS; i++) {
        expect(CSCERT_OK, publish_fresh(registry, i, &error), error, "publish");
    }
    expect(CSCERT_OK, revoke_user(registry, key_of_user(registry, "Pilar Ackerman"), &error), error, "revoke");
    prune_and_restore(registry);
    stays_revoked(registry);
    size_t older = read_times(registry);
    cscert_registry_close(registry);
    must_hold();
    registry = open_registry(work, 0);
    learn_head(registry);
    cscert_registry_close(registry);
    return older;
}

int main(int argc, char **argv)
{
    preload(argv, "clock.so", "clock_error");
    clock_error = dlsym(RTLD_DEFAULT, "clock_error");
    data = argv[1];
    work = argv[2];
    seed_from_command_line(argc, argv);
    load_models(data);
    make_demo_registry(data, work);
    cscert_registry *registry = open_registry(work, 0);
    revoked = fresh_certificate(0);
    cscert_publication publication = {revoked, NULL, NULL, WITHIN_VALIDITY};
    const cscert_publish_result *results = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_publish(registry, &publication, 1, 0, &results, &error), error, "publish");
    CHECK(results[0].status == CSCERT_OK);
    expect(CSCERT_OK, revoke_user(registry, key_of_user(registry, "Ken Myer"), &error), error, "revoke");
    learn_head(registry);
    cscert_registry_close(registry);
    size_t count = sizeof errors_of_clock / sizeof *errors_of_clock, older = 0;
    for (size_t i = 0; i < count; i++) {
        older = work_with(errors_of_clock[i]);
    }
    /* All of these but two were steps back. */
    CHECK(older == count - 2);
    printf("figures: a clock that is wrong by up to a century: %zu times; %zu publications and %zu revocations acknowledged, none "
           "lost\n",
           count - 1, publications_seen, revocations_seen);
    free((void *)revoked.data);
    return 0;
}
