/* A panic in every export, on entering it and with the handle's lock taken: a status and not the end of the process, and the
 * handle is refused from then on. Linked with a library that has the feature `panics`. */
#include "../torture/torture.h"

bool cscert_test_panic(uint32_t place);

enum { ENTERED = 1, LOCKED = 2 };

static cscert_registry *registry;
static cscert_users *users;
static cscert_certificates *certificates;
static cscert_audit *audit;
static cscert_import *import;
static cscert_bundle *bundle;
static char path[PATH_SIZE], folder[PATH_SIZE];
static cscert_error *error;
static cscert_identity identity;

static cscert_status call_open(void)
{
    cscert_registry *made = NULL;
    return cscert_registry_open(text(path), 0, text("panics"), absent(), &made, &error);
}

static cscert_status call_id(void)
{
    uint8_t id[16];
    return cscert_registry_id(registry, id, &error);
}

static cscert_status call_describe(void)
{
    cscert_registry_description description;
    return cscert_registry_describe(registry, false, absent(), &description, &error);
}

static cscert_status call_backup(void)
{
    char copy[PATH_SIZE];
    unlink(path_in(copy, folder, "backup.db"));
    return cscert_registry_backup(registry, text(copy), 0, &error);
}

static cscert_status call_user_find(void)
{
    const cscert_user *user = NULL;
    return cscert_user_find(registry, &identity, 0, &user, NULL, &error);
}

static cscert_status call_users_open(void)
{
    cscert_user_query query = {.limit = 1};
    cscert_users *made = NULL;
    cscert_status status = cscert_users_open(registry, &query, &made, &error);
    cscert_users_close(made);
    return status;
}

static cscert_status call_users_next(void)
{
    const cscert_user *rows = NULL;
    size_t count = 0;
    return cscert_users_next(users, &rows, &count, &error);
}

static cscert_status call_certificates_of(void)
{
    const cscert_certificate *rows = NULL;
    size_t count = 0;
    return cscert_certificates_of(registry, &identity, &rows, &count, NULL, NULL, &error);
}

static cscert_status call_former_users(void)
{
    const cscert_user *rows = NULL;
    size_t count = 0;
    return cscert_former_users(registry, 1, &rows, &count, &error);
}

static cscert_status call_certificate_der(void)
{
    cscert_text der;
    return cscert_certificate_der(registry, 1, &der, &error);
}

static cscert_status call_certificates_open(void)
{
    cscert_certificate_query query;
    memset(&query, 0, sizeof query);
    cscert_certificates *made = NULL;
    cscert_status status = cscert_certificates_open(registry, &query, &made, &error);
    cscert_certificates_close(made);
    return status;
}

static cscert_status call_certificates_next(void)
{
    const cscert_certificate *rows = NULL;
    size_t count = 0;
    return cscert_certificates_next(certificates, &rows, &count, &error);
}

static cscert_status call_check(void)
{
    cscert_check check;
    return cscert_certificate_check(registry, text("x"), absent(), 0, &check, &error);
}

static cscert_status call_complete(void)
{
    const cscert_completion *rows = NULL;
    size_t count = 0;
    return cscert_complete(registry, text("Ken"), 10, &rows, &count, &error);
}

static cscert_status call_report(void)
{
    char report[PATH_SIZE];
    return cscert_report_write(registry, text(path_in(report, folder, "report.html")), WITHIN_VALIDITY, 0, 0, &error);
}

static cscert_status call_audit_open(void)
{
    cscert_audit_query query = {NULL, absent(), CSCERT_NO_TIME, CSCERT_NO_TIME, 1, 0};
    cscert_audit *made = NULL;
    cscert_status status = cscert_audit_open(registry, &query, &made, &error);
    cscert_audit_close(made);
    return status;
}

static cscert_status call_audit_next(void)
{
    const cscert_audit_entry *entries = NULL;
    size_t count = 0;
    return cscert_audit_next(audit, &entries, &count, &error);
}

