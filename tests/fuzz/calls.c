/* Sequences of calls, in any order, on handles that are open, closed or were never there (debug builds refuse those). A call is two
 * bytes, which one and on which handles, and the bytes that it takes for itself. */
#include "fuzz.h"

#define SLOTS 3
/* Making one takes longer than all else. */
#define MOST_REGISTRIES 4

/* The pointers stay when a handle is closed: it may be asked again, and closed again. */
static struct {
    struct input input;
    cscert_registry *registries[SLOTS];
    cscert_users *lists[SLOTS];
    cscert_certificates *finds[SLOTS];
    cscert_audit *audits[SLOTS];
    cscert_import *imports[SLOTS];
    cscert_bundle *bundles[SLOTS];
    cscert_server *servers[SLOTS];
    size_t slot, other;
    int made;
    cscert_error *error;
    size_t count;
} run;

static uint8_t byte(void)
{
    return take_byte(&run.input);
}

static cscert_registry *registry(void)
{
    return run.registries[run.other];
}

static void make_registry(void)
{
    if (run.made++ < MOST_REGISTRIES) {
        cscert_registry *made = empty_registry();
        cscert_registry_close(run.registries[run.slot]);
        run.registries[run.slot] = made;
    }
}

static void close_registry(void)
{
    cscert_registry_close(run.registries[run.slot]);
}

static void import_users(void)
{
    if (registry() != NULL && cscert_registry_id(registry(), (uint8_t[16]){0}, NULL) == CSCERT_OK) {
        import_text(registry(), text(users), 0);
    }
}

static void open_users(void)
{
    cscert_user_query query = {.limit = byte()};
    cscert_users *made = NULL;
    if (sane(cscert_users_open(registry(), &query, &made, &run.error), run.error) == CSCERT_OK) {
        cscert_users_close(run.lists[run.slot]);
        run.lists[run.slot] = made;
    }
}

static void next_users(void)
{
    const cscert_user *rows = NULL;
    sane(cscert_users_next(run.lists[run.slot], &rows, &run.count, &run.error), run.error);
}

static void close_users(void)
{
    cscert_users_close(run.lists[run.slot]);
}

static void open_certificates(void)
{
    cscert_certificate_query query;
    memset(&query, 0, sizeof query);
    query.limit = byte();
    query.flags = CSCERT_FIND_INCLUDE_REVOKED;
    query.not_after_from = query.not_after_before = query.published_after = CSCERT_NO_TIME;
    cscert_certificates *made = NULL;
    if (sane(cscert_certificates_open(registry(), &query, &made, &run.error), run.error) == CSCERT_OK) {
        cscert_certificates_close(run.finds[run.slot]);
        run.finds[run.slot] = made;
    }
}

static void next_certificates(void)
{
    const cscert_certificate *rows = NULL;
    sane(cscert_certificates_next(run.finds[run.slot], &rows, &run.count, &run.error), run.error);
}

static void close_certificates(void)
{
    cscert_certificates_close(run.finds[run.slot]);
}

static void open_audit(void)
{
    cscert_audit_query query = {NULL, absent(), CSCERT_NO_TIME, CSCERT_NO_TIME, byte(), byte()};
    cscert_audit *made = NULL;
    if (sane(cscert_audit_open(registry(), &query, &made, &run.error), run.error) == CSCERT_OK) {
        cscert_audit_close(run.audits[run.slot]);
        run.audits[run.slot] = made;
    }
}

static void next_audit(void)
{
    const cscert_audit_entry *rows = NULL;
    sane(cscert_audit_next(run.audits[run.slot], &rows, &run.count, &run.error), run.error);
}

static void close_audit(void)
{
    cscert_audit_close(run.audits[run.slot]);
}

static void begin_import(void)
{
    cscert_import *made = NULL;
    if (sane(cscert_import_begin(registry(), byte() & 1, NULL, 0, &made, &run.error), run.error) == CSCERT_OK) {
        cscert_import_free(run.imports[run.slot]);
        run.imports[run.slot] = made;
    }
}

static void import_ldif(void)
{
    sane(cscert_import_ldif(run.imports[run.slot], text("fuzz"), text(users), byte() & 1, &run.error), run.error);
}

static void import_object(void)
{
    cscert_attribute attributes[] = {{text("distinguishedName"), text("CN=Object,DC=litwareinc,DC=com")},
                                     {text("objectClass"), text("user")},
                                     {text("sAMAccountName"), text(byte() & 1 ? "object" : "kenmyer")}};
    sane(cscert_import_object(run.imports[run.slot], text("objects"), byte(), attributes, 3, &run.error), run.error);
}

static void import_unreadable(void)
{
    sane(cscert_import_unreadable(run.imports[run.slot], text("lost.ldif"), &run.error), run.error);
}

static void import_notices(void)
{
    const cscert_import_notice *notices = NULL;
    if (sane(cscert_import_notices(run.imports[run.slot], &notices, &run.count, &run.error), run.error) == CSCERT_OK) {
        for (size_t i = 0; i < run.count; i++) {
            MUST(notices[i].message.length > 0);
        }
    }
}

static void apply_import(void)
{
    cscert_import_summary summary;
    uint8_t how = byte();
    sane(cscert_import_apply(run.imports[run.slot], how & CSCERT_DRY_RUN, how / 2, &summary, &run.error), run.error);
}

static void free_import(void)
{
    cscert_import_free(run.imports[run.slot]);
}

static void revoke_some(void)
{
    cscert_revocation revocation = {.user_key = byte(), .certificate_key = byte() % 3, .reason = byte()};
    const cscert_revoke_result *results = NULL;
    if (byte() % 3 == 0) {
        sane(cscert_restore(registry(), &revocation, run.other % 2, byte(), &results, &run.error), run.error);
    } else {
        sane(cscert_revoke(registry(), &revocation, run.other % 2, byte(), &results, &run.error), run.error);
    }
}

