/* A registry on a PostgreSQL server: CSCERT_TEST_POSTGRESQL is the connection string of an account that may install one. */
#include "support.h"

static cscert_registry *registry_on(cscert_server *server)
{
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_server_registry(server, text("C test"), absent(), &registry, &error), error, "registry");
    return registry;
}

static uint32_t check(cscert_registry *registry, cscert_text der)
{
    cscert_check answer;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_certificate_check(registry, der, absent(), 1500000000000000, &answer, &error), error, "check");
    return answer.result;
}

static void revoke(cscert_registry *registry, int64_t user_key)
{
    cscert_revocation revocation = {.user_key = user_key, .reason = 1};
    const cscert_revoke_result *results = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_revoke(registry, &revocation, 1, 0, &results, &error), error, "revoke");
    CHECK(results[0].status == CSCERT_OK && results[0].changed == 1);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    const char *connection = getenv("CSCERT_TEST_POSTGRESQL");
    if (connection == NULL) {
        printf("CSCERT_TEST_POSTGRESQL names no PostgreSQL server\n");
        return 77;
    }
    cscert_server *server = NULL;
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_REGISTRY_UNAVAILABLE, cscert_server_open(text("port=none"), absent(), absent(), 0, &server, &error), error, "port");
    expect(CSCERT_OK, cscert_server_open(text(connection), absent(), absent(), 0, &server, &error), error, "server");
    expect(CSCERT_REGISTRY_NOT_FOUND, cscert_server_registry(server, text("C test"), absent(), &registry, &error), error, "none");
    cscert_installation installation;
    expect(CSCERT_OK, cscert_server_install(server, &installation, &error), error, "install");
    CHECK(installation.found_version == 0 && installation.version > 0);

    registry = registry_on(server);
    CHECK(import_directory(registry, argv[1]).added == 52);
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/certificates", argv[1]);
    cscert_text der = read_file(folder, "kenmyer-laptop-2017.cer");
    CHECK(publish_file(registry, folder, "kenmyer-laptop-2017.cer") == 1);
    CHECK(publish_file(registry, folder, "kenmyer-laptop-2017.cer") == 0);
    CHECK(check(registry, der) == CSCERT_CHECK_VALID);
    cscert_identity identity = {text("Ken Myer"), NULL, 0, NULL, 0};
    const cscert_user *user = NULL;
    expect(CSCERT_OK, cscert_user_find(registry, &identity, CSCERT_FIND_ANY_USER, &user, NULL, &error), error, "find");
    int64_t key = user->user_key;

    /* What one revokes the other sees at once. */
    cscert_registry *other = registry_on(server);
    revoke(other, key);
    cscert_registry_close(other);
    CHECK(check(registry, der) == CSCERT_CHECK_REVOKED);
    cscert_registry_description description;
    expect(CSCERT_OK, cscert_registry_describe(registry, true, absent(), &description, &error), error, "describe");
    CHECK(description.healthy);
    printf("%llu audit entries\n", (unsigned long long)description.audit_entry_count);
    cscert_registry_close(registry);
    cscert_server_close(server);
    free((void *)der.data);
    return 0;
}
