/* What a sign-in service does on every request: asks whether a presented certificate may be used, and whose it is. */
#include "support.h"

static uint32_t check(cscert_registry *registry, cscert_text der, int64_t now, const char *expected_identity)
{
    cscert_check answer;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_certificate_check(registry, der, absent(), now, &answer, &error), error, "check");
    if (answer.result == CSCERT_CHECK_UNKNOWN) {
        CHECK(answer.certificate == NULL);
    } else {
        CHECK(answer.certificate->identity.length == strlen(expected_identity));
        CHECK(memcmp(answer.certificate->identity.data, expected_identity, strlen(expected_identity)) == 0);
    }
    return answer.result;
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    cscert_registry *registry = open_registry(argv[2], CSCERT_OPEN_CREATE);
    import_directory(registry, argv[1]);
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/certificates", argv[1]);

    cscert_text der = read_file(folder, "kenmyer-laptop-2017.cer");
    const char *ken = "sip:ken.myer@litwareinc.com";
    const int64_t second = 1000000;
    const int64_t valid = 1500000000 * second, too_early = 1400000000 * second, too_late = 1600000000 * second;
    CHECK(check(registry, der, valid, ken) == CSCERT_CHECK_UNKNOWN);
    CHECK(publish_file(registry, folder, "kenmyer-laptop-2017.cer") == 1);
    CHECK(check(registry, der, valid, ken) == CSCERT_CHECK_VALID);
    CHECK(check(registry, der, too_early, ken) == CSCERT_CHECK_NOT_YET_VALID);
    CHECK(check(registry, der, too_late, ken) == CSCERT_CHECK_EXPIRED);

    /* On hold it is refused, and then let in again. */
    cscert_error *error = NULL;
    cscert_identity identity = {text("Ken Myer"), NULL, 0, NULL, 0};
    const cscert_user *user = NULL;
    expect(CSCERT_OK, cscert_user_find(registry, &identity, CSCERT_FIND_ANY_USER, &user, NULL, &error), error, "find");
    cscert_revocation revocation = {.user_key = user->user_key, .reason = 6};
    const cscert_revoke_result *results = NULL;
    expect(CSCERT_OK, cscert_revoke(registry, &revocation, 1, 0, &results, &error), error, "hold");
    CHECK(results[0].changed == 1 && results[0].refusal_count == 0);
    CHECK(check(registry, der, valid, ken) == CSCERT_CHECK_REVOKED);
    expect(CSCERT_OK, cscert_restore(registry, &revocation, 1, CSCERT_LEND_CERTIFICATES, &results, &error), error, "restore");
    CHECK(results[0].changed == 1 && results[0].refusal_count == 0 && results[0].certificate_count == 1);
    CHECK(results[0].certificates[0].revocation_time == CSCERT_NO_TIME);
    revocation.certificate_key = results[0].certificates[0].certificate_key;
    CHECK(check(registry, der, valid, ken) == CSCERT_CHECK_VALID);

    /* The certificate is taken away: the next request is refused, whatever the time. */
    revocation.reason = 1;
    expect(CSCERT_OK, cscert_revoke(registry, &revocation, 1, 0, &results, &error), error, "revoke");
    CHECK(results[0].status == CSCERT_OK && results[0].changed == 1);
    CHECK(check(registry, der, valid, ken) == CSCERT_CHECK_REVOKED);
    CHECK(check(registry, der, too_late, ken) == CSCERT_CHECK_REVOKED);
    expect(CSCERT_OK, cscert_revoke(registry, &revocation, 1, 0, &results, &error), error, "again");
    CHECK(results[0].status == CSCERT_OK && results[0].changed == 0);
    expect(CSCERT_OK, cscert_restore(registry, &revocation, 1, 0, &results, &error), error, "restore for good");
    CHECK(results[0].status == CSCERT_OK && results[0].changed == 0 && results[0].refusal_count == 1);
    CHECK(results[0].refusals[0].status == CSCERT_CERTIFICATE_REVOKED && results[0].refusals[0].message.length > 0);

    /* Publishing it again does not bring it back. */
    cscert_publication publication = {der, NULL, NULL, valid};
    const cscert_publish_result *published = NULL;
    expect(CSCERT_OK, cscert_publish(registry, &publication, 1, 0, &published, &error), error, "publish");
    CHECK(published[0].status == CSCERT_CERTIFICATE_REVOKED);

    cscert_registry_description description;
    expect(CSCERT_OK, cscert_registry_describe(registry, true, absent(), &description, &error), error, "describe");
    CHECK(description.healthy);
    CHECK(description.audit_entry_count == 7);
    free((void *)der.data);
    cscert_registry_close(registry);
    return 0;
}
