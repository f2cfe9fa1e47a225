/* The child of kill.c and power_loss.c: publishes, revokes and imports until it is killed, and says what was acknowledged.
 * Started as `kill_worker DATA WORK SEED ROUND`, with rounds that rise; acknowledgements go to standard output. */
#include "acknowledgement.h"
#include "models.h"

static void say(uint32_t kind, uint32_t generation, int64_t user_key, const uint8_t *sha1)
{
    struct acknowledgement said;
    memset(&said, 0, sizeof said);
    said.kind = kind;
    said.generation = generation;
    said.user_key = user_key;
    if (sha1 != NULL) {
        memcpy(said.sha1, sha1, sizeof said.sha1);
    }
    CHECK(write(STDOUT_FILENO, &said, sizeof said) == (ssize_t)sizeof said);
}

static void publish_some(cscert_registry *registry)
{
    enum { MOST = 5 };
    cscert_publication wanted[MOST];
    size_t count = 1 + below(MOST);
    for (size_t i = 0; i < count; i++) {
        cscert_publication publication = {fresh_certificate(below(MODELS)), NULL, NULL, WITHIN_VALIDITY};
        wanted[i] = publication;
    }
    const cscert_publish_result *results = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_publish(registry, wanted, count, 0, &results, &error), error, "publish");
    for (size_t i = 0; i < count; i++) {
        CHECK(results[i].status == CSCERT_OK && results[i].outcome == CSCERT_PUBLISHED);
        say(PUBLISHED, 0, results[i].certificate.user_key, results[i].certificate.sha1);
    }
    for (size_t i = 0; i < count; i++) {
        free((void *)wanted[i].der.data);
    }
}

static int64_t some_user(cscert_registry *registry)
{
    static const char *const names[] = {"Ken Myer",      "Ken Myerson", "Pilar Ackerman",
                                        "Pilar Pinilla", "April Smith", "Jeff Smithson"};
    return key_of_user(registry, names[below(6)]);
}

static void revoke_some(cscert_registry *registry)
{
    cscert_revocation wanted[2] = {
        {.user_key = some_user(registry), .reason = 1}, {.user_key = some_user(registry), .reason = 1}};
    size_t count = 1 + below(2);
    const cscert_revoke_result *results = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_revoke(registry, wanted, count, 0, &results, &error), error, "revoke");
    for (size_t i = 0; i < count; i++) {
        CHECK(results[i].status == CSCERT_OK);
        say(REVOKED, 0, wanted[i].user_key, NULL);
    }
}

/* All users get the same new title, in several steps of one transaction. */
static void rename_all(cscert_registry *registry, uint32_t generation)
{
    cscert_import *import = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_import_begin(registry, 0, NULL, 0, &import, &error), error, "import");
    for (int user = 0; user < 40; user++) {
        char ldif[512];
        snprintf(ldif, sizeof ldif,
                 "dn: CN=Torture %d,OU=Sales,DC=litwareinc,DC=com\nobjectClass: user\n"
                 "sAMAccountName: torture%d\nmsRTCSIP-PrimaryUserAddress: sip:torture%d@litwareinc.com\n"
                 "title: Generation %u\n\n",
                 user, user, user, (unsigned)generation);
        expect(CSCERT_OK, cscert_import_ldif(import, text("titles"), text(ldif), user == 39, &error), error, "ldif");
    }
    cscert_import_summary summary;
    do {
        expect(CSCERT_OK, cscert_import_apply(import, 0, 7, &summary, &error), error, "apply");
    } while (!summary.finished);
    CHECK(summary.rejected == 0 && summary.total == 40);
    cscert_import_free(import);
    say(RENAMED, generation, 0, NULL);
}

int main(int argc, char **argv)
{
    CHECK(argc == 5);
    seed_random(strtoull(argv[3], NULL, 10));
    load_models(argv[1]);
    cscert_registry *registry = open_registry(argv[2], CSCERT_OPEN_CREATE);
    cscert_registry_description description;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_describe(registry, false, absent(), &description, &error), error, "describe");
    if (description.user_count == 0) {
        CHECK(import_directory(registry, argv[1]).added == 52);
    }
    say(IMPORTED, 0, 0, NULL);
    uint32_t generation = (uint32_t)strtoul(argv[4], NULL, 10) * 10000;
    for (;;) {
        switch (below(8)) {
        case 0:
            rename_all(registry, ++generation);
            break;
        case 1:
        case 2:
            revoke_some(registry);
            break;
        case 3:
            /* A connection that ends brings the log home, which is another moment to die in. */
            cscert_registry_close(registry);
            registry = open_registry(argv[2], CSCERT_OPEN_CREATE);
            break;
        default:
            publish_some(registry);
        }
    }
}
