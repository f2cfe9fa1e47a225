/* A handle that was opened for reading only changes nothing, whatever is asked of it. */
#include "support.h"

static void expect_refused(cscert_registry *registry, const char *data)
{
    cscert_error *error = NULL;
    cscert_identity identity = {text("Ken Myer"), NULL, 0, NULL, 0};
    const cscert_user *user = NULL;
    expect(CSCERT_OK, cscert_user_find(registry, &identity, CSCERT_FIND_ANY_USER, &user, NULL, &error), error, "find");
    cscert_revocation revocation = {.user_key = user->user_key, .reason = 1};
    const cscert_revoke_result *revoked = NULL;
    expect(CSCERT_ACCESS_DENIED, cscert_revoke(registry, &revocation, 1, 0, &revoked, &error), error, "revoke");
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/certificates", data);
    cscert_text der = read_file(folder, "kenmyer-mobile.cer");
    cscert_publication publication = {der, NULL, NULL, 1500000000000000};
    const cscert_publish_result *published = NULL;
    expect(CSCERT_ACCESS_DENIED, cscert_publish(registry, &publication, 1, 0, &published, &error), error, "publish");
    free((void *)der.data);
    cscert_import *import = NULL;
    expect(CSCERT_OK, cscert_import_begin(registry, 0, NULL, 0, &import, &error), error, "import");
    cscert_text ldif = text("dn: CN=New,DC=litwareinc,DC=com\nobjectClass: user\nmsRTCSIP-PrimaryUserAddress: sip:new@litwareinc.com\n\n");
    expect(CSCERT_OK, cscert_import_ldif(import, text("new.ldif"), ldif, true, &error), error, "ldif");
    cscert_import_summary summary;
    expect(CSCERT_ACCESS_DENIED, cscert_import_apply(import, 0, 100, &summary, &error), error, "apply");
    cscert_import_free(import);
}

static uint64_t count_entries(cscert_registry *registry)
{
    cscert_registry_description description;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_describe(registry, true, absent(), &description, &error), error, "describe");
    CHECK(description.healthy);
    return description.audit_entry_count;
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    cscert_registry *writer = open_registry(argv[2], CSCERT_OPEN_CREATE);
    import_directory(writer, argv[1]);
    uint64_t before = count_entries(writer);
    /* Whatever else is wished for. */
    const uint32_t flags[] = {CSCERT_OPEN_READ_ONLY, CSCERT_OPEN_READ_ONLY | CSCERT_OPEN_CREATE,
                              CSCERT_OPEN_READ_ONLY | CSCERT_OPEN_CREATE_WHEN_FILLED};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        cscert_registry *reader = open_registry(argv[2], flags[i]);
        expect_refused(reader, argv[1]);
        cscert_registry_close(reader);
    }
    CHECK(count_entries(writer) == before);
    cscert_registry_close(writer);
    return 0;
}