static cscert_status call_refusal(void)
{
    return cscert_audit_refusal(registry, text("Revoke"), text("x"), text("y"), &error);
}

static cscert_status call_publish(void)
{
    cscert_publication publication = {text("x"), NULL, NULL, 0};
    const cscert_publish_result *results = NULL;
    return cscert_publish(registry, &publication, 1, 0, &results, &error);
}

static cscert_status call_revoke(void)
{
    cscert_revocation revocation = {.user_key = 1, .reason = 1};
    const cscert_revoke_result *results = NULL;
    return cscert_revoke(registry, &revocation, 1, CSCERT_DRY_RUN, &results, &error);
}

static cscert_status call_restore(void)
{
    cscert_revocation revocation = {.user_key = 1};
    const cscert_revoke_result *results = NULL;
    return cscert_restore(registry, &revocation, 1, CSCERT_DRY_RUN, &results, &error);
}

static cscert_status call_import_begin(void)
{
    cscert_import *made = NULL;
    cscert_status status = cscert_import_begin(registry, 0, NULL, 0, &made, &error);
    cscert_import_free(made);
    return status;
}

static cscert_status call_import_ldif(void)
{
    return cscert_import_ldif(import, text("x"), text("dn: CN=X\n\n"), true, &error);
}

static cscert_status call_import_object(void)
{
    cscert_attribute attribute = {text("distinguishedName"), text("CN=X")};
    return cscert_import_object(import, text("x"), 1, &attribute, 1, &error);
}

static cscert_status call_import_unreadable(void)
{
    return cscert_import_unreadable(import, text("x"), &error);
}

static cscert_status call_import_notices(void)
{
    const cscert_import_notice *notices = NULL;
    size_t count = 0;
    return cscert_import_notices(import, &notices, &count, &error);
}

static cscert_status call_import_apply(void)
{
    cscert_import_summary summary;
    return cscert_import_apply(import, CSCERT_DRY_RUN, 1, &summary, &error);
}

static cscert_status call_bundle_read(void)
{
    cscert_bundle *made = NULL;
    cscert_status status = cscert_bundle_read(text("x"), &made, &error);
    cscert_bundle_free(made);
    return status;
}

static cscert_status call_bundle_items(void)
{
    const cscert_bundle_item *items = NULL;
    size_t count = 0;
    uint64_t keys = 0;
    return cscert_bundle_items(bundle, &items, &count, &keys, &error);
}

static cscert_status call_engine_options(void)
{
    cscert_text options;
    return cscert_engine_options(&options, &error);
}

static const struct {
    const char *name;
    cscert_status (*call)(void);
    /* Whether it enters a handle that a panic must close for good. */
    bool handle;
} calls[] = {
    {"registry_open", call_open, false},
    {"registry_id", call_id, true},
    {"registry_describe", call_describe, true},
    {"registry_backup", call_backup, true},
    {"user_find", call_user_find, true},
    {"users_open", call_users_open, false},
    {"users_next", call_users_next, true},
    {"certificates_of", call_certificates_of, true},
    {"former_users", call_former_users, true},
    {"certificate_der", call_certificate_der, true},
    {"certificates_open", call_certificates_open, false},
    {"certificates_next", call_certificates_next, true},
    {"certificate_check", call_check, true},
    {"complete", call_complete, true},
    {"report_write", call_report, true},
    {"audit_open", call_audit_open, false},
    {"audit_next", call_audit_next, true},
    {"audit_refusal", call_refusal, true},
    {"publish", call_publish, true},
    {"revoke", call_revoke, true},
    {"restore", call_restore, true},
    {"import_begin", call_import_begin, false},
    {"import_ldif", call_import_ldif, true},
    {"import_object", call_import_object, true},
    {"import_unreadable", call_import_unreadable, true},
    {"import_notices", call_import_notices, true},
    {"import_apply", call_import_apply, true},
    {"bundle_read", call_bundle_read, false},
    {"bundle_items", call_bundle_items, true},
    {"engine_options", call_engine_options, false},
};