static void publish(void)
{
    cscert_publication publication = {byte() & 1 ? text(users) : certificate_of_ken(), NULL, NULL, 0};
    const cscert_publish_result *results = NULL;
    sane(cscert_publish(registry(), &publication, run.slot % 2, byte() & CSCERT_DRY_RUN, &results, &run.error), run.error);
}

static void describe(void)
{
    cscert_registry_description description;
    sane(cscert_registry_describe(registry(), byte() & 1, absent(), &description, &run.error), run.error);
}

static void find_certificates(void)
{
    cscert_identity identity = {text("Ken Myer"), NULL, 0, NULL, 0};
    const cscert_certificate *rows = NULL;
    int64_t key = 0;
    sane(cscert_certificates_of(registry(), &identity, &rows, &run.count, &key, NULL, &run.error), run.error);
    const cscert_user *former = NULL;
    sane(cscert_former_users(registry(), byte() & 1 ? byte() : key, &former, &run.count, &run.error), run.error);
}

static void find_user(void)
{
    uint8_t id[16] = {0};
    cscert_registry_id(run.registries[run.slot], id, NULL);
    cscert_identity identity = {text("jose@litwareinc.com"), byte() & 1 ? id : NULL, byte() % 6, NULL, 0};
    const cscert_user *user = NULL;
    sane(cscert_user_find(registry(), &identity, byte() & 1, &user, NULL, &run.error), run.error);
}

static void read_der(void)
{
    cscert_text der;
    sane(cscert_certificate_der(registry(), byte() % 4, &der, &run.error), run.error);
}

static void check(void)
{
    cscert_check answer;
    sane(cscert_certificate_check(registry(), certificate_of_ken(), absent(), byte(), &answer, &run.error), run.error);
}

static void complete(void)
{
    const cscert_completion *completions = NULL;
    sane(cscert_complete(registry(), text("k"), byte(), &completions, &run.count, &run.error), run.error);
}

static void refuse(void)
{
    sane(cscert_audit_refusal(registry(), text(byte() & 1 ? "Revoke" : "Dance"), absent(), text("no"), &run.error), run.error);
}

static void interrupt(void)
{
    cscert_registry_interrupt(registry());
}

static void read_bundle(void)
{
    cscert_bundle *made = NULL;
    if (sane(cscert_bundle_read(text(ken_pem), &made, &run.error), run.error) == CSCERT_OK) {
        cscert_bundle_free(run.bundles[run.slot]);
        run.bundles[run.slot] = made;
    }
}

static void list_bundle(void)
{
    const cscert_bundle_item *items = NULL;
    uint64_t private_keys = 0;
    sane(cscert_bundle_items(run.bundles[run.slot], &items, &run.count, &private_keys, &run.error), run.error);
}

static void free_bundle(void)
{
    cscert_bundle_free(run.bundles[run.slot]);
}

static void back_up(void)
{
    char copy[PATH_SIZE];
    temporary_path(copy, "backup.db");
    sane(cscert_registry_backup(registry(), text(copy), byte(), &run.error), run.error);
    unlink(copy);
}

static void report(void)
{
    char page[PATH_SIZE];
    temporary_path(page, "report.html");
    sane(cscert_report_write(registry(), text(page), byte(), byte(), byte(), &run.error), run.error);
    unlink(page);
}

/* Nothing is ever connected: neither installed nor opened. */
static void open_server(void)
{
    static const char *const strings[] = {
        "postgresql://ken:pass@host1,host2:5433/registry?sslmode=require", "host=/tmp dbname=registry keepalives=0", "host='", "postgresql://%zz", "",
        "postgresql://[::1]/?target_session_attrs=standby&connect_timeout=0",
    };
    uint8_t how = byte();
    bool with_account = how & 2;
    cscert_server *made = NULL;
    if (sane(cscert_server_open(text(strings[byte() % (sizeof strings / sizeof *strings)]), with_account ? text("ken") : absent(),
                                with_account ? text("pass") : absent(), how, &made, &run.error), run.error) == CSCERT_OK) {
        cscert_server_close(run.servers[run.slot]);
        run.servers[run.slot] = made;
    }
}

static void describe_server(void)
{
    cscert_server_description description;
    sane(cscert_server_describe(run.servers[run.slot], &description, &run.error), run.error);
}

static void rest_server(void)
{
    cscert_server_interrupt(run.servers[run.slot]);
    MUST(!cscert_server_rest(run.servers[run.slot], byte()));
}

static void close_server(void)
{
    cscert_server_close(run.servers[run.slot]);
}

static void (*const calls[])(void) = {
    make_registry, close_registry,    import_users, open_users,   next_users,  close_users, open_certificates, next_certificates,
    close_certificates, open_audit,   next_audit,   close_audit,  begin_import, import_ldif, apply_import,     free_import,
    revoke_some,   publish,           describe,     find_certificates, find_user, read_der, check,            complete,
    refuse,        interrupt,         read_bundle,  list_bundle,  free_bundle, import_object, import_unreadable, import_notices,
    back_up,       report,            open_server,  describe_server, rest_server, close_server,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    memset(&run, 0, sizeof run);
    run.input = (struct input){data, size};
    while (run.input.left > 0) {
        uint8_t step = byte();
        run.slot = step % SLOTS;
        run.other = byte() % SLOTS;
        run.error = NULL;
        calls[step / SLOTS % (sizeof calls / sizeof *calls)]();
    }
    for (run.slot = 0; run.slot < SLOTS; run.slot++) {
        close_users();
        close_certificates();
        close_audit();
        free_import();
        free_bundle();
        close_server();
        close_registry();
    }
    return 0;
}