static void open_all(void)
{
    registry = open_registry(folder, 0);
    cscert_user_query user_query = {.limit = 1000};
    expect(CSCERT_OK, cscert_users_open(registry, &user_query, &users, &error), error, "users");
    cscert_certificate_query query;
    memset(&query, 0, sizeof query);
    query.not_after_from = query.not_after_before = query.published_after = CSCERT_NO_TIME;
    query.limit = 1000;
    expect(CSCERT_OK, cscert_certificates_open(registry, &query, &certificates, &error), error, "certificates");
    cscert_audit_query entries = {NULL, absent(), CSCERT_NO_TIME, CSCERT_NO_TIME, 1000, 0};
    expect(CSCERT_OK, cscert_audit_open(registry, &entries, &audit, &error), error, "audit");
    expect(CSCERT_OK, cscert_import_begin(registry, 0, NULL, 0, &import, &error), error, "import");
    expect(CSCERT_OK, cscert_bundle_read(text("x"), &bundle, &error), error, "bundle");
}

static void close_all(void)
{
    cscert_users_close(users);
    cscert_certificates_close(certificates);
    cscert_audit_close(audit);
    cscert_import_free(import);
    cscert_bundle_free(bundle);
    cscert_registry_close(registry);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    strcpy(folder, argv[2]);
    path_in(path, folder, "registry.db");
    make_demo_registry(argv[1], folder);
    identity.text = text("Ken Myer");
    /* Panics print where they happened, which is not to be read here. */
    CHECK(freopen("/dev/null", "w", stderr) != NULL);
    size_t count = sizeof calls / sizeof *calls, panics = 0;
    for (size_t i = 0; i < count; i++) {
        open_all();
        cscert_test_panic(ENTERED);
        cscert_status status = calls[i].call();
        if (status != CSCERT_INTERNAL_ERROR || error == NULL || error->message.length == 0) {
            printf("%s: status %d after a panic on entering\n", calls[i].name, (int)status);
            return 1;
        }
        cscert_error_free(error);
        error = NULL;
        panics++;
        cscert_test_panic(LOCKED);
        status = calls[i].call();
        bool came = !cscert_test_panic(0);
        if (calls[i].handle && (!came || status != CSCERT_INTERNAL_ERROR)) {
            printf("%s: status %d after a panic with the handle's lock\n", calls[i].name, (int)status);
            return 1;
        }
        cscert_error_free(error);
        error = NULL;
        if (came) {
            panics++;
            status = calls[i].call();
            if (status != CSCERT_INTERNAL_ERROR) {
                printf("%s: a handle goes on after a panic: status %d\n", calls[i].name, (int)status);
                return 1;
            }
            cscert_error_free(error);
            error = NULL;
        }
        close_all();
    }
    /* A panic while a handle is closed. */
    for (size_t i = 0; i < 6; i++) {
        open_all();
        cscert_test_panic(ENTERED);
        switch (i) {
        case 0: cscert_users_close(users); users = NULL; break;
        case 1: cscert_certificates_close(certificates); certificates = NULL; break;
        case 2: cscert_audit_close(audit); audit = NULL; break;
        case 3: cscert_import_free(import); import = NULL; break;
        case 4: cscert_bundle_free(bundle); bundle = NULL; break;
        default: cscert_registry_close(registry); registry = NULL;
        }
        CHECK(!cscert_test_panic(0));
        panics++;
        close_all();
    }
    /* Nothing of it touched what lies on disk. */
    open_all();
    cscert_registry_description description;
    expect(CSCERT_OK, cscert_registry_describe(registry, true, absent(), &description, &error), error, "describe");
    CHECK(description.healthy);
    close_all();
    printf("figures: %zu panics in %zu functions, each a status\n", panics, count + 6);
    return 0;
}
